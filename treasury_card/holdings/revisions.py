"""What was known on the day, and what the same month is said to be now. First prints and vintages never mix in one column."""

from __future__ import annotations

import pandas as pd

from .areas import BN

# printed column -> line, code and column of Table 3
LINES = {
    "official_bonds_net_usd_bn": ("official bonds", 99990, "lt_net_usd_mn"),
    "private_bonds_net_usd_bn": ("private bonds", 99991, "lt_net_usd_mn"),
    "bills_net_usd_bn": ("bills", 99996, "bills_net_usd_mn"),
}


def first_print_beside_today(first_prints: pd.DataFrame, holdings: pd.DataFrame) -> pd.DataFrame:
    """First published level and present vintage of the same month and area.

    Returns
    -------
    DataFrame
        month, release_date, area, first_print_usd_bn, today_usd_bn, revision_usd_bn.
    """
    today = holdings[~holdings["comparison"].astype(bool)][["month", "area", "holdings_usd_bn"]].rename(
        columns={"holdings_usd_bn": "today_usd_bn"}
    )
    table = first_prints[["month", "release_date", "area", "first_print_usd_bn"]].merge(
        today, on=["month", "area"], how="left", validate="one_to_one"
    )
    table["revision_usd_bn"] = table["today_usd_bn"] - table["first_print_usd_bn"]
    return table.sort_values(["month", "area"]).reset_index(drop=True)


def flows_as_printed(release_flows: pd.DataFrame, treasuries: pd.DataFrame) -> pd.DataFrame:
    """Every printed figure of a month's flow beside the newest vintage.

    Parameters
    ----------
    release_flows : DataFrame
        ``tic_release_flows``: one row a release and month, as the press release printed it.
    treasuries : DataFrame
        ``tic_treasuries_monthly``.

    Returns
    -------
    DataFrame
        line (official bonds | private bonds | bills), month, release, release_date, first_print (boolean), printed_usd_bn, today_usd_bn.
    """
    pieces = []
    for printed, (line, code, column) in LINES.items():
        today = treasuries.loc[treasuries["code"] == code, ["month", column]].rename(columns={column: "today_usd_bn"})
        today["today_usd_bn"] /= BN
        piece = (
            release_flows[["release", "release_date", "month", printed]]
            .rename(columns={printed: "printed_usd_bn"})
            .dropna(subset="printed_usd_bn")
        )
        piece = piece.merge(today, on="month", how="left", validate="many_to_one").sort_values(["month", "release_date"])
        pieces.append(piece.assign(line=line))
    table = pd.concat(pieces, ignore_index=True)
    earliest = release_flows.loc[release_flows["release_date"] == release_flows["release_date"].min(), "month"].max()
    opening = table["release_date"] == table.groupby(["line", "month"])["release_date"].transform("min")
    table["first_print"] = opening & (table["month"] >= earliest)  # older months of the first release had been printed before
    return table[["line", "month", "release", "release_date", "first_print", "printed_usd_bn", "today_usd_bn"]]


def revision_sizes(revisions: pd.DataFrame, flows: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    """How far published figures moved: number of figures, median and largest absolute move, changes of sign.

    Parameters
    ----------
    revisions : DataFrame
        The table ``revisions``; of it, the figures of the holdings history that its newest vintage moved.
    flows : DataFrame
        :func:`flows_as_printed`.
    levels : DataFrame
        :func:`first_print_beside_today`.

    Returns
    -------
    DataFrame
        what, compared, figures, median_abs_usd_bn, largest_abs_usd_bn, sign_changes (empty for levels).
    """
    cells = revisions[(revisions["table"] == "tic_holdings_monthly") & revisions["new"].notna()]
    cells = cells[cells["vintage_new"] == cells["vintage_new"].max()]
    moved = (cells["new"] - cells["old"]).abs()
    before, after = cells["vintage_old"].min(), cells["vintage_new"].max()
    compared = f"{before:%B} against {after:%B %Y} vintage, revised cells only"
    rows = [("levels", compared, len(moved), moved.median(), moved.max(), None)]
    size = levels["revision_usd_bn"].abs()
    rows.append(("levels", "first print against today", len(size), size.median(), size.max(), None))
    first = flows[flows["first_print"]]
    for line, group in first.groupby("line", sort=False):
        size = (group["today_usd_bn"] - group["printed_usd_bn"]).abs()
        turned = int((group["today_usd_bn"] * group["printed_usd_bn"] < 0).sum())
        rows.append((line, "first print against today", len(size), size.median(), size.max(), turned))
    return pd.DataFrame(rows, columns=["what", "compared", "figures", "median_abs_usd_bn", "largest_abs_usd_bn", "sign_changes"])
