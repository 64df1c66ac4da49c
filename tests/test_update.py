"""An update changes a table only by a release that is whole and plausible, together with its description, wherever it is ended."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import io
import json
import multiprocessing
import os
import re
import sys
from pathlib import Path

import layouts
import pandas as pd
import pytest
from agencies import agency

from treasury_card import __main__, catalog, journal, revisions, sources, store, update
from treasury_card.download import Limits
from treasury_card.errors import DataError, ReleaseError, TreasuryCardError
from treasury_card.paths import DATA
from treasury_card.schema import Release, Rules, Table
from treasury_card.sources import fred, mof_japan, recorded, tic

LIMITS = Limits(connect_s=0.5, read_s=0.3, total_s=1, probe_s=1, tries=2, backoff_s=0.01, pause_s=0, size=200_000)
TODAY = dt.date(2026, 7, 20)
AREAS = ["Japan", "China, Mainland", "Egypt", "Grand Total", "Foreign Official", "Foreign Non-Official"]
TIC, MFH, JGB, REAL = "/tic/slt_table3.txt", "/tic/mfhhis01.txt", "/mof_japan/jgbcme_all.csv", "/fred/DFII10.csv"


def shipped() -> dict[str, pd.DataFrame]:
    """A few months, areas and days of the book's tables."""
    table_3 = catalog.load("tic_treasuries_monthly")
    holdings = catalog.load("tic_holdings_monthly")
    return {
        "table_3": table_3[table_3["area"].isin(AREAS) & (table_3["month"] >= "2025-11")],
        "mfh": holdings[(holdings["source"] == "mfh") & (holdings["month"] >= "2025-01")],
        "jgb": catalog.load("jgb_yields_daily").tail(30),
        "tips": catalog.load("us_tips_daily").tail(60).head(40),
    }


TABLES = shipped()


