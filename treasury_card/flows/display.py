"""The results in the shape a reader sees: one function a table, no figure that is not already in the results.

What a caption speaks of stands next to the name of its row, so that a narrow screen shows it; what is the same in every row is left to
the note of the exhibit.
"""

from __future__ import annotations

import pandas as pd

from ..numbers import MINUS
from . import specification_curve
from .panel import SCALINGS

FLOWS = {"official": "official", "private": "private", "total": "all foreigners", "japan": "Japan"}
READINGS = {"unscaled": "unscaled", "share_scaled": "share-scaled"}
PARTS = {"whole": "as sold", "long_term": "notes and bonds alone", "all_long_term": "if all had been notes and bonds"}
ERAS = {"SLT": "since 2023", "long": "1985 to 2011"}


def _span(frame: pd.DataFrame) -> pd.Series:
    return frame["first"].astype(str) + " to " + frame["last"].astype(str)


def _years(names: pd.Series) -> pd.Series:
    """Years of a sample as other spans are written; a hyphen would be broken at the end of a line."""
    return names.str.replace(r"(\d{4})-(\d{4})", r"\1 to \2", regex=True)


def _interval(low: pd.Series, high: pd.Series) -> list[str]:
    """Whole numbers as "−16 to 68"."""
    return [f"{a:.0f} to {b:.0f}".replace("-", MINUS) for a, b in zip(low, high, strict=True)]


def conversions(table: pd.DataFrame) -> pd.DataFrame:
    """The year's denominators and what $100bn was."""
    shares = {"usd_100bn_pct_gdp": "$100bn_in_%_of_GDP", "usd_100bn_pct_debt": "$100bn_in_%_of_debt"}
    return table.round(dict.fromkeys(shares, 2)).rename(columns={"gdp_usd_bn": "GDP_usd_bn"} | shares)


def measured_years(measured: pd.DataFrame) -> pd.DataFrame:
    """12-month sums of each December, one column a measure and source; an empty cell was not measured."""
    december = measured[measured["month"].dt.month == 12].assign(year=lambda t: t["month"].dt.year)
    names = {"official": "official", "total": "all_foreigners", "japan": "Japan"}
    december = december.assign(column=december["measure"].map(names) + "_" + december["source"] + "_pct")
    wide = december.pivot(index="year", columns="column", values="net_12m_pct_debt")
    return wide.loc[1985:].rename_axis(columns=None).reset_index()


def coverage(table: pd.DataFrame) -> pd.DataFrame:
    """Who measured what, when."""
    whole = table.assign(holes=table["holes"].astype(int))
    columns = ["measure", "measured_by", "first", "last", "months", "months_missing_inside", "largest_sale_usd_bn", "largest_sale_month"]
    return whole.rename(columns={"holes": "months_missing_inside"})[columns]


def regressions(table: pd.DataFrame) -> pd.DataFrame:
    """The Warnock-Warnock variants: coefficient for 1 % of GDP, zero-flow effect, fit, autocorrelation of residuals, N."""
    return pd.DataFrame(
        {
            "sample": _years(table["sample"]),
            "variant": table["variant"],
            "coefficient_pp": table["coef_pp_per_pct_gdp"],
            "error_pp": table["se_pp"],
            "t": table["t_hac12"].round(1),
            "effect_bp": table["zero_flow_bp"],
            "flow_pct_gdp": table["flow_last_pct_gdp"],
            "R2": table["r2"].round(2),
            "AR": table["residual_ar1"].round(2),
            "months": table["n"],
        }
    )


def term_premium(table: pd.DataFrame) -> pd.DataFrame:
    """The term-premium regressions, as effects of buying less; two rows where a month and the long run differ."""
    twice = table["specification"].duplicated(keep=False)
    return pd.DataFrame(
        {
            "specification": table["specification"].where(~twice, table["specification"] + ", " + table["horizon"]),
            "$100bn_less_bp": table["effect_bp_per_100bn"],
            "its_error_bp": table["effect_se_bp"],
            "t": table["t_hac6"].round(1),
            "for_1%_of_debt_bp": table["coef_bp_per_pct_debt"],
            "error_bp": table["se_bp"],
            "months": table["n"],
        }
    )


_SERIES = {
    "gs10_pct": "10-year yield",
    "flow_pct_gdp": "12-month official flow, % of GDP",
    "mich_pct": "survey inflation expectation",
    "fedfunds_pct": "federal funds rate",
    "growth_pct": "industrial production, 12-month growth",
    "vol_gs10_pct": "volatility of the 10-year",
    "residual": "residual of the regression",
    "monthly flow": "monthly official flow, % of GDP",
}


def persistence(table: pd.DataFrame) -> pd.DataFrame:
    """Autocorrelation, half-life and unit-root tests, 1986-2011."""
    return pd.DataFrame(
        {
            "series": table["series"].map(_SERIES),
            "months": table["n"],
            "first_autocorrelation": table["ar1"].round(3),
            "half-life_months": table["half_life_months"].round(0),
            "p_unit_root_(ADF)": table["adf_p"].round(3),
            "p_stationarity_(KPSS)": table["kpss_p"].round(2),
        }
    )


