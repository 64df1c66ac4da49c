"""Chapter 4: what if Japan sold? Who pays how much, under which assumption.

The model is one graph of expressions (:mod:`model`, :mod:`graph`) that Python and the page evaluate alike. Around it: the assumptions
(:mod:`assumptions`), cohort accounting of interest (:mod:`fiscal`), par bonds (:mod:`bonds`), draws and fans (:mod:`draws`), what matters
most (:mod:`sensitivity`), and the model on sales that did happen (:mod:`backtest`). Impact scenarios come from the published effects and
their two readings are never averaged. Nothing here says what will happen, or what anybody intends.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from .. import catalog
from ..flows import natural
from ..holdings import since
from ..inference import SEED
from ..memo import memoised
from ..numbers import Numbers
from ..scenarios import MARKETABLE_USD_BN, ImpactScenario, impact_scenarios
from . import bonds, explorer, fiscal, sensitivity, sizes
from .assumptions import SCENARIOS, Assumptions, Scenario, bounds
from .backtest import backtest
from .draws import DRAWS, THRESHOLDS_BP, drawn_inputs, fan, latent_uniforms, summary
from .graph import Graph
from .model import HORIZON_YEARS, model
from .named import name_numbers

TABLES = (
    "published_effects",
    "us_yields_daily",
    "maturity_profile",
    "gross_issuance",
    "tic_survey_maturity",
    "tic_survey_types",
    "tic_holdings_monthly",
    "japan_reserves_monthly",
    "quoted_figures",
    "fed_balance_weekly",
    "dealer_positions_weekly",
    "debt_daily",
    "interventions",
    "market_daily",
    "tic_treasuries_monthly",
    "tic_long_term_monthly",
    "tic_form_s_monthly",
    "japan_private_flows_monthly",
    "tic_secondary",
)
MARCH_2025 = "2025-03"
CURVE_DATE = "2025-03-31"  # the last day of the holdings, two days before the announcement
BORROWING_USD_BN = bounds("borrowing_usd_bn_year")[1]
GRID_SHARES = np.arange(0.1, 1.01, 0.1)
GRID_WEEKS = np.array([1, 2, 4, 8, 13, 26, 39, 52])
TORNADO_OUTPUTS = ("peak_bp", "us_cost_pv5", "execution_japan", "ratio_dollars")


@dataclass(frozen=True)
class LeverageStudy:
    """Everything chapter 4 shows, and the named numbers.

    Parameters
    ----------
    assumptions : DataFrame
        Default, range, unit, meaning and source of every assumption.
    impact : DataFrame
        reading, effect, p10, p50, p90 of the scenario mixture.
    holders : DataFrame
        Ten-year equivalents per US$ by holder, at the short and the long mix.
    ledger : DataFrame
        scenario, holder: held, sold, matured meanwhile, kept, bn US$.
    sizes : DataFrame
        :func:`sizes.compare`.
    thresholds : Series
        Rises of the ten-year that the claims turn on, bp.
    fans : DataFrame
        scenario, reading, week, p5..p95 in bp.
    exceedance : DataFrame
        scenario, reading, threshold_bp, pct of draws whose peak reaches it, monte_carlo_pct (standard error).
    outcomes : DataFrame
        scenario, reading, output, p10, p50, p90, p50_error (Monte Carlo standard error of the median).
    us_cost : DataFrame
        scenario, reading, stock (constant or growing), year, p10, p50, p90, and the parts of p50 paid to the Fed and to foreigners.
    japan_loss : DataFrame
        scenario, reading, holder, component, p10, p50, p90: bn US$, a loss positive.
    odds : DataFrame
        scenario, reading, proceeds (dollars; yen; changed: into yen, with the currency loss on what is changed alone): share of draws in
        which the sale costs Japan less than the United States, ratio.
    words : DataFrame
        scenario, reading, word (rattle, torch, shiver), threshold_bp, output compared, pct of draws that reach it.
    studies : DataFrame
        :func:`sizes.published_arithmetic`: every published range times every sale.
    grid, yen_grid : DataFrame
        Outcomes over amount and speed; over amount and rise of the yen.
    tornado, sobol : DataFrame
        :mod:`sensitivity`.
    china, orders, responses : DataFrame
        Paths and costs with and without China, by what is sold first, and with purchases by the Fed and other answers.
    lasting : DataFrame
        Yearly cost of a lasting rise of 100 bp: types, borrowing, year, usd_bn.
    backtest : DataFrame
        :func:`backtest.backtest`.
    graph : Graph
        The deterministic model; ``graph.export()`` is what the page runs.
    explorer : dict
        :func:`explorer.definition`: the graph with the controls, presets and fans of the what-if explorer.
    numbers : Numbers
    """

    assumptions: pd.DataFrame
    impact: pd.DataFrame
    holders: pd.DataFrame
    ledger: pd.DataFrame
    sizes: pd.DataFrame
    thresholds: pd.Series
    fans: pd.DataFrame
    exceedance: pd.DataFrame
    outcomes: pd.DataFrame
    us_cost: pd.DataFrame
    japan_loss: pd.DataFrame
    odds: pd.DataFrame
    words: pd.DataFrame
    studies: pd.DataFrame
    grid: pd.DataFrame
    yen_grid: pd.DataFrame
    tornado: pd.DataFrame
    sobol: pd.DataFrame
    china: pd.DataFrame
    orders: pd.DataFrame
    responses: pd.DataFrame
    lasting: pd.DataFrame
    backtest: pd.DataFrame
    graph: Graph
    explorer: dict
    numbers: Numbers


@memoised
def run() -> LeverageStudy:
    """The whole study from the book's tables."""
    return study({name: catalog.load(name) for name in TABLES})