def pages(table_3=TABLES["table_3"], mfh=TABLES["mfh"], jgb=TABLES["jgb"], tips=TABLES["tips"], date="5/18/2026") -> dict[str, bytes]:
    """The releases of these tables by the path at which the server has them."""
    real = {f"/fred/{s.id}.csv": layouts.fred(tips[s.column], s.id) for s in fred.REAL}
    return {TIC: layouts.table_3(table_3), MFH: layouts.mfh(mfh, date), JGB: layouts.jgb(jgb), **real}


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A book of four tables that the agencies have filled once."""
    with agency() as played:
        declared = (tic.HOLDINGS, tic.TREASURIES, fred.TIPS, mof_japan.JGB)
        moved = [
            dataclasses.replace(t, releases=tuple(dataclasses.replace(r, address=f"{played.address}/{r.file}") for r in t.releases))
            for t in declared
        ]
        monkeypatch.setattr(sources, "ALL", (*moved, recorded.REVISIONS))
        played.pages.update(pages())
        world = World(played, tmp_path / "data")
        assert [o.state for o in world.refresh()] == ["written"] * 4
        yield world


@dataclasses.dataclass
class World:
    agency: object
    data: Path

    def refresh(self, *names, **options):
        return update.refresh(names, self.data, limits=LIMITS, today=TODAY, **options)

    def files(self) -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in self.data.iterdir()}

    def load(self, name) -> pd.DataFrame:
        return catalog.load(name, self.data)


def states(outcomes) -> dict[str, str]:
    return {o.table: o.state for o in outcomes}


# What comes in


def test_an_update_from_the_agencies_reads_the_layouts_as_they_are(world):
    for name, frame in (("jgb_yields_daily", TABLES["jgb"]), ("us_tips_daily", TABLES["tips"])):
        pd.testing.assert_frame_equal(world.load(name), frame, check_freq=False)
    assert states(world.refresh()) == dict.fromkeys(states(world.refresh()), "unchanged")


def test_the_next_month_is_added_and_the_vintage_moves(world):
    world.agency.pages.update(pages(table_3=layouts.next_month(TABLES["table_3"]), jgb=layouts.next_days(TABLES["jgb"])))
    found = {o.table: o for o in world.refresh()}
    assert found["tic_treasuries_monthly"].state == "written"
    assert "6 rows added" in found["tic_treasuries_monthly"].message
    assert "vintage 2026-04-30 -> 2026-05-31" in found["tic_treasuries_monthly"].message
    assert "10 rows added" in found["jgb_yields_daily"].message and found["us_tips_daily"].state == "unchanged"
    assert world.load("tic_treasuries_monthly")["month"].max() == pd.Period("2026-05", "M")
    assert catalog.vintage("tic_holdings_monthly", world.data) == "2026-05-31"


def test_revised_figures_are_reported_and_kept(world):
    revised = TABLES["table_3"].copy()
    cell = (revised["area"] == "Japan") & (revised["month"] == "2025-12")
    before = revised.loc[cell, "total_usd_mn"].item()
    revised.loc[cell, ["total_usd_mn", "lt_usd_mn"]] += 6_900
    world.agency.pages.update(pages(table_3=layouts.next_month(revised)))
    (outcome,) = (o for o in world.refresh() if o.table == "tic_treasuries_monthly")
    assert "2 cells revised" in outcome.message and "(+6,900)" in outcome.message and "2025-12|42609" in outcome.message
    kept = world.load("revisions")
    assert set(kept["key"]) == {"2025-12|42609"} and set(kept["column"]) == {"total_usd_mn", "lt_usd_mn"}
    row = kept.set_index("column").loc["total_usd_mn"]
    assert (row["old"], row["new"], row["vintage_old"], row["vintage_new"]) == (
        before,
        before + 6900,
        pd.Timestamp("2026-04-30"),
        pd.Timestamp("2026-05-31"),
    )
    assert catalog.vintage("revisions", world.data) == "2026-05-31"


def test_the_table_can_be_read_as_it_was_known(world):
    """Real-time view: today's table with the old values of the record put back is the table of the earlier vintage."""
    old = world.load("tic_treasuries_monthly")
    new = layouts.next_month(TABLES["table_3"])
    new.loc[new["area"] == "Egypt", "lt_usd_mn"] += 7
    world.agency.pages.update(pages(table_3=new))
    world.refresh()
    kept = world.load("revisions").query("table == 'tic_treasuries_monthly'")
    table = world.load("tic_treasuries_monthly")
    table = table[table["month"] <= old["month"].max()].set_index(["month", "code"])
    for row in kept.itertuples():
        month, code = row.key.split("|")
        table.loc[(pd.Period(month, "M"), int(code)), row.column] = row.old
    pd.testing.assert_frame_equal(table.reset_index()[old.columns], old)


def test_two_revisions_of_one_vintage_become_one(world):
    for added in (100, 250):
        revised = TABLES["table_3"].copy()
        revised.loc[(revised["area"] == "Japan") & (revised["month"] == "2025-12"), "lt_usd_mn"] += added
        world.agency.pages.update(pages(table_3=revised))
        world.refresh()
    (row,) = world.load("revisions").itertuples()
    assert row.new - row.old == 250


def test_the_history_replaces_what_table_3_had_lent_it(world):
    """Areas that only Table 3 carries go when the history file reaches their month; their figures are kept as withdrawn."""
    longer = layouts.next_month(TABLES["mfh"])
    longer = longer[~((longer["month"] == "2026-01") & (longer["area"] == "Japan"))]
    world.agency.pages.update(pages(mfh=longer, date="7/17/2026"))
    (outcome,) = (o for o in world.refresh() if o.table == "tic_holdings_monthly")
    assert outcome.state == "written" and "1 row gone" in outcome.message, outcome
    withdrawn = world.load("revisions").query("key == '2026-01|Japan|false'")
    assert withdrawn["old"].notna().all() and withdrawn["new"].isna().all()


