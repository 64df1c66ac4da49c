"""Charts of chapter 4. They take the frames of ``leverage.run()`` and compute nothing."""

from __future__ import annotations

import altair as alt
import pandas as pd

from . import AREAS, HOLDERS, INK, MAGENTA, READINGS, REST, fixed_scale

DECIDERS = {"ministry": HOLDERS["official"], "private": HOLDERS["private"]}
# The colours of the readings stand for nothing else: sales are told apart by seller and fill, cases by who acts and dashes.
SALES = {"ministry, low": DECIDERS["ministry"], "ministry, high": DECIDERS["ministry"], "Japan": AREAS["Japan"], "Japan and China": INK}
FILLS = SALES | {"ministry, low": "transparent"}
SOLID, DASHED, DOTTED = [1, 0], [6, 3], [2, 2]
CROSS = "M-1,-1L1,1M-1,1L1,-1"
LEVEL = alt.Axis(labelAngle=0)
CASES = {
    "Japan": (SALES["Japan"], SOLID),
    "Japan and China": (SALES["Japan and China"], SOLID),
    "bills and short notes first": (INK, DASHED),
    "a slice of everything": (INK, SOLID),
    "long bonds first": (INK, DOTTED),
    "no response": (INK, SOLID),
    "the Fed buys half from week 5": (MAGENTA, SOLID),
    "the Fed buys all from week 3": (MAGENTA, DASHED),
    "the Fed buys all at once": (MAGENTA, DOTTED),
    "buybacks doubled": (REST, SOLID),
    "a tenth of coupons becomes bills": (REST, DASHED),
}
_READING = alt.Column("reading:N", title=None, sort=list(READINGS))
HALF = 290  # width of one of two panels in a still; a page gives them the room it has
# Two years of weeks; the last label stands inside its panel, clear of the next one's zero.
WEEKS = alt.X("week:Q", title="weeks from the start", scale=alt.Scale(domain=[0, 104]), axis=alt.Axis(values=list(range(0, 101, 25))))


def _row(frame: pd.DataFrame, column: str, padding: int = 8) -> alt.Row:
    """Rows of panels in the order of the frame, each label above its row."""
    header = alt.Header(labelOrient="top", labelAngle=0, labelAnchor="start", labelPadding=padding, labelFontWeight=400)
    return alt.Row(f"{column}:N", title=None, sort=list(dict.fromkeys(frame[column])), header=header)


def _number(column: str, title: str, form: str = ",.0f") -> alt.Tooltip:
    return alt.Tooltip(f"{column}:Q", format=form, title=title)


def sizes(frame: pd.DataFrame) -> alt.Chart:
    """Each sale as a multiple of each measure of capacity, on one logarithmic axis.

    Parameters
    ----------
    frame : DataFrame
        ``sale``, ``measure``, ``multiple``.
    """
    return (
        alt.Chart(frame)
        .mark_point(size=70, opacity=1, filled=False, strokeWidth=2)
        .encode(
            alt.X(
                "multiple:Q",
                title="Sale as a multiple of the measure",
                scale=alt.Scale(type="log"),
                axis=alt.Axis(grid=True, format="~g", values=[0.001, 0.01, 0.1, 1, 10]),
            ),
            alt.Y("measure:N", title=None, sort=None, axis=alt.Axis(labelLimit=230)),
            alt.Color("sale:N", scale=fixed_scale(SALES)),
            alt.Fill("sale:N", scale=fixed_scale(FILLS)),
            tooltip=["sale:N", "measure:N", _number("multiple", "multiple", ".3~g")],
        )
        .properties(height=250)
    )


