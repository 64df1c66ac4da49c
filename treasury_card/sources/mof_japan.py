"""Ministry of Finance Japan: constant-maturity yields of government bonds, full history in one file.

A title line above the header, CRLF, dates as Y/M/D without leading zeros, ``-`` for a maturity that has no value, Saturdays until
February 1989.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ..errors import ReleaseError
from ..schema import Due, Field, Release, Rules, Table
from . import sheet

RELEASE = Release(
    "mof_japan/jgbcme_all.csv",
    "https://www.mof.go.jp/english/policy/jgbs/reference/interest_rate/historical/jgbcme_all.csv",
)
MATURITIES = (*range(1, 11), 15, 20, 25, 30, 40)
SHIPPED = (2, 5, 10, 20, 30, 40)


def jgb_yields(path: Path) -> pd.DataFrame:
    """All maturities in percent by local date; columns ``1Y`` to ``40Y``.

    Raises
    ------
    ReleaseError
        The title does not say percent, a maturity is missing, a date is malformed, doubled or out of order, a cell is neither ``-``
        nor a yield between -3 and 20 percent.
    """
    title = sheet.lines(path)[0]
    if "Unit : %" not in title:
        raise ReleaseError(
            path.name, "the title line does not give the unit", line=1, value=title[:60], expected="Interest Rate,...(Unit : %)"
        )
    columns = [f"{years}Y" for years in MATURITIES]
    cells = sheet.read(path, ["Date", *columns], skip=1)
    days = sheet.calendar(sheet.dates(cells["Date"], path.name, "%Y/%m/%d", r"\d{4}/\d{1,2}/\d{1,2}", "2025/4/2"), cells["Date"], path.name)
    yields = pd.DataFrame({c: sheet.numbers(cells[c], path.name, missing=("-",), low=-3, high=20) for c in columns})
    return yields.set_axis(days).sort_index()


def jgb_yields_daily(folder: Path) -> pd.DataFrame:
    yields = jgb_yields(folder / RELEASE.file).loc["2000":, [f"{years}Y" for years in SHIPPED]]
    yields.columns = [f"jgb{years}_pct" for years in SHIPPED]
    return yields.rename_axis("date").reset_index()


JGB = Table(
    name="jgb_yields_daily",
    title="Yields of Japanese government bonds, daily",
    description=(
        "Constant-maturity yields by local date. Tokyo closes before New York opens: a New York event of one day shows in "
        "Tokyo on the next. "
        "Compare changes with US yields, not levels."
    ),
    kind="parsed",
    agency="Ministry of Finance Japan",
    release="JGB interest rates, historical data",
    terms="Ministry of Finance Japan, subject to its terms of use, with attribution",
    fields=(
        Field("date", "date", "Day, Tokyo", required=True),
        *(
            Field(f"jgb{years}_pct", "number", f"Constant-maturity yield, {years} years", "percent", minimum=-3, maximum=20)
            for years in SHIPPED
        ),
    ),
    primary_key=("date",),
    releases=(RELEASE,),
    build=jgb_yields_daily,
    vintage=lambda folder: f"{jgb_yields_daily(folder)['date'].iloc[-1]:%Y-%m-%d}",
    vintage_note="The download carries no release date; the vintage is the date of the newest observation.",
    update="automatic",
    gaps=("jgb40_pct starts on 2007-11-06.", "Shipped from 2000; the release starts on 1974-09-24."),
    frequency="daily; the full-history file is extended at the end of a month",
    due=Due("month", 1),
    rules=Rules(change=1, revision=0.3),
)

TABLES = (JGB,)
