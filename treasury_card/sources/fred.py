"""Federal Reserve Economic Data (FRED): H.15 and H.10 rates, NIPA, prices, and other agencies' series in one CSV layout.

The layout is two columns, ``observation_date`` (``DATE`` in older downloads) and the series id. Missing is an empty cell (``.`` in
older downloads). A fresh download has a row for every weekday and an empty cell on holidays; other copies leave holidays out. Both
read the same, because empty observations are dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..errors import ReleaseError
from ..schema import Due, Field, Release, Rules, Table
from . import sheet, treasury

PUBLIC = "US government work, public domain"
BOARD = "Board of Governors of the Federal Reserve System"


@dataclass(frozen=True)
class Series:
    """One FRED series: id, column name in our tables, words, unit and the range outside which a value is refused."""

    id: str
    column: str
    description: str
    unit: str
    low: float
    high: float
    note: str = ""

    @property
    def release(self) -> Release:
        return Release(f"fred/{self.id}.csv", f"https://fred.stlouisfed.org/graph/fredgraph.csv?id={self.id}")

    @property
    def field(self) -> Field:
        words = f"{self.description} (FRED {self.id}){self.note}"
        return Field(self.column, "number", words, self.unit, minimum=self.low, maximum=self.high)

    def read(self, folder: Path) -> pd.Series:
        """Observations of ``folder/fred/<id>.csv``, empty ones dropped, named by column."""
        return read(folder / "fred" / f"{self.id}.csv", self.id, self.low, self.high).rename(self.column)


def read(path: Path, id: str, low: float, high: float) -> pd.Series:
    """One FRED download: a Series of the values in the unit of the file, indexed by date, empty observations dropped.

    Raises
    ------
    ReleaseError
        The header is not ``observation_date,<id>`` or ``DATE,<id>``; a date is malformed, doubled or out of order; a cell is neither
        a number within ``low`` and ``high`` nor a mark for missing.
    """
    cells = sheet.read(path, [id])
    label = cells.columns[0]
    if list(cells.columns) != [label, id] or label not in ("observation_date", "DATE"):
        raise ReleaseError(path.name, "unexpected columns", line=1, value=",".join(cells.columns), expected=f"observation_date,{id}")
    values = sheet.numbers(cells[id], path.name, missing=("", "."), low=low, high=high)
    values.index = sheet.iso_calendar(cells[label], path.name)
    values = values.sort_index().dropna()
    if values.empty:
        raise ReleaseError(path.name, "no observation that is not empty", column=id)
    return values


def _join(series: tuple[Series, ...], folder: Path) -> pd.DataFrame:
    return pd.concat([s.read(folder) for s in series], axis=1, sort=True)


def _periods(series: tuple[Series, ...], folder: Path, months: int) -> pd.DataFrame:
    """One row a period of so many months without holes; a period that an agency never published stays empty."""
    frame = pd.concat([_by_month(s.read(folder), s.id, months) for s in series], axis=1, sort=True)
    return frame.reindex(pd.period_range(frame.index[0], frame.index[-1], freq="M")[::months])


def _by_month(values: pd.Series, id: str, step: int) -> pd.Series:
    """Dates -> months; releases label a period by its first day, copies also by its last. Another rhythm is refused."""
    months = values.index.to_period("M")
    wrong = months.duplicated() | ((months.month - 1) % step != 0)
    if wrong.any():
        place = values.index[wrong.argmax()]
        raise ReleaseError(
            f"{id}.csv",
            "more than one observation in a period",
            column="observation_date",
            value=f"{place:%Y-%m-%d}",
            expected=f"one observation every {step} months",
        )
    return values.set_axis(months)


def _vintage(*series: Series):
    """Newest observation over the files: FRED's download names no release date."""
    return lambda folder: f"{max(s.read(folder).index[-1] for s in series):%Y-%m-%d}"


# --- Treasury yields ---