def study(tables: dict[str, pd.DataFrame], draws: int = DRAWS, sobol_base: int = sensitivity.SOBOL_BASE) -> LeverageStudy:
    """The study from frames named as in :data:`TABLES`."""
    graph, buckets, due = counterfactual(tables)
    curve = tables["us_yields_daily"].loc[CURVE_DATE]
    impacts = impact_scenarios(tables["published_effects"])
    known = _known(tables)
    bases = {s.key: s.assumptions(**known) for s in SCENARIOS}
    latent = latent_uniforms(draws)

    thresholds = sizes.thresholds(tables["us_yields_daily"]["dgs10_pct"])
    uncertain = _uncertain(graph, bases, impacts, latent, thresholds)
    facts = sizes.facts(tables, MARCH_2025)
    typical = {r: _typical(bases["mof_13w"], impacts[r]) for r in impacts}
    everyone = {r: _typical(bases["japan_4w"].but(weeks=13), impacts[r]) for r in impacts}
    results = {
        "assumptions": Assumptions.table(),
        "impact": pd.concat([s.quantiles().reset_index().assign(reading=r) for r, s in impacts.items()], ignore_index=True),
        "holders": bonds.ten_year_equivalents(buckets, bonds.ten_year_duration(curve)).reset_index(),
        "ledger": pd.concat([_ledger(graph, buckets, s.key, bases[s.key]) for s in SCENARIOS], ignore_index=True),
        "sizes": sizes.compare(facts),
        "thresholds": thresholds,
        **uncertain,
        "us_cost": _recipients(uncertain["us_cost"], facts),
        "studies": sizes.published_arithmetic(impacts, _sales(graph, bases)),
        "grid": _by_reading(everyone, lambda base: sensitivity.amount_and_speed(graph, base, GRID_SHARES, GRID_WEEKS)),
        "yen_grid": _by_reading(typical, lambda base: _yen_grid(graph, base)),
        "tornado": _by_reading(
            typical, lambda base, r: sensitivity.one_at_a_time(graph, base, _ranges(impacts[r]), TORNADO_OUTPUTS), with_reading=True
        ),
        "sobol": _by_reading(
            typical, lambda base, r: sensitivity.variance_decomposition(graph, base, impacts[r], sobol_base), with_reading=True
        ),
        "china": _by_reading(everyone, lambda base: _variants(graph, {"Japan": base, "Japan and China": base.but(china_sells=1)})),
        "orders": _by_reading(typical, lambda base: _variants(graph, _orders(base.but(sold_share=0.5)))),
        "responses": _by_reading(typical, lambda base: _variants(graph, _responses(base))),
        "lasting": _lasting(due),
        "backtest": backtest(
            graph, _experiments(tables, impacts), {r: drawn_inputs(bases["mof_13w"], s, latent) for r, s in impacts.items()}
        ),
        "graph": graph,
        "explorer": explorer.definition(graph, impacts),
    }
    low, high = bounds("yen_pct_per_100bn")
    cases = {"": {"converted": 1}, ".dollars": {"converted": 0}}
    cases |= {f".yen_{end}": {"converted": 1, "yen_pct_per_100bn": yen} for end, yen in (("low", low), ("high", high))}
    breakeven = {case: sensitivity.breakeven_impact(graph, bases["mof_13w"].but(**changes)) for case, changes in cases.items()}
    return LeverageStudy(**results, numbers=name_numbers(results, facts, breakeven, {"draws": draws, "seed": SEED}))


