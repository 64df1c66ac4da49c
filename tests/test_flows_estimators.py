"""The flow study's own estimators: equal to the libraries where these have them, right in simulation where they do not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from linearmodels.iv import IV2SLS
from scipy import stats

from treasury_card import inference
from treasury_card.flows import batch, dynamics, identification, persistence, specification_curve


def walk(rng, *shape):
    return rng.standard_normal(shape).cumsum(axis=0)


def monthly(values, start="2000-01"):
    return pd.Series(values, index=pd.period_range(start, periods=len(values), freq="M"))


@pytest.fixture
def regressions():
    """Thirty regressions of persistent series on shared controls."""
    rng = np.random.default_rng(1)
    n, k = 180, 30
    return walk(rng, n, k), walk(rng, n, k), np.column_stack([np.ones(n), walk(rng, n, 4)])


def batched(y, f, controls):
    return batch.slopes(batch.partial_out(controls, f), batch.partial_out(controls, y))


# Batched estimation ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lags", [0, 1, 12, 60])
def test_batched_slope_and_bartlett_error_equal_statsmodels(regressions, lags):
    y, f, controls = regressions
    slope, scores, square = batched(y, f, controls)
    error = batch.bartlett_error(scores, square, lags)
    for i in range(y.shape[1]):
        fit = sm.OLS(y[:, i], np.column_stack([f[:, i], controls])).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": False})
        assert slope[i] == pytest.approx(fit.params[0], rel=1e-8)
        assert error[i] == pytest.approx(fit.bse[0], rel=1e-8)


def test_batched_bartlett_error_equals_linearmodels(regressions):
    y, f, controls = regressions
    _, scores, square = batched(y, f, controls)
    error = batch.bartlett_error(scores, square, 12)
    for i in range(3):
        x = np.column_stack([f[:, i], controls])
        fit = IV2SLS(y[:, i], x, None, None).fit(cov_type="kernel", kernel="bartlett", bandwidth=12, debiased=False)
        assert error[i] == pytest.approx(fit.std_errors.iloc[0], rel=1e-8)


def test_batched_ewc_error_equals_the_one_of_inference(regressions):
    y, f, controls = regressions
    _, scores, square = batched(y, f, controls)
    error = batch.ewc_error(scores, square, 9)
    for i in range(y.shape[1]):
        fit = inference.har_ols(pd.Series(y[:, i]), pd.DataFrame(np.column_stack([f[:, i], controls])), "ewc", 9)
        assert error[i] == pytest.approx(fit.standard_errors[0], rel=1e-8)


def test_collinear_controls_are_refused():
    x = np.ones((20, 2))
    with pytest.raises(ValueError, match="collinear"):
        batch.partial_out(x, x)


# Persistence ----------------------------------------------------------------------------------------------------------------------


def test_autoregression_is_recovered_and_simulated_with_its_persistence():
    rng = np.random.default_rng(2)
    path = persistence.simulate_autoregression(np.array([0.5, 0.3]), 2.0, 4000, 1, rng)
    coefficients, sd = persistence.fit_autoregression(path[:, 0])
    assert coefficients[:2] == pytest.approx([0.5, 0.3], abs=0.06)
    assert sd == pytest.approx(2.0, rel=0.05)


def spurious(flow_ar, residual_ar, rng):
    """Size of the naive tests where yield and flow have nothing to do with each other."""
    n = 240
    months = pd.period_range("1986-01", periods=n, freq="M")
    flow = monthly(persistence.simulate_autoregression(np.array([flow_ar]), 1.0, n + 11, 1, rng)[:, 0], str(months[0] - 11))
    data = pd.DataFrame(
        {
            "gs10_pct": persistence.simulate_autoregression(np.array([residual_ar]), 1.0, n, 1, rng)[:, 0],
            "flow_pct_gdp": flow.rolling(12).sum().dropna().to_numpy(),
            **{c: rng.standard_normal(n) for c in ("mich_pct", "fedfunds_pct", "growth_pct", "vol_gs10_pct")},
        },
        index=months,
    )
    table = persistence.spurious_regression(data, flow, "1986-01", str(months[-1]), draws=400)
    return table.set_index(["null", "statistic"])["size"]


def test_naive_t_has_its_nominal_size_without_persistence_in_the_yield_and_not_with_it():
    rng = np.random.default_rng(3)
    calm, persistent = spurious(0.3, 0.0, rng), spurious(0.7, 0.97, rng)
    hac = "Newey-West, 12 lags, normal"
    assert calm["simulated flow and yield", "OLS, independent errors"] == pytest.approx(0.05, abs=0.035)
    assert persistent["simulated flow and yield", hac] > 0.15
    assert persistent["simulated flow and yield", "OLS, independent errors"] > persistent["simulated flow and yield", hac]


def test_andrews_critical_value_is_the_published_one():
    # Andrews (1993, corrected 2003), one coefficient, 15 % trimming: 8.68 at 5 %, 7.12 at 10 %. A grid of dates misses a little of the sup.
    assert persistence.andrews_critical_value() == pytest.approx(8.68, abs=0.35)
    assert persistence.andrews_critical_value(level=0.10) == pytest.approx(7.12, abs=0.35)


@pytest.mark.parametrize("shift", [0.0, 3.0])
def test_sup_wald_finds_a_planted_break_at_its_date_and_none_where_there_is_none(shift):
    rng = np.random.default_rng(4)
    n = 200
    index = pd.period_range("1990-01", periods=n, freq="M")
    data = pd.DataFrame(
        {c: rng.standard_normal(n) for c in ("flow_pct_gdp", "mich_pct", "fedfunds_pct", "growth_pct", "vol_gs10_pct")}, index=index
    )
    after = np.arange(n) >= 120
    data["gs10_pct"] = (1 + shift * after) * data["flow_pct_gdp"] + rng.standard_normal(n)
    path, test = persistence.stability(data, str(index[0]), str(index[-1]), draws=99)
    late = (index >= test["month"].iloc[0]) * data["flow_pct_gdp"]
    x = sm.add_constant(data.drop(columns="gs10_pct").assign(late=late))
    fit = sm.OLS(data["gs10_pct"], x).fit(cov_type="HAC", cov_kwds={"maxlags": 12, "use_correction": False})
    assert test["sup_wald"].iloc[0] == pytest.approx(fit.tvalues["late"] ** 2, rel=1e-8)
    if shift:
        assert abs((test["month"].iloc[0] - index[120]).n) <= 3
        assert test["p_simulated"].iloc[0] == 0.01
        assert path.loc[index[120], "coef_after_pp"] == pytest.approx(4, abs=0.4)
    else:
        assert test["p_simulated"].iloc[0] > 0.05


# Local projections ------------------------------------------------------------------------------------------------------------------


def responding_market(rng, n, effect, feedback=0.0):
    """Flows with memory; the yield moves by ``effect`` bp in the month of a surprise; flows answer last month's yield change."""
    surprise, noise = rng.standard_normal(n), 5 * rng.standard_normal(n)
    change = effect * surprise + noise
    flow = np.zeros(n)
    for t in range(1, n):
        flow[t] = 0.5 * flow[t - 1] + surprise[t] + feedback * change[t - 1]
    return monthly(change.cumsum() / 100), monthly(flow)


