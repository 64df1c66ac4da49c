"""``{data-changes}``: what the last update has changed, in the tables and in the results."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping

import pandas as pd
from docutils import nodes as docutils_nodes
from sphinx.util.docutils import SphinxDirective

from .. import catalog
from ..numbers import UNIT_WORDS, Number
from ..paths import DATA
from .nodes import root_of
from .provenance import day
from .publishing import restore
from .tables import heading, markup

BEFORE = "results_before.json"
LONGEST = 25
NOTHING_BEFORE = (
    "No earlier results are kept: the book has not been updated since it was first published. After the next update, every number of the "
    "book that it has moved stands here, as it was and as it is."
)


class data_changes(docutils_nodes.General, docutils_nodes.Element):
    """What has changed; filled when pages are written, since the numbers of all pages are known only then."""


class DataChanges(SphinxDirective):
    """``tables`` or ``results``: one part of the page "what changed since the last vintage"."""

    required_arguments = 1

    def run(self) -> list[docutils_nodes.Node]:
        return [data_changes(part=self.arguments[0])]


def revised(revisions: pd.DataFrame) -> str:
    """HTML: for each table the newest vintage that revised it, with the largest revisions of each column.

    Parameters
    ----------
    revisions : DataFrame
        The table ``revisions``.
    """
    parts = []
    for table, rows in revisions.groupby("table", sort=True):
        rows = rows[rows["vintage_new"] == rows["vintage_new"].max()]
        withdrawn = int(rows["new"].isna().sum())
        rows = rows.assign(size=(rows["new"] - rows["old"]).abs()).sort_values(["size", "key"], ascending=[False, True], kind="stable")
        first, last = (day(str(rows[c].iloc[0].date())) for c in ("vintage_old", "vintage_new"))
        parts.append(
            f"<p><code>{html.escape(table)}</code>: the vintage of {last} against that of {first}: {len(rows) - withdrawn} revised"
            + (f", {withdrawn} withdrawn" if withdrawn else "")
            + (f"; the largest {LONGEST} are listed" if len(rows) > LONGEST else "")
            + ".</p>"
        )
        shown = rows.head(LONGEST)
        decimals = _decimals(pd.concat([shown["old"], shown["new"]]).dropna())
        cells = (
            [
                html.escape(r.key.removesuffix("|false").replace("|", ", ")),
                html.escape(heading(r.column)),
                _figure(r.old, decimals),
                _figure(r.new, decimals),
                _figure(r.new - r.old, decimals, sign=True),
            ]
            for r in shown.itertuples()
        )
        header = ["Row", "Column", "Before", "Now", "Difference"]
        parts.append(markup(header, cells, f"Revised figures of {table}", ["t", "", "n", "n", "n"]))
    return "\n".join(parts) or "<p>No release has revised a figure since the record began.</p>"


def moved(before: Mapping | None, numbers: Mapping[str, Number], vintages: Mapping[str, str]) -> str:
    """HTML: the named numbers that differ from those of the build before the last update.

    Parameters
    ----------
    before : mapping or None
        ``data/results_before.json``: ``numbers`` (key -> value, unit, decimals) and ``vintages`` (table -> ISO date).
    numbers : mapping of str to Number
        All numbers of this build.
    vintages : mapping of str to str
        Vintage of every table of this build.
    """
    if before is None:
        return f"<p>{NOTHING_BEFORE}</p>"
    newer = [[_code(t), day(before["vintages"][t]), day(v)] for t, v in sorted(vintages.items()) if before["vintages"].get(t, v) != v]
    rows = []
    for key, number in sorted(numbers.items()):
        old = before["numbers"].get(key)
        if old is None or (old["value"], old["unit"]) == (number.value, number.unit):
            continue
        was = Number(key, old["value"], old["unit"], number.tables, old["decimals"])
        if was.text() != number.text():
            rows.append([_code(key), html.escape(was.text()), html.escape(number.text()), html.escape(UNIT_WORDS[number.unit])])
    compared = sum(key in before["numbers"] for key in numbers)
    parts = [f"<p>Of {compared:,} numbers that were in the book before the last update, {len(rows):,} read differently now.</p>"]
    if newer:
        parts.append(markup(["Table", "Before", "Now"], newer, "Tables with a newer vintage"))
    if rows:
        parts.append(markup(["Key", "Before", "Now", "Unit"], rows, "Numbers that read differently", ["", "n", "n", ""]))
    return "\n".join(parts)


def _code(name: str) -> str:
    return f"<code>{html.escape(name)}</code>"


def _decimals(figures: pd.Series) -> int:
    """Decimals of the figure that has most."""
    return max((len(f"{value:.10g}".partition(".")[2]) for value in figures), default=0)


def _figure(value: float, decimals: int, *, sign: bool = False) -> str:
    if pd.isna(value):
        return "" if sign else "withdrawn"
    return f"{value:{'+' if sign else ''},.{decimals}f}".replace("-", "\N{MINUS SIGN}")


def _visit(self, node: data_changes) -> None:
    if node["part"] == "tables":
        self.body.append(revised(catalog.load("revisions")))
        self.body.append(f'<p class="downloads">Download: <a href="{root_of(self)}data/revisions.csv" download>revisions.csv</a></p>\n')
        raise docutils_nodes.SkipNode
    path = DATA / BEFORE
    before = json.loads(path.read_text("utf-8")) if path.exists() else None
    numbers = {k: restore(text) for page in self.builder.env.treasury_numbers.values() for k, text in page.items()}
    self.body.append(moved(before, numbers, {name: catalog.vintage(name) for name in catalog.tables()}))
    raise docutils_nodes.SkipNode


def setup(app) -> None:
    app.add_node(data_changes, html=(_visit, None))
    app.add_directive("data-changes", DataChanges)
