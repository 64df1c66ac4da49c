"""Charts of chapter 1. They take the frames of ``holdings.run()`` and compute nothing."""

from __future__ import annotations

import altair as alt
import pandas as pd

from . import AREAS, COMPONENTS, EVENTS, GREEN, HOLDERS, INK, MAGENTA, REST, area_scale, fixed_scale, some

PARTS = some(COMPONENTS, "Net transactions", "Change in value", "Rest")
TYPES = some(COMPONENTS, "nominal", "TIPS", "floating", "bills")
ERAS = {"Form S": MAGENTA, "Form SLT": GREEN}
CENTRES = {area: AREAS[area] for area in ("United Kingdom", "Belgium", "Luxembourg", "Cayman Islands")} | {
    "Ireland": INK,
    "Switzerland": INK,
}
DASHES = {"Switzerland": [4, 3]}
# As in chapter 4: the ministry, and those who decide for themselves.
DECIDERS = {"Finance ministry": HOLDERS["official"], "Pension fund GPIF": HOLDERS["private"], "All others": HOLDERS["private"]}
TOTALS = {"Grand Total": INK, "Foreign Official": HOLDERS["official"]}
_CAPITAL = "upper(slice(datum.label, 0, 1)) + slice(datum.label, 1)"
MONTH = alt.Tooltip("month:T", format="%B %Y")
NEAR = alt.Header(labelPadding=8)  # panels that wrap leave room for their unit themselves


def _dated(frame: pd.DataFrame) -> pd.DataFrame:
    """Months as their last day: positions are of the end of the month."""
    return frame.assign(month=frame["month"].dt.to_timestamp(how="end").dt.normalize())


def _amount(column: str, title: str = "$bn") -> alt.Tooltip:
    return alt.Tooltip(f"{column}:Q", format=",.1f", title=title)


def _size(column: str, title: str, **scale) -> alt.X:
    return alt.X(f"{column}:Q", title=title, axis=alt.Axis(tickCount=6), scale=alt.Scale(**scale) if scale else alt.Undefined)


def _years(column: str = "month:T", step: int = 1, **kwargs) -> alt.X:
    return alt.X(
        column,
        title=None,
        axis=alt.Axis(format="%Y", labelSeparation=6, tickCount=alt.TimeIntervalStep(interval="year", step=step)),
        **kwargs,
    )


def _zero(data: pd.DataFrame, axis: str = "x") -> alt.Chart:
    return alt.Chart(data).mark_rule(strokeWidth=1, opacity=0.6).encode(**{axis: alt.datum(0)})


def history(runs: pd.DataFrame, breaks: pd.DataFrame) -> alt.VConcatChart:
    """Exhibit 1: totals above, countries below; each unbroken run is a line of its own, each survey step an upright stroke.

    Parameters
    ----------
    runs, breaks : DataFrame
        ``Holdings.history``, ``Holdings.breaks``.
    """
    runs = _dated(runs)[["month", "area", "series", "run", "holdings_usd_bn"]]
    breaks = _dated(breaks)[["month", "area", "old_usd_bn", "new_usd_bn", "step_usd_bn"]]
    x = _years(step=4, scale=alt.Scale(domain=["2000-01-01", "2026-07-01"]))
    step_tip = [
        MONTH,
        "area:N",
        _amount("old_usd_bn", "old series, $bn"),
        _amount("new_usd_bn", "new series, $bn"),
        _amount("step_usd_bn", "step, $bn"),
    ]

    def panel(areas: dict[str, str], title: str, height: int, context: bool) -> alt.LayerChart:
        colour = alt.Color("area:N", scale=fixed_scale(areas))
        drawn = alt.Chart(runs).transform_filter(alt.FieldOneOfPredicate("area", list(areas)))
        stepped = alt.Chart(breaks).transform_filter(alt.FieldOneOfPredicate("area", list(areas)))
        lines = drawn.mark_line().encode(
            x,
            alt.Y("holdings_usd_bn:Q", title="$bn"),
            colour,
            detail="run:N",
            tooltip=[MONTH, "area:N", "series:N", _amount("holdings_usd_bn")],
        )
        strokes = stepped.mark_rule(strokeWidth=3, opacity=0.45).encode(
            x, alt.Y("old_usd_bn:Q"), alt.Y2("new_usd_bn:Q"), colour, tooltip=step_tip
        )
        layers = [lines, strokes]
        if context:
            others = alt.Chart(runs).transform_filter(f"indexof({[*areas, *TOTALS]!r}, datum.area) < 0")
            layers.insert(
                0,
                others.mark_line(strokeWidth=1, opacity=0.55, color=REST).encode(
                    x,
                    alt.Y("holdings_usd_bn:Q"),
                    detail=["area:N", "run:N"],
                    tooltip=[MONTH, "area:N", "series:N", _amount("holdings_usd_bn")],
                ),
            )
        return alt.layer(*layers).properties(height=height, title=title)

    three = {area: AREAS[area] for area in ("Japan", "China, Mainland", "United Kingdom")}
    top = panel(TOTALS, "All foreign holders", 190, context=False)
    bottom = panel(three, "By place of custody", 270, context=True)
    return alt.vconcat(top, bottom).resolve_scale(color="independent")


