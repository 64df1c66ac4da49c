"""Bring the parsed tables up to date from official releases.

An update is a folder of releases, laid out as ``Release.file`` of the declarations says, and :func:`update` over it. How the releases come
into the folder is no matter of this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from . import catalog, sources, store
from .errors import DataError
from .paths import DATA
from .schema import Table


@dataclass(frozen=True)
class Outcome:
    """What became of one table: ``unchanged``, ``written``, ``skipped`` (its releases are not there) or ``failed``."""

    table: str
    state: str
    message: str

    def __str__(self) -> str:
        return f"{self.state:9s} {self.table}: {self.message}"


def update(folder: Path, names: Sequence[str] = (), data: Path = DATA) -> list[Outcome]:
    """Write parsed tables from the releases in ``folder``.

    Parameters
    ----------
    folder : Path
        Releases, each at the path of its ``Release.file``.
    names : sequence of str
        Tables to write; all parsed tables if empty. A named table is always written and fails where one of its releases is missing; an
        unnamed one is skipped then, and also where it is frozen and already in place.

    Returns
    -------
    list of Outcome
        One a table. A table that fails leaves its old CSV and entry alone; the others are still written.
    """
    chosen = [sources.table(name) for name in names] or [t for t in sources.ALL if t.build is not None]
    outcomes = [_one(table, folder, bool(names), data) for table in chosen]
    store.arrange([t.name for t in sources.ALL], data)
    return outcomes


def seal(names: Sequence[str] = (), data: Path = DATA) -> list[Outcome]:
    """Enter curated tables after an edit by hand; all curated tables if none is named."""
    chosen = [sources.table(name) for name in names] or [t for t in sources.ALL if t.kind == "curated"]
    outcomes = []
    for table in chosen:
        try:
            outcomes.append(Outcome(table.name, "written", f"{len(store.seal(table, data))} rows, vintage {table.vintage}"))
        except DataError as error:
            outcomes.append(Outcome(table.name, "failed", str(error)))
    store.arrange([t.name for t in sources.ALL], data)
    return outcomes


def _one(table: Table, folder: Path, named: bool, data: Path) -> Outcome:
    if table.build is None:
        return Outcome(table.name, "failed", f"a {table.kind} table is not written from releases")
    if table.update == "frozen" and not named and _intact(table, data):
        return Outcome(table.name, "unchanged", f"frozen, vintage {catalog.vintage(table.name, data)}")
    absent = [r.file for r in table.releases if not (folder / r.file).is_file()]
    if absent:
        return Outcome(table.name, "failed" if named else "skipped", f"{', '.join(absent)} not found in {folder}")
    try:
        frame = table.build(folder)
        vintage = table.vintage if isinstance(table.vintage, str) else table.vintage(folder)
        before = _entry(table.name, data)
        frame = store.write(frame, table, vintage, data)
    except DataError as error:
        return Outcome(table.name, "failed", f"{error}; the old table stays")
    state = "unchanged" if _entry(table.name, data) == before else "written"
    return Outcome(table.name, state, f"{len(frame)} rows, vintage {vintage}")


def _entry(name: str, data: Path) -> dict | None:
    """The table's entry in the description; None where there is none yet."""
    if not (data / catalog.DESCRIPTOR).exists() or name not in catalog.tables(data):
        return None
    return catalog.describe(name, data)


def _intact(table: Table, data: Path) -> bool:
    """Whether the table is in place, loads, and is described as it is declared."""
    described = _entry(table.name, data)
    if described is None:
        return False
    try:
        rows = len(catalog.load(table.name, data))
    except DataError:
        return False
    content = (data / f"{table.name}.csv").read_bytes()
    return described == store.entry(table, described["vintage"], content, rows)
