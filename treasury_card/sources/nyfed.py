"""Federal Reserve Bank of New York: the Adrian-Crump-Moench term premium and the primary dealers' position.

The term premium is released as an Excel workbook. What the parsers read here are conversions of its sheets to CSV: "ACM Daily",
column ACMTP10 only, and "ACM Monthly" with an added column ``date`` that is not part of the release. The model is estimated anew at
every release and the whole history moves, so the two vintages are kept apart.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ..errors import ReleaseError
from ..schema import Due, Field, Release, Rules, Table
from . import fred, sheet

TERMS = "Federal Reserve Bank of New York, subject to its terms of use, with attribution; the New York Fed does not endorse this use"
AGENCY = "Federal Reserve Bank of New York"
WORKBOOK = "https://www.newyorkfed.org/medialibrary/media/research/data_indicators/ACMTermPremium.xls"
DAILY = Release("nyfed/ACMTP10_daily.csv", WORKBOOK, layout="conversion")
MONTHLY = Release("nyfed/ACMTermPremium_monthly_2025-11.csv", WORKBOOK, layout="conversion")
DEALERS = Release(
    "nyfed/primary_dealer_net_position.csv",
    "https://markets.newyorkfed.org/api/pd/get/PDPOSGST-TOT.csv",
    verified=False,
    layout="transcription",
)

YEARS = tuple(f"{n:02}" for n in range(1, 11))


def term_premium_daily(path: Path) -> pd.Series:
    """Ten-year ACM term premium by day, percent, to four decimals."""
    cells = sheet.read(path, ["date", "value"])
    values = sheet.numbers(cells["value"], path.name, missing=(), low=-5, high=10).round(4)
    return values.set_axis(sheet.iso_calendar(cells["date"], path.name)).sort_index().rename("acmtp10_pct")


def term_premium_monthly(path: Path) -> pd.DataFrame:
    """Fitted yields and term premia of 1 to 10 years at month end, percent; yield = premium + expectation must hold."""
    kinds = ("ACMY", "ACMTP", "ACMRNY")
    cells = sheet.read(path, ["DATE", *(k + n for k in kinds for n in YEARS)])
    days = sheet.calendar(sheet.dates(cells["DATE"], path.name, "%d-%m-%Y", r"\d\d-\d\d-\d{4}", "30-04-2025"), cells["DATE"], path.name)
    values = pd.DataFrame({k + n: sheet.numbers(cells[k + n], path.name, missing=(), low=-5, high=25) for k in kinds for n in YEARS})
    for n in YEARS:
        gap = (values[f"ACMY{n}"] - values[f"ACMTP{n}"] - values[f"ACMRNY{n}"]).abs()
        if (gap > 1e-6).any():
            raise ReleaseError(
                path.name,
                "yield is not premium plus expectation",
                line=int(gap.idxmax()),
                column=f"ACMY{n}",
                expected=f"ACMTP{n} + ACMRNY{n}",
            )
    months = days.to_period("M")
    if months.duplicated().any():
        raise ReleaseError(
            path.name,
            "the month occurs twice",
            line=int(cells.index[months.duplicated().argmax()]),
            column="DATE",
            expected="each month once",
        )
    return values.set_axis(months).sort_index()


def term_premia_daily(folder: Path) -> pd.DataFrame:
    premia = pd.concat([term_premium_daily(folder / DAILY.file), fred.KIM_WRIGHT.read(folder)], axis=1, sort=True)
    return premia.rename_axis("date").reset_index()


def acm_monthly(folder: Path) -> pd.DataFrame:
    """November 2025 vintage of yields and premia beside the month ends of the daily August 2026 vintage."""
    old = term_premium_monthly(folder / MONTHLY.file)[[k + n for k in ("ACMY", "ACMTP") for n in YEARS]].round(4)
    old.columns = [f"{c.lower()}_pct" for c in old.columns]
    daily = term_premium_daily(folder / DAILY.file)
    ends = daily.groupby(daily.index.to_period("M")).last().rename("acmtp10_2026_08_pct")
    ends = ends[ends.index < daily.index[-1].to_period("M")]  # the running month has no end yet
    return old.join(ends, how="outer").rename_axis("month").reset_index()


PREMIA = Table(
    name="term_premia_daily",
    title="Term premium of the ten-year Treasury, two models, daily",
    description=(
        "Adrian, Crump and Moench (2013), August 2026 vintage, from 1961, and Kim and Wright (2005) from 1990. The two disagree on size; "
        "show both. The first model is estimated anew at every release and its whole history moves by up to 4 basis "
        "points; it is shipped to four decimals (the release prints more)."
    ),
    kind="parsed",
    agency=f"{AGENCY}; {fred.BOARD}",
    release="ACM Term Premia, sheet ACM Daily; Three-Factor Nominal Term Structure Model",
    terms=f"acmtp10_pct: {TERMS}. kwtp10_pct: {fred.PUBLIC}",
    fields=(
        Field("date", "date", "Day, New York close", required=True),
        Field(
            "acmtp10_pct", "number", "Ten-year term premium, Adrian-Crump-Moench, vintage August 2026", "percent", minimum=-5, maximum=10
        ),
        fred.KIM_WRIGHT.field,
    ),
    primary_key=("date",),
    releases=(DAILY, fred.KIM_WRIGHT.release),
    build=term_premia_daily,
    vintage=lambda folder: f"{term_premia_daily(folder)['date'].iloc[-1]:%Y-%m-%d}",
    vintage_note="The download carries no release date; the vintage is the date of the newest observation.",
    update="manual",
    gaps=(
        "The official release is an Excel workbook; the shipped figures come from a conversion of one of its columns.",
        "kwtp10_pct ends on 2026-07-31 in the shipped vintage.",
    ),
    frequency="daily",
    due=Due("day"),
    rules=Rules(change=1.5, revision=0.5),
)

ACM = Table(
    name="acm_monthly",
    title="Adrian-Crump-Moench yields and term premia, month end, two vintages",
    description=(
        "Fitted zero-coupon yields and term premia of 1 to 10 years as released in November 2025, to four decimals (the "
        "release prints more), and "
        "the ten-year premium at the month ends of the August 2026 daily release, to four decimals too. The expected "
        "short rate is the yield less the premium."
    ),
    kind="parsed",
    agency=AGENCY,
    release="ACM Term Premia, sheets ACM Monthly (November 2025) and ACM Daily (August 2026)",
    terms=TERMS,
    fields=(
        Field("month", "yearmonth", "Month; values are those of its last trading day", required=True),
        *(
            Field(
                f"acmy{n}_pct",
                "number",
                f"Fitted zero-coupon yield, {int(n)} years, vintage November 2025",
                "percent",
                minimum=-5,
                maximum=25,
            )
            for n in YEARS
        ),
        *(
            Field(f"acmtp{n}_pct", "number", f"Term premium, {int(n)} years, vintage November 2025", "percent", minimum=-5, maximum=10)
            for n in YEARS
        ),
        Field(
            "acmtp10_2026_08_pct", "number", "Ten-year term premium at month end, vintage August 2026", "percent", minimum=-5, maximum=10
        ),
    ),
    primary_key=("month",),
    releases=(MONTHLY, DAILY),
    build=acm_monthly,
    vintage="2025-11-30",
    vintage_note="The file names November 2025 as its vintage and no day; the end of the month stands for it.",
    update="manual",
    gaps=(
        "The official release is an Excel workbook; the shipped figures come from a conversion of its sheets.",
        "The day of the November 2025 release is not recorded in the file; the vintage is given as the end of that month.",
    ),
    frequency="monthly",
    rules=Rules(revision=0.5),
)


def dealer_positions_weekly(folder: Path) -> pd.DataFrame:
    path = folder / DEALERS.file
    cells = sheet.read(path, ["date", "pd_net_position_ex_tips_bn", "fails_to_deliver_ex_tips_bn"])
    return pd.DataFrame(
        {
            "date": sheet.iso_calendar(cells["date"], path.name),
            "net_position_usd_bn": sheet.numbers(
                cells["pd_net_position_ex_tips_bn"], path.name, missing=(), low=-1500, high=3000
            ).to_numpy(),
            "fails_usd_bn": sheet.numbers(cells["fails_to_deliver_ex_tips_bn"], path.name, low=0, high=10_000).to_numpy(),
        }
    ).sort_values("date", ignore_index=True)


POSITIONS = Table(
    name="dealer_positions_weekly",
    title="Primary dealers' net position in Treasuries",
    description="Wednesday levels, inflation-protected securities excluded.",
    kind="parsed",
    agency=AGENCY,
    release="Primary Dealer Statistics",
    terms=TERMS,
    fields=(
        Field("date", "date", "Wednesday", required=True),
        Field(
            "net_position_usd_bn",
            "number",
            "Net position in Treasuries excluding inflation-protected securities",
            "US$ billion",
            required=True,
        ),
        Field("fails_usd_bn", "number", "Fails to deliver, inflation-protected securities excluded", "US$ billion", minimum=0),
    ),
    primary_key=("date",),
    releases=(DEALERS,),
    build=dealer_positions_weekly,
    vintage=lambda folder: f"{dealer_positions_weekly(folder)['date'].iloc[-1]:%Y-%m-%d}",
    vintage_note="The download carries no release date; the vintage is the date of the newest observation.",
    update="manual",
    gaps=(
        "Copied by hand from one source, from 2024-09-04 only; the value of 2026-01-21 agrees with a press report.",
        "fails_usd_bn ends on 2025-06-25.",
        "The form of the address is not verified.",
    ),
    frequency="weekly",
    due=Due("week"),
    rules=Rules(change=250, revision=100),
)

TABLES = (PREMIA, ACM, POSITIONS)
