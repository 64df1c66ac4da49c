"""Fetch official releases into a folder, each to the path of its ``Release.file``; reading them is no matter of this module.

A file takes its place only when it is whole and looks like data. What came with it (ETag, date) is kept in ``.http.json`` of the folder,
so that the agency is asked for changes only. Every wait has an end.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from tqdm import tqdm
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from . import __version__
from .errors import TreasuryCardError
from .schema import Release, Table

AGENT = f"TheTreasuryCard/{__version__} (+https://github.com/treasury-card/treasury-card)"
NOTES = ".http.json"
BUSY = (429, 500, 502, 503, 504)
REFUSED_TYPES = ("html", "xml", "pdf", "zip", "image/", "audio/", "video/", "font/", "multipart/")

T = TypeVar("T")


class DownloadError(TreasuryCardError):
    """A release could not be fetched; ``unreached`` says that its host did not answer at all."""

    def __init__(self, address: str, message: str, *, unreached: bool = False):
        self.address, self.host, self.unreached = address, host_of(address), unreached
        super().__init__(f"{self.host} does not answer ({message})" if unreached else f"{address}: {message}")


@dataclass(frozen=True)
class Limits:
    """What a fetch may cost: seconds to connect, between two bytes, for one file with all tries, for the probe of a host; tries and the
    first wait between them; seconds between two calls to a host; bytes of a file."""

    connect_s: float = 6
    read_s: float = 20
    total_s: float = 120
    probe_s: float = 10
    tries: int = 3
    backoff_s: float = 1
    pause_s: float = 0.5
    size: int = 60_000_000


def fetch(tables: Sequence[Table], folder: Path, year: int, limits: Limits | None = None) -> dict[str, list[DownloadError]]:
    """Fetch the releases of these tables.

    Every host is probed once, all at the same time; the tables of one that does not answer are left out.

    Parameters
    ----------
    tables : sequence of Table
    folder : Path
        Filled in the layout of ``Release.file``; files that are there already are asked for changes only.
    year : int
        Of releases that come in one file a year.
    limits : Limits, optional

    Returns
    -------
    dict of str to list of DownloadError
        The tables whose releases are not all there and fresh, by name, with the reasons: all hosts that do not answer, or the first fault.
    """
    fetcher = Fetcher(folder, limits or Limits())
    wanted = {t.name: [r.of_year(year) for r in t.releases if not r.final] for t in tables}
    fetcher.probe([r.address for releases in wanted.values() for r in releases])
    problems: dict[str, list[DownloadError]] = {}
    for name, releases in wanted.items():
        if silent := fetcher.silent(releases):
            problems[name] = silent
            continue
        try:
            for release in tqdm(releases, desc=name, unit="file", leave=False, disable=None, file=sys.stderr):
                fetcher.get(release)
        except DownloadError as error:
            problems[name] = [error]
    return problems


class Fetcher:
    """One run over the agencies: a session, what is known of each host, and what was fetched already."""

    def __init__(self, folder: Path, limits: Limits):
        self._folder, self._limits = folder, limits
        self._silent: dict[str, DownloadError] = {}
        self._done: dict[str, DownloadError | None] = {}
        self._last_call: dict[str, float] = {}
        self._session = requests.Session()
        self._session.headers["User-Agent"] = AGENT
        self._session.max_redirects = 5
        retry = Retry(
            total=limits.tries - 1,
            status_forcelist=BUSY,
            allowed_methods={"GET"},
            backoff_factor=limits.backoff_s,
            respect_retry_after_header=False,
            raise_on_status=False,
        )
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=retry))

    def probe(self, addresses: Sequence[str]) -> None:
        """Ask every host for its first page; one that gives no answer of any kind is left alone from then on."""
        first = {host_of(address): address for address in reversed(addresses)}
        threads = {host: _Thread(lambda address=address: self._knock(address)) for host, address in first.items()}
        deadline = time.monotonic() + self._limits.probe_s
        for host, thread in threads.items():
            try:
                thread.result(deadline - time.monotonic())
            except TimeoutError:
                self._silent[host] = DownloadError(first[host], f"nothing within {self._limits.probe_s:g} s", unreached=True)
            except requests.RequestException as error:
                self._silent[host] = DownloadError(first[host], _cause(error), unreached=True)

    def silent(self, releases: Sequence[Release]) -> list[DownloadError]:
        """The hosts of these releases that do not answer."""
        return [self._silent[host] for host in dict.fromkeys(host_of(r.address) for r in releases) if host in self._silent]

    def get(self, release: Release) -> None:
        """Put one release into the folder, or raise a ``DownloadError``; asked twice, it answers from memory."""
        if release.file not in self._done:
            self._done[release.file] = None
            try:
                self._get(release)
            except DownloadError as error:
                self._done[release.file] = error
                if error.unreached:
                    self._silent.setdefault(error.host, error)
        if error := self._done[release.file]:
            raise error

    def _knock(self, address: str) -> None:
        parts = urlsplit(address)
        with requests.Session() as session:
            session.headers["User-Agent"] = AGENT
            timeout = (self._limits.connect_s, self._limits.probe_s)
            session.head(f"{parts.scheme}://{parts.netloc}/", timeout=timeout, allow_redirects=False)

    def _get(self, release: Release) -> None:
        host = host_of(release.address)
        if host in self._silent:
            raise self._silent[host]
        wait = self._last_call.get(host, 0) + self._limits.pause_s - time.monotonic()
        time.sleep(max(wait, 0))
        target = self._folder / release.file
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{target.name}.part")
        stopped = threading.Event()
        thread = _Thread(lambda: self._receive(release, target, temporary, stopped))
        try:
            notes = thread.result(self._limits.total_s)
            if notes is not None:
                temporary.replace(target)
                self._write_notes(release.file, notes)
        except TimeoutError:
            raise DownloadError(release.address, f"not complete after {self._limits.total_s:g} s") from None
        finally:
            stopped.set()
            temporary.unlink(missing_ok=True)
            self._last_call[host] = time.monotonic()

    def _receive(self, release: Release, target: Path, temporary: Path, stopped: threading.Event) -> dict | None:
        """The body into ``temporary``; what is to be noted of it, or None if the file in place is still the newest."""
        for attempt in range(self._limits.tries):
            try:
                return self._receive_once(release, target, temporary, stopped)
            except (HTTPError, ConnectionError) as error:
                cut = error
                stopped.wait(self._limits.backoff_s * 2**attempt)
        size = temporary.stat().st_size if temporary.exists() else 0
        raise DownloadError(release.address, f"cut off after {size:,} bytes, {self._limits.tries} times ({_cause(cut)})") from None

    def _receive_once(self, release: Release, target: Path, temporary: Path, stopped: threading.Event) -> dict | None:
        response = self._open(release, target)
        with response:
            if stopped.is_set():
                return None
            if response.status_code == HTTPStatus.NOT_MODIFIED:
                return None
            self._check_head(release.address, response)
            digest, size = hashlib.sha256(), 0
            with temporary.open("wb") as file:
                while piece := response.raw.read1(65536, decode_content=True):
                    size += len(piece)
                    if size > self._limits.size:
                        raise DownloadError(release.address, f"more than the {self._limits.size:,} bytes that a release may have")
                    if stopped.is_set():
                        return None
                    digest.update(piece)
                    file.write(piece)
        _check_body(release.address, temporary)
        kept = {"ETag": "etag", "Last-Modified": "last_modified"}
        seen = {name: response.headers[header] for header, name in kept.items() if header in response.headers}
        return {"address": release.address, "sha256": digest.hexdigest(), **seen}

    def _open(self, release: Release, target: Path) -> requests.Response:
        limits = self._limits
        try:
            return self._session.get(
                release.address, headers=self._conditions(release, target), timeout=(limits.connect_s, limits.read_s), stream=True
            )
        except requests.TooManyRedirects:
            raise DownloadError(release.address, f"more than {self._session.max_redirects} redirects") from None
        except requests.ReadTimeout:
            raise DownloadError(release.address, f"no answer within {limits.read_s:g} s, {limits.tries} times") from None
        except requests.ConnectionError as error:
            if "Read timed out" in str(error):
                raise DownloadError(release.address, f"no answer within {limits.read_s:g} s, {limits.tries} times") from None
            if "closed connection" in str(error) or "Connection aborted" in str(error):
                raise DownloadError(release.address, f"connection closed without an answer, {limits.tries} times") from None
            raise DownloadError(release.address, _cause(error), unreached=True) from None
        except requests.RequestException as error:
            raise DownloadError(release.address, _cause(error)) from None

    def _check_head(self, address: str, response: requests.Response) -> None:
        if response.status_code != HTTPStatus.OK:
            tries = f", {self._limits.tries} times" if response.status_code in BUSY else ""
            raise DownloadError(address, f"HTTP {response.status_code} {response.reason}{tries}")
        if address.startswith("https:") and not response.url.startswith("https:"):
            raise DownloadError(address, f"redirected to an address without encryption, {response.url}")
        kind = response.headers.get("Content-Type", "").lower()
        if any(word in kind for word in REFUSED_TYPES):
            raise DownloadError(address, f"content type {kind!r} where a table was expected")

    def _conditions(self, release: Release, target: Path) -> dict[str, str]:
        noted = self._notes().get(release.file, {})
        if noted.get("address") != release.address or not target.is_file():
            return {}
        if hashlib.sha256(target.read_bytes()).hexdigest() != noted.get("sha256"):
            return {}
        headers = {"If-None-Match": noted.get("etag"), "If-Modified-Since": noted.get("last_modified")}
        return {name: value for name, value in headers.items() if value}

    def _notes(self) -> dict[str, dict]:
        try:
            return json.loads((self._folder / NOTES).read_text("utf-8"))
        except (OSError, ValueError):
            return {}

    def _write_notes(self, file: str, notes: dict) -> None:
        temporary = self._folder / f"{NOTES}.part"
        temporary.write_text(json.dumps(self._notes() | {file: notes}, indent=1, sort_keys=True), "utf-8")
        temporary.replace(self._folder / NOTES)


def host_of(address: str) -> str:
    return urlsplit(address).netloc


def _check_body(address: str, path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(1024).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise DownloadError(address, "the file is empty")
    if start.startswith(b"<"):
        raise DownloadError(address, f"an HTML or XML page where a table was expected: {start[:40].decode('utf-8', 'replace')!r}")


def _cause(error: BaseException) -> str:
    """The innermost reason of an error that libraries have wrapped, in a few words."""
    while (inner := getattr(error, "reason", None) or next((a for a in error.args if isinstance(a, BaseException)), None)) is not None:
        if not isinstance(inner, BaseException):
            break
        error = inner
    text = str(error) or type(error).__name__
    return re.split(r">: |\): (?=[A-Z])", text)[-1][:160]


class _Thread(threading.Thread):
    """A call whose caller stops waiting after a while: name resolution and slow headers know no time limit of their own."""

    def __init__(self, call: Callable[[], T]):
        super().__init__(daemon=True)
        self._call, self._value, self._error = call, None, None
        self.start()

    def run(self) -> None:
        try:
            self._value = self._call()
        except BaseException as error:
            self._error = error

    def result(self, seconds: float) -> T:
        self.join(max(seconds, 0))
        if self.is_alive():
            raise TimeoutError
        if self._error is not None:
            raise self._error
        return self._value
