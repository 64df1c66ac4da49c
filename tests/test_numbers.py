from __future__ import annotations

import numpy as np
import pytest

from treasury_card.numbers import Number, Numbers


def number(value, unit, **kwargs):
    return Number("a.b", value, unit, ("t",), **kwargs)


@pytest.mark.parametrize(
    ("value", "unit", "style", "text"),
    [
        (1125.9, "usd_bn", "", "$1,125.9bn"),
        (-2.927, "usd_bn", "", "−$2.9bn"),
        (-2.927, "usd_bn", "abs", "$2.9bn"),
        (42.803, "usd_bn", "signed", "+$42.8bn"),
        (42.803, "usd_bn", "plain", "42.8"),
        (1125.9, "usd_bn", "whole", "$1,126bn"),
        (-19.0, "bp", "", "−19\u00a0bp"),
        (-0.04, "pct", "", "0.0%"),  # no minus before a rounded zero
        (0.0349, "p", "", "0.035"),
        ("July 2026", "text", "abs", "July 2026"),
    ],
)
def test_text_carries_unit_and_sign(value, unit, style, text):
    assert number(value, unit).text(style) == text


def test_decimals_of_the_number_override_those_of_the_unit():
    assert number(12.345, "bp", decimals=2).text() == "12.35\u00a0bp" or number(12.345, "bp", decimals=2).text() == "12.34\u00a0bp"
    assert number(12.345, "bp").text() == "12\u00a0bp"


@pytest.mark.parametrize(
    ("key", "value", "unit", "tables", "message"),
    [
        ("Japan", 1.0, "bp", ("t",), "lower-case"),
        ("a..b", 1.0, "bp", ("t",), "lower-case"),
        ("a.b", 1.0, "basis", ("t",), "unknown unit 'basis'"),
        ("a.b", float("nan"), "bp", ("t",), "not a finite number"),
        ("a.b", 1.0, "bp", (), "name the tables"),
    ],
)
def test_a_number_that_cannot_be_traced_is_refused(key, value, unit, tables, message):
    with pytest.raises(ValueError, match=message):
        Number(key, value, unit, tables)


def test_an_unknown_style_is_refused():
    with pytest.raises(ValueError, match="unknown style 'big'"):
        number(1.0, "bp").text("big")


def test_a_key_is_registered_once_and_numpy_scalars_become_plain():
    numbers = Numbers()
    numbers.add("a.b", np.float64(1.5), "pct", "t")
    assert type(numbers["a.b"].value) is float
    with pytest.raises(ValueError, match="registered twice"):
        numbers.add("a.b", 2.0, "pct", "t")
    assert list(numbers) == ["a.b"]
