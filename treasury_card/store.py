"""Write the book's tables: one CSV a table and its entry in ``data/datapackage.json``, always both together.

The same frame gives the same bytes on every machine: UTF-8, line feed, ISO dates, empty for missing, figures as the shortest exact decimal.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from . import catalog, journal
from .errors import DataError
from .paths import DATA
from .schema import Field, Table

PACKAGE = {
    "profile": "tabular-data-package",
    "name": "the-treasury-card",
    "title": "The Treasury Card: the book's tables",
    "description": (
        "Tidy tables of the book, one CSV each: UTF-8, ISO dates, units in the column names and in the schema, empty for missing. "
        "Every table names its agency, release, official address and vintage."
    ),
    "licenses": [
        {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/", "title": "Creative Commons Attribution 4.0"}
    ],
}


def write(frame: pd.DataFrame, table: Table, vintage: str, data: Path = DATA) -> pd.DataFrame:
    """Write a table and its entry, after the catalogue's own parser has read it back.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns as in ``table.fields``, in that order, rows in the table's order.
    table : Table
        Its declaration.
    vintage : str
        ISO date of the release that the figures come from.

    Returns
    -------
    pandas.DataFrame
        The table as ``catalog.load`` returns it.

    Raises
    ------
    DataError
        The frame does not agree with its declaration; nothing is written.
    """
    part = prepare(frame, table, vintage)
    enter([part], data)
    return part.frame


@dataclass(frozen=True)
class Prepared:
    """A table ready to be written: its entry in the description, its bytes, and the frame as the catalogue will return it."""

    entry: dict
    content: bytes
    frame: pd.DataFrame


def prepare(frame: pd.DataFrame, table: Table, vintage: str) -> Prepared:
    """Render a table and read it back with the catalogue's own parser; raises ``DataError`` as :func:`write` does."""
    return _prepared(render(frame, table), table, vintage)


def enter(parts: Sequence[Prepared], data: Path = DATA) -> None:
    """Write tables with their entries, all or none."""
    with journal.writing(data):
        package = _package(data)
        places = {r["name"]: i for i, r in enumerate(package["resources"])}
        files = {}
        for part in parts:
            if part.entry["name"] in places:
                package["resources"][places[part.entry["name"]]] = part.entry
            else:
                package["resources"].append(part.entry)
            files[part.entry["path"]] = part.content
        journal.commit(data, files | {catalog.DESCRIPTOR: _json(package)})


def seal(table: Table, data: Path = DATA) -> pd.DataFrame:
    """Enter a CSV that was edited by hand: check it like any table, write its entry anew, leave its bytes alone."""
    if table.kind == "parsed":
        raise DataError(
            table.name, "is written from releases and not by hand", expected=f"`python -m treasury_card update {table.name} --from DIR`"
        )
    if table.kind != "curated":
        raise DataError(table.name, "is kept by the update itself and not by hand")
    path = data / f"{table.name}.csv"
    if not path.exists():
        raise DataError(table.name, f"the file {path.name} is missing in {data}")
    part = _prepared(path.read_bytes(), table, table.vintage)
    enter([part], data)
    return part.frame


def arrange(names: Sequence[str], data: Path = DATA) -> None:
    """Put the entries of the description in the order of ``names``; whatever is not named goes last."""
    with journal.writing(data):
        package = _package(data)
        place = {name: i for i, name in enumerate(names)}
        package["resources"].sort(key=lambda r: (place.get(r["name"], len(place)), r["name"]))
        journal.commit(data, {catalog.DESCRIPTOR: _json(package)})


def render(frame: pd.DataFrame, table: Table) -> bytes:
    """The frame as CSV bytes."""
    names = [f.name for f in table.fields]
    if list(frame.columns) != names:
        raise DataError(
            table.name, "the frame has other columns than declared", value=",".join(map(str, frame.columns)), expected=",".join(names)
        )
    columns = [_text(table.name, frame[f.name], f) for f in table.fields]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue().encode("utf-8")


