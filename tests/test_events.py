"""The event study: the clock is used, event days stay out of every null, every estimator has a second route."""

from __future__ import annotations

import distributed
import joblib
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from arch import arch_model

from treasury_card import catalog, events
from treasury_card.events import abnormal, episodes, placebo
from treasury_card.events.calendar import (
    ANNOUNCEMENT,
    WINDOWS,
    Window,
    all_windows,
    confounders,
    first_observation,
    next_close,
    place_events,
    select,
    trading_days,
)
from treasury_card.inference import placebo_p
from treasury_card.size_study import GarchT, naive_t, placebo_p_values, simulate, size_study


@pytest.fixture(scope="module")
def yields():
    return placebo.usable_yields(catalog.load("us_yields_daily"))


@pytest.fixture(scope="module")
def ten_year(yields):
    return yields["dgs10_pct"]


@pytest.fixture(scope="module")
def foreign(yields):
    euro = catalog.load("ecb_yields_daily").reindex(yields.index)[["ecb10_pct"]]
    return euro.join(next_close(catalog.load("jgb_yields_daily"), yields.index)[["jgb10_pct"]])


def made_up(n=1200, seed=0, end="2025-04-30"):
    """A random walk on weekdays, quoted to a hundredth of a percent."""
    days = pd.bdate_range(end=end, periods=n)
    steps = np.random.default_rng(seed).standard_normal(n) * 6
    return pd.Series(np.round(4 + np.cumsum(steps) / 100, 2), index=days, name="dgs10_pct")


# The clock


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2025-04-02T19:30Z", "2025-04-02"),
        ("2025-04-02T19:31Z", "2025-04-03"),
        ("2025-04-05T04:01Z", "2025-04-07"),
        ("2025-04-17T19:45Z", "2025-04-21"),
        ("2025-05-01T20:45Z", "2025-05-02"),
        ("2025-12-18T20:30Z", "2025-12-18"),
        ("2025-06-18T20:00Z", "2025-06-20"),
    ],
)
def test_an_event_goes_to_the_first_observation_that_can_hold_it(yields, moment, day):
    assert first_observation(pd.Timestamp(moment), yields.index) == pd.Timestamp(day)


def test_a_moment_without_time_zone_is_refused(yields):
    with pytest.raises(ValueError, match="time zone"):
        first_observation(pd.Timestamp("2025-04-02 16:00"), yields.index)


def test_the_shipped_calendar_agrees_with_the_clock(yields):
    placed = place_events(catalog.load("events"), yields.index)
    known = placed[placed["clock_h15"].notna()]
    assert len(known) > 25
    wrong = known[known["clock_h15"] != known["first_h15"]]
    assert wrong.empty, wrong[["id", "first_h15", "clock_h15"]].to_string()


def test_overlapping_windows_are_refused_unless_named():
    assert [w.name for w in select("W1", "W2")] == ["W1", "W2"]
    with pytest.raises(ValueError, match="W1 and W3 overlap"):
        select("W1", "W3")
    assert len(select("W1", "W3", overlapping=["W3"])) == 2


def test_windows_are_counted_in_trading_days(yields):
    lengths = {w.name: w.length(yields.index) for w in all_windows()}
    assert lengths == {"W1": 2, "W2": 5, "W3": 7, "W4": 19, "W5": 20, "after the pause": 2, "the remark": 1}
    with pytest.raises(ValueError, match="not a trading day"):
        Window("Good Friday", ANNOUNCEMENT, pd.Timestamp("2025-04-18")).length(yields.index)


def test_confounders_of_a_window_start_after_its_first_close(yields):
    table = pd.DataFrame(
        {
            "first_h15": pd.to_datetime(["2025-04-04", "2025-04-07", "2025-04-11", "2025-04-14"]),
            "kind": "tariff",
            "title": list("abcd"),
            "certainty": "data",
        }
    )
    assert list(confounders(table, [WINDOWS["W2"]])["title"]) == ["b", "c"]


