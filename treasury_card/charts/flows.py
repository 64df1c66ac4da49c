"""Charts of chapter 3. They take the frames of ``flows.run()`` and compute nothing."""

from __future__ import annotations

import altair as alt
import pandas as pd

from . import AREAS, GREEN, HOLDERS, INK, MAGENTA, READINGS, REST, VIOLET, fixed_scale

MEASURES = {"all foreigners": INK, "official": HOLDERS["official"], "Japan": AREAS["Japan"]}
FLOWS = {"official": "Official", "private": "Private", "total": "All foreigners", "japan": "Japan"}
SAMPLES = {"1986-2005": GREEN, "1994-2007": MAGENTA, "1986-2011": VIOLET}
NULLS = {"flow and yield simulated": GREEN, "flow randomised": MAGENTA}
PREDICTIONS = {"actual yield": INK, "predicted with flows": MAGENTA, "predicted without flows": GREEN}
OUTCOMES = {"10-year yield": INK, "premium, ACM": MAGENTA, "premium, Kim-Wright": GREEN}
SIGNIFICANCE = {"purchases lower yields": GREEN, "not distinguishable from zero": REST, "purchases raise yields": MAGENTA}
SOURCES = {"published": REST, "own": INK}
MONTH = alt.Tooltip("month:T", format="%B %Y")


def _dated(frame: pd.DataFrame, column: str = "month") -> pd.DataFrame:
    return frame.assign(**{column: frame[column].dt.to_timestamp()})


# Two lines are raised by half a line, so that they stand around the middle of their row as one line does.
TWO_LINES = {
    "labelExpr": "split(datum.label, ', ')",
    "labelLimit": 165,
    "labelLineHeight": 14,
    "labelOffset": alt.ExprRef("indexof(datum.label, ', ') < 0 ? 0 : -7"),
    "labelOverlap": False,
}
TOP_HEADER = alt.Header(labelOrient="top", labelAngle=0, labelAnchor="start", labelPadding=4)


def _number(column: str, title: str, digits: int = 0) -> alt.Tooltip:
    return alt.Tooltip(f"{column}:Q", format=f",.{digits}f", title=title)


def _rule_at(value: float, data: pd.DataFrame, axis: str, **mark) -> alt.Chart:
    return alt.Chart(data).mark_rule(**({"strokeWidth": 1, "opacity": 0.6} | mark)).encode(**{axis: alt.datum(value)})


def measured(flows: pd.DataFrame) -> alt.Chart:
    """12-month flows by measure; a line ends where its source ends.

    Parameters
    ----------
    flows : DataFrame
        ``FlowStudy.measured``.
    """
    names = {"total": "all foreigners", "official": "official", "japan": "Japan"}
    data = _dated(flows).assign(measure=flows["measure"].map(names)).round({"net_12m_pct_debt": 2})
    data = data[data["month"] >= "1985-01-01"]
    lines = (
        alt.Chart(data)
        .mark_line()
        .encode(
            alt.X("month:T", title=None, axis=alt.Axis(tickCount=8)),
            alt.Y("net_12m_pct_debt:Q", title="% of debt, 12-month sum"),
            alt.Color("measure:N", scale=fixed_scale(MEASURES)),
            detail="source:N",
            tooltip=[MONTH, "measure:N", "source:N", _number("net_12m_pct_debt", "% of debt", 2)],
        )
    )
    return alt.layer(lines, _rule_at(0, data, "y")).properties(height=300)


def zero_flow(regression: pd.DataFrame) -> alt.Chart:
    """Zero-flow effect by variant and sample with 95 % intervals.

    Parameters
    ----------
    regression : DataFrame
        ``FlowStudy.regression``.
    """
    data = regression[["sample", "variant", "zero_flow_bp", "zero_flow_low_bp", "zero_flow_high_bp", "t_hac12", "n"]].round(1)
    y = alt.Y("variant:N", title=None, sort=list(dict.fromkeys(data["variant"])), axis=alt.Axis(**TWO_LINES))
    base = alt.Chart(data)
    offset, colour = alt.YOffset("sample:N", sort=list(SAMPLES)), alt.Color("sample:N", scale=fixed_scale(SAMPLES))
    bars = base.mark_rule(strokeWidth=2).encode(
        alt.X("zero_flow_low_bp:Q", title="Zero-flow effect, bp", axis=alt.Axis(tickCount=6)),
        y,
        alt.X2("zero_flow_high_bp:Q"),
        colour,
        offset,
    )
    dots = base.mark_point(opacity=1, size=55).encode(
        alt.X("zero_flow_bp:Q"),
        y,
        colour,
        offset,
        tooltip=["sample:N", "variant:N", _number("zero_flow_bp", "bp"), _number("t_hac12", "t", 1), _number("n", "months")],
    )
    return alt.layer(_rule_at(0, data, "x"), bars, dots).properties(height=300)


