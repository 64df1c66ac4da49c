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


def test_regression_table_keeps_units_sample_and_size(study):
    table = display.regressions(study.regression)
    assert len(table) == len(study.regression)
    assert {"sample", "months", "effect_bp"} <= set(table.columns)
    assert tables.heading("effect_bp") == "Effect (bp)"


# table, the column of which its caption speaks, what the note states once for all rows
CAPTIONED = [
    (display.regressions, "after", "coefficient_pp", ["covariance"]),
    (display.term_premium, "term_premium", "$100bn_less_bp", ["first", "last", "n", "covariance"]),
    (display.granular, "granular", "95%_set_bp", ["first", "last", "n", "critical_value", "covariance"]),
    (display.interventions, "interventions", "not_rejected", []),
]


@pytest.mark.parametrize(("function", "frame", "column", "constant"), CAPTIONED, ids=[f.__name__ for f, *_ in CAPTIONED])
def test_what_a_caption_cites_stands_among_the_first_three_columns(study, function, frame, column, constant):
    assert column in function(getattr(study, frame)).columns[:3]
    assert (getattr(study, frame)[constant].nunique() == 1).all(), "the note states one value for all rows"


@pytest.mark.parametrize("function", FRAMES, ids=lambda f: f.__name__)
def test_columns_are_words_joined_by_underscores(study, function):
    assert not [c for c in function(getattr(study, FRAMES[function])).columns if " " in c or "," in c]


def test_intervals_of_the_zero_flow_effect_are_the_errors_of_the_fit(study):
    for row in study.regression.itertuples():
        half = 1.96 * 100 * row.se_pp * abs(row.flow_last_pct_gdp)
        assert (row.zero_flow_low_bp, row.zero_flow_high_bp) == pytest.approx((row.zero_flow_bp - half, row.zero_flow_bp + half), abs=0.01)


def test_intervals_are_written_with_the_minus_sign_of_the_tables(study):
    shown = display.interventions(study.interventions)["not_rejected"].iloc[0]
    low, high = study.interventions[["set_low", "set_high"]].iloc[0]
    assert shown == f"{tables.MINUS}{abs(low):.0f} to {high:.0f}" and low < 0


def test_unmeasured_years_are_empty_and_not_zero(study):
    table = display.measured_years(study.measured).set_index("year")
    assert table.loc[2022].filter(like="official").isna().all()
    assert table.loc[2010, "official_BT_pct"] > 4


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