TENORS = {
    "1MO": "1-month", "3MO": "3-month", "6MO": "6-month", "1": "1-year", "2": "2-year", "3": "3-year",
    "5": "5-year", "7": "7-year", "10": "10-year", "20": "20-year", "30": "30-year",
}  # fmt: skip
THIRTY = (
    ". The values from 2002-02-19 to 2006-02-08 do not come from a current 30-year issue (issuance was suspended and Treasury's own "
    "file is blank): mask them in any statistic of the 30-year"
)
NOMINAL = tuple(
    Series(
        f"DGS{tenor}",
        f"dgs{tenor.lower()}_pct",
        f"Constant-maturity Treasury yield, {words}",
        "percent",
        -2,
        25,
        THIRTY if tenor == "30" else "",
    )
    for tenor, words in TENORS.items()
)
REAL = tuple(
    Series(
        f"DFII{years}", f"dfii{years}_pct", f"Constant-maturity yield of inflation-protected Treasuries, {years}-year", "percent", -5, 10
    )
    for years in (5, 10, 20, 30)
)


def us_yields_daily(folder: Path) -> pd.DataFrame:
    """H.15 nominal yields; days after the last H.15 observation of a tenor come from Treasury's par-curve files.

    The two are the same figures (H.15 prints Treasury's curve); where both are there they must agree.
    """
    yields = _join(NOMINAL, folder)
    for path in sorted((folder / "treasury").glob("daily-treasury-rates_*.csv")):
        curve = treasury.par_curve(path)
        _check_agreement(path.name, yields, curve)
        for column in yields.columns:
            newer = curve[column].dropna()
            newer = newer[newer.index > yields[column].last_valid_index()]
            yields = yields.reindex(yields.index.union(newer.index))
            yields.loc[newer.index, column] = newer
    return yields.rename_axis("date").reset_index()


def _check_agreement(file: str, yields: pd.DataFrame, curve: pd.DataFrame) -> None:
    common = yields.index.intersection(curve.index)
    gap = (yields.loc[common, list(curve)] - curve.loc[common]).abs().max(axis=1)
    if (gap > 0.011).any():
        day = gap.idxmax()
        raise ReleaseError(
            file,
            f"differs from H.15 by {gap.max():.2f} percentage points",
            column="Date",
            value=f"{day:%Y-%m-%d}",
            expected="the same yields in both releases",
        )


YIELDS = Table(
    name="us_yields_daily",
    title="US Treasury yields, constant maturity, daily",
    description=(
        "Every tenor of the H.15 release with its full history. Observations are Treasury's par curve from bid quotes at about 15:30 New "
        "York time: what happens after 15:30 belongs to the next day. Market holidays are absent. Days after the newest H.15 download of a "
        "tenor come from Treasury's daily par-curve file, which carries the same figures."
    ),
    kind="parsed",
    agency=f"{BOARD}; US Department of the Treasury",
    release="H.15 Selected Interest Rates; Daily Treasury Par Yield Curve Rates",
    terms=PUBLIC,
    fields=(Field("date", "date", "Day of the observation, New York", required=True), *(s.field for s in NOMINAL)),
    primary_key=("date",),
    releases=(*(s.release for s in NOMINAL), treasury.RELEASE),
    build=us_yields_daily,
    vintage=lambda folder: f"{us_yields_daily(folder)['date'].iloc[-1]:%Y-%m-%d}",
    vintage_note="The download carries no release date; the vintage is the date of the newest observation.",
    update="automatic",
    gaps=(
        "dgs30_pct: values from 2002-02-19 to 2006-02-08 have no current 30-year issue behind them and are blank in Treasury's file.",
        "dgs20_pct: no values between 1986-12-31 and 1993-10-01.",
        "Treasury changed the curve method to a monotone convex spline on 2021-12-06 without restating the past.",
    ),
    frequency="daily, about 18:00 New York time",
    due=Due("day", 1),
    rules=Rules(change=2, revision=0.5),
)