def counterfactual(tables: dict[str, pd.DataFrame]) -> tuple[Graph, pd.DataFrame, pd.DataFrame]:
    """The model on the book's tables, with the holders' maturities and the debt by month of maturity that went into it."""
    curve = tables["us_yields_daily"].loc[CURVE_DATE]
    buckets = bonds.maturity_buckets(tables["tic_survey_maturity"], tables["tic_survey_types"], tables["quoted_figures"], curve)
    profile, gross = tables["maturity_profile"], tables["gross_issuance"]
    due = fiscal.stock_by_month(profile[profile["as_of"] == profile["as_of"].min()], MARKETABLE_USD_BN)
    mix, split = fiscal.issuance_mix(gross), fiscal.coupon_split(gross)
    graph = model(buckets, curve, fiscal.stock_response(due, mix), fiscal.borrowing_response(mix, split), gross)
    return replace(graph, inputs={**graph.inputs, **_known(tables)}), buckets, due


def _known(tables: dict[str, pd.DataFrame]) -> dict[str, float]:
    """Assumptions that are data: holdings and reserves of March 2025."""
    holdings = tables["tic_holdings_monthly"]
    march = holdings[(holdings["month"] == MARCH_2025) & ~holdings["comparison"]].set_index("area")["holdings_usd_bn"]
    reserves = tables["japan_reserves_monthly"]["reserves_ex_gold_usd_bn"]
    return {
        "japan_usd_bn": float(march["Japan"]),
        "china_usd_bn": float(march["China, Mainland"]),
        "reserves_usd_bn": float(reserves.loc[MARCH_2025]),
    }


def _typical(base: Assumptions, impact: ImpactScenario) -> Assumptions:
    """The medians of one reading, everything else at its default."""
    p50 = impact.quantiles()["p50"]
    return base.but(short_run_bp=p50["short_run"], long_run_bp=p50["long_run"], half_life_weeks=p50["half_life"])


def _ranges(impact: ImpactScenario) -> dict[str, tuple[float, float]]:
    """Ends for the one-at-a-time changes: the middle four fifths of the impact, the stated ranges of the rest."""
    q = impact.quantiles()
    impact_ranges = {f"{n}_bp": (q.loc[n, "p10"], q.loc[n, "p90"]) for n in ("short_run", "long_run")}
    impact_ranges["half_life_weeks"] = (q.loc["half_life", "p10"], q.loc["half_life", "p90"])
    stated = ("ministry_usd_bn", "length", "fed_share", "buyback_usd_bn_week", "bill_shift_share", "borrowing_usd_bn_year")
    return {
        **impact_ranges,
        "weeks": sensitivity.WEEKS,
        **{name: bounds(name) for name in stated},
    }


def _by_reading(bases: dict[str, Assumptions], make, with_reading: bool = False) -> pd.DataFrame:
    parts = [(make(base, r) if with_reading else make(base)).assign(reading=r) for r, base in bases.items()]
    return pd.concat(parts, ignore_index=True)


