"""Since then: the three largest lines to the newest print, and what Japan sold when it really sold dollars.

``TABLES`` names what :func:`what_was_sold` rests on.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from .areas import BN, CODES, by_month, keyed

TABLES = (
    "tic_treasuries_monthly",
    "tic_long_term_monthly",
    "tic_form_s_monthly",
    "tic_secondary",
    "interventions",
    "market_daily",
    "japan_private_flows_monthly",
    "japan_reserves_monthly",
)
JAPAN = CODES["Japan"]
EPISODES = {"2022": ("2022-09", "2022-10"), "2024-spring": ("2024-04", "2024-05"), "2024-07": ("2024-07",), "2026": ("2026-05",)}
UNEXPLAINED = pd.Period("2026-08", "M")
FOR_SCALE = ("2024-08", "2025-04")  # months without an intervention, to show the size of the error


def newest(holdings: pd.DataFrame, secondary: pd.DataFrame, areas: tuple[str, ...], start: str) -> pd.DataFrame:
    """Official months and, kept apart, the third-party totals of the months after them.

    Returns
    -------
    DataFrame
        month, area, holdings_usd_bn, origin (official | third party).
    """
    official = holdings[~holdings["comparison"].astype(bool) & holdings["area"].isin(areas) & (holdings["month"] >= pd.Period(start, "M"))]
    later = secondary[secondary["area"].isin(areas) & (secondary["month"] > official["month"].max())]
    columns = ["month", "area", "holdings_usd_bn"]
    both = pd.concat([official[columns].assign(origin="official"), later[columns].assign(origin="third party")])
    return both.sort_values(["area", "month"]).reset_index(drop=True)


def unexplained_fall(reserves: pd.DataFrame, custody: pd.DataFrame) -> pd.Series:
    """August 2026, when Japan's reserves fell by more than in any month with a confirmed intervention, and custody at the New York Fed.

    Returns
    -------
    Series
        reserves_usd_bn, custody_usd_bn (from the last Wednesday of July to that of August), custody_since_april_2025_usd_bn (from 2 April
        2025 to the newest), newest (its day).
    """
    weeks = custody["custody_usd_bn"].dropna()
    before, after = (weeks[: str(month)].iloc[-1] for month in (UNEXPLAINED - 1, UNEXPLAINED))
    return pd.Series(
        {
            "reserves_usd_bn": reserves["reserves_ex_gold_usd_bn"].diff()[UNEXPLAINED],
            "custody_usd_bn": after - before,
            "custody_since_april_2025_usd_bn": weeks.iloc[-1] - weeks["2025-04-02"],
            "newest": weeks.index[-1],
        }
    )


def side_by_side(table: pd.DataFrame) -> pd.DataFrame:
    """:func:`newest` with one column an area, newest month first."""
    wide = table.pivot(index=["month", "origin"], columns="area", values="holdings_usd_bn").sort_index(ascending=False)
    return wide.add_suffix("_usd_bn").rename_axis(columns=None).reset_index()


def in_dollars(interventions: pd.DataFrame, yen_per_usd: pd.Series) -> pd.DataFrame:
    """Yen purchases in dollars, at the mean noon rate of the days of the operation that the rate series has.

    Returns
    -------
    DataFrame
        start, end, month (the one that holds the middle of the operation), episode, jpy_tn, yen_per_usd, usd_bn, certainty.
    """
    rate = yen_per_usd.dropna()
    table = interventions.reset_index()[["start", "end", "episode", "jpy_tn", "certainty"]].copy()
    table["month"] = (table["start"] + (table["end"] - table["start"]) / 2).dt.to_period("M")
    table["yen_per_usd"] = [rate[start:end].mean() for start, end in zip(table["start"], table["end"], strict=True)]
    table["usd_bn"] = 1_000 * table["jpy_tn"] / table["yen_per_usd"]
    return table[["start", "end", "month", "episode", "jpy_tn", "yen_per_usd", "usd_bn", "certainty"]]


def what_was_sold(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Japan's Treasuries in the months of the interventions.

    Long-term net: Form S to January 2023 (booked by counterparty), Form SLT after. Bills: change in position, which is all that TIC
    has for bills; where the newest month has no bills line they are the third-party total less the official long-term position, and
    the row says so. ``implied_official`` = long-term net - the Bank of Japan's private net purchases of US sovereign bonds: a difference
    of two systems (settlement against trade date, residence against custody) with an error as large as itself.

    Parameters
    ----------
    tables : mapping
        Shipped tables by name; :data:`TABLES` are read.

    Returns
    -------
    DataFrame
        month, intervention_usd_bn, bills_change_usd_bn, bills_source, lt_net_usd_bn, lt_source, private_net_usd_bn,
        implied_official_usd_bn, reserves_change_usd_bn.
    """
    paid = in_dollars(tables["interventions"], tables["market_daily"]["yen_per_usd"]).groupby("month")["usd_bn"].sum()
    months = sorted({*paid.index, *(pd.Period(month, "M") for month in FOR_SCALE)})
    form_s, long_term, secondary = tables["tic_form_s_monthly"], tables["tic_long_term_monthly"], tables["tic_secondary"]
    transactions = form_s.assign(net_usd_mn=form_s["purchases_usd_mn"] - form_s["sales_usd_mn"])
    net_s, net_slt = by_month(transactions, "net_usd_mn")[JAPAN], by_month(long_term, "treasury_net_usd_mn")[JAPAN]
    bills_stock = by_month(tables["tic_treasuries_monthly"], "bills_usd_mn")[JAPAN]
    lt_stock = by_month(long_term, "treasury_usd_mn")[JAPAN]
    total = keyed(secondary[secondary["area"] == "Japan"], "month")["holdings_usd_bn"]
    reserve_change = tables["japan_reserves_monthly"]["reserves_ex_gold_usd_bn"].diff()
    rows = []
    for month in months:
        bills, bills_source = bills_stock.diff().get(month, float("nan")) / BN, "official"
        if pd.isna(bills) and month in total.index:
            bills, bills_source = total[month] - lt_stock[month] / BN - bills_stock[month - 1] / BN, "third-party total"
        slt = month >= pd.Period("2023-02", "M")
        net = (net_slt if slt else net_s)[month] / BN
        private = tables["japan_private_flows_monthly"]["us_sovereign_net_usd_bn"].get(month, float("nan"))
        rows.append(
            (
                month,
                paid.get(month, 0.0),
                bills,
                bills_source,
                net,
                "Form SLT" if slt else "Form S",
                private,
                net - private,
                reserve_change.get(month, float("nan")),
            )
        )
    columns = [
        "month",
        "intervention_usd_bn",
        "bills_change_usd_bn",
        "bills_source",
        "lt_net_usd_bn",
        "lt_source",
        "private_net_usd_bn",
        "implied_official_usd_bn",
        "reserves_change_usd_bn",
    ]
    return pd.DataFrame(rows, columns=columns)


def by_episode(sold: pd.DataFrame) -> pd.DataFrame:
    """:func:`what_was_sold` added up over the months of each episode.

    Returns
    -------
    DataFrame
        Indexed by episode: intervention_usd_bn, bills_change_usd_bn, lt_net_usd_bn.
    """
    months = keyed(sold, "month")[["intervention_usd_bn", "bills_change_usd_bn", "lt_net_usd_bn"]]
    sums = {name: months.loc[[pd.Period(month, "M") for month in members]].sum(skipna=False) for name, members in EPISODES.items()}
    return pd.DataFrame(sums).T.rename_axis("episode")
