"""``exhibit``: a chart, or a table, with everything a reader is owed.

In the book the cell emits one string, which ``nodes`` turns into a numbered figure; in JupyterLab and VS Code it emits HTML that draws
the same chart without network.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from .. import catalog
from ..errors import TreasuryCardError
from . import live, pictures, prose, publishing, tables
from .provenance import source_text

EXHIBIT_MIME = "application/vnd.treasury-card.exhibit"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class ExhibitError(TreasuryCardError):
    """An exhibit that lacks what the reader is owed; the message begins with its name."""


def exhibit(
    chart: alt.TopLevelMixin | None,
    *,
    name: str,
    caption: str,
    table: pd.DataFrame,
    tables: Sequence[str],
    description: str = "",
    note: str = "",
    explorer: dict[str, Any] | None = None,
) -> Exhibit:
    """One exhibit of a chapter; make it the last expression of its cell.

    Parameters
    ----------
    chart : altair chart or None
        None shows the table itself.
    name : str
        Lower-case words joined by hyphens, unique in the book; what ``{numref}`` refers to.
    caption : str
        The finding, in one sentence of MyST; may hold ``{glue:text}`` roles of published numbers.
    table : pandas.DataFrame
        The numbers behind the chart, readable, at most 450 rows; offered as CSV in full.
    tables : sequence of str
        Tables of ``data/`` it rests on, for the line of sources and vintages.
    description : str
        What the chart shows, for a reader who cannot see it. Required with a chart; may hold ``{glue:text}`` roles.
    note : str, optional
        MyST shown under the chart, before the sources.
    explorer : dict, optional
        Controls that redraw the chart in the page (``leverage.explorer.definition``). Its ``sets`` name the chart's data sets by columns.

    Raises
    ------
    ExhibitError
        Something is missing, too large, unknown or a bare number; the message begins with the exhibit's name.
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ExhibitError(f"exhibit {name!r}: a name is lower-case words joined by hyphens")
    try:
        return Exhibit(chart, name, caption, table, tuple(tables), description, note, explorer)
    except (ValueError, KeyError, TypeError, TreasuryCardError) as error:
        reason = error.args[0] if error.args else error
        raise ExhibitError(f"exhibit {name!r}: {reason}") from error


class Exhibit:
    """A checked exhibit; Jupyter shows it."""

    def __init__(
        self,
        chart,
        name: str,
        caption: str,
        table: pd.DataFrame,
        tables_used: tuple[str, ...],
        description: str,
        note: str,
        explorer: dict[str, Any] | None = None,
    ) -> None:
        self.name, self.caption, self.note, self.tables = name, caption.strip(), note.strip(), tables_used
        if not self.caption:
            raise ValueError("the caption is missing: one sentence that states the finding")
        if chart is not None and not description.strip():
            raise ValueError("the description is missing: say what the chart shows to a reader who cannot see it")
        if not tables_used:
            raise ValueError("name the tables of data/ it rests on")
        for used in tables_used:
            catalog.describe(used)
        self.frame = table
        self.description = " ".join(publishing.resolve(description).split())
        self.spec = None if chart is None else pictures.spec_of(chart, self.description)
        self.explorer = None if explorer is None else {**explorer, "sets": pictures.sets_by_columns(self.spec, explorer["sets"])}
        for part, text in (
            ("caption", caption),
            ("description", description),
            ("note", note),
            *(("title", t) for t in pictures.titles(self.spec)),
        ):
            publishing.resolve(text)
            for finding in prose.bare_numbers(text):
                raise ValueError(f"{part}: {finding}")
        self.plain_caption = plain(publishing.resolve(self.caption))
        self.table_html = tables.to_html(table, f"Numbers of: {self.plain_caption}")
        self.csv = tables.to_csv(table)

    def __repr__(self) -> str:
        return f"{self.plain_caption}\n{self.description}".strip()

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        if publishing.in_book():
            return {EXHIBIT_MIME: self._payload(), "text/plain": repr(self)}
        still = None if self.spec is None else base64.b64encode(pictures.still(self.spec)).decode("ascii")
        parts = {"text/plain": repr(self), "text/html": self._html(still)}
        return parts if still is None else {**parts, "image/png": still}

    def _payload(self) -> str:
        """What the page needs, as one string: notebooks copy a dict value by value, which costs seconds."""
        got: dict[str, Any] = {
            "name": self.name,
            "caption": self.caption,
            "plain_caption": self.plain_caption,
            "description": self.description,
            "note": self.note,
            "tables": list(self.tables),
            "table_html": self.table_html,
            "csv": self.csv,
        }
        if self.spec is not None:
            spec = dict(self.spec)
            got["png"] = base64.b64encode(pictures.still(spec)).decode("ascii")
            got["data"] = {key: pictures.columns(rows) for key, rows in spec.pop("datasets", {}).items()}
            got["spec"] = spec
        if self.explorer is not None:
            got["explorer"] = self.explorer
        return json.dumps(got, separators=(",", ":"), sort_keys=True, ensure_ascii=False)

    def _html(self, still: str | None) -> str:
        picture = "" if still is None else live.drawing(pictures.standalone(self.spec), still, self.description)
        shown = self.table_html if self.spec is None else f"<details><summary>Show the numbers</summary>{self.table_html}</details>"
        note = f"<p>{html.escape(plain(publishing.resolve(self.note)))}</p>" if self.note else ""
        return (
            f"<div {publishing.NO_MATHS}><p><strong>{html.escape(self.plain_caption)}</strong></p>{picture}{note}"
            f"<p><small>{html.escape(source_text(self.tables))}</small></p>{shown}</div>"
        )


def plain(myst: str) -> str:
    """MyST text without its marks."""
    text = re.sub(r"\{[\w:-]+\}`([^`<]*?)(?:\s*<[^>]*>)?`", r"\1", myst)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(re.sub(r"[*_`]{1,3}(?=\S)(.+?)(?<=\S)[*_`]{1,3}", r"\1", text).split())
