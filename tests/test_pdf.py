"""The PDF of the whole book: everything in it, nothing cut, dated by its data."""

from __future__ import annotations

import html
import json
import re

import pypdfium2
import pytest
from building import build, copy_book, with_cache
from conftest import ROOT
from playwright.sync_api import sync_playwright

from benchmarks.browsing import FLAGS, chromium
from treasury_card.book import pdf
from treasury_card.book.provenance import book_vintage
from treasury_card.errors import TreasuryCardError

A4 = (595, 842)  # points
TEXT_WIDTH = 680  # pixels between the margins of the page, 180 mm


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Folder of the single page and the PDF made of it."""
    folder = with_cache(copy_book(tmp_path_factory.mktemp("pdf") / "book"))
    run = build(folder, "singlehtml")
    assert run.returncode == 0, run.output[-3000:]
    pdf.write(folder / "_build" / "singlehtml" / "intro.html", folder / "book.pdf")
    return folder


@pytest.fixture(scope="module")
def document(printed):
    with pypdfium2.PdfDocument(printed / "book.pdf") as document:
        yield document


def words(text):
    """Letters and digits alone: line ends, hyphens and ligatures are the printer's."""
    return re.sub(r"[\W_]+", "", text.replace("\ufb01", "fi").replace("\ufb02", "fl").replace("\ufffe", "")).lower()


def captions():
    """Captions of all exhibits as the pages show them, without their numbers."""
    found = []
    for path in sorted((ROOT / "_build" / "html" / "chapters").glob("*.html")):
        found += re.findall(r'<figcaption>.*?<span class="caption-text">(.*?)<a class="headerlink"', path.read_text("utf-8"), re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", caption)) for caption in found]


def test_it_holds_every_exhibit_and_every_chapter(document):
    assert len(document) > 20
    text = words("".join(page.get_textpage().get_text_bounded() for page in document))
    assert len(captions()) > 20
    assert not [caption for caption in captions() if words(caption) not in text]
    chapters = [item.get_title() for item in document.get_toc() if item.level == 1]
    for path in (ROOT / "_build" / "html" / "chapters").glob("*.html"):
        title = html.unescape(re.search(r"<title>(?:\d+\. )?(.*?) (?:&#8212;|—) ", path.read_text("utf-8"))[1])
        assert any(title in chapter for chapter in chapters), title


def test_every_drawing_is_there_as_a_picture_inside_the_page(document, printed):
    drawings = (printed / "_build" / "singlehtml" / "intro.html").read_text("utf-8").count('<div class="chart"')
    boxes = [
        (number, image.get_bounds())
        for number, page in enumerate(document, 1)
        for image in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
    ]
    assert drawings and len(boxes) >= drawings
    assert not [(n, b) for n, b in boxes if b[0] < 0 or b[1] < 0 or b[2] > A4[0] or b[3] > A4[1]]


def test_no_letter_is_outside_the_margins(document):
    beyond = {}
    for number, page in enumerate(document, 1):
        assert [round(side) for side in page.get_size()] == list(A4)
        text = page.get_textpage()
        for i in range(text.count_rects()):
            left, _, right, _ = text.get_rect(i)
            if left < 40 or right > A4[0] - 40:
                beyond[number] = text.get_text_bounded(*text.get_rect(i))
    assert not beyond


def test_nothing_on_the_printed_page_is_wider_than_the_paper(printed):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": TEXT_WIDTH, "height": 1000})
        page.goto((printed / "_build" / "singlehtml" / "print.html").as_uri())
        page.emulate_media(media="print")
        beyond = page.evaluate(
            """width => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > width + 1 &&
                e.getClientRects().length && getComputedStyle(e).visibility !== 'hidden')
               .map(e => [e.tagName, (e.closest('figure, section') || e).id, e.textContent.slice(0, 40)])""",
            TEXT_WIDTH,
        )
        scrolling = page.evaluate(
            """() => [...document.querySelectorAll('article *')].filter(e => e.clientWidth && (e.scrollWidth > e.clientWidth + 1 ||
                e.scrollHeight > e.clientHeight + 1) && ['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(e).overflowX) &&
                !e.closest('math')).map(e => [e.tagName, e.className, e.textContent.slice(0, 40)])"""
        )
        browser.close()
    assert not beyond
    assert not scrolling, "cut or scrolled away on paper"


def test_its_date_is_the_vintage(document, printed):
    stamp = book_vintage().replace("-", "")
    assert document.get_metadata_dict()["CreationDate"].startswith(f"D:{stamp}")
    assert document.get_metadata_dict()["ModDate"].startswith(f"D:{stamp}")


def test_the_vintage_is_that_of_the_youngest_release(root):
    tables = json.loads((root / "data" / "datapackage.json").read_text("utf-8"))["resources"]
    assert book_vintage() == max(table["vintage"] for table in tables if table["kind"] == "parsed")


def test_a_pdf_without_its_dates_is_refused():
    with pytest.raises(TreasuryCardError, match="1 dates"):
        pdf.dated(b"/CreationDate (D:20261122182128+00'00')", "2026-05-18")


def test_a_page_without_its_title_is_refused():
    with pytest.raises(TreasuryCardError, match="no title"):
        pdf.printable("<p>A book without a title</p>", "2026-05-18")


def test_without_a_single_page_the_message_says_what_builds_it(tmp_path):
    with pytest.raises(TreasuryCardError, match="`make pdf` builds it first"):
        pdf.write(tmp_path / "intro.html", tmp_path / "book.pdf")