def test_local_projection_equals_statsmodels_and_har_ols_at_every_horizon():
    y, f = responding_market(np.random.default_rng(5), 150, 2.0)
    projection = dynamics.local_projection(y, f, range(4), 2)
    outcome, flow, controls = dynamics.projection_data(y, f, range(4), 2)
    x = pd.concat([flow.rename("f"), controls], axis=1)
    for h in range(4):
        assert projection.table.loc[h, "response_bp"] == pytest.approx(sm.OLS(outcome[h], x).fit().params["f"], rel=1e-8)
        fit = inference.har_ols(outcome[h], x)
        assert projection.table.loc[h, "se_bp"] == pytest.approx(fit.standard_errors["f"], rel=1e-8)
        assert projection.table.loc[h, "low_bp"] == pytest.approx(fit.interval().loc["f", "low"], rel=1e-8)


def test_local_projection_recovers_the_response_and_joint_bands_are_wider():
    y, f = responding_market(np.random.default_rng(6), 3000, 2.0)
    table = dynamics.local_projection(y, f, range(7), 3).table
    assert table["response_bp"].to_numpy() == pytest.approx(np.full(7, 2.0), abs=1.0)
    assert table.loc[0, "response_bp"] == pytest.approx(2.0, abs=0.3)
    assert (table["joint_high_bp"] > table["high_bp"]).all()
    assert table["detectable_bp"].is_monotonic_increasing


