"""Natural experiments: what the ten-year did while Japan really sold dollars, against what each reading predicts.

Most of what left Japan's custody line in these months were bills, so the sale is counted in ten-year equivalents and its long-term part
stands apart. Interventions are called when the dollar is strong and yields are high: the days are not random, and the comparison can
reject a reading that predicts too much, never estimate one.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ..holdings.composition import BILL_YEARS, durations, maturity, maturity_summary
from ..inference import placebo_p
from ..scenarios import READINGS, ImpactScenario


@dataclass(frozen=True)
class Episode:
    """A sale: H.15 days between which the yield is compared, and the months whose positions are compared."""

    key: str
    first: str
    last: str
    months: tuple[str, ...]


EPISODES = (
    Episode("2022-09", "2022-09-21", "2022-09-22", ("2022-09",)),
    Episode("2022-10", "2022-10-20", "2022-10-24", ("2022-10",)),
    Episode("2024-05", "2024-04-26", "2024-05-29", ("2024-04", "2024-05")),
    Episode("2024-07", "2024-07-10", "2024-07-12", ("2024-07",)),
    Episode("2026-05", "2026-04-27", "2026-05-27", ("2026-05",)),
)


def by_episode(monthly: pd.DataFrame) -> pd.DataFrame:
    """Dollars sold by episode, and what Japan's Treasury positions say about their composition.

    Parameters
    ----------
    monthly : DataFrame
        As ``holdings.since.what_was_sold`` returns it, one row a month.

    Returns
    -------
    DataFrame
        episode, sold_usd_bn (dollars), long_term_net_usd_bn (all of Japan, TIC), private_net_usd_bn (Bank of Japan),
        implied_official_usd_bn (their difference: two systems, so an error of tens of $bn), bills_change_usd_bn, bills_source.
    """
    columns = {
        "intervention_usd_bn": "sold_usd_bn",
        "lt_net_usd_bn": "long_term_net_usd_bn",
        "private_net_usd_bn": "private_net_usd_bn",
        "implied_official_usd_bn": "implied_official_usd_bn",
        "bills_change_usd_bn": "bills_change_usd_bn",
    }
    by_month = monthly.set_index("month")
    rows = []
    for episode in EPISODES:
        part = by_month.loc[pd.PeriodIndex(episode.months, freq="M")]
        sums = part[list(columns)].sum(skipna=False).rename(columns)
        rows.append({"episode": episode.key, **sums, "bills_source": part["bills_source"].iloc[-1]})
    return pd.DataFrame(rows)


def ten_year_factors(ladder: pd.DataFrame, curve: pd.Series) -> tuple[float, float]:
    """Ten-year notes of equal interest-rate risk for one dollar of official long-term holdings, and for one dollar of bills."""
    official = maturity_summary(maturity(ladder, int(ladder["year"].max())), curve).loc["official", "ten_year_factor"]
    # A bill pays no coupon: its modified duration is its life discounted once.
    rate = curve["dgs6mo_pct"] / 100
    return float(official), float(BILL_YEARS / (1 + rate / 2) / durations(curve, 10.0))


PARTS = ("whole", "long_term", "all_long_term")


def predictions(
    sold: pd.DataFrame, dgs10_pct: pd.Series, scenarios: dict[str, ImpactScenario], factors: tuple[float, float], since: str = "1990-01-01"
) -> pd.DataFrame:
    """Observed change of the ten-year, placebo band, and what each reading predicts for each way of counting the sale.

    ``long_term``: only the implied official sale of notes and bonds, at the maturities of official holders. ``whole``: that plus the rest
    of the dollars as bills. ``all_long_term``: as if every dollar had been notes and bonds of official maturities, the most that could
    have been sold. The impact is the short-run mixture of the reading.

    Returns
    -------
    DataFrame
        episode, part, reading, first, last, days, sold_usd_bn, ten_year_usd_bn, observed_bp, band_low_bp, band_high_bp (2.5 and 97.5 % of
        earlier windows of the same length), placebo_windows, p10_bp, p50_bp, p90_bp (predicted), p_reading (two-sided placebo p of observed
        less the median prediction), largest_not_rejected_bp_per_100bn (impact above which the observed change would fall below the band).
    """
    y = 100 * dgs10_pct.dropna()
    official, bill = factors
    impact = {reading: scenarios[reading].quantiles().loc["short_run"] for reading in READINGS}
    rows = []
    for episode, row in zip(EPISODES, sold.itertuples(), strict=True):
        at, to = y.index.get_loc(pd.Timestamp(episode.first)), y.index.get_loc(pd.Timestamp(episode.last))
        days = to - at
        observed = y.iloc[to] - y.iloc[at]
        history = y.loc[since:].iloc[: y.loc[since:].index.get_loc(y.index[at]) + 1]
        null = history.diff(days).dropna()
        low, high = null.quantile([0.025, 0.975])
        long_term = min(max(-row.implied_official_usd_bn, 0.0), row.sold_usd_bn)
        amounts = {
            "whole": official * long_term + bill * (row.sold_usd_bn - long_term),
            "long_term": official * long_term,
            "all_long_term": official * row.sold_usd_bn,
        }
        for part in PARTS:
            hundreds = amounts[part] / 100
            for reading in READINGS:
                quantiles = impact[reading] * hundreds
                rows.append(
                    {
                        "episode": episode.key,
                        "part": part,
                        "reading": reading,
                        "first": y.index[at],
                        "last": y.index[to],
                        "days": days,
                        "sold_usd_bn": row.sold_usd_bn,
                        "ten_year_usd_bn": amounts[part],
                        "observed_bp": observed,
                        "band_low_bp": low,
                        "band_high_bp": high,
                        "placebo_windows": len(null),
                        **{f"{name}_bp": value for name, value in quantiles.items()},
                        "p_reading": placebo_p(observed - quantiles["p50"], null),
                        "largest_not_rejected_bp_per_100bn": (observed - low) / hundreds if hundreds else float("inf"),
                    }
                )
    return pd.DataFrame(rows)
