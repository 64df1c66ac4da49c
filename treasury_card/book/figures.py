"""From what an exhibit's cell emitted to a numbered figure of the page."""

from __future__ import annotations

import base64
import json
import struct
from typing import Any, ClassVar

from docutils import nodes as docutils_nodes

from . import claim_cards, explorer, nodes
from .exhibits import EXHIBIT_MIME
from .pictures import STILL_SCALE
from .provenance import CATALOGUE_PAGE, source_line, source_text


class ExhibitMime:
    """myst-nb plugin (entry point group ``myst_nb.mime_renderers``)."""

    mime_priority_overrides: ClassVar = [("*", EXHIBIT_MIME, 1), ("*", claim_cards.CARDS_MIME, 1)]

    @staticmethod
    def handle_mime(renderer, data, inline: bool) -> list[docutils_nodes.Node] | None:
        if data.mime_type == claim_cards.CARDS_MIME:
            return claim_cards.render(renderer, json.loads(data.content), data.line or 0)
        if data.mime_type != EXHIBIT_MIME:
            return None
        return [figure(renderer, json.loads(data.content), data.line or 0)]


def figure(renderer, got: dict[str, Any], line: int) -> nodes.exhibit:
    """The figure node: caption, chart, note, sources, numbers. Files for download are kept in the environment."""
    sphinx, name = renderer.renderer, got["name"]
    document, env = sphinx.document, sphinx.sphinx_env
    node = nodes.exhibit(classes=["exhibit"], names=[name])
    document.note_explicit_target(node, node)
    node += nodes.exhibit_caption("", "", *nodes.inline_myst(sphinx, got["caption"], line))
    png = base64.b64decode(got["png"]) if "png" in got else None
    if "explorer" in got:
        node += nodes.exhibit_controls(html=explorer.controls(name, got["explorer"]))
    if png:
        node += nodes.exhibit_body(
            name=name, description=got["description"], spec=got["spec"], data=_unseen(document, got["data"]), size=_size(png)
        )
    else:
        node += nodes.exhibit_numbers(name=name, table_html=got["table_html"], folded=False, picture=False)
    if got["note"]:
        node += docutils_nodes.paragraph("", "", *nodes.inline_myst(sphinx, got["note"], line), classes=["note-line"])
    linked = CATALOGUE_PAGE in env.found_docs
    source = nodes.inline_myst(sphinx, source_line(got["tables"]), line) if linked else [docutils_nodes.Text(source_text(got["tables"]))]
    node += docutils_nodes.paragraph("", "", *source, classes=["source-line"])
    if png:
        node += nodes.exhibit_numbers(name=name, table_html=got["table_html"], folded=True, picture=True)
    keep(env, env.docname, name, got["csv"], png)
    return node


def keep(env, docname: str, name: str, csv: str, png: bytes | None) -> None:
    """Files of an exhibit, written into the book when it is finished."""
    env.treasury_exhibits.setdefault(docname, {})[name] = (csv, png)


def _unseen(document: docutils_nodes.document, data: dict[str, Any]) -> dict[str, Any]:
    """Each data set once a page."""
    seen = document.attributes.setdefault("treasury_data_seen", [])
    fresh = {key: columns for key, columns in data.items() if key not in seen}
    seen.extend(fresh)
    return fresh


def _size(png: bytes) -> tuple[int, int]:
    """Width and height on the page, out of the picture's header."""
    wide, high = struct.unpack(">II", png[16:24])
    return round(wide / STILL_SCALE), round(high / STILL_SCALE)
