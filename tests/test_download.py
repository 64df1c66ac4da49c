"""Fetching ends, whatever the other side does: each fault has its message, and a file takes its place only when it is whole."""

from __future__ import annotations

import datetime as dt
import socket
import time
from dataclasses import replace

import pytest
from agencies import agency

from treasury_card import download
from treasury_card.download import DownloadError, Fetcher, Limits, fetch
from treasury_card.schema import Release, Table

QUICK = Limits(connect_s=0.5, read_s=0.3, total_s=2, probe_s=0.5, tries=2, backoff_s=0.01, pause_s=0, size=100_000)
BODY = b"observation_date,DGS10\n2025-04-01,4.17\n2025-04-02,4.20\n" * 20


@pytest.fixture
def there():
    with agency() as played:
        played.pages["/dgs10.csv"] = BODY
        yield played


@pytest.fixture
def release(there):
    return Release("fred/DGS10.csv", f"{there.address}/dgs10.csv")


def get(release, folder, limits=QUICK):
    Fetcher(folder, limits).get(release)
    return (folder / release.file).read_bytes()


def left(folder):
    return sorted(p.name for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize("manner", ["good", "gzipped", "chunked", ["status 500", "good"], ["cut", "good"], ["close", "good"]], ids=str)
def test_a_good_answer_becomes_the_file(there, release, tmp_path, manner):
    there.manners["/dgs10.csv"] = manner
    assert get(release, tmp_path) == BODY
    assert left(tmp_path) == [".http.json", "DGS10.csv"]


def test_a_redirect_is_followed(there, release, tmp_path):
    there.pages["/new/dgs10.csv"] = BODY
    there.manners["/dgs10.csv"] = "redirect /new/dgs10.csv"
    assert get(release, tmp_path) == BODY


def test_the_project_gives_its_name(there, release, tmp_path):
    get(release, tmp_path)
    assert there.gets("/dgs10.csv")[0]["User-Agent"].startswith("TheTreasuryCard/")
    assert "gzip" in there.gets("/dgs10.csv")[0]["Accept-Encoding"]


@pytest.mark.parametrize(
    ("manner", "message"),
    [
        ("status 404", "HTTP 404 Not Found"),
        ("status 500", "HTTP 500 Internal Server Error, 2 times"),
        ("status 403", "HTTP 403 Forbidden"),
        ("hang", "no answer within 0.3 s, 2 times"),
        ("close", "connection closed without an answer, 2 times"),
        ("cut", "cut off after"),
        ("drip", "not complete after 2 s"),
        ("redirect /dgs10.csv", "more than 5 redirects"),
    ],
)
def test_a_bad_answer_is_named_and_the_old_file_stays(there, release, tmp_path, manner, message):
    (tmp_path / "fred").mkdir()
    (tmp_path / release.file).write_bytes(b"old")
    there.manners["/dgs10.csv"] = manner
    started = time.monotonic()
    with pytest.raises(DownloadError) as caught:
        Fetcher(tmp_path, QUICK).get(release)
    assert message in str(caught.value) and release.address in str(caught.value)
    assert (tmp_path / release.file).read_bytes() == b"old" and left(tmp_path) == ["DGS10.csv"]
    assert time.monotonic() - started < 10  # it ends, far from any limit of the machine


@pytest.mark.parametrize(
    ("body", "kind", "message"),
    [
        (b"", "text/plain", "the file is empty"),
        (b"\r\n", "text/plain", "the file is empty"),
        (b"<!DOCTYPE html><html>maintenance</html>", "text/plain", "HTML or XML page"),
        (b"\xef\xbb\xbf\n<html>maintenance</html>", "text/csv", "HTML or XML page"),
        (BODY, "text/html; charset=utf-8", "content type 'text/html"),
        (BODY, "application/pdf", "content type 'application/pdf'"),
        (b"1" * 100_001, "text/plain", "more than the 100,000 bytes"),
    ],
)
def test_what_is_no_table_is_refused(there, release, tmp_path, body, kind, message):
    there.pages["/dgs10.csv"], there.types["/dgs10.csv"] = body, kind
    with pytest.raises(DownloadError, match=message):
        Fetcher(tmp_path, QUICK).get(release)
    assert left(tmp_path) == []


def test_a_packed_body_is_measured_unpacked(there, release, tmp_path):
    there.pages["/dgs10.csv"], there.manners["/dgs10.csv"] = b"1" * 5_000_000, "gzipped"
    with pytest.raises(DownloadError, match="more than the 100,000 bytes"):
        Fetcher(tmp_path, QUICK).get(release)


def test_the_second_time_only_changes_are_asked_for(there, release, tmp_path):
    get(release, tmp_path)
    assert get(release, tmp_path) == BODY
    first, second = there.gets("/dgs10.csv")
    assert "If-None-Match" not in first and second["If-None-Match"] and second["If-Modified-Since"]
    there.pages["/dgs10.csv"] = BODY + b"2025-04-03,4.06\n"
    assert get(release, tmp_path).endswith(b"4.06\n")


def test_a_kept_file_that_was_changed_is_fetched_whole(there, release, tmp_path):
    get(release, tmp_path)
    (tmp_path / release.file).write_bytes(b"damaged")
    assert get(release, tmp_path) == BODY
    assert "If-None-Match" not in there.gets("/dgs10.csv")[1]


def test_a_release_of_two_tables_is_asked_for_once(there, release, tmp_path):
    assert fetch([table("one", release), table("two", release)], tmp_path, 2025, QUICK) == {}
    assert len(there.gets("/dgs10.csv")) == 1


def test_calls_to_one_host_keep_their_distance(there, release, tmp_path):
    there.pages["/dgs2.csv"] = BODY
    limits = replace(QUICK, pause_s=0.2)
    started = time.monotonic()
    fetch([table("one", release, Release("fred/DGS2.csv", f"{there.address}/dgs2.csv"))], tmp_path, 2025, limits)
    assert time.monotonic() - started >= 0.2


def test_a_file_a_year_is_fetched_for_the_year(there, tmp_path):
    there.pages["/2026/all?value=2026"] = BODY
    release = Release("treasury/rates_{year}.csv", there.address + "/{year}/all?value={year}")
    assert fetch([table("one", release)], tmp_path, 2026, QUICK) == {}
    assert left(tmp_path) == [".http.json", "rates_2026.csv"]
    assert release.found(tmp_path) == [tmp_path / "treasury/rates_2026.csv"]


def test_a_final_file_is_never_asked_for(there, release, tmp_path):
    final = Release("fed/final.csv", f"{there.address}/final.csv", final=True)
    assert fetch([table("one", release, final)], tmp_path, 2025, QUICK) == {}
    assert there.gets("/final.csv") == []


def table(name, *releases):
    return Table(name, name, name, "parsed", "an agency", "a release", "public", (), ("date",), releases=releases)


def closed_port() -> str:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{one.getsockname()[1]}"


def test_a_silent_host_is_probed_once_and_left_alone(there, release, tmp_path):
    """Its tables are skipped, also those that need another host too; the others come through."""
    host = closed_port()
    dead = [Release(f"fred/D{i}.csv", f"http://{host}/{i}") for i in range(3)]
    problems = fetch([table("dead", *dead), table("both", release, dead[0]), table("alive", release)], tmp_path, 2025, QUICK)
    assert set(problems) == {"dead", "both"}
    (error,) = problems["dead"]
    assert error.unreached and str(error).startswith(f"{host} does not answer (") and "refused" in str(error)
    assert problems["both"] == [error]
    assert [m for m, *_ in there.asked] == ["HEAD", "GET"]


def test_a_host_that_takes_the_call_and_says_nothing_is_silent(there, release, tmp_path):
    there.manners["/"] = "hang"
    problems = fetch([table("one", release)], tmp_path, 2025, QUICK)
    assert "does not answer" in str(problems["one"][0]) and problems["one"][0].unreached
    assert there.gets("/dgs10.csv") == []


def test_a_name_that_never_resolves_costs_the_probe_alone(release, tmp_path, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(3))
    started = time.monotonic()
    far = [Release(f"{i}.csv", f"http://agency-{i}.invalid/x") for i in range(40)]
    problems = fetch([table(f"t{i}", r) for i, r in enumerate(far)], tmp_path, 2025, QUICK)
    assert len(problems) == 40 and all("nothing within 0.5 s" in str(p[0]) for p in problems.values())
    assert time.monotonic() - started < 15  # forty hosts at the same time, not one after the other


def test_an_address_without_encryption_is_not_taken_for_one_with(there, release, tmp_path):
    fetcher = Fetcher(tmp_path, QUICK)
    response = fetcher._open(release, tmp_path / "x")
    with pytest.raises(DownloadError, match="without encryption"):
        fetcher._check_head("https://agency.example/x", response)


def test_the_year_of_the_first_days_of_january_is_the_old_one():
    from treasury_card import update

    assert (dt.date(2027, 1, 4) - update.SETTLE).year == 2026
    assert (dt.date(2027, 1, 9) - update.SETTLE).year == 2027


def test_limits_of_a_real_run_end_within_half_a_minute_without_a_network():
    assert Limits().probe_s <= 15 and download.Limits().connect_s <= Limits().probe_s
