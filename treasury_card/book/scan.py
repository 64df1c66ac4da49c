"""The finished pages, looked over: what no reader must ever see, and what a page may weigh."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)

PAGE_LIMIT_KB = 140
ASSETS_LIMIT_KB = 460
_LOADING = {"src", "srcset", "poster", "data", "xlink:href"}  # attributes that fetch, whatever the element
_LOADING_RELS = {
    "stylesheet",
    "preload",
    "prefetch",
    "icon",
    "shortcut",
    "preconnect",
    "dns-prefetch",
    "modulepreload",
    "apple-touch-icon",
    "manifest",
}
_WORDS = ("alt.Chart(...)", "Traceback (most recent call last)", "{glue:", "{glue}")


def pages(app: Sphinx, exception: Exception | None) -> None:
    """At build-finished: one warning for each fault, so that ``-W`` ends the build."""
    if exception or app.builder.name != "html":
        return
    out = Path(app.outdir)
    for path in sorted(out.rglob("*.html")):
        if "_static" in path.relative_to(out).parts or "_sources" in path.relative_to(out).parts:
            continue
        for fault in faults(path, out):
            logger.warning(f"{path.relative_to(out).as_posix()}: {fault}", type="treasury_card", subtype="page")


def faults(path: Path, out: Path) -> Iterator[str]:
    """What is wrong with one page."""
    content = path.read_text("utf-8")
    page = _Page()
    page.feed(re.sub(r'(<script type="application/json"[^>]*>).*?(?=</script>)', r"\1", content, flags=re.DOTALL))  # data: heavy, and inert
    text = "".join(page.text)
    for word in _WORDS:
        if word in text:
            yield f"the words {word!r} are on the page"
    if page.empty_numbers:
        yield f"{page.empty_numbers} empty number(s)"
    for address in page.external:
        yield f"loads {address} from elsewhere; the book brings everything itself"
    for name in page.undescribed:
        yield f"the chart {name!r} has no description"
    for handler in page.handlers:
        yield f"inline event handler {handler!r}; a Content-Security-Policy forbids it"
    weight = len(gzip.compress(content.encode(), 9, mtime=0)) / 1000
    if weight > PAGE_LIMIT_KB:
        yield f"the page weighs {weight:.0f} KB gzipped; at most {PAGE_LIMIT_KB}"
    if page.charts:
        assets = sum(_weight(out, path, address) for address in set(page.assets)) / 1000
        if assets > ASSETS_LIMIT_KB:
            yield f"its scripts, styles and fonts weigh {assets:.0f} KB gzipped; at most {ASSETS_LIMIT_KB}"


def _weight(out: Path, page: Path, address: str) -> int:
    file = (page.parent / urlsplit(address).path).resolve()
    return len(gzip.compress(file.read_bytes(), 9, mtime=0)) if file.is_file() and file.is_relative_to(out.resolve()) else 0


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.external: list[str] = []
        self.assets: list[str] = []
        self.undescribed: list[str] = []
        self.handlers: list[str] = []
        self.charts = self.empty_numbers = 0
        self._quiet = 0
        self._runs = False
        self._code = 0
        self._number: list[str] | None = None
        self._chart: str | None = None

    def handle_starttag(self, tag: str, attributes) -> None:
        given = {name: value or "" for name, value in attributes}
        classes = given.get("class", "").split()
        if tag in {"script", "style"}:
            self._quiet += 1
            self._runs = tag == "style" or "json" not in given.get("type", "")
        if tag == "pre":
            self._code += 1
        if tag == "span" and {"num", "pasted-text"} & set(classes):
            self._number = []
        if tag == "div" and "chart" in classes:
            self.charts += 1
            self._chart = given.get("data-name", "?")
        if tag == "img" and "still" in classes:
            if not given.get("alt", "").strip():
                self.undescribed.append(self._chart or "?")
            self._chart = None
        if tag == "script":  # what the page asks for when its text is on the screen
            self.assets += [given[name] for name in ("data-script", "data-bundle") if name in given]
        self.handlers += [f"{name}={value}" for name, value in given.items() if name.startswith("on")]
        for name, value in given.items():
            rels = set(given.get("rel", "").lower().split())
            loads = name in _LOADING or name == "href" and (tag in {"image", "use"} or tag == "link" and _LOADING_RELS & rels)
            if not loads:
                continue
            if re.match(r"(?:[a-z][a-z0-9+.-]*:)?//", value, re.I):
                self.external.append(value)
            elif tag in {"script", "link"} and given.get("rel", "stylesheet") == "stylesheet" or tag == "script":
                self.assets.append(value)
        self.external += re.findall(r"url\(['\"]?((?:https?:)?//[^)'\"]+)", given.get("style", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._quiet -= 1
        if tag == "pre":
            self._code -= 1
        if tag == "span" and self._number is not None:
            self.empty_numbers += not "".join(self._number).strip()
            self._number = None

    def handle_data(self, data: str) -> None:
        if self._quiet:
            if self._runs:
                self.external += re.findall(r"https?://[^)'\"\s]+", data)
            return
        if self._number is not None:
            self._number.append(data)
        if not self._code or "alt.Chart(...)" in data or "Traceback" in data:
            self.text.append(data)