def growth(parts: pd.DataFrame) -> alt.Chart:
    """Exhibit 1, second picture: growth 2000-2011 inside the series and at the surveys.

    Parameters
    ----------
    parts : DataFrame
        ``Holdings.growth``.
    """
    named = {"within_series_usd_bn": "in monthly data", "benchmarks_usd_bn": "at the surveys"}
    data = parts.reset_index().rename(columns=named).melt("area", list(named.values()), "part", "usd_bn")
    colours = {"in monthly data": INK, "at the surveys": MAGENTA}
    bars = (
        alt.Chart(data)
        .mark_bar(height={"band": 0.8})
        .encode(
            _size("usd_bn", "$bn"),
            alt.Y("area:N", title=None, sort=list(parts.index)),
            alt.Color("part:N", scale=fixed_scale(colours)),
            alt.YOffset("part:N", sort=list(named.values())),
            tooltip=["area:N", "part:N", _amount("usd_bn")],
        )
    )
    return alt.layer(bars, _zero(data)).properties(height=230)


def three_holders(shares: pd.DataFrame) -> alt.VConcatChart:
    """Exhibit 2: level, share of foreign holdings, share of debt.

    Parameters
    ----------
    shares : DataFrame
        ``Holdings.shares``.
    """
    columns = ["month", "area", "run", "holdings_usd_bn", "share_of_foreign_pct", "share_of_debt_pct"]
    data = _dated(shares)[columns].round({"share_of_foreign_pct": 2, "share_of_debt_pct": 2})
    colour = alt.Color("area:N", scale=area_scale(["Japan", "China, Mainland", "United Kingdom"]))
    x = _years(step=4)

    def panel(column: str, title: str, unit: str, quarterly: bool = False) -> alt.Chart:
        base = alt.Chart(data)
        if quarterly:
            base = base.transform_filter("isValid(datum.share_of_debt_pct)")
        return (
            base.mark_line()
            .encode(x, alt.Y(f"{column}:Q", title=unit), colour, detail="run:N", tooltip=[MONTH, "area:N", _amount(column, unit)])
            .properties(height=135, title=title)
        )

    return alt.vconcat(
        panel("holdings_usd_bn", "Level", "$bn"),
        panel("share_of_foreign_pct", "Share of all foreign holdings", "%"),
        panel("share_of_debt_pct", "Share of the debt held by the public", "%", quarterly=True),
    )


def _by_part(wide: pd.DataFrame, areas: tuple[str, ...], decimals: int) -> pd.DataFrame:
    """One row a month, area and part of a change in position."""
    named = {
        "net_usd_bn": "Net transactions",
        "valuation_usd_bn": "Change in value",
        "rest_usd_bn": "Rest",
        "change_usd_bn": "Change in position",
    }
    long = _dated(wide[wide["area"].isin(areas)]).rename(columns=named)
    return long.melt(["month", "area"], list(named.values()), "part", "usd_bn").round({"usd_bn": decimals})


