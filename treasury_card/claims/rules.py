"""The rules that decide the claims, one function each. They take figures and evidence and return a verdict; nothing is read here.

The rules were fixed in words before they were programmed, but after preliminary results had been seen (see the decisions log). The words
stand in the table ``claims``; where they name a limit, the limit is published from here.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence

import pandas as pd

SUPPORTED = "supported"
OMISSIONS = "supported with omissions"
MIXED = "mixed"
MISLEADING = "misleading"
FALSE = "false"
UNVERIFIED = "unverified"
NOT_DETECTABLE = "not detectable"
OPINION = "opinion"
DEPENDS = "depends on the reading"
NOT_SUPPORTED = "not supported"

# Verdict -> rating from 1 (false) to 5 (true), as schema.org's ClaimReview has it; none where nothing can be rated.
VERDICTS: dict[str, int | None] = {
    SUPPORTED: 5,
    OMISSIONS: 4,
    MIXED: 3,
    DEPENDS: 3,
    MISLEADING: 2,
    NOT_SUPPORTED: 2,
    FALSE: 1,
    UNVERIFIED: None,
    NOT_DETECTABLE: None,
    OPINION: None,
}

WHOLE_SHARE_PCT, MINOR_SHARE_PCT = 90.0, 40.0
UNUSUAL_SHARE, VERSIONS_NEEDED = 0.05, 3
NEWSROOMS_NEEDED = 2
WEEKS = 13


def printed_amount(printed_usd_tn: float, first_print_usd_bn: float) -> str:
    """Claim 3: the newest first print, in trillions with two decimals, is the printed figure."""
    return SUPPORTED if round(first_print_usd_bn / 1000, 2) == round(printed_usd_tn, 2) else FALSE


def newest_first_print(prints: pd.DataFrame, area: str, day: pd.Timestamp) -> float:
    """First print (US$ bn) of the newest month that was out on ``day``; ``prints`` has month, release_date, area, first_print_usd_bn."""
    out = prints[(prints["area"] == area) & (prints["release_date"] <= day)]
    return float(out.sort_values("month")["first_print_usd_bn"].iloc[-1])


def ministry_share(high_pct: float) -> str:
    """Claim 4: the upper end of the ministry's share of Japan's holdings."""
    return SUPPORTED if high_pct >= WHOLE_SHARE_PCT else FALSE if high_pct < MINOR_SHARE_PCT else MISLEADING


def spike(w1_bp: float, w3_bp: float, w3_shares: Sequence[float], largest_share: float) -> str:
    """Claim 8 for one maturity.

    Parameters
    ----------
    w1_bp, w3_bp : float
        Change from 2 to 4 April and from 2 to 11 April.
    w3_shares : sequence of float
        Share of earlier windows with a change at least as large in the direction of that of W3, in the four versions.
    largest_share : float
        Share of 20-day windows whose largest five-day rise reaches the rise from 4 to 11 April.
    """
    w3_unusual = sum(share <= UNUSUAL_SHARE for share in w3_shares) >= VERSIONS_NEEDED
    w2_unusual = largest_share <= UNUSUAL_SHARE
    if w1_bp > 0 and w3_bp > 0 and w3_unusual:
        return SUPPORTED
    if w1_bp < 0 and (w2_unusual or (w3_bp > 0 and w3_unusual)):
        return MISLEADING
    return MIXED if w2_unusual or w3_unusual else FALSE


def alike(verdicts: Sequence[str], otherwise: str) -> str:
    """The verdict on which all parts agree."""
    return verdicts[0] if len(set(verdicts)) == 1 else otherwise


def risen(changes_bp: Sequence[float], sds_bp: Sequence[float]) -> int:
    """Number of series up by more than one standard deviation."""
    return sum(change > sd for change, sd in zip(changes_bp, sds_bp, strict=True))


def lasting(risen_of_four: int) -> str:
    """Claim 11: how many of the four series are up by more than one standard deviation."""
    return SUPPORTED if risen_of_four >= 3 else MIXED if risen_of_four >= 1 else FALSE


def remark(hours_bp: float, hours_p95_bp: float, ten_year_bp: float, two_year_bp: float) -> str:
    """Claim 12: the hours after the remark stand out, and the long end led on the day."""
    return SUPPORTED if hours_bp > hours_p95_bp and ten_year_bp > two_year_bp else NOT_DETECTABLE


def reading(median_bp: float, upper_bp: float, threshold_bp: float, exceeds: Callable[[float, float], bool] = operator.ge) -> str:
    """Claims 17, 18 and 22 for one reading: its median reaches the threshold, or only its upper end, or nothing does."""
    return SUPPORTED if exceeds(median_bp, threshold_bp) else DEPENDS if exceeds(upper_bp, threshold_bp) else NOT_SUPPORTED


# --- matters of record: what the rows of evidence show ---


def _documented(evidence: pd.DataFrame, what: str) -> pd.DataFrame:
    """Rows that show ``what`` in a document or a newsroom's own text; republished copies left out."""
    return evidence[(evidence["shows"] == what) & evidence["certainty"].isin(["primary", "press"])]


def words_carried(evidence: pd.DataFrame) -> str:
    """Claim 1: independent newsrooms carry the words."""
    return SUPPORTED if _documented(evidence, "words")["source"].nunique() >= NEWSROOMS_NEEDED else UNVERIFIED


def question(evidence: pd.DataFrame) -> str:
    """Claim 2: what the question was, as published."""
    if len(_documented(evidence, "asked about selling")):
        return SUPPORTED
    return MISLEADING if len(_documented(evidence, "asked about a promise not to sell")) else UNVERIFIED


def pause(evidence: pd.DataFrame) -> str:
    """Claim 10: the order exists; whether it leaves China out and keeps a base rate."""
    if not len(_documented(evidence, "order")):
        return UNVERIFIED
    left_out = [len(_documented(evidence, what)) for what in ("leaves China out", "keeps a base rate")]
    return OMISSIONS if all(left_out) else SUPPORTED


def readout(evidence: pd.DataFrame) -> str:
    """Claim 13: the official readout exists and names no goods."""
    if len(_documented(evidence, "readout with goods")):
        return MISLEADING
    return SUPPORTED if len(_documented(evidence, "readout without goods")) else UNVERIFIED


def purchases(evidence: pd.DataFrame) -> str:
    """Claim 14: reports of the time on each of the two goods."""
    found = [len(_documented(evidence, what)) > 0 for what in ("farm goods at the time", "gas at the time")]
    return SUPPORTED if all(found) else OMISSIONS if any(found) else UNVERIFIED


def quotation(evidence: pd.DataFrame) -> str:
    """Claim 16: the newspaper's text carries the quotation, in these words or in sense; a copy of it is what can be had."""
    shown = set(evidence["shows"].dropna())
    return SUPPORTED if "in these words" in shown else OMISSIONS if "in sense" in shown else UNVERIFIED


def shown(what: str, then: str, otherwise: str, copies: bool = False) -> Callable[[pd.DataFrame], str]:
    """A rule that asks for one thing: ``then`` if a row shows it, ``otherwise`` if none does; ``copies`` may be enough."""

    def rule(evidence: pd.DataFrame) -> str:
        rows = evidence[evidence["shows"] == what] if copies else _documented(evidence, what)
        return then if len(rows) else otherwise

    return rule
