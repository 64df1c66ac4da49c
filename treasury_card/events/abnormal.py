"""Abnormal changes: what is left of a move once a stated benchmark has been taken off, and how large it is against its own error.

The event's own days never enter a coefficient, a variance or a volatility: everything is estimated on observations up to 2 April 2025,
which was quoted before the announcement of that afternoon.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from arch import arch_model
from scipy import stats

from ..inference import placebo_p
from ..size_study import ESTIMATION_DAYS, GarchT
from .calendar import ANNOUNCEMENT, Window
from .placebo import changes, gap_to_event, placebo_windows

GARCH_SINCE = "1990"


def abnormal_change(
    level: pd.Series, foreign: pd.DataFrame | None, window: Window, event: pd.Timestamp = ANNOUNCEMENT, estimation: int = ESTIMATION_DAYS
) -> dict[str, float]:
    """Change over a window less what a constant mean or a market model predicts.

    Parameters
    ----------
    level : pandas.Series
        Yield in percent on the trading calendar.
    foreign : pandas.DataFrame or None
        Foreign yields in percent on the same days, already moved to the US day they belong to; None for the constant mean.

    Returns
    -------
    dict
        ``change_bp``, ``expected_bp``, ``abnormal_bp``, ``error_bp``, ``t``, ``p`` (two-sided, normal: as the naive test is
        used), ``days`` and ``last_day`` of the estimation window, ``loading_...`` of each foreign yield. Missing where a foreign market was
        closed on an end day.

    Notes
    -----
    With X the estimation rows and x the sum of the window's rows, the variance of the sum of h prediction errors is
    s^2 (h + x' (X'X)^-1 x): the error of a sum, h s^2, plus the error of the estimated coefficients (Salkever 1976; MacKinlay 1997).
    """
    h = window.length(level.index)
    data = pd.DataFrame({"constant": 1.0}, index=level.index)
    if foreign is not None:
        data = data.join(changes(foreign))
    data["y"] = changes(level)
    sample = data[data.index <= event].dropna().tail(estimation)
    if len(sample) < estimation:
        raise ValueError(f"{len(sample)} complete days before {event:%Y-%m-%d}, {estimation} needed")
    x, y = sample.drop(columns="y").to_numpy(), sample["y"].to_numpy()
    beta, residual_sum, *_ = np.linalg.lstsq(x, y, rcond=None)
    variance = float(residual_sum[0]) / (len(y) - x.shape[1])
    moved = [] if foreign is None else (100 * (foreign.loc[window.end] - foreign.loc[window.start])).to_numpy()
    sums = np.array([h, *moved], dtype=float)
    change = round(100 * float(level[window.end] - level[window.start]), 2)
    expected = float(sums @ beta)
    error = float(np.sqrt(variance * (h + sums @ np.linalg.solve(x.T @ x, sums))))
    t = (change - expected) / error
    loadings = {} if foreign is None else {f"loading_{c.removesuffix('_pct')}": b for c, b in zip(foreign, beta[1:], strict=True)}
    return {
        "change_bp": change,
        "expected_bp": expected,
        "abnormal_bp": change - expected,
        "error_bp": error,
        "t": t,
        "p": float(2 * stats.norm.sf(abs(t))),
        "days": len(y),
        "last_day": sample.index[-1],
        **loadings,
    }


@dataclass(frozen=True)
class EndOfSample:
    """Andrews' test of the last stretch of residuals against all earlier stretches of the same length."""

    statistic: float
    p: float
    stretches: int
    critical_5pct: float
    effective_n: float