def true_size(spurious: pd.DataFrame) -> alt.Chart:
    """Share of false alarms by statistic, null and sample; the upright line is what the tests promise.

    Parameters
    ----------
    spurious : DataFrame
        ``FlowStudy.spurious``.
    """
    short = spurious["statistic"].str.replace(r"EWC, \d+ cosines, t", "EWC", regex=True)
    named = spurious["null"].map(
        {"simulated flow and yield": "flow and yield simulated", "actual yield, randomised flow": "flow randomised"}
    )
    data = spurious.assign(null=named, statistic=short, size_pct=(100 * spurious["size"]).round(1))[
        ["sample", "null", "statistic", "size_pct"]
    ]
    dots = (
        alt.Chart(data)
        .mark_point(opacity=1, size=70)
        .encode(
            alt.X(
                "size_pct:Q",
                title="False alarms, %",
                scale=alt.Scale(domain=[0, 100]),
                axis=alt.Axis(tickCount=6),
            ),
            alt.Y("statistic:N", title=None, sort=list(dict.fromkeys(short)), axis=alt.Axis(labelLimit=200)),
            alt.Color("null:N", scale=fixed_scale(NULLS), legend=alt.Legend(columns=1)),
            tooltip=["sample:N", "null:N", "statistic:N", _number("size_pct", "%", 1)],
        )
    )
    layered = alt.layer(_rule_at(5, data, "x", strokeDash=[4, 3]), dots, data=data).properties(height=110)
    return layered.facet(row=alt.Row("sample:N", sort=list(SAMPLES), header=TOP_HEADER))


def moving(coefficients: pd.DataFrame) -> alt.VConcatChart:
    """Coefficient of the flow in moving and in growing samples, with 95 % bands.

    Parameters
    ----------
    coefficients : DataFrame
        ``FlowStudy.moving``.
    """
    data = _dated(coefficients).round({"coef_pp": 3, "low_pp": 3, "high_pp": 3})[["kind", "month", "coef_pp", "low_pp", "high_pp", "n"]]
    x = alt.X("month:T", title=None)

    def panel(kind: str, title: str) -> alt.LayerChart:
        part = data[data["kind"] == kind]
        base = alt.Chart(part)
        band = base.mark_area(color=INK, opacity=0.2).encode(x, alt.Y("low_pp:Q", title="pp per 1% of GDP"), alt.Y2("high_pp:Q"))
        line = base.mark_line(color=INK).encode(
            x, alt.Y("coef_pp:Q"), tooltip=[MONTH, _number("coef_pp", "pp", 2), _number("low_pp", "low", 2), _number("high_pp", "high", 2)]
        )
        return alt.layer(band, _rule_at(0, part, "y"), line).properties(height=150, title=title)

    return alt.vconcat(panel("rolling", "Ten years up to the month"), panel("recursive", "All months from 1986 up to the month"))


def break_path(breaks: pd.DataFrame, test: pd.DataFrame) -> alt.LayerChart:
    """Wald statistic of a shift by month, with the textbook's and the simulated critical value.

    Parameters
    ----------
    breaks, test : DataFrame
        ``FlowStudy.breaks``, ``FlowStudy.break_test``.
    """
    data = _dated(breaks[["wald"]].round(2).rename_axis("month").reset_index())
    line = (
        alt.Chart(data)
        .mark_line(color=INK)
        .encode(alt.X("month:T", title=None), alt.Y("wald:Q", title="Wald statistic"), tooltip=[MONTH, _number("wald", "Wald", 1)])
    )
    named = {"textbook critical value": "critical_andrews_5pct", "critical value under the data's persistence": "critical_simulated_5pct"}
    values = pd.DataFrame({"value": [round(float(test[c].iloc[0]), 1) for c in named.values()], "line": list(named)})
    legend = alt.Legend(columns=1, labelLimit=300, symbolType="stroke", symbolSize=300, symbolDash=[5, 3])
    rules = (
        alt.Chart(values)
        .mark_rule(strokeDash=[5, 3], strokeWidth=2, opacity=1)
        .encode(
            alt.Y("value:Q"),
            alt.Color("line:N", scale=alt.Scale(domain=list(named), range=[REST, MAGENTA]), legend=legend),
        )
    )
    return alt.layer(line, rules).properties(height=220)