def parts_by_month(slt: pd.DataFrame, areas: tuple[str, ...]) -> alt.FacetChart:
    """Exhibit 3: stacked bars of transactions, valuation and rest; the dot is the change in the position.

    Parameters
    ----------
    slt : DataFrame
        ``Holdings.slt``.
    """
    data = _by_part(slt, areas, decimals=1)
    tip = [MONTH, "area:N", "part:N", _amount("usd_bn")]
    base = alt.Chart(data)
    bars = (
        base.transform_filter("datum.part != 'Change in position'")
        .mark_bar()
        .encode(
            _years("yearmonth(month):T"),
            alt.Y("usd_bn:Q", title="$bn"),
            alt.Color("part:N", scale=fixed_scale(PARTS)),
            tooltip=tip,
        )
    )
    dots = (
        base.transform_filter("datum.part == 'Change in position'")
        .mark_point(size=14, fill=INK, strokeWidth=0)
        .encode(_years("yearmonth(month):T", bandPosition=0.5), alt.Y("usd_bn:Q"), tooltip=tip)
    )
    return (
        alt.layer(bars, dots)
        .properties(width=270, height=150)
        .facet(facet=alt.Facet("area:N", sort=list(areas), title=None, header=NEAR), columns=2)
        .resolve_scale(y="independent")
    )


def cumulated(staff: pd.DataFrame, areas: tuple[str, ...]) -> alt.FacetChart:
    """Exhibit 3, second picture: running sums of the Federal Reserve staff estimates.

    Parameters
    ----------
    staff : DataFrame
        ``Holdings.staff_cumulated``.
    """
    data = _by_part(staff, areas, decimals=0)
    colours = {**PARTS, **some(COMPONENTS, "Change in position")}
    return (
        alt.Chart(data)
        .mark_line()
        .encode(
            _years(step=3),
            alt.Y("usd_bn:Q", title="$bn, running sum"),
            alt.Color("part:N", scale=fixed_scale(colours)),
            tooltip=[MONTH, "area:N", "part:N", _amount("usd_bn")],
        )
        .properties(width=270, height=150)
        .facet(facet=alt.Facet("area:N", sort=list(areas), title=None, header=NEAR), columns=2)
        .resolve_scale(y="independent")
    )


def correlations(table: pd.DataFrame) -> alt.LayerChart:
    """Exhibit 3, third picture: how well flows follow positions, old and new reporting.

    Parameters
    ----------
    table : DataFrame
        ``Holdings.correlations``.
    """
    data = table.assign(first=table["first"].astype(str), last=table["last"].astype(str))
    rows = list(dict.fromkeys(data["area"]))
    dots = (
        alt.Chart(data)
        .mark_point(size=110, opacity=1)
        .encode(
            _size("correlation", "Correlation with the change in position", domain=[0, 1]),
            alt.Y("area:N", title=None, sort=rows),
            alt.Color("era:N", scale=fixed_scale(ERAS)),
            alt.Shape(
                "flow:N",
                scale=alt.Scale(domain=["net", "net and valuation"], range=["circle", "diamond"]),
                legend=alt.Legend(symbolFillColor=REST, symbolStrokeColor=REST),
            ),
            alt.YOffset("flow:N"),
            tooltip=["area:N", "era:N", "flow:N", "first:N", "last:N", "months:Q", alt.Tooltip("correlation:Q", format=".2f")],
        )
    )
    return dots.properties(height=230)


