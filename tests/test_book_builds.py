"""A build gives the same book twice, and another book when the data are others."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from building import build, small_book
from test_planted_faults import NUMBERS, SOUND, TEXT

from treasury_card.book import extension


def test_a_second_build_gives_the_same_book_with_its_executed_notebooks(tmp_path):
    folder = small_book(tmp_path / "book", [NUMBERS, TEXT, SOUND])
    contents = []
    for _ in range(2):
        run = build(folder)
        assert run.returncode == 0, run.output[-3000:]
        html = folder / "_build" / "html"
        contents.append({p.relative_to(html).as_posix(): p.read_bytes() for p in html.rglob("*") if p.is_file()})
    page = contents[0]["chapters/01_small.html"].decode()
    assert "$1,125.9bn" in page and "A line that rises." in page
    assert b"image/png" in contents[1]["_sources/chapters/01_small.ipynb"]
    assert contents[0] == contents[1]


@pytest.mark.parametrize(("says", "warned"), [("import warnings; warnings.warn('shaky ground')", True), ("pass", False)])
def test_what_a_study_ahead_of_its_chapter_complains_of_is_a_warning_of_the_build(says, warned, caplog):
    ahead = subprocess.Popen([sys.executable, "-c", says], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    extension._end_studies(SimpleNamespace(treasury_ahead=ahead), None)
    assert ("shaky ground" in caplog.text) == warned


def test_changed_data_are_never_answered_with_old_numbers(tmp_path):
    cells = [
        "from treasury_card import catalog\nfrom treasury_card.book import publish\nfrom treasury_card.numbers import Numbers\n"
        "rows = catalog.load('federal_balance_yearly')\nnumbers = Numbers()\n"
        "numbers.add('small.balance.pct', rows.iloc[-1]['balance_pct_gdp'], 'pct', 'federal_balance_yearly', decimals=3)\npublish(numbers)",
        "#!md It was {glue:text}`small.balance.pct`.",
    ]
    folder = small_book(tmp_path / "book", cells)
    page = folder / "_build" / "html" / "chapters" / "01_small.html"
    assert build(folder).returncode == 0
    assert "3.333%" not in page.read_text("utf-8")
    table, package = folder / "data" / "federal_balance_yearly.csv", folder / "data" / "datapackage.json"
    *rows, last = table.read_text("utf-8").splitlines()
    old = table.read_bytes()
    table.write_text("\n".join([*rows, ",".join([last.split(",")[0], "-3.333", *last.split(",")[2:]])]) + "\n", "utf-8")
    package.write_text(
        package.read_text("utf-8").replace(hashlib.sha256(old).hexdigest(), hashlib.sha256(table.read_bytes()).hexdigest()), "utf-8"
    )
    bare = subprocess.run(
        [str(Path(sys.executable).with_name("jupyter-book")), "build", "."],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )
    assert bare.returncode == 0, bare.stderr[-3000:]
    assert "3.333%" in page.read_text("utf-8")
