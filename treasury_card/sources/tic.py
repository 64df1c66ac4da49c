"""Treasury International Capital (TIC): who holds US Treasuries, who buys them, and the annual survey behind both."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ..schema import Due, Field, Release, Rules, Table
from .reading import read
from .tic_layouts import (
    GRAND_TOTAL,
    HOLDERS,
    OFFICIAL,
    SERIES,
    mfh_date,
    parse_form_s,
    parse_mfh,
    parse_survey_maturity,
    parse_survey_types,
    parse_table_1,
    parse_table_3,
    parse_table_3d,
)

AGENCY = "US Department of the Treasury"
TERMS = "US government work, public domain"
HOST = "https://ticdata.treasury.gov/resource-center/data-chart-center/tic/Documents/"
FROZEN_HOST = "https://treasury.gov/resource-center/data-chart-center/tic/Documents/"

MFH = Release("tic/mfhhis01.txt", FROZEN_HOST + "mfhhis01.txt")
TABLE_1 = Release("tic/slt_table1.txt", HOST + "slt_table1.txt")
TABLE_3 = Release("tic/slt_table3.txt", HOST + "slt_table3.txt")
TABLE_3D = Release("tic/slt3d_globl.csv", FROZEN_HOST + "slt3d_globl.csv")
FORM_S = Release("tic/s1_globl.txt", FROZEN_HOST + "s1_globl.txt")
SURVEY_TYPES = Release("tic/shl_app07_data_2025.csv", HOST + "shl_app07_data_2025.csv", verified=False)
SURVEY_MATURITY = Release("tic/shl_app12_data_2025.csv", HOST + "shl_app12_data_2025.csv", verified=False)

MAIN_AREAS = {
    10251: "Belgium",
    10804: "France",
    11002: "Germany",
    11401: "Ireland",
    11703: "Luxembourg",
    12203: "Norway",
    12688: "Switzerland",
    13005: "United Kingdom",
    29998: "Canada",
    30309: "Brazil",
    36137: "Cayman Islands",
    41408: "China, Mainland",
    42005: "Hong Kong",
    42102: "India",
    42501: "Israel",
    42609: "Japan",
    43001: "Korea, South",
    45608: "Saudi Arabia",
    46019: "Singapore",
    46302: "Taiwan",
    46604: "United Arab Emirates",
    GRAND_TOTAL: "Grand Total",
}
# Form S counted these together until December 2000.
OLD_AREAS = {10308: "Belgium and Luxembourg", 36005: "British West Indies"}


def holdings(mfh: pd.DataFrame, table_3: pd.DataFrame) -> pd.DataFrame:
    """Major Foreign Holders, continued with Table 3 for the months after its last, for areas with a name in both; US$ bn."""
    later = table_3[(table_3["month"] > mfh["month"].max()) & (table_3["code"] != OFFICIAL) & table_3["area"].isin(mfh["area"])]
    official = table_3[(table_3["month"] > mfh["month"].max()) & (table_3["code"] == OFFICIAL)]
    parts = [later[["month", "area", "total_usd_mn"]].set_axis(["month", "area", "usd_mn"], axis=1)]
    for area, column in (
        ("Foreign Official", "total_usd_mn"),
        ("Foreign Official Bills", "bills_usd_mn"),
        ("Foreign Official Bonds", "lt_usd_mn"),
    ):
        parts.append(official[["month", column]].set_axis(["month", "usd_mn"], axis=1).assign(area=area))
    added = pd.concat(parts).dropna(subset="usd_mn")
    added = added.assign(
        comparison=False,
        series=SERIES[-1],
        holdings_usd_bn=(added["usd_mn"] / 1000).round(1),
        source="table3",
    ).drop(columns="usd_mn")
    frame = pd.concat([mfh.assign(source="mfh"), added], ignore_index=True)
    return _ordered(frame, HOLDINGS)


def _ordered(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    return frame.sort_values(list(table.primary_key))[[f.name for f in table.fields]].reset_index(drop=True)


def _build_holdings(folder: Path) -> pd.DataFrame:
    return holdings(parse_mfh(read(folder, MFH.file), MFH.file), parse_table_3(read(folder, TABLE_3.file), TABLE_3.file))


def _build_table_3(folder: Path) -> pd.DataFrame:
    return _ordered(parse_table_3(read(folder, TABLE_3.file), TABLE_3.file), TREASURIES)


def _build_table_1(folder: Path) -> pd.DataFrame:
    frame = parse_table_1(read(folder, TABLE_1.file), TABLE_1.file)
    return _ordered(frame[(frame["code"] < 80000) | (frame["code"] >= 90000)], LONG_TERM)


def _build_table_3d(folder: Path) -> pd.DataFrame:
    frame = parse_table_3d(read(folder, TABLE_3D.file), TABLE_3D.file)
    return _ordered(frame[frame["code"].isin(MAIN_AREAS)], POSITIONS)


def _build_form_s(folder: Path) -> pd.DataFrame:
    frame = parse_form_s(read(folder, FORM_S.file), FORM_S.file)
    return _ordered(frame[frame["code"].isin(MAIN_AREAS | OLD_AREAS)], TRANSACTIONS)


def _build_survey_types(folder: Path) -> pd.DataFrame:
    return _ordered(parse_survey_types(read(folder, SURVEY_TYPES.file), SURVEY_TYPES.file), TYPES)


def _build_survey_maturity(folder: Path) -> pd.DataFrame:
    return _ordered(parse_survey_maturity(read(folder, SURVEY_MATURITY.file), SURVEY_MATURITY.file), MATURITY)


def _vintage_holdings(folder: Path) -> str:
    newest = _newest_month(parse_table_3(read(folder, TABLE_3.file), TABLE_3.file))
    return max(mfh_date(read(folder, MFH.file), MFH.file), newest)


def _newest_month(frame: pd.DataFrame) -> str:
    """Last day of the newest month, the vintage of a release that prints no date."""
    return frame["month"].max().end_time.date().isoformat()


CALENDAR = "monthly, about 45 days after the end of the month, 16:00 New York time"
DUE = Due("month", 48)
_PRINTS_NO_DATE = "The release prints no date and is replaced every month; the vintage is the end of its newest month."
_MONTH = Field("month", "yearmonth", "End of this month", required=True)
_AREA = Field("area", "string", "Country or aggregate", required=True)
_CODE = Field(
    "code", "integer", "TIC country code; 99996 all, 99990 official, 99991 other holders", required=True, minimum=10000, maximum=99999
)


def _usd_mn(name: str, description: str, *, required: bool = False, minimum: float | None = None) -> Field:
    return Field(name, "number", description, "US$ million", required=required, minimum=minimum)


HOLDINGS = Table(
    name="tic_holdings_monthly",
    title="Foreign holdings of US Treasuries by area, monthly from 2000",
    description=(
        "Major Foreign Holders of Treasury Securities: bills, notes and bonds at market value, booked where they are held in custody. "
        "Official labels without footnote marks; 'Foreign Official', 'Foreign Official Bills' and 'Foreign Official Bonds' stand for the "
        "file's 'For. Official', 'Treasury Bills' and 'T-Bonds & Notes' of official holders. Months after the last one of that file come "
        "from Table 3 (source table3), for areas that have a name in both. At a survey benchmark a month stands twice: comparison = true "
        "marks the old series, and a difference across series is not a flow."
    ),
    kind="parsed",
    agency=AGENCY,
    release="TIC Major Foreign Holders, history; Table 3",
    terms=TERMS,
    fields=(
        _MONTH,
        _AREA,
        Field("comparison", "boolean", "Old series, printed for comparison only at a survey benchmark", required=True),
        Field("series", "string", "Series of the file's notes; a change marks a break", required=True, enum=SERIES),
        Field("holdings_usd_bn", "number", "Holdings at the end of the month", "US$ billion", required=True, minimum=0),
        Field("source", "string", "Major Foreign Holders history or Table 3", required=True, enum=("mfh", "table3")),
    ),
    primary_key=("month", "area", "comparison"),
    releases=(MFH, TABLE_3),
    build=_build_holdings,
    vintage=_vintage_holdings,
    vintage_note=(
        "The date that the Major Foreign Holders file prints, or the end of the newest month of Table 3, if that is later: "
        "Table 3 prints no date."
    ),
    update="automatic",
    frequency=CALENDAR,
    due=DUE,
    # The benchmark of June 2010 moved the official total by 383 bn; no figure has been revised by more.
    rules=Rules(change=700, revision=450, may_empty=0, may_go="source == 'table3'", records=True),
    gaps=(
        "Areas join and leave the list; a figure that is not published has no row. Holes of 12 months: Canada 2008, France 2007, "
        "India 2005, Norway 2005.",
        "Cayman Islands and Saudi Arabia from 2012-01; before, they are part of Carib Bnkng Ctrs and Oil Exporters. Belgium from 2002-01 "
        "(with Luxembourg to 2002-05), Luxembourg from 2002-06; before, Belgium-Luxembourg.",
        "Table 3 carries no El Salvador, Iraq and Vietnam, and no All Other that compares with this one: these end with the history file.",
        "Before 2011-12 monthly transactions are added to an annual survey; use official_flows_monthly for official flows before 2011.",
    ),
)

TREASURIES = Table(
    name="tic_treasuries_monthly",
    title="US Treasuries by area: position, net purchases, valuation, monthly from 2020",
    description=(
        "TIC Table 3: total, long-term (notes, bonds, TIPS, floating-rate notes) and bills, by area where they are held. Net purchases are "
        "reported on Form SLT from 2023-02, with the valuation change beside them; bills net is the change in position."
    ),
    kind="parsed",
    agency=AGENCY,
    release="TIC Table 3: US Treasury securities held by foreign residents",
    terms=TERMS,
    fields=(
        _MONTH,
        _AREA,
        _CODE,
        _usd_mn("total_usd_mn", "Long-term and bills held", minimum=0),
        _usd_mn("total_net_usd_mn", "Net purchases, long-term and bills"),
        _usd_mn("lt_usd_mn", "Long-term Treasuries held", minimum=0),
        _usd_mn("lt_net_usd_mn", "Net purchases of long-term Treasuries"),
        _usd_mn("lt_valuation_usd_mn", "Valuation change of long-term Treasuries"),
        _usd_mn("bills_usd_mn", "Bills held", minimum=0),
        _usd_mn("bills_net_usd_mn", "Change in bills held"),
    ),
    primary_key=("month", "code"),
    releases=(TABLE_3,),
    build=_build_table_3,
    vintage=lambda folder: _newest_month(parse_table_3(read(folder, TABLE_3.file), TABLE_3.file)),
    vintage_note=_PRINTS_NO_DATE,
    update="automatic",
    frequency=CALENDAR,
    due=DUE,
    rules=Rules(change=700_000, revision=450_000, may_empty=100, records=True),
    gaps=(
        "Net purchases and valuation of long-term Treasuries start in 2023-02; cells the release withholds (n.a.) are empty.",
        "16 areas show long-term holdings only. The official and non-official split exists in aggregate, never by country.",
        "The change in position is not net purchases plus valuation: a residual remains.",
    ),
)

LONG_TERM = Table(
    name="tic_long_term_monthly",
    title="Long-term Treasuries and agency bonds by area: position, net purchases, valuation, monthly from 2020",
    description=(
        "TIC Table 1: long-term US Treasuries and agency bonds by area where they are held, one release later than tic_treasuries_monthly, "
        "so that the two differ where the later release revises."
    ),
    kind="parsed",
    agency=AGENCY,
    release="TIC Table 1: US long-term securities held by foreign residents",
    terms=TERMS,
    fields=(
        _MONTH,
        _AREA,
        _CODE,
        _usd_mn("treasury_usd_mn", "Long-term Treasuries held", minimum=0),
        _usd_mn("treasury_net_usd_mn", "Net purchases of long-term Treasuries"),
        _usd_mn("treasury_valuation_usd_mn", "Valuation change of long-term Treasuries"),
        _usd_mn("agency_usd_mn", "Agency bonds held", minimum=0),
        _usd_mn("agency_net_usd_mn", "Net purchases of agency bonds"),
        _usd_mn("agency_valuation_usd_mn", "Valuation change of agency bonds"),
    ),
    primary_key=("month", "code"),
    releases=(TABLE_1,),
    build=_build_table_1,
    vintage=lambda folder: _newest_month(parse_table_1(read(folder, TABLE_1.file), TABLE_1.file)),
    vintage_note=_PRINTS_NO_DATE,
    update="automatic",
    frequency=CALENDAR,
    due=DUE,
    rules=Rules(change=700_000, revision=450_000, may_empty=100, records=True),
    gaps=(
        "Net purchases and valuation start in 2023-02; cells the release withholds (n.a.) are empty.",
        "Corporate bonds, equities and the lines by kind of institution are in the release and not here.",
    ),
)

POSITIONS = Table(
    name="tic_positions_2011_2023",
    title="US Treasuries by area, 2011 to January 2023 (Table 3D)",
    description=(
        "TIC Table 3D, frozen at 2023-01: total, long-term and bills held by the main areas. In its last three months it is higher than "
        "the Major Foreign Holders history, which was revised later."
    ),
    kind="parsed",
    agency=AGENCY,
    release="TIC Table 3D: US Treasury securities held by foreign residents",
    terms=TERMS,
    fields=(
        _MONTH,
        _AREA,
        _CODE,
        _usd_mn("total_usd_mn", "Long-term and bills held", minimum=0),
        _usd_mn("lt_usd_mn", "Long-term Treasuries held", required=True, minimum=0),
        _usd_mn("bills_usd_mn", "Bills held", minimum=0),
    ),
    primary_key=("month", "code"),
    releases=(TABLE_3D,),
    build=_build_table_3d,
    vintage="2023-01-31",
    vintage_note="The release prints no date and is frozen; the vintage is the end of its last month.",
    update="frozen",
    frequency="monthly",
    gaps=(
        "2011-10 and 2011-11 are not in the release; cells it withholds (n.a.) are empty.",
        "Main areas only; the release has 131.",
    ),
)

TRANSACTIONS = Table(
    name="tic_form_s_monthly",
    title="Purchases and sales of Treasury notes and bonds by area, 1977 to January 2023 (Form S)",
    description=(
        "TIC Form S, frozen at 2023-01: gross purchases and sales by foreigners of marketable Treasury and Federal Financing Bank notes "
        "and bonds, booked at the country of the counterparty, which is often a financial centre. Net purchases are purchases minus sales. "
        "From 2023-02 flows are reported on Form SLT in tic_treasuries_monthly: another definition, not to be joined without a flag."
    ),
    kind="parsed",
    agency=AGENCY,
    release="TIC Form S: US transactions with foreigners in long-term securities",
    terms=TERMS,
    fields=(
        _MONTH,
        _AREA,
        _CODE,
        _usd_mn("purchases_usd_mn", "Gross purchases by foreigners, column [1]", required=True, minimum=0),
        _usd_mn("sales_usd_mn", "Gross sales by foreigners, column [7]", required=True, minimum=0),
    ),
    primary_key=("month", "code"),
    releases=(FORM_S,),
    build=_build_form_s,
    vintage="2023-01-31",
    vintage_note="The release prints no date and is frozen; the vintage is the end of its last month.",
    update="frozen",
    frequency="monthly",
    gaps=(
        "Belgium, Luxembourg and Cayman Islands from 2001-01; before, they are part of Belgium and Luxembourg and of British West Indies. "
        "Ireland from 1988-08, Saudi Arabia and United Arab Emirates from 2015-01; China lacks some early months.",
        "No bills, no split into official and private holders. Main areas only; the release has 97.",
    ),
)

TYPES = Table(
    name="tic_survey_types",
    title="Foreign holdings of Treasuries by type at the survey of June 2025",
    description=(
        "Annual survey of foreign holdings of US securities (SHL), June 2025, appendix table 7: nominal notes and bonds, TIPS, "
        "floating-rate notes and bills by area. 'Holdings of FOI' are foreign official institutions; the lines 'Total ...' and "
        "'Euro area countries' are sums of others."
    ),
    kind="parsed",
    agency=AGENCY,
    release="SHL survey of foreign holdings of US securities, June 2025, appendix table 7",
    terms=TERMS,
    fields=(
        _AREA,
        _usd_mn("total_usd_mn", "Long-term and bills held", minimum=0),
        _usd_mn("lt_usd_mn", "Long-term Treasuries held", minimum=0),
        _usd_mn("nominal_usd_mn", "Nominal notes and bonds held", minimum=0),
        _usd_mn("tips_usd_mn", "TIPS held", minimum=0),
        _usd_mn("frn_usd_mn", "Floating-rate notes held", minimum=0),
        _usd_mn("bills_usd_mn", "Bills held", minimum=0),
    ),
    primary_key=("area",),
    releases=(SURVEY_TYPES,),
    build=_build_survey_types,
    vintage="2025-06-30",
    vintage_note="The file prints no date; the vintage is the day of the survey.",
    update="manual",
    frequency="yearly",
    gaps=("Withheld or very small cells (* or NA) are empty; a single one in a row can be backed out from the sum.",),
)

MATURITY = Table(
    name="tic_survey_maturity",
    title="Remaining maturity of the Treasuries held abroad, June 2019 to June 2025",
    description=(
        "SHL survey, appendix table 12, Treasuries: market value by remaining maturity for all, official and private holders. Order 0 is "
        "the header line; the buckets of official holders add to more than it and the others to less, so that shares are taken of the "
        "buckets' own sum."
    ),
    kind="parsed",
    agency=AGENCY,
    release="SHL survey of foreign holdings of US securities, June 2025, appendix table 12",
    terms=TERMS,
    fields=(
        Field("year", "integer", "Survey at the end of June of this year", required=True, minimum=2000, maximum=2100),
        Field("holder", "string", "All, official or private foreign holders", required=True, enum=tuple(HOLDERS.values())),
        Field("order", "integer", "0 the header line, 1 to 15 the buckets", required=True, minimum=0, maximum=15),
        Field("bucket", "string", "Remaining maturity", required=True),
        _usd_mn("usd_mn", "Treasuries held", required=True, minimum=0),
    ),
    primary_key=("year", "holder", "order"),
    releases=(SURVEY_MATURITY,),
    build=_build_survey_maturity,
    vintage="2025-06-30",
    vintage_note="The file prints no date; the vintage is the day of the newest survey.",
    update="manual",
    frequency="yearly",
    gaps=("The file names no unit; the totals agree with appendix table 7, which is in US$ million.", "No split by country."),
)

TABLES: tuple[Table, ...] = (HOLDINGS, TREASURIES, LONG_TERM, TRANSACTIONS, POSITIONS, TYPES, MATURITY)
