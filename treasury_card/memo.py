"""``run()`` once a build: results kept on disk under a hash of everything that can change them.

The hash covers ``data/``, the package and the pins, so that no change in any of them is ever answered with old numbers.
"""

from __future__ import annotations

import functools
import hashlib
import os
import pickle
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from filelock import FileLock

from .errors import TreasuryCardError
from .paths import BUILD, ROOT

T = TypeVar("T")


def fingerprint(root: Path = ROOT) -> str:
    """SHA-256 over names and bytes of the inputs of every result: ``data/``, ``treasury_card/``, ``requirements.txt``."""
    return _digest(root, "data/**/*", "treasury_card/**/*", "requirements.txt")


def _digest(root: Path, *patterns: str) -> str:
    digest = hashlib.sha256()
    files = [p for pattern in patterns for p in root.glob(pattern) if p.is_file() and "__pycache__" not in p.parts]
    for path in sorted(files):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


CODE = "treasury_card/**/*.py"
LOADED = _digest(ROOT, CODE)


def memoised(run: Callable[[], T]) -> Callable[[], T]:
    """Keep the result of a function without arguments on disk, in ``_build/results/<hash>/<module>.pickle``.

    Results of other hashes are dropped when a new one is written. An unreadable file is computed anew. Of several processes that ask for
    the same result one computes it and the others wait.

    Raises
    ------
    TreasuryCardError
        The package was edited since this process loaded it: what old code computes would be kept under the hash of the new.
    """

    @functools.wraps(run)
    def wrapper() -> T:
        if _digest(ROOT, CODE) != LOADED:
            raise TreasuryCardError("treasury_card/ was edited after it was loaded: restart the kernel and run again")
        path = place(run.__module__, run.__qualname__)
        if (kept := _read(path)) is not None:
            return kept
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock")):  # another process may be at it: what it finds is taken
            if (kept := _read(path)) is not None:
                return kept
            result = run()
            for old in path.parent.parent.iterdir():
                if old != path.parent:
                    shutil.rmtree(old, ignore_errors=True)
            keep(path, pickle.dumps(result, protocol=pickle.HIGHEST_PROTOCOL))
        return result

    return wrapper


def place(module: str, function: str = "run") -> Path:
    """Where the result of a function is kept for the inputs as they are now."""
    return BUILD / "results" / fingerprint()[:16] / f"{module}.{function}.pickle"


def keep(path: Path, content: bytes) -> None:
    """Write a file that other processes see whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.replace(temporary, path)


def _read(path: Path):
    try:
        return pickle.loads(path.read_bytes())
    except Exception:  # none yet, or one that was cut off: unpickling bytes at random raises almost anything
        return None
