"""Who is who in the TIC tables, and the one way in which this package turns long tables into matrices.

A custodian's country is not an owner's country: the names below are places of custody.
"""

from __future__ import annotations

import pandas as pd

BN = 1_000.0  # US$ million in a billion

CODES = {
    "Japan": 42609,
    "China, Mainland": 41408,
    "United Kingdom": 13005,
    "Belgium": 10251,
    "Luxembourg": 11703,
    "Cayman Islands": 36137,
    "Ireland": 11401,
    "Switzerland": 12688,
    "Canada": 29998,
    "Foreign Official": 99990,
    "Private": 99991,
    "Grand Total": 99996,
}
SLUGS = {
    "Japan": "japan",
    "China, Mainland": "china",
    "United Kingdom": "uk",
    "Belgium": "belgium",
    "Luxembourg": "luxembourg",
    "Cayman Islands": "cayman",
    "Ireland": "ireland",
    "Switzerland": "switzerland",
    "Canada": "canada",
    "Foreign Official": "official",
    "Private": "private",
    "Grand Total": "total",
}
CUSTODY_CENTRES = ("Belgium", "Luxembourg", "Cayman Islands", "United Kingdom", "Ireland", "Switzerland")

# Rows of Tables 1 and 3 that add others up: memo lines, continents, organisations, totals.
AGGREGATES = frozenset({16713, 16721, 19992, 34401, 39942, 49999, 59994, 69906, 69995, 72907, 76929, 79995, 99990, 99991, 99996})


def by_month(table: pd.DataFrame, value: str, key: str = "code") -> pd.DataFrame:
    """Month x area matrix of one column, on a month axis without holes.

    Parameters
    ----------
    table : DataFrame
        One row a month and area; ``month`` is a monthly period.
    value : str
        Column to spread, unit unchanged.

    Returns
    -------
    DataFrame
        Index: every month from the first to the last of the table. A month that the table does not have stays empty, so that a
        difference across it is empty too: nothing is carried forward.

    Raises
    ------
    ValueError
        If a month and area occur twice.
    """
    wide = table.pivot(index="month", columns=key, values=value)
    return wide.reindex(pd.period_range(wide.index.min(), wide.index.max(), freq="M", name="month"))


def keyed(table: pd.DataFrame, key: str | list[str]) -> pd.DataFrame:
    """The table indexed by its key.

    Raises
    ------
    ValueError
        If the key does not tell every row apart: a look-up would multiply rows.
    """
    indexed = table.set_index(key)
    if not indexed.index.is_unique:
        raise ValueError(f"doubled key {key}: {indexed.index[indexed.index.duplicated()][0]!r}")
    return indexed