def fan(frame: pd.DataFrame) -> alt.FacetChart:
    """Median and middle four fifths of the path, a row a sale, a column a reading.

    Parameters
    ----------
    frame : DataFrame
        ``scenario``, ``reading``, ``week``, ``p10``, ``p25``, ``p50``, ``p75``, ``p90``.
    """
    base = alt.Chart(frame).encode(WEEKS)
    colour = alt.Color("reading:N", scale=fixed_scale(READINGS), legend=None)
    y = alt.Y("p10:Q", title="bp")
    wide = base.mark_area(opacity=0.18).encode(y, alt.Y2("p90:Q"), colour)
    middle = base.mark_area(opacity=0.3).encode(alt.Y("p25:Q"), alt.Y2("p75:Q"), colour)
    line = base.mark_line().encode(
        alt.Y("p50:Q"), colour, tooltip=["week:Q", _number("p10", "p10"), _number("p50", "p50"), _number("p90", "p90")]
    )
    panels = alt.layer(wide, middle, line).properties(height=130, width=HALF)
    return panels.facet(row=_row(frame, "scenario", padding=24), column=_READING)  # the unit stands between label and panel


def exceedance(frame: pd.DataFrame) -> alt.FacetChart:
    """Share of draws whose peak reaches each threshold.

    Parameters
    ----------
    frame : DataFrame
        ``scenario``, ``reading``, ``threshold_bp``, ``pct``.
    """
    return (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            alt.X("threshold:O", title="rise of at least", sort=None, axis=LEVEL),
            alt.Y("pct:Q", title="% of draws", scale=alt.Scale(domain=[0, 100])),
            alt.XOffset("reading:N", sort=list(READINGS)),
            alt.Color("reading:N", scale=fixed_scale(READINGS)),
            tooltip=["reading:N", "threshold:O", _number("pct", "% of draws", ".1f")],
        )
        .properties(height=190, width=190)
        .facet(column=alt.Column("scenario:N", title=None, sort=list(dict.fromkeys(frame["scenario"]))))
    )


def cost_by_year(frame: pd.DataFrame) -> alt.FacetChart:
    """Interest paid in each year: constant stock with its range, growing stock as a dashed line.

    Parameters
    ----------
    frame : DataFrame
        ``reading``, ``stock``, ``year``, ``p10_usd_bn``, ``p50_usd_bn``, ``p90_usd_bn``.
    """
    base = alt.Chart(frame).encode(alt.X("year:Q", title="year from the start", axis=alt.Axis(tickMinStep=1)))
    colour = alt.Color("reading:N", scale=fixed_scale(READINGS), legend=None)
    constant = "datum.stock == 'constant'"
    band = (
        base.transform_filter(constant)
        .mark_area(opacity=0.2)
        .encode(alt.Y("p10_usd_bn:Q", title="$bn in the year"), alt.Y2("p90_usd_bn:Q"), colour)
    )
    line = base.mark_line(point=True).encode(
        alt.Y("p50_usd_bn:Q"),
        colour,
        alt.StrokeDash(
            "stock:N", scale=alt.Scale(domain=["constant", "growing"], range=[SOLID, DASHED]), legend=alt.Legend(symbolType="stroke")
        ),
        tooltip=["year:Q", "stock:N", _number("p50_usd_bn", "$bn"), _number("p10_usd_bn", "p10"), _number("p90_usd_bn", "p90")],
    )
    return alt.layer(band, line).properties(height=230, width=HALF).facet(column=_READING)


def losses(frame: pd.DataFrame) -> alt.FacetChart:
    """Japan's losses by component and holder.

    Parameters
    ----------
    frame : DataFrame
        ``scenario``, ``reading``, ``holder``, ``component``, ``usd_bn``.
    """
    base = alt.Chart(frame)
    bars = base.mark_bar().encode(
        alt.X("usd_bn:Q", title="$bn, a loss to the right", axis=alt.Axis(values=[0, 50, 100, 150])),
        alt.Y("component:N", title=None, sort=None, axis=alt.Axis(labelLimit=190)),
        alt.Color("holder:N", scale=fixed_scale(DECIDERS)),
        tooltip=["holder:N", "component:N", _number("usd_bn", "$bn", ",.1f")],
    )
    zero = base.mark_rule(strokeWidth=1).encode(x=alt.datum(0))
    return alt.layer(zero, bars).properties(height=105, width=HALF).facet(row=_row(frame, "scenario"), column=_READING)


