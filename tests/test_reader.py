"""Around the text of a page: notice of overdue data, a place for errors, tags for links, menu, search, theme switch, one style sheet."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re

import pytest
import yaml
from conftest import ROOT
from playwright.sync_api import sync_playwright

from benchmarks.browsing import FLAGS, chromium
from treasury_card import catalog
from treasury_card.book import head

HTML = ROOT / "_build" / "html"
CHAPTERS = sorted(p.relative_to(HTML).as_posix() for p in (HTML / "chapters").glob("[0-9]*.html"))
DATED = [name for name in CHAPTERS if "data-due" in (HTML / name).read_text("utf-8")]
PAGES = ["intro.html", *sorted(p.relative_to(HTML).as_posix() for p in (HTML / "chapters").glob("*.html"))]


@pytest.fixture(scope="module")
def browser():
    assert CHAPTERS, "build the book first: make book"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


def opened(browser, name, day=None, width=1280, **options):
    """A page whose script has run, without charts: they are looked at elsewhere."""
    page = browser.new_page(viewport={"width": width, "height": 900}, **options)
    page.route("**/vega-bundle.js*", lambda route: route.abort())
    if day:
        page.clock.set_fixed_time(dt.datetime.fromisoformat(f"{day}T12:00:00+00:00"))
    page.goto((HTML / name).as_uri())
    if name != "search.html":
        page.wait_for_selector("html[data-charts=done]", timeout=60_000)
    return page


def published(name=""):
    return yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["html"]["baseurl"] + name


def text(name):
    return (HTML / name).read_text("utf-8")


# The notice


def test_the_first_release_that_is_due_counts_and_a_daily_series_does_not(monkeypatch):
    entries = {
        "daily": {"next_due": "2025-01-02", "release": "Rates", "frequency": "daily"},
        "tic": {"next_due": "2026-07-18", "release": "TIC", "frequency": "monthly, about 45 days after the end of the month"},
        "gdp": {"next_due": "2026-10-30", "release": "Accounts", "frequency": "quarterly"},
        "done": {"release": "Survey", "frequency": "once"},
    }
    monkeypatch.setattr(head.catalog, "describe", entries.get)
    assert head.next_due(entries) == ("2026-07-18", "TIC")
    assert head.next_due(["daily", "done"]) is None


@pytest.mark.parametrize("name", DATED)
def test_the_notice_tells_when_newer_figures_were_due(name):
    due = dt.date.fromisoformat(re.search(r'data-due="(.*?)"', text(name))[1])
    assert due.isoformat() in {catalog.describe(table).get("next_due") for table in catalog.tables()}
    assert f"{due.day} {due:%B %Y}" in text(name).partition('class="stale"')[2][:400]


@pytest.mark.parametrize(("after", "seen"), [(0, False), (1, True)])
def test_the_notice_is_seen_from_the_day_after(browser, after, seen):
    due = dt.date.fromisoformat(re.search(r'data-due="(.*?)"', text(DATED[0]))[1])
    page = opened(browser, DATED[0], day=(due + dt.timedelta(days=after)).isoformat())
    assert page.locator("p.stale").is_visible() == seen
    page.close()


def test_the_build_itself_shows_no_notice_without_a_script(browser):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto((HTML / DATED[0]).as_uri())
    assert page.locator("p.stale").count() == 1 and not page.locator("p.stale").is_visible()
    page.context.close()


def test_a_page_without_figures_has_no_notice():
    assert "stale" not in text("chapters/appendix_glossary.html")


def test_what_the_book_says_of_its_own_age_makes_no_page_overdue():
    shown = json.loads((HTML / "results.json").read_text("utf-8"))["numbers"]
    of_book = {table for key, entry in shown.items() if key.startswith("book.") for table in entry["tables"]}
    keys = {key for key in re.findall(r'data-key="(.*?)"', text("intro.html")) if not key.startswith("book.")}
    figures = {table for key in keys for table in shown[key]["tables"]}
    assert head.next_due(of_book) < head.next_due(figures), "else the test says nothing"
    assert re.search(r'data-due="(.*?)"', text("intro.html"))[1] == head.next_due(figures)[0]


# Errors, links from elsewhere


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_a_place_for_its_errors(name):
    (address,) = re.findall(r'<p class="report">.*?href="(.*?)"', text(name))
    assert address.endswith(f"/issues/new?title=Error%20on%20{name.removesuffix('.html')}")


@pytest.mark.parametrize("name", PAGES)
def test_a_link_to_a_page_brings_title_words_and_a_chart(name):
    tags = dict(re.findall(r'<meta property="(og:\w+)" content="(.*?)"', text(name)))
    assert tags["og:type"] == "article" and tags["og:title"] and tags["og:site_name"] == "The Treasury Card"
    assert 40 < len(tags["og:description"]) <= head.LENGTH + 20 and "{" not in tags["og:description"]
    assert tags["og:url"] == published(name)
    assert HTML.joinpath(tags["og:image"].removeprefix(published())).read_bytes().startswith(b"\x89PNG")


def test_a_chapter_is_shown_by_a_chart_of_its_own():
    pictures = [re.search(r'"og:image" content="(.*?)"', text(name))[1].rpartition("/")[2] for name in CHAPTERS]
    assert len(set(pictures)) == len(CHAPTERS)
    assert all(picture in text(name) for picture, name in zip(pictures, CHAPTERS, strict=True))


# Menu, search


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("side", ["primary", "secondary"])
def test_on_a_phone_no_text_of_the_page_shows_through_a_menu(browser, side, scheme):
    page = opened(browser, CHAPTERS[0], width=390, color_scheme=scheme)
    page.locator(f"button.{side}-toggle:visible").click()
    ground = page.locator("dialog[open]").evaluate("dialog => getComputedStyle(dialog).backgroundColor")
    assert ground.startswith("rgb("), ground  # a colour with an opacity is written rgba(
    page.close()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["search.html", "intro.html"])
def test_the_magnifier_stands_beside_what_is_searched_for(browser, name, width):
    page = opened(browser, name, width=width)
    if name != "search.html":
        page.keyboard.press("Control+k")
    forms = [form for form in page.locator("form.bd-search").all() if form.is_visible()]
    assert forms
    for form in forms:
        icon, field = form.locator("i").bounding_box(), form.locator("input").bounding_box()
        assert icon["x"] + icon["width"] <= field["x"]
    page.close()


# The theme switch


@pytest.mark.parametrize("width", [1280, 390])
def test_the_theme_switch_shows_one_icon_in_each_of_its_states(browser, width):
    page = opened(browser, CHAPTERS[0], width=width)
    seen = []
    for _ in range(3):
        icons = [icon for icon in page.locator("i.theme-switch").all() if icon.is_visible()]
        assert len(icons) == 1
        seen.append(icons[0].get_attribute("data-mode"))
        page.locator("button.theme-switch-button:visible").click()
    assert sorted(seen) == ["auto", "dark", "light"]
    page.close()


# One style sheet, one script


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_one_style_sheet_and_one_script_named_by_their_content(name):
    links = re.findall(r"<(?:link|script)\b[^>]*>", text(name))
    (sheet,) = [re.search(r'href="([^"]*)"', link)[1] for link in links if 'rel="stylesheet"' in link]
    (script,) = [match[1] for link in links if (match := re.search(r'(?: src|data-script)="([^"]*)"', link))]
    for address in (sheet, script):
        path, _, mark = address.partition("?v=")
        assert hashlib.sha256((HTML / name).parent.joinpath(path).read_bytes()).hexdigest()[:8] == mark


# Of a sheet: (place, selectors that match something here, declarations), in order; states and pseudo-elements count as matched.
APPLIED = r"""css => {
    const sheet = new CSSStyleSheet(), found = [];
    sheet.replaceSync(css);
    const state = /::[\w-]+(?:\([^)]*\))?|:(?:hover|active|focus|focus-visible|focus-within|checked|before|after)(?![\w-])/.source;
    const states = RegExp(`:not\\((?:(?:${state})[, ]*)+\\)|${state}`, "g");
    const matches = selector => {
        try { return document.querySelector(selector.replace(states, "") || "*") !== null; } catch { return true; }
    };
    const walk = (rules, place) => { for (const rule of rules) {
        if (rule.selectorText !== undefined) {
            const selectors = rule.selectorText.split(/,(?![^(]*\))/).map(s => s.trim()).filter(matches);
            if (selectors.length) found.push([place, selectors.join(), rule.style.cssText]);
        } else if (rule.cssRules && !(rule instanceof CSSKeyframesRule)) walk(rule.cssRules, place + rule.conditionText);
        else found.push([place, rule.cssText]);
    } };
    walk(sheet.cssRules, "");
    return found;
}"""


def shipped():
    """The sheets of theme and extensions as they came, one after the other."""
    known = ["styles/pydata-sphinx-theme.css", "styles/sphinx-book-theme.css", "pygments.css", "copybutton.css", "sphinx-design.min.css"]
    known.append(next(HTML.glob("_static/mystnb.*.css")).name)
    return "\n".join((HTML / "_static" / name).read_text("utf-8") for name in known)


@pytest.mark.parametrize("name", [*PAGES, "search.html"])
def test_every_rule_that_a_page_can_use_is_in_the_one_sheet(browser, name):
    page = opened(browser, name)
    if name == "intro.html":  # a hover takes a second, and shows the same on all pages
        page.locator("[data-bs-toggle=tooltip]:visible").first.hover()
        page.locator(".tooltip").wait_for()
    kept, rules = (page.evaluate(APPLIED, css) for css in ((HTML / "_static" / "styles.css").read_text("utf-8"), shipped()))
    kept, rules = ({tuple(rule) for rule in sheet} for sheet in (kept, rules))
    assert len(rules) > 200 and not rules - kept
    page.close()