TIPS = Table(
    name="us_tips_daily",
    title="Yields of inflation-protected Treasuries, constant maturity, daily",
    description="H.15 real yields. Breakeven inflation is the nominal yield less the real one of the same tenor and day; it is not stored.",
    kind="parsed",
    agency=BOARD,
    release="H.15 Selected Interest Rates",
    terms=PUBLIC,
    fields=(Field("date", "date", "Day of the observation, New York", required=True), *(s.field for s in REAL)),
    primary_key=("date",),
    releases=tuple(s.release for s in REAL),
    build=lambda folder: _join(REAL, folder).rename_axis("date").reset_index(),
    vintage=_vintage(*REAL),
    vintage_note="The download carries no release date; the vintage is the date of the newest observation.",
    update="automatic",
    gaps=(
        "The 5-, 20- and 30-year end a month before the 10-year in the shipped vintage.",
        "dfii20_pct after 2024 has not been checked against a second copy.",
    ),
    frequency="daily",
    due=Due("day", 1),
    rules=Rules(change=2.5, revision=0.5),
)

# --- dollar, money market ---

KIM_WRIGHT = Series("THREEFYTP10", "kwtp10_pct", "Term premium of the 10-year zero-coupon Treasury, Kim and Wright", "percent", -3, 8)

MARKET = (
    Series("DTWEXBGS", "dollar_broad_index", "Nominal broad dollar index", "index, January 2006 = 100", 50, 250),
    Series("DEXJPUS", "yen_per_usd", "Yen per US dollar, New York noon", "yen per US dollar", 50, 400),
    Series("DEXUSEU", "usd_per_euro", "US dollars per euro, New York noon", "US dollars per euro", 0.5, 2.5),
    Series("SOFR", "sofr_pct", "Secured Overnight Financing Rate", "percent", -2, 25),
    Series("DFF", "fed_funds_pct", "Effective federal funds rate", "percent", -2, 25),
)


def market_daily(folder: Path) -> pd.DataFrame:
    """Weekdays from 2006-01-02; the funds rate also prints on weekends, which are left out."""
    frame = _join(MARKET, folder)
    frame = frame[(frame.index >= "2006-01-02") & (frame.index.day_of_week < 5)]
    return frame.rename_axis("date").reset_index()


DOLLAR = Table(
    name="market_daily",
    title="Dollar, yen, euro and overnight rates, daily",
    description="Weekdays from 2006-01-02. A cell is empty where the series has no observation; the funds rate is printed on holidays too.",
    kind="parsed",
    agency=f"{BOARD}; Federal Reserve Bank of New York",
    release="H.10 Foreign Exchange Rates; H.15; Secured Overnight Financing Rate Data",
    terms=(
        "H.10 and H.15: US government work, public domain. SOFR: Federal Reserve Bank of New York, subject to its terms "
        "of use, with attribution; the New York Fed does not endorse this use"
    ),
    fields=(Field("date", "date", "Weekday, New York", required=True), *(s.field for s in MARKET)),
    primary_key=("date",),
    releases=tuple(s.release for s in MARKET),
    build=market_daily,
    vintage=_vintage(*MARKET),
    vintage_note="The download carries no release date; the vintage is the date of the newest observation.",
    update="automatic",
    gaps=(
        "The broad dollar index is re-weighted once a year and its history from 2018 moves by up to 0.45 points: use "
        "changes and name the vintage.",
        "yen_per_usd and usd_per_euro start on 2020-08-24 and end on 2026-05-15 in the shipped vintage (officially from 1971 and 1999).",
        "sofr_pct starts on 2018-04-03.",
    ),
    frequency="daily",
    due=Due("day", 5),  # H.10 comes out on Mondays for the week before
    rules=Rules(
        change={"dollar_broad_index": 5, "yen_per_usd": 12, "usd_per_euro": 0.1, "sofr_pct": 4, "fed_funds_pct": 2},
        revision={"dollar_broad_index": 3, "yen_per_usd": 2, "usd_per_euro": 0.02, "sofr_pct": 0.5, "fed_funds_pct": 0.5},
    ),
)