def heat(frame: pd.DataFrame) -> alt.FacetChart:
    """US cost over Japan's loss, by part of Japan's holdings sold and weeks.

    Parameters
    ----------
    frame : DataFrame
        ``reading``, ``part_pct``, ``weeks``, ``ratio``, ``peak_bp``, ``us_cost_usd_bn``, ``japan_loss_usd_bn``.
    """
    base = alt.Chart(frame).encode(
        alt.X("part_pct:O", title="% of Japan's Treasuries sold", axis=LEVEL), alt.Y("weeks:O", title="weeks", sort="descending")
    )
    cells = base.mark_rect().encode(
        alt.Color(
            "ratio:Q",
            # the darkest part of the scheme is left out: on a dark page it would pass for an empty cell
            scale=alt.Scale(scheme=alt.SchemeParams("viridis", extent=[0.2, 1]), type="log"),
            legend=alt.Legend(title="US cost / Japan's loss", direction="horizontal", values=[3, 10, 30, 100, 300]),
        ),
        tooltip=[
            "part_pct:O",
            "weeks:O",
            _number("ratio", "ratio", ".1f"),
            _number("peak_bp", "peak, bp"),
            _number("us_cost_usd_bn", "US cost, $bn"),
            _number("japan_loss_usd_bn", "Japan's loss, $bn"),
        ],
    )
    empty = base.transform_filter("!isValid(datum.ratio)").mark_point(shape=CROSS, size=40, filled=False, strokeWidth=1.5, color=REST)
    return alt.layer(cells, empty).properties(height=210, width=HALF).facet(column=_READING)


def yen(frame: pd.DataFrame) -> alt.FacetChart:
    """The same ratio when the proceeds are changed into yen, by part sold and rise of the yen; white is even.

    Parameters
    ----------
    frame : DataFrame
        ``reading``, ``part_pct``, ``yen_pct``, ``ratio``, ``us_cost_usd_bn``, ``japan_loss_usd_bn``.
    """
    return (
        alt.Chart(frame)
        .mark_rect()
        .encode(
            alt.X("part_pct:O", title="% of the ministry's Treasuries sold", axis=LEVEL),
            alt.Y("yen_pct:O", title="rise of the yen, % per $100bn", sort="descending", axis=alt.Axis(format=".1f")),
            alt.Color(
                "ratio:Q",
                scale=alt.Scale(scheme="purpleorange", type="log", domain=[0.1, 10], domainMid=1, clamp=True),
                legend=alt.Legend(title="US cost / Japan's loss", direction="horizontal", values=[0.1, 0.3, 1, 3, 10]),
            ),
            tooltip=[
                "part_pct:O",
                "yen_pct:O",
                _number("ratio", "ratio", ".2f"),
                _number("us_cost_usd_bn", "US cost, $bn"),
                _number("japan_loss_usd_bn", "Japan's loss, $bn"),
            ],
        )
        .properties(height=210, width=HALF)
        .facet(column=_READING)
    )


def tornado(frame: pd.DataFrame, title: str) -> alt.FacetChart:
    """What each assumption changes alone.

    Parameters
    ----------
    frame : DataFrame
        ``reading``, ``assumption``, ``low_end``, ``high_end``, ``base``; largest swing first.
    """
    base = alt.Chart(frame).encode(alt.Y("assumption:N", title=None, sort=None, axis=alt.Axis(labelLimit=190)))
    bars = base.mark_bar().encode(
        alt.X("low_end:Q", title=title),
        alt.X2("high_end:Q"),
        alt.Color("reading:N", scale=fixed_scale(READINGS), legend=None),
        tooltip=[
            "assumption:N",
            _number("from", "from", ",.3~g"),
            _number("low_end", "gives"),
            _number("to", "to", ",.3~g"),
            _number("high_end", "gives"),
        ],
    )
    middle = base.mark_tick(color=INK, thickness=2).encode(alt.X("base:Q"))
    return alt.layer(bars, middle).properties(height=250, width=HALF).facet(column=_READING)


