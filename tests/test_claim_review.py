"""The rated claims as ClaimReview: whole by schema.org's and the search engines' terms, and the same as the cards."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest
from conftest import ROOT

from treasury_card.book import claim_review
from treasury_card.claims.rules import VERDICTS

HTML = ROOT / "_build" / "html"
PAGE = HTML / "chapters" / "05_claims.html"
RATED = {verdict: rating for verdict, rating in VERDICTS.items() if rating}

# Types of https://schema.org/ClaimReview, Claim, Rating; what search engines require of them is required, and nothing else may stand there.
TEXT = {"type": "string", "minLength": 1, "pattern": r"^[^{}*`]+$"}


def thing(kind, **properties):
    properties["@type"] = {"const": kind}
    return {"type": "object", "properties": properties, "required": sorted(properties), "additionalProperties": False}


REVIEW = thing(
    "ClaimReview",
    **{"@context": {"const": "https://schema.org"}},
    url={"type": "string", "pattern": r"^https://[^\s]+\.html#claim-\d+$"},
    claimReviewed=TEXT,
    reviewBody=TEXT,
    author=thing("Organization", name=TEXT),
    itemReviewed=thing("Claim", appearance=thing("SocialMediaPosting", name=TEXT)),
    reviewRating=thing(
        "Rating",
        ratingValue={"enum": sorted(set(RATED.values()))},
        bestRating={"const": max(RATED.values())},
        worstRating={"const": min(RATED.values())},
        alternateName={"enum": sorted(RATED)},
    ),
    version={"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
)


def claim(**changes):
    sound = {
        "number": 7,
        "claim": "It *shook* 1 < 2.",
        "sentence": "It did not.",
        "rating": 1,
        "verdict": "false",
        "texts_stand": True,
    }
    return sound | changes


def reviews(*claims):
    return claim_review.reviews(claims, "https://example.org/ledger.html", "The book", "2026-05-18")


@pytest.fixture(scope="module")
def on_page():
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', PAGE.read_text("utf-8"), re.DOTALL)
    return json.loads(block)


@pytest.fixture(scope="module")
def ledger():
    return json.loads((HTML / "claims.json").read_text("utf-8"))["claims"]


def test_a_review_is_whole():
    (review,) = reviews(claim())
    jsonschema.validate(review, REVIEW)
    assert review["claimReviewed"] == "It shook 1 < 2."
    for part in ("url", "claimReviewed", "reviewRating"):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({k: v for k, v in review.items() if k != part}, REVIEW)


def test_no_review_without_a_rating_or_with_texts_for_another_verdict():
    assert reviews(claim(rating=None, verdict="opinion"), claim(texts_stand=False)) == []


def test_no_text_ends_the_block():
    block = claim_review.script(reviews(claim(claim="</script>")))
    assert block.count("</script>") == 1
    assert json.loads(block.partition(">")[2].rpartition("<")[0])[0]["claimReviewed"] == "</script>"


def test_every_rated_claim_of_the_ledger_is_on_its_page_with_verdict_and_rating(on_page, ledger):
    for review in on_page:
        jsonschema.validate(review, REVIEW)
    want = {c["number"]: (c["verdict"], c["rating"]) for c in ledger if c["rating"]}
    got = {int(r["url"].rpartition("-")[2]): (r["reviewRating"]["alternateName"], r["reviewRating"]["ratingValue"]) for r in on_page}
    assert got == want and len(want) > 10
    assert all(RATED[verdict] == rating for verdict, rating in got.values())


def test_the_address_of_a_review_leads_to_its_card(on_page):
    page = PAGE.read_text("utf-8")
    assert all(f'id="{review["url"].partition("#")[2]}"' in page for review in on_page)


def test_only_the_page_with_the_cards_carries_reviews():
    pages = [path for path in HTML.rglob("*.html") if "ld+json" in path.read_text("utf-8")]
    assert pages == [PAGE]
