"""A model as data: named expressions over scalars and table rows, evaluated here with NumPy and in the page by a small interpreter.

A graph is an ordered list of steps. Every step adds names that later steps may use:

``scalar``
    name = expression of inputs and earlier scalars.
``rows``
    name = expression evaluated in every row of a table; it may use the table's columns, earlier row names of the same table, scalars.
``sum``, ``max``
    name = sum or maximum over the rows of a table of an expression.
``mean_over``
    rows of one table from rows of another: the mean of an expression over windows [first, last) measured in rows of the other table,
    a row that is cut by a window counting with the part inside. This takes weeks to months.
``linear``
    several scalars at once: name_j = sum over rows of matrix[row, j] x expression.

Expressions use numbers, names, ``+ - * /``, one comparison (1 where it holds, else 0) and the functions exp, log, min, max, pow. They
are written in that common part of Python and JavaScript and are exported as nested lists, so that a page needs no ``eval``:
``["*", "a", ["exp", "b"]]``; a string is a name, a number is itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import CodeType
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

_FUNCTIONS = {"exp": np.exp, "log": np.log, "min": np.minimum, "max": np.maximum, "pow": np.power}
_SCOPE = {"__builtins__": {}, **_FUNCTIONS}
_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


@dataclass(frozen=True)
class Step:
    """One step of a graph; which fields count depends on ``kind``."""

    kind: str
    name: str
    expression: str
    table: str = ""
    source: str = ""  # mean_over: the table that the expression is over
    names: tuple[str, ...] = ()  # linear: one name a column of the matrix
    factor: str = ""  # a scalar that multiplies the whole expression: where it is zero for all draws there is nothing to compute


@dataclass(frozen=True)
class Graph:
    """Steps, the tables they run over, and the names that are results.

    Parameters
    ----------
    inputs : dict
        Input name -> default.
    steps : tuple of Step
    tables : dict of DataFrame
        Numeric columns only.
    matrices : dict of array
        ``linear`` step name -> matrix (rows of its table, names).
    windows : dict of array
        ``mean_over`` step name -> first and last row of each window, shape (rows of its table, 2).
    outputs : tuple of str
        Scalars that are results.
    """

    inputs: dict[str, float]
    steps: tuple[Step, ...]
    tables: dict[str, pd.DataFrame]
    matrices: dict[str, np.ndarray] = field(default_factory=dict)
    windows: dict[str, np.ndarray] = field(default_factory=dict)
    outputs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [*self.inputs, *(s.name for s in self.steps if not s.names), *(n for s in self.steps for n in s.names)]
        names += [c for frame in self.tables.values() for c in frame]
        twice = {n for n in names if names.count(n) > 1}
        if twice:
            raise ValueError(f"names used twice in the graph: {', '.join(sorted(twice))}")

    @cached_property
    def _columns(self) -> dict[str, np.ndarray]:
        return {c: frame[c].to_numpy(float)[:, None] for frame in self.tables.values() for c in frame}

    @cached_property
    def _averaging(self) -> dict[str, sparse.csr_array]:
        return {name: sparse.csr_array(averaging_matrix(w, len(self.tables[self._step(name).source]))) for name, w in self.windows.items()}

    def _step(self, name: str) -> Step:
        return next(s for s in self.steps if s.name == name)

    def evaluate(self, values: Mapping[str, Any], until: str | None = None) -> dict[str, np.ndarray]:
        """All names for one or many sets of inputs.

        Parameters
        ----------
        values : mapping
            Input name -> number or array of shape (n,); what is missing has its default.
        until : str, optional
            Stop after the step of this name.

        Returns
        -------
        dict
            Scalars have shape (n,), row names shape (rows, n).
        """
        unknown = set(values) - set(self.inputs)
        if unknown:
            raise KeyError(f"no such input: {', '.join(sorted(unknown))}")
        known: dict[str, Any] = {k: np.atleast_1d(np.asarray(v, float)) for k, v in {**self.inputs, **values}.items()} | self._columns
        for step in self.steps:
            idle = bool(step.factor) and not np.any(known[step.factor])
            value = np.zeros(1) if idle else eval(_compiled(step.expression), _SCOPE, known)  # own expressions, checked by expression_tree
            rows = len(self.tables[step.source or step.table]) if step.kind in ("sum", "max", "mean_over", "linear") else 0
            if rows:
                value = np.broadcast_to(value, (rows, np.shape(value)[-1]))
            if step.kind == "sum":
                value = value.sum(axis=0)
            elif step.kind == "max":
                value = value.max(axis=0)
            elif step.kind == "mean_over":
                value = self._averaging[step.name] @ value
            if step.kind == "linear":
                known.update(zip(step.names, self.matrices[step.name].T @ value, strict=True))
            else:
                known[step.name] = value
            if step.name == until:
                break
        return known

    def outcomes(self, values: Mapping[str, Any], names: tuple[str, ...] = (), block: int = 512) -> dict[str, np.ndarray]:
        """Scalars (the outputs, or those named) for many sets of inputs: ``block`` at a time, so that a table's rows stay in the cache."""
        names = names or self.outputs
        last = [s.name for s in self.steps if {s.name, *s.names} & set(names)][-1]
        n = max(np.size(v) for v in values.values())
        result = {name: np.empty(n) for name in names}
        wide = {k: v for k, v in values.items() if np.size(v) > 1}
        narrow = {k: v for k, v in values.items() if np.size(v) == 1}
        for start in range(0, n, block):
            part = slice(start, min(start + block, n))
            known = self.evaluate({**narrow, **{k: v[part] for k, v in wide.items()}}, until=last)
            for name in names:
                result[name][part] = known[name]
        return result

    def export(self) -> dict:
        """The graph as JSON-ready data, with expressions as nested lists and figures to 12 significant digits."""
        steps = []
        for step in self.steps:
            out = {"kind": step.kind, "name": step.name, "expression": expression_tree(step.expression)}
            out |= {
                k: v for k, v in (("table", step.table), ("source", step.source), ("names", list(step.names)), ("factor", step.factor)) if v
            }
            steps.append(out)
        return {
            "inputs": self.inputs,
            "steps": steps,
            "tables": {t: {c: _short(frame[c]) for c in frame} for t, frame in self.tables.items()},
            "matrices": {name: [_short(row) for row in m] for name, m in self.matrices.items()},
            "windows": {name: [_short(row) for row in w] for name, w in self.windows.items()},
            "outputs": list(self.outputs),
        }