def forecast(path: pd.DataFrame) -> alt.Chart:
    """The ten-year after 2008 and its predictions with coefficients of 1986-2008.

    Parameters
    ----------
    path : DataFrame
        ``FlowStudy.forecast``.
    """
    names = dict(zip(("gs10_pct", "with_flow_pct", "without_flow_pct"), PREDICTIONS, strict=True))
    data = (
        _dated(path.round(2).rename_axis("month").reset_index()).rename(columns=names).melt("month", list(PREDICTIONS), "line", "percent")
    )
    return (
        alt.Chart(data)
        .mark_line()
        .encode(
            alt.X("month:T", title=None),
            alt.Y("percent:Q", title="Ten-year yield, %"),
            alt.Color("line:N", scale=fixed_scale(PREDICTIONS)),
            tooltip=[MONTH, "line:N", _number("percent", "%", 2)],
        )
        .properties(height=260)
    )


def detectable(effects: pd.DataFrame, impact: pd.DataFrame) -> alt.LayerChart:
    """Smallest effect that the data could show, against what the literature says.

    Parameters
    ----------
    effects, impact : DataFrame
        ``FlowStudy.detectable``, ``FlowStudy.impact``.
    """
    eras = {"SLT": "since 2023", "long": "1985-2011"}
    found = pd.DataFrame(
        {
            "row": [f"{FLOWS[f]}, {eras[e]}" for f, e in zip(effects["flow"], effects["era"], strict=True)],
            "bp": effects["detectable_bp_per_100bn"].round(1).to_numpy(),
            "kind": "could be seen from here",
        }
    )
    said = impact[impact["effect"] != "half_life"].round(1)
    horizon, reading = {"short_run": "short run", "long_run": "long run"}, {"unscaled": "unscaled", "share_scaled": "share-scaled"}
    said = said.assign(row=[f"Published, {horizon[e]} {reading[r]}" for e, r in zip(said["effect"], said["reading"], strict=True)])
    rows = [*said["row"], *found["row"]]
    y = alt.Y("row:N", title=None, sort=rows, axis=alt.Axis(**TWO_LINES))
    x = alt.X("p10:Q", title="bp per $100bn", axis=alt.Axis(tickCount=6))
    colour = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=["literature, p10 to p90", "could be seen from here"], range=[REST, INK]),
        legend=alt.Legend(columns=1),
    )
    bars = (
        alt.Chart(said.assign(kind="literature, p10 to p90"))
        .mark_bar(height=9, opacity=0.8)
        .encode(x, y, alt.X2("p90:Q"), colour, tooltip=["row:N", _number("p10", "p10", 1), _number("p90", "p90", 1)])
    )
    dots = (
        alt.Chart(found).mark_point(opacity=1, size=80).encode(alt.X("bp:Q"), y, colour, tooltip=["row:N", _number("bp", "bp per $100bn")])
    )
    return alt.layer(bars, dots).properties(height=34 * len(rows))


def _response_panels(responses: pd.DataFrame, unit: str, flows: dict[str, str]) -> alt.VConcatChart:
    columns = ["outcome", "flow", "horizon", "response_bp", "low_bp", "high_bp", "joint_low_bp", "joint_high_bp"]
    data = responses[columns].round(1)
    panels = []
    for flow, title in flows.items():
        x_title = "Months after the flow" if flow == list(flows)[-1] else None
        x = alt.X("horizon:Q", title=x_title, axis=alt.Axis(tickMinStep=1, format="d"))
        part = data[data["flow"] == flow]
        main = alt.Chart(part).transform_filter("datum.outcome == '10-year yield'")
        joint = main.mark_area(color=REST, opacity=0.18).encode(x, alt.Y("joint_low_bp:Q", title=unit), alt.Y2("joint_high_bp:Q"))
        pointwise = main.mark_area(color=REST, opacity=0.24).encode(x, alt.Y("low_bp:Q"), alt.Y2("high_bp:Q"))
        lines = (
            alt.Chart(part)
            .mark_line(point=alt.OverlayMarkDef(size=22))
            .encode(
                x,
                alt.Y("response_bp:Q"),
                alt.Color("outcome:N", scale=fixed_scale(OUTCOMES)),
                tooltip=[
                    "outcome:N",
                    alt.Tooltip("horizon:Q", title="months later"),
                    _number("response_bp", "bp"),
                    _number("low_bp", "low"),
                    _number("high_bp", "high"),
                ],
            )
        )
        panels.append(alt.layer(joint, pointwise, _rule_at(0, part, "y"), lines).properties(height=125, title=title))
    return alt.vconcat(*panels)


