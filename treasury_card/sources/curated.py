"""Tables typed by hand from documents; each row names its source. Edit the CSV, then ``python -m treasury_card seal``."""

from __future__ import annotations

from ..schema import Field, Release, Table
from . import tic

CERTAINTY = ("primary", "data", "press", "copy")
KINDS = (
    "tariff", "retaliation", "auction", "data release", "official statement", "deal", "TIC release", "rating", "intervention", "market",
)  # fmt: skip
_CERTAINTY = Field(
    "certainty",
    "string",
    "primary: the official document; data: computed from official data; press: a press report; copy: a re-publication by a third party",
    required=True,
    enum=CERTAINTY,
)
_SOURCE = Field("source", "string", "Where the figure was read", required=True)
_ADDRESS = Field("address", "string", "Address of the source", required=True)

_PRESS_RELEASES = ("0055", "0091", "0144", "0171", "0196", "0226", "0253", "0317", "0342", "0365")

RELEASE_FLOWS = Table(
    name="tic_release_flows",
    title="Foreign flows in Treasuries as each TIC press release printed them, October 2024 to November 2025",
    description=(
        "The single months that each Treasury press release on TIC shows, four at a time, so that a first print and its next revisions "
        "stand side by side: net purchases of Treasury bonds and notes by official (line 10) and private (line 5) foreign investors, and "
        "the change in Treasury bills held by all foreigners (line 23)."
    ),
    kind="curated",
    agency=tic.AGENCY,
    release="Press releases 'Treasury International Capital Data for ...'",
    terms=tic.TERMS,
    fields=(
        Field("release", "string", "Number of the press release", required=True),
        Field("release_date", "date", "Day of the release, 16:00 New York time where an hour is printed", required=True),
        Field("month", "yearmonth", "Month that the figures are for", required=True),
        Field(
            "official_bonds_net_usd_bn", "number", "Net purchases by foreign official institutions, line 10", "US$ billion", required=True
        ),
        Field("private_bonds_net_usd_bn", "number", "Net purchases by private foreign investors, line 5", "US$ billion", required=True),
        Field("bills_net_usd_bn", "number", "Change in Treasury bills held by foreigners, line 23", "US$ billion", required=True),
    ),
    primary_key=("release", "month"),
    releases=tuple(
        Release(f"SB{n}", f"https://home.treasury.gov/news/press-releases/sb{n}", layout="transcription") for n in _PRESS_RELEASES
    ),
    vintage="2026-01-15",
    vintage_note="The day of the newest press release used.",
    frequency="monthly",
    gaps=(
        "Read from a rebuild of the Treasury's site, where some tables have lost their cell borders; in every column used the parts add to "
        "the printed sums.",
        "August and September 2025 came out together on 18 November 2025.",
    ),
)

FIRST_PRINTS = Table(
    name="tic_first_prints",
    title="First published holdings for February to May 2025",
    description=(
        "What was printed on the day of the release, before revisions; today's vintage of the same month is in tic_holdings_monthly."
    ),
    kind="curated",
    agency="press reports of releases of the US Department of the Treasury",
    release="TIC Major Foreign Holders, first prints",
    terms="figures only; cite the release",
    fields=(
        Field("month", "yearmonth", "End of this month", required=True),
        Field("release_date", "date", "Day of the release", required=True),
        Field("area", "string", "Country or aggregate, named as in tic_holdings_monthly", required=True),
        Field("first_print_usd_bn", "number", "Holdings as first published", "US$ billion", required=True, minimum=0),
        _SOURCE,
        _ADDRESS,
        _CERTAINTY,
    ),
    primary_key=("month", "area"),
    vintage="2025-07-17",
    vintage_note="The day of the newest release covered.",
    frequency="once",
    gaps=("A single press source for each figure; the total for February 2025 and Japan in May 2025 are rounded to billions in the text.",),
)

