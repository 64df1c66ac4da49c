"""The flow study in the shape a reader sees: nothing lost, readable, drawable."""

from __future__ import annotations

import altair as alt
import pytest

from treasury_card import flows
from treasury_card.book import tables
from treasury_card.charts import flows as draw
from treasury_card.flows import display


@pytest.fixture(scope="module")
def study():
    return flows.run()


FRAMES = {
    display.conversions: "conversions",
    display.coverage: "coverage",
    display.measured_years: "measured",
    display.regressions: "regression",
    display.term_premium: "term_premium",
    display.persistence: "persistence",
    display.true_size: "spurious",
    display.each_december: "moving",
    display.breaks: "breaks",
    display.forecast: "forecast_errors",
    display.detectable: "detectable",
    display.responses: "responses",
    display.leads: "leads",
    display.interval_coverage: "interval_coverage",
    display.granular: "granular",
    display.interventions: "interventions",
    display.drawn_curve: "curve_drawn",
    display.choices: "curve_choices",
    display.joint_tests: "curve_tests",
    display.one_axis: "effects",
    display.impact: "impact",
    display.basis: "impact_basis",
    display.left_out: "impact_left_out",
    display.experiments: "experiments",
    display.sold: "sold",
}


@pytest.mark.parametrize("function", FRAMES, ids=lambda f: f.__name__)
def test_tables_are_readable_and_name_everything(study, function):
    table = function(getattr(study, FRAMES[function]))
    assert 0 < len(table) <= tables.MAX_ROWS
    labels = table.select_dtypes(exclude="number")
    assert not labels.isna().any(axis=None), labels.columns[labels.isna().any()].tolist()
    assert "nan" not in labels.astype(str).to_numpy().ravel()


def test_regression_table_keeps_units_sample_size_and_covariance_by_name(study):
    table = display.regressions(study.regression)
    assert len(table) == len(study.regression)
    assert {"sample", "months", "covariance", "zero_flow_effect_bp"} <= set(table.columns)
    assert tables.heading("zero_flow_effect_bp") == "Zero flow effect (bp)"


def test_unmeasured_years_are_empty_and_not_zero(study):
    table = display.measured_years(study.measured).set_index("year")
    assert table.loc[2022].filter(like="official").isna().all()
    assert table.loc[2010, "official, BT_pct"] > 4


CHARTS = {
    draw.measured: ["measured"],
    draw.zero_flow: ["regression"],
    draw.true_size: ["spurious"],
    draw.moving: ["moving"],
    draw.break_path: ["breaks", "break_test"],
    draw.forecast: ["forecast"],
    draw.detectable: ["detectable", "impact"],
    draw.responses: ["responses"],
    draw.recent_responses: ["recent_responses"],
    draw.leads: ["leads"],
    draw.curve: ["curve_drawn"],
    draw.choices: ["curve_choices"],
    draw.joint_test: ["curve_null", "curve_tests"],
    draw.one_axis: ["effects"],
    draw.left_out: ["impact_left_out"],
    draw.experiments: ["experiments"],
}


@pytest.mark.parametrize("function", CHARTS, ids=lambda f: f.__name__)
def test_charts_colour_every_row_from_a_named_scale(study, function):
    spec = function(*(getattr(study, name) for name in CHARTS[function])).to_dict()
    shown = [value for rows in spec["datasets"].values() for row in rows for value in row.values()]
    assert shown

    def scales(part):
        if isinstance(part, dict):
            colour = part.get("encoding", {}).get("color", {}) if isinstance(part.get("encoding"), dict) else {}
            if "scale" in colour:
                yield colour["field"], colour["scale"]["domain"]
            for value in part.values():
                yield from scales(value)
        elif isinstance(part, list):
            for value in part:
                yield from scales(value)

    for field, domain in scales({k: v for k, v in spec.items() if k != "datasets"}):
        values = {row[field] for rows in spec["datasets"].values() for row in rows if field in row}
        assert values <= set(domain), f"{values - set(domain)} have no colour"


def test_drawn_curve_keeps_both_ends_and_the_sign_of_what_is_significant(study):
    drawn = study.curve_drawn
    assert drawn["effect_bp_per_pct_debt"].iloc[[0, -1]].tolist() == study.curve["effect_bp_per_pct_debt"].iloc[[0, -1]].tolist()
    assert (drawn.loc[drawn["verdict"] == "purchases lower yields", "t"] < -1.9).all()
    assert (drawn.loc[drawn["verdict"] == "purchases raise yields", "t"] > 1.9).all()
    assert isinstance(draw.curve(drawn), alt.LayerChart)
