"""``{data-catalogue}`` and ``{data-archive}``: every table of ``data/`` with its source, vintage, terms, columns, gaps and download."""

from __future__ import annotations

import html
import re
from typing import Any

from docutils import nodes as docutils_nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from .. import catalog
from ..paths import DATA
from .nodes import root_of
from .provenance import anchor, day
from .tables import markup

KINDS = {
    "parsed": "parsed from the official release",
    "curated": "typed from documents, each row with its source",
    "recorded": "recorded by the update, which keeps what a release changed",
}


class data_files(docutils_nodes.General, docutils_nodes.Element):
    """Links to the downloads; their path depends on the page."""


class DataCatalogue(SphinxDirective):
    """Renders ``data/datapackage.json`` by nested parsing, so that headings, anchors and links are the book's own."""

    has_content = False

    def run(self) -> list[docutils_nodes.Node]:
        self.env.note_dependency(str(DATA / catalog.DESCRIPTOR))
        holder = docutils_nodes.section()
        holder.document = self.state.document
        for name in catalog.tables():
            entry = catalog.describe(name)
            self.state.nested_parse(
                StringList(_text(entry).splitlines(), source=self.env.docname), self.content_offset, holder, match_titles=True
            )
        return holder.children


class DataArchive(SphinxDirective):
    """Link to the archive of all tables."""

    def run(self) -> list[docutils_nodes.Node]:
        return [docutils_nodes.paragraph("", "", data_files(path="data.zip", text="All tables in one archive (data.zip)"))]


def _text(entry: dict[str, Any]) -> str:
    """MyST of one table."""
    name = entry["name"]
    lines = [f"({anchor(name)})=", f"## {_plain(entry['title'])}", "", _plain(entry["description"]), ""]
    facts = {
        "Table": f"`{name}`",
        "Kind": KINDS[entry["kind"]],
        "Agency": _plain(entry["agency"]),
        "Release": _plain(entry["release"]),
        "Address": _addresses(entry),
        "Vintage": f"{day(entry['vintage'])}. {_plain(entry['vintage_note'])}",
        "Rows": f"{entry['rows']:,}",
        "Frequency": entry.get("frequency", ""),
        "Next release": f"expected about {day(entry['next_due'])}" if "next_due" in entry else "",
        "Updated": {"automatic": "automatically", "manual": "by hand", "frozen": "never: frozen"}.get(entry.get("update", ""), ""),
        "Terms": entry["terms"],
        "Known gaps": _plain(" ".join(entry.get("gaps", []))),
        "Checksum": f"`{entry['hash']}`",
    }
    lines += ["```{list-table}", ":class: facts", ":widths: 1 5", ""]
    for term, text in facts.items():
        if text:
            lines += [f"* - {term}", f"  - {text}"]
    lines += ["```", "", "```{data-columns} " + name, "```", ""]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Dollar signs, stars and braces of a description are no mathematics, emphasis or roles."""
    return re.sub(r"([$*{}<>])", r"\\\1", " ".join(text.split()))


def _addresses(entry: dict[str, Any]) -> str:
    shown = []
    for source in entry.get("sources", []):
        address = source.get("path", "")
        if address:
            shown.append(f"<{address}>" + ("" if source.get("verified", True) else " (address not verified)"))
    return ", ".join(dict.fromkeys(shown))


class data_columns(docutils_nodes.General, docutils_nodes.Element):
    """Columns of one table."""


class DataColumns(SphinxDirective):
    """Columns of a table, folded, and its download."""

    required_arguments = 1

    def run(self) -> list[docutils_nodes.Node]:
        return [data_columns(name=self.arguments[0], entry=catalog.describe(self.arguments[0]))]


def _visit_columns(self, node: data_columns) -> None:
    entry = node["entry"]
    key = set(entry["schema"]["primaryKey"])
    rows = [
        (
            f"<code>{field['name']}</code>{' (key)' if field['name'] in key else ''}",
            field["type"],
            html.escape(field.get("unit", "")),
            html.escape(field.get("description", "")),
        )
        for field in entry["schema"]["fields"]
    ]
    columns = markup(["Column", "Type", "Unit", "Meaning"], rows, f"Columns of {node['name']}")
    self.body.append(
        f'<details class="numbers"><summary>Columns</summary>\n{columns}</details>\n'
        f'<p class="downloads">Download: <a href="{root_of(self)}data/{entry["path"]}" download>{entry["path"]}</a></p>\n'
    )
    raise docutils_nodes.SkipNode


def _visit_files(self, node: data_files) -> None:
    self.body.append(f'<a class="archive" href="{root_of(self)}{node["path"]}" download>{node["text"]}</a>')
    raise docutils_nodes.SkipNode


def setup(app) -> None:
    app.add_node(data_files, html=(_visit_files, None))
    app.add_node(data_columns, html=(_visit_columns, None))
    app.add_directive("data-catalogue", DataCatalogue)
    app.add_directive("data-archive", DataArchive)
    app.add_directive("data-columns", DataColumns)
