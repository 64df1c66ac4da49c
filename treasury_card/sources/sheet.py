"""Comma-separated releases with one header: text cells by line, then whole columns to numbers and dates.

Every refusal names file, line, column, the value found and what was expected.
"""

from __future__ import annotations

import csv
import difflib
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from ..errors import ReleaseError
from . import reading

NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"


def lines(path: Path) -> list[str]:
    """Lines of a release; the last one is empty when the file ends with a line end."""
    return reading.lines(reading.read(path.parent, path.name), path.name)


def read(path: Path, columns: Sequence[str], *, skip: int = 0, closed: bool = True) -> pd.DataFrame:
    """Rows of a comma-separated release as text, indexed by line number.

    Parameters
    ----------
    path : Path
    columns : sequence of str
        Columns that must be there; others are kept as they come.
    skip : int
        Title lines above the header.
    closed : bool
        Whether the release ends with a line end, so that a missing one means a truncated file.

    Returns
    -------
    pandas.DataFrame of str
        Named as in the header.

    Raises
    ------
    ReleaseError
        No table, a column missing or doubled, a line with too few or too many fields, a last line without its end.
    """
    content = lines(path)
    if closed and content[-1] != "":
        raise ReleaseError(
            path.name, "the last line is cut off: no line end", line=len(content), value=content[-1][-40:], expected="a complete line"
        )
    header, rows, places = None, [], []
    reader = csv.reader(content, strict=True)
    try:
        for cells in reader:
            if reader.line_num <= skip or not cells:
                continue
            if header is None:
                header = [c.strip() for c in cells]
                _check_header(path.name, reader.line_num, header, columns)
                continue
            if len(cells) != len(header):
                raise ReleaseError(
                    path.name, f"{len(cells)} fields", line=reader.line_num, value=",".join(cells)[:60], expected=f"{len(header)} fields"
                )
            rows.append([c.strip() for c in cells])
            places.append(reader.line_num)
    except csv.Error as error:
        raise ReleaseError(path.name, f"not readable as CSV: {error}", line=reader.line_num) from None
    if not rows:
        raise ReleaseError(path.name, "a header and no data" if header else "no header", expected=",".join(columns))
    return pd.DataFrame(rows, columns=header, index=places, dtype="str")


def numbers(cells: pd.Series, file: str, *, missing: Sequence[str] = ("",), low: float = -math.inf, high: float = math.inf) -> pd.Series:
    """Text -> float64; the marks in ``missing`` become NaN, anything else that is no number between ``low`` and ``high`` is refused."""
    filled = ~cells.isin(list(missing))
    shaped = cells.str.fullmatch(NUMBER)
    wanted = "a number" + "".join(f" or {m!r}" for m in missing if m)
    refuse(filled & ~shaped, cells, file, "not a number", wanted)
    values = pd.to_numeric(cells.where(filled & shaped), errors="coerce").astype("float64")
    refuse(filled & ~np.isfinite(values), cells, file, "not a finite number", wanted)
    refuse((values < low) | (values > high), cells, file, "outside the plausible range (another unit?)", f"{low:g} to {high:g}")
    return values


def dates(cells: pd.Series, file: str, pattern: str, shape: str, example: str) -> pd.Series:
    """Text -> timestamps; ``shape`` is the exact form as a regular expression."""
    parsed = pd.to_datetime(cells.where(cells.str.fullmatch(shape)), format=pattern, errors="coerce")
    refuse(parsed.isna(), cells, file, "not a date", f"a date such as {example}")
    return parsed


def iso_dates(cells: pd.Series, file: str) -> pd.Series:
    return dates(cells, file, "%Y-%m-%d", r"\d{4}-\d\d-\d\d", "2025-04-02")


def calendar(parsed: pd.Series, cells: pd.Series, file: str) -> pd.DatetimeIndex:
    """Dates as an index after the check that they rise or fall strictly."""
    refuse(parsed.duplicated(), cells, file, "the date occurs twice", "each date once")
    steps = parsed.diff()
    wrong = steps < pd.Timedelta(0) if parsed.iloc[-1] >= parsed.iloc[0] else steps > pd.Timedelta(0)
    refuse(wrong, cells, file, "dates are out of order", "rising or falling dates")
    return pd.DatetimeIndex(parsed, name="date")


def iso_calendar(cells: pd.Series, file: str) -> pd.DatetimeIndex:
    return calendar(iso_dates(cells, file), cells, file)


def refuse(bad: pd.Series, cells: pd.Series, file: str, message: str, expected: str) -> None:
    """Raise for the first line at which ``bad`` is true."""
    bad = bad.fillna(False).astype(bool)
    if bad.any():
        line = bad.index[bad.to_numpy().argmax()]
        raise ReleaseError(file, message, line=int(line), column=str(cells.name), value=cells.loc[line], expected=expected)


def _check_header(name: str, line: int, header: list[str], columns: Sequence[str]) -> None:
    for column in columns:
        if column not in header:
            near = difflib.get_close_matches(column, [c for c in header if c not in columns], n=1)
            found = near[0] if near else ",".join(header)[:80]
            raise ReleaseError(name, f"column {column!r} is missing", line=line, value=found, expected=",".join(columns))
    if len(set(header)) != len(header):
        twice = next(c for c in header if header.count(c) > 1)
        raise ReleaseError(name, f"column {twice!r} occurs twice", line=line)
