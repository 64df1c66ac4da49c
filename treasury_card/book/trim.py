"""What the theme ships and the book does not: Font Awesome, source maps, inline handlers.

Icons are drawn in ``_static/icons.css``. ``_templates/`` replaces the three templates that load or carry what is left out.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from . import bundles, head

_UNUSED = [
    "_static/scripts/fontawesome.js",
    "_static/scripts/fontawesome.js.LICENSE.txt",
    "_static/webpack-macros.html",
    "_static/sbt-webpack-macros.html",
    "_static/locales",
    ".buildinfo",  # holds absolute paths
]


def page(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree) -> None:
    """At html-page-context: one style sheet, one script, and the header's buttons."""
    bundles.page(app, pagename, context)
    body = context.get("body") or ""
    if body:  # docutils marks bibliographies as lists without items
        context["body"] = body.replace('<div role="list" class="citation-list">', '<div class="citation-list">').replace(
            ' role="doc-biblioentry"', ""
        )
    head.page(app, pagename, context, doctree)
    if "header_buttons" in context:
        context["header_buttons"] = _buttons(app, pagename, context)


def _buttons(app: Sphinx, pagename: str, context: dict[str, Any]) -> list[dict[str, str]]:
    pathto = context["pathto"]
    buttons = []
    if "kernelspec" in app.env.metadata.get(pagename, {}):
        buttons.append(
            {
                "type": "link",
                "url": f"{pathto('_sources', 1)}/{pagename}.ipynb",
                "tooltip": "Download this page as an executed notebook",
                "icon": "fas fa-download",
                "label": "download-notebook",
            }
        )
    buttons.append({"type": "javascript", "javascript": "print", "tooltip": "Print this page", "icon": "fas fa-print", "label": "print"})
    repository = app.config.html_theme_options.get("repository_url")
    if repository:
        buttons.append({"type": "link", "url": repository, "tooltip": "Source repository", "icon": "fab fa-github", "label": "repository"})
    return buttons


def files(out: Path) -> None:
    """At build-finished: files that no page loads, and the rules for them."""
    for name in _UNUSED:
        target = out / name
        shutil.rmtree(target) if target.is_dir() else target.unlink(missing_ok=True)
    for pattern in ("_static/**/*.map", "_static/vendor/fontawesome", "_static/images/logo_*"):
        for target in sorted(out.glob(pattern)):
            shutil.rmtree(target) if target.is_dir() else target.unlink()
    for script in (out / "_static" / "scripts").glob("*.js"):
        script.write_text(re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "\n", script.read_text("utf-8")), "utf-8")
    for sheet in (out / "_static" / "styles").glob("*.css"):
        sheet.write_text(without_icon_font(sheet.read_text("utf-8")), "utf-8")


def without_icon_font(css: str) -> str:
    """A style sheet without Font Awesome's own rules and without its source map."""
    css = re.sub(r"/\*# sourceMappingURL=\S+ \*/", "", css)
    css = re.sub(r"@font-face\{[^}]*(?:Font ?Awesome|fa-(?:solid|brands|regular))[^}]*\}", "", css)
    css = re.sub(r"@(?:-webkit-)?keyframes fa-[\w-]+\{(?:[^{}]*\{[^{}]*\})*\}", "", css)
    return re.sub(r"(?<=[}])((?:[^{},@]*,)*[^{},@]*)\{([^{}]*)\}", _rule, css)


def _rule(match: re.Match) -> str:
    selectors = match[1].split(",")
    own = re.compile(r"\.fa(?:[bdlrs]|-[\w-]+)?(?:::?[\w-]+)?\Z")
    kept = [s for s in selectors if not own.fullmatch(s.strip())]
    return f"{','.join(kept)}{{{match[2]}}}" if kept else ""
