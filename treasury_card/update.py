"""Bring the tables up to date from official releases.

An update is a folder of releases, laid out as ``Release.file`` of the declarations says, and :func:`update` over it. :func:`refresh` fills
that folder from the agencies first. A table changes only by a release that its rules allow, together with its description and with the
record of the figures that it revises.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from filelock import FileLock, Timeout

from . import catalog, journal, revisions, sources, store
from .download import DownloadError, Limits, fetch
from .errors import DataError, TreasuryCardError
from .paths import DATA
from .revisions import Difference
from .schema import Table
from .sources.recorded import REVISIONS

RESULTS_BEFORE = "results_before.json"
SETTLE = dt.timedelta(days=7)  # in the first days of January the file of the new year may not be there yet


@dataclass(frozen=True)
class Outcome:
    """What became of one table.

    Attributes
    ----------
    table : str
    state : {"written", "newer", "unchanged", "skipped", "manual", "frozen", "failed", "unreached"}
        ``newer``: would be written. ``skipped``: its releases are not in the folder. ``manual``: nothing fetches it, the message says what
        to do. ``frozen``: the release has ended. ``failed``: a release is faulty or breaks a rule. ``unreached``: the host does not answer.
    message : str
    difference : Difference, optional
    silent : tuple of str
        One line for each host that does not answer.
    """

    table: str
    state: str
    message: str
    difference: Difference | None = None
    silent: tuple[str, ...] = ()

    def __str__(self) -> str:
        # a DataError begins with the table or file it is about: the table is not named twice
        named = self.message.startswith((f"{self.table}:", f"{self.table},"))
        return f"{self.state:9s} {self.message if named else f'{self.table}: {self.message}'}"


def update(
    folder: Path,
    names: Sequence[str] = (),
    data: Path = DATA,
    *,
    write: bool = True,
    problems: Mapping[str, Sequence[DownloadError]] | None = None,
) -> list[Outcome]:
    """Write parsed tables from the releases in ``folder``.

    Parameters
    ----------
    folder : Path
        Releases, each at the path of its ``Release.file``.
    names : sequence of str
        Tables to write; all parsed tables if empty. A named table is always written and fails where one of its releases is missing; an
        unnamed one is skipped then, and also where it is frozen and already in place.
    write : bool
        Whether to write; if not, the outcomes say what would be.
    problems : mapping of str to sequence of DownloadError, optional
        Tables whose releases could not be fetched: what is in the folder for them is not looked at.

    Returns
    -------
    list of Outcome
        One a table. A table that fails leaves its old CSV and entry alone, and its releases are kept aside; the others are still written.
    """
    chosen = [sources.table(name) for name in names] or [t for t in sources.ALL if t.build is not None]
    problems = problems or {}
    with _alone(data) if write else nullcontext():
        outcomes = [
            _unfetched(table, problems[table.name]) if table.name in problems else _one(table, folder, bool(names), data, write)
            for table in chosen
        ]
        if write:
            store.arrange([t.name for t in sources.ALL], data)
    return outcomes


def refresh(
    names: Sequence[str] = (),
    data: Path = DATA,
    *,
    write: bool = True,
    today: dt.date | None = None,
    limits: Limits | None = None,
) -> list[Outcome]:
    """Fetch the newest releases from the agencies and update from them; parameters and result as of :func:`update`.

    Releases are kept in ``_build/releases``, so that the next time an agency is asked for changes only; without ``write`` they are fetched
    into a folder that is gone afterwards.
    """
    today = today or dt.date.today()
    chosen = [sources.table(name) for name in names] or [t for t in sources.ALL if t.build is not None]
    fetched = [t for t in chosen if t.update == "automatic" and t.build is not None]
    outcomes = [_by_hand(t, data, today) for t in chosen if t not in fetched and (names or t.update == "manual")]
    if not fetched:
        return outcomes
    with _alone(data) if write else nullcontext(), tempfile.TemporaryDirectory() as scratch:
        folder = _home(data) / "releases" if write else Path(scratch)
        problems = fetch(fetched, folder, (today - SETTLE).year, limits)
        done = [_overdue(o, data, today) for o in update(folder, [t.name for t in fetched], data, write=write, problems=problems)]
    return done + outcomes


def plan(names: Sequence[str] = (), data: Path = DATA, today: dt.date | None = None) -> Iterator[str]:
    """What :func:`refresh` would do, one line a table."""
    today = today or dt.date.today()
    for table in [sources.table(name) for name in names] or [t for t in sources.ALL if t.build is not None]:
        if table.update != "automatic" or table.build is None:
            yield str(_by_hand(table, data, today))
            continue
        addresses = [r.of_year((today - SETTLE).year).address for r in table.releases if not r.final]
        shown = ", ".join(addresses[:3]) + (f" and {len(addresses) - 3} more" if len(addresses) > 3 else "")
        yield f"{'fetch':9s} {table.name}: {_calendar(table, data, today)}; {shown}"


def seal(names: Sequence[str] = (), data: Path = DATA) -> list[Outcome]:
    """Enter curated tables after an edit by hand; all curated tables if none is named.

    An edit does not move the vintage: it is a statement about the sources, made in the declaration. The outcome says where.
    """
    chosen = [sources.table(name) for name in names] or [t for t in sources.ALL if t.kind == "curated"]
    outcomes = []
    with _alone(data):
        for table in chosen:
            before = _in_place(table, data)[0]
            try:
                said = f"{len(store.seal(table, data))} rows, vintage {table.vintage}"
            except DataError as error:
                outcomes.append(Outcome(table.name, "failed", str(error)))
                continue
            after = catalog.describe(table.name, data)
            if before is not None and before["hash"] != after["hash"] and before["vintage"] == after["vintage"]:
                said += f" as before (if the new figures are younger, raise it in {_module(table)} and seal again)"
            outcomes.append(Outcome(table.name, "unchanged" if before == after else "written", said))
        store.arrange([t.name for t in sources.ALL], data)
    return outcomes


def _one(table: Table, folder: Path, named: bool, data: Path, write: bool) -> Outcome:
    if table.build is None:
        return Outcome(table.name, "failed", f"a {table.kind} table is not written from releases")
    if table.update == "frozen" and not named and _intact(table, data):
        return Outcome(table.name, "frozen", f"vintage {catalog.vintage(table.name, data)}")
    described, old = _in_place(table, data)
    absent = [r.file for r in table.releases if not r.found(folder) and not (r.final and old is not None)]
    if absent:
        return Outcome(table.name, "failed" if named else "skipped", f"{', '.join(absent)} not found in {folder}")
    try:
        new = store.prepare(table.build(folder), table, table.vintage if isinstance(table.vintage, str) else table.vintage(folder))
        difference = None if old is None else revisions.compare(old, new.frame, table)
        if difference is not None:
            _check_vintage(table, described["vintage"], new.entry["vintage"])
            revisions.check(old, new.frame, difference, table)
        return _enter(table, new, described, difference, data, write)
    except DataError as error:
        aside = f"; kept aside in {_keep_aside(table, folder, error, data)}" if write else ""
        return Outcome(table.name, "failed", f"{error}; the old table stays{aside}")


def _enter(table: Table, new: store.Prepared, described: dict | None, difference: Difference | None, data: Path, write: bool) -> Outcome:
    vintage = new.entry["vintage"]
    moved = described is not None and described["vintage"] != vintage
    said = [f"{len(new.frame):,} rows" if difference is None else str(difference)]
    said.append(f"vintage {described['vintage']} -> {vintage}" if moved else f"vintage {vintage}")
    if described == new.entry and difference is not None:
        return Outcome(table.name, "unchanged", ", ".join(said), difference)
    news = difference is None or described["hash"] != new.entry["hash"] or moved
    if not news:
        said.insert(0, "described anew")
    if not write:
        return Outcome(table.name, "newer" if news else "unchanged", ", ".join(said), difference)
    if news:
        _keep_results(data)
    store.enter([new, *_recorded(table, vintage, described, difference, data)], data)
    return Outcome(table.name, "written", ", ".join(said), difference)


def _recorded(table: Table, vintage: str, described: dict | None, difference: Difference | None, data: Path) -> list[store.Prepared]:
    """The table of revisions with what this release revises."""
    if difference is None or not table.rules.records:
        return []
    kept = _in_place(REVISIONS, data)[1]
    kept = pd.DataFrame(columns=revisions.COLUMNS) if kept is None else kept
    frame = revisions.record(kept, difference, table.name, described["vintage"], vintage)
    return [store.prepare(frame, REVISIONS, f"{frame['vintage_new'].max():%Y-%m-%d}")] if len(frame) else []


def _check_vintage(table: Table, old: str, new: str) -> None:
    if new < old:
        raise DataError(table.name, "the release is older than the one in place", value=new, expected=f"{old} or later")


def _in_place(table: Table, data: Path) -> tuple[dict | None, pd.DataFrame | None]:
    """The table's entry and its frame; None for what is not there or cannot be read."""
    if not (data / catalog.DESCRIPTOR).exists() or table.name not in catalog.tables(data):
        return None, None
    described = catalog.describe(table.name, data)
    try:
        frame = catalog.load(table.name, data)
    except DataError:
        return described, None
    declared = [f.name for f in table.fields]
    return described, frame if [f["name"] for f in described["schema"]["fields"]] == declared else None


