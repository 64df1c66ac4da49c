"""Bank of Japan: net purchases of US sovereign bonds in the balance of payments, copied by hand from the publication."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ..schema import Due, Field, Release, Rules, Table
from . import sheet

RELEASE = Release(
    "boj/bop_net_purchases_us_sovereign.csv",
    "https://www.boj.or.jp/en/statistics/br/bop_06/index.htm",
    verified=False,
    layout="transcription",
)


def japan_private_flows_monthly(folder: Path) -> pd.DataFrame:
    path = folder / RELEASE.file
    column = "japan_net_purchases_us_lt_sovereign_usd_bn"
    cells = sheet.read(path, ["date", column])
    return pd.DataFrame(
        {
            "month": sheet.iso_calendar(cells["date"], path.name).to_period("M"),
            "us_sovereign_net_usd_bn": sheet.numbers(cells[column], path.name, missing=(), low=-300, high=300).to_numpy(),
        }
    ).sort_values("month", ignore_index=True)


FLOWS = Table(
    name="japan_private_flows_monthly",
    title="Japanese residents' net purchases of US sovereign bonds",
    description=(
        "Net purchases (+) of long-term US sovereign bonds by Japanese residents outside the reserves. Whether trust "
        "accounts of public pension "
        "money are inside is not visible."
    ),
    kind="parsed",
    agency="Bank of Japan",
    release="Balance of payments, portfolio investment by country",
    terms="Bank of Japan, subject to its terms of use, with attribution. Figures, not the file",
    fields=(
        Field("month", "yearmonth", "Month", required=True),
        Field(
            "us_sovereign_net_usd_bn",
            "number",
            "Net purchases of long-term US sovereign bonds; + is a purchase",
            "US$ billion",
            required=True,
            minimum=-300,
            maximum=300,
        ),
    ),
    primary_key=("month",),
    releases=(RELEASE,),
    build=japan_private_flows_monthly,
    vintage=lambda folder: f"{japan_private_flows_monthly(folder)['month'].iloc[-1].end_time:%Y-%m-%d}",
    vintage_note="The download carries no release date; the vintage is the end of its newest month.",
    update="manual",
    gaps=(
        "Copied by hand from one source, from 2018-09; the direction in April and May 2025 agrees with press reports.",
        "The address is not verified.",
    ),
    frequency="monthly",
    due=Due("month"),
    rules=Rules(change=200, revision=60),
)

TABLES = (FLOWS,)
