"""The bare-number rule finds figures typed by hand and leaves dates, tenors, names and references alone."""

from __future__ import annotations

import json

import pytest
from conftest import ROOT

from treasury_card.book.prose import bare_numbers, bare_numbers_in_source


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("Yields rose by 47 bp in a week.", "47"),
        ("Japan held $1,126 billion.", "1,126"),
        ("Japan held 1.13tn.", "1.13"),
        ("About 35% of it is official.", "35"),
        ("Japan held $1,131bn and China $765bn of it.", "1,131"),  # no formula, though it has two dollar signs
        ("The sample has 218 ties.", "218"),
        ("On 2 April 2025 it fell by several basis points.", "2"),  # rule 1 is literal: reword, or show the number
        ("It rose {glue:text}`a.b.bp` and then 12 more.", "12"),
        ("| Country | Holdings |\n|---|---|\n| Japan | 1,126 bn |", "1,126"),
        ("A 95-percent interval.", "95"),
        ("It lost USD100bn.", "100"),
        (":::{admonition} What one may say\nIt rose by 47 bp.\n:::", "47"),
        ("```{note}\nIt rose by 47 bp.\n```", "47"),
        ("[Up 47 bp](https://example.org)", "47"),
        ("> - It rose by 47 bp.", "47"),
        ("## Up 47 bp", "47"),
        ("It cost `x` 3 times.", "3"),
        ("In 1 of 20 cases.", "1"),
        ("It fell by 12345.", "12345"),
        ("A share of 0.35.", "0.35"),
    ],
)
def test_a_figure_is_found(text, digits):
    found = bare_numbers(text)
    assert [f.digits for f in found] == [digits]


@pytest.mark.parametrize(
    "text",
    [
        "Japan held {glue:text}`holdings.japan.2025-02.usd_bn` in February 2025.",
        "It rose by {glue:text}`a.b.bp:abs` from 4 to 11 April 2025, and by {glue:text}`c.d.bp` to 30 April.",
        "See {cite:t}`Warnock2006` for basis points.",
        "The 10-year yield, the 2-year note and the 3-month bill; 2y, 10y and 2s10s.",
        "Between 2011 and 2023, in the 1980s, in 2025-26, in 1986-2005 and in Q2 2025.",
        "On 2025-04-02 and in 2025-05; on April 2, 2025 and on 2, 4 and 9 April.",
        "At 15:30 ET, not at 21:00 UTC or 9:30 a.m.",
        "Exhibit 1.2, Claims 3 and 7, Chapter 4, Exhibits 2.1 to 2.3, Appendix 2.",
        "H.15, H.4.1, EO 14257, SB0171, IFDP 1113 and the S&P 500.",
        "Windows W1 to W5, DGS10, GS10, G7 and COVID-19.",
        "A 60-day window and a 20-trading-day window.",
        "# 1. Who holds the debt?\n\n1. First\n2. Second",
        "```python\nx = 47  # bp\n```",
        "```{code-cell} python3\nx = 47  # percent\n```",
        "The value `x = 47 bp` is code, $y_t = 0.5 x_t$ a formula.",
        "$$\n0.5 \\text{ bp}\n$$",
        "<!-- 47 bp -->\n\n% 47 bp\n\nNothing here.",
        "---\ntitle: 47 bp\n---\nNothing here.",
        "[A link](https://example.org/2025/47-percent) and <https://example.org/47>",
        "(exhibit-47)=\n## A heading",
        ":::{admonition} Read\n:class: note-47\nNo figure here.\n:::",
        "Basis points and percent, without any figure.",
        "The slope is measured in bp per $100bn.",
        "The U.S. Treasury sold it; the yield is in percent.",
    ],
)
def test_dates_tenors_names_code_and_formulas_are_no_figures(text):
    assert bare_numbers(text) == []


def test_the_line_and_the_sentence_are_named():
    text = "First line.\n\nA paragraph\nthat goes on. Then it rose by\n47 bp. And so on."
    (finding,) = bare_numbers(text)
    assert finding.line == 5
    assert finding.sentence == "Then it rose by 47 bp."


def test_a_notebook_is_read_cell_by_cell_and_its_code_is_not():
    cells = [
        {"cell_type": "markdown", "source": ["# One\n"]},
        {"cell_type": "code", "source": ["x = 47  # bp"]},
        {"cell_type": "markdown", "source": ["Fine.\n", "\n", "Up 47 bp.\n"]},
    ]
    ((place, finding),) = bare_numbers_in_source(".ipynb", json.dumps({"cells": cells}))
    assert place == "cell 3, line 3" and finding.digits == "47"


@pytest.mark.parametrize(
    "path", sorted([ROOT / "intro.md", *(ROOT / "chapters").glob("*.md"), *(ROOT / "chapters").glob("*.ipynb")]), ids=str
)
def test_the_book_has_no_bare_number(path):
    found = bare_numbers_in_source(path.suffix, path.read_text("utf-8"))
    assert not found, "\n".join(f"{place}: {finding}" for place, finding in found)
