"""What a table is: its fields, its origin, its terms. The source modules declare tables with these classes;
``data/datapackage.json`` is written from them and ``catalog`` reads only that file.

The layout follows the Frictionless Data Package and Tabular Data Resource specifications; what they do not
name (kind, vintage, unit, known gaps...) is added as custom properties of the resource or the field.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
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
    final : bool
        Whether the file will never change again, so that figures read from it once stand in the table for good; it is not fetched.

    Notes
    -----
    A release that comes in one file a year has ``{year}`` in ``file`` and ``address``.
    """

    file: str
    address: str
    verified: bool = True
    layout: Literal["official", "conversion", "transcription"] = "official"
    final: bool = False

    def of_year(self, year: int | str) -> Release:
        return replace(self, file=self.file.format(year=year), address=self.address.format(year=year))

    def found(self, folder: Path) -> list[Path]:
        """The files of this release in a folder, oldest first: one, or one a year."""
        return sorted(p for p in folder.glob(self.file.format(year="????")) if p.is_file())


@dataclass(frozen=True)
class Due:
    """When the next observation is expected: one ``period`` after the newest one, published ``days`` after its end.

    A day is a weekday; a week is counted from the newest observation.
    """

    period: Literal["day", "week", "month", "quarter", "year"]
    days: int = 0

    def after(self, newest: str) -> dt.date:
        """Date on which the observation after ``newest`` (a date, month or year as the table prints it) should be out."""
        if self.period == "day":
            end = pd.Timestamp(newest) + pd.offsets.BDay(1)
        elif self.period == "week":
            end = pd.Timestamp(newest) + pd.Timedelta(days=7)
        else:
            months = {"month": 1, "quarter": 5, "year": 23}[self.period]  # quarters and years are labelled by their first month
            end = (pd.Period(newest[:7], freq="M") + months).end_time
        return (end + pd.Timedelta(days=self.days)).date()


@dataclass(frozen=True)
class Rules:
    """What a new release may do to the table in place; a release that goes beyond is kept aside.

    Parameters
    ----------
    change : float or mapping of column to float
        Largest change between a new observation and the one before it, in the unit of the column.
    revision : float or mapping of column to float
        Largest revision of an observation in place, in the unit of the column.
    may_empty : int
        How many figures in place a release may withdraw, leaving their cells empty.
    may_go : str
        Rows may only grow, except where this expression over the columns holds, and never a whole period of the first key column.
    records : bool
        Whether the old values of revised cells are kept in the table ``revisions``.
    """

    change: float | Mapping[str, float] = float("inf")
    revision: float | Mapping[str, float] = float("inf")
    may_empty: int = 0
    may_go: str = ""
    records: bool = False

    def limit(self, rule: Literal["change", "revision"], column: str) -> float:
        limits = getattr(self, rule)
        return limits.get(column, float("inf")) if isinstance(limits, Mapping) else limits


@dataclass(frozen=True)
class Table:
    """A table of ``data/`` and everything a reader must know about it.

    ``build`` turns the folder with the releases into the finished frame, columns and order as in ``fields``;
    it is None for curated tables, which are typed by hand and checked like every other table, and for the recorded one, which the update
    itself keeps.
    ``vintage`` is the date of the release the shipped figures come from: an ISO date for a frozen or curated table, otherwise a function
    that reads it from the releases in the folder. ``vintage_note`` says how it is known. ``due`` is the release calendar and ``rules`` what
    a new release may change.
    """

    name: str
    title: str
    description: str
    kind: Literal["parsed", "curated", "recorded"]
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
    due: Due | None = None
    rules: Rules = Rules()
    sort: tuple[str, ...] = ()  # defaults to the primary key

    def field(self, name: str) -> Field:
        return next(f for f in self.fields if f.name == name)