def april(shown: pd.DataFrame) -> alt.LayerChart:
    """Exhibit 4: net long-term transactions of April 2025 as bars, those of May as open circles.

    Parameters
    ----------
    shown : DataFrame
        ``Holdings.april_shown``.
    """
    three = some(AREAS, "Japan", "China, Mainland", "United Kingdom")
    data = shown.assign(kept=shown["area"].where(shown["area"].isin(three), "other"))
    colours = {**three, "other": REST}
    y = alt.Y("area:N", title=None, sort=list(shown["area"]))
    tip = [
        "area:N",
        _amount("net_usd_bn", "April, $bn"),
        _amount("next_month_net_usd_bn", "May, $bn"),
        _amount("bills_usd_bn", "bills in April, $bn"),
    ]
    bars = (
        alt.Chart(data)
        .mark_bar()
        .encode(
            _size("net_usd_bn", "Net purchases, $bn"),
            y,
            alt.Color("kept:N", scale=fixed_scale(colours), legend=None),
            tooltip=tip,
        )
    )
    may = alt.Chart(data).mark_point(size=45, filled=False, stroke=INK).encode(alt.X("next_month_net_usd_bn:Q"), y, tooltip=tip)
    return alt.layer(bars, may, _zero(data)).properties(height=380)


def as_printed(flows: pd.DataFrame) -> alt.FacetChart:
    """Exhibit 4, second picture: first print (open) and newest vintage (filled) of each month's flow.

    Parameters
    ----------
    flows : DataFrame
        ``Holdings.flows_printed``, first prints only.
    """
    data = _dated(flows)[["line", "month", "release", "printed_usd_bn", "today_usd_bn"]]
    tip = [MONTH, "line:N", "release:N", _amount("printed_usd_bn", "first print, $bn"), _amount("today_usd_bn", "today, $bn")]
    x = alt.X("yearmonth(month):O", title=None, axis=alt.Axis(labelAngle=0, format="%b", labelOverlap=True))
    base = alt.Chart(data)
    layers = [
        base.mark_rule(strokeWidth=1.5, opacity=0.6).encode(
            x, alt.Y("printed_usd_bn:Q", title="$bn"), alt.Y2("today_usd_bn:Q"), tooltip=tip
        ),
        base.mark_point(size=55, filled=False, strokeWidth=2, color=REST).encode(x, alt.Y("printed_usd_bn:Q"), tooltip=tip),
        base.mark_point(size=55, opacity=1, color=INK).encode(x, alt.Y("today_usd_bn:Q"), tooltip=tip),
        base.mark_rule(strokeWidth=1, opacity=0.5).encode(y=alt.datum(0)),
    ]
    panel = alt.Facet(
        "line:N", title=None, sort=["official bonds", "private bonds", "bills"], header=alt.Header(labelExpr=_CAPITAL, labelPadding=8)
    )
    return alt.layer(*layers).properties(width=165, height=170).facet(facet=panel, columns=3).resolve_scale(y="independent")


def custody_bounds(bounds: pd.DataFrame) -> alt.LayerChart:
    """Exhibit 5: own line, scenario and bounds for two owners.

    Parameters
    ----------
    bounds : DataFrame
        ``Holdings.bounds``.
    """
    y = alt.Y("owner:N", title=None, sort=["Japan", "China, Mainland"])
    tip = [
        "owner:N",
        _amount("own_line_usd_bn", "own line"),
        _amount("scenario_usd_bn", "with Belgium's growth"),
        _amount("belgium_bound_usd_bn", "with all of Belgium"),
        _amount("all_centres_bound_usd_bn", "with all six centres"),
    ]
    base = alt.Chart(bounds)
    colour = alt.Color("owner:N", scale=area_scale(["Japan", "China, Mainland"]), legend=None)
    x = _size("all_centres_bound_usd_bn", "$bn")
    return alt.layer(
        base.mark_bar(opacity=0.25, height=26).encode(x, y, colour, tooltip=tip),
        base.mark_bar(opacity=0.5, height=26).encode(alt.X("belgium_bound_usd_bn:Q"), y, colour, tooltip=tip),
        base.mark_bar(height=26).encode(alt.X("own_line_usd_bn:Q"), y, colour, tooltip=tip),
        base.mark_tick(thickness=3, height=36, color=INK).encode(alt.X("scenario_usd_bn:Q"), y, tooltip=tip),
    ).properties(height=120)


