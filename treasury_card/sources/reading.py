"""What all parsers share: bytes to lines, cells to numbers, with an error that names file, line and column."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from ..errors import ReleaseError

NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?([eE][+-]?\d+)?|[+-]?\.\d+")


def read(folder: Path, file: str) -> bytes:
    """The bytes of one release below ``folder``."""
    path = folder / file
    if not path.is_file():
        raise ReleaseError(file, f"not found in {folder}")
    return path.read_bytes()


def lines(content: bytes, name: str, *, encoding: str = "utf-8") -> list[str]:
    """Lines of a text release without their line ends (CRLF or LF, with or without a byte-order mark).

    Raises
    ------
    ReleaseError
        Empty, binary, or an HTML or XML page instead of a table.
    """
    if not content.strip():
        raise ReleaseError(name, "the file is empty")
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] == b"<":
        raise ReleaseError(name, "an HTML or XML page, not a table", line=1, value=start[:40].decode("utf-8", "replace"))
    if b"\0" in content:
        raise ReleaseError(name, "binary, not text", line=content[: content.index(b"\0")].count(b"\n") + 1)
    try:
        text = content.decode(encoding).removeprefix("\N{BYTE ORDER MARK}")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ReleaseError(
            name, f"not {encoding} text", line=line, value=content[error.start : error.start + 1], expected=f"{encoding} text"
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def check_complete(text: list[str], name: str) -> None:
    """For layouts without a foot: a file whose last line has no end may have lost figures, or digits of one."""
    if text[-1].strip():
        raise ReleaseError(name, "the last line is cut off", line=len(text), value=text[-1][:60], expected="a complete line")


def cells(line: str, name: str, number: int, *, delimiter: str = ",") -> list[str]:
    """The cells of one line, quotes resolved, blanks around them stripped."""
    try:
        row = next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        raise ReleaseError(name, f"not readable as delimited text: {error}", line=number, value=line[:60]) from None
    return [cell.strip() for cell in row]


def number(cell: str, name: str, line: int, column: str, *, missing: tuple[str, ...] = ("",)) -> float:
    """A figure with or without thousands commas; a cell of ``missing`` becomes NaN, anything else raises."""
    if cell in missing:
        return float("nan")
    if not NUMBER.fullmatch(cell):
        wanted = "a number" + "".join(f" or {m!r}" for m in missing if m)
        raise ReleaseError(name, "text where a number belongs", line=line, column=column, value=cell, expected=wanted)
    return float(cell.replace(",", ""))