def sobol(frame: pd.DataFrame) -> alt.FacetChart:
    """Total share of the variance by group of assumptions.

    Parameters
    ----------
    frame : DataFrame
        ``reading``, ``output``, ``group``, ``total_pct``, ``low_pct``, ``high_pct``.
    """
    base = alt.Chart(frame).encode(alt.Y("group:N", title=None, sort=None))
    bars = base.mark_bar().encode(
        alt.X("total_pct:Q", title="% of the variance"),
        alt.Color("reading:N", scale=fixed_scale(READINGS), legend=None),
        tooltip=["output:N", "group:N", _number("total_pct", "%", ".1f")],
    )
    errors = base.mark_rule(strokeWidth=1.5).encode(alt.X("low_pct:Q"), alt.X2("high_pct:Q"))
    return alt.layer(bars, errors).properties(height=95, width=HALF).facet(row=_row(frame, "output"), column=_READING)


def paths(frame: pd.DataFrame, order: list[str]) -> alt.FacetChart:
    """Paths of the ten-year, a line a case, a column a reading.

    Parameters
    ----------
    frame : DataFrame
        ``week``, ``rise_bp``, ``case``, ``reading``.
    order : list of str
        Cases as they stand in the legend.
    """
    colours, dashes = zip(*(CASES[case] for case in order), strict=True)
    legend = alt.Legend(labelLimit=280, columns=2, symbolType="stroke", symbolSize=300)
    return (
        alt.Chart(frame)
        .mark_line()
        .encode(
            WEEKS,
            alt.Y("rise_bp:Q", title="bp"),
            alt.Color("case:N", scale=alt.Scale(domain=order, range=list(colours)), legend=legend),
            alt.StrokeDash("case:N", scale=alt.Scale(domain=order, range=list(dashes)), legend=legend),
            tooltip=["case:N", "week:Q", _number("rise_bp", "bp")],
        )
        .properties(height=220, width=HALF)
        .facet(column=_READING)
    )


def studies(frame: pd.DataFrame, thresholds: pd.DataFrame) -> alt.FacetChart:
    """Every published range times the sale, against the rises that the claims speak of.

    Parameters
    ----------
    frame : DataFrame
        ``reading``, ``effect``, ``low_bp``, ``middle_bp``, ``high_bp``.
    thresholds : DataFrame
        ``word``, ``bp``, and ``reading`` for the panel.
    """
    y = alt.Y("effect:N", title=None, sort=None, axis=alt.Axis(labelLimit=300))
    x = alt.Scale(type="log")
    panels = []
    for reading, colour in READINGS.items():
        rows, words = frame[frame["reading"] == reading], thresholds[thresholds["reading"] == reading]
        bars = (
            alt.Chart(rows)
            .mark_rule(strokeWidth=5, color=colour, opacity=0.55)
            .encode(
                alt.X("low_bp:Q", title="bp", scale=x, axis=alt.Axis(grid=True, format="~g", values=[1, 3, 10, 30, 100, 300, 1000])),
                alt.X2("high_bp:Q"),
                y,
            )
        )
        dots = alt.Chart(rows).mark_point(size=60, color=colour, opacity=1).encode(
            alt.X("middle_bp:Q"), y, tooltip=["effect:N", _number("low_bp", "low"), _number("high_bp", "high")]
        )  # fmt: skip
        rules = alt.Chart(words).mark_rule(strokeDash=[4, 3]).encode(alt.X("bp:Q"), tooltip=["word:N", _number("bp", "bp")])
        texts = [
            alt.Chart(words[words["word"] == word])
            .mark_text(align=align, dx=dx, dy=-3, baseline="bottom")
            .encode(alt.X("bp:Q"), y=alt.value(0), text="word:N")
            for word, align, dx in (("shiver", "right", -3), ("rattle", "right", 3), ("torch", "left", 0))
        ]
        panels.append(alt.layer(bars, dots, rules, *texts).properties(height=27 * len(rows), title=alt.Title(reading, offset=18)))
    return alt.vconcat(*panels).resolve_scale(x="shared")


