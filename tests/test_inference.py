"""Inference: ranks count ties, errors agree with a second route, bands cover, resampling keeps what it promises."""

from __future__ import annotations

import joblib
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from treasury_card.inference import (
    count_clusters,
    critical_change,
    ewc_cosines,
    ewc_variance,
    fixed_b_critical_value,
    har_ols,
    in_chunks,
    minimum_detectable_effect,
    minimum_detectable_shift,
    moving_block_indices,
    newey_west_bandwidth,
    phase_randomise,
    placebo_p,
    placebo_rank,
    sup_t_critical_value,
    sup_t_from_draws,
)


def autoregression(rng, rho, n, size=1):
    shocks = rng.standard_normal((size, n + 50))
    series = np.zeros_like(shocks)
    for t in range(1, n + 50):
        series[:, t] = rho * series[:, t - 1] + shocks[:, t]
    return series[:, 50:]


# Placebo ranks


def test_ties_count_as_extreme_and_the_event_counts_itself():
    null = [1.0, -3.0, 3.0, 2.0, np.nan]
    assert placebo_p(3.0, null) == 3 / 5
    assert placebo_p(3.0, null, "rise") == 2 / 5
    assert placebo_p(-3.0, null, "fall") == 2 / 5
    assert placebo_p(4.0, null) == 1 / 5


def test_clusters_are_runs_further_apart_than_the_window():
    extreme = [True, False, False, True, False, False, False, True, True]
    assert count_clusters(extreme, 3) == 2
    assert count_clusters(extreme, 2) == 3
    assert count_clusters([False], 3) == 0


def test_rank_reports_windows_clusters_and_effective_number():
    null = np.zeros(1000)
    null[[10, 12, 500]] = 9.0
    rank = placebo_rank(9.0, null, h=5)
    assert (rank.exceedances, rank.clusters, rank.windows, rank.effective_n) == (3, 2, 1000, 200.0)
    assert rank.p == 4 / 1001
    assert rank.low <= rank.p <= rank.high


def test_block_interval_is_wider_when_exceedances_come_in_runs():
    scattered, bunched = np.zeros(5000), np.zeros(5000)
    scattered[::50] = 1
    bunched[:100] = 1
    spread = [placebo_rank(1.0, null, h=5) for null in (scattered, bunched)]
    assert spread[1].high - spread[1].low > 5 * (spread[0].high - spread[0].low)


def test_placebo_p_is_uniform_under_the_null():
    rng = np.random.default_rng(1)
    draws = rng.standard_normal((4000, 200))
    p = np.array([placebo_p(row[-1], row[:-1]) for row in draws])
    assert abs((p <= 0.05).mean() - 0.05) < 3 * np.sqrt(0.05 * 0.95 / 4000)


def test_a_missing_event_or_short_blocks_are_refused():
    with pytest.raises(ValueError, match="missing"):
        placebo_rank(np.nan, [1.0], 1)
    with pytest.raises(ValueError, match="shorter than the windows"):
        placebo_rank(1.0, [1.0], 20, block=10)


# Minimum detectable effects


def test_detectable_shift_agrees_with_the_normal_formula():
    null = stats.norm.ppf((np.arange(20_000) + 0.5) / 20_000)
    assert minimum_detectable_shift(null) == pytest.approx(minimum_detectable_effect(1.0), abs=0.005)


def test_detectable_shift_has_the_power_it_claims_and_no_smaller_one_has():
    null = np.random.default_rng(2).standard_t(3, 3000).round(2)
    shift = minimum_detectable_shift(null)

    def power(d):
        return np.mean([placebo_p(x + d, null) <= 0.05 for x in null])

    assert power(shift) >= 0.8
    assert power(shift - 0.02) < 0.8


def test_a_change_is_called_unusual_from_the_critical_one_on_and_no_earlier():
    null = np.random.default_rng(2).standard_t(3, 3000).round(2)  # in steps, with ties
    critical = critical_change(null)
    assert placebo_p(critical, null) <= 0.05 < placebo_p(critical - 0.01, null)


