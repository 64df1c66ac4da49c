"""What moved the holdings: transactions, valuation, and the rest that neither explains.

A position is a stock at market value; a net transaction is a flow; between them stand prices, reclassifications, changes of
custodian and reporting error. The rest is shown, never spread over the other two.
"""

from __future__ import annotations

import pandas as pd

from .areas import AGGREGATES, BN, CODES, by_month

SLT_COMPARED = pd.Period("2023-03", "M")  # February 2023, the first month of the new form, is compared with a position of the old one
STAFF_START = pd.Period("2011-07", "M")  # the estimates start from the survey of June 2011
FORM_S = (pd.Period("2012-02", "M"), pd.Period("2023-01", "M"))  # positions are monthly from December 2011


def decompose(table: pd.DataFrame, codes: dict[str, int], *, position: str, net: str, valuation: str) -> pd.DataFrame:
    """Change in position = net transactions + valuation + rest, by area and month.

    Parameters
    ----------
    table : DataFrame
        One row a month and area, US$ million: ``tic_treasuries_monthly``, ``tic_long_term_monthly`` or ``fed_staff_monthly``.
    codes : dict of str to int
        Name shown -> area code.
    position, net, valuation : str
        Columns of ``table``.

    Returns
    -------
    DataFrame
        month, area, position_usd_bn, change_usd_bn, net_usd_bn, valuation_usd_bn, rest_usd_bn; months with transactions only. The
        change of a month whose predecessor is missing is empty, and so is its rest.
    """
    chosen = table[table["code"].isin(codes.values())]
    stock, flow, price = (by_month(chosen, column) / BN for column in (position, net, valuation))
    change = stock.diff()
    parts = {
        "position_usd_bn": stock,
        "change_usd_bn": change,
        "net_usd_bn": flow,
        "valuation_usd_bn": price,
        "rest_usd_bn": change - flow - price,
    }
    areas = {code: name for name, code in codes.items()}
    pieces = []
    for code in codes.values():
        piece = pd.DataFrame({name: matrix[code] for name, matrix in parts.items()}).dropna(subset="net_usd_bn")
        pieces.append(piece.rename_axis("month").reset_index().assign(area=areas[code]))
    return pd.concat(pieces, ignore_index=True)[["month", "area", *parts]]


def cumulated(parts: pd.DataFrame, start: pd.Period) -> pd.DataFrame:
    """Running sums of change, transactions, valuation and rest from ``start`` on, in US$ bn; the last row of an area is its account.

    Returns
    -------
    DataFrame
        month, area, change_usd_bn, net_usd_bn, valuation_usd_bn, rest_usd_bn.
    """
    columns = ["change_usd_bn", "net_usd_bn", "valuation_usd_bn", "rest_usd_bn"]
    window = parts[parts["month"] >= start].sort_values(["area", "month"], kind="stable")
    if window[columns].isna().any(axis=None):
        raise ValueError("a running sum needs every month: the window holds an empty change, transaction or valuation")
    return pd.concat([window[["month", "area"]], window.groupby("area")[columns].cumsum()], axis=1).reset_index(drop=True)


def accounts(parts: pd.DataFrame, start: pd.Period) -> pd.DataFrame:
    """One row an area: what the whole window adds up to, and the size of the monthly rest.

    Returns
    -------
    DataFrame
        Indexed by area: first, last, months, change_usd_bn, net_usd_bn, valuation_usd_bn, rest_usd_bn, mean_abs_rest_usd_bn,
        largest_abs_rest_usd_bn.
    """
    window = parts[parts["month"] >= start]
    grouped = window.groupby("area", sort=False)
    sums = grouped[["change_usd_bn", "net_usd_bn", "valuation_usd_bn", "rest_usd_bn"]].sum(min_count=1)
    size = window.assign(size=window["rest_usd_bn"].abs()).groupby("area", sort=False)["size"]
    span = grouped["month"].agg(first="min", last="max", months="count")
    return span.join(sums, validate="one_to_one").assign(mean_abs_rest_usd_bn=size.mean(), largest_abs_rest_usd_bn=size.max())


def long_term_positions(positions_2011_2023: pd.DataFrame, treasuries: pd.DataFrame) -> pd.DataFrame:
    """Long-term positions by month and area code, US$ bn: the frozen Table 3D to December 2019, Table 3 from January 2020.

    Both carry Form SLT; Table 3 is preferred where it exists because the last months of the frozen file were revised.
    """
    old, new = by_month(positions_2011_2023, "lt_usd_mn") / BN, by_month(treasuries, "lt_usd_mn") / BN
    codes = old.columns.intersection(new.columns)
    return pd.concat([old.loc[: new.index.min() - 1, codes], new[codes]], verify_integrity=True).rename_axis("month")


