"""Federal Reserve Board staff: foreign positions in US securities by Bertaut and Judson (IFDP 1113) and Bertaut and Tryon (IFDP 910).

Both files hold, for each class of securities, the survey position, the adjusted net flow, the valuation change, the monthly gap that is
left over, and the estimated position; ``ND`` or an empty cell is missing.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from .. import catalog
from ..errors import ReleaseError
from ..schema import Field, Release, Rules, Table
from . import tic
from .reading import cells, check_complete, lines, number, read

AGENCY = "Federal Reserve Board staff"
TERMS = "US government work, public domain; staff estimates without guarantee, cite IFDP 1113 (2014) and IFDP 910 (2007)"
PAGE = "https://www.federalreserve.gov/pubs/ifdp/2014/1113/"

BERTAUT_JUDSON = Release("fed/bertaut_judson_positions_liabs_2021.csv", PAGE, verified=False, final=True)
BERTAUT_TRYON = Release("fed/ticdata.liabilities.foiadj.txt", PAGE, verified=False, final=True)

AREAS = tic.MAIN_AREAS | {tic.OFFICIAL: "Foreign Official"}

_CLASSES = ("agcy", "corp", "stk", "treas")
_FLOW_COLUMNS = [
    "month",
    "source",
    "treasury_net_usd_mn",
    "treasury_valuation_usd_mn",
    "treasury_gap_usd_mn",
    "treasury_position_usd_mn",
    "agency_net_usd_mn",
]
_FIELDS = {
    "survey_pos": "survey_usd_mn",
    "adj_net_flow": "flow_usd_mn",
    "adj_val_chg": "valuation_usd_mn",
    "monthly_gap": "gap_usd_mn",
    "est_pos": "position_usd_mn",
}


def parse_bertaut_judson(content: bytes, name: str) -> pd.DataFrame:
    """Monthly positions and flows by area, June 2011 to December 2020, US$ mn.

    Returns
    -------
    pandas.DataFrame
        ``month``, ``area`` (the file's short name), ``code``, the five Treasury columns ``survey_usd_mn``, ``flow_usd_mn``,
        ``valuation_usd_mn``, ``gap_usd_mn``, ``position_usd_mn``, and ``agency_flow_usd_mn``; in the order of the file.
    """
    frame = _staff_table(content, name, ["date", "country_name", "country_code"], "ftot")
    for code in (tic.GRAND_TOTAL, tic.OFFICIAL):
        if set(frame["month"]) - set(frame.loc[frame["code"] == code, "month"]):
            raise ReleaseError(name, f"the aggregate {code} is not there for every month", expected="one line a month")
    return frame


def parse_bertaut_tryon(content: bytes, name: str) -> pd.DataFrame:
    """Foreign official total, December 1984 to June 2011, US$ mn.

    Every line is labelled 99996 "All Countries and IROs", yet the figures are those of foreign official holders (the ``foi`` of the column
    names); ``code`` and ``area`` therefore say official. The Treasuries are long-term only.

    Returns
    -------
    pandas.DataFrame
        Columns as of :func:`parse_bertaut_judson`.
    """
    frame = _staff_table(content, name, ["date", "country code", "country name"], "foi")
    other = frame["code"] != tic.GRAND_TOTAL
    if other.any():
        raise ReleaseError(
            name, "another area", line=int(other.argmax()) + 2, value=int(frame.loc[other, "code"].iloc[0]), expected="99996"
        )
    steps = frame["month"].map(lambda m: m.ordinal).diff().dropna()
    if (steps != 1).any():
        raise ReleaseError(name, "the months do not follow each other", line=int((steps != 1).to_numpy().argmax()) + 3, column="date")
    return frame.assign(code=tic.OFFICIAL, area="Foreign Official")


def _staff_table(content: bytes, name: str, key: list[str], prefix: str) -> pd.DataFrame:
    text = lines(content, name)
    check_complete(text, name)
    header = [*key, *(f"{prefix}_{c}_{f}" for c in _CLASSES for f in _FIELDS)]
    found = cells(text[0], name, 1)
    if found != header:
        differs = next((i for i, (a, b) in enumerate(zip(found, header, strict=False)) if a != b), min(len(found), len(header)))
        raise ReleaseError(
            name,
            "another column than expected",
            line=1,
            value=found[differs] if differs < len(found) else None,
            expected=header[differs] if differs < len(header) else "no further column",
        )
    code_at, area_at = (1, 2) if "code" in key[1] else (2, 1)
    records = []
    for i in range(1, len(text)):
        if not text[i].strip():
            continue
        row = cells(text[i], name, i + 1)
        if len(row) != len(header):
            raise ReleaseError(name, f"{len(row)} fields", line=i + 1, value=text[i][:60], expected=f"{len(header)} fields")
        if not re.fullmatch(r"\d{5}", row[code_at]):
            raise ReleaseError(name, "not a country code", line=i + 1, column=key[code_at], value=row[code_at], expected="five digits")
        figures = dict(
            zip(header[3:], (number(c, name, i + 1, k, missing=("ND", "")) for c, k in zip(row[3:], header[3:], strict=True)), strict=True)
        )
        treasuries = [figures[f"{prefix}_treas_{f}"] for f in _FIELDS]
        records.append(
            [_month_end(row[0], name, i + 1), row[area_at], int(row[code_at]), *treasuries, figures[f"{prefix}_agcy_adj_net_flow"]]
        )
    frame = pd.DataFrame(records, columns=["month", "area", "code", *_FIELDS.values(), "agency_flow_usd_mn"])
    doubled = frame.duplicated(["month", "code"])
    if doubled.any():
        row = frame[doubled].iloc[0]
        raise ReleaseError(name, "an area and month stand twice", line=int(doubled.argmax()) + 2, value=f"{row['area']} {row['month']}")
    if frame.empty:
        raise ReleaseError(name, "no data under the header", line=1)
    return frame


def _month_end(cell: str, name: str, line: int) -> pd.Period:
    match = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", cell)
    if match:
        month, day, year = map(int, match.groups())
        if 1 <= month <= 12:
            period = pd.Period(year=year, month=month, freq="M")
            if day == period.days_in_month:
                return period
    raise ReleaseError(name, "not the last day of a month", line=line, column="date", value=cell, expected="a date such as 6/30/2011")


def staff_flows(tryon: pd.DataFrame, judson: pd.DataFrame) -> pd.DataFrame:
    """Foreign official flows and positions of the two staff files, flagged BT and BJ."""
    staff = {
        "flow_usd_mn": "treasury_net_usd_mn",
        "valuation_usd_mn": "treasury_valuation_usd_mn",
        "gap_usd_mn": "treasury_gap_usd_mn",
        "position_usd_mn": "treasury_position_usd_mn",
        "agency_flow_usd_mn": "agency_net_usd_mn",
    }
    parts = [
        tryon.rename(columns=staff).assign(source="BT"),
        judson[judson["code"] == tic.OFFICIAL].rename(columns=staff).assign(source="BJ"),
    ]
    return pd.concat([p[_FLOW_COLUMNS] for p in parts])


def official_flows(staff: pd.DataFrame, table_1: pd.DataFrame) -> pd.DataFrame:
    """Foreign official flows in Treasuries and agency bonds from three sources, each with its flag and none joined to another."""
    slt = table_1[(table_1["code"] == tic.OFFICIAL) & table_1["treasury_net_usd_mn"].notna()]
    slt = slt.rename(columns={"treasury_usd_mn": "treasury_position_usd_mn"}).assign(source="SLT", treasury_gap_usd_mn=float("nan"))
    return pd.concat([staff[_FLOW_COLUMNS], slt[_FLOW_COLUMNS]]).sort_values(["month", "source"]).reset_index(drop=True)


def _read_judson(folder: Path) -> pd.DataFrame:
    return _whole(parse_bertaut_judson(read(folder, BERTAUT_JUDSON.file), BERTAUT_JUDSON.file), BERTAUT_JUDSON.file, "2011-06", "2020-12")


def _read_tryon(folder: Path) -> pd.DataFrame:
    return _whole(parse_bertaut_tryon(read(folder, BERTAUT_TRYON.file), BERTAUT_TRYON.file), BERTAUT_TRYON.file, "1984-12", "2011-06")


def _whole(frame: pd.DataFrame, name: str, first: str, last: str) -> pd.DataFrame:
    """These files are final and have no foot: only their last month shows that they are whole."""
    span = (str(frame["month"].min()), str(frame["month"].max()))
    if span != (first, last):
        raise ReleaseError(name, "the file is cut off", column="date", value=" to ".join(span), expected=f"{first} to {last}")
    return frame


def _build_monthly(folder: Path) -> pd.DataFrame:
    frame = _read_judson(folder)
    frame = frame[frame["code"].isin(AREAS)]
    frame = frame.assign(area=frame["code"].map(AREAS)).sort_values(["month", "code"])
    return frame[[f.name for f in MONTHLY.fields]].reset_index(drop=True)


def _build_flows(folder: Path) -> pd.DataFrame:
    """The staff files are final: where they are not in the folder, their figures are those of the table that the book ships."""
    if any((folder / release.file).is_file() for release in (BERTAUT_TRYON, BERTAUT_JUDSON)):
        staff = staff_flows(_read_tryon(folder), _read_judson(folder))
    else:
        shipped = catalog.load("official_flows_monthly").reset_index()
        staff = shipped[shipped["source"] != "SLT"]
    return official_flows(staff, tic.parse_table_1(read(folder, tic.TABLE_1.file), tic.TABLE_1.file))


def _vintage_flows(folder: Path) -> str:
    newest = tic.parse_table_1(read(folder, tic.TABLE_1.file), tic.TABLE_1.file)["month"].max()
    return newest.end_time.date().isoformat()


def _usd_mn(name: str, description: str) -> Field:
    return Field(name, "number", description, "US$ million")


MONTHLY = Table(
    name="fed_staff_monthly",
    title="Treasuries held abroad, flows adjusted to surveys, 2011 to 2020",
    description=(
        "Bertaut and Judson's estimates, July 2021 update (the last): long-term Treasuries by area with the net flow of Form S, the "
        "valuation change, and the monthly gap that brings both in line with surveys and Form SLT. Flow plus valuation plus gap is the "
        "change in the estimated position, within 2 million, except in January 2012."
    ),
    kind="parsed",
    agency=AGENCY,
    release="Bertaut and Judson (IFDP 1113), cross-border positions, July 2021 update",
    terms=TERMS,
    fields=(
        Field("month", "yearmonth", "End of this month", required=True),
        Field("area", "string", "Country or aggregate, named as in the TIC tables", required=True),
        Field("code", "integer", "TIC country code; 99996 all, 99990 official", required=True, minimum=10000, maximum=99999),
        _usd_mn("survey_usd_mn", "Position of the annual survey, in survey months"),
        _usd_mn("flow_usd_mn", "Adjusted net purchases"),
        _usd_mn("valuation_usd_mn", "Valuation change"),
        _usd_mn("gap_usd_mn", "Monthly gap"),
        _usd_mn("position_usd_mn", "Estimated position at the end of the month"),
    ),
    primary_key=("month", "code"),
    releases=(BERTAUT_JUDSON,),
    build=_build_monthly,
    vintage="2021-07-01",
    vintage_note="The readme of the release says July 2021 and names no day; the first of the month stands for it.",
    update="frozen",
    frequency="monthly",
    gaps=(
        "The release ends with this update; from 2021 only Form SLT, without valuation by area until 2023-02.",
        "Main areas only; the release has 76. Saudi Arabia and United Arab Emirates start later. ND is empty.",
    ),
)

FLOWS = Table(
    name="official_flows_monthly",
    title="Foreign official flows in Treasuries and agency bonds, monthly from 1985",
    description=(
        "Foreign official institutions' net purchases of long-term Treasuries and of agency bonds, from three sources that are not joined: "
        "BT (Bertaut and Tryon, to 2011-06), BJ (Bertaut and Judson, 2011-06 to 2020-12) and SLT (TIC Table 1, reported on Form SLT from "
        "2023-02). In BT and BJ, flow plus valuation plus gap is the change in the position; SLT reports no gap."
    ),
    kind="parsed",
    agency="Federal Reserve Board staff; US Department of the Treasury",
    release="IFDP 910 and IFDP 1113 data files; TIC Table 1",
    terms=TERMS,
    fields=(
        Field("month", "yearmonth", "End of this month", required=True),
        Field("source", "string", "BT, BJ or SLT", required=True, enum=("BJ", "BT", "SLT")),
        _usd_mn("treasury_net_usd_mn", "Net purchases of long-term Treasuries"),
        _usd_mn("treasury_valuation_usd_mn", "Valuation change of long-term Treasuries"),
        _usd_mn("treasury_gap_usd_mn", "Monthly gap (BT and BJ)"),
        _usd_mn("treasury_position_usd_mn", "Long-term Treasuries held"),
        _usd_mn("agency_net_usd_mn", "Net purchases of agency bonds"),
    ),
    primary_key=("month", "source"),
    releases=(BERTAUT_TRYON, BERTAUT_JUDSON, tic.TABLE_1),
    build=_build_flows,
    vintage=_vintage_flows,
    vintage_note="The end of the newest month of TIC Table 1, which prints no date; the staff files are frozen.",
    update="automatic",
    frequency=tic.CALENDAR,
    due=tic.DUE,
    rules=Rules(change=300_000, revision=300_000),
    gaps=(
        "No figures from 2021-01 to 2023-01: the staff estimates end and Form SLT reports no official flows yet.",
        "June 2011 stands in BT and in BJ. The first month of BT, 1984-12, has a position and no flow.",
        "The file of BT labels its lines as all countries; its figures are the official ones.",
    ),
)

TABLES: tuple[Table, ...] = (MONTHLY, FLOWS)
