"""What stands around a page's text: its description for those who link to it, a notice when its data are overdue, a place for errors."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from docutils import nodes as docutils_nodes
from sphinx.application import Sphinx

from .. import catalog
from . import claim_review
from .provenance import CATALOGUE_PAGE, book_vintage, day
from .publishing import restore

SLOW = ("monthly", "quarterly", "yearly")  # a daily series has ended before the page is opened: that is no delay
LENGTH = 200  # letters of a description
# The same words on every page: a Content-Security-Policy needs one hash for them.
CLOCK = 'if(new Date().toISOString().slice(0,10)>document.currentScript.dataset.due)document.documentElement.dataset.stale=""'


def page(app: Sphinx, pagename: str, context: dict[str, Any], doctree: docutils_nodes.document | None) -> None:
    """At html-page-context, for pages with a text."""
    if doctree is None:
        return
    due = next_due(tables_of(app, pagename))
    context["metatags"] = context.get("metatags", "") + _tags(app, pagename, context, doctree) + (_clock(due[0]) if due else "")
    notice = _notice(app, context, *due) if due else ""
    context["body"] = notice + context.get("body", "") + _report(app, pagename)


def next_due(tables: Iterable[str]) -> tuple[str, str] | None:
    """Day on which the first of some tables is due anew, and its release; None where nothing is due."""
    entries = [catalog.describe(table) for table in tables]
    due = [(e["next_due"], e["release"]) for e in entries if e.get("next_due") and e.get("frequency", "").startswith(SLOW)]
    return min(due, default=None)


def tables_of(app: Sphinx, pagename: str) -> list[str]:
    """Tables behind the figures that a page shows. How old the book's data are (``book.``) rests on them all and is none of these."""
    numbers = app.env.treasury_numbers.get(pagename, {})
    shown = [key for key in app.env.treasury_shown.get(pagename, {}) if not key.startswith("book.")]
    return sorted({table for key in shown for table in restore(numbers[key]).tables})


def summary(doctree: docutils_nodes.document) -> str:
    """Beginning of the first paragraph, cut at a word."""
    for paragraph in doctree.findall(docutils_nodes.paragraph):
        text = " ".join(paragraph.astext().split())
        if len(text) > 40:
            return text if len(text) <= LENGTH else text[:LENGTH].rsplit(" ", 1)[0] + " …"
    return ""


def _tags(app: Sphinx, pagename: str, context: dict[str, Any], doctree: docutils_nodes.document) -> str:
    """Description, OpenGraph (picture: the first chart of the page, else of the book) and the claims that the page reviews."""
    title = html.unescape(re.sub(r"<[^>]+>", "", context.get("title", "")))
    tags = {"og:type": "article", "og:site_name": app.config.html_title, "og:title": title, "og:description": summary(doctree)}
    drawn = [*app.env.treasury_exhibits.get(pagename, {}).items()]
    drawn += [item for docname in sorted(app.env.treasury_exhibits) for item in app.env.treasury_exhibits[docname].items()]
    picture = next((name for name, (_, png) in drawn if png), None)
    tags["og:url"] = f"{app.config.html_baseurl}{pagename}.html"
    if picture:
        tags["og:image"] = f"{app.config.html_baseurl}exhibits/{picture}.png"
    lines = [f'<meta name="description" content="{html.escape(tags["og:description"], quote=True)}">']
    lines += [f'<meta property="{name}" content="{html.escape(text, quote=True)}">' for name, text in tags.items() if text]
    if claims := app.env.treasury_claims.get(pagename):
        lines.append(claim_review.script(claim_review.reviews(claims, tags["og:url"], app.config.author, book_vintage())))
    return "\n" + "\n".join(lines) + "\n"


def _clock(due: str) -> str:
    """The build knows no today: the reader's calendar decides, before the text is shown, so that nothing moves."""
    return f'<script data-due="{due}">{CLOCK}</script>\n'


def _notice(app: Sphinx, context: dict[str, Any], due: str, release: str) -> str:
    """Since when newer figures are due; seen when that day has passed."""
    catalogue = context["pathto"](CATALOGUE_PAGE) if CATALOGUE_PAGE in app.env.found_docs else None
    where = f' <a href="{catalogue}">The data</a> says what is how old.' if catalogue else ""
    return (
        f'<p class="stale" role="note">Newer figures than some on this page have been due since {day(due)} '
        f"({html.escape(release)}). Every number names the vintage that it rests on.{where}</p>\n"
    )


def _report(app: Sphinx, pagename: str) -> str:
    repository = app.config.html_theme_options.get("repository_url")
    if not repository:
        return ""
    address = f"{repository}/issues/new?title={quote(f'Error on {pagename}')}"
    return (
        f'<p class="report">A figure, a word or a chart is wrong? <a href="{html.escape(address)}">Report an error on this page</a>.</p>\n'
    )