SECONDARY = Table(
    name="tic_secondary",
    title="Later totals of foreign holdings, second-hand",
    description=(
        "Holdings for May to July 2026 from re-tabulations by third parties of releases that are not among the sources. They carry later "
        "revisions: the same party differs from Table 5 in 20 of 44 overlapping figures. Never joined to the other tables."
    ),
    kind="curated",
    agency="third parties, from releases of the US Department of the Treasury",
    release="TIC Table 5, later releases",
    terms="US government work, public domain; secondary copy",
    fields=(
        Field("month", "yearmonth", "End of this month", required=True),
        Field("area", "string", "Country or aggregate, named as in tic_holdings_monthly", required=True),
        Field("holdings_usd_bn", "number", "Holdings at the end of the month", "US$ billion", required=True, minimum=0),
        _SOURCE,
        _CERTAINTY,
    ),
    primary_key=("month", "area"),
    releases=(Release("slt_table5.txt", tic.HOST + "slt_table5.txt", layout="transcription"),),
    vintage="2026-07-31",
    vintage_note="The end of the newest month; the copies name no release.",
    frequency="once",
    gaps=("A single source for each figure; no total for July 2026.",),
)

GROSS_ISSUANCE = Table(
    name="gross_issuance",
    title="Gross issuance of Treasury notes and bonds, February to April 2025",
    description=(
        "Sizes of the auctions of nominal coupons and floating-rate notes, one a month and tenor, from the refunding statement of "
        "30 April 2025."
    ),
    kind="curated",
    agency="US Department of the Treasury",
    release="Quarterly Refunding Statement, press release SB0120",
    terms="US government work, public domain",
    fields=(
        Field("month", "yearmonth", "Month of the auction", required=True),
        Field("tenor", "string", "Original term", required=True),
        Field(
            "kind", "string", "Nominal coupon, floating-rate note or inflation-protected", required=True, enum=("nominal", "frn", "tips")
        ),
        Field("size_usd_bn", "number", "Amount offered", "US$ billion", required=True, minimum=1, maximum=200),
    ),
    primary_key=("month", "tenor"),
    releases=(Release("SB0120", "https://home.treasury.gov/news/press-releases/sb0120", layout="transcription"),),
    vintage="2025-04-30",
    vintage_note="The day of the press release.",
    frequency="once",
    gaps=(
        "The cells of the table run together in the copy; the sizes were separated by hand and agree with the auctions table.",
        "Inflation-protected securities and bills are not in the table.",
    ),
)

INTERVENTIONS = Table(
    name="interventions",
    title="Japan's sales of dollars since 2022",
    description=(
        "Yen bought by the Ministry of Finance. Purchases are called when the dollar is strong, so the days are not random. In the months "
        "of the two largest sales it was mostly bills that left Japan's line, in September 2022 and July 2024 mostly notes and bonds."
    ),
    kind="curated",
    agency="Ministry of Finance Japan, as reported by the press",
    release="Foreign Exchange Intervention Operations",
    terms="figures only; cite the source of each row",
    fields=(
        Field("start", "date", "First day, Tokyo", required=True),
        Field("end", "date", "Last day, Tokyo", required=True),
        Field("jpy_tn", "number", "Yen bought", "JPY trillion", required=True, minimum=0, maximum=50),
        Field("episode", "string", "Episode, named by the month in which most of it settles", required=True),
        _CERTAINTY,
        _SOURCE,
        _ADDRESS,
    ),
    primary_key=("start",),
    vintage="2026-05-30",
    vintage_note="The day of the newest report used.",
    frequency="monthly disclosure, daily amounts by quarter",
    gaps=(
        "No page of the ministry itself was seen.",
        "April and May 2026 is one amount without days, from two weak outlets; it agrees with the fall of the reserves.",
        "No confirmation of an intervention in August 2026 was found, although the reserves fell.",
    ),
)

QUOTED_FIGURES = Table(
    name="quoted_figures",
    title="Figures quoted from documents and the press",
    description=(
        "Single figures that no table of the book carries, one a row, each with source, address and certainty. A range has low and high. "
        "Show the source and the certainty with the figure."
    ),
    kind="curated",
    agency="various, named in each row",
    release="Single figures",
    terms="figures only; cite the source of each row",
    fields=(
        Field("key", "string", "Name of the figure; it ends with its unit", required=True),
        Field("what", "string", "What the figure is", required=True),
        Field("value", "number", "The figure; empty for a range"),
        Field("low", "number", "Lower end of a range"),
        Field("high", "number", "Upper end of a range"),
        Field(
            "unit",
            "string",
            "Unit, as in the named numbers",
            required=True,
            enum=("usd_bn", "usd_tn", "jpy_tn", "pct", "bp", "count", "index"),
        ),
        Field("date", "string", "Day or period that the figure is for, as far as known", required=True),
        _SOURCE,
        _ADDRESS,
        _CERTAINTY,
    ),
    primary_key=("key",),
    vintage="2026-06-28",
    vintage_note="The day of the newest document used.",
    frequency="once",
    gaps=(
        "The composition of Japan's reserve securities is not public; the shares by maturity and issuer are old.",
        "Addresses of some press pages were not kept; the row says so.",
    ),
)