def custody_centres(centres: pd.DataFrame) -> alt.Chart:
    """Exhibit 5, second picture: the six centres in the present series.

    Parameters
    ----------
    centres : DataFrame
        ``Holdings.centres_history``, present series.
    """
    return (
        alt.Chart(_dated(centres)[["month", "area", "run", "holdings_usd_bn"]])
        .mark_line()
        .encode(
            _years(step=2),
            alt.Y("holdings_usd_bn:Q", title="$bn"),
            alt.Color("area:N", scale=fixed_scale(CENTRES)),
            alt.StrokeDash("area:N", scale=alt.Scale(domain=list(CENTRES), range=[DASHES.get(area, [1, 0]) for area in CENTRES])),
            detail="run:N",
            tooltip=[MONTH, "area:N", _amount("holdings_usd_bn")],
        )
        .properties(height=270)
    )


def composition(types: pd.DataFrame) -> alt.Chart:
    """Exhibit 6: shares of the types of paper.

    Parameters
    ----------
    types : DataFrame
        ``Holdings.types``.
    """
    order = {name: place for place, name in enumerate(TYPES)}
    return (
        alt.Chart(types.assign(order=types["type"].map(order)))
        .mark_bar()
        .encode(
            _size("share_pct", "% of the holder's Treasuries", domain=[0, 100]),
            alt.Y("holder:N", title=None, sort=list(dict.fromkeys(types["holder"]))),
            alt.Color("type:N", scale=fixed_scale(TYPES)),
            alt.Order("order:Q"),
            tooltip=["holder:N", "type:N", _amount("usd_bn"), _amount("share_pct", "%")],
        )
        .properties(height=190)
    )


def maturity(ladder: pd.DataFrame, ten_year: pd.DataFrame) -> alt.VConcatChart:
    """Exhibit 6, second picture: maturities of official and private holders; two holdings in ten-year notes, as ranges.

    Parameters
    ----------
    ladder, ten_year : DataFrame
        ``Holdings.maturity``, ``Holdings.ten_year``.
    """
    data = ladder[ladder["holder"].isin(HOLDERS) & (ladder["usd_bn"] > 0)]
    data = data.assign(years=data["bucket"].str.replace("1 year or less", "0–1").str.replace(" to ", "–").str.replace(" years", ""))
    buckets = list(dict.fromkeys(data.sort_values("midpoint_years")["years"]))
    bars = (
        alt.Chart(data)
        .mark_bar()
        .encode(
            alt.X("years:N", title="Remaining maturity, years", sort=buckets, axis=alt.Axis(labelAngle=0, labelSeparation=5)),
            alt.Y("share_pct:Q", title="% of the holder's notes and bonds"),
            alt.Color("holder:N", scale=fixed_scale(HOLDERS)),
            alt.XOffset("holder:N", sort=list(HOLDERS)),
            tooltip=["holder:N", "bucket:N", _amount("usd_bn"), _amount("share_pct", "%")],
        )
        .properties(height=200, title="Maturities by holder, June 2025")
    )
    ranges = ten_year.reset_index()
    y = alt.Y("area:N", title=None, sort=["Japan", "China, Mainland"])
    tip = ["area:N", _amount("low_usd_bn", "low"), _amount("high_usd_bn", "high"), _amount("long_term_usd_bn", "notes and bonds held")]
    base = alt.Chart(ranges)
    colour = alt.Color("area:N", scale=area_scale(["Japan", "China, Mainland"]), legend=None)
    equivalents = alt.layer(
        base.mark_bar(height=18).encode(
            _size("low_usd_bn", "$bn"),
            alt.X2("high_usd_bn:Q"),
            y,
            colour,
            tooltip=tip,
        ),
        base.mark_tick(thickness=3, height=26, color=INK).encode(alt.X("long_term_usd_bn:Q", scale=alt.Scale(domainMin=0)), y, tooltip=tip),
    ).properties(height=80, title="The same in ten-year notes")
    return alt.vconcat(bars, equivalents).resolve_scale(color="independent")


