"""What the book adds to docutils: a named number, an exhibit's body, the list of numbers at the end of a page."""

from __future__ import annotations

import html
import json
import re

from docutils import nodes

from .provenance import CATALOGUE_PAGE, anchor
from .tables import markup


class number(nodes.inline):
    """A named number in running text; ``key`` and ``origin`` say what it is."""


class exhibit(nodes.figure):
    """An exhibit, numbered with the book's other figures; docutils would draw all of it into the caption."""


class exhibit_caption(nodes.caption):
    """What the exhibit finds; stands above it."""


class exhibit_controls(nodes.General, nodes.Element):
    """Controls of an explorer; they stand above its chart."""


class exhibit_body(nodes.General, nodes.Element):
    """Chart of an exhibit; nothing where the exhibit is a table."""


class exhibit_numbers(nodes.General, nodes.Element):
    """Table of an exhibit, folded under a chart, with its downloads."""


class number_list(nodes.General, nodes.Element):
    """The numbers shown on a page, with unit, sources and vintage: what hovering shows, for keyboard and touch too."""


def inline_myst(sphinx, text: str, line: int) -> list[nodes.Node]:
    """Nodes of one line of MyST; ``sphinx`` is the renderer of the page."""
    holder = nodes.Element()
    with sphinx.current_node_context(holder):
        sphinx.nested_render_text(text, line, inline=True)
    return holder.children


def root_of(translator) -> str:
    """Relative path from the page to the root of the book, ending in a slash or empty."""
    return translator.builder.imgpath[: -len(translator.builder.imagedir)]


def data_script(attribute: str, value) -> str:
    """JSON that a page carries; no browser runs it."""
    text = json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/json" {attribute}>{text}</script>'


def _visit_number(self, node: number) -> None:
    # A figure and its unit stay on one line; where words follow ("per 1% of debt"), these may go to the next.
    kind = "num words" if " " in node.astext() else "num"
    self.body.append(f'<span class="{kind}" tabindex="-1" data-key="{node["key"]}" title="{html.escape(node["origin"], quote=True)}">')


def _depart_number(self, node: number) -> None:
    self.body.append("</span>")


def _visit_exhibit(self, node: exhibit) -> None:
    self.body.append(self.starttag(node, "figure", ""))


def _depart_exhibit(self, node: exhibit) -> None:
    self.body.append("</figure>\n")


def _visit_caption(self, node: exhibit_caption) -> None:
    self.body.append("<figcaption>")
    self.add_fignumber(node.parent)
    self.body.append('<span class="caption-text">')


def _depart_caption(self, node: exhibit_caption) -> None:
    self.body.append("</span>")
    self.add_permalink_ref(node.parent, "Link to this exhibit")
    self.body.append("</figcaption>\n")


def _visit_controls(self, node: exhibit_controls) -> None:
    self.body.append(node["html"])
    raise nodes.SkipNode


def _visit_body(self, node: exhibit_body) -> None:
    alt = html.escape(node["description"], quote=True)
    still = f"{root_of(self)}exhibits/{node['name']}.png"
    wide, high = node["size"]
    blocks = "".join(data_script(f'id="{key}"', columns) for key, columns in node["data"].items())
    blocks += data_script('class="spec"', node["spec"])
    self.body.append(
        f'<div class="chart" data-name="{node["name"]}" data-still="{still}" style="--h:{high}px">'
        f'<noscript><img class="still" src="{still}" alt="{alt}" width="{wide}" height="{high}"></noscript>'
        f"{blocks}</div>\n"
    )
    raise nodes.SkipNode


def _visit_exhibit_numbers(self, node: exhibit_numbers) -> None:
    base = f"{root_of(self)}exhibits/{node['name']}"
    files = f'<a href="{base}.csv" download>CSV</a>'
    if node["picture"]:
        files += f' <a href="{base}.png" download>picture</a>'
    links = f'<p class="downloads">Download: {files}</p>'
    if node["folded"]:
        self.body.append(f'<details class="numbers"><summary>Show the numbers</summary>\n{node["table_html"]}\n{links}</details>\n')
    else:
        self.body.append(f"{node['table_html']}\n{links}\n")
    raise nodes.SkipNode


def _breakable(key: str) -> str:
    """A key that goes on in the next line after a dot or an underscore, and within no date."""
    whole = re.sub(r"[a-z0-9]+(?:-[a-z0-9]+)+", r'<span class="d">\g<0></span>', key)
    return re.sub(r"(?<=[._])", "<wbr>", whole)


def _visit_number_list(self, node: number_list) -> None:
    def linked(table: str) -> str:
        return f'<a href="{_catalogue(self)}#{nodes.make_id(anchor(table))}">{table}</a>' if node["linked"] else table

    rows = [
        (
            f"<code>{_breakable(row['key'])}</code>",
            html.escape(row["text"]),
            html.escape(row["unit"]),
            ", ".join(map(linked, row["tables"])),
            row["vintage"],
        )
        for row in node["rows"]
    ]
    table = markup(["Key", "Value", "Unit", "Tables", "Vintage"], rows, "The numbers on this page", ["", "n", "", "", "d"])
    self.body.append(
        f'<details class="page-numbers"><summary>The numbers on this page</summary>\n{table}\n'
        f'<p class="downloads">All of them: <a href="{root_of(self)}results.json">results.json</a></p></details>\n'
    )
    raise nodes.SkipNode


def _catalogue(translator) -> str:
    target = translator.builder.get_target_uri(CATALOGUE_PAGE)
    return target if target.startswith("#") else root_of(translator) + target


def _title(node: exhibit) -> str:
    return node.next_node(exhibit_caption).astext()


def setup(app) -> None:
    app.add_node(number, html=(_visit_number, _depart_number))
    app.add_enumerable_node(exhibit, "figure", _title, html=(_visit_exhibit, _depart_exhibit))
    app.add_node(exhibit_caption, html=(_visit_caption, _depart_caption))
    app.add_node(exhibit_controls, html=(_visit_controls, None))
    app.add_node(exhibit_body, html=(_visit_body, None))
    app.add_node(exhibit_numbers, html=(_visit_exhibit_numbers, None))
    app.add_node(number_list, html=(_visit_number_list, None))