EVENTS = Table(
    name="events",
    title="What happened when: April 2025 to September 2026",
    description=(
        "Announcements and what took force or took place, as rows of their own. Yields of the H.15 release are observed at about 15:30 New "
        "York time, so first_h15 is the first observation that can contain the event. No time means that no source gives one; first_h15 is "
        "then the earliest day that its sources allow."
    ),
    kind="curated",
    agency="various, named in each row",
    release="Timeline",
    terms="facts, in our own words; cite the source of each row",
    fields=(
        Field("id", "string", "Name of the event, begins with its day in New York", required=True),
        Field("time_utc", "datetime", "Time, UTC; empty if unknown"),
        Field("date_et", "date", "Day, New York", required=True),
        Field("time_et", "string", "Time, New York, HH:MM; empty if unknown"),
        Field(
            "announced_or_effective",
            "string",
            "announced: it became known; effective: it took force or took place",
            required=True,
            enum=("announced", "effective"),
        ),
        Field("title", "string", "What happened", required=True),
        Field("kind", "string", "Kind of event", required=True, enum=KINDS),
        Field("first_h15", "date", "First H.15 observation that can contain the event", required=True),
        Field("confounders", "string", "What else lies before the same observation"),
        _SOURCE,
        _ADDRESS,
        _CERTAINTY,
    ),
    primary_key=("id",),
    vintage="2026-09-10",
    vintage_note="The day of the newest event.",
    frequency="once",
    gaps=(
        "Clock times are from press reports unless a release prints them; a time given as about is said so in the source.",
        "The minute of the remark of 2 May 2025 (Tokyo) was not found: the programme's slot is given by its start.",
        "The US employment report for March 2025 and the first round of US-Japan talks are left out: no source for their day was seen.",
    ),
)

PUBLISHED_EFFECTS = Table(
    name="published_effects",
    title="Published effects of foreign purchases and sales on Treasury yields",
    description=(
        "What the literature says 100 billion dollars less of foreign demand does to yields, on two scales: per 100 billion as published, "
        "and per 1% of marketable debt. A scale on which a study gives no figure is empty. The second follows from the first by the size "
        "of the market of the study: bp per 1% = bp per 100 billion x market / 10,000."
    ),
    kind="curated",
    agency="authors as cited",
    release="Working papers and articles in the bibliography",
    terms="figures only; cite the work",
    fields=(
        Field("key", "string", "Name of the effect", required=True),
        Field("study", "string", "Work; effects of the same work share one weight", required=True),
        Field("citation", "string", "Key in the bibliography", required=True),
        Field("finding", "string", "What is published, on its own scale", required=True),
        Field(
            "horizon",
            "string",
            "impact: on the day or in the month of the flow; short: within months; 12m: flow over twelve months; stock: what stays",
            required=True,
            enum=("impact", "short", "12m", "stock"),
        ),
        Field("tenor", "string", "Maturity that it is for, as far as seen"),
        Field("market_low_usd_bn", "number", "Size of the market of the study, low", "US$ billion", minimum=1000),
        Field("market_high_usd_bn", "number", "Size of the market of the study, high", "US$ billion", minimum=1000),
        Field("per_100bn_low_bp", "number", "Rise in yields per US$100 billion, low", "basis points", minimum=0),
        Field("per_100bn_high_bp", "number", "Rise in yields per US$100 billion, high", "basis points", minimum=0),
        Field("per_pct_low_bp", "number", "Rise in yields per 1% of marketable debt, low", "basis points", required=True, minimum=0),
        Field("per_pct_high_bp", "number", "Rise in yields per 1% of marketable debt, high", "basis points", required=True, minimum=0),
        Field("status", "string", "Whether number and conversion were seen in the work or assumed", required=True),
    ),
    primary_key=("key",),
    vintage="2026-11-22",
    vintage_note="State of knowledge.",
    frequency="once",
    gaps=(
        "Read from abstracts and summaries; no coefficient table of Warnock and Warnock, Beltran and others or Ahmed and Rebucci was seen.",
        "The samples of Ahmed and Rebucci and of Beltran and others are assumed for the conversion: a market of 8 to 14 trillion, and the "
        "mean and the end of 1994 to 2007.",
        "The effect on impact in Ahmed and Rebucci is published as more than 100 and is taken at 100.",
    ),
)

