"""Levels: what the custody statistics show since March 2000, where the series break, and how much of the market it is."""

from __future__ import annotations

import pandas as pd

from .areas import by_month

OVERLAP = ["month", "area"]


def unbroken_runs(holdings: pd.DataFrame, areas: tuple[str, ...]) -> pd.DataFrame:
    """Holdings cut into runs that may be drawn as one line each.

    A run ends where the survey benchmark ends a series and where a month is missing. The old series' last value, printed by the
    Treasury "for comparison only" in the month of the new one, closes the old run; it never enters the new.

    Parameters
    ----------
    holdings : DataFrame
        ``tic_holdings_monthly``: month, area, comparison, series, holdings_usd_bn.

    Returns
    -------
    DataFrame
        month, area, series, comparison, holdings_usd_bn, run (integer within the area, from 0).
    """
    chosen = holdings[holdings["area"].isin(areas)].sort_values(["area", "month", "comparison"], ascending=[True, True, False])
    pieces = []
    for area in areas:
        piece = chosen[chosen["area"] == area]
        number = piece["month"].dt.year * 12 + piece["month"].dt.month
        opens = piece["series"].ne(piece["series"].shift()) | number.diff().gt(1)
        pieces.append(piece.assign(run=opens.cumsum() - 1))
    return pd.concat(pieces, ignore_index=True)[["month", "area", "series", "comparison", "holdings_usd_bn", "run"]]


def benchmark_steps(holdings: pd.DataFrame, areas: tuple[str, ...]) -> pd.DataFrame:
    """New minus old series in each month in which the Treasury prints both.

    The step is what a survey of holdings found and the monthly reports since the survey before had missed or booked elsewhere. It
    is a correction of the level and never a flow of that month.

    Returns
    -------
    DataFrame
        month, area, series_old, series_new, old_usd_bn, new_usd_bn, step_usd_bn.
    """
    chosen = holdings[holdings["area"].isin(areas)]
    old, new = chosen[chosen["comparison"].astype(bool)], chosen[~chosen["comparison"].astype(bool)]
    both = old.merge(new, on=OVERLAP, suffixes=("_old", "_new"), validate="one_to_one")
    steps = both.rename(columns={"holdings_usd_bn_old": "old_usd_bn", "holdings_usd_bn_new": "new_usd_bn"})
    steps["step_usd_bn"] = steps["new_usd_bn"] - steps["old_usd_bn"]
    order = {area: place for place, area in enumerate(areas)}
    steps = steps.sort_values(["month", "area"], key=lambda column: column.map(order) if column.name == "area" else column)
    return steps[["month", "area", "series_old", "series_new", "old_usd_bn", "new_usd_bn", "step_usd_bn"]].reset_index(drop=True)


def growth_in_parts(holdings: pd.DataFrame, areas: tuple[str, ...], first: str = "2000-03", last: str = "2011-06") -> pd.DataFrame:
    """Growth between two months of the survey era, split into change inside a series and steps between series.

    Returns
    -------
    DataFrame
        Indexed by area: start_usd_bn, end_usd_bn, change_usd_bn, within_series_usd_bn (sum over the series of last minus first
        value), benchmarks_usd_bn (sum of the steps after ``first``). The two parts add up to the change.
    """
    start, end = pd.Period(first, "M"), pd.Period(last, "M")
    span = unbroken_runs(holdings[holdings["month"].between(start, end)], areas)
    current = span[~span["comparison"].astype(bool)]
    levels = by_month(current[current["month"].isin([start, end])], "holdings_usd_bn", key="area")
    inside = span[~((span["month"] == start) & span["comparison"].astype(bool))].groupby(["area", "series"])["holdings_usd_bn"]
    steps = benchmark_steps(holdings, areas)
    steps = steps[(steps["month"] > start) & (steps["month"] <= end)]
    parts = pd.DataFrame({"start_usd_bn": levels.loc[start], "end_usd_bn": levels.loc[end]})
    parts["change_usd_bn"] = parts["end_usd_bn"] - parts["start_usd_bn"]
    parts["within_series_usd_bn"] = (inside.last() - inside.first()).groupby("area").sum()
    parts["benchmarks_usd_bn"] = steps.groupby("area")["step_usd_bn"].sum()
    return parts.loc[list(areas)].rename_axis("area")


