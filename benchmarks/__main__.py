"""`make bench`: measure the build, the pages and the methods, print the table and enter it in the README.

`--fresh` also clones the repository, installs from an empty package cache and runs the README's two commands.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import os
import pkgutil
import platform
import re
import shutil
import sys
import tempfile
from pathlib import Path

import benchmarks
from benchmarks.processes import measure

ROOT = Path(__file__).resolve().parents[1]
BOOK = [str(Path(sys.executable).with_name("jupyter-book")), "build", ".", "--all", "-W", "-n", "--keep-going"]


def builds() -> list[tuple[str, str]]:
    """The build without the install: cold, and again with nothing changed."""
    shutil.rmtree(ROOT / "_build", ignore_errors=True)
    cold, warm = measure(BOOK, ROOT), measure(BOOK, ROOT)
    return [
        ("build of the book, cold, without the install", f"{cold.seconds:.0f} s, {cold.peak_mb:,.0f} MB"),
        ("build again, nothing changed", f"{warm.seconds:.1f} s, {warm.peak_mb:,.0f} MB"),
    ]


def pages() -> list[tuple[str, str]]:
    """Weight of pages and shared assets, gzipped."""
    html = ROOT / "_build" / "html"
    weights = {p: len(gzip.compress(p.read_bytes(), 9)) for p in html.rglob("*.html")}
    heaviest = max(weights, key=weights.get)
    page = heaviest.read_text("utf-8")
    names = {name for tag in re.findall(r"<(?:script|link)\b[^>]*>", page) for name in re.findall(r'="([^"#?]+\.(?:js|css))\b', tag)}
    shared = sum(len(gzip.compress((heaviest.parent / n).resolve().read_bytes(), 9)) for n in names)
    return [
        ("heaviest page with its data, gzipped", f"{weights[heaviest] / 1000:.0f} KB ({heaviest.relative_to(html).as_posix()})"),
        ("scripts and styles shared by chart pages, gzipped", f"{shared / 1000:.0f} KB"),
    ]


def methods() -> list[tuple[str, str]]:
    """What the modules `benchmarks/bench_*.py` measure: each has `measure() -> list of (what, figure)`."""
    names = sorted(m.name for m in pkgutil.iter_modules(benchmarks.__path__) if m.name.startswith("bench_"))
    return [row for name in names for row in importlib.import_module(f"benchmarks.{name}").measure()]


def fresh() -> list[tuple[str, str]]:
    """The README's two commands on a fresh clone with an empty package cache."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        measure(["git", "clone", "-q", str(ROOT), str(clone)], ROOT)
        env = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL")}
        env |= {"PIP_CACHE_DIR": str(Path(folder) / "cache"), "PYTHONPATH": ""}
        book, test = (measure(["make", target], clone, env) for target in ("book", "test"))
    return [
        ("`make book` on a fresh clone, empty package cache", f"{book.seconds:.0f} s, {book.peak_mb:,.0f} MB"),
        ("`make test` after it", f"{test.seconds:.0f} s, {test.peak_mb:,.0f} MB"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--fresh", action="store_true", help="also install and test a fresh clone (minutes)")
    options = parser.parse_args()  # before anything is removed
    rows = [*builds(), *pages(), *methods()]
    if options.fresh:
        rows = [*fresh(), *rows]
    table = "\n".join(["| what | measured |", "|---|---|", *(f"| {what} | {figure} |" for what, figure in rows)])
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    readme = ROOT / "README.md"
    block = f"<!--bench-->\nOn {machine}; wall time, and peak memory of all processes together.\n\n{table}\n<!--/bench-->"
    readme.write_text(re.sub(r"<!--bench-->.*<!--/bench-->", lambda _: block, readme.read_text("utf-8"), flags=re.DOTALL), "utf-8")
    print(table)


if __name__ == "__main__":
    main()
