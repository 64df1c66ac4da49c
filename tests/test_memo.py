from __future__ import annotations

import shutil
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from treasury_card import memo
from treasury_card.errors import TreasuryCardError


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A small project: the three kinds of input that the fingerprint covers."""
    for folder in ("data", "treasury_card"):
        (tmp_path / folder).mkdir()
    (tmp_path / "data" / "a.csv").write_text("x\n1\n")
    (tmp_path / "treasury_card" / "m.py").write_text("X = 1\n")
    (tmp_path / "requirements.txt").write_text("pandas==3.1.1\n")
    monkeypatch.setattr(memo, "BUILD", tmp_path / "_build")
    original = memo.fingerprint
    monkeypatch.setattr(memo, "fingerprint", lambda: original(tmp_path))
    return tmp_path


@pytest.mark.parametrize("changed", ["data/a.csv", "treasury_card/m.py", "requirements.txt"])
def test_a_change_in_data_package_or_pins_is_never_answered_with_old_numbers(tree, changed):
    calls = []

    @memo.memoised
    def run():
        calls.append(1)
        return (tree / "data" / "a.csv").read_text()

    assert run() == run()
    assert len(calls) == 1
    (tree / changed).write_text("x\n2\n")
    run()
    assert len(calls) == 2
    assert len(list((tree / "_build" / "results").iterdir())) == 1, "results of the old inputs are dropped"


def test_a_renamed_table_changes_the_fingerprint(tree):
    before = memo.fingerprint()
    shutil.move(tree / "data" / "a.csv", tree / "data" / "b.csv")
    assert memo.fingerprint() != before


def test_of_two_that_ask_at_once_one_computes_and_the_other_waits(tree):
    calls = []

    @memo.memoised
    def run():
        calls.append(1)
        time.sleep(0.3)
        return 42

    with ThreadPoolExecutor(2) as both:
        assert list(both.map(lambda _: run(), range(2))) == [42, 42]
    assert len(calls) == 1


def test_a_torn_file_is_computed_anew(tree):
    @memo.memoised
    def run():
        return 42

    run()
    (path,) = (tree / "_build" / "results").rglob("*.pickle")
    path.write_bytes(path.read_bytes()[:5])
    assert run() == 42


def test_old_code_in_a_running_process_is_not_kept_as_the_result_of_new_code(tree, monkeypatch):
    monkeypatch.setattr(memo, "ROOT", tree)
    monkeypatch.setattr(memo, "LOADED", memo._digest(tree, memo.CODE))
    run = memo.memoised(lambda: 42)
    assert run() == 42
    (tree / "treasury_card" / "m.py").write_text("X = 2\n")
    with pytest.raises(TreasuryCardError, match="restart the kernel"):
        run()
