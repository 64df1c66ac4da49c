"""Every defensible version of the regression at once, and a joint test that keeps the data's persistence under the null.

After the specification curve of Simonsohn, Simmons and Nelson (2020). A plain shuffle of the flows would destroy their autocorrelation
and call everything significant; here the flows get random phases, which keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from scipy import stats

from ..inference import SEED, ewc_cosines, moving_block_indices, phase_randomise
from .batch import bartlett_error, ewc_error, partial_out, slopes
from .panel import denominators

FLOWS = {
    "official": "official, Treasuries",
    "official_government": "official, with agencies",
    "total": "all foreigners",
    "japan": "Japan",
}
SCALINGS = ("pct_gdp", "pct_debt", "usd_bn")
WINDOWS = (1, 12)
SAMPLES = {
    "1986-2005": ("1986-01", "2005-05"),
    "1994-2007": ("1994-01", "2007-06"),
    "1986-2011": ("1986-01", "2011-06"),
    "2009-2020": ("2009-01", "2020-12"),
}
OUTCOMES = {
    "gs10_pct": "10-year yield",
    "gs2_pct": "2-year yield",
    "acmtp10_pct": "10-year premium, ACM",
    "acmtp05_pct": "5-year premium, ACM",
    "kwtp10_pct": "10-year premium, Kim-Wright",
}
EXPECTATIONS = {"survey": ("mich_pct",), "model": ("expinf10yr_pct", "expinf_gap_pct"), "none": ()}
VOLATILITIES = {"10-year": ("vol_gs10_pct",), "2-year": ("vol_gs2_pct",), "fed funds": ("vol_fedfunds_pct",)}
FORMS = ("levels", "changes")
LAGS = 12
CHUNK = 192  # columns at a time: scores of one chunk stay in the processor's cache


@dataclass(frozen=True)
class Group:
    """Specifications that share sample, controls and form: they differ in flow column and outcome only."""

    labels: dict[str, str | int | bool]
    months: pd.PeriodIndex
    controls: np.ndarray
    outcomes: tuple[str, ...]
    targets: np.ndarray  # (T, outcomes), bp, controls partialled out


def groups(data: pd.DataFrame) -> list[Group]:
    """All combinations of sample, form, window, expectations, volatility and deficit.

    In ``changes`` every variable is its change over the window of the flow; the volatility of rates then drops out, since its change is
    almost nothing over a month. An outcome that does not cover the whole sample is left out of it.

    Parameters
    ----------
    data : DataFrame
        Monthly, with the outcomes and all controls (see ``reproduction.levels_data``).
    """
    out = []
    changes = {window: data - data.shift(window) for window in WINDOWS}
    for (sample, (first, last)), form, window, expectations, deficit in product(
        SAMPLES.items(), FORMS, WINDOWS, EXPECTATIONS, (False, True)
    ):
        for volatility in VOLATILITIES if form == "levels" else ("-",):
            names = [
                *EXPECTATIONS[expectations],
                "fedfunds_pct",
                "growth_pct",
                *VOLATILITIES.get(volatility, ()),
                *(["deficit_pct_gdp"] if deficit else []),
            ]
            table = (data if form == "levels" else changes[window]).loc[first:last]
            outcomes = tuple(c for c in OUTCOMES if table[c].notna().all())
            controls = table[names].to_numpy()
            if np.isnan(controls).any():
                raise ValueError(f"specification curve: a control of {names} has a hole in {sample}")
            controls = np.column_stack([np.ones(len(table)), controls])
            labels = {
                "sample": sample,
                "form": form,
                "window": window,
                "expectations": expectations,
                "volatility": volatility,
                "deficit": deficit,
            }
            targets = partial_out(controls, 100 * table[list(outcomes)].to_numpy())
            out.append(Group(labels, table.index, controls, outcomes, targets))
    return out


def flow_columns(monthly_pct_debt: np.ndarray, months: pd.PeriodIndex, macro_quarterly: pd.DataFrame, window: int) -> np.ndarray:
    """Monthly flows in % of debt, (T, flows, ...), added up over ``window`` months in each scaling: (T, flows, scalings, ...).

    The first ``window - 1`` rows are not a number. Denominators as in ``panel.accumulate``.
    """

    def base(column: str, before: int) -> np.ndarray:
        values = denominators(macro_quarterly, months - before)[column].to_numpy()
        return values.reshape(-1, *[1] * (monthly_pct_debt.ndim - 1))

    dollars = monthly_pct_debt * base("debt_usd_bn", 0) / 100
    total = np.cumsum(np.concatenate([np.zeros_like(dollars[:1]), dollars]), axis=0)
    summed = np.full_like(dollars, np.nan)
    summed[window - 1 :] = total[window:] - total[:-window]
    return np.stack([100 * summed / base("gdp_usd_bn", window), 100 * summed / base("debt_usd_bn", window - 1), summed], axis=2)


def estimate(group: Group, flows: np.ndarray, with_ewc: bool = False) -> tuple[np.ndarray, ...]:
    """Slope and Newey-West error of every flow column on every outcome of a group.

    Parameters
    ----------
    flows : array, shape (T, n)
        Rows as ``group.months``.

    Returns
    -------
    slope, error[, ewc error] : arrays, shape (n, outcomes)
    """
    n, m = flows.shape[1], len(group.outcomes)
    out = [np.empty((n, m)) for _ in range(3 if with_ewc else 2)]
    cosines = ewc_cosines(flows.shape[0])
    for start in range(0, n, CHUNK):
        part = slice(start, start + CHUNK)
        regressor = partial_out(group.controls, flows[:, part])
        for k in range(m):
            out[0][part, k], scores, square = slopes(regressor, group.targets[:, [k]])
            out[1][part, k] = bartlett_error(scores, square, LAGS)
            if with_ewc:
                out[2][part, k] = ewc_error(scores, square, cosines)
    return tuple(out)


def to_pct_debt(macro_quarterly: pd.DataFrame) -> pd.DataFrame:
    """What turns a slope in each scaling into an effect per 1 % of debt: sample means of debt / GDP and of debt / 100, by sample."""
    rows = []
    for sample, (first, last) in SAMPLES.items():
        base = denominators(macro_quarterly, pd.period_range(first, last, freq="M"))
        rows.append((sample, (base["debt_usd_bn"] / base["gdp_usd_bn"]).mean(), 1.0, base["debt_usd_bn"].mean() / 100))
    return pd.DataFrame(rows, columns=["sample", *SCALINGS]).set_index("sample")


def specification_curve(versions: list[Group], flows_pct_debt: pd.DataFrame, macro_quarterly: pd.DataFrame) -> pd.DataFrame:
    """All specifications on one scale: bp of yield per 1 % of debt bought by foreigners (negative = purchases lower yields).

    Parameters
    ----------
    versions : list of Group
        From :func:`groups`.
    flows_pct_debt : DataFrame
        Monthly flows in % of debt, without holes, columns as in :data:`FLOWS`.

    Returns
    -------
    DataFrame
        One row a regression, sorted by effect: labels (sample, form, window, expectations, volatility, deficit, flow, scaling, outcome),
        n, effect_bp_per_pct_debt, se_bp (Newey-West, 12 lags), t, se_ewc_bp, ewc_critical, significant (|t| > 1.96), significant_ewc.
    """
    scale = to_pct_debt(macro_quarterly)
    columns = {w: flow_columns(flows_pct_debt[list(FLOWS)].to_numpy(), flows_pct_debt.index, macro_quarterly, w) for w in WINDOWS}
    parts = []
    for group in versions:
        rows = flows_pct_debt.index.get_indexer(group.months)
        flows = columns[group.labels["window"]][rows]
        results = estimate(group, flows.reshape(len(rows), -1), with_ewc=True)
        factor = np.tile(scale.loc[group.labels["sample"], list(SCALINGS)].to_numpy(dtype=float), len(FLOWS))[:, None]
        index = pd.MultiIndex.from_product([FLOWS, SCALINGS, group.outcomes], names=["flow", "scaling", "outcome"])
        values = {
            name: (result * factor).ravel() for name, result in zip(("effect_bp_per_pct_debt", "se_bp", "se_ewc_bp"), results, strict=True)
        }
        critical = stats.t.ppf(0.975, ewc_cosines(len(rows)))
        parts.append(pd.DataFrame(values, index=index).reset_index().assign(**group.labels, n=len(rows), ewc_critical=critical))
    out = pd.concat(parts, ignore_index=True)
    out["t"] = out["effect_bp_per_pct_debt"] / out["se_bp"]
    out["significant"] = out["t"].abs() > stats.norm.ppf(0.975)
    out["significant_ewc"] = out["effect_bp_per_pct_debt"].abs() > out["ewc_critical"] * out["se_ewc_bp"]
    return out.sort_values("effect_bp_per_pct_debt", kind="stable").reset_index(drop=True)


STATISTICS = {
    "share significant with yields lower": lambda effect, t: (t < -stats.norm.ppf(0.975)).mean(axis=0),
    "share significant, either sign": lambda effect, t: (np.abs(t) > stats.norm.ppf(0.975)).mean(axis=0),
    "median effect, lower": lambda effect, t: -np.median(effect, axis=0),
}


BLOCK = 36  # months
RESAMPLING = {
    "random phases": phase_randomise,
    f"{BLOCK}-month blocks": lambda x, draws, rng: x[moving_block_indices(len(x), BLOCK, draws, rng)],
}


def joint_test(
    versions: list[Group], flows_pct_debt: pd.DataFrame, macro_quarterly: pd.DataFrame, draws: int = 199, seed: int = SEED
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Could flows that have nothing to do with yields produce this curve?

    All monthly flows, in % of debt, are resampled together, once with the same random phases and once in blocks of neighbouring months:
    autocorrelations and cross-correlations stay, the link with yields goes. The whole curve is estimated again for each draw.

    Returns
    -------
    tests : DataFrame
        resampling, statistic, actual, null_median, null_p95, p = (1 + #{null >= actual}) / (1 + draws).
    null : DataFrame
        The statistics of every draw, one column each, and ``resampling``.
    """
    scale = to_pct_debt(macro_quarterly)
    monthly = flows_pct_debt[list(FLOWS)].to_numpy()
    rng = np.random.default_rng(seed)
    tests, nulls = [], []
    for resampling, resample in RESAMPLING.items():
        # Column 0 is the data, so that actual and null go through the same code.
        together = np.concatenate([monthly[:, :, None], resample(monthly, draws, rng).transpose(1, 2, 0)], axis=2)
        columns = {w: flow_columns(together, flows_pct_debt.index, macro_quarterly, w) for w in WINDOWS}
        effects, ts = [], []
        for group in versions:
            rows = flows_pct_debt.index.get_indexer(group.months)
            flows = columns[group.labels["window"]][rows]
            slope, error = estimate(group, flows.reshape(len(rows), -1))
            shape = (len(FLOWS), len(SCALINGS), 1 + draws, len(group.outcomes))
            factor = scale.loc[group.labels["sample"], list(SCALINGS)].to_numpy(dtype=float)[None, :, None, None]
            effects.append((slope.reshape(shape) * factor).transpose(0, 1, 3, 2).reshape(-1, 1 + draws))
            ts.append((slope / error).reshape(shape).transpose(0, 1, 3, 2).reshape(-1, 1 + draws))
        effect, t = np.concatenate(effects), np.concatenate(ts)
        values = {name: statistic(effect, t) for name, statistic in STATISTICS.items()}
        for name, v in values.items():
            tests.append((resampling, name, v[0], np.median(v[1:]), np.quantile(v[1:], 0.95), (1 + (v[1:] >= v[0]).sum()) / (1 + draws)))
        nulls.append(pd.DataFrame({name: v[1:] for name, v in values.items()}).assign(resampling=resampling))
    columns = ["resampling", "statistic", "actual", "null_median", "null_p95", "p"]
    return pd.DataFrame(tests, columns=columns), pd.concat(nulls, ignore_index=True)


