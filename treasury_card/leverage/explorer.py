"""What the page needs to answer "what if": the graph, the controls that set its inputs, what is shown, and the presets.

The page evaluates the exported graph itself (``graph.py`` says how); nothing of the model is written a second time. A control sets one or
more inputs of the graph; ``values_of`` does in Python what the page does with the controls, so that both can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..scenarios import ImpactScenario
from .assumptions import Assumptions
from .display import READING
from .draws import drawn_inputs, fan, latent_uniforms
from .graph import Graph

SHOWN_WEEKS = 104
FAN_DRAWS = 20_000

SELLERS = {
    "mof": ("finance ministry", {"private_sells": 0.0, "china_sells": 0.0}),
    "japan": ("all of Japan", {"private_sells": 1.0, "china_sells": 0.0}),
    "japan_china": ("Japan and China", {"private_sells": 1.0, "china_sells": 1.0}),
}
ORDERS = {
    "slice": ("a slice of everything", {"bills_first": 0.0, "long_first": 0.0}),
    "bills": ("bills and short notes first", {"bills_first": 1.0, "long_first": 0.0}),
    "long": ("long bonds first", {"bills_first": 0.0, "long_first": 1.0}),
}
PROCEEDS = {"dollars": ("kept in dollars", {"converted": 0.0}), "yen": ("changed into yen", {"converted": 1.0})}

# name, label, unit, lowest, highest, step, what one unit of the slider is in the input
SLIDERS = (
    ("sold_share", "Part sold", "%", 1, 100, 1, 0.01),
    ("weeks", "Weeks of selling", "weeks", 1, 52, 1, 1.0),
    ("short_run_bp", "Impact while selling", "bp per $100bn", 0, 120, 0.1, 1.0),
    ("long_run_bp", "Impact that stays", "bp per $100bn", 0, 60, 0.1, 1.0),
    ("half_life_weeks", "Half-life of the rest", "weeks", 1, 104, 0.1, 1.0),
    ("fed_share", "Bought by the Fed at once", "%", 0, 100, 1, 0.01),
    ("yen_pct_per_100bn", "Rise of the yen", "% per $100bn", 0, 5, 0.1, 1.0),
)

# preset -> label and its controls; the reading stays as it is
PRESETS = {
    "ministry-half": (
        "Ministry sells half in 13 weeks",
        {"who": "mof", "order": "slice", "proceeds": "dollars", "sold_share": 50, "weeks": 13},
    ),
    "japan-four": ("All of Japan in four weeks", {"who": "japan", "order": "slice", "proceeds": "dollars", "sold_share": 100, "weeks": 4}),
    "japan-china": ("Japan and China", {"who": "japan_china", "order": "slice", "proceeds": "dollars", "sold_share": 100, "weeks": 13}),
    "may-2026": ("May 2026-sized sale of bills", {"who": "mof", "order": "bills", "proceeds": "yen", "sold_share": 10, "weeks": 5}),
}
FIRST = "ministry-half"

HEADLINES = (
    ("sold_usd_bn", "Sold", "$bn", 0),
    ("peak_bp", "Peak of the ten-year", "bp", 1),
    ("year1_bp", "Mean of the first year", "bp", 1),
    ("us_cost_y1", "US interest, year one", "$bn", 1),
    ("us_cost_y5", "US interest, year five", "$bn", 1),
    ("us_cost_pv5", "US cost, five years, present value", "$bn", 1),
    ("japan_loss", "Japan's loss, five years, present value", "$bn", 1),
    ("mark_to_market_japan", "Marked to market (no cash)", "$bn", 1),
    ("ratio", "US cost over Japan's loss", "times", 2),
)
COMPONENTS = {
    "execution": "on what is sold",
    "horizon_value": "on what is kept",
    "currency": "through the yen",
    "mark_to_market": "mark-to-market",
}


def definition(graph: Graph, impacts: dict[str, ImpactScenario]) -> dict:
    """Everything of the explorer but its chart, as JSON-ready data."""
    medians = {r: s.quantiles()["p50"].round(1) for r, s in impacts.items()}
    readings = {
        r: {
            "label": READING[r],
            "sliders": {"short_run_bp": m["short_run"], "long_run_bp": m["long_run"], "half_life_weeks": m["half_life"]},
        }
        for r, m in medians.items()
    }
    return {
        "graph": graph.export(),
        "selectors": [
            {
                "name": name,
                "label": label,
                "options": [{"key": k, "label": text, "inputs": inputs} for k, (text, inputs) in choices.items()],
            }
            for name, label, choices in (
                ("who", "Who sells", SELLERS),
                ("order", "What goes first", ORDERS),
                ("proceeds", "Proceeds", PROCEEDS),
            )
        ],
        "readings": [{"key": key, **reading} for key, reading in readings.items()],
        "sliders": [dict(zip(("name", "label", "unit", "min", "max", "step", "scale"), row, strict=True)) for row in SLIDERS],
        "start": start(impacts),
        "presets": [{"key": key, "label": label, "controls": controls} for key, (label, controls) in PRESETS.items()],
        "first": FIRST,
        "headlines": [dict(zip(("output", "label", "unit", "decimals"), row, strict=True)) for row in HEADLINES],
        "components": [{"label": label, "output": f"{c}_japan"} for c, label in COMPONENTS.items()],
        "weeks": SHOWN_WEEKS,
        "sets": {
            "path": ["week", "rise_bp"],
            "band": ["week", "low_bp", "high_bp"],
            "cost": ["year", "usd_bn"],
            "loss": ["component", "usd_bn"],
        },
        "fans": _fans(graph, impacts),
    }


def start(impacts: dict[str, ImpactScenario]) -> dict[str, float | str]:
    """Controls as the page opens: the first preset in the unscaled reading."""
    m = impacts["unscaled"].quantiles()["p50"].round(1)
    impact = {"short_run_bp": m["short_run"], "long_run_bp": m["long_run"], "half_life_weeks": m["half_life"]}
    return {"reading": "unscaled", **impact, "fed_share": 0, "yen_pct_per_100bn": Assumptions().yen_pct_per_100bn, **PRESETS[FIRST][1]}


def values_of(controls: Mapping[str, float | str]) -> dict[str, float]:
    """Inputs of the graph for one state of the controls."""
    values = {name: float(controls[name]) * scale for name, *_, scale in SLIDERS}
    for name, choices in (("who", SELLERS), ("order", ORDERS), ("proceeds", PROCEEDS)):
        values |= choices[controls[name]][1]
    return values


def frames(graph: Graph, controls: Mapping[str, float | str], band: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """What the charts of the explorer show for one state of the controls."""
    known = graph.evaluate(values_of(controls))
    week = np.arange(1, SHOWN_WEEKS + 1)
    cost = pd.DataFrame({"year": range(1, 11), "usd_bn": [float(known[f"us_cost_y{n}"][0]) for n in range(1, 11)]})
    loss = pd.DataFrame({"component": list(COMPONENTS.values()), "usd_bn": [float(known[f"{c}_japan"][0]) for c in COMPONENTS]})
    rise = np.broadcast_to(known["rise_bp"], (len(graph.tables["weeks"]), 1))[:SHOWN_WEEKS, 0]
    return {"path": pd.DataFrame({"week": week, "rise_bp": rise}), "band": band, "cost": cost, "loss": loss}


def first_frames(results) -> dict[str, pd.DataFrame]:
    """What the explorer shows as the page opens; ``results`` is a ``LeverageStudy``."""
    made = results.explorer
    return frames(results.graph, made["start"], pd.DataFrame(made["fans"][FIRST]["unscaled"]))


def first_table(results) -> pd.DataFrame:
    """Headline numbers of every preset in both readings."""
    made = results.explorer
    rows = []
    for preset in made["presets"]:
        for reading in made["readings"]:
            known = results.graph.evaluate(values_of({**made["start"], **reading["sliders"], **preset["controls"]}))
            shown = {f"{label} ({unit})": round(float(known[output][0]), 2) for output, label, unit, _ in HEADLINES}
            rows.append({"preset": preset["label"], "reading": reading["label"], **shown})
    return pd.DataFrame(rows)


def _fans(graph: Graph, impacts: dict[str, ImpactScenario]) -> dict[str, dict[str, dict[str, list[float]]]]:
    """Middle four fifths of the path for each preset and reading, every second week: preset -> reading -> columns."""
    latent = latent_uniforms(FAN_DRAWS)
    weeks = np.arange(1, SHOWN_WEEKS + 1)
    shown = weeks[(weeks <= 26) | (weeks % 4 == 0)]
    out: dict[str, dict[str, dict[str, list[float]]]] = {}
    for preset, (_, controls) in PRESETS.items():
        base = Assumptions(**values_of({**start(impacts), **controls}))
        out[preset] = {}
        for reading, impact in impacts.items():
            rows = fan(graph, drawn_inputs(base, impact, latent), weeks=SHOWN_WEEKS, probabilities=(0.1, 0.9)).quantiles.loc[shown]
            out[preset][reading] = {
                "week": [int(w) for w in shown],
                "low_bp": [round(float(v), 2) for v in rows["p10"]],
                "high_bp": [round(float(v), 2) for v in rows["p90"]],
            }
    return out