def true_size(table: pd.DataFrame) -> pd.DataFrame:
    """False alarms, honest critical values and p-values, one row a sample, null and statistic."""
    return pd.DataFrame(
        {
            "sample": _years(table["sample"]),
            "null": table["null"],
            "statistic": table["statistic"],
            "false_alarms_pct": 100 * table["size"],
            "textbook_critical_value": table["critical_nominal"].round(2),
            "honest_critical_value": table["critical_5pct"].round(1),
            "|t|_in_the_data": table["t_actual"].round(1),
            "honest_p": table["p_adjusted"].round(3),
            "draws": table["draws"],
        }
    )


def each_december(table: pd.DataFrame) -> pd.DataFrame:
    """Moving coefficients of each December."""
    rows = table[table["month"].dt.month == 12]
    named = rows.rename(columns={"kind": "sample", "n": "months", "coef_pp": "coefficient_pp"})
    return named[["sample", "month", "months", "coefficient_pp", "low_pp", "high_pp", "covariance"]].reset_index(drop=True)


def breaks(path: pd.DataFrame) -> pd.DataFrame:
    """Wald statistic and coefficients before and after, quarter by quarter."""
    table = path[path.index.month % 3 == 0].rename_axis("shift_in").reset_index()
    return table.rename(columns={"wald": "Wald_statistic", "coef_before_pp": "before_pp", "coef_after_pp": "after_pp"})


def forecast(errors: pd.DataFrame) -> pd.DataFrame:
    """Errors of the predictions."""
    return errors.rename(columns={"rmse_bp": "root_mean_squared_error_bp", "n": "months"})


def detectable(table: pd.DataFrame) -> pd.DataFrame:
    """Minimum detectable effects under the favourable and the honest convention."""
    return pd.DataFrame(
        {
            "flow": table["flow"].map(FLOWS),
            "measured": table["era"].map(ERAS),
            "months": table["n"],
            "s.d._of_yield_changes_bp": table["sd_change_bp"],
            "s.d._of_flows_usd_bn": table["sd_flow_usd_bn"],
            "detectable_per_$100bn_normal_bp": table["detectable_bp_per_100bn"],
            "detectable_per_$100bn_EWC_bp": table["detectable_ewc_bp_per_100bn"],
        }
    )


def responses(table: pd.DataFrame) -> pd.DataFrame:
    """Local projections: response, pointwise and joint 95 % bands, sample and covariance."""
    return pd.DataFrame(
        {
            "flow": table["flow"].map(FLOWS),
            "outcome": table["outcome"],
            "months_after": table["horizon"],
            "response_bp": table["response_bp"],
            "low_bp": table["low_bp"],
            "high_bp": table["high_bp"],
            "joint_low_bp": table["joint_low_bp"],
            "joint_high_bp": table["joint_high_bp"],
            "detectable_bp": table["detectable_bp"],
            "sample": _span(table),
            "months": table["n"],
            "covariance": table["covariance"],
        }
    )


def leads(table: pd.DataFrame) -> pd.DataFrame:
    """Falsification by flow and lead."""
    named = table.assign(flow=table["flow"].map(FLOWS)).rename(columns={"lead": "months_until_the_flow", "n": "months"})
    return named[["flow", "months_until_the_flow", "response_bp", "low_bp", "high_bp", "months", "covariance"]]


def interval_coverage(table: pd.DataFrame) -> pd.DataFrame:
    """Coverage of 95 % intervals in simulated samples of our lengths, one column a horizon."""
    named = table.assign(
        covariance=table["covariance"].str.replace(r"\d+ (cosines|lags)", r"\1", regex=True).str.replace(r"t\(\d+\)", "t", regex=True),
        coverage_pct=100 * table["coverage"],
    )
    wide = named.pivot_table(index=["n", "covariance"], columns="horizon", values="coverage_pct", sort=False)
    wide.columns = [f"{h} month{'' if h == 1 else 's'}_pct".replace(" ", "_") for h in wide.columns]
    return wide.rename_axis(["months", "covariance"]).reset_index()


def granular(table: pd.DataFrame) -> pd.DataFrame:
    """Granular instruments: strength, Anderson-Rubin set, two-stage estimate per $100bn sold."""
    short = table["ar_text"].str.replace("unbounded: at most ", "≤").str.replace("at least ", "≥")
    return pd.DataFrame(
        {
            "version": table["version"],
            "effective_F": table["effective_f"].round(1),
            "95%_set_bp": short,
            "estimate_bp": table["estimate_bp_per_100bn"],
            "F_(White)": table["white_f"].round(1),
            "countries": table["countries"],
            "HHI": table["excess_herfindahl"].round(2),
        }
    )


