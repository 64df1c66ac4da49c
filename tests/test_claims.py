"""The ledger: every rule can give another verdict, a verdict that changes withdraws its texts, and nothing unverified is printed."""

from __future__ import annotations

import json
import operator
import re
from collections import ChainMap
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest
from test_curated import UNPRINTABLE

from treasury_card import catalog, claims, leverage
from treasury_card.book import cards, claim_cards, prose, publishing
from treasury_card.claims import Facts, decide, rules
from treasury_card.claims.rules import (
    DEPENDS,
    FALSE,
    MISLEADING,
    MIXED,
    NOT_DETECTABLE,
    NOT_SUPPORTED,
    OMISSIONS,
    OPINION,
    SUPPORTED,
    UNVERIFIED,
    VERDICTS,
)
from treasury_card.numbers import Number
from treasury_card.sources import curated

# The verdicts of the book. A change here is a change of what the book says: make it only on purpose.
EXPECTED = {
    1: SUPPORTED,
    2: MISLEADING,
    3: SUPPORTED,
    4: MISLEADING,
    5: OPINION,
    6: FALSE,
    7: UNVERIFIED,
    8: MISLEADING,
    9: MISLEADING,
    10: OMISSIONS,
    11: MIXED,
    12: NOT_DETECTABLE,
    13: SUPPORTED,
    14: OMISSIONS,
    15: SUPPORTED,
    16: OMISSIONS,
    17: DEPENDS,
    18: DEPENDS,
    19: SUPPORTED,
    20: UNVERIFIED,
    21: SUPPORTED,
    22: DEPENDS,
}
ASIDES = {5: FALSE, 15: OPINION}

# Results as they were when the ledger was written, rounded: what the rules look at, and nothing else.
FIGURES = {
    "holdings.mof.share_of_tic_high.pct": 75.1,
    "holdings.signs.count": 1,
    **{
        f"events.{series}.{window}.bp": value
        for series, values in {"dgs10": (-19, 28, 5, 8), "dgs30": (-13, 31, 20, 5), "dgs2": (-23, 5, -21, 13)}.items()
        for window, value in zip(
            ("2025-04-02_2025-04-04", "2025-04-02_2025-04-11", "2025-04-02_2025-05-01", "2025-05-01_2025-05-02"), values, strict=True
        )
    },
    "events.acmtp10.2025-04-02_2025-05-01.bp": 31.2,
    "events.kwtp10.2025-04-02_2025-05-01.bp": -1.2,
    **{f"events.sd_20d.{series}.bp": sd for series, sd in (("dgs10", 25.9), ("dgs30", 23.1), ("acmtp10", 23.0), ("kwtp10", 13.2))},
    **{
        f"events.placebo_share.{series}.w3.{version}": share
        for series, shares in {"dgs10": (0.061, 0.036, 0.034, 0.028), "dgs30": (0.038, 0.014, 0.020, 0.013)}.items()
        for version, share in zip(("raw.1977", "raw.1990", "scaled.1977", "scaled.1990"), shares, strict=True)
    },
    "events.largest_5d_rise_in_20d.dgs10.share_reaching_w2.pct": 1.5,
    "events.largest_5d_rise_in_20d.dgs30.share_reaching_w2.pct": 1.0,
    "events.remark.change.bp": 0.9,
    "events.remark.p95.bp": 12.4,
    "events.threshold.rise_13w_p99.bp": 110.6,
    "events.threshold.rise_13w_max.bp": 144.0,
    "events.threshold.week_abs_p95.bp": 25.1,
}


class AnyNumber(dict):
    """Gives a number for every key, so that the texts find what they show."""

    def __contains__(self, key):
        return not key.startswith("claims.")

    def __missing__(self, key):
        return Number(key, 1.0, "text" if key.endswith("last_reached") else "bp", ("us_yields_daily",))


