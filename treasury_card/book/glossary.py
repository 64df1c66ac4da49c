"""Terms of the glossary say what they mean where they are used: ``{term}`` gets the first sentence of its entry as hover text."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx

GLOSSARY = "chapters/appendix_glossary"


def explain(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """At doctree-resolved."""
    used = [reference for reference in doctree.findall(nodes.reference) if _is_term(reference)]
    if not used or GLOSSARY not in app.env.found_docs:
        return
    meanings = first_sentences(app.env.get_doctree(GLOSSARY))
    for reference in used:
        meaning = meanings.get(reference.get("refid") or reference.get("refuri", "").partition("#")[2])
        if meaning:
            reference["reftitle"] = meaning
            reference["classes"].append("term")


def first_sentences(glossary: nodes.document) -> dict[str, str]:
    """Anchor of each term -> first sentence of its entry."""
    found = {}
    for item in glossary.findall(nodes.definition_list_item):
        meaning = " ".join(item.next_node(nodes.definition).astext().split())
        sentence = re.match(r".*?[.!?](?=\s|$)", meaning)
        for term in item.findall(nodes.term):
            found |= {anchor: sentence[0] if sentence else meaning for anchor in term["ids"]}
    return found


def _is_term(reference: nodes.reference) -> bool:
    return any("std-term" in child.get("classes", []) for child in reference.findall(nodes.inline))