# --- macro ---

MONTHLY = (
    Series("GS2", "gs2_pct", "2-year Treasury yield, mean of the days", "percent", -2, 25),
    Series("GS10", "gs10_pct", "10-year Treasury yield, mean of the days", "percent", -2, 25),
    Series("GS20", "gs20_pct", "20-year Treasury yield, mean of the days", "percent", -2, 25),
    Series("FEDFUNDS", "fedfunds_pct", "Effective federal funds rate, mean of the days", "percent", -2, 25),
    Series("INDPRO", "indpro_index", "Industrial production, seasonally adjusted", "index, 2017 = 100", 1, 300),
    Series("EXPINF1YR", "expinf1yr_pct", "Expected inflation over 1 year, Federal Reserve Bank of Cleveland", "percent", -10, 20),
    Series("EXPINF10YR", "expinf10yr_pct", "Expected inflation over 10 years, Federal Reserve Bank of Cleveland", "percent", -10, 20),
    Series("MICH", "mich_pct", "Expected inflation over 1 year, median, University of Michigan Surveys of Consumers", "percent", -5, 20),
    Series("CPIAUCSL", "cpi_index", "Consumer prices, all urban consumers, seasonally adjusted", "index, 1982-84 = 100", 10, 1000),
    Series("UNRATE", "unrate_pct", "Unemployment rate, seasonally adjusted", "percent", 0, 40),
)


def macro_monthly(folder: Path) -> pd.DataFrame:
    frame = _periods(MONTHLY, folder, 1)
    return frame[frame.index >= pd.Period("1953-04", "M")].rename_axis("month").reset_index()


MACRO = Table(
    name="macro_monthly",
    title="Monthly yields, prices, activity and expected inflation",
    description="Months from 1953-04, the first of the 10-year yield. Every month has a row; a month that was not published is empty.",
    kind="parsed",
    agency=(f"{BOARD}; Bureau of Labor Statistics; Federal Reserve Bank of Cleveland; University of Michigan"),
    release="H.15; G.17; Consumer Price Index; Employment Situation; Inflation Expectations; Surveys of Consumers",
    terms=(
        "Board and Bureau of Labor Statistics: US government work, public domain. expinf1yr_pct and expinf10yr_pct: "
        "Federal Reserve Bank of "
        "Cleveland, Inflation Expectations, with attribution. mich_pct: University of Michigan, Surveys of Consumers, "
        "University of Michigan: "
        "Inflation Expectation (MICH), retrieved from FRED, Federal Reserve Bank of St. Louis; the figures remain the "
        "owner's and are shown "
        "with this citation"
    ),
    fields=(Field("month", "yearmonth", "Month", required=True), *(s.field for s in MONTHLY)),
    primary_key=("month",),
    releases=tuple(s.release for s in MONTHLY),
    build=macro_monthly,
    vintage=_vintage(*MONTHLY),
    vintage_note="The download carries no release date; the vintage is the date of the newest observation.",
    update="automatic",
    gaps=(
        "cpi_index and unrate_pct were not published for 2025-10.",
        "gs20_pct is empty from 1987-01 to 1993-09.",
        "cpi_index starts in 1959 in the shipped vintage (officially 1947).",
        "Seasonal factors move the last five years of cpi_index and single months of unrate_pct; indpro_index moves in "
        "its last five months.",
        "The Cleveland Fed's expectations are estimated with Treasury yields and therefore cannot explain them.",
    ),
    frequency="monthly",
    due=Due("month", 5),
    rules=Rules(
        change={
            **dict.fromkeys(("gs2_pct", "gs10_pct", "gs20_pct", "mich_pct"), 4),
            **{"fedfunds_pct": 8, "indpro_index": 20, "expinf1yr_pct": 3, "expinf10yr_pct": 1.5, "cpi_index": 10, "unrate_pct": 15},
        },
        revision={
            **dict.fromkeys(("gs2_pct", "gs10_pct", "gs20_pct", "fedfunds_pct", "mich_pct", "unrate_pct"), 0.5),
            **{"indpro_index": 6, "expinf1yr_pct": 1.5, "expinf10yr_pct": 1, "cpi_index": 3},
        },
    ),
)

