"""Charts of chapter 2. They take the frames of ``events.run()`` and compute nothing."""

from __future__ import annotations

import altair as alt
import pandas as pd

from . import EVENTS, GREEN, INK, MAGENTA, REST, VIOLET, event_scale, event_shapes, fixed_scale, some

_ONE_ROW = alt.Legend(columns=5)
_YIELD = {"title": "Ten-year yield, %", "scale": alt.Scale(zero=False, padding=10)}
WINDOWS = {"W1": GREEN, "W2": INK, "W3": VIOLET, "W4": REST, "W5": MAGENTA}
TENORS = {"dgs2": "2-year", "dgs5": "5-year", "dgs10": "10-year", "dgs30": "30-year"}
MATURITIES = {
    "dgs1mo": "1m",
    "dgs3mo": "3m",
    "dgs6mo": "6m",
    "dgs1": "1y",
    "dgs2": "2y",
    "dgs3": "3y",
    "dgs5": "5y",
    "dgs7": "7y",
    "dgs10": "10y",
    "dgs20": "20y",
    "dgs30": "30y",
}
TESTS = {
    "placebo_scaled": ("placebo rank, scaled", GREEN),
    "placebo_raw": ("placebo rank, raw", VIOLET),
    "naive_t": ("naive t", MAGENTA),
}
MATURITY_COLOURS = {"2 years": VIOLET, "5 years": MAGENTA, "10 years": INK, "30 years": GREEN}


def _bp(column: str, title: str = "bp") -> alt.Tooltip:
    return alt.Tooltip(f"{column}:Q", format="+.1f", title=title)


def _zero(data: pd.DataFrame, axis: str = "y") -> alt.Chart:
    return alt.Chart(data).mark_rule(strokeWidth=1, opacity=0.6).encode(**{axis: alt.datum(0)})


def hours(bars: pd.DataFrame, marks: pd.DataFrame) -> alt.LayerChart:
    """The hourly ten-year, one unbroken line a stretch, with events whose hour is known.

    Parameters
    ----------
    bars : DataFrame
        ``time``, ``close_pct``, ``run``.
    marks : DataFrame
        ``time``, ``kind``, ``title``.
    """
    kinds = [k for k in EVENTS if k in set(marks["kind"])]
    line = (
        alt.Chart(bars[["time", "close_pct", "run"]])
        .mark_line(color=INK)
        .encode(
            alt.X("time:T", title="UTC; New York is four hours behind", axis=alt.Axis(format="%-d %b")),
            alt.Y("close_pct:Q", axis=alt.Axis(format=".1f"), **_YIELD),
            detail="run:N",
            tooltip=[alt.Tooltip("time:T", format="%-d %B, %H:%M"), alt.Tooltip("close_pct:Q", format=".3f", title="%")],
        )
    )
    rules = (
        alt.Chart(marks[["time", "kind", "title"]])
        .mark_rule(strokeWidth=2, opacity=0.8)
        .encode(
            alt.X("time:T"),
            alt.Color("kind:N", scale=event_scale(kinds)),
            tooltip=[alt.Tooltip("time:T", format="%-d %B, %H:%M"), "kind:N", "title:N"],
        )
    )
    return alt.layer(rules, line).properties(height=300)


def days(changes: pd.DataFrame, events: pd.DataFrame) -> alt.VConcatChart:
    """Daily changes of the ten-year above, the events of each observation below.

    Parameters
    ----------
    changes : DataFrame
        ``day``, ``change_bp``.
    events : DataFrame
        ``day``, ``place`` (height in the pile), ``kind``, ``title``, ``hour``.
    """
    label = "%-d %b"
    kinds = [k for k in EVENTS if k in set(events["kind"])]
    x = alt.X("yearmonthdate(day):O", title=None, axis=alt.Axis(format=label, labelAngle=-60, labelOverlap=False))
    bars = (
        alt.Chart(changes)
        .mark_bar()
        .encode(
            alt.X("yearmonthdate(day):O", title=None, axis=None),
            alt.Y("change_bp:Q", title="Ten-year, change on the day, bp"),
            tooltip=[alt.Tooltip("day:T", format="%-d %B"), _bp("change_bp")],
        )
    )
    every_day = alt.Chart(changes).mark_point(opacity=0).encode(x)
    dots = (
        alt.Chart(events)
        .mark_point(size=70, opacity=1)
        .encode(
            x,
            alt.Y("place:Q", title="Events by first observation", axis=alt.Axis(labels=False, grid=False), scale=alt.Scale(domain=[0, 8])),
            alt.Color("kind:N", scale=event_scale(kinds)),
            alt.Shape("kind:N", scale=event_shapes(kinds)),
            tooltip=[alt.Tooltip("day:T", format="%-d %B", title="observation"), "hour:N", "kind:N", "title:N"],
        )
    )
    top = alt.layer(bars, _zero(changes)).properties(height=170)
    return alt.vconcat(top, alt.layer(every_day, dots).properties(height=130)).resolve_scale(x="shared")


