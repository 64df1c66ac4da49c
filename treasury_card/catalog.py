"""Read the book's tables: ``catalog.load("us_yields_daily")`` returns a typed frame or says what is wrong, and where.

Only ``data/datapackage.json`` and the CSV files are read; nothing here knows how a table was made.
"""

from __future__ import annotations

import codecs
import csv
import difflib
import hashlib
import io
import json
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from . import journal
from .errors import DataError
from .paths import DATA

DESCRIPTOR = "datapackage.json"


@lru_cache(maxsize=4)
def _descriptor(path: Path, stamp: tuple[int, ...]) -> dict:
    try:
        return json.loads(path.read_text("utf-8"))
    except json.JSONDecodeError as error:
        raise DataError(path.name, f"not valid JSON: {error.msg}", line=error.lineno) from None


def descriptor(data: Path = DATA) -> dict:
    """The data package description as a dict (Frictionless Data Package)."""
    path = data / DESCRIPTOR
    if not path.exists():
        raise DataError(DESCRIPTOR, f"missing in {data}")
    if journal.pending(data):
        with journal.writing(data):
            pass
    found = path.stat()
    return _descriptor(path, (found.st_mtime_ns, found.st_ino, found.st_size))


def tables(data: Path = DATA) -> list[str]:
    """Names of all tables, in the order of the description."""
    return [r["name"] for r in descriptor(data)["resources"]]


def describe(name: str, data: Path = DATA) -> dict:
    """The description of one table; an unknown name raises and suggests the nearest."""
    for resource in descriptor(data)["resources"]:
        if resource["name"] == name:
            return resource
    near = difflib.get_close_matches(name, tables(data), n=1)
    nearest = f", the nearest is {near[0]!r}" if near else ""
    raise DataError(name, "no such table", expected=f"one of the tables of data/{DESCRIPTOR}{nearest}")


def vintage(name: str, data: Path = DATA) -> str:
    """ISO date of the release that the table's figures come from."""
    return describe(name, data)["vintage"]


def load(name: str, data: Path = DATA) -> pd.DataFrame:
    """Load and check one table.

    Parameters
    ----------
    name : str
        A table of ``data/datapackage.json``.

    Returns
    -------
    pandas.DataFrame
        Columns typed as described: ``date`` as datetime64 (New York close unless the description says otherwise), ``yearmonth`` as
        monthly period, ``datetime`` as UTC timestamp. Where the primary key is one date column it is the index. ``attrs`` carries
        ``table``, ``vintage`` and ``units`` (column -> unit).

    Raises
    ------
    DataError
        Names table, line, column, the value found and what was expected. Contents are checked before the checksum, so that the
        message says what is wrong and not only that something is.
    """
    if not data.is_dir():
        raise DataError(DESCRIPTOR, f"missing in {data}")
    with journal.reading(data):
        resource = describe(name, data)
        path = data / resource["path"]
        if not path.exists():
            raise DataError(name, f"the file {resource['path']} is missing")
        content = path.read_bytes()
    frame = parse(name, content, resource)
    found = hashlib.sha256(content).hexdigest()
    if found != resource["hash"].removeprefix("sha256:"):
        raise DataError(
            name,
            f"the checksum of {resource['path']} differs from data/{DESCRIPTOR}",
            value=found[:12] + "...",
            expected=resource["hash"].removeprefix("sha256:")[:12]
            + "... (a file edited by hand is entered with `python -m treasury_card seal`)",
        )
    return frame


def check_all(data: Path = DATA) -> None:
    """Load every table once; the first fault raises."""
    for name in tables(data):
        load(name, data)


def parse(name: str, content: bytes, resource: dict) -> pd.DataFrame:
    """CSV bytes -> typed frame, checked against the schema of ``resource``."""
    fields, key = resource["schema"]["fields"], resource["schema"]["primaryKey"]
    rows = _rows(name, content, [f["name"] for f in fields])
    if "rows" in resource and len(rows) != resource["rows"]:
        raise DataError(
            name,
            f"{len(rows)} rows; the file looks {'truncated' if len(rows) < resource['rows'] else 'edited'}",
            expected=f"{resource['rows']} rows",
        )
    raw = pd.DataFrame(rows, columns=[f["name"] for f in fields], dtype="str")
    frame = pd.DataFrame({f["name"]: _column(name, raw[f["name"]], f) for f in fields})
    _check_order(name, frame, key, resource.get("sort", key))
    if len(key) == 1 and next(f["type"] for f in fields if f["name"] == key[0]) in ("date", "yearmonth", "datetime"):
        frame = frame.set_index(key[0])
    frame.attrs = {"table": name, "vintage": resource.get("vintage"), "units": {f["name"]: f["unit"] for f in fields if f.get("unit")}}
    return frame


