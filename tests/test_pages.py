"""The finished book in real Chromium: every page, both themes, narrow and wide, with and without JavaScript."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from conftest import ROOT
from playwright.sync_api import sync_playwright

from benchmarks.browsing import FLAGS, chromium, served

HTML = ROOT / "_build" / "html"
PAGES = sorted(p.relative_to(HTML).as_posix() for p in HTML.rglob("*.html") if not {"_static", "_sources"} & set(p.relative_to(HTML).parts))
PAGES = [name for name in PAGES if name != "index.html"]  # the front page once more, see below
SPECIAL = {"search.html", "genindex.html"}
NUMBERED = {"intro.html", *(name for name in PAGES if re.match(r"chapters/\d", name))}
READ_EXHIBIT = """figure => {
    const all = (where, what) => [...where.querySelectorAll(what)];
    const drawn = figure.querySelector("div.chart") && figure.querySelector("svg.marks, .host [aria-label]");
    return [
        Object.fromEntries(all(figure, ".downloads a").map(a => [a.textContent, a.getAttribute("href")])),
        drawn && (drawn.getAttribute("aria-label") || ""),
        all(figure, "table.numbers tbody tr").map(row => all(row, "th, td").map(cell => cell.textContent)),
        all(figure, "table.numbers thead th").length,
    ];
}"""
OF_COLOUR = ["color-contrast", "link-in-text-block"]  # the rules of axe that a theme can change
# As strict as the book needs it: no other host, no eval; the scripts that stand in a page by their hashes.
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; font-src 'self'; connect-src 'self'; script-src 'self' "
)


@pytest.fixture(scope="module")
def browser():
    assert (HTML / "results.json").exists(), "build the book first: make book"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def published():
    return json.loads((HTML / "results.json").read_text("utf-8"))["numbers"]


def visit(browser, name, *, base=None, width=1280, scheme="light", script=True):
    """Open a page in a context of its own and wait until its charts stand; collects requests and errors on the way."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script)
    page = context.new_page()
    page.asked, page.complaints = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("requestfailed", lambda request: page.complaints.append(f"failed: {request.url}"))
    page.goto((base or HTML.as_uri() + "/") + name, wait_until="load")
    if script and name != "search.html":
        page.wait_for_selector("html[data-charts=done]", timeout=60_000)  # evaluates nothing: the policy forbids it
    return page


@pytest.fixture
def open_page(browser):
    pages = []

    def go(name, **how):
        pages.append(visit(browser, name, **how))
        return pages[-1]

    yield go
    for page in pages:
        page.context.close()


@pytest.fixture(scope="module", params=PAGES)
def shown(request, browser):
    """A page from disk that several tests look at one after the other, in their order below; ``name`` is its address in the book."""
    page = visit(browser, request.param)
    page.name = request.param
    yield page
    page.context.close()


def test_the_address_of_the_book_shows_its_front_page():
    assert (HTML / "index.html").read_bytes() == (HTML / "intro.html").read_bytes()


def test_a_page_needs_nothing_from_elsewhere_and_draws_every_chart(shown):
    away = [u for u in shown.asked if not u.startswith(("file:", "data:", "blob:"))]
    assert not away
    assert not shown.complaints
    states = shown.eval_on_selector_all(
        "div.chart", "boxes => boxes.map(b => [b.dataset.name, b.dataset.state, b.querySelectorAll('svg.marks path').length])"
    )
    assert all(state == "ready" and marks for _, state, marks in states), states


