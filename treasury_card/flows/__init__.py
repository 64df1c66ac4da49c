"""Chapter 3: how many basis points per $100bn?

The literature says anything from 1.5 to more than 100. The chapter runs the best-known regression again, shows why its t value is not
to be believed, asks changes in place of levels, tries two sources of variation that might be exogenous, runs every defensible version
at once, and hands the published range on to chapter 4 as scenarios. It finds no estimate of its own that deserves to replace them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .. import catalog
from ..holdings import since
from ..memo import memoised
from ..numbers import Numbers
from ..scenarios import impact_scenarios
from . import dynamics, identification, natural, panel, persistence, reproduction, specification_curve, synthesis
from .named import name_numbers

TABLES = (
    "official_flows_monthly",
    "tic_form_s_monthly",
    "tic_treasuries_monthly",
    "tic_long_term_monthly",
    "tic_secondary",
    "tic_survey_maturity",
    "macro_monthly",
    "macro_quarterly",
    "federal_balance_yearly",
    "acm_monthly",
    "term_premia_daily",
    "us_yields_daily",
    "market_daily",
    "japan_private_flows_monthly",
    "japan_reserves_monthly",
    "interventions",
    "published_effects",
    "quoted_figures",
)

LONG = ("1985-01", "2011-06")  # official flows of Bertaut and Tryon
RECENT = ("2023-02", "2026-04")  # Form SLT
LONG_LAGS, RECENT_LAGS = 6, 1
LONG_HORIZONS, RECENT_HORIZONS, LEADS = range(13), range(4), range(1, 7)
FITTED_TO, PREDICT = "2008-12", ("2009-01", "2020-12")
MARCH_2025 = "2025-03-31"
DRAWS = 1000
SURROGATES = 199


@dataclass(frozen=True)
class FlowStudy:
    """Everything chapter 3 shows, and the named numbers.

    Parameters
    ----------
    coverage, conversions : DataFrame
        Who measured what and when; what $100bn was in each year (:mod:`panel`).
    measured : DataFrame
        measure, source, month, net_12m_pct_debt: 12-month sums in % of debt, empty where a month of the window was not measured.
    regression, after : DataFrame
        Warnock-Warnock variants in the three samples, and after them (:func:`reproduction.reproduction_table`).
    term_premium : DataFrame
        Beltran-style regressions (:func:`reproduction.beltran`).
    persistence, spurious : DataFrame
        :func:`persistence.persistence_table`; :func:`persistence.spurious_regression` with a ``sample`` column.
    breaks, break_test : DataFrame
        Wald statistics by break month and the sup test (:func:`persistence.stability`).
    moving : DataFrame
        Rolling and recursive coefficients (:func:`persistence.moving_coefficient`).
    forecast, forecast_errors : DataFrame
        Predictions after 2008 (:func:`persistence.out_of_sample`).
    detectable : DataFrame
        Minimum detectable effects, with an ``era`` column (:func:`dynamics.detectable_effects`).
    responses, recent_responses : DataFrame
        Local projections: outcome, flow, horizon, response in bp per 1 % of debt, or per $100bn in the recent months.
    leads : DataFrame
        Falsification by flow: flow, lead, response.
    interval_coverage : DataFrame
        :func:`dynamics.coverage_study`.
    granular, interventions : DataFrame
        :func:`identification.granular_table`; :func:`identification.intervention_table`.
    curve, curve_drawn, curve_choices, curve_tests, curve_null : DataFrame
        :mod:`specification_curve`; ``curve_drawn`` is an even selection of ``curve``.
    impact, impact_left_out, impact_basis : DataFrame
        Scenario mixture: quantiles, leave-one-out, weights (:mod:`synthesis`).
    effects : DataFrame
        Published and own effects on the two scales, bp per $100bn sold.
    sold, experiments : DataFrame
        :func:`natural.by_episode`, :func:`natural.predictions`.
    numbers : Numbers
    """

    coverage: pd.DataFrame
    conversions: pd.DataFrame
    measured: pd.DataFrame
    regression: pd.DataFrame
    after: pd.DataFrame
    term_premium: pd.DataFrame
    persistence: pd.DataFrame
    spurious: pd.DataFrame
    breaks: pd.DataFrame
    break_test: pd.DataFrame
    moving: pd.DataFrame
    forecast: pd.DataFrame
    forecast_errors: pd.DataFrame
    detectable: pd.DataFrame
    responses: pd.DataFrame
    recent_responses: pd.DataFrame
    leads: pd.DataFrame
    interval_coverage: pd.DataFrame
    granular: pd.DataFrame
    interventions: pd.DataFrame
    curve: pd.DataFrame
    curve_drawn: pd.DataFrame
    curve_choices: pd.DataFrame
    curve_tests: pd.DataFrame
    curve_null: pd.DataFrame
    impact: pd.DataFrame
    impact_left_out: pd.DataFrame
    impact_basis: pd.DataFrame
    effects: pd.DataFrame
    sold: pd.DataFrame
    experiments: pd.DataFrame
    numbers: Numbers


@memoised
def run() -> FlowStudy:
    """Load the tables, estimate everything, name the numbers."""
    return study({name: catalog.load(name) for name in TABLES})


def study(tables: dict[str, pd.DataFrame], draws: int = DRAWS, surrogates: int = SURROGATES) -> FlowStudy:
    """All of chapter 3 from its tables.

    Parameters
    ----------
    tables : dict
        :data:`TABLES` by name, as ``catalog.load`` returns them.
    draws, surrogates : int
        Monte Carlo draws of the spurious-regression and coverage studies; randomised flows of the joint test and the stability test.
    """
    macro, quarterly = tables["macro_monthly"], tables["macro_quarterly"]
    official = panel.official_flows(tables["official_flows_monthly"])
    countries = panel.country_flows(tables["tic_form_s_monthly"], tables["tic_treasuries_monthly"])
    long_flows, recent_flows = panel.measures(official, countries, "S"), panel.measures(official, countries, "SLT")
    pct_debt = pd.DataFrame({c: panel.accumulate(long_flows[c], quarterly, 1, "pct_debt") for c in long_flows})

    levels = reproduction.levels_data(macro, quarterly, tables["federal_balance_yearly"], official["government_usd_bn"])
    monthly_pct_gdp = (
        100 * official["government_usd_bn"] / panel.denominators(quarterly, official.index - persistence.WINDOW)["gdp_usd_bn"].to_numpy()
    )
    regression = reproduction.reproduction_table(levels)
    term_premium = reproduction.beltran(
        reproduction.beltran_data(macro, quarterly, tables["acm_monthly"], official["treasury_usd_bn"]), quarterly
    )

    spurious = pd.concat(
        [
            persistence.spurious_regression(levels, monthly_pct_gdp, *span, draws=draws).assign(sample=sample)
            for sample, span in reproduction.SAMPLES.items()
        ],
        ignore_index=True,
    )
    whole = reproduction.SAMPLES["1986-2011"]
    table = reproduction.design(levels, *whole)
    breaks, break_test = persistence.stability(levels, *whole, draws=surrogates)
    moving = persistence.moving_coefficient(levels, whole[0], PREDICT[1])
    forecast, forecast_errors = persistence.out_of_sample(levels, whole[0], FITTED_TO, *PREDICT)

    outcomes = {
        "10-year yield": panel.month_end(tables["us_yields_daily"]["dgs10_pct"]),
        "premium, ACM": tables["acm_monthly"]["acmtp10_2026_08_pct"],
        "premium, Kim-Wright": panel.month_end(tables["term_premia_daily"]["kwtp10_pct"]),
    }
    ten_year = outcomes["10-year yield"]
    flows = ("official", "private", "total", "japan")
    detectable = pd.concat(
        [
            dynamics.detectable_effects(ten_year, recent_flows[list(flows)], *RECENT).assign(era="SLT"),
            dynamics.detectable_effects(ten_year, long_flows[list(flows)], *LONG).assign(era="long"),
        ],
        ignore_index=True,
    )
    responses = dynamics.stacked(
        {
            (name, flow): dynamics.local_projection(y, pct_debt[flow].loc[LONG[0] : LONG[1]], LONG_HORIZONS, LONG_LAGS)
            for name, y in outcomes.items()
            for flow in flows
        }
    )
    recent_responses = dynamics.stacked(
        {
            (name, flow): dynamics.local_projection(y, recent_flows[flow].loc[RECENT[0] : RECENT[1]] / 100, RECENT_HORIZONS, RECENT_LAGS)
            for name, y in outcomes.items()
            for flow in flows
        }
    )
    leads = pd.concat(
        [dynamics.lead_test(ten_year, pct_debt[flow].loc[LONG[0] : LONG[1]], LEADS, LONG_LAGS).assign(flow=flow) for flow in flows],
        ignore_index=True,
    )
    ar = persistence.fit_autoregression(pct_debt["official"].loc[LONG[0] : LONG[1]].to_numpy())[0]
    recent_n, long_n = int(recent_responses["n"].iloc[0]), int(responses["n"].iloc[0])
    interval_coverage = dynamics.coverage_study(
        {recent_n: (0, 1, 2, 3, 6, 12), long_n: (0, 6, 12)}, {recent_n: RECENT_LAGS, long_n: LONG_LAGS}, ar, draws=draws
    )

    granular = identification.granular_table(tables["tic_treasuries_monthly"], recent_flows["total"], ten_year)
    dollars = since.in_dollars(tables["interventions"], tables["market_daily"]["yen_per_usd"])
    sold = natural.by_episode(since.what_was_sold(tables))
    bills = tables["tic_treasuries_monthly"].query("code == @panel.JAPAN").set_index("month")["bills_usd_mn"].diff() / 1000
    japan_long = countries.query("code == @panel.JAPAN").set_index("month")["net_usd_bn"]
    last_full = ten_year.index.max() - 1  # the newest month is not over in the daily file
    interventions = identification.intervention_table(
        dollars,
        {
            "10-year yield, bp": (100 * ten_year.diff()).loc[:last_full],
            "premium, ACM, bp": (100 * outcomes["premium, ACM"].diff()).loc[:last_full],
            "Japan's long-term Treasuries, net, $bn": japan_long,
            "Japan's bills, change, $bn": bills,
        },
    )

    curve_data, curve_flows = curve_inputs(tables)
    versions = specification_curve.groups(curve_data)
    curve = specification_curve.specification_curve(versions, curve_flows, quarterly)
    curve_tests, curve_null = specification_curve.joint_test(versions, curve_flows, quarterly, surrogates)

    scenarios = impact_scenarios(tables["published_effects"])
    own = synthesis.own_scale(_own_estimates(regression, term_premium, responses, recent_responses, granular, curve, quarterly))
    factors = natural.ten_year_factors(tables["tic_survey_maturity"], tables["us_yields_daily"].loc[MARCH_2025])

    results = {
        "coverage": panel.coverage(official, countries),
        "conversions": panel.conversions(quarterly),
        "measured": _measured(official, countries, quarterly),
        "regression": regression,
        "after": reproduction.reproduction_table(levels, reproduction.AFTER),
        "term_premium": term_premium,
        "persistence": persistence.persistence_table(
            {**{c: table[c] for c in table}, "monthly flow": monthly_pct_gdp.loc[whole[0] : whole[1]]}, table
        ),
        "spurious": spurious,
        "breaks": breaks,
        "break_test": break_test,
        "moving": moving,
        "forecast": forecast,
        "forecast_errors": forecast_errors,
        "detectable": detectable,
        "responses": responses,
        "recent_responses": recent_responses,
        "leads": leads,
        "interval_coverage": interval_coverage,
        "granular": granular,
        "interventions": interventions,
        "curve": curve,
        "curve_drawn": specification_curve.thinned(curve),
        "curve_choices": specification_curve.what_matters(curve),
        "curve_tests": curve_tests,
        "curve_null": curve_null,
        "impact": synthesis.impact_quantiles(scenarios),
        "impact_left_out": synthesis.leave_one_out(scenarios),
        "impact_basis": synthesis.basis(scenarios),
        "effects": pd.concat([synthesis.published_scale(tables["published_effects"]), own], ignore_index=True),
        "sold": sold,
        "experiments": natural.predictions(sold, tables["us_yields_daily"]["dgs10_pct"], scenarios, factors),
    }
    return FlowStudy(**results, numbers=name_numbers(results, factors, tables["published_effects"], tables["quoted_figures"]))


def curve_inputs(tables: dict[str, pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Data and monthly flows (% of debt) of the specification curve, from the tables."""
    quarterly, macro, acm = tables["macro_quarterly"], tables["macro_monthly"], tables["acm_monthly"]
    official = panel.official_flows(tables["official_flows_monthly"])
    measured = panel.measures(official, panel.country_flows(tables["tic_form_s_monthly"], tables["tic_treasuries_monthly"]), "S")
    data = reproduction.levels_data(macro, quarterly, tables["federal_balance_yearly"], official["government_usd_bn"]).assign(
        gs2_pct=macro["gs2_pct"],
        acmtp10_pct=acm["acmtp10_2026_08_pct"],
        acmtp05_pct=acm["acmtp05_pct"],
        kwtp10_pct=panel.month_end(tables["term_premia_daily"]["kwtp10_pct"]),
    )
    flows = pd.DataFrame({c: panel.accumulate(measured[c], quarterly, 1, "pct_debt") for c in specification_curve.FLOWS})
    return data, flows.dropna()


