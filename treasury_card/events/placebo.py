"""How unusual a change is: its rank among all earlier changes over windows of the same length, as they are and scaled by volatility."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from ..inference import critical_change, minimum_detectable_shift, placebo_p, placebo_rank, sup_t_critical_value, sup_t_from_draws
from ..size_study import VOLATILITY_DAYS
from .calendar import ANNOUNCEMENT, Window

SAMPLES = ("1962", "1977", "1990")
SPAN = 20  # trading days in which the most striking week is sought

# No 30-year bond was issued between these days; the published values are extrapolated.
DGS30_EXTRAPOLATED = ("2002-02-19", "2006-02-08")


def usable_yields(yields: pd.DataFrame) -> pd.DataFrame:
    """Yields on the trading calendar, the extrapolated 30-year values masked."""
    on_calendar = yields[yields["dgs10_pct"].notna()].copy()
    if "dgs30_pct" in on_calendar:
        on_calendar.loc[DGS30_EXTRAPOLATED[0] : DGS30_EXTRAPOLATED[1], "dgs30_pct"] = np.nan
    return on_calendar


def changes(levels, h: int = 1):
    """Change over ``h`` observations in bp, by last day, rounded to 0.01 bp.

    Without the rounding two equal changes of yields quoted to a hundredth of a percent differ in the last binary digit, and most ties are
    lost.
    """
    return (100 * (levels - levels.shift(h))).round(2)


def volatility(levels):
    """Standard deviation (ddof 1) of the 60 daily changes that end on each day; missing if one of them is."""
    return changes(levels).rolling(VOLATILITY_DAYS, min_periods=VOLATILITY_DAYS).std()


def scaled_changes(levels, h: int, gap: int = 0):
    """Changes over ``h`` days divided by the volatility of the 60 days that end ``gap`` days before the window starts."""
    return changes(levels, h) / volatility(levels).shift(h + gap)


def gap_to_event(window: Window, days: pd.DatetimeIndex, event: pd.Timestamp = ANNOUNCEMENT) -> int:
    """Trading days from the event to the window's start: the volatility ends at the event, and as long before every placebo window."""
    gap = days.get_loc(window.start) - days.get_loc(event)
    if gap < 0:
        raise ValueError(f"window {window.name} starts before the event of {event:%Y-%m-%d}")
    return gap


def placebo_windows(changes_by_end: pd.Series, event: pd.Timestamp = ANNOUNCEMENT, since: str = SAMPLES[0]) -> pd.Series:
    """The changes whose last day is before the event, from ``since`` on; event days never get in."""
    return changes_by_end[(changes_by_end.index >= since) & (changes_by_end.index < event)]


def moves(levels: pd.DataFrame, windows: Iterable[Window]) -> pd.DataFrame:
    """Change in bp, one row a series, one column a window; a column name loses its unit suffix."""
    table = {w.name: (100 * (levels.loc[w.end] - levels.loc[w.start])).round(2) for w in windows}
    return pd.DataFrame(table).rename(index=lambda c: c.removesuffix("_pct"))


def placebo_ranks(
    levels: pd.DataFrame, windows: Sequence[Window], samples: Sequence[str] = SAMPLES, event: pd.Timestamp = ANNOUNCEMENT
) -> pd.DataFrame:
    """Placebo rank of every series over every window, raw and scaled, against every sample.

    Parameters
    ----------
    levels : pandas.DataFrame
        Percent, on the trading calendar.
    samples : sequence of str
        First years; a series that starts later starts when it starts.

    Returns
    -------
    pandas.DataFrame
        ``series``, ``window``, ``h``, ``scaling`` (raw, scaled), ``sample``, ``first`` (last day of the first placebo window),
        ``change_bp``, ``p`` (two-sided), ``p_one_sided`` (in the direction of the change), and the columns of
        :class:`inference.PlaceboRank`.
    """
    rows = []
    sigma = volatility(levels)
    for window in windows:
        h, gap = window.length(levels.index), gap_to_event(window, levels.index, event)
        raw = changes(levels, h)
        for scaling, table in (("raw", raw), ("scaled", raw / sigma.shift(h + gap))):
            for column in levels:
                effect = table.at[window.end, column]
                if not np.isfinite(effect):
                    continue
                for sample in samples:
                    null = placebo_windows(table[column], event, sample)
                    rank = placebo_rank(effect, null, h)
                    rows.append(
                        {
                            "series": column.removesuffix("_pct"),
                            "window": window.name,
                            "h": h,
                            "scaling": scaling,
                            "sample": sample,
                            "first": null.first_valid_index(),
                            "change_bp": raw.at[window.end, column],
                            "p_one_sided": placebo_p(effect, null, "rise" if effect > 0 else "fall"),
                            **vars(rank),
                        }
                    )
    return pd.DataFrame(rows)


