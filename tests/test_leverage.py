"""The counterfactual: accounting identities, closed forms, the fiscal table, the graph and its export, draws and the named results."""

from __future__ import annotations

import json
import math
import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treasury_card import catalog, holdings, leverage
from treasury_card.leverage import assumptions, bonds, fiscal, sensitivity, sizes
from treasury_card.leverage.assumptions import SCENARIOS, Assumptions
from treasury_card.leverage.draws import drawn_inputs, fan, latent_uniforms, quantiles_in_place, summary
from treasury_card.leverage.graph import Graph, Step, averaging_matrix, expression_tree
from treasury_card.leverage.model import WEEKS, model
from treasury_card.scenarios import impact_scenarios


@pytest.fixture(scope="module")
def tables():
    return {name: catalog.load(name) for name in leverage.TABLES}


@pytest.fixture(scope="module")
def study(tables):
    return leverage.study(tables, draws=3000, sobol_base=1024)


@pytest.fixture(scope="module")
def graph(study):
    return study.graph


@pytest.fixture(scope="module")
def curve(tables):
    return tables["us_yields_daily"].loc[leverage.CURVE_DATE]


@pytest.fixture(scope="module")
def due(tables):
    profile = tables["maturity_profile"]
    return fiscal.stock_by_month(profile[profile["as_of"] == "2026-03"], 28_300)


@pytest.fixture(scope="module")
def mix(tables):
    return fiscal.issuance_mix(tables["gross_issuance"])


share = st.floats(0, 1)
flag = st.sampled_from([0.0, 1.0])
sales = st.builds(
    lambda order, **known: Assumptions(bills_first=float(order == "bills"), long_first=float(order == "long"), **known),
    order=st.sampled_from(["slice", "bills", "long"]),
    ministry_usd_bn=st.floats(641, 849),
    sold_share=st.floats(0.01, 1),
    private_sells=flag,
    china_sells=flag,
    weeks=st.integers(1, 52).map(float),
    length=share,
    short_run_bp=st.floats(1, 120),
    long_run_bp=st.floats(0.5, 60),
    half_life_weeks=st.floats(4, 52),
    fed_share=share,
    fed_lag_weeks=st.integers(0, 13).map(float),
    buyback_usd_bn_week=st.floats(0, 3),
    bill_shift_share=st.floats(0, 0.5),
    stress_multiplier=st.floats(1, 3),
    borrowing_usd_bn_year=st.floats(0, 2000),
    converted=flag,
    yen_pct_per_100bn=st.floats(0.5, 5),
)
many = settings(max_examples=25, deadline=None)


# Accounting identities -----------------------------------------------------------------------------------------------------------


@given(sale=sales)
@many
def test_nothing_sold_moves_nothing_and_costs_nothing(graph, sale):
    known = graph.evaluate(sale.but(sold_share=0.0).values())
    assert all(np.all(known[name] == 0) for name in graph.outputs if not name.startswith("borrowing_y"))
    assert np.all(known["rise_bp"] == 0)


@given(sale=sales)
@many
def test_sold_kept_and_matured_add_to_what_was_held(graph, sale):
    known = graph.evaluate(sale.values(), until="kept")
    buckets = graph.tables["buckets"]
    for name in ("sold", "kept", "matured"):
        assert (known[name] >= -1e-9).all()
    for holder, held in (
        ("ministry", sale.ministry_usd_bn),
        ("private", sale.japan_usd_bn - sale.ministry_usd_bn),
        ("china", sale.china_usd_bn),
    ):
        own = (known["sold"] + known["kept"] + known["matured"])[buckets[holder] == 1].sum()
        assert own == pytest.approx(held, rel=1e-12)
    sellers = sale.ministry_usd_bn + sale.private_sells * (sale.japan_usd_bn - sale.ministry_usd_bn) + sale.china_sells * sale.china_usd_bn
    assert known["sold"].sum() == pytest.approx(sale.sold_share * sellers, rel=1e-9)


@given(sale=sales)
@many
def test_permanent_and_temporary_part_add_to_the_rise(graph, sale):
    known = graph.evaluate(sale.values())
    assert np.allclose(known["permanent_rise_bp"] + known["temporary_rise_bp"], known["rise_bp"], atol=1e-9)
    assert known["lasting_bp"] == pytest.approx(known["rise_bp"][-1], rel=1e-9, abs=1e-9)
    assert known["window_end_bp"] == pytest.approx(known["rise_bp"][int(sale.weeks) - 1], rel=1e-9, abs=1e-9)
    assert known["first_week_bp"] == pytest.approx(known["rise_bp"][0], rel=1e-9, abs=1e-9)


