"""What several test files share."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# As measured, longest first.
LONG = [
    "test_pages",
    "test_determinism",
    "test_rerun",
    "test_pdf",
    "test_reader",
    "test_next_month",
    "test_planted_faults",
    "test_parsers_fuzz",
    "test_update",
    "test_book_builds",
    "test_explorer",
    "test_leverage",
    "test_events",
    "test_store",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, so that the workers end together."""
    items.sort(key=lambda item: LONG.index(item.path.stem) if item.path.stem in LONG else len(LONG))


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def releases() -> Path:
    """Folder with reference copies of the official releases, where it stands beside the repository."""
    folder = ROOT.parent / "shared" / "sources"
    if not folder.is_dir():
        pytest.skip("no reference releases beside the repository: the shipped tables are tested without them")
    return folder
