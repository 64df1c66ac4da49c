"""The one table that the update itself keeps: every figure of TIC that a later release has revised or withdrawn."""

from __future__ import annotations

from ..schema import Field, Table
from . import tic

REVISIONS = Table(
    name="revisions",
    title="Figures of TIC that later releases have revised",
    description=(
        "One row a figure and revision: what the table said before and after. With it, a table can be read as it was known at an earlier "
        "vintage. The update appends to it; nothing is taken out. It begins with the Major Foreign Holders file of 18 May 2026 against "
        "that of 18 March 2026; what was printed first, before, stands in tic_first_prints and tic_release_flows."
    ),
    kind="recorded",
    agency=tic.AGENCY,
    release="TIC releases, successive vintages",
    terms=tic.TERMS,
    fields=(
        Field("table", "string", "Table of this book", required=True),
        Field("key", "string", "Primary key of the row, parts joined by |", required=True),
        Field("column", "string", "Column, which names the unit", required=True),
        Field("old", "number", "Figure before", required=True),
        Field("new", "number", "Figure after; empty where it was withdrawn"),
        Field("vintage_old", "date", "Vintage of the figure before", required=True),
        Field("vintage_new", "date", "Vintage of the figure after", required=True),
    ),
    primary_key=("table", "key", "column", "vintage_new"),
    sort=("vintage_new", "table", "key", "column"),
    vintage_note="The newest vintage that has revised a figure.",
    update="automatic",
    frequency="with every release of TIC",
    gaps=("Vintages between two updates of this book are not seen.",),
)

TABLES: tuple[Table, ...] = (REVISIONS,)
