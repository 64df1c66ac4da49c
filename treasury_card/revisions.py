"""What a new release changes in the table in place: rows added and gone, cells revised; whether its rules allow it; what is kept of it.

Nothing here reads or writes a file.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from .errors import ReleaseError
from .schema import Table

UNIT_FACTOR = 20  # a unit is wrong by a thousand or a hundred; no revision moves the median figure of a column so far
COLUMNS = ["table", "key", "column", "old", "new", "vintage_old", "vintage_new"]


@dataclass(frozen=True)
class Difference:
    """Two states of a table compared.

    Attributes
    ----------
    added, gone : pandas.DataFrame
        Rows of the new and of the old state whose key the other one lacks.
    revised : pandas.DataFrame
        ``key``, ``column``, ``old``, ``new``: figures that differ, largest change first within a column; ``new`` is missing where a
        figure was withdrawn.
    filled : pandas.DataFrame
        ``key``, ``column``, ``new``: figures where a cell was empty.
    """

    added: pd.DataFrame
    gone: pd.DataFrame
    revised: pd.DataFrame
    filled: pd.DataFrame

    def __bool__(self) -> bool:
        return any(len(part) for part in (self.added, self.gone, self.revised, self.filled))

    def __str__(self) -> str:
        parts = []
        for rows, word in ((self.added, "added"), (self.gone, "gone")):
            if len(rows):
                parts.append(f"{len(rows)} row{'s' if len(rows) > 1 else ''} {word}")
        if len(self.filled):
            parts.append(f"{len(self.filled)} empty cell{'s' if len(self.filled) > 1 else ''} filled")
        if len(self.revised):
            worst = self.largest(1).iloc[0]
            parts.append(
                f"{len(self.revised)} cell{'s' if len(self.revised) > 1 else ''} revised, the most {worst['column']} of {worst['key']}: "
                f"{move(worst['old'], worst['new'])}"
            )
        return "; ".join(parts) or "the same figures"

    def largest(self, count: int) -> pd.DataFrame:
        """The largest revisions, measured against the other revisions of their column."""
        size = (self.revised["new"] - self.revised["old"]).abs()
        spread = size.groupby(self.revised["column"]).transform("median")
        return self.revised.assign(_r=size / spread).sort_values("_r", ascending=False, kind="stable").drop(columns="_r").head(count)


def compare(old: pd.DataFrame, new: pd.DataFrame, table: Table) -> Difference:
    """Two states of one table, as the catalogue loads them, by primary key; only figures count as cells."""
    old, new = _keyed(old, table), _keyed(new, table)
    common = old.index.intersection(new.index)
    revised, filled = [], []
    for field in table.fields:
        if field.type not in ("number", "integer") or field.name in table.primary_key:
            continue
        before, after = old.loc[common, field.name].astype("float64"), new.loc[common, field.name].astype("float64")
        differs = ((before != after) & ~(before.isna() & after.isna())).to_numpy()
        cells = pd.DataFrame(
            {"key": common[differs].map(key_text), "column": field.name, "old": before[differs].array, "new": after[differs].array}
        )
        size = (cells["new"] - cells["old"]).abs()
        cells = cells.loc[size.sort_values(ascending=False, kind="stable", na_position="first").index]
        revised.append(cells[cells["old"].notna()])
        filled.append(cells.loc[cells["old"].isna(), ["key", "column", "new"]])
    empty = pd.DataFrame(columns=["key", "column", "old", "new"])
    return Difference(
        added=new.loc[new.index.difference(old.index, sort=False)],
        gone=old.loc[old.index.difference(new.index, sort=False)],
        revised=pd.concat(revised, ignore_index=True) if revised else empty,
        filled=pd.concat(filled, ignore_index=True) if filled else empty.drop(columns="old"),
    )


def check(old: pd.DataFrame, new: pd.DataFrame, difference: Difference, table: Table) -> None:
    """Hold a release against the rules of its table.

    Raises
    ------
    ReleaseError
        A row or a figure is gone that should have stayed, a column has another unit, a revision or a new change is beyond its limit.
    """
    _check_gone(difference.gone, _keyed(new, table), table)
    _check_unit(_keyed(old, table), _keyed(new, table), table)
    withdrawn = difference.revised[difference.revised["new"].isna()]
    if len(withdrawn) > table.rules.may_empty:
        first = withdrawn.iloc[0]
        raise ReleaseError(
            table.name,
            f"{len(withdrawn)} figures of the table in place are empty in the release, the first of {first['key']}",
            column=first["column"],
            value=first["old"],
            expected=f"at most {table.rules.may_empty} figures withdrawn",
        )
    for row in difference.revised.itertuples(index=False):
        limit = table.rules.limit("revision", row.column)
        if abs(row.new - row.old) > limit:
            raise ReleaseError(
                table.name,
                f"{row.key} is revised beyond the limit",
                column=row.column,
                value=move(row.old, row.new),
                expected=f"a revision of at most {limit:g}",
            )
    _check_change(_keyed(new, table), difference, table)


def record(kept: pd.DataFrame, difference: Difference, table: str, vintage_old: str, vintage_new: str) -> pd.DataFrame:
    """``kept`` with the figures that a release of ``table`` has revised or withdrawn, in the columns of the table ``revisions``.

    A second release of the same vintage is one with the first: the oldest figure and the newest one stay.
    """
    rows = difference.revised
    if len(difference.gone):
        figures = difference.gone.select_dtypes("number")
        lost = figures.set_axis(figures.index.map(key_text)).rename_axis("key").reset_index()
        lost = lost.melt("key", var_name="column", value_name="old").dropna(subset="old").assign(new=float("nan"))
        rows = pd.concat([rows, lost])
    rows = rows.assign(table=table, vintage_old=pd.Timestamp(vintage_old), vintage_new=pd.Timestamp(vintage_new))
    if rows.empty:
        return kept
    frame = pd.concat([kept[COLUMNS], rows[COLUMNS]], ignore_index=True) if len(kept) else rows[COLUMNS]
    key = ["vintage_new", "table", "key", "column"]
    groups = frame.groupby(key, sort=False)
    frame = frame.assign(old=groups["old"].transform("first"), vintage_old=groups["vintage_old"].transform("first"))
    return frame.drop_duplicates(key, keep="last").sort_values(key, ignore_index=True)


def key_text(key) -> str:
    """A primary key as one text: ``2025-04|Japan|false``."""
    parts = key if isinstance(key, tuple) else (key,)
    return "|".join(str(p.date()) if isinstance(p, pd.Timestamp) else str(p).lower() if isinstance(p, bool) else str(p) for p in parts)


def _keyed(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    key = list(table.primary_key)
    return frame if list(frame.index.names) == key else frame.set_index(key)


def _check_gone(gone: pd.DataFrame, new: pd.DataFrame, table: Table) -> None:
    if gone.empty:
        return
    rows = gone.reset_index()
    period = table.primary_key[0]
    stay = ~rows[period].isin(new.reset_index()[period])  # a whole period may never go
    if table.rules.may_go:
        stay |= ~rows.eval(table.rules.may_go)
    else:
        stay[:] = True
    if stay.any():
        first = key_text(tuple(rows.loc[stay, list(table.primary_key)].iloc[0]))
        raise ReleaseError(
            table.name,
            f"rows of the table in place are not in the release ({int(stay.sum())} of {len(gone.index) + len(new)})",
            value=first,
            expected="rows are only added",
        )


def _check_unit(old: pd.DataFrame, new: pd.DataFrame, table: Table) -> None:
    common = old.index.intersection(new.index)
    for field in table.fields:
        if field.type != "number" or field.name in table.primary_key:
            continue
        pair = pd.DataFrame({"old": old.loc[common, field.name], "new": new.loc[common, field.name]}).abs().dropna()
        pair = pair[(pair["old"] > 0) & (pair["new"] > 0)]
        if pair.empty:
            continue
        factor = (pair["new"] / pair["old"]).median()
        if not 1 / UNIT_FACTOR < factor < UNIT_FACTOR:
            raise ReleaseError(
                table.name,
                f"the figures are {factor:,.4g} times those in place: another unit?",
                column=field.name,
                expected=field.unit or "the same size",
            )


def _check_change(new: pd.DataFrame, difference: Difference, table: Table) -> None:
    entity = list(table.primary_key[1:])
    fresh = set(difference.added.index.map(key_text))
    filled = set(zip(difference.filled["key"], difference.filled["column"], strict=True))
    for field in table.fields:
        limit = table.rules.limit("change", field.name) if field.type == "number" else float("inf")
        if limit == float("inf"):
            continue
        figures = new[field.name].dropna().sort_index()
        step = figures.groupby(level=entity).diff() if entity else figures.diff()
        for key, size in step[step.abs() > limit].items():
            text = key_text(key)
            if text in fresh or (text, field.name) in filled:
                value = figures.loc[key]
                raise ReleaseError(
                    table.name,
                    f"{text} changes beyond the limit",
                    column=field.name,
                    value=move(value - size, value),
                    expected=f"a change of at most {limit:g} from one observation to the next",
                )


def move(old: float, new: float) -> str:
    """How a figure moved: both values and the difference."""
    return f"{old:,.10g} -> {new:,.10g} ({new - old:+,.6g})" if pd.notna(new) else f"{old:,.10g} withdrawn"
