"""Tables typed by hand: every row has its source, certainty is one of the allowed words, times and sums are consistent."""

from __future__ import annotations

import re
from functools import cache
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from treasury_card import catalog
from treasury_card.numbers import KEY, UNITS, Number
from treasury_card.sources.curated import CERTAINTY

TABLES = ("events", "interventions", "quoted_figures")
NEW_YORK = ZoneInfo("America/New_York")

# What no source carries well enough to be printed as a fact: matched against every text cell of the curated tables.
UNPRINTABLE = {
    "Japan's rate": r"\b24 ?%|tariff on Japan of",
    "the budget office's figure for rates alone": r"\b351\b",
    "the March price figure": r"-?0\.1 ?% (?:m/m|month)",
    "a strategist's words": r"\bKoll\b|street fight|naive",
    "the order of February": r"February 2025 order|ordered in February",
    "one-day trading record": r"\b2,?440\b",
    "a sale, or none, by the government in April 2025": r"(?:Japan|Tokyo)(?:'s government)? (?:sold|did not sell) Treasuries",
    "working marks": r"to verify|not found\]|\[press|\[copy|\?$",
}


@cache
def table(name: str) -> pd.DataFrame:
    return catalog.load(name).reset_index()


def texts(name: str) -> pd.Series:
    frame = table(name)
    return pd.concat([frame[c].dropna().astype(str) for c in frame.columns if pd.api.types.is_string_dtype(frame[c].dtype)])


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_source_address_and_certainty(name):
    frame = table(name)
    for column in ("source", "address"):
        assert (frame[column].str.strip().str.len() > 3).all(), column
    assert frame["certainty"].isin(CERTAINTY).all()


@pytest.mark.parametrize("name", (*TABLES, "gross_issuance"))
@pytest.mark.parametrize("what", UNPRINTABLE)
def test_nothing_unverified_is_carried(name, what):
    found = texts(name)[texts(name).str.contains(UNPRINTABLE[what], case=False, regex=True)]
    assert found.empty, found.tolist()


def test_official_figures_rest_on_official_addresses():
    official = re.compile(r"treasury\.gov|govinfo\.gov|mof\.go\.jp|cbo\.gov|federalreserve\.gov|doi\.org|Federal Register")
    for name in TABLES:
        primary = table(name).query("certainty == 'primary'")
        assert primary["address"].str.contains(official).all(), primary.loc[~primary["address"].str.contains(official), "address"].tolist()


# --- events ---


def test_event_names_begin_with_their_day():
    events = table("events")
    assert (events["id"].str[:10] == events["date_et"].dt.strftime("%Y-%m-%d")).all()


def test_both_clocks_of_an_event_agree():
    timed = table("events").dropna(subset=["time_et"])
    assert len(timed) > 30
    assert table("events")["time_utc"].isna().equals(table("events")["time_et"].isna())
    for event in timed.itertuples():
        local = event.time_utc.tz_convert(NEW_YORK)
        assert (local.strftime("%H:%M"), local.date()) == (event.time_et, event.date_et.date()), event.id
        summer = pd.Timestamp("2025-03-09") <= event.date_et < pd.Timestamp("2025-11-02") or event.date_et >= pd.Timestamp("2026-03-08")
        assert local.utcoffset().total_seconds() / 3600 == (-4 if summer else -5), event.id


def test_first_observation_is_the_first_that_can_contain_the_event():
    days = catalog.load("us_yields_daily")["dgs10_pct"].dropna().index
    for event in table("events").itertuples():
        if event.date_et > days[-1]:
            assert event.first_h15 == event.date_et, event.id  # after the end of the daily yields
            continue
        assert event.first_h15 in days, event.id
        late = isinstance(event.time_et, str) and event.time_et > "15:30"
        can = days[days > event.date_et] if late else days[days >= event.date_et]
        if isinstance(event.time_et, str):
            assert event.first_h15 == can[0], event.id
        else:
            assert event.first_h15 in can[:2], event.id  # no hour: the same day or, where it came late, the next


@pytest.mark.parametrize(
    ("id", "first"),
    [
        ("2025-04-02-tariffs-announced", "2025-04-03"),
        ("2025-04-09-pause-announced", "2025-04-09"),
        ("2025-04-16-tic-february", "2025-04-17"),
        ("2025-05-01-kato-card", "2025-05-02"),
        ("2025-05-16-moodys", "2025-05-19"),
        ("2025-06-18-tic-april", "2025-06-20"),
        ("2025-07-22-framework", "2025-07-23"),
    ],
)
def test_observation_days_of_the_main_events(id, first):
    assert str(table("events").set_index("id").loc[id, "first_h15"].date()) == first


def test_announcement_and_effect_are_rows_of_their_own():
    events = table("events").set_index("id")
    for announced, effective in (
        ("2025-04-02-tariffs-announced", "2025-04-09-country-tariffs"),
        ("2025-04-09-pause-announced", "2025-04-10-pause-in-force"),
        ("2025-05-12-geneva", "2025-05-14-geneva-in-force"),
    ):
        assert events.loc[announced, "announced_or_effective"] == "announced"
        assert events.loc[effective, "announced_or_effective"] == "effective"


def test_crowded_days_name_what_else_happened():
    events = table("events")
    crowded = events[events.duplicated("first_h15", keep=False) & (events["first_h15"] < "2025-05-20")]
    assert crowded["confounders"].notna().mean() > 0.7
    card = events.set_index("id").loc["2025-05-01-kato-card", "confounders"]
    assert "payrolls" in card


def test_auctions_among_the_events_are_in_the_table_of_auctions():
    auctions = set(zip(catalog.load("auctions")["date"], catalog.load("auctions")["tenor"].str.removesuffix("-Year"), strict=True))
    events = table("events").query("kind == 'auction'")
    for event in events.itertuples():
        assert (event.date_et, event.id.rsplit("-", 1)[1].removesuffix("y")) in auctions, event.id