QUARTERLY = (
    Series("GDP", "gdp_usd_bn", "Gross domestic product, seasonally adjusted annual rate", "US$ billion, annual rate", 100, 100_000),
    Series(
        "FGEXPND",
        "expenditure_usd_bn",
        "Federal current expenditures, seasonally adjusted annual rate",
        "US$ billion, annual rate",
        10,
        30_000,
    ),
    Series(
        "W006RC1Q027SBEA",
        "tax_receipts_usd_bn",
        "Federal current tax receipts (not all receipts), seasonally adjusted annual rate",
        "US$ billion, annual rate",
        5,
        30_000,
    ),
    Series(
        "A091RC1Q027SBEA",
        "interest_usd_bn",
        "Federal interest payments, seasonally adjusted annual rate",
        "US$ billion, annual rate",
        1,
        10_000,
    ),
)
DEBT_PUBLIC = Series("FYGFDPUN", "debt_public_usd_bn", "Federal debt held by the public, end of quarter", "US$ billion", 100, 200_000)


def macro_quarterly(folder: Path) -> pd.DataFrame:
    """NIPA flows at annual rates, debt held by the public in bn (the release prints millions)."""
    debt = read(folder / "fred" / f"{DEBT_PUBLIC.id}.csv", DEBT_PUBLIC.id, DEBT_PUBLIC.low * 1000, DEBT_PUBLIC.high * 1000)
    debt = _by_month((debt / 1000).round(3), DEBT_PUBLIC.id, 3).rename(DEBT_PUBLIC.column)
    frame = _periods(QUARTERLY, folder, 3).join(debt, how="outer")
    return frame.rename_axis("quarter").reset_index()


NIPA = Table(
    name="macro_quarterly",
    title="US output, federal budget flows and debt, quarterly",
    description=(
        "A quarter is named by its first month. National-accounts flows are annual rates. Debt is printed by the release "
        "in millions and shipped in billions to the million."
    ),
    kind="parsed",
    agency="Bureau of Economic Analysis; Bureau of the Fiscal Service",
    release="National Income and Product Accounts; Treasury Bulletin",
    terms=PUBLIC,
    fields=(Field("quarter", "yearmonth", "First month of the quarter", required=True), *(s.field for s in (*QUARTERLY, DEBT_PUBLIC))),
    primary_key=("quarter",),
    releases=tuple(s.release for s in (*QUARTERLY, DEBT_PUBLIC)),
    build=macro_quarterly,
    vintage=_vintage(*QUARTERLY),
    vintage_note="The download carries no release date; the vintage is the date of the newest observation.",
    update="automatic",
    gaps=(
        "debt_public_usd_bn starts in 1970; it lies 18 to 24 bn above the daily Debt to the Penny figure since late 2023 "
        "(another definition) and 446 bn below it in the first quarter of 2020.",
        "tax_receipts_usd_bn ends one quarter before the others in the shipped vintage.",
    ),
    frequency="quarterly",
    due=Due("quarter", 30),
    rules=Rules(
        change={
            "gdp_usd_bn": 3000,
            "expenditure_usd_bn": 5000,
            "tax_receipts_usd_bn": 1000,
            "interest_usd_bn": 400,
            "debt_public_usd_bn": 4000,
        },
        revision={
            "gdp_usd_bn": 1500,
            "expenditure_usd_bn": 800,
            "tax_receipts_usd_bn": 500,
            "interest_usd_bn": 200,
            "debt_public_usd_bn": 600,
        },
    ),
)

BALANCE = Series("FYFSGDA188S", "balance_pct_gdp", "Federal surplus (+) or deficit (-)", "percent of GDP", -60, 30)


