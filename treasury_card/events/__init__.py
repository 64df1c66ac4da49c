"""Chapter 2: what did April 2025 do to Treasury yields, and how sure can one be?

One market, one episode, overlapping news, fat tails, changing volatility: the study ranks each move among all earlier moves over windows of
the same length, scaled by the volatility before the event, and says first what could have been seen at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .. import catalog
from ..memo import memoised
from ..numbers import Numbers
from ..size_study import SizeStudy, size_study
from . import abnormal, episodes, placebo
from .calendar import ANNOUNCEMENT, WINDOWS, all_windows, confounders, next_close, place_events, select, single_days, trading_days
from .named import name_numbers

TABLES = (
    "us_yields_daily",
    "us_tips_daily",
    "term_premia_daily",
    "market_daily",
    "jgb_yields_daily",
    "ecb_yields_daily",
    "us10y_hourly",
    "auctions",
    "events",
    "quoted_figures",
)

QUOTED = ("quoted.perli.longer_yields.bp", "quoted.tbac.change_10y.bp", "quoted.tbac.path_10y.bp")

TENORS = ["dgs2_pct", "dgs5_pct", "dgs10_pct", "dgs30_pct"]
HORIZONS = (1, 2, 5, 7, 19, 20)
PATH = ("2025-03-24", "2025-05-09")
DAYS = (
    "2025-04-03",
    "2025-04-04",
    "2025-04-07",
    "2025-04-08",
    "2025-04-09",
    "2025-04-10",
    "2025-04-11",
    "2025-04-14",
    "2025-05-01",
    "2025-05-02",
    "2025-05-05",
)


@dataclass(frozen=True)
class EventStudy:
    """Everything chapter 2 shows, and the named numbers.

    Parameters
    ----------
    calendar : pandas.DataFrame
        The events table with ``clock_h15``, the first observation worked out from the clock.
    confounders : pandas.DataFrame
        Events inside each window.
    hourly : pandas.DataFrame
        Unofficial hourly ten-year yield: ``time`` (UTC, without zone), ``close_pct``, ``run`` (stretches without a gap), ``month``.
    path : pandas.DataFrame
        Yields by day around the events, percent.
    moves, days : pandas.DataFrame
        Change in bp by series (all tenors, real yields, term premia) and window, or single day.
    curve : pandas.DataFrame
        The moves of the nominal curve in long form: ``tenor``, ``window``, ``change_bp``.
    detectable : pandas.DataFrame
        Minimum detectable rise by series, window length and sample (:func:`placebo.detectable`).
    ranks, day_ranks, shares, matched : pandas.DataFrame
        :func:`placebo.placebo_ranks` of the windows and of single days, :func:`placebo.placebo_shares`, :func:`placebo.matched_ranks`.
    distribution : pandas.DataFrame
        Placebo changes of the ten-year in bins: ``window``, ``scaling``, ``low``, ``high``, ``share_pct``; ``event`` is April's own value.
    largest_inside : dict of pandas.Series
        Largest five-day rise inside each 20-day window since 1990, by series.
    inside_distribution : pandas.DataFrame
        The ten-year one in bins: ``low``, ``high``, ``share_pct``.
    weeks, week_standing : pandas.DataFrame
        Largest calendar weeks.
    abnormal : pandas.DataFrame
        Changes of four tenors against a constant mean and a market model, its euro-area yield of the same day or of the next.
    garch, garch_fit, end_of_sample
        The two checks: GARCH-scaled ranks; Andrews' end-of-sample test for W3.
    joint_band : pandas.DataFrame
    decomposition : pandas.DataFrame
    joint_moves : pandas.DataFrame
        Five-day moves of ten-year, dollar and ECB AAA ten-year.
    flight, large_rises
        :func:`episodes.flight_from`, and the large rises behind it with the April window.
    japan : pandas.DataFrame
        Japanese yields over the windows, each New York day with the next Tokyo close.
    remark, remark_summary
        The hours between the television programme and the payrolls.
    quoted : pandas.Series
        What others printed about the same days, by key of ``quoted_figures``.
    qe1 : pandas.DataFrame
    size : SizeStudy
    numbers : Numbers
    """

    calendar: pd.DataFrame
    confounders: pd.DataFrame
    hourly: pd.DataFrame
    path: pd.DataFrame
    moves: pd.DataFrame
    days: pd.DataFrame
    curve: pd.DataFrame
    detectable: pd.DataFrame
    ranks: pd.DataFrame
    day_ranks: pd.DataFrame
    shares: pd.DataFrame
    matched: pd.DataFrame
    distribution: pd.DataFrame
    largest_inside: dict[str, pd.Series]
    inside_distribution: pd.DataFrame
    weeks: pd.DataFrame
    week_standing: pd.DataFrame
    abnormal: pd.DataFrame
    garch: pd.DataFrame
    garch_fit: abnormal.GarchFit
    end_of_sample: abnormal.EndOfSample
    joint_band: pd.DataFrame
    decomposition: pd.DataFrame
    joint_moves: pd.DataFrame
    flight: dict[str, float]
    large_rises: pd.DataFrame
    japan: pd.DataFrame
    remark: pd.DataFrame
    remark_summary: dict[str, float]
    qe1: pd.DataFrame
    size: SizeStudy
    quoted: pd.Series
    numbers: Numbers


@memoised
def run() -> EventStudy:
    """The event study on the shipped tables."""
    return study({name: catalog.load(name) for name in TABLES})


def study(tables: Mapping[str, pd.DataFrame], *, replications: int = 10_000, workers: int | None = -1) -> EventStudy:
    """The event study on any tables of the shape of :data:`TABLES`."""
    yields = placebo.usable_yields(tables["us_yields_daily"])
    days = trading_days(yields)
    tips, premia, market = (tables[name].reindex(days) for name in ("us_tips_daily", "term_premia_daily", "market_daily"))
    euro = tables["ecb_yields_daily"].reindex(days)
    euro_later = next_close(tables["ecb_yields_daily"], days)
    japan = next_close(tables["jgb_yields_daily"], days)
    hourly, auctions = tables["us10y_hourly"], tables["auctions"]

    windows = all_windows()
    pre_fixed = select("W1", "W2", "W3", "W4", "W5", overlapping=("W3", "W4", "W5"))
    every = yields.join(tips).join(premia)
    ten_year = yields["dgs10_pct"]
    calendar = place_events(tables["events"], days)
    weeks, standing = episodes.largest_weeks(yields[["dgs10_pct", "dgs30_pct"]], WINDOWS["W2"].end)
    joint = episodes.joint_moves(ten_year, market["dollar_broad_index"], euro["ecb10_pct"])
    garch_fit = abnormal.fit_garch(ten_year)
    remark, remark_summary = episodes.remark_hours(hourly)

    largest_inside = {c.removesuffix("_pct"): placebo.largest_inside(yields[c]) for c in ("dgs10_pct", "dgs30_pct")}

    parts = {
        "calendar": calendar,
        "confounders": confounders(calendar, windows),
        "hourly": episodes.unbroken_hours(hourly),
        "path": every.loc[PATH[0] : PATH[1]],
        "moves": placebo.moves(every, windows),
        "curve": placebo.moves(yields, pre_fixed)
        .rename_axis("tenor")
        .reset_index()
        .melt("tenor", var_name="window", value_name="change_bp"),
        "days": placebo.moves(every, single_days(days, DAYS)),
        "detectable": placebo.detectable(yields[TENORS], HORIZONS),
        "ranks": placebo.placebo_ranks(yields, windows),
        "day_ranks": placebo.placebo_ranks(yields[TENORS], single_days(days, DAYS), samples=["1962"]),
        "shares": placebo.placebo_shares(yields[["dgs10_pct", "dgs30_pct"]], pre_fixed),
        "matched": placebo.matched_ranks(ten_year, WINDOWS, pd.DatetimeIndex(auctions.loc[auctions["tenor"] == "10-Year", "date"])),
        "distribution": _distribution(ten_year, pre_fixed[:3]),
        "largest_inside": largest_inside,
        "inside_distribution": _bins(largest_inside["dgs10"], 5.0, 0.0, 70.0),
        "weeks": weeks,
        "week_standing": standing,
        "abnormal": _abnormal(yields, euro, euro_later, japan, windows),
        "garch": pd.DataFrame({w.name: abnormal.garch_rank(ten_year, garch_fit, w) for w in windows}).T.rename_axis("window").reset_index(),
        "garch_fit": garch_fit,
        "end_of_sample": _end_of_sample(ten_year, euro, japan),
        "joint_band": placebo.joint_band(yields[TENORS], range(1, 21)),
        "decomposition": episodes.decomposition(yields, tips, premia, windows),
        "joint_moves": joint,
        "flight": episodes.flight_from(joint),
        "large_rises": episodes.large_rises(joint, WINDOWS["W2"].end),
        "japan": placebo.moves(japan, pre_fixed),
        "remark": remark,
        "remark_summary": remark_summary,
        "qe1": episodes.two_day_changes(yields[["dgs1_pct", "dgs5_pct", "dgs10_pct", "dgs30_pct"]]),
        "quoted": tables["quoted_figures"].set_index("key").loc[list(QUOTED), "value"],
        "size": size_study(garch_fit.process.rounded(), replications=replications, workers=workers),
    }
    return EventStudy(**parts, numbers=name_numbers(parts, yields, every, windows))


def _abnormal(yields: pd.DataFrame, euro: pd.DataFrame, euro_later: pd.DataFrame, japan: pd.DataFrame, windows: list) -> pd.DataFrame:
    """Abnormal changes of four tenors; foreign yields of the same tenor, the euro area's of the same or of the next day."""
    rows = []
    for tenor in ("2", "5", "10", "30"):
        tokyo = japan[f"jgb{tenor}_pct"].rename("jgb_pct")
        foreign, later = (frankfurt[f"ecb{tenor}_pct"].rename("ecb_pct").to_frame().join(tokyo) for frankfurt in (euro, euro_later))
        for window in windows:
            for benchmark, regressors in (("constant mean", None), ("market model", foreign), ("market model next close", later)):
                result = abnormal.abnormal_change(yields[f"dgs{tenor}_pct"], regressors, window)
                rows.append({"series": f"dgs{tenor}", "window": window.name, "benchmark": benchmark, **result})
    return pd.DataFrame(rows)


