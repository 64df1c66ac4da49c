"""What a reader waits for: bytes of a first visit and of the next page, largest contentful paint, layout shift.

Chromium reads the built book from a server on loopback that compresses as any web host does. Paint and shift are Lighthouse's, with its
mobile profile (1.6 Mbps, 150 ms, processor four times slower); where npm is absent Chromium's own figures under the same throttling.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from benchmarks.browsing import FLAGS, chromium, served
from treasury_card.paths import BUILD

HTML = BUILD / "html"
SLOW = {"latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8, "offline": False}
SLOWER_PROCESSOR = 4
RUNS = 3  # of Lighthouse a page
TARGETS = {"first": 600, "next": 150, "paint": 1.8, "shift": 0.1}  # KB, KB, s, share
_OBSERVE = """
window.seen = {paint: 0, shift: 0};
const watch = (type, add) => new PerformanceObserver((list) => list.getEntries().forEach(add)).observe({type, buffered: true});
watch("largest-contentful-paint", (entry) => { seen.paint = entry.startTime / 1000; });
watch("layout-shift", (entry) => { if (!entry.hadRecentInput) seen.shift += entry.value; });
"""


@dataclass(frozen=True)
class Paint:
    """``seconds`` to the largest contentful paint and the cumulative layout ``shift`` of a page."""

    page: str
    seconds: float
    shift: float


def measure() -> list[tuple[str, str]]:
    """Rows for the README: what, and the figure."""
    chapters = [f"chapters/{path.name}" for path in sorted((HTML / "chapters").glob("[0-9]*.html"))]
    with served(HTML) as base:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            first = {page: visit(browser, base, [page])[0] for page in chapters}
            following = {(a, b): visit(browser, base, [a, b])[1] for a, b in zip(chapters, chapters[1:], strict=False)}
            throttled = None if shutil.which("npm") else [paint(browser, base, page) for page in chapters]
            browser.close()
        paints = throttled or lighthouse(base, chapters)
    heaviest, next_ = max(first, key=first.get), max(following, key=following.get)
    slowest, restless = max(paints, key=lambda p: p.seconds), max(paints, key=lambda p: p.shift)
    how = "Chromium, throttled; npm is absent" if throttled else f"Lighthouse, mobile, median of {RUNS}"
    return [
        (f"first visit to a chapter, gzipped, at most ({TARGETS['first']} KB)", f"{first[heaviest]:.0f} KB ({heaviest})"),
        (f"the next chapter, gzipped, at most ({TARGETS['next']} KB)", f"{following[next_]:.0f} KB ({next_[1]})"),
        (f"largest contentful paint, at most ({TARGETS['paint']} s; {how})", f"{slowest.seconds:.1f} s ({slowest.page})"),
        (f"layout shift, at most ({TARGETS['shift']})", f"{restless.shift:.3f} ({restless.page})"),
    ]


def visit(browser: Browser, base: str, pages: list[str]) -> list[float]:
    """Kilobytes over the wire for each of some pages, opened one after the other by one new reader."""
    context = browser.new_context()
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    sent = [0.0]
    network.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    weights = []
    for name in pages:
        sent.clear()
        page.goto(base + name, wait_until="load")
        page.wait_for_selector("html[data-charts=done]")
        page.mouse.wheel(0, 200_000)
        page.wait_for_load_state("networkidle")
        weights.append(sum(sent) / 1000)
    context.close()
    return weights


def paint(browser: Browser, base: str, name: str) -> Paint:
    """Chromium's own figures on a slow line and a slow processor."""
    context = browser.new_context(viewport={"width": 412, "height": 823}, device_scale_factor=1.75, is_mobile=True)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})
    page.add_init_script(_OBSERVE)
    page.goto(base + name, wait_until="load", timeout=120_000)
    page.wait_for_selector("html[data-charts=done]", timeout=120_000)
    got = page.evaluate("seen")
    context.close()
    return Paint(name, got["paint"], got["shift"])


def lighthouse(base: str, pages: list[str]) -> list[Paint]:
    """Lighthouse's figures; it is fetched from npm into a scratch folder."""
    with tempfile.TemporaryDirectory() as scratch:
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", scratch, "lighthouse@12"]
        subprocess.run(install, check=True, timeout=300)
        return [_median([_lighthouse(Path(scratch), base, page) for _ in range(RUNS)]) for page in pages]


def _median(paints: list[Paint]) -> Paint:
    """One run hangs on what else the machine does."""
    return Paint(paints[0].page, median(p.seconds for p in paints), median(p.shift for p in paints))


def _lighthouse(scratch: Path, base: str, name: str) -> Paint:
    report = scratch / "report.json"
    command = [scratch / "node_modules/.bin/lighthouse", base + name, "--only-categories=performance", "--output=json"]
    command += [f"--output-path={report}", f"--chrome-path={chromium()}", "--chrome-flags=--headless=new " + " ".join(FLAGS), "--quiet"]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    audits = json.loads(report.read_text("utf-8"))["audits"]
    return Paint(name, audits["largest-contentful-paint"]["numericValue"] / 1000, audits["cumulative-layout-shift"]["numericValue"])
