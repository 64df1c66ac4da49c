"""A frame as a reader's table: HTML with headings, units and aligned figures, and CSV."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from ..numbers import MINUS

MAX_ROWS = 450
# Suffix of a column name -> (unit in the heading, decimals).
_SUFFIX: dict[str, tuple[str, int]] = {
    "usd_bn": ("$bn", 1),
    "usd_mn": ("$mn", 0),
    "usd_tn": ("$tn", 2),
    "jpy_tn": ("¥tn", 2),
    "bp": ("bp", 1),
    "pct": ("%", 2),
    "pct_gdp": ("% of GDP", 2),
    "pp": ("percentage points", 2),
    "years": ("years", 1),
    "index": ("index", 2),
}


def heading(column: str) -> str:
    """``holdings_usd_bn`` -> ``Holdings ($bn)``; a heading that already has spaces is left alone."""
    unit = _unit(column)
    words = column.removesuffix(f"_{unit}") if unit else column
    words = words.replace("_", " ")
    if words == words.lower():
        words = words[:1].upper() + words[1:]
    return f"{words} ({_SUFFIX[unit][0]})" if unit else words


def flat(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with a named index as its first columns."""
    named = [name for name in frame.index.names if name is not None]
    return frame.reset_index() if named else frame.reset_index(drop=True)


def to_csv(frame: pd.DataFrame) -> str:
    """The whole table: ISO dates, full precision, ``\\n`` at line ends."""
    return flat(frame).to_csv(index=False, float_format="%.10g", lineterminator="\n")


def to_html(frame: pd.DataFrame, label: str) -> str:
    """The table for the page; rows are headed by the first column.

    Raises
    ------
    ValueError
        More than :data:`MAX_ROWS` rows: a reader is given a readable table.
    """
    frame = flat(frame)
    if len(frame) > MAX_ROWS:
        raise ValueError(f"the table has {len(frame)} rows; at most {MAX_ROWS} are readable: pass a coarser one")
    numeric = ["n" if pd.api.types.is_numeric_dtype(frame[c]) and not pd.api.types.is_bool_dtype(frame[c]) else "" for c in frame.columns]
    headings = [html.escape(heading(str(c))) for c in frame.columns]
    return markup(headings, zip(*(_cells(frame[c], str(c)) for c in frame.columns), strict=True), label, numeric)


def markup(headings: Sequence[str], rows: Iterable[Sequence[str]], label: str, classes: Sequence[str] | None = None) -> str:
    """HTML of a table that scrolls inside its place, by keyboard too. Headings and cells are HTML; ``n`` sets a column as figures."""
    kinds = [f' class="{c}"' if c else "" for c in classes or [""] * len(headings)]
    head = "".join(f'<th scope="col"{kind}>{text}</th>' for text, kind in zip(headings, kinds, strict=True))
    body = []
    for first, *rest in rows:
        cells = "".join(f"<td{kind}>{text}</td>" for text, kind in zip(rest, kinds[1:], strict=True))
        body.append(f'<tr><th scope="row"{kinds[0]}>{first}</th>{cells}</tr>')
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{html.escape(label, quote=True)}"><table class="numbers">'
        f"<thead><tr>{head}</tr></thead>\n<tbody>" + "\n".join(body) + "</tbody></table></div>"
    )


def _unit(column: str) -> str | None:
    return max((s for s in _SUFFIX if column.endswith(f"_{s}")), key=len, default=None)


def _cells(values: pd.Series, column: str) -> list[str]:
    if pd.api.types.is_bool_dtype(values):
        return ["" if pd.isna(v) else "yes" if v else "no" for v in values]
    if pd.api.types.is_integer_dtype(values):
        plain = column.lower() in {"year", "fiscal_year", "code"}
        return ["" if pd.isna(v) else _signed(str(int(v)) if plain else f"{int(v):,}") for v in values]
    if pd.api.types.is_float_dtype(values):
        unit = _unit(column)
        decimals = _SUFFIX[unit][1] if unit else _decimals(values)
        return ["" if pd.isna(v) else _signed(f"{v:,.{decimals}f}") for v in values]
    if pd.api.types.is_datetime64_any_dtype(values):
        whole = (values.dropna() == values.dropna().dt.normalize()).all()
        return ["" if pd.isna(v) else v.strftime("%Y-%m-%d" if whole else "%Y-%m-%d %H:%M") for v in values]
    return ["" if pd.isna(v) else html.escape(str(v)) for v in values]


def _signed(text: str) -> str:
    if text.startswith("-"):
        return MINUS + text[1:] if text.strip("-0.,") else text[1:]
    return text


def _decimals(values: pd.Series) -> int:
    """As many decimals, at most four, as three significant digits of the median size need; none for whole numbers."""
    size = values.abs()[(values != 0) & np.isfinite(values)]
    if size.empty or (size == size.round()).all():
        return 0
    return int(np.clip(2 - np.floor(np.log10(size.median())), 0, 4))