@given(sale=sales)
@many
def test_path_is_the_sum_of_what_every_week_of_selling_leaves(graph, sale):
    sale = sale.but(stress_multiplier=1.0, buyback_usd_bn_week=0.0, bill_shift_share=0.0)
    known = graph.evaluate(sale.values())
    rate, week = known["sale_rate"][0], np.arange(1, WEEKS + 1)

    def left_by(pace, first):
        age = week - first
        memory = np.where(age >= 0, 2.0 ** (-np.maximum(age, 0) / sale.half_life_weeks), 0.0)
        return pace / 100 * (sale.long_run_bp * (age >= 0) + (sale.short_run_bp - sale.long_run_bp) * memory)

    expected = np.zeros(WEEKS)
    for s in range(1, int(sale.weeks) + 1):
        expected += left_by(rate, s) - left_by(sale.fed_share * rate, s + int(sale.fed_lag_weeks))
    assert np.allclose(known["rise_bp"][:, 0], expected, atol=1e-8)


@given(sale=sales, factor=st.floats(0.1, 10))
@many
def test_path_cost_and_execution_are_linear_in_the_impact(graph, sale, factor):
    scaled = sale.but(short_run_bp=sale.short_run_bp * factor, long_run_bp=sale.long_run_bp * factor)
    one, other = graph.evaluate(sale.values()), graph.evaluate(scaled.values())
    for name in ("peak_bp", "year1_bp", "us_cost_y1", "us_cost_y10", "us_cost_pv5", "execution_japan", "reinvestment_japan"):
        assert other[name] == pytest.approx(factor * one[name], rel=1e-9, abs=1e-12)


@given(sale=sales)
@many
def test_fed_that_buys_all_of_it_at_once_leaves_no_price_effect(graph, sale):
    known = graph.evaluate(sale.but(fed_share=1.0, fed_lag_weeks=0.0, buyback_usd_bn_week=0.0, bill_shift_share=0.0).values())
    assert np.allclose(known["rise_bp"], 0, atol=1e-9)
    assert known["us_cost_pv10"] == pytest.approx(0, abs=1e-9) and known["japan_loss_dollars"] == pytest.approx(0, abs=1e-9)


@given(sale=sales)
@many
def test_holders_costs_add_up(graph, sale):
    known = {k: float(np.squeeze(v)) for k, v in graph.outcomes({k: np.array([v]) for k, v in sale.values().items()}).items()}
    for component in ("execution", "horizon_value", "mark_to_market", "currency"):
        assert known[f"{component}_japan"] == pytest.approx(known[f"{component}_ministry"] + known[f"{component}_private"], abs=1e-9)
    assert known["horizon_value_japan"] == pytest.approx(known["repricing_japan"] - known["reinvestment_japan"], abs=1e-9)
    dollars = known["execution_japan"] + known["horizon_value_japan"]
    assert known["japan_loss"] == pytest.approx(dollars + known["currency_japan"], abs=1e-9)
    assert 0 <= known["currency_changed"] <= known["currency_japan"] + 1e-9


# What the United States pays -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("types", "borrowing", "expected"),
    [
        (fiscal.TYPES, 0, (64, 139, 180, 228)),
        (fiscal.TYPES, 1900, (74, 186, 265, 408)),
        (fiscal.COUPONS, 0, (12, 68, 105, 147)),
        (fiscal.COUPONS, 1900, (19, 104, 169, 283)),
    ],
)
def test_fiscal_table_of_a_lasting_rise_by_two_routes(due, mix, tables, types, borrowing, expected):
    direct = fiscal.lasting_rise(due, types, 100, borrowing)
    assert direct[[1, 3, 5, 10]].round().tolist() == list(expected)
    split = fiscal.coupon_split(tables["gross_issuance"])
    cohorts = fiscal.stock_response(due, mix, types) + borrowing * fiscal.borrowing_response(mix, split, types)
    assert np.allclose(100 * cohorts.sum(axis=0), direct, rtol=1e-12)


