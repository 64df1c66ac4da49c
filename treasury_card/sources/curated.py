"""Tables typed by hand from documents; each row names its source. Edit the CSV, then ``python -m treasury_card seal``."""

from __future__ import annotations

from ..schema import Field, Release, Table
from . import tic

CERTAINTY = ("primary", "data", "press", "copy")
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

TABLES: tuple[Table, ...] = (RELEASE_FLOWS, FIRST_PRINTS, SECONDARY)