def debt_held_by_public(debt_daily: pd.DataFrame, macro_quarterly: pd.DataFrame) -> pd.DataFrame:
    """Debt held by the public at quarter ends.

    The last day of the quarter in Debt to the Penny where it has the split, otherwise the quarterly series FYGFDPUN, which is about
    20 bn higher since late 2023; the source stands in every row.

    Returns
    -------
    DataFrame
        Indexed by month (the last of the quarter): debt_usd_bn, source (debt_daily | macro_quarterly).
    """
    daily = (debt_daily["public_usd"].dropna() / 1e9).rename("debt_usd_bn")
    last_day = daily.groupby(daily.index.to_period("M")).tail(1)
    last_day.index = last_day.index.to_period("M")
    last_day = last_day[last_day.index.month.isin([3, 6, 9, 12]) & (last_day.index < daily.index.max().to_period("M"))]
    quarterly = macro_quarterly["debt_public_usd_bn"].dropna().rename("debt_usd_bn")
    quarterly.index = quarterly.index + 2
    quarterly = quarterly[~quarterly.index.isin(last_day.index)]
    parts = [last_day.to_frame().assign(source="debt_daily"), quarterly.to_frame().assign(source="macro_quarterly")]
    return pd.concat(parts, verify_integrity=True).sort_index().rename_axis("month")


def shares(holdings: pd.DataFrame, debt: pd.DataFrame, areas: tuple[str, ...]) -> pd.DataFrame:
    """Level, share of all foreign holdings (same vintage), and at quarter ends share of the debt held by the public.

    Returns
    -------
    DataFrame
        month, area, series, run, holdings_usd_bn, share_of_foreign_pct, debt_usd_bn, share_of_debt_pct (empty between quarter ends).
    """
    runs = unbroken_runs(holdings, areas)
    runs = runs[~runs["comparison"].astype(bool)].drop(columns="comparison")
    total = holdings[(holdings["area"] == "Grand Total") & ~holdings["comparison"].astype(bool)]
    total = total[["month", "holdings_usd_bn"]].rename(columns={"holdings_usd_bn": "total_usd_bn"})
    table = runs.merge(total, on="month", how="left", validate="many_to_one").merge(
        debt[["debt_usd_bn"]], left_on="month", right_index=True, how="left", validate="many_to_one"
    )
    table["share_of_foreign_pct"] = 100 * table["holdings_usd_bn"] / table["total_usd_bn"]
    table["share_of_debt_pct"] = 100 * table["holdings_usd_bn"] / table["debt_usd_bn"]
    return table.drop(columns="total_usd_bn")


def snapshot(holdings: pd.DataFrame, months: tuple[str, ...]) -> pd.DataFrame:
    """Holdings in single months, area by area.

    Returns
    -------
    DataFrame
        Indexed by area, one column a month (``2025-02``), US$ bn; empty where the list did not carry the area.
    """
    wanted = [pd.Period(month, "M") for month in months]
    current = holdings[~holdings["comparison"].astype(bool) & holdings["month"].isin(wanted)]
    wide = current.pivot(index="area", columns="month", values="holdings_usd_bn").reindex(columns=wanted)
    return wide.set_axis(list(months), axis="columns")


def largest_holders(holdings: pd.DataFrame, months: tuple[str, ...], count: int = 12) -> pd.DataFrame:
    """The largest single areas of the last month named, with their holdings in each month.

    Returns
    -------
    DataFrame
        area, one column a month (US$ bn), share_of_foreign_pct (last month named).
    """
    wide = snapshot(holdings, months)
    share = 100 * wide[months[-1]] / wide.loc["Grand Total", months[-1]]
    single = (
        wide[~wide.index.str.startswith(("Grand Total", "Foreign Official", "All Other"))]
        .sort_values(months[-1], ascending=False)
        .head(count)
    )
    return single.assign(share_of_foreign_pct=share).reset_index()


def year_ends(runs: pd.DataFrame, areas: tuple[str, ...]) -> pd.DataFrame:
    """Decembers and the newest month of :func:`unbroken_runs`, one column an area (US$ bn), the series beside them.

    Returns
    -------
    DataFrame
        month, series, then one column an area; empty where the list did not carry the area.
    """
    current = runs[~runs["comparison"].astype(bool)]
    kept = current[((current["month"].dt.month == 12) | (current["month"] == current["month"].max())) & current["area"].isin(areas)]
    wide = kept.pivot(index=["month", "series"], columns="area", values="holdings_usd_bn")[list(areas)]
    return wide.add_suffix("_usd_bn").rename_axis(columns=None).reset_index()