def _uncertain(
    graph: Graph, bases: dict[str, Assumptions], impacts: dict[str, ImpactScenario], latent: np.ndarray, thresholds: pd.Series
) -> dict[str, pd.DataFrame]:
    """Fans, exceedance, outcomes, costs by year, losses and odds from the same draws for every scenario and reading."""
    fans, exceedance, outcomes, us_cost, japan_loss, odds, words = [], [], [], [], [], [], []
    n = latent.shape[1]
    for scenario in SCENARIOS:
        for reading, impact in impacts.items():
            labels = {"scenario": scenario.key, "reading": reading}
            values = drawn_inputs(bases[scenario.key].but(converted=1), impact, latent)
            paths = fan(graph, values)
            fans.append(paths.quantiles.reset_index().assign(**labels))
            for threshold, pct in paths.exceedance(THRESHOLDS_BP).items():
                error = np.sqrt(pct * (100 - pct) / n)
                exceedance.append({**labels, "threshold_bp": threshold, "pct": pct, "monte_carlo_pct": error})
            found = graph.outcomes(values)
            for word, output in (("rattle", "window_end_bp"), ("torch", "window_end_bp"), ("shiver", "first_week_bp")):
                pct = 100 * float((found[output] >= thresholds[word]).mean())
                words.append({**labels, "word": word, "threshold_bp": thresholds[word], "output": output, "pct": pct})
            for output, draws in found.items():
                outcomes.append({**labels, "output": output, **summary(draws)})
            for year in range(1, fiscal.YEARS + 1):
                constant = found[f"us_cost_y{year}"]
                us_cost.append({**labels, "stock": "constant", "year": year, **summary(constant)})
                growing = constant + BORROWING_USD_BN * found[f"borrowing_y{year}"]
                us_cost.append({**labels, "stock": "growing", "year": year, **summary(growing)})
            for holder in ("ministry", "private", "japan"):
                for component in ("execution", "horizon_value", "mark_to_market", "currency"):
                    japan_loss.append({**labels, "holder": holder, "component": component, **summary(found[f"{component}_{holder}"])})
            losses = {
                "dollars": found["japan_loss_dollars"],
                "changed": found["japan_loss_dollars"] + found["currency_changed"],
                "yen": found["japan_loss"],
            }
            for proceeds, loss in losses.items():
                with np.errstate(divide="ignore"):
                    ratio = np.where(loss > 0, found["us_cost_pv5"] / np.where(loss > 0, loss, 1), np.inf)
                cheaper = 100 * float((loss < found["us_cost_pv5"]).mean())
                nothing = 100 * float((loss <= 0).mean())
                odds.append({**labels, "proceeds": proceeds, **summary(ratio), "cheaper_for_japan_pct": cheaper, "no_loss_pct": nothing})
    frames = {"exceedance": exceedance, "outcomes": outcomes, "us_cost": us_cost, "japan_loss": japan_loss, "odds": odds, "words": words}
    return {"fans": pd.concat(fans, ignore_index=True), **{name: pd.DataFrame(rows) for name, rows in frames.items()}}


def _recipients(us_cost: pd.DataFrame, facts: pd.Series) -> pd.DataFrame:
    """Parts of the median cost that go to the Fed and to foreigners, if each holds of the new issues what it holds of the stock."""
    return us_cost.assign(
        to_fed=us_cost["p50"] * facts["fed_usd_bn"] / MARKETABLE_USD_BN,
        to_foreigners=us_cost["p50"] * facts["foreign_usd_bn"] / MARKETABLE_USD_BN,
    )


def _ledger(graph: Graph, buckets: pd.DataFrame, key: str, base: Assumptions) -> pd.DataFrame:
    known = graph.evaluate(base.values(), until="kept")
    rows = pd.DataFrame({name: np.broadcast_to(known[name], (len(buckets), 1))[:, 0] for name in ("size", "sold", "matured", "kept")})
    return rows.groupby(buckets["holder"], sort=False).sum().reset_index().assign(scenario=key)