def test_every_month_of_the_profile_counts_even_those_without_maturities(due, tables):
    rows = (tables["maturity_profile"]["as_of"] == "2026-03").sum()
    assert rows == 175 and len(due) == 359, "counting rows for months would put late maturities into the first ten years"
    assert due.to_numpy().sum() == pytest.approx(28_300)


def test_one_month_shock_on_a_two_year_note_is_paid_for_two_years():
    issued = np.zeros(120)
    issued[3] = 318.0
    cost = 100 * fiscal.cohort_response(issued, {24: 1.0})[3]
    # sold in month 4, paid from month 5 to month 28: 8, 12 and 4 months of 3.18 bn a year
    assert cost[:4] == pytest.approx([3.18 * 8 / 12, 3.18, 3.18 * 4 / 12, 0])
    assert cost.sum() == pytest.approx(2 * 3.18)
    assert 100 * fiscal.cohort_response(np.zeros(120), {24: 1.0}).sum() == 0


@given(rises=st.lists(st.floats(-50, 300), min_size=120, max_size=120))
@many
def test_yearly_cost_is_the_sum_over_cohorts_of_what_is_still_outstanding(rises):
    mix = {24: 0.6, 60: 0.4}
    due = np.linspace(40, 10, 120)
    issued = fiscal.issues(due, mix)
    cost = np.array(rises) @ fiscal.cohort_response(issued, mix)
    by_hand = np.zeros(10)
    for sold_in, (amount, rise) in enumerate(zip(issued, rises, strict=True)):
        for tenor, part in mix.items():
            for month in range(sold_in + 1, min(sold_in + tenor, 119) + 1):
                by_hand[month // 12] += part * amount * rise / 1e4 / 12
    assert np.allclose(cost, by_hand, atol=1e-10)


def test_maturing_new_issues_are_refinanced_so_that_the_stock_stays_constant():
    mix = {24: 0.5, 36: 0.5}
    issued = fiscal.issues(np.r_[np.full(36, 10.0), np.zeros(84)], mix)
    outstanding = [sum(part * issued[max(0, m - tenor + 1) : m + 1].sum() for tenor, part in mix.items()) for m in range(60, 120)]
    assert np.allclose(outstanding, 360.0)


def test_bill_shift_and_new_borrowing_change_the_cost_in_their_direction(graph):
    base = Assumptions()
    cost = {k: graph.evaluate(a.values())["us_cost_y3"][0] for k, a in (("base", base), ("new", base.but(borrowing_usd_bn_year=1900)))}
    shifted = graph.evaluate(base.but(bill_shift_share=0.1, bill_shift_lag_weeks=0).values())
    assert shifted["us_cost_y3"][0] < cost["base"] < cost["new"]
    assert shifted["peak_bp"][0] < graph.evaluate(base.values())["peak_bp"][0]


# What Japan pays -----------------------------------------------------------------------------------------------------------------


def _price(coupon, yield_, years):
    t = np.arange(1, round(2 * years) + 1)
    return (coupon / 2 / (1 + yield_ / 2) ** t).sum() + (1 + yield_ / 2) ** -t[-1]


def test_repricing_equals_the_discounted_cash_flows_of_every_bucket(graph):
    sale = Assumptions(sold_share=0.5, short_run_bp=90, long_run_bp=35)
    known = graph.evaluate(sale.values())
    rise = known["horizon_bp"][0] / 1e4
    buckets = graph.tables["buckets"]
    for i, row in buckets[(buckets["bill"] == 0) & (buckets["years"] > 5)].iterrows():
        fall = 1 - _price(row["coupon"], row["coupon"] + rise, row["years"] - 5)
        assert known["horizon_fall"][i, 0] == pytest.approx(fall, rel=1e-9)
    assert (known["horizon_fall"][(buckets["years"] < 5).to_numpy()] == 0).all(), "what has matured is back at par"


def test_holder_with_a_long_horizon_gains_from_reinvestment_what_the_price_takes(graph):
    known = graph.evaluate(Assumptions(sold_share=0.5).values())
    assert known["mark_to_market_japan"] > known["repricing_japan"] > 0
    assert known["horizon_value_japan"] < known["repricing_japan"]


def test_execution_loss_is_dollar_duration_times_the_mean_rise_while_selling(graph):
    known = graph.evaluate(Assumptions(weeks=13).values())
    discounted = (graph.tables["weeks"]["discount"].to_numpy()[:13] * known["rise_bp"][:13, 0]).mean()
    expected = known["sold_ten_year_usd_bn"][0] * known["duration10"] * discounted / 1e4
    assert known["execution_japan"][0] == pytest.approx(expected, rel=1e-12)


def test_bills_first_moves_the_market_less_and_long_bonds_first_more(graph):
    rise = {
        order: graph.evaluate(Assumptions(sold_share=0.3, **{order: 1}).values() if order else Assumptions(sold_share=0.3).values())
        for order in ("bills_first", "", "long_first")
    }
    assert rise["bills_first"]["peak_bp"] < rise[""]["peak_bp"] < rise["long_first"]["peak_bp"]
    bills = Assumptions(sold_share=0.05, bills_first=1)
    known = graph.evaluate(bills.values(), until="sold")
    assert known["sold"][graph.tables["buckets"]["bill"].to_numpy() == 1].sum() == pytest.approx(0.05 * bills.ministry_usd_bn)


def test_currency_loss_exists_only_if_the_proceeds_are_converted(graph):
    kept, changed = (graph.evaluate(Assumptions(converted=c).values()) for c in (0.0, 1.0))
    assert kept["currency_japan"][0] == 0 and kept["yen_rise_pct"][0] == 0
    # 745 bn at 1.5 % per 100 bn: the yen rises 11.2 %; half of it on what was sold, all of it on the rest
    rise = 0.015 * 7.45
    expected = rise * (1187.8 - 745 / 2) + rise * (1130.8 - 745)
    assert changed["currency_japan"][0] == pytest.approx(expected, rel=1e-9)
    assert changed["currency_changed"][0] == pytest.approx(rise * 745 / 2, rel=1e-9)
    assert changed["ratio"] < kept["ratio"]


def test_impact_cancels_from_the_ratio_without_a_fixed_cost_and_breaks_even_with_one(graph):
    everything = Assumptions(private_sells=1)
    ratios = [graph.evaluate(everything.but(short_run_bp=45 * k, long_run_bp=20 * k).values())["ratio"][0] for k in (0.1, 1, 7)]
    assert ratios == pytest.approx([ratios[0]] * 3, rel=1e-9)
    assert sensitivity.breakeven_impact(graph, everything) is None
    impact = sensitivity.breakeven_impact(graph, everything.but(converted=1))
    even = graph.evaluate(everything.but(converted=1, short_run_bp=impact, long_run_bp=impact).values())
    assert even["ratio"][0] == pytest.approx(1, abs=1e-6)


def test_discount_curve_prices_par_bonds_at_par(curve):
    for years in (0.5, 2, 5, 10, 30):
        t = np.arange(1, round(2 * years) + 1) / 2
        factors, coupon = bonds.discount_factors(curve, t), bonds.par_yield(curve, np.array([years]))[0]
        assert coupon / 2 * factors.sum() + factors[-1] == pytest.approx(1, abs=1e-12)


def test_maturity_mix_of_every_holder_adds_to_one(study, tables, curve):
    buckets = bonds.maturity_buckets(tables["tic_survey_maturity"], tables["tic_survey_types"], tables["quoted_figures"], curve)
    sums = buckets.groupby("holder")[["short_mix", "long_mix"]].sum()
    assert np.allclose(sums, 1)
    ministry = buckets[(buckets["holder"] == "ministry") & (buckets["bill"] == 0)]
    spans = ministry.groupby(pd.cut(ministry["years"], [0, 1, 5, 99]))["short_mix"].sum() / ministry["short_mix"].sum()
    assert spans.tolist() == pytest.approx([0.098, 0.641, 0.261])
    factors = study.holders.set_index("holder")
    assert (factors["short"] <= factors["long"]).all() and factors["long"].between(0.4, 0.7).all()


# The graph and its export --------------------------------------------------------------------------------------------------------


def _interpret(data, values):
    """What the page does with the export: plain numbers, no NumPy."""
    functions = {"exp": math.exp, "log": math.log, "min": min, "max": max, "pow": math.pow}
    operators = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b}
    operators |= {"<": lambda a, b: float(a < b), "<=": lambda a, b: float(a <= b)}
    operators |= {">": lambda a, b: float(a > b), ">=": lambda a, b: float(a >= b)}

    def value(tree, scope):
        if isinstance(tree, str):
            return scope[tree]
        if isinstance(tree, int | float):
            return tree
        head, *rest = tree
        parts = [value(t, scope) for t in rest]
        return {**functions, **operators}[head](*parts)

    scalars = {**data["inputs"], **values}
    rows = {t: [dict(zip(c, r, strict=True)) for r in zip(*c.values(), strict=True)] for t, c in data["tables"].items()}
    for step in data["steps"]:
        kind, name, tree = step["kind"], step["name"], step["expression"]
        if kind == "scalar":
            scalars[name] = value(tree, scalars)
            continue
        column = [value(tree, {**scalars, **row}) for row in rows[step.get("source", step["table"])]]
        if kind == "rows":
            for row, v in zip(rows[step["table"]], column, strict=True):
                row[name] = v
        elif kind == "sum":
            scalars[name] = sum(column)
        elif kind == "max":
            scalars[name] = max(column)
        elif kind == "mean_over":
            for row, (first, last) in zip(rows[step["table"]], data["windows"][name], strict=True):
                weights = [(max(0.0, min(i + 1, last) - max(i, first)), v) for i, v in enumerate(column)]
                row[name] = sum(w * v for w, v in weights) / sum(w for w, _ in weights)
        elif kind == "linear":
            for j, label in enumerate(step["names"]):
                scalars[label] = sum(m[j] * v for m, v in zip(data["matrices"][name], column, strict=True))
    return scalars, rows


