"""Controls of the what-if explorer as HTML: labelled selectors, sliders, presets, headline numbers. ``explorer.js`` brings them to life."""

from __future__ import annotations

import html
from typing import Any

from .nodes import data_script


def controls(name: str, made: dict[str, Any]) -> str:
    """The part above the chart. It is hidden until the script runs, so that nobody meets a control that does nothing."""
    start = made["start"]

    def option(key: str, label: str, chosen: str) -> str:
        return f'<option value="{key}"{" selected" if key == chosen else ""}>{html.escape(label)}</option>'

    def selector(key: str, label: str, choices: list[tuple[str, str]]) -> str:
        options = "".join(option(k, text, start[key]) for k, text in choices)
        return f'<label for="{name}-{key}">{html.escape(label)}<select id="{name}-{key}" data-control="{key}">{options}</select></label>'

    presets = "".join(
        f'<button type="button" data-preset="{p["key"]}" aria-pressed="false">{html.escape(p["label"])}</button>' for p in made["presets"]
    )
    readings = [(r["key"], r["label"]) for r in made["readings"]] + [("own", "own values")]
    choices = [(s["name"], s["label"], [(o["key"], o["label"]) for o in s["options"]]) for s in made["selectors"]]
    selectors = "".join(selector(*c) for c in [*choices, ("reading", "Reading of the literature", readings)])
    sliders = "".join(
        f'<div class="slider"><label for="{name}-{s["name"]}">{html.escape(s["label"])}</label><output for="{name}-{s["name"]}"></output>'
        f'<input type="range" id="{name}-{s["name"]}" data-control="{s["name"]}" min="{s["min"]}" max="{s["max"]}" step="{s["step"]}"'
        f' value="{start[s["name"]]}"></div>'
        for s in made["sliders"]
    )
    shown = "".join(f'<div><dt>{html.escape(h["label"])}</dt><dd data-output="{h["output"]}"></dd></div>' for h in made["headlines"])
    model = data_script('class="explorer-model"', made)
    return (
        f'<div class="explorer" data-name="{name}" hidden>'
        f'<div class="presets" role="group" aria-label="Presets">{presets}<button type="button" data-reset>Reset</button></div>'
        f'<div class="selectors">{selectors}</div><div class="sliders">{sliders}</div><dl class="headlines">{shown}</dl>'
        f'<p class="visually-hidden" role="status" aria-live="polite"></p>{model}</div>\n'
    )