def test_nothing_is_filled_forward():
    series = made_up(300)
    holiday = series.index[150]
    gap = series.where(series.index != holiday)
    changes = placebo.changes(gap)
    assert changes.loc[[holiday, series.index[151]]].isna().all()
    assert placebo.volatility(gap).loc[series.index[151] : series.index[209]].isna().all()

    days = pd.DatetimeIndex(["2025-05-01", "2025-05-02", "2025-05-05", "2025-05-06"])
    tokyo = pd.DataFrame({"jgb": [1.0, 2.0, 3.0]}, index=pd.to_datetime(["2025-05-01", "2025-05-02", "2025-05-07"]))
    moved = next_close(tokyo, days)["jgb"]
    assert moved["2025-05-01"] == 2.0
    assert moved[["2025-05-02", "2025-05-05"]].isna().all()
    assert moved["2025-05-06"] == 3.0


def test_the_extrapolated_thirty_year_is_masked(yields):
    assert yields.loc["2002-02-19":"2006-02-08", "dgs30_pct"].isna().all()
    assert yields.loc["2002-02-15":"2002-02-15", "dgs30_pct"].notna().all()
    assert yields.loc["2006-02-09":"2006-02-09", "dgs30_pct"].notna().all()


# Placebo ranks


def test_ties_survive_rounding_and_are_counted(ten_year):
    null = placebo.placebo_windows(placebo.changes(ten_year, 5)).dropna()
    assert (null.abs() >= 47).sum() == 230
    unrounded = 100 * (ten_year - ten_year.shift(5))
    raw = unrounded[unrounded.index < ANNOUNCEMENT].abs() >= unrounded["2025-04-11"]
    assert raw.sum() == 218


def test_preliminary_figures_of_the_ten_year(yields):
    ranks = placebo.placebo_ranks(yields[["dgs10_pct"]], select("W1", "W2"), samples=["1962"]).set_index(["window", "scaling"])
    w2 = ranks.loc[("W2", "raw")]
    assert (w2["exceedances"], w2["clusters"], w2["windows"]) == (230, 76, 15792)
    assert ranks.loc[("W2", "scaled"), "p"] == pytest.approx(105 / 15731)
    shares = placebo.placebo_shares(yields[["dgs10_pct", "dgs30_pct"]], select("W1", "W2", "W3", overlapping=["W3"]))
    table = shares.set_index(["series", "window", "scaling", "sample"])["p"].round(3)
    expected = {
        ("dgs10", "W1", "raw"): (0.033, 0.016),
        ("dgs10", "W1", "scaled"): (0.013, 0.012),
        ("dgs10", "W2", "raw"): (0.009, 0.001),
        ("dgs10", "W2", "scaled"): (0.004, 0.002),
        ("dgs10", "W3", "scaled"): (0.034, 0.028),
        ("dgs30", "W1", "raw"): (0.066, 0.044),
        ("dgs30", "W2", "scaled"): (0.002, 0.001),
        ("dgs30", "W3", "raw"): (0.038, 0.014),
    }
    for key, values in expected.items():
        assert (table[(*key, "1977")], table[(*key, "1990")]) == values, key


def test_event_days_never_enter_a_null():
    quiet = made_up()
    wild = quiet.copy()
    wild[wild.index > ANNOUNCEMENT] += np.random.default_rng(1).standard_normal((wild.index > ANNOUNCEMENT).sum()) * 3
    frames = [s.to_frame() for s in (quiet, wild)]
    window = [WINDOWS["W2"]]
    for h in (1, 5, 20):
        nulls = [placebo.placebo_windows(placebo.changes(s, h)) for s in (quiet, wild)]
        pd.testing.assert_series_equal(*nulls)
        assert nulls[0].index[-1] < ANNOUNCEMENT
    detectable = [placebo.detectable(f, (5,), samples=["1962"]) for f in frames]
    pd.testing.assert_frame_equal(*detectable)
    bands = [placebo.joint_band(f, (1, 5, 10)) for f in frames]
    pd.testing.assert_series_equal(bands[0]["joint_bp"], bands[1]["joint_bp"])
    # The scale of the window that starts after the event comes from before the event.
    ranks = [placebo.placebo_ranks(f, window, samples=["1962"]).set_index("scaling") for f in frames]
    for frame, rank in zip(frames, ranks, strict=True):
        by_hand = rank.at["scaled", "change_bp"] / placebo.volatility(frame).at[ANNOUNCEMENT, "dgs10_pct"]
        assert rank.at["scaled", "p"] == placebo_p(by_hand, placebo.placebo_windows(placebo.scaled_changes(frame, 5, 2)["dgs10_pct"]))
    fits = [abnormal.abnormal_change(s, None, WINDOWS["W3"]) for s in (quiet, wild)]
    assert fits[0]["error_bp"] == fits[1]["error_bp"]
    assert fits[0]["expected_bp"] == fits[1]["expected_bp"]


