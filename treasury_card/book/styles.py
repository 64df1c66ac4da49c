"""One style sheet for all pages: what the theme and the book bring, in their order.

Else a phone asks for eight sheets, one after the other, before it shows a word.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

SHEET = "_static/styles.css"
_FIRST = "_static/styles/pydata-sphinx-theme.css"  # the theme names it in its template, not in the list
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
    (out / SHEET).write_text(css, "utf-8")
    stamp = hashlib.sha256(css.encode()).hexdigest()[:8]
    for path in pages:
        text = path.read_text("utf-8")
        path.write_text(_STAMP.sub(stamp, text), "utf-8")


def _rebased(css: str, folder: Path) -> str:
    """A sheet whose addresses hold from ``_static/``."""
    return re.sub(r"url\((['\"]?)(?!data:|#)([^)'\"]+)\1\)", lambda m: f"url({m[1]}{(folder / m[2]).as_posix()}{m[1]})", css)