@pytest.mark.parametrize("seed", range(6))
def test_export_read_by_a_plain_interpreter_gives_the_same_model(graph, seed):
    rng = np.random.default_rng(seed)
    sale = Assumptions(
        sold_share=rng.random(), weeks=float(rng.integers(1, 53)), private_sells=seed % 2, china_sells=seed % 3 == 0, converted=seed % 2,
        fed_share=rng.random(), fed_lag_weeks=float(rng.integers(0, 9)), short_run_bp=rng.uniform(5, 100), stress_multiplier=2,
        bill_shift_share=rng.uniform(0, 0.3) * (seed > 2), long_first=float(seed == 4), borrowing_usd_bn_year=1900 * rng.random(),
    )  # fmt: skip
    data = json.loads(json.dumps(graph.export()))
    scalars, rows = _interpret(data, sale.values())
    known = graph.evaluate(sale.values())
    for name in graph.outputs:
        assert scalars[name] == pytest.approx(float(known[name][0]), rel=1e-9, abs=1e-9), name
    assert [r["rise_bp"] for r in rows["weeks"]] == pytest.approx(known["rise_bp"][:, 0].tolist(), rel=1e-9, abs=1e-9)


def test_export_is_small_enough_for_a_page(graph):
    assert len(json.dumps(graph.export(), separators=(",", ":"))) < 90_000


