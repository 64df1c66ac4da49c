"""Charts in JupyterLab and VS Code without network: the first exhibit of a kernel carries the Vega bundle, all others wait for it.

Until the bundle is there, and where scripts do not run (GitHub, an untrusted notebook), the still picture is seen.
"""

from __future__ import annotations

import hashlib
import html
import json

import vl_convert

from ..memo import keep
from ..paths import BUILD
from .pictures import VL_VERSION

_DRAW = """
(() => {
  const host = document.getElementById(%(id)s), spec = %(spec)s;
  const draw = (tries) => {
    if (window.treasuryVega) {
      const room = document.createElement("div");
      window.treasuryVega(room, spec, {renderer: "svg", actions: false, ast: true}).then(() => host.replaceChildren(room));
    } else if (tries) setTimeout(draw, 250, tries - 1);
  };
  draw(40);
})();
"""
VERSIONS = (
    f"vl-convert {vl_convert.__version__}: vega {vl_convert.get_vega_version()}, vega-lite {VL_VERSION}, "
    f"vega-embed {vl_convert.get_vega_embed_version()}"
)
STAMP = hashlib.sha256(VERSIONS.encode()).hexdigest()[:8]  # in the bundle's address, so that no browser keeps an old one
_bundle_sent = False


def drawing(spec: dict, still: str, description: str) -> str:
    """HTML of one chart: a still (PNG in base64) that is replaced by the live chart."""
    global _bundle_sent
    first, _bundle_sent = not _bundle_sent, True
    text = json.dumps(spec, separators=(",", ":"), sort_keys=True, ensure_ascii=False).replace("<", "\\u003c")
    home = "chart-" + hashlib.sha256(text.encode()).hexdigest()[:12]
    return (
        f'<div id="{home}"><img style="max-width:100%" width="680" alt="{html.escape(description, quote=True)}"'
        f' src="data:image/png;base64,{still}"></div>'
        + (f"<script>{_bundle()}</script>" if first else "")
        + f"<script>{_DRAW % {'id': json.dumps(home), 'spec': text}}</script>"
    )


def bundle() -> str:
    """Vega, Vega-Lite and vega-embed in one script that declares no global names but ``vega``, ``vegaLite`` and ``vegaEmbed``.

    To put it together takes seconds: it is kept beside the book for the next build and for every kernel.
    """
    kept = BUILD / "vega" / f"{STAMP}.js"
    if not kept.exists():
        keep(kept, ("(()=>{" + vl_convert.javascript_bundle(vl_version=VL_VERSION) + "\n})();\n").encode("utf-8"))
    return kept.read_text("utf-8")


def _bundle() -> str:
    # A page may load another Vega: ours keeps its own name. AMD loaders must not swallow it.
    return "(()=>{const define=undefined;" + bundle().replace("</script", "<\\/script") + "window.treasuryVega=window.vegaEmbed;})();"