def made(**changes) -> Facts:
    """Facts of the shape that the chapters give, small; ``changes`` replace fields."""
    numbers = {key: Number(key, value, "bp", ("us_yields_daily",)) for key, value in FIGURES.items()}
    prints = pd.DataFrame(
        {
            "month": pd.PeriodIndex(["2025-02", "2025-03"], freq="M"),
            "release_date": pd.to_datetime(["2025-04-16", "2025-05-16"]),
            "area": "Japan",
            "first_print_usd_bn": [1125.9, 1180.8],
        }
    )
    fans = pd.DataFrame(
        [
            (scenario, reading, week, *(week / 13 * x for x in (0.3 * peak, peak, 2.4 * peak)))
            for scenario, peaks in {"japan_china_13w": (340, 125), "mof_13w": (126, 46)}.items()
            for reading, peak in zip(("unscaled", "share_scaled"), peaks, strict=True)
            for week in (1, 13)
        ],
        columns=["scenario", "reading", "week", "p5", "p50", "p95"],
    )
    studies = pd.DataFrame(
        [
            (sale, reading, study, key, horizon, "ten_year", *(size * x for x in effect))
            for sale, size in (("japan_china", 9.0), ("mof_low", 2.8), ("mof_high", 3.8))
            for reading in ("unscaled", "share_scaled")
            for study, key, horizon, effect in (
                ("A large one", "large", "short_run", (90, 100, 110)),
                ("A small one", "small", "long_run", (1.5, 1.6, 1.8)),
            )
        ],
        columns=["sale", "reading", "study", "key", "horizon", "counted", "low_bp", "middle_bp", "high_bp"],
    )
    return replace(Facts(ChainMap(numbers, AnyNumber()), prints, fans, studies), **changes)


def with_figures(**figures) -> Facts:
    facts = made()
    fresh = {key: Number(key, value, "bp", ("us_yields_daily",)) for key, value in figures.items()}
    return replace(facts, numbers=ChainMap(fresh, *facts.numbers.maps))


@cache
def tables() -> tuple[pd.DataFrame, pd.DataFrame]:
    return catalog.load("claims"), catalog.load("claim_evidence")


def ledger(facts: Facts | None = None, evidence: pd.DataFrame | None = None) -> claims.Ledger:
    return decide(tables()[0], tables()[1] if evidence is None else evidence, facts or made())


# --- the book's verdicts ---


@pytest.fixture(scope="module")
def book():
    return claims.run()


def test_the_verdicts_of_the_book_change_only_on_purpose(book):
    assert book.verdicts() == EXPECTED
    assert {c.number: c.aside[1] for c in book if c.aside} == ASIDES


def test_every_text_of_the_book_was_written_for_its_verdict(book):
    assert [c.number for c in book if not c.texts_stand] == []


def test_the_numbers_of_the_ledger_are_those_of_the_chapters(book):
    from treasury_card import events, holdings

    theirs = {**holdings.run().numbers, **events.run().numbers}
    shared = [key for key in book.numbers if key in theirs]
    assert len(shared) > 40
    assert all(book.numbers[key] == theirs[key] for key in shared)
    counts = [n.value for key, n in book.numbers.items() if key.startswith("claims.counts.") and key != "claims.counts.total"]
    assert sum(counts) == book.numbers["claims.counts.total"].value == 22


def test_words_have_one_size_in_the_whole_book(book):
    sizes = leverage.sizes.thresholds(catalog.load("us_yields_daily")["dgs10_pct"])
    keys = {"rattle": "rise_13w_p99", "torch": "rise_13w_max", "shiver": "week_abs_p95"}
    assert {w: sizes[w] for w in keys} == {
        w: pytest.approx(book.numbers[f"events.threshold.{k}.bp"].value, abs=0.01) for w, k in keys.items()
    }


def test_constructed_results_of_the_same_size_give_the_same_verdicts():
    assert ledger().verdicts() == EXPECTED


# --- each rule on data or a model gives another verdict on other data ---


def test_claim_3_looks_at_the_print_that_was_known():
    facts = made()
    assert ledger(facts).verdicts()[3] == SUPPORTED
    early = facts.first_prints.assign(release_date=pd.to_datetime(["2025-04-16", "2025-05-01"]))  # 1,180.8 known in time
    assert ledger(replace(facts, first_prints=early)).verdicts()[3] == FALSE
    assert rules.printed_amount(1.13, 1135.1) == FALSE


