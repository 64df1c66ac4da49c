"""What a finished build holds beside its pages: results.json, the data, the exhibits' files, the executed notebooks, the scripts."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import nbformat
from jupyter_cache import get_cache
from myst_nb.sphinx_ext import add_global_html_resources
from sphinx.application import Sphinx
from sphinx.util import logging

from .. import catalog
from ..numbers import Number
from ..paths import DATA
from . import bundles, claim_cards, live, mathfont, trim
from .exhibits import EXHIBIT_MIME
from .provenance import source_text
from .publishing import DOLLAR, NO_MATHS, ROLE, lookup, restore, split_reference, unpack

logger = logging.getLogger(__name__)
ASSETS = Path(__file__).with_name("assets")
ZIP_DATE = (2025, 4, 2, 0, 0, 0)


def write(app: Sphinx, exception: Exception | None) -> None:
    """At build-finished: everything that is no page."""
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    _results(app, out)
    _claims(app, out)
    _exhibits(app, out / "exhibits")
    _data(out)
    _notebooks(app, out)
    trim.files(out)
    mathfont.write((path.read_text("utf-8") for path in sorted(out.rglob("*.html"))), out)
    bundles.write(app, out)
    if app.builder.name == "html":
        shutil.copyfile(out / f"{app.config.root_doc}.html", out / "index.html")  # a redirect would flash, and has no theme


def glued(app: Sphinx, docname: str) -> dict[str, str]:
    """Named numbers that a page published, as text (see ``publishing.dump``)."""
    keys = app.env.nb_metadata.get(docname, {}).get("glue", [])
    if not keys:
        return {}
    path = Path(app.env.mystnb_config.output_folder) / f"{docname}.glue.json"
    return unpack(json.loads(path.read_text("utf-8")))


def scripts(app: Sphinx) -> None:
    """At builder-inited, before pages name them with their checksums: the book's scripts and the Vega bundle."""
    if app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    add_global_html_resources(app, None)  # myst-nb copies its style sheet last: the first build's pages would lack its checksum
    for asset in sorted(ASSETS.iterdir()):
        if asset.suffix in {".js", ".css"}:
            shutil.copyfile(asset, static / asset.name)
    (static / "vega-bundle.js").write_text(f"/* {live.VERSIONS} */\n{live.bundle()}", "utf-8")


def _results(app: Sphinx, out: Path) -> None:
    """``results.json``: every published number; two pages may not disagree."""
    entries: dict[str, dict[str, Any]] = {}
    vintages = {name: catalog.vintage(name) for name in catalog.tables()}
    for docname in _reading_order(app):
        shown = app.env.treasury_shown.get(docname, {})
        for key, text in app.env.treasury_numbers.get(docname, {}).items():
            number = restore(text)
            entry = _entry(number, docname, vintages)
            known = entries.setdefault(key, entry)
            if (known["value"], known["unit"]) != (entry["value"], entry["unit"]):
                logger.warning(
                    f"number {key} has two values: {known['value']} on {known['chapter']}, {entry['value']} on {docname}",
                    location=docname,
                    type="treasury_card",
                    subtype="results",
                )
            known["pages"] = [*known["pages"], *([docname] if docname not in known["pages"] else [])]
            known["shown"] = [*known["shown"], *(s for s in shown.get(key, []) if s not in known["shown"])]
            if known["chapter"] == app.config.root_doc:
                known["chapter"] = docname
    tables = {name: {"vintage": vintages[name], "hash": catalog.describe(name)["hash"]} for name in vintages}
    text = json.dumps({"numbers": dict(sorted(entries.items())), "tables": tables}, indent=1, ensure_ascii=False)
    (out / "results.json").write_text(text + "\n", "utf-8")