def test_under_an_exhibit_a_keyboard_reader_reaches_the_table_that_it_offers(shown):
    folder = (HTML / shown.name).parent
    for figure in shown.locator("figure.exhibit").all():
        links, label, cells, header = figure.evaluate(READ_EXHIBIT)
        rows = list(csv.reader(io.StringIO((folder / links["CSV"]).read_text("utf-8"))))
        assert len(cells) == len(rows) - 1
        assert header == len(rows[0])
        for at in {0, len(rows) // 2 - 1, len(rows) - 2} - {-1}:
            for text, value in zip(cells[at], rows[at + 1], strict=True):
                assert agrees(text, value), (at, text, value)
        if label is None:  # a table alone
            continue
        assert len(label) > 40, label
        assert (folder / links["picture"]).read_bytes().startswith(b"\x89PNG")
        figure.locator("details.numbers summary").focus()
        shown.keyboard.press("Enter")
        assert figure.locator("details.numbers").get_attribute("open") is not None


@pytest.fixture(scope="module")
def thinned(shown):
    """The page with a few of what is alike and all folds open, for axe, which else takes minutes a page. The last use of a page."""
    shown.evaluate(
        """const still = '*{animation:none!important;transition:none!important}';
        document.head.append(Object.assign(document.createElement('style'), {textContent: still}));
        document.querySelectorAll('details').forEach(d => d.open = true);
        const alike = 'table tbody tr:nth-child(n+4), svg g > :is(line, path, text):nth-child(n+4)';
        document.querySelectorAll(alike).forEach(e => e.remove());
        for (const kind of ['div.cell_input', 'math']) [...document.querySelectorAll(kind)].slice(5).forEach(e => e.remove())"""
    )
    shown.evaluate(AXE_FILE_PATH.read_text("utf-8"))
    return shown


def serious(page, where, rules):
    """What axe finds of a serious or critical kind."""
    found = page.evaluate(f"axe.run({where}, {{resultTypes: ['violations'], ...{json.dumps(rules)}}})")
    return [
        (v["id"], v["impact"], [n["target"] for n in v["nodes"]][:4]) for v in found["violations"] if v["impact"] in ("serious", "critical")
    ]


def test_axe_finds_nothing_serious(thinned):
    assert not serious(thinned, "document", {"rules": {rule: {"enabled": False} for rule in OF_COLOUR}})


# Elements with text of their own; of those that are written alike, up to the root of the page, the first three. Axe does not know the
# colour of a chart's labels (fill): test_colours does.
TEXTS = """(() => {
    const seen = {}, marks = ['class', 'style'];
    const kind = e => e ? kind(e.parentElement) + ' ' + [e.tagName, ...marks.map(mark => e.getAttribute(mark))] : '';
    return [...document.body.querySelectorAll(':not(svg *)')].filter(e => {
        if (![...e.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.data.trim())) return false;
        const own = kind(e);
        return (seen[own] = (seen[own] || 0) + 1) <= 3;
    });
})()"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_text_and_links_told_apart_in_both_themes(thinned, scheme):
    thinned.emulate_media(color_scheme=scheme)
    thinned.wait_for_selector(f"html[data-theme={scheme}]")
    assert not serious(thinned, TEXTS, {"runOnly": OF_COLOUR})


@pytest.mark.parametrize("name", PAGES)
def test_a_page_works_on_a_phone_under_a_policy_without_eval_and_other_hosts_and_nothing_is_wider(name, open_page):
    inline = re.findall(r"<script(?![^>]*(?: src=|json))[^>]*>(.*?)</script>", (HTML / name).read_text("utf-8"), re.DOTALL)
    hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in inline}
    assert len(hashes) <= 4
    with served(HTML, Content_Security_Policy=POLICY + " ".join(sorted(hashes))) as base:
        page = open_page(name, base=base, width=390)
        assert not [c for c in page.complaints if "favicon" not in c]
        assert page.locator("div.chart").count() == page.locator("div.chart[data-state=ready]").count()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        beyond = page.evaluate(
            """() => [...document.querySelectorAll('main *')].filter(e => {
                const box = e.getBoundingClientRect();
                const scrolls = e.closest('.scroll, pre, .table-container, math, .math, .sr-only, [hidden]');
                return box.width && box.right > 391 && !scrolls && getComputedStyle(e).visibility !== 'hidden';
            }).map(e => e.tagName + '.' + (e.className.baseVal ?? e.className)).slice(0, 5)"""
        )
    assert not beyond


@pytest.mark.parametrize(("name", "formulas"), [("chapters/appendix_methods.html", True), ("chapters/05_claims.html", False)])
def test_the_font_of_formulas_is_fetched_where_there_are_some_and_nowhere_else(name, formulas, open_page):
    page = open_page(name)
    page.evaluate("document.fonts.ready")
    assert formulas == ("<math" in (HTML / name).read_text("utf-8"))
    assert formulas == any(address.endswith("math.woff2") for address in page.asked)
    assert formulas == page.evaluate("[...document.fonts].some(f => f.family.includes('Book Math') && f.status === 'loaded')")


@pytest.mark.parametrize("name", [p for p in PAGES if p not in SPECIAL])
def test_without_javascript_stills_stand_with_descriptions_and_numbers_tell_their_origin(name, open_page, published):
    page = open_page(name, script=False)
    charts, stills = page.locator("div.chart").count(), page.locator("div.chart img.still")
    assert stills.count() == charts
    for i in range(charts):
        assert stills.nth(i).is_visible()
        assert len(stills.nth(i).get_attribute("alt")) > 40
    spans = page.eval_on_selector_all("span.num", "all => all.map(s => [s.dataset.key, s.title, s.textContent])")
    assert spans or name not in NUMBERED
    for key, title, text in spans:
        entry = published[key]
        assert key in title and any(t in title for t in entry["tables"]) and entry["vintage"] in title, title
        assert text.strip()


@pytest.mark.parametrize("name", [p for p in PAGES if '<div class="chart"' in (HTML / p).read_text("utf-8")])
def test_without_javascript_no_room_is_kept_for_a_chart_that_will_not_come(name, open_page):
    page = open_page(name, width=390, script=False)
    high = page.eval_on_selector_all("div.chart", "all => all.map(c => c.offsetHeight - c.querySelector('img.still').offsetHeight)")
    assert high and max(high) < 12


def agrees(text: str, value: str) -> bool:
    """Whether a cell of the page shows a field of the CSV, up to the rounding of the page."""
    if text == value or (text in ("yes", "no") and value in ("True", "False")):
        return True
    plain = text.replace(",", "").replace("−", "-")
    try:
        decimals = len(plain.partition(".")[2])
        return abs(float(plain) - float(value)) <= 0.5 * 10**-decimals * 1.001
    except ValueError:
        return text[:10] == value[:10]


def test_downloaded_notebooks_carry_pictures_and_numbers():
    notebooks = sorted((HTML / "_sources").rglob("*.ipynb"))
    assert notebooks
    for path in notebooks:
        book = json.loads(path.read_text("utf-8"))
        text = json.dumps(book)
        assert "vnd.treasury-card" not in text
        assert not re.search(r"\{glue:", "".join("".join(c["source"]) for c in book["cells"] if c["cell_type"] == "markdown")), path
        page = (HTML / path.relative_to(HTML / "_sources")).with_suffix(".html").read_text("utf-8")
        pictures = sum("image/png" in o.get("data", {}) for c in book["cells"] for o in c.get("outputs", []))
        assert pictures == page.count('<div class="chart"'), path
        assert path.relative_to(HTML).as_posix().split("/", 1)[1] in page, "the page offers it"


def test_results_name_value_unit_tables_and_vintage(published):
    assert len(published) > 20
    for key, entry in published.items():
        assert entry["unit"] and entry["tables"] and re.fullmatch(r"\d{4}-\d\d-\d\d", entry["vintage"]), key
