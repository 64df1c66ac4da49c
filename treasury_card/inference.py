"""Inference for one market and few episodes: placebo ranks, minimum detectable effects, HAR errors, joint bands, resampling.

Shared by the event study and the flow regressions. Everything is a function of arrays or frames; nothing here knows a date, a table or
a picture. Random draws come from a seed the caller can name; :func:`in_chunks` gives the same bits for any number of workers.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from scipy import stats
from tqdm import tqdm

SEED = 20250402

Side = Literal["two", "rise", "fall"]


# Placebo ranks --------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlaceboRank:
    """Where one change stands among the changes over earlier windows of the same length.

    Parameters
    ----------
    p : float
        (1 + number of placebo windows at least as extreme) / (1 + number of placebo windows).
    windows, exceedances : int
        Overlapping placebo windows, and those at least as extreme as the event.
    clusters : int
        Runs of exceedances no further apart than the window is long: the number of separate episodes.
    effective_n : float
        ``windows`` / window length. A p below 1 / effective_n is not evidence.
    low, high : float
        95 % moving-block interval of p.
    """

    p: float
    windows: int
    exceedances: int
    clusters: int
    effective_n: float
    low: float
    high: float


def placebo_rank(
    effect: float, null: Sequence[float] | pd.Series, h: int, side: Side = "two", *, block: int = 1000, draws: int = 999, seed: int = SEED
) -> PlaceboRank:
    """Rank ``effect`` among the placebo changes ``null`` (in time order, not a number where a window does not exist).

    Parameters
    ----------
    effect : float
    null : array, shape (n,)
        Changes over overlapping windows of ``h`` observations, none of which touches the event.
    h : int
        Window length in observations.
    side : {"two", "rise", "fall"}
        Compare sizes, rises (>=) or falls (<=).
    block : int
        Length of the moving blocks behind the interval, in observations; at least ``h``. The default is four trading years, since calm
        and agitated spells last for years.

    Notes
    -----
    p as in permutation tests (Nguyen and Wolf 2023; Gelbach, Helland and Klick 2012); blocks as in Chernozhukov, Wuthrich and Zhu (2021).
    """
    values = np.asarray(null, dtype=float)
    if not np.isfinite(effect):
        raise ValueError("the event's own change is missing")
    if block < h:
        raise ValueError(f"blocks of {block} observations are shorter than the windows of {h}")
    present = np.isfinite(values)
    extreme = exceeds(values, effect, side)[present]
    n = extreme.size
    if n == 0:
        raise ValueError("no placebo window")
    low, high = _share_interval(extreme, block, draws, seed)
    return PlaceboRank(
        p=(1 + int(extreme.sum())) / (1 + n),
        windows=n,
        exceedances=int(extreme.sum()),
        clusters=count_clusters(exceeds(values, effect, side), h),
        effective_n=n / h,
        low=low,
        high=high,
    )


def exceeds(null: np.ndarray, effect: float, side: Side = "two") -> np.ndarray:
    """Which placebo changes are at least as extreme as the event's; a missing one never is."""
    if side == "two":
        return np.abs(null) >= abs(effect)
    if side == "rise":
        return null >= effect
    if side == "fall":
        return null <= effect
    raise ValueError(f"side {side!r}: 'two', 'rise' or 'fall' expected")


def placebo_p(effect: float, null: Sequence[float] | pd.Series, side: Side = "two") -> float:
    """(1 + #{at least as extreme}) / (1 + n), missing placebo windows dropped."""
    values = np.asarray(null, dtype=float)
    values = values[np.isfinite(values)]
    return (1 + int(exceeds(values, effect, side).sum())) / (1 + values.size)


def count_clusters(extreme: Sequence[bool], gap: int) -> int:
    """Number of runs of True that are more than ``gap`` positions apart from the one before."""
    places = np.flatnonzero(np.asarray(extreme, dtype=bool))
    return int(places.size > 0) + int((np.diff(places) > gap).sum())


