"""``catalog.load`` returns typed frames, and says table, line, column, value and expectation of whatever is wrong."""

from __future__ import annotations

import codecs
import json

import pandas as pd
import pytest

from treasury_card import catalog, store
from treasury_card.errors import DataError
from treasury_card.schema import Field, Table

YIELDS = Table(
    name="yields",
    title="Yields",
    description="Two yields.",
    kind="curated",
    agency="an agency",
    release="a release",
    terms="public domain",
    fields=(
        Field("date", "date", "Day", required=True),
        Field("dgs2_pct", "number", "Two years", "percent", required=True, minimum=-5, maximum=30),
        Field("dgs10_pct", "number", "Ten years", "percent"),
    ),
    primary_key=("date",),
    vintage="2025-04-07",
)
HOLDINGS = Table(
    name="holdings",
    title="Holdings",
    description="Holdings by area.",
    kind="curated",
    agency="an agency",
    release="a release",
    terms="public domain",
    fields=(
        Field("month", "yearmonth", "Month", required=True),
        Field("area", "string", "Area", required=True, enum=("China", "Japan")),
        Field("old", "boolean", "Old series", required=True),
        Field("code", "integer", "Code"),
        Field("read_utc", "datetime", "Read at"),
    ),
    primary_key=("month", "area"),
    vintage="2025-06-18",
)
CSV = b"date,dgs2_pct,dgs10_pct\n2025-04-02,3.91,4.2\n2025-04-03,3.71,\n2025-04-04,3.68,4.01\n"


@pytest.fixture
def data(tmp_path):
    (tmp_path / "yields.csv").write_bytes(CSV)
    store.seal(YIELDS, tmp_path)
    frame = pd.DataFrame(
        {
            "month": ["2025-03", "2025-04", "2025-04"],
            "area": ["Japan", "China", "Japan"],
            "old": [False, False, True],
            "code": [42609, 41408, None],
            "read_utc": ["2025-06-18T20:00:00Z", None, None],
        }
    )
    store.write(frame, HOLDINGS, "2025-06-18", tmp_path)
    return tmp_path


