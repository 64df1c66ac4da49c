"""US Treasury: the daily par yield curve, one file a year, newest day first.

Two layouts occur: dates ``2025-04-02`` or ``04/02/2025``, and the six-week bill as ``1.5 Mo`` or ``1.5 Month``. A tenor that
Treasury did not publish on a day is empty. The file has no line end after its last row.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ..errors import ReleaseError
from ..schema import Release
from . import sheet

RELEASE = Release(
    "treasury/daily-treasury-rates_{year}.csv",
    "https://home.treasury.gov/resource-center/data-chart-center/interest-rates/daily-treasury-rates.csv/{year}/all"
    "?type=daily_treasury_yield_curve&field_tdr_date_value={year}&page&_format=csv",
)

# Tenors that H.15 prints too; 1.5, 2 and 4 months are read over.
H15 = {
    "1 Mo": "dgs1mo_pct", "3 Mo": "dgs3mo_pct", "6 Mo": "dgs6mo_pct", "1 Yr": "dgs1_pct", "2 Yr": "dgs2_pct", "3 Yr": "dgs3_pct",
    "5 Yr": "dgs5_pct", "7 Yr": "dgs7_pct", "10 Yr": "dgs10_pct", "20 Yr": "dgs20_pct", "30 Yr": "dgs30_pct",
}  # fmt: skip
OTHERS = ("1.5 Mo", "1.5 Month", "2 Mo", "4 Mo")


def par_curve(path: Path) -> pd.DataFrame:
    """Par yields in percent by day, oldest first, columns named as in ``us_yields_daily``.

    Raises
    ------
    ReleaseError
        A tenor is missing or unknown, a date is malformed, doubled or out of order, a cell is no yield between -2 and 25 percent.
    """
    cells = sheet.read(path, ["Date", *H15], closed=False)
    unknown = [c for c in cells.columns if c not in ("Date", *H15, *OTHERS)]
    if unknown:
        raise ReleaseError(path.name, "an unknown column", line=1, column=unknown[0], expected=", ".join(("Date", *H15, *OTHERS)))
    if "/" in cells["Date"].iloc[0]:
        days = sheet.calendar(sheet.dates(cells["Date"], path.name, "%m/%d/%Y", r"\d\d/\d\d/\d{4}", "04/02/2025"), cells["Date"], path.name)
    else:
        days = sheet.iso_calendar(cells["Date"], path.name)
    yields = pd.DataFrame({name: sheet.numbers(cells[label], path.name, low=-2, high=25) for label, name in H15.items()})
    return yields.set_axis(days).sort_index()