# What is refused: table and description stay to the byte, the other tables are updated, the release is kept aside


def cut_month(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["month"] != frame["month"].max()]


def times(frame: pd.DataFrame, factor: float, columns=None) -> pd.DataFrame:
    columns = columns or [c for c in frame.select_dtypes("number") if c != "code"]
    return frame.assign(**{c: frame[c] * factor for c in columns})


def one_cell(frame: pd.DataFrame, month: str, area: str, column: str, value: float) -> pd.DataFrame:
    frame = frame.copy()
    frame.loc[(frame["month"] == month) & (frame["area"] == area), column] = value
    return frame


T3, RENDERED = TABLES["table_3"], pages()
FAULTS = {
    "column renamed": (TIC, RENDERED[TIC].replace(b"for_lt_treas_net", b"for_lt_treas_netto"), "another column than expected"),
    "unit changed": (TIC, layouts.table_3(times(T3, 1000)), "1,000 times those in place: another unit?"),
    "unit changed to billions": (TIC, layouts.table_3(times(T3, 0.001)), "another unit?"),
    "unit named": (TIC, RENDERED[TIC].replace(b"Millions of dollars", b"Billions of dollars"), "'Millions of dollars'"),
    "month doubled": (TIC, RENDERED[TIC].replace(b"42609\t2026-03", b"42609\t2026-04"), "a month is printed twice"),
    "month gone": (TIC, layouts.table_3(cut_month(T3)), "older than the one in place"),
    "month gone inside": (TIC, layouts.table_3(T3[T3["month"] != "2025-12"]), "a month is missing or out of order"),
    "first month gone": (TIC, layouts.table_3(T3[T3["month"] != "2025-11"]), "not in the release (6 of"),
    "area gone": (TIC, layouts.table_3(T3[T3["area"] != "Egypt"]), "not in the release (6 of"),
    "absurd revision": (TIC, layouts.table_3(one_cell(T3, "2025-12", "Japan", "lt_usd_mn", 9e6)), "revised beyond the limit"),
    "absurd new month": (
        TIC,
        layouts.table_3(one_cell(layouts.next_month(T3), "2026-05", "Japan", "lt_usd_mn", 9e6)),
        "changes beyond the limit",
    ),
    "negative holdings": (TIC, layouts.table_3(one_cell(T3, "2026-04", "Japan", "total_usd_mn", -1)), "beyond the minimum"),
    "figures withdrawn": (
        REAL,
        layouts.fred(TABLES["tips"]["dfii10_pct"].where(lambda s: s.index != s.index[10]), "DFII10"),
        "are empty in the release",
    ),
    "truncated": (TIC, RENDERED[TIC][: RENDERED[TIC].index(b"42609\t2026-03") + 20], "fields"),
    "truncated at a line": (TIC, RENDERED[TIC][: RENDERED[TIC].index(b"Notes:")], "cut off"),
    "truncated series": (REAL, RENDERED[REAL][:-4], "the last line is cut off"),
    "text in a number": (REAL, RENDERED[REAL].replace(b"\n", b"\n2026-05-01,n.a.\n", 1), "not a number (found 'n.a.')"),
    "Latin-1 accent": (TIC, RENDERED[TIC].replace(b"Egypt", "\u00c9gypte".encode("latin-1")), "not utf-8 text"),
    "binary": (TIC, RENDERED[TIC].replace(b"Egypt", b"Eg\0pt"), "binary, not text"),
    "another file": (TIC, RENDERED[JGB], "not the table expected"),
    "HTML with 200": (TIC, b"<!DOCTYPE html><html>Access denied</html>", "HTML or XML page"),
    "empty": (TIC, b"", "the file is empty"),
    "too large": (TIC, RENDERED[TIC] + b"\r\n" * 150_000, "more than the 200,000 bytes"),
}
MANNERS = {
    "404": ("status 404", "HTTP 404"),
    "500": ("status 500", "HTTP 500"),
    "hang": ("hang", "no answer within"),
    "cut": ("cut", "cut off after"),
    "slow drip": ("drip", "not complete after 1 s"),
}


