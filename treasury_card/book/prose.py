"""No bare number in prose: every figure is a named number or a quoted figure, and this module finds the ones that are not.

A digit is a finding where

1. its sentence has a unit word and neither a ``{glue}`` nor a ``{cite}`` role, or
2. it is not part of a date, year, tenor, clock time, hyphenated or lettered name, heading or list number, reference ("Exhibit 2.1"),
   or of an entry of ``lexicon.txt``.

Code, maths, roles, link targets, comments and directive options are no prose.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

LEXICON = Path(__file__).with_name("lexicon.txt")

_UNIT = r"(?:bps?|basis[ -]points?|per ?cent|percent|%|bn|tn|mn|millions?|billions?|trillions?)"
UNIT_WORD = re.compile(rf"(?<![A-Za-z]){_UNIT}(?![A-Za-z])", re.I)
_SOURCED = "\x02"  # stands where a glue or cite role stood
_DROPPED = "\x03"  # stands where something else was taken out

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
)
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_DAYS = rf"{_DAY}(?:(?:\s?[-–—→/]\s?|, | and | to | or ){_DAY})*"
_YEAR = r"(?:1[789]|20)\d\d"
_NUMBERS = r"\d+(?:\.\d+)*[a-z]?(?:(?:\s?[-–]\s?|, | and | to | or )\d+(?:\.\d+)*[a-z]?)*"
_THINGS = (
    r"(?:Exhibit|Claim|Chapter|Issue|Table|Figure|Section|Part|Panel|Step|Rule|Equation|Note|Window|Episode)s?|Appendix|Appendices|Box"
)
_ALLOWED = [
    re.compile(pattern)
    for pattern in (
        rf"\b{_YEAR}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?Z?)?\b",
        rf"\b{_YEAR}-(?:0[1-9]|1[0-2])\b",
        rf"\b{_DAYS} {_MONTH}(?: {_YEAR})?\b",
        rf"\b{_MONTH} {_DAYS}(?:, {_YEAR})?\b(?!\d)",
        rf"\b(?:Q[1-4] {_YEAR}|{_YEAR}[ -]?Q[1-4])\b",
        rf"\b{_YEAR}(?:[-–/](?:{_YEAR}|\d\d))?s?\b",
        r"\b\d\d?:\d\d(?: ?(?:a\.?m\.?|p\.?m\.?))?(?![\d:])",
        rf"\b(?:{_THINGS}) {_NUMBERS}",
        r"\b\d+(?:\.\d+)?(?:[-–]\d+)?-(?:trading-)?(?:years?|months?|weeks?|days?|quarters?|hours?|minutes?)\b",
        r"\b\d{1,2}[ymwd]\b",
        r"\b\d{1,2}s\d{1,2}s\b",
        rf"\b[A-Za-z]+(?:-[A-Za-z]+)*-\d+\b(?!\s?{_UNIT})",
        rf"\b\d+-(?!{_UNIT}\b)[A-Za-z][A-Za-z-]*",
        r"\b(?!(?:USD|JPY|EUR|US)\d)[A-Za-z]+\d+(?:[A-Za-z]*)(?<!bn)(?<!tn)(?<!mn)\b",
    )
]
# Directives whose body is prose; every other fence is code.
_PROSE_DIRECTIVE = re.compile(
    r"admonition|note|warning|tip|important|caution|seealso|hint|attention|margin|sidebar|dropdown|epigraph|card"
    r"|grid|grid-item|grid-item-card|tab-set|tab-item|container|topic|glossary|list-table|figure|div"
)


@dataclass(frozen=True)
class Finding:
    """A bare number: 1-based line of the text, the sentence, the digits and which part of the rule it breaks."""

    line: int
    sentence: str
    digits: str
    why: str

    def __str__(self) -> str:
        return f"bare number {self.digits!r} ({self.why}) in: {self.sentence!r}"


def bare_numbers(text: str) -> list[Finding]:
    """Findings in a MyST text, in reading order.

    Parameters
    ----------
    text : str
        The source of a page or of a markdown cell, a caption, a description or a chart title.
    """
    found = []
    for line, sentence in _sentences(_strip(text)):
        named = _lexicon().sub(_DROPPED, sentence)
        shown = re.sub(r"\s+", " ", sentence.replace(_SOURCED, "{...}").replace(_DROPPED, "")).strip()
        if UNIT_WORD.search(named) and _SOURCED not in named:
            rest, why = named, "a unit word stands in the sentence and no {glue} or {cite} role"
        else:
            rest, why = named, "not a date, year, tenor, name or reference"
            for pattern in _ALLOWED:
                rest = pattern.sub(lambda match: " " * len(match.group()), rest)
        digits = re.search(r"\d[\d,.]*\d|\d", rest)
        if digits:
            offset = sentence.find(digits.group())
            found.append(Finding(line + sentence[: max(offset, 0)].count("\n"), shown, digits.group(), why))
    return found


def bare_numbers_in_source(suffix: str, text: str) -> list[tuple[str, Finding]]:
    """Findings of a whole source file with their place: ``cell 3, line 2`` in a notebook, ``line 12`` in a Markdown page."""
    if suffix != ".ipynb":
        return [(f"line {f.line}", f) for f in bare_numbers(text)]
    found = []
    for number, cell in enumerate(json.loads(text)["cells"], 1):
        if cell["cell_type"] == "markdown":
            source = "".join(cell["source"])
            found += [(f"cell {number}, line {f.line}", f) for f in bare_numbers(source)]
    return found


@lru_cache(maxsize=1)
def _lexicon() -> re.Pattern:
    entries = [e for e in LEXICON.read_text("utf-8").splitlines() if e and not e.startswith("#")]
    return re.compile("|".join(rf"(?<!\w){re.escape(e)}(?!\w)" for e in sorted(entries, key=len, reverse=True)))


def _blank(match: re.Match) -> str:
    """What is taken out leaves its line breaks, so that the lines still count."""
    return _DROPPED + "\n" * match.group().count("\n")


def _role(match: re.Match) -> str:
    return (_SOURCED if re.match(r"glue|cite", match["name"]) else _DROPPED) + "\n" * match.group().count("\n")


def _strip(text: str) -> str:
    text = re.sub(r"\A---\n.*?\n---\n", _blank, text, flags=re.S)
    text = _fences(text)
    text = re.sub(r"<!--.*?-->", _blank, text, flags=re.S)
    text = re.sub(r"^\s*%.*$", "", text, flags=re.M)
    text = re.sub(r"^\([\w.:-]+\)=\s*$", "", text, flags=re.M)
    text = re.sub(r"\{(?P<name>[\w:.+-]+)\}(?P<tick>`+)(?:.|\n)+?(?P=tick)", _role, text)
    text = re.sub(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", _blank, text, flags=re.S)
    text = re.sub(r"\$\$.*?\$\$", _blank, text, flags=re.S)
    text = re.sub(r"(?<![\\$\w])\$(?![\d.,]+\s?(?:bn|tn|mn|[mbt]illion))[^$\n]+\$(?!\w)", _blank, text)
    text = re.sub(r"\[\^[^\]]+\]:?", "", text)
    text = re.sub(r"\]\([^)\n]*\)", "]", text)
    text = re.sub(r"<https?://[^>]+>|https?://\S+", _blank, text)
    return re.sub(r"</?[A-Za-z][^>\n]*>", "", text)


def _fences(text: str) -> str:
    """Code fences go; of directives that hold prose only the fence and the option lines go."""
    out: list[str] = []
    open_fences: list[tuple[str, bool]] = []  # (marker, is prose)
    options = False
    for line in text.split("\n"):
        fence = re.match(r"\s*(`{3,}|~{3,}|:{3,})\s*(?:\{([\w:-]+)\})?(.*)$", line)
        inside_code = open_fences and not open_fences[-1][1]
        if (
            fence
            and open_fences
            and not fence[2]
            and not fence[3].strip()
            and fence[1][0] == open_fences[-1][0][0]
            and len(fence[1]) >= len(open_fences[-1][0])
        ):
            open_fences.pop()
            out.append("")
        elif fence and not inside_code:
            prose = bool(_PROSE_DIRECTIVE.fullmatch((fence[2] or "").lower()))
            open_fences.append((fence[1], prose))
            out.append("\x04" + (fence[3].strip() if prose and fence[2] not in {"figure", "container", "div", "grid"} else ""))
            options = True
            continue
        elif inside_code:
            out.append("")
        elif options and re.match(r"\s*:[\w-]+:", line):
            out.append("")
            continue
        else:
            out.append(line)
        options = False
    return "\n".join(out).replace("\x04", "")


_ABBREVIATION = re.compile(r"\b(?:U\.S|U\.K|e\.g|i\.e|vs|cf|No|St|Mr|Mrs|Ms|Dr|approx|al)\.$")


def _sentences(text: str) -> list[tuple[int, str]]:
    """(1-based line, sentence); a heading, a list item, a table row and a paragraph end a sentence."""
    out, block, start = [], [], 1
    for number, line in enumerate([*text.split("\n"), ""], 1):
        own = re.match(r"\s*(?:#{1,6}\s|[-*+]\s|\d+[.)]\s|\||>|:\s)", line)
        if (not line.strip() or own) and block:
            out += _split(start, "\n".join(block))
            block = []
        if line.strip():
            if not block:
                start = number
            block.append(_unnumbered(line))
            if own and re.match(r"\s*(?:#|\|)", line):
                out += _split(start, "\n".join(block))
                block = []
    return out


def _unnumbered(line: str) -> str:
    line = re.sub(r"^(\s*#{1,6}\s+)\d+(?:\.\d+)*\.?\s", r"\1", line)
    return re.sub(r"^(\s*(?:>\s*)?)\d+[.)]\s", r"\1", line)


def _split(start: int, block: str) -> list[tuple[int, str]]:
    out, begin = [], 0
    for stop in re.finditer(r"[.!?][\"'”’)\]*_]*\s+(?=[\"'“‘(\[*_]*[A-Z\x02\x03])", block):
        if _ABBREVIATION.search(block[begin : stop.start() + 1]):
            continue
        out.append((start + block[:begin].count("\n"), block[begin : stop.end()]))
        begin = stop.end()
    out.append((start + block[:begin].count("\n"), block[begin:]))
    return out
