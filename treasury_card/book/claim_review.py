"""Claims with a rating as schema.org ``ClaimReview``, for search engines and collections of fact checks.

Properties after https://schema.org/ClaimReview. Author and date of the posts are unknown, and the build knows no today: neither is given;
``version`` is the vintage of the data.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from .exhibits import plain

BEST, WORST = 5, 1
POSTS = "Anonymous posts of May 2025, copied with changes"


def reviews(claims: Sequence[dict[str, Any]], address: str, publisher: str, vintage: str) -> list[dict[str, Any]]:
    """One review for each claim that has a rating and a text written for its verdict.

    Parameters
    ----------
    claims : sequence of dict
        ``claim_cards.resolved``.
    address : str
        Of the page with the cards.
    publisher : str
        Who gives the verdicts.
    vintage : str
        Of the data, ISO date.
    """
    return [_review(claim, address, publisher, vintage) for claim in claims if claim["rating"] and claim["texts_stand"]]


def _review(claim: dict[str, Any], address: str, publisher: str, vintage: str) -> dict[str, Any]:
    rating = {"ratingValue": claim["rating"], "bestRating": BEST, "worstRating": WORST, "alternateName": claim["verdict"]}
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": f"{address}#claim-{claim['number']}",
        "claimReviewed": plain(claim["claim"]),
        "reviewBody": plain(claim["sentence"]),
        "author": {"@type": "Organization", "name": publisher},
        "itemReviewed": {"@type": "Claim", "appearance": {"@type": "SocialMediaPosting", "name": POSTS}},
        "reviewRating": {"@type": "Rating", **rating},
        "version": vintage,
    }


def script(found: Sequence[dict[str, Any]]) -> str:
    """A block of data for the head of a page."""
    text = json.dumps(found, ensure_ascii=False).replace("<", r"\u003c")  # so that no text can end it
    return f'<script type="application/ld+json">{text}</script>\n'