def _share_interval(extreme: np.ndarray, block: int, draws: int, seed: int) -> tuple[float, float]:
    """95 % percentile interval of (1 + count) / (1 + n) when the indicator is resampled in moving blocks."""
    n = extreme.size
    block = min(block, n)
    if not extreme.any():
        return 1 / (1 + n), 1 / (1 + n)
    total = np.concatenate([[0], np.cumsum(extreme)])
    in_block = (total[block:] - total[:-block]).astype(float)
    number = -(-n // block)
    starts = np.random.default_rng(seed).integers(0, in_block.size, size=(draws, number))
    counts = in_block[starts].sum(axis=1) * n / (number * block)
    low, high = np.quantile((1 + counts) / (1 + n), [0.025, 0.975])
    return float(low), float(high)


# Minimum detectable effects -------------------------------------------------------------------------------------------------------


def critical_change(null: Sequence[float] | pd.Series, level: float = 0.05) -> float:
    """Smallest change that a two-sided placebo test calls unusual: the smallest c with (1 + #{|x| >= c}) / (1 + n) <= ``level``.

    Among placebo changes in steps it is one of them; an event of the same size then has a p of at most ``level``.
    """
    sizes = np.abs(np.asarray(null, dtype=float))
    sizes = np.sort(sizes[np.isfinite(sizes)])
    allowed = int(np.floor(level * (1 + sizes.size) + 1e-9)) - 1
    if allowed < 0:
        raise ValueError(f"{sizes.size} placebo windows cannot give p <= {level}")
    above = sizes[sizes.size - allowed - 1]  # the smallest c must leave at most ``allowed`` values at or above it
    larger = sizes[sizes > above]
    return float(larger[0] if larger.size else np.nextafter(above, np.inf))


def minimum_detectable_shift(null: Sequence[float] | pd.Series, level: float = 0.05, power: float = 0.8) -> float:
    """Smallest rise that a two-sided placebo test detects with the given power when it is added to every placebo change.

    The critical value c is :func:`critical_change`, so that test and p-value agree; the power at d is the share of placebo changes with
    |x + d| >= c.
    """
    values = np.asarray(null, dtype=float)
    values = np.sort(values[np.isfinite(values)])
    critical = critical_change(values, level)
    # Rejections in the lower tail fade as the shift grows, so the first shift that reaches the power is found among the points where the
    # upper tail gains a window.
    steps = np.unique(critical - values)
    steps = steps[steps >= 0]
    upper = values.size - np.searchsorted(values, critical - steps - 1e-9, side="left")
    lower = np.searchsorted(values, -critical - steps + 1e-9, side="right")
    reached = (upper + lower) / values.size >= power
    return float(steps[np.argmax(reached)])


def minimum_detectable_effect(standard_error: float, df: float = np.inf, level: float = 0.05, power: float = 0.8) -> float:
    """Effect that a two-sided t test with ``df`` degrees of freedom finds with the given power: (t_{1-level/2} + t_power) x standard error.

    ``df`` infinite gives the familiar 2.8 standard errors.
    """
    return float((stats.t.ppf(1 - level / 2, df) + stats.t.ppf(power, df)) * standard_error)


# HAR errors -----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HarFit:
    """OLS with errors robust to heteroskedasticity and autocorrelation.

    Parameters
    ----------
    params : pandas.Series
    covariance : pandas.DataFrame
    method : {"ewc", "newey-west"}
    bandwidth : int
        EWC: number of cosines nu. Newey-West: truncation S, that is S - 1 lags.
    observations : int
    """

    params: pd.Series
    covariance: pd.DataFrame
    method: str
    bandwidth: int
    observations: int

    @property
    def standard_errors(self) -> pd.Series:
        return pd.Series(np.sqrt(np.diag(self.covariance)), index=self.params.index)

    @property
    def t(self) -> pd.Series:
        return self.params / self.standard_errors

    @property
    def name(self) -> str:
        """The covariance by name, for tables and captions."""
        if self.method == "ewc":
            return f"EWC, {self.bandwidth} cosines, t({self.bandwidth})"
        return f"Newey-West, {self.bandwidth - 1} lags, fixed-b"

    def critical_value(self, level: float = 0.05) -> float:
        """Two-sided critical value of one t ratio: t(nu) for EWC, fixed-b for Newey-West."""
        if self.method == "ewc":
            return float(stats.t.ppf(1 - level / 2, self.bandwidth))
        return fixed_b_critical_value(self.bandwidth / self.observations, level)

    def interval(self, level: float = 0.05) -> pd.DataFrame:
        """Columns ``low`` and ``high`` of the 1 - level interval."""
        reach = self.critical_value(level) * self.standard_errors
        return pd.DataFrame({"low": self.params - reach, "high": self.params + reach})


def har_ols(y: pd.Series, x: pd.DataFrame, method: Literal["ewc", "newey-west"] = "ewc", bandwidth: int | None = None) -> HarFit:
    """Regress ``y`` on the columns of ``x`` (put the constant in yourself); rows in time order, no missing value.

    Parameters
    ----------
    bandwidth : int, optional
        Cosines nu, or truncation S; :func:`ewc_cosines` or :func:`newey_west_bandwidth` if not given.

    Notes
    -----
    Lazarus, Lewis, Stock and Watson (2018). No small-sample factor: the reference distributions carry the correction.
    """
    target, design = np.asarray(y, dtype=float), np.asarray(x, dtype=float)
    if not (np.isfinite(target).all() and np.isfinite(design).all()):
        raise ValueError("missing values: drop or mend them before the regression, since the errors depend on the order of rows")
    n = target.size
    if method not in ("ewc", "newey-west"):
        raise ValueError(f"method {method!r}: 'ewc' or 'newey-west' expected")
    if bandwidth is None:
        bandwidth = ewc_cosines(n) if method == "ewc" else newey_west_bandwidth(n)
    params = np.linalg.lstsq(design, target, rcond=None)[0]
    scores = design * (target - design @ params)[:, None]
    bread = np.linalg.inv(design.T @ design / n)
    meat = ewc_variance(scores, bandwidth) if method == "ewc" else newey_west_variance(scores, bandwidth)
    names = list(x.columns)
    return HarFit(pd.Series(params, index=names), pd.DataFrame(bread @ meat @ bread / n, index=names, columns=names), method, bandwidth, n)


def ewc_cosines(n: int) -> int:
    """nu = 0.4 T^(2/3), rounded down, at least 1 (Lazarus, Lewis, Stock and Watson 2018)."""
    return max(1, int(0.4 * n ** (2 / 3)))


def newey_west_bandwidth(n: int) -> int:
    """S = 1.3 T^(1/2), rounded up (Lazarus, Lewis, Stock and Watson 2018)."""
    return int(np.ceil(1.3 * np.sqrt(n)))


def ewc_variance(scores: np.ndarray, cosines: int) -> np.ndarray:
    """Equal-weighted cosine estimate of the long-run variance of ``scores``, shape (T, k) -> (k, k).

    The mean over j = 1..nu of L_j L_j', L_j = sqrt(2/T) sum_t scores_t cos(pi j (t - 1/2) / T).
    """
    n = scores.shape[0]
    waves = np.sqrt(2 / n) * np.cos(np.pi * np.outer(np.arange(1, cosines + 1), np.arange(n) + 0.5) / n)
    transformed = waves @ scores
    return transformed.T @ transformed / cosines


def newey_west_variance(scores: np.ndarray, bandwidth: int) -> np.ndarray:
    """Bartlett-kernel estimate of the long-run variance with weights 1 - j/S, shape (T, k) -> (k, k); Newey and West (1987)."""
    n = scores.shape[0]
    total = scores.T @ scores / n
    for lag in range(1, min(bandwidth, n)):
        cross = scores[lag:].T @ scores[:-lag] / n
        total = total + (1 - lag / bandwidth) * (cross + cross.T)
    return total


# Kiefer and Vogelsang (2005), Bartlett kernel: critical value = a0 + a1 b + a2 b^2 + a3 b^3. Two-sided level -> coefficients.
_FIXED_B = {
    0.20: (1.2816, 1.3040, 0.5135, -0.3386),
    0.10: (1.6449, 2.1859, 0.3142, -0.3427),
    0.05: (1.9600, 2.9694, 0.4160, -0.5324),
    0.02: (2.3263, 4.1618, 0.5368, -0.9060),
}


def fixed_b_critical_value(b: float, level: float = 0.05) -> float:
    """Two-sided fixed-b critical value of a t ratio with Bartlett bandwidth S = b T; Kiefer and Vogelsang (2005)."""
    if level not in _FIXED_B:
        raise ValueError(f"level {level}: one of {sorted(_FIXED_B)} expected")
    if not 0 <= b <= 1:
        raise ValueError(f"b = {b} lies outside 0..1")
    return float(np.polynomial.polynomial.polyval(b, _FIXED_B[level]))


# Joint bands ----------------------------------------------------------------------------------------------------------------------


def sup_t_critical_value(
    covariance: np.ndarray | pd.DataFrame, level: float = 0.05, df: float = np.inf, *, draws: int = 100_000, seed: int = SEED
) -> float:
    """Critical value that makes all intervals hold together: the 1 - level quantile of max |t|.

    Parameters
    ----------
    covariance : array, shape (k, k)
        Joint covariance of the k estimates; may be singular.
    df : float
        Degrees of freedom behind the covariance: a multivariate t instead of a normal.

    Notes
    -----
    Montiel Olea and Plagborg-Moller (2019).
    """
    matrix = np.asarray(covariance, dtype=float)
    scale = np.sqrt(np.diag(matrix))
    if not (scale > 0).all():
        raise ValueError("a variance on the diagonal is not positive")
    values, vectors = np.linalg.eigh(matrix / np.outer(scale, scale))
    root = vectors * np.sqrt(np.clip(values, 0, None))
    rng = np.random.default_rng(seed)
    largest = np.abs(rng.standard_normal((draws, matrix.shape[0])) @ root.T).max(axis=1)
    if np.isfinite(df):
        largest = largest / np.sqrt(rng.chisquare(df, draws) / df)
    return float(np.quantile(largest, 1 - level))


def sup_t_from_draws(draws: np.ndarray, level: float = 0.05) -> float:
    """The same critical value from placebo or bootstrap draws of the t ratios, shape (draws, k); rows with a gap are dropped."""
    complete = draws[np.isfinite(draws).all(axis=1)]
    return float(np.quantile(np.abs(complete).max(axis=1), 1 - level))


# Resampling -----------------------------------------------------------------------------------------------------------------------


def moving_block_indices(n: int, block: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Row numbers of moving-block resamples, shape (draws, n): blocks of ``block`` neighbours, cut to n."""
    if not 1 <= block <= n:
        raise ValueError(f"blocks of {block} in a sample of {n}")
    starts = rng.integers(0, n - block + 1, size=(draws, -(-n // block)))
    return (starts[:, :, None] + np.arange(block)).reshape(draws, -1)[:, :n]


def phase_randomise(x: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Series with the autocovariances of ``x`` and random phases, shape (T,) -> (draws, T) or (T, k) -> (draws, T, k).

    The columns of one draw share their phases, so cross-covariances are kept as well (Theiler et al. 1992; Prichard and Theiler 1994).
    Mean and variance are those of ``x`` exactly.
    """
    values = np.asarray(x, dtype=float)
    spectrum = np.fft.rfft(values, axis=0)
    angles = rng.uniform(0, 2 * np.pi, size=(draws, spectrum.shape[0]))
    angles[:, 0] = 0
    if values.shape[0] % 2 == 0:
        angles[:, -1] = 0
    turn = np.exp(1j * angles).reshape(angles.shape + (1,) * (values.ndim - 1))
    return np.fft.irfft(spectrum[None] * turn, n=values.shape[0], axis=1)


def in_chunks(
    task: Callable, replications: int, *args, chunk: int = 500, seed: int = SEED, workers: int | None = -1, label: str | None = None
) -> list:
    """Run ``task(size, seed_sequence, *args)`` over chunks of a simulation and return the results in order.

    Each chunk has its own child of ``SeedSequence(seed)`` and a size that does not depend on the number of workers: any number of workers
    gives the same bits. Inside ``joblib.parallel_config(backend="dask")`` the chunks go to that cluster.

    Parameters
    ----------
    task : callable
        Importable function (it is sent to other processes).
    workers : int, optional
        As joblib's ``n_jobs``.
    label : str, optional
        Text of the progress bar, which is drawn on terminals only.
    """
    sizes = [min(chunk, replications - start) for start in range(0, replications, chunk)]
    children = np.random.SeedSequence(seed).spawn(len(sizes))
    results = Parallel(n_jobs=workers, return_as="generator")(
        delayed(task)(size, child, *args) for size, child in zip(sizes, children, strict=True)
    )
    return list(tqdm(results, total=len(sizes), desc=label, file=sys.stderr, disable=None))