def responses(table: pd.DataFrame) -> alt.VConcatChart:
    """Responses to a surprise of 1 % of debt, 1985-2011; bands for the ten-year yield.

    Parameters
    ----------
    table : DataFrame
        ``FlowStudy.responses``.
    """
    return _response_panels(table, "bp per 1% of debt", FLOWS)


def recent_responses(table: pd.DataFrame) -> alt.VConcatChart:
    """Responses to a surprise of $100bn since 2023.

    Parameters
    ----------
    table : DataFrame
        ``FlowStudy.recent_responses``.
    """
    return _response_panels(table, "bp per $100bn", FLOWS)


def leads(table: pd.DataFrame) -> alt.VConcatChart:
    """Flows that have not happened yet against this month's yield change.

    Parameters
    ----------
    table : DataFrame
        ``FlowStudy.leads``.
    """
    data = table[["flow", "lead", "response_bp", "low_bp", "high_bp"]].round(1)
    panels = []
    for flow in ("official", "private"):
        x_title = "Months until the flow" if flow == "private" else None
        x = alt.X("lead:Q", title=x_title, scale=alt.Scale(domain=[0.5, 6.5]), axis=alt.Axis(values=list(range(1, 7)), format="d"))
        base = alt.Chart(data).transform_filter(alt.datum.flow == flow)
        bars = base.mark_rule(strokeWidth=2, color=INK).encode(x, alt.Y("low_bp:Q", title="bp per 1% of debt"), alt.Y2("high_bp:Q"))
        dots = base.mark_point(opacity=1, size=60, color=INK).encode(
            x,
            alt.Y("response_bp:Q"),
            tooltip=[
                alt.Tooltip("lead:Q", title="months ahead"),
                _number("response_bp", "bp"),
                _number("low_bp", "low"),
                _number("high_bp", "high"),
            ],
        )
        panels.append(alt.layer(_rule_at(0, data, "y"), bars, dots).properties(height=130, title=f"{FLOWS[flow]} flow"))
    return alt.vconcat(*panels)


def curve(points: pd.DataFrame) -> alt.LayerChart:
    """The specification curve, every n-th regression of the sorted list.

    Parameters
    ----------
    points : DataFrame
        ``FlowStudy.curve_drawn``.
    """
    data = points[["rank_pct", "effect_bp_per_pct_debt", "verdict", "t", "sample", "form", "flow", "outcome", "expectations"]].round(
        {"rank_pct": 2, "effect_bp_per_pct_debt": 1, "t": 1}
    )
    dots = (
        alt.Chart(data)
        .mark_point(opacity=1, size=14)
        .encode(
            alt.X("rank_pct:Q", title="All regressions, sorted by effect, %", scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(tickCount=6)),
            alt.Y("effect_bp_per_pct_debt:Q", title="bp per 1% of debt bought"),
            alt.Color("verdict:N", scale=fixed_scale(SIGNIFICANCE), legend=alt.Legend(columns=1, labelLimit=260)),
            tooltip=[
                _number("effect_bp_per_pct_debt", "bp", 1),
                _number("t", "t", 1),
                "sample:N",
                "form:N",
                "flow:N",
                "outcome:N",
                "expectations:N",
            ],
        )
    )
    return alt.layer(_rule_at(0, data, "y"), dots).properties(height=280)


