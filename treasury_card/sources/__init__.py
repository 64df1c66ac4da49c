"""The tables of the book, declared one module an agency; each module has the parsers of its releases and ``TABLES``.

``ALL`` lists them in the order of ``data/datapackage.json`` and of the catalogue page.
"""

from __future__ import annotations

import difflib

from ..errors import DataError
from ..schema import Table
from . import boj, curated, ecb, fed_staff, fiscal_data, fred, market, mof_japan, nyfed, recorded, tic

MODULES = (tic, recorded, fed_staff, fred, nyfed, fiscal_data, mof_japan, ecb, boj, market, curated)

ALL: tuple[Table, ...] = tuple(table for module in MODULES for table in module.TABLES)


def table(name: str) -> Table:
    """The declaration of one table; an unknown name raises and suggests the nearest."""
    for declared in ALL:
        if declared.name == name:
            return declared
    near = difflib.get_close_matches(name, [t.name for t in ALL], n=1)
    known = f"the nearest is {near[0]!r}" if near else "`update --dry-run` lists them"
    raise DataError(name, "no such table", expected=f"a declared table, {known}")