VERDICTS = (
    "supported", "supported with omissions", "mixed", "misleading", "false", "unverified", "not detectable", "opinion",
    "depends on the reading", "not supported",
)  # fmt: skip
_MYST = "MyST; a figure is a reference to a named number"

CLAIMS = Table(
    name="claims",
    title="The claims of the story, and the rule that decides each",
    description=(
        "One claim of the text a row, in our own words, with the fixed rule that decides it. The verdict itself is computed from the "
        "results and from claim_evidence; written_for is the verdict that the sentences were written for, so that a verdict that changes "
        "withdraws its sentence."
    ),
    kind="curated",
    agency="the book's own reading",
    release="Claims ledger",
    terms="own work, CC BY 4.0",
    fields=(
        Field("number", "integer", "Number of the claim", required=True, minimum=1),
        Field("claim", "string", f"What the text says, in our own words; {_MYST}", required=True),
        Field("kind", "string", "What decides it", required=True, enum=("data", "record", "model", "opinion")),
        Field("printed_usd_tn", "number", "The amount that the text prints", "US$ trillion", minimum=0),
        Field("rule", "string", f"The rule that decides; {_MYST}", required=True),
        Field("evidence", "string", f"What is known; {_MYST}", required=True),
        Field("line", "string", "The finding in one line, without figures", required=True),
        Field("sentence", "string", f"What a newspaper may print; {_MYST}", required=True),
        Field("would_change", "string", "What would change the verdict", required=True),
        Field(
            "confidence",
            "string",
            "high: documents or official data decide and agree; medium: the press or an assumption decides; low: copies only, readings "
            "that disagree, or nothing found",
            required=True,
            enum=("high", "medium", "low"),
        ),
        Field("confidence_reason", "string", "Why not more, or not less", required=True),
        Field("written_for", "string", "Verdict that the texts were written for", required=True, enum=VERDICTS),
        Field("aside", "string", "A part of the claim that has a verdict of its own"),
        Field("aside_written_for", "string", "Verdict on that part that the texts were written for", enum=VERDICTS),
        Field("exhibits", "string", "Exhibits of the book that show the evidence, separated by spaces"),
    ),
    primary_key=("number",),
    vintage="2026-11-22",
    vintage_note="State of knowledge.",
    frequency="once",
    gaps=("The rules were written after preliminary results had been seen.",),
)

CLAIM_EVIDENCE = Table(
    name="claim_evidence",
    title="Documents and reports behind the claims",
    description=(
        "One document or report a row, by claim. Rules on matters of record are evaluated over the column shows; a copy of another "
        "newsroom's text does not count as an independent newsroom."
    ),
    kind="curated",
    agency="various, named in each row",
    release="Claims ledger, evidence",
    terms="facts, in our own words; cite the source of each row",
    fields=(
        Field("number", "integer", "Number of the claim; 0 for the text itself and its copies", required=True, minimum=0),
        Field("item", "integer", "Number within the claim", required=True, minimum=1),
        Field("bears", "string", "On the claim as the text makes it", required=True, enum=("supports", "contradicts", "context")),
        Field("shows", "string", "What the rule looks for, if the row shows it"),
        Field("finding", "string", "What the source says, in our own words", required=True),
        Field("date", "string", "Day or period of the source, as far as known", required=True),
        _SOURCE,
        _ADDRESS,
        _CERTAINTY,
    ),
    primary_key=("number", "item"),
    vintage="2026-11-22",
    vintage_note="State of knowledge.",
    frequency="once",
    gaps=("Addresses of some press pages were not kept; the row says so.",),
)

TABLES: tuple[Table, ...] = (
    RELEASE_FLOWS,
    FIRST_PRINTS,
    SECONDARY,
    GROSS_ISSUANCE,
    INTERVENTIONS,
    QUOTED_FIGURES,
    EVENTS,
    PUBLISHED_EFFECTS,
    CLAIMS,
    CLAIM_EVIDENCE,
)