def test_too_few_placebos_for_the_level_are_refused():
    with pytest.raises(ValueError, match="cannot give p"):
        minimum_detectable_shift(np.arange(10.0))


def test_detectable_effect_uses_the_t_distribution():
    assert minimum_detectable_effect(2.0, df=4) == pytest.approx(2 * (stats.t.ppf(0.975, 4) + stats.t.ppf(0.8, 4)))


# HAR errors


@pytest.fixture(scope="module")
def regression():
    rng = np.random.default_rng(3)
    x = pd.DataFrame({"constant": 1.0, "flow": autoregression(rng, 0.6, 200)[0]})
    return 0.5 + 2 * x["flow"] + autoregression(rng, 0.5, 200)[0], x


def test_newey_west_agrees_with_statsmodels(regression):
    y, x = regression
    ours = har_ols(y, x, "newey-west", bandwidth=8)
    theirs = sm.OLS(y, x).fit(cov_type="HAC", cov_kwds={"maxlags": 7, "use_correction": False})
    np.testing.assert_allclose(ours.params, theirs.params, rtol=1e-8)
    np.testing.assert_allclose(ours.standard_errors, theirs.bse, rtol=1e-8)


def test_ewc_agrees_with_its_formula_term_by_term(regression):
    y, x = regression
    n, nu = len(y), ewc_cosines(len(y))
    ours = har_ols(y, x)
    scores = x.mul(y - x @ ours.params, axis=0).to_numpy()
    total = np.zeros((2, 2))
    for j in range(1, nu + 1):
        term = sum(np.sqrt(2 / n) * scores[t - 1] * np.cos(np.pi * j * (t - 0.5) / n) for t in range(1, n + 1))
        total += np.outer(term, term) / nu
    bread = np.linalg.inv(x.T @ x / n)
    np.testing.assert_allclose(ours.covariance, bread @ total @ bread / n, rtol=1e-8)
    np.testing.assert_allclose(ewc_variance(scores, nu), total, rtol=1e-8)
    assert ours.critical_value() == pytest.approx(stats.t.ppf(0.975, nu))
    assert ours.name == f"EWC, {nu} cosines, t({nu})"


def test_standard_error_of_the_sum_of_h_is_h_times_that_of_the_mean():
    y = pd.Series(autoregression(np.random.default_rng(4), 0.3, 60)[0])
    ones = pd.DataFrame({"constant": np.ones(60)})
    mean, total = har_ols(y, ones), har_ols(y * 60, ones)
    assert total.standard_errors["constant"] == pytest.approx(60 * mean.standard_errors["constant"])


@pytest.mark.parametrize(("n", "cosines", "bandwidth"), [(39, 4, 9), (233, 15, 20), (306, 18, 23)])
def test_bandwidth_rules_at_the_sample_sizes_of_the_book(n, cosines, bandwidth):
    assert (ewc_cosines(n), newey_west_bandwidth(n)) == (cosines, bandwidth)


def test_intervals_cover_in_a_persistent_sample():
    rng = np.random.default_rng(5)
    y, flows = autoregression(rng, 0.5, 233, 600), autoregression(rng, 0.5, 233, 600)
    covered = {"ewc": 0, "newey-west": 0, "naive": 0}
    for outcome, flow in zip(y, flows, strict=True):
        x = pd.DataFrame({"constant": 1.0, "flow": flow})
        for method in ("ewc", "newey-west"):
            low, high = har_ols(outcome, x, method).interval().loc["flow"]
            covered[method] += low <= 0 <= high
        fit = sm.OLS(outcome, x).fit()
        covered["naive"] += fit.pvalues["flow"] > 0.05
    share = {k: v / 600 for k, v in covered.items()}
    assert 0.92 <= share["ewc"] <= 0.97
    assert 0.92 <= share["newey-west"] <= 0.97
    assert share["naive"] < 0.90