def test_expressions_outside_the_common_language_are_refused():
    assert expression_tree("-a * exp(b) <= 2") == ["<=", ["*", ["-", 0, "a"], ["exp", "b"]], 2]
    for foreign in ("a ** 2", "a if b else c", "__import__('os')", "a.b", "a < b < c", "[a]", "f(x=1)", "a and b"):
        with pytest.raises(ValueError, match="language"):
            expression_tree(foreign)


def test_names_are_used_once_and_unknown_inputs_are_refused(graph):
    with pytest.raises(ValueError, match="used twice: a|twice in the graph: a"):
        Graph(inputs={"a": 1.0}, steps=(Step("scalar", "a", "2"),), tables={})
    with pytest.raises(KeyError, match="no such input"):
        graph.evaluate({"wekks": 3})


def test_means_over_windows_count_cut_rows_in_parts():
    matrix = averaging_matrix(np.array([[0, 13 / 3], [13 / 3, 26 / 3]]), 12)
    assert np.allclose(matrix.sum(axis=1), 1)
    assert matrix[0, 4] == pytest.approx((1 / 3) / (13 / 3)) and matrix[1, 4] == pytest.approx((2 / 3) / (13 / 3))


def test_many_draws_in_blocks_equal_single_cases(graph):
    rng = np.random.default_rng(5)
    values = {**Assumptions().values(), "short_run_bp": rng.uniform(10, 90, 37), "weeks": rng.integers(1, 53, 37).astype(float)}
    found = graph.outcomes(values, block=8)
    for i in (0, 7, 8, 36):
        single = graph.evaluate({k: v[i] if np.size(v) > 1 else v for k, v in values.items()})
        for name in graph.outputs:
            assert found[name][i] == pytest.approx(float(single[name][0]), rel=1e-12, abs=1e-12)


