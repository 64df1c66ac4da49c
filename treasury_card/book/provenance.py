"""Where an exhibit's data come from: one line of sources with vintages, out of the catalogue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from .. import catalog

CATALOGUE_PAGE = "chapters/appendix_data"


def anchor(table: str) -> str:
    """Label of a table on the catalogue page."""
    return f"table-{table}"


def day(iso: str) -> str:
    """``2026-08-17`` -> ``17 August 2026``; a month or a year stays as coarse as it is."""
    for form, shown in (("%Y-%m-%d", "{0.day} {0:%B %Y}"), ("%Y-%m", "{0:%B %Y}")):
        try:
            return shown.format(dt.datetime.strptime(iso, form))
        except ValueError:
            continue
    return iso


def origins(tables: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """(text, vintage, first table) for each distinct release behind the tables."""
    seen: dict[tuple[str, str, str], str] = {}
    for table in tables:
        entry = catalog.describe(table)
        seen.setdefault((entry["agency"], entry["release"], entry["vintage"]), table)
    for (agency, release, vintage), table in seen.items():
        named = release if release.startswith(agency) else f"{agency}, {release}"
        yield named, vintage, table


def source_line(tables: Iterable[str]) -> str:
    """MyST: the sources, each linked to the catalogue page, with the vintage of its figures."""
    parts = [f"{{ref}}`{_escape(text)} <{anchor(table)}>`, vintage {day(vintage)}" for text, vintage, table in origins(tables)]
    return f"Source{'s' if len(parts) > 1 else ''}: " + "; ".join(parts) + "."


def source_text(tables: Iterable[str]) -> str:
    """The same line as plain text."""
    parts = [f"{text}, vintage {day(vintage)}" for text, vintage, _ in origins(tables)]
    return f"Source{'s' if len(parts) > 1 else ''}: " + "; ".join(parts) + "."


def newest_vintage(tables: Iterable[str]) -> str:
    """The youngest vintage among tables."""
    return max(catalog.vintage(table) for table in tables)


def book_vintage() -> str:
    """The youngest vintage among the releases that the book reads."""
    return newest_vintage(name for name in catalog.tables() if catalog.describe(name)["kind"] == "parsed")


def _escape(text: str) -> str:
    return text.replace("`", "'").replace("<", "(").replace(">", ")")
