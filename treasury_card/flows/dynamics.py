"""Changes in place of levels: how the yield moves from the month before a flow surprise to h months after it.

The surprise is what last months' flows and yield changes do not predict. Whether it *causes* the move is another question: within a
month, flows answer yields as much as yields answer flows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from ..inference import (
    SEED,
    ewc_cosines,
    ewc_variance,
    fixed_b_critical_value,
    minimum_detectable_effect,
    newey_west_bandwidth,
    sup_t_critical_value,
)
from .batch import partial_out


@dataclass(frozen=True)
class LocalProjection:
    """Responses to a flow surprise of one unit.

    Parameters
    ----------
    table : DataFrame
        Index horizon (months). response_bp, se_bp, low_bp / high_bp (pointwise 95 %), joint_low_bp / joint_high_bp (sup-t 95 % over all
        horizons), detectable_bp (smallest response found with power 0.8).
    covariance : ndarray, shape (H, H)
    first, last : Period
        First and last month of the surprise.
    n : int
    name : str
        The covariance by name.
    """

    table: pd.DataFrame
    covariance: np.ndarray
    first: pd.Period
    last: pd.Period
    n: int
    name: str


def projection_data(
    yield_pct: pd.Series, flow: pd.Series, horizons: range, lags: int, lead: int = 0
) -> tuple[pd.DataFrame, pd.Series, pd.DataFrame]:
    """Aligned data of a local projection: cumulative changes (bp) by horizon, the flow, and the lagged controls with a constant.

    ``lead`` > 0 replaces the flow of month t by that of month t + lead and adds the flow of month t to the controls.
    Rows with a missing value are dropped, so that a hole in the flow takes out every month whose lags or leads would bridge it.
    """
    months = pd.period_range(min(yield_pct.index.min(), flow.index.min()), max(yield_pct.index.max(), flow.index.max()), freq="M")
    y, f = 100 * yield_pct.reindex(months), flow.reindex(months)
    outcome = pd.DataFrame({h: y.shift(-h) - y.shift(1) for h in horizons})
    controls = {"constant": pd.Series(1.0, index=months)}
    if lead:
        controls["flow now"] = f
    for lag in range(1, lags + 1):
        controls[f"flow {lag} before"] = f.shift(lag)
        controls[f"change {lag} before"] = y.diff().shift(lag)
    controls = pd.DataFrame(controls)
    complete = outcome.notna().all(axis=1) & f.shift(-lead).notna() & controls.notna().all(axis=1)
    return outcome[complete], f.shift(-lead)[complete], controls[complete]


def local_projection(yield_pct: pd.Series, flow: pd.Series, horizons: range, lags: int, lead: int = 0) -> LocalProjection:
    """Lag-augmented local projections on one common sample, with the joint covariance of all horizons.

    Parameters
    ----------
    yield_pct : Series, monthly
        Month-end yield or term premium, percent.
    flow : Series, monthly
        Net purchases in the unit of the response ("bp per ...").
    horizons : range
        Months after the flow; h = 0 is the change over the month of the flow itself.
    lags : int
        Lags of the flow and of the monthly yield change among the controls.

    Notes
    -----
    Jorda (2005); joint bands Montiel Olea and Plagborg-Moller (2019); errors EWC with nu = 0.4 T^(2/3) and t(nu), Lazarus, Lewis,
    Stock and Watson (2018).
    The common sample ends ``max(horizons)`` months before the data do.
    """
    outcome, regressor, controls = projection_data(yield_pct, flow, horizons, lags, lead)
    n = len(outcome)
    if n < 2 * controls.shape[1]:
        raise ValueError(f"{n} months for {controls.shape[1]} controls: too few for a local projection")
    design = controls.to_numpy()
    x = partial_out(design, regressor.to_numpy()[:, None])
    y = partial_out(design, outcome.to_numpy())
    square = float(x[:, 0] @ x[:, 0])
    response = (x * y).sum(axis=0) / square
    scores = x * (y - x * response)
    cosines = ewc_cosines(n)
    covariance = ewc_variance(scores, cosines) * n / square**2
    se, critical = np.sqrt(np.diag(covariance)), stats.t.ppf(0.975, cosines)
    joint = sup_t_critical_value(covariance, df=cosines, draws=20_000)
    # Power is worked out under the null of no response, so that it does not depend on the estimate.
    se_null = np.sqrt(np.diag(ewc_variance(x * y, cosines)) * n) / square
    table = pd.DataFrame(
        {
            "response_bp": response,
            "se_bp": se,
            "low_bp": response - critical * se,
            "high_bp": response + critical * se,
            "joint_low_bp": response - joint * se,
            "joint_high_bp": response + joint * se,
            "detectable_bp": [minimum_detectable_effect(s, cosines) for s in se_null],
        },
        index=pd.Index(list(horizons), name="horizon"),
    )
    return LocalProjection(table, covariance, outcome.index[0], outcome.index[-1], n, f"EWC, {cosines} cosines, t({cosines})")


def stacked(projections: dict[tuple[str, str], LocalProjection], names: tuple[str, str] = ("outcome", "flow")) -> pd.DataFrame:
    """Long table of several projections, one row an outcome, flow and horizon, each with sample and covariance by name."""
    parts = []
    for key, projection in projections.items():
        part = projection.table.reset_index()
        for name, value in zip(names, key, strict=True):
            part[name] = value
        part["first"], part["last"], part["n"], part["covariance"] = projection.first, projection.last, projection.n, projection.name
        parts.append(part)
    out = pd.concat(parts, ignore_index=True)
    return out[[*names, *[c for c in out.columns if c not in names]]]


def lead_test(yield_pct: pd.Series, flow: pd.Series, leads: range, lags: int) -> pd.DataFrame:
    """Does a flow that has not happened yet "explain" this month's yield change?

    One regression a lead, on the flow of month t + lead, given the flow of month t and the lags. A response that differs from zero means
    that flows follow the yields of the months before (or that both follow something else). A projection with lags holds that fixed; it is a
    warning, and no proof, that flows answer within the month too, which would bias the contemporaneous response.
    """
    parts = []
    for lead in leads:
        projection = local_projection(yield_pct, flow, range(0, 1), lags, lead=lead)
        row = projection.table.iloc[0].to_dict()
        parts.append(
            {
                "lead": lead,
                **{k: row[k] for k in ("response_bp", "se_bp", "low_bp", "high_bp")},
                "n": projection.n,
                "covariance": projection.name,
            }
        )
    return pd.DataFrame(parts)


def detectable_effects(yield_pct: pd.Series, flows_usd_bn: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    """What these months could find at all: minimum detectable response of the monthly yield change, bp per $100bn, before any estimate.

    Standard error under the null of no response and independent months, s.d. of yield changes / (s.d. of flows x sqrt(N)); once with the
    normal's 2.8 standard errors (the most favourable reading) and once with the degrees of freedom of the EWC test actually used.
    """
    change = (100 * yield_pct.diff()).rename("change")
    rows = []
    for name, flow in flows_usd_bn.items():
        both = pd.concat([change, flow.rename("flow")], axis=1).loc[first:last].dropna()
        n = len(both)
        se = 100 * both["change"].std() / (both["flow"].std() * np.sqrt(n))
        rows.append(
            {
                "flow": name,
                "first": both.index[0],
                "last": both.index[-1],
                "n": n,
                "sd_change_bp": both["change"].std(),
                "sd_flow_usd_bn": both["flow"].std(),
                "detectable_bp_per_100bn": minimum_detectable_effect(se),
                "detectable_ewc_bp_per_100bn": minimum_detectable_effect(se, ewc_cosines(n)),
            }
        )
    return pd.DataFrame(rows)


def coverage_study(
    lengths: dict[int, tuple[int, ...]], lags: dict[int, int], ar: np.ndarray, draws: int = 1000, seed: int = SEED
) -> pd.DataFrame:
    """Share of 95 % intervals that hold the true response, in a world where all assumptions are true.

    Flows follow the autoregression ``ar`` with unit innovations; the yield is a random walk that moves by 1 in the month of a surprise and
    stays there, plus noise three times as large. The true response is 1 at every horizon.

    Parameters
    ----------
    lengths : dict
        Sample length T (months in the regression) -> horizons tried. The window of the regression loses no month to lags or leads.
    lags : dict
        Sample length -> lags among the controls.

    Returns
    -------
    DataFrame
        n, horizon, covariance, coverage, draws.
    """
    rows = []
    rng = np.random.default_rng(seed)
    for n, horizons in lengths.items():
        p, top = lags[n], max(horizons)
        length = n + p + top
        noise = rng.standard_normal((draws, 120 + length))
        flow = np.zeros_like(noise)
        for t in range(len(ar), 120 + length):
            flow[:, t] = noise[:, t] + flow[:, t - len(ar) : t][:, ::-1] @ ar
        noise, flow = noise[:, 120:], flow[:, 120:]
        change = noise + 3 * rng.standard_normal((draws, length))
        level = np.cumsum(change, axis=1)
        x = np.concatenate(
            [np.ones((draws, n, 1)), flow[:, p : p + n, None]]
            + [series[:, p - lag : p - lag + n, None] for lag in range(1, p + 1) for series in (flow, change)],
            axis=2,
        )
        bread = np.linalg.inv(np.einsum("dtk,dtl->dkl", x, x))
        weights = np.einsum("dtk,dk->dt", x, bread[:, :, 1])  # the row of (X'X)^-1 X' that gives the flow's coefficient
        cosines, width = ewc_cosines(n), newey_west_bandwidth(n)
        waves = np.sqrt(2 / n) * np.cos(np.pi * np.outer(np.arange(1, cosines + 1), np.arange(n) + 0.5) / n)
        for h in horizons:
            y = level[:, p + h : p + h + n] - level[:, p - 1 : p - 1 + n]
            b = np.einsum("dkl,dtl,dt->dk", bread, x, y, optimize=True)
            influence = weights * (y - np.einsum("dtk,dk->dt", x, b))
            ewc = np.sqrt(n * ((influence @ waves.T) ** 2).mean(axis=1))
            padded = np.pad(np.cumsum(np.pad(influence, ((0, 0), (width, width))), axis=1), ((0, 0), (1, 0)))
            newey_west = np.sqrt(((padded[:, width:] - padded[:, :-width]) ** 2).sum(axis=1) / width)
            for name, se, critical in (
                (f"EWC, {cosines} cosines, t({cosines})", ewc, stats.t.ppf(0.975, cosines)),
                (f"Newey-West, {width - 1} lags, fixed-b", newey_west, fixed_b_critical_value(width / n)),
                (f"Newey-West, {width - 1} lags, normal", newey_west, 1.96),
            ):
                rows.append((n, h, name, (np.abs(b[:, 1] - 1) <= critical * se).mean(), draws))
    return pd.DataFrame(rows, columns=["n", "horizon", "covariance", "coverage", "draws"])