def test_a_hole_in_the_flow_is_never_bridged():
    y, f = responding_market(np.random.default_rng(7), 120, 1.0)
    f.iloc[60] = np.nan
    _, flow, _ = dynamics.projection_data(y, f, range(3), 2)
    assert not flow.index.intersection(f.index[60:63]).size
    assert f.index[63] in flow.index


def test_lead_test_sees_flows_that_answer_yields_and_is_silent_otherwise():
    rng = np.random.default_rng(8)
    answered = dynamics.lead_test(*responding_market(rng, 1500, 2.0, feedback=0.1), range(1, 3), 3)
    quiet = dynamics.lead_test(*responding_market(rng, 1500, 2.0), range(1, 3), 3)
    assert answered.loc[0, "low_bp"] > 0
    assert (quiet["low_bp"] < 0).all() and (quiet["high_bp"] > 0).all()


def test_interval_coverage_falls_short_at_long_horizons_of_short_samples_only():
    table = dynamics.coverage_study({39: (0, 12), 312: (0,)}, {39: 1, 312: 6}, np.array([0.4]), draws=600).set_index(
        ["n", "horizon", "covariance"]
    )["coverage"]
    ewc = {n: next(c for m, _, c in table.index if m == n and c.startswith("EWC")) for n in (39, 312)}
    assert table[312, 0, ewc[312]] == pytest.approx(0.95, abs=0.03)
    assert table[39, 0, ewc[39]] > 0.87
    assert table[39, 12, ewc[39]] < table[39, 0, ewc[39]]
    assert table[39, 12, "Newey-West, 8 lags, normal"] < table[39, 12, "Newey-West, 8 lags, fixed-b"]


def test_detectable_effect_is_found_with_the_stated_power():
    rng = np.random.default_rng(9)
    y, f = monthly(rng.standard_normal(200).cumsum() / 4), monthly(25 * rng.standard_normal(200))
    found = dynamics.detectable_effects(y, pd.DataFrame({"flow": f}), "2000-02", "2016-08").iloc[0]
    hits = 0
    for _ in range(400):
        x = 25 * rng.standard_normal(199)
        change = found["detectable_bp_per_100bn"] / 100 * x + 25 * rng.standard_normal(199)
        fit = sm.OLS(change, sm.add_constant(x)).fit()
        hits += abs(fit.tvalues[1]) > 1.96
    assert hits / 400 == pytest.approx(0.8, abs=0.07)


# Instruments ------------------------------------------------------------------------------------------------------------------------


def market_with_feedback(rng, n, strength, effect=-2.0):
    """Flows that answer the same news as yields, and an instrument of the given strength."""
    z, news = rng.standard_normal(n), rng.standard_normal(n)
    x = strength * z + news + rng.standard_normal(n)
    return effect * x + 3 * news + rng.standard_normal(n), x, z, np.ones((n, 1))


def test_effective_f_critical_values_are_those_of_montiel_olea_and_pflueger():
    # Their table for one instrument: worst-case bias 5, 10, 20, 30 %.
    for bias, published in ((0.05, 37.42), (0.10, 23.11), (0.20, 15.06), (0.30, 12.05)):
        assert identification.effective_f_critical_value(bias) == pytest.approx(published, abs=0.01)


def test_instrumental_estimate_equals_linearmodels():
    y, x, z, controls = market_with_feedback(np.random.default_rng(10), 120, 1.0)
    fit = identification.instrument(y, x, z, controls)
    theirs = IV2SLS(y, controls, x, z).fit(cov_type="robust")
    assert fit.estimate == pytest.approx(theirs.params.iloc[-1], rel=1e-8)
    white = sm.OLS(x, np.column_stack([z, controls])).fit(cov_type="HC0")
    assert fit.white_f == pytest.approx(white.tvalues[0] ** 2, rel=1e-8)
    cosine = inference.har_ols(pd.Series(x), pd.DataFrame(np.column_stack([z, controls])))
    assert fit.effective_f == pytest.approx(cosine.t[0] ** 2, rel=1e-8)