def backtest(frame: pd.DataFrame) -> alt.FacetChart:
    """Predicted range by reading, observed change and the usual range of such changes.

    Parameters
    ----------
    frame : DataFrame
        ``episode``, ``part``, ``reading``, ``p10_bp``, ``p50_bp``, ``p90_bp``, ``observed_bp``, ``band_low_bp``, ``band_high_bp``.
    """
    y = alt.Y("reading:N", title=None, sort=list(READINGS))
    base = alt.Chart(frame)
    usual = base.mark_bar(size=22, color=REST, opacity=0.18).encode(
        alt.X("band_low_bp:Q", title="bp", axis=alt.Axis(values=[-50, -25, 0, 25, 50])), alt.X2("band_high_bp:Q"), y
    )
    range_ = base.mark_rule(strokeWidth=5).encode(
        alt.X("p10_bp:Q"), alt.X2("p90_bp:Q"), y, alt.Color("reading:N", scale=fixed_scale(READINGS), legend=None)
    )
    seen = base.mark_point(shape="diamond", size=90, color=INK, opacity=1).encode(
        alt.X("observed_bp:Q"),
        y,
        tooltip=["episode:N", "part:N", _number("observed_bp", "observed", "+.0f"), _number("p50_bp", "predicted", "+.1f")],
    )
    panels = alt.layer(usual, range_, seen).properties(height=58, width=180)
    return panels.facet(row=_row(frame, "episode"), column=alt.Column("part:N", title=None, sort=list(dict.fromkeys(frame["part"]))))


def explorer(frames: dict[str, pd.DataFrame]) -> alt.VConcatChart:
    """Path, American cost by year and Japan's losses of one case; the page redraws them when a control moves.

    Parameters
    ----------
    frames : dict of DataFrame
        ``path`` (``week``, ``rise_bp``), ``band`` (``week``, ``low_bp``, ``high_bp``), ``cost`` (``year``, ``usd_bn``), ``loss``
        (``component``, ``usd_bn``).
    """
    x = alt.X("week:Q", title="weeks from the start", scale=alt.Scale(nice=False))
    band = (
        alt.Chart(frames["band"])
        .mark_area(color=REST, opacity=0.25)
        .encode(x, alt.Y("low_bp:Q", title="Rise of the ten-year, bp"), alt.Y2("high_bp:Q"))
    )
    line = (
        alt.Chart(frames["path"]).mark_line(color=INK).encode(x, alt.Y("rise_bp:Q"), tooltip=["week:Q", _number("rise_bp", "bp", ",.1f")])
    )
    cost = (
        alt.Chart(frames["cost"])
        .mark_bar(color=INK)
        .encode(
            alt.X("year:O", title="year", axis=alt.Axis(labelAngle=0)),
            alt.Y("usd_bn:Q", title="US interest in the year, $bn"),
            tooltip=["year:O", _number("usd_bn", "$bn", ",.1f")],
        )
        .properties(width=600, height=150)  # years are steps, which do not fill the width of the other two by themselves
    )
    loss = (
        alt.Chart(frames["loss"])
        .mark_bar(color=AREAS["Japan"])
        .encode(
            alt.X("usd_bn:Q", title="Japan's loss, $bn"),
            alt.Y("component:N", title=None, sort=None, axis=alt.Axis(labelLimit=190)),
            tooltip=["component:N", _number("usd_bn", "$bn", ",.1f")],
        )
        .properties(height=110)
    )
    return alt.vconcat(alt.layer(band, line).properties(height=220), cost, loss)
