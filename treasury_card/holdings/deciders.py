"""Who decides over Japan's line: arithmetic on second-hand figures and two named assumptions. No official split exists."""

from __future__ import annotations

import pandas as pd

from .areas import keyed

# What is read from ``quoted_figures``.
QUOTED = {
    "securities": "quoted.reserve_securities.2025-03.usd_bn",
    "assets": "quoted.gpif.assets.2025-03.jpy_tn",
    "foreign_bonds": "quoted.gpif.foreign_bonds.2025-03.pct",
    "treasuries": "quoted.gpif.treasuries_in_foreign_bonds.2025-03.pct",
}
# Share of the reserve securities that is US Treasuries. LOW: share of government bonds of all issuers in the special account in
# March 2008, rounded, the last that we found published; HIGH: our guess; CEILING: everything.
ASSUMED_SHARE = {"low": 0.68, "high": 0.90, "ceiling": 1.00}


def pension_fund_treasuries(assets_jpy_tn: float, foreign_bonds_pct: float, treasuries_pct: float, yen_per_usd: float) -> float:
    """US Treasuries of the Government Pension Investment Fund, US$ bn: assets x share of foreign bonds x share of Treasuries."""
    return 1_000 * assets_jpy_tn * foreign_bonds_pct / 100 * treasuries_pct / 100 / yen_per_usd


def who_decides(tic_usd_bn: float, reserve_securities_usd_bn: float, pension_fund_usd_bn: float) -> pd.DataFrame:
    """Japan's line split under each assumption; the residual is what the assumption leaves to banks, insurers and funds.

    Parameters
    ----------
    tic_usd_bn : float
        Japan in the custody statistics.
    reserve_securities_usd_bn : float
        Securities in Japan's reserves, all currencies and issuers.
    pension_fund_usd_bn : float

    Returns
    -------
    DataFrame
        case (low | high | ceiling), ministry_usd_bn, pension_fund_usd_bn, residual_usd_bn, ministry_share_pct. A negative residual means
        that the assumption does not fit the custody statistics unless part of the securities is kept elsewhere.
    """
    cases = pd.DataFrame({"case": list(ASSUMED_SHARE), "assumed_share": list(ASSUMED_SHARE.values())})
    cases["ministry_usd_bn"] = reserve_securities_usd_bn * cases["assumed_share"]
    cases["pension_fund_usd_bn"] = pension_fund_usd_bn
    cases["residual_usd_bn"] = tic_usd_bn - cases["ministry_usd_bn"] - pension_fund_usd_bn
    cases["ministry_share_pct"] = 100 * cases["ministry_usd_bn"] / tic_usd_bn
    return cases


def ranges(cases: pd.DataFrame) -> pd.DataFrame:
    """The cases turned by block: from the lowest to the highest value of the low and the high case, and the ceiling case beside it.

    Returns
    -------
    DataFrame
        block, low_usd_bn, high_usd_bn, ceiling_usd_bn.
    """
    by_case = keyed(cases, "case")
    blocks = {
        "Finance ministry": "ministry_usd_bn",
        "Pension fund GPIF": "pension_fund_usd_bn",
        "All others": "residual_usd_bn",
    }
    columns = {block: by_case[column] for block, column in blocks.items()}
    rows = [(block, values[["low", "high"]].min(), values[["low", "high"]].max(), values["ceiling"]) for block, values in columns.items()]
    return pd.DataFrame(rows, columns=["block", "low_usd_bn", "high_usd_bn", "ceiling_usd_bn"])