def deciders(ranges: pd.DataFrame, tic_usd_bn: float) -> alt.LayerChart:
    """Exhibit 7: ranges by decider, a diamond for a single figure; stroke: ceiling case, dashed rule: Japan's whole line.

    Parameters
    ----------
    ranges : DataFrame
        ``Holdings.decider_ranges``.
    tic_usd_bn : float
        Japan's line, US$ bn.
    """
    y = alt.Y("block:N", title=None, sort=list(ranges["block"]), axis=alt.Axis(labelLimit=150))
    tip = [
        "block:N",
        _amount("low_usd_bn", "low"),
        _amount("high_usd_bn", "high"),
        _amount("ceiling_usd_bn", "if all reserve securities were Treasuries"),
    ]
    base = alt.Chart(ranges)
    colour = alt.Color("block:N", scale=fixed_scale(DECIDERS), legend=None)
    layers = [
        base.mark_bar(height=26).encode(
            _size("low_usd_bn", "$bn"),
            alt.X2("high_usd_bn:Q"),
            y,
            colour,
            tooltip=tip,
        ),
        base.transform_filter("datum.low_usd_bn == datum.high_usd_bn")
        .mark_point(size=140, opacity=1, shape="diamond")
        .encode(alt.X("low_usd_bn:Q"), y, colour, tooltip=tip),
        base.transform_filter("datum.low_usd_bn < datum.high_usd_bn")
        .mark_tick(thickness=3, height=34, color=INK)
        .encode(alt.X("ceiling_usd_bn:Q"), y, tooltip=tip),
        base.mark_rule(strokeDash=[5, 4]).encode(x=alt.datum(tic_usd_bn)),
        _zero(ranges),
    ]
    return alt.layer(*layers).properties(height=170)


def weeks(weekly: pd.DataFrame, days: tuple[str, str]) -> alt.VConcatChart:
    """Exhibit 8: Fed custody and dealers' positions by Wednesday, the two weeks of the rule shaded.

    Parameters
    ----------
    weekly : DataFrame
        ``Holdings.weekly``.
    days : tuple of str
        First and last day of the rule.
    """
    window = pd.DataFrame({"first": [pd.Timestamp(days[0])], "last": [pd.Timestamp(days[1])]})
    shade = alt.Chart(window).mark_rect(opacity=0.16, color=REST).encode(alt.X("first:T"), alt.X2("last:T"))

    def panel(column: str, title: str) -> alt.LayerChart:
        tip = [alt.Tooltip("date:T", format="%d %B %Y"), _amount(column)]
        line = (
            alt.Chart(weekly)
            .mark_line(point=alt.OverlayMarkDef(size=28))
            .encode(
                alt.X("date:T", title=None, scale=alt.Scale(padding=10), axis=alt.Axis(format="%-d %b", tickCount=6)),
                alt.Y(f"{column}:Q", title="$bn", scale=alt.Scale(zero=False, padding=10)),
                tooltip=tip,
            )
        )
        return alt.layer(shade, line).properties(height=150, title=title)

    return alt.vconcat(
        panel("custody_usd_bn", "Held at the New York Fed for officials"),
        panel("net_position_usd_bn", "Primary dealers' net position"),
    ).resolve_scale(x="shared")


def auctions(table: pd.DataFrame) -> alt.FacetChart:
    """Exhibit 8, second picture: bidder shares of three auctions in the range of all other auctions of the tenor.

    Parameters
    ----------
    table : DataFrame
        ``Holdings.auctions``.
    """
    data = table.assign(auction=table["tenor"] + ", " + table["date"].dt.day.astype(str) + " April")
    tip = [
        "auction:N",
        "bidder:N",
        _amount("share_pct", "%"),
        _amount("low_pct", "lowest other"),
        _amount("median_pct", "median"),
        _amount("high_pct", "highest other"),
        "others:Q",
    ]
    y = alt.Y("bidder:N", title=None, sort=["indirect", "direct", "dealer"])
    base = alt.Chart(data)
    layers = [
        base.mark_rule(strokeWidth=8, opacity=0.3, color=REST).encode(
            _size("low_pct", "% of the amount awarded", domain=[0, 100]), alt.X2("high_pct:Q"), y, tooltip=tip
        ),
        base.mark_tick(thickness=2, height=14, color=REST).encode(alt.X("median_pct:Q"), y, tooltip=tip),
        base.mark_point(size=90, opacity=1, color=EVENTS["auction"][0]).encode(alt.X("share_pct:Q"), y, tooltip=tip),
    ]
    return (
        alt.layer(*layers)
        .properties(width=165, height=95)
        .facet(facet=alt.Facet("auction:N", title=None, sort=list(dict.fromkeys(data["auction"])), header=NEAR), columns=3)
    )