def test_an_event_moved_by_one_day_changes_the_result(ten_year):
    window = WINDOWS["W3"]
    days = ten_year.index
    later = Window("W3", days[days.get_loc(window.start) + 1], window.end)
    ranks = [placebo.placebo_ranks(ten_year.to_frame(), [w], samples=["1962"])["p"].to_list() for w in (window, later)]
    assert ranks[0] != ranks[1]
    errors = [abnormal.abnormal_change(ten_year, None, w)["error_bp"] for w in (window, later)]
    assert errors[0] > errors[1]
    earlier = days[days.get_loc(ANNOUNCEMENT) - 1]
    scaled = [
        placebo.placebo_ranks(ten_year.to_frame(), [window], samples=["1962"], event=e).set_index("scaling")
        for e in (ANNOUNCEMENT, earlier)
    ]
    assert scaled[0].at["scaled", "p"] != scaled[1].at["scaled", "p"]


def test_a_window_before_its_event_is_refused(yields):
    with pytest.raises(ValueError, match="starts before the event"):
        placebo.gap_to_event(Window("early", pd.Timestamp("2025-04-01"), pd.Timestamp("2025-04-04")), yields.index)


def test_largest_rise_inside_agrees_with_a_loop_and_the_known_shares(yields, ten_year):
    largest = placebo.largest_inside(ten_year)
    for place in (0, 1000, len(largest) - 1):
        end = ten_year.index.get_loc(largest.index[place])
        inside = ten_year.iloc[end - 20 : end + 1]
        assert largest.iloc[place] == max(round(100 * (inside.iloc[i + 5] - inside.iloc[i]), 2) for i in range(16))
    assert 100 * (largest >= 47).mean() == pytest.approx(1.5, abs=0.05)
    assert 100 * (placebo.largest_inside(yields["dgs30_pct"]) >= 44).mean() == pytest.approx(1.0, abs=0.05)
    assert largest.index[-1] < ANNOUNCEMENT


def test_joint_band_holds_for_paths_it_was_not_made_from():
    rng = np.random.default_rng(2)
    days = pd.bdate_range(end="2025-06-30", periods=4000)
    common = rng.standard_normal((4000, 1))
    levels = pd.DataFrame(
        4 + np.cumsum(5 * (common + rng.standard_normal((4000, 3))), axis=0) / 100, index=days, columns=["a_pct", "b_pct", "c_pct"]
    )
    band = placebo.joint_band(levels, (1, 5, 10), event=pd.Timestamp("2020-01-06"))
    unit = band["joint_bp"].to_numpy()
    sigma = placebo.volatility(levels)
    base = sigma.loc["2020-01-06"]
    paths = np.column_stack([(placebo.changes(levels[c], h).shift(-h) / sigma[c] * base[c]) for c in levels for h in (1, 5, 10)])
    later = paths[days.get_loc(pd.Timestamp("2020-01-06")) :]
    later = later[np.isfinite(later).all(axis=1)]
    inside = (np.abs(later) <= unit).all(axis=1).mean()
    assert 0.90 <= inside <= 0.99
    pointwise = (np.abs(later) <= band["pointwise_bp"].to_numpy()).all(axis=1).mean()
    assert pointwise < inside - 0.05
    assert band.attrs["critical"] == pytest.approx(band.attrs["normal_critical"], rel=0.08)


# Abnormal changes


def test_constant_mean_agrees_with_day_dummies_in_statsmodels(ten_year):
    result = abnormal.abnormal_change(ten_year, None, WINDOWS["W3"])
    changes = placebo.changes(ten_year)
    end = changes.index.get_loc(pd.Timestamp("2025-04-11"))
    rows = changes.iloc[end - 256 : end + 1]
    design = np.column_stack([np.ones(257), np.vstack([np.zeros((250, 7)), np.eye(7)])])
    fit = sm.OLS(rows.to_numpy(), design).fit()
    test = fit.t_test(np.r_[0, np.ones(7)])
    assert result["abnormal_bp"] == pytest.approx(test.effect[0], rel=1e-8)
    assert result["error_bp"] == pytest.approx(test.sd[0, 0], rel=1e-8)
    assert result["t"] == pytest.approx(test.tvalue[0, 0], rel=1e-8)