@pytest.mark.parametrize("strength", [1.0, 0.12, 0.0])
def test_anderson_rubin_set_equals_inversion_over_a_grid(strength):
    y, x, z, controls = market_with_feedback(np.random.default_rng(11), 80, strength)
    fit = identification.instrument(y, x, z, controls)
    design = pd.DataFrame(np.column_stack([z, controls]))
    for b in np.linspace(-40, 40, 81):
        t = inference.har_ols(pd.Series(y - b * x), design).t[0]
        assert fit.anderson_rubin.contains(b) == (abs(t) <= stats.t.ppf(0.975, fit.cosines))


def test_anderson_rubin_set_covers_the_truth_with_weak_and_strong_instruments_where_two_stage_intervals_do_not():
    rng = np.random.default_rng(12)
    for strength in (1.0, 0.1):
        fits = [identification.instrument(*market_with_feedback(rng, 150, strength)) for _ in range(300)]
        assert np.mean([f.anderson_rubin.contains(-2.0) for f in fits]) == pytest.approx(0.95, abs=0.04)
    assert np.mean([f.anderson_rubin.shape == "interval" for f in fits]) < 0.5


def test_granular_instrument_is_what_the_large_did_beyond_the_common_move():
    flow = pd.DataFrame({1: [6.0, -2.0], 2: [1.0, 1.0], 3: [1.0, 1.0]}, index=pd.period_range("2024-01", periods=2, freq="M"))
    position = pd.DataFrame({1: [100.0, 100.0], 2: [50.0, 50.0], 3: [50.0, 50.0]}, index=flow.index)
    made = identification.granular_instrument(flow, position, "equal")
    growth = flow / position
    by_hand = (growth @ [0.5, 0.25, 0.25] - growth.mean(axis=1)) * 200
    assert made.shock_usd_bn.to_numpy() == pytest.approx(by_hand.to_numpy())
    assert made.excess_herfindahl == pytest.approx(np.sqrt(0.25 + 2 * 0.0625 - 1 / 3))


def test_precision_weights_keep_a_tiny_erratic_holder_from_swamping_the_common_move():
    rng = np.random.default_rng(16)
    n = 60
    growth = pd.DataFrame({1: 0.01 * rng.standard_normal(n), 2: 0.01 * rng.standard_normal(n), 3: rng.standard_normal(n)})
    position = pd.DataFrame({1: np.full(n, 700.0), 2: np.full(n, 299.9), 3: np.full(n, 0.1)})
    made = {w: identification.granular_instrument(growth * position, position, w).shock_usd_bn for w in ("precision", "equal")}
    tiny = growth[3]
    assert abs(made["precision"].corr(tiny)) < 0.3 < 0.9 < abs(made["equal"].corr(tiny))


def test_granular_instrument_recovers_the_effect_that_least_squares_misses():
    rng = np.random.default_rng(13)
    n, countries = 400, 30
    size = np.sort(rng.pareto(1.2, countries) + 0.05)[::-1]
    size = 1000 * size / size.sum()
    news = rng.standard_normal(n)
    own = 0.02 * rng.standard_normal((n, countries))
    growth = 0.02 * news[:, None] + own
    index = pd.period_range("1990-01", periods=n, freq="M")
    position = pd.DataFrame(np.tile(size, (n, 1)), index=index)
    flow = pd.DataFrame(growth * size, index=index)
    total = flow.sum(axis=1)
    change = -0.2 * total + 8 * news + rng.standard_normal(n)
    made = identification.granular_instrument(flow, position)
    fit = identification.instrument(change.to_numpy(), total.to_numpy(), made.shock_usd_bn.to_numpy(), np.ones((n, 1)))
    assert np.polyfit(total, change, 1)[0] > 0
    assert fit.anderson_rubin.contains(-0.2)
    assert fit.estimate == pytest.approx(-0.2, abs=0.06)


