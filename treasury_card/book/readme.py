"""Keep the README's figures those of the build: `python -m treasury_card.book.readme` after `make book`.

A figure stands between two comments that GitHub does not show: ``<!--n:KEY:STYLE-->$1,125.9bn<!--/n-->``.
"""

from __future__ import annotations

import json
import re
import shutil
import sys

from ..errors import TreasuryCardError
from ..numbers import Number
from ..paths import BUILD, ROOT

FIGURE = re.compile(r"<!--n:(?P<key>[a-z0-9._-]+?)(?::(?P<style>[a-z]+))?-->.*?<!--/n-->", re.DOTALL)
PICTURE = ("foreign-holdings.png", "_static/foreign-holdings.png")  # exhibit still of the build -> picture shown by the README


def fill(text: str, results: dict) -> str:
    """Enter the figures of ``results.json`` into a text with markers; an unknown key raises."""

    def figure(match: re.Match) -> str:
        key, style = match["key"], match["style"] or ""
        if key not in results:
            raise TreasuryCardError(f"README.md names {key}, which no page publishes")
        entry = results[key]
        shown = Number(key, entry["value"], entry["unit"], tuple(entry["tables"]), entry.get("decimals")).text(style)
        return f"<!--n:{key}{':' + style if style else ''}-->{shown}<!--/n-->"

    return FIGURE.sub(figure, text)


def main() -> int:
    built, readme = BUILD / "html" / "results.json", ROOT / "README.md"
    try:
        if not built.exists():
            raise TreasuryCardError(f"there is no {built} to take figures from: run `make book` first")
        text = fill(readme.read_text("utf-8"), json.loads(built.read_text("utf-8"))["numbers"])
    except TreasuryCardError as error:
        print(error, file=sys.stderr)
        return 1
    readme.write_text(text, "utf-8")
    shutil.copyfile(BUILD / "html" / "exhibits" / PICTURE[0], ROOT / PICTURE[1])
    return 0


if __name__ == "__main__":
    sys.exit(main())
