"""The font of the formulas holds what they use, and is small."""

from __future__ import annotations

from fontTools.ttLib import TTFont
from latex2mathml.converter import convert

from treasury_card.book import mathfont

FORMULA = convert(r"h_t = \sum_{i} α_i x^2")
PAGE = f"<p>β is no formula here, but {FORMULA} is.</p>"


def test_characters_are_those_of_the_formulas_with_the_italics_of_their_letters():
    used = {chr(c) for c in mathfont.characters([PAGE])}
    assert {"h", "ℎ", "∑", "α", "𝛼", "x", "𝑥", "2"} <= used
    assert not {"β", "𝛽", "w"} & used


def test_the_font_has_them_all_with_its_table_for_formulas_and_its_licence(tmp_path):
    (tmp_path / "html" / "_static").mkdir(parents=True)
    mathfont.write([PAGE], tmp_path / "html")
    font = TTFont(tmp_path / "html" / mathfont.FONT)
    assert mathfont.characters([PAGE]) <= set(font.getBestCmap())
    assert "MATH" in font and "Open Font License" in font["name"].getDebugName(13)
    assert (tmp_path / "html" / mathfont.FONT).stat().st_size < 60_000


def test_without_a_formula_there_is_no_font(tmp_path):
    mathfont.write(["<p>β</p>"], tmp_path / "html")
    assert not list(tmp_path.iterdir())