def curve(moves: pd.DataFrame) -> alt.LayerChart:
    """Change of the whole curve over each window.

    Parameters
    ----------
    moves : DataFrame
        ``tenor``, ``window``, ``change_bp``.
    """
    data = moves.assign(maturity=moves["tenor"].map(MATURITIES))[["maturity", "window", "change_bp"]]
    lines = (
        alt.Chart(data)
        .mark_line(point=True)
        .encode(
            alt.X("maturity:N", sort=list(MATURITIES.values()), title="Maturity", axis=alt.Axis(labelAngle=0)),
            alt.Y("change_bp:Q", title="Change, bp"),
            alt.Color("window:N", scale=fixed_scale(WINDOWS), legend=_ONE_ROW),
            tooltip=["window:N", "maturity:N", _bp("change_bp")],
        )
    )
    return alt.layer(_zero(data), lines).properties(height=300)


def detectable(limits: pd.DataFrame, observed: pd.DataFrame) -> alt.LayerChart:
    """Smallest rise that would have been seen, by window length, with the size of April's moves.

    Parameters
    ----------
    limits : DataFrame
        ``h``, ``yardstick``, ``bp``.
    observed : DataFrame
        ``window``, ``h``, ``change_bp``, ``size_bp``.
    """
    yardsticks = {"all history": VIOLET, "volatility of March 2025": GREEN}
    x = alt.X("h:Q", title="Trading days", scale=alt.Scale(domain=[0, 21]))
    lines = (
        alt.Chart(limits)
        .mark_line(point=True)
        .encode(
            x,
            alt.Y("bp:Q", title="bp"),
            alt.Color("yardstick:N", scale=fixed_scale(yardsticks)),
            tooltip=[alt.Tooltip("h:Q", title="days"), "yardstick:N", alt.Tooltip("bp:Q", format=".0f", title="detectable from, bp")],
        )
    )
    points = alt.Chart(observed).encode(x, alt.Y("size_bp:Q"), tooltip=["window:N", _bp("change_bp")])
    dots = points.mark_point(shape="diamond", size=110, color=INK, opacity=1)
    right = points.transform_filter("datum.window != 'W4'").mark_text(align="left", dx=8, dy=-7).encode(text="window:N")
    left = points.transform_filter("datum.window == 'W4'").mark_text(align="right", dx=-8).encode(text="window:N")
    return alt.layer(lines, dots, right, left).properties(height=300)


