"""Two cold builds, one of them elsewhere in time, space and hashing, give the same bytes."""

from __future__ import annotations

import filecmp
from concurrent.futures import ThreadPoolExecutor

import pytest
from building import build, copy_book

# Python runs this at start-up, in the build and in every kernel: the clock stands five years ahead.
OTHER_DAY = """import datetime, time_machine
time_machine.travel(datetime.datetime.now() + datetime.timedelta(days=1826, hours=7), tick=True).start()
"""


@pytest.mark.xdist_group("heavy")
def test_two_cold_builds_are_byte_identical(tmp_path):
    here = copy_book(tmp_path / "here")
    there = copy_book(tmp_path / "far" / "away" / "with-a-much-longer-path")
    (there / "sitecustomize.py").write_text(OTHER_DAY)
    elsewhere = {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "12345", "LANG": "de_DE.UTF-8"}
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(build, here, TZ="UTC", PYTHONHASHSEED="0"), pool.submit(build, there, **elsewhere)]
        for run in runs:
            assert run.result().returncode == 0, run.result().output[-3000:]
    one, two = (folder / "_build" / "html" for folder in (here, there))
    names = [{p.relative_to(side).as_posix() for p in side.rglob("*") if p.is_file()} for side in (one, two)]
    assert names[0] == names[1]
    differing = [n for n in sorted(names[0]) if not filecmp.cmp(one / n, two / n, shallow=False)]
    assert not differing, f"{len(differing)} files differ: {differing[:10]}"