@lru_cache(maxsize=4096)
def _compiled(expression: str) -> CodeType:
    expression_tree(expression)
    return compile(expression, "<graph>", "eval")


def expression_tree(expression: str) -> Any:
    """Nested lists of one expression; anything outside the common part of the two languages is refused."""

    def build(node: ast.AST) -> Any:
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return node.value
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
            return [_OPERATORS[type(node.op)], build(node.left), build(node.right)]
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return ["-", 0, build(node.operand)]
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _OPERATORS:
            return [_OPERATORS[type(node.ops[0])], build(node.left), build(node.comparators[0])]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS and not node.keywords:
            return [node.func.id, *map(build, node.args)]
        raise ValueError(f"not in the language of the graph: {ast.unparse(node)!r} in {expression!r}")

    return build(ast.parse(expression, mode="eval").body)


def averaging_matrix(windows: np.ndarray, rows: int) -> np.ndarray:
    """Weights, shape (windows, rows), of the mean over each window [first, last) of rows that are one unit long."""
    edge = np.arange(rows)
    inside = np.clip(np.minimum(edge + 1, windows[:, 1:]) - np.maximum(edge, windows[:, :1]), 0, None)
    return inside / inside.sum(axis=1, keepdims=True)


def _short(values: Iterable[float]) -> list[float]:
    return [float(f"{v:.12g}") for v in values]