@pytest.mark.parametrize(("share", "verdict"), [(92, SUPPORTED), (89.9, MISLEADING), (40, MISLEADING), (39, FALSE)])
def test_claim_4_turns_on_the_ministrys_share(share, verdict):
    assert ledger(with_figures(**{"holdings.mof.share_of_tic_high.pct": share})).verdicts()[4] == verdict


COMMON = (0.3, 0.3, 0.3, 0.3)
RARE = (0.06, 0.04, 0.04, 0.04)


@pytest.mark.parametrize(
    ("w1", "w3", "shares", "largest", "verdict"),
    [
        (10, 28, RARE, 0.3, SUPPORTED),
        (-19, 28, RARE, 0.3, MISLEADING),
        (-19, 28, COMMON, 0.015, MISLEADING),
        (-19, 28, (0.06, 0.06, 0.04, 0.04), 0.3, FALSE),  # unusual in two versions only
        (10, 28, COMMON, 0.3, FALSE),
        (10, 28, COMMON, 0.015, MIXED),  # the rule leaves it open
        (-19, -28, RARE, 0.3, MIXED),  # an unusual fall is no unusual rise
    ],
)
def test_claim_8_for_one_maturity(w1, w3, shares, largest, verdict):
    assert rules.spike(w1, w3, shares, largest) == verdict


def test_claim_8_needs_both_maturities():
    w1 = "2025-04-02_2025-04-04.bp"
    one = {f"events.dgs10.{w1}": 10}
    assert ledger(with_figures(**one)).verdicts()[8] == MIXED
    assert ledger(with_figures(**one, **{f"events.dgs30.{w1}": 10})).verdicts()[8] == SUPPORTED


@pytest.mark.parametrize(("signs", "verdict"), [(0, FALSE), (1, MISLEADING), (2, MISLEADING), (3, SUPPORTED), (5, SUPPORTED)])
def test_claim_9_counts_signs(signs, verdict):
    assert ledger(with_figures(**{"holdings.signs.count": signs})).verdicts()[9] == verdict


def test_claim_11_counts_series_beyond_one_standard_deviation():
    def verdict(**changes):
        return ledger(with_figures(**{f"events.{s}.2025-04-02_2025-05-01.bp": v for s, v in changes.items()})).verdicts()[11]

    assert verdict() == MIXED
    assert verdict(acmtp10=23.0) == FALSE  # exactly one is not beyond it
    assert verdict(dgs30=24) == MIXED
    assert verdict(dgs30=24, dgs10=26) == SUPPORTED


def test_claim_12_needs_both_the_hours_and_the_long_end():
    hours = {"events.remark.change.bp": 13}
    day = {"events.dgs10.2025-05-01_2025-05-02.bp": 14}
    assert ledger(with_figures(**hours)).verdicts()[12] == NOT_DETECTABLE
    assert ledger(with_figures(**day)).verdicts()[12] == NOT_DETECTABLE
    assert ledger(with_figures(**hours, **day)).verdicts()[12] == SUPPORTED


@pytest.mark.parametrize(
    ("median", "upper", "verdict"), [(144, 150, DEPENDS), (144.1, 150, SUPPORTED), (100, 144.1, DEPENDS), (100, 144, NOT_SUPPORTED)]
)
def test_a_reading_that_must_exceed(median, upper, verdict):
    assert rules.reading(median, upper, 144, operator.gt) == verdict
    assert rules.reading(144, 144, 144) == SUPPORTED


@pytest.mark.parametrize(("claim", "key"), [(17, "rise_13w_p99"), (18, "week_abs_p95"), (22, "rise_13w_max")])
def test_claims_on_the_counterfactual_are_decided_reading_by_reading(claim, key):
    threshold = f"events.threshold.{key}.bp"
    assert ledger().verdicts()[claim] == DEPENDS
    assert ledger(with_figures(**{threshold: 0.01})).verdicts()[claim] == SUPPORTED
    assert ledger(with_figures(**{threshold: 1e5})).verdicts()[claim] == NOT_SUPPORTED