def choices(table: pd.DataFrame) -> alt.FacetChart:
    """Median and middle 80 % of the curve by every choice.

    Parameters
    ----------
    table : DataFrame
        ``FlowStudy.curve_choices``.
    """
    data = table[["choice", "option", "median_bp_per_pct_debt", "p10_bp", "p90_bp", "share_negative"]].round(2)
    # Panels and not facets: Vega warns of facets whose layers share a category and not the scale.
    panels = [
        _choice(str(choice), options, last=choice == data["choice"].iloc[-1]) for choice, options in data.groupby("choice", sort=False)
    ]
    return alt.vconcat(*panels, spacing=14).resolve_scale(x="shared")


def _choice(choice: str, options: pd.DataFrame, last: bool) -> alt.LayerChart:
    axis = alt.Axis(tickCount=6, labels=last, ticks=last)
    x = alt.X("p10_bp:Q", title="bp per 1% of debt bought" if last else None, axis=axis)
    y = alt.Y("option:N", title=None, sort=list(options["option"]), axis=alt.Axis(labelLimit=185, minExtent=150, labelExpr="datum.label"))
    base = alt.Chart(options)
    bars = base.mark_rule(strokeWidth=3, opacity=0.7, color=INK).encode(x, y, alt.X2("p90_bp:Q"))
    dots = base.mark_point(opacity=1, size=60, color=INK).encode(
        alt.X("median_bp_per_pct_debt:Q"),
        y,
        tooltip=[
            "option:N",
            _number("median_bp_per_pct_debt", "median, bp", 1),
            _number("p10_bp", "p10", 1),
            _number("p90_bp", "p90", 1),
        ],
    )
    return alt.layer(_rule_at(0, options, "x"), bars, dots).properties(height=alt.Step(17), title=choice)


def joint_test(null: pd.DataFrame, tests: pd.DataFrame) -> alt.VConcatChart:
    """What unrelated flows with the same persistence produce, and what the data produced.

    Parameters
    ----------
    null, tests : DataFrame
        ``FlowStudy.curve_null``, ``FlowStudy.curve_tests``.
    """
    statistic = "share significant with yields lower"
    data = pd.DataFrame({"resampling": null["resampling"], "share_pct": (100 * null[statistic]).round(2)})
    actual = 100 * tests.loc[tests["statistic"] == statistic, "actual"].iloc[0]
    panels = []
    last = data["resampling"].iloc[-1]
    for resampling, part in data.groupby("resampling", sort=False):
        x_title = "Share of the curve, %" if resampling == last else None
        bars = (
            alt.Chart(part)
            .mark_bar(color=REST)
            .encode(
                alt.X(
                    "share_pct:Q",
                    bin=alt.Bin(step=2.5),
                    title=x_title,
                    scale=alt.Scale(domain=[0, 55]),
                    axis=alt.Axis(values=[0, 10, 20, 30, 40, 50]),
                ),
                alt.Y("count():Q", title="Draws"),
            )
        )
        panels.append(
            alt.layer(bars, _rule_at(round(actual, 2), part, "x", strokeWidth=3, color=INK, opacity=1)).properties(
                height=110, title=resampling.capitalize()
            )
        )
    return alt.vconcat(*panels)


def one_axis(effects: pd.DataFrame) -> alt.VConcatChart:
    """Published and own effects of a sale on one axis, one panel a reading; the axis is linear near zero and logarithmic beyond.

    Parameters
    ----------
    effects : DataFrame
        ``FlowStudy.effects``.
    """
    data = effects[["source", "estimate", "reading", "low_bp", "mid_bp", "high_bp"]].round(2)
    panels = []
    for reading, title in (("unscaled", "Unscaled"), ("share_scaled", "Share-scaled")):
        part = data[data["reading"] == reading]
        y = alt.Y("estimate:N", title=None, sort=list(dict.fromkeys(part["estimate"])), axis=alt.Axis(**TWO_LINES))
        axis = alt.Axis(values=[-300, -100, -30, -10, 0, 10, 30, 100, 300], format="d")
        x = alt.X("low_bp:Q", title="bp per $100bn sold", scale=alt.Scale(type="symlog", constant=5, domain=[-350, 350]), axis=axis)
        colour = alt.Color("source:N", scale=fixed_scale(SOURCES))
        base = alt.Chart(part)
        bars = base.mark_rule(strokeWidth=3, opacity=0.75).encode(x, y, alt.X2("high_bp:Q"), colour)
        dots = base.mark_point(opacity=1, size=50).encode(
            alt.X("mid_bp:Q"),
            y,
            colour,
            tooltip=["estimate:N", _number("low_bp", "low, bp", 1), _number("mid_bp", "middle, bp", 1), _number("high_bp", "high, bp", 1)],
        )
        panels.append(alt.layer(_rule_at(0, part, "x"), bars, dots).properties(height=alt.Step(33), title=title))
    return alt.vconcat(*panels)


