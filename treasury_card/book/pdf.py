"""The whole book as one PDF: `make pdf`, after a build with the builder ``singlehtml``.

The page is printed as it reads without JavaScript, stills in place of drawings, by a Chromium without a window. The date in the file is
the vintage of the data.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from ..errors import TreasuryCardError
from ..paths import BUILD
from .provenance import book_vintage, day

PDF = BUILD / "the-treasury-card.pdf"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str:
    """Path of the browser, or an error that says how to get one."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    raise TreasuryCardError("no Chromium: apt-get install chromium (Debian, Ubuntu), brew install --cask chromium (macOS)")


def printable(page: str, vintage: str) -> str:
    """The single page without scripts, with what stands in for them and with the date of its data under the title."""
    page = re.sub(r"<script\b.*?</script>", "", page, flags=re.DOTALL)
    page = re.sub(r"</?noscript>", "", page)
    date = f'<p class="print-date">The newest vintage of the data is {day(vintage)}; every exhibit names its own.</p>'
    page, titles = re.subn(r"(<section [^>]*>\s*<h1>.*?</h1>)", rf"\1\n{date}", page, count=1, flags=re.DOTALL)
    if not titles:
        raise TreasuryCardError("the single page has no title to put the date under")
    return page


def dated(pdf: bytes, vintage: str) -> bytes:
    """The PDF with the vintage as its date; lengths stay, so that the file's table of offsets stays true."""
    stamp = f"D:{vintage.replace('-', '')}000000+00'00'".encode()
    pdf, stamps = re.subn(rb"(?<=Date \()D:\d{14}\+00'00'(?=\))", stamp, pdf)
    if stamps != 2:
        raise TreasuryCardError(f"the PDF has {stamps} dates where two were expected; its date is not the vintage")
    return pdf


def write(source: Path, target: Path) -> None:
    """Print a built single page.

    Parameters
    ----------
    source : Path
        HTML of the builder ``singlehtml``; a copy without scripts is put beside it.
    target : Path
        The PDF.
    """
    if not source.exists():
        raise TreasuryCardError(f"there is no single page {source} to print: `make pdf` builds it first")
    vintage = book_vintage()
    copy = source.with_name("print.html")
    copy.write_text(printable(source.read_text("utf-8"), vintage), "utf-8")
    with tempfile.TemporaryDirectory() as scratch:
        raw = Path(scratch) / "book.pdf"
        command = [chromium(), "--headless", "--disable-gpu", "--no-first-run", "--no-sandbox", f"--user-data-dir={scratch}/profile"]
        command += ["--no-pdf-header-footer", "--generate-pdf-document-outline", f"--print-to-pdf={raw}", copy.resolve().as_uri()]
        run = subprocess.run(command, capture_output=True, text=True, timeout=180)
        if not raw.exists():
            raise TreasuryCardError(f"Chromium wrote no PDF:\n{run.stderr[-2000:]}")
        target.write_bytes(dated(raw.read_bytes(), vintage))


def main() -> int:
    try:
        write(BUILD / "singlehtml" / "intro.html", PDF)
    except TreasuryCardError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The PDF: {PDF.as_uri()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
