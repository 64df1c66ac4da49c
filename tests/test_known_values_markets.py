"""Figures that the shipped tables of rates, macro, debt and Japan must reproduce, and identities they must obey.

The values were computed from the official releases apart from the parsers. They are history: an update may add rows, not change them.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from treasury_card import catalog
from treasury_card.sources import treasury

# Known values of the reference files that this file does not assert on a shipped table.
EXEMPT = {
    "VIXCLS": "Cboe's series is not shipped; no exhibit needs it",
    "SVENY10, monthly mean": "the Gurkaynak-Sack-Wright curve is not shipped; no exhibit needs it",
    "GFDEBTN": "wrong in two quarters; debt_daily replaces it",
    "COFER files": "third party, not shipped; the two figures are rows of quoted_figures",
    "T5YIE, T10YIE": "exact differences of shipped series, hence not stored",
    "TIC holdings and flows": "asserted beside their own parsers",
}


@cache
def table(name: str) -> pd.DataFrame:
    return catalog.load(name)


def at(name: str, place: str, column: str) -> float:
    return table(name).loc[place, column]


def change(column: str, first: str, last: str, name: str = "us_yields_daily") -> float:
    """Change between two observations in basis points, to 0.01."""
    return round(100 * (at(name, last, column) - at(name, first, column)), 2)


# --- single values ---

VALUES = [
    ("us_yields_daily", "2026-08-21", "dgs10_pct", 4.74),
    ("us_yields_daily", "1962-01-02", "dgs10_pct", 4.06),
    ("us_yields_daily", "2025-05-21", "dgs30_pct", 5.08),
    ("us_yields_daily", "2026-07-31", "dgs10_pct", 4.75),
    ("us_yields_daily", "2026-08-17", "dgs30_pct", 5.31),
    ("us_yields_daily", "2024-05-01", "dgs10_pct", 4.63),
    ("us_yields_daily", "2024-05-31", "dgs10_pct", 4.51),
    ("us_yields_daily", "2026-04-28", "dgs10_pct", 4.36),
    ("us_yields_daily", "2026-05-19", "dgs10_pct", 4.67),
    ("us_yields_daily", "2026-05-29", "dgs10_pct", 4.45),
    ("us_yields_daily", "2026-08-20", "dgs10_pct", 4.69),
    ("macro_monthly", "2025-04", "gs10_pct", 4.28),
    ("acm_monthly", "2025-04", "acmtp10_pct", 0.6087),
    ("acm_monthly", "2025-04", "acmy10_pct", 4.2182),
    ("fed_custody_weekly", "2025-04-02", "custody_usd_bn", 2929.255),
    ("fed_custody_weekly", "2025-04-09", "custody_usd_bn", 2932.857),
    ("fed_custody_weekly", "2025-04-30", "custody_usd_bn", 2916.875),
    ("fed_custody_weekly", "2026-09-30", "custody_usd_bn", 2582.35),
    ("fed_balance_weekly", "2025-04-09", "treasuries_usd_mn", 4219496),
    ("dealer_positions_weekly", "2025-04-02", "net_position_usd_bn", 408.663),
    ("dealer_positions_weekly", "2025-04-09", "net_position_usd_bn", 406.950),
    ("debt_daily", "2025-04-02", "public_usd", 28941616891545.06),
    ("debt_daily", "2025-04-02", "total_usd", 36214426211363.76),
    ("japan_reserves_monthly", "2025-02", "reserves_ex_gold_usd_bn", 1176.183),
    ("japan_private_flows_monthly", "2025-03", "us_sovereign_net_usd_bn", -3.808),
    ("japan_private_flows_monthly", "2025-04", "us_sovereign_net_usd_bn", -7.477),
    ("japan_private_flows_monthly", "2025-05", "us_sovereign_net_usd_bn", 19.786),
    ("us10y_hourly", "2025-04-02T20:00Z", "open_pct", 4.180),
    ("us10y_hourly", "2025-04-02T20:00Z", "high_pct", 4.236),
    ("us10y_hourly", "2025-04-02T20:00Z", "low_pct", 4.116),
    ("us10y_hourly", "2025-04-02T20:00Z", "close_pct", 4.135),
    ("us10y_hourly", "2025-04-09T04:00Z", "high_pct", 4.513),
    ("us10y_hourly", "2025-04-09T17:00Z", "close_pct", 4.372),
    ("us10y_hourly", "2025-04-11T15:00Z", "open_pct", 4.569),
    ("us10y_hourly", "2025-04-11T15:00Z", "high_pct", 4.590),
    ("us10y_hourly", "2025-05-02T00:00Z", "close_pct", 4.242),
    ("us10y_hourly", "2025-05-02T12:00Z", "open_pct", 4.223),
    ("us10y_hourly", "2025-05-02T12:00Z", "close_pct", 4.285),
]


@pytest.mark.parametrize(("name", "place", "column", "value"), VALUES)
def test_known_value(name, place, column, value):
    place = pd.Timestamp(place) if place.endswith("Z") else place
    assert at(name, place, column) == value


@pytest.mark.parametrize(
    ("security", "rate"),
    [("Total Marketable", 3.354), ("Treasury Bills", 4.335), ("Treasury Notes", 2.990), ("Treasury Bonds", 3.267)],
)
def test_average_rates_of_april_2025(security, rate):
    rates = table("interest_rates_monthly").set_index(["month", "security"])["rate_pct"]
    assert rates[pd.Period("2025-04", "M"), security] == rate


# --- the event window ---

COLUMNS = [
    *[("us_yields_daily", f"dgs{tenor}_pct") for tenor in ("3mo", "2", "10", "30")],
    *[("us_tips_daily", f"dfii{years}_pct") for years in (10, 30)],
    *[("term_premia_daily", f"{model}tp10_pct") for model in ("kw", "acm")],
    *[("market_daily", column) for column in ("dollar_broad_index", "yen_per_usd", "sofr_pct")],
    *[("jgb_yields_daily", f"jgb{years}_pct") for years in (10, 30, 40)],
    ("ecb_yields_daily", "ecb10_pct"),
]
WINDOW = {
    "2025-04-01": "4.32 3.87 4.17 4.52 1.84 2.30 0.4715 0.3178 126.4338 149.40 4.39 1.511 2.498 2.716 2.7589",
    "2025-04-02": "4.32 3.91 4.20 4.54 1.88 2.32 0.4775 0.3229 126.3811 149.98 4.37 1.481 2.444 2.651 2.7610",
    "2025-04-03": "4.31 3.71 4.06 4.49 1.78 2.31 0.4094 0.3049 124.7316 146.04 4.39 1.366 2.380 2.603 2.7337",
    "2025-04-04": "4.28 3.68 4.01 4.41 1.83 2.28 0.3821 0.2383 125.8129 145.93 4.35 1.176 2.303 2.524 2.6476",
    "2025-04-07": "4.29 3.73 4.15 4.58 1.96 2.42 0.4271 0.4168 126.8282 147.96 4.33 1.129 2.282 2.536 2.6815",
    "2025-04-08": "4.31 3.71 4.26 4.71 2.04 2.52 0.4769 0.5866 126.8668 147.02 4.40 1.268 2.479 2.728 2.7532",
    "2025-04-09": "4.35 3.91 4.34 4.72 2.07 2.50 0.5436 0.5258 126.6280 145.09 4.42 1.284 2.643 2.874 2.6866",
    "2025-04-10": "4.34 3.84 4.40 4.86 2.21 2.68 0.5682 0.6922 125.0890 144.34 4.37 1.379 2.611 2.843 2.6777",
    "2025-04-11": "4.34 3.96 4.48 4.85 2.28 2.68 0.6161 0.6766 124.0163 143.57 4.33 1.357 2.661 2.909 2.6037",
    "2025-04-30": "4.31 3.60 4.17 4.66 1.94 2.47 0.4350 0.5933 122.5921 142.63 4.41 1.330 2.645 2.936 2.5576",
    "2025-05-01": "4.31 3.70 4.25 4.74 2.00 2.53 0.4655 0.6353 123.1405 145.48 4.39 1.291 2.653 2.943 -",
    "2025-05-02": "4.33 3.83 4.33 4.79 2.06 2.56 0.5073 0.6424 122.4962 144.52 4.36 1.283 2.693 2.984 2.5960",
}
CELLS = [(day, name, column, text) for day, row in WINDOW.items() for (name, column), text in zip(COLUMNS, row.split(), strict=True)]


@pytest.mark.parametrize("day", WINDOW)
def test_event_window(day):
    for _, name, column, text in (cell for cell in CELLS if cell[0] == day):
        if text == "-":
            assert day not in table(name).index, (name, day)  # a holiday there
        elif column == "dollar_broad_index" and catalog.vintage(name) != "2026-07-24":
            assert at(name, day, column) == pytest.approx(float(text), abs=0.5)  # the history is re-weighted once a year
        else:
            assert round(at(name, day, column), 4) == float(text), (name, column)


@pytest.mark.parametrize(
    ("column", "name", "moves"),
    [
        ("dgs10_pct", "us_yields_daily", (-19, 47, 28, -3, 5)),
        ("dgs30_pct", "us_yields_daily", (-13, 44, 31, 12, 20)),
        ("acmtp10_pct", "term_premia_daily", (-8.46, 43.83, 35.37, 27.04, 31.24)),
        ("kwtp10_pct", "term_premia_daily", (-9.54, 23.40, 13.86, -4.25, -1.20)),
    ],
)
def test_windows_of_april_2025(column, name, moves):
    windows = (("04-02", "04-04"), ("04-04", "04-11"), ("04-02", "04-11"), ("04-02", "04-30"), ("04-02", "05-01"))
    for (first, last), move in zip(windows, moves, strict=True):
        assert change(column, f"2025-{first}", f"2025-{last}", name) == pytest.approx(move, abs=0.02)


# --- replication anchors ---

PURCHASES = [
    ("2008-11-24", "2008-11-26"),
    ("2008-11-28", "2008-12-02"),
    ("2008-12-15", "2008-12-17"),
    ("2009-01-27", "2009-01-29"),
    ("2009-03-17", "2009-03-19"),
]


@pytest.mark.parametrize(
    ("column", "moves", "total"),
    [
        ("dgs30_pct", [-24, -27, -32, 31, -21], -73),
        ("dgs10_pct", [-36, -25, -33, 28, -41], -107),
        ("dgs5_pct", [-23, -28, -15, 28, -36], -74),
        ("dgs1_pct", [-2, -13, -5, 4, -9], -25),
    ],
)
def test_two_day_changes_around_the_first_purchase_programme(column, moves, total):
    found = [change(column, *days) for days in PURCHASES]
    assert found == moves
    assert sum(found) == total


def weekly(column: str) -> pd.Series:
    return (table("us_yields_daily")[column].dropna().resample("W-FRI").last().diff() * 100).round(2)


@pytest.mark.parametrize("masked", [False, True])
def test_weekly_records_of_april_2025(masked):
    ten, thirty = weekly("dgs10_pct"), weekly("dgs30_pct")
    if masked:
        thirty = thirty[(thirty.index < "2002-02-19") | (thirty.index > "2006-02-15")]
    assert (ten["2025-04-11"], thirty["2025-04-11"], thirty["2009-01-23"]) == (47, 44, 43)
    earlier = ten[(ten >= 47) & (ten.index < "2025-04-11")]
    assert (len(earlier), str(earlier.index[-1].date()), earlier.iloc[-1]) == (21, "2001-11-16", 57)
    earlier = thirty[(thirty >= 44) & (thirty.index < "2025-04-11")]
    assert (len(earlier), str(earlier.index[-1].date()), earlier.iloc[-1]) == (16, "1987-04-24", 47)


def test_hashimoto_day():
    assert change("dgs10_pct", "1997-06-20", "1997-06-23") == 3
    assert change("dgs30_pct", "1997-06-20", "1997-06-23") == 4


AUCTIONS = {
    ("2025-04-08", "3-Year"): {"size_usd_bn": 58, "high_yield_pct": 3.784, "cover_ratio": 2.47, "indirect_pct": 73.0, "direct_pct": 6.2},
    ("2025-04-09", "10-Year"): {"size_usd_bn": 39, "high_yield_pct": 4.435, "cover_ratio": 2.67, "indirect_pct": 87.9, "dealer_pct": 10.7},
    ("2025-04-10", "30-Year"): {"size_usd_bn": 22, "high_yield_pct": 4.813, "cover_ratio": 2.43, "indirect_pct": 61.9},
    ("2025-05-21", "20-Year"): {"size_usd_bn": 16, "high_yield_pct": 5.047},
    ("2026-09-09", "10-Year"): {"size_usd_bn": 39, "high_yield_pct": 4.834, "indirect_pct": 79.2},
    ("2026-09-10", "30-Year"): {"size_usd_bn": 22, "high_yield_pct": 5.308, "indirect_pct": 79.5},
}


@pytest.mark.parametrize(("day", "tenor"), AUCTIONS)
def test_auctions_of_the_story(day, tenor):
    rows = table("auctions").set_index(["date", "tenor"]).loc[(pd.Timestamp(day), tenor)]
    for column, value in AUCTIONS[day, tenor].items():
        assert round(rows[column], 1 if column in ("indirect_pct", "direct_pct", "dealer_pct") else 3) == value, column


def test_the_ten_year_auction_of_9_april_is_the_record_of_the_table():
    ten = table("auctions").query("tenor == '10-Year'").set_index("date")["indirect_pct"]
    assert ten.idxmax() == pd.Timestamp("2025-04-09")
    thirty = table("auctions").query("tenor == '30-Year'").set_index("date")["indirect_pct"]
    assert thirty["2025-04-10"] < thirty[:"2025-04-09"].quantile(0.25) == pytest.approx(64.6, abs=0.05)


# --- extent, holes, ranges ---

STARTS = {
    "dgs1mo_pct": "2001-07-31", "dgs3mo_pct": "1981-09-01", "dgs6mo_pct": "1981-09-01", "dgs1_pct": "1962-01-02", "dgs2_pct": "1976-06-01",
    "dgs3_pct": "1962-01-02", "dgs5_pct": "1962-01-02", "dgs7_pct": "1969-07-01", "dgs10_pct": "1962-01-02", "dgs20_pct": "1962-01-02",
    "dgs30_pct": "1977-02-15",
}  # fmt: skip
COUNTS = {
    "dgs1mo_pct": 6245, "dgs3mo_pct": 11221, "dgs6mo_pct": 11221, "dgs1_pct": 16123, "dgs2_pct": 12531, "dgs3_pct": 16123,
    "dgs5_pct": 16123, "dgs7_pct": 14253, "dgs10_pct": 16123, "dgs20_pct": 14434, "dgs30_pct": 12353,
}  # fmt: skip


@pytest.mark.parametrize("column", STARTS)
def test_every_tenor_has_its_full_history(column):
    values = table("us_yields_daily")[column].dropna()
    assert str(values.index[0].date()) == STARTS[column]
    assert len(values[:"2026-07-22"]) == COUNTS[column]


def test_holes_and_the_suspended_thirty_year():
    yields = table("us_yields_daily")
    assert yields.loc["1987-01-01":"1993-09-30", "dgs20_pct"].isna().all()
    assert table("macro_monthly").loc["1987-01":"1993-09", "gs20_pct"].isna().all()
    suspended = yields.loc["2002-02-19":"2006-02-08", "dgs30_pct"].dropna()
    assert len(suspended) == 994
    gap = (suspended - yields["dgs20_pct"]).dropna()
    assert (gap.min().round(2), gap.max().round(2)) == (-0.16, 0.34)


def test_holidays_are_absent():
    assert "2025-04-18" not in table("us_yields_daily").index
    assert "2025-06-19" not in table("us_yields_daily").index
    assert not np.isnan(at("market_daily", "2025-04-18", "fed_funds_pct"))
    assert not {"2025-04-29", "2025-05-05", "2025-05-06"} & set(table("jgb_yields_daily").index.astype(str))
    assert not {"2025-04-18", "2025-04-21", "2025-05-01"} & set(table("ecb_yields_daily").index.astype(str))


def test_unpublished_months():
    assert table("macro_monthly").loc["2025-10", ["cpi_index", "unrate_pct"]].isna().all()
    assert str(table("macro_monthly").index[0]) == "1953-04"


def test_custody_and_dealers():
    custody = table("fed_custody_weekly").loc["2022-10-19":"2026-09-30", "custody_usd_bn"]
    assert len(custody) == 207
    assert custody.diff().std(ddof=1) == pytest.approx(16.0, abs=0.05)
    position = table("dealer_positions_weekly").loc["2024-09-04":"2026-08-26", "net_position_usd_bn"]
    assert (position.min().round(1), position.max().round(1)) == (253.8, 557.1)
    treasuries = table("fed_balance_weekly")["treasuries_usd_mn"] / 1000
    assert treasuries[["2025-04-02", "2025-04-09", "2025-04-16"]].round(1).tolist() == [4219.0, 4219.5, 4217.3]


def test_falls_of_the_reserves():
    change = table("japan_reserves_monthly")["reserves_ex_gold_usd_bn"].diff().round(1)
    assert change[["2024-05", "2026-05", "2026-08"]].tolist() == [-48.5, -75.3, -94.2]


def test_maturity_profile():
    profile = table("maturity_profile").set_index(["as_of", "month"]).sum(axis=1)
    march, april = profile.loc[pd.Period("2026-03", "M")], profile.loc[pd.Period("2026-04", "M")]
    assert (len(march), len(april)) == (175, 175)
    assert (round(march.sum()), round(april.sum())) == (30309933, 30170491)
    assert 100 * march[:"2027-03"].sum() / march.sum() == pytest.approx(32.1, abs=0.05)
    months = np.array([(m - pd.Period("2026-03", "M")).n for m in march.index])
    assert (months.max() - months.min() + 1, len(months)) == (359, 175)  # rows are not months
    assert (march * months).sum() / march.sum() == pytest.approx(71.7, abs=0.05)


# --- identities ---


@pytest.mark.parametrize(
    ("monthly", "daily", "months"),
    [("gs2_pct", "dgs2_pct", 601), ("gs10_pct", "dgs10_pct", 774), ("gs20_pct", "dgs20_pct", 693)],
)
def test_monthly_yields_are_means_of_daily_yields(monthly, daily, months):
    days = table("us_yields_daily")[daily].dropna()
    means = days.groupby(days.index.to_period("M")).mean()
    gap = (table("macro_monthly")[monthly] - means).loc[:"2026-06"].dropna().abs()
    assert len(gap) == months
    assert 100 * gap.max() <= 0.5 + 1e-9


def test_breakevens_are_not_stored():
    columns = {column for name in catalog.tables() for column in [f["name"] for f in catalog.describe(name)["schema"]["fields"]]}
    assert not any("breakeven" in column or "t10yie" in column for column in columns)
    real = (table("us_yields_daily")["dgs10_pct"] - table("us_tips_daily")["dfii10_pct"]).dropna()
    assert round(100 * (real["2025-04-11"] - real["2025-04-04"]), 2) == 2  # 47 less 45 of the real yield


def test_bidder_shares_add_to_100():
    assert (table("auctions")[["dealer_pct", "direct_pct", "indirect_pct"]].sum(axis=1) - 100).abs().max() < 0.05


def test_debt_adds_up():
    debt = table("debt_daily")
    split = debt.dropna()
    assert (split["public_usd"] + split["intragovernmental_usd"] - split["total_usd"]).abs().max() < 0.05
    assert debt["public_usd"].isna().sum() == 1270
    assert str(debt.index[debt["public_usd"].isna()][-1].date()) == "2005-03-30"
    quarter = at("macro_quarterly", "2025-01", "debt_public_usd_bn") - at("debt_daily", "2025-03-31", "public_usd") / 1e9
    assert 18 < quarter < 24  # another definition


def test_term_premium_vintages_agree_within_their_revision():
    both = table("acm_monthly")[["acmtp10_pct", "acmtp10_2026_08_pct"]].dropna()
    gap = 100 * (both["acmtp10_pct"] - both["acmtp10_2026_08_pct"]).abs()
    assert len(both) == 773
    assert (gap.mean(), gap.max()) == (pytest.approx(1.3, abs=0.05), pytest.approx(4.1, abs=0.06))


def test_hourly_closes_lie_near_h15():
    hourly = table("us10y_hourly")["close_pct"]
    closes = hourly[hourly.index.hour == 19]
    closes.index = pd.DatetimeIndex(closes.index.strftime("%Y-%m-%d"))
    gap = 100 * (closes - table("us_yields_daily")["dgs10_pct"]).dropna().abs()
    assert len(gap) == 13
    assert gap.max() == pytest.approx(3.9, abs=0.05)
    assert len(hourly) == 280


def test_h15_equals_the_par_curve(releases):
    yields, cells = table("us_yields_daily"), 0
    for path in sorted((releases / "treasury").glob("*.csv")):
        curve = treasury.par_curve(path)
        assert (yields.loc[curve.index, list(curve)] - curve).abs().max().max() < 1e-9
        cells += curve.notna().to_numpy().sum()
    assert cells >= 12265 + 1601


def test_exemptions_are_really_not_shipped():
    shipped = " ".join(r.get("path", "") for name in catalog.tables() for r in catalog.describe(name).get("sources", []))
    assert not any(id in shipped for id in ("VIXCLS", "GFDEBTN", "T10YIE", "feds200628"))
    assert all(len(reason) > 20 for reason in EXEMPT.values())
