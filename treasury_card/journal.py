"""Several files of a folder change together or not at all, wherever the process is ended.

What is to be written goes first, whole, into one journal file; from the moment that the journal has its name, the change is decided, and
whoever comes next, a reader too, carries it out to the end. Before that moment nothing has changed.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .errors import DataError

JOURNAL = ".journal.json"


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """One writer at a time, and no reader meanwhile; a second one waits. An unfinished change is carried out first.

    The lock is on the folder itself: it leaves no file behind and ends with the process.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder, fcntl.LOCK_EX):
        _finish(folder)
        yield


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """The files stay as they are while several of them are read."""
    while True:
        with _locked(folder, fcntl.LOCK_SH):
            if not pending(folder):
                yield
                return
        with writing(folder):
            pass


def pending(folder: Path) -> bool:
    """Whether a change was decided and not carried out to its end."""
    return (folder / JOURNAL).exists()


def commit(folder: Path, files: Mapping[str, bytes]) -> None:
    """Replace files of ``folder``, all or none; to be called within :func:`writing`. Contents are UTF-8 text."""
    changed = {name: content for name, content in files.items() if _content(folder / name) != content}
    if changed:
        text = json.dumps({name: content.decode("utf-8") for name, content in changed.items()}, ensure_ascii=False)
        _replace(folder / JOURNAL, text.encode("utf-8"))
        _finish(folder)


def _finish(folder: Path) -> None:
    content = _content(folder / JOURNAL)
    if content is not None:
        try:
            files = json.loads(content)
        except ValueError:
            raise DataError(JOURNAL, f"unreadable in {folder}", expected="the files of an unfinished update; restore the folder") from None
        for name, text in files.items():
            _replace(folder / name, text.encode("utf-8"))
        os.unlink(folder / JOURNAL)
    for left in folder.glob(".*.new"):
        left.unlink()


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name.lstrip('.')}.new")
    with open(temporary, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


@contextmanager
def _locked(folder: Path, mode: int) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, mode)
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)  # a process that was forked meanwhile holds the handle too: closing is not enough
        os.close(handle)
