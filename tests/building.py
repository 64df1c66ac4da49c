"""Build copies of the book in scratch folders: the whole book, or a small one with a single chapter to plant faults in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
from conftest import ROOT

PARTS = ["_config.yml", "_toc.yml", "_static", "_templates", "intro.md", "chapters", "data", "treasury_card", "requirements.txt"]


def copy_book(target: Path) -> Path:
    """Everything that a build reads, and nothing that it wrote."""
    target.mkdir(parents=True)
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, target / part, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        elif source.exists():
            shutil.copyfile(source, target / part)
    return target


def with_cache(folder: Path) -> Path:
    """The executed notebooks and results of the last build, for a copy that need not run them again."""
    for part in ("execution", "results", "vega"):
        if (ROOT / "_build" / part).is_dir():
            shutil.copytree(ROOT / "_build" / part, folder / "_build" / part)
    return folder


def _with_what_any_build_makes(folder: Path) -> None:
    """The Vega bundle, and the mark that these very tables have been checked: half of the time of a small build."""
    for source in (*(ROOT / "_build").glob("execution/*/data-checked"), *(ROOT / "_build").glob("vega/*.js")):
        target = folder / source.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def small_book(target: Path, cells: list[str], prose: str = "A page without figures.") -> Path:
    """A book of two pages: a front page with ``prose`` and one notebook of code cells (a cell that starts with ``#!md`` is text)."""
    copy_book(target)
    for path in (target / "chapters").glob("*.ipynb"):
        path.unlink()
    for path in (target / "chapters").glob("*.md"):
        path.unlink()
    (target / "_toc.yml").write_text("format: jb-book\nroot: intro\nchapters:\n  - file: chapters/01_small\n", "utf-8")
    (target / "intro.md").write_text(f"# A small book\n\n{prose}\n", "utf-8")
    book = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})
    book.cells = [nbformat.v4.new_markdown_cell("# One chapter", id="title")]
    for number, source in enumerate(cells):
        make = nbformat.v4.new_markdown_cell if source.startswith("#!md") else nbformat.v4.new_code_cell
        book.cells.append(make(source.removeprefix("#!md").strip(), id=f"cell-{number}"))
    nbformat.write(book, target / "chapters" / "01_small.ipynb")
    _with_what_any_build_makes(target)
    return target


def build(folder: Path, builder: str = "html", **environment: str) -> subprocess.CompletedProcess:
    """Build as `make book` does, with the package of that folder. ``output`` holds what was printed, both streams."""
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONDONTWRITEBYTECODE", "SOURCE_DATE_EPOCH")}
    env |= {"PYTHONPATH": str(folder), "NO_COLOR": "1", **environment}
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", ".", "--all", "--builder", builder, "-W", "-n", "--keep-going"]
    run = subprocess.run(command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600)
    run.output = run.stdout
    return run