def test_one_reading_that_disagrees_is_enough():
    facts = made()
    large = facts.studies[facts.studies["key"] == "large"]
    alike = replace(facts, studies=large)
    assert ledger(alike).verdicts()[17] == SUPPORTED
    assert ledger(facts).verdicts()[17] == DEPENDS
    listed = next(c for c in ledger(facts) if c.number == 17).readings.set_index(["reading", "scale"])["verdict"]
    assert listed["A small one, long run", "unscaled"] == NOT_SUPPORTED
    assert listed["A large one, short run", "share_scaled"] == SUPPORTED


def test_the_ministrys_whole_range_has_to_reach():
    readings = next(c for c in ledger() if c.number == 22).readings.set_index(["reading", "scale"])
    large = readings.loc[("A large one, short run", "unscaled")]
    assert (large["median_bp"], large["upper_bp"]) == pytest.approx((2.8 * 100, 3.8 * 110))


def test_dollars_as_counted_by_the_studies_do_not_enter():
    facts = made()
    dollars = facts.studies.assign(counted="dollars", high_bp=1e6, middle_bp=1e6)
    both = replace(facts, studies=pd.concat([facts.studies, dollars], ignore_index=True))
    pd.testing.assert_frame_equal(ledger(both).readings(), ledger(facts).readings())


def test_a_shiver_is_counted_by_the_week():
    by_claim = {
        c.number: c.readings.query("kind == 'study'").set_index(["reading", "scale"])["median_bp"] for c in ledger() if c.number in (17, 18)
    }
    assert by_claim[18].to_dict() == pytest.approx((by_claim[17] / 13).to_dict())


# --- rules on documents ---


def without(claim: int, *shows: str) -> pd.DataFrame:
    evidence = tables()[1]
    return evidence[~((evidence["number"] == claim) & evidence["shows"].isin(shows))]


def instead(claim: int, **changes: str) -> pd.DataFrame:
    evidence = tables()[1].copy()
    mine = (evidence["number"] == claim) & evidence["shows"].notna()
    for column, value in changes.items():
        evidence.loc[mine, column] = value
    return evidence


@pytest.mark.parametrize(
    ("claim", "evidence", "verdict"),
    [
        (1, instead(1, certainty="copy"), UNVERIFIED),
        (1, instead(1, source="Kyodo"), UNVERIFIED),
        (2, instead(2, shows="asked about selling"), SUPPORTED),
        (2, without(2, "asked about a promise not to sell"), UNVERIFIED),
        (6, without(6, "in office"), SUPPORTED),
        (10, without(10, "leaves China out"), SUPPORTED),
        (10, without(10, "order"), UNVERIFIED),
        (13, instead(13, shows="readout with goods"), MISLEADING),
        (14, without(14, "farm goods at the time"), UNVERIFIED),
        (15, without(15, "meeting"), UNVERIFIED),
        (16, instead(16, shows="in these words"), SUPPORTED),
        (16, without(16, "in sense"), UNVERIFIED),
        (19, without(19, "attributed to Ishiba"), UNVERIFIED),
        (21, without(21, "expectation"), UNVERIFIED),
    ],
)
def test_a_rule_on_documents_follows_its_evidence(claim, evidence, verdict):
    assert ledger(evidence=evidence).verdicts()[claim] == verdict
    assert {n: v for n, v in ledger(evidence=evidence).verdicts().items() if n != claim} == {
        n: v for n, v in EXPECTED.items() if n != claim
    }


@pytest.mark.parametrize(
    ("claim", "shows", "verdict"),
    [(7, "earlier announcement", MISLEADING), (14, "gas at the time", SUPPORTED), (20, "carried by a newsroom", SUPPORTED)],
)
def test_a_document_that_turns_up_changes_the_verdict(claim, shows, verdict):
    def found(certainty):
        row = {"number": claim, "item": 99, "bears": "supports", "shows": shows, "finding": "x", "date": "2025", "source": "A"}
        return pd.concat([tables()[1], pd.DataFrame([{**row, "address": "b", "certainty": certainty}])], ignore_index=True)

    assert ledger(evidence=found("press")).verdicts()[claim] == verdict
    assert ledger(evidence=found("copy")).verdicts()[claim] == EXPECTED[claim]


