"""The book's Sphinx extension: what is connected to what."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
from pathlib import Path

from docutils import nodes as docutils_nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from .. import catalog
from ..errors import DataError
from ..memo import fingerprint, place
from . import catalogue, changes, glossary, mathml, nodes, outputs, prose, publishing, roles, scan, trim
from .figures import ExhibitMime
from .provenance import CATALOGUE_PAGE, newest_vintage
from .publishing import restore

__all__ = ["ExhibitMime", "setup"]

logger = logging.getLogger(__name__)
# Chapters whose studies take longest, and these: the slowest first, since the chapters before it leave it most time.
AHEAD = {"chapters/04_leverage": "treasury_card.leverage", "chapters/03_flows": "treasury_card.flows"}


def setup(app: Sphinx) -> dict[str, object]:
    os.environ[publishing.IN_BOOK] = "1"  # kernels started by this build inherit it, as they do the clock:
    os.environ["TZ"] = "UTC"  # stills are drawn in local time, and summer time moves a line by a fraction of a pixel
    os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")  # sums in one order
    gc.set_threshold(200_000, 20, 100)  # the pages' trees are large and live to the end: looking through them costs a tenth of a build
    app.add_config_value("treasury_card_fingerprint", "", "env", [str])
    app.add_config_value("comments_config", {}, "html")  # Jupyter Book sets it for an extension that the book leaves out
    nodes.setup(app)
    catalogue.setup(app)
    changes.setup(app)
    mathml.setup(app)
    app.add_role_to_domain("glue", "text", roles.NumberRole(), override=True)
    app.add_post_transform(FoldCode)
    app.add_js_file("page.js", priority=700)

    app.connect("config-inited", _key_on_inputs)
    app.connect("builder-inited", _check_data)
    app.connect("builder-inited", _prepare_env)
    app.connect("builder-inited", outputs.scripts)
    app.connect("env-before-read-docs", _study_ahead)
    app.connect("source-read", _check_prose)
    app.connect("doctree-read", _collect_numbers)
    app.connect("doctree-resolved", glossary.explain)
    app.connect("env-purge-doc", _purge)
    app.connect("env-merge-info", _merge)
    app.connect("html-page-context", trim.page, priority=900)
    app.connect("build-finished", _end_studies, priority=100)
    app.connect("build-finished", outputs.write, priority=800)
    app.connect("build-finished", scan.pages, priority=900)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}


def _key_on_inputs(app: Sphinx, config) -> None:
    """Data, package and pins are part of every page: another fingerprint, and all pages are read and executed anew."""
    config.treasury_card_fingerprint = fingerprint()
    home = Path(app.outdir).parent / "execution"
    config.nb_execution_cache_path = str(home / config.treasury_card_fingerprint[:16])
    for old in home.glob("*"):
        if old.name != config.treasury_card_fingerprint[:16]:
            shutil.rmtree(old, ignore_errors=True)


def _check_data(app: Sphinx) -> None:
    """Every table, once for each state of the inputs: the fingerprint covers the bytes of them all."""
    passed = Path(app.config.nb_execution_cache_path) / "data-checked"
    if passed.exists():
        return
    try:
        catalog.check_all()
    except DataError as error:
        raise ExtensionError(f"data: {error}") from None
    passed.parent.mkdir(parents=True, exist_ok=True)
    passed.touch()


def _study_ahead(app: Sphinx, env, docnames: list[str]) -> None:
    """The slowest studies run on a second core while the first chapters are read; ``memoised`` lets their chapters wait for them."""
    missing = [module for docname, module in AHEAD.items() if docname in docnames and not place(module).exists()]
    app.treasury_ahead = None
    if missing:
        code = f"from importlib import import_module; [import_module(module).run() for module in {missing}]"
        app.treasury_ahead = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def _end_studies(app: Sphinx, exception: Exception | None) -> None:
    """What a study complained of ends the build as it would have in its chapter."""
    ahead = getattr(app, "treasury_ahead", None)
    if ahead is None:
        return
    if exception:
        ahead.kill()
    complaint = ahead.communicate()[1]
    if complaint and not exception:
        logger.warning(f"a study that ran ahead of its chapter complained: {complaint}", type="treasury_card", subtype="study")


def _prepare_env(app: Sphinx) -> None:
    for name in ("treasury_exhibits", "treasury_numbers", "treasury_shown", "treasury_claims"):
        if not hasattr(app.env, name):
            setattr(app.env, name, {})


def _purge(app: Sphinx, env, docname: str) -> None:
    for kept in (env.treasury_exhibits, env.treasury_numbers, env.treasury_shown, env.treasury_claims):
        kept.pop(docname, None)


def _merge(app: Sphinx, env, docnames, other) -> None:
    for name in ("treasury_exhibits", "treasury_numbers", "treasury_shown", "treasury_claims"):
        getattr(env, name).update({d: v for d, v in getattr(other, name).items() if d in docnames})


def _check_prose(app: Sphinx, docname: str, source: list[str]) -> None:
    suffix = Path(app.env.doc2path(docname)).suffix
    for where, finding in prose.bare_numbers_in_source(suffix, source[0]):
        logger.warning(f"{docname}, {where}: {finding}", location=docname, type="treasury_card", subtype="bare_number")


def _collect_numbers(app: Sphinx, doctree: docutils_nodes.document) -> None:
    """Keep the page's numbers for ``results.json`` and list those it shows at its end."""
    env, docname = app.env, app.env.docname
    numbers = outputs.glued(app, docname)
    shown: dict[str, list[str]] = {}
    for node in doctree.findall(nodes.number):
        texts = shown.setdefault(node["key"], [])
        if node.astext() not in texts:
            texts.append(node.astext())
    env.treasury_numbers[docname], env.treasury_shown[docname] = numbers, shown
    if shown:
        from ..numbers import UNIT_WORDS

        rows = []
        for key in shown:
            number = restore(numbers[key])
            rows.append(
                {
                    "key": key,
                    "text": number.text(),
                    "unit": UNIT_WORDS[number.unit],
                    "tables": number.tables,
                    "vintage": newest_vintage(number.tables),
                }
            )
        last = next((n for n in reversed(doctree.children) if isinstance(n, docutils_nodes.section)), doctree)
        last += nodes.number_list(rows=rows, linked=CATALOGUE_PAGE in env.found_docs)


class FoldCode(SphinxPostTransform):
    """Code is folded, openable; a cell that only computes leaves one quiet line. Runs before myst-nb folds what is marked."""

    default_priority = 198
    formats = ("html",)

    def run(self, **kwargs) -> None:
        for node in self.document.findall(docutils_nodes.container):
            if node.get("nb_element") == "cell_code" and not node.get("hide_mode"):
                node["hide_mode"] = "input"
                node["prompt_show"] = node["prompt_hide"] = "Code"
