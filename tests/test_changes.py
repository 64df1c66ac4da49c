"""The page "what changed since the last vintage": from the record of revisions and from two sets of results."""

from __future__ import annotations

import pandas as pd

from treasury_card import catalog
from treasury_card.book import changes
from treasury_card.numbers import Number

REVISIONS = pd.DataFrame(
    {
        "table": ["a", "a", "a", "b"],
        "key": ["2025-01|Japan|false", "2025-02|Japan|true", "2024-12|China, Mainland|false", "2025-03|42609"],
        "column": ["holdings_usd_bn"] * 3 + ["lt_usd_mn"],
        "old": [1.5, 3.0, 9.0, 9352646.0],
        "new": [2.0, None, 8.0, 9352000.0],
        "vintage_old": pd.to_datetime(["2026-03-18", "2026-03-18", "2026-01-15", "2026-04-30"]),
        "vintage_new": pd.to_datetime(["2026-05-18", "2026-05-18", "2026-03-18", "2026-05-31"]),
    }
)


def number(key: str, value, unit: str = "usd_bn", decimals: int | None = None) -> Number:
    return Number(key, value, unit, ("a",), decimals)


def test_the_newest_vintage_of_each_table_is_shown_with_old_and_new():
    page = changes.revised(REVISIONS)
    assert "the vintage of 18 May 2026 against that of 18 March 2026: 1 revised, 1 withdrawn" in page
    assert "2025-01, Japan</th>" in page and "2025-02, Japan, true" in page and "withdrawn" in page and "+0.5" in page
    assert "China" not in page  # an older vintage
    figures = [f'<td class="n">{text}</td>' for text in ("9,352,646", "9,352,000", "\N{MINUS SIGN}646")]
    assert "".join(figures) in page and '<td class="n">1.5</td><td class="n">2.0</td>' in page


def test_a_long_list_is_cut_and_says_so():
    long = pd.concat([REVISIONS.iloc[[0]].assign(key=f"2025-01|{i}") for i in range(40)])
    page = changes.revised(long)
    assert page.count("<tr>") == changes.LONGEST + 1 and "the largest 25 are listed" in page


def test_without_revisions_the_page_says_so():
    assert "No release has revised a figure" in changes.revised(REVISIONS.head(0))


def test_without_earlier_results_the_page_says_so():
    assert "No earlier results are kept" in changes.moved(None, {"x": number("x", 1.0)}, {"a": "2026-05-18"})


def test_numbers_that_read_differently_stand_beside_each_other():
    before = {
        "numbers": {
            "up": {"value": 1.0, "unit": "usd_bn", "decimals": None},
            "same": {"value": 2.0, "unit": "usd_bn", "decimals": None},
            "hair": {"value": 3.001, "unit": "usd_bn", "decimals": None},
            "dropped": {"value": 4.0, "unit": "usd_bn", "decimals": None},
        },
        "vintages": {"a": "2026-04-30", "b": "2026-05-18"},
    }
    now = {k: number(k, v) for k, v in {"up": -1.26, "same": 2.0, "hair": 3.002, "fresh": 5.0}.items()}
    page = changes.moved(before, now, {"a": "2026-05-31", "b": "2026-05-18", "new": "2026-05-18"})
    assert "Of 3 numbers" in page and "1 read differently" in page
    assert '<code>up</code></th><td class="n">$1.0bn</td><td class="n">\N{MINUS SIGN}$1.3bn</td>' in page
    assert "same" not in page and "hair" not in page and "fresh" not in page
    assert "<code>a</code></th><td>30 April 2026</td><td>31 May 2026</td>" in page and "<code>b</code>" not in page


def test_the_shipped_record_makes_a_page():
    page = changes.revised(catalog.load("revisions"))
    assert "tic_holdings_monthly" in page and "18 March 2026" in page
