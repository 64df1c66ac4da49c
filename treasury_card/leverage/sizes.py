"""How large the sale is: against trading, dealers, borrowing and the Fed; and the plain arithmetic of every published effect."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..events.calendar import ANNOUNCEMENT
from ..events.episodes import weekly_changes
from ..scenarios import MARKETABLE_USD_BN, ImpactScenario
from .assumptions import bounds

QUOTED = {
    "volume_2026_usd_bn": "quoted.adv.2026-01.usd_bn",
    "volume_growth_pct": "quoted.adv.2026-01_over_2025.pct",
    "net_borrowing_usd_bn": "quoted.borrowing.2025q2.usd_bn",
    "buybacks_usd_bn": "quoted.buybacks.liquidity.2025-08.usd_bn",
}
PACES = (4, 13)


def facts(tables: dict[str, pd.DataFrame], month: str) -> pd.Series:
    """Denominators, bn US$: trading a day, dealers' net position, net borrowing a quarter, the Fed's holdings and its fastest quarters.

    Beside them the range of ten-year deficits in the Congressional Budget Office's four economic scenarios.
    """
    quoted = tables["quoted_figures"].set_index("key")["value"].astype(float)
    values = {name: quoted[key] for name, key in QUOTED.items()}
    office = tables["quoted_figures"].set_index("key").loc["quoted.cbo.scenarios.usd_bn"]
    fed = tables["fed_balance_weekly"]["treasuries_usd_mn"].dropna() / 1000
    quarter = fed.diff(13)
    holdings = tables["tic_holdings_monthly"]
    march = holdings[(holdings["month"] == month) & ~holdings["comparison"]].set_index("area")["holdings_usd_bn"]
    return pd.Series(
        {
            **values,
            "volume_2025_usd_bn": values["volume_2026_usd_bn"] / (1 + values["volume_growth_pct"] / 100),
            "dealers_usd_bn": tables["dealer_positions_weekly"]["net_position_usd_bn"].loc["2025-04-09"],
            "fed_usd_bn": fed.loc["2025-04-02"],
            "fed_fastest_quarter_usd_bn": quarter.max(),
            "fed_runoff_quarter_usd_bn": -quarter["2017-10":].min(),  # the two programmes of run-off; the fall of 2008 was none
            "foreign_usd_bn": march["Grand Total"],
            "japan_usd_bn": march["Japan"],
            "china_usd_bn": march["China, Mainland"],
            "public_debt_usd_bn": tables["debt_daily"]["public_usd"].loc[:"2025-03-31"].iloc[-1] / 1e9,
            "marketable_usd_bn": MARKETABLE_USD_BN,
            "budget_office_low_usd_bn": float(office["low"]),
            "budget_office_high_usd_bn": float(office["high"]),
        }
    )


def compare(facts: pd.Series) -> pd.DataFrame:
    """Each sale as a ratio to each measure of capacity; they disagree, so each has its own row.

    Returns
    -------
    DataFrame
        sale, amount_usd_bn, measure, value, unit (pct or multiple).
    """
    low, high = bounds("ministry_usd_bn")
    amounts = {
        "ministry, low": low,
        "ministry, high": high,
        "Japan": facts["japan_usd_bn"],
        "Japan and China": facts["japan_usd_bn"] + facts["china_usd_bn"],
    }
    measures = {
        "marketable debt": (100 / facts["marketable_usd_bn"], "pct"),
        **{f"daily trading, sold over {w} weeks": (100 / (5 * w) / facts["volume_2025_usd_bn"], "pct") for w in PACES},
        "dealers' net position": (1 / facts["dealers_usd_bn"], "multiple"),
        "net borrowing in a quarter": (1 / facts["net_borrowing_usd_bn"], "multiple"),
        "Treasuries held by the Fed": (1 / facts["fed_usd_bn"], "multiple"),
        "the Fed's fastest quarter of purchases": (1 / facts["fed_fastest_quarter_usd_bn"], "multiple"),
        "the Fed's fastest quarter of run-off": (1 / facts["fed_runoff_quarter_usd_bn"], "multiple"),
    }
    rows = [
        {"sale": sale, "amount_usd_bn": amount, "measure": measure, "value": amount * factor, "unit": unit}
        for sale, amount in amounts.items()
        for measure, (factor, unit) in measures.items()
    ]
    return pd.DataFrame(rows)


def thresholds(dgs10_pct: pd.Series, since: str = "1990") -> pd.Series:
    """Rises of the ten-year that the words of the claims are measured by, bp.

    Calendar weeks from 1990 to the last before the announcement, as in chapter 2. ``rattle`` is the 99th percentile of 13-week changes,
    ``shiver`` the 95th percentile of absolute weekly changes, ``torch`` the largest 13-week rise.
    """
    history = slice(since, ANNOUNCEMENT - pd.Timedelta(days=1))
    quarter, week = (weekly_changes(dgs10_pct, weeks).loc[history].dropna() for weeks in (13, 1))
    return pd.Series({"rattle": quarter.quantile(0.99), "shiver": week.abs().quantile(0.95), "torch": quarter.max()}).round(2)


def published_arithmetic(impacts: dict[str, ImpactScenario], sales: pd.DataFrame) -> pd.DataFrame:
    """Every published effect times every sale, with no decay: once in dollars as the studies count, once in ten-year equivalents.

    Parameters
    ----------
    sales : DataFrame
        Index sale; sold_usd_bn and sold_ten_year_usd_bn.

    Returns
    -------
    DataFrame
        sale, reading, study, key, horizon, counted (dollars or ten_year), low_bp, middle_bp (geometric), high_bp.
    """
    rows = []
    for sale, amounts in sales.iterrows():
        for reading, impact in impacts.items():
            for horizon, ranges in (("short_run", impact.short_run), ("long_run", impact.long_run)):
                for r in ranges:
                    for counted, amount in (("dollars", amounts["sold_usd_bn"]), ("ten_year", amounts["sold_ten_year_usd_bn"])):
                        low, high = r.low_bp * amount / 100, r.high_bp * amount / 100
                        values = {"low_bp": low, "middle_bp": float(np.sqrt(low * high)), "high_bp": high}
                        rows.append(
                            {
                                "sale": sale,
                                "reading": reading,
                                "study": r.study,
                                "key": r.key,
                                "horizon": horizon,
                                "counted": counted,
                                **values,
                            }
                        )
    return pd.DataFrame(rows)
