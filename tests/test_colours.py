"""Colours of the finished book: one meaning each, told apart by everyone where they stand together, text that can be read."""

from __future__ import annotations

import ast
import itertools
import json
import re

import pytest
from conftest import ROOT
from test_book_charts import DARK, LIGHT, contrast, distance

from treasury_card import charts

HTML = ROOT / "_build" / "html"
CSS = (ROOT / "_static" / "book.css").read_text("utf-8")
HEX = re.compile(r"#[0-9a-fA-F]{6}\b")
THREE = {area: charts.AREAS[area] for area in ("Japan", "China, Mainland", "United Kingdom")}
WORDS = {"Japan": "Japan", "China, Mainland": "China", "United Kingdom": "United Kingdom"}
TEXTS = [f"--pst-color-{name}" for name in ("text-base", "text-muted", "heading", "link", "link-hover", "primary", "inline-code")]


def specs():
    """(exhibit, spec, data) of every chart of the built book."""
    for page in sorted(HTML.rglob("chapters/*.html")):
        text = page.read_text("utf-8")
        for box in re.findall(
            r'<div class="chart" data-name="(.*?)".*?<script type="application/json" class="spec">(.*?)</script>', text, re.DOTALL
        ):
            yield box[0], json.loads(box[1]), text


def walk(spec):
    yield spec
    for child in spec.values() if isinstance(spec, dict) else spec if isinstance(spec, list) else ():
        yield from walk(child)


def scales(spec):
    """Channel definitions with a scale of their own: (field, domain, range, whether a legend explains it)."""
    for part in walk(spec):
        if isinstance(part, dict) and isinstance(part.get("scale"), dict) and {"domain", "range"} <= part["scale"].keys():
            yield part.get("field"), part["scale"]["domain"], part["scale"]["range"], part.get("legend", {}) is not None


def of_colours(values):
    return all(isinstance(v, str) and (HEX.fullmatch(v) or v == charts.INK) for v in values)


def ink(theme):
    block = re.search(rf'html\[data-theme="{theme}"\] \{{(.*?)\}}', CSS)[1]
    return dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{3,6})", block))


def apart(one, two):
    """Distance of two colours of a chart; ink is the text of either page."""
    inks = [ink(theme)["--pst-color-text-base"] for theme in ("light", "dark")]
    choices = [inks if colour == charts.INK else [colour] for colour in (one, two)]
    return min(distance(a, b) for a, b in itertools.product(*choices))


@pytest.fixture(scope="module")
def drawn():
    found = list(specs())
    assert len(found) > 20, "build the book first: make book"
    return found


def test_things_are_taken_for_none_of_the_three_countries():
    palette = [*charts.THINGS, *charts.HOLDERS.values(), charts.REST, charts.INK]
    close = {(thing, area): apart(thing, colour) for thing in palette for area, colour in THREE.items()}
    assert min(close.values()) > 18, {pair: round(d, 1) for pair, d in close.items() if d <= 18}


def test_things_are_told_apart_from_each_other_from_ink_and_from_grey():
    close = {pair: apart(*pair) for pair in itertools.combinations([*charts.THINGS, charts.REST, charts.INK], 2)}
    assert min(close.values()) > 17, {pair: round(d, 1) for pair, d in close.items() if d <= 17}


@pytest.mark.parametrize("colour", [*charts.THINGS, *charts.HOLDERS.values()])
def test_a_thing_stands_out_on_both_pages(colour):
    assert min(contrast(colour, page) for page in (LIGHT, DARK)) >= 3


def test_what_a_legend_names_by_colour_is_told_apart_with_any_sight(drawn):
    """A second sign (shape, dash) for the same field makes up for a colour; without a legend an axis names the marks."""
    close = {}
    for name, spec, _ in drawn:
        found = list(scales(spec))
        signs = {field: dict(zip(domain, map(str, values), strict=True)) for field, domain, values, _ in found if not of_colours(values)}
        for field, domain, values, legend in found:
            if not legend or not of_colours(values):
                continue
            for (a, one), (b, two) in itertools.combinations(zip(domain, values, strict=True), 2):
                sign = signs.get(field, {})
                if sign.get(a) == sign.get(b) and apart(one, two) <= 17:
                    close[name, a, b] = round(apart(one, two), 1)
    assert not close


def test_a_colour_of_one_of_the_three_stands_for_that_country(drawn):
    wrong = []
    for name, spec, _ in drawn:
        for area, colour in THREE.items():
            for field, domain, values, _ in scales(spec):
                wrong += [(name, field, d) for d, v in zip(domain, values, strict=False) if v == colour and not d.startswith(WORDS[area])]
            if colour in json.dumps(spec) and WORDS[area] not in json.dumps(spec):
                wrong.append((name, area, "is not named"))
    assert not wrong


def test_charts_wear_the_books_colours_alone(drawn):
    known = {*charts.AREAS.values(), *charts.HOLDERS.values(), *charts.THINGS, charts.REST}
    strange = {name: set(HEX.findall(json.dumps(spec))) - known for name, spec, _ in drawn}
    assert not {name: colours for name, colours in strange.items() if colours}


@pytest.mark.parametrize("module", sorted(p.name for p in (ROOT / "treasury_card" / "charts").glob("[!_]*.py")))
def test_a_chart_module_mixes_no_colour_of_its_own(module):
    tree = ast.parse((ROOT / "treasury_card" / "charts" / module).read_text("utf-8"))
    strings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert not [s for s in strings if HEX.search(s)]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", TEXTS)
def test_text_can_be_read_on_page_and_panel(theme, name):
    colours = ink(theme)
    weak = {
        ground: round(contrast(colours[name], colours[f"--pst-color-{ground}"]), 2)
        for ground in ("background", "surface")
        if contrast(colours[name], colours[f"--pst-color-{ground}"]) < 4.5
    }
    assert not weak


def test_the_pages_measured_here_are_the_style_sheets():
    assert (ink("light")["--pst-color-background"], ink("dark")["--pst-color-background"]) == (LIGHT, DARK)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marks_of_verdicts_stand_out(theme):
    marks = re.findall(r"--mark: (#[0-9a-f]{6})", CSS)
    assert len(marks) >= 3
    assert not [m for m in marks if contrast(m, ink(theme)["--pst-color-background"]) < 3]