def since(newest: pd.DataFrame, operations: pd.DataFrame) -> alt.LayerChart:
    """Exhibit 9: three lines to the newest print, third-party months open, interventions marked.

    Parameters
    ----------
    newest, operations : DataFrame
        ``Holdings.newest``, ``Holdings.operations``.
    """
    data = _dated(newest)
    events = operations[["start", "end", "jpy_tn", "usd_bn", "certainty"]]
    three = area_scale(["Japan", "China, Mainland", "United Kingdom"])
    colour = alt.Color("area:N", scale=three, legend=alt.Legend(symbolType="stroke"))
    tip = [MONTH, "area:N", _amount("holdings_usd_bn"), "origin:N"]
    op_tip = [
        alt.Tooltip("start:T", format="%d %B %Y"),
        alt.Tooltip("jpy_tn:Q", format=".2f", title="yen bought, ¥tn"),
        _amount("usd_bn", "dollars sold, $bn"),
        "certainty:N",
    ]
    x = _years()
    y = alt.Y("holdings_usd_bn:Q", title="$bn", scale=alt.Scale(zero=False))
    return alt.layer(
        alt.Chart(events).mark_rule(color=EVENTS["intervention"][0], strokeWidth=2, opacity=0.8).encode(alt.X("start:T"), tooltip=op_tip),
        alt.Chart(data).transform_filter("datum.origin == 'official'").mark_line().encode(x, y, colour, tooltip=tip),
        alt.Chart(data)
        .transform_filter("datum.origin != 'official'")
        .mark_point(filled=False, size=50, strokeWidth=2)
        .encode(x, y, colour, tooltip=tip),
    ).properties(height=300)


def sold(table: pd.DataFrame) -> alt.LayerChart:
    """Exhibit 9, second picture: bills and notes and bonds in the months of the interventions; the stroke is the dollars sold.

    Parameters
    ----------
    table : DataFrame
        ``Holdings.sold``.
    """
    named = {"bills_change_usd_bn": "bills", "lt_net_usd_bn": "notes and bonds"}
    wide = table.assign(
        month=table["month"].dt.strftime("%b %Y") + table["intervention_usd_bn"].map(lambda sold: "" if sold else " (none)"),
        dollars_sold_usd_bn=-table["intervention_usd_bn"],
    )
    data = wide.rename(columns=named).melt(["month", "dollars_sold_usd_bn"], list(named.values()), "paper", "usd_bn")
    colours = some(COMPONENTS, "bills", "notes and bonds")
    y = alt.Y("month:N", title=None, sort=list(wide["month"]))
    tip = ["month:N", "paper:N", _amount("usd_bn"), _amount("dollars_sold_usd_bn", "dollars sold in the market")]
    bars = (
        alt.Chart(data)
        .mark_bar()
        .encode(
            _size("usd_bn", "$bn"),
            y,
            alt.Color("paper:N", scale=fixed_scale(colours)),
            alt.YOffset("paper:N", sort=list(named.values())),
            tooltip=tip,
        )
    )
    strokes = (
        alt.Chart(data)
        .transform_filter("datum.paper == 'bills' && datum.dollars_sold_usd_bn < 0")
        .mark_tick(thickness=3, height=24, color=EVENTS["intervention"][0])
        .encode(alt.X("dollars_sold_usd_bn:Q"), y, tooltip=tip)
    )
    return alt.layer(bars, strokes, _zero(data)).properties(height=300)
