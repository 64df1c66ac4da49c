"""Figures that were read from the official files by other means, held against the shipped tables. Nothing but ``data/`` is needed.

The first part is TIC and the Federal Reserve staff estimates; rates, markets, debt and Japan are in ``test_known_values_markets.py``.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from treasury_card import catalog

# Known values whose series is not shipped, and why.
EXEMPT = {
    "Gurkaynak-Sack-Wright SVENY10, April 2025: 4.3377": "the zero-coupon curves are not shipped: no chapter uses them",
    "VIXCLS in the event window": "belongs to a third party whose terms do not allow it",
    "COFER, dollar reserves of the world, 2025Q4: 7,457.81": "the IMF's files are not shipped; a share is a quoted figure",
    "COFER, dollar share, 2025Q4: 56.7702": "as above, a table of its own would repeat one figure",
}


def period(text: str) -> pd.Period:
    return pd.Period(text, freq="M")


def value(table: str, column: str, **keys) -> float:
    """One cell of a table by its key."""
    frame = catalog.load(table).reset_index()
    for name, wanted in keys.items():
        frame = frame[frame[name] == (period(wanted) if name == "month" else wanted)]
    assert len(frame) == 1, f"{table} {keys}: {len(frame)} rows"
    return float(frame[column].iloc[0])


@pytest.mark.parametrize(
    ("month", "area", "comparison", "known"),
    [
        ("2025-02", "Japan", False, 1125.9),
        ("2025-03", "Japan", False, 1130.8),
        ("2025-04", "Japan", False, 1134.5),
        ("2025-02", "China, Mainland", False, 784.3),
        ("2025-04", "China, Mainland", False, 743.6),
        ("2025-03", "United Kingdom", False, 779.3),
        ("2025-02", "Grand Total", False, 8900.0),
        ("2025-02", "Foreign Official", False, 3895.9),
        ("2000-03", "Japan", False, 307.6),
        ("2000-03", "Japan", True, 325.8),
        ("2010-06", "China, Mainland", False, 1112.1),
        ("2010-06", "China, Mainland", True, 843.7),
        ("2025-03", "El Salvador", False, 85.0),
        ("2025-02", "All Other", False, 734.7),
        ("2025-03", "All Other", False, 651.0),
        ("2026-04", "Japan", False, 1209.9),
        ("2026-04", "Foreign Official Bonds", False, 3449.2),
    ],
)
def test_holdings(month, area, comparison, known):
    assert value("tic_holdings_monthly", "holdings_usd_bn", month=month, area=area, comparison=comparison) == known


@pytest.mark.parametrize(
    ("month", "code", "column", "known"),
    [
        ("2026-04", 99996, "total_usd_mn", 9352646),
        ("2025-04", 42609, "lt_net_usd_mn", -2927),
        ("2025-04", 41408, "lt_net_usd_mn", -20876),
        ("2025-04", 13005, "lt_net_usd_mn", 42803),
        ("2025-04", 29998, "lt_net_usd_mn", -57710),
        ("2025-05", 29998, "lt_net_usd_mn", 65866),
        ("2025-04", 99996, "lt_net_usd_mn", -58453),
        ("2025-04", 99990, "lt_net_usd_mn", -5692),
        ("2025-04", 99991, "lt_net_usd_mn", -52761),
        ("2025-04", 99996, "lt_valuation_usd_mn", 23464),
        ("2025-04", 99996, "bills_net_usd_mn", -11981),
    ],
)
def test_treasuries_by_area(month, code, column, known):
    assert value("tic_treasuries_monthly", column, month=month, code=code) == known


def test_long_term():
    assert value("tic_long_term_monthly", "treasury_usd_mn", month="2026-05", code=42609) == 1049582


def test_form_s():
    frame = catalog.load("tic_form_s_monthly").set_index(["month", "code"])
    japan = frame.loc[(period("2004-01"), 42609)]
    assert (japan["purchases_usd_mn"], japan["sales_usd_mn"]) == (63338, 36852)
    last = frame.loc[(period("2023-01"), 99996)]
    assert last["purchases_usd_mn"] - last["sales_usd_mn"] == 50943
    assert frame.index.get_level_values("month").max() == period("2023-01")


def test_positions_to_2023():
    assert value("tic_positions_2011_2023", "total_usd_mn", month="2023-01", code=42609) == 1104387


def test_survey():
    assert value("tic_survey_types", "total_usd_mn", area="Japan") == 1147505.66
    assert value("tic_survey_types", "nominal_usd_mn", area="Japan") == 1010834.62
    assert value("tic_survey_types", "tips_usd_mn", area="China, Mainland") == 147683.85
    assert value("tic_survey_maturity", "usd_mn", year=2025, holder="official", order=0) == 3499698


def test_fed_staff():
    assert value("fed_staff_monthly", "position_usd_mn", month="2020-12", code=42609) == 1183539
    assert value("official_flows_monthly", "treasury_position_usd_mn", month="2010-05", source="BT") == 2565755


# Where the tables begin and end


@pytest.mark.parametrize(
    ("table", "first", "last", "rows"),
    [
        ("tic_holdings_monthly", "2000-03", None, None),
        ("tic_treasuries_monthly", "2020-01", None, None),
        ("tic_long_term_monthly", "2020-01", None, None),
        ("tic_form_s_monthly", "1977-01", "2023-01", None),
        ("tic_positions_2011_2023", "2011-09", "2023-01", 22 * 135),
        ("fed_staff_monthly", "2011-06", "2020-12", None),
        ("official_flows_monthly", "1984-12", None, None),
    ],
)
def test_coverage(table, first, last, rows):
    frame = catalog.load(table)
    assert frame["month"].min() == period(first)
    assert last is None or frame["month"].max() == period(last)
    assert rows is None or len(frame) == rows


def test_the_history_has_its_areas():
    frame = catalog.load("tic_holdings_monthly")
    history = frame[(frame["source"] == "mfh") & (frame["month"] <= period("2025-12"))]
    assert len(history) == 12712 and history["area"].nunique() == 58


def test_complete_areas_and_known_holes():
    frame = catalog.load("tic_holdings_monthly")
    history = frame[~frame["comparison"] & (frame["month"] <= period("2025-12"))]
    months = history.groupby("area")["month"].apply(set)
    whole = set(pd.period_range("2000-03", "2025-12", freq="M"))
    for area in (
        "Japan",
        "China, Mainland",
        "United Kingdom",
        "Switzerland",
        "Hong Kong",
        "Taiwan",
        "Singapore",
        "Korea, South",
        "Germany",
    ):
        assert months[area] == whole, area
    for area, year in (("Canada", 2008), ("France", 2007), ("India", 2005), ("Norway", 2005)):
        assert not {m for m in months[area] if m.year == year}, area
    starts = {"Cayman Islands": "2012-01", "Saudi Arabia": "2012-01", "Belgium": "2002-01", "Luxembourg": "2002-06"}
    assert {a: str(min(months[a])) for a in starts} == starts
    assert max(months["Belgium-Luxembourg"]) == period("2001-12")


def test_official_flows_have_their_sources_and_their_hole():
    frame = catalog.load("official_flows_monthly")
    spans = frame.groupby("source")["month"].agg(["min", "count"])
    assert str(spans.loc["BT", "min"]) == "1984-12" and spans.loc["BT", "count"] == 319
    assert str(spans.loc["BJ", "min"]) == "2011-06" and spans.loc["BJ", "count"] == 115
    assert str(spans.loc["SLT", "min"]) == "2023-02"
    assert not frame["month"].between(period("2021-01"), period("2023-01")).any()


def test_withheld_cells_are_empty_and_not_zero():
    table_3 = catalog.load("tic_treasuries_monthly")
    newest = table_3[table_3["month"] == period("2026-04")]
    long_term_only = newest[newest["total_usd_mn"].isna() & newest["lt_usd_mn"].notna()]
    assert len(long_term_only) == 16 and "Egypt" in set(long_term_only["area"])
    until_april = table_3[table_3["month"] <= period("2026-04")]
    assert until_april.isna().sum().sum() == 14447
    early = table_3[table_3["month"] < period("2023-02")]
    assert early["lt_net_usd_mn"].isna().all() and early["lt_valuation_usd_mn"].isna().all() and early["total_net_usd_mn"].isna().all()
    assert catalog.load("tic_survey_types").isna().sum().sum() == 439  # 437 marks of withheld cells and two NA


# Breaks


BREAKS = """
2000-03 -167.1 34.8 12.0 -157.1 -18.2
2002-06 25.6 105.4 15.5 -30.4 13.4
2003-06 2.0 48.5 9.9 -33.4 7.9
2004-06 -85.0 66.0 27.7 -65.8 -21.8
2005-06 -93.8 47.2 54.7 -82.0 -14.1
2006-06 -117.5 99.2 44.3 -145.4 -20.7
2007-06 0.3 169.5 72.1 -142.3 10.0
2008-06 -46.4 159.2 31.3 -224.0 47.6
2009-06 76.9 330.2 139.4 -122.8 -3.0
2010-06 67.1 382.7 268.4 -269.1 -1.3
2011-06 157.0 272.6 141.5 -211.3 -29.6
"""


def test_new_minus_old_series_at_every_benchmark():
    frame = catalog.load("tic_holdings_monthly")
    wide = frame.pivot(index=["month", "area"], columns="comparison", values="holdings_usd_bn").dropna()
    breaks = (wide[False] - wide[True]).unstack()[["Grand Total", "Foreign Official", "China, Mainland", "United Kingdom", "Japan"]]
    known = [line.split() for line in BREAKS.split("\n") if line]
    assert [str(m) for m in breaks.index] == [line[0] for line in known]
    np.testing.assert_allclose(breaks.to_numpy(), np.array([line[1:] for line in known], dtype=float), atol=1e-9)


def test_the_series_changes_at_the_benchmarks_and_nowhere_else():
    frame = catalog.load("tic_holdings_monthly")
    japan = frame[(frame["area"] == "Japan") & ~frame["comparison"]].set_index("month")["series"]
    changes = japan[japan != japan.shift()]
    assert dict(zip(changes, changes.index.astype(str), strict=True)) == {
        "II": "2000-03",
        "III": "2002-06",
        "IV": "2003-06",
        "V": "2004-06",
        "VI": "2005-06",
        "VII": "2006-06",
        "VIII": "2007-06",
        "IX": "2008-06",
        "X": "2009-06",
        "XI": "2010-06",
        "XII": "2011-06",
        "XIII": "2011-12",
    }


# Identities within a table


def test_long_term_and_bills_add_to_the_total():
    for table in ("tic_treasuries_monthly", "tic_positions_2011_2023"):
        frame = catalog.load(table)
        gap = (frame["lt_usd_mn"] + frame["bills_usd_mn"] - frame["total_usd_mn"]).abs()
        assert gap.notna().sum() > 2000 and gap.max() <= 1


def test_official_and_other_holders_add_to_the_total():
    frame = catalog.load("tic_treasuries_monthly").set_index(["code", "month"])
    for column in ("total_usd_mn", "lt_usd_mn", "bills_usd_mn"):
        gap = frame.loc[99990, column] + frame.loc[99991, column] - frame.loc[99996, column]
        assert (gap == 0).all() if column == "total_usd_mn" else gap.abs().max() <= 1


def test_areas_add_to_the_total_and_official_bills_and_bonds_to_official():
    frame = catalog.load("tic_holdings_monthly")
    wide = frame[frame["source"] == "mfh"].pivot(index=["month", "comparison"], columns="area", values="holdings_usd_bn")
    official = ["Foreign Official", "Foreign Official Bills", "Foreign Official Bonds"]
    gap = (wide.drop(columns=["Grand Total", *official]).sum(axis=1) - wide["Grand Total"]).round(1)
    assert gap[gap.abs() > 0.5].to_dict() == {(period("2006-06"), True): -2.5}  # the old series, off in the file itself
    assert (wide[official[1]] + wide[official[2]] - wide[official[0]]).abs().max() < 0.15


def test_bills_bought_are_the_change_in_bills_held():
    frame = catalog.load("tic_treasuries_monthly").sort_values(["code", "month"])
    gap = (frame.groupby("code")["bills_usd_mn"].diff() - frame["bills_net_usd_mn"]).dropna()
    assert len(gap) > 2000 and gap.abs().max() <= 1


def test_staff_flow_valuation_and_gap_explain_the_change_in_position():
    official = catalog.load("official_flows_monthly").query("source == 'BT'").set_index("month")
    explained = official[["treasury_net_usd_mn", "treasury_valuation_usd_mn", "treasury_gap_usd_mn"]].sum(axis=1, skipna=False)
    assert (official["treasury_position_usd_mn"].diff() - explained).abs().max() <= 1.3
    areas = catalog.load("fed_staff_monthly").sort_values(["code", "month"])
    miss = areas.groupby("code")["position_usd_mn"].diff() - areas[["flow_usd_mn", "valuation_usd_mn", "gap_usd_mn"]].sum(
        axis=1, skipna=False
    )
    assert miss[areas["month"] != period("2012-01")].abs().max() <= 2
    january = miss[areas["month"] == period("2012-01")].set_axis(areas.loc[areas["month"] == period("2012-01"), "code"])
    assert round(abs(january[99990]) / 1000, 1) == 5.6 and round(abs(january[99996]) / 1000, 1) == 8.5


def test_maturity_buckets_and_their_own_sum():
    frame = catalog.load("tic_survey_maturity")
    newest = frame[frame["year"] == 2025]
    sums = newest[newest["order"] > 0].groupby("holder")["usd_mn"].sum()
    header = newest[newest["order"] == 0].set_index("holder")["usd_mn"]
    assert (sums - header).to_dict() == {"all": -583, "official": 62626, "private": -63207}
    assert set(newest.loc[newest["order"] > 0].groupby("holder").size()) == {15}
    middle = pd.Series([0.5, *np.arange(1.5, 10), 12.5, 17.5, 22.5, 27.5, 30], index=range(1, 16))
    wide = newest[newest["order"] > 0].pivot(index="order", columns="holder", values="usd_mn")
    shares = wide / wide.sum()
    assert shares.mul(middle, axis=0).sum().round(2).to_dict() == {"all": 6.45, "official": 5.24, "private": 7.50}
    assert (100 * shares.loc[1:5].sum()).round(1).to_dict() == {"all": 59.5, "official": 64.3, "private": 55.4}


# One table against another


def test_history_agrees_with_table_3_but_for_december_2024():
    holdings = catalog.load("tic_holdings_monthly").query("source == 'mfh'")
    table_3 = catalog.load("tic_treasuries_monthly")
    official = table_3[table_3["code"] == 99990]
    long = [table_3[["month", "area", "total_usd_mn"]].set_axis(["month", "area", "usd_mn"], axis=1)]
    for area, column in (("Foreign Official Bills", "bills_usd_mn"), ("Foreign Official Bonds", "lt_usd_mn")):
        long.append(official[["month", column]].set_axis(["month", "usd_mn"], axis=1).assign(area=area))
    both = holdings.merge(pd.concat(long).dropna(), on=["month", "area"])
    both = both[both["month"] <= period("2025-12")]
    differ = both[(both["holdings_usd_bn"] - both["usd_mn"] / 1000).abs() > 0.0501]
    assert len(both) == 2736
    assert set(differ["month"].astype(str)) == {"2024-12"}
    assert sorted(differ["area"]) == ["Canada", "Foreign Official", "Foreign Official Bonds", "Grand Total"]


def test_table_1_is_table_3_one_release_later():
    later = catalog.load("tic_long_term_monthly")
    both = catalog.load("tic_treasuries_monthly").merge(later, on=["month", "code"])
    assert len(both) == 6916
    moved = {
        "position": (both["treasury_usd_mn"] - both["lt_usd_mn"]).abs(),
        "net": (both["treasury_net_usd_mn"] - both["lt_net_usd_mn"]).abs(),
        "valuation": (both["treasury_valuation_usd_mn"] - both["lt_valuation_usd_mn"]).abs(),
    }
    assert {k: int((v > 0).sum()) for k, v in moved.items()} == {"position": 25, "net": 141, "valuation": 93}
    assert {k: round(v.max() / 1000, 1) for k, v in moved.items()} == {"position": 16.4, "net": 1.0, "valuation": 1.5}


def test_form_s_net_is_the_staff_flow():
    form_s = catalog.load("tic_form_s_monthly").set_index(["month", "code"])
    staff = catalog.load("fed_staff_monthly").set_index(["month", "code"])["flow_usd_mn"]
    gap = (form_s["purchases_usd_mn"] - form_s["sales_usd_mn"] - staff).dropna().abs()
    assert len(gap) > 2400 and gap.max() <= 2 and (gap > 1).sum() <= 4


def test_official_positions_of_the_staff_meet_the_history_at_the_surveys():
    staff = catalog.load("official_flows_monthly").query("source == 'BT'").set_index("month")["treasury_position_usd_mn"] / 1000
    history = catalog.load("tic_holdings_monthly").query("area == 'Foreign Official Bonds' and not comparison").set_index("month")
    gap = history["holdings_usd_bn"] - staff
    junes = [period(f"{year}-06") for year in range(2002, 2012)]
    assert gap[junes].abs().max() <= 3.0
    assert round(gap[period("2010-05")], 1) == -342.9 == round(gap.min(), 1)
    assert all(-56 <= round(gap[period(f"{year}-06")]) <= -22 for year in (2000, 2001))


def test_survey_agrees_with_the_monthly_table():
    survey = catalog.load("tic_survey_types").set_index("area")["total_usd_mn"]
    monthly = catalog.load("tic_treasuries_monthly").set_index(["month", "area"]).loc[period("2025-06"), "total_usd_mn"]
    pairs = {"Japan": "Japan", "China, Mainland": "China, Mainland", "United Kingdom": "United Kingdom", "Total": "Grand Total"}
    for ours, theirs in (pairs | {"Holdings of FOI": "Foreign Official"}).items():
        assert abs(survey[ours] / monthly[theirs] - 1) < 0.004, ours


def test_the_frozen_table_is_higher_in_its_last_months():
    frozen = catalog.load("tic_positions_2011_2023").set_index(["month", "area"])["total_usd_mn"] / 1000
    history = catalog.load("tic_holdings_monthly").query("not comparison").set_index(["month", "area"])["holdings_usd_bn"]
    gap = (frozen - history).dropna()
    last = gap[gap.index.get_level_values("month") >= period("2022-11")]
    assert last.xs("United Kingdom", level="area").between(69.5, 81.5).all()
    assert last.xs("Grand Total", level="area").between(83.5, 124.5).all()


def test_revisions_between_two_vintages():
    frame = catalog.load("revisions")
    frame = frame[(frame["table"] == "tic_holdings_monthly") & (frame["vintage_new"] == "2026-05-18")]
    moved = (frame["new"] - frame["old"]).abs()
    assert len(frame) == 76 and set(frame["key"].str[:4]) == {"2025"} and set(frame["vintage_old"].astype(str)) == {"2026-03-18"}
    assert round(moved.max(), 1) == 14.9
    assert frame.loc[moved.idxmax(), "key"] in ("2025-01|Foreign Official Bonds|false", "2025-01|Foreign Official|false")


# First prints


def test_press_release_of_18_june_2025():
    frame = catalog.load("tic_release_flows").query("release == 'SB0171'").set_index("month")
    assert [str(m) for m in frame.index] == ["2025-01", "2025-02", "2025-03", "2025-04"]
    assert frame["private_bonds_net_usd_bn"].tolist() == [10.8, 125.8, 82.4, -46.8]
    assert frame["official_bonds_net_usd_bn"].tolist() == [-24.1, -19.6, 40.9, 6.0]
    assert set(frame["release_date"].astype(str)) == {"2025-06-18"}


def test_every_release_shows_four_months_and_the_newest_is_at_most_two_months_old():
    frame = catalog.load("tic_release_flows")
    for release, rows in frame.groupby("release"):
        months = list(rows["month"])
        assert months == list(pd.period_range(months[0], periods=4, freq="M")), release
        published = rows["release_date"].iloc[0].to_period("M")
        assert rows["release_date"].nunique() == 1 and (published - months[-1]).n == 2, release


def test_the_last_print_of_a_month_is_near_the_current_vintage():
    last = catalog.load("tic_release_flows").groupby("month").last()
    current = catalog.load("tic_treasuries_monthly").pivot(index="month", columns="code", values="lt_net_usd_mn") / 1000
    for column, code in (("official_bonds_net_usd_bn", 99990), ("private_bonds_net_usd_bn", 99991)):
        gap = (last[column] - current[code]).dropna().abs()
        assert len(gap) == 14 and gap.median() < 2, gap


def test_first_prints_that_were_revised():
    first = catalog.load("tic_first_prints").set_index(["month", "area"])["first_print_usd_bn"]
    current = catalog.load("tic_holdings_monthly").query("not comparison").set_index(["month", "area"])["holdings_usd_bn"]
    both = pd.concat([first, current], axis=1).dropna()
    moved = (both["holdings_usd_bn"] - both["first_print_usd_bn"]).round(1)
    assert moved[moved != 0].to_dict() == {
        (period("2025-02"), "Grand Total"): 83.0,
        (period("2025-04"), "China, Mainland"): -13.6,
        (period("2025-05"), "China, Mainland"): -23.6,
    }


def test_later_totals_stay_apart_from_the_official_tables():
    second_hand = catalog.load("tic_secondary")
    assert set(second_hand["certainty"]) == {"copy"}
    assert second_hand["month"].min() > catalog.load("tic_holdings_monthly")["month"].max()


# What is not shipped


def test_exempt_series_are_not_shipped():
    columns = {f["name"] for r in catalog.descriptor()["resources"] for f in r["schema"]["fields"]}
    assert not any(word in column for column in columns for word in ("vix", "sveny", "cofer"))
    assert not any(word in name for name in catalog.tables() for word in ("gsw", "cofer", "vix"))
    assert all(EXEMPT.values())
