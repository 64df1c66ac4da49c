"""The scenario mixture: weights, ranges, the two readings, and the latent uniforms that draw it."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

from treasury_card.scenarios import impact_scenarios

PUBLISHED = pd.read_csv(
    io.StringIO(
        """key,study,horizon,per_100bn_low_bp,per_100bn_high_bp,per_pct_low_bp,per_pct_high_bp
a_impact,A,impact,100,100,80,140
a_other,A,impact,20,40,15,60
b_short,B,short,40,60,15,30
b_long,B,stock,20,20,8,10
c,C,12m,40,40,18,18
d,D,stock,,,6,10
"""
    )
)


@pytest.fixture(scope="module")
def scenarios():
    return impact_scenarios(PUBLISHED, marketable_usd_bn=20_000)


def test_every_study_has_equal_weight_and_its_ranges_share_it(scenarios):
    weights = scenarios["unscaled"].weights()
    by_study = weights.groupby(["horizon", "study"])["weight"].sum()
    assert by_study.loc["short_run"].to_dict() == pytest.approx({"A": 0.5, "B": 0.5})
    assert by_study.loc["long_run"].to_dict() == pytest.approx({"B": 0.5, "C": 0.5})
    u = (np.arange(100_000) + 0.5) / 100_000
    draws = scenarios["unscaled"].draw(np.stack([u, u, u]))
    assert (draws.short_run_bp == 100).mean() == pytest.approx(0.25, abs=1e-4)


def test_draws_are_log_uniform_inside_each_published_range(scenarios):
    u = (np.arange(400_000) + 0.5) / 400_000
    values = scenarios["unscaled"].draw(np.stack([u, u, u])).short_run_bp
    b = values[(values > 40) & (values < 60)]
    assert np.median(b) == pytest.approx(np.sqrt(40 * 60), rel=1e-3)
    assert values.min() == pytest.approx(20, rel=1e-3) and values.max() == pytest.approx(100)


def test_share_scaled_reading_carries_bp_per_percent_into_the_present_market(scenarios):
    ranges = {r.key: r for r in scenarios["share_scaled"].long_run}
    assert (ranges["d"].low_bp, ranges["d"].high_bp) == pytest.approx((3.0, 5.0))  # 100 bn are 0.5 % of 20 tn
    assert "d" not in {r.key for r in scenarios["unscaled"].long_run}, "a study without a figure per 100 bn has no unscaled reading"


def test_leaving_a_study_out_shifts_its_weight_to_the_others(scenarios):
    left = scenarios["unscaled"].without("A").weights().query("horizon == 'short_run'")
    assert left["study"].tolist() == ["B"] and left["weight"].tolist() == [1.0]


def test_short_run_long_run_and_half_life_come_from_separate_uniforms(scenarios):
    latent = np.random.default_rng(1).random((3, 50))
    draws = scenarios["unscaled"].draw(latent)
    moved = scenarios["unscaled"].draw(np.stack([latent[0], 1 - latent[1], latent[2]]))
    assert np.array_equal(draws.short_run_bp, moved.short_run_bp) and np.array_equal(draws.half_life_weeks, moved.half_life_weeks)
    assert not np.array_equal(draws.long_run_bp, moved.long_run_bp)
    assert ((draws.half_life_weeks >= 4) & (draws.half_life_weeks <= 52)).all()
