"""An Altair chart as what a page needs: a Vega-Lite spec, its data in columns, and a still picture."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import altair as alt
import vl_convert

VL_VERSION = "6.4"
STILL_WIDTH = 680
STILL_SCALE = 1.5  # pixels of the picture for one on the page
_PANELS = {"hconcat", "vconcat", "facet"}
_FACETS = {"row", "column", "facet"}


def spec_of(chart: alt.TopLevelMixin, description: str) -> dict[str, Any]:
    """Vega-Lite spec with floats of six significant digits; a single chart takes the width of its container."""
    from .. import charts

    with alt.data_transformers.enable("default", max_rows=None), alt.theme.enable(charts.THEME):
        spec = chart.to_dict()
    spec["description"] = description
    spec.pop("$schema", None)
    spec.get("usermeta", {}).pop("embedOptions", None)
    if not spec.get("usermeta", True):
        del spec["usermeta"]
    if not _PANELS & spec.keys() and not _FACETS & spec.get("encoding", {}).keys():
        spec.setdefault("width", "container")
    if "datasets" in spec:
        spec["datasets"] = {
            name: [{k: _short(v) for k, v in row.items()} for row in rows] for name, rows in sorted(spec["datasets"].items())
        }
    return spec


def titles(spec: Any) -> Iterator[str]:
    """Every title, subtitle and axis title in a spec, and literal text marks."""
    if isinstance(spec, list):
        for item in spec:
            yield from titles(item)
    elif isinstance(spec, dict):
        for key, value in spec.items():
            if key in {"datasets", "data", "config"}:
                continue
            if key in {"title", "subtitle"}:
                lines = value if isinstance(value, list) else [value]
                yield from (line for line in lines if isinstance(line, str))
            yield from titles(value)


def sets_by_columns(spec: dict[str, Any], wanted: dict[str, list[str]]) -> dict[str, str]:
    """Names of the spec's data sets that have just the columns wanted: label -> data set."""
    found = {tuple(sorted(rows[0])): name for name, rows in spec["datasets"].items()}
    return {label: found[tuple(sorted(names))] for label, names in wanted.items()}


def columns(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Records -> ``{"n": rows, "c": columns, "t": columns of days}``; midnight stamps are cut to the day, the page puts them back."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    cols, days = {}, []
    for name in names:
        values = [row.get(name) for row in rows]
        filled = [v for v in values if v is not None]
        if filled and all(isinstance(v, str) and v.endswith("T00:00:00") for v in filled):
            values = [v[:10] if v else v for v in values]
            days.append(name)
        cols[name] = values
    return {"n": len(rows), "c": cols, "t": days}


def still(spec: dict[str, Any]) -> bytes:
    """PNG on white, for readers without JavaScript, for print and for the downloaded notebook."""
    data = spec.get("datasets")
    bare = json.loads(json.dumps({k: v for k, v in spec.items() if k != "datasets"}).replace('"currentColor"', '"#1f2328"'))
    _set_widths(bare)
    bare.setdefault("config", {})["background"] = "white"
    bare["config"].setdefault("legend", {}).setdefault("columns", 4)
    if data:
        bare["datasets"] = data
    return vl_convert.vegalite_to_png(bare, vl_version=VL_VERSION, scale=STILL_SCALE)


def standalone(spec: dict[str, Any]) -> dict[str, Any]:
    """The spec for use outside the book, where a container has no width of its own."""
    own = copy.deepcopy(spec)
    _set_widths(own)
    return own


def _set_widths(spec: Any) -> None:
    if isinstance(spec, dict):
        if spec.get("width") == "container":
            spec["width"] = STILL_WIDTH - 80
        for value in spec.values():
            _set_widths(value)
    elif isinstance(spec, list):
        for value in spec:
            _set_widths(value)


def _short(value: Any) -> Any:
    return float(f"{value:.6g}") if isinstance(value, float) else value
