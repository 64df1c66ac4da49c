"""Every assumption of the counterfactual: name, default, range, unit and source, in one place.

Most stand at their default. The three in ``draws.UNCERTAIN`` do so in single paths alone; bands, losses and odds draw them from their
range, low to high. The impact of a sale has no default: each run draws it from the table ``published_effects`` and its half-life from
``scenarios.HALF_LIFE_WEEKS``; single paths take the medians.
"""

from __future__ import annotations

from dataclasses import Field, dataclass, field, fields, replace

import pandas as pd

from ..scenarios import HALF_LIFE_WEEKS


def _assume(default: float | None, low: float, high: float, unit: str, what: str, source: str) -> float:
    """Without a default every run draws it; a model that nobody has run yet starts in the middle of the range, by ratio."""
    start = (low * high) ** 0.5 if default is None else float(default)
    if not low <= start <= high:
        raise ValueError(f"{what!r}: the default {start:g} lies outside its range, {low:g} to {high:g}")
    shown = {"default": default, "low": float(low), "high": float(high), "unit": unit, "what": what, "source": source}
    return field(default=start, metadata=shown)


_OWN = "assumption"


@dataclass(frozen=True)
class Assumptions:
    """Inputs of the model, one number each; ``Assumptions.table()`` lists them with ranges and sources.

    Amounts in bn US$, yield effects in bp, times in weeks of 1/52 year.
    """

    # who sells, how much, how fast, in which maturities
    ministry_usd_bn: float = _assume(
        745, 641, 849, "bn US$", "Treasuries the finance ministry decides over", "reserve securities of 943 bn, 68 to 90% in Treasuries"
    )
    japan_usd_bn: float = _assume(1130.8, 1130.8, 1130.8, "bn US$", "Treasuries of all residents of Japan, March 2025", "TIC")
    china_usd_bn: float = _assume(765.4, 765.4, 765.4, "bn US$", "Treasuries of all residents of China, March 2025", "TIC")
    sold_share: float = _assume(1, 0, 1, "share", "part of the seller's holdings that is sold", "the question asked")
    private_sells: float = _assume(0, 0, 1, "0 or 1", "Japan's private holders sell the same part", "the question asked")
    china_sells: float = _assume(0, 0, 1, "0 or 1", "China sells the same part", "the question asked")
    weeks: float = _assume(13, 1, 52, "weeks", "time over which the sale is spread evenly", "the question asked")
    bills_first: float = _assume(
        0, 0, 1, "0 or 1", "the shortest paper is sold first instead of a slice of everything", "the question asked"
    )
    long_first: float = _assume(0, 0, 1, "0 or 1", "the longest paper is sold first instead of a slice of everything", "the question asked")
    length: float = _assume(
        0.5,
        0,
        1,
        "0 to 1",
        "where each holder's maturities lie between the short and the long mix seen for such holders",
        "TIC survey 2025",
    )
    # what the market does
    short_run_bp: float = _assume(
        None, 18, 100, "bp per 100 bn", "rise of the ten-year in the week of the sale", "published effects, 10-year equivalents"
    )
    long_run_bp: float = _assume(None, 1.5, 40, "bp per 100 bn", "rise that stays", "published effects, 10-year equivalents")
    half_life_weeks: float = _assume(
        None, *HALF_LIFE_WEEKS, "weeks", "half-life of the difference between the two", f"{_OWN}: no study seen prints one"
    )
    stress_multiplier: float = _assume(
        1, 1, 3, "factor", "short-run impact multiplied when the sale passes the stress threshold", "scenario, no estimate"
    )
    stress_threshold_pct: float = _assume(
        5, 1, 10, "% of daily volume", "pace of the sale beyond which the multiplier applies", "scenario, no estimate"
    )
    daily_volume_usd_bn: float = _assume(
        1045, 1045, 1300, "bn US$ a day", "average trading volume in Treasuries", "Crisil Coalition Greenwich, 2025"
    )
    # who responds: nobody by default
    fed_share: float = _assume(0, 0, 1, "share", "part of the sale that the Federal Reserve buys at the same pace", "scenario")
    fed_lag_weeks: float = _assume(0, 0, 13, "weeks", "weeks after which it starts", "scenario")
    buyback_usd_bn_week: float = _assume(
        0, 0, 38 / 13, "bn US$ a week", "Treasury buybacks beyond those planned", "up to 38 bn a quarter from August 2025"
    )
    buyback_lag_weeks: float = _assume(4, 0, 13, "weeks", "weeks after which they start", "scenario")
    buyback_weeks: float = _assume(13, 1, 52, "weeks", "how long they last", "scenario")
    bill_shift_share: float = _assume(0, 0, 0.1, "share", "part of note and bond issuance replaced by bills", "scenario")
    bill_shift_lag_weeks: float = _assume(8, 0, 13, "weeks", "weeks after which the shift starts", "scenario")
    bill_shift_weeks: float = _assume(26, 1, 52, "weeks", "how long it lasts", "scenario")
    # what the United States pays
    borrowing_usd_bn_year: float = _assume(0, 0, 1900, "bn US$ a year", "new borrowing on top of a constant stock of debt", "scenario")
    # what Japan pays
    converted: float = _assume(0, 0, 1, "0 or 1", "proceeds are changed into yen instead of kept in dollars", "the question asked")
    yen_pct_per_100bn: float = _assume(
        1.5, 0.5, 5, "% per 100 bn", "rise of the yen for every 100 bn changed into yen, taken to last", f"{_OWN}: no estimate was found"
    )
    reserves_usd_bn: float = _assume(
        1187.8, 1083.4, 1209.0, "bn US$", "Japan's reserves without gold, March 2025", "IMF, Ministry of Finance"
    )

    def __post_init__(self) -> None:
        if self.weeks != round(self.weeks) or self.weeks < 1:
            raise ValueError(f"weeks must be a whole number from 1, not {self.weeks}")
        if not 0 <= self.sold_share <= 1 or self.bills_first + self.long_first > 1:
            raise ValueError("sold_share lies between 0 and 1, and paper is sold either shortest or longest first")

    def but(self, **changes: float) -> Assumptions:
        """The same assumptions with some of them changed."""
        return replace(self, **changes)

    def values(self) -> dict[str, float]:
        """Name -> value."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @classmethod
    def table(cls) -> pd.DataFrame:
        """One row an assumption: default (NaN where every run draws it), low, high, unit, what, source."""
        rows = {f.name: f.metadata for f in fields(cls)}
        return pd.DataFrame.from_dict(rows, orient="index").astype({"default": float}).rename_axis("assumption")


def bounds(name: str) -> tuple[float, float]:
    """Range of one assumption."""
    chosen: Field = next(f for f in fields(Assumptions) if f.name == name)
    return chosen.metadata["low"], chosen.metadata["high"]


@dataclass(frozen=True)
class Scenario:
    """A named sale: who sells and how fast; everything that is not named keeps its default."""

    key: str
    title: str
    sale: dict[str, float]

    def assumptions(self, **changes: float) -> Assumptions:
        return Assumptions(**{**self.sale, **changes})


SCENARIOS = (
    Scenario("mof_13w", "The ministry sells all it has in 13 weeks", {"weeks": 13}),
    Scenario("japan_4w", "All of Japan sells in four weeks", {"weeks": 4, "private_sells": 1}),
    Scenario("japan_china_13w", "Japan and China sell in 13 weeks", {"weeks": 13, "private_sells": 1, "china_sells": 1}),
)
