"""One style sheet and one script for all pages: what theme, extensions and book bring, in their order.

Else a phone asks for eight sheets and ten scripts before it shows a word. The search page keeps its scripts apart: some run at once.
Of the sheets that others ship only the rules are left that a page can use: less than half of the bytes before the first word.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from . import live, purge

SHEET, SCRIPT = "_static/styles.css", "_static/scripts.js"
SCRIPTS = (
    "documentation_options.js",
    "doctools.js",
    "sphinx_highlight.js",
    "clipboard.min.js",
    "copybutton.js",
    "design-tabs.js",
    "scripts/sphinx-book-theme.js",
    "page.js",
    "charts.js",
    "explorer.js",
    "scripts/bootstrap.js",
    "scripts/pydata-sphinx-theme.js",
)
_FIRST = "_static/styles/pydata-sphinx-theme.css"  # the theme names it in its template, not in the list
_SEARCH = ("searchtools.js", "language_data.js")  # of the search page alone
_OWN = ("_static/book.css", "_static/icons.css")  # charts and explorer make elements that no page has yet


def page(app: Sphinx, pagename: str, context: dict[str, Any]) -> None:
    """Take the page's sheets and scripts; ``_templates/`` names what stands for them, with a mark that ``write`` enters.

    Scripts without a file are left out: they hold settings of extensions, and a Content-Security-Policy would need a hash for each.
    """
    app.treasury_sheets = [_FIRST, *(str(sheet.filename) for sheet in context.get("css_files", []))]
    context["css_files"] = []
    files = [script for script in context.get("script_files", []) if getattr(script, "filename", None)]
    if pagename != "search":
        files = [script for script in files if str(script.filename).removeprefix("_static/") not in SCRIPTS]
        context["vega_bundle"] = f"vega-bundle.js?v={live.STAMP}"
    context["script_files"] = files


def write(app: Sphinx, out: Path) -> None:
    """When the pages stand: sheet and script, and the marks of their content in every page."""
    pages = {path: path.read_text("utf-8") for path in sorted(out.rglob("*.html")) if "_static" not in path.relative_to(out).parts}
    scripts = {name: path.read_text("utf-8") for name in (*SCRIPTS, *_SEARCH) if (path := out / "_static" / name).exists()}
    script = "\n;".join(text for name, text in scripts.items() if name in SCRIPTS)
    usable = purge.usable(pages.values(), scripts.values())
    css = "\n".join(_sheet(out, name, usable) for name in dict.fromkeys(getattr(app, "treasury_sheets", [])))
    for name, content in ((SHEET, css), (SCRIPT, script)):
        (out / name).write_text(content, "utf-8")
        stamp = hashlib.sha256(content.encode()).hexdigest()[:8]
        pages = {path: re.sub(rf"(?<=/{Path(name).name}\?v=)[0-9a-f]{{8}}", stamp, text) for path, text in pages.items()}
    for path, text in pages.items():
        path.write_text(text, "utf-8")


def _sheet(out: Path, name: str, usable: Callable[[str], bool]) -> str:
    css = (out / name).read_text("utf-8")
    return _rebased(css if name in _OWN else purge.purged(css, usable), Path(name).parent.relative_to("_static"))


def _rebased(css: str, folder: Path) -> str:
    """A sheet whose addresses hold from ``_static/``."""
    return re.sub(r"url\((['\"]?)(?!data:|#)([^)'\"]+)\1\)", lambda m: f"url({m[1]}{(folder / m[2]).as_posix()}{m[1]})", css)