def _intact(table: Table, data: Path) -> bool:
    """Whether the table is in place, loads, and is described as it is declared."""
    described, frame = _in_place(table, data)
    if frame is None:
        return False
    content = (data / f"{table.name}.csv").read_bytes()
    return described == store.entry(table, described["vintage"], content, len(frame))


def _unfetched(table: Table, problems: Sequence[DownloadError]) -> Outcome:
    state = "unreached" if all(p.unreached for p in problems) else "failed"
    silent = tuple(str(p) for p in problems if p.unreached)
    return Outcome(table.name, state, f"{'; '.join(map(str, problems))}; the old table stays", silent=silent)


def _by_hand(table: Table, data: Path, today: dt.date) -> Outcome:
    if table.kind == "recorded":
        return Outcome(table.name, "manual", "kept by the update itself, which records here what releases revise")
    if table.build is None:
        return Outcome(
            table.name,
            "manual",
            f"{table.kind}, not written from releases; edit data/{table.name}.csv, then `python -m treasury_card seal {table.name}`",
        )
    if table.update == "frozen":
        return Outcome(table.name, "frozen", "the release has ended")
    module = table.build.__module__.replace(".", "/") + ".py"
    places: dict[str, list[str]] = {}
    for release in table.releases:
        places.setdefault(release.address, []).append(release.file)
    files = "; ".join(f"{' and '.join(names)} from {address or 'the vendor'}" for address, names in places.items())
    return Outcome(
        table.name,
        "manual",
        f"{_calendar(table, data, today)}; bring {files} into DIR, in the layout that {module} reads, and run "
        f"`python -m treasury_card update {table.name} --from DIR`",
    )