def placebo_shares(levels: pd.DataFrame, windows: Sequence[Window], event: pd.Timestamp = ANNOUNCEMENT) -> pd.DataFrame:
    """One-sided shares as the claims' rules define them: scaled by the 60 days before each *window*, from 1977 and from 1990.

    The rules were fixed before the volatility was moved to the event. For a window that starts at the event the two are the same; for the
    one that starts two days later they differ, and :func:`placebo_ranks` has the stricter version.
    """
    rows = []
    for window in windows:
        h = window.length(levels.index)
        raw = changes(levels, h)
        for scaling, table in (("raw", raw), ("scaled", scaled_changes(levels, h))):
            for column in levels:
                effect = table.at[window.end, column]
                for sample in ("1977", "1990"):
                    share = placebo_p(effect, placebo_windows(table[column], event, sample), "rise" if effect > 0 else "fall")
                    rows.append((column.removesuffix("_pct"), window.name, scaling, sample, share))
    return pd.DataFrame(rows, columns=["series", "window", "scaling", "sample", "p"])


def detectable(
    levels: pd.DataFrame, horizons: Sequence[int], samples: Sequence[str] = SAMPLES, event: pd.Timestamp = ANNOUNCEMENT
) -> pd.DataFrame:
    """Minimum detectable rise in bp for every series and window length; ``scaled`` is for volatility as it was at the event.

    ``unusual_bp`` is the smallest change that the raw rank itself would call unusual.
    """
    sigma = volatility(levels)
    rows = []
    for h in horizons:
        raw = changes(levels, h)
        scaled = raw / sigma.shift(h)
        for column in levels:
            for sample in samples:
                null = placebo_windows(raw[column], event, sample)
                shift = minimum_detectable_shift(placebo_windows(scaled[column], event, sample)) * sigma.at[event, column]
                windows = int(null.notna().sum())
                rows.append((column.removesuffix("_pct"), h, sample, windows, minimum_detectable_shift(null), shift, critical_change(null)))
    return pd.DataFrame(rows, columns=["series", "h", "sample", "windows", "raw_bp", "scaled_bp", "unusual_bp"])


def largest_inside(levels: pd.Series, h: int = 5, span: int = SPAN, since: str = "1990", event: pd.Timestamp = ANNOUNCEMENT) -> pd.Series:
    """Largest ``h``-day rise that lies wholly inside each ``span``-day window, by the window's last day.

    Whoever picks the most striking week of a month after the fact must compare it with the most striking week of other months. A span of 20
    daily changes holds 16 such weeks; the span begins in ``since`` or later and ends before the event.
    """
    largest = changes(levels, h).rolling(span - h + 1, min_periods=span - h + 1).max()
    begins = pd.Series(levels.index, index=levels.index).shift(span)
    return placebo_windows(largest[begins >= since], event, since).dropna()


