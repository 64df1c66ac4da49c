"""A simulated next month of releases flows into every result without a change of code."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys

import layouts
import pandas as pd
import pytest
from conftest import ROOT

from treasury_card import catalog, sources
from treasury_card.sources import fred

METHODS = ("holdings", "events", "flows", "leverage", "claims")
# Simulations as small as they may be: the names of the numbers and the vintages do not hang on them.
SMALL = {"events": {"replications": 500}, "flows": {"draws": 100, "surrogates": 19}, "leverage": {"draws": 4000, "sobol_base": 128}}
MOVED = ["tic_holdings_monthly", "tic_treasuries_monthly", "tic_long_term_monthly", "official_flows_monthly", "us_yields_daily"]
MOVED += ["us_tips_daily", "market_daily", "jgb_yields_daily"]


def releases() -> dict[str, bytes]:
    """One more month of TIC and ten more trading days, in the agencies' layouts."""
    holdings = catalog.load("tic_holdings_monthly")
    yields, tips, market = (
        layouts.next_days(catalog.load(name).ffill(limit=70)) for name in ("us_yields_daily", "us_tips_daily", "market_daily")
    )
    files = {
        "tic/mfhhis01.txt": layouts.mfh(holdings[holdings["source"] == "mfh"], "5/18/2026"),
        "tic/slt_table3.txt": layouts.table_3(layouts.next_month(catalog.load("tic_treasuries_monthly"))),
        "tic/slt_table1.txt": layouts.table_1(layouts.next_month(catalog.load("tic_long_term_monthly"))),
        f"treasury/daily-treasury-rates_{yields.index[-1].year}.csv": layouts.par_curve(yields.tail(5)),
        "mof_japan/jgbcme_all.csv": layouts.jgb(layouts.next_days(catalog.load("jgb_yields_daily"))),
    }
    for frame, series in ((yields, fred.NOMINAL), (tips, fred.REAL), (market, fred.MARKET)):
        files |= {s.release.file: layouts.fred(frame[s.column].dropna(), s.id) for s in series}
    return files


@pytest.fixture(scope="module")
def next_month(tmp_path_factory):
    """A copy of package and data, updated by its own command."""
    home = tmp_path_factory.mktemp("next_month")
    for part in ("treasury_card", "data"):
        shutil.copytree(ROOT / part, home / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "requirements.txt", home / "requirements.txt")
    for file, content in releases().items():
        (home / "releases" / file).parent.mkdir(parents=True, exist_ok=True)
        (home / "releases" / file).write_bytes(content)
    done = python(home, "-m", "treasury_card", "update", *MOVED, "--from", "releases")
    assert done.returncode == 0, done.stdout + done.stderr
    return home


def python(home, *arguments):
    one_thread = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
    return subprocess.run(
        [sys.executable, *arguments], cwd=home, env={"PYTHONPATH": str(home), **one_thread}, capture_output=True, text=True
    )


def test_every_table_moves(next_month):
    for name in MOVED:
        before, after = catalog.describe(name), catalog.describe(name, next_month / "data")
        assert after["vintage"] > before["vintage"] and after["rows"] > before["rows"], name
        assert after["next_due"] > before["next_due"], name
    month = catalog.load("tic_treasuries_monthly")["month"].max() + 1
    assert catalog.load("tic_holdings_monthly", next_month / "data")["month"].max() == month


@pytest.fixture(scope="module")
def results(next_month):
    """Of each method, what the next month gives: keys of its named numbers and vintages of the tables they rest on."""
    code = (
        "import functools, importlib, json; from treasury_card import catalog, events, flows, leverage; "
        f"options, found = {SMALL}, {{}}\n"
        "for s in (events, flows, leverage): s.study = functools.partial(s.study, **options[s.__name__.rpartition('.')[2]])\n"
        f"for method in {METHODS}:\n"
        "    numbers = importlib.import_module(f'treasury_card.{method}').run().numbers\n"
        "    tables = {t for n in numbers.values() for t in n.tables}\n"
        "    found[method] = {'keys': list(numbers), 'vintages': {t: catalog.vintage(t) for t in tables}}\n"
        "print(json.dumps(found))"
    )
    done = python(next_month, "-W", "ignore", "-c", code)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("method", METHODS)
def test_results_carry_the_new_vintage_and_every_number_that_a_chapter_shows(results, method):
    found = results[method]
    moved = [t for t in found["vintages"] if t in MOVED]
    assert moved and all(found["vintages"][t] > catalog.vintage(t) for t in moved), found["vintages"]
    lacking = {k for k in shown() if k.split(".")[0] == method} - set(found["keys"])
    assert not lacking, f"shown on a page and not computed from the next month's data: {sorted(lacking)[:5]}"


def shown() -> set[str]:
    """Keys of the named numbers that pages and captions refer to."""
    pages = [ROOT / "intro.md", *(ROOT / "chapters").glob("*.md"), *(ROOT / "chapters").glob("*.ipynb")]
    text = "\n".join(p.read_text("utf-8") for p in pages if p.exists())
    return {role.partition(":")[0] for role in re.findall(r"\{glue:text\}`([^`\s]+)`", text)}


def test_the_copies_of_the_layouts_are_what_the_parsers_read(next_month):
    """Without a new month the rendered releases give the shipped tables: what is simulated is the agency's layout."""
    table = sources.table("tic_treasuries_monthly")
    (next_month / "same" / "tic").mkdir(parents=True)
    (next_month / "same" / "tic" / "slt_table3.txt").write_bytes(layouts.table_3(catalog.load("tic_treasuries_monthly")))
    built = table.build(next_month / "same")
    pd.testing.assert_frame_equal(built, catalog.load("tic_treasuries_monthly"), check_dtype=False)