def ranks(points: pd.DataFrame) -> alt.VConcatChart:
    """p of every window by maturity on a logarithmic axis, scaled above, raw below, with block intervals.

    Parameters
    ----------
    points : DataFrame
        ``maturity``, ``window``, ``scaling``, ``change_bp``, ``p``, ``low``, ``high``.
    """
    data = points.round({"p": 4, "low": 4, "high": 4})
    order = list(dict.fromkeys(points["window"]))
    x = alt.X(
        "p:Q",
        title="p, two-sided",
        scale=alt.Scale(type="log", domain=[0.002, 1]),
        axis=alt.Axis(values=[0.01, 0.05, 0.1, 0.5, 1], format="~g"),
    )

    def panel(scaling: str) -> alt.LayerChart:
        base = alt.Chart(data[data["scaling"] == scaling].drop(columns="scaling")).encode(
            alt.Y("window:N", sort=order, title=None, axis=alt.Axis(grid=True, tickBand="extent")),
            alt.YOffset("maturity:N", sort=list(MATURITY_COLOURS)),
        )
        colour = alt.Color("maturity:N", scale=fixed_scale(MATURITY_COLOURS), legend=alt.Legend(symbolOpacity=1))
        tooltip = ["window:N", "maturity:N", _bp("change_bp"), "p:Q", alt.Tooltip("low:Q", title="from"), alt.Tooltip("high:Q", title="to")]
        spread = base.mark_rule(strokeWidth=2, opacity=0.5).encode(alt.X("low:Q", title="p, two-sided"), alt.X2("high:Q"), colour)
        dots = base.mark_point(size=45, opacity=1).encode(x, colour, tooltip=tooltip)
        level = alt.Chart(data.head(1)).mark_rule(strokeDash=[4, 4], opacity=0.7).encode(x=alt.datum(0.05))
        return alt.layer(level, spread, dots).properties(height=210, title=f"Rank of the {scaling} change")

    return alt.vconcat(panel("scaled"), panel("raw"))


def placebo(distribution: pd.DataFrame) -> alt.VConcatChart:
    """Histograms of placebo changes with April's own value, a row a window; raw left, scaled right.

    Parameters
    ----------
    distribution : DataFrame
        ``window``, ``scaling``, ``low``, ``high``, ``share_pct``, ``event``.
    """

    def panel(window: str, scaling: str) -> alt.LayerChart:
        own = distribution[(distribution["window"] == window) & (distribution["scaling"] == scaling)].round(3)
        unit = "bp" if scaling == "raw" else "in daily standard deviations"
        bars = (
            alt.Chart(own[["low", "high", "share_pct"]])
            .mark_bar(color=REST, binSpacing=1)
            .encode(
                alt.X("low:Q", title=unit, bin="binned", axis=alt.Axis(tickCount=5)),
                alt.X2("high:Q"),
                alt.Y("share_pct:Q", title="% of windows"),
                tooltip=[alt.Tooltip("low:Q", title="from"), alt.Tooltip("high:Q", title="to"), alt.Tooltip("share_pct:Q", title="%")],
            )
        )
        rule = alt.Chart(own[["event"]].head(1)).mark_rule(color=INK, strokeWidth=3).encode(alt.X("event:Q"), tooltip=["event:Q"])
        return alt.layer(bars, rule).properties(height=110, width=260, title=f"{window}, {scaling}")

    rows = [alt.hconcat(panel(w, "raw"), panel(w, "scaled")) for w in dict.fromkeys(distribution["window"])]
    return alt.vconcat(*rows)


def post_hoc(distribution: pd.DataFrame, own: float) -> alt.LayerChart:
    """Largest five-day rise inside 20-day windows, with that of April.

    Parameters
    ----------
    distribution : DataFrame
        ``low``, ``high``, ``share_pct``.
    own : float
        April's rise, bp.
    """
    data = distribution.round(3)
    bars = (
        alt.Chart(data)
        .mark_bar(color=REST, binSpacing=1)
        .encode(
            alt.X("low:Q", title="Largest five-day rise in the window, bp", bin="binned"),
            alt.X2("high:Q"),
            alt.Y("share_pct:Q", title="% of 20-day windows"),
            tooltip=[alt.Tooltip("low:Q", title="from, bp"), alt.Tooltip("high:Q", title="to, bp"), alt.Tooltip("share_pct:Q", title="%")],
        )
    )
    rule = alt.Chart(data.head(1)).mark_rule(color=INK, strokeWidth=3).encode(x=alt.datum(own))
    return alt.layer(bars, rule).properties(height=240)


