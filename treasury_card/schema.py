"""What a table is: its fields, its origin, its terms. The source modules declare tables with these classes;
``data/datapackage.json`` is written from them and ``catalog`` reads only that file.

The layout follows the Frictionless Data Package and Tabular Data Resource specifications; what they do not
name (kind, vintage, unit, known gaps...) is added as custom properties of the resource or the field.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

FieldType = Literal["date", "yearmonth", "datetime", "integer", "number", "string", "boolean"]


@dataclass(frozen=True)
class Field:
    """One column. ``unit`` is spelled out in words; ``required`` means never empty."""

    name: str
    type: FieldType
    description: str
    unit: str = ""
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    enum: tuple[str, ...] = ()


@dataclass(frozen=True)
class Release:
    """An official file.

    Parameters
    ----------
    file : str
        Path below the folder given to ``update --from``, for example ``tic/slt_table3.txt``.
    address : str
        Official address of the file, or of the page that carries it.
    verified : bool
        Whether the address is documented as the one that answers; if not, the catalogue says so.
    layout : {"official", "conversion", "transcription"}
        ``official``: the agency's own layout. ``conversion``: the agency's figures in a converted layout.
        ``transcription``: figures copied by hand from a publication.
    """

    file: str
    address: str
    verified: bool = True
    layout: Literal["official", "conversion", "transcription"] = "official"


@dataclass(frozen=True)
class Table:
    """A table of ``data/`` and everything a reader must know about it.

    ``build`` turns the folder with the releases into the finished frame, columns and order as in ``fields``;
    it is None for curated tables, which are typed by hand and checked like every other table.
    ``vintage`` is the date of the release the shipped figures come from: an ISO date for a frozen or curated table, otherwise a function
    that reads it from the releases in the folder. ``vintage_note`` says how it is known.
    """

    name: str
    title: str
    description: str
    kind: Literal["parsed", "curated", "computed"]
    agency: str
    release: str
    terms: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    releases: tuple[Release, ...] = ()
    build: Callable[[Path], pd.DataFrame] | None = None
    vintage: str | Callable[[Path], str] = ""
    vintage_note: str = ""
    update: Literal["automatic", "manual", "frozen"] = "manual"
    gaps: tuple[str, ...] = ()
    frequency: str = ""
    sort: tuple[str, ...] = ()  # defaults to the primary key

    def field(self, name: str) -> Field:
        return next(f for f in self.fields if f.name == name)