def federal_balance_yearly(folder: Path) -> pd.DataFrame:
    values = BALANCE.read(folder)
    if values.index.year.duplicated().any() or (values.index.day_of_year != 1).any():
        raise ReleaseError(
            f"{BALANCE.id}.csv",
            "more than one observation in a year",
            column="observation_date",
            expected="one observation on 1 January of each year",
        )
    return pd.DataFrame({"fiscal_year": values.index.year, BALANCE.column: values.to_numpy()})


DEFICIT = Table(
    name="federal_balance_yearly",
    title="Federal budget balance, share of GDP",
    description="By fiscal year (to 30 June before 1977, to 30 September after); the release labels it 1 January of the year.",
    kind="parsed",
    agency="Office of Management and Budget; Federal Reserve Bank of St. Louis",
    release="Federal Surplus or Deficit as Percent of Gross Domestic Product",
    terms="US government data, with attribution to the Federal Reserve Bank of St. Louis (FRED)",
    fields=(Field("fiscal_year", "integer", "Fiscal year", required=True, minimum=1900, maximum=2200), BALANCE.field),
    primary_key=("fiscal_year",),
    releases=(BALANCE.release,),
    build=federal_balance_yearly,
    vintage=_vintage(BALANCE),
    vintage_note="The download carries no release date; the vintage is the date of the newest observation.",
    update="automatic",
    gaps=("Checked against no second copy.",),
    frequency="yearly",
    due=Due("year"),
    rules=Rules(change=20, revision=1),
)

# --- Federal Reserve balance sheet and custody ---

FED = (
    Series(
        "TREAST",
        "treasuries_usd_mn",
        "US Treasury securities held outright by the Federal Reserve",
        "US$ million",
        100_000,
        30_000_000,
    ),
    Series("WALCL", "assets_usd_mn", "Total assets of the Federal Reserve", "US$ million", 100_000, 30_000_000),
)

FED_BALANCE = Table(
    name="fed_balance_weekly",
    title="Federal Reserve: Treasuries held and total assets",
    description="Wednesday levels of the H.4.1 release.",
    kind="parsed",
    agency=BOARD,
    release="H.4.1 Factors Affecting Reserve Balances",
    terms=PUBLIC,
    fields=(Field("date", "date", "Wednesday", required=True), *(s.field for s in FED)),
    primary_key=("date",),
    releases=tuple(s.release for s in FED),
    build=lambda folder: _join(FED, folder).rename_axis("date").reset_index(),
    vintage=_vintage(*FED),
    vintage_note="The download carries no release date; the vintage is the date of the newest observation.",
    update="automatic",
    gaps=("treasuries_usd_mn ends on 2026-06-17, assets_usd_mn on 2026-08-19 in the shipped vintage.",),
    frequency="weekly, Thursday 16:30 New York time",
    due=Due("week", 1),
    rules=Rules(change=800_000, revision=50_000),
)

CUSTODY = Series(
    "WMTSECL1",
    "custody_usd_bn",
    "Marketable Treasury securities held in custody for foreign official and international accounts",
    "US$ billion",
    100,
    20_000,
)


def fed_custody_weekly(folder: Path) -> pd.DataFrame:
    """FRED prints millions, the shipped copy billions: a level above 100,000 can only be millions."""
    values = read(folder / "fred" / f"{CUSTODY.id}.csv", CUSTODY.id, CUSTODY.low, CUSTODY.high * 1000)
    return in_billions(values, CUSTODY, 100_000).rename(CUSTODY.column).rename_axis("date").reset_index()


