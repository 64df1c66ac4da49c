"""The counterfactual: a million draws for three sellers, one draw against a loop, growth, one case, the whole run."""

from __future__ import annotations

import math
import sys
import time

import numpy as np

from benchmarks import processes
from treasury_card import catalog, leverage
from treasury_card.leverage.assumptions import SCENARIOS
from treasury_card.leverage.draws import PROBABILITIES, drawn_inputs, fan, latent_uniforms
from treasury_card.leverage.model import WEEKS
from treasury_card.paths import ROOT
from treasury_card.scenarios import impact_scenarios

_WHOLE = "from treasury_card import catalog, leverage; leverage.study({n: catalog.load(n) for n in leverage.TABLES})"
_MILLION = "from benchmarks import bench_leverage; bench_leverage.million()"
DRAWS = 1_000_000


def measure() -> list[tuple[str, str]]:
    """Rows for the README: what, and the figure."""
    million_run = processes.measure([sys.executable, "-c", _MILLION], ROOT)
    whole = processes.measure([sys.executable, "-c", _WHOLE], ROOT)
    fast, slow = one_draw()
    few, many = per_draw(10_000), per_draw(DRAWS)
    return [
        (
            f"yield paths: {DRAWS:,} draws x {WEEKS} weeks x {len(SCENARIOS)} sellers with weekly quantiles",
            f"{million_run.seconds:.0f} s, {million_run.peak_mb:,.0f} MB",
        ),
        (
            "yield paths: one draw of ten years, in the pass by weeks against a Python loop",
            f"{1e6 * fast:.1f} µs, {slow / fast:,.0f} times faster",
        ),
        ("yield paths: time a draw for a hundred times as many draws", f"{many / few:.2f} times as long"),
        ("counterfactual: path, costs and losses of one case", f"{1e3 * one_case():.1f} ms"),
        ("counterfactual study with 100,000 draws, from the tables", f"{whole.seconds:.1f} s, {whole.peak_mb:,.0f} MB"),
    ]


def million() -> None:
    """Fans of every named sale from a million draws under one reading."""
    graph, impact = _inputs()
    latent = latent_uniforms(DRAWS)
    for scenario in SCENARIOS:
        fan(graph, drawn_inputs(scenario.assumptions(), impact, latent))


def one_draw(draws: int = 200_000, compared: int = 300) -> tuple[float, float]:
    """Seconds a draw of the pass by weeks, quantiles included, and of a loop over draws and weeks; unequal numbers raise."""
    graph, impact = _inputs()
    values = drawn_inputs(SCENARIOS[0].assumptions(), impact, latent_uniforms(draws))
    seconds = min(_timed(lambda: fan(graph, values)) for _ in range(2))
    some = {k: v[:compared] if np.size(v) > 1 else v for k, v in values.items()}
    known = graph.outcomes(some, ("sale_rate", "permanent_bp", "temporary_bp", "decay"))
    start = time.process_time()
    paths = [
        _loop(*(float(known[n][i]) for n in ("sale_rate", "permanent_bp", "temporary_bp", "decay")), int(some["weeks"]))
        for i in range(compared)
    ]
    table = [[float(q) for q in np.quantile([p[w] for p in paths], PROBABILITIES)] for w in range(WEEKS)]
    slow = time.process_time() - start
    np.testing.assert_allclose(fan(graph, some).quantiles.to_numpy(), table, rtol=1e-9)
    return seconds / draws, slow / compared


def per_draw(draws: int) -> float:
    """Seconds of processor time a draw."""
    graph, impact = _inputs()
    values = drawn_inputs(SCENARIOS[0].assumptions(), impact, latent_uniforms(draws))
    return min(_timed(lambda: fan(graph, values)) for _ in range(3)) / draws


def one_case(repeats: int = 50) -> float:
    """Seconds for all outputs of one set of assumptions."""
    graph, _ = _inputs()
    values = SCENARIOS[0].assumptions().values()
    graph.evaluate(values)
    return _timed(lambda: [graph.evaluate(values) for _ in range(repeats)]) / repeats


def _loop(rate: float, permanent: float, temporary: float, decay: float, weeks: int) -> list[float]:
    """One path, week by week, from the closed form."""
    path = []
    for week in range(1, WEEKS + 1):
        sold = min(week, weeks)
        memory = math.exp(-decay * (week - sold)) * (1 - math.exp(-decay * sold)) / (1 - math.exp(-decay))
        path.append(rate * (permanent * sold + temporary * memory))
    return path


def _timed(call) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


def _inputs():
    tables = {name: catalog.load(name) for name in leverage.TABLES}
    return leverage.counterfactual(tables)[0], impact_scenarios(tables["published_effects"])["unscaled"]