def test_market_model_agrees_with_day_dummies_in_statsmodels(ten_year, foreign):
    result = abnormal.abnormal_change(ten_year, foreign, WINDOWS["W3"])
    data = placebo.changes(foreign).assign(y=placebo.changes(ten_year))
    before = data[data.index <= ANNOUNCEMENT].dropna().tail(250)
    during = data.loc["2025-04-03":"2025-04-11"]
    design = np.vstack(
        [
            np.column_stack([np.ones(250), before[["ecb10_pct", "jgb10_pct"]], np.zeros((250, 7))]),
            np.column_stack([np.ones(7), during[["ecb10_pct", "jgb10_pct"]], np.eye(7)]),
        ]
    )
    fit = sm.OLS(np.r_[before["y"], during["y"]], design).fit()
    test = fit.t_test(np.r_[0, 0, 0, np.ones(7)])
    assert result["abnormal_bp"] == pytest.approx(test.effect[0], rel=1e-8)
    assert result["error_bp"] == pytest.approx(test.sd[0, 0], rel=1e-8)
    assert result["last_day"] == ANNOUNCEMENT


def test_error_of_a_sum_grows_with_the_days_and_holds_the_estimation_error(ten_year):
    change = placebo.changes(ten_year)
    s = change[change.index <= ANNOUNCEMENT].tail(250).std()
    for name, h in (("W1", 2), ("W5", 20)):
        error = abnormal.abnormal_change(ten_year, None, WINDOWS[name])["error_bp"]
        assert error == pytest.approx(s * np.sqrt(h + h**2 / 250), rel=1e-10)


def test_a_market_closed_on_an_end_day_leaves_the_cell_empty(ten_year, foreign):
    result = abnormal.abnormal_change(ten_year, foreign, WINDOWS["W5"])  # the ECB publishes nothing on 1 May
    assert np.isnan(result["abnormal_bp"]) and result["change_bp"] == 5.0


