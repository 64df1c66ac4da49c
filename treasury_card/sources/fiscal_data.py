"""Bureau of the Fiscal Service (FiscalData): debt to the penny, average interest rates, auctions, debt by month of maturity.

Debt and interest are read from the service's own CSV; other columns of a full download are passed over. The auctions are a
selection copied by hand, the maturity profile a third party's sum by month of table 3 of the Monthly Statement of the Public Debt:
both say so in their description.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import pandas as pd

from ..errors import ReleaseError
from ..schema import Due, Field, Release, Rules, Table
from . import sheet

API = "https://api.fiscaldata.treasury.gov/services/api/fiscal_service"
AGENCY = "US Department of the Treasury, Bureau of the Fiscal Service"
PUBLIC = "US government work, public domain"
PENNY = Release("debt/debt_to_penny.csv", f"{API}/v2/accounting/od/debt_to_penny?format=csv&page[size]=10000")
RATES = Release("debt/avg_interest_rates.csv", f"{API}/v2/accounting/od/avg_interest_rates?format=csv&page[size]=10000")
AUCTIONS = Release("debt/coupon_auctions.csv", f"{API}/v1/accounting/od/auctions_query?format=csv", layout="transcription")
PROFILES = tuple(
    Release(f"debt/maturity_profile_{ym}.json", f"{API}/v1/debt/mspd/mspd_table_3_market", layout="conversion")
    for ym in ("202603", "202604")
)


def debt_daily(folder: Path) -> pd.DataFrame:
    """Debt by holder to the cent, oldest first; the split is `null` on most days up to March 2005."""
    path = folder / PENNY.file
    columns = {"debt_held_public_amt": "public_usd", "intragov_hold_amt": "intragovernmental_usd", "tot_pub_debt_out_amt": "total_usd"}
    cells = sheet.read(path, ["record_date", *columns])
    days = sheet.iso_calendar(cells["record_date"], path.name)
    debt = pd.DataFrame(
        {
            name: sheet.numbers(cells[label], path.name, missing=() if name == "total_usd" else ("null",), low=1e12, high=2e14)
            for label, name in columns.items()
        }
    )
    gap = (debt["public_usd"] + debt["intragovernmental_usd"] - debt["total_usd"]).abs()
    if (gap > 0.05).any():
        raise ReleaseError(
            path.name,
            "public and intragovernmental debt do not add to the total",
            line=int(gap.idxmax()),
            column="tot_pub_debt_out_amt",
            value=cells["tot_pub_debt_out_amt"][gap.idxmax()],
        )
    return debt.set_axis(days).sort_index().rename_axis("date").reset_index()


DEBT = Table(
    name="debt_daily",
    title="US public debt to the penny",
    description="Debt of the Treasury by holder, every business day, to the cent.",
    kind="parsed",
    agency=AGENCY,
    release="Debt to the Penny",
    terms=PUBLIC,
    fields=(
        Field("date", "date", "Day of record", required=True),
        Field("public_usd", "number", "Debt held by the public", "US$", minimum=1e12, maximum=2e14),
        Field("intragovernmental_usd", "number", "Intragovernmental holdings", "US$", minimum=1e12, maximum=2e14),
        Field("total_usd", "number", "Total public debt outstanding", "US$", required=True, minimum=1e12, maximum=2e14),
    ),
    primary_key=("date",),
    releases=(PENNY,),
    build=debt_daily,
    vintage=lambda folder: f"{debt_daily(folder)['date'].iloc[-1]:%Y-%m-%d}",
    vintage_note="The download carries no release date; the vintage is the date of the newest observation.",
    update="automatic",
    gaps=("The split by holder is missing on 1,270 days up to 2005-03-30.", "The shipped vintage ends on 2025-06-05."),
    frequency="every business day",
    due=Due("day", 1),
    rules=Rules(change=1e12, revision=1e9),
)

# The same line under another spelling; the indexed notes and bonds of 2001-2005 are kept as lines of their own.
SPELLING = {"TotalMarketable": "Total Marketable"}
SECURITIES = (
    "Total Interest-bearing Debt", "Total Marketable", "Total Non-marketable", "Treasury Bills", "Treasury Bonds",
    "Treasury Floating Rate Notes (FRN)", "Treasury Inflation-Indexed Bonds", "Treasury Inflation-Indexed Notes",
    "Treasury Inflation-Protected Securities (TIPS)", "Treasury Notes",
)  # fmt: skip
NOT_SHIPPED = (
    "Domestic Series", "Federal Financing Bank", "Foreign Series", "Government Account Series",
    "Government Account Series Inflation Securities", "Hope Bonds", "R.E.A. Series", "Special Purpose Vehicle",
    "State and Local Government Series", "United States Savings Inflation Securities", "United States Savings Securities",
)  # fmt: skip


def interest_rates_monthly(folder: Path) -> pd.DataFrame:
    """Average rate by type of security at month end."""
    path = folder / RATES.file
    cells = sheet.read(path, ["record_date", "security_desc", "avg_interest_rate_amt"])
    months = sheet.iso_dates(cells["record_date"], path.name).dt.to_period("M")
    label = cells["security_desc"]
    security = label.replace(SPELLING)
    known = SECURITIES + NOT_SHIPPED
    sheet.refuse(~security.isin(known), label, path.name, "an unknown type of security", "one of " + ", ".join(known))
    frame = pd.DataFrame({"month": months, "security": security})
    sheet.refuse(frame.duplicated(), label, path.name, "the type occurs twice in the month", "each type once a month")
    frame["rate_pct"] = sheet.numbers(cells["avg_interest_rate_amt"], path.name, missing=("null",), low=0, high=25)
    frame = frame[frame["security"].isin(SECURITIES)].dropna()  # types that had ceased to exist are printed as null for a while
    return frame.sort_values(["month", "security"], ignore_index=True)


INTEREST = Table(
    name="interest_rates_monthly",
    title="Average interest rates on US Treasury securities",
    description="Average rate of the marketable types and of the totals at month end. One spelling of each label is kept.",
    kind="parsed",
    agency=AGENCY,
    release="Average Interest Rates on U.S. Treasury Securities",
    terms=PUBLIC,
    fields=(
        Field("month", "yearmonth", "Month; the rate is that of its last day", required=True),
        Field("security", "string", "Type of security, the release's label", required=True, enum=SECURITIES),
        Field("rate_pct", "number", "Average interest rate", "percent", required=True, minimum=0, maximum=25),
    ),
    primary_key=("month", "security"),
    releases=(RATES,),
    build=interest_rates_monthly,
    vintage=lambda folder: f"{interest_rates_monthly(folder)['month'].iloc[-1].end_time:%Y-%m-%d}",
    vintage_note="The download carries no release date; the vintage is the end of its newest month.",
    update="automatic",
    gaps=(
        "Total Marketable is absent in 2004-12.",
        "The single non-marketable types of the release are left out.",
        "Inflation-protected securities are two lines (Inflation-Indexed Notes, Inflation-Indexed Bonds) at first and one "
        "later; floating-rate notes start in 2014-01.",
        "The shipped vintage ends in 2025-05.",
    ),
    frequency="monthly",
    due=Due("month", 8),
    rules=Rules(change=3, revision=0.5),
)

TENORS = ("2-Year", "3-Year", "5-Year", "7-Year", "10-Year", "20-Year", "30-Year")
SHARES = {"dealer_pct": "primary dealers", "direct_pct": "direct bidders", "indirect_pct": "indirect bidders"}


def auctions(folder: Path) -> pd.DataFrame:
    """Results of coupon auctions; the three bidder shares must add to 100."""
    path = folder / AUCTIONS.file
    ranges = {
        "size_bn": ("size_usd_bn", 1, 200), "high_yield": ("high_yield_pct", -1, 25), "median_yield": ("median_yield_pct", -1, 25),
        "bid_to_cover": ("cover_ratio", 1, 10), **{share: (share, 0, 100) for share in SHARES},
    }  # fmt: skip
    cells = sheet.read(path, ["date", "tenor", "reopening", *ranges])
    frame = pd.DataFrame(
        {
            "date": sheet.iso_dates(cells["date"], path.name),
            "tenor": cells["tenor"],
            "reopening": cells["reopening"].map({"0": False, "1": True}).astype("boolean"),
        }
    )
    for label, (name, low, high) in ranges.items():
        frame[name] = sheet.numbers(cells[label], path.name, missing=(), low=low, high=high)
    total = frame[list(SHARES)].sum(axis=1)
    sheet.refuse(~cells["tenor"].isin(TENORS), cells["tenor"], path.name, "an unknown tenor", "one of " + ", ".join(TENORS))
    sheet.refuse(frame["reopening"].isna(), cells["reopening"], path.name, "neither 0 nor 1", "0 or 1")
    sheet.refuse(frame.duplicated(["date", "tenor"]), cells["tenor"], path.name, "the auction occurs twice", "each auction once")
    sheet.refuse((total - 100).abs() > 0.05, cells["indirect_pct"], path.name, "bidder shares do not add to 100", "100 percent together")
    frame = frame.sort_values(["date", "tenor"], ignore_index=True)
    return frame[["date", "tenor", "reopening", "size_usd_bn", "high_yield_pct", "median_yield_pct", "cover_ratio", *SHARES]]


RESULTS = Table(
    name="auctions",
    title="Auctions of nominal Treasury notes and bonds",
    description=(
        "3-, 10- and 30-year auctions from January 2024, the other tenors January to May 2025. Bids close at 13:00 New "
        "York time. Shares are of competitive awards."
    ),
    kind="parsed",
    agency=AGENCY,
    release="Treasury Securities Auctions Data",
    terms=PUBLIC,
    fields=(
        Field("date", "date", "Day of the auction", required=True),
        Field("tenor", "string", "Original term", required=True, enum=TENORS),
        Field("reopening", "boolean", "Whether an existing issue was reopened", required=True),
        Field("size_usd_bn", "number", "Amount offered", "US$ billion", required=True, minimum=1, maximum=200),
        Field("high_yield_pct", "number", "Highest accepted yield", "percent", required=True, minimum=-1, maximum=25),
        Field("median_yield_pct", "number", "Median accepted yield", "percent", required=True, minimum=-1, maximum=25),
        Field("cover_ratio", "number", "Bids over amount accepted", "ratio", required=True, minimum=1, maximum=10),
        *(
            Field(share, "number", f"Share awarded to {words}", "percent of competitive awards", required=True, minimum=0, maximum=100)
            for share, words in SHARES.items()
        ),
    ),
    primary_key=("date", "tenor"),
    releases=(AUCTIONS,),
    build=auctions,
    vintage=lambda folder: f"{auctions(folder)['date'].iloc[-1]:%Y-%m-%d}",
    vintage_note="The download carries no release date; the vintage is the date of the newest observation.",
    update="manual",
    gaps=(
        "A selection copied by hand. 85 rows to 2025-10-23 agree with a second copy on yields and cover; bidder shares have one source.",
        "The 3-year auction of January 2024 is missing.",
        "When-issued tails are not official data.",
    ),
    frequency="monthly by tenor",
    rules=Rules(revision={"high_yield_pct": 0.5, "median_yield_pct": 0.5, "size_usd_bn": 20}),
)

TYPES = ("bill", "note", "bond", "tips", "frn")


def profile(path: Path) -> pd.DataFrame:
    """Marketable debt by month of maturity and type, US$ mn; months without a maturity have no row.

    The profile is as of the end of the month before the first maturity.
    """
    try:
        rows = json.loads("\n".join(sheet.lines(path)))["monthly"]
        frame = pd.DataFrame([{"month": r["ym"], **{t: r[t] for t in TYPES}, "total": r["total_millions"]} for r in rows])
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ReleaseError(
            path.name, f"not the expected JSON: {error}", expected="a list 'monthly' of ym, bill, note, bond, tips, frn, total_millions"
        ) from None
    if frame.empty:
        raise ReleaseError(path.name, "no maturities", column="monthly")
    for n, row in enumerate(frame.itertuples(index=False), start=1):
        amounts = [getattr(row, t) for t in (*TYPES, "total")]
        if not all(isinstance(a, int | float) and not isinstance(a, bool) and math.isfinite(a) and 0 <= a < 1e7 for a in amounts):
            raise ReleaseError(
                path.name, f"row {n}: not an amount in millions", column="monthly", value=amounts, expected="numbers from 0 to 10,000,000"
            )
        if abs(sum(amounts[:-1]) - amounts[-1]) > 0.01:
            raise ReleaseError(
                path.name,
                f"row {n}: types do not add to the total",
                column="total_millions",
                value=amounts[-1],
                expected=f"{sum(amounts[:-1]):.4f}",
            )
    shaped = frame["month"].astype(str).str.fullmatch(r"\d{4}-(0[1-9]|1[0-2])")
    if not shaped.all():
        raise ReleaseError(path.name, "not a month", column="ym", value=frame["month"][~shaped].iloc[0], expected="a month such as 2026-04")
    months = pd.PeriodIndex(frame["month"], freq="M")
    if months.duplicated().any() or not months.is_monotonic_increasing:
        raise ReleaseError(path.name, "months are doubled or out of order", column="ym", expected="each month once, rising")
    total = frame["total"].sum()
    if not 1e7 < total < 1e8:
        raise ReleaseError(
            path.name,
            "implausible total (another unit?)",
            column="total_millions",
            value=f"{total:,.0f}",
            expected="10 to 100 trillion dollars in millions",
        )
    amounts = frame[list(TYPES)].astype("float64").round(4).add_suffix("_usd_mn")
    return amounts.assign(as_of=months[0] - 1, month=months)[["as_of", "month", *amounts.columns]]


def maturity_profile(folder: Path) -> pd.DataFrame:
    return pd.concat([profile(folder / r.file) for r in PROFILES], ignore_index=True)


MATURITIES = Table(
    name="maturity_profile",
    title="Marketable US debt by month of maturity",
    description=(
        "Marketable Treasuries outstanding at the end of March and of April 2026 by month of maturity and type, to 100 "
        "dollars; inflation-protected "
        "securities with accrued inflation. Months without a maturity have no row: reindex to all months before counting years."
    ),
    kind="parsed",
    agency=AGENCY,
    release="Monthly Statement of the Public Debt, table 3, marketable securities",
    terms=PUBLIC,
    fields=(
        Field("as_of", "yearmonth", "End of this month", required=True),
        Field("month", "yearmonth", "Month of maturity", required=True),
        *(
            Field(f"{t}_usd_mn", "number", f"{words} maturing in the month", "US$ million", required=True, minimum=0)
            for t, words in zip(TYPES, ("Bills", "Notes", "Bonds", "Inflation-protected securities", "Floating-rate notes"), strict=True)
        ),
    ),
    primary_key=("as_of", "month"),
    releases=PROFILES,
    build=maturity_profile,
    vintage="2026-04-30",
    vintage_note="The end of the newer of the two months shown.",
    update="manual",
    gaps=(
        "A third party's sum by month of the official table; not checked against a second copy.",
        "There is no complete profile for 2025.",
    ),
    frequency="monthly",
)

TABLES = (DEBT, INTEREST, RESULTS, MATURITIES)
