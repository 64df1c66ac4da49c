"""The published price effects of foreign sales as scenarios: one definition for the estimates and for the counterfactual.

The studies give ranges without standard errors and share data, so they are no sample and are not pooled (no meta-analysis). They
form a **scenario mixture**: every study has equal weight, a value is log-uniform inside the study's published range, and the two
readings stay apart:

- ``unscaled``: 100 bn does in 2025 what it did in the study's own, smaller market;
- ``share_scaled``: the same *share* of marketable debt does what it did then.

The mixture is an assumption, not an estimate.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

READINGS = ("unscaled", "share_scaled")
SHORT_RUN = ("impact", "short")  # horizons of ``published_effects`` that speak of the weeks of a sale
LONG_RUN = ("12m", "stock")
MARKETABLE_USD_BN = 28_300.0  # debt held by the public on 31 March 2025 less about 0.6 tn non-marketable: our estimate
HALF_LIFE_WEEKS = (4.0, 52.0)  # assumption: from one month, the step of the monthly estimates, to one year


@dataclass(frozen=True)
class PublishedRange:
    """One published effect: higher yield in bp for 100 bn less of foreign demand, in the 2025 market under one reading."""

    key: str
    study: str
    low_bp: float
    high_bp: float


class ImpactDraws(NamedTuple):
    """Arrays of equal length: impact in the week of the sale and what remains (bp per 100 bn), half-life of the difference (weeks)."""

    short_run_bp: np.ndarray
    long_run_bp: np.ndarray
    half_life_weeks: np.ndarray


@dataclass(frozen=True)
class ImpactScenario:
    """What one reading of the literature says about the impact of a sale.

    Parameters
    ----------
    reading : {"unscaled", "share_scaled"}
    short_run, long_run : tuple of PublishedRange
        Published effects in the weeks of a sale, and those that last, in bp per 100 bn.
    half_life_weeks : tuple of float
        Range in which the half-life of the temporary part is log-uniform.
    """

    reading: str
    short_run: tuple[PublishedRange, ...]
    long_run: tuple[PublishedRange, ...]
    half_life_weeks: tuple[float, float] = HALF_LIFE_WEEKS

    def draw(self, latent: np.ndarray) -> ImpactDraws:
        """Turn independent uniforms, shape (3, n), into scenarios: rows for short run, long run and half-life.

        Short and long run are drawn apart, so a long-run study with a large effect can meet a short-run study with a small one; the
        temporary part is then negative and the impact builds up instead of decaying.
        """
        low, high = self.half_life_weeks
        half_life = low * (high / low) ** latent[2]
        return ImpactDraws(mixture_quantile(self.short_run, latent[0]), mixture_quantile(self.long_run, latent[1]), half_life)

    def quantiles(self, probabilities=(0.1, 0.5, 0.9), n: int = 200_001) -> pd.DataFrame:
        """Quantiles of the mixture on an even grid of uniforms: rows short_run, long_run (bp per 100 bn) and half_life (weeks)."""
        even = (np.arange(n) + 0.5) / n
        draws = self.draw(np.stack([even, even, even]))
        index = pd.Index(["short_run", "long_run", "half_life"], name="effect")
        columns = [f"p{round(100 * p):d}" for p in probabilities]
        return pd.DataFrame([np.quantile(d, probabilities) for d in draws], index=index, columns=columns)

    def without(self, study: str) -> ImpactScenario:
        """The scenario with one study left out."""
        return replace(
            self,
            short_run=tuple(r for r in self.short_run if r.study != study),
            long_run=tuple(r for r in self.long_run if r.study != study),
        )

    def weights(self) -> pd.DataFrame:
        """Every range with its weight: study, horizon (short_run or long_run), low and high (bp per 100 bn)."""
        rows = [
            {"horizon": horizon, "key": r.key, "study": r.study, "low_bp": r.low_bp, "high_bp": r.high_bp, "weight": w}
            for horizon, ranges in (("short_run", self.short_run), ("long_run", self.long_run))
            for r, w in zip(_ordered(ranges), _weights(ranges), strict=True)
        ]
        return pd.DataFrame(rows)


def impact_scenarios(
    published: pd.DataFrame,
    marketable_usd_bn: float = MARKETABLE_USD_BN,
    half_life_weeks: tuple[float, float] = HALF_LIFE_WEEKS,
) -> dict[str, ImpactScenario]:
    """One :class:`ImpactScenario` a reading, from the table ``published_effects``.

    Parameters
    ----------
    published : DataFrame
        Columns key, study, horizon, per_100bn_{low,high}_bp, per_pct_{low,high}_bp. A study without a figure on one scale is left out
        of that reading.
    marketable_usd_bn : float
        Market into which the share-scaled effects are carried: x bp per 1 % are x * 10,000 / marketable bp per 100 bn.
    """
    scale = {"unscaled": ("per_100bn", 1.0), "share_scaled": ("per_pct", 10_000 / marketable_usd_bn)}
    scenarios = {}
    for reading, (column, factor) in scale.items():
        known = published[published[f"{column}_low_bp"].notna()]

        def ranges(horizons, known=known, column=column, factor=factor):
            chosen = known[known["horizon"].isin(horizons)]
            columns = [chosen[name] for name in ("key", "study", f"{column}_low_bp", f"{column}_high_bp")]
            return tuple(PublishedRange(key, study, low * factor, high * factor) for key, study, low, high in zip(*columns, strict=True))

        scenarios[reading] = ImpactScenario(reading, ranges(SHORT_RUN), ranges(LONG_RUN), half_life_weeks)
    return scenarios


def mixture_quantile(ranges: tuple[PublishedRange, ...], u: np.ndarray) -> np.ndarray:
    """Map uniforms to the mixture: equal weight a study (its ranges share it), log-uniform inside a range.

    One uniform chooses the range and the place in it, so that the mixture costs a single dimension in a variance decomposition.
    """
    ordered, weights = _ordered(ranges), np.asarray(_weights(ranges))
    edges = np.concatenate([[0.0], np.cumsum(weights)])
    place = np.clip(np.searchsorted(edges, u, side="right") - 1, 0, len(ordered) - 1)
    low = np.array([r.low_bp for r in ordered])
    ratio = np.array([np.log(r.high_bp / r.low_bp) for r in ordered])
    return low[place] * np.exp(ratio[place] * (u - edges[place]) / weights[place])


def _ordered(ranges: tuple[PublishedRange, ...]) -> list[PublishedRange]:
    return sorted(ranges, key=lambda r: (r.low_bp * r.high_bp, r.key))


def _weights(ranges: tuple[PublishedRange, ...]) -> list[float]:
    studies = [r.study for r in _ordered(ranges)]
    return [1 / (len(set(studies)) * studies.count(s)) for s in studies]
