"""The two best-known regressions, run again on independent data.

Neither paper's data nor its coefficient table was seen, so nothing here is a replication in the strict sense: the definitions are
ours, chosen to be as close as the published descriptions allow. Sources: Warnock and Warnock (NBER 12560, 2006); Beltran,
Kretchmer, Marquez and Thomas (International Finance Discussion Papers 1041, 2012).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import statsmodels.api as sm

from .panel import accumulate

SAMPLES = {"1986-2005": ("1986-01", "2005-05"), "1994-2007": ("1994-01", "2007-06"), "1986-2011": ("1986-01", "2011-06")}
AFTER = {"2009-2020": ("2009-01", "2020-12"), "2024-2026": ("2024-01", "2026-05")}
HAC_LAGS = 12
HAC_NAME = f"Newey-West, {HAC_LAGS} lags"

EXPECTATIONS = {
    "survey": ("mich_pct",),
    "model": ("expinf10yr_pct", "expinf_gap_pct"),
}
VOLATILITIES = {"10-year": "vol_gs10_pct", "2-year": "vol_gs2_pct", "fed funds": "vol_fedfunds_pct"}


def levels_data(macro_monthly: pd.DataFrame, macro_quarterly: pd.DataFrame, balance: pd.DataFrame, flow_usd_bn: pd.Series) -> pd.DataFrame:
    """Everything that a levels regression of the 10-year yield may use, by month.

    ``flow_pct_gdp``: 12-month sum of the flow in % of GDP of the quarter that holds month t-12. ``growth_pct``: 100 x 12-month log
    change of industrial production. ``vol_*``: standard deviation (ddof 1) of the last 36 monthly changes. ``deficit_pct_gdp``:
    federal deficit of the last completed fiscal year (October to September), known when the month begins.
    """
    m = macro_monthly
    out = m[["gs10_pct", "mich_pct", "fedfunds_pct", "expinf10yr_pct"]].copy()
    out["expinf_gap_pct"] = m["expinf1yr_pct"] - m["expinf10yr_pct"]
    out["growth_pct"] = 100 * np.log(m["indpro_index"]).diff(12)
    for name in ("gs10", "gs2", "fedfunds"):
        out[f"vol_{name}_pct"] = m[f"{name}_pct"].diff().rolling(36).std()
    by_year = balance.set_index(balance["fiscal_year"].astype(int))["balance_pct_gdp"]
    completed = np.where(m.index.month >= 10, m.index.year, m.index.year - 1)
    out["deficit_pct_gdp"] = -by_year.reindex(completed).to_numpy()
    out["flow_pct_gdp"] = accumulate(flow_usd_bn, macro_quarterly, 12, "pct_gdp").reindex(out.index)
    return out


def design(
    data: pd.DataFrame, first: str, last: str, expectations: str = "survey", volatility: str = "10-year", deficit: bool = False
) -> pd.DataFrame:
    """The regression's columns, dependent variable first and the flow second; months with anything missing are dropped."""
    columns = ["gs10_pct", "flow_pct_gdp", *EXPECTATIONS[expectations], "fedfunds_pct", "growth_pct", VOLATILITIES[volatility]]
    if deficit:
        columns.append("deficit_pct_gdp")
    return data.loc[first:last, columns].dropna()


def warnock_warnock(data: pd.DataFrame, first: str, last: str, **choices):
    """OLS of the 10-year yield on the 12-month official flow and macro controls, HAC errors.

    Returns
    -------
    statsmodels RegressionResults
        Coefficient of ``flow_pct_gdp`` in percentage points of yield per 1 % of GDP.
    """
    table = design(data, first, last, **choices)
    return sm.OLS(table.iloc[:, 0], sm.add_constant(table.iloc[:, 1:])).fit(
        cov_type="HAC", cov_kwds={"maxlags": HAC_LAGS, "use_correction": False}
    )


def zero_flow_bp(fit) -> float:
    """What the yield would have been above its value, in bp, had the last 12 months' flow of the sample been zero."""
    return -100 * fit.params["flow_pct_gdp"] * fit.model.data.orig_exog["flow_pct_gdp"].iloc[-1]


VARIANTS = {
    "survey expectations, 10-year volatility": {},
    "with the deficit": {"deficit": True},
    "model-based expectations": {"expectations": "model"},
    "2-year volatility": {"volatility": "2-year"},
    "fed funds volatility": {"volatility": "fed funds"},
}