def thinned(curve: pd.DataFrame, points: int = 400) -> pd.DataFrame:
    """Evenly spaced regressions of the sorted curve, first and last included, for drawing: with ``rank_pct`` and ``verdict``."""
    at = np.unique(np.linspace(0, len(curve) - 1, points).round().astype(int))
    out = curve.iloc[at].assign(rank_pct=100 * at / (len(curve) - 1))
    out["verdict"] = np.select(
        [out["t"] < -stats.norm.ppf(0.975), out["t"] > stats.norm.ppf(0.975)],
        ["purchases lower yields", "purchases raise yields"],
        "not distinguishable from zero",
    )
    return out.reset_index(drop=True)


OPTION_NAMES = {
    "flow": FLOWS,
    "scaling": {"pct_gdp": "% of GDP", "pct_debt": "% of debt", "usd_bn": "dollars"},
    "window": {1: "one month", 12: "twelve months"},
    "outcome": OUTCOMES,
    "volatility": {"-": "none (changes)"},
    "deficit": {True: "with", False: "without"},
}


def what_matters(curve: pd.DataFrame) -> pd.DataFrame:
    """Median effect and shares by every choice: which decision moves the result.

    Returns
    -------
    DataFrame
        choice, option, regressions, median_bp_per_pct_debt, p10_bp, p90_bp, share_negative, share_significant_negative.
    """
    rows = []
    for choice in ("form", "sample", "expectations", "volatility", "deficit", "outcome", "flow", "scaling", "window"):
        for option, part in curve.groupby(choice):
            effect = part["effect_bp_per_pct_debt"]
            name = OPTION_NAMES.get(choice, {}).get(option, option)
            middle = effect.quantile([0.5, 0.1, 0.9])
            rows.append((choice, name, len(part), *middle, (effect < 0).mean(), (part["significant"] & (effect < 0)).mean()))
    columns = [
        "choice",
        "option",
        "regressions",
        "median_bp_per_pct_debt",
        "p10_bp",
        "p90_bp",
        "share_negative",
        "share_significant_negative",
    ]
    return pd.DataFrame(rows, columns=columns)
