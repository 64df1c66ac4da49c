"""``cards``: the claims of the ledger, one card each, on the page and in ``claims.json``.

The cells of a card are MyST, so that numbers and references to exhibits work in them as in any text, and they are held to the same rule:
no bare number.
"""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from typing import Any

from docutils import nodes as docutils_nodes

from . import nodes, prose, publishing

CARDS_MIME = "application/vnd.treasury-card.cards"
WRITTEN = ("claim", "rule", "evidence", "line", "sentence", "would_change", "confidence_reason")  # MyST
WITHDRAWN = "The verdict is not the one that the texts of this card were written for: they are withheld until somebody has read them again."
KINDS = {"data": "decided by data", "record": "decided by documents", "model": "turns on a model", "opinion": "cannot be decided"}
SCALES = {"unscaled": "Unscaled", "share_scaled": "Share-scaled"}
STATES = (
    ("supported", "There at the median"),
    ("depends on the reading", "There at the upper end only"),
    ("not supported", "Not there"),
)


def cards(claims: Sequence[dict[str, Any]]) -> Cards:
    """Cards of a ledger; make it the last expression of its cell.

    Parameters
    ----------
    claims : sequence of dict
        ``claims.Ledger.records()``.

    Raises
    ------
    ValueError
        A text has a bare number or refers to a number that is not published.
    """
    for claim in claims:
        for field in WRITTEN:
            publishing.resolve(claim[field])
            for finding in prose.bare_numbers(claim[field]):
                raise ValueError(f"claim {claim['number']}, {field}: {finding}")
    return Cards(claims)


class Cards:
    """Checked cards; Jupyter shows them."""

    def __init__(self, claims: Sequence[dict[str, Any]]) -> None:
        self.claims = list(claims)

    def __repr__(self) -> str:
        return "\n\n".join(_plain(claim) for claim in resolved(self.claims))

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        if publishing.in_book():
            got = {"claims": self.claims, "resolved": resolved(self.claims)}
            return {CARDS_MIME: json.dumps(got, separators=(",", ":"), ensure_ascii=False), "text/plain": repr(self)}
        return {"text/plain": repr(self), "text/markdown": markdown(resolved(self.claims))}


def resolved(claims: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The claims with the numbers in their texts written out; texts that were written for another verdict are empty."""
    withheld = ("evidence", "sentence", "line")
    return [
        {**claim, **{f: publishing.resolve(claim[f]) if claim["texts_stand"] or f not in withheld else "" for f in WRITTEN}}
        for claim in claims
    ]


def markdown(claims: Sequence[dict[str, Any]]) -> str:
    """Resolved claims for a reader of the notebook."""
    texts = (f"### {c['number']}. {c['claim']}\n\n**{c['verdict'].capitalize()}.** {_evidence(c)}\n\n> {_sentence(c)}" for c in claims)
    return "\n\n".join(texts).replace("$", publishing.DOLLAR)


def render(renderer, got: dict[str, Any], line: int) -> list[docutils_nodes.Node]:
    """Nodes of the cards; the claims are kept in the environment for ``claims.json``."""
    sphinx = renderer.renderer
    sphinx.sphinx_env.treasury_claims[sphinx.sphinx_env.docname] = got["resolved"]
    return [_contents(got["claims"]), *(_card(sphinx, claim, line) for claim in got["claims"])]


def _contents(claims: Sequence[dict[str, Any]]) -> docutils_nodes.paragraph:
    """Links to the cards in a line."""
    line = docutils_nodes.paragraph("", "Go to claim", classes=["claim-links"])
    for claim in claims:
        line += docutils_nodes.Text(" ")
        line += docutils_nodes.reference("", str(claim["number"]), refid=f"claim-{claim['number']}", internal=True)
    return line


def _card(sphinx, claim: dict[str, Any], line: int) -> docutils_nodes.section:
    name = f"claim-{claim['number']}"
    card = docutils_nodes.section(ids=[name], names=[name], classes=["claim"])
    sphinx.document.note_explicit_target(card, card)
    card += docutils_nodes.title("", "", *nodes.inline_myst(sphinx, f"{claim['number']}. {claim['claim']}", line))
    card += _verdict(claim)
    card += _paragraph(sphinx, _evidence(claim), line)
    card += _paragraph(sphinx, f"**One may print:** {_sentence(claim)}", line, "printable")
    see = " See " + ", ".join(f"{{numref}}`{name}`" for name in claim["exhibits"]) + "." if claim["exhibits"] else ""
    card += _paragraph(sphinx, f"**What would change the verdict:** {claim['would_change']}{see}", line)
    card += docutils_nodes.raw("", '<details class="claim-more"><summary>Rule, confidence and sources</summary>', format="html")
    card += _paragraph(sphinx, f"**Rule:** {claim['rule']}", line)
    card += _paragraph(sphinx, f"**Confidence:** {claim['confidence']}. {claim['confidence_reason']}", line)
    for verdict, label in STATES:
        named = {s: [r["reading"] for r in claim["readings"] if (r["verdict"], r["scale"]) == (verdict, s)] for s in SCALES}
        if any(named.values()):
            card += _labelled(label, ". ".join(f"{SCALES[s]}: {'; '.join(found)}" for s, found in named.items() if found) + ".")
    if claim["sources"]:
        card += _sources(claim["sources"])
    card += docutils_nodes.raw("", "</details>", format="html")
    return card


def _verdict(claim: dict[str, Any]) -> docutils_nodes.paragraph:
    line = docutils_nodes.paragraph(classes=["verdict-line"])
    line += _mark(claim["verdict"], claim["rating"])
    if claim["aside"]:
        line += docutils_nodes.Text(f" · {claim['aside']['part']}: ")
        line += _mark(claim["aside"]["verdict"], claim["aside"]["rating"])
    line += docutils_nodes.inline("", f" · {KINDS[claim['kind']]}, confidence {claim['confidence']}", classes=["verdict-note"])
    return line


def _mark(verdict: str, rating: int | None) -> docutils_nodes.inline:
    return docutils_nodes.inline("", verdict, classes=["verdict", f"rating-{rating or 'none'}"])


def _sources(sources: Sequence[dict[str, str]]) -> docutils_nodes.bullet_list:
    items = docutils_nodes.bullet_list()
    for row in sources:
        text = f"{row['source']}, {row['date']} ({row['certainty']}): {row['finding']}."
        items += docutils_nodes.list_item("", docutils_nodes.paragraph("", text))
    return items


def _evidence(claim: dict[str, Any]) -> str:
    return claim["evidence"] if claim["texts_stand"] else WITHDRAWN


def _sentence(claim: dict[str, Any]) -> str:
    return claim["sentence"] if claim["texts_stand"] else "nothing, until this card has been read again."


def _labelled(label: str, text: str) -> docutils_nodes.paragraph:
    return docutils_nodes.paragraph("", "", docutils_nodes.strong("", f"{label}:"), docutils_nodes.Text(f" {text}"))


def _paragraph(sphinx, text: str, line: int, *classes: str) -> docutils_nodes.paragraph:
    return docutils_nodes.paragraph("", "", *nodes.inline_myst(sphinx, text, line), classes=list(classes))


def _plain(claim: dict[str, Any]) -> str:
    return html.unescape(f"{claim['number']}. {claim['claim']}\n{claim['verdict']}: {_evidence(claim)}\nOne may print: {_sentence(claim)}")
