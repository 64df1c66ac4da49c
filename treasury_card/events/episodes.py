"""What moved with what: real and nominal, premium and expectation, dollar, euro area and Tokyo; hour bars; anchors from earlier years."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ..inference import count_clusters, placebo_p
from .calendar import ANNOUNCEMENT, Window
from .placebo import changes, moves, placebo_windows

# Days of the first purchase programme as used by Krishnamurthy and Vissing-Jorgensen (2011).
QE1_DAYS = ("2008-11-25", "2008-12-01", "2008-12-16", "2009-01-28", "2009-03-18")

# The morning programme ran from 20:45 to 22:05 UTC by the listings of earlier years; the payrolls came at 12:30 UTC.
LAST_BAR_BEFORE_PROGRAMME, LAST_BAR_BEFORE_PAYROLLS = pd.Timedelta(hours=19), pd.Timedelta(hours=35)
PROGRAMME_DAY = pd.Timestamp("2025-05-01", tz="UTC")


def decomposition(yields: pd.DataFrame, tips: pd.DataFrame, premia: pd.DataFrame, windows: Sequence[Window]) -> pd.DataFrame:
    """The ten-year move split three ways, and level and slope of the curve; bp, one row a component.

    Nominal = real + breakeven; nominal = term premium + rest, once by Adrian, Crump and Moench (2013) and once by Kim and Wright (2005).
    The models' fitted ten-year zero yield is not the par yield, so the rest is expected short rates plus fitting error.
    """
    parts = pd.DataFrame(
        {
            "ten-year yield": yields["dgs10_pct"],
            "real yield": tips["dfii10_pct"],
            "breakeven inflation": yields["dgs10_pct"] - tips["dfii10_pct"],
            "term premium (ACM)": premia["acmtp10_pct"],
            "rest (ACM)": yields["dgs10_pct"] - premia["acmtp10_pct"],
            "term premium (Kim-Wright)": premia["kwtp10_pct"],
            "rest (Kim-Wright)": yields["dgs10_pct"] - premia["kwtp10_pct"],
            "level (2, 10 and 30 years)": yields[["dgs2_pct", "dgs10_pct", "dgs30_pct"]].mean(axis=1, skipna=False),
            "slope (10 less 2 years)": yields["dgs10_pct"] - yields["dgs2_pct"],
            "slope (30 less 2 years)": yields["dgs30_pct"] - yields["dgs2_pct"],
        }
    ).reindex(yields.index)
    return moves(parts, windows)


def joint_moves(ten_year: pd.Series, dollar: pd.Series, euro: pd.Series, h: int = 5) -> pd.DataFrame:
    """Changes over ``h`` common days: ten-year and ECB AAA ten-year in bp, broad dollar in percent, by last day."""
    common = pd.DataFrame({"ten_year": ten_year, "dollar": dollar, "euro": euro}).dropna()
    return pd.DataFrame(
        {
            "ten_year_bp": changes(common["ten_year"], h),
            "dollar_pct": 100 * (common["dollar"] / common["dollar"].shift(h) - 1),
            "euro_bp": changes(common["euro"], h),
        }
    ).dropna()


def flight_from(joint: pd.DataFrame, event: pd.Timestamp = ANNOUNCEMENT, since: str = "2006") -> dict[str, float]:
    """Among the windows with the largest five percent of ten-year rises: how often dollar and euro-area yield both fell.

    Returns
    -------
    dict
        ``share_pct``, ``windows`` (large rises), ``both_fell``, ``clusters`` of the latter, ``threshold_bp`` (95th percentile of changes),
        ``all_windows``, ``unconditional_pct`` (share of all windows in which dollar and euro-area yield both fell).
    """
    before = placebo_windows(joint, event, since)
    threshold = float(before["ten_year_bp"].quantile(0.95))
    both = (before["dollar_pct"] < 0) & (before["euro_bp"] < 0)
    large = before["ten_year_bp"] >= threshold
    return {
        "share_pct": 100 * float(both[large].mean()),
        "windows": int(large.sum()),
        "both_fell": int((both & large).sum()),
        "clusters": count_clusters(both & large, 5),
        "threshold_bp": threshold,
        "all_windows": len(before),
        "unconditional_pct": 100 * float(both.mean()),
    }


def large_rises(joint: pd.DataFrame, week: pd.Timestamp, event: pd.Timestamp = ANNOUNCEMENT, since: str = "2006") -> pd.DataFrame:
    """The windows that :func:`flight_from` counts, and the one that ends in ``week``: ``last_day``, the three changes, ``april``."""
    before = placebo_windows(joint, event, since)
    chosen = pd.concat([before[before["ten_year_bp"] >= before["ten_year_bp"].quantile(0.95)], joint.loc[[week]]])
    return chosen.assign(april=chosen.index == week).rename_axis("last_day").reset_index()


def unbroken_hours(hourly: pd.DataFrame) -> pd.DataFrame:
    """The bars by the hour they *close*, with ``run``, the number of the stretch without a gap: no line crosses a weekend."""
    time = hourly.index.tz_localize(None) + pd.Timedelta(hours=1)
    run = (time.to_series().diff() > pd.Timedelta(hours=3)).cumsum().to_numpy()
    return pd.DataFrame({"time": time, "close_pct": hourly["close_pct"].to_numpy(), "run": run, "month": time.month_name()})


def weekly_changes(levels: pd.Series, weeks: int = 1) -> pd.Series:
    """Change in bp over calendar weeks, from the last observation of one week to that of another (Friday unless it was a holiday)."""
    closes = levels.dropna().groupby(levels.dropna().index.to_period("W-FRI")).last()
    full = closes.reindex(pd.period_range(closes.index[0], closes.index[-1], freq="W-FRI"))
    return changes(full, weeks).set_axis(full.index.to_timestamp(how="end").normalize())


def largest_weeks(levels: pd.DataFrame, week: pd.Timestamp, top: int = 6) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Largest weekly rises of each series before a week, that week itself, and where it stands.

    Returns
    -------
    table : pandas.DataFrame
        ``series``, ``rank``, ``week`` (its Friday), ``change_bp``.
    standing : pandas.DataFrame, by series
        ``change_bp``, ``earlier_weeks_at_least`` (number), ``last_reached`` (Friday), ``last_reached_bp``, ``weeks`` compared.
    """
    tables, standing = [], {}
    for column in levels:
        series = column.removesuffix("_pct")
        weekly = weekly_changes(levels[column]).dropna()
        own, earlier = weekly[week], weekly[weekly.index < week]
        reached = earlier[earlier >= own]
        best = earlier.sort_values(ascending=False, kind="stable").head(top)
        ranks = [*range(1, len(best) + 1), len(reached) + 1]
        tables.append(pd.DataFrame({"series": series, "rank": ranks, "week": [*best.index, week], "change_bp": [*best, own]}))
        standing[series] = {
            "change_bp": own,
            "earlier_weeks_at_least": len(reached),
            "last_reached": reached.index[-1],
            "last_reached_bp": reached.iloc[-1],
            "weeks": len(earlier),
        }
    return pd.concat(tables, ignore_index=True), pd.DataFrame(standing).T.infer_objects()


