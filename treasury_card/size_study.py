"""Do the book's own tests keep their word? Rejection rates on simulated yields whose truth is known.

Daily changes follow an AR(1) with GARCH(1,1) variance and Student-t shocks, with the parameters of the ten-year yield. In every
replication an event of h days ends the sample; three tests look at it: the placebo rank, the placebo rank after scaling by the volatility
before the event, and the naive t of most event studies. Without an effect the rejection rate is the size, with one the power.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from .inference import SEED, in_chunks

LEVELS = (0.01, 0.05, 0.10)
TESTS = ("placebo_raw", "placebo_scaled", "naive_t")
STATES = ("all", "calm", "agitated")
VOLATILITY_DAYS = 60  # `events` takes both from here: what is sized is what is used
ESTIMATION_DAYS = 250


@dataclass(frozen=True)
class GarchT:
    """AR(1)-GARCH(1,1)-t for daily changes in bp.

    x_t = constant + ar x_{t-1} + e_t;  e_t = s_t z_t;  s_t^2 = omega + alpha e_{t-1}^2 + beta s_{t-1}^2;  z_t unit-variance t(nu).
    """

    constant: float
    ar: float
    omega: float
    alpha: float
    beta: float
    nu: float

    @property
    def variance(self) -> float:
        """Unconditional variance of the shocks."""
        return self.omega / (1 - self.alpha - self.beta)

    def rounded(self) -> GarchT:
        """To four significant digits: the maxima of a likelihood that two machines find differ from the fifth or sixth on."""
        return GarchT(**{name: float(f"{value:.4g}") for name, value in vars(self).items()})


@dataclass(frozen=True)
class SizeStudy:
    """Rejection rates and what they rest on.

    Parameters
    ----------
    rates : pandas.DataFrame
        Columns ``state`` (all, calm, agitated: every replication, and those whose volatility before the event is in the lowest or highest
        tenth), ``test``, ``effect_bp`` (0 is the size), ``level_pct``, ``rejected_pct``, ``error_pct`` (Monte Carlo standard error),
        ``replications``.
    parameters : pandas.Series
        The data-generating process, the sample length and the event length.
    """

    rates: pd.DataFrame
    parameters: pd.Series


def size_study(
    process: GarchT,
    *,
    h: int = 5,
    days: int = 5000,
    effects_bp: tuple[float, ...] = (0, 10, 20, 30, 40, 50),
    replications: int = 10_000,
    chunk: int = 250,
    seed: int = SEED,
    workers: int | None = -1,
) -> SizeStudy:
    """Rejection rates of the three tests; the same bits for any number of workers.

    Parameters
    ----------
    days : int
        Daily changes in one simulated history, the event's ``h`` days included.
    effects_bp : tuple of float
        Shifts added to the change over the event window; 0 must be among them.
    """
    parts = in_chunks(_chunk, replications, process, h, days, effects_bp, chunk=chunk, seed=seed, workers=workers, label="size study")
    p_values = np.concatenate([p for p, _ in parts])
    volatility = np.concatenate([v for _, v in parts])
    low, high = np.quantile(volatility, [0.1, 0.9])
    groups = dict(zip(STATES, (np.full(volatility.size, True), volatility <= low, volatility >= high), strict=True))
    rows = []
    for state, members in groups.items():
        for i, test in enumerate(TESTS):
            for j, effect in enumerate(effects_bp):
                for level in LEVELS:
                    share = float((p_values[members, i, j] <= level).mean())
                    error = np.sqrt(share * (1 - share) / members.sum())
                    rows.append((state, test, effect, 100 * level, 100 * share, 100 * error, int(members.sum())))
    rates = pd.DataFrame(rows, columns=["state", "test", "effect_bp", "level_pct", "rejected_pct", "error_pct", "replications"])
    settings = {**vars(process), "days": days, "event_days": h, "replications": replications, "chunk": chunk, "seed": seed}
    return SizeStudy(rates, pd.Series(settings, name="value"))


def simulate(process: GarchT, size: int, days: int, rng: np.random.Generator, burn_in: int = 500) -> np.ndarray:
    """Daily changes in bp, shape (days, size): time runs down the rows, so that each step works on neighbouring memory."""
    shocks = rng.standard_t(process.nu, size=(burn_in + days, size))
    shocks *= np.sqrt((process.nu - 2) / process.nu)
    variance = np.full(size, process.variance)
    change = np.full(size, process.constant / (1 - process.ar))
    squared = variance.copy()
    for t in range(burn_in + days):
        variance = process.omega + process.alpha * squared + process.beta * variance
        shock = shocks[t] * np.sqrt(variance)
        squared = shock * shock
        change = process.constant + process.ar * change + shock
        shocks[t] = change
    return shocks[burn_in:]


def placebo_p_values(changes: np.ndarray, h: int, effects_bp: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Two-sided placebo p-values, raw and scaled, for the window that ends each column.

    Parameters
    ----------
    changes : array, shape (days, size)

    Returns
    -------
    p : array, shape (size, 2, number of effects)
    volatility : array, shape (size,)
        Standard deviation (ddof 1) of the 60 changes before the event.
    """
    cumulated, squares = (_running_sum(values) for values in (changes, changes * changes))
    windows = cumulated[h:] - cumulated[:-h]  # window k covers changes k .. k + h - 1
    n = VOLATILITY_DAYS
    mean = (cumulated[n:] - cumulated[:-n]) / n
    volatility = np.sqrt(((squares[n:] - squares[:-n]) - n * mean * mean) / (n - 1))  # row k: changes k .. k + n - 1
    scaled = windows[n:] / volatility[: windows.shape[0] - n]
    # Placebo windows end before the event's first day.
    null = {0: np.abs(windows[:-h]), 1: np.abs(scaled[:-h])}
    before = volatility[windows.shape[0] - n - 1]
    p = np.empty((changes.shape[1], 2, len(effects_bp)))
    for j, effect in enumerate(effects_bp):
        moved = windows[-1] + effect
        for i, size_of in enumerate((np.abs(moved), np.abs(moved / before))):
            p[:, i, j] = (1 + (null[i] >= size_of).sum(axis=0)) / (1 + null[i].shape[0])
    return p, before


