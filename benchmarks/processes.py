"""Wall time and peak memory of a whole command, children included."""

from __future__ import annotations

import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Run:
    """``seconds`` of wall time and ``peak_mb``: the largest sum of resident memory over the process tree, sampled five times a second."""

    seconds: float
    peak_mb: float


def measure(command: list[str], folder: Path, env: dict[str, str] | None = None) -> Run:
    """Run a command to its end; a failure raises with the end of its output."""
    start, peak = time.perf_counter(), 0
    process = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    tree = psutil.Process(process.pid)
    output: list[str] = []
    reader = threading.Thread(target=lambda: output.extend(process.stdout))
    reader.start()
    while process.poll() is None:
        peak = max(peak, _resident(tree))
        time.sleep(0.2)
    reader.join()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{''.join(output[-30:])}")
    return Run(time.perf_counter() - start, peak / 2**20)


def _resident(tree: psutil.Process) -> int:
    total = 0
    try:
        for process in [tree, *tree.children(recursive=True)]:
            try:
                total += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
    except psutil.NoSuchProcess:
        pass
    return total