def _end_of_sample(ten_year: pd.Series, euro: pd.DataFrame, japan: pd.DataFrame) -> abnormal.EndOfSample:
    regressors = placebo.changes(euro[["ecb10_pct"]].join(japan[["jgb10_pct"]]))
    regressors.insert(0, "constant", 1.0)
    return abnormal.end_of_sample_test(placebo.changes(ten_year), regressors, WINDOWS["W3"])


def _distribution(ten_year: pd.Series, windows: list) -> pd.DataFrame:
    """Placebo changes since 1962 in bins, for the histograms; the outermost bins are open."""
    parts = []
    for window in windows:
        h = window.length(ten_year.index)
        gap = placebo.gap_to_event(window, ten_year.index)
        for scaling, table, width, reach in (
            ("raw", placebo.changes(ten_year, h), 5.0, 80.0),
            ("scaled", placebo.scaled_changes(ten_year, h, gap), 1.0, 15.0),
        ):
            null = placebo.placebo_windows(table, ANNOUNCEMENT).dropna()
            bins = _bins(null, width, -reach, reach)
            parts.append(bins.assign(window=window.name, scaling=scaling, event=table[window.end]))
    return pd.concat(parts, ignore_index=True)


def _bins(values: pd.Series, width: float, low: float, high: float) -> pd.DataFrame:
    """Shares in percent of equally wide bins from ``low`` to ``high``; values beyond them go into the outermost."""
    edges = np.arange(low, high + width / 2, width)
    counts, _ = np.histogram(values.clip(low, high), bins=edges)
    return pd.DataFrame({"low": edges[:-1], "high": edges[1:], "share_pct": 100 * counts / len(values)})
