"""Par bonds: the discount curve, price and duration, and what a portfolio is worth in ten-year equivalents."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..holdings.composition import BILL_YEARS, TENOR, durations, maturity

SPANS = ("up_to_1y", "1_to_5y", "over_5y")


def par_yield(curve: pd.Series, years: np.ndarray) -> np.ndarray:
    """Par yield as a fraction at the given maturities, straight lines between the H.15 tenors; ``curve`` is one row in percent."""
    return np.interp(years, list(TENOR.values()), curve[list(TENOR)].to_numpy(float)) / 100


def discount_factors(curve: pd.Series, years: np.ndarray) -> np.ndarray:
    """Discount factors bootstrapped from half-yearly par bonds, log-linear between the half years."""
    grid = np.arange(1, 61) / 2
    coupons = par_yield(curve, grid) / 2
    factors = np.empty(60)
    for i, coupon in enumerate(coupons):
        factors[i] = (1 - coupon * factors[:i].sum()) / (1 + coupon)
    return np.exp(np.interp(years, np.r_[0, grid], np.r_[0, np.log(factors)]))


def maturity_buckets(survey: pd.DataFrame, types: pd.DataFrame, quoted: pd.DataFrame, curve: pd.Series) -> pd.DataFrame:
    """Holdings by maturity of Japan's ministry, Japan's private holders and China, each between a short and a long mix.

    No country publishes its own maturities. The survey has them for official and for private holders of all countries together, and
    the bill share by country. The ministry lies between the special account's last known mix and the official mix, Japan's private
    holders between the official and the private mix; China has the official mix.

    Parameters
    ----------
    survey : DataFrame
        ``tic_survey_maturity``: year, holder, order (0 is the header), bucket, usd_mn. The newest year is used, and the buckets' own
        sum as denominator (they do not add to the header).
    types : DataFrame
        ``tic_survey_types``: area, total_usd_mn, bills_usd_mn.
    quoted : DataFrame
        ``quoted_figures``, for the special account by remaining life: about fiscal 2013, the last figures known, seen only in a copy.
        They stand for the short end of what the ministry may hold.
    curve : Series
        H.15 par yields in percent on one day.

    Returns
    -------
    DataFrame
        One row a holder and bucket, shortest first: holder, bucket, years (midpoint), coupon (fraction), duration (years), bill
        (0 or 1), short_mix and long_mix (shares of the holder's total), short_before and long_before (shares in shorter buckets),
        short_beyond and long_beyond (in longer ones), runoff (share maturing per year of time in the first year).
    """
    ladder = maturity(survey, int(survey["year"].max()))
    mix = {holder: part.set_index("bucket")["share_pct"] / 100 for holder, part in ladder.groupby("holder")}
    official, private = mix["official"], mix["private"]
    years = ladder.loc[ladder["holder"] == "official", "midpoint_years"].to_numpy()
    span = pd.Series(np.digitize(years, [1, 5]), index=official.index)
    known = quoted.set_index("key").loc[[f"quoted.special_account.{s}.2014.pct" for s in SPANS], "value"].astype(float) / 100
    special = official * span.map(dict(enumerate(known))) / official.groupby(span).transform("sum")
    bills = (types.set_index("area")["bills_usd_mn"] / types.set_index("area")["total_usd_mn"]).astype(float)
    frames = []
    for holder, area, short, long in (
        ("ministry", "Japan", special, official),
        ("private", "Japan", official, private),
        ("china", "China, Mainland", official, official),
    ):
        part = pd.DataFrame(
            {
                "holder": holder,
                "bucket": ["bills", *official.index],
                "years": np.r_[BILL_YEARS, years],
                "bill": np.r_[1.0, np.zeros(len(years))],
                "short_mix": np.r_[bills[area], (1 - bills[area]) * short.to_numpy(float)],
                "long_mix": np.r_[bills[area], (1 - bills[area]) * long.to_numpy(float)],
            }
        )
        for name in ("short", "long"):
            mix_of_all = part[f"{name}_mix"]
            part[f"{name}_before"] = mix_of_all.cumsum() - mix_of_all
            # summed from the long end, so that nothing lies beyond the last bucket, to the bit
            part[f"{name}_beyond"] = mix_of_all[::-1].cumsum()[::-1] - mix_of_all
        frames.append(part)
    buckets = pd.concat(frames, ignore_index=True)
    buckets["coupon"] = par_yield(curve, buckets["years"])
    buckets["duration"] = durations(curve, buckets["years"])
    buckets["runoff"] = np.where(buckets["years"] < 1, 0.5 / buckets["years"], 0.0)
    return buckets


def ten_year_duration(curve: pd.Series) -> float:
    """Modified duration in years of a ten-year par note."""
    return float(durations(curve, 10.0))


def ten_year_equivalents(buckets: pd.DataFrame, duration10: float) -> pd.DataFrame:
    """Ten-year equivalents per US$ held, by holder: columns short and long (the two ends of the range)."""
    weight = buckets["duration"] / duration10
    parts = pd.DataFrame({"short": buckets["short_mix"] * weight, "long": buckets["long_mix"] * weight, "holder": buckets["holder"]})
    return parts.groupby("holder", sort=False)[["short", "long"]].sum()
