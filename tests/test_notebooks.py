"""The notebooks as files: stripped, with fixed ids, short cells, one kernel."""

from __future__ import annotations

import re

import nbformat
import pytest
from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "chapters").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
class TestNotebook:
    def test_is_valid_and_carries_no_outputs(self, path):
        book = nbformat.read(path, as_version=4)
        nbformat.validate(book)
        assert not [c.id for c in book.cells if c.cell_type == "code" and (c.outputs or c.execution_count)]

    def test_names_the_kernel_and_its_cells(self, path):
        book = nbformat.read(path, as_version=4)
        assert book.metadata.kernelspec.name == "python3"
        ids = [c.id for c in book.cells]
        assert len(set(ids)) == len(ids)

    def test_code_cells_are_short(self, path):
        book = nbformat.read(path, as_version=4)
        long = {c.id: c.source.count("\n") + 1 for c in book.cells if c.cell_type == "code" and c.source.count("\n") + 1 > 12}
        assert not long, f"cells longer than 12 lines: {long}"

    def test_commands_of_formulas_have_one_backslash(self, path):
        book = nbformat.read(path, as_version=4)
        text = "\n".join(c.source for c in book.cells if c.cell_type == "markdown")
        assert not re.findall(r"\\\\[a-zA-Z]+", text), "a doubled backslash shows the command's name in place of the letter"

    def test_touches_no_path_and_no_address(self, path):
        book = nbformat.read(path, as_version=4)
        code = "\n".join(c.source for c in book.cells if c.cell_type == "code")
        assert not [word for word in ("open(", "read_csv", "http://", "https://", "data/", "Path(") if word in code]


def test_there_are_notebooks():
    assert NOTEBOOKS
