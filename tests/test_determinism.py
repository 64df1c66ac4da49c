"""A cold build elsewhere in time, space and hashing gives the bytes of the book that stands here."""

from __future__ import annotations

import filecmp

from building import build, copy_book
from conftest import ROOT

# Python runs this at start-up, in the build and in every kernel: the clock stands five years ahead.
OTHER_DAY = """import datetime, time_machine
time_machine.travel(datetime.datetime.now() + datetime.timedelta(days=1826, hours=7), tick=True).start()
"""


def test_a_cold_build_elsewhere_is_byte_identical(tmp_path):
    here = ROOT / "_build" / "html"  # cold too on a fresh clone; after a change it is what a second `make book` left
    assert (here / "results.json").exists(), "build the book first: make book"
    folder = copy_book(tmp_path / "far" / "away" / "with-a-much-longer-path")
    (folder / "sitecustomize.py").write_text(OTHER_DAY)
    run = build(folder, TZ="Asia/Tokyo", PYTHONHASHSEED="12345", LANG="de_DE.UTF-8")
    assert run.returncode == 0, run.output[-3000:]
    there = folder / "_build" / "html"
    names = [{p.relative_to(side).as_posix() for p in side.rglob("*") if p.is_file()} for side in (here, there)]
    assert names[0] == names[1]
    differing = [n for n in sorted(names[0]) if not filecmp.cmp(here / n, there / n, shallow=False)]
    assert not differing, f"{len(differing)} files differ: {differing[:10]}"
