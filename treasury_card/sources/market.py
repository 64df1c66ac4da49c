"""Hourly bars of the ten-year yield for the April and May 2025 window: unofficial, one source, copied by hand.

No official hourly series exists.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ..errors import ReleaseError
from ..schema import Field, Release, Table
from . import sheet

RELEASE = Release("market/us10y_hourly_2025-04_05.csv", "", verified=False, layout="transcription")  # no official hourly series exists
BAR = ("open", "high", "low", "close")


def us10y_hourly(folder: Path) -> pd.DataFrame:
    path = folder / RELEASE.file
    cells = sheet.read(path, ["timestamp_utc", *BAR])
    stamps = cells["timestamp_utc"]
    times = sheet.dates(stamps, path.name, "%Y-%m-%dT%H:%M:%SZ", r"\d{4}-\d\d-\d\dT\d\d:00:00Z", "2025-04-02T20:00:00Z")
    times = sheet.calendar(times, stamps, path.name)
    bars = pd.DataFrame({b: sheet.numbers(cells[b], path.name, missing=(), low=0, high=25) for b in BAR})
    broken = (bars["high"] < bars[["open", "close", "low"]].max(axis=1)) | (bars["low"] > bars[["open", "close"]].min(axis=1))
    if broken.any():
        raise ReleaseError(
            path.name, "open and close must lie between low and high", line=int(broken.index[broken.to_numpy().argmax()]), column="high"
        )
    bars.columns = [f"{b}_pct" for b in BAR]
    return bars.set_axis(times.tz_localize("UTC")).sort_index().rename_axis("time_utc").reset_index()


HOURLY = Table(
    name="us10y_hourly",
    title="Ten-year yield by the hour, 1-15 April and 1-2 May 2025 (unofficial)",
    description=(
        "Bars of one hour in UTC; the time is the bar's opening. Unofficial: a charting vendor that the copy does not "
        "name, one source, copied by hand. "
        "The close of the bar of 19:00 UTC lies within 4 basis points of the H.15 yield of the day on 13 days. Shipped "
        "for this window only."
    ),
    kind="parsed",
    agency="charting vendor, unnamed",
    release="Ten-year yield, hourly bars",
    terms="Third party: vendor data, figures of the event window only, for comment and criticism; not for reuse",
    fields=(
        Field("time_utc", "datetime", "Opening of the bar, UTC", required=True),
        *(Field(f"{b}_pct", "number", f"Yield, {b} of the bar", "percent", required=True, minimum=0, maximum=25) for b in BAR),
    ),
    primary_key=("time_utc",),
    releases=(RELEASE,),
    build=us10y_hourly,
    vintage="2025-05-02",
    vintage_note="The day of the newest bar.",
    update="frozen",
    gaps=("No bars from 22:00 to 23:00 UTC and on weekends.", "No official hourly series exists to check it against."),
    frequency="hourly, one window",
)

TABLES = (HOURLY,)
