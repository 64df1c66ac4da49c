"""Measured foreign flows into Treasuries: what exists, from which source, and in which units.

Four systems measured these flows and none covers all months. They are kept apart here: a column says which source a month comes
from, a month that nobody measured stays empty, and no value is interpolated.
"""

from __future__ import annotations

import pandas as pd

GRAND_TOTAL, OFFICIAL, PRIVATE, JAPAN = 99996, 99990, 99991, 42609
SLT_START = pd.Period("2023-02", "M")

SOURCES = {
    "BT": "Fed staff estimate (Bertaut and Tryon)",
    "BJ": "Fed staff estimate (Bertaut and Judson)",
    "SLT": "TIC Form SLT, net transactions",
    "S": "TIC Form S, purchases less sales",
}
_PREFERENCE = {"BT": 0, "BJ": 1, "SLT": 2}


def official_flows(official: pd.DataFrame) -> pd.DataFrame:
    """Foreign official net purchases of long-term US government bonds, one row a month, holes left open.

    Parameters
    ----------
    official : DataFrame
        Table ``official_flows_monthly``: month, source, treasury_net_usd_mn, agency_net_usd_mn.

    Returns
    -------
    DataFrame
        Index: every month from first to last. Columns ``treasury_usd_bn``, ``agency_usd_bn``, ``government_usd_bn`` (their sum) and
        ``source``. In the one month that two sources report, the one that ends there is kept: the newcomer's first month opens at a
        survey position and its flow is not comparable.
    """
    rows = official.dropna(subset=["treasury_net_usd_mn"])
    rows = rows.assign(order=rows["source"].map(_PREFERENCE)).sort_values(["month", "order"]).drop_duplicates("month").set_index("month")
    out = pd.DataFrame(
        {
            "treasury_usd_bn": rows["treasury_net_usd_mn"] / 1000,
            "agency_usd_bn": rows["agency_net_usd_mn"] / 1000,
            "government_usd_bn": (rows["treasury_net_usd_mn"] + rows["agency_net_usd_mn"]) / 1000,
            "source": rows["source"],
        }
    )
    return out.reindex(pd.period_range(out.index.min(), out.index.max(), freq="M", name="month"))


def country_flows(form_s: pd.DataFrame, treasuries: pd.DataFrame) -> pd.DataFrame:
    """Net purchases of long-term Treasuries by country: Form S to 2023-01, Form SLT from 2023-02.

    The two systems measure different things (counterparty of a trade against holder of a position), so ``source`` is part of the key
    and no estimate in the book runs across February 2023.

    Returns
    -------
    DataFrame
        month, source (S or SLT), code, net_usd_bn.
    """
    transactions = pd.DataFrame(
        {
            "month": form_s["month"],
            "source": "S",
            "code": form_s["code"].astype(int),
            "net_usd_bn": (form_s["purchases_usd_mn"] - form_s["sales_usd_mn"]) / 1000,
        }
    )
    positions = treasuries[treasuries["month"] >= SLT_START]
    positions = pd.DataFrame(
        {
            "month": positions["month"],
            "source": "SLT",
            "code": positions["code"].astype(int),
            "net_usd_bn": positions["lt_net_usd_mn"] / 1000,
        }
    )
    return (
        pd.concat([transactions, positions]).dropna(subset=["net_usd_bn"]).sort_values(["month", "source", "code"]).reset_index(drop=True)
    )


def measures(official: pd.DataFrame, countries: pd.DataFrame, source: str) -> pd.DataFrame:
    """The flow measures that one system (or a pair that goes together) supplies, in $bn a month.

    ``S``: official Treasuries and government bonds from the Fed staff estimates, all foreigners and Japan from Form S, private = all
    less official. ``SLT``: all four from Form SLT.
    """
    wide = countries[countries["source"] == source].pivot(index="month", columns="code", values="net_usd_bn")
    if source == "SLT":
        return pd.DataFrame({"official": wide[OFFICIAL], "private": wide[PRIVATE], "total": wide[GRAND_TOTAL], "japan": wide[JAPAN]})
    staff = official[official["source"].isin(["BT", "BJ"])]
    out = pd.DataFrame({"official": staff["treasury_usd_bn"], "official_government": staff["government_usd_bn"]})
    out["total"], out["japan"] = wide[GRAND_TOTAL], wide[JAPAN]
    out["private"] = out["total"] - out["official"]
    return out[["official", "official_government", "private", "total", "japan"]]