def reproduction_table(data: pd.DataFrame, samples: dict[str, tuple[str, str]] | None = None) -> pd.DataFrame:
    """Every variant in every sample: coefficient, HAC t, zero-flow effect, fit, and how far the residuals are from noise.

    Returns
    -------
    DataFrame
        sample, variant, first, last, n, coef_pp_per_pct_gdp, se_pp, t_hac12, flow_last_pct_gdp, zero_flow_bp, zero_flow_low_bp,
        zero_flow_high_bp (95 %, the same errors), at_mean_flow_bp, r2, residual_ar1, covariance.
    """
    rows = []
    for sample, (first, last) in (samples or SAMPLES).items():
        for variant, choices in VARIANTS.items():
            fit = warnock_warnock(data, first, last, **choices)
            flow, residual = fit.model.data.orig_exog["flow_pct_gdp"], fit.resid.to_numpy()
            low, high = sorted(-100 * flow.iloc[-1] * fit.conf_int().loc["flow_pct_gdp"])
            rows.append(
                {
                    "sample": sample,
                    "variant": variant,
                    "first": fit.model.data.orig_endog.index[0],
                    "last": fit.model.data.orig_endog.index[-1],
                    "n": int(fit.nobs),
                    "coef_pp_per_pct_gdp": fit.params["flow_pct_gdp"],
                    "se_pp": fit.bse["flow_pct_gdp"],
                    "t_hac12": fit.tvalues["flow_pct_gdp"],
                    "flow_last_pct_gdp": flow.iloc[-1],
                    "zero_flow_bp": zero_flow_bp(fit),
                    "zero_flow_low_bp": low,
                    "zero_flow_high_bp": high,
                    "at_mean_flow_bp": -100 * fit.params["flow_pct_gdp"] * flow.mean(),
                    "r2": fit.rsquared,
                    "residual_ar1": np.corrcoef(residual[1:], residual[:-1])[0, 1],
                    "covariance": HAC_NAME,
                }
            )
    return pd.DataFrame(rows)


BELTRAN_SAMPLE = ("1994-01", "2007-06")
BELTRAN_LAGS = 6


def beltran_data(
    macro_monthly: pd.DataFrame, macro_quarterly: pd.DataFrame, acm_monthly: pd.DataFrame, treasury_flow_usd_bn: pd.Series
) -> pd.DataFrame:
    """Month-end 5-year term premium (bp) and the month's official net purchases in % of debt held by the public, with macro controls."""
    m = macro_monthly
    out = pd.DataFrame({"tp5_bp": 100 * acm_monthly["acmtp05_pct"]}).reindex(m.index)
    out["flow_pct_debt"] = accumulate(treasury_flow_usd_bn, macro_quarterly, 1, "pct_debt").reindex(m.index)
    out["tp5_before_bp"] = out["tp5_bp"].shift(1)
    out["mich_pct"], out["fedfunds_pct"] = m["mich_pct"], m["fedfunds_pct"]
    out["unrate_pct"], out["vol_gs2_pct"] = m["unrate_pct"], m["gs2_pct"].diff().rolling(36).std()
    out["growth_pct"] = 100 * np.log(m["indpro_index"]).diff(12)
    return out


def beltran(data: pd.DataFrame, macro_quarterly: pd.DataFrame) -> pd.DataFrame:
    """Monthly regressions of the 5-year ACM term premium on the month's official purchases, 1994-01 to 2007-06.

    ``levels`` regresses the premium on the flow and the controls; ``partial adjustment`` adds last month's premium, so that the flow's
    coefficient is the impact in the month and coefficient / (1 - rho) the long run (standard error by the delta method);
    ``changes`` regresses the monthly change of the premium on the flow and the changes of the controls.
    Effects are those of a *fall* in purchases by $100bn in one month, at the average debt of the sample.
    """
    table = data.loc[BELTRAN_SAMPLE[0] : BELTRAN_SAMPLE[1]]
    controls = ["mich_pct", "fedfunds_pct", "unrate_pct", "growth_pct", "vol_gs2_pct"]
    changes = data[controls].diff().loc[table.index]
    debt = macro_quarterly["debt_public_usd_bn"].loc[BELTRAN_SAMPLE[0] : BELTRAN_SAMPLE[1]].mean()
    specifications = {
        "levels": (table["tp5_bp"], table[["flow_pct_debt", *controls]]),
        "partial adjustment": (table["tp5_bp"], table[["flow_pct_debt", "tp5_before_bp", *controls]]),
        "changes": (table["tp5_bp"] - table["tp5_before_bp"], pd.concat([table[["flow_pct_debt"]], changes], axis=1)),
    }
    rows = []
    for name, (y, x) in specifications.items():
        both = pd.concat([y.rename("y"), x], axis=1).dropna()
        fit = sm.OLS(both["y"], sm.add_constant(both.iloc[:, 1:])).fit(
            cov_type="HAC", cov_kwds={"maxlags": BELTRAN_LAGS, "use_correction": False}
        )
        effects = [("impact month", fit.params["flow_pct_debt"], fit.bse["flow_pct_debt"])]
        if name == "partial adjustment":
            rho, coef = fit.params["tp5_before_bp"], fit.params["flow_pct_debt"]
            gradient = pd.Series({"flow_pct_debt": 1 / (1 - rho), "tp5_before_bp": coef / (1 - rho) ** 2})
            covariance = fit.cov_params().loc[gradient.index, gradient.index]
            effects.append(("long run", coef / (1 - rho), float(np.sqrt(gradient @ covariance @ gradient))))
        for horizon, coef, se in effects:
            rows.append(
                {
                    "specification": name,
                    "horizon": horizon,
                    "first": both.index[0],
                    "last": both.index[-1],
                    "n": len(both),
                    "coef_bp_per_pct_debt": coef,
                    "se_bp": se,
                    "t_hac6": coef / se,
                    "effect_bp_per_100bn": -coef * 1e4 / debt,
                    "effect_se_bp": se * 1e4 / debt,
                    "debt_usd_bn": debt,
                    "covariance": f"Newey-West, {BELTRAN_LAGS} lags",
                }
            )
    return pd.DataFrame(rows)