def _claims(app: Sphinx, out: Path) -> None:
    """``claims.json``: the ledger, with the numbers in its texts written out."""
    for claims in app.env.treasury_claims.values():
        (out / "claims.json").write_text(json.dumps({"claims": claims}, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _entry(number: Number, docname: str, vintages: dict[str, str]) -> dict[str, Any]:
    own = {table: vintages[table] for table in number.tables}
    return {
        "value": number.value,
        "unit": number.unit,
        "decimals": number.decimals,
        "text": number.text(),
        "chapter": docname,
        "tables": list(number.tables),
        "vintage": max(own.values()),
        "vintages": own,
        "pages": [],
        "shown": [],
    }


def _reading_order(app: Sphinx) -> list[str]:
    order = [app.config.root_doc]
    for docname in order:
        order += [d for d in app.env.toctree_includes.get(docname, []) if d not in order]
    return order


def _exhibits(app: Sphinx, home: Path) -> None:
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    for exhibits in app.env.treasury_exhibits.values():
        for name, (csv, png) in exhibits.items():
            (home / f"{name}.csv").write_text(csv, "utf-8")
            if png:
                (home / f"{name}.png").write_bytes(png)


def _data(out: Path) -> None:
    """The tables, and one archive of all of them whose bytes depend on nothing else."""
    shutil.rmtree(out / "data", ignore_errors=True)
    (out / "data").mkdir()
    files = [DATA / catalog.DESCRIPTOR, *(DATA / catalog.describe(name)["path"] for name in catalog.tables())]
    with zipfile.ZipFile(out / "data.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in files:
            shutil.copyfile(path, out / "data" / path.name)
            info = zipfile.ZipInfo(f"treasury-card-data/{path.name}", ZIP_DATE)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, path.read_bytes())


def _notebooks(app: Sphinx, out: Path) -> None:
    """Executed notebooks where the pages' download button points: pictures, captions and numbers in them, nothing only this book reads."""
    read = Path(app.env.mystnb_config.output_folder)
    cache = get_cache(app.env.mystnb_config.execution_cache_path)
    for docname in sorted(app.env.found_docs):
        if "kernelspec" not in app.env.metadata.get(docname, {}):
            continue
        # myst-nb writes a notebook that it finds in the cache without its outputs: take them from there
        _, book = cache.merge_match_into_notebook(nbformat.read(read / f"{docname}.ipynb", as_version=4))
        numbers = {key: restore(text) for key, text in app.env.treasury_numbers.get(docname, {}).items()}
        path = out / "_sources" / f"{docname}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(nbformat.writes(readable(book, numbers, _labels(app))) + "\n", "utf-8")


def readable(book: nbformat.NotebookNode, numbers: dict[str, Number], labels: dict[str, str]) -> nbformat.NotebookNode:
    """The notebook for any reader: roles replaced, exhibits as caption, picture (or table) and source.

    Parameters
    ----------
    book : NotebookNode
        Executed notebook.
    numbers : dict
        Named numbers of the page.
    labels : dict
        Exhibit name -> "Exhibit 1.1".
    """

    def number(role: re.Match) -> str:
        known = split_reference(role[1])[0] in numbers  # else the page has warned of it, by cell and line
        return lookup(numbers, role[1]).replace("$", DOLLAR) if known else role[0]

    def written(text: str) -> str:
        text = ROLE.sub(number, text)
        text = re.sub(r"\{numref\}`(?:[^`<]*<)?([\w-]+)>?`", lambda role: labels.get(role[1], role[1]), text)
        text = re.sub(r"\{(?:term|ref|doc)\}`([^`<]*?)(?:\s*<[^`]*>)?`", r"\1", text)
        return re.sub(r"\{cite(?::\w+)?\}`([^`]+)`", r"[\1]", text)

    book.metadata = nbformat.from_dict({"kernelspec": book.metadata.get("kernelspec", {}), "language_info": {"name": "python"}})
    for position, cell in enumerate(book.cells):
        cell.metadata = nbformat.from_dict({"tags": cell.metadata["tags"]} if cell.metadata.get("tags") else {})
        cell.id = f"cell-{position}"  # a page written in Markdown gets random ones
        if cell.cell_type == "markdown":
            cell.source = written(cell.source)
        if cell.cell_type == "code":
            kept = [output for output in cell.outputs if "scrapbook" not in output.get("metadata", {})]
            cell.outputs = [shown for output in kept for shown in _shown(output, written, labels)]
    return book


def _shown(output: nbformat.NotebookNode, written, labels: dict[str, str]) -> list[nbformat.NotebookNode]:
    if claim_cards.CARDS_MIME in output.get("data", {}):
        text = claim_cards.markdown(json.loads(output.data[claim_cards.CARDS_MIME])["resolved"])
        return [nbformat.v4.new_output("display_data", {"text/markdown": text, "text/plain": output.data["text/plain"]})]
    if EXHIBIT_MIME not in output.get("data", {}):
        if "data" in output:
            output.data = nbformat.from_dict(
                {mime: content for mime, content in output.data.items() if not mime.startswith("application/vnd.treasury-card")}
            )
        return [output]
    got = json.loads(output.data[EXHIBIT_MIME])
    label = labels.get(got["name"], "Exhibit")

    def display(**data: str) -> nbformat.NotebookNode:
        return nbformat.v4.new_output("display_data", {mime.replace("_", "/"): content for mime, content in data.items()})

    parts = [display(text_markdown=f"**{label}. {written(got['caption'])}**", text_plain=f"{label}. {got['plain_caption']}")]
    if "png" in got:
        parts.append(display(image_png=got["png"], text_plain=got["description"]))
    else:
        parts.append(display(text_html=f"<div {NO_MATHS}>{got['table_html']}</div>", text_plain=got["csv"]))
    source = source_text(got["tables"])
    parts.append(display(text_markdown=f"{written(got['note'])}\n\n*{source}*".strip(), text_plain=source))
    return parts


def _labels(app: Sphinx) -> dict[str, str]:
    """Exhibit name -> the number the book gave it."""
    labels = {}
    for docname, exhibits in app.env.treasury_exhibits.items():
        numbered = app.env.toc_fignumbers.get(docname, {}).get("figure", {})
        for name in exhibits:
            number = numbered.get(name)
            if number:
                labels[name] = app.config.numfig_format["figure"] % ".".join(map(str, number))
    return labels
