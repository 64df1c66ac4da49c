"""The named numbers of chapter 2. Nothing is estimated here: results get their keys, units and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ..inference import count_clusters
from ..numbers import Numbers
from .calendar import ANNOUNCEMENT, Window
from .episodes import weekly_changes
from .placebo import SPAN, changes, placebo_windows, volatility

YIELDS, TIPS, PREMIA, MARKET = "us_yields_daily", "us_tips_daily", "term_premia_daily", "market_daily"
JGB, ECB, HOURLY, AUCTIONS, EVENTS = "jgb_yields_daily", "ecb_yields_daily", "us10y_hourly", "auctions", "events"

SHORT = {"after the pause": "pause", "the remark": "remark"}


def name_numbers(parts: Mapping[str, object], yields: pd.DataFrame, every: pd.DataFrame, windows: Sequence[Window]) -> Numbers:
    """All numbers of the chapter; ``parts`` are the fields of ``EventStudy``."""
    numbers = Numbers()
    _moves(numbers, parts, every, windows)
    _calendar(numbers, parts)
    _placebo(numbers, parts)
    _weeks(numbers, parts, yields)
    _abnormal(numbers, parts)
    _other_markets(numbers, parts)
    _remark(numbers, parts)
    _size(numbers, parts)
    for key, value in parts["quoted"].items():
        numbers.add(f"events.{key}", value, "bp", "quoted_figures")
    _thresholds(numbers, every)
    return numbers


def _source(series: str) -> str:
    return TIPS if series.startswith("dfii") else PREMIA if series.endswith("tp10") else YIELDS


def _moves(numbers: Numbers, parts: Mapping, every: pd.DataFrame, windows: Sequence[Window]) -> None:
    for series in ("dgs2", "dgs5", "dgs10", "dgs30", "dfii10", "acmtp10", "kwtp10"):
        for w in windows:
            numbers.add(f"events.{series}.{w.key}.bp", parts["moves"].at[series, w.name], "bp", _source(series))
    for series in ("dgs2", "dgs10", "dgs30"):
        for day, change in parts["days"].loc[series].items():
            date = pd.Timestamp(f"{day} 2025")
            numbers.add(f"events.{series}.day.{date:%Y-%m-%d}.bp", change, "bp", YIELDS)
        for date in ("2025-04-02", "2025-04-04", "2025-04-11", "2025-04-30", "2025-05-01", "2025-05-02"):
            numbers.add(f"events.level.{series}.{date}.pct", every.at[pd.Timestamp(date), f"{series}_pct"], "pct", YIELDS, decimals=2)
    table = parts["decomposition"]
    for name, row in (
        ("breakeven10", "breakeven inflation"),
        ("slope_10_2", "slope (10 less 2 years)"),
        ("slope_30_2", "slope (30 less 2 years)"),
    ):
        for w in windows:
            numbers.add(f"events.{name}.{w.key}.bp", table.at[row, w.name], "bp", *((YIELDS, TIPS) if name == "breakeven10" else (YIELDS,)))
    w2 = table["W2"]
    for model, series in (("acm", "term premium (ACM)"), ("kw", "term premium (Kim-Wright)")):
        numbers.add(f"events.premium_share.{model}.w2.pct", 100 * w2[series] / w2["ten-year yield"], "pct", YIELDS, PREMIA, decimals=0)
    numbers.add("events.real_share.w2.pct", 100 * w2["real yield"] / w2["ten-year yield"], "pct", YIELDS, TIPS, decimals=0)
    numbers.add("events.premium_gap.w2.bp", w2["term premium (ACM)"] - w2["term premium (Kim-Wright)"], "bp", PREMIA)
    daily = changes(every[["dgs10_pct", "dgs30_pct"]])
    for series in ("dgs10", "dgs30"):
        column = daily[f"{series}_pct"]
        numbers.add(f"events.daily_sd.{series}.bp", column["2024-04-01":"2025-03-31"].std(), "bp", YIELDS, decimals=2)
        before = volatility(every[f"{series}_pct"]).loc["1990":ANNOUNCEMENT]
        calmer = 100 * float((before < before.iloc[-1]).mean())
        numbers.add(f"events.volatility.{series}.calmer_days_since_1990.pct", calmer, "pct", YIELDS, decimals=0)
        numbers.add(f"events.{series}.hashimoto_1997-06-23.bp", column["1997-06-23"], "bp", YIELDS)
    numbers.add(
        "events.dgs10.2025-04-01_2025-04-28.bp",
        round(100 * (every.dgs10_pct["2025-04-28"] - every.dgs10_pct["2025-04-01"]), 2),
        "bp",
        YIELDS,
    )


def _rank(parts: Mapping, series: str, window: str, scaling: str, sample: str = "1962") -> pd.Series:
    table = parts["ranks"]
    row = table[(table["series"] == series) & (table["window"] == window) & (table["scaling"] == scaling) & (table["sample"] == sample)]
    return row.iloc[0]


def _placebo(numbers: Numbers, parts: Mapping) -> None:
    for label, window in (("2d", "W1"), ("5d", "W2")):
        for scaling in ("raw", "scaled"):
            numbers.add(f"events.placebo_p.dgs10.{label}.{scaling}", _rank(parts, "dgs10", window, scaling)["p"], "p", YIELDS)
        raw = _rank(parts, "dgs10", window, "raw")
        numbers.add(f"events.placebo_p.dgs10.{label}.exceedances", raw["exceedances"], "count", YIELDS)
        numbers.add(f"events.placebo_p.dgs10.{label}.clusters", raw["clusters"], "count", YIELDS)
        numbers.add(f"events.placebo_p.dgs10.{label}.effective_n", raw["effective_n"], "count", YIELDS)
    for series in ("dgs2", "dgs10", "dgs30"):
        for window in parts["moves"]:
            for scaling in ("raw", "scaled"):
                rank = _rank(parts, series, window, scaling)
                key = f"events.rank.{series}.{SHORT.get(window, window.lower())}.{scaling}"
                numbers.add(f"{key}.p", rank["p"], "p", YIELDS)
                if series == "dgs10" and window in ("W2", "W3"):
                    numbers.add(f"{key}.low", rank["low"], "p", YIELDS)
                    numbers.add(f"{key}.high", rank["high"], "p", YIELDS)
                    numbers.add(f"{key}.clusters", rank["clusters"], "count", YIELDS)
                    numbers.add(f"{key}.since_1990.p", _rank(parts, series, window, scaling, "1990")["p"], "p", YIELDS)
    days = parts["day_ranks"]
    for row in days[(days["series"] == "dgs10") & (days["scaling"] == "scaled")].itertuples():
        numbers.add(f"events.rank.dgs10.day.{pd.Timestamp(f'{row.window} 2025'):%Y-%m-%d}.scaled.p", row.p, "p", YIELDS)
    numbers.add("events.rank.dgs10.windows_5d", _rank(parts, "dgs10", "W2", "raw")["windows"], "count", YIELDS)
    numbers.add("events.rank.dgs10.w2.scaled.exceedances", _rank(parts, "dgs10", "W2", "scaled")["exceedances"], "count", YIELDS)
    for row in parts["shares"].itertuples():
        numbers.add(f"events.placebo_share.{row.series}.{row.window.lower()}.{row.scaling}.{row.sample}", row.p, "p", YIELDS)
    keys = ("w1.payroll_friday", "w2.friday_to_friday", "w2.auction_week", "remark.payroll_friday")
    for key, row in zip(keys, parts["matched"].itertuples(), strict=True):
        tables = (YIELDS, AUCTIONS) if "auction" in key else (YIELDS,)
        numbers.add(f"events.matched.dgs10.{key}.p", row.p, "p", *tables)
        numbers.add(f"events.matched.dgs10.{key}.windows", row.windows, "count", *tables)
    for series, largest in parts["largest_inside"].items():
        share = 100 * float((largest >= parts["moves"].at[series, "W2"]).mean())
        numbers.add(f"events.largest_5d_rise_in_20d.{series}.share_reaching_w2.pct", share, "pct", YIELDS)
        numbers.add(f"events.largest_5d_rise_in_20d.{series}.median.bp", largest.median(), "bp", YIELDS)
        numbers.add(f"events.largest_5d_rise_in_20d.{series}.windows", len(largest), "count", YIELDS)
        spells = count_clusters(largest >= parts["moves"].at[series, "W2"], SPAN)
        numbers.add(f"events.largest_5d_rise_in_20d.{series}.clusters", spells, "count", YIELDS)
    table = parts["detectable"]
    for row in table[table["sample"] == "1962"].itertuples():
        numbers.add(f"events.mde.{row.series}.{row.h}d.bp", row.raw_bp, "bp", YIELDS)
        numbers.add(f"events.mde.{row.series}.{row.h}d.scaled.bp", row.scaled_bp, "bp", YIELDS)
        if row.series == "dgs10":
            numbers.add(f"events.unusual.dgs10.{row.h}d.bp", row.unusual_bp, "bp", YIELDS)
    band = parts["joint_band"]
    numbers.add("events.joint_band.critical", band.attrs["critical"], "ratio", YIELDS)
    numbers.add("events.joint_band.normal_critical", band.attrs["normal_critical"], "ratio", YIELDS)
    numbers.add("events.joint_band.cells", len(band), "count", YIELDS)
    numbers.add("events.joint_band.outside", int(band["outside"].sum()), "count", YIELDS)
    for part in ("p", "low", "high"):
        numbers.add(f"events.joint_band.{part}", getattr(band.attrs["rank"], part), "p", YIELDS)
    numbers.add("events.joint_band.effective_n", band.attrs["rank"].effective_n, "count", YIELDS)
    own = band[(band["series"] == "dgs10") & (band["h"] == 7)].iloc[0]
    numbers.add("events.joint_band.dgs10.7d.bp", own["joint_bp"], "bp", YIELDS)
    numbers.add("events.joint_band.dgs2.1d.bp", band[(band["series"] == "dgs2") & (band["h"] == 1)]["joint_bp"].iloc[0], "bp", YIELDS)


def _weeks(numbers: Numbers, parts: Mapping, yields: pd.DataFrame) -> None:
    for series, row in parts["week_standing"].iterrows():
        numbers.add(f"events.week.{series}.change.bp", row["change_bp"], "bp", YIELDS)
        numbers.add(f"events.week.{series}.earlier_at_least", row["earlier_weeks_at_least"], "count", YIELDS)
        numbers.add(f"events.week.{series}.last_reached", f"{row['last_reached'].day} {row['last_reached']:%B %Y}", "text", YIELDS)
        numbers.add(f"events.week.{series}.last_reached.bp", row["last_reached_bp"], "bp", YIELDS)
    extremes = changes(yields["dgs10_pct"], 5)
    null = placebo_windows(extremes, ANNOUNCEMENT)
    exceeding = null[null.abs() >= parts["moves"].at["dgs10", "W2"]]
    share = 100 * float(((exceeding.index >= "1979") & (exceeding.index < "1987")).mean())
    numbers.add("events.placebo_p.dgs10.5d.share_1979-1986.pct", share, "pct", YIELDS, decimals=0)
    for series, row in parts["qe1"].iterrows():
        numbers.add(f"events.kvj.total.{series}.bp", row["total"], "bp", YIELDS)


def _abnormal(numbers: Numbers, parts: Mapping) -> None:
    table = parts["abnormal"]
    for row in table[table["series"].isin(["dgs10", "dgs30"])].itertuples():
        if not np.isfinite(row.abnormal_bp):
            continue
        key = f"events.abnormal.{row.series}.{SHORT.get(row.window, row.window.lower())}.{row.benchmark.replace(' ', '_')}"
        tables = (YIELDS,) if row.benchmark == "constant mean" else (YIELDS, ECB, JGB)
        numbers.add(f"{key}.bp", row.abnormal_bp, "bp", *tables)
        numbers.add(f"{key}.error.bp", row.error_bp, "bp", *tables)
        numbers.add(f"{key}.t", row.t, "ratio", *tables)
        numbers.add(f"{key}.p", row.p, "p", *tables, decimals=3 if row.p >= 0.001 else 5)
    ten = table[(table["series"] == "dgs10") & (table["benchmark"] == "market model")].iloc[0]
    numbers.add("events.market_model.dgs10.loading_ecb", ten["loading_ecb"], "ratio", YIELDS, ECB, JGB)
    numbers.add("events.market_model.dgs10.loading_jgb", ten["loading_jgb"], "ratio", YIELDS, ECB, JGB)
    numbers.add("events.garch.days", parts["garch_fit"].days, "count", YIELDS)
    numbers.add("events.market_model.days", ten["days"], "count", YIELDS, ECB, JGB)
    for row in parts["garch"].itertuples():
        key = f"events.garch.dgs10.{SHORT.get(row.window, row.window.lower())}"
        numbers.add(f"{key}.p", row.p, "p", YIELDS)
        numbers.add(f"{key}.forecast_sd.bp", row.forecast_sd_bp, "bp", YIELDS, decimals=1)
    test = parts["end_of_sample"]
    numbers.add("events.end_of_sample.w3.s", test.statistic, "ratio", YIELDS, ECB, JGB)
    numbers.add("events.end_of_sample.w3.p", test.p, "p", YIELDS, ECB, JGB)
    numbers.add("events.end_of_sample.w3.critical_5pct", test.critical_5pct, "ratio", YIELDS, ECB, JGB)
    numbers.add("events.end_of_sample.w3.stretches", test.stretches, "count", YIELDS, ECB, JGB)
    numbers.add("events.end_of_sample.w3.effective_n", test.effective_n, "count", YIELDS, ECB, JGB)


def _calendar(numbers: Numbers, parts: Mapping) -> None:
    table = parts["confounders"]
    for window in ("W1", "W2", "W3", "after the pause", "the remark"):
        numbers.add(f"events.calendar.{SHORT.get(window, window.lower())}.events", int((table["window"] == window).sum()), "count", EVENTS)


def _other_markets(numbers: Numbers, parts: Mapping) -> None:
    flight, tables = parts["flight"], (YIELDS, MARKET, ECB)
    numbers.add("events.joint.flight_from.pct", flight["share_pct"], "pct", *tables)
    numbers.add("events.joint.flight_from.windows", flight["windows"], "count", *tables)
    numbers.add("events.joint.flight_from.both_fell", flight["both_fell"], "count", *tables)
    numbers.add("events.joint.flight_from.clusters", flight["clusters"], "count", *tables)
    numbers.add("events.joint.flight_from.threshold.bp", flight["threshold_bp"], "bp", *tables)
    numbers.add("events.joint.flight_from.unconditional.pct", flight["unconditional_pct"], "pct", *tables)
    numbers.add("events.joint.flight_from.all_windows", flight["all_windows"], "count", *tables)
    own = parts["joint_moves"].loc["2025-04-11"]
    numbers.add("events.joint.w2.dollar.pct", own["dollar_pct"], "pct", MARKET)
    numbers.add("events.joint.w2.ecb10.bp", own["euro_bp"], "bp", ECB)
    numbers.add("events.joint.w2.dgs10.bp", own["ten_year_bp"], "bp", *tables)
    for tenor in ("jgb10", "jgb20", "jgb30", "jgb40"):
        for window, change in parts["japan"].loc[tenor].items():
            numbers.add(f"events.{tenor}.{window.lower()}.bp", change, "bp", JGB)


def _remark(numbers: Numbers, parts: Mapping) -> None:
    summary = parts["remark_summary"]
    for key in ("change_bp", "p95_bp", "largest_bp", "tokyo_open_bp", "payroll_hour_bp"):
        numbers.add(f"events.remark.{key.removesuffix('_bp')}.bp", summary[key], "bp", HOURLY, decimals=1)
    numbers.add("events.remark.p", summary["p"], "p", HOURLY, decimals=2)
    numbers.add("events.remark.smallest_p", summary["smallest_p"], "p", HOURLY, decimals=2)
    numbers.add("events.remark.placebo_days", summary["placebo_days"], "count", HOURLY)


def _size(numbers: Numbers, parts: Mapping) -> None:
    rates, settings = parts["size"].rates, parts["size"].parameters
    five = rates[rates["level_pct"] == 5]
    for row in five[five["effect_bp"] == 0].itertuples():
        state = "" if row.state == "all" else f".{row.state}"
        numbers.add(f"events.size.{row.test}.5d{state}.pct", row.rejected_pct, "pct", YIELDS)
        numbers.add(f"events.size.{row.test}.5d{state}.error.pct", row.error_pct, "pct", YIELDS, decimals=2)
    for row in five[(five["state"] == "all") & (five["effect_bp"] > 0)].itertuples():
        numbers.add(f"events.power.{row.test}.5d.{row.effect_bp}bp.pct", row.rejected_pct, "pct", YIELDS, decimals=0)
    for key in ("replications", "days"):
        numbers.add(f"events.size.{key}", int(settings[key]), "count", YIELDS)
    numbers.add("events.garch.persistence", settings["alpha"] + settings["beta"], "ratio", YIELDS, decimals=4)
    numbers.add("events.garch.nu", settings["nu"], "ratio", YIELDS, decimals=1)


def _thresholds(numbers: Numbers, every: pd.DataFrame) -> None:
    """What the claims' rules compare with: history's large moves, from 1990 to the last week before the announcement."""
    ten = every["dgs10_pct"]
    before = slice("1990", ANNOUNCEMENT - pd.Timedelta(days=1))
    quarter, week = weekly_changes(ten, 13).loc[before].dropna(), weekly_changes(ten).loc[before].dropna()
    numbers.add("events.threshold.rise_13w_p99.bp", quarter.quantile(0.99), "bp", YIELDS)
    numbers.add("events.threshold.rise_13w_max.bp", quarter.max(), "bp", YIELDS)
    numbers.add("events.threshold.week_abs_p95.bp", week.abs().quantile(0.95), "bp", YIELDS)
    for series in ("dgs10", "dgs30", "acmtp10", "kwtp10"):
        null = placebo_windows(changes(every[f"{series}_pct"], 20), ANNOUNCEMENT, "1990")
        numbers.add(f"events.sd_20d.{series}.bp", null.std(), "bp", _source(series))
