"""The results in the shape a reader sees: one function a table, no figure that is not already in the results."""

from __future__ import annotations

import pandas as pd

from . import specification_curve
from .panel import SCALINGS

FLOWS = {"official": "official", "private": "private", "total": "all foreigners", "japan": "Japan"}
READINGS = {"unscaled": "unscaled", "share_scaled": "share-scaled"}
PARTS = {"whole": "as sold", "long_term": "notes and bonds alone", "all_long_term": "if all had been notes and bonds"}
ERAS = {"SLT": "since 2023", "long": "1985-2011"}


def _span(frame: pd.DataFrame) -> pd.Series:
    return frame["first"].astype(str) + " to " + frame["last"].astype(str)


def conversions(table: pd.DataFrame) -> pd.DataFrame:
    """The year's denominators and what $100bn was."""
    names = {"gdp_usd_bn": "GDP_usd_bn", "debt_usd_bn": "debt_usd_bn", "usd_100bn_pct_gdp": "$100bn_pct_gdp"}
    return table.rename(columns=names | {"usd_100bn_pct_debt": "$100bn in % of debt"}).round({"$100bn in % of debt": 2})


def measured_years(measured: pd.DataFrame) -> pd.DataFrame:
    """12-month sums of each December, one column a measure and source; an empty cell was not measured."""
    december = measured[measured["month"].dt.month == 12].assign(year=lambda t: t["month"].dt.year)
    names = {"official": "official", "total": "all foreigners", "japan": "Japan"}
    december = december.assign(column=december["measure"].map(names) + ", " + december["source"] + "_pct")
    wide = december.pivot(index="year", columns="column", values="net_12m_pct_debt")
    return wide.loc[1985:].rename_axis(columns=None).reset_index()


def coverage(table: pd.DataFrame) -> pd.DataFrame:
    """Who measured what, when."""
    whole = table.assign(holes=table["holes"].astype(int))
    columns = ["measure", "measured_by", "first", "last", "months", "months missing inside", "largest_sale_usd_bn", "largest_sale_month"]
    return whole.rename(columns={"holes": "months missing inside"})[columns]


def regressions(table: pd.DataFrame) -> pd.DataFrame:
    """The Warnock-Warnock variants: units, sample, N, covariance by name."""
    return pd.DataFrame(
        {
            "sample": _span(table),
            "variant": table["variant"],
            "months": table["n"],
            "coefficient, per 1% of GDP_pp": table["coef_pp_per_pct_gdp"],
            "standard error_pp": table["se_pp"],
            "t": table["t_hac12"].round(1),
            "flow in the last month_pct_gdp": table["flow_last_pct_gdp"],
            "zero_flow_effect_bp": table["zero_flow_bp"],
            "R2": table["r2"].round(2),
            "autocorrelation of residuals": table["residual_ar1"].round(2),
            "covariance": table["covariance"],
        }
    )


def term_premium(table: pd.DataFrame) -> pd.DataFrame:
    """The term-premium regressions, as effects of buying less."""
    return pd.DataFrame(
        {
            "specification": table["specification"],
            "horizon": table["horizon"],
            "sample": _span(table),
            "months": table["n"],
            "coefficient, per 1% of debt_bp": table["coef_bp_per_pct_debt"],
            "standard error_bp": table["se_bp"],
            "t": table["t_hac6"].round(1),
            "$100bn less in a month_bp": table["effect_bp_per_100bn"],
            "its standard error_bp": table["effect_se_bp"],
            "covariance": table["covariance"],
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
            "first autocorrelation": table["ar1"].round(3),
            "half-life, months": table["half_life_months"].round(0),
            "p, null of a unit root (ADF)": table["adf_p"].round(3),
            "p, null of stationarity (KPSS, cut at 0.01 and 0.10)": table["kpss_p"].round(2),
        }
    )


