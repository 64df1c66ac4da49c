"""The custody map: what a place of custody may hide. Bounds and one named scenario, never an estimate.

TIC books a security where it is kept. A centre's line may belong to anybody, so the only thing the data themselves say about an
owner abroad is that he cannot hold more there than the centre's whole line.
"""

from __future__ import annotations

import pandas as pd

from .areas import CUSTODY_CENTRES, keyed

SCENARIO_BASE = pd.Period("2011-12", "M")  # first month of the present series


def centres(holdings: pd.DataFrame, accounts: pd.DataFrame, survey: pd.DataFrame, month: str) -> pd.DataFrame:
    """Six centres in one month.

    Parameters
    ----------
    holdings : DataFrame
        ``tic_holdings_monthly``.
    accounts : DataFrame
        ``changes.accounts`` with a row for each centre: the rest of the SLT years.
    survey : DataFrame
        ``tic_survey_types``: share of bills.

    Returns
    -------
    DataFrame
        area, holdings_usd_bn, share_of_foreign_pct, change_since_2011_usd_bn, rest_usd_bn (position change not explained by transactions
        and prices since March 2023), bills_pct (June 2025 survey).
    """
    current = holdings[~holdings["comparison"].astype(bool)]
    wide = current[current["month"].isin([SCENARIO_BASE, pd.Period(month, "M")])].pivot(
        index="area", columns="month", values="holdings_usd_bn"
    )
    base, now = wide[SCENARIO_BASE], wide[pd.Period(month, "M")]
    types = keyed(survey, "area")
    table = pd.DataFrame(
        {"holdings_usd_bn": now, "share_of_foreign_pct": 100 * now / now["Grand Total"], "change_since_2011_usd_bn": now - base}
    ).loc[list(CUSTODY_CENTRES)]
    table["rest_usd_bn"] = accounts["rest_usd_bn"]
    table["bills_pct"] = 100 * types["bills_usd_mn"] / types["total_usd_mn"]
    return table.rename_axis("area").reset_index()


def bounds(holdings: pd.DataFrame, month: str, owners: tuple[str, ...] = ("Japan", "China, Mainland")) -> pd.DataFrame:
    """What an owner could hold at most if a centre kept nothing but his securities.

    Scenario "Belgium's growth": everything that Belgium's line gained since December 2011 belongs to the one owner.

    Returns
    -------
    DataFrame
        owner, own_line_usd_bn, scenario_usd_bn, belgium_bound_usd_bn (own line and the whole Belgian line), all_centres_bound_usd_bn (own
        line and all six centres). All but the first are hypothetical and exclude each other: two owners cannot both have them.
    """
    current = keyed(holdings[~holdings["comparison"].astype(bool)], ["month", "area"])["holdings_usd_bn"]
    now = current.loc[pd.Period(month, "M")]
    belgium, growth = now["Belgium"], now["Belgium"] - current.loc[(SCENARIO_BASE, "Belgium")]
    everything = now[list(CUSTODY_CENTRES)].sum(skipna=False)
    rows = [(owner, now[owner], now[owner] + growth, now[owner] + belgium, now[owner] + everything) for owner in owners]
    return pd.DataFrame(rows, columns=["owner", "own_line_usd_bn", "scenario_usd_bn", "belgium_bound_usd_bn", "all_centres_bound_usd_bn"])


def belgian_hump(holdings: pd.DataFrame) -> dict[str, float | pd.Period]:
    """Belgium before, at and after the peak of 2014: a movement of custody that no Belgian saver explains.

    Returns
    -------
    dict
        before_usd_bn (October 2013), peak_month, peak_usd_bn, after_usd_bn (December 2015).
    """
    line = keyed(holdings[(holdings["area"] == "Belgium") & ~holdings["comparison"].astype(bool)], "month")["holdings_usd_bn"]
    peak = line["2013-10":"2015-12"].idxmax()
    return {"before_usd_bn": line["2013-10"], "peak_month": peak, "peak_usd_bn": line[peak], "after_usd_bn": line["2015-12"]}