def _module(table: Table) -> str:
    """Where the table is declared."""
    return next((m.__name__.replace(".", "/") + ".py" for m in sources.MODULES if table in m.TABLES), "its declaration")


def _overdue(outcome: Outcome, data: Path, today: dt.date) -> Outcome:
    if outcome.state != "unchanged":
        return outcome
    table = sources.table(outcome.table)
    return Outcome(table.name, "unchanged", f"{outcome.message}, {_calendar(table, data, today)}", outcome.difference)


def _calendar(table: Table, data: Path, today: dt.date) -> str:
    due = (_in_place(table, data)[0] or {}).get("next_due", "")
    if not due:
        return table.frequency or "no calendar"
    return f"the next was due on {due}" if due <= today.isoformat() else f"the next is due on {due}"


def _keep_aside(table: Table, folder: Path, error: DataError, data: Path) -> Path:
    """Copy the release that the error names, or all of the table's where it names none."""
    aside = _home(data) / "rejected" / table.name
    shutil.rmtree(aside, ignore_errors=True)
    files = [path for r in table.releases for path in r.found(folder)]
    named = [p for p in files if p.name == Path(str(error.source)).name]
    for path in named or files:
        target = aside / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return aside


def _keep_results(data: Path) -> None:
    """The numbers of the last build, if they rest on the tables in place, for the page on what has changed since."""
    built = _home(data) / "html" / "results.json"
    if not built.exists():
        return
    results = json.loads(built.read_text("utf-8"))
    if {name: entry["hash"] for name, entry in results["tables"].items()} == {
        r["name"]: r["hash"] for r in catalog.descriptor(data)["resources"]
    }:
        kept = {
            "numbers": {key: {k: n[k] for k in ("value", "unit", "decimals")} for key, n in results["numbers"].items()},
            "vintages": {name: entry["vintage"] for name, entry in results["tables"].items()},
        }
        with journal.writing(data):
            journal.commit(data, {RESULTS_BEFORE: (json.dumps(kept, indent=1, ensure_ascii=False) + "\n").encode("utf-8")})


def _home(data: Path) -> Path:
    return data.parent / "_build"


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """One update at a time; a second one is refused."""
    path = _home(data) / "update.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, is_singleton=True)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise TreasuryCardError(f"another update is at work on {data}; try again when it has ended (it holds {path})") from None
    try:
        yield
    finally:
        lock.release()