def left_out(table: pd.DataFrame) -> alt.VConcatChart:
    """The scenario mixture without each study in turn.

    Parameters
    ----------
    table : DataFrame
        ``FlowStudy.impact_left_out``.
    """
    data = table.assign(reading=table["reading"].map({"unscaled": "unscaled", "share_scaled": "share-scaled"})).round(2)
    panels = []
    for effect, title in (("short_run", "Short run"), ("long_run", "Long run")):
        part = data[data["effect"] == effect]
        y = alt.Y("left_out:N", title=None, sort=["nothing", *sorted(set(part["left_out"]) - {"nothing"})], axis=alt.Axis(labelLimit=185))
        base = alt.Chart(part)
        offset, colour = alt.YOffset("reading:N", sort=list(READINGS)), alt.Color("reading:N", scale=fixed_scale(READINGS))
        bars = base.mark_rule(strokeWidth=3, opacity=0.75).encode(
            alt.X(
                "p10:Q",
                title="bp per $100bn",
                scale=alt.Scale(type="log", domain=[0.5, 120], nice=False),
                axis=alt.Axis(values=[1, 3, 10, 30, 100]),
            ),
            y,
            alt.X2("p90:Q"),
            colour,
            offset,
        )
        dots = base.mark_point(opacity=1, size=50).encode(
            alt.X("p50:Q"),
            y,
            colour,
            offset,
            tooltip=["left_out:N", "reading:N", _number("p10", "p10", 1), _number("p50", "median", 1), _number("p90", "p90", 1)],
        )
        panels.append(alt.layer(bars, dots).properties(height=30 * part["left_out"].nunique(), title=title))
    return alt.vconcat(*panels)


def experiments(table: pd.DataFrame) -> alt.VConcatChart:
    """Observed change of the ten-year, placebo band and predictions, by episode.

    Parameters
    ----------
    table : DataFrame
        ``FlowStudy.experiments``.
    """
    names = {"unscaled": "unscaled", "share_scaled": "share-scaled"}
    columns = ["episode", "part", "reading", "observed_bp", "band_low_bp", "band_high_bp", "p10_bp", "p50_bp", "p90_bp"]
    data = table[columns].assign(reading=table["reading"].map(names)).round(1)
    panels = []
    for part, title in (("whole", "As it was sold: bills and notes apart"), ("all_long_term", "If all had been notes and bonds")):
        rows = data[data["part"] == part]
        y = alt.Y("episode:N", title=None)
        base, once = alt.Chart(rows), alt.Chart(rows).transform_filter("datum.reading == 'unscaled'")
        band = once.mark_bar(color=REST, opacity=0.25, height=26).encode(
            alt.X("band_low_bp:Q", title="Change of the ten-year yield, bp", axis=alt.Axis(tickCount=6)), y, alt.X2("band_high_bp:Q")
        )
        offset, colour = alt.YOffset("reading:N", sort=list(READINGS)), alt.Color("reading:N", scale=fixed_scale(READINGS))
        bars = base.mark_rule(strokeWidth=5, opacity=0.8).encode(
            alt.X("p10_bp:Q"),
            y,
            alt.X2("p90_bp:Q"),
            colour,
            offset,
            tooltip=["episode:N", "reading:N", _number("p10_bp", "p10", 1), _number("p50_bp", "median", 1), _number("p90_bp", "p90", 1)],
        )
        seen = once.mark_point(shape="diamond", opacity=1, size=110, color=INK).encode(
            alt.X("observed_bp:Q"),
            y,
            tooltip=[
                "episode:N",
                _number("observed_bp", "observed, bp"),
                _number("band_low_bp", "band, low"),
                _number("band_high_bp", "band, high"),
            ],
        )
        panels.append(alt.layer(band, _rule_at(0, rows, "x"), bars, seen).properties(height=36 * rows["episode"].nunique(), title=title))
    return alt.vconcat(*panels)
