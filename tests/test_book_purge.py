"""Style sheets lose the rules that nothing can use, and nothing else."""

from __future__ import annotations

import pytest

from treasury_card.book import purge

PAGE = '<p class="lead first">A word: gone</p>'
SCRIPT = 'menu.classList.add("open", `tip-${side}`)'
usable = purge.usable([PAGE], [SCRIPT])


@pytest.mark.parametrize(
    ("css", "left"),
    [
        (".lead{a:1}.gone{a:2}", ".lead{a:1}"),
        (".gone,.first > .lead{a:1}", ".first > .lead{a:1}"),
        (".lead .gone{a:1}", ""),
        (".open{a:1}.tip-left{a:2}.tipsy{a:3}", ".open{a:1}\n.tip-left{a:2}"),
        ("p:not(.gone){a:1}p:is(.gone,.lead){a:2}", "p:not(.gone){a:1}\np:is(.gone,.lead){a:2}"),
        ('a[href=".gone"]::before{content:".gone{"}', 'a[href=".gone"]::before{content:".gone{"}'),
        (".sm\\:gone{a:1}:root{--x:url(a.gone)}", ":root{--x:url(a.gone)}"),
        ("@media print{.gone{a:1}.lead{a:2}}@media screen{.gone{a:3}}", "@media print{.lead{a:2}}"),
        ("@keyframes turn{to{a:1}}@font-face{b:2}", "@keyframes turn{to{a:1}}\n@font-face{b:2}"),
        ("/*! licence */.gone{a:1}/* a note */", "/*! licence */"),
    ],
)
def test_rules_for_classes_that_no_element_can_have_go(css, left):
    assert purge.purged(css, usable).strip() == left


def test_a_sheet_that_cannot_be_read_is_named_by_its_place():
    with pytest.raises(ValueError, match="line 2, column 1 of a style sheet"):
        purge.purged(".lead{a:1}\n}", usable)
