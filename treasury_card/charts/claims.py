"""Charts of chapter 5. They take the frames of ``claims.run()`` and compute nothing."""

from __future__ import annotations

import altair as alt
import pandas as pd

from . import READINGS, fixed_scale

SCALES = {"unscaled": "unscaled", "share_scaled": "share-scaled"}


def readings(readings: pd.DataFrame, thresholds: dict[str, float]) -> alt.VConcatChart:
    """Range and middle of every reading, a panel a question, with the rise that the question asks for.

    Parameters
    ----------
    readings : DataFrame
        ``question``, ``reading``, ``scale`` (unscaled | share_scaled), ``low_bp``, ``median_bp``, ``upper_bp``.
    thresholds : dict
        Question -> bp.
    """
    data = readings.assign(scale=readings["scale"].map(SCALES))[["question", "reading", "scale", "low_bp", "median_bp", "upper_bp"]]
    return alt.vconcat(*(_panel(data[data["question"] == question], question, limit) for question, limit in thresholds.items()), spacing=30)


def _panel(data: pd.DataFrame, question: str, limit: float) -> alt.LayerChart:
    order = list(data.groupby("reading")["upper_bp"].max().sort_values().index)
    y = alt.Y("reading:N", sort=order, title=None, axis=alt.Axis(labelLimit=230, grid=True, domain=False, ticks=False, labelOverlap=False))
    x = alt.Scale(type="log", domain=[2, 1000])
    tooltip = [
        "reading:N",
        "scale:N",
        *(alt.Tooltip(f"{c}_bp:Q", format=",.0f", title=f"{t}, bp") for c, t in (("low", "low"), ("median", "middle"), ("upper", "high"))),
    ]
    offset = alt.YOffset("scale:N", sort=list(READINGS))
    colour = alt.Color("scale:N", scale=fixed_scale(READINGS), sort=list(READINGS), legend=alt.Legend(symbolOpacity=1))
    rule = (
        alt.Chart(data[["question"]].head(1)).mark_rule(strokeDash=[5, 3], strokeWidth=1.5).encode(x=alt.datum(limit, type="quantitative"))
    )
    bars = (
        alt.Chart(data)
        .mark_bar(height=5, cornerRadius=2, opacity=0.55)
        .encode(
            alt.X(
                "low_bp:Q", scale=x, title="Rise of the ten-year, bp (log scale)", axis=alt.Axis(values=[2, 5, 10, 20, 50, 100, 200, 500])
            ),
            alt.X2("upper_bp:Q"),
            y,
            offset,
            colour,
            tooltip=tooltip,
        )
    )
    dots = (
        alt.Chart(data)
        .mark_point(filled=True, size=55, opacity=1)
        .encode(alt.X("median_bp:Q", scale=x), y, offset, colour, tooltip=tooltip)
    )
    return alt.layer(rule, bars, dots).properties(title=alt.TitleParams(question, frame="bounds"), height=26 * len(order))
