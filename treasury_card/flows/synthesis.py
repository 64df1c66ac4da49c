"""What chapter 4 takes from here: published effects as a scenario mixture, and this chapter's own estimates on the same two scales.

Own estimates are shown beside the published ranges and do not enter the mixture: none of them is identified. The two readings of a
historical effect are never averaged.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..scenarios import MARKETABLE_USD_BN, READINGS, ImpactScenario

PROBABILITIES = (0.1, 0.5, 0.9)
SHORT_NAMES = {"Federal Reserve Bank of Kansas City": "Kansas City Fed", "IMF Working Paper 17/174": "IMF WP 17/174"}


def impact_quantiles(scenarios: dict[str, ImpactScenario]) -> pd.DataFrame:
    """p10, p50, p90 of short-run and long-run impact (bp per $100bn) and half-life (weeks), by reading.

    Returns
    -------
    DataFrame
        reading, effect (short_run | long_run | half_life), p10, p50, p90, studies (number behind it).
    """
    parts = []
    for reading in READINGS:
        table = scenarios[reading].quantiles(PROBABILITIES).reset_index()
        table.insert(0, "reading", reading)
        counts = {
            "short_run": len({r.study for r in scenarios[reading].short_run}),
            "long_run": len({r.study for r in scenarios[reading].long_run}),
        }
        table["studies"] = table["effect"].map(counts).fillna(0).astype(int)
        parts.append(table)
    return pd.concat(parts, ignore_index=True)


def leave_one_out(scenarios: dict[str, ImpactScenario]) -> pd.DataFrame:
    """The mixture without each study in turn: how much of it is one paper.

    Returns
    -------
    DataFrame
        reading, effect, left_out ("nothing" for the full mixture), p10, p50, p90. A study that is alone in its horizon cannot be left out.
    """
    rows = []
    for reading in READINGS:
        scenario = scenarios[reading]
        for effect, ranges in (("short_run", scenario.short_run), ("long_run", scenario.long_run)):
            studies = sorted({r.study for r in ranges})
            for left_out in ("nothing", *(studies if len(studies) > 1 else ())):
                # A study may be the only one of the other horizon: that one is not asked for here.
                kept = ImpactScenario(reading, *(tuple(r for r in ranges if r.study != left_out),) * 2)
                rows.append((reading, effect, SHORT_NAMES.get(left_out, left_out), *kept.quantiles(PROBABILITIES).loc["short_run"]))
    return pd.DataFrame(rows, columns=["reading", "effect", "left_out", "p10", "p50", "p90"])


def basis(scenarios: dict[str, ImpactScenario]) -> pd.DataFrame:
    """Which published range carries which weight, by reading and horizon (bp per $100bn in the 2025 market)."""
    return pd.concat([scenarios[r].weights().assign(reading=r) for r in READINGS], ignore_index=True)


def published_scale(published: pd.DataFrame) -> pd.DataFrame:
    """Published ranges in bp per $100bn sold, one row a study and reading, for the common axis."""
    factor = {"unscaled": ("per_100bn", 1.0), "share_scaled": ("per_pct", 1e4 / MARKETABLE_USD_BN)}
    parts = []
    for reading, (column, scale) in factor.items():
        known = published.dropna(subset=[f"{column}_low_bp"])
        parts.append(
            pd.DataFrame(
                {
                    "source": "published",
                    "estimate": (
                        known["study"].replace(SHORT_NAMES)
                        + ", "
                        + known["horizon"].map({"impact": "on impact", "short": "short run", "12m": "12 months", "stock": "lasting"})
                    ).mask(known["key"] == "ahmed_rebucci_inelastic", "Ahmed and Rebucci, inelastic flows"),  # their second, smaller effect
                    "key": known["key"],
                    "reading": reading,
                    "low_bp": known[f"{column}_low_bp"] * scale,
                    "high_bp": known[f"{column}_high_bp"] * scale,
                }
            )
        )
    out = pd.concat(parts, ignore_index=True)
    out["mid_bp"] = np.sqrt(out["low_bp"] * out["high_bp"])
    return out


def own_scale(estimates: list[dict]) -> pd.DataFrame:
    """Own estimates on the two scales, bp of yield per $100bn *sold*.

    Parameters
    ----------
    estimates : list of dict
        key, estimate (label), identified (what would have to hold), per_pct_debt_bp and its low and high (effect of *buying* 1 % of debt),
        debt_usd_bn (mean debt held by the public of the sample).

    Returns
    -------
    DataFrame
        source, estimate, key, identified, reading, low_bp, mid_bp, high_bp.
    """
    rows = []
    for e in estimates:
        for reading, base in (("unscaled", e["debt_usd_bn"]), ("share_scaled", MARKETABLE_USD_BN)):
            low, mid, high = (-1e4 / base * e[k] for k in ("high_bp", "per_pct_debt_bp", "low_bp"))
            rows.append(
                {
                    "source": "own",
                    "estimate": e["estimate"],
                    "key": e["key"],
                    "identified": e["identified"],
                    "reading": reading,
                    "low_bp": low,
                    "mid_bp": mid,
                    "high_bp": high,
                }
            )
    return pd.DataFrame(rows)
