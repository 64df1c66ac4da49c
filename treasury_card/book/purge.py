"""Style sheets of theme and extensions without the rules for classes that no page has and no script names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import tinycss2
from tinycss2.ast import Node

_NESTING = {"media", "supports"}


def usable(pages: Iterable[str], scripts: Iterable[str]) -> Callable[[str], bool]:
    """Whether an element may have a class: pages show it, or a script has its name or, where it puts names together, their beginning."""
    classes = {name for page in pages for value in re.findall(r'\bclass="([^"]*)"', page) for name in value.split()}
    words = {word for script in scripts for word in re.findall(r"[\w-]+", script)}
    beginnings = tuple(word for word in words if re.fullmatch(r".*\w-", word))
    return lambda name: name in classes or name in words or name.startswith(beginnings)


def purged(css: str, usable: Callable[[str], bool]) -> str:
    """A style sheet without the selectors that need a class which no element can have; licences stay.

    Parameters
    ----------
    css : str
        Style sheet.
    usable : callable
        Whether an element may have a class. Classes inside ``:is()``, ``:not()`` and their like are not asked for: their selector stays.

    Raises
    ------
    ValueError
        The sheet cannot be read.
    """
    licences = re.findall(r"/\*!.*?\*/", css, re.DOTALL)
    return "\n".join([*licences, *_kept(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), usable)]) + "\n"


def _kept(rules: Iterable[Node], usable: Callable[[str], bool]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "error":
            raise ValueError(f"line {rule.source_line}, column {rule.source_column} of a style sheet: {rule.message}")
        if rule.type == "qualified-rule":
            selectors = [tinycss2.serialize(part).strip() for part in _selectors(rule.prelude) if all(map(usable, _classes(part)))]
            if selectors:
                yield f"{','.join(selectors)}{{{tinycss2.serialize(rule.content).strip()}}}"
        elif rule.at_keyword in _NESTING:
            inner = "\n".join(_kept(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True), usable))
            if inner:
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}"
        else:
            yield rule.serialize()


def _selectors(prelude: list[Node]) -> Iterator[list[Node]]:
    selector: list[Node] = []
    for node in prelude:
        if node == ",":
            yield selector
            selector = []
        else:
            selector.append(node)
    yield selector


def _classes(selector: list[Node]) -> set[str]:
    """Classes that an element or one around it must have: what stands in brackets is a block of its own and not among the nodes."""
    return {node.value for before, node in zip(selector, selector[1:], strict=False) if before == "." and node.type == "ident"}
