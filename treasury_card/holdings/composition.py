"""What the paper is: types, maturities, and how much of it is a ten-year note in disguise (survey of June 2025)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .areas import keyed

HEADER = 0  # ``order`` of the survey's own total line
MIDPOINT = {
    "1 year or less": 0.5,
    **{f"{k} to {k + 1} years": k + 0.5 for k in range(1, 10)},
    "10 to 15 years": 12.5,
    "15 to 20 years": 17.5,
    "20 to 25 years": 22.5,
    "25 to 30 years": 27.5,
    "30+ years": 30.0,
}
TENOR = {
    "dgs6mo_pct": 0.5,
    "dgs1_pct": 1,
    "dgs2_pct": 2,
    "dgs3_pct": 3,
    "dgs5_pct": 5,
    "dgs7_pct": 7,
    "dgs10_pct": 10,
    "dgs20_pct": 20,
    "dgs30_pct": 30,
}
BILL_YEARS = 0.25  # bills are taken at a quarter of a year, the middle of the half year in which most of them mature
HOLDERS = ("official", "private", "all")


def by_type(survey: pd.DataFrame, rows: dict[str, str]) -> pd.DataFrame:
    """Nominal notes and bonds, inflation-linked, floating, bills, in amounts and shares.

    Where one of the three long-term cells is withheld it is the long-term total less the other two; the row says so.

    Parameters
    ----------
    survey : DataFrame
        ``tic_survey_types``, US$ million.
    rows : dict of str to str
        Name shown -> area in the survey.

    Returns
    -------
    DataFrame
        holder, type, usd_bn, share_pct, backed_out (boolean).
    """
    cells = keyed(survey, "area")
    pieces = []
    for shown, area in rows.items():
        row = cells.loc[area]
        long_term = row[["nominal_usd_mn", "tips_usd_mn", "frn_usd_mn"]].astype(float)
        missing = long_term.isna()
        if missing.sum() > 1:
            raise ValueError(f"survey row {area!r}: {int(missing.sum())} long-term cells withheld; one at most can be backed out")
        amounts = long_term.where(~missing, row["lt_usd_mn"] - long_term.sum())
        amounts["bills_usd_mn"] = row["bills_usd_mn"]
        piece = pd.DataFrame({"holder": shown, "type": ["nominal", "TIPS", "floating", "bills"], "usd_bn": amounts.to_numpy() / 1_000})
        piece["share_pct"] = 100 * piece["usd_bn"] / piece["usd_bn"].sum()
        piece["backed_out"] = [*missing, False]
        pieces.append(piece)
    return pd.concat(pieces, ignore_index=True)


def maturity(ladder: pd.DataFrame, year: int) -> pd.DataFrame:
    """Long-term holdings by remaining maturity, as shares of the buckets' own sum.

    The survey's official and private buckets add to 2 % more and less than its own header lines, so the header is not the denominator.

    Returns
    -------
    DataFrame
        holder, order, bucket, midpoint_years, usd_bn, share_pct.
    """
    buckets = ladder[(ladder["year"] == year) & (ladder["order"] != HEADER)]
    unknown = set(buckets["bucket"]) - set(MIDPOINT)
    if unknown:
        raise ValueError(f"maturity buckets without a midpoint: {sorted(unknown)}")
    buckets = buckets.sort_values(["holder", "order"]).reset_index(drop=True)
    table = buckets[["holder", "order", "bucket"]].assign(midpoint_years=buckets["bucket"].map(MIDPOINT), usd_bn=buckets["usd_mn"] / 1_000)
    table["share_pct"] = 100 * table["usd_bn"] / table.groupby("holder")["usd_bn"].transform("sum")
    return table


def buckets_less_header(ladder: pd.DataFrame, year: int, holder: str) -> float:
    """Sum of a holder's buckets less the survey's own total line, US$ bn."""
    rows = ladder[(ladder["year"] == year) & (ladder["holder"] == holder)]
    header = rows["order"] == HEADER
    return float(rows.loc[~header, "usd_mn"].sum() - rows.loc[header, "usd_mn"].sum()) / 1_000


def par_modified_duration(maturity_years, yield_pct):
    """Modified duration of a bond at par with semi-annual coupons, years.

    D = (1 - (1 + y/2)**(-2T)) / y, which is the value of a unit annuity: for a par bond the derivative of the price with respect to its
    own yield, divided by the price. At y = 0 it is T.

    Parameters
    ----------
    maturity_years : array_like
        Multiples of half a year.
    yield_pct : array_like
        Par yield, percent a year, compounded semi-annually.
    """
    years, rate = np.broadcast_arrays(np.asarray(maturity_years, float), np.asarray(yield_pct, float) / 100)
    safe = np.where(rate == 0, 1.0, rate)
    return np.where(rate == 0, years, -np.expm1(-2 * years * np.log1p(safe / 2)) / safe)


def durations(curve: pd.Series, years) -> np.ndarray:
    """Modified durations of par bonds on one day's constant-maturity curve, linear between the published tenors.

    Parameters
    ----------
    curve : Series
        One row of ``us_yields_daily``, percent.
    years : array_like
        Maturities, 0.5 to 30.
    """
    tenors, yields = np.array(list(TENOR.values()), float), curve[list(TENOR)].to_numpy(float)
    if np.isnan(yields).any():
        raise ValueError(f"the curve of {curve.name} has empty tenors")
    years = np.asarray(years, float)
    return par_modified_duration(years, np.interp(years, tenors, yields))


def maturity_summary(table: pd.DataFrame, curve: pd.Series) -> pd.DataFrame:
    """Mean life, mean duration and ten-year factor by holder.

    The ten-year factor is the number of dollars of a new ten-year note at par with the interest-rate risk of one dollar of the holding:
    sum over buckets of share x modified duration at the bucket's midpoint, divided by the duration of the ten-year.

    Returns
    -------
    DataFrame
        Indexed by holder: usd_bn, mean_years, to_5_years_pct, duration_years, ten_year_factor.
    """
    weights = table.assign(weight=table["share_pct"] / 100, duration=durations(curve, table["midpoint_years"]))
    weights["life"] = weights["weight"] * weights["midpoint_years"]
    weights["risk"] = weights["weight"] * weights["duration"]
    short = weights[weights["midpoint_years"] < 5].groupby("holder")["share_pct"].sum()
    sums = weights.groupby("holder")[["usd_bn", "life", "risk"]].sum().rename(columns={"life": "mean_years", "risk": "duration_years"})
    sums["to_5_years_pct"] = short
    sums["ten_year_factor"] = sums["duration_years"] / durations(curve, 10.0)
    return sums.loc[list(HOLDERS), ["usd_bn", "mean_years", "to_5_years_pct", "duration_years", "ten_year_factor"]]


def ten_year_equivalents(long_term_usd_bn: pd.Series, summary: pd.DataFrame) -> pd.DataFrame:
    """Long-term holdings in ten-year notes of equal interest-rate risk, as a range.

    A country's own maturities are not published. The ends of the range give it the buckets of all official and of all private holders.

    Returns
    -------
    DataFrame
        Indexed like the input: long_term_usd_bn, low_usd_bn, high_usd_bn.
    """
    factors = summary.loc[["official", "private"], "ten_year_factor"]
    return pd.DataFrame(
        {
            "long_term_usd_bn": long_term_usd_bn,
            "low_usd_bn": long_term_usd_bn * factors.min(),
            "high_usd_bn": long_term_usd_bn * factors.max(),
        }
    )
