"""The specification curve: coefficient and HAC error a specification against a loop over statsmodels, its growth, the whole flow study."""

from __future__ import annotations

import sys
import time

import numpy as np
import statsmodels.api as sm

from benchmarks import processes
from treasury_card import catalog, flows
from treasury_card.flows import specification_curve
from treasury_card.inference import phase_randomise
from treasury_card.paths import ROOT

_WHOLE = "from treasury_card import catalog, flows; flows.study({n: catalog.load(n) for n in flows.TABLES})"


def measure() -> list[tuple[str, str]]:
    """Rows for the README: what, and the figure."""
    fast, slow = one_specification()
    few, many = growth(10), growth(40)
    whole = processes.measure([sys.executable, "-c", _WHOLE], ROOT)
    return [
        (
            "specification curve: coefficient and HAC error, batched against statsmodels",
            f"{1e6 * fast:.1f} µs, {slow / fast:,.0f} times faster",
        ),
        ("specification curve: time for four times as many specifications", f"{many / few:.1f} times as long"),
        ("flow study, two joint tests of 199 draws included, from the tables", f"{whole.seconds:.1f} s, {whole.peak_mb:,.0f} MB"),
    ]


def one_specification(draws: int = 40, compared: int = 120) -> tuple[float, float]:
    """Seconds a specification: batched over the whole curve and its resampled flows, statsmodels on some of them; unequal numbers raise."""
    versions, columns = _inputs(draws)
    seconds, number = _batched(versions, columns)
    rng, slow = np.random.default_rng(1), 0.0
    for _ in range(compared):
        group, x = _flows_of(versions[rng.integers(len(versions))], columns)
        column, outcome = rng.integers(x.shape[1]), rng.integers(len(group.outcomes))
        design, target = np.column_stack([x[:, column], group.controls]), group.targets[:, outcome]
        start = time.perf_counter()
        fit = sm.OLS(target, design).fit(cov_type="HAC", cov_kwds={"maxlags": specification_curve.LAGS, "use_correction": False})
        theirs = fit.params[0], fit.bse[0]
        slow += time.perf_counter() - start
        ours = [a[0, outcome] for a in specification_curve.estimate(group, x[:, [column]])]
        np.testing.assert_allclose(ours, theirs, rtol=1e-8)
    return seconds / number, slow / compared


def growth(draws: int) -> float:
    """Seconds for the curve with ``draws`` resampled flows."""
    return min(_batched(*_inputs(draws))[0] for _ in range(2))


def _inputs(draws: int):
    tables = {name: catalog.load(name) for name in flows.TABLES}
    data, monthly = flows.curve_inputs(tables)
    resampled = phase_randomise(monthly.to_numpy(), draws, np.random.default_rng(1)).transpose(1, 2, 0)
    columns = {
        w: specification_curve.flow_columns(resampled, monthly.index, tables["macro_quarterly"], w) for w in specification_curve.WINDOWS
    }
    return specification_curve.groups(data), (monthly.index, columns)


def _flows_of(group, columns):
    index, by_window = columns
    rows = index.get_indexer(group.months)
    return group, by_window[group.labels["window"]][rows].reshape(len(rows), -1)


def _batched(versions, columns) -> tuple[float, int]:
    start, number = time.perf_counter(), 0
    for version in versions:
        group, x = _flows_of(version, columns)
        number += specification_curve.estimate(group, x)[0].size
    return time.perf_counter() - start, number
