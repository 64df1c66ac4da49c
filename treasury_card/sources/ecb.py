"""European Central Bank: spot curve of euro-area governments rated AAA.

The data portal gives one series a maturity in its own layout. What is read here is a conversion: one row a day, one column a
maturity in years.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ..schema import Due, Field, Release, Rules, Table
from . import sheet

RELEASE = Release(
    "ecb/yield_curve_aaa_spot.csv",
    "https://data-api.ecb.europa.eu/service/data/YC/B.U2.EUR.4F.G_N_A.SV_C_YM.SR_10Y?format=csvdata",
    layout="conversion",
)
SHIPPED = {"2.0": "ecb2_pct", "5.0": "ecb5_pct", "10.0": "ecb10_pct", "30.0": "ecb30_pct"}


def ecb_yields_daily(folder: Path) -> pd.DataFrame:
    path = folder / RELEASE.file
    cells = sheet.read(path, ["Date", *SHIPPED])
    yields = pd.DataFrame(
        {name: sheet.numbers(cells[label], path.name, missing=(), low=-3, high=20).round(4) for label, name in SHIPPED.items()}
    )
    return yields.set_axis(sheet.iso_calendar(cells["Date"], path.name)).sort_index().rename_axis("date").reset_index()


CURVE = Table(
    name="ecb_yields_daily",
    title="Euro-area AAA government spot rates, daily",
    description=(
        "Fitted zero-coupon rates of all central-government issuers rated AAA, by local date, to four decimals (the release prints more). "
        "A stand-in for German government bonds, not a Bund yield."
    ),
    kind="parsed",
    agency="European Central Bank",
    release="Euro area yield curves, AAA-rated issuers, spot rates",
    terms="European Central Bank, subject to its terms, with attribution",
    fields=(
        Field("date", "date", "Day, Frankfurt", required=True),
        *(
            Field(name, "number", f"Spot rate, {float(label):g} years", "percent", required=True, minimum=-3, maximum=20)
            for label, name in SHIPPED.items()
        ),
    ),
    primary_key=("date",),
    releases=(RELEASE,),
    build=ecb_yields_daily,
    vintage=lambda folder: f"{ecb_yields_daily(folder)['date'].iloc[-1]:%Y-%m-%d}",
    vintage_note="The download carries no release date; the vintage is the date of the newest observation.",
    update="manual",
    gaps=("The shipped figures come from a conversion of the release.", "ecb30_pct has been checked against no second copy."),
    frequency="daily",
    due=Due("day"),
    rules=Rules(change=1, revision=0.5),
)

TABLES = (CURVE,)