def _running_sum(values: np.ndarray) -> np.ndarray:
    """Cumulated sum down the rows, with a first row of zeros."""
    total = np.zeros((values.shape[0] + 1, values.shape[1]))
    np.cumsum(values, axis=0, out=total[1:])
    return total


def naive_t(changes: np.ndarray, h: int) -> tuple[np.ndarray, np.ndarray]:
    """t ratio of the change over the last ``h`` days against a constant mean, and its standard error, shape (size,) each.

    The variance of the sum of h prediction errors is h s^2 + h^2 s^2 / T, with mean and s from the T = 250 days before; it equals the t of
    the sum of h day dummies in one regression (Salkever 1976), and it is read off the normal table.
    """
    before = changes[-h - ESTIMATION_DAYS : -h]
    mean = before.mean(axis=0)
    error = before.std(axis=0, ddof=1) * np.sqrt(h + h * h / ESTIMATION_DAYS)
    return (changes[-h:].sum(axis=0) - h * mean) / error, error


def _chunk(size: int, seed: np.random.SeedSequence, process: GarchT, h: int, days: int, effects_bp: tuple[float, ...]):
    """p-values of the three tests, shape (size, 3, effects), and the volatility before each event."""
    changes = simulate(process, size, days, np.random.default_rng(seed))
    placebo, volatility = placebo_p_values(changes, h, effects_bp)
    t, error = naive_t(changes, h)
    naive = 2 * stats.norm.sf(np.abs(t[:, None] + np.asarray(effects_bp) / error[:, None]))
    return np.concatenate([placebo, naive[:, None, :]], axis=1), volatility
