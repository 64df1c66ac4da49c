"""A frame as a reader's table: HTML with headings, units and aligned figures, and CSV."""

from __future__ import annotations

import html
import re
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
    "pp": ("pp", 2),
    "years": ("years", 1),
    "index": ("index", 2),
}
_DAY = re.compile(r"\b\d{4}-\d{2}(-\d{2}( \d{2}:\d{2})?)?\b")
_SPAN = re.compile(rf"{_DAY.pattern}( to {_DAY.pattern})?")
_FIGURE = re.compile(r"[+−-]?\d[\d,]*(\.\d+)?( to [+−-]?\d[\d,]*(\.\d+)?)?")
_SIGNED_MONEY = re.compile(r"(?<!\w)[+−-][$¥][\d,.]+\w*")  # a browser would break between sign and currency
_TAG = re.compile(r"<[^>]*>")
_P_VALUE = re.compile(r"(^|[\s,_])([Pp]-value|p)($|[\s,_])")
LONG_CELL, LONG_HEADING = 18, 28  # characters from which a column is kept from shrinking to its longest word


def heading(column: str) -> str:
    """``holdings_usd_bn`` -> ``Holdings ($bn)``; names of units and letters for statistics (p, t) keep their small letters."""
    unit = _unit(column)
    words = column.removesuffix(unit or "").removesuffix("_").replace("_", " ")
    if re.match(r"[a-z][a-z.-]", words) and words.partition(" ")[0] not in _SUFFIX:
        words = words[0].upper() + words[1:]
    label = _SUFFIX[unit][0] if unit else ""
    return f"{words} ({label})" if words and label else words or label


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
    cells = [_cells(frame[c], str(c)) for c in frame.columns]
    kinds = [_kind(frame[c], shown) for c, shown in zip(frame.columns, cells, strict=True)]
    headings = [_DAY.sub(r'<span class="d">\g<0></span>', html.escape(heading(str(c)))) for c in frame.columns]
    whole = [[_SIGNED_MONEY.sub(r'<span class="d">\g<0></span>', cell) for cell in column] for column in cells]
    return markup(headings, zip(*whole, strict=True), label, kinds)


def markup(headings: Sequence[str], rows: Iterable[Sequence[str]], label: str, classes: Sequence[str] | None = None) -> str:
    """HTML of a table that scrolls inside its place, by keyboard too.

    Headings and cells are HTML. Classes of columns: ``n`` figures, ``d`` dates, ``s`` short and ``t`` longer text; a ``span`` of
    class ``d`` keeps a part of a text on one line.
    """
    classes = list(classes or [""] * len(headings))
    kinds = [_class(c) for c in classes]
    wide = [_class(f"{c} long".strip() if len(_TAG.sub("", text)) > LONG_HEADING else c) for c, text in zip(classes, headings, strict=True)]
    head = "".join(f'<th scope="col"{kind}>{text}</th>' for text, kind in zip(headings, wide, strict=True))
    body = []
    for first, *rest in rows:
        cells = "".join(f"<td{kind}>{text}</td>" for text, kind in zip(rest, kinds[1:], strict=True))
        body.append(f'<tr><th scope="row"{kinds[0]}>{first}</th>{cells}</tr>')
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{html.escape(label, quote=True)}"><table class="numbers">'
        f"<thead><tr>{head}</tr></thead>\n<tbody>" + "\n".join(body) + "</tbody></table></div>"
    )


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def _unit(column: str) -> str | None:
    return max((s for s in _SUFFIX if f"_{column}".endswith(f"_{s}")), key=len, default=None)


def _kind(values: pd.Series, shown: Sequence[str]) -> str:
    filled = [cell for cell in shown if cell]
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values) or _typed_figures(values):
        return "n"
    if filled and all(_SPAN.fullmatch(cell) for cell in filled):
        return "d"
    return "t" if max(map(len, filled), default=0) > LONG_CELL else "s"


def _typed_figures(values: pd.Series) -> bool:
    """Text that is figures in every cell, with decimals of its own."""
    filled = values.dropna()
    return not filled.empty and all(isinstance(v, str) and _FIGURE.fullmatch(v) for v in filled)


def _cells(values: pd.Series, column: str) -> list[str]:
    if pd.api.types.is_bool_dtype(values):
        return ["" if pd.isna(v) else "yes" if v else "no" for v in values]
    if pd.api.types.is_integer_dtype(values):
        plain = column.lower() in {"year", "fiscal_year", "code"}
        return ["" if pd.isna(v) else _signed(str(int(v)) if plain else f"{int(v):,}") for v in values]
    if pd.api.types.is_float_dtype(values):
        unit = _unit(column)
        if unit is None and _P_VALUE.search(column):
            return ["" if pd.isna(v) else "&lt;0.001" if v < 0.0005 else f"{v:.3f}" for v in values]
        decimals = _without_zeros(values, _SUFFIX[unit][1] if unit else _decimals(values))
        return ["" if pd.isna(v) else _signed(f"{v:,.{decimals}f}") for v in values]
    if pd.api.types.is_datetime64_any_dtype(values):
        whole = (values.dropna() == values.dropna().dt.normalize()).all()
        return ["" if pd.isna(v) else v.strftime("%Y-%m-%d" if whole else "%Y-%m-%d %H:%M") for v in values]
    if _typed_figures(values):
        return ["" if pd.isna(v) else _signed(v) for v in values]
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


def _without_zeros(values: pd.Series, decimals: int) -> int:
    """Fewer decimals than these where every figure of the column ends in zeros."""
    rounded = values.dropna().round(decimals)
    while decimals and (rounded == rounded.round(decimals - 1)).all():
        decimals -= 1
    return decimals
