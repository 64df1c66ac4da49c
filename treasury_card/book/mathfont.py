"""The font of the formulas, cut down to what they use: MathML is set in whatever a reader's system has, and many have nothing for it.

STIX Two Math (SIL Open Font License 1.1) comes with the package ``ziamath``. A browser fetches it only where there is a formula.
"""

from __future__ import annotations

import hashlib
import html
import logging
import re
import shutil
from collections.abc import Iterable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

logging.getLogger("fontTools").setLevel(logging.WARNING)  # a line for every table of the font, in the middle of a build's own
FONT = "_static/math.woff2"
# First letter of a run of the alphabet -> the first of its italics: browsers draw a variable of one letter with these.
_ITALICS = {"A": 0x1D434, "a": 0x1D44E, "Α": 0x1D6E2, "α": 0x1D6FC}
_PLANCK = {"h": 0x210E}  # the italic h has stood elsewhere since before there were the others


def characters(pages: Iterable[str]) -> set[int]:
    """Code points of all formulas in some pages, with the italics of their letters."""
    used = {c for page in pages for formula in re.findall(r"<math\b.*?</math>", page, re.DOTALL) for c in _text(formula)}
    return {ord(c) for c in used} | {italic for c in used if (italic := _italic(c))}


def write(pages: Iterable[str], out: Path) -> None:
    """Write the font beside the style sheets; nothing where there is no formula. What was cut once is kept beside the book."""
    wanted = characters(pages)
    if not wanted:
        return
    kept = out.parent / "fonts" / f"{_stamp(wanted)}.woff2"
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        _cut(wanted, kept)
    shutil.copyfile(kept, out / FONT)


def _cut(wanted: set[int], target: Path) -> None:
    options = subset.Options(flavor="woff2", layout_features=["ssty", "dtls"], name_IDs=["*"], hinting=False)
    whole = Path(find_spec("ziamath").origin).parent / "fonts" / "STIXTwoMath-Regular.ttf"  # without running the package
    font = TTFont(whole, recalcTimestamp=False)
    cut = subset.Subsetter(options)
    cut.populate(unicodes=wanted)
    cut.subset(font)
    subset.save_font(font, target, options)


def _stamp(wanted: set[int]) -> str:
    parts = (*map(str, sorted(wanted)), *(version(package) for package in ("ziamath", "fonttools", "brotli")))
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:16]


def _text(formula: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", formula))


def _italic(letter: str) -> int | None:
    if letter in _PLANCK:
        return _PLANCK[letter]
    for first, italic in _ITALICS.items():
        place = ord(letter) - ord(first)
        if 0 <= place < (26 if first.isascii() else 25):
            return italic + place
    return None
