"""``python -m treasury_card update [TABLE ...] --from DIR`` and ``python -m treasury_card seal [TABLE ...]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from . import update
from .errors import TreasuryCardError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 if every table came through, 1 if one failed, 2 for a wrong call."""
    parser = argparse.ArgumentParser(prog="python -m treasury_card", description="Keep the tables of data/.")
    commands = parser.add_subparsers(dest="command", required=True)
    up = commands.add_parser("update", help="write parsed tables from official releases")
    up.add_argument("tables", nargs="*", metavar="TABLE", help="tables to write (default: all parsed tables whose releases are there)")
    up.add_argument("--from", dest="folder", type=Path, required=True, metavar="DIR", help="folder with the releases on disk")
    seal = commands.add_parser("seal", help="check curated tables edited by hand and enter them in datapackage.json")
    seal.add_argument("tables", nargs="*", metavar="TABLE", help="tables to enter (default: all curated tables)")
    options = parser.parse_args(arguments)
    if options.command == "update" and not options.folder.is_dir():
        parser.error(f"--from {options.folder}: no such folder")
    try:
        outcomes = update.update(options.folder, options.tables) if options.command == "update" else update.seal(options.tables)
    except TreasuryCardError as error:
        print(error, file=sys.stderr)
        return 1
    for outcome in outcomes:
        print(outcome, file=sys.stderr if outcome.state == "failed" else sys.stdout)
    return int(any(o.state == "failed" for o in outcomes))


if __name__ == "__main__":
    sys.exit(main())