def true_size(table: pd.DataFrame) -> pd.DataFrame:
    """False alarms, honest critical values and p-values, one row a sample, null and statistic."""
    return pd.DataFrame(
        {
            "sample": table["sample"],
            "null": table["null"],
            "statistic": table["statistic"],
            "false_alarms_pct": 100 * table["size"],
            "critical value, textbook": table["critical_nominal"].round(2),
            "critical value, honest": table["critical_5pct"].round(1),
            "|t| in the data": table["t_actual"].round(1),
            "honest p": table["p_adjusted"].round(3),
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
    table = path[path.index.month % 3 == 0].rename_axis("shift in").reset_index()
    return table.rename(columns={"wald": "Wald statistic", "coef_before_pp": "before_pp", "coef_after_pp": "after_pp"})


def forecast(errors: pd.DataFrame) -> pd.DataFrame:
    """Errors of the predictions."""
    return errors.rename(columns={"rmse_bp": "root_mean_squared_error_bp", "n": "months"})


def detectable(table: pd.DataFrame) -> pd.DataFrame:
    """Minimum detectable effects under the favourable and the honest convention."""
    return pd.DataFrame(
        {
            "flow": table["flow"].map(FLOWS),
            "months measured": table["era"].map(ERAS),
            "months": table["n"],
            "s.d. of yield changes_bp": table["sd_change_bp"],
            "s.d. of flows_usd_bn": table["sd_flow_usd_bn"],
            "detectable per $100bn, normal_bp": table["detectable_bp_per_100bn"],
            "detectable per $100bn, EWC_bp": table["detectable_ewc_bp_per_100bn"],
        }
    )


def responses(table: pd.DataFrame) -> pd.DataFrame:
    """Local projections: response, pointwise and joint 95 % bands, sample and covariance."""
    return pd.DataFrame(
        {
            "flow": table["flow"].map(FLOWS),
            "outcome": table["outcome"],
            "months after": table["horizon"],
            "response_bp": table["response_bp"],
            "low_bp": table["low_bp"],
            "high_bp": table["high_bp"],
            "joint, low_bp": table["joint_low_bp"],
            "joint, high_bp": table["joint_high_bp"],
            "detectable_bp": table["detectable_bp"],
            "sample": _span(table),
            "months": table["n"],
            "covariance": table["covariance"],
        }
    )


def leads(table: pd.DataFrame) -> pd.DataFrame:
    """Falsification by flow and lead."""
    named = table.assign(flow=table["flow"].map(FLOWS)).rename(columns={"lead": "months until the flow", "n": "months"})
    return named[["flow", "months until the flow", "response_bp", "low_bp", "high_bp", "months", "covariance"]]


def interval_coverage(table: pd.DataFrame) -> pd.DataFrame:
    """Coverage of 95 % intervals in simulated samples of our lengths, one column a horizon."""
    named = table.assign(
        covariance=table["covariance"].str.replace(r"\d+ (cosines|lags)", r"\1", regex=True).str.replace(r"t\(\d+\)", "t", regex=True),
        coverage_pct=100 * table["coverage"],
    )
    wide = named.pivot_table(index=["n", "covariance"], columns="horizon", values="coverage_pct", sort=False)
    wide.columns = [f"{h} month{'' if h == 1 else 's'} after_pct" for h in wide.columns]
    return wide.rename_axis(["months", "covariance"]).reset_index()


def granular(table: pd.DataFrame) -> pd.DataFrame:
    """Granular instruments: strength against the critical value, estimate, Anderson-Rubin set."""
    return pd.DataFrame(
        {
            "version": table["version"],
            "countries": table["countries"],
            "excess Herfindahl": table["excess_herfindahl"].round(2),
            "sample": _span(table),
            "months": table["n"],
            "F, EWC": table["effective_f"].round(1),
            "F, White": table["white_f"].round(1),
            "critical value": table["critical_value"].round(1),
            "$100bn sold, two-stage least squares_bp": table["estimate_bp_per_100bn"],
            "95% Anderson-Rubin set, bp": table["ar_text"],
            "covariance": table["covariance"],
        }
    )


def interventions(table: pd.DataFrame) -> pd.DataFrame:
    """Intervention months against placebo calendars."""
    return pd.DataFrame(
        {
            "outcome": table["outcome"],
            "sample": _span(table),
            "months": table["n"],
            "months with sales": table["months"],
            "sold_usd_bn": table["sold_usd_bn"],
            "per $100bn sold": table["effect_per_100bn"].round(0),
            "p of no effect": table["p"].round(3),
            "not rejected, low": table["set_low"].round(0),
            "not rejected, high": table["set_high"].round(0),
        }
    )


def drawn_curve(table: pd.DataFrame) -> pd.DataFrame:
    """The regressions drawn, with everything that was chosen in each."""
    named = table.rename(columns={"effect_bp_per_pct_debt": "effect per 1% of debt_bp", "se_bp": "standard_error_bp", "n": "months"})
    named = named.replace({"outcome": specification_curve.OUTCOMES, "flow": specification_curve.FLOWS, "scaling": SCALINGS})
    chosen = ["form", "sample", "expectations", "volatility", "deficit", "outcome", "flow", "scaling", "window"]
    return named[["effect per 1% of debt_bp", "standard_error_bp", "t", *chosen, "months"]].round({"t": 1})


def choices(table: pd.DataFrame) -> pd.DataFrame:
    """What each choice does to the curve."""
    return pd.DataFrame(
        {
            "choice": table["choice"],
            "option": table["option"],
            "regressions": table["regressions"],
            "median_bp": table["median_bp_per_pct_debt"],
            "p10_bp": table["p10_bp"],
            "p90_bp": table["p90_bp"],
            "purchases lower yields_pct": 100 * table["share_negative"],
            "significantly_pct": 100 * table["share_significant_negative"],
        }
    )


def joint_tests(table: pd.DataFrame) -> pd.DataFrame:
    """The curve against curves of unrelated flows."""
    names = {"null_median": "median, unrelated flows", "null_p95": "95th percentile, unrelated flows"}
    return table.round({"actual": 3, "null_median": 3, "null_p95": 3, "p": 3}).rename(columns=names)


def one_axis(table: pd.DataFrame) -> pd.DataFrame:
    """Published and own effects per $100bn sold, in both readings."""
    named = table.assign(reading=table["reading"].map(READINGS), identified=table["identified"].fillna("see the study"))
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
    return named.rename(columns={"left_out": "study left out", "p10": "p10_bp", "p50": "p50_bp", "p90": "p90_bp"})


def experiments(table: pd.DataFrame) -> pd.DataFrame:
    """Sales, predictions, observed changes and bands."""
    return pd.DataFrame(
        {
            "episode": table["episode"],
            "counted": table["part"].map(PARTS),
            "reading": table["reading"].map(READINGS),
            "window": table["first"].dt.strftime("%Y-%m-%d") + " to " + table["last"].dt.strftime("%Y-%m-%d"),
            "dollars sold_usd_bn": table["sold_usd_bn"],
            "ten-year notes_usd_bn": table["ten_year_usd_bn"],
            "predicted, median_bp": table["p50_bp"],
            "predicted, p90_bp": table["p90_bp"],
            "observed_bp": table["observed_bp"],
            "band, low_bp": table["band_low_bp"],
            "band, high_bp": table["band_high_bp"],
            "p": table["p_reading"].round(2),
            "impact not rejected, per $100bn_bp": table["largest_not_rejected_bp_per_100bn"],
        }
    )


def sold(table: pd.DataFrame) -> pd.DataFrame:
    """What left Japan's line in the months of the sales."""
    return table.rename(
        columns={
            "sold_usd_bn": "dollars sold_usd_bn",
            "long_term_net_usd_bn": "notes and bonds, net_usd_bn",
            "private_net_usd_bn": "of which private, Bank of Japan_usd_bn",
            "implied_official_usd_bn": "difference_usd_bn",
            "bills_change_usd_bn": "bills, change_usd_bn",
        }
    )