# Draws, fans, sensitivity --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "responses",
    [{}, {"fed_share": 0.6, "fed_lag_weeks": 3.0}, {"buyback_usd_bn_week": 2.0, "bill_shift_share": 0.1, "stress_multiplier": 2.0}],
)
def test_fan_equals_quantiles_of_the_closed_form(graph, tables, responses):
    impact = impact_scenarios(tables["published_effects"])["unscaled"]
    values = drawn_inputs(SCENARIOS[0].assumptions(**responses), impact, latent_uniforms(501))
    paths = fan(graph, values, probabilities=(0.1, 0.5, 0.9), block=100, span=7)
    closed = graph.evaluate(values)
    assert np.allclose(paths.quantiles.to_numpy(), np.quantile(closed["rise_bp"], (0.1, 0.5, 0.9), axis=1).T, rtol=1e-9, atol=1e-9)
    assert np.allclose(paths.peak_bp, closed["peak_bp"]) and np.allclose(paths.year1_bp, closed["year1_bp"])
    assert paths.exceedance((50,))[50] == pytest.approx(100 * (closed["peak_bp"] >= 50).mean())


@given(
    x=st.lists(st.sampled_from([0.0, 1.0, 2.5, -3.0]) | st.floats(-1e6, 1e6), min_size=1, max_size=200),
    probabilities=st.lists(st.floats(0, 1), min_size=1, max_size=6),
)
@settings(max_examples=150, deadline=None)
def test_sorted_blocks_give_the_quantiles_of_numpy(x, probabilities):
    x = np.array(x)
    expected = np.quantile(x, probabilities)
    for block in (1, 7, 64, 1000):
        assert np.allclose(quantiles_in_place(x.copy(), probabilities, block), expected, rtol=1e-12, atol=1e-9)


def test_draws_have_the_same_bits_for_any_number_of_chunks_taken_together():
    whole = latent_uniforms(250, chunk=100)
    assert np.array_equal(whole[:, :200], latent_uniforms(200, chunk=100))
    assert not np.array_equal(whole[:, :100], whole[:, 100:200])
    assert np.abs(np.corrcoef(latent_uniforms(20_000)) - np.eye(6)).max() < 0.03


def test_summary_gives_quantiles_and_the_error_of_the_median():
    rng = np.random.default_rng(3)
    medians = [summary(rng.normal(size=2000)) for _ in range(300)]
    assert np.std([m["p50"] for m in medians]) == pytest.approx(np.mean([m["p50_error"] for m in medians]), rel=0.15)
    x = rng.normal(size=77)
    assert [summary(x)[p] for p in ("p10", "p50", "p90")] == pytest.approx(np.quantile(x, (0.1, 0.5, 0.9)).tolist())


def test_variance_decomposition_gives_nothing_to_what_does_not_enter(study):
    total = study.sobol.set_index(["reading", "output", "group"])["total"].sort_index()
    for reading in ("unscaled", "share_scaled"):
        assert total[reading, "peak_bp", "new borrowing"] == pytest.approx(0, abs=1e-12)
        assert total[reading, "us_cost_pv5", "new borrowing"] > 0.01
        assert total[reading, "peak_bp"].idxmax() == "impact" and total[reading, "peak_bp", "impact"] > 0.7
    first = study.sobol.groupby(["reading", "output"])["first"].sum()
    assert first.between(0.8, 1.05).all()


def test_one_at_a_time_changes_only_that_assumption(study, graph):
    rows = study.tornado.query("reading == 'unscaled' and output == 'peak_bp'").set_index("assumption")
    assert rows.loc["borrowing_usd_bn_year", "swing"] == 0
    assert rows["base"].nunique() == 1
    assert rows.loc["fed_share", "high_end"] == pytest.approx(0, abs=1e-9)


# Results on the book's tables ----------------------------------------------------------------------------------------------------


def test_sizes_reproduce_the_capacity_table(study):
    value = study.sizes.set_index(["sale", "measure"])["value"]
    assert value["ministry, low", "marketable debt"] == pytest.approx(2.27, abs=0.01)
    assert value["Japan", "daily trading, sold over 4 weeks"] == pytest.approx(5.4, abs=0.05)
    assert value["Japan and China", "dealers' net position"] == pytest.approx(4.7, abs=0.05)
    assert value["ministry, high", "net borrowing in a quarter"] == pytest.approx(1.65, abs=0.01)


