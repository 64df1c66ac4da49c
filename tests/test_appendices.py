"""The appendix says what the code does: names, tests, settings and the form of the entries."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest
from conftest import ROOT

import treasury_card

CHAPTERS = ROOT / "chapters"
METHODS = (CHAPTERS / "appendix_methods.md").read_text("utf-8")
DECISIONS = (CHAPTERS / "appendix_decisions.md").read_text("utf-8")
GLOSSARY = (CHAPTERS / "appendix_glossary.md").read_text("utf-8")
PACKAGES = ("holdings", "events", "flows", "leverage", "claims")
# They name, lay out or hold results, and estimate nothing.
NO_ESTIMATOR = {"named", "display", "areas", "assumptions", "graph", "synthesis"}
FIELDS = ["Rests on", "Fails when", "Source", "Code and tests"]
MOMENTS = ("Before results", "After preliminary results", "After results", "Not recorded")
TERMS = """bp; term premium; constant maturity; H.15; TIC; SLT; Form S; MFH; custody bias; valuation; first print; vintage; placebo
rank; minimum detectable effect; HAR; EWC; Newey-West; fixed-b; sup-t; GARCH; ACM; Kim-Wright; breakeven; real yield;
ten-year equivalent; duration; on the run; GIV; effective F; Anderson-Rubin; local projection; specification curve; scenario
mixture; half-life; cohort; mark to market; pull to par; carry; Sobol index; COFER; GPIF; primary dealer; bidder shares;
tail; stop through; basis trade; swap spread; convenience yield; intervention"""


def entries(text: str) -> dict[str, str]:
    """Third-level heading -> what stands under it."""
    parts = re.split(r"^(#{1,3}) (.+)$", text, flags=re.M)[1:]
    return {title: body for level, title, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True) if level == "###"}


def resolve(name: str) -> object:
    """Object of the package by dotted name, the package's own name left out."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(["treasury_card", *parts[:cut]]))
        except ModuleNotFoundError:
            continue
        for attribute in parts[cut:]:
            found = getattr(found, attribute)
        return found
    raise AttributeError(name)


@pytest.mark.parametrize("title", entries(METHODS))
def test_an_estimator_says_what_it_rests_on_where_it_fails_and_how_it_is_tested(title):
    body = entries(METHODS)[title]
    assert re.findall(r"^- \*\*([\w ]+)\.\*\* \S", body, flags=re.M) == FIELDS
    where = body.split("**Code and tests.**")[1]
    names = re.findall(r"`([a-z_]+(?:\.\w+)+)`", where)
    files = [name for name in re.findall(r"`(tests/\w+\.py)`", where)]
    assert files, "no test is named"
    for name in names:
        if not name.endswith(".py"):
            resolve(name)
    for name in files:
        assert (ROOT / name).exists(), name


def test_every_module_that_estimates_has_an_entry():
    named = set(re.findall(r"`([a-z_]+(?:\.\w+)+)`", METHODS))
    modules = {f"{package}.{m.name}" for package in PACKAGES for m in pkgutil.iter_modules([f"{treasury_card.__path__[0]}/{package}"])}
    unnamed = {m for m in modules if m.rpartition(".")[2] not in NO_ESTIMATOR and not any(n == m or n.startswith(f"{m}.") for n in named)}
    assert not unnamed


@pytest.mark.parametrize("block", re.findall(r"```python\n# (treasury_card[\w.]*)\n(.*?)```", METHODS, flags=re.S), ids=lambda b: b[:40])
def test_settings_are_those_of_the_code(block):
    module, lines = block
    stated: dict = {}
    exec(lines, stated)
    stated.pop("__builtins__")
    assert stated
    actual = {name: getattr(importlib.import_module(module), name) for name in stated}
    assert stated == actual


@pytest.mark.parametrize("title", entries(DECISIONS))
def test_a_decision_says_what_else_was_possible_and_when_it_was_made(title):
    body = entries(DECISIONS)[title]
    assert re.findall(r"^- \*\*([\w ]+)\.\*\* \S", body, flags=re.M) == ["Instead", "When", "Why", "It would change"]
    assert re.search(r"\*\*When\.\*\* (.+)", body)[1].startswith(MOMENTS)


def test_the_log_admits_that_rules_and_windows_came_after_a_first_look():
    assert entries(DECISIONS)["W2 starts at the trough"].find("**When.** After results") > 0
    assert "after preliminary values" in " ".join(DECISIONS.split())


def test_the_glossary_has_the_words_of_the_book():
    defined = {line for line in GLOSSARY.split("```{glossary}")[1].splitlines() if line and not line.startswith((" ", ":", "`"))}
    assert not set(" ".join(TERMS.split()).split("; ")) - defined
    used = set(re.findall(r"\{term\}`(?:[^`<]*<)?([^`>]+)>?`", " ".join((METHODS + DECISIONS + GLOSSARY).split())))
    assert used <= {*defined, *(d.lower() for d in defined)} | {d.capitalize() for d in defined}
