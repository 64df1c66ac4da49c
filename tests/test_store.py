"""Tables are written the same way everywhere, together with an entry that the Frictionless library accepts."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
import subprocess
import sys

import frictionless
import pandas as pd
import pytest
from conftest import ROOT

from treasury_card import __main__, catalog, sources, store, update
from treasury_card.errors import DataError
from treasury_card.paths import DATA
from treasury_card.schema import Field, Release, Table

TABLE = Table(
    name="all_types",
    title="All types",
    description="One column of each type.",
    kind="curated",
    agency="an agency",
    release="a release",
    terms="public domain",
    fields=(
        Field("month", "yearmonth", "Month", required=True),
        Field("area", "string", "Area, maybe with a comma", required=True),
        Field("day", "date", "Day"),
        Field("time_utc", "datetime", "Time"),
        Field("code", "integer", "Code"),
        Field("holdings_usd_bn", "number", "Holdings", "US$ billion", minimum=0),
        Field("old", "boolean", "Old series"),
    ),
    primary_key=("month", "area"),
    releases=(Release("a.txt", "https://example.org/a.txt", verified=False),),
    vintage="2025-06-18",
    vintage_note="Printed.",
    gaps=("None known.",),
)
FRAME = pd.DataFrame(
    {
        "month": pd.PeriodIndex(["2025-03", "2025-04"], freq="M"),
        "area": ["China, Mainland", 'the "card"'],
        "day": pd.to_datetime(["2025-03-31", None]),
        "time_utc": pd.to_datetime(["2025-05-16T20:00:00Z", None], utc=True),
        "code": pd.array([41408, None], dtype="Int64"),
        "holdings_usd_bn": [0.1 + 0.2, None],
        "old": pd.array([True, None], dtype="boolean"),
    }
)
CSV = (
    "month,area,day,time_utc,code,holdings_usd_bn,old\n"
    '2025-03,"China, Mainland",2025-03-31,2025-05-16T20:00:00Z,41408,0.3,true\n'
    '2025-04,"the ""card""",,,,,\n'
)


def test_what_is_written_reads_back(tmp_path):
    written = store.write(FRAME, TABLE, "2025-06-18", tmp_path)
    assert (tmp_path / "all_types.csv").read_bytes() == CSV.encode()
    loaded = catalog.load("all_types", tmp_path)
    pd.testing.assert_frame_equal(loaded, written)
    assert loaded["holdings_usd_bn"].iloc[0] == 0.3 and loaded["area"].tolist() == FRAME["area"].tolist()
    assert store.render(loaded, TABLE) == CSV.encode()


def test_the_entry_says_all_that_the_declaration_says(tmp_path):
    store.write(FRAME, TABLE, "2025-06-18", tmp_path)
    entry = catalog.describe("all_types", tmp_path)
    assert entry["hash"] == "sha256:" + hashlib.sha256(CSV.encode()).hexdigest()
    assert (entry["rows"], entry["bytes"], entry["vintage"]) == (2, len(CSV.encode()), "2025-06-18")
    assert entry["sources"] == [{"title": "a.txt", "path": "https://example.org/a.txt", "verified": False, "layout": "official"}]
    assert entry["schema"]["primaryKey"] == ["month", "area"] and entry["schema"]["missingValues"] == [""]
    assert entry["schema"]["fields"][5] == {
        "name": "holdings_usd_bn",
        "type": "number",
        "description": "Holdings",
        "unit": "US$ billion",
        "constraints": {"minimum": 0},
    }


def test_writing_twice_changes_no_byte(tmp_path):
    for folder in (tmp_path / "a", tmp_path / "b"):
        store.write(FRAME, TABLE, "2025-06-18", folder)
    store.write(FRAME, TABLE, "2025-06-18", tmp_path / "a")
    for file in ("all_types.csv", "datapackage.json"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == ["all_types.csv", "datapackage.json"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (1.1 * 3, "3.3"),
        (0.7999999999999999, "0.8"),
        (134567.30000000002, "134567.3"),
        (1125.9, "1125.9"),
        (28941616891545.06, "28941616891545.06"),
        (1200.0, "1200"),
        (-0.0, "0"),
        (-2.5, "-2.5"),
        (1e-7, "0.0000001"),
        (1e20, "100000000000000000000"),
    ],
)
def test_figures_are_the_shortest_exact_decimal(value, text):
    assert store.decimal(value) == text


