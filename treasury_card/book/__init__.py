"""The book system: everything between a result object and a page.

How a chapter is written
------------------------
A chapter is a plain notebook without outputs (kernelspec ``python3``). First cell::

    from treasury_card import holdings
    from treasury_card.book import exhibit, publish
    from treasury_card.charts import holdings as draw

    results = holdings.run()
    publish(results.numbers)

``publish`` registers the named numbers of a method module. In the text they are shown with ``{glue:text}`key```; a style after a
colon changes the writing: ``{glue:text}`key:abs```, ``signed``, ``plain`` (no unit), ``whole``, ``one``, ``two`` (decimals). The unit
is part of the number: write "holds {glue:text}`holdings.japan.2025-02.usd_bn`", not "$... billion". It must run before the first
exhibit whose caption shows a number.

An exhibit is the last expression of its cell::

    exhibit(
        draw.history(results.history, results.breaks),
        name="exhibit-holdings",
        caption="Japan is the largest foreign holder, with {glue:text}`holdings.japan.2025-02.usd_bn`",
        description="Line chart, 2000 to 2026. Japan's line rises until ... what a reader who cannot see it needs to know.",
        table=results.largest,
        tables=["tic_holdings_monthly"],
        note="The vertical rules mark the survey benchmarks at which the series breaks.",
    )

``caption`` states the finding (MyST, one sentence, no full stop; the book numbers it). ``name`` is lower-case with hyphens and unique in
the book; refer to it with ``{numref}`exhibit-holdings```, which gives "Exhibit 1.1". ``table`` is what stands under "Show the
numbers": readable, at most 450 rows, units in the column names; the whole of it is offered as CSV. ``tables`` names the tables of ``data/``
that the exhibit rests on: source and vintage line come from there. Without a chart (``exhibit(None, ...)``) the table itself is shown.

No tags are needed: code is folded by the book, ``publish`` prints nothing there. Use ``remove-cell`` for a cell that only sets up.
A figure is never typed into the text (rule 1 of the design; ``prose`` holds the text against it): it comes from ``publish``, or
stands in a table of ``data/`` with its source. Dates, years, "10-year", "W2", "Exhibit 1.1" and the entries of ``lexicon.txt`` are
no figures. In JupyterLab and VS Code the same calls draw the chart offline, with its caption, sources and table.

Charts: build them with Altair in ``treasury_card.charts`` (colours, event vocabulary and theme are there); leave ``width`` unset for a
single chart, give panels of ``hconcat``, ``vconcat`` and facets any number: the page fits them. Dates without a time zone.

The ledger's cards are shown with ``cards(ledger.records())``; their texts are MyST from the table ``claims``.

Modules
-------
``publishing`` numbers, ``exhibits`` exhibits, ``claim_cards`` claims, ``pictures`` chart to spec, data and still, ``tables`` frame to HTML
and CSV, ``provenance`` source lines, ``prose`` the bare-number rule; for Sphinx: ``extension`` (what is connected to what), ``nodes``,
``roles``, ``catalogue``, ``outputs`` (results.json, claims.json, notebooks, downloads), ``scan`` (the finished pages), ``mathml`` and
``mathfont`` (formulas), ``trim`` (what the theme ships and we do not), ``bundles`` (one sheet, one script), ``purge`` (rules that no page
can use), ``head`` (what stands around a page's text), ``claim_review`` (rated claims for search engines), ``glossary`` (hover text); after
a build: ``pdf``, ``readme``.
"""

from .claim_cards import cards
from .exhibits import exhibit
from .publishing import publish

__all__ = ["cards", "exhibit", "publish"]
