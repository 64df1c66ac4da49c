"""Why a regression in levels misleads: persistence, the true size of its t test, its stability, its forecasts."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.tools.sm_exceptions import InterpolationWarning
from statsmodels.tsa.ar_model import ar_select_order
from statsmodels.tsa.stattools import adfuller, coint, kpss

from ..inference import SEED, ewc_cosines, fixed_b_critical_value, har_ols, phase_randomise
from .batch import bartlett_error, ewc_error, partial_out, slopes
from .reproduction import HAC_LAGS, design

WINDOW = 12  # months that the flow adds up


def persistence_table(series: dict[str, pd.Series], regression: pd.DataFrame) -> pd.DataFrame:
    """First-order autocorrelation, half-life, and unit-root tests from both sides, by series and for the residual of a regression.

    What a regression leaves unexplained was made to look stationary by the fit: its unit-root test is that of Engle and Granger (1987)
    with MacKinnon's values for as many variables, and it has no KPSS test here.

    Parameters
    ----------
    series : dict of Series
    regression : DataFrame
        Columns of a regression in levels without its constant, dependent variable first.

    Returns
    -------
    DataFrame
        series (the last is ``residual``), n, ar1, half_life_months, adf_p (null: unit root, constant, lags by AIC), kpss_p (null:
        stationary; the library's table is cut at 0.01 and 0.10).
    """

    def row(name: str, x: np.ndarray, unit_root_p: float, stationary_p: float) -> tuple:
        ar1 = np.corrcoef(x[1:], x[:-1])[0, 1]
        return name, x.size, ar1, np.log(0.5) / np.log(ar1) if 0 < ar1 < 1 else np.nan, unit_root_p, stationary_p

    rows = []
    for name, values in series.items():
        x = values.dropna().to_numpy()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", InterpolationWarning)
            stationary = kpss(x, regression="c", nlags="auto", result_object=True)
        rows.append(row(name, x, adfuller(x, autolag="AIC", result_object=True).pvalue, stationary.pvalue))
    y, x = regression.iloc[:, :1].to_numpy(), regression.iloc[:, 1:].to_numpy()
    residual = partial_out(np.column_stack([np.ones(len(x)), x]), y)[:, 0]
    rows.append(row("residual", residual, coint(y[:, 0], x, trend="c", autolag="aic")[1], np.nan))
    return pd.DataFrame(rows, columns=["series", "n", "ar1", "half_life_months", "adf_p", "kpss_p"])


def fit_autoregression(values: np.ndarray, longest: int = 12) -> tuple[np.ndarray, float]:
    """AR(p) by OLS with p from the BIC: coefficients (p,) around the mean, and the s.d. of the innovations.

    OLS biases persistence downwards, so what is simulated from these figures is, if anything, kinder than the data.
    """
    chosen = ar_select_order(values, longest, ic="bic", trend="c")
    fit = chosen.model.fit()
    return np.asarray(fit.params[1:], dtype=float), float(np.sqrt(fit.sigma2))


def simulate_autoregression(
    coefficients: np.ndarray, sd: float, length: int, draws: int, rng: np.random.Generator, burn: int = 240
) -> np.ndarray:
    """Gaussian AR paths with mean zero, shape (length, draws); the first ``burn`` periods are thrown away."""
    noise = sd * rng.standard_normal((burn + length, draws))
    order = len(coefficients)
    path = np.zeros_like(noise)
    for t in range(burn + length):
        past = path[max(0, t - order) : t][::-1]
        path[t] = noise[t] + (coefficients[: len(past), None] * past).sum(axis=0)
    return path[burn:]


def moving_sum(monthly: np.ndarray, months: int) -> np.ndarray:
    """Sums of ``months`` neighbouring rows, shape (T + months - 1, n) -> (T, n)."""
    total = np.vstack([np.zeros((1, monthly.shape[1])), np.cumsum(monthly, axis=0)])
    return total[months:] - total[:-months]


def _statistics(y: np.ndarray, f: np.ndarray) -> dict[str, tuple[np.ndarray, float]]:
    """|t| of every column pair (already partialled out) under four conventions, with the 5 % critical value of each."""
    slope, scores, square = slopes(f, y)
    n = y.shape[0]
    residual_square = np.einsum("tn,tn->n", y - slope * f, y - slope * f)
    cosines = ewc_cosines(n)
    size = np.abs(slope)
    return {
        "OLS, independent errors": (size / np.sqrt(residual_square / n / square), 1.96),
        f"Newey-West, {HAC_LAGS} lags, normal": (size / bartlett_error(scores, square, HAC_LAGS), 1.96),
        f"Newey-West, {HAC_LAGS} lags, fixed-b": (
            size / bartlett_error(scores, square, HAC_LAGS),
            fixed_b_critical_value((HAC_LAGS + 1) / n),
        ),
        f"EWC, {cosines} cosines, t": (size / ewc_error(scores, square, cosines), float(stats.t.ppf(0.975, cosines))),
    }


def spurious_regression(
    data: pd.DataFrame, monthly_pct_gdp: pd.Series, first: str, last: str, draws: int = 1000, seed: int = SEED
) -> pd.DataFrame:
    """How often the levels regression finds an effect when there is none.

    Controls stay as they were. *Simulated*: the monthly flow and the part of the yield that the controls leave unexplained follow
    independent autoregressions fitted to the data. *Randomised*: the yield stays as it was and the monthly flow gets random phases, which
    keeps its autocorrelations and breaks its link with everything else. Either way the flow is then added up over 12 months.

    Parameters
    ----------
    monthly_pct_gdp : Series
        Monthly flow in % of GDP a year before, so that 12 of them add up to the regressor.

    Returns
    -------
    DataFrame
        null, statistic, nominal (0.05), size (share of |t| beyond the nominal critical value), critical_nominal, critical_5pct (the value
        that would give 5 %), t_actual, p_adjusted = (1 + #{|t*| >= |t|}) / (1 + draws), draws.
    """
    table = design(data, first, last)
    controls = np.column_stack([np.ones(len(table)), table.iloc[:, 2:]])
    y, f = table.iloc[:, [0]].to_numpy(), table.iloc[:, [1]].to_numpy()
    monthly = monthly_pct_gdp.loc[table.index[0] - (WINDOW - 1) : table.index[-1]].to_numpy()
    unexplained = partial_out(controls, y)
    actual = _statistics(unexplained, partial_out(controls, f))

    rng = np.random.default_rng(seed)
    coefficients, sd = fit_autoregression(monthly)
    flows = moving_sum(simulate_autoregression(coefficients, sd, monthly.size, draws, rng), WINDOW)
    residuals = simulate_autoregression(*fit_autoregression(unexplained[:, 0]), len(table), draws, rng)
    surrogates = moving_sum(phase_randomise(monthly, draws, rng).T, WINDOW)
    nulls = {
        "simulated flow and yield": _statistics(partial_out(controls, residuals), partial_out(controls, flows)),
        "actual yield, randomised flow": _statistics(np.broadcast_to(unexplained, surrogates.shape), partial_out(controls, surrogates)),
    }
    rows = []
    for null, statistics in nulls.items():
        for name, (t, critical) in statistics.items():
            t_actual = float(actual[name][0][0])
            rows.append(
                (
                    null,
                    name,
                    0.05,
                    (t > critical).mean(),
                    critical,
                    np.quantile(t, 0.95),
                    t_actual,
                    (1 + (t >= t_actual).sum()) / (1 + draws),
                    draws,
                )
            )
    return pd.DataFrame(
        rows, columns=["null", "statistic", "nominal", "size", "critical_nominal", "critical_5pct", "t_actual", "p_adjusted", "draws"]
    )


# Stability ------------------------------------------------------------------------------------------------------------------------


def andrews_critical_value(trim: float = 0.15, level: float = 0.05, draws: int = 4000, steps: int = 1000, seed: int = SEED) -> float:
    """Asymptotic critical value of sup-Wald for one coefficient: Andrews (1993), by simulation of the squared tied-down Bessel process."""
    rng = np.random.default_rng(seed)
    path = np.cumsum(rng.standard_normal((draws, steps)), axis=1) / np.sqrt(steps)
    share = np.arange(1, steps + 1) / steps
    inside = (share >= trim) & (share <= 1 - trim)
    bridge = path[:, inside] - share[inside] * path[:, -1:]
    return float(np.quantile((bridge**2 / (share[inside] * (1 - share[inside]))).max(axis=1), 1 - level))


def _wald_path(controls: np.ndarray, f: np.ndarray, y: np.ndarray, breaks: np.ndarray) -> np.ndarray:
    """HAC Wald statistics of a shift in the flow's coefficient after each row of ``breaks``; y (T, n) -> (breaks, n)."""
    base = np.column_stack([controls, f])
    target = partial_out(base, y)
    shifted = np.where(np.arange(len(f))[:, None] >= breaks[None, :], f[:, None], 0.0)
    shifted = partial_out(base, shifted)
    out = np.empty((breaks.size, y.shape[1]))
    for i in range(breaks.size):
        regressor = np.broadcast_to(shifted[:, [i]], target.shape)
        slope, scores, square = slopes(regressor, target)
        out[i] = (slope / bartlett_error(scores, square, HAC_LAGS)) ** 2
    return out


def stability(
    data: pd.DataFrame, first: str, last: str, trim: float = 0.15, draws: int = 199, seed: int = SEED
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Did the flow's coefficient shift at an unknown date? Sup-Wald with HAC(12) errors over the middle 70 % of the sample.

    The asymptotic critical value holds for stationary regressors. Beside it stands the distribution of the statistic when the
    coefficient is constant and the unexplained part of the yield is as persistent as in the data.

    Returns
    -------
    path : DataFrame
        Index month (first month of the second regime), columns wald, coef_before_pp, coef_after_pp.
    test : DataFrame
        One row: sup_wald, month, critical_andrews_5pct, critical_simulated_5pct, p_simulated, trim, draws.
    """
    table = design(data, first, last)
    n = len(table)
    y, f = table.iloc[:, [0]].to_numpy(), table.iloc[:, 1].to_numpy()
    controls = np.column_stack([np.ones(n), table.iloc[:, 2:]])
    breaks = np.arange(int(np.ceil(trim * n)), int(np.floor((1 - trim) * n)) + 1)
    wald = _wald_path(controls, f, y, breaks)[:, 0]
    residual = partial_out(np.column_stack([controls, f]), y)[:, 0]
    rng = np.random.default_rng(seed)
    simulated = _wald_path(controls, f, simulate_autoregression(*fit_autoregression(residual), n, draws, rng), breaks).max(axis=0)
    before, after = [], []
    for at in breaks:
        early = np.arange(n) < at
        x = np.column_stack([np.where(early, f, 0), np.where(early, 0, f), controls])
        b = np.linalg.lstsq(x, y[:, 0], rcond=None)[0]
        before.append(b[0])
        after.append(b[1])
    path = pd.DataFrame({"wald": wald, "coef_before_pp": before, "coef_after_pp": after}, index=table.index[breaks])
    test = {
        "sup_wald": wald.max(),
        "month": path["wald"].idxmax(),
        "critical_andrews_5pct": andrews_critical_value(trim),
        "critical_simulated_5pct": np.sort(simulated)[-int(0.05 * (1 + draws))],  # exceeded just when the p below is at most 5 %
        "p_simulated": (1 + (simulated >= wald.max()).sum()) / (1 + draws),
        "trim": trim,
        "draws": draws,
    }
    return path, pd.DataFrame([test])


def moving_coefficient(data: pd.DataFrame, first: str, last: str, window: int = 120) -> pd.DataFrame:
    """The flow's coefficient in windows of ``window`` months and in samples that grow from the first month, EWC 95 % intervals.

    Returns
    -------
    DataFrame
        kind (rolling | recursive), month (last of the window), n, coef_pp, low_pp, high_pp, covariance.
    """
    table = design(data, first, last)
    x = table.iloc[:, 1:].assign(constant=1.0)
    rows = []
    for kind in ("rolling", "recursive"):
        for end in range(window, len(table) + 1):
            start = end - window if kind == "rolling" else 0
            fit = har_ols(table.iloc[start:end, 0], x.iloc[start:end])
            interval = fit.interval().loc["flow_pct_gdp"]
            rows.append((kind, table.index[end - 1], end - start, fit.params["flow_pct_gdp"], interval["low"], interval["high"], fit.name))
    return pd.DataFrame(rows, columns=["kind", "month", "n", "coef_pp", "low_pp", "high_pp", "covariance"])


def out_of_sample(data: pd.DataFrame, first: str, fitted_to: str, predict_from: str, predict_to: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Predictions of the 10-year yield after ``fitted_to`` with coefficients frozen there, controls and flows as they turned out.

    Returns
    -------
    path : DataFrame
        month, gs10_pct, with_flow_pct, without_flow_pct, no_change_pct (the last yield of the fitted sample).
    table : DataFrame
        model, rmse_bp, mean_error_bp (actual less predicted), n.
    """
    fitted, later = design(data, first, fitted_to), design(data, predict_from, predict_to)
    path = pd.DataFrame({"gs10_pct": later["gs10_pct"]})
    for name, columns in (("with_flow_pct", list(fitted.columns[1:])), ("without_flow_pct", list(fitted.columns[2:]))):
        b = np.linalg.lstsq(np.column_stack([np.ones(len(fitted)), fitted[columns]]), fitted["gs10_pct"], rcond=None)[0]
        path[name] = np.column_stack([np.ones(len(later)), later[columns]]) @ b
    path["no_change_pct"] = fitted["gs10_pct"].iloc[-1]
    rows = []
    for label, column in (("with the flow", "with_flow_pct"), ("without the flow", "without_flow_pct"), ("no change", "no_change_pct")):
        error = 100 * (path["gs10_pct"] - path[column])
        rows.append((label, np.sqrt((error**2).mean()), error.mean(), len(error)))
    return path, pd.DataFrame(rows, columns=["model", "rmse_bp", "mean_error_bp", "n"])
