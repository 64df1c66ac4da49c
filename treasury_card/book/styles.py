"""One style sheet for all pages: what the theme and the book bring, in their order, without the rules for classes that no page has.

Eight sheets of the theme and its extensions weigh two and a half times as much, and a phone asks for each of them before it shows a word.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

SHEET = "_static/styles.css"
_FIRST = "_static/styles/pydata-sphinx-theme.css"  # the theme names it in its template, not in the list
_STRING = r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\''
_TOKEN = re.compile(rf"{_STRING}|url\((?:{_STRING}|[^)'\"]*)\)|[{{}};]")
_NESTING = ("@media", "@supports", "@layer", "@container")
_STAMP = re.compile(r"(?<=/styles\.css\?v=)[0-9a-f]{8}")


def page(app: Sphinx, context: dict[str, Any]) -> None:
    """Take the page's sheets; ``_templates/`` names the one that stands for them, with a mark of its content that ``write`` enters."""
    app.treasury_sheets = [_FIRST, *(str(sheet.filename) for sheet in context.get("css_files", []))]
    context["css_files"] = []


def write(app: Sphinx, out: Path) -> None:
    """When the pages stand: the sheet, and its mark in every page."""
    sheets = dict.fromkeys(getattr(app, "treasury_sheets", []))
    css = "\n".join(_rebased((out / sheet).read_text("utf-8"), Path(sheet).parent.relative_to("_static")) for sheet in sheets)
    pages = [path for path in sorted(out.rglob("*.html")) if "_static" not in path.relative_to(out).parts]
    used = only(css, words(out, pages))
    (out / SHEET).write_text(used, "utf-8")
    stamp = hashlib.sha256(used.encode()).hexdigest()[:8]
    for path in pages:
        text = path.read_text("utf-8")
        path.write_text(_STAMP.sub(stamp, text), "utf-8")


def words(out: Path, pages: list[Path]) -> set[str]:
    """Everything in pages and scripts that may be the name of a class."""
    found: set[str] = set()
    for path in pages:
        text = re.sub(r'<script type="application/json".*?</script>', "", path.read_text("utf-8"), flags=re.DOTALL)
        found.update(re.findall(r"[\w-]+", text))
    for path in out.glob("_static/**/*.js"):
        text = path.read_text("utf-8")
        found.update(re.findall(r"\b(?:vg|vega)-[\w-]+|\bmarks\b", text) if path.name == "vega-bundle.js" else re.findall(r"[\w-]+", text))
    return found | {"custom-theme"}  # of the drawings' hover box; Vega puts the name together


def only(css: str, names: set[str]) -> str:
    """A style sheet without the selectors that need a class which is not among ``names``; licences stay.

    Parameters
    ----------
    css : str
        Style sheet.
    names : set of str
        Classes that pages may have. Classes inside ``:is()``, ``:not()`` and their like are not looked at.
    """
    licences = re.findall(r"/\*!.*?\*/", css, re.DOTALL)
    return "\n".join([*licences, *_kept(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL), names)]) + "\n"


def _kept(css: str, names: set[str]) -> Iterator[str]:
    for head, body in _rules(css):
        if body is None:
            yield f"{head};"
        elif head.startswith(_NESTING):
            inner = "".join(_kept(body, names))
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@"):
            yield f"{head}{{{body}}}"
        else:
            selectors = [selector for selector in re.split(r",(?![^(]*\))", head) if _classes(selector) <= names]
            if selectors:
                yield f"{','.join(selectors)}{{{body.strip()}}}"


def _classes(selector: str) -> set[str]:
    while (plain := re.sub(r"\([^()]*\)|\[[^\]]*\]", "", selector)) != selector:
        selector = plain
    return {name.replace("\\", "") for name in re.findall(r"\.((?:[\w-]|\\.)+)", selector)}


def _rules(css: str) -> Iterator[tuple[str, str | None]]:
    """(what stands before the brace, what stands inside), or (a statement, None)."""
    start, depth, opened = 0, 0, 0
    for token in _TOKEN.finditer(css):
        sign = token[0]
        if sign == "{":
            depth += 1
            opened = token.end() if depth == 1 else opened
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield css[start : opened - 1].strip(), css[opened : token.start()]
                start = token.end()
        elif sign == ";" and depth == 0:
            yield css[start : token.start()].strip(), None
            start = token.end()


def _rebased(css: str, folder: Path) -> str:
    """A sheet whose addresses hold from ``_static/``."""
    return re.sub(r"url\((['\"]?)(?!data:|#)([^)'\"]+)\1\)", lambda m: f"url({m[1]}{(folder / m[2]).as_posix()}{m[1]})", css)
