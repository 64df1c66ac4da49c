"""The look of the book's charts, and the vocabulary they share: one colour for one thing, from the first page to the last.

The chart functions of a chapter stand in a module of this package, named like its method module (``charts.holdings``).

Countries have colours that nothing else wears. What is no country (windows, samples, kinds of evidence) takes ink, grey and the three
``THINGS``, which no reader mistakes for Japan's red, China's orange or Britain's blue. All colours keep a contrast of at least 3:1 against
the light and the dark page, and those that stand in one chart stay apart under the three kinds of colour blindness
(``tests/test_book_charts.py`` and ``tests/test_colours.py`` measure both). Text and axes take the colour of the page's text.
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
INK = "currentColor"  # a series that stands alone, the observation among simulations, the event itself
THINGS = GREEN, MAGENTA, VIOLET = "#00965a", "#a53c96", "#a578ff"
HOLDERS: dict[str, str] = {"official": "#27808f", "private": "#b48769"}
READINGS: dict[str, str] = {"unscaled": VIOLET, "share-scaled": GREEN}
# What a change in a position is made of, and the paper itself.
COMPONENTS: dict[str, str] = {
    "Net transactions": GREEN,
    "Change in value": VIOLET,
    "Rest": REST,
    "Change in position": INK,
    "nominal": GREEN,
    "notes and bonds": GREEN,
    "TIPS": MAGENTA,
    "floating": VIOLET,
    "bills": REST,
}

# Event markers: kind -> (colour, shape), together one of a kind. The kinds are those of the table ``events``.
EVENTS: dict[str, tuple[str, str]] = {
    "tariff": (INK, "circle"),
    "retaliation": (MAGENTA, "triangle-up"),
    "auction": (GREEN, "square"),
    "data release": (REST, "diamond"),
    "official statement": (VIOLET, "triangle-down"),
    "deal": (GREEN, "cross"),
    "TIC release": (REST, "circle"),
    "rating": (VIOLET, "diamond"),
    "intervention": (MAGENTA, "square"),
    "market": (INK, "cross"),
}

_FONT = "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif"


def area_scale(areas: list[str]) -> alt.Scale:
    """Colour scale for holders: the fixed colour where there is one, grey for the rest."""
    return alt.Scale(domain=areas, range=[AREAS.get(a, REST) for a in areas])


def event_scale(kinds: list[str]) -> alt.Scale:
    """Colour scale for event markers, by kind."""
    return alt.Scale(domain=kinds, range=[EVENTS[k][0] for k in kinds])


def event_shapes(kinds: list[str]) -> alt.Scale:
    """Shape scale for event markers, by kind."""
    return alt.Scale(domain=kinds, range=[EVENTS[k][1] for k in kinds])


def some(colours: dict[str, str], *names: str) -> dict[str, str]:
    """A part of one of the dictionaries above, in the order of the names."""
    return {name: colours[name] for name in names}


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
            "axisX": {"grid": False, "titlePadding": 8, "labelFlush": False, "labelSeparation": 4},
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
                "category": [INK, *THINGS, REST],
                "ramp": {"scheme": "viridis"},
                "heatmap": {"scheme": "viridis"},
                "diverging": {"scheme": "blueorange"},
            },
            "mark": {"color": INK, "aria": False},
        }
    }
