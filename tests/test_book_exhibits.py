"""``publish`` and ``exhibit`` hold authors to the contract, and hand the page exactly what it needs."""

from __future__ import annotations

import base64
import json
import struct

import altair as alt
import numpy as np
import pandas as pd
import pytest

from treasury_card.book import exhibit, pictures, publish, publishing, tables
from treasury_card.book.exhibits import EXHIBIT_MIME, ExhibitError
from treasury_card.errors import DataError
from treasury_card.numbers import Numbers

FRAME = pd.DataFrame({"date": pd.date_range("2025-04-01", periods=3), "dgs10_pct": [4.123456789, np.nan, 4.2], "kind": ["a", "b", "a"]})
GOOD = {
    "name": "small-exhibit",
    "caption": "Japan held {glue:text}`small.japan.usd_bn` at the *end* of {ref}`the month <x>`",
    "description": "A line that rises to {glue:text}`small.japan.usd_bn:whole`.",
    "table": FRAME,
    "tables": ["tic_holdings_monthly"],
}


def line(**properties):
    return (
        alt.Chart(FRAME)
        .mark_line()
        .encode(alt.X("date:T", title=None), alt.Y("dgs10_pct:Q", title="Yield, percent"))
        .properties(**properties)
    )


@pytest.fixture(autouse=True)
def fresh_page(monkeypatch):
    monkeypatch.setattr(publishing, "_published", {})
    monkeypatch.delenv(publishing.IN_BOOK, raising=False)
    monkeypatch.setattr(publishing, "display", lambda shown: None)
    numbers = Numbers()
    numbers.add("small.japan.usd_bn", 1125.9, "usd_bn", "tic_holdings_monthly")
    publish(numbers)


@pytest.fixture
def in_book(monkeypatch):
    monkeypatch.setenv(publishing.IN_BOOK, "1")


def payload(**changes):
    chart = changes.pop("chart", line())
    return json.loads(exhibit(chart, **{**GOOD, **changes})._repr_mimebundle_()[EXHIBIT_MIME])


def test_one_string_carries_spec_data_still_table_and_texts(in_book):
    got = payload()
    assert got["description"] == got["spec"]["description"] == "A line that rises to $1,126bn."
    assert got["plain_caption"] == "Japan held $1,125.9bn at the end of the month"
    assert got["spec"]["width"] == "container" and "datasets" not in got["spec"]
    ((name, columns),) = got["data"].items()
    assert got["spec"]["data"]["name"] == name
    assert columns == {
        "n": 3,
        "c": {"date": ["2025-04-01", "2025-04-02", "2025-04-03"], "dgs10_pct": [4.12346, None, 4.2], "kind": ["a", "b", "a"]},
        "t": ["date"],
    }
    wide, high = struct.unpack(">II", base64.b64decode(got["png"])[16:24])
    assert wide > 900 and high > 300
    assert got["csv"].splitlines()[1] == "2025-04-01,4.123456789,a"


def test_the_string_is_the_same_twice(in_book):
    one, two = (exhibit(line(), **GOOD)._repr_mimebundle_()[EXHIBIT_MIME] for _ in range(2))
    assert one == two


def test_elsewhere_the_chart_is_drawn_without_network():
    shown = exhibit(line(), **GOOD)._repr_mimebundle_()
    assert {"text/html", "text/plain", "image/png"} == set(shown)
    assert "http://" not in shown["text/html"].split("<script>")[0] and 'src="http' not in shown["text/html"]
    assert "Japan held $1,125.9bn" in shown["text/html"] and "18 May 2026" in shown["text/html"]


def test_a_table_can_stand_alone(in_book):
    got = payload(chart=None, description="")
    assert "png" not in got and "Dgs10 (%)" in got["table_html"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"caption": " "}, "caption is missing"),
        ({"description": "  "}, "description is missing"),
        ({"tables": []}, "tables"),
        ({"tables": ["tic_holding_monthly"]}, "no such table"),
        ({"caption": "It is {glue:text}`small.jpan.usd_bn`"}, "small.japan.usd_bn"),
        ({"caption": "It is {glue:text}`small.japan.usd_bn:bold`"}, "unknown style 'bold'"),
        ({"caption": "Yields rose by 47 bp"}, "caption: bare number '47'"),
        ({"description": "A line that ends at 4.5 percent."}, "description: bare number '4.5'"),
        ({"note": "Excludes 12 banks."}, "note: bare number '12'"),
        ({"chart": line(title="Up 47 bp")}, "title: bare number '47'"),
        ({"chart": line(title=alt.Title("Up", subtitle=["by 47 bp"]))}, "title: bare number '47'"),
        ({"table": pd.DataFrame({"x": range(451)})}, "451 rows"),
        ({"name": "Small Exhibit"}, "lower-case"),
    ],
)
def test_what_is_owed_and_lacking_is_refused_by_name(changes, message):
    options = {**GOOD, **changes}
    chart = options.pop("chart", line())
    with pytest.raises(ExhibitError, match="exhibit '[Ss]mall.[Ee]xhibit'") as refused:
        exhibit(chart, **options)
    assert message in str(refused.value)


