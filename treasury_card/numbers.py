"""Named numbers: every figure that a page shows has a key, a value, a unit and the tables it rests on.

A method module collects them in a :class:`Numbers`; the book publishes them (``book.publish``), shows them through
``{glue:text}`` and lists them all in ``results.json``. Keys are stable: other people's work may rest on them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

KEY = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9_-]*[a-z0-9])*")

# unit -> (before, after the figure, decimals). The unit travels with the figure, so that prose cannot state another one.
UNITS: dict[str, tuple[str, str, int]] = {
    "usd_bn": ("$", "bn", 1),
    "usd_tn": ("$", "tn", 2),
    "usd_mn": ("$", "mn", 0),
    "jpy_tn": ("¥", "tn", 2),
    "bp": ("", " bp", 0),
    "bp_per_100bn": ("", " bp per $100bn", 1),
    "bp_per_pct_debt": ("", " bp per 1% of debt", 1),
    "pp_per_pct_gdp": ("", " pp per 1% of GDP", 2),
    "pct": ("", "%", 1),
    "pp": ("", " percentage points", 1),
    "years": ("", " years", 1),
    "weeks": ("", " weeks", 1),
    "days": ("", " days", 0),
    "count": ("", "", 0),
    "ratio": ("", "", 2),
    "p": ("", "", 3),
    "index": ("", "", 2),
    "text": ("", "", 0),
}

# unit -> what it is called where a unit is named by itself; empty where there is none.
UNIT_WORDS: dict[str, str] = {
    "usd_bn": "billions of US dollars",
    "usd_tn": "trillions of US dollars",
    "usd_mn": "millions of US dollars",
    "jpy_tn": "trillions of yen",
    "bp": "basis points",
    "bp_per_100bn": "basis points per $100bn",
    "bp_per_pct_debt": "basis points per 1% of debt held by the public",
    "pp_per_pct_gdp": "percentage points per 1% of GDP",
    "pct": "percent",
    "pp": "percentage points",
    "years": "years",
    "weeks": "weeks",
    "days": "days",
    "count": "count",
    "ratio": "ratio",
    "p": "p-value",
    "index": "index",
    "text": "",
}

MINUS = "\N{MINUS SIGN}"
NO_BREAK = "\N{NO-BREAK SPACE}"

# How a text refers to a number: {glue:text}`key` or {glue:text}`key:style`.
ROLE = re.compile(r"\{glue:text\}`([^`]+)`")
STYLES = ("", "abs", "signed", "plain", "whole", "one", "two")


def split_reference(reference: str) -> tuple[str, str]:
    """``key`` or ``key:style`` -> (key, style)."""
    key, _, style = reference.partition(":")
    return key.strip(), style.strip()


def references(text: str) -> list[str]:
    """Keys of the numbers that a text refers to, in its order."""
    return [split_reference(reference)[0] for reference in ROLE.findall(text)]


@dataclass(frozen=True)
class Number:
    """One named number.

    Parameters
    ----------
    key : str
        Dotted, lower-case, stable: ``holdings.japan.2025-02.usd_bn``.
    value : float, int or str
        The figure in the unit named, unrounded; ``nan`` is refused.
    unit : str
        A key of :data:`UNITS`.
    tables : tuple of str
        Tables of ``data/`` it is computed from; their vintages become the vintage of the number.
    decimals : int, optional
        Digits after the point on the page; the unit's default if not given.
    """

    key: str
    value: float | int | str
    unit: str
    tables: tuple[str, ...]
    decimals: int | None = None

    def __post_init__(self) -> None:
        if not KEY.fullmatch(self.key):
            raise ValueError(f"number key {self.key!r}: lower-case words, digits, '-' and '_' joined by dots expected")
        if self.unit not in UNITS:
            raise ValueError(f"number {self.key}: unknown unit {self.unit!r}; known: {', '.join(UNITS)}")
        if not self.tables:
            raise ValueError(f"number {self.key}: name the tables it rests on")
        if not isinstance(self.value, str) and not math.isfinite(self.value):
            raise ValueError(f"number {self.key}: {self.value} is not a finite number")

    def text(self, style: str = "") -> str:
        """The figure as the page shows it, unit included.

        ``abs`` drops the sign, ``signed`` always writes it, ``plain`` drops the unit, ``whole``, ``one`` and ``two`` set 0, 1, 2 decimals.
        """
        if style not in STYLES:
            raise ValueError(f"number {self.key}: unknown style {style!r}; known: {', '.join(s for s in STYLES if s)}")
        if isinstance(self.value, str):
            return self.value
        before, after, decimals = UNITS[self.unit]
        decimals = {"whole": 0, "one": 1, "two": 2}.get(style, decimals if self.decimals is None else self.decimals)
        size = f"{abs(self.value):,.{decimals}f}"
        negative = self.value < 0 and size.strip("0.,") != ""
        sign = "" if style == "abs" else MINUS if negative else "+" if style == "signed" else ""
        if style == "plain":
            before = after = ""
        return f"{sign}{before}{size}{after.replace(' ', NO_BREAK, 1)}"


class Numbers(Mapping[str, Number]):
    """Named numbers of one method module, in the order in which they were added."""

    def __init__(self) -> None:
        self._by_key: dict[str, Number] = {}

    def add(self, key: str, value, unit: str, *tables: str, decimals: int | None = None) -> Number:
        """Register one result; a key can be given once."""
        if key in self._by_key:
            raise ValueError(f"number {key} is registered twice")
        if hasattr(value, "item"):
            value = value.item()
        number = Number(key, value, unit, tables, decimals)
        self._by_key[key] = number
        return number

    def __getitem__(self, key: str) -> Number:
        return self._by_key[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_key)

    def __len__(self) -> int:
        return len(self._by_key)
