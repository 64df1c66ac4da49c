"""The model run on Japan's real dollar sales, against what the ten-year did. Before and after only: nothing here is an estimate."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from .graph import Graph

TRADING_DAYS_A_WEEK = 5


def backtest(graph: Graph, experiments: pd.DataFrame, draws: dict[str, Mapping[str, np.ndarray | float]]) -> pd.DataFrame:
    """Rise that each reading predicts at the end of each sale, beside the change that was observed.

    The sale is spread evenly over the weeks of the episode and the temporary part decays meanwhile; the model is linear in the amount.

    Parameters
    ----------
    experiments : DataFrame
        :func:`treasury_card.flows.natural.predictions`: what was sold in ten-year equivalents, in all and the long-term part apart, the
        observed change with its placebo band.
    draws : dict
        Reading -> inputs of the model (:func:`treasury_card.leverage.draws.drawn_inputs`).

    Returns
    -------
    DataFrame
        episode, part, reading, first, last, weeks, sold_usd_bn, ten_year_usd_bn, observed_bp, band_low_bp, band_high_bp, p10_bp, p50_bp,
        p90_bp.
    """
    rows = experiments.drop(columns=["p10_bp", "p50_bp", "p90_bp", "p_reading", "largest_not_rejected_bp_per_100bn", "placebo_windows"])
    rows.insert(5, "weeks", np.ceil(rows.pop("days") / TRADING_DAYS_A_WEEK).clip(lower=1).astype(int))
    quantiles = {}
    for reading, weeks in rows[["reading", "weeks"]].drop_duplicates().itertuples(index=False):
        known = graph.outcomes({**draws[reading], "weeks": float(weeks)}, ("window_end_bp", "sold_ten_year_usd_bn"), block=4096)
        quantiles[reading, weeks] = np.quantile(known["window_end_bp"] / known["sold_ten_year_usd_bn"], [0.1, 0.5, 0.9])
    per_bn = np.array([quantiles[key] for key in zip(rows["reading"], rows["weeks"], strict=True)])
    for name, column in zip(("p10_bp", "p50_bp", "p90_bp"), per_bn.T, strict=True):
        rows[name] = column * rows["ten_year_usd_bn"]
    return rows
