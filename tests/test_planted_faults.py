"""Each planted fault ends the build with an exit code that is not 0 and a message that names the place."""

from __future__ import annotations

import re

import pytest
from building import build, small_book

NUMBERS = """from treasury_card.book import exhibit, publish
from treasury_card.numbers import Numbers
numbers = Numbers()
numbers.add("small.japan.usd_bn", 1125.9, "usd_bn", "tic_holdings_monthly")
publish(numbers)"""

CHART = """import altair as alt, pandas as pd
frame = pd.DataFrame({{"year": [2024, 2025], "usd_bn": [1100.0, 1125.9]}})
chart = alt.Chart(frame).mark_line().encode(x="year:O", y="usd_bn:Q")
exhibit(chart, name={name!r}, caption={caption!r}, description={description!r}, table=frame, tables=["tic_holdings_monthly"])"""


def chart(name: str, caption: str, description: str = "A line that rises.") -> str:
    return CHART.format(name=name, caption=caption, description=description)


SOUND = chart("small", "Japan held {glue:text}`small.japan.usd_bn`.")
TEXT = "#!md Japan held {glue:text}`small.japan.usd_bn` of Treasuries."

# Each is a warning of its own; the message names the place.
WARNINGS = {
    "missing glue key": ("#!md Japan held {glue:text}`small.nowhere`.", r"01_small.*small\.nowhere"),
    "bad reference": ("#!md See {ref}`not-there`.", r"01_small.*not-there"),
    "bad citation": ("#!md As {cite}`Nobody1900` wrote.", r"01_small.*Nobody1900"),
    "bare number in prose": ("#!md Yields rose by 47 bp in a week.", r"01_small.*47"),
    "Python warning": ("import warnings\nwarnings.warn('shaky ground')", r"01_small.*stderr"),
    "external address": (
        "from IPython.display import HTML\nHTML('<script src=\"https://example.org/x.js\"></script>')",
        r"01_small.*example\.org",
    ),
}
FRONT = "Japan held $1,126 billion."
# Each ends its chapter; what an exhibit refuses is in test_book_exhibits, and one stands for them here.
ERRORS = {
    "cell error": ("1 / 0", r"01_small.*ZeroDivisionError|ZeroDivisionError.*"),
    "chart without description": (chart("small", "It rose.", description=" "), r"small.*description"),
}


@pytest.fixture(scope="module")
def warned(tmp_path_factory):
    """A book with every fault that warns, built twice."""
    folder = small_book(tmp_path_factory.mktemp("warned") / "book", [NUMBERS, *(cell for cell, _ in WARNINGS.values())], prose=FRONT)
    return [build(folder), build(folder)]


@pytest.mark.parametrize("again", [False, True], ids=["first build", "second build"])
@pytest.mark.parametrize("fault", [*WARNINGS, "bare number on the front page"])
def test_a_planted_fault_is_a_warning_that_names_the_place(fault, again, warned):
    message = WARNINGS[fault][1] if fault in WARNINGS else r"intro.*1,126"
    lines = [line for line in warned[again].output.splitlines() if re.search(r"WARNING|ERROR", line)]
    assert any(re.search(message, line) for line in lines), warned[again].output[-3000:]


def test_every_warning_counts_and_ends_the_build(warned):
    for run in warned:
        assert run.returncode != 0, "the build went through"
        assert int(re.search(r"build finished with problems, (\d+) warnings", run.output)[1]) == len(WARNINGS) + 1, run.output[-3000:]


@pytest.mark.parametrize("fault", ERRORS)
def test_a_planted_error_ends_the_build_and_names_the_place(fault, tmp_path):
    cell, message = ERRORS[fault]
    run = build(small_book(tmp_path / "book", [NUMBERS, cell]))
    assert run.returncode != 0, "the build went through"
    assert re.search(message, run.output), run.output[-3000:]


def test_a_changed_table_ends_the_build_and_names_the_table(tmp_path):
    folder = small_book(tmp_path / "book", [NUMBERS, TEXT])
    table = folder / "data" / "tic_holdings_monthly.csv"
    text = table.read_text("utf-8")
    table.write_text(text.replace("1125.9", "1225.9", 1), "utf-8")
    assert table.read_text("utf-8") != text
    run = build(folder)
    assert run.returncode != 0, "the build went through"
    assert re.search(r"tic_holdings_monthly.*checksum", run.output), run.output[-3000:]
