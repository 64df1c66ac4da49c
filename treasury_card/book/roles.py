"""``{glue:text}`` shows named numbers, written in their unit, and says where they come from."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from docutils import nodes as docutils_nodes
from myst_nb.ext.utils import RoleBase
from sphinx.util import logging

from ..numbers import UNIT_WORDS, Number
from . import nodes
from .provenance import newest_vintage
from .publishing import lookup, restore, split_reference, unpack

logger = logging.getLogger(__name__)
_read: WeakKeyDictionary = WeakKeyDictionary()  # notebook -> its numbers: a thousand roles ask for them


class NumberRole(RoleBase):
    """``{glue:text}`key``` or ``{glue:text}`key:style```."""

    def run(self) -> tuple[list[docutils_nodes.Node], list[docutils_nodes.system_message]]:
        numbers = published(self.document)
        try:
            text = lookup(numbers, self.text)
        except (KeyError, ValueError) as error:
            docname = self.document.settings.env.docname
            logger.warning(f"{{glue:text}}`{self.text}`: {error.args[0]} [{place(docname, self.line)}]", location=(docname, self.line))
            return [], []
        key, _ = split_reference(self.text)
        node = nodes.number(self.rawtext, text, key=key, origin=origin(numbers[key]))
        self.set_source_info(node)
        return [node], []


def published(document: docutils_nodes.document) -> dict[str, Number]:
    """The named numbers of the notebook that is being read."""
    if "nb_renderer" not in document:
        return {}
    notebook = document["nb_renderer"].renderer.nb_client
    if notebook not in _read:
        _read[notebook] = {key: restore(text) for key, text in unpack(notebook.glue_data).items()}
    return _read[notebook]


def origin(number: Number) -> str:
    """What hovering shows: key, unit, tables, vintage."""
    parts = [number.key, UNIT_WORDS[number.unit], ", ".join(number.tables), f"vintage {newest_vintage(number.tables)}"]
    return " · ".join(part for part in parts if part)


def place(docname: str, line: int | None) -> str:
    """myst-nb counts 10,000 lines a cell: say cell and line instead."""
    if line and line >= 10_000:
        return f"{docname}, cell {line // 10_000}, line {line % 10_000}"
    return f"{docname}, line {line}"