def interventions(table: pd.DataFrame) -> pd.DataFrame:
    """Intervention months against placebo calendars: effects of $100bn sold."""
    return pd.DataFrame(
        {
            "outcome": table["outcome"],
            "effect": table["effect_per_100bn"].round(0),
            "not_rejected": _interval(table["set_low"], table["set_high"]),
            "p": table["p"].round(3),
            "months_of_sales": table["months"],
            "sold_usd_bn": table["sold_usd_bn"],
            "sample": _span(table),
            "months": table["n"],
        }
    )


def drawn_curve(table: pd.DataFrame) -> pd.DataFrame:
    """The regressions drawn, with everything that was chosen in each."""
    named = table.rename(columns={"effect_bp_per_pct_debt": "effect_per_1%_of_debt_bp", "se_bp": "standard_error_bp", "n": "months"})
    named = named.replace({"outcome": specification_curve.OUTCOMES, "flow": specification_curve.FLOWS, "scaling": SCALINGS})
    named["sample"] = _years(named["sample"])
    chosen = ["form", "sample", "expectations", "volatility", "deficit", "outcome", "flow", "scaling", "window"]
    return named[["effect_per_1%_of_debt_bp", "standard_error_bp", "t", *chosen, "months"]].round({"t": 1})


def choices(table: pd.DataFrame) -> pd.DataFrame:
    """What each choice does to the curve."""
    return pd.DataFrame(
        {
            "choice": table["choice"],
            "option": _years(table["option"]),
            "regressions": table["regressions"],
            "median_bp": table["median_bp_per_pct_debt"],
            "p10_bp": table["p10_bp"],
            "p90_bp": table["p90_bp"],
            "purchases_lower_yields_pct": 100 * table["share_negative"],
            "significantly_pct": 100 * table["share_significant_negative"],
        }
    )


def joint_tests(table: pd.DataFrame) -> pd.DataFrame:
    """The curve against curves of unrelated flows."""
    names = {"null_median": "median_of_unrelated_flows", "null_p95": "95th_percentile_of_unrelated_flows"}
    return table.round({"actual": 3, "null_median": 3, "null_p95": 3, "p": 3}).rename(columns=names)


def one_axis(table: pd.DataFrame) -> pd.DataFrame:
    """Published and own effects per $100bn sold, in both readings."""
    readings, identified = table["reading"].map(READINGS), table["identified"].fillna("see the study")
    named = table.assign(estimate=_years(table["estimate"]), reading=readings, identified=identified)
    return named[["source", "estimate", "reading", "low_bp", "mid_bp", "high_bp", "identified"]]


def impact(table: pd.DataFrame) -> pd.DataFrame:
    """What chapter 4 takes over."""
    effects = {"short_run": "short run, bp per $100bn", "long_run": "long run, bp per $100bn", "half_life": "half-life, weeks (assumed)"}
    named = table.assign(reading=table["reading"].map(READINGS), effect=table["effect"].map(effects))
    return named[["effect", "reading", "p10", "p50", "p90", "studies"]].round(1)


def basis(table: pd.DataFrame) -> pd.DataFrame:
    """Weights behind the mixture."""
    runs = {"short_run": "short run", "long_run": "long run"}
    horizon = table["horizon"].map(runs)
    named = table.assign(reading=table["reading"].map(READINGS), horizon=horizon, weight_pct=100 * table["weight"])
    return named[["reading", "horizon", "study", "low_bp", "high_bp", "weight_pct"]]


def left_out(table: pd.DataFrame) -> pd.DataFrame:
    """The mixture without each study."""
    runs = {"short_run": "short run", "long_run": "long run"}
    named = table.assign(reading=table["reading"].map(READINGS), effect=table["effect"].map(runs))
    return named.rename(columns={"left_out": "study_left_out", "p10": "p10_bp", "p50": "p50_bp", "p90": "p90_bp"})


def experiments(table: pd.DataFrame) -> pd.DataFrame:
    """Sales, predictions, observed changes and bands."""
    return pd.DataFrame(
        {
            "episode": table["episode"],
            "counted": table["part"].map(PARTS),
            "reading": table["reading"].map(READINGS),
            "observed_bp": table["observed_bp"],
            "predicted_bp": table["p50_bp"],
            "p90_bp": table["p90_bp"],
            "band_low_bp": table["band_low_bp"],
            "band_high_bp": table["band_high_bp"],
            "p": table["p_reading"].round(2),
            "not_rejected_per_$100bn_bp": table["largest_not_rejected_bp_per_100bn"],
            "ten-year_notes_usd_bn": table["ten_year_usd_bn"],
            "dollars_sold_usd_bn": table["sold_usd_bn"],
            "window": table["first"].dt.strftime("%Y-%m-%d") + " to " + table["last"].dt.strftime("%Y-%m-%d"),
        }
    )


def sold(table: pd.DataFrame) -> pd.DataFrame:
    """What left Japan's line in the months of the sales."""
    return table.rename(
        columns={
            "sold_usd_bn": "dollars_sold_usd_bn",
            "long_term_net_usd_bn": "notes_and_bonds_usd_bn",
            "private_net_usd_bn": "of_which_private_usd_bn",
            "implied_official_usd_bn": "difference_usd_bn",
            "bills_change_usd_bn": "bills_usd_bn",
        }
    )