def test_the_novelty_in_claim_5_falls_by_one_newsroom():
    def novelty(evidence):
        return next(c for c in ledger(evidence=evidence) if c.number == 5).aside[1]

    assert novelty(tables()[1]) == FALSE
    assert novelty(without(5, "earlier mention")) == UNVERIFIED


# --- texts ---


def test_a_verdict_that_changes_withdraws_its_texts():
    changed = next(c for c in ledger(with_figures(**{"holdings.signs.count": 3})) if c.number == 9)
    assert not changed.texts_stand
    table = ledger(with_figures(**{"holdings.signs.count": 3})).table().set_index("no.")
    assert table.at[9, "in one line"] == "" and table.at[8, "in one line"]
    publishing._published.clear()
    record = {**changed.record(), **dict.fromkeys(claim_cards.WRITTEN, "words")}
    shown = repr(cards([record]))
    assert "withheld" in shown and "One may print: nothing" in shown
    assert "words" not in shown.split("\n", 1)[1]
    assert claim_cards.resolved([record])[0]["sentence"] == ""


def test_words_of_the_table_are_those_of_the_rules():
    assert tuple(sorted(curated.VERDICTS)) == tuple(sorted(VERDICTS))
    assert set(EXPECTED) == set(tables()[0]["number"]) == set(range(1, 23))


def test_no_text_has_a_bare_number():
    found = [
        (row["number"], field, str(finding))
        for row in tables()[0].to_dict("records")
        for field in claim_cards.WRITTEN
        for finding in prose.bare_numbers(row[field])
    ]
    assert not found


def test_one_line_is_one_line():
    lines = tables()[0]["line"]
    assert lines.str.len().max() <= 70
    assert not lines.str.contains("glue").any()


@pytest.mark.parametrize("name", ["claims", "claim_evidence"])
@pytest.mark.parametrize("what", UNPRINTABLE)
def test_nothing_unverified_is_printed(name, what):
    frame = catalog.load(name)
    texts = pd.concat([frame[c].dropna().astype(str) for c in frame if pd.api.types.is_string_dtype(frame[c].dtype)])
    if what == "a sale, or none, by the government in April 2025":
        texts = texts[~texts.str.contains("show no sign of official Japanese sales")]
    found = texts[texts.str.contains(UNPRINTABLE[what], case=False, regex=True)]
    assert found.empty, found.tolist()


def test_words_that_the_posts_put_into_mouths_are_not_repeated():
    texts = " ".join(map(str, [*tables()[0].to_numpy().ravel(), *tables()[1].to_numpy().ravel()]))
    assert not re.search(r"message lands|careful and precise|crystal clear|most powerful weapon|brandish", texts, re.I)


def test_official_documents_have_official_addresses_and_rows_are_complete():
    evidence = tables()[1]
    official = re.compile(r"treasury\.gov|govinfo\.gov|Federal Register")
    assert evidence.query("certainty == 'primary'")["address"].str.contains(official).all()
    assert set(evidence["number"]) >= {n for n in EXPECTED if n not in (11, 17, 18, 20, 22)}
    assert (evidence.groupby("number")["item"].agg(list).map(lambda items: items == list(range(1, len(items) + 1)))).all()


def test_a_claim_without_a_rule_is_refused():
    with pytest.raises(ValueError, match="22"):
        decide(tables()[0].query("number < 22"), tables()[1], made())


def test_records_are_plain_values_with_numbers_written_out():
    found = ledger()
    publishing._published.clear()
    publishing._published.update(found.numbers)
    records = claim_cards.resolved(found.records())
    assert json.loads(json.dumps(records)) == records
    assert not [r["number"] for r in records for field in claim_cards.WRITTEN if "{glue" in r[field]]
    assert records[2]["claim"] == "Japan holds $1.13tn of Treasuries."
    assert {r["rating"] for r in records if r["verdict"] in (UNVERIFIED, NOT_DETECTABLE, OPINION)} == {None}
    publishing._published.clear()


def test_cards_refuse_a_bare_number():
    record = {**dict.fromkeys(claim_cards.WRITTEN, "words"), "number": 1, "sentence": "Yields rose 47 bp."}
    with pytest.raises(ValueError, match="claim 1, sentence: bare number '47'"):
        cards([record])