@pytest.mark.parametrize("b", [0.1, 0.3])
def test_fixed_b_values_agree_with_a_simulation_of_the_limit(b):
    rng = np.random.default_rng(6)
    n, size = 400, 4000
    shocks = rng.standard_normal((size, n))
    mean = shocks.mean(axis=1)
    partial = np.cumsum(shocks - mean[:, None], axis=1)
    s = int(b * n)
    # Bartlett long-run variance through partial sums: (2 / (S n)) (sum P_t^2 - sum P_t P_{t+S}).
    variance = 2 / (s * n) * ((partial**2).sum(axis=1) - (partial[:, :-s] * partial[:, s:]).sum(axis=1))
    t = np.abs(np.sqrt(n) * mean / np.sqrt(variance))
    for level in (0.05, 0.10):
        rejected = (t > fixed_b_critical_value(b, level)).mean()
        assert abs(rejected - level) < 3.5 * np.sqrt(level * (1 - level) / size)


def test_fixed_b_at_zero_is_normal_and_unknown_levels_are_refused():
    assert fixed_b_critical_value(0.0) == pytest.approx(stats.norm.ppf(0.975), abs=1e-4)
    with pytest.raises(ValueError, match="level"):
        fixed_b_critical_value(0.1, 0.01)


def test_missing_values_are_refused(regression):
    y, x = regression
    with pytest.raises(ValueError, match="missing values"):
        har_ols(y.where(y.index != 5), x)


# Joint bands


def test_sup_t_of_independent_estimates_has_a_closed_form():
    exact = stats.norm.ppf((1 + 0.95 ** (1 / 10)) / 2)
    assert sup_t_critical_value(np.diag(np.arange(1.0, 11.0))) == pytest.approx(exact, abs=0.02)


def test_sup_t_of_one_repeated_estimate_is_pointwise():
    assert sup_t_critical_value(np.ones((5, 5))) == pytest.approx(1.96, abs=0.02)
    assert sup_t_critical_value(np.ones((5, 5)), df=6) == pytest.approx(stats.t.ppf(0.975, 6), abs=0.04)


def test_joint_band_covers_all_estimates_together():
    covariance = 0.5 ** np.abs(np.subtract.outer(range(8), range(8)))
    draws = np.random.default_rng(7).multivariate_normal(np.zeros(8), covariance, size=20_000)
    joint = sup_t_critical_value(covariance)
    assert (np.abs(draws) <= joint).all(axis=1).mean() == pytest.approx(0.95, abs=0.006)
    assert (np.abs(draws) <= 1.96).all(axis=1).mean() < 0.85
    assert sup_t_from_draws(draws) == pytest.approx(joint, abs=0.03)


# Resampling


def test_moving_blocks_keep_neighbours_together():
    indices = moving_block_indices(50, 10, 30, np.random.default_rng(8))
    assert indices.shape == (30, 50)
    assert indices.min() >= 0 and indices.max() <= 49
    inside = np.diff(indices.reshape(30, 5, 10), axis=2)
    assert (inside == 1).all()


@pytest.mark.parametrize("n", [240, 241])
def test_random_phases_keep_autocovariances_and_cross_covariances(n):
    rng = np.random.default_rng(9)
    x = 1 + np.column_stack([autoregression(rng, 0.8, n)[0], rng.standard_normal(n)])
    x[1:, 1] += x[:-1, 0]
    draws = phase_randomise(x, 3, rng)
    assert draws.shape == (3, n, 2)

    def circular(series, other, lag):
        return ((series - series.mean()) * np.roll(other - other.mean(), lag)).mean()

    for draw in draws:
        assert not np.allclose(draw, x)
        np.testing.assert_allclose(draw.mean(axis=0), x.mean(axis=0))
        for lag in range(4):
            for i in range(2):
                for j in range(2):
                    assert circular(draw[:, i], draw[:, j], lag) == pytest.approx(circular(x[:, i], x[:, j], lag), abs=1e-8)


def mean_of_draws(size, seed):
    return np.random.default_rng(seed).standard_normal(size).mean()


def test_chunks_do_not_depend_on_the_number_of_workers():
    one, two = (in_chunks(mean_of_draws, 1050, chunk=100, workers=w) for w in (1, 2))
    assert len(one) == 11
    assert one == two
    with joblib.parallel_config(backend="threading"):
        assert in_chunks(mean_of_draws, 1050, chunk=100) == one
