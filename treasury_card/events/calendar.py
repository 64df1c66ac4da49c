"""When an event can first show in the daily yields, and the windows the study looks at.

H.15 yields are bid-side quotes of about 15:30 in New York. What happens later belongs to the next observation. The trading calendar is the
list of days on which the ten-year yield exists: nothing is ever filled in for a holiday.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from itertools import combinations
from zoneinfo import ZoneInfo

import pandas as pd

NEW_YORK = ZoneInfo("America/New_York")
OBSERVED_AT = time(15, 30)

ANNOUNCEMENT = pd.Timestamp("2025-04-02")  # last observation before the announcement, which came at about 16:00 that day


@dataclass(frozen=True)
class Window:
    """A stretch between two observations: the change runs from the close of ``start`` to the close of ``end``."""

    name: str
    start: pd.Timestamp
    end: pd.Timestamp

    @property
    def key(self) -> str:
        return f"{self.start:%Y-%m-%d}_{self.end:%Y-%m-%d}"

    def length(self, days: pd.DatetimeIndex) -> int:
        """Number of daily changes inside, on the trading calendar."""
        for day in (self.start, self.end):
            if day not in days:
                raise ValueError(f"window {self.name}: {day:%Y-%m-%d} is not a trading day")
        return days.get_loc(self.end) - days.get_loc(self.start)


def _window(name: str, start: str, end: str) -> Window:
    return Window(name, pd.Timestamp(start), pd.Timestamp(end))


WINDOWS = {
    w.name: w
    for w in (
        _window("W1", "2025-04-02", "2025-04-04"),
        _window("W2", "2025-04-04", "2025-04-11"),
        _window("W3", "2025-04-02", "2025-04-11"),
        _window("W4", "2025-04-02", "2025-04-30"),
        _window("W5", "2025-04-02", "2025-05-01"),
        _window("after the pause", "2025-04-09", "2025-04-11"),
        _window("the remark", "2025-05-01", "2025-05-02"),
    )
}


def select(*names: str, overlapping: Sequence[str] = ()) -> list[Window]:
    """Windows by name. Two that share a day are refused unless one of them is listed in ``overlapping``.

    Overlapping windows hold the same news twice; whoever wants them side by side has to say so.
    """
    chosen = [WINDOWS[name] for name in names]
    for a, b in combinations(chosen, 2):
        if a.start < b.end and b.start < a.end and not {a.name, b.name} & set(overlapping):
            raise ValueError(f"windows {a.name} and {b.name} overlap; name one of them in `overlapping` to have both")
    return chosen


def all_windows() -> list[Window]:
    """Every window of the study; those that share days with others are named here."""
    return select(*WINDOWS, overlapping=("W3", "W4", "W5", "after the pause"))


def single_days(days: pd.DatetimeIndex, dates: Sequence[str]) -> list[Window]:
    """One-day windows that end on the dates given."""
    places = [days.get_loc(pd.Timestamp(d)) for d in dates]
    return [Window(f"{days[i].day} {days[i]:%B}", days[i - 1], days[i]) for i in places]


def trading_days(yields: pd.DataFrame) -> pd.DatetimeIndex:
    """Days on which the ten-year yield exists."""
    return yields.index[yields["dgs10_pct"].notna()]


def first_observation(moment: pd.Timestamp, days: pd.DatetimeIndex) -> pd.Timestamp:
    """First H.15 day that can contain something that happened at ``moment`` (UTC)."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be placed in New York's day")
    local = moment.tz_convert(NEW_YORK)
    date = pd.Timestamp(local.date())
    place = days.searchsorted(date, side="left" if local.time() <= OBSERVED_AT else "right")
    if place == len(days):
        raise ValueError(f"{moment} lies after the last observation")
    return days[place]


def place_events(events: pd.DataFrame, days: pd.DatetimeIndex) -> pd.DataFrame:
    """Add ``clock_h15``: the first observation worked out from the clock; missing if the hour is unknown or the daily data end before."""
    known = events["time_utc"].notna() & (events["date_et"] < days[-1])
    clock = [first_observation(moment, days) if ok else pd.NaT for moment, ok in zip(events["time_utc"], known, strict=True)]
    return events.assign(clock_h15=pd.DatetimeIndex(clock))


def confounders(events: pd.DataFrame, windows: Sequence[Window]) -> pd.DataFrame:
    """All events whose first observation lies inside each window: columns ``window``, ``first_h15``, ``kind``, ``title``, ``certainty``."""
    columns = ["first_h15", "kind", "title", "certainty"]
    parts = [events.loc[(events["first_h15"] > w.start) & (events["first_h15"] <= w.end), columns].assign(window=w.name) for w in windows]
    return pd.concat(parts, ignore_index=True)[["window", *columns]]


def next_close(foreign: pd.DataFrame, days: pd.DatetimeIndex) -> pd.DataFrame:
    """Levels of a market that closes before New York opens, moved to the US day they belong to.

    US day t gets the first foreign close after t, if that comes no later than the next US day; otherwise the cell stays empty.
    """
    places = foreign.index.searchsorted(days, side="right")
    following = days.append(pd.DatetimeIndex([days[-1] + pd.Timedelta(days=1)]))[1:]
    found = places < len(foreign)
    dates = foreign.index[places.clip(max=len(foreign) - 1)]
    usable = found & (dates <= following)
    return pd.DataFrame(foreign.to_numpy()[places.clip(max=len(foreign) - 1)], index=days, columns=foreign.columns).where(
        pd.Series(usable, index=days), axis=0
    )