def test_thresholds_of_the_claims_are_recomputed(study):
    assert study.thresholds["torch"] == 144 and study.thresholds["shiver"] == pytest.approx(25, abs=0.5)
    assert study.thresholds["rattle"] == pytest.approx(111, abs=2)


def test_plain_arithmetic_of_published_effects(study):
    rows = study.studies.set_index(["sale", "reading", "key", "counted"])
    assert rows.loc[("japan", "share_scaled", "arslanalp_poghosyan", "dollars"), "high_bp"] == pytest.approx(40, abs=0.5)
    assert rows.loc[("mof_high", "unscaled", "beltran_short", "dollars"), "low_bp"] == pytest.approx(340, abs=1)
    ratio = rows.xs("ten_year", level="counted")["high_bp"] / rows.xs("dollars", level="counted")["high_bp"]
    assert ratio.between(0.4, 0.6).all()


def test_backtest_shows_observed_changes_and_counts_bills_apart(study):
    rows = study.backtest.set_index(["episode", "part", "reading"])
    assert rows.loc[("2026-05", "whole", "unscaled"), "observed_bp"] == pytest.approx(13)
    assert rows.loc[("2024-05", "whole", "unscaled"), "observed_bp"] == pytest.approx(-6)
    may = rows.loc[("2026-05", "whole", "unscaled")]
    assert may["ten_year_usd_bn"] < 0.2 * may["sold_usd_bn"], "mostly bills"
    assert rows.loc[("2026-05", "all_long_term", "unscaled"), "p50_bp"] > 3 * may["p50_bp"]
    assert (rows["p10_bp"] <= rows["p50_bp"]).all()


def test_readings_stay_apart_and_more_sellers_move_more(study):
    peaks = study.outcomes.query("output == 'peak_bp'").set_index(["scenario", "reading"])["p50"]
    assert peaks["mof_13w", "share_scaled"] < 0.6 * peaks["mof_13w", "unscaled"]
    for reading in ("unscaled", "share_scaled"):
        assert peaks["mof_13w", reading] < peaks["japan_4w", reading] < peaks["japan_china_13w", reading]
    pct = study.exceedance.set_index(["scenario", "reading", "threshold_bp"])["pct"].unstack()
    assert (pct.diff(axis=1).iloc[:, 1:] <= 0).all().all()


def test_costs_go_partly_to_the_fed_and_to_foreigners(study):
    parts = (study.us_cost["to_fed"] + study.us_cost["to_foreigners"]) / study.us_cost["p50"]
    assert parts.between(0.4, 0.5).all()
    growing = study.us_cost.pivot_table(index=["scenario", "reading", "year"], columns="stock", values="p50")
    assert (growing["growing"] > growing["constant"]).all()


def test_ledger_of_each_scenario_adds_up(study):
    ledger = study.ledger
    assert np.allclose(ledger["sold"] + ledger["kept"] + ledger["matured"], ledger["size"])
    assert ledger.query("scenario == 'japan_4w' and holder == 'china'")["sold"].item() == 0


def test_grid_shows_a_smaller_sale_costs_the_seller_relatively_less(study):
    grid = study.grid.query("reading == 'unscaled' and weeks == 13").sort_values("sold_share")
    assert grid["us_cost_pv5"].is_monotonic_increasing and grid["execution_japan"].is_monotonic_increasing
    slow = study.grid.query("reading == 'unscaled' and sold_share == 1.0").sort_values("weeks")
    assert slow["peak_bp"].is_monotonic_decreasing


