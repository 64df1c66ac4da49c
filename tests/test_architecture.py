"""Imports point one way: the table in ARCHITECTURE.md, held against the import statements."""

from __future__ import annotations

import ast
import importlib
import inspect

import pytest
from conftest import ROOT

PACKAGE = ROOT / "treasury_card"
GROUND = {"errors", "paths", "schema"}
DATA = {"journal", "catalog", "store"}
NUMBERS = {"numbers", "memo", "scenarios"}
METHODS = {"inference", "holdings", "events", "size_study", "flows", "leverage"}
LAYERS = {
    "errors": set(),
    "paths": set(),
    "schema": set(),
    "journal": GROUND,
    "catalog": GROUND | {"journal"},
    "store": GROUND | {"journal", "catalog"},
    "sources": GROUND | {"catalog", "sources"},
    "download": GROUND,
    "revisions": GROUND | {"catalog"},
    "update": GROUND | DATA | {"sources", "download", "revisions"},
    "numbers": GROUND,
    "memo": GROUND,
    "scenarios": GROUND | {"numbers"},
    **{m: GROUND | {"catalog"} | NUMBERS | METHODS for m in METHODS},
    "claims": GROUND | {"catalog"} | NUMBERS | METHODS,
    "charts": {"charts"},
    "book": GROUND | {"catalog", "numbers", "memo", "charts", "book"},
    "__main__": {*GROUND, "revisions", "update"},
}


def imported(path):
    """Top-level module names of the package that a file imports."""
    level_up = len(path.relative_to(PACKAGE).parts) - 1
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == level_up + 1:
            yield from [node.module.split(".")[0]] if node.module else [a.name for a in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and (node.module or "").startswith("treasury_card"):
            parts = node.module.split(".")
            yield from [parts[1]] if len(parts) > 1 else [a.name for a in node.names]


def unit(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", [p for p in sorted(PACKAGE.rglob("*.py")) if p.name != "__init__.py" or p.parent != PACKAGE], ids=str)
def test_imports_point_one_way(path):
    allowed = LAYERS.get(unit(path))
    assert allowed is not None, f"{unit(path)} has no place in ARCHITECTURE.md"
    beyond = {m for m in imported(path) if m != "__version__"} - allowed - {unit(path)}
    assert not beyond, f"{path.relative_to(ROOT)} imports {', '.join(sorted(beyond))}, which lies above it or beside it"


@pytest.mark.parametrize("module", sorted(METHODS | {"claims"}))
def test_methods_know_no_charts_no_files(module):
    files = [PACKAGE / f"{module}.py", *(PACKAGE / module).rglob("*.py")]
    for path in filter(lambda p: p.exists(), files):
        names = {n.name.split(".")[0] for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Import) for n in node.names}
        assert not names & {"altair", "matplotlib", "IPython", "myst_nb"}, path
        assert "read_csv" not in path.read_text(), f"{path}: tables come from catalog.load"


def test_every_method_module_runs_by_one_call():
    for module in (METHODS | {"claims"}) - {"inference", "size_study"}:
        run = importlib.import_module(f"treasury_card.{module}").run
        assert not inspect.signature(run).parameters, f"{module}.run() asks for something"