def paths(band: pd.DataFrame) -> alt.HConcatChart:
    """Paths since 2 April by tenor, inside the joint band (light) and the pointwise band (dark).

    Parameters
    ----------
    band : DataFrame
        ``series``, ``h``, ``date``, ``change_bp``, ``pointwise_bp``, ``joint_bp``.
    """
    widths = ["change_bp", "pointwise_bp", "joint_bp"]
    data = band.assign(tenor=band["series"].map(TENORS)).round(dict.fromkeys(widths, 1))[["tenor", "h", "date", *widths]]
    data = data.assign(joint_low=-data["joint_bp"], pointwise_low=-data["pointwise_bp"])

    def panel(tenor: str) -> alt.LayerChart:
        base = alt.Chart(data[data["tenor"] == tenor]).encode(alt.X("h:Q", title="Trading days since 2 April"))
        y = alt.Y("joint_bp:Q", title="bp", scale=alt.Scale(domain=[-110, 110]))
        joint = base.mark_area(color=REST, opacity=0.22).encode(y, alt.Y2("joint_low:Q"))
        pointwise = base.mark_area(color=REST, opacity=0.35).encode(alt.Y("pointwise_bp:Q"), alt.Y2("pointwise_low:Q"))
        line = base.mark_line(color=INK, point=alt.OverlayMarkDef(color=INK, size=22)).encode(
            alt.Y("change_bp:Q"),
            tooltip=[
                alt.Tooltip("date:T", format="%-d %B"),
                _bp("change_bp"),
                alt.Tooltip("pointwise_bp:Q", title="pointwise, ± bp"),
                alt.Tooltip("joint_bp:Q", title="joint, ± bp"),
            ],
        )
        return alt.layer(joint, pointwise, line).properties(height=150, width=260, title=tenor)

    labels = list(TENORS.values())
    return alt.vconcat(*(alt.hconcat(*(panel(t) for t in labels[i : i + 2])) for i in (0, 2)))


def power(rates: pd.DataFrame) -> alt.LayerChart:
    """Rejection rate at the nominal level by the size of an added effect.

    Parameters
    ----------
    rates : DataFrame
        ``test``, ``effect_bp``, ``rejected_pct``, ``error_pct`` for one state and one level.
    """
    colours = dict(TESTS.values())
    data = rates.assign(test=rates["test"].map(lambda t: TESTS[t][0]))[["test", "effect_bp", "rejected_pct", "error_pct"]].round(2)
    lines = (
        alt.Chart(data)
        .mark_line(point=True)
        .encode(
            alt.X("effect_bp:Q", title="Effect added to the five-day change, bp", axis=alt.Axis(values=sorted(set(data["effect_bp"])))),
            alt.Y("rejected_pct:Q", title="Rejections at the five percent level, %", scale=alt.Scale(domain=[0, 100])),
            alt.Color("test:N", scale=fixed_scale(colours)),
            tooltip=[
                "test:N",
                "effect_bp:Q",
                alt.Tooltip("rejected_pct:Q", title="%"),
                alt.Tooltip("error_pct:Q", title="Monte Carlo error, %"),
            ],
        )
    )
    nominal = alt.Chart(data.head(1)).mark_rule(strokeDash=[4, 4], opacity=0.7).encode(y=alt.datum(5))
    return alt.layer(nominal, lines).properties(height=280)


def parts(decomposition: pd.DataFrame) -> alt.LayerChart:
    """Components of the ten-year move, a group of bars a component, one bar a window.

    Parameters
    ----------
    decomposition : DataFrame
        Components in the index, windows in the columns, bp.
    """
    order = list(decomposition.index)
    data = (
        decomposition[["W1", "W2", "W5"]].rename_axis("part").reset_index().melt("part", var_name="window", value_name="change_bp").round(1)
    )
    bars = (
        alt.Chart(data)
        .mark_bar(height={"band": 0.8})
        .encode(
            alt.X("change_bp:Q", title="Change, bp"),
            alt.Y("part:N", sort=order, title=None),
            alt.Color("window:N", scale=fixed_scale(some(WINDOWS, "W1", "W2", "W5")), legend=_ONE_ROW),
            alt.YOffset("window:N"),
            tooltip=["part:N", "window:N", _bp("change_bp")],
        )
    )
    return alt.layer(bars, _zero(data, "x")).properties(height=320)


