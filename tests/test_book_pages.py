"""Finished pages: what the scan refuses, what is left out of the theme, what a downloaded notebook holds."""

from __future__ import annotations

import json
import secrets

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from treasury_card import catalog
from treasury_card.book import catalogue, outputs, provenance, scan, trim
from treasury_card.book.exhibits import EXHIBIT_MIME
from treasury_card.numbers import Number


def faults(tmp_path, body, head=""):
    page = tmp_path / "page.html"
    page.write_text(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>", "utf-8")
    return list(scan.faults(page, tmp_path))


SOUND = (
    '<p>It held <span class="num">$1bn</span>, see <a href="https://example.org/">there</a>.</p><pre>alt.Chart(frame).mark_line()</pre>'
    '<div class="chart" data-name="a"><noscript><img class="still" src="a.png" alt="A line"></noscript>'
    '<script type="application/json">{"url": "https://example.org/x"}</script></div>'
)


def test_a_sound_page_passes(tmp_path):
    assert faults(tmp_path, SOUND, '<link rel="next" href="https://example.org/2"><script src="a.js"></script>') == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<p>It held {glue:text}`a.b`.</p>", "{glue:"),
        ("<pre>alt.Chart(...)</pre>", "alt.Chart(...)"),
        ("<pre>Traceback (most recent call last)\n</pre>", "Traceback"),
        ('<span class="num"></span>', "empty number"),
        ('<span class="pasted-text"> </span>', "empty number"),
        ('<script src="https://cdn.example.org/x.js"></script>', "https://cdn.example.org/x.js"),
        ('<script>load("https://cdn.example.org/x.js")</script>', "https://cdn.example.org/x.js"),
        ('<img src="//example.org/x.png">', "//example.org/x.png"),
        ('<link rel="stylesheet" href="http://example.org/x.css">', "http://example.org/x.css"),
        ('<link rel="preload" as="font" href="https://example.org/x.woff2">', "x.woff2"),
        ("<style>@font-face { src: url(https://example.org/y.woff2) }</style>", "y.woff2"),
        ('<p style="background: url(https://example.org/z.png)">', "z.png"),
        ('<div class="chart" data-name="mine"><img class="still" src="a.png" alt=" "></div>', "'mine' has no description"),
        ('<button onclick="print()">', "onclick"),
    ],
)
def test_a_fault_is_named(tmp_path, body, message):
    (fault,) = faults(tmp_path, body)
    assert message in fault


def test_a_heavy_page_is_refused(tmp_path):
    (fault,) = faults(tmp_path, secrets.token_hex(300_000))
    assert "weighs" in fault


def test_heavy_assets_of_a_chart_page_are_refused(tmp_path):
    (tmp_path / "a.js").write_text(secrets.token_hex(600_000))
    (fault,) = faults(tmp_path, SOUND, '<script src="a.js?v=1"></script>')
    assert "scripts, styles and fonts weigh" in fault
    assert faults(tmp_path, "<p>No chart here.</p>", '<script src="a.js?v=1"></script>') == []


def test_only_the_icon_font_leaves_the_style_sheet():
    css = (
        "@font-face{font-family:Font Awesome\\ 6 Free;src:url(x.woff2)}.btn{a:1}.fa-bars:before{content:'x'}.fa,.fas{a:2}"
        ".nav .fa-bars{a:3}.fabled{a:4}.fa-lg,.kept{a:5}@media (min-width:1px){.fa-sun:before{a:6}.left{a:7}}/*# sourceMappingURL=x.map */"
    )
    got = trim.without_icon_font(css)
    for gone in ("@font-face", ".fa-bars:before", "a:2", ".fa-lg", "sourceMappingURL"):
        assert gone not in got
    for kept in (".btn{a:1}", ".nav .fa-bars{a:3}", ".fabled{a:4}", ".kept{a:5}", ".left{a:7}"):
        assert kept in got


def test_a_downloaded_notebook_reads_well_anywhere():
    exhibit = {
        "name": "mine",
        "caption": "It held {glue:text}`a.b`",
        "plain_caption": "It held $1.0bn",
        "description": "A line",
        "note": "",
        "tables": ["tic_holdings_monthly"],
        "table_html": "<table></table>",
        "csv": "x\n1\n",
        "png": "aGVsbG8=",
    }
    prose = "It held {glue:text}`a.b:whole`, see {numref}`mine` and {cite:t}`Someone2005`, {term}`bp` and {doc}`the data <data>`."
    cells = [
        new_markdown_cell(prose, id="random1"),
        new_code_cell("exhibit(...)", outputs=[new_output("display_data", {EXHIBIT_MIME: json.dumps(exhibit), "text/plain": "x"})]),
        new_code_cell(
            "1 + 1", outputs=[new_output("execute_result", {"text/plain": "2"}, execution_count=2)], metadata={"execution": {"t": "1"}}
        ),
    ]
    book = new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}, "widgets": {}})
    got = outputs.readable(book, {"a.b": Number("a.b", 1.0, "usd_bn", ("tic_holdings_monthly",))}, {"mine": "Exhibit 1.1"})
    nbformat.validate(got)
    assert got.cells[0].source == r"It held <span>\$</span>1bn, see Exhibit 1.1 and [Someone2005], bp and the data."
    caption, picture, source = got.cells[1].outputs
    assert caption.data["text/markdown"] == r"**Exhibit 1.1. It held <span>\$</span>1.0bn**"
    assert picture.data == {"image/png": "aGVsbG8=", "text/plain": "A line"}
    assert "18 May 2026" in source.data["text/markdown"]
    assert got.cells[2].outputs[0].data == {"text/plain": "2"} and got.cells[2].metadata == {}
    assert "vnd.treasury-card" not in nbformat.writes(got)


def test_sources_of_one_release_are_named_once():
    line = provenance.source_line(["tic_holdings_monthly", "tic_holdings_monthly", "us_yields_daily"])
    assert line.count("{ref}") == 2 and line.startswith("Sources: ")


def test_the_catalogue_explains_every_kind_of_table():
    assert {catalog.describe(name)["kind"] for name in catalog.tables()} <= set(catalogue.KINDS)


def test_a_vintage_is_as_coarse_as_it_is_known():
    assert [provenance.day(v) for v in ("2026-05-08", "2026-05", "2026")] == ["8 May 2026", "May 2026", "2026"]
