"""What a rise in yields costs the United States: interest by cohort of issuance.

A note issued while yields are higher keeps its coupon to maturity; bills and floating rate notes reset. Interest in a year is therefore
a linear functional of the path of yields: the sum over issue months of rise x amount issued x the part of that year in which the issue
is still outstanding. The functional is a table, months of issue by years of payment, and nothing else is needed to price any path.

Convention: what falls due in a month is refinanced at the mean rise of that month by paper of the same type, notes and bonds in the
proportions of the newest auctions, and pays the new coupon from the next month on, so that the figures of a year rest on what has been
repriced at the start of each month. New borrowing is spread evenly and counts from the middle of its month.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

TYPES = ("bill", "note", "bond", "tips", "frn")
COUPONS = ("note", "bond")
YEARS = 10
MONTHS = 12 * YEARS
TIPS_YEARS = 10  # refinancing of inflation-linked paper; the auction table of the source has none
COUPON_SHARE_OF_BORROWING = 0.75  # assumption; the rest is bills

_BP = 1e-4


def stock_by_month(profile: pd.DataFrame, stock_usd_bn: float) -> pd.DataFrame:
    """Debt falling due by month and type, bn US$, scaled to a stock; every month to the last one has a row.

    Parameters
    ----------
    profile : DataFrame
        ``maturity_profile`` of one date: month, and bill, note, bond, tips, frn in ``_usd_mn``. Months without maturities are absent.
    stock_usd_bn : float
        Marketable debt to which the whole is scaled.
    """
    due = profile.set_index("month")[[f"{t}_usd_mn" for t in TYPES]].astype(float)
    due.columns = list(TYPES)
    due = due.reindex(pd.period_range(due.index.min(), due.index.max(), freq="M"), fill_value=0.0)
    return due * (stock_usd_bn / due.to_numpy().sum())


def issuance_mix(gross: pd.DataFrame) -> dict[str, dict[int, float]]:
    """Shares of each tenor in months, within notes and within bonds, from the table ``gross_issuance`` (nominal paper)."""
    nominal = gross[gross["kind"] == "nominal"]
    years = nominal["tenor"].str.extract(r"(\d+)", expand=False).astype(int)
    mix = {}
    for kind, chosen in (("note", years <= 10), ("bond", years > 10)):
        size = nominal[chosen].groupby(years[chosen] * 12)["size_usd_bn"].sum()
        mix[kind] = (size / size.sum()).to_dict()
    return {**mix, "tips": {12 * TIPS_YEARS: 1.0}, "bill": {1: 1.0}}


def coupon_split(gross: pd.DataFrame) -> dict[str, float]:
    """Part of nominal coupon issuance in notes and in bonds."""
    nominal = gross[gross["kind"] == "nominal"]
    bonds = nominal.loc[nominal["tenor"].str.extract(r"(\d+)", expand=False).astype(int) > 10, "size_usd_bn"].sum()
    share = float(bonds / nominal["size_usd_bn"].sum())
    return {"note": 1 - share, "bond": share}


def issues(due: np.ndarray, mix: dict[int, float]) -> np.ndarray:
    """Amounts issued in each month: what falls due of the old stock plus what falls due of the new issues; shape as ``due``."""
    out = due.astype(float).copy()
    for month in range(len(out)):
        out[month] += sum(share * out[month - tenor] for tenor, share in mix.items() if tenor <= month)
    return out


def cohort_response(issued: np.ndarray, mix: dict[int, float], start: float = 1.0) -> np.ndarray:
    """Interest in bn US$ paid in each year for 1 bp on what is issued in each month.

    Parameters
    ----------
    issued : array, shape (months,)
        Amounts issued, bn US$; months is a multiple of 12.
    mix : dict
        Tenor in months -> share.
    start : {1.0, 0.5}
        Months between the first day of the month of issue and the first day that counts: its end, or its middle.

    Returns
    -------
    array, shape (months, years)
        Row s, column N: issued[s] x months of year N in which it is outstanding / 12 x 1 bp. Summed over rows it is the yearly cost of
        a lasting rise of 1 bp.
    """
    months = len(issued)
    age = np.arange(months)[None, :] - np.arange(months)[:, None]
    tenors = np.array(list(mix))
    inside = np.clip(np.minimum(age[..., None] + 1, start + tenors) - np.maximum(age[..., None], start), 0, 1) @ np.array(
        list(mix.values())
    )
    return issued[:, None] * inside.reshape(months, months // 12, 12).sum(axis=2) / 12 * _BP


def stock_response(due: pd.DataFrame, mix: dict[str, dict[int, float]], types: tuple[str, ...] = COUPONS) -> np.ndarray:
    """Response of a constant stock, shape (120, 10), bn US$ a bp; floating rate notes all reset, from the first month on."""
    total = np.zeros((MONTHS, YEARS))
    for kind in types:
        if kind == "frn":
            total += due[kind].sum() * _BP / 12 * np.repeat(np.eye(YEARS), 12, axis=0)
        else:
            total += cohort_response(issues(due[kind].to_numpy()[:MONTHS], mix[kind]), mix[kind])
    return total


def borrowing_response(mix: dict[str, dict[int, float]], split: dict[str, float], types: tuple[str, ...] = COUPONS) -> np.ndarray:
    """Response of 1 bn US$ a year of new borrowing, shape (120, 10): the stated share in notes and bonds, the rest in bills."""
    shares = {kind: COUPON_SHARE_OF_BORROWING * part for kind, part in split.items()} | {"bill": 1 - COUPON_SHARE_OF_BORROWING}
    even = np.full(MONTHS, 1 / 12)
    return sum(cohort_response(issues(share * even, mix[kind]), mix[kind], 0.5) for kind, share in shares.items() if kind in types)


def lasting_rise(due: pd.DataFrame, types: tuple[str, ...] = COUPONS, bp: float = 100.0, borrowing_usd_bn: float = 0.0) -> pd.Series:
    """Yearly cost of a lasting rise from what has been repriced at least once: the fiscal table, without cohorts.

    Mean over each year's months of what fell due before the month (floating rate notes: all) plus what was borrowed so far, times the
    rise; bn US$, index year. With only notes and bonds the stated share of new borrowing counts, else all of it.
    """
    fixed = [t for t in types if t != "frn"]
    repriced = np.r_[0.0, due[fixed].sum(axis=1).cumsum().to_numpy()[: MONTHS - 1]] + (due["frn"].sum() if "frn" in types else 0.0)
    share = 1.0 if "bill" in types else COUPON_SHARE_OF_BORROWING
    year = np.arange(1, YEARS + 1)
    yearly = (repriced.reshape(YEARS, 12).mean(axis=1) + share * borrowing_usd_bn * (year - 0.5)) * bp * _BP
    return pd.Series(yearly, index=pd.Index(year, name="year"))
