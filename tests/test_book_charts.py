"""The shared colours: seen on both pages, told apart by everyone, one for each kind."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from treasury_card import catalog, charts

LIGHT, DARK = "#fffefb", "#14181e"
# Machado, Oliveira and Fernandes (2009), severity 1, for linear RGB.
SIGHT = {
    "full": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
ALL = {
    "areas": charts.AREAS,
    "holders": charts.HOLDERS,
    "readings": charts.READINGS,
    "things": dict(zip("abc", charts.THINGS, strict=True)),
    "rest": {"rest": charts.REST},
}


def linear(colour):
    value = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def luminance(colour):
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(one, two):
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(rgb):
    x, y, z = (TO_XYZ @ np.clip(rgb, 0, 1)) / [0.9505, 1, 1.089]
    f = [np.cbrt(v) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(one, two):
    """Smallest CIE76 distance over the four kinds of sight."""
    return min(np.linalg.norm(lab(np.array(m) @ linear(one)) - lab(np.array(m) @ linear(two))) for m in SIGHT.values())


@pytest.mark.parametrize("name", ALL)
def test_marks_stand_out_on_the_light_and_on_the_dark_page(name):
    weak = {k: round(contrast(c, page), 2) for k, c in ALL[name].items() for page in (LIGHT, DARK) if contrast(c, page) < 3}
    assert not weak


@pytest.mark.parametrize("name", ["areas", "holders", "readings", "things"])
def test_lines_of_one_chart_are_told_apart_with_any_sight(name):
    close = {(a, b): round(distance(ALL[name][a], ALL[name][b]), 1) for a, b in itertools.combinations(ALL[name], 2)}
    assert min(close.values()) > 20, {k: v for k, v in close.items() if v <= 20}


def test_every_kind_of_event_has_a_sign_of_its_own():
    assert len(set(charts.EVENTS.values())) == len(charts.EVENTS)


def test_the_vocabulary_covers_the_table_of_events():
    assert set(catalog.load("events")["kind"]) <= set(charts.EVENTS)


def test_areas_are_named_as_in_the_table():
    assert set(charts.AREAS) <= set(catalog.load("tic_holdings_monthly")["area"])
