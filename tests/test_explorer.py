"""The what-if explorer in a real Chromium: every number shown and drawn equals the Python model, whatever the controls say."""

from __future__ import annotations

import json
import random

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import sync_playwright

from benchmarks.browsing import FLAGS, chromium, served
from treasury_card import catalog, leverage
from treasury_card.book import live
from treasury_card.book.explorer import controls as controls_html
from treasury_card.book.nodes import data_script
from treasury_card.book.outputs import ASSETS
from treasury_card.book.pictures import columns, sets_by_columns, spec_of
from treasury_card.charts import leverage as charts
from treasury_card.leverage import explorer
from treasury_card.scenarios import impact_scenarios


@pytest.fixture(scope="module")
def made():
    tables = {name: catalog.load(name) for name in leverage.TABLES}
    graph = leverage.counterfactual(tables)[0]
    return graph, explorer.definition(graph, impact_scenarios(tables["published_effects"]))


@pytest.fixture(scope="module")
def folder(made, tmp_path_factory):
    """A page with nothing but the explorer, its chart and the book's scripts."""
    graph, definition = made
    first = explorer.frames(graph, definition["start"], pd.DataFrame(definition["fans"]["ministry-half"]["unscaled"]))
    spec = spec_of(charts.explorer(first), "Path, cost and losses")
    definition = {**definition, "sets": sets_by_columns(spec, definition["sets"])}
    data = "".join(data_script(f'id="{name}"', columns(rows)) for name, rows in spec.pop("datasets").items())
    home = tmp_path_factory.mktemp("explorer")
    for name in ("charts.js", "explorer.js"):
        (home / name).write_text((ASSETS / name).read_text("utf-8"), "utf-8")
    (home / "vega-bundle.js").write_text(live.bundle(), "utf-8")
    policy = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:"
    scripts = "".join(f'<script defer src="{name}.js"></script>' for name in ("vega-bundle", "charts", "explorer"))
    (home / "index.html").write_text(
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>x</title>{scripts}'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"></head><body><figure style="width:680px">'
        f'{controls_html("what-if", definition)}<div class="chart" data-name="what-if">{data}{data_script("class=spec", spec)}</div>'
        "</figure></body></html>",
        "utf-8",
    )
    return home


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser, folder):
    with served(folder) as address:
        opened = browser.new_page()
        opened.faults = []
        opened.on("console", lambda message: opened.faults.append(message.text) if message.type in ("error", "warning") else None)
        opened.on("pageerror", lambda error: opened.faults.append(str(error)))
        opened.address = address
        _open(opened, address)
        yield opened
        opened.close()


def _open(page, address):
    page.goto(address)
    page.wait_for_selector("html[data-charts=done]", state="attached")


# Sets all controls, tells the page about it, waits for the drawing and gives back everything that is shown.
_READ = """async (state) => {
  const box = document.querySelector(".explorer"), view = box.explorer.view();
  for (const [name, value] of Object.entries(state)) box.querySelector(`[data-control=${name}]`).value = value;
  const moved = box.querySelector("[data-control=weeks]");
  moved.dispatchEvent(new Event("input", { bubbles: true }));
  await view.runAsync();
  const sets = JSON.parse(box.querySelector(".explorer-model").textContent).sets;
  return {
    shown: Object.fromEntries([...box.querySelectorAll("[data-output]")].map((e) => [e.dataset.output, +e.dataset.value])),
    text: Object.fromEntries([...box.querySelectorAll("[data-output]")].map((e) => [e.dataset.output, e.textContent])),
    path: view.data(sets.path).map((r) => r.rise_bp),
    cost: view.data(sets.cost).map((r) => r.usd_bn),
    loss: view.data(sets.loss).map((r) => r.usd_bn),
  };
}"""


def _states(made, n=200):
    """Random points of the grid of the controls, and its corners."""
    rng = random.Random(20250402)
    names = [s["name"] for s in made["selectors"]]
    choices = {s["name"]: [o["key"] for o in s["options"]] for s in made["selectors"]}
    for _ in range(n):
        state = {
            s["name"]: round(s["min"] + s["step"] * rng.randint(0, round((s["max"] - s["min"]) / s["step"])), 6) for s in made["sliders"]
        }
        yield {**made["start"], **state, **{name: rng.choice(choices[name]) for name in names}}
    for end in ("min", "max"):
        for other in ("min", "max"):
            state = {s["name"]: s[end if i % 2 else other] for i, s in enumerate(made["sliders"])}
            for who in choices["who"]:
                yield {**made["start"], **state, "who": who, "proceeds": "yen", "order": rng.choice(choices["order"])}


def test_every_number_shown_and_drawn_equals_the_python_model(page, made):
    graph, definition = made
    states = list(_states(definition))
    assert len(states) >= 200
    for state in states:
        seen = page.evaluate(_READ, {k: v for k, v in state.items() if k != "reading"})
        known = graph.evaluate(explorer.values_of(state))
        for output, value in seen["shown"].items():
            assert value == pytest.approx(float(known[output][0]), rel=1e-6, abs=1e-9), (output, state)
        assert seen["path"] == pytest.approx(known["rise_bp"][: explorer.SHOWN_WEEKS, 0].tolist(), rel=1e-6, abs=1e-9)
        assert seen["cost"] == pytest.approx([float(known[f"us_cost_y{n}"][0]) for n in range(1, 11)], rel=1e-6, abs=1e-9)
        assert seen["loss"] == pytest.approx([float(known[f"{c}_japan"][0]) for c in explorer.COMPONENTS], rel=1e-6, abs=1e-9)
        assert (seen["text"]["ratio"] == "no loss") == (known["japan_loss"][0] <= 0)
    assert page.faults == []