def check_refused(world, outcomes, table, message, before):
    found = {o.table: o for o in outcomes}
    assert found[table].state == "failed" and message in found[table].message, found[table]
    assert (world.data / f"{table}.csv").read_bytes() == before[f"{table}.csv"]
    old = next(r for r in json.loads(before["datapackage.json"])["resources"] if r["name"] == table)
    assert catalog.describe(table, world.data) == old
    assert found["jgb_yields_daily"].state == "written" and len(world.load("jgb_yields_daily")) == 40  # the others go on
    for name in catalog.tables(world.data):
        world.load(name)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_release_changes_nothing_of_its_table(world, fault):
    path, content, message = FAULTS[fault]
    world.agency.pages.update(pages(jgb=layouts.next_days(TABLES["jgb"])) | {path: content})
    before = world.files()
    table = "tic_treasuries_monthly" if path == TIC else "us_tips_daily"
    outcomes = world.refresh()
    check_refused(world, outcomes, table, message, before)
    outcome = next(o for o in outcomes if o.table == table)
    if fault not in ("HTML with 200", "empty", "too large"):  # these never became a file
        aside = Path(re.search(r"kept aside in (\S+)", outcome.message)[1])
        assert (aside / path[1:]).read_bytes() == content


@pytest.mark.parametrize("manner", MANNERS)
def test_a_bad_answer_changes_nothing_of_its_table(world, manner):
    world.agency.pages.update(pages(jgb=layouts.next_days(TABLES["jgb"])))
    world.agency.manners[TIC], message = MANNERS[manner]
    before = world.files()
    check_refused(world, world.refresh(), "tic_treasuries_monthly", message, before)


HARMLESS = {
    "byte-order mark": lambda content: b"\xef\xbb\xbf" + content,
    "line feeds": lambda content: content.replace(b"\r\n", b"\n"),
    "carriage returns": lambda content: content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
}


@pytest.mark.parametrize("change", HARMLESS)
def test_line_ends_and_a_byte_order_mark_change_no_byte(world, change):
    world.agency.pages.update({path: HARMLESS[change](content) for path, content in world.agency.pages.items()})
    before = world.files()
    assert set(states(world.refresh()).values()) == {"unchanged"} and world.files() == before


@pytest.mark.parametrize("manner", ["gzipped", "chunked", ["status 503", "good"], "redirect /moved.txt"], ids=str)
def test_a_good_answer_by_any_way_is_taken(world, manner):
    world.agency.pages.update(pages(table_3=layouts.next_month(TABLES["table_3"])))
    world.agency.pages["/moved.txt"] = world.agency.pages[TIC]
    world.agency.manners[TIC] = manner
    assert states(world.refresh())["tic_treasuries_monthly"] == "written"


def test_a_withheld_figure_is_missing_and_not_zero(world):
    revised = one_cell(TABLES["table_3"], "2026-04", "Egypt", "lt_usd_mn", float("nan"))
    world.agency.pages.update(pages(table_3=revised))
    assert states(world.refresh())["tic_treasuries_monthly"] == "written"
    cell = world.load("tic_treasuries_monthly").query("area == 'Egypt' and month == '2026-04'")["lt_usd_mn"]
    assert cell.isna().all() and world.load("revisions")["new"].isna().all()


def test_a_rejected_release_is_taken_once_it_is_mended(world):
    world.agency.pages[TIC] = layouts.table_3(times(T3, 1000))
    assert states(world.refresh())["tic_treasuries_monthly"] == "failed"
    assert states(world.refresh())["tic_treasuries_monthly"] == "failed"
    world.agency.pages.update(pages(table_3=layouts.next_month(T3)))
    assert states(world.refresh())["tic_treasuries_monthly"] == "written"


