"""The weeks themselves: five signs that a flight of foreign holders should have left, looked for in April 2025.

The rule was fixed before the verdict was computed, but after preliminary values had been seen (see the decisions log).
"""

from __future__ import annotations

import pandas as pd

from .areas import BN, CODES, by_month, keyed

FIRST, LAST = pd.Timestamp("2025-04-02"), pd.Timestamp("2025-04-16")
AUCTIONS = (("10-Year", pd.Timestamp("2025-04-09")), ("30-Year", pd.Timestamp("2025-04-10")))
SALE_PCT = -0.5  # net sales beyond this share of the position of the month before count as selling
QUARTILE = 0.25


def change_over(weekly: pd.Series, weeks: int) -> pd.Series:
    """Change over a number of calendar weeks; empty where the earlier Wednesday is missing."""
    earlier = weekly.reindex(weekly.index - pd.Timedelta(weeks=weeks))
    return pd.Series(weekly.to_numpy() - earlier.to_numpy(), index=weekly.index, name=weekly.name)


def auction_shares(auctions: pd.DataFrame, days: tuple[str, ...]) -> pd.DataFrame:
    """Bidder shares of single auctions against the other auctions of the same tenor in the table.

    Returns
    -------
    DataFrame
        date, tenor, bidder (indirect | direct | dealer), share_pct, low_pct, median_pct, high_pct (all other auctions of the tenor),
        below_pct (share of the others that were lower), others (count).
    """
    rows = []
    for day in pd.to_datetime(list(days)):
        for _, auction in auctions[auctions["date"] == day].iterrows():
            others = auctions[(auctions["tenor"] == auction["tenor"]) & (auctions["date"] != day)]
            for bidder in ("indirect", "direct", "dealer"):
                column = f"{bidder}_pct"
                peers = others[column].dropna()
                rows.append(
                    (
                        day,
                        auction["tenor"],
                        bidder,
                        auction[column],
                        peers.min(),
                        peers.median(),
                        peers.max(),
                        100 * (peers < auction[column]).mean(),
                        len(peers),
                    )
                )
    return pd.DataFrame(rows, columns=["date", "tenor", "bidder", "share_pct", "low_pct", "median_pct", "high_pct", "below_pct", "others"])


def five_signs(
    treasuries: pd.DataFrame, custody: pd.DataFrame, dealers: pd.DataFrame, auctions: pd.DataFrame, month: str = "2025-04"
) -> pd.DataFrame:
    """Score the five signs of selling.

    Parameters
    ----------
    treasuries, custody, dealers, auctions : DataFrame
        ``tic_treasuries_monthly``, ``fed_custody_weekly``, ``dealer_positions_weekly``, ``auctions``.

    Returns
    -------
    DataFrame
        sign (1 to 5), what, value, threshold, unit, seen (boolean). Sign 5 has one row an auction, seen only if both are below the
        25th percentile of the tenor's earlier auctions.
    """
    now = pd.Period(month, "M")
    position, net = by_month(treasuries, "lt_usd_mn"), by_month(treasuries, "lt_net_usd_mn")
    rows = []
    for number, area in ((1, "Grand Total"), (2, "Foreign Official")):
        value = 100 * net.loc[now, CODES[area]] / position.loc[now - 1, CODES[area]]
        who = "all foreign holders" if area == "Grand Total" else "foreign official holders"
        rows.append(
            (number, f"Long-term net transactions of {who}, share of their position", value, SALE_PCT, "pct", bool(value < SALE_PCT))
        )
    weekly = custody["custody_usd_bn"].dropna()
    value, limit = weekly[LAST] - weekly[FIRST], -change_over(weekly, 1).std()
    rows.append((3, "Fed custody for foreign officials, change over the two weeks", value, limit, "usd_bn", bool(value < limit)))
    stock = dealers["net_position_usd_bn"].dropna()
    value, limit = stock[LAST] - stock[FIRST], change_over(stock, 2).std()
    rows.append((4, "Primary dealers' net position, change over the two weeks", value, limit, "usd_bn", bool(value > limit)))
    shares = []
    for tenor, day in AUCTIONS:
        tenors = keyed(auctions[auctions["tenor"] == tenor], "date")["indirect_pct"]
        shares.append((tenor, tenors[day], tenors[tenors.index < day].quantile(QUARTILE)))
    weak = all(share < limit for _, share, limit in shares)
    rows += [(5, f"Indirect bidders' share of the {tenor.lower()} auction", share, limit, "pct", weak) for tenor, share, limit in shares]
    return pd.DataFrame(rows, columns=["sign", "what", "value", "threshold", "unit", "seen"])


def scorecard(signs: pd.DataFrame) -> pd.DataFrame:
    """:func:`five_signs` in words: what was looked for, what was found, what would have counted.

    Returns
    -------
    DataFrame
        sign, what, found, would_count, seen.
    """

    def form(value: float, unit: str) -> str:
        return f"{value:+.2f}%" if unit == "pct" else f"{'-' if value < 0 else '+'}${abs(value):,.1f}bn"

    above = signs["sign"] == 4
    found = [form(value, unit) for value, unit in zip(signs["value"], signs["unit"], strict=True)]
    limit = [form(value, unit) for value, unit in zip(signs["threshold"], signs["unit"], strict=True)]
    side = above.map({True: "above ", False: "below "})
    table = signs[["sign", "what"]].assign(found=found, would_count=side + pd.Series(limit, index=signs.index), seen=signs["seen"])
    shares = table["sign"] == 5
    table.loc[shares, ["found", "would_count"]] = table.loc[shares, ["found", "would_count"]].replace(r"\+", "", regex=True)
    return table.replace({"found": {"-": "\N{MINUS SIGN}"}, "would_count": {"-": "\N{MINUS SIGN}"}}, regex=True)


def weekly(custody: pd.DataFrame, dealers: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Fed custody and dealers' net position by Wednesday, US$ bn; a Wednesday that one of the two lacks stays empty there.

    Returns
    -------
    DataFrame
        date, custody_usd_bn, net_position_usd_bn.
    """
    both = custody[["custody_usd_bn"]].merge(
        dealers[["net_position_usd_bn"]], left_index=True, right_index=True, how="outer", validate="one_to_one"
    )
    return both.loc[first:last].rename_axis("date").reset_index()


def signs_seen(signs: pd.DataFrame) -> int:
    """Number of the five signs that are there."""
    return int(signs.groupby("sign")["seen"].all().sum())


def verdict(seen: int) -> str:
    """Verdict on "traders fled bonds": three signs or more support it, one or two make it misleading, none makes it false."""
    return "supported" if seen >= 3 else "misleading" if seen >= 1 else "false"


def share_of_one_country(treasuries: pd.DataFrame, area: str, month: str) -> float:
    """Percent of all foreigners' long-term net transactions that one area accounts for."""
    net = by_month(treasuries, "lt_net_usd_mn").loc[pd.Period(month, "M")] / BN
    return float(100 * net[CODES[area]] / net[CODES["Grand Total"]])