def flow_and_position(
    positions: pd.DataFrame, form_s: pd.DataFrame, staff: pd.DataFrame, slt: pd.DataFrame, areas: tuple[str, ...]
) -> pd.DataFrame:
    """Correlation of monthly flows with the monthly change in the long-term position, old and new reporting, like with like.

    Parameters
    ----------
    positions : DataFrame
        :func:`long_term_positions`.
    form_s : DataFrame
        ``tic_form_s_monthly``: gross purchases and sales; net = purchases - sales.
    staff : DataFrame
        ``fed_staff_monthly``, for the valuation of the Form S years (to 2020-12).
    slt : DataFrame
        :func:`decompose` of Table 3.

    Returns
    -------
    DataFrame
        area, era (Form S | Form SLT), flow (net | net and valuation), first, last, months, correlation. Form S with valuation ends
        with the staff estimates in December 2020.
    """
    change = positions.reindex(pd.period_range(positions.index.min(), positions.index.max(), freq="M", name="month")).diff()
    transactions = form_s.assign(net_usd_mn=form_s["purchases_usd_mn"] - form_s["sales_usd_mn"])
    net_s, valuation_s = by_month(transactions, "net_usd_mn") / BN, by_month(staff, "valuation_usd_mn") / BN
    rows = []
    for area in areas:
        code = CODES[area]
        new = slt[(slt["area"] == area) & (slt["month"] >= SLT_COMPARED)].set_index("month")
        pairs = [
            ("Form S", "net", net_s[code].loc[slice(*FORM_S)], change[code]),
            ("Form S", "net and valuation", (net_s[code] + valuation_s[code]).loc[slice(*FORM_S)].dropna(), change[code]),
            ("Form SLT", "net", new["net_usd_bn"], new["change_usd_bn"]),
            ("Form SLT", "net and valuation", new["net_usd_bn"] + new["valuation_usd_bn"], new["change_usd_bn"]),
        ]
        for era, kind, flow, move in pairs:
            both = pd.concat([flow.rename("flow"), move.rename("move")], axis=1, join="inner").dropna()
            rows.append((area, era, kind, both.index.min(), both.index.max(), len(both), both["flow"].corr(both["move"])))
    return pd.DataFrame(rows, columns=["area", "era", "flow", "first", "last", "months", "correlation"])


def form_s_sums(positions: pd.DataFrame, form_s: pd.DataFrame, areas: tuple[str, ...]) -> pd.DataFrame:
    """Sum of Form S net purchases beside the change in the long-term position over the same months, US$ bn.

    Returns
    -------
    DataFrame
        Indexed by area: net_usd_bn, position_change_usd_bn.
    """
    net = by_month(form_s.assign(net_usd_mn=form_s["purchases_usd_mn"] - form_s["sales_usd_mn"]), "net_usd_mn") / BN
    first, last = FORM_S
    rows = {
        area: (net.loc[first:last, CODES[area]].sum(skipna=False), positions.loc[last, CODES[area]] - positions.loc[first - 1, CODES[area]])
        for area in areas
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["net_usd_bn", "position_change_usd_bn"]).rename_axis("area")


def by_country(treasuries: pd.DataFrame, month: str) -> pd.DataFrame:
    """One month by country: long-term transactions, valuation, bills, and what is left to the total.

    Parameters
    ----------
    treasuries : DataFrame
        ``tic_treasuries_monthly`` (Table 3).
    month : str

    Returns
    -------
    DataFrame
        area, net_usd_bn (long-term), valuation_usd_bn, bills_usd_bn (change in position), next_month_net_usd_bn; single areas sorted from
        the largest seller to the largest buyer, then "All other areas" so that each column adds up to the Grand Total.
    """
    now = pd.Period(month, "M")
    columns = {"lt_net_usd_mn": "net_usd_bn", "lt_valuation_usd_mn": "valuation_usd_bn", "bills_net_usd_mn": "bills_usd_bn"}
    matrices = {name: by_month(treasuries, column) / BN for column, name in columns.items()}
    table = pd.DataFrame({name: matrix.loc[now] for name, matrix in matrices.items()})
    table["next_month_net_usd_bn"] = matrices["net_usd_bn"].loc[now + 1]
    total = table.loc[CODES["Grand Total"]]
    single = table[~table.index.isin(AGGREGATES)].sort_values("net_usd_bn")
    names = treasuries.drop_duplicates("code").set_index("code")["area"]
    single.index = names.loc[single.index].rename("area")
    single = single.dropna(subset="net_usd_bn")
    single.loc["All other areas"] = total - single.sum()
    return single.reset_index()


def main_sellers_and_buyers(countries: pd.DataFrame, always: tuple[str, ...], at_least_usd_bn: float) -> pd.DataFrame:
    """:func:`by_country` cut to the areas named and those that moved at least so much; the others are added up in the last row.

    Returns
    -------
    DataFrame
        As :func:`by_country`; each column still adds up to the Grand Total.
    """
    other = countries["area"] == "All other areas"
    shown = ~other & ((countries["net_usd_bn"].abs() >= at_least_usd_bn) | countries["area"].isin(always))
    rest = countries[~shown].drop(columns="area").sum()
    return pd.concat([countries[shown], rest.to_frame().T.assign(area="All other areas")], ignore_index=True)[list(countries.columns)]