def refused(data, content: bytes | str, name: str = "yields") -> DataError:
    """What ``load`` says when the CSV holds something else than was entered."""
    (data / f"{name}.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(DataError) as caught:
        catalog.load(name, data)
    assert str(caught.value).startswith(name)
    return caught.value


def test_columns_come_typed_and_a_single_date_is_the_index(data):
    frame = catalog.load("yields", data)
    assert frame.index.equals(pd.DatetimeIndex(["2025-04-02", "2025-04-03", "2025-04-04"], name="date"))
    assert frame["dgs10_pct"].isna().tolist() == [False, True, False]
    assert frame.attrs == {"table": "yields", "vintage": "2025-04-07", "units": {"dgs2_pct": "percent", "dgs10_pct": "percent"}}


def test_all_types_are_read(data):
    frame = catalog.load("holdings", data)
    assert isinstance(frame["month"].dtype, pd.PeriodDtype)
    assert frame["old"].tolist() == [False, False, True] and frame["old"].dtype == bool
    assert frame["code"].tolist() == [42609, 41408, pd.NA]
    assert frame["read_utc"].iloc[0] == pd.Timestamp("2025-06-18 20:00", tz="UTC")


def test_missing_column(data):
    error = refused(data, CSV.replace(b"dgs10_pct", b"dgs10"))
    assert (error.line, error.value) == (1, "dgs10")
    assert "column 'dgs10_pct' is missing" in str(error) and "date,dgs2_pct,dgs10_pct" in str(error)


def test_columns_in_another_order(data):
    error = refused(data, CSV.replace(b"dgs2_pct,dgs10_pct", b"dgs10_pct,dgs2_pct"))
    assert error.line == 1 and "unexpected columns" in str(error)


def test_text_in_a_number(data):
    error = refused(data, CSV.replace(b"3.71", b"n.a."))
    assert (error.line, error.column, error.value) == (3, "dgs2_pct", "n.a.")
    assert str(error) == "yields, line 3, column 'dgs2_pct': not a number (found 'n.a.'); expected a number such as -12.5"


@pytest.mark.parametrize("text", ["1,125.9", "4.2%", "NaN", "inf", " 4.2", "0x10"])
def test_only_plain_decimals_are_numbers(data, text):
    error = refused(data, CSV.replace(b",4.01", f',"{text}"'.encode()))
    assert (error.line, error.column, error.value) == (4, "dgs10_pct", text)


@pytest.mark.parametrize(
    ("found", "wrong", "column", "wanted"),
    [
        ("2025-03,", "2025-3,", "month", "a month such as 2025-04"),
        ("2025-03,", "2025-13,", "month", "a month such as 2025-04"),
        (",false,42609", ",False,42609", "old", "true or false"),
        ("42609", "42609.5", "code", "a whole number"),
        ("20:00:00Z", "20:00:00", "read_utc", "a UTC time such as 2025-04-02T20:00:00Z"),
    ],
)
def test_wrong_type(data, found, wrong, column, wanted):
    text = (data / "holdings.csv").read_text("utf-8").replace(found, wrong, 1)
    error = refused(data, text, "holdings")
    assert (error.line, error.column, error.expected) == (2, column, wanted)
    assert error.value is not None and error.value in wrong or error.value in text


def test_a_day_that_does_not_exist(data):
    error = refused(data, CSV.replace(b"2025-04-04", b"2025-04-31"))
    assert (error.line, error.column, error.value) == (4, "date", "2025-04-31")


def test_empty_where_a_value_is_required(data):
    error = refused(data, CSV.replace(b"3.71", b""))
    assert (error.line, error.column) == (3, "dgs2_pct") and "empty where a value is required" in str(error)


@pytest.mark.parametrize(("value", "expected"), [(b"391", "at most 30"), (b"-6", "at least -5")])
def test_a_value_beyond_its_limits(data, value, expected):
    error = refused(data, CSV.replace(b"3.91", value))
    assert (error.line, error.column, error.value, error.expected) == (2, "dgs2_pct", value.decode(), expected)


def test_a_value_that_is_not_allowed(data):
    text = (data / "holdings.csv").read_text("utf-8").replace("China", "Chna")
    error = refused(data, text, "holdings")
    assert (error.line, error.column, error.value, error.expected) == (3, "area", "Chna", "one of China, Japan")


def test_duplicated_key(data):
    error = refused(data, CSV.replace(b"2025-04-04", b"2025-04-03"))
    assert error.line == 4 and "the key (date) occurs twice" in str(error) and "2025-04-03" in error.value


def test_unsorted_dates(data):
    swapped = CSV.replace(b"2025-04-02", b"x").replace(b"2025-04-03", b"2025-04-02").replace(b"x", b"2025-04-03")
    error = refused(data, swapped)
    assert (error.line, error.column) == (3, "date")
    assert "rows are not sorted by date" in str(error) and "2025-04-02" in error.value


def test_the_first_row_out_of_order_is_named(data):
    text = "date,dgs2_pct,dgs10_pct\n2025-04-03,3.71,\n2025-04-04,3.68,\n2025-04-02,3.91,\n"
    assert refused(data, text).line == 4


def test_wrong_checksum(data):
    error = refused(data, CSV.replace(b"4.01", b"4.02"))
    assert "checksum of yields.csv" in str(error) and "seal" in error.expected


def test_html_error_page(data):
    error = refused(data, b"<!DOCTYPE html>\n<html><body>Service unavailable</body></html>\n")
    assert error.line == 1 and "HTML" in str(error) and "<!DOCTYPE html>" in error.value


def test_truncated_within_a_line(data):
    error = refused(data, CSV[:-4])
    assert error.line == 4 and "cut off" in str(error)


def test_truncated_between_two_lines(data):
    error = refused(data, CSV[: CSV.index(b"2025-04-04")])
    assert "2 rows; the file looks truncated" in str(error) and error.expected == "3 rows"


@pytest.mark.parametrize("content", [b"", b"\n \n"])
def test_empty_file(data, content):
    error = refused(data, content)
    assert "empty" in str(error) and "date,dgs2_pct,dgs10_pct" in error.expected


def test_a_line_with_too_many_fields(data):
    error = refused(data, CSV.replace(b"3.71,", b"3.71,,9"))
    assert (error.line, error.expected) == (3, "3 fields")


def test_a_line_break_inside_a_cell(data):
    error = refused(data, CSV.replace(b"3.71,\n", b'3.71,"\n"\n'))
    assert error.line == 4 and "line break" in str(error)


def test_a_byte_order_mark_as_spreadsheets_write_it(data):
    error = refused(data, codecs.BOM_UTF8 + CSV)
    assert error.line == 1 and "byte-order mark" in str(error)


def test_bytes_that_are_not_utf8(data):
    error = refused(data, CSV.replace(b"3.71", b"3\xb771"))
    assert error.line == 3 and "UTF-8" in str(error)


def test_missing_file(data):
    (data / "yields.csv").unlink()
    with pytest.raises(DataError, match=r"yields: the file yields\.csv is missing"):
        catalog.load("yields", data)


def test_unknown_table_suggests_the_nearest(data):
    with pytest.raises(DataError) as caught:
        catalog.load("yelds", data)
    assert str(caught.value) == "yelds: no such table; expected one of the tables of data/datapackage.json, the nearest is 'yields'"


def test_description_that_is_not_json(data):
    (data / catalog.DESCRIPTOR).write_text('{"resources": [\n oops', "utf-8")
    with pytest.raises(DataError) as caught:
        catalog.load("yields", data)
    assert caught.value.line == 2 and "JSON" in str(caught.value)


def test_an_edited_description_is_read_anew(data):
    catalog.load("yields", data)
    package = json.loads((data / catalog.DESCRIPTOR).read_text("utf-8"))
    package["resources"][0]["vintage"] = "2026-01-01"
    (data / catalog.DESCRIPTOR).write_text(json.dumps(package), "utf-8")
    assert catalog.vintage("yields", data) == "2026-01-01"


@pytest.mark.parametrize("name", catalog.tables())
def test_every_shipped_table_loads(name):
    frame = catalog.load(name)
    assert len(frame) == catalog.describe(name)["rows"] > 0