def test_a_number_has_one_value_on_a_page():
    other = Numbers()
    other.add("small.japan.usd_bn", 1130.0, "usd_bn", "tic_holdings_monthly")
    with pytest.raises(ValueError, match="two values"):
        publish(other)


def test_a_number_rests_on_tables_that_exist():
    other = Numbers()
    other.add("small.china.usd_bn", 765.0, "usd_bn", "tic_holding_monthly")
    with pytest.raises(DataError, match="tic_holdings_monthly"):
        publish(other)


def test_a_number_survives_the_notebook():
    for number in publishing._published.values():
        assert publishing.restore(publishing.dump(number)) == number


def test_single_charts_take_the_container_and_panels_do_not():
    assert pictures.spec_of(line(), "x")["width"] == "container"
    for chart in (line() & line(), line() | line(), line().facet("kind:N"), line().encode(facet="kind:N")):
        assert pictures.spec_of(chart, "x").get("width") != "container"


def test_midnight_stamps_are_days_and_others_stay():
    rows = [{"d": "2025-04-02T00:00:00", "t": "2025-04-02T09:30:00"}, {"d": None, "t": "2025-04-03T00:00:00"}]
    assert pictures.columns(rows) == {
        "n": 2,
        "c": {"d": ["2025-04-02", None], "t": ["2025-04-02T09:30:00", "2025-04-03T00:00:00"]},
        "t": ["d"],
    }


def test_headings_carry_words_and_units():
    shown = [tables.heading(c) for c in ("holdings_usd_bn", "month", "Japan_usd_bn", "balance_pct_gdp", "change, first WEEK", "jpy_tn")]
    assert shown == ["Holdings ($bn)", "Month", "Japan ($bn)", "Balance (% of GDP)", "Change, first WEEK", "¥tn"]
    assert [tables.heading(c) for c in ("p, naive", "t", "excess Herfindahl", "usd_bn", "bp per ten")] == [
        "p, naive",
        "t",
        "Excess Herfindahl",
        "$bn",
        "bp per ten",
    ]


def test_cells_are_written_for_readers():
    frame = pd.DataFrame(
        {
            "month": pd.period_range("2025-01", periods=2, freq="M"),
            "change_bp": [-0.04, -12.345],
            "n": [1234567, -3],
            "year": [2024, 2025],
            "share": [0.01234, 0.5],
            "known": [True, None],
            "note": ["<b>", None],
        }
    )
    assert [tables._cells(frame[c], c) for c in frame] == [
        ["2025-01", "2025-02"],
        ["0.0", "\N{MINUS SIGN}12.3"],
        ["1,234,567", "\N{MINUS SIGN}3"],
        ["2024", "2025"],
        ["0.012", "0.500"],
        ["True", ""],
        ["&lt;b&gt;", ""],
    ]


def test_a_column_has_no_more_decimals_than_its_figures():
    frame = pd.DataFrame(
        {
            "change_bp": [-20.0, None, 5.0],
            "x": [23.0, 1.6, 5.2],
            "p, naive": [0.0183, 0.0002, 1.0],
            "typed": ["-0.0807", None, "8.7004"],
        }
    )
    assert [tables._cells(frame[c], c) for c in frame] == [
        ["\N{MINUS SIGN}20", "", "5"],
        ["23.0", "1.6", "5.2"],
        ["0.018", "&lt;0.001", "1.000"],
        ["\N{MINUS SIGN}0.0807", "", "8.7004"],
    ]


def test_columns_say_what_they_hold_and_days_stay_on_one_line():
    columns = {"what": "a claim of several words", "2008-11-25_bp": 1.0, "sample": "1986-01 to 2005-05", "typed": "-0.1"}
    frame = pd.DataFrame({name: [cell] for name, cell in columns.items()})
    page = tables.to_html(frame, "x")
    assert '<th scope="row" class="t">a claim' in page and '<td class="n">1</td><td class="d">1986-01 to 2005-05</td><td class="n">' in page
    assert '<span class="d">2008-11-25</span> (bp)' in page


def test_a_sign_stays_with_its_currency_on_the_page_and_the_csv_is_plain():
    frame = pd.DataFrame({"sign": ["custody"], "would_count": ["below \N{MINUS SIGN}$16.0bn"]})
    assert '<td class="s">below <span class="d">\N{MINUS SIGN}$16.0bn</span></td>' in tables.to_html(frame, "x")
    assert tables.to_csv(frame).splitlines()[1] == "custody,below \N{MINUS SIGN}$16.0bn"


def test_the_csv_of_an_indexed_frame_keeps_its_index():
    frame = FRAME.set_index("date")[["dgs10_pct"]]
    assert tables.to_csv(frame).splitlines()[:2] == ["date,dgs10_pct", "2025-04-01,4.123456789"]