def _sales(graph: Graph, bases: dict[str, Assumptions]) -> pd.DataFrame:
    """Amounts of the named sales, in dollars and in ten-year equivalents; the ministry at both ends of its range."""
    cases = {
        "mof_low": bases["mof_13w"].but(ministry_usd_bn=bounds("ministry_usd_bn")[0]),
        "mof_high": bases["mof_13w"].but(ministry_usd_bn=bounds("ministry_usd_bn")[1]),
        "japan": bases["japan_4w"],
        "japan_china": bases["japan_china_13w"],
    }
    names = ("sold_usd_bn", "sold_ten_year_usd_bn")
    return pd.DataFrame({k: {n: v[0] for n, v in graph.outcomes(a.values(), names).items()} for k, a in cases.items()}).T


def _yen_grid(graph: Graph, base: Assumptions) -> pd.DataFrame:
    """Ratio over the part sold and the rise of the yen per 100 bn, proceeds changed into yen."""
    low, high = bounds("yen_pct_per_100bn")
    part, yen = (g.ravel() for g in np.meshgrid(GRID_SHARES, np.round(np.geomspace(low, high, 11), 3), indexing="ij"))
    found = graph.outcomes({**base.but(converted=1).values(), "sold_share": part, "yen_pct_per_100bn": yen})
    names = ("ratio", "us_cost_pv5", "japan_loss", "currency_japan", "yen_rise_pct")
    return pd.DataFrame({"sold_share": part, "yen_pct_per_100bn": yen, **{n: found[n] for n in names}})


def _orders(half: Assumptions) -> dict[str, Assumptions]:
    """Half of the ministry's holdings, by what goes first."""
    return {
        "bills and short notes first": half.but(bills_first=1),
        "a slice of everything": half,
        "long bonds first": half.but(long_first=1),
    }


def _responses(base: Assumptions) -> dict[str, Assumptions]:
    return {
        "no response": base,
        "the Fed buys half from week 5": base.but(fed_share=0.5, fed_lag_weeks=4),
        "the Fed buys all from week 3": base.but(fed_share=1, fed_lag_weeks=2),
        "the Fed buys all at once": base.but(fed_share=1),
        "buybacks doubled": base.but(buyback_usd_bn_week=bounds("buyback_usd_bn_week")[1]),
        "a tenth of coupons becomes bills": base.but(bill_shift_share=0.1),
    }


def _variants(graph: Graph, cases: dict[str, Assumptions]) -> pd.DataFrame:
    """Paths by week with the headline outcomes of each case."""
    parts = []
    for case, base in cases.items():
        known = graph.evaluate(base.values())
        names = ("peak_bp", "us_cost_pv5", "execution_japan", "ratio_dollars")
        frame = pd.DataFrame(
            {"week": graph.tables["weeks"]["week"].astype(int), "rise_bp": np.broadcast_to(known["rise_bp"], (520, 1))[:, 0]}
        )
        parts.append(frame.assign(case=case, **{n: float(known[n][0]) for n in names}))
    return pd.concat(parts, ignore_index=True)


def _lasting(due: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for types, label in ((fiscal.COUPONS, "notes and bonds"), (fiscal.TYPES, "all")):
        for borrowing in (0.0, BORROWING_USD_BN):
            cost = fiscal.lasting_rise(due, types, 100.0, borrowing).rename("usd_bn").reset_index()
            parts.append(cost.assign(types=label, borrowing_usd_bn=borrowing))
    return pd.concat(parts, ignore_index=True)


def _experiments(tables: dict[str, pd.DataFrame], impacts: dict[str, ImpactScenario]) -> pd.DataFrame:
    sold = natural.by_episode(since.what_was_sold(tables))
    factors = natural.ten_year_factors(tables["tic_survey_maturity"], tables["us_yields_daily"].loc[CURVE_DATE])
    return natural.predictions(sold, tables["us_yields_daily"]["dgs10_pct"], impacts, factors)


__all__ = ["LeverageStudy", "Scenario", "run", "study", "HORIZON_YEARS"]