def denominators(macro_quarterly: pd.DataFrame, months: pd.PeriodIndex) -> pd.DataFrame:
    """GDP (annual rate, quarter that holds the month) and debt held by the public (end of the last *completed* quarter), $bn.

    A step, not an interpolation: the flow must not be divided by a figure that already contains it.
    """
    quarter = months.asfreq("Q").asfreq("M", how="start")
    before = (months.asfreq("Q") - 1).asfreq("M", how="start")
    return pd.DataFrame(
        {
            "gdp_usd_bn": macro_quarterly["gdp_usd_bn"].reindex(quarter).to_numpy(),
            "debt_usd_bn": macro_quarterly["debt_public_usd_bn"].reindex(before).to_numpy(),
        },
        index=months,
    )


SCALINGS = {"pct_gdp": "% of GDP", "pct_debt": "% of debt held by the public", "usd_bn": "$bn"}


def accumulate(flow_usd_bn: pd.Series, macro_quarterly: pd.DataFrame, months: int, scaling: str) -> pd.Series:
    """Sum of a monthly flow over ``months`` months in one of :data:`SCALINGS`.

    A month with a hole in its window is empty. The denominator is dated before the window: GDP of the quarter that holds month
    t - months, debt at the end of the last quarter completed before the window opens.
    """
    total = flow_usd_bn.rolling(months, min_periods=months).sum()
    if scaling == "usd_bn":
        return total
    if scaling == "pct_gdp":
        base = denominators(macro_quarterly, total.index - months)["gdp_usd_bn"]
    else:
        base = denominators(macro_quarterly, total.index - (months - 1))["debt_usd_bn"]
    return 100 * total / base.to_numpy()


def coverage(official: pd.DataFrame, countries: pd.DataFrame) -> pd.DataFrame:
    """Who measured what, when: one row a measure and source, with the months inside its span that nobody measured.

    Returns
    -------
    DataFrame
        measure, measured_by, source, first, last, months, holes, largest_sale_usd_bn (the lowest monthly flow), largest_sale_month.
    """
    rows = []

    def add(measure: str, source: str, flow_usd_bn: pd.Series) -> None:
        months = flow_usd_bn.index
        span = pd.period_range(months.min(), months.max(), freq="M")
        holes = len(span) - len(months)
        rows.append(
            (measure, SOURCES[source], source, months.min(), months.max(), len(months), holes, flow_usd_bn.min(), flow_usd_bn.idxmin())
        )

    for source in ("BT", "BJ", "SLT"):
        add("official", source, official.loc[official["source"] == source, "treasury_usd_bn"])
    for measure, code, sources in (("total", GRAND_TOTAL, ("S", "SLT")), ("Japan", JAPAN, ("S", "SLT")), ("private", PRIVATE, ("SLT",))):
        for source in sources:
            part = countries[(countries["code"] == code) & (countries["source"] == source)]
            add(measure, source, part.set_index("month")["net_usd_bn"])
    columns = ["measure", "measured_by", "source", "first", "last", "months", "holes", "largest_sale_usd_bn", "largest_sale_month"]
    return pd.DataFrame(rows, columns=columns)


def conversions(
    macro_quarterly: pd.DataFrame, years: tuple[int, ...] = (1986, 1994, 2000, 2005, 2007, 2011, 2015, 2020, 2025)
) -> pd.DataFrame:
    """What $100bn was in each year: January's denominators and the same sum in all three units."""
    base = denominators(macro_quarterly, pd.PeriodIndex([f"{year}-01" for year in years], freq="M"))
    return pd.DataFrame(
        {
            "year": years,
            "gdp_usd_bn": base["gdp_usd_bn"].to_numpy(),
            "debt_usd_bn": base["debt_usd_bn"].to_numpy(),
            "usd_100bn_pct_gdp": (1e4 / base["gdp_usd_bn"]).to_numpy(),
            "usd_100bn_pct_debt": (1e4 / base["debt_usd_bn"]).to_numpy(),
        }
    )


def month_end(daily: pd.Series) -> pd.Series:
    """Last observation of each month of a daily series: it spans the same days as the month's flow, which a monthly mean does not."""
    daily = daily.dropna()
    return daily.groupby(daily.index.to_period("M")).last().rename_axis("month")
