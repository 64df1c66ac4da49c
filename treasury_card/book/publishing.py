"""Named numbers of a notebook: ``publish`` makes them available to ``{glue:text}``, to captions and to ``results.json``."""

from __future__ import annotations

import difflib
import html
import json
import os
from collections.abc import Mapping
from dataclasses import asdict

from IPython.display import display

from .. import catalog
from ..numbers import ROLE, Number, split_reference

IN_BOOK = "TREASURY_CARD_BOOK"  # set in the environment by the extension, so that the kernels of a build know
NUMBERS_MIME = "application/vnd.treasury-card.numbers"
# Notebooks set what stands between two dollars as mathematics; not in HTML of this class, and not across a tag.
NO_MATHS = 'class="mathjax_ignore tex2jax_ignore"'
DOLLAR = r"<span>\$</span>"

_published: dict[str, Number] = {}


def in_book() -> bool:
    """Whether this kernel works for a build of the book."""
    return bool(os.environ.get(IN_BOOK))


def publish(numbers: Mapping[str, Number]) -> None:
    """Register named numbers for this page.

    In the book nothing is printed; elsewhere the numbers are shown as a table, since ``{glue:text}`` stays raw text there.

    Raises
    ------
    ValueError
        A key is published twice with different values.
    DataError
        A number rests on a table that does not exist.
    """
    for key, number in numbers.items():
        if _published.get(key, number) != number:
            raise ValueError(f"number {key} is published with two values: {_published[key].value!r} and {number.value!r}")
        for table in number.tables:
            catalog.describe(table)
    fresh = {key: number for key, number in numbers.items() if key not in _published}
    _published.update(numbers)
    if in_book():
        from myst_nb import glue

        if fresh:  # one message for all: a busy machine may lose some of a thousand
            glue(f"numbers-to-{len(_published)}", _Glued(fresh), display=False)
    else:
        display(_Listing(numbers))


def lookup(numbers: Mapping[str, Number], reference: str) -> str:
    """The text that a reference shows, or a KeyError that suggests the nearest key."""
    key, style = split_reference(reference)
    if key not in numbers:
        near = difflib.get_close_matches(key, numbers, n=1, cutoff=0.6)
        raise KeyError(f"no named number {key!r} is published on this page" + (f"; the nearest is {near[0]!r}" if near else ""))
    return numbers[key].text(style)


def resolve(text: str) -> str:
    """``{glue:text}`` roles of a text replaced by the published numbers."""
    return ROLE.sub(lambda role: lookup(_published, role[1]), text)


def dump(number: Number) -> str:
    """A number as text that survives the notebook."""
    return json.dumps(asdict(number), sort_keys=True)


def restore(text: str) -> Number:
    record = json.loads(text)
    return Number(**{**record, "tables": tuple(record["tables"])})


def unpack(glued: Mapping[str, Mapping]) -> dict[str, str]:
    """Glued outputs of a notebook -> the text of each named number (see :func:`dump`)."""
    bundles = [json.loads(output["data"][NUMBERS_MIME]) for output in glued.values() if NUMBERS_MIME in output["data"]]
    return {key: text for bundle in bundles for key, text in bundle.items()}


class _Glued:
    def __init__(self, numbers: Mapping[str, Number]) -> None:
        self._numbers = numbers

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        bundle = {key: dump(number) for key, number in self._numbers.items()}
        return {"text/plain": f"{len(bundle)} named numbers", NUMBERS_MIME: json.dumps(bundle)}


class _Listing:
    def __init__(self, numbers: Mapping[str, Number]) -> None:
        self._numbers = numbers

    def __repr__(self) -> str:
        width = max(map(len, self._numbers), default=0)
        return "\n".join(f"{key:{width}}  {number.text()}" for key, number in self._numbers.items())

    def _repr_html_(self) -> str:
        left = "style='text-align:left'"
        rows = "".join(
            f"<tr><td {left}><code>{key}</code></td><td>{html.escape(n.text())}</td><td {left}>{', '.join(n.tables)}</td></tr>"
            for key, n in self._numbers.items()
        )
        return (
            f"<details {NO_MATHS} open><summary>{len(self._numbers)} named numbers</summary><table><thead><tr><th>key</th><th>value</th>"
            f"<th>tables</th></tr></thead><tbody>{rows}</tbody></table></details>"
        )
