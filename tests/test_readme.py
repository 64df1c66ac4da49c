"""The README's figures and picture are those of the build; its links lead somewhere."""

from __future__ import annotations

import json
import re

import pytest
from conftest import ROOT

from treasury_card.book import readme
from treasury_card.errors import TreasuryCardError

TEXT = (ROOT / "README.md").read_text("utf-8")


def test_figures_are_those_of_the_build():
    results = json.loads((ROOT / "_build" / "html" / "results.json").read_text("utf-8"))["numbers"]
    assert len(readme.FIGURE.findall(TEXT)) > 10
    assert readme.fill(TEXT, results) == TEXT, "make readme"


def test_an_unknown_figure_is_named():
    with pytest.raises(TreasuryCardError, match=r"names no\.such, which no page publishes"):
        readme.fill("<!--n:no.such--><!--/n-->", {})


def test_without_a_build_the_message_says_what_to_run(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(readme, "BUILD", tmp_path)
    assert readme.main() == 1
    assert "run `make book` first" in capsys.readouterr().err


def test_the_picture_is_one_of_an_exhibit_of_the_book():
    still, shown = readme.PICTURE  # not byte for byte: a still is drawn with the fonts of the machine
    assert (ROOT / "_build" / "html" / "exhibits" / still).exists()
    assert (ROOT / shown).read_bytes().startswith(b"\x89PNG") and shown in TEXT


def test_links_and_commands_exist():
    for target in re.findall(r"\]\(([^)#:]+)\)", TEXT):
        assert (ROOT / target).exists(), target
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert {m for m in re.findall(r"^    make ([a-z]+)", TEXT, re.M)} <= targets