def test_a_frame_with_other_columns_is_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(DataError, match="other columns than declared"):
        store.write(FRAME.rename(columns={"old": "older"}), TABLE, "2025-06-18", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_frame_that_breaks_its_own_rules_is_refused_and_the_old_table_stays(tmp_path):
    store.write(FRAME, TABLE, "2025-06-18", tmp_path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    with pytest.raises(DataError) as caught:
        store.write(FRAME.assign(holdings_usd_bn=[-1.0, 2.0]), TABLE, "2025-07-17", tmp_path)
    assert (caught.value.line, caught.value.column, caught.value.value) == (2, "holdings_usd_bn", "-1")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_text_in_a_number_column_is_refused(tmp_path):
    with pytest.raises(DataError, match="holdings_usd_bn"):
        store.write(FRAME.assign(holdings_usd_bn=["n.a.", "1"]), TABLE, "2025-06-18", tmp_path)


def test_seal_enters_an_edited_file_and_leaves_its_bytes(tmp_path):
    store.write(FRAME, TABLE, "2025-06-18", tmp_path)
    edited = CSV.replace("0.3", "0.30").encode()
    (tmp_path / "all_types.csv").write_bytes(edited)
    with pytest.raises(DataError, match="checksum"):
        catalog.load("all_types", tmp_path)
    store.seal(TABLE, tmp_path)
    assert catalog.load("all_types", tmp_path)["holdings_usd_bn"].iloc[0] == 0.3
    assert (tmp_path / "all_types.csv").read_bytes() == edited


def test_seal_refuses_a_faulty_edit(tmp_path):
    store.write(FRAME, TABLE, "2025-06-18", tmp_path)
    (tmp_path / "all_types.csv").write_text(CSV.replace("2025-03-31", "31.3.2025"), "utf-8")
    with pytest.raises(DataError) as caught:
        store.seal(TABLE, tmp_path)
    assert (caught.value.line, caught.value.column) == (2, "day")


def test_entries_keep_the_order_asked_for(tmp_path):
    for name in ("b", "a", "c"):
        store.write(FRAME, dataclasses.replace(TABLE, name=name), "2025-06-18", tmp_path)
    store.arrange(["c", "a"], tmp_path)
    assert catalog.tables(tmp_path) == ["c", "a", "b"]


def test_every_entry_agrees_with_its_declaration():
    for entry in catalog.descriptor()["resources"]:
        declared = sources.table(entry["name"])
        content = (DATA / entry["path"]).read_bytes()
        assert store.entry(declared, entry["vintage"], content, entry["rows"]) == entry, entry["name"]
        if isinstance(declared.vintage, str) and declared.vintage:
            assert entry["vintage"] == declared.vintage, entry["name"]


def test_the_description_lists_the_declared_tables_in_their_order():
    assert catalog.tables() == [t.name for t in sources.ALL]
    assert sorted(p.stem for p in DATA.glob("*.csv")) == sorted(catalog.tables())


def test_every_declaration_is_complete():
    for table in sources.ALL:
        assert table.title and table.description and table.agency and table.release and table.terms and table.vintage_note, table.name
        assert set(table.primary_key) <= {f.name for f in table.fields}, table.name
        assert (table.build is None) == (table.kind != "parsed"), table.name
        assert table.kind != "parsed" or table.releases, table.name
        for field in table.fields:
            unit = next((u for s, u in SUFFIXES.items() if field.name.endswith(s)), None)
            assert unit is None or field.unit.startswith(unit), f"{table.name}.{field.name}: unit {field.unit!r}"


SUFFIXES = {"_usd_bn": "US$ billion", "_usd_mn": "US$ million", "_jpy_tn": "trillion yen", "_pct": "percent", "_bp": "basis points"}


def test_vintages_are_dates():
    for entry in catalog.descriptor()["resources"]:
        assert pd.Timestamp(entry["vintage"]).date().isoformat() == entry["vintage"], entry["name"]


def test_frictionless_validates_the_package():
    report = frictionless.Package(str(DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "type", "message"])[:5]


def test_frictionless_sees_a_changed_byte(tmp_path):
    store.write(FRAME, TABLE, "2025-06-18", tmp_path)
    assert frictionless.validate(str(tmp_path / "datapackage.json")).valid
    (tmp_path / "all_types.csv").write_text(CSV.replace("0.3", "0.4"), "utf-8")
    assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid


@pytest.fixture
def one_table(tmp_path, monkeypatch):
    """A project with one parsed table whose release is a file of two lines."""

    def build(folder):
        month, figure = (folder / "a.txt").read_text("utf-8").split()
        return FRAME.iloc[:1].assign(month=pd.PeriodIndex([month], freq="M"), holdings_usd_bn=float(figure))

    table = dataclasses.replace(TABLE, kind="parsed", build=build, vintage=lambda folder: "2025-06-18")
    monkeypatch.setattr(sources, "ALL", (table, dataclasses.replace(TABLE, name="by_hand")))
    releases, data = tmp_path / "releases", tmp_path / "data"
    releases.mkdir()
    return releases, data


def test_update_writes_and_then_finds_nothing_new(one_table):
    releases, data = one_table
    (releases / "a.txt").write_text("2025-04\n7.5\n", "utf-8")
    assert [o.state for o in update.update(releases, data=data)] == ["written"]
    assert catalog.load("all_types", data)["holdings_usd_bn"].tolist() == [7.5]
    assert [o.state for o in update.update(releases, data=data)] == ["unchanged"]


def test_update_skips_a_table_without_its_release_and_fails_it_when_named(one_table):
    releases, data = one_table
    assert [o.state for o in update.update(releases, data=data)] == ["skipped"]
    (outcome,) = update.update(releases, ["all_types"], data)
    assert outcome.state == "failed" and "a.txt not found" in outcome.message


def test_a_failed_update_leaves_the_old_table(one_table):
    releases, data = one_table
    (releases / "a.txt").write_text("2025-04\n7.5\n", "utf-8")
    update.update(releases, data=data)
    before = {p.name: p.read_bytes() for p in data.iterdir()}
    (releases / "a.txt").write_text("2025-04\n-1\n", "utf-8")
    (outcome,) = update.update(releases, data=data)
    assert outcome.state == "failed" and "the old table stays" in outcome.message
    assert {p.name: p.read_bytes() for p in data.iterdir()} == before


def test_a_frozen_table_is_written_once_and_again_when_damaged_or_described_anew(one_table, monkeypatch):
    releases, data = one_table
    frozen = dataclasses.replace(sources.ALL[0], update="frozen", vintage="2025-06-18")
    monkeypatch.setattr(sources, "ALL", (frozen,))
    (releases / "a.txt").write_text("2025-04\n7.5\n", "utf-8")
    assert [o.state for o in update.update(releases, data=data)] == ["written"]
    (releases / "a.txt").write_text("2025-04\n9\n", "utf-8")
    assert "frozen" in str(update.update(releases, data=data)[0])
    assert catalog.load("all_types", data)["holdings_usd_bn"].tolist() == [7.5]
    monkeypatch.setattr(sources, "ALL", (dataclasses.replace(frozen, title="Another title"),))
    assert [o.state for o in update.update(releases, data=data)] == ["written"]
    assert catalog.describe("all_types", data)["title"] == "Another title"
    (data / "all_types.csv").write_text("damaged", "utf-8")
    update.update(releases, data=data)
    assert catalog.load("all_types", data)["holdings_usd_bn"].tolist() == [9.0]


def test_update_writes_no_curated_table(one_table):
    releases, data = one_table
    (outcome,) = update.update(releases, ["by_hand"], data)
    assert outcome.state == "failed" and "curated" in outcome.message


def test_update_of_an_unknown_table_suggests_the_nearest(one_table):
    releases, data = one_table
    with pytest.raises(DataError, match="'all_types'"):
        update.update(releases, ["all_tipes"], data)


def test_the_command_line_names_what_it_lacks(tmp_path, capsys):
    with pytest.raises(SystemExit) as stopped:
        __main__.main(["update", "--from", str(tmp_path / "nowhere")])
    assert stopped.value.code == 2 and "no such folder" in capsys.readouterr().err
    assert __main__.main(["update", "us_yelds_daily", "--from", str(tmp_path)]) == 2
    assert "the nearest is 'us_yields_daily'" in capsys.readouterr().err
    assert __main__.main([]) == 2 and "seal" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stopped:
        __main__.main(["update", "--from", str(tmp_path), "--dry-run"])
    assert stopped.value.code == 2 and "--from DIR --check" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "reason"),
    [("tic_survey_types", "written from releases"), ("tic_holdings_monthly", "written from releases"), ("revisions", "kept by the update")],
)
def test_only_curated_tables_are_sealed(name, reason, tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    before = (tmp_path / "data" / "datapackage.json").read_bytes()
    (outcome,) = update.seal([name], tmp_path / "data")
    assert outcome.state == "failed" and reason in outcome.message
    assert (tmp_path / "data" / "datapackage.json").read_bytes() == before


def test_a_fault_of_the_program_has_a_code_of_its_own(monkeypatch, capsys):
    monkeypatch.setattr(update, "refresh", lambda *given, **options: 1 / 0)
    assert __main__.main(["update", "--check"]) == __main__.BROKEN == 4
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_seal_tells_what_it_found(tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    csv, figure = tmp_path / "data" / "quoted_figures.csv", "Average daily trading volume of US Treasuries,1300"
    sealed = csv.read_text("utf-8")

    def seal(text):
        csv.write_text(text, "utf-8")
        (outcome,) = update.seal(["quoted_figures"], tmp_path / "data")
        return str(outcome)

    assert seal(sealed).startswith("unchanged quoted_figures: ")
    edited = seal(sealed.replace(figure, figure.replace("1300", "1250")))
    assert edited.startswith("written ") and "raise it in treasury_card/sources/curated.py" in edited
    faulty = seal(sealed.replace(figure, figure.replace("1300", "about 1300")))
    assert faulty.startswith("failed    quoted_figures, line 2, column 'value': not a number (found 'about 1300')")


def test_json_of_the_description_is_stable():
    text = (DATA / "datapackage.json").read_text("utf-8")
    assert text == json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n"


def test_the_bytes_do_not_depend_on_the_machine(tmp_path):
    """Another time zone, locale and hash seed give the same table."""
    code = (
        "import sys; sys.path.insert(0, 'tests'); from pathlib import Path; import test_store as t; "
        "t.store.write(t.FRAME, t.TABLE, '2025-06-18', Path(sys.argv[1]))"
    )
    env = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, cwd=ROOT, env=env)
    assert (tmp_path / "all_types.csv").read_bytes() == CSV.encode()