# Rules by themselves

RULED = dataclasses.replace(fred.TIPS, name="ruled")


@pytest.mark.parametrize("column", ["dfii5_pct", "dfii10_pct"])
def test_every_limit_is_a_limit_and_not_less(column):
    """At the limit a release passes, beyond it is refused: the limits of change and of revision both."""
    old = TABLES["tips"]
    for rule, row in (("revision", old.index[5]), ("change", pd.Timestamp("2026-08-24"))):
        limit = RULED.rules.limit(rule, column)
        base = old.loc[row, column] if row in old.index else old[column].dropna().iloc[-1]
        for size, passes in ((limit - 0.001, True), (limit + 0.001, False)):
            new = old.copy()
            new.loc[row, column] = base + size
            difference = revisions.compare(old, new, RULED)
            if passes:
                revisions.check(old, new, difference, RULED)
            else:
                with pytest.raises(ReleaseError, match="beyond the limit"):
                    revisions.check(old, new, difference, RULED)


def test_every_parsed_table_says_when_it_comes_and_what_it_may_change():
    for table in sources.ALL:
        if table.update == "automatic" and table.build is not None:
            assert table.due and table.frequency, table.name
            for field in table.fields:
                if field.type == "number" and field.name not in table.primary_key:
                    for rule in ("change", "revision"):
                        assert 0 < table.rules.limit(rule, field.name) < float("inf"), f"{table.name}.{field.name}: no limit of {rule}"


@pytest.mark.parametrize(
    ("table", "newest", "due"),
    [
        ("tic_treasuries_monthly", "2025-02", "2025-05-18"),
        ("us_yields_daily", "2025-04-17", "2025-04-19"),
        ("us_yields_daily", "2025-04-18", "2025-04-22"),
        ("fed_custody_weekly", "2025-04-09", "2025-04-17"),
        ("macro_quarterly", "2025-01", "2025-07-30"),
        ("federal_balance_yearly", "2025", "2026-12-31"),
    ],
)
def test_the_calendar_names_the_next_release(table, newest, due):
    assert sources.table(table).due.after(newest).isoformat() == due


# What is said, and the exit code


