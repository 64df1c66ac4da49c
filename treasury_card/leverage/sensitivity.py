"""Which assumption matters: grids over amount and speed, one-at-a-time changes, and a variance decomposition."""

from __future__ import annotations

import numpy as np
import pandas as pd
from SALib.analyze import sobol as sobol_analysis
from SALib.sample import sobol as sobol_sample
from scipy.optimize import brentq

from ..inference import SEED
from ..scenarios import ImpactScenario
from .assumptions import Assumptions, bounds
from .graph import Graph

WEEKS = (4, 52)  # paces that are compared: a month to a year
SOBOL_BASE = 4096  # power of two; evaluations are (groups + 2) times as many
SOBOL_OUTPUTS = ("peak_bp", "year1_bp", "us_cost_pv5", "execution_japan")

# name in the decomposition -> assumptions that vary together; the three impact parameters are drawn apart but count as one group
_GROUPS = {
    "short-run impact": "impact",
    "long-run impact": "impact",
    "half-life": "impact",
    "ministry_usd_bn": "amount held",
    "length": "maturities",
    "weeks": "pace",
    "borrowing_usd_bn_year": "new borrowing",
}


def amount_and_speed(graph: Graph, base: Assumptions, shares: np.ndarray, weeks: np.ndarray) -> pd.DataFrame:
    """Outcomes over a grid of parts sold and weeks: one row a cell, with the graph's outputs."""
    part, time = (grid.ravel() for grid in np.meshgrid(shares, weeks, indexing="ij"))
    outcomes = graph.outcomes({**base.values(), "sold_share": part.astype(float), "weeks": time.astype(float)})
    return pd.DataFrame({"sold_share": part, "weeks": time, **outcomes})


def one_at_a_time(graph: Graph, base: Assumptions, ranges: dict[str, tuple[float, float]], outputs: tuple[str, ...]) -> pd.DataFrame:
    """Each assumption at either end of its range, the others at their base: columns assumption, output, low_end, base, high_end."""
    centre = graph.evaluate(base.values())
    rows = []
    for name, (low, high) in ranges.items():
        ends = [graph.evaluate(base.but(**{name: value}).values()) for value in (low, high)]
        for output in outputs:
            values = [float(known[output][0]) for known in (ends[0], centre, ends[1])]
            rows.append(
                {
                    "assumption": name,
                    "from": low,
                    "to": high,
                    "output": output,
                    **dict(zip(("low_end", "base", "high_end"), values, strict=True)),
                }
            )
    frame = pd.DataFrame(rows)
    frame["swing"] = (frame["high_end"] - frame["low_end"]).abs()
    return frame.sort_values(["output", "swing"], ascending=[True, False], ignore_index=True)


def variance_decomposition(graph: Graph, base: Assumptions, impact: ImpactScenario, n: int = SOBOL_BASE, seed: int = SEED) -> pd.DataFrame:
    """First-order and total Sobol indices of the outputs, with the impact parameters as one group.

    Saltelli's estimators as in SALib, with 95 % bootstrap intervals. The reading of the literature is never an input: it is the loop
    around this function.

    Returns
    -------
    DataFrame
        group, output, first, first_error, total, total_error (half widths of the intervals), evaluations, seed.
    """
    names = list(_GROUPS)
    problem = {"num_vars": len(names), "names": names, "groups": list(_GROUPS.values()), "bounds": [[0.0, 1.0]] * len(names)}
    latent = sobol_sample.sample(problem, n, calc_second_order=False, seed=seed).T
    draws = impact.draw(latent[:3])
    values: dict = {
        **base.values(),
        "short_run_bp": draws.short_run_bp,
        "long_run_bp": draws.long_run_bp,
        "half_life_weeks": draws.half_life_weeks,
    }
    for name, u in zip(names[3:], latent[3:], strict=True):
        low, high = WEEKS if name == "weeks" else bounds(name)
        values[name] = np.floor(low + (high - low + 1) * np.minimum(u, 1 - 1e-12)) if name == "weeks" else low + (high - low) * u
    outcomes = graph.outcomes(values)
    rows = []
    for output in SOBOL_OUTPUTS:
        found = sobol_analysis.analyze(problem, outcomes[output], calc_second_order=False, num_resamples=100, seed=seed)
        for i, group in enumerate(dict.fromkeys(_GROUPS.values())):
            indices = {
                "first": found["S1"][i],
                "first_error": found["S1_conf"][i],
                "total": found["ST"][i],
                "total_error": found["ST_conf"][i],
            }
            rows.append({"group": group, "output": output, **indices, "evaluations": latent.shape[1], "seed": seed})
    return pd.DataFrame(rows)


def breakeven_impact(graph: Graph, base: Assumptions, highest_bp: float = 1000.0) -> float | None:
    """Lasting impact in bp per 100 bn at which the sale costs both sides the same, or None.

    Costs to the first order are proportional to the impact on both sides, so it cancels from their ratio. Only a cost that does not
    depend on the impact can make a break-even: the yen that rises when the proceeds are changed.
    """

    def surplus(impact: float) -> float:
        known = graph.evaluate(base.but(short_run_bp=impact, long_run_bp=impact).values())
        return float((known["us_cost_pv5"] - known["japan_loss"])[0])

    if surplus(1e-6) >= 0 or surplus(highest_bp) <= 0:
        return None
    return float(brentq(surplus, 1e-6, highest_bp, xtol=1e-9))