def test_presets_readings_reset_and_keyboard(page, made):
    graph, definition = made
    for preset in definition["presets"]:
        page.click(f"[data-preset={preset['key']}]")
        assert page.get_attribute(f"[data-preset={preset['key']}]", "aria-pressed") == "true"
        state = {**definition["start"], **preset["controls"]}
        known = graph.evaluate(explorer.values_of(state))
        assert float(page.get_attribute("[data-output=peak_bp]", "data-value")) == pytest.approx(known["peak_bp"][0], rel=1e-6)
    page.select_option("[data-control=reading]", "share_scaled")
    share = next(r for r in definition["readings"] if r["key"] == "share_scaled")["sliders"]
    assert float(page.input_value("[data-control=short_run_bp]")) == pytest.approx(share["short_run_bp"])
    page.focus("[data-control=long_run_bp]")
    page.keyboard.press("ArrowRight")
    assert page.input_value("[data-control=reading]") == "own", "an impact of one's own is no reading"
    assert page.get_attribute("[data-control=long_run_bp]", "aria-valuetext").endswith("per $100bn")
    page.click("[data-reset]")
    assert page.input_value("[data-control=reading]") == "unscaled"
    assert page.get_attribute("[data-preset=ministry-half]", "aria-pressed") == "true"
    page.wait_for_selector("[role=status]:has-text('Peak')", state="attached")


def test_address_keeps_what_was_chosen_and_ignores_nonsense(page):
    page.select_option("[data-control=who]", "japan_china")
    page.focus("[data-control=weeks]")
    page.keyboard.press("ArrowLeft")
    address, shown = page.url, page.text_content("[data-output=us_cost_pv5]")
    assert "#whatif:" in address
    page.goto("about:blank")
    _open(page, address)
    assert page.text_content("[data-output=us_cost_pv5]") == shown
    page.goto("about:blank")
    _open(page, page.address + "#whatif:who=nobody&weeks=soon&sold_share=&x=1")
    assert page.input_value("[data-control=who]") == "mof" and page.input_value("[data-control=weeks]") == "13"
    page.evaluate("location.hash = '#whatif:toString=1&who=japan'")  # pasted into an open page, with the name of something inherited
    page.wait_for_function("document.querySelector('[data-control=who]').value === 'japan'")
    page.evaluate("location.hash = '#elsewhere-on-the-page'")
    assert page.input_value("[data-control=who]") == "japan"
    assert page.faults == []


def test_an_address_never_shows_other_values_under_the_name_of_a_reading(page, made):
    share = next(r for r in made[1]["readings"] if r["key"] == "share_scaled")["sliders"]
    for address, reading, impact in (
        ("#whatif:reading=share_scaled", "share_scaled", share["short_run_bp"]),
        ("#whatif:reading=share_scaled&short_run_bp=120", "own", 120),
        ("#whatif:short_run_bp=120", "own", 120),
    ):
        page.goto("about:blank")
        _open(page, page.address + address)
        assert page.input_value("[data-control=reading]") == reading, address
        assert float(page.input_value("[data-control=short_run_bp]")) == pytest.approx(impact)
    page.select_option("[data-control=reading]", "share_scaled")
    shared = page.url
    page.goto("about:blank")
    _open(page, shared)
    assert page.input_value("[data-control=reading]") == "share_scaled", "what was shared untouched keeps its name"


def test_band_belongs_to_a_preset_and_leaves_with_it(page):
    width = """() => {
      const box = document.querySelector(".explorer"), sets = JSON.parse(box.querySelector(".explorer-model").textContent).sets;
      return Math.max(...box.explorer.view().data(sets.band).map((r) => r.high_bp - r.low_bp)); }"""
    page.click("[data-preset=japan-four]")
    assert page.evaluate(width) > 10
    page.focus("[data-control=weeks]")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(width) == 0


def test_first_view_shows_the_first_preset_without_waiting_for_a_hand(page, made):
    graph, definition = made
    known = graph.evaluate(explorer.values_of(definition["start"]))
    assert float(page.get_attribute("[data-output=us_cost_pv5]", "data-value")) == pytest.approx(known["us_cost_pv5"][0], rel=1e-6)
    assert len(definition["sliders"]) <= 8


def test_fans_of_the_presets_surround_their_median_path(made):
    graph, definition = made
    assert set(definition["fans"]) == {p["key"] for p in definition["presets"]}
    for preset in definition["presets"]:
        for reading in definition["readings"]:
            band = definition["fans"][preset["key"]][reading["key"]]
            state = {**definition["start"], **reading["sliders"], **preset["controls"]}
            path = graph.evaluate(explorer.values_of(state))["rise_bp"][:, 0]
            weeks = np.array(band["week"]) - 1
            assert (np.array(band["low_bp"]) <= path[weeks] + 1e-9).all() and (path[weeks] <= np.array(band["high_bp"]) + 1e-9).all()
    json.dumps(definition, allow_nan=False)