def joint_band(levels: pd.DataFrame, horizons: Sequence[int], level: float = 0.05, event: pd.Timestamp = ANNOUNCEMENT) -> pd.DataFrame:
    """Paths since the event with pointwise and joint placebo bands over tenors and horizons.

    Every change is divided by the volatility before it and by the placebo standard deviation of its own tenor and horizon; the joint
    critical value is the 1 - level quantile of the largest of these ratios over all tenors and horizons that start on the same placebo day,
    so that the correlation between tenors and overlapping horizons is taken as it is (sup-t band of Montiel Olea and Plagborg-Moller 2019,
    with placebo paths in place of normal draws; ``normal_critical`` has the latter).

    Returns
    -------
    pandas.DataFrame
        ``series``, ``h``, ``date``, ``change_bp``, ``pointwise_bp`` and ``joint_bp`` (half-widths), ``outside``; ``attrs``: ``critical``,
        ``normal_critical``, ``placebo_days``, ``rank`` (:class:`inference.PlaceboRank` of the event's largest ratio among those of the
        placebo days).
    """
    days = levels.index
    place = days.get_loc(event)
    sigma = volatility(levels)
    cells = [(column, h) for column in levels for h in horizons]
    # Indexed by the day a path starts; a path that ends on the event's day or later is no placebo.
    paths = np.column_stack([(changes(levels[c], h).shift(-h) / sigma[c]).to_numpy() for c, h in cells])
    placebos = paths[: place - max(horizons)]
    placebos = placebos[np.isfinite(placebos).all(axis=1)]
    spread = placebos.std(axis=0, ddof=1)
    critical = sup_t_from_draws(placebos / spread, level)
    largest = np.abs(placebos / spread).max(axis=1)
    pointwise = np.quantile(np.abs(placebos), 1 - level, axis=0)
    rows, event_ratios = [], []
    for k, (column, h) in enumerate(cells):
        unit = sigma.at[event, column]
        change = 100 * (levels[column].iloc[place + h] - levels[column].iloc[place])
        half = critical * spread[k] * unit
        event_ratios.append(abs(change) / (spread[k] * unit))
        rows.append((column.removesuffix("_pct"), h, days[place + h], round(change, 2), pointwise[k] * unit, half, abs(change) > half))
    band = pd.DataFrame(rows, columns=["series", "h", "date", "change_bp", "pointwise_bp", "joint_bp", "outside"])
    band.attrs = {
        "critical": critical,
        "normal_critical": sup_t_critical_value(np.cov(placebos, rowvar=False), level),
        "placebo_days": len(placebos),
        "rank": placebo_rank(max(event_ratios), largest, max(horizons), "rise"),
    }
    return band


def matched_ranks(
    ten_year: pd.Series, windows: dict[str, Window], ten_year_auctions: pd.DatetimeIndex, event: pd.Timestamp = ANNOUNCEMENT
) -> pd.DataFrame:
    """Raw ranks of the ten-year change against placebo windows alike in what the calendar held.

    Payroll Fridays are approximated by the first Friday of a month, the Bureau of Labor Statistics' usual day. Price releases and Fed
    meetings cannot be matched: their past dates are in none of the tables. Auctions are known from 2024 on.
    """
    fridays = ten_year.index[ten_year.index.day_of_week == 4]
    first_fridays = fridays[fridays.day <= 7]
    days = pd.Series(ten_year.index, index=ten_year.index)
    weekday = days.dt.day_of_week

    def holds_auction(h: int) -> pd.Series:
        return days.isin(ten_year_auctions).astype(int).rolling(h).sum() > 0

    matches = [
        ("W1", "ends on the first Friday of a month", days.isin(first_fridays)),
        ("W2", "Friday to Friday", (weekday == 4) & (weekday.shift(5) == 4)),
        ("W2", "holds a ten-year auction, from 2024", holds_auction(5) & (days >= ten_year_auctions.min())),
        ("the remark", "first Friday of a month", days.isin(first_fridays)),
    ]
    rows = []
    for name, what, alike in matches:
        table = changes(ten_year, windows[name].length(ten_year.index))
        effect = table.at[windows[name].end]
        null = placebo_windows(table[alike], event).dropna()
        one_sided = placebo_p(effect, null, "rise" if effect > 0 else "fall")
        rows.append((name, what, effect, placebo_p(effect, null), one_sided, len(null), int((null.abs() >= abs(effect)).sum())))
    return pd.DataFrame(rows, columns=["window", "placebo_windows", "change_bp", "p", "p_one_sided", "windows", "exceedances"])
