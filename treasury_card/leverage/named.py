"""Names for the results of chapter 4 (definitions beside the keys; the scenario and the reading are part of the key)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..numbers import Numbers
from .assumptions import bounds

MODEL = (
    "published_effects",
    "us_yields_daily",
    "maturity_profile",
    "gross_issuance",
    "tic_survey_maturity",
    "tic_survey_types",
    "tic_holdings_monthly",
    "quoted_figures",
)
FISCAL = ("maturity_profile", "debt_daily")
SOLD = ("interventions", "market_daily", "tic_treasuries_monthly", "tic_long_term_monthly", "japan_private_flows_monthly", "tic_secondary")
LOSSES = ("execution", "horizon_value", "mark_to_market", "currency")


def name_numbers(results: dict, facts: pd.Series, breakeven: dict[str, float | None], draws: dict[str, int]) -> Numbers:
    """All named results of the chapter."""
    numbers = Numbers()
    _scenarios(numbers, results)
    _odds(numbers, results)
    _lasting(numbers, results["lasting"])
    _arithmetic(numbers, results, facts)
    _sensitivity(numbers, results)
    _backtest(numbers, results["backtest"])
    for case, impact in breakeven.items():
        found, unit = ("none", "text") if impact is None else (impact, "bp_per_100bn")
        numbers.add(f"leverage.breakeven_impact{case}.bp_per_100bn", found, unit, *MODEL)
    numbers.add("leverage.draws.count", draws["draws"], "count", *MODEL)
    numbers.add("leverage.seed.count", str(draws["seed"]), "text", *MODEL)
    return numbers


def _scenarios(numbers: Numbers, r: dict) -> None:
    outcomes = r["outcomes"].set_index(["scenario", "reading", "output"]).sort_index()
    for scenario, reading in outcomes.index.droplevel("output").unique():
        base = f"leverage.{scenario}.{reading}"
        found = outcomes.loc[(scenario, reading)]
        for key, output in (("peak", "peak_bp"), ("year1", "year1_bp"), ("lasting", "lasting_bp"), ("first_week", "first_week_bp")):
            for p in ("p10", "p50", "p90"):
                numbers.add(f"{base}.{key}.{p}.bp", found.loc[output, p], "bp", *MODEL)
        numbers.add(f"{base}.peak.p50.error.bp", found.loc["peak_bp", "p50_error"], "bp", *MODEL, decimals=1)
        for key, output in (*((f"y{n}", f"us_cost_y{n}") for n in (1, 3, 5, 10)), ("pv5", "us_cost_pv5"), ("pv10", "us_cost_pv10")):
            numbers.add(f"{base}.us_cost.{key}.usd_bn", found.loc[output, "p50"], "usd_bn", *MODEL, decimals=0)
            for p in ("p10", "p90"):
                numbers.add(f"{base}.us_cost.{key}.{p}.usd_bn", found.loc[output, p], "usd_bn", *MODEL, decimals=0)
        for component in LOSSES:
            for holder, tail in (("japan", ""), ("ministry", ".ministry"), ("private", ".private")):
                value = found.loc[f"{component}_{holder}", "p50"]
                numbers.add(f"{base}.japan_loss.{component}{tail}.usd_bn", value, "usd_bn", *MODEL, decimals=0)
        changed = found.loc["currency_changed", "p50"]
        numbers.add(f"{base}.japan_loss.currency.changed.usd_bn", changed, "usd_bn", *MODEL, decimals=0)
        numbers.add(f"{base}.japan_loss.dollars.usd_bn", found.loc["japan_loss_dollars", "p50"], "usd_bn", *MODEL, decimals=0)
        numbers.add(f"{base}.yen_rise.pct", found.loc["yen_rise_pct", "p50"], "pct", *MODEL, decimals=0)
    cost = r["us_cost"].set_index(["scenario", "reading", "stock", "year"])
    for scenario, reading in cost.index.droplevel(["stock", "year"]).unique():
        for year in (1, 5, 10):
            base = f"leverage.{scenario}.{reading}.us_cost.y{year}"
            numbers.add(f"{base}.growing.usd_bn", cost.loc[(scenario, reading, "growing", year), "p50"], "usd_bn", *MODEL, decimals=0)
            row = cost.loc[(scenario, reading, "constant", year)]
            numbers.add(f"{base}.to_fed.usd_bn", row["to_fed"], "usd_bn", *MODEL, "fed_balance_weekly", decimals=1)
            numbers.add(f"{base}.to_foreigners.usd_bn", row["to_foreigners"], "usd_bn", *MODEL, decimals=1)
    for row in r["exceedance"].itertuples():
        key = f"leverage.{row.scenario}.{row.reading}.peak_reaches_{row.threshold_bp}bp.pct"
        numbers.add(key, row.pct, "pct", *MODEL, decimals=0)
    for row in r["words"].itertuples():
        numbers.add(f"leverage.{row.scenario}.{row.reading}.reaching_{row.word}.pct", row.pct, "pct", *MODEL, decimals=0)
    for row in r["impact"].itertuples():
        if row.effect != "half_life":
            key, decimals = f"leverage.impact.{row.effect}.{row.reading}.p50.bp_per_100bn", 0 if row.effect == "short_run" else 1
            numbers.add(key, row.p50, "bp_per_100bn", "published_effects", decimals=decimals)
    for end, weeks in zip(("low", "high"), bounds("half_life_weeks"), strict=True):
        numbers.add(f"leverage.impact.half_life.{end}.weeks", weeks, "weeks", "published_effects", decimals=0)


def _odds(numbers: Numbers, r: dict) -> None:
    for row in r["odds"].itertuples():
        base = f"leverage.{row.scenario}.{row.reading}"
        tail = {"dollars": "", "changed": ".changed", "yen": ".converted"}[row.proceeds]
        for p, end in (("p50", ""), ("p10", ".p10"), ("p90", ".p90")):
            value = getattr(row, p)
            known = np.isfinite(value)
            numbers.add(f"{base}.ratio{tail}.5y{end}", value if known else "no loss", "ratio" if known else "text", *MODEL, decimals=1)
        numbers.add(f"{base}.cheaper_for_japan{tail}.pct", row.cheaper_for_japan_pct, "pct", *MODEL, decimals=0)


def _lasting(numbers: Numbers, lasting: pd.DataFrame) -> None:
    constant = lasting[lasting["borrowing_usd_bn"] == 0].set_index(["types", "year"])["usd_bn"]
    growing = lasting[lasting["borrowing_usd_bn"] > 0].set_index(["types", "year"])["usd_bn"]
    for year in (1, 3, 5, 10):
        for label, tail in (("notes and bonds", ""), ("all", ".all")):
            numbers.add(f"leverage.us_cost.plus100bp{tail}.y{year}.usd_bn", constant[label, year], "usd_bn", *FISCAL, decimals=0)
            numbers.add(f"leverage.us_cost.plus100bp{tail}.growing.y{year}.usd_bn", growing[label, year], "usd_bn", *FISCAL, decimals=0)
    numbers.add("leverage.us_cost.plus10bp.all.growing.ten_years.usd_bn", growing["all"].sum() / 10, "usd_bn", *FISCAL, decimals=0)


def _arithmetic(numbers: Numbers, r: dict, facts: pd.Series) -> None:
    for word, value in r["thresholds"].items():
        numbers.add(f"leverage.threshold.{word}.bp", value, "bp", "us_yields_daily")
    for (sale, reading, counted), rows in r["studies"].groupby(["sale", "reading", "counted"], sort=False):
        base = f"leverage.published.{sale}.{reading}.{counted}"
        for name in ("low", "high"):
            numbers.add(f"{base}.{name}.bp", rows[f"{name}_bp"].agg("min" if name == "low" else "max"), "bp", *MODEL)
        numbers.add(f"{base}.median.bp", rows["middle_bp"].median(), "bp", *MODEL)
        for word in ("rattle", "torch"):
            numbers.add(f"{base}.reaching_{word}.count", int((rows["high_bp"] >= r["thresholds"][word]).sum()), "count", *MODEL)
        numbers.add(f"{base}.studies.count", len(rows), "count", *MODEL)
    middle = r["studies"].pivot_table(index="sale", columns="counted", values="middle_bp", aggfunc="sum")
    for sale, ratio in (middle["dollars"] / middle["ten_year"]).items():
        numbers.add(f"leverage.published.{sale}.dollars_over_ten_year.ratio", ratio, "ratio", *MODEL, decimals=1)
    for row in r["sizes"].itertuples():
        slug = row.sale.lower().replace(",", "").replace(" and ", "_").replace(" ", "_")
        measure = row.measure.lower().replace("'", "").replace(",", "").replace(" ", "_")
        unit, tail = ("pct", "pct") if row.unit == "pct" else ("ratio", "multiple")
        numbers.add(
            f"leverage.size.{slug}.{measure}.{tail}", row.value, unit, *MODEL, "fed_balance_weekly", "dealer_positions_weekly", decimals=1
        )
    for row in r["holders"].itertuples():
        for end in ("short", "long"):
            numbers.add(
                f"leverage.ten_year_equivalent.{row.holder}.{end}.ratio",
                getattr(row, end),
                "ratio",
                "tic_survey_maturity",
                "us_yields_daily",
            )
    for end, value in zip(("low", "high"), bounds("ministry_usd_bn"), strict=True):
        numbers.add(f"leverage.seller.ministry_{end}.usd_bn", value, "usd_bn", "quoted_figures", decimals=0)
    numbers.add("leverage.seller.japan.usd_bn", facts["japan_usd_bn"], "usd_bn", "tic_holdings_monthly")
    numbers.add("leverage.seller.japan_china.usd_bn", facts["japan_usd_bn"] + facts["china_usd_bn"], "usd_bn", "tic_holdings_monthly")
    numbers.add("leverage.fed_share.pct", 100 * facts["fed_usd_bn"] / facts["marketable_usd_bn"], "pct", "fed_balance_weekly", "debt_daily")
    numbers.add(
        "leverage.foreign_share.pct",
        100 * facts["foreign_usd_bn"] / facts["marketable_usd_bn"],
        "pct",
        "tic_holdings_monthly",
        "debt_daily",
    )
    numbers.add("leverage.marketable.usd_tn", facts["marketable_usd_bn"] / 1000, "usd_tn", "debt_daily", decimals=1)
    numbers.add("leverage.volume_2025.usd_bn", facts["volume_2025_usd_bn"], "usd_bn", "quoted_figures", decimals=0)
    for end in ("low", "high"):
        numbers.add(f"leverage.budget_office.{end}.usd_bn", facts[f"budget_office_{end}_usd_bn"], "usd_bn", "quoted_figures", decimals=0)
    numbers.add("leverage.dealers.usd_bn", facts["dealers_usd_bn"], "usd_bn", "dealer_positions_weekly", decimals=0)


def _sensitivity(numbers: Numbers, r: dict) -> None:
    for row in r["sobol"].itertuples():
        base = f"leverage.sobol.{row.reading}.{row.output}.{row.group.replace(' ', '_')}"
        numbers.add(f"{base}.total.pct", 100 * row.total, "pct", *MODEL, decimals=0)
        numbers.add(f"{base}.total.error.pct", 100 * row.total_error, "pct", *MODEL, decimals=0)
    numbers.add("leverage.sobol.evaluations.count", int(r["sobol"]["evaluations"].iloc[0]), "count", *MODEL)
    for frame in ("china", "orders", "responses"):
        for (reading, case), rows in r[frame].groupby(["reading", "case"], sort=False):
            base = f"leverage.{frame}.{reading}.{case.lower().replace(' ', '_')}"
            numbers.add(f"{base}.peak.bp", rows["peak_bp"].iloc[0], "bp", *MODEL)
            numbers.add(f"{base}.us_cost.pv5.usd_bn", rows["us_cost_pv5"].iloc[0], "usd_bn", *MODEL, decimals=0)
            numbers.add(f"{base}.japan_loss.usd_bn", rows["execution_japan"].iloc[0], "usd_bn", *MODEL, decimals=0)


def _backtest(numbers: Numbers, backtest: pd.DataFrame) -> None:
    tail = {"whole": "", "long_term": ".long_term", "all_long_term": ".all_long_term"}
    for (episode, part), rows in backtest.groupby(["episode", "part"], sort=False):
        base, first = f"leverage.backtest.{episode}", rows.iloc[0]
        if part == "whole":
            numbers.add(f"{base}.observed.bp", first["observed_bp"], "bp", "us_yields_daily")
        numbers.add(f"{base}.ten_year{tail[part]}.usd_bn", first["ten_year_usd_bn"], "usd_bn", *SOLD)
        for row in rows.itertuples():
            for p in ("p10", "p50", "p90"):
                value = getattr(row, f"{p}_bp")
                numbers.add(f"{base}.{row.reading}{tail[part]}.predicted_{p}.bp", value, "bp", *SOLD, "published_effects", decimals=1)
