"""Draws of the uncertain assumptions, their outcomes, and the fan of the yield path week by week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..inference import SEED
from ..scenarios import ImpactScenario
from .assumptions import Assumptions, bounds
from .graph import Graph
from .model import RESPONSES, SALE, WEEKS

CHUNK = 10_000
DRAWS = 100_000
PROBABILITIES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
THRESHOLDS_BP = (10, 25, 50, 100)

# one latent uniform each, in this order: short run, long run and half-life of the impact, then the assumptions below
UNCERTAIN = ("ministry_usd_bn", "length", "yen_pct_per_100bn")
LATENT = 3 + len(UNCERTAIN)


def latent_uniforms(n: int, seed: int = SEED, chunk: int = CHUNK) -> np.ndarray:
    """Independent uniforms, shape (LATENT, n); chunk i has its own stream, so any split of the chunks gives the same bits."""
    sizes = [min(chunk, n - start) for start in range(0, n, chunk)]
    streams = np.random.SeedSequence(seed).spawn(len(sizes))
    return np.concatenate([np.random.default_rng(s).random((LATENT, size)) for s, size in zip(streams, sizes, strict=True)], axis=1)


def drawn_inputs(assumptions: Assumptions, impact: ImpactScenario, latent: np.ndarray) -> dict[str, np.ndarray | float]:
    """Inputs of the model: impact from the scenario mixture, the rest uniform in its range (the yen log-uniform)."""
    draws = impact.draw(latent[:3])
    values: dict[str, np.ndarray | float] = dict(assumptions.values())
    values |= {"short_run_bp": draws.short_run_bp, "long_run_bp": draws.long_run_bp, "half_life_weeks": draws.half_life_weeks}
    for name, u in zip(UNCERTAIN, latent[3:], strict=True):
        low, high = bounds(name)
        values[name] = low * (high / low) ** u if name == "yen_pct_per_100bn" else low + (high - low) * u
    return values


@dataclass(frozen=True)
class Fan:
    """Distribution of the path of the ten-year.

    Parameters
    ----------
    quantiles : DataFrame
        Index week 1..520, columns p5, p10, ... in bp.
    peak_bp, year1_bp : array
        Largest rise and mean rise of the first 52 weeks, one a draw.
    """

    quantiles: pd.DataFrame
    peak_bp: np.ndarray
    year1_bp: np.ndarray

    def exceedance(self, thresholds=THRESHOLDS_BP) -> pd.Series:
        """Share of draws whose peak reaches each threshold in bp, in percent."""
        return pd.Series({t: 100 * float((self.peak_bp >= t).mean()) for t in thresholds}, name="pct")


def fan(
    graph: Graph,
    values: Mapping[str, np.ndarray | float],
    weeks: int = WEEKS,
    probabilities=PROBABILITIES,
    block: int = 8_192,
    span: int = 8,
) -> Fan:
    """Quantiles of the yield path by week, without ever holding draws x weeks.

    A week-major pass: the temporary part is the state, one number a draw; every week it decays and takes in the week's sale. Draws are
    worked on in blocks that stay in the cache, a few weeks at a time, and only those weeks' rises are held while their quantiles are
    found. The recursion equals the closed form of :mod:`treasury_card.leverage.model`.

    Parameters
    ----------
    graph : Graph
    values : mapping
        Inputs, numbers or arrays of shape (n,). The length of the sale and the responses are the same for all draws.
    """
    n = max(np.size(v) for v in values.values())
    known = graph.outcomes(values, ("decay", "permanent_bp", "temporary_bp", *(f"{name}_rate" for name in (*SALE, *RESPONSES))))
    flows = [
        (known[f"{name}_rate"] * (1 if name in SALE else -1), *(int(values.get(t, 0)) for t in (start, weeks)))
        for name, (_, start, weeks) in {**SALE, **RESPONSES}.items()
        if np.any(known[f"{name}_rate"])
    ]
    ends = max((start + length for _, start, length in flows), default=0)
    memory = np.exp(-known["decay"])
    permanent, temporary = np.zeros(n), np.zeros(n)
    peak, year1 = np.full(n, -np.inf), np.zeros(n)
    table = np.empty((weeks, len(probabilities)))
    rise = np.empty((span, n))
    for first in range(1, weeks + 1, span):
        these = range(first, min(first + span, weeks + 1))
        for begin in range(0, n, block):
            part = slice(begin, begin + block)
            for row, week in enumerate(these):
                temporary[part] *= memory[part]
                for rate, start, length in flows:
                    if start < week <= start + length:
                        permanent[part] += known["permanent_bp"][part] * rate[part]
                        temporary[part] += known["temporary_bp"][part] * rate[part]
                np.add(permanent[part], temporary[part], out=rise[row, part])
                if week <= ends or week == weeks:  # after the last flow a path only rises or only falls
                    np.maximum(peak[part], rise[row, part], out=peak[part])
                if week <= 52:
                    year1[part] += rise[row, part]
        for row, week in enumerate(these):
            table[week - 1] = quantiles_in_place(rise[row], probabilities)
    columns = [f"p{100 * p:g}" for p in probabilities]
    frame = pd.DataFrame(table, index=pd.RangeIndex(1, weeks + 1, name="week"), columns=columns)
    return Fan(frame, peak, year1 / 52)


def quantiles_in_place(x: np.ndarray, probabilities, block: int = 32_768) -> np.ndarray:
    """Quantiles (linear interpolation, as ``numpy.quantile``); reorders ``x``.

    Blocks that fit the cache are sorted, which costs the same per element for any length of ``x``. An element of rank r lies between
    the smallest and the largest of the blocks' own elements at that place, so only the few elements between those two are looked at
    again: the result is exact.
    """
    n = len(x)
    blocks = [x[begin : begin + block] for begin in range(0, n, block)]
    for part in blocks:
        part.sort()
    out = np.empty(len(probabilities))
    for i, p in enumerate(probabilities):
        rank, weight = divmod(p * (n - 1), 1.0)
        rank, following = int(rank), min(int(rank) + 1, n - 1)
        low = min(part[rank * len(part) // n] for part in blocks)
        high = max(part[min(-(-(following + 1) * len(part) // n), len(part)) - 1] for part in blocks)
        ends = [(part.searchsorted(low), part.searchsorted(high, "right")) for part in blocks]
        between = np.concatenate([part[first:last] for part, (first, last) in zip(blocks, ends, strict=True)])
        below = sum(first for first, _ in ends)
        between.partition([rank - below, following - below])
        one, other = between[rank - below], between[following - below]
        out[i] = one + weight * (other - one)
    return out


def summary(x: np.ndarray, probabilities=(0.1, 0.5, 0.9)) -> dict[str, float]:
    """Quantiles as p10, p50, p90, and p50_error: the Monte Carlo standard error of the median.

    The error is half the distance between the order statistics one binomial standard deviation to either side of the middle.
    """
    ordered = np.sort(x)
    place = np.asarray(probabilities) * (len(x) - 1)
    lower = np.floor(place).astype(int)
    upper = ordered[np.minimum(lower + 1, len(x) - 1)]
    with np.errstate(invalid="ignore"):
        values = np.where(upper == ordered[lower], upper, ordered[lower] + (place - lower) * (upper - ordered[lower]))
    step = np.sqrt(len(x)) / 2
    low, high = np.clip(np.round(len(x) / 2 + np.array([-step, step])).astype(int), 0, len(x) - 1)
    error = 0.0 if ordered[high] == ordered[low] else float(ordered[high] - ordered[low]) / 2
    return {**{f"p{100 * p:.0f}": float(v) for p, v in zip(probabilities, values, strict=True)}, "p50_error": error}
