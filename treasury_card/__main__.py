"""``python -m treasury_card update [TABLE ...] [--from DIR] [--check | --dry-run]`` and ``python -m treasury_card seal [TABLE ...]``."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from . import revisions, update
from .errors import TreasuryCardError
from .update import Outcome

WELL, NEWER, FAILED, UNREACHED, BROKEN = range(5)
CODES = (
    "exit code: 0 all well; 1 something newer is there (--check); 2 a release is faulty or breaks a rule, the others are updated; "
    "3 an agency does not answer, the others are updated; 4 a fault of the program itself"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m treasury_card", description="Keep the tables of data/.")
    commands = parser.add_subparsers(dest="command")
    up = commands.add_parser("update", help="write parsed tables from official releases", epilog=CODES)
    up.add_argument("tables", nargs="*", metavar="TABLE", help="tables to write (default: all that come from releases)")
    up.add_argument("--from", dest="folder", type=Path, metavar="DIR", help="read releases on disk instead of fetching them")
    how = up.add_mutually_exclusive_group()
    how.add_argument("--check", action="store_true", help="report what is newer and write nothing")
    how.add_argument("--dry-run", action="store_true", help="show what would be fetched, and fetch nothing")
    seal = commands.add_parser("seal", help="check curated tables edited by hand and enter them in datapackage.json")
    seal.add_argument("tables", nargs="*", metavar="TABLE", help="tables to enter (default: all curated tables)")
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help(sys.stderr)
        return FAILED
    if options.command == "update" and options.folder and not options.folder.is_dir():
        up.error(f"--from {options.folder}: no such folder")
    if options.command == "update" and options.folder and options.dry_run:
        up.error("--dry-run shows what would be fetched, and --from fetches nothing; to see what a folder holds: --from DIR --check")
    try:
        if options.command == "seal":
            return _report(update.seal(options.tables))
        if options.dry_run:
            for line in update.plan(options.tables):
                print(line)
            return WELL
        if options.folder:
            return _report(update.update(options.folder, options.tables, write=not options.check))
        return _report(update.refresh(options.tables, write=not options.check), brief=not options.tables)
    except TreasuryCardError as error:
        print(error, file=sys.stderr)
        return FAILED
    except Exception:  # Python's own code for it is 1, which says that something newer is there
        traceback.print_exc()
        return BROKEN


def _report(outcomes: Sequence[Outcome], *, brief: bool = False) -> int:
    """One line a table, one a host that does not answer, the largest revisions, the sum; the exit code."""
    silent: dict[str, list[str]] = {}
    by_hand = [o.table for o in outcomes if o.state == "manual" and brief]
    for outcome in outcomes:
        for line in outcome.silent:
            silent.setdefault(line, []).append(outcome.table)
        if outcome.state == "unreached" or outcome.table in by_hand:
            continue
        print(outcome, file=sys.stderr if outcome.state == "failed" else sys.stdout)
        if outcome.state in ("written", "newer") and outcome.difference is not None and len(outcome.difference.revised) > 1:
            for row in outcome.difference.largest(5).itertuples(index=False):
                print(f"          {row.column} of {row.key}: {revisions.move(row.old, row.new)}")
    for line, tables in silent.items():
        print(f"{line}; the old tables stay: {', '.join(tables)}", file=sys.stderr)
    if by_hand:
        print(f"by hand, `update --dry-run` says how: {', '.join(by_hand)}")
    states = Counter(outcome.state for outcome in outcomes)
    print("; ".join(f"{count} {state}" for state, count in sorted(states.items())))
    return FAILED if states["failed"] else NEWER if states["newer"] else UNREACHED if states["unreached"] else WELL


if __name__ == "__main__":
    sys.exit(main())
