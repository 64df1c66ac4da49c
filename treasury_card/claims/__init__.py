"""The ledger: every claim of the story, the rule that decides it, the verdict, and what one may print.

``run()`` reads the results of the four chapters and the two tables of claims, evaluates the rules (:mod:`rules`) and returns a
:class:`Ledger`. A verdict is never typed: it follows from the results, and a text that was written for another verdict is withdrawn.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from .. import catalog, events, flows, holdings, leverage
from ..memo import memoised
from ..numbers import ROLE, Number, Numbers, references, split_reference
from . import rules
from .rules import DEPENDS, FALSE, NOT_SUPPORTED, OPINION, SUPPORTED, UNVERIFIED, VERDICTS

TABLES = ("claims", "claim_evidence")
REMARK = pd.Timestamp("2025-05-02")
READINGS = ("unscaled", "share_scaled")
STATES = {SUPPORTED: "reach", DEPENDS: "upper_end", NOT_SUPPORTED: "none"}


@dataclass(frozen=True)
class Facts:
    """What the rules look at.

    Parameters
    ----------
    numbers : mapping
        Named numbers of the four chapters.
    first_prints : DataFrame
        ``holdings.Holdings.first_prints``.
    fans, studies : DataFrame
        ``leverage.LeverageStudy.fans`` and ``.studies``.
    """

    numbers: Mapping[str, Number]
    first_prints: pd.DataFrame
    fans: pd.DataFrame
    studies: pd.DataFrame

    def __getitem__(self, key: str) -> float:
        return self.numbers[key].value


@dataclass(frozen=True)
class Claim:
    """One claim, decided.

    Parameters
    ----------
    number : int
    kind : {"data", "record", "model", "opinion"}
    claim, rule, evidence, line, sentence, would_change, confidence_reason : str
        MyST; figures are references to named numbers.
    confidence : {"high", "medium", "low"}
    verdict : str
        A key of :data:`rules.VERDICTS`.
    aside : tuple of str or None
        A part of the claim with a verdict of its own: (part, verdict).
    texts_stand : bool
        Whether the texts were written for this verdict.
    readings : DataFrame or None
        For claims that turn on the counterfactual: reading, scale, kind, low_bp, median_bp, upper_bp, verdict.
    sources : DataFrame
        Rows of ``claim_evidence``.
    exhibits : tuple of str
        Names of the exhibits that show the evidence.
    """

    number: int
    kind: str
    claim: str
    rule: str
    evidence: str
    line: str
    sentence: str
    would_change: str
    confidence: str
    confidence_reason: str
    verdict: str
    aside: tuple[str, str] | None
    texts_stand: bool
    readings: pd.DataFrame | None
    sources: pd.DataFrame
    exhibits: tuple[str, ...]

    @property
    def rating(self) -> int | None:
        return VERDICTS[self.verdict]

    def record(self) -> dict[str, Any]:
        """The claim as plain values, its texts still in MyST."""
        aside = self.aside and {"part": self.aside[0], "verdict": self.aside[1], "rating": VERDICTS[self.aside[1]]}
        return {
            **{f: getattr(self, f) for f in ("number", "claim", "kind", "verdict", "rating", "confidence", "confidence_reason", "line")},
            **{f: getattr(self, f) for f in ("sentence", "evidence", "rule", "would_change", "texts_stand", "results")},
            "exhibits": list(self.exhibits),
            "aside": aside,
            "readings": [] if self.readings is None else self.readings.to_dict("records"),
            "sources": self.sources[["source", "date", "certainty", "address", "bears", "finding"]].to_dict("records"),
        }

    @property
    def results(self) -> list[str]:
        """Keys of the named numbers that the claim rests on, in the order of its texts."""
        return list(dict.fromkeys(key for text in (self.claim, self.evidence, self.rule, self.sentence) for key in references(text)))


@dataclass(frozen=True)
class Ledger:
    """All claims, decided.

    Parameters
    ----------
    claims : tuple of Claim
    origin : DataFrame
        What is known of the text itself and of its copies: rows of ``claim_evidence`` without a claim.
    numbers : Numbers
        All ``claims.*``, and the numbers of other chapters that the texts show.
    """

    claims: tuple[Claim, ...]
    origin: pd.DataFrame
    numbers: Numbers

    def __iter__(self) -> Iterator[Claim]:
        return iter(self.claims)

    def verdicts(self) -> dict[int, str]:
        return {c.number: c.verdict for c in self.claims}

    def table(self) -> pd.DataFrame:
        """One row a claim: number, claim, verdict, line, confidence."""

        def written(role: re.Match) -> str:
            key, style = split_reference(role[1])
            return self.numbers[key].text(style)

        rows = [(c.number, ROLE.sub(written, c.claim), said(c), c.line if c.texts_stand else "", c.confidence) for c in self.claims]
        return pd.DataFrame(rows, columns=["no.", "what the text says", "verdict", "in one line", "confidence"])

    def records(self) -> list[dict[str, Any]]:
        """The claims as plain values, for cards and ``claims.json``."""
        return [c.record() for c in self.claims]

    def readings(self) -> pd.DataFrame:
        """Readings of all claims that turn on the counterfactual, by claim number."""
        return pd.concat([c.readings.assign(claim=c.number) for c in self.claims if c.readings is not None], ignore_index=True)


@memoised
def run() -> Ledger:
    """The ledger from the results of the book."""
    studies = [module.run() for module in (holdings, events, flows, leverage)]
    numbers = {key: number for study in studies for key, number in study.numbers.items()}
    facts = Facts(numbers, studies[0].first_prints, studies[3].fans, studies[3].studies)
    return decide(*(catalog.load(name) for name in TABLES), facts)


def decide(claims: pd.DataFrame, evidence: pd.DataFrame, facts: Facts) -> Ledger:
    """Evaluate every rule.

    Parameters
    ----------
    claims, evidence : DataFrame
        The tables of that name.
    facts : Facts
    """
    missing = set(claims["number"]) ^ set(_RULES)
    if missing:
        raise ValueError(f"claims without a rule, or rules without a claim: {sorted(missing)}")
    decided = tuple(_decided(row, evidence[evidence["number"] == row["number"]], facts) for _, row in claims.iterrows())
    origin = evidence[evidence["number"] == 0].drop(columns="number").reset_index(drop=True)
    return Ledger(decided, origin, _numbers(decided, claims, facts))


def said(claim: Claim) -> str:
    """The verdict in words, with that on the part that has its own."""
    return claim.verdict if claim.aside is None else f"{claim.verdict}; {claim.aside[0]}: {claim.aside[1]}"


# --- rules bound to results; each takes the claim's row, its evidence and the facts ---

Ruling = tuple[str, pd.DataFrame | None]
Rule = Callable[[pd.Series, pd.DataFrame, Facts], Ruling]


def _record(rule: Callable[[pd.DataFrame], str]) -> Rule:
    return lambda row, evidence, facts: (rule(evidence), None)


def _amount(row: pd.Series, evidence: pd.DataFrame, facts: Facts) -> Ruling:
    return rules.printed_amount(row["printed_usd_tn"], rules.newest_first_print(facts.first_prints, "Japan", REMARK)), None


def _ministry(row: pd.Series, evidence: pd.DataFrame, facts: Facts) -> Ruling:
    return rules.ministry_share(facts["holdings.mof.share_of_tic_high.pct"]), None


def _spike(row: pd.Series, evidence: pd.DataFrame, facts: Facts) -> Ruling:
    def maturity(series: str) -> str:
        change = [facts[f"events.{series}.2025-04-02_2025-04-{day}.bp"] for day in ("04", "11")]
        shares = [facts[f"events.placebo_share.{series}.w3.{s}.{since}"] for s in ("raw", "scaled") for since in ("1977", "1990")]
        largest = facts[f"events.largest_5d_rise_in_20d.{series}.share_reaching_w2.pct"] / 100
        return rules.spike(*change, shares, largest)

    return rules.alike([maturity("dgs10"), maturity("dgs30")], otherwise=rules.MIXED), None


def _fled(row: pd.Series, evidence: pd.DataFrame, facts: Facts) -> Ruling:
    return holdings.weeks.verdict(facts["holdings.signs.count"]), None


LASTING = ("dgs10", "dgs30", "acmtp10", "kwtp10")


def _risen(facts: Facts) -> int:
    changes = [facts[f"events.{series}.2025-04-02_2025-05-01.bp"] for series in LASTING]
    return rules.risen(changes, [facts[f"events.sd_20d.{series}.bp"] for series in LASTING])


def _lasting(row: pd.Series, evidence: pd.DataFrame, facts: Facts) -> Ruling:
    return rules.lasting(_risen(facts)), None


def _remark(row: pd.Series, evidence: pd.DataFrame, facts: Facts) -> Ruling:
    hours = facts["events.remark.change.bp"], facts["events.remark.p95.bp"]
    days = (facts[f"events.{series}.2025-05-01_2025-05-02.bp"] for series in ("dgs10", "dgs2"))
    return rules.remark(*hours, *days), None


def _rattle(row: pd.Series, evidence: pd.DataFrame, facts: Facts) -> Ruling:
    studies = _studies(facts, "japan_china")
    mixture = _mixture(facts, "japan_china_13w", rules.WEEKS)
    return _over(pd.concat([mixture, studies], ignore_index=True), facts["events.threshold.rise_13w_p99.bp"])


def _shiver(row: pd.Series, evidence: pd.DataFrame, facts: Facts) -> Ruling:
    studies = _studies(facts, "japan_china")
    studies[["low_bp", "median_bp", "upper_bp"]] /= rules.WEEKS
    mixture = _mixture(facts, "japan_china_13w", 1)
    return _over(pd.concat([mixture, studies], ignore_index=True), facts["events.threshold.week_abs_p95.bp"])


def _torch(row: pd.Series, evidence: pd.DataFrame, facts: Facts) -> Ruling:
    # The median has to exceed at the low end of the ministry's range, the upper end at its high end.
    studies = _studies(facts, "mof_low")
    studies["upper_bp"] = _studies(facts, "mof_high")["upper_bp"]
    mixture = _mixture(facts, "mof_13w", rules.WEEKS)
    return _over(pd.concat([mixture, studies], ignore_index=True), facts["events.threshold.rise_13w_max.bp"], operator.gt)


def _mixture(facts: Facts, scenario: str, week: int) -> pd.DataFrame:
    """The scenario mixture of the published effects, once a scale: rise of the 10-year at the end of ``week``."""
    fans = facts.fans[(facts.fans["scenario"] == scenario) & (facts.fans["week"] == week)].set_index("reading")
    rows = [("all studies, mixed", scale, "mixture", *fans.loc[scale, ["p5", "p50", "p95"]]) for scale in READINGS]
    return pd.DataFrame(rows, columns=["reading", "scale", "kind", "low_bp", "median_bp", "upper_bp"])


def _studies(facts: Facts, sale: str) -> pd.DataFrame:
    """Every published effect times the sale, in ten-year equivalents and without decay: the published range and its middle."""
    chosen = facts.studies[(facts.studies["sale"] == sale) & (facts.studies["counted"] == "ten_year")]
    study = chosen["study"].str.replace("Federal Reserve Bank of Kansas City", "Kansas City Fed")
    label = study + chosen["horizon"].map({"short_run": ", short run", "long_run": ", long run"})
    label = label.mask(chosen["key"] == "ahmed_rebucci_inelastic", study + ", inelastic flows")  # its second, smaller effect
    frame = pd.DataFrame({"reading": label, "scale": chosen["reading"], "kind": "study"})
    frame[["low_bp", "median_bp", "upper_bp"]] = chosen[["low_bp", "middle_bp", "high_bp"]].to_numpy()
    return frame.sort_values(["scale", "reading"], ignore_index=True)


def _over(readings: pd.DataFrame, threshold: float, exceeds: Callable[[float, float], bool] = operator.ge) -> Ruling:
    bounds = zip(readings["median_bp"], readings["upper_bp"], strict=True)
    readings = readings.assign(verdict=[rules.reading(median, upper, threshold, exceeds) for median, upper in bounds])
    return rules.alike(list(readings["verdict"]), otherwise=DEPENDS), readings


_unverified: Rule = _record(rules.shown("carried by a newsroom", SUPPORTED, UNVERIFIED))
_RULES: dict[int, Rule] = {
    1: _record(rules.words_carried),
    2: _record(rules.question),
    3: _amount,
    4: _ministry,
    5: _record(lambda evidence: OPINION),
    6: _record(rules.shown("in office", FALSE, SUPPORTED)),
    7: _record(rules.shown("earlier announcement", rules.MISLEADING, UNVERIFIED)),
    8: _spike,
    9: _fled,
    10: _record(rules.pause),
    11: _lasting,
    12: _remark,
    13: _record(rules.readout),
    14: _record(rules.purchases),
    15: _record(rules.shown("meeting", SUPPORTED, UNVERIFIED)),
    16: _record(rules.quotation),
    17: _rattle,
    18: _shiver,
    19: _record(rules.shown("attributed to Ishiba", SUPPORTED, UNVERIFIED, copies=True)),
    20: _unverified,
    21: _record(rules.shown("expectation", SUPPORTED, UNVERIFIED)),
    22: _torch,
}
# Parts with a verdict of their own.
_ASIDES: dict[int, Callable[[pd.DataFrame], str]] = {
    5: rules.shown("earlier mention", FALSE, UNVERIFIED),
    15: lambda evidence: OPINION,
}


def _decided(row: pd.Series, evidence: pd.DataFrame, facts: Facts) -> Claim:
    verdict, readings = _RULES[row["number"]](row, evidence, facts)
    aside = (row["aside"], _ASIDES[row["number"]](evidence)) if row["number"] in _ASIDES else None
    written = (row["written_for"], row["aside_written_for"] if aside else None)
    return Claim(
        number=int(row["number"]),
        **{name: row[name] for name in ("kind", "claim", "rule", "evidence", "line", "sentence", "would_change")},
        confidence=row["confidence"],
        confidence_reason=row["confidence_reason"],
        verdict=verdict,
        aside=aside,
        texts_stand=written == (verdict, aside[1] if aside else None),
        readings=readings,
        sources=evidence.drop(columns="number").reset_index(drop=True),
        exhibits=tuple(row["exhibits"].split()) if isinstance(row["exhibits"], str) else (),
    )


# --- named numbers ---


def _numbers(decided: tuple[Claim, ...], claims: pd.DataFrame, facts: Facts) -> Numbers:
    """All ``claims.*`` and the numbers of other chapters that the texts show."""
    numbers = Numbers()
    numbers.add("claims.rule.whole_share.pct", rules.WHOLE_SHARE_PCT, "pct", "claims", decimals=0)
    numbers.add("claims.rule.minor_share.pct", rules.MINOR_SHARE_PCT, "pct", "claims", decimals=0)
    numbers.add("claims.rule.unusual_share.p", rules.UNUSUAL_SHARE, "p", "claims", decimals=2)
    numbers.add("claims.rule.unusual_share.pct", 100 * rules.UNUSUAL_SHARE, "pct", "claims", decimals=0)
    printed = claims.set_index("number")["printed_usd_tn"].dropna()
    for number, amount in printed.items():
        numbers.add(f"claims.{number}.printed.usd_tn", amount, "usd_tn", "claims")
    numbers.add("claims.11.series.count", _risen(facts), "count", *_tables(facts, [f"events.sd_20d.{s}.bp" for s in LASTING]))
    for claim in decided:
        _readings(numbers, claim, facts)
    for claim in decided:
        own = [key for key in claim.results if key in facts.numbers]
        sources = (*TABLES, *(t for t in _tables(facts, own) if t not in TABLES)) if claim.kind in ("data", "model") else TABLES
        numbers.add(f"claims.{claim.number}.verdict", claim.verdict, "text", *sources)
        if claim.aside:
            numbers.add(f"claims.{claim.number}.aside.verdict", claim.aside[1], "text", *TABLES)
    every = tuple(dict.fromkeys(t for c in decided for t in numbers[f"claims.{c.number}.verdict"].tables))
    numbers.add("claims.counts.total", len(decided), "count", *TABLES)
    for verdict in VERDICTS:
        numbers.add(f"claims.counts.{verdict.replace(' ', '_')}", sum(c.verdict == verdict for c in decided), "count", *every)
    for key in dict.fromkeys(key for claim in decided for key in claim.results):
        if key not in numbers:
            if key not in facts.numbers:
                raise ValueError(f"the ledger's texts refer to {key}, which no chapter gives")
            number = facts.numbers[key]
            numbers.add(key, number.value, number.unit, *number.tables, decimals=number.decimals)
    return numbers


def _readings(numbers: Numbers, claim: Claim, facts: Facts) -> None:
    if claim.readings is None:
        return
    base, tables = f"claims.{claim.number}", _tables(facts, ["leverage.mof_13w.unscaled.peak.p50.bp"])
    mixture = claim.readings[claim.readings["kind"] == "mixture"].set_index("scale")
    for scale in READINGS:
        numbers.add(f"{base}.{scale}.p50.bp", mixture.loc[scale, "median_bp"], "bp", *tables)
    studies = claim.readings[claim.readings["kind"] == "study"]
    numbers.add(f"{base}.lowest.bp", studies["low_bp"].min(), "bp", *tables)
    numbers.add(f"{base}.highest.bp", studies["upper_bp"].max(), "bp", *tables)
    numbers.add(f"{base}.readings.count", len(claim.readings), "count", *tables)
    for verdict, state in STATES.items():
        numbers.add(f"{base}.readings.{state}.count", int((claim.readings["verdict"] == verdict).sum()), "count", *tables)


def _tables(facts: Facts, keys: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(table for key in keys for table in facts.numbers[key].tables))
