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
exhibit(chart, name="small", caption={caption!r}, description={description!r}, table=frame, tables=["tic_holdings_monthly"])"""

SOUND = CHART.format(caption="Japan held {glue:text}`small.japan.usd_bn`.", description="A line that rises.")
TEXT = "#!md Japan held {glue:text}`small.japan.usd_bn` of Treasuries."


def test_the_small_book_itself_builds(tmp_path):
    run = build(small_book(tmp_path / "book", [NUMBERS, TEXT, SOUND]))
    assert run.returncode == 0, run.output[-3000:]
    page = (tmp_path / "book" / "_build" / "html" / "chapters" / "01_small.html").read_text("utf-8")
    assert "$1,125.9bn" in page and "A line that rises." in page


FAULTS = {
    "cell error": ([NUMBERS, "1 / 0"], {}, r"01_small.*ZeroDivisionError|ZeroDivisionError.*"),
    "missing glue key": ([NUMBERS, "#!md Japan held {glue:text}`small.nowhere`."], {}, r"01_small.*small\.nowhere"),
    "missing key in a caption": (
        [NUMBERS, CHART.format(caption="Held: {glue:text}`small.nowhere`.", description="A line.")],
        {},
        r"small\.nowhere",
    ),
    "bad reference": ([NUMBERS, "#!md See {ref}`not-there`."], {}, r"01_small.*not-there"),
    "bad citation": ([NUMBERS, "#!md As {cite}`Nobody1900` wrote."], {}, r"01_small.*Nobody1900"),
    "chart without description": ([NUMBERS, CHART.format(caption="It rose.", description=" ")], {}, r"small.*description"),
    "bare number in prose": ([NUMBERS, "#!md Yields rose by 47 bp in a week."], {}, r"01_small.*47"),
    "bare number on the front page": ([NUMBERS], {"prose": "Japan held $1,126 billion."}, r"intro.*1,126"),
    "bare number in a caption": ([NUMBERS, CHART.format(caption="Japan held 1,126 billion.", description="A line.")], {}, r"small.*1,126"),
    "Python warning": ([NUMBERS, "import warnings\nwarnings.warn('shaky ground')"], {}, r"01_small.*stderr|stderr.*|shaky ground"),
    "external address": (
        [NUMBERS, "from IPython.display import HTML\nHTML('<script src=\"https://example.org/x.js\"></script>')"],
        {},
        r"01_small.*example\.org",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_ends_the_build_and_names_the_place(fault, tmp_path):
    cells, options, message = FAULTS[fault]
    run = build(small_book(tmp_path / "book", cells, **options))
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


def test_a_standing_warning_fails_the_second_build_too(tmp_path):
    folder = small_book(tmp_path / "book", [NUMBERS, "#!md See {ref}`not-there`."])
    assert build(folder).returncode != 0
    second = build(folder)
    assert second.returncode != 0 and "not-there" in second.output
