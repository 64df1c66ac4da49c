"""The flow study on the shipped tables: what is measured, what the literature's regression gives, what goes to chapter 4."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from treasury_card import catalog, flows
from treasury_card.flows import natural, panel, reproduction, specification_curve, synthesis
from treasury_card.scenarios import MARKETABLE_USD_BN, impact_scenarios


@pytest.fixture(scope="module")
def study():
    return flows.run()


@pytest.fixture(scope="module")
def number(study):
    return lambda key: study.numbers[key].value


def months(start, n):
    return pd.period_range(start, periods=n, freq="M")


# Panel ------------------------------------------------------------------------------------------------------------------------------


def test_the_overlap_month_keeps_the_series_that_ends_there_and_unmeasured_months_stay_empty():
    table = pd.DataFrame(
        {
            "month": pd.PeriodIndex(["2011-05", "2011-06", "2011-06", "2011-07", "2011-10"], freq="M"),
            "source": ["BT", "BJ", "BT", "BJ", "SLT"],
            "treasury_net_usd_mn": [1000.0, -5.0, 2000.0, 3000.0, 4000.0],
            "agency_net_usd_mn": [0.0, 0.0, 500.0, 0.0, 0.0],
        }
    )
    out = panel.official_flows(table)
    assert out.loc["2011-06", "treasury_usd_bn"] == 2.0
    assert out.loc["2011-06", "government_usd_bn"] == 2.5
    assert out.loc["2011-08":"2011-09"].isna().all(axis=None)
    assert len(out) == 6


def test_form_s_and_form_slt_are_kept_apart():
    form_s = pd.DataFrame({"month": months("2023-01", 1), "code": [42609], "purchases_usd_mn": [5000.0], "sales_usd_mn": [2000.0]})
    slt = pd.DataFrame({"month": months("2023-01", 2), "code": [42609, 42609], "lt_net_usd_mn": [9e9, 1500.0]})
    out = panel.country_flows(form_s, slt)
    assert out[["source", "net_usd_bn"]].to_numpy().tolist() == [["S", 3.0], ["SLT", 1.5]]


def test_a_hole_empties_every_window_that_holds_it_and_denominators_are_dated_before_the_window():
    quarters = pd.DataFrame(
        {"gdp_usd_bn": [100.0, 200.0, 300.0, 400.0], "debt_public_usd_bn": [10.0, 20.0, 30.0, 40.0]},
        index=pd.PeriodIndex(["2019-01", "2019-04", "2019-07", "2019-10"], freq="M"),
    )
    flow = pd.Series([1.0, 1.0, np.nan, 1.0, 1.0, 1.0], index=months("2019-07", 6))
    summed = panel.accumulate(flow, quarters, 2, "usd_bn")
    assert summed.isna().tolist() == [True, False, True, True, False, False]
    assert panel.accumulate(flow, quarters, 2, "pct_gdp")["2019-12"] == pytest.approx(100 * 2 / 400)  # October, the month t - 2
    assert panel.accumulate(flow, quarters, 2, "pct_debt")["2019-12"] == pytest.approx(100 * 2 / 30)  # end of the third quarter
    # October's debt is not known before October is over.
    assert panel.accumulate(flow, quarters, 1, "pct_debt")["2019-10"] == pytest.approx(100 / 30)


def test_coverage_names_the_years_without_official_flows(study):
    official = study.coverage[study.coverage["measure"] == "official"].set_index("source")
    assert official.loc["BJ", "last"] == pd.Period("2020-12")
    assert official.loc["SLT", "first"] == pd.Period("2023-02")
    assert (study.coverage["holes"] == 0).all()
    shown = study.measured[(study.measured["measure"] == "official")]
    assert not shown["month"].between(pd.Period("2021-01"), pd.Period("2024-01") - 1).any()


# Reproduction -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("flows.ww.zero_flow.1986-2005.bp", 110),
        ("flows.ww.zero_flow.1994-2007.bp", 109),
        ("flows.ww.zero_flow.1986-2011.bp", 136),
        ("flows.ww.zero_flow.model_expectations.1986-2005.bp", -6),
        ("flows.ww.zero_flow.model_expectations.1994-2007.bp", -11),
        ("flows.ww.zero_flow.model_expectations.1986-2011.bp", -8),
        ("flows.ww.zero_flow.vol_gs2.1994-2007.bp", 4),
        ("flows.ww.zero_flow.vol_gs2.1986-2011.bp", 90),
        ("flows.ww.zero_flow.vol_fedfunds.1994-2007.bp", 23),
    ],
)
def test_zero_flow_effects_are_the_known_ones(number, key, expected):
    assert number(key) == pytest.approx(expected, abs=1)


def test_regression_anchors(number):
    assert number("flows.ww.flow_last.1986-2005.pct") == pytest.approx(1.86, abs=0.005)
    assert number("flows.ww.flow_last.1994-2007.pct") == pytest.approx(2.75, abs=0.005)
    assert [number(f"flows.ww.n.{s}") for s in reproduction.SAMPLES] == [233, 162, 306]
    assert number("flows.ww.coef.1994-2007") == pytest.approx(-0.398, abs=0.001)


def test_the_deficit_is_that_of_the_last_completed_fiscal_year():
    macro = pd.DataFrame(
        1.0,
        index=months("2018-09", 3),
        columns=["gs10_pct", "gs2_pct", "mich_pct", "fedfunds_pct", "expinf10yr_pct", "expinf1yr_pct", "indpro_index"],
    )
    balance = pd.DataFrame({"fiscal_year": pd.array([2017, 2018], dtype="Int64"), "balance_pct_gdp": [-3.4, -3.8]})
    quarters = pd.DataFrame({"gdp_usd_bn": [1.0], "debt_public_usd_bn": [1.0]}, index=months("2017-07", 1))
    out = reproduction.levels_data(macro, quarters, balance, pd.Series(1.0, index=macro.index))
    assert out["deficit_pct_gdp"].tolist() == [3.4, 3.8, 3.8]


def test_partial_adjustment_long_run_error_is_the_delta_method(study):
    rows = study.term_premium.set_index(["specification", "horizon"])
    impact, long_run = rows.loc[("partial adjustment", "impact month")], rows.loc[("partial adjustment", "long run")]
    assert long_run["t_hac6"] == pytest.approx(impact["t_hac6"], rel=0.1)
    assert impact["effect_bp_per_100bn"] == pytest.approx(-impact["coef_bp_per_pct_debt"] * 1e4 / impact["debt_usd_bn"])


# Levels, dynamics ---------------------------------------------------------------------------------------------------------------------


def test_nominal_five_percent_is_several_times_that_in_every_sample(study):
    naive = study.spurious[study.spurious["statistic"] == "Newey-West, 12 lags, normal"]
    assert len(naive) == 6
    assert (naive["size"] > 0.15).all()
    assert (naive["critical_5pct"] > 3).all()


def test_detectable_effects_of_the_recent_months(number):
    assert number("flows.mde.slt.total.bp_per_100bn") == pytest.approx(24, abs=1)
    assert number("flows.mde.slt.official.bp_per_100bn") == pytest.approx(47, abs=2)
    assert number("flows.mde.slt.japan.bp_per_100bn") == pytest.approx(68, abs=2)


def test_recent_projections_stop_at_three_months(study):
    assert study.recent_responses["horizon"].max() == 3
    assert study.responses["horizon"].max() == 12
    assert set(study.responses["flow"]) == {"official", "private", "total", "japan"}


# Identification -----------------------------------------------------------------------------------------------------------------------


def test_interventions_in_dollars(study):
    sold = study.sold.set_index("episode")
    assert sold.loc["2024-05", "sold_usd_bn"] == pytest.approx(62.3, abs=0.1)
    assert sold.loc["2022-09", "sold_usd_bn"] == pytest.approx(20.0, abs=0.1)
    assert sold.loc["2024-05", "bills_change_usd_bn"] == pytest.approx(-36.1, abs=0.1)
    assert sold.loc["2026-05", "bills_change_usd_bn"] == pytest.approx(-59.8, abs=0.1)
    assert sold.loc["2026-05", "implied_official_usd_bn"] == pytest.approx(-6.7, abs=0.1)
    assert sold.loc["2026-05", "bills_source"] == "third-party total"


def test_granular_table_reports_strength_beside_its_critical_value(study):
    assert (study.granular["effective_f"] < study.granular["critical_value"]).all()
    assert study.granular["excess_herfindahl"].between(0, 1).all()


# Specification curve --------------------------------------------------------------------------------------------------------------------


def test_curve_equals_statsmodels_on_a_random_subset(study):
    tables = {name: catalog.load(name) for name in flows.TABLES}
    quarterly = tables["macro_quarterly"]
    official = panel.official_flows(tables["official_flows_monthly"])
    measures = panel.measures(official, panel.country_flows(tables["tic_form_s_monthly"], tables["tic_treasuries_monthly"]), "S")
    levels, _ = flows.curve_inputs(tables)
    scale = specification_curve.to_pct_debt(quarterly)
    for row in study.curve.sample(60, random_state=1).itertuples():
        flow = panel.accumulate(measures[row.flow], quarterly, row.window, row.scaling)
        names = [*specification_curve.EXPECTATIONS[row.expectations], "fedfunds_pct", "growth_pct"]
        names += [*specification_curve.VOLATILITIES.get(row.volatility, ()), *(["deficit_pct_gdp"] if row.deficit else [])]
        data = levels if row.form == "levels" else levels - levels.shift(row.window)
        span = slice(*specification_curve.SAMPLES[row.sample])
        x = sm.add_constant(pd.concat([flow.rename("flow"), data[names]], axis=1).loc[span])
        fit = sm.OLS(100 * data.loc[span, row.outcome], x).fit(cov_type="HAC", cov_kwds={"maxlags": 12, "use_correction": False})
        factor = scale.loc[row.sample, row.scaling]
        assert row.effect_bp_per_pct_debt == pytest.approx(factor * fit.params["flow"], rel=1e-8, abs=1e-8)
        assert row.se_bp == pytest.approx(factor * fit.bse["flow"], rel=1e-8)
        assert row.n == fit.nobs


def test_curve_is_large_varied_and_counted_once(study):
    labels = ["sample", "form", "window", "expectations", "volatility", "deficit", "flow", "scaling", "outcome"]
    assert len(study.curve) >= 1000
    assert not study.curve.duplicated(labels).any()
    assert study.curve["effect_bp_per_pct_debt"].is_monotonic_increasing
    assert study.curve_choices.groupby("choice")["regressions"].sum().eq(len(study.curve)).all()
    # Kim-Wright starts in 1990: the samples from 1986 must not carry it.
    assert set(study.curve.loc[study.curve["outcome"] == "kwtp10_pct", "sample"]) == {"1994-2007", "2009-2020"}


def test_the_regression_of_the_literature_is_one_point_of_the_curve(study, number):
    point = study.curve.query(
        "sample == '1994-2007' and form == 'levels' and window == 12 and expectations == 'survey' and volatility == '10-year'"
        " and not deficit and flow == 'official_government' and scaling == 'pct_gdp' and outcome == 'gs10_pct'"
    )
    assert len(point) == 1
    ratio = specification_curve.to_pct_debt(catalog.load("macro_quarterly")).loc["1994-2007", "pct_gdp"]
    assert point["effect_bp_per_pct_debt"].iloc[0] == pytest.approx(100 * ratio * number("flows.ww.coef.1994-2007"), rel=1e-8)


# Synthesis ------------------------------------------------------------------------------------------------------------------------------


def test_own_estimates_turn_sign_for_a_sale_and_differ_between_readings_by_the_size_of_the_market():
    one = {
        "key": "a",
        "estimate": "a",
        "identified": "no",
        "per_pct_debt_bp": -10.0,
        "low_bp": -15.0,
        "high_bp": -5.0,
        "debt_usd_bn": 5000.0,
    }
    out = synthesis.own_scale([one]).set_index("reading")
    assert out.loc["unscaled", ["low_bp", "mid_bp", "high_bp"]].tolist() == [10.0, 20.0, 30.0]
    assert out.loc["share_scaled", "mid_bp"] == pytest.approx(20 * 5000 / MARKETABLE_USD_BN)


def test_no_reading_is_ever_averaged_with_the_other(study):
    for frame in (study.impact, study.impact_left_out, study.impact_basis, study.effects, study.experiments):
        assert set(frame["reading"]) == {"unscaled", "share_scaled"}
    weights = study.impact_basis.groupby(["reading", "horizon"])["weight"].sum()
    assert weights.to_numpy() == pytest.approx(np.ones(4))


def test_leave_one_out_leaves_exactly_one_study_out():
    published = pd.DataFrame(
        {
            "key": ["a", "b", "c"],
            "study": ["A", "B", "B"],
            "horizon": ["impact", "short", "stock"],
            "per_100bn_low_bp": [10.0, 40.0, 5.0],
            "per_100bn_high_bp": [10.0, 40.0, 5.0],
            "per_pct_low_bp": [1.0, 4.0, 0.5],
            "per_pct_high_bp": [1.0, 4.0, 0.5],
        }
    )
    table = synthesis.leave_one_out(impact_scenarios(published)).set_index(["reading", "effect", "left_out"])
    assert table.loc[("unscaled", "short_run", "A"), "p10"] == pytest.approx(40)
    assert table.loc[("unscaled", "short_run", "B"), "p90"] == pytest.approx(10)
    assert ("unscaled", "long_run", "B") not in table.index  # the only one there


def test_impact_for_chapter_four_is_the_scenario_mixture(study, number):
    expected = impact_scenarios(catalog.load("published_effects"))["share_scaled"].quantiles()
    assert number("flows.impact.long_run.share_scaled.p50.bp_per_100bn") == pytest.approx(expected.loc["long_run", "p50"])
    assert number("flows.impact.half_life.weeks") == pytest.approx(expected.loc["half_life", "p50"])


# Natural experiments ----------------------------------------------------------------------------------------------------------------------


def test_observed_changes_and_bands(number):
    assert number("flows.natural.2024-05.observed.bp") == pytest.approx(-6)
    assert number("flows.natural.2026-05.observed.bp") == pytest.approx(13)
    assert number("flows.natural.2022-09.observed.bp") == pytest.approx(19)
    assert number("flows.natural.2024-05.band_low.bp") < -40 < 40 < number("flows.natural.2024-05.band_high.bp")


def test_bills_count_almost_nothing_and_the_parts_add_up(study):
    rows = study.experiments.query("reading == 'unscaled'").set_index(["episode", "part"])
    official, bill = (study.numbers[f"flows.ten_year_factor.{k}"].value for k in ("official", "bills"))
    assert bill < 0.05 < 0.45 < official < 0.65
    for episode in rows.index.unique(0):
        sold, long_term = rows.loc[(episode, "whole"), "sold_usd_bn"], rows.loc[(episode, "long_term"), "ten_year_usd_bn"] / official
        assert rows.loc[(episode, "whole"), "ten_year_usd_bn"] == pytest.approx(official * long_term + bill * (sold - long_term))
        assert rows.loc[(episode, "all_long_term"), "ten_year_usd_bn"] == pytest.approx(official * sold)


def test_placebo_windows_end_before_the_sale_begins():
    index = pd.bdate_range("2024-03-01", "2024-06-28")
    yields = pd.Series(4.0, index=index)
    yields["2024-04-29":] = 9.0  # the sale itself: must not widen its own band
    sold = pd.DataFrame({"episode": ["2024-05"], "sold_usd_bn": [60.0], "implied_official_usd_bn": [-20.0]})
    episode = natural.Episode("2024-05", "2024-04-26", "2024-05-29", ("2024-05",))
    scenarios = impact_scenarios(catalog.load("published_effects"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(natural, "EPISODES", (episode,))
        row = natural.predictions(sold, yields, scenarios, (0.5, 0.03)).iloc[0]
    assert row["observed_bp"] == pytest.approx(500)
    assert row["band_low_bp"] == row["band_high_bp"] == 0


# Named numbers --------------------------------------------------------------------------------------------------------------------------


def test_every_promised_number_is_there(study):
    promised = [
        *(f"flows.ww.zero_flow.{s}.bp" for s in ("1986-2005", "1994-2007", "1986-2011")),
        "flows.ww.coef.1994-2007",
        "flows.ww.t_hac12.1994-2007",
        "flows.ww.zero_flow.model_expectations.1994-2007.bp",
        "flows.ww.zero_flow.vol_gs2.1994-2007.bp",
        *(f"flows.lp.official.h{h}.bp_per_pct_debt" for h in (0, 6, 12)),
        *(f"flows.mde.slt.{f}.bp_per_100bn" for f in ("total", "official", "japan")),
        "flows.giv.effective_f",
        *(f"flows.spec_curve.{k}" for k in ("n", "median", "share_negative", "share_significant", "joint_p")),
        *(
            f"flows.impact.{run}.{reading}.{p}.bp_per_100bn"
            for run in ("short_run", "long_run")
            for reading in ("unscaled", "share_scaled")
            for p in ("p10", "p50", "p90")
        ),
        "flows.impact.half_life.weeks",
        *(f"flows.natural.{e}.observed.bp" for e in ("2024-05", "2026-05")),
        *(f"flows.natural.{e}.predicted.{r}.bp" for e in ("2024-05", "2026-05") for r in ("unscaled", "share_scaled")),
    ]
    assert not [k for k in promised if k not in study.numbers]


def test_every_table_of_regressions_names_sample_size_and_covariance(study):
    for frame in (
        study.regression,
        study.after,
        study.term_premium,
        study.responses,
        study.recent_responses,
        study.leads,
        study.moving,
        study.granular,
    ):
        assert {"n", "covariance"} <= set(frame.columns)
        assert frame["covariance"].str.len().gt(5).all()