REQUIRED = [
    *(f"leverage.{s}.{r}.{w}.{p}.bp" for s in ("mof_13w", "japan_4w", "japan_china_13w") for r in ("unscaled", "share_scaled")
      for w in ("peak", "year1") for p in ("p10", "p50", "p90")),
    *(f"leverage.{s}.{r}.us_cost.{k}.usd_bn" for s in ("mof_13w", "japan_4w", "japan_china_13w") for r in ("unscaled", "share_scaled")
      for k in ("y1", "y5", "y10", "pv5")),
    *(f"leverage.{s}.{r}.japan_loss.{k}.usd_bn" for s in ("mof_13w", "japan_4w", "japan_china_13w") for r in ("unscaled", "share_scaled")
      for k in ("execution", "horizon_value", "mark_to_market", "currency")),
    *(f"leverage.{s}.{r}.ratio.5y" for s in ("mof_13w", "japan_4w", "japan_china_13w") for r in ("unscaled", "share_scaled")),
    "leverage.breakeven_impact.bp_per_100bn",
    *(f"leverage.us_cost.plus100bp.{y}.usd_bn" for y in ("y1", "y3", "y5", "y10")),
    *(f"leverage.us_cost.plus100bp.all.{y}.usd_bn" for y in ("y1", "y3", "y5", "y10")),
    "leverage.backtest.2026-05.observed.bp",
    *(f"leverage.backtest.2026-05.{r}.predicted_p50.bp" for r in ("unscaled", "share_scaled")),
]  # fmt: skip


def test_every_named_result_that_was_promised_exists(study):
    missing = [key for key in REQUIRED if key not in study.numbers]
    assert not missing


def test_a_default_outside_its_range_is_refused():
    with pytest.raises(ValueError, match="'pace': the default 5 lies outside its range, 0 to 1"):
        assumptions._assume(5, 0, 1, "1", "pace", "assumption")


def test_the_ministrys_range_is_that_of_chapter_1():
    numbers = holdings.run().numbers
    computed = [round(numbers[f"holdings.mof.range_{end}.usd_bn"].value) for end in ("low", "high")]
    assert list(assumptions.bounds("ministry_usd_bn")) == computed
    assert Assumptions().ministry_usd_bn == sum(computed) / 2


def test_assumptions_have_range_unit_and_source_and_refuse_nonsense(study):
    table = Assumptions.table()
    drawn = ["short_run_bp", "long_run_bp", "half_life_weeks"]
    assert table.drop(columns="default").notna().all().all() and list(table.index[table["default"].isna()]) == drawn
    assert table.drop(drawn).eval("low <= default <= high").all() and (table["low"] <= table["high"]).all()
    assert (table["source"] != "").all()
    with pytest.raises(ValueError, match="whole number"):
        Assumptions(weeks=2.5)
    with pytest.raises(ValueError, match="shortest or longest"):
        Assumptions(bills_first=1, long_first=1)
    assert set(study.graph.inputs) == set(table.index)


def test_model_can_price_all_types_of_debt(tables, due, mix, curve):
    buckets = bonds.maturity_buckets(tables["tic_survey_maturity"], tables["tic_survey_types"], tables["quoted_figures"], curve)
    split = fiscal.coupon_split(tables["gross_issuance"])
    responses = (fiscal.stock_response(due, mix, fiscal.TYPES), fiscal.borrowing_response(mix, split, fiscal.TYPES))
    wide = model(buckets, curve, *responses, tables["gross_issuance"])
    lasting = Assumptions(short_run_bp=20, long_run_bp=20, weeks=1)
    known = wide.evaluate(lasting.values())
    expected = fiscal.lasting_rise(due, fiscal.TYPES, float(known["peak_bp"][0]))
    assert [known[f"us_cost_y{n}"][0] for n in range(1, 11)] == pytest.approx(expected.tolist(), rel=1e-9)


def test_capacity_facts_come_from_the_tables(tables):
    known = sizes.facts(tables, leverage.MARCH_2025)
    assert known["dealers_usd_bn"] == pytest.approx(406.95) and known["volume_2025_usd_bn"] == pytest.approx(1044.6, abs=0.1)
    assert known["public_debt_usd_bn"] == pytest.approx(28_909.5, abs=0.1) and isinstance(known, pd.Series)


def test_a_tenth_of_a_point_costs_what_the_budget_offices_scenarios_cost(study):
    number = {k: study.numbers[k].value for k in study.numbers}
    low, high = (number[f"leverage.budget_office.{end}.usd_bn"] for end in ("low", "high"))
    assert (low, high) == (184, 388)
    assert low < number["leverage.us_cost.plus10bp.all.growing.ten_years.usd_bn"] < high


def test_study_can_be_kept_on_disk(study):
    again = pickle.loads(pickle.dumps(study))
    assert again.graph.evaluate({})["peak_bp"] == study.graph.evaluate({})["peak_bp"]
    assert list(again.numbers) == list(study.numbers)