def _measured(official: pd.DataFrame, countries: pd.DataFrame, quarterly: pd.DataFrame) -> pd.DataFrame:
    """12-month sums by measure and source, each source on its own: no window runs across a change of source."""
    series = {("official", source): official["treasury_usd_bn"].where(official["source"] == source) for source in ("BT", "BJ", "SLT")}
    for measure, code in (("total", panel.GRAND_TOTAL), ("japan", panel.JAPAN)):
        for source in ("S", "SLT"):
            part = countries[(countries["code"] == code) & (countries["source"] == source)]
            series[measure, source] = part.set_index("month")["net_usd_bn"]
    parts = []
    for (measure, source), flow in series.items():
        values = panel.accumulate(flow, quarterly, 12, "pct_debt").dropna()
        parts.append(pd.DataFrame({"measure": measure, "source": source, "month": values.index, "net_12m_pct_debt": values.to_numpy()}))
    return pd.concat(parts, ignore_index=True)


def _own_estimates(
    regression: pd.DataFrame,
    term_premium: pd.DataFrame,
    responses: pd.DataFrame,
    recent: pd.DataFrame,
    granular: pd.DataFrame,
    curve: pd.DataFrame,
    quarterly: pd.DataFrame,
) -> list[dict]:
    """This chapter's estimates as effects of buying 1 % of debt, with 95 % intervals, for the common axis."""

    def debt(first, last) -> float:
        return float(panel.denominators(quarterly, pd.period_range(first, last, freq="M"))["debt_usd_bn"].mean())

    def entry(key, estimate, identified, middle, low, high, base):
        return {
            "key": key,
            "estimate": estimate,
            "identified": identified,
            "per_pct_debt_bp": middle,
            "low_bp": low,
            "high_bp": high,
            "debt_usd_bn": base,
        }

    out = []
    scales = specification_curve.to_pct_debt(quarterly)["pct_gdp"]
    for sample in ("1994-2007", "1986-2011"):
        row = regression[(regression["sample"] == sample) & (regression["variant"] == next(iter(reproduction.VARIANTS)))].iloc[0]
        middle, reach = 100 * row["coef_pp_per_pct_gdp"] * scales[sample], 1.96 * 100 * row["se_pp"] * scales[sample]
        out.append(
            entry(
                f"ww.{sample}",
                f"Warnock-Warnock style, {sample}",
                "no: levels of trending series",
                middle,
                middle - reach,
                middle + reach,
                debt(row["first"], row["last"]),
            )
        )
    for specification in ("levels", "partial adjustment"):
        row = term_premium[(term_premium["specification"] == specification) & (term_premium["horizon"] == "impact month")].iloc[0]
        middle, reach = row["coef_bp_per_pct_debt"], 1.96 * row["se_bp"]
        label = f"5-year premium, {specification}"
        out.append(
            entry(
                f"beltran.{specification.replace(' ', '_')}",
                label,
                "no: flows answer yields",
                middle,
                middle - reach,
                middle + reach,
                row["debt_usd_bn"],
            )
        )
    for h in (0, 6):
        row = responses.query("outcome == '10-year yield' and flow == 'official' and horizon == @h").iloc[0]
        label = f"official surprise, {h} months on" if h else "official surprise, same month"
        out.append(
            entry(
                f"lp.official.h{h}",
                label,
                "no: leads are not zero",
                row["response_bp"],
                row["low_bp"],
                row["high_bp"],
                debt(row["first"], row["last"]),
            )
        )
    for flow in ("total", "official"):
        row = recent.query("outcome == '10-year yield' and flow == @flow and horizon == 0").iloc[0]
        base = debt(row["first"], row["last"])
        values = [base / 1e4 * row[c] for c in ("response_bp", "low_bp", "high_bp")]
        who = "all foreigners" if flow == "total" else "official"
        out.append(entry(f"lp.slt.{flow}", f"{who} since 2023, same month", "no: within-month feedback", *values, base))
    row = granular[granular["version"] == identification.HEADLINE].iloc[0]
    base = debt(row["first"], row["last"])
    values = [-base / 1e4 * row[c] for c in ("estimate_bp_per_100bn", "ar_high_bp", "ar_low_bp")]
    if row["ar_shape"] != "interval":
        values[1:] = [-np.inf, np.inf]
    out.append(entry("giv", "granular instrument, since 2023", "if large holders' own news is not about yields", *values, base))
    part = curve["effect_bp_per_pct_debt"]
    out.append(
        entry(
            "curve",
            "specification curve, middle 80 %",
            "no",
            part.median(),
            part.quantile(0.1),
            part.quantile(0.9),
            debt("1986-01", "2020-12"),
        )
    )
    return out


__all__ = ["FlowStudy", "curve_inputs", "run", "study"]