def end_of_sample_test(
    y: pd.Series, x: pd.DataFrame, window: Window, event: pd.Timestamp = ANNOUNCEMENT, volatility_days: int = 60
) -> EndOfSample:
    """Did the relation of ``y`` to ``x`` break in the window? Andrews (2003), S statistic, for a window fixed beforehand.

    Parameters
    ----------
    y : pandas.Series
        Daily changes in bp on the trading calendar; may have gaps.
    x : pandas.DataFrame
        Regressors with the constant, on the same days.

    Notes
    -----
    For a stretch of m days with residuals U and regressors X, S = U' W X (X' W X)^-1 X' W U, W the inverse of the m x m covariance of
    residual stretches. An earlier stretch gets coefficients estimated without the first half of its own days.
    Every stretch is divided by the standard deviation of the 60 residuals before it, so that calm and agitated years compare. Coefficients
    and covariance come from days up to the event alone (the paper includes the last m days under the null). Stretches that a closed market
    interrupts are left out. p = (1 + number of earlier statistics at least as large) / (1 + their number).
    """
    days = y.index
    m = window.length(days)
    complete = np.flatnonzero((y.notna() & x.notna().all(axis=1)).to_numpy())
    outcome, design = y.to_numpy()[complete], x.to_numpy()[complete]
    before = int((days[complete] <= event).sum())
    cross, target = design[:before].T @ design[:before], design[:before].T @ outcome[:before]
    beta = np.linalg.solve(cross, target)
    residual = outcome - design @ beta
    sigma = pd.Series(residual).rolling(volatility_days).std().shift().to_numpy()  # by first day of a stretch: ends the day before it

    starts = np.flatnonzero(complete[m - 1 :] - complete[: complete.size - m + 1] == m - 1)
    own = np.flatnonzero(days[complete] == days[days.get_loc(window.start) + 1])
    if own.size == 0 or own[0] not in starts:
        raise ValueError(f"window {window.name}: a market is closed inside it")
    own = own[0]
    # The volatility of the event's stretch ends at the event; for a window that starts there this is the day before the stretch.
    if days[complete][own - 1] > event:
        raise ValueError("the window must start at the event: its volatility would hold event days")
    starts = starts[(starts >= volatility_days) & (starts + m <= before)]

    rows = starts[:, None] + np.arange(m)
    stretch_x, stretch_y = design[rows], outcome[rows]
    half = -(-m // 2)
    left_x, left_y = stretch_x[:, :half], stretch_y[:, :half]
    own_beta = np.linalg.solve(
        cross - np.einsum("smi,smj->sij", left_x, left_x), (target - np.einsum("smi,sm->si", left_x, left_y))[..., None]
    )[..., 0]
    scale = sigma[starts][:, None]
    covariance_basis = residual[rows] / scale
    weight = np.linalg.inv(covariance_basis.T @ covariance_basis / len(starts))

    def statistic(u: np.ndarray, design_rows: np.ndarray) -> np.ndarray:
        score = np.einsum("smi,mn,sn->si", design_rows, weight, u)
        information = np.einsum("smi,mn,snj->sij", design_rows, weight, design_rows)
        return np.einsum("si,si->s", score, np.linalg.solve(information, score[..., None])[..., 0])

    null = statistic((stretch_y - np.einsum("smi,si->sm", stretch_x, own_beta)) / scale, stretch_x)
    last = slice(own, own + m)
    value = float(statistic((residual[last] / sigma[own])[None], design[last][None])[0])
    return EndOfSample(value, placebo_p(value, null, "rise"), len(null), float(np.quantile(null, 0.95)), len(null) / m)


@dataclass(frozen=True)
class GarchFit:
    """AR(1)-GARCH(1,1)-t fitted to daily changes before the event.

    ``forecast`` has, by day, the variance of the next day's shock as of that day.
    """

    process: GarchT
    errors: pd.Series
    forecast: pd.Series
    days: int

    def variance_of_sum(self, h: int, gap: int = 0) -> pd.Series:
        """Variance of the sum of shocks over the days gap + 1 .. gap + h ahead, as of each day.

        E[s^2_{t+k}] = v + (alpha + beta)^(k-1) (s^2_{t+1} - v), v the unconditional variance. The AR term, some hundredths, is left out.
        """
        decay = self.process.alpha + self.process.beta
        weights = (decay ** np.arange(gap, gap + h)).sum()
        return h * self.process.variance + weights * (self.forecast - self.process.variance)


def fit_garch(level: pd.Series, event: pd.Timestamp = ANNOUNCEMENT, since: str = GARCH_SINCE) -> GarchFit:
    """Fit by maximum likelihood (``arch``) to the daily changes of a yield up to the event.

    From 1962 on the estimated persistence reaches one: no finite variance, no process to simulate. From 1990 it is below.
    """
    sample = changes(level).loc[since:event].dropna().rename("change")
    fit = arch_model(sample, mean="AR", lags=1, vol="GARCH", p=1, q=1, dist="t").fit(disp="off", options={"ftol": 1e-10, "maxiter": 1000})
    if fit.convergence_flag != 0:
        raise ValueError(f"the GARCH fit did not converge (code {fit.convergence_flag})")
    constant, ar, omega, alpha, beta, nu = fit.params
    process = GarchT(constant, ar, omega, alpha, beta, nu)
    forecast = omega + alpha * fit.resid**2 + beta * fit.conditional_volatility**2
    errors = fit.std_err.set_axis(["constant", "ar", "omega", "alpha", "beta", "nu"])
    return GarchFit(process, errors, forecast.reindex(level.index), int(fit.nobs))


def garch_rank(level: pd.Series, fit: GarchFit, window: Window, event: pd.Timestamp = ANNOUNCEMENT) -> dict[str, float]:
    """Change over the window divided by the GARCH forecast of its standard deviation made at the event, ranked among like placebos.

    The parameters come from the whole history before the event, so the placebo forecasts know more than one could have known at the time.
    """
    h, gap = window.length(level.index), gap_to_event(window, level.index, event)
    sd = np.sqrt(fit.variance_of_sum(h, gap)).shift(h + gap)
    scaled = changes(level, h) / sd
    null = placebo_windows(scaled, event).dropna()
    return {
        "forecast_sd_bp": float(sd[window.end]),
        "z": float(scaled[window.end]),
        "p": placebo_p(float(scaled[window.end]), null),
        "windows": len(null),
    }