def entry(table: Table, vintage: str, content: bytes, rows: int) -> dict:
    """The resource description of one table, in the layout of the Frictionless specifications."""
    resource = {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.title,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "kind": table.kind,
        "agency": table.agency,
        "release": table.release,
        "frequency": table.frequency,
        "sources": [
            {"title": r.file, **({"path": r.address} if r.address else {}), "verified": r.verified, "layout": r.layout}
            for r in (release.of_year(vintage[:4]) for release in table.releases)
        ],
        "terms": table.terms,
        "vintage": vintage,
        "vintage_note": table.vintage_note,
        "next_due": _next_due(table, content),
        "update": table.update,
        "gaps": list(table.gaps),
        "sort": list(table.sort or table.primary_key),
        "schema": {
            "fields": [_field(f, required=f.required or f.name in table.primary_key) for f in table.fields],
            "primaryKey": list(table.primary_key),
            "missingValues": [""],
        },
        "rows": rows,
        "bytes": len(content),
        "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
    }
    return {key: value for key, value in resource.items() if value != "" and value != []}


def decimal(value: float) -> str:
    """Shortest decimal that reads back as the same number; the noise of binary sums beyond 16 digits or 10 decimals is rounded away.

    >>> decimal(0.1 + 0.2), decimal(1125.9), decimal(-0.0), decimal(28941616891545.06)
    ('0.3', '1125.9', '0', '28941616891545.06')
    """
    text = float.__repr__(value).removesuffix(".0")
    if "e" in text:
        text = np.format_float_positional(value, trim="-")
    whole, _, decimals = text.partition(".")
    digits = len((whole.lstrip("-0") + decimals).lstrip("0"))
    if digits > 16:
        text = np.format_float_positional(value, precision=15, fractional=False, trim="-")
        decimals = text.partition(".")[2]
    if len(decimals) > 10:
        text = np.format_float_positional(value, precision=10, trim="-")
    return "0" if text in ("-0", "-0.") else text


def _next_due(table: Table, content: bytes) -> str:
    """When the release calendar expects the observation after the last row's."""
    newest = content.rstrip().rpartition(b"\n")[2].partition(b",")[0].decode("utf-8", "replace")
    return table.due.after(newest).isoformat() if table.due and re.fullmatch(r"\d{4}(-\d\d){0,2}", newest) else ""


def _field(field: Field, required: bool) -> dict:
    described: dict = {"name": field.name, "type": field.type, "description": field.description}
    if field.unit:
        described["unit"] = field.unit
    constraints = {
        "required": required or None,
        "minimum": field.minimum,
        "maximum": field.maximum,
        "enum": list(field.enum) or None,
    }
    constraints = {rule: value for rule, value in constraints.items() if value is not None}
    if constraints:
        described["constraints"] = constraints
    return described


def _text(name: str, column: pd.Series, field: Field) -> list[str]:
    """One column as the text of its cells."""
    try:
        if field.type == "yearmonth":
            values = column if isinstance(column.dtype, pd.PeriodDtype) else pd.PeriodIndex(column, freq="M").to_series()
            return [str(v) if not pd.isna(v) else "" for v in values]
        if field.type == "date":
            return list(pd.to_datetime(column).dt.strftime("%Y-%m-%d").fillna(""))
        if field.type == "datetime":
            return list(pd.to_datetime(column, utc=True).dt.strftime("%Y-%m-%dT%H:%M:%SZ").fillna(""))
        if field.type == "number":
            return ["" if np.isnan(v) else decimal(v) for v in pd.to_numeric(column).astype("float64").to_numpy(na_value=np.nan)]
        if field.type == "integer":
            return ["" if pd.isna(v) else str(int(v)) for v in column.astype("Int64")]
        if field.type == "boolean":
            return ["" if pd.isna(v) else ("true" if v else "false") for v in column.astype("boolean")]
        return ["" if pd.isna(v) else str(v) for v in column]
    except (ValueError, TypeError) as error:
        raise DataError(name, f"cannot be written: {error}", column=field.name, expected=field.type) from None


def _prepared(content: bytes, table: Table, vintage: str) -> Prepared:
    resource = entry(table, vintage, content, 0)
    frame = catalog.parse(table.name, content, {k: v for k, v in resource.items() if k != "rows"})
    return Prepared({**resource, "rows": len(frame)}, content, frame)


def _package(data: Path) -> dict:
    path = data / catalog.DESCRIPTOR
    resources = json.loads(path.read_text("utf-8"))["resources"] if path.exists() else []
    return {**PACKAGE, "resources": resources}


def _json(package: dict) -> bytes:
    return (json.dumps(package, indent=1, ensure_ascii=False) + "\n").encode("utf-8")
