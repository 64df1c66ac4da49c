"""The event study: placebo ranks over the full history, the test stage of the size study against a loop over statsmodels, the whole run."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
import statsmodels.api as sm

from benchmarks import processes
from treasury_card import catalog
from treasury_card.events import placebo
from treasury_card.events.calendar import select
from treasury_card.paths import ROOT
from treasury_card.size_study import ESTIMATION_DAYS, GarchT, naive_t, simulate

_PROCESS = GarchT(constant=-0.08, ar=0.018, omega=0.232, alpha=0.0396, beta=0.9539, nu=8.7)
_WHOLE = "from treasury_card import catalog, events; events.study({n: catalog.load(n) for n in events.TABLES})"


def measure() -> list[tuple[str, str]]:
    """Rows for the README: what, and the figure."""
    whole = processes.measure([sys.executable, "-c", _WHOLE], ROOT)
    fast, slow = test_stage()
    return [
        ("event study: placebo ranks, 11 tenors x 6 horizons, full history", f"{ranks():.2f} s"),
        ("size study: naive t of one replication, vectorised against statsmodels", f"{1e6 * fast:.1f} µs, {slow / fast:,.0f} times faster"),
        ("event study with 10,000 simulated histories, from the tables", f"{whole.seconds:.1f} s, {whole.peak_mb:,.0f} MB"),
    ]


def ranks() -> float:
    """Seconds for raw and scaled ranks of every tenor, for window lengths of 1, 2, 5, 7, 19 and 20 days, against the longest sample."""
    yields = placebo.usable_yields(catalog.load("us_yields_daily"))
    windows = select("W1", "W2", "W3", "W4", "W5", "the remark", overlapping=("W3", "W4", "W5"))
    return _best(lambda: placebo.placebo_ranks(yields, windows, samples=["1962"]))


def test_stage(h: int = 5, replications: int = 2000, compared: int = 100) -> tuple[float, float]:
    """Seconds a replication of the naive t: ours on all, statsmodels on some of the same data; unequal numbers raise."""
    changes = simulate(_PROCESS, replications, ESTIMATION_DAYS + h, np.random.default_rng(1))
    fast = _best(lambda: naive_t(changes, h)) / replications
    design = np.column_stack([np.ones(ESTIMATION_DAYS + h), np.vstack([np.zeros((ESTIMATION_DAYS, h)), np.eye(h)])])
    start = time.perf_counter()
    t = [sm.OLS(changes[:, i], design).fit().t_test(np.r_[0, np.ones(h)]).tvalue.item() for i in range(compared)]
    slow = (time.perf_counter() - start) / compared
    np.testing.assert_allclose(naive_t(changes, h)[0][:compared], t, rtol=1e-8)
    return fast, slow


def _best(task: Callable, repeats: int = 3) -> float:
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        task()
        seconds.append(time.perf_counter() - start)
    return min(seconds)