def test_country_panel_has_no_sums_and_can_leave_custody_centres_out():
    rows = [
        {"month": month, "code": code, "lt_net_usd_mn": 10.0, "lt_usd_mn": 1000.0}
        for month in pd.period_range("2023-01", "2023-06", freq="M")
        for code in (42609, 13005, 99996, 16713, 79995)
    ]
    table = pd.DataFrame(rows)
    table.loc[table["month"] == "2023-01", "lt_net_usd_mn"] = np.nan
    flow, position = identification.country_panel(table)
    assert list(flow.columns) == list(position.columns) == [13005, 42609]
    assert flow.index[0] == pd.Period("2023-02", "M")
    assert list(identification.country_panel(table, identification.CENTRES)[0].columns) == [42609]


def test_randomisation_p_is_exact_and_its_set_holds_the_truth():
    rng = np.random.default_rng(14)
    dose = np.zeros(120)
    dose[[40, 41, 77, 100]] = [0.4, 0.2, 0.5, 0.7]
    shuffled = [identification.randomisation_p(rng.standard_normal(120), dose, np.zeros(1))[0] for _ in range(600)]
    assert np.mean(np.array(shuffled) <= 0.05) == pytest.approx(0.05, abs=0.025)
    assert min(shuffled) >= 1 / 120
    at_truth = [identification.randomisation_p(30 * dose + rng.standard_normal(120), dose, np.array([0.0, 30.0])) for _ in range(200)]
    assert max(p[0] for p in at_truth) == pytest.approx(1 / 120)
    assert np.mean([p[1] > 0.05 for p in at_truth]) == pytest.approx(0.95, abs=0.04)


# Specification curve ----------------------------------------------------------------------------------------------------------------


def test_joint_test_is_quiet_when_flows_are_unrelated_and_loud_when_they_move_yields(monkeypatch):
    monkeypatch.setattr(specification_curve, "SAMPLES", {"1986-2005": ("1986-01", "2005-05")})
    monkeypatch.setattr(specification_curve, "OUTCOMES", {"gs10_pct": "10-year yield"})
    rng = np.random.default_rng(15)
    months = pd.period_range("1984-01", "2005-12", freq="M")
    n = len(months)
    quarters = pd.DataFrame({"gdp_usd_bn": 10_000.0, "debt_public_usd_bn": 5_000.0}, index=pd.period_range("1980-01", "2006-01", freq="M"))
    names = ["mich_pct", "expinf10yr_pct", "expinf_gap_pct", "fedfunds_pct", "growth_pct", "deficit_pct_gdp"]
    names += ["vol_gs10_pct", "vol_gs2_pct", "vol_fedfunds_pct"]
    controls = pd.DataFrame({c: rng.standard_normal(n) for c in names}, index=months)
    common = persistence.simulate_autoregression(np.array([0.6]), 0.2, n, 1, rng)
    flows = common + 0.02 * rng.standard_normal((n, len(specification_curve.FLOWS)))
    flows = pd.DataFrame(flows, index=months, columns=list(specification_curve.FLOWS))
    noise = persistence.simulate_autoregression(np.array([0.9]), 0.2, n, 1, rng)[:, 0]
    p = {}
    for effect in (0.0, -1.0):
        data = controls.assign(gs10_pct=noise + effect * flows["official"].rolling(12).sum())
        versions = specification_curve.groups(data)
        tests, null = specification_curve.joint_test(versions, flows["1985":], quarters, draws=39)
        assert len(null) == 2 * 39
        p[effect] = tests.loc[tests["statistic"] == "median effect, lower", "p"]
    assert (p[0.0] > 0.05).all()
    assert (p[-1.0] == 1 / 40).all()


def test_the_residual_of_a_regression_is_not_called_stationary_because_it_was_fitted():
    """Six independent random walks: a plain ADF test on the residual finds cointegration far too often, ours about as often as promised."""
    rng = np.random.default_rng(5)
    plain, found = [], []
    for _ in range(120):
        walks = pd.DataFrame(rng.standard_normal((150, 6)).cumsum(axis=0))
        x = np.column_stack([np.ones(150), walks.iloc[:, 1:]])
        residual = pd.Series(batch.partial_out(x, walks.iloc[:, :1].to_numpy())[:, 0])
        table = persistence.persistence_table({"as any series": residual}, walks).set_index("series")["adf_p"]
        plain.append(table["as any series"] < 0.05)
        found.append(table["residual"] < 0.05)
    assert np.mean(plain) > 0.4
    assert np.mean(found) < 0.12