def _rows(name: str, content: bytes, columns: list[str]) -> list[list[str]]:
    if not content.strip():
        raise DataError(name, "the file is empty", expected="a header line: " + ",".join(columns))
    if content.lstrip()[:1] == b"<":
        raise DataError(
            name,
            "the file is an HTML or XML page, not a table",
            line=1,
            value=content.lstrip()[:40].decode("utf-8", "replace"),
            expected="CSV",
        )
    if content.startswith(codecs.BOM_UTF8):
        raise DataError(name, "starts with a byte-order mark", line=1, expected="UTF-8 without one")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(
            name, "not UTF-8", line=content[: error.start].count(b"\n") + 1, value=content[error.start : error.start + 1]
        ) from None
    if not text.endswith("\n"):
        raise DataError(name, "the last line is cut off: no line end", line=text.count("\n") + 1, expected="a complete line")
    lines = csv.reader(io.StringIO(text), strict=True)
    try:
        header = next(lines)
        missing = [c for c in columns if c not in header]
        if missing:
            near = difflib.get_close_matches(missing[0], [h for h in header if h not in columns], n=1)
            raise DataError(name, f"column {missing[0]!r} is missing", line=1, value=near[0] if near else None, expected=",".join(columns))
        if header != columns:
            raise DataError(name, "unexpected columns", line=1, value=",".join(header), expected=",".join(columns))
        rows = []
        for row in lines:
            if len(row) != len(columns):
                raise DataError(
                    name, f"{len(row)} fields", line=lines.line_num, value=",".join(row)[:60], expected=f"{len(columns)} fields"
                )
            if lines.line_num != len(rows) + 2:
                raise DataError(
                    name, "a line break inside a cell", line=lines.line_num, value=",".join(row)[:60], expected="one line a row"
                )
            rows.append(row)
    except csv.Error as error:
        raise DataError(name, f"not readable as CSV: {error}", line=lines.line_num) from None
    return rows


def _line(mask: pd.Series) -> int:
    return int(mask.to_numpy().argmax()) + 2  # the header is line 1


def _column(name: str, raw: pd.Series, field: dict) -> pd.Series:
    column, kind, rules = field["name"], field["type"], field.get("constraints", {})
    empty = raw == ""
    if rules.get("required") and empty.any():
        raise DataError(name, "empty where a value is required", line=_line(empty), column=column, expected=kind)
    filled = raw.where(~empty)
    typed = _typed(filled, kind)
    bad = typed.isna() & ~empty
    if bad.any():
        raise DataError(name, f"not a {kind}", line=_line(bad), column=column, value=raw[bad].iloc[0], expected=_WANT[kind])
    for rule, fails in (("minimum", lambda limit: typed < limit), ("maximum", lambda limit: typed > limit)):
        if rule in rules:
            outside = fails(rules[rule]).fillna(False).astype(bool)
            if outside.any():
                raise DataError(
                    name,
                    f"beyond the {rule}",
                    line=_line(outside),
                    column=column,
                    value=raw[outside].iloc[0],
                    expected=f"{'at least' if rule == 'minimum' else 'at most'} {rules[rule]}",
                )
    if "enum" in rules:
        outside = ~empty & ~raw.isin(rules["enum"])
        if outside.any():
            raise DataError(
                name,
                "not an allowed value",
                line=_line(outside),
                column=column,
                value=raw[outside].iloc[0],
                expected="one of " + ", ".join(rules["enum"]),
            )
    if rules.get("required") and kind in _PLAIN:
        typed = typed.astype(_PLAIN[kind])
    return typed


_WANT = {
    "number": "a number such as -12.5",
    "integer": "a whole number",
    "date": "a date such as 2025-04-02",
    "yearmonth": "a month such as 2025-04",
    "datetime": "a UTC time such as 2025-04-02T20:00:00Z",
    "boolean": "true or false",
    "string": "text",
}
# Columns that are never empty need no missing value and get NumPy's own type.
_PLAIN = {"integer": "int64", "boolean": "bool"}
_SHAPE = {
    "number": r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?",
    "integer": r"[+-]?\d+",
    "date": r"\d{4}-\d\d-\d\d",
    "yearmonth": r"\d{4}-\d\d",
    "datetime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
}


def _typed(raw: pd.Series, kind: str) -> pd.Series:
    """Text -> type; whatever does not have the exact shape becomes missing."""
    if kind == "string":
        return raw
    if kind == "boolean":
        return raw.map({"true": True, "false": False}).astype("boolean")
    shaped = raw.where(raw.str.fullmatch(_SHAPE[kind]).fillna(False).astype(bool))
    if kind == "number":
        return pd.to_numeric(shaped, errors="coerce").astype("float64")
    if kind == "integer":
        return pd.to_numeric(shaped, errors="coerce").astype("Int64")
    if kind == "datetime":
        return pd.to_datetime(shaped, errors="coerce", utc=True, format="%Y-%m-%dT%H:%M:%SZ")
    if kind == "yearmonth":
        return pd.to_datetime(shaped, errors="coerce", format="%Y-%m").dt.to_period("M")
    return pd.to_datetime(shaped, errors="coerce", format="%Y-%m-%d")


def _check_order(name: str, frame: pd.DataFrame, key: list[str], sort: list[str]) -> None:
    doubled = frame.duplicated(key)
    if doubled.any():
        value = ", ".join(str(v) for v in frame.loc[doubled, key].iloc[0])
        raise DataError(name, f"the key ({', '.join(key)}) occurs twice", line=_line(doubled), value=value, expected="each key once")
    rank = np.empty(len(frame), dtype="int64")
    rank[frame[sort].sort_values(sort, kind="stable").index] = np.arange(len(frame))
    back = np.flatnonzero(np.diff(rank) < 0)
    if back.size:
        row = frame.iloc[back[0] + 1]
        value = ", ".join(str(row[c]) for c in sort)
        raise DataError(name, f"rows are not sorted by {', '.join(sort)}", line=int(back[0]) + 3, column=sort[0], value=value)
