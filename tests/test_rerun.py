"""Chapters rerun as a reader does: each notebook alone, outside the book, gives the numbers of the build; one of them in JupyterLab."""

from __future__ import annotations

import html
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from building import copy_book, with_cache
from conftest import ROOT
from nbclient import NotebookClient
from playwright.sync_api import expect, sync_playwright

from benchmarks.browsing import FLAGS, chromium
from treasury_card.book.publishing import IN_BOOK

CHAPTERS = sorted(path.stem for path in (ROOT / "chapters").glob("*.ipynb"))
OPENED = "01_holdings"
LAST_WORD = (
    "import json; from treasury_card.book import publishing; print(json.dumps({k: n.value for k, n in publishing._published.items()}))"
)


@pytest.fixture(scope="module")
def built():
    path = ROOT / "_build" / "html" / "results.json"
    assert path.exists(), "build the book first: make book"
    return json.loads(path.read_text("utf-8"))["numbers"]


@pytest.fixture
def outside(monkeypatch):
    """The environment of a reader: nothing tells a kernel that the book is being built."""
    monkeypatch.delenv(IN_BOOK, raising=False)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_runs_alone_and_gives_the_numbers_of_the_build(name, built, outside):
    book = nbformat.read(ROOT / "chapters" / f"{name}.ipynb", as_version=4)
    shown = len(book.cells)
    book.cells.append(nbformat.v4.new_code_cell(LAST_WORD, id="last-word"))
    NotebookClient(book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(ROOT / "chapters")}}).execute()
    numbers = json.loads(book.cells[-1].outputs[0]["text"])
    assert numbers == {key: entry["value"] for key, entry in built.items() if f"chapters/{name}" in entry["pages"]}
    outputs = [output for cell in book.cells[:shown] if cell.cell_type == "code" for output in cell.outputs]
    assert not [o for o in outputs if o.output_type == "stream"], "a chapter prints no warning"
    listing = "".join(o["data"].get("text/html", "") for o in outputs if "data" in o)
    assert f"{len(numbers)} named numbers" in listing or all(f"<code>{key}</code>" in listing for key in numbers)
    exhibits = sum("exhibit(" in cell.source for cell in book.cells if cell.cell_type == "code")
    drawn = sum("image/png" in o.get("data", {}) or "<table" in o.get("data", {}).get("text/html", "") for o in outputs)
    assert drawn >= exhibits > 0


@contextmanager
def jupyterlab(folder: Path):
    """A JupyterLab of this environment on a free port, on loopback, in a home of its own; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = folder / "home"
    env = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", IN_BOOK))}
    env |= {
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "PYTHONPATH": str(folder),
    }
    command = [str(Path(sys.executable).with_name("jupyter")), "lab", "chapters", "--no-browser", f"--ServerApp.port={port}"]
    command += ["--ServerApp.ip=127.0.0.1", "--ServerApp.allow_root=True", "--IdentityProvider.token="]
    command += ["--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    log = (folder / "lab.log").open("w")
    server = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}/lab"
    try:
        for _ in range(240):
            assert server.poll() is None, (folder / "lab.log").read_text()
            try:
                urllib.request.urlopen(address, timeout=5).close()
                break
            except OSError:
                time.sleep(0.25)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=60)
        log.close()


def test_a_reader_runs_a_chapter_in_jupyterlab_without_network(tmp_path, built):
    folder = with_cache(copy_book(tmp_path / "book"))
    asked = []
    with jupyterlab(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}/tree/{OPENED}.ipynb", timeout=120_000)
        idle = page.get_by_text("Python 3 (ipykernel) | Idle")  # in the status bar; before, Run finds no kernel and does nothing
        expect(idle).to_be_visible(timeout=120_000)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_text("Run All Cells", exact=True).click()
        cells = len(nbformat.read(folder / "chapters" / f"{OPENED}.ipynb", as_version=4).cells)
        expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(cells)
        charts = page.locator(".jp-OutputArea svg.marks")
        expect(charts).to_have_count(html_of(OPENED).count('<div class="chart"'), timeout=120_000)
        expect(idle).to_be_visible(timeout=120_000)
        assert charts.first.locator("path").count() > 3
        assert not page.locator(".jp-OutputArea img").count(), "a still is left where a chart should be drawn"
        assert not page.locator(
            "[data-mime-type='application/vnd.jupyter.error'], [data-mime-type='application/vnd.jupyter.stderr']"
        ).count()
        assert not page.locator(".jp-OutputArea mjx-container").count(), "money set as mathematics"
        text = " ".join(page.locator(".jp-Notebook").text_content().split())  # what is out of sight has no inner text
        browser.close()
    assert not [url for url in asked if not url.startswith((address.removesuffix("lab"), "data:", "blob:"))]
    captions = re.findall(r'<figcaption>.*?<span class="caption-text">(.*?)<a class="headerlink"', html_of(OPENED), re.DOTALL)
    captions = [" ".join(html.unescape(re.sub(r"<[^>]+>", "", caption)).split()) for caption in captions]
    assert len(captions) > 5
    assert not [caption for caption in captions if plain(caption) not in plain(text)]
    own = {key: entry["text"] for key, entry in built.items() if f"chapters/{OPENED}" in entry["pages"]}
    assert len(own) > 50
    assert not [key for key, value in own.items() if key + " ".join(value.split()) not in text], "the table of named numbers"


def html_of(chapter):
    return (ROOT / "_build" / "html" / "chapters" / f"{chapter}.html").read_text("utf-8")


def plain(text):
    """The book sets curly quotes; a notebook shows them as typed."""
    return text.translate(str.maketrans("’‘“”", "''\"\"")).replace("–", "-")
