"""The look of the book's charts, and the vocabulary they share: one colour for one thing, from the first page to the last.

The chart functions of a chapter stand in a module of this package, named like its method module (``charts.holdings``).

All colours keep a contrast of at least 3:1 against the light and the dark page, and stay apart under the three kinds of colour
blindness within each of the dictionaries (``tests/test_book_charts.py`` measures both). Text and axes take the colour of the page's text.
"""

from __future__ import annotations

import altair as alt

THEME = "treasury_card"

# Holders, by the label of ``tic_holdings_monthly``.
AREAS: dict[str, str] = {
    "Japan": "#c83232",
    "China, Mainland": "#d97512",
    "United Kingdom": "#3957ef",
    "Belgium": "#b96ea0",
    "Luxembourg": "#0da06f",
    "Cayman Islands": "#765aaf",
}
REST = "#7d8590"  # everyone else, totals, context
HOLDERS: dict[str, str] = {"official": "#27808f", "private": "#c06a1f"}
READINGS: dict[str, str] = {"unscaled": "#765aaf", "share-scaled": "#0d9a6b"}
SIGNS: dict[str, str] = {"up": "#c83232", "down": "#3957ef"}
MAIN = "#3957ef"  # a single series that is none of the above

# Event markers: kind -> (colour, label). The kinds are those of the table ``events``.
EVENTS: dict[str, tuple[str, str]] = {
    "tariff": ("#c83232", "Tariff step"),
    "retaliation": ("#d97512", "Retaliation"),
    "auction": ("#0da06f", "Treasury auction"),
    "data release": ("#7d8590", "Data release"),
    "official statement": ("#3957ef", "Official statement"),
    "deal": ("#2a8fa8", "Deal or pause"),
    "TIC release": ("#765aaf", "TIC release"),
    "rating": ("#8a6f2e", "Rating action"),
    "intervention": ("#b96ea0", "Currency intervention"),
    "market": ("#5f6b7a", "Market move"),
}

_FONT = "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif"


def area_scale(areas: list[str] | None = None) -> alt.Scale:
    """Colour scale for holders: the fixed colour where there is one, grey for the rest."""
    domain = list(AREAS) if areas is None else areas
    return alt.Scale(domain=domain, range=[AREAS.get(a, REST) for a in domain])


def event_scale(kinds: list[str] | None = None) -> alt.Scale:
    """Colour scale for event markers, by kind."""
    domain = list(EVENTS) if kinds is None else kinds
    return alt.Scale(domain=domain, range=[EVENTS[k][0] for k in domain])


def fixed_scale(colours: dict[str, str]) -> alt.Scale:
    """Colour scale of one of the dictionaries above."""
    return alt.Scale(domain=list(colours), range=list(colours.values()))


@alt.theme.register(THEME, enable=False)
def _theme() -> alt.theme.ThemeConfig:
    text = "currentColor"
    return {
        "config": {
            "background": "transparent",
            "font": _FONT,
            "padding": {"left": 2, "right": 6, "top": 6, "bottom": 2},
            "view": {"stroke": None, "continuousWidth": 600, "continuousHeight": 300},
            "title": {
                "color": text,
                "subtitleColor": text,
                "anchor": "start",
                "frame": "group",
                "fontSize": 13,
                "fontWeight": 600,
                "subtitleFontSize": 12,
                "offset": 10,
            },
            "axis": {
                "labelColor": text,
                "titleColor": text,
                "labelFontSize": 11.5,
                "titleFontSize": 11.5,
                "titleFontWeight": 400,
                "labelOpacity": 0.85,
                "titleOpacity": 0.85,
                "domainColor": text,
                "domainOpacity": 0.45,
                "tickColor": text,
                "tickOpacity": 0.45,
                "tickSize": 4,
                "gridColor": text,
                "gridOpacity": 0.13,
                "labelOverlap": "greedy",
                "labelLimit": 160,
            },
            "axisX": {"grid": False, "titlePadding": 8, "labelFlush": True},
            "axisY": {
                "domain": False,
                "ticks": False,
                "titleAnchor": "end",
                "titleAngle": 0,
                "titleAlign": "left",
                "titleX": 0,
                "titleY": -10,
                "tickCount": 6,
            },
            "axisQuantitative": {"format": ",~f"},
            "legend": {
                "labelColor": text,
                "titleColor": text,
                "orient": "bottom",
                "direction": "horizontal",
                "title": None,
                "labelFontSize": 12,
                "labelLimit": 150,
                "symbolStrokeWidth": 3,
                "columnPadding": 14,
                "rowPadding": 4,
                "layout": {"bottom": {"direction": "vertical", "anchor": "start"}},
            },
            "header": {
                "labelColor": text,
                "titleColor": text,
                "labelFontSize": 12,
                "labelFontWeight": 600,
                "labelAnchor": "start",
                "labelPadding": 24,
                "title": None,
            },
            "text": {"color": text, "fontSize": 11.5},
            "rule": {"color": text},
            "line": {"strokeWidth": 2, "strokeJoin": "round"},
            "point": {"size": 40, "filled": True},
            "area": {"opacity": 0.3},
            "range": {
                "category": [*AREAS.values(), REST],
                "ramp": {"scheme": "viridis"},
                "heatmap": {"scheme": "viridis"},
                "diverging": {"scheme": "blueorange"},
            },
            "mark": {"color": MAIN, "aria": False},
        }
    }