def flight(rises: pd.DataFrame) -> alt.LayerChart:
    """Dollar against euro-area yield in the five-day windows with the largest ten-year rises; April marked.

    Parameters
    ----------
    rises : DataFrame
        ``last_day``, ``ten_year_bp``, ``dollar_pct``, ``euro_bp``, ``april``.
    """
    data = rises.round({"dollar_pct": 2, "euro_bp": 1})
    tooltip = [
        alt.Tooltip("last_day:T", format="%-d %B %Y", title="five days to"),
        _bp("ten_year_bp", "ten-year, bp"),
        alt.Tooltip("dollar_pct:Q", format="+.2f", title="dollar, %"),
        _bp("euro_bp", "euro-area ten-year, bp"),
    ]
    x = alt.X("dollar_pct:Q", title="Broad dollar, change in %")
    y = alt.Y("euro_bp:Q", title="Euro-area AAA ten-year, change in bp")
    others = alt.Chart(data[~data["april"]].drop(columns="april")).mark_point(color=REST, opacity=0.55).encode(x, y, tooltip=tooltip)
    own = alt.Chart(data[data["april"]].drop(columns="april")).encode(x, y, tooltip=tooltip)
    mark = own.mark_point(shape="diamond", size=170, color=INK, opacity=1)
    name = own.mark_text(align="center", dy=20, lineBreak="\n", fontWeight=600).encode(text=alt.datum("4 to 11\nApril 2025"))
    return alt.layer(_zero(data), _zero(data, "x"), others, mark, name).properties(height=320)


def japan(moves: pd.DataFrame) -> alt.LayerChart:
    """Japanese yields over the windows.

    Parameters
    ----------
    moves : DataFrame
        Tenors in the index (``jgb10`` ...), windows in the columns, bp.
    """
    names = {"jgb10": "10 years", "jgb20": "20 years", "jgb30": "30 years", "jgb40": "40 years"}
    data = moves.loc[list(names), ["W1", "W2", "W5"]].rename(index=names).rename_axis("maturity").reset_index()
    data = data.melt("maturity", var_name="window", value_name="change_bp").round(1)
    bars = (
        alt.Chart(data)
        .mark_bar(width={"band": 0.8})
        .encode(
            alt.X("maturity:N", title=None, sort=list(names.values()), axis=alt.Axis(labelAngle=0)),
            alt.Y("change_bp:Q", title="Change, bp"),
            alt.Color("window:N", scale=fixed_scale(some(WINDOWS, "W1", "W2", "W5")), legend=_ONE_ROW),
            alt.XOffset("window:N"),
            tooltip=["maturity:N", "window:N", _bp("change_bp")],
        )
    )
    return alt.layer(bars, _zero(data)).properties(height=240)


def remark(bars: pd.DataFrame, programme: tuple[pd.Timestamp, pd.Timestamp], payrolls: pd.Timestamp) -> alt.LayerChart:
    """The hourly ten-year around the television programme and the payrolls.

    Parameters
    ----------
    bars : DataFrame
        ``time``, ``close_pct``, ``run`` of 1 and 2 May.
    programme : tuple of Timestamp
        Begin and end of the slot; ``payrolls`` the moment of the release. UTC, without zone.
    """
    slot = alt.Chart(pd.DataFrame({"begin": [programme[0]], "end": [programme[1]], "what": ["Television programme"]}))
    release = alt.Chart(pd.DataFrame({"time": [payrolls], "what": ["Employment report"]}))
    x = alt.X("time:T", title="UTC", scale=alt.Scale(padding=8), axis=alt.Axis(format="%-d %b %H:%M"))
    line = (
        alt.Chart(bars[["time", "close_pct", "run"]])
        .mark_line(point=True, color=INK)
        .encode(
            x,
            alt.Y("close_pct:Q", axis=alt.Axis(format=".2f"), **_YIELD),
            detail="run:N",
            tooltip=[alt.Tooltip("time:T", format="%-d %B, %H:%M"), alt.Tooltip("close_pct:Q", format=".3f", title="%")],
        )
    )
    band = slot.mark_rect(color=EVENTS["official statement"][0], opacity=0.35).encode(alt.X("begin:T"), alt.X2("end:T"), tooltip=["what:N"])
    rule = release.mark_rule(color=EVENTS["data release"][0], strokeWidth=3).encode(x, tooltip=["what:N"])
    texts = alt.layer(
        slot.mark_text(align="right", dx=-6, dy=-90).encode(alt.X("begin:T"), text="what:N"),
        release.mark_text(align="right", dx=-6, dy=90).encode(alt.X("time:T"), text="what:N"),
    )
    return alt.layer(band, rule, line, texts).properties(height=260)
