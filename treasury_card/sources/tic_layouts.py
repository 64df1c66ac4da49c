"""The file layouts of Treasury International Capital (TIC), read without knowing what becomes of the figures.

``mfhhis01`` (Major Foreign Holders, one block a year), Tables 1 and 3 (one line an area and month), the frozen Table 3D and Form S files,
and two tables of the annual survey (SHL). Every parser is a function of the file's bytes and raises ``ReleaseError`` on anything that it
does not know; a figure that is withheld or not published is missing, never zero.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

import pandas as pd

from ..errors import ReleaseError
from .reading import cells, check_complete, lines, number

GRAND_TOTAL, OFFICIAL, NON_OFFICIAL = 99996, 99990, 99991
SERIES = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII")
HOLDERS = {"tot": "all", "foi": "official", "private": "private"}

_MONTHS = {m: i for i, m in enumerate(("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), start=1)}
_MFH_AGGREGATES = {
    "Grand Total": "Grand Total",
    "For. Official": "Foreign Official",
    "Treasury Bills": "Foreign Official Bills",
    "T-Bonds & Notes": "Foreign Official Bonds",
}
_WITHHELD = ("n.a.",)


# Major Foreign Holders, history


def parse_mfh(content: bytes, name: str) -> pd.DataFrame:
    """Major Foreign Holders, history: one block a year, newest month on the left.

    At a survey benchmark the month stands twice: the new series on the left, the old one "for comparison only" on its right.

    Returns
    -------
    pandas.DataFrame
        ``month``, ``area``, ``comparison`` (True for the old series at a benchmark), ``series`` (roman numeral of the file's notes),
        ``holdings_usd_bn``; one row a published figure, oldest block first.
    """
    text = lines(content, name)
    head = " ".join(text[:6])
    for wanted in ("MAJOR FOREIGN HOLDERS OF TREASURY SECURITIES", "in billions of dollars"):
        if wanted not in head:
            raise ReleaseError(name, "the title is not there", line=1, value=text[0].strip()[:60], expected=repr(wanted))
    starts = [i for i, line in enumerate(text) if line.split("\t")[0].strip() == "Country"]
    end = next((i for i, line in enumerate(text) if line.startswith("Department of the Treasury")), None)
    if not starts:
        raise ReleaseError(name, "no block of a year found", expected="a line that begins with 'Country'")
    if end is None or end < starts[-1]:
        raise ReleaseError(name, "the file is cut off", line=len(text), expected="'Department of the Treasury/Federal Reserve Board'")
    blocks = [_mfh_columns(text, name, i) for i in starts]
    for i, newer, older in zip(starts[1:], blocks, blocks[1:], strict=False):
        if newer[-1][0] - older[0][0] != pd.offsets.MonthEnd(1):
            found = f"{older[0][0]} under {newer[-1][0]}"
            raise ReleaseError(name, "a block does not follow the one above it", line=i + 1, value=found, expected=str(newer[-1][0] - 1))
    records: list[tuple] = []
    series: str | None = None
    for begin, stop, columns in reversed(list(zip(starts, [*starts[1:], end], blocks, strict=True))):
        labelled, series = _mfh_series(name, begin, columns, series)
        records += _mfh_block(text, name, begin, stop, labelled)
    return pd.DataFrame(records, columns=["month", "area", "comparison", "series", "holdings_usd_bn"])


def mfh_date(content: bytes, name: str) -> str:
    """ISO date that the Major Foreign Holders file prints under its last block."""
    text = lines(content, name)
    for i, line in enumerate(text[:-1]):
        if line.startswith("Department of the Treasury"):
            printed = text[i + 1].strip()
            try:
                return datetime.strptime(printed, "%m/%d/%Y" if len(printed.split("/")[-1]) == 4 else "%m/%d/%y").date().isoformat()
            except ValueError:
                raise ReleaseError(
                    name, "no date under the last block", line=i + 2, value=printed, expected="a date such as 5/18/2026"
                ) from None
    raise ReleaseError(
        name, "the file is cut off", line=len(text), expected="'Department of the Treasury/Federal Reserve Board' and a date"
    )


def _mfh_columns(text: list[str], name: str, header: int) -> list[tuple[pd.Period, str]]:
    """(month, printed series label or "") of the columns of the block whose line of years is ``header``."""
    if header < 2:
        raise ReleaseError(name, "no line with month names above the years", line=header + 1)
    years = [c.strip() for c in text[header].split("\t")[1:]]
    months = [c.strip() for c in text[header - 1].split("\t")[1:]]
    labels = [c.strip() for c in text[header - 2].split("\t")[1:]]
    count = len(months) - next((i for i, m in enumerate(reversed(months)) if m), len(months))
    columns = []
    for k in range(count):
        year = years[k] if k < len(years) else ""
        if months[k] not in _MONTHS:
            raise ReleaseError(name, "not a month name", line=header, column=str(k + 1), value=months[k], expected="Jan to Dec")
        if not re.fullmatch(r"(19|20)\d\d", year) or year != years[0]:
            raise ReleaseError(
                name, "not the year of the block", line=header + 1, column=str(k + 1), value=year, expected=years[0] if years else "a year"
            )
        label = labels[k] if k < len(labels) else ""
        columns.append((pd.Period(year=int(year), month=_MONTHS[months[k]], freq="M"), label))
    if not columns or any(y for y in years[count:]):
        raise ReleaseError(name, "years without month names", line=header + 1, value=text[header].strip()[:60])
    for (newer, _), (older, _) in zip(columns, columns[1:], strict=False):
        if newer.ordinal - older.ordinal not in (0, 1):
            raise ReleaseError(name, "the months do not follow each other", line=header, value=f"{newer}, {older}", expected=str(newer - 1))
    return columns


def _mfh_series(name: str, header: int, columns: list, current: str | None) -> tuple[list[tuple], str | None]:
    """Columns as (month, comparison, series) from oldest to newest; the last series reached is carried into the next year."""
    labelled = []
    for k in range(len(columns) - 1, -1, -1):
        month, label = columns[k]
        if label and label not in SERIES:
            raise ReleaseError(name, "not a series number", line=header - 1, column=str(month), value=label, expected="a roman numeral")
        current = label or current
        if current is None:
            raise ReleaseError(name, "the oldest block names no series", line=header - 1, expected="a roman numeral such as II")
        twin = k > 0 and columns[k - 1][0] == month
        follows = twin and label and columns[k - 1][1] and SERIES.index(columns[k - 1][1]) == SERIES.index(label) + 1
        if twin and not follows:
            raise ReleaseError(name, "a month stands twice without two series", line=header, column=str(month), value=label or "no label")
        labelled.append((month, twin, current, k + 1))
    return labelled, current


def _mfh_block(text: list[str], name: str, begin: int, stop: int, columns: list[tuple]) -> list[tuple]:
    records, seen = [], set()
    for i in range(begin + 1, stop):
        row = cells(text[i], name, i + 1, delimiter="\t")
        label = " ".join(row[0].split()) if row else ""
        if not label or label == "Of which:":
            continue
        area = re.sub(r" \d+/$", "", label)
        area = _MFH_AGGREGATES.get(area, area)
        if area in seen:
            raise ReleaseError(name, "an area stands twice in a block", line=i + 1, value=label)
        seen.add(area)
        if len(row) <= len(columns) and any(row[1:]):
            raise ReleaseError(name, "the line is cut off", line=i + 1, value=label, expected=f"{len(columns)} figures")
        for month, comparison, series, k in columns:
            figure = number(row[k] if k < len(row) else "", name, i + 1, f"{area} {month}", missing=("", "*", *_WITHHELD))
            if figure == figure:
                records.append((month, area, comparison, series, figure))
    absent = [printed for printed, area in _MFH_AGGREGATES.items() if area not in seen]
    if absent:
        raise ReleaseError(name, f"the block of {columns[0][0].year} is cut off", line=stop, expected=f"a line {absent[0]!r}")
    return records


# Tables 1 and 3


_TABLE_3_COLUMNS = {
    "for_treas_pos": "total_usd_mn",
    "for_treas_net": "total_net_usd_mn",
    "for_lt_treas_pos": "lt_usd_mn",
    "for_lt_treas_net": "lt_net_usd_mn",
    "for_lt_treas_valchg": "lt_valuation_usd_mn",
    "for_st_treas_pos": "bills_usd_mn",
    "for_st_treas_net": "bills_net_usd_mn",
}
_TABLE_1_CLASSES = ("total", "treas", "agcy", "corp", "eqty")
_TABLE_1_COLUMNS = {f"for_lt_{c}_{what}": "" for c in _TABLE_1_CLASSES for what in ("pos", "net", "valchg")} | {
    "for_lt_treas_pos": "treasury_usd_mn",
    "for_lt_treas_net": "treasury_net_usd_mn",
    "for_lt_treas_valchg": "treasury_valuation_usd_mn",
    "for_lt_agcy_pos": "agency_usd_mn",
    "for_lt_agcy_net": "agency_net_usd_mn",
    "for_lt_agcy_valchg": "agency_valuation_usd_mn",
}


def parse_table_3(content: bytes, name: str) -> pd.DataFrame:
    """Table 3: all US Treasuries held by area; position, net purchases and valuation change in US$ mn.

    Returns
    -------
    pandas.DataFrame
        ``month``, ``area``, ``code``, ``total_usd_mn``, ``total_net_usd_mn``, ``lt_usd_mn``, ``lt_net_usd_mn``, ``lt_valuation_usd_mn``,
        ``bills_usd_mn``, ``bills_net_usd_mn``; in the order of the file.
    """
    return _slt_table(content, name, "Table 3: U.S. Treasury Securities Held by Foreign Residents", _TABLE_3_COLUMNS, "Notes:")


def parse_table_1(content: bytes, name: str) -> pd.DataFrame:
    """Table 1: long-term US securities held by area; of its five classes, Treasuries and agencies, in US$ mn.

    Returns
    -------
    pandas.DataFrame
        ``month``, ``area``, ``code``, then position, net purchases and valuation change of each class; in the order of the file.
    """
    return _slt_table(content, name, "Table 1: U.S. Long-Term Securities Held by Foreign Residents", _TABLE_1_COLUMNS, "Definitions:")


def _slt_table(content: bytes, name: str, title: str, columns: Mapping[str, str], notes: str) -> pd.DataFrame:
    text = lines(content, name)
    for i, wanted in ((0, title), (3, "Millions of dollars")):
        if i >= len(text) or wanted not in text[i]:
            raise ReleaseError(
                name, "not the table expected", line=i + 1, value=text[min(i, len(text) - 1)].strip()[:60], expected=repr(wanted)
            )
    wanted_header = ["country", "country_code", "date", *columns]
    header = next((i for i, line in enumerate(text) if line.startswith("country\t")), None)
    if header is None:
        raise ReleaseError(name, "no header line", expected="\\t".join(wanted_header))
    found = cells(text[header], name, header + 1, delimiter="\t")
    for k, column in enumerate(wanted_header):
        if k >= len(found) or found[k] != column:
            raise ReleaseError(
                name, "another column than expected", line=header + 1, value=found[k] if k < len(found) else None, expected=column
            )
    if len(found) != len(wanted_header):
        raise ReleaseError(name, "an unknown column", line=header + 1, value=found[len(wanted_header)], expected="no further column")
    records: list[list] = []
    for i in range(header + 1, len(text)):
        row = cells(text[i], name, i + 1, delimiter="\t")
        if not any(row):
            break
        if len(row) != len(wanted_header):
            raise ReleaseError(name, f"{len(row)} fields", line=i + 1, value=text[i][:60], expected=f"{len(wanted_header)} fields")
        month, area, code = _month(row[2], name, i + 1), _area(row[0]), _code(row[1], name, i + 1)
        _check_newest_first(records, (month, area, code), name, i + 1, step=1)
        figures = [
            number(cell, name, i + 1, column, missing=_WITHHELD) for cell, column in zip(row[3:], columns, strict=True) if columns[column]
        ]
        records.append([month, area, code, *figures])
    if not any(line.startswith(notes) for line in text[header:]):
        raise ReleaseError(name, "the file is cut off", line=len(text), expected=repr(notes) + " after the last area")
    frame = pd.DataFrame(records, columns=["month", "area", "code", *(c for c in columns.values() if c)])
    _check_areas(frame, name, (GRAND_TOTAL, OFFICIAL, NON_OFFICIAL))
    return frame


# Table 3D and Form S, both frozen at January 2023


def parse_table_3d(content: bytes, name: str) -> pd.DataFrame:
    """Table 3D: Treasuries held by area in US$ mn, to January 2023.

    Titles and notes of this file are cut into cells with stray quotes, so that only lines with a month in the third field are data.

    Returns
    -------
    pandas.DataFrame
        ``month``, ``area``, ``code``, ``total_usd_mn``, ``lt_usd_mn``, ``bills_usd_mn``; in the order of the file.
    """
    text = lines(content, name)
    first = next((i for i, line in enumerate(text) if re.match(r'"[^"]*",\d+,"\d{4}-\d\d"', line)), len(text))
    head = [re.sub(r'["]|","', "", line).replace(",", "") for line in text[:first]]
    for wanted in ("TABLE 3D:", "Millions of dollars"):
        if not any(wanted in line for line in head):
            raise ReleaseError(name, "the title is not there", line=1, value=text[0][:60], expected=repr(wanted))
    classes = [cells(line, name, i + 1) for i, line in enumerate(text[:first]) if "Long-term" in line]
    if not classes or classes[0][3:6] != ["Total U.S.", "Long-term", "Short-term"]:
        raise ReleaseError(
            name,
            "another header than expected",
            value=",".join(classes[0]) if classes else None,
            expected="Total U.S.,Long-term,Short-term",
        )
    records: list[list] = []
    for i in range(first, len(text)):
        if text[i].strip() in ('""', ""):
            break
        row = cells(text[i], name, i + 1)
        if len(row) != 6:
            raise ReleaseError(name, f"{len(row)} fields", line=i + 1, value=text[i][:60], expected="6 fields")
        month, area, code = _month(row[2], name, i + 1), _area(row[0]), _code(row[1], name, i + 1)
        _check_newest_first(records, (month, area, code), name, i + 1)
        figures = [number(c, name, i + 1, k, missing=_WITHHELD) for c, k in zip(row[3:], ("total", "long-term", "short-term"), strict=True)]
        records.append([month, area, code, *figures])
    if not any(line.startswith('"Notes:"') for line in text[first:]):
        raise ReleaseError(name, "the file is cut off", line=len(text), expected="'Notes:' after the last area")
    frame = pd.DataFrame(records, columns=["month", "area", "code", "total_usd_mn", "lt_usd_mn", "bills_usd_mn"])
    _check_areas(frame, name, (GRAND_TOTAL,))
    return frame


def parse_form_s(content: bytes, name: str) -> pd.DataFrame:
    """Form S: gross purchases [1] and sales [7] of marketable Treasury and Federal Financing Bank bonds and notes by foreigners, US$ mn.

    Returns
    -------
    pandas.DataFrame
        ``month``, ``area``, ``code``, ``purchases_usd_mn``, ``sales_usd_mn``; in the order of the file.
    """
    text = lines(content, name)
    check_complete(text, name)
    header = next((i for i, line in enumerate(text) if line.split("\t")[:4] == ["name", "code", "month", "[1]"]), None)
    if header is None:
        raise ReleaseError(name, "no header line", expected="name, code, month, [1] to [12]")
    found = cells(text[header], name, header + 1, delimiter="\t")
    if found != ["name", "code", "month", *(f"[{k}]" for k in range(1, 13))]:
        raise ReleaseError(name, "another header than expected", line=header + 1, value=",".join(found)[:60], expected="[1] to [12]")
    head = "\n".join(text[:header])
    for wanted in ("All amounts in millions of dollars", "Gross purchases by foreigners from U.S. residents", "Gross sales by foreigners"):
        if wanted not in head:
            raise ReleaseError(name, "the title is not there", line=1, value=text[0].strip()[:60], expected=repr(wanted))
    above = cells(text[header - 1], name, header, delimiter="\t")
    if len(above) != 15 or above[3] != "notes" or above[9] != "notes" or head.index("Gross purchases") > head.index("Gross sales"):
        raise ReleaseError(name, "columns [1] and [7] are not the Treasury notes bought and sold", line=header, value=",".join(above)[:80])
    records: list[list] = []
    for i in range(header + 1, len(text)):
        if not text[i].strip(" \t-"):
            continue
        row = cells(text[i], name, i + 1, delimiter="\t")
        if len(row) != 15:
            raise ReleaseError(name, f"{len(row)} fields", line=i + 1, value=text[i][:60], expected="15 fields")
        month, area, code = _month(row[2], name, i + 1), _area(row[0]), _code(row[1], name, i + 1)
        _check_newest_first(records, (month, area, code), name, i + 1)
        figures = [number(cell, name, i + 1, f"[{k}]", missing=()) for k, cell in enumerate(row[3:], start=1)]
        records.append([month, area, code, figures[0], figures[6]])
    frame = pd.DataFrame(records, columns=["month", "area", "code", "purchases_usd_mn", "sales_usd_mn"])
    _check_areas(frame, name, (GRAND_TOTAL,))
    return frame


# The annual survey (SHL)


_SURVEY_HEADER = ["", "Total", "LT Treasury Total", "LT Treasury Nominal", "LT Treasury TIPS", "LT Treasury FRN", "ST Treasury Total"]
_BUCKETS = (
    "1 year or less",
    *(f"{k} to {k + 1} years" for k in range(1, 10)),
    *(f"{k} to {k + 5} years" for k in range(10, 30, 5)),
    "30+ years",
)


def parse_survey_types(content: bytes, name: str) -> pd.DataFrame:
    """SHL survey, appendix table 7: Treasuries by area and type in US$ mn; ``*`` (withheld or very small) and ``NA`` are missing.

    Returns
    -------
    pandas.DataFrame
        ``area``, ``total_usd_mn``, ``lt_usd_mn``, ``nominal_usd_mn``, ``tips_usd_mn``, ``frn_usd_mn``, ``bills_usd_mn``; in the order
        of the file.
    """
    text = lines(content, name)
    check_complete(text, name)
    found = cells(text[0], name, 1)
    if found != _SURVEY_HEADER:
        raise ReleaseError(name, "another header than expected", line=1, value=",".join(found)[:80], expected=",".join(_SURVEY_HEADER))
    records = []
    for i in range(1, len(text)):
        if not text[i].strip():
            continue
        row = cells(text[i], name, i + 1)
        if len(row) != len(_SURVEY_HEADER) or not row[0]:
            raise ReleaseError(
                name, f"{len(row)} fields", line=i + 1, value=text[i][:60], expected=f"an area and {len(_SURVEY_HEADER) - 1} figures"
            )
        figures = [number(cell, name, i + 1, k, missing=("*", "NA")) for cell, k in zip(row[1:], _SURVEY_HEADER[1:], strict=True)]
        records.append([_area(row[0]), *figures])
    columns = ["area", "total_usd_mn", "lt_usd_mn", "nominal_usd_mn", "tips_usd_mn", "frn_usd_mn", "bills_usd_mn"]
    frame = pd.DataFrame(records, columns=columns)
    doubled = frame["area"].duplicated()
    if doubled.any():
        raise ReleaseError(name, "an area stands twice", line=int(doubled.argmax()) + 2, value=frame.loc[doubled, "area"].iloc[0])
    for area in ("Japan", "Total", "Holdings of FOI"):
        if area not in set(frame["area"]):
            raise ReleaseError(name, "the file is cut off", line=len(text), expected=f"a line {area!r}")
    total = frame.set_index("area").loc["Total"]
    if abs(total["lt_usd_mn"] + total["bills_usd_mn"] - total["total_usd_mn"]) > 0.05:
        raise ReleaseError(name, "long-term and bills do not add to the total", column="Total", value=total["total_usd_mn"])
    return frame


def parse_survey_maturity(content: bytes, name: str) -> pd.DataFrame:
    """SHL survey, appendix table 12: Treasuries by remaining maturity and kind of holder at the end of June of each year, US$ mn.

    The years of the first section stand in one cell, those of the others in cells of their own; all sections carry the same years.

    Returns
    -------
    pandas.DataFrame
        ``year``, ``holder`` (all, official, private), ``order`` (0 is the header line, 1 to 15 the buckets), ``bucket``, ``usd_mn``.
    """
    text = lines(content, name)
    check_complete(text, name)
    years: list[int] = []
    found: dict[tuple[str, str], tuple[int, list[float]]] = {}
    for i, line in enumerate(text):
        row = cells(line, name, i + 1)
        if years_here := re.findall(r"\b20\d\d\b", " ".join(row)) if row and not row[0].strip("0123456789 ") else []:
            here = [int(y) for y in years_here]
            if years and here != years:
                raise ReleaseError(name, "the sections have different years", line=i + 1, value=str(here), expected=str(years))
            years = here
        if not row or not (match := re.fullmatch(r"us_treasuries_(tot|foi|private)(?:_(.+))?", row[0])):
            continue
        holder, bucket = HOLDERS[match[1]], match[2] or ""
        if bucket and bucket not in _BUCKETS:
            raise ReleaseError(name, "an unknown maturity bucket", line=i + 1, value=bucket, expected="one of " + ", ".join(_BUCKETS))
        if (holder, bucket) in found:
            raise ReleaseError(name, "a line stands twice", line=i + 1, value=row[0])
        if len(row) != len(years) + 1 or not years:
            raise ReleaseError(name, f"{len(row) - 1} figures", line=i + 1, value=row[0], expected=f"{len(years)}, one a year")
        found[holder, bucket] = (i + 1, [number(c, name, i + 1, str(y), missing=()) for c, y in zip(row[1:], years, strict=True)])
    if years != list(range(years[0], years[0] + len(years))) if years else True:
        raise ReleaseError(name, "no line of years", value=str(years), expected="consecutive years")
    records = []
    for holder in HOLDERS.values():
        for order, bucket in enumerate(("", *_BUCKETS)):
            if (holder, bucket) not in found:
                raise ReleaseError(name, "a line is missing", line=len(text), expected=f"{bucket or 'header line'} of {holder} holders")
            figures = found[holder, bucket][1]
            records += [(year, holder, order, bucket or "total", figure) for year, figure in zip(years, figures, strict=True)]
    return pd.DataFrame(records, columns=["year", "holder", "order", "bucket", "usd_mn"])


# What several layouts share


def _month(cell: str, name: str, line: int) -> pd.Period:
    if not re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", cell):
        raise ReleaseError(name, "not a month", line=line, column="month", value=cell, expected="a month such as 2025-04")
    return pd.Period(year=int(cell[:4]), month=int(cell[5:]), freq="M")


def _code(cell: str, name: str, line: int) -> int:
    if not re.fullmatch(r"\d{5}", cell):
        raise ReleaseError(name, "not a country code", line=line, column="country_code", value=cell, expected="five digits")
    return int(cell)


def _area(cell: str) -> str:
    """The name of an area without the words that only say where the line stands in the table."""
    return re.sub(r"^(Of Which|Memo): ", "", " ".join(cell.split()))


def _check_newest_first(records: list[list], key: tuple, name: str, line: int, step: int | None = None) -> None:
    """Within an area the months run from newest to oldest, without a hole where ``step`` is 1."""
    month, area, code = key
    if not records or records[-1][2] != code:
        return
    above, same = records[-1][0], records[-1][1]
    if same != area:
        raise ReleaseError(name, "one country code, two names", line=line, column="country", value=area, expected=same)
    if above.ordinal <= month.ordinal or (step and above.ordinal - month.ordinal != step):
        wrong = "a month is printed twice" if above == month else "a month is missing or out of order"
        raise ReleaseError(name, wrong, line=line, column="month", value=f"{area} {month}", expected=str(above - 1))


def _check_areas(frame: pd.DataFrame, name: str, aggregates: tuple[int, ...]) -> None:
    """Every area once and under one code, and the aggregates present for all months."""
    doubled = frame.duplicated(["month", "code"]) | frame.duplicated(["month", "area"])
    if doubled.any():
        row = frame[doubled].iloc[0]
        raise ReleaseError(name, "an area and month stand twice", value=f"{row['area']} {row['month']}")
    months = set(frame["month"])
    for code in aggregates:
        lacking = months - set(frame.loc[frame["code"] == code, "month"])
        if lacking or not months:
            raise ReleaseError(
                name,
                f"the aggregate {code} is not there for every month",
                expected=f"a line for {max(lacking) if lacking else 'each month'}",
            )