def slow_end_of_sample(y, x, window):
    """Andrews' S by a loop over statsmodels fits."""
    days = y.index
    m = window.length(days)
    data = x.assign(y=y).dropna()
    before = data[data.index <= ANNOUNCEMENT]
    beta = sm.OLS(before["y"], before[x.columns]).fit().params
    residual = data["y"] - data[x.columns] @ beta
    place = {day: days.get_loc(day) for day in data.index}
    starts = [i for i in range(60, len(before) - m + 1) if place[data.index[i + m - 1]] - place[data.index[i]] == m - 1]
    scale = {i: residual.iloc[i - 60 : i].std() for i in [*starts, data.index.get_loc(days[days.get_loc(window.start) + 1])]}
    basis = np.array([residual.iloc[i : i + m].to_numpy() / scale[i] for i in starts])
    covariance = basis.T @ basis / len(starts)

    def s(u, design):
        fit = sm.GLS(u, design, sigma=covariance).fit()
        return fit.params @ design.T @ np.linalg.inv(covariance) @ design @ fit.params

    null = []
    for i in starts:
        kept = before.drop(before.index[i : i + -(-m // 2)])
        own = sm.OLS(kept["y"], kept[x.columns]).fit().params
        stretch = data.iloc[i : i + m]
        null.append(s(((stretch["y"] - stretch[x.columns] @ own) / scale[i]).to_numpy(), stretch[x.columns].to_numpy()))
    i = data.index.get_loc(days[days.get_loc(window.start) + 1])
    value = s((residual.iloc[i : i + m] / scale[i]).to_numpy(), data[x.columns].iloc[i : i + m].to_numpy())
    return value, (1 + sum(v >= value for v in null)) / (1 + len(null)), null


def regressors(frame):
    x = placebo.changes(frame)
    x.insert(0, "constant", 1.0)
    return x


def test_end_of_sample_agrees_with_a_loop_over_statsmodels(ten_year, foreign):
    since = slice("2023-06", None)
    y, x = placebo.changes(ten_year)[since], regressors(foreign)[since]
    fast = abnormal.end_of_sample_test(y, x, WINDOWS["W3"])
    value, p, null = slow_end_of_sample(y, x, WINDOWS["W3"])
    assert fast.statistic == pytest.approx(value, rel=1e-8)
    assert (fast.p, fast.stretches) == (p, len(null))
    assert fast.critical_5pct == pytest.approx(np.quantile(null, 0.95), rel=1e-8)


def test_end_of_sample_has_its_size_and_finds_a_break():
    window = Window("event", ANNOUNCEMENT, pd.Timestamp("2025-04-11"))
    rejections, found = 0, 0
    for seed in range(150):
        rng = np.random.default_rng(seed)
        days = pd.bdate_range(end="2025-04-11", periods=600)
        x = pd.DataFrame({"constant": 1.0, "abroad": rng.standard_normal(600)}, index=days)
        y = pd.Series(0.5 * x["abroad"] + rng.standard_t(5, 600), index=days)
        rejections += abnormal.end_of_sample_test(y, x, window).p <= 0.05
        broken = y.where(y.index <= ANNOUNCEMENT, y + 3)
        found += abnormal.end_of_sample_test(broken, x, window).p <= 0.05
    assert rejections / 150 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 150)
    assert found / 150 > 0.9


def test_end_of_sample_refuses_a_window_whose_volatility_would_hold_event_days(ten_year, foreign):
    with pytest.raises(ValueError, match="start at the event"):
        abnormal.end_of_sample_test(placebo.changes(ten_year), regressors(foreign), WINDOWS["W2"])
    with pytest.raises(ValueError, match="closed inside"):
        abnormal.end_of_sample_test(placebo.changes(ten_year), regressors(foreign), WINDOWS["W5"])


def test_garch_forecast_agrees_with_arch(ten_year):
    fit = abnormal.fit_garch(ten_year)
    sample = placebo.changes(ten_year).loc["1990":ANNOUNCEMENT].dropna()
    model = arch_model(sample, mean="AR", lags=1, vol="GARCH", p=1, q=1, dist="t")
    theirs = model.fit(disp="off", options={"ftol": 1e-10, "maxiter": 1000}).forecast(horizon=9)
    variances = theirs.residual_variance.iloc[-1]
    assert fit.variance_of_sum(5)[ANNOUNCEMENT] == pytest.approx(variances.iloc[:5].sum(), rel=1e-8)
    assert fit.variance_of_sum(5, gap=2)[ANNOUNCEMENT] == pytest.approx(variances.iloc[2:7].sum(), rel=1e-8)
    assert fit.process.alpha + fit.process.beta < 1


# What moved with what


def test_parts_of_the_decomposition_add_up(yields):
    tips, premia = (catalog.load(t).reindex(yields.index) for t in ("us_tips_daily", "term_premia_daily"))
    table = episodes.decomposition(yields, tips, premia, all_windows())
    for parts in (
        ("real yield", "breakeven inflation"),
        ("term premium (ACM)", "rest (ACM)"),
        ("term premium (Kim-Wright)", "rest (Kim-Wright)"),
    ):
        np.testing.assert_allclose(table.loc[list(parts)].sum(), table.loc["ten-year yield"], atol=0.011)


def test_flight_counts_only_falls_among_the_largest_rises():
    days = pd.bdate_range("2010-01-01", periods=100)
    frame = pd.DataFrame({"ten_year_bp": np.arange(100.0), "dollar_pct": 1.0, "euro_bp": 1.0}, index=days)
    frame.iloc[95:98, 1:] = -1.0
    frame.iloc[10:30, 1:] = -1.0
    frame.iloc[98, 1] = -1.0  # the dollar alone
    frame.iloc[99, 2] = -1.0  # the euro-area yield alone
    result = episodes.flight_from(frame)
    assert (result["windows"], result["both_fell"], result["clusters"]) == (5, 3, 1)
    assert result["share_pct"] == pytest.approx(60.0)


def test_joint_moves_use_common_days_only():
    days = pd.bdate_range("2010-01-01", periods=30)
    ten = pd.Series(np.arange(30) / 100, index=days)
    euro = ten.drop(days[10])
    joint = episodes.joint_moves(ten, pd.Series(100.0, index=days), euro)
    assert days[10] not in joint.index
    assert joint.at[days[11], "ten_year_bp"] == 6.0  # five common days, six calendar steps


def test_first_purchase_programme_matches_the_known_numbers(yields):
    table = episodes.two_day_changes(yields[["dgs1_pct", "dgs5_pct", "dgs10_pct", "dgs30_pct"]])
    assert table.loc["dgs10"].to_list() == [-36, -25, -33, 28, -41, -107]
    assert table.loc["dgs30"].to_list() == [-24, -27, -32, 31, -21, -73]
    assert table.loc["dgs5"].to_list() == [-23, -28, -15, 28, -36, -74]
    assert table.loc["dgs1"].to_list() == [-2, -13, -5, 4, -9, -25]


def test_largest_weeks_match_the_known_records(yields):
    table, standing = episodes.largest_weeks(yields[["dgs10_pct", "dgs30_pct"]], pd.Timestamp("2025-04-11"))
    assert standing["earlier_weeks_at_least"].to_dict() == {"dgs10": 21, "dgs30": 16}
    assert standing["last_reached"].dt.strftime("%Y-%m-%d").to_dict() == {"dgs10": "2001-11-16", "dgs30": "1987-04-24"}
    assert table.groupby("series")["change_bp"].apply(lambda c: c.is_monotonic_decreasing).all()


def test_weeks_with_no_observation_leave_gaps_and_holidays_take_the_last_day():
    days = pd.bdate_range("2024-01-01", "2024-03-01")
    levels = pd.Series(np.arange(len(days)) / 100, index=days).drop(pd.Timestamp("2024-01-12"))
    levels = levels[(levels.index < "2024-02-05") | (levels.index > "2024-02-09")]
    weekly = episodes.weekly_changes(levels)
    assert weekly[pd.Timestamp("2024-01-12")] == 4.0 and weekly[pd.Timestamp("2024-01-19")] == 6.0
    assert weekly[[pd.Timestamp("2024-02-09"), pd.Timestamp("2024-02-16")]].isna().all()


def test_remark_hours_bridge_no_weekend():
    windows, summary = episodes.remark_hours(catalog.load("us10y_hourly"))
    assert not {"2025-04-04", "2025-04-11"} & set(windows.index.strftime("%Y-%m-%d"))
    assert summary["placebo_days"] == 8 and summary["smallest_p"] == pytest.approx(1 / 9)
    assert summary["change_bp"] == pytest.approx(0.9) and summary["tokyo_open_bp"] == pytest.approx(2.6)


# Size and power


PROCESS = GarchT(constant=0.0, ar=0.02, omega=0.23, alpha=0.04, beta=0.95, nu=8.0)


def test_simulated_changes_recover_their_process():
    sample = simulate(PROCESS, 1, 12_000, np.random.default_rng(3))[:, 0]
    fit = arch_model(sample, mean="AR", lags=1, vol="GARCH", p=1, q=1, dist="t").fit(disp="off")
    expected = [PROCESS.constant, PROCESS.ar, PROCESS.omega, PROCESS.alpha, PROCESS.beta, PROCESS.nu]
    assert (np.abs(fit.params.to_numpy() - expected) < 4 * fit.std_err.to_numpy()).all()


def test_vectorised_placebo_agrees_with_a_loop():
    changes = simulate(PROCESS, 4, 900, np.random.default_rng(4))
    p, volatility = placebo_p_values(changes, 5, (0, 30))
    for i in range(4):
        series = pd.Series(changes[:, i])
        moves = series.rolling(5).sum()
        scaled = moves / series.rolling(60).std().shift(5)
        before = scaled.index[: 900 - 5]  # the last placebo window ends before the event's first day
        for j, effect in enumerate((0, 30)):
            moved = moves.iloc[-1] + effect
            assert p[i, 0, j] == pytest.approx(placebo_p(moved, moves[before]), abs=1e-12)
            assert p[i, 1, j] == pytest.approx(placebo_p(moved / changes[-65:-5, i].std(ddof=1), scaled[before]), abs=1e-12)
        assert volatility[i] == pytest.approx(changes[-65:-5, i].std(ddof=1), rel=1e-9)


def test_naive_t_agrees_with_statsmodels_on_simulated_data():
    changes = simulate(PROCESS, 20, 300, np.random.default_rng(5))
    t, error = naive_t(changes, 5)
    design = np.column_stack([np.ones(255), np.vstack([np.zeros((250, 5)), np.eye(5)])])
    for i in range(20):
        test = sm.OLS(changes[-255:, i], design).fit().t_test(np.r_[0, np.ones(5)])
        assert t[i] == pytest.approx(test.tvalue[0, 0], rel=1e-8)
        assert error[i] == pytest.approx(test.sd[0, 0], rel=1e-8)


@pytest.fixture(scope="module")
def study():
    return size_study(PROCESS, days=1500, effects_bp=(0, 50), replications=2000, workers=1)


def test_placebo_ranks_keep_their_size_and_have_power(study):
    rates = study.rates.set_index(["state", "test", "effect_bp", "level_pct"])
    for test in ("placebo_raw", "placebo_scaled"):
        for level in (1.0, 5.0, 10.0):
            row = rates.loc[("all", test, 0, level)]
            nominal = np.sqrt(level * (100 - level) / 2000)
            assert abs(row["rejected_pct"] - level) < 4 * nominal
        assert rates.loc[("all", test, 50, 5.0), "rejected_pct"] > 60


def test_size_study_shows_what_fails(study):
    rates = study.rates.set_index(["state", "test", "effect_bp", "level_pct"])["rejected_pct"]
    assert rates[("all", "naive_t", 0, 1.0)] > 1.5
    assert rates[("agitated", "placebo_raw", 0, 5.0)] > 10 > rates[("agitated", "placebo_scaled", 0, 5.0)]


def test_size_study_gives_the_same_bits_on_any_number_of_workers_and_on_a_cluster(study):
    two = size_study(PROCESS, days=1500, effects_bp=(0, 50), replications=2000, workers=2)
    pd.testing.assert_frame_equal(two.rates, study.rates, check_exact=True)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        on_cluster = size_study(PROCESS, days=1500, effects_bp=(0, 50), replications=2000)
    pd.testing.assert_frame_equal(on_cluster.rates, study.rates, check_exact=True)


# The whole


@pytest.fixture(scope="module")
def whole():
    return events.study({name: catalog.load(name) for name in events.TABLES}, replications=250, workers=1)


def test_all_results_named_in_the_contract_exist(whole):
    windows = ["2025-04-02_2025-04-04", "2025-04-04_2025-04-11", "2025-04-02_2025-04-11", "2025-04-02_2025-04-30", "2025-04-02_2025-05-01"]
    windows += ["2025-04-09_2025-04-11", "2025-05-01_2025-05-02"]
    keys = [f"events.{s}.{w}.bp" for s in ("dgs2", "dgs5", "dgs10", "dgs30", "dfii10", "acmtp10", "kwtp10") for w in windows]
    keys += [f"events.placebo_p.dgs10.{h}.{scaling}" for h in ("2d", "5d") for scaling in ("raw", "scaled")]
    keys += ["events.placebo_p.dgs10.5d.clusters", "events.placebo_p.dgs10.5d.effective_n"]
    keys += ["events.largest_5d_rise_in_20d.dgs10.share_reaching_w2.pct", "events.joint.flight_from.pct"]
    keys += [f"events.mde.dgs10.{h}d.bp" for h in (1, 2, 5)]
    keys += [f"events.kvj.total.{s}.bp" for s in ("dgs1", "dgs5", "dgs10", "dgs30")]
    keys += [f"events.size.{t}.5d.pct" for t in ("placebo_raw", "placebo_scaled", "naive_t")]
    assert [k for k in keys if k not in whole.numbers] == []


def test_april_moves_match_the_known_values(whole):
    value = {k: n.value for k, n in whole.numbers.items()}
    for series, moves in {"dgs10": (-19, 47, 28, -3, 5), "dgs30": (-13, 44, 31, 12, 20)}.items():
        assert tuple(whole.moves.loc[series, ["W1", "W2", "W3", "W4", "W5"]]) == moves
    assert value["events.acmtp10.2025-04-04_2025-04-11.bp"] == pytest.approx(43.8, abs=0.05)
    assert value["events.kwtp10.2025-04-04_2025-04-11.bp"] == pytest.approx(23.4, abs=0.05)
    assert value["events.dfii10.2025-04-04_2025-04-11.bp"] == 45
    assert value["events.daily_sd.dgs10.bp"] == pytest.approx(5.68, abs=0.005)
    assert value["events.dgs10.hashimoto_1997-06-23.bp"] == 3
    assert value["events.threshold.rise_13w_p99.bp"] == pytest.approx(111, abs=0.5)
    assert value["events.threshold.rise_13w_max.bp"] == 144
    assert value["events.threshold.week_abs_p95.bp"] == pytest.approx(25, abs=0.5)


def test_trading_days_are_the_days_of_the_ten_year():
    days = pd.bdate_range("2024-01-01", periods=5)
    frame = pd.DataFrame({"dgs10_pct": [1.0, np.nan, 1.0, 1.0, 1.0]}, index=days)
    assert list(trading_days(frame)) == [days[0], *days[2:]]