def two_day_changes(levels: pd.DataFrame, days: Sequence[str] = QE1_DAYS) -> pd.DataFrame:
    """Change from the day before to the day after each date, bp: one row a series, one column a date, and ``total``."""
    places = [levels.index.get_loc(pd.Timestamp(d)) for d in days]
    table = pd.DataFrame({d: (100 * (levels.iloc[i + 1] - levels.iloc[i - 1])).round(2) for d, i in zip(days, places, strict=True)})
    return table.assign(total=table.sum(axis=1)).rename(index=lambda c: c.removesuffix("_pct"))


def remark_hours(hourly: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, float]]:
    """The hourly ten-year from the last bar before the television programme to the last bar before the payrolls, and the same hours on
    other days.

    Returns
    -------
    windows : pandas.DataFrame, by day (UTC) on which the window starts
        ``change_bp``; only days whose following day has the bars too, so that no weekend is bridged.
    summary : dict
        ``change_bp``, ``p`` (one-sided), ``placebo_days``, ``smallest_p``, ``p95_bp`` of the placebo days, ``tokyo_open_bp`` (the first bar
        after the pause in the data), ``payroll_hour_bp``, ``largest_bp`` (the largest placebo change).
    """
    close = hourly["close_pct"]
    rows = {}
    for day in close.index.normalize().unique():
        begin, end = day + LAST_BAR_BEFORE_PROGRAMME, day + LAST_BAR_BEFORE_PAYROLLS
        if begin in close.index and end in close.index:
            rows[day] = round(100 * (close[end] - close[begin]), 1)
    windows = pd.DataFrame({"change_bp": pd.Series(rows)})
    windows.index.name = "day"
    own = windows.at[PROGRAMME_DAY, "change_bp"]
    null = windows["change_bp"].drop(PROGRAMME_DAY)
    tokyo, payrolls = PROGRAMME_DAY + pd.Timedelta(hours=24), PROGRAMME_DAY + pd.Timedelta(hours=36)
    last_before = PROGRAMME_DAY + pd.Timedelta(hours=21)
    return windows, {
        "change_bp": own,
        "p": placebo_p(own, null, "rise"),
        "placebo_days": len(null),
        "smallest_p": 1 / (1 + len(null)),
        "p95_bp": float(null.quantile(0.95)),
        "largest_bp": float(null.max()),
        "tokyo_open_bp": round(100 * (close[tokyo] - close[last_before]), 1),
        "payroll_hour_bp": round(100 * (close[payrolls] - hourly.at[payrolls, "open_pct"]), 1),
    }
