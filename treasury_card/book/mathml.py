"""Mathematics as MathML: no script, no network. ``html_math_renderer: mathml``."""

from __future__ import annotations

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.util.math import get_node_equation_number


def _inline(self, node: nodes.math) -> None:
    self.body.append(f'<span class="math notranslate nohighlight">{convert(node.astext().strip(), display="inline")}</span>')
    raise nodes.SkipNode


def _block(self, node: nodes.math_block) -> None:
    self.body.append(
        self.starttag(node, "div", CLASS="math notranslate nohighlight", tabindex="0", role="group", **{"aria-label": "Equation"})
    )
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})</span>')
    tex = node.astext().strip()
    if "\\\\" in tex and "\\begin" not in tex:
        tex = rf"\begin{{aligned}}{tex}\end{{aligned}}"
    self.body.append(convert(tex, display="block") + "</div>\n")
    raise nodes.SkipNode


def setup(app) -> dict[str, bool]:
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