def run(world, monkeypatch, capsys, *arguments):
    monkeypatch.setattr(update.refresh, "__defaults__", ((), world.data))
    monkeypatch.setattr(update.refresh, "__kwdefaults__", {"write": True, "today": TODAY, "limits": LIMITS})
    monkeypatch.setattr(update.plan, "__defaults__", ((), world.data, TODAY))
    code = __main__.main(["update", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_check_reports_what_is_newer_and_writes_nothing(world, monkeypatch, capsys):
    kept = {p: p.stat().st_mtime_ns for p in world.data.parent.rglob("*")}
    code, out, _ = run(world, monkeypatch, capsys, "--check")
    assert code == 0 and "4 unchanged" in out and "the next was due on 2026-07-18" in out
    world.agency.pages.update(pages(table_3=layouts.next_month(T3)))
    code, out, _ = run(world, monkeypatch, capsys, "--check")
    assert code == 1 and "newer     tic_treasuries_monthly: 6 rows added, vintage 2026-04-30 -> 2026-05-31" in out
    assert {p: p.stat().st_mtime_ns for p in world.data.parent.rglob("*")} == kept


def test_a_failure_is_told_by_the_exit_code_and_the_others_are_written(world, monkeypatch, capsys):
    world.agency.pages.update(pages(jgb=layouts.next_days(TABLES["jgb"])) | {TIC: layouts.table_3(times(T3, 1000))})
    code, out, err = run(world, monkeypatch, capsys)
    assert code == 2 and "written   jgb_yields_daily: 10 rows added" in out
    assert "failed    tic_treasuries_monthly" in err and "another unit?" in err and "kept aside in" in err


def test_a_host_that_is_away_takes_one_line_and_changes_nothing(world, monkeypatch, capsys):
    gone = [
        dataclasses.replace(t, releases=tuple(dataclasses.replace(r, address="http://127.0.0.1:1/x") for r in t.releases))
        for t in sources.ALL
    ]
    monkeypatch.setattr(sources, "ALL", tuple(gone))
    before = world.files()
    code, out, err = run(world, monkeypatch, capsys)
    assert code == 3 and "4 unreached" in out and world.files() == before
    assert len(err.splitlines()) == 1 and err.startswith("127.0.0.1:1 does not answer") and "jgb_yields_daily" in err


def test_dry_run_asks_nobody(world, monkeypatch, capsys):
    asked = len(world.agency.asked)
    code, out, _ = run(world, monkeypatch, capsys, "--dry-run")
    assert code == 0 and len(world.agency.asked) == asked
    assert "fetch     tic_treasuries_monthly: the next was due on 2026-07-18; http" in out


def test_tables_by_hand_say_what_to_do(world, monkeypatch, capsys):
    by_hand = dataclasses.replace(sources.ALL[3], update="manual")
    monkeypatch.setattr(sources, "ALL", (*sources.ALL[:3], by_hand))
    asked = len(world.agency.gets(JGB))
    code, out, _ = run(world, monkeypatch, capsys, "jgb_yields_daily")
    assert code == 0 and "bring mof_japan/jgbcme_all.csv from" in out and "update jgb_yields_daily --from DIR" in out
    assert len(world.agency.gets(JGB)) == asked
    _, out, _ = run(world, monkeypatch, capsys)
    assert "by hand, `update --dry-run` says how: jgb_yields_daily" in out


def test_the_results_of_the_last_build_are_kept_once(world):
    html = world.data.parent / "_build" / "html"
    html.mkdir(parents=True)

    def built(value):
        tables = {r["name"]: {"vintage": r["vintage"], "hash": r["hash"]} for r in catalog.descriptor(world.data)["resources"]}
        number = {"value": value, "unit": "usd_bn", "decimals": None, "text": "x", "chapter": "y"}
        (html / "results.json").write_text(json.dumps({"numbers": {"holdings.a": number}, "tables": tables}), "utf-8")

    built(1.5)
    world.agency.pages.update(pages(table_3=layouts.next_month(T3), jgb=layouts.next_days(TABLES["jgb"])))
    world.refresh()
    kept = json.loads((world.data / update.RESULTS_BEFORE).read_text("utf-8"))
    assert kept["numbers"] == {"holdings.a": {"value": 1.5, "unit": "usd_bn", "decimals": None}}
    assert kept["vintages"]["tic_treasuries_monthly"] == "2026-04-30"
    (html / "results.json").write_text((html / "results.json").read_text("utf-8").replace("1.5", "9.5"), "utf-8")
    world.agency.pages.update(pages(table_3=layouts.next_month(layouts.next_month(T3))))
    world.refresh()  # that build was made before the last update: what it says is of no vintage in particular
    assert "9.5" not in (world.data / update.RESULTS_BEFORE).read_text("utf-8")


# Two at once, and the end at any moment


def test_a_second_update_is_refused(world):
    def hold(ready, done):
        with update._alone(world.data):
            ready.set()
            done.wait(20)

    context = multiprocessing.get_context("fork")
    ready, done = context.Event(), context.Event()
    other = context.Process(target=hold, args=(ready, done))
    other.start()
    assert ready.wait(20)
    try:
        with pytest.raises(TreasuryCardError, match="another update is at work"):
            world.refresh()
    finally:
        done.set()
        other.join(20)
    assert set(states(world.refresh()).values()) == {"unchanged"}


def test_a_reader_waits_for_a_writer(tmp_path):
    """Between the CSV and its description no reader gets in, and none is held up afterwards."""
    store.write(frame_of(1), PAIR, "2025-06-18", tmp_path)
    context = multiprocessing.get_context("fork")
    inside, seen = context.Event(), context.Queue()

    def write():
        replace, calls = os.replace, []

        def slow(source, target):
            replace(source, target)
            calls.append(target)
            if len(calls) == 2:  # the journal and the CSV are in place, the description is not
                inside.set()
                seen.get(timeout=20)

        os.replace = slow
        store.write(frame_of(2), PAIR, "2025-07-17", tmp_path)

    def read():
        frame = catalog.load("pair", tmp_path)
        seen_by_reader.put(frame["value"].iloc[0])

    seen_by_reader = context.Queue()
    writer, reader = context.Process(target=write), context.Process(target=read)
    writer.start()
    assert inside.wait(20)
    reader.start()
    reader.join(0.3)
    assert reader.is_alive()
    seen.put("go on")
    assert seen_by_reader.get(timeout=20) == 2
    writer.join(20)
    reader.join(20)


def test_a_writer_waits_for_a_reader(tmp_path):
    """Whoever has read the description gets the CSV that belongs to it."""
    store.write(frame_of(1), PAIR, "2025-06-18", tmp_path)
    before = (tmp_path / "pair.csv").read_bytes()
    writer = multiprocessing.get_context("fork").Process(target=store.write, args=(frame_of(2), PAIR, "2025-07-17", tmp_path))
    with journal.reading(tmp_path):
        writer.start()
        writer.join(0.4)
        assert writer.is_alive() and (tmp_path / "pair.csv").read_bytes() == before
    writer.join(20)
    assert writer.exitcode == 0 and catalog.load("pair", tmp_path)["value"].iloc[0] == 2


PAIR = dataclasses.replace(
    fred.TIPS,
    name="pair",
    fields=(fred.TIPS.fields[0], dataclasses.replace(fred.TIPS.fields[1], name="value", minimum=None, maximum=None)),
    due=None,
)


def frame_of(value: float, rows: int = 3) -> pd.DataFrame:
    return pd.DataFrame({"date": pd.date_range("2025-01-01", periods=rows), "value": float(value)})


def small(name: str, records: bool) -> Table:
    """A table whose release is a CSV of two columns: quick, so that it can be updated some hundred times."""

    def build(folder):
        return pd.read_csv(folder / f"{name}.csv", parse_dates=["date"])

    return dataclasses.replace(
        PAIR,
        name=name,
        releases=(Release(f"{name}.csv", ""),),
        build=build,
        vintage=lambda folder: f"{build(folder)['date'].max():%Y-%m-%d}",
        rules=Rules(records=records),
    )


TOUCHES = {"open", "write", "flush", "fileno", "fsync", "__exit__", "close", "replace", "unlink", "mkdir", "flock"}


def killed_at(number: int, call) -> bool:
    """Run ``call`` in a child that is ended, without any clean-up, before or after its ``number``-th call that may change the disk.

    True if the child came to its end before that.
    """
    child = os.fork()
    if child == 0:
        seen = 0

        def count(frame, event, what):
            nonlocal seen
            if event in ("c_call", "c_return"):
                owner = getattr(what, "__self__", None)
                home = getattr(what, "__module__", None) or type(owner).__module__
                if what.__name__ in TOUCHES and (home in ("posix", "fcntl") or isinstance(owner, io.BufferedWriter)):
                    seen += 1
                    if seen == number:
                        os._exit(9)

        sys.setprofile(count)
        try:
            call()
        except BaseException:
            os._exit(7)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, 9), code
    return code == 0


def test_a_kill_at_any_call_leaves_the_old_pair_or_the_new_one(tmp_path, monkeypatch):
    """Table, description and record of revisions are of one vintage after each of them, for a reader and on the disk."""
    monkeypatch.setattr(sources, "ALL", (small("levels", True), small("days", False), recorded.REVISIONS))
    old, new, data = tmp_path / "old", tmp_path / "new", tmp_path / "data"
    for folder, value, rows in ((old, 1, 3), (new, 2, 5)):
        folder.mkdir()
        for name in ("levels", "days"):
            frame_of(value, rows).to_csv(folder / f"{name}.csv", index=False)
    update.update(old, data=data)
    first = {p.name: p.read_bytes() for p in data.iterdir()}
    assert states(update.update(new, data=data)) == {"levels": "written", "days": "written"}
    last = {p.name: p.read_bytes() for p in data.iterdir()}
    assert len(last) == len(first) + 1 and "revisions.csv" in last

    number, ends = 0, set()
    while True:
        number += 1
        for path in data.iterdir():
            path.unlink()
        for name, content in first.items():
            (data / name).write_bytes(content)
        if killed_at(number, lambda: update.update(new, data=data)):
            break
        rows = len(catalog.load("levels", data))  # a reader finishes what was decided
        assert not journal.pending(data)
        now = {p.name: p.read_bytes() for p in data.iterdir() if not p.name.startswith(".")}
        described = {r["path"]: r for r in json.loads(now["datapackage.json"])["resources"]}
        for name in now.keys() - {"datapackage.json"}:
            assert now[name] in (first.get(name), last[name]), f"kill {number}: {name} is neither the old file nor the new one"
            assert described[name]["hash"] == "sha256:" + hashlib.sha256(now[name]).hexdigest()
        assert ("revisions.csv" in now) == (now["levels.csv"] == last["levels.csv"])
        assert rows == described["levels.csv"]["rows"]
        ends.add(tuple(now.get(name) == last[name] for name in ("levels.csv", "days.csv")))
        if number % 20 == 0:  # and the next update goes through
            update.update(new, data=data)
            assert {p.name: p.read_bytes() for p in data.iterdir()} == last
    assert number > 100
    assert ends == {(False, False), (True, False), (True, True)}  # the kills have hit every stage


def test_an_unreadable_journal_is_named(tmp_path):
    store.write(frame_of(1), PAIR, "2025-06-18", tmp_path)
    (tmp_path / journal.JOURNAL).write_text("{")
    with pytest.raises(DataError, match="unreadable"):
        catalog.load("pair", tmp_path)


# With the releases at hand


def test_the_shipped_tables_regenerate_to_the_byte(tmp_path, releases):
    outcomes = update.update(releases, data=tmp_path / "data")
    parsed = [t.name for t in sources.ALL if t.kind == "parsed"]
    assert states(outcomes) == dict.fromkeys(parsed, "written")
    for name in parsed:
        assert (tmp_path / "data" / f"{name}.csv").read_bytes() == (DATA / f"{name}.csv").read_bytes(), name
        assert catalog.describe(name, tmp_path / "data") == catalog.describe(name), name


def test_the_record_begins_with_the_two_known_vintages(tmp_path, monkeypatch, releases):
    monkeypatch.setattr(sources, "ALL", (tic.HOLDINGS, recorded.REVISIONS))
    for file in ("mfhhis01_2026-03-18.txt", "mfhhis01.txt"):
        (tmp_path / "releases" / "tic").mkdir(parents=True, exist_ok=True)
        (tmp_path / "releases" / "tic" / "mfhhis01.txt").write_bytes((releases / "tic" / file).read_bytes())
        # Table 3 as it stood in March: to January, so that its date does not hide that of the history
        table_3 = catalog.load("tic_treasuries_monthly")
        march = layouts.table_3(table_3[table_3["month"] <= "2026-01"])
        whole = (releases / "tic" / "slt_table3.txt").read_bytes()
        (tmp_path / "releases" / "tic" / "slt_table3.txt").write_bytes(march if "03-18" in file else whole)
        update.update(tmp_path / "releases", data=tmp_path / "data")
    seeded = catalog.load("revisions", tmp_path / "data")
    shipped = catalog.load("revisions")
    pd.testing.assert_frame_equal(seeded, shipped[shipped["vintage_new"] <= "2026-05-18"].reset_index(drop=True))