def test_tic_releases_among_the_events_have_the_days_of_the_press_releases():
    printed = set(catalog.load("tic_release_flows")["release_date"])
    days = table("events").query("kind == 'TIC release' and certainty == 'primary'").set_index("id")["date_et"]
    assert set(days.drop("2026-05-18-tic-revision")) <= printed


# --- interventions ---


def test_interventions_are_in_order_and_do_not_overlap():
    rows = table("interventions")
    assert (rows["end"] >= rows["start"]).all()
    assert (rows["start"].iloc[1:].to_numpy() > rows["end"].iloc[:-1].to_numpy()).all()
    totals = rows.groupby("episode")["jpy_tn"].sum().round(4)
    assert totals.to_dict() == {"2022-09": 2.8382, "2022-10": 6.3498, "2024-05": 9.7885, "2024-07": 5.535, "2026-05": 11.73}


def test_interventions_in_dollars():
    rate = catalog.load("market_daily")["yen_per_usd"]
    rows = table("interventions").set_index("start")["jpy_tn"]
    sold = {day: round(1000 * rows[day] / rate[day], 1) for day in ("2022-09-22", "2022-10-21", "2024-04-29", "2024-05-01", "2024-07-11")}
    assert sold == {"2022-09-22": 20.0, "2022-10-21": 38.4, "2024-04-29": 37.8, "2024-05-01": 24.5, "2024-07-11": 20.0}


# --- gross issuance ---


def test_gross_issuance_adds_to_the_totals_of_the_statement():
    rows = table("gross_issuance")
    assert rows.groupby("month")["size_usd_bn"].sum().tolist() == [352, 343, 345]
    assert rows["size_usd_bn"].sum() == 1040
    assert rows.loc[rows["kind"] != "frn", "size_usd_bn"].sum() == 954


def test_gross_issuance_agrees_with_the_auctions():
    auctions = catalog.load("auctions").assign(month=lambda a: a["date"].dt.to_period("M"))
    both = table("gross_issuance").merge(auctions, on=["month", "tenor"], suffixes=("", "_auction"))
    assert len(both) >= 18
    assert (both["size_usd_bn"] == both["size_usd_bn_auction"]).all()


# --- quoted figures ---


def test_quoted_figures_can_become_named_numbers():
    for row in table("quoted_figures").itertuples():
        assert row.key.startswith("quoted.") and KEY.fullmatch(row.key)
        assert row.unit in UNITS and row.key.endswith(f".{row.unit}")
        if not pd.isna(row.value):
            Number(row.key, row.value, row.unit, ("quoted_figures",))


def test_a_quoted_figure_is_a_value_or_a_range():
    rows = table("quoted_figures")
    point = rows["value"].notna()
    spread = rows["low"].notna() & rows["high"].notna()
    assert (point | spread).all()
    assert (rows.loc[spread, "low"] < rows.loc[spread, "high"]).all()
    assert rows["low"].notna().equals(rows["high"].notna())


FIGURES = {
    "cofer.usd_share.2025q4.pct": 56.7702,
    "cofer.usd.2025q4.usd_bn": 7457.81,
    "reserve_securities.2025-03.usd_bn": 943,
    "reserve_securities.2019-03.usd_bn": 1098.444,
    "special_account.bond_share.2008-03.pct": 68.2,
    "special_account.surplus.fy2024.jpy_tn": 5.3603,
    "swap_spread.before.bp": -44,
    "swap_spread.low.bp": -60,
    "swap_spread.after.bp": -51,
    "borrowing.2025q2.usd_bn": 514,
    "adv.2025-04.usd_bn": 1300,
    "buybacks.liquidity.2025-08.usd_bn": 38,
}


@pytest.mark.parametrize("key", FIGURES)
def test_quoted_figure(key):
    assert table("quoted_figures").set_index("key").loc[f"quoted.{key}", "value"] == FIGURES[key]


def test_the_budget_offices_range_has_no_point():
    row = table("quoted_figures").set_index("key").loc["quoted.cbo.scenarios.usd_bn"]
    assert pd.isna(row["value"]) and (row["low"], row["high"]) == (184, 388)


def test_the_special_accounts_maturities_add_to_100():
    rows = table("quoted_figures").set_index("key")["value"]
    for year in ("2008-03", "2009-03", "2014"):
        shares = [rows[f"quoted.special_account.{part}.{year}.pct"] for part in ("up_to_1y", "1_to_5y", "over_5y")]
        assert sum(shares) == pytest.approx(100, abs=0.05)


def test_quoted_figures_follow_from_each_other():
    rows = table("quoted_figures").set_index("key")["value"]
    treasuries = rows["quoted.gpif.assets.2025-03.jpy_tn"] * rows["quoted.gpif.foreign_bonds.2025-03.pct"] / 100
    treasuries *= rows["quoted.gpif.treasuries_in_foreign_bonds.2025-03.pct"] / 100
    assert treasuries == pytest.approx(31.5, abs=0.05)
    yen = catalog.load("market_daily").loc["2025-03-31", "yen_per_usd"]
    assert 1000 * treasuries / yen == pytest.approx(210, abs=0.5)
    assert rows["quoted.adv.2026-01.usd_bn"] / (1 + rows["quoted.adv.2026-01_over_2025.pct"] / 100) == pytest.approx(1045, abs=1)
    long, short = rows["quoted.hedge_funds.long.2025-09.usd_bn"], rows["quoted.hedge_funds.short.2025-09.usd_bn"]
    assert long + short == rows["quoted.hedge_funds.gross.2025-09.usd_bn"]