def in_billions(values: pd.Series, series: Series, limit: float) -> pd.Series:
    """Millions or billions, told from the size: all values above ``limit`` are millions, all below are billions, a mixture is refused."""
    millions = values > limit
    if millions.any() and not millions.all():
        odd = values.index[(millions != millions.iloc[0]).to_numpy().argmax()]
        raise ReleaseError(
            f"{series.id}.csv",
            "the unit changes within the file",
            column=series.id,
            value=f"{odd:%Y-%m-%d} {values[odd]:g}",
            expected=f"all above {limit:g} (millions) or all below (billions)",
        )
    scaled = (values / 1000).round(6) if millions.all() else values
    outside = (scaled < series.low) | (scaled > series.high)
    if outside.any():
        odd = values.index[outside.to_numpy().argmax()]
        raise ReleaseError(
            f"{series.id}.csv",
            "outside the plausible range (another unit?)",
            column=series.id,
            value=f"{odd:%Y-%m-%d} {values[odd]:g}",
            expected=f"{series.low:g} to {series.high:g} bn",
        )
    return scaled


FED_CUSTODY = Table(
    name="fed_custody_weekly",
    title="Treasuries in custody at the New York Fed for foreign officials",
    description=(
        "Wednesday levels of the H.4.1 memorandum item: all foreign official and international accounts together, New "
        "York Fed only, no split by country."
    ),
    kind="parsed",
    agency=BOARD,
    release="H.4.1 Factors Affecting Reserve Balances, memorandum items",
    terms=PUBLIC,
    fields=(Field("date", "date", "Wednesday", required=True), CUSTODY.field),
    primary_key=("date",),
    releases=(Release(CUSTODY.release.file, CUSTODY.release.address, layout="transcription"),),
    build=fed_custody_weekly,
    vintage=_vintage(CUSTODY),
    vintage_note="The download carries no release date; the vintage is the date of the newest observation.",
    update="automatic",
    gaps=(
        "The shipped figures are a partial copy by hand, in billions, from 2022-10-19; FRED has the full history in "
        "millions. The parser reads both.",
        "One source; the change from 2024-05-01 to 2024-05-08 agrees with one press report.",
    ),
    frequency="weekly",
    due=Due("week", 1),
    rules=Rules(change=150, revision=50),
)

# --- Japan's reserves, as the IMF prints them ---

RESERVES = Series(
    "TRESEGJPM052N", "reserves_ex_gold_usd_bn", "Japan's official reserves excluding gold, end of month", "US$ billion", 1, 5_000
)


def japan_reserves_monthly(folder: Path) -> pd.DataFrame:
    """FRED prints millions, the shipped copy billions: a level above 10,000 can only be millions."""
    values = read(folder / "fred" / f"{RESERVES.id}.csv", RESERVES.id, RESERVES.low, RESERVES.high * 1000)
    values = _by_month(in_billions(values, RESERVES, 10_000), RESERVES.id, 1)
    return values.rename(RESERVES.column).rename_axis("month").reset_index()


JAPAN_RESERVES = Table(
    name="japan_reserves_monthly",
    title="Japan's official reserves excluding gold",
    description=(
        "End of month: securities, deposits, IMF position and special drawing rights of the Ministry of Finance and the "
        "Bank of Japan. Changes include valuation."
    ),
    kind="parsed",
    agency="International Monetary Fund; Ministry of Finance Japan",
    release="International Financial Statistics, total reserves excluding gold, Japan",
    terms="Third party: International Monetary Fund data terms, with attribution; retrieved from FRED. Figures, not the file",
    fields=(Field("month", "yearmonth", "Month", required=True), RESERVES.field),
    primary_key=("month",),
    releases=(Release(RESERVES.release.file, RESERVES.release.address, layout="transcription"),),
    build=japan_reserves_monthly,
    vintage=_vintage(RESERVES),
    vintage_note="The download carries no release date; the vintage is the date of the newest observation.",
    update="manual",
    gaps=(
        "The shipped figures are a partial copy by hand, in billions, from 2021-07, labelled by month end; FRED prints "
        "millions, labelled by the first of the month. The parser reads both.",
        "One source. The split into securities and deposits is not in it.",
    ),
    frequency="monthly",
    due=Due("month"),
    rules=Rules(change=200, revision=30),
)

TABLES = (YIELDS, TIPS, DOLLAR, MACRO, NIPA, DEFICIT, FED_BALANCE, FED_CUSTODY, JAPAN_RESERVES)
