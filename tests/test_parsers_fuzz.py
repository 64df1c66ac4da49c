"""Every parser, on every damage: the project's own error, or a table in which no figure has changed but those that were touched."""

from __future__ import annotations

import math
import re
from functools import cache

import pandas as pd
import pytest
import test_sources_markets as markets
import test_sources_tic as tics
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from treasury_card import sources
from treasury_card.errors import ReleaseError
from treasury_card.sources import fiscal_data

# Parsers that read a folder: table -> file and a small one of its kind.
FOLDERS = {
    "debt_daily": (
        fiscal_data.PENNY.file,
        "record_date,debt_held_public_amt,intragov_hold_amt,tot_pub_debt_out_amt\n"
        "2025-04-02,28941616891545.06,7272809319818.70,36214426211363.76\n2000-01-04,null,null,5769000000000.00\n",
    ),
    "interest_rates_monthly": (
        fiscal_data.RATES.file,
        "record_date,security_type_desc,security_desc,avg_interest_rate_amt\n2025-04-30,Marketable,Treasury Bills,4.335\n"
        "2025-04-30,Marketable,Treasury Notes,2.990\n2025-03-31,Marketable,Treasury Bills,4.342\n2025-03-31,Non,Hope Bonds,null\n",
    ),
    "auctions": (
        fiscal_data.AUCTIONS.file,
        "date,tenor,reopening,size_bn,high_yield,median_yield,bid_to_cover,dealer_pct,direct_pct,indirect_pct\n"
        "2025-04-09,10-Year,1,39,4.435,4.39,2.67,10.70,1.40,87.90\n2025-04-10,30-Year,1,22,4.813,4.754,2.43,12.30,25.80,61.90\n",
    ),
    "ecb_yields_daily": (
        "ecb/yield_curve_aaa_spot.csv",
        "Date,0.25,2.0,5.0,10.0,30.0\n2025-04-02,2.1,2.0,2.3,2.761,3.1\n2025-04-03,2.1,1.9,2.2,2.7337,3.0\n",
    ),
    "japan_private_flows_monthly": (
        "boj/bop_net_purchases_us_sovereign.csv",
        "date,japan_net_purchases_us_lt_sovereign_usd_bn\n2025-03-31,-3.808\n2025-04-30,-7.477\n",
    ),
    "dealer_positions_weekly": (
        "nyfed/primary_dealer_net_position.csv",
        "date,pd_net_position_ex_tips_bn,fails_to_deliver_ex_tips_bn\n2025-04-02,408.663,71.2\n2025-04-09,406.950,\n",
    ),
    "us10y_hourly": (
        "market/us10y_hourly_2025-04_05.csv",
        "timestamp_utc,open,high,low,close\n2025-04-02T20:00:00Z,4.180,4.236,4.116,4.135\n2025-04-09T17:00:00Z,4.466,4.470,4.341,4.372\n",
    ),
    "fed_custody_weekly": ("fred/WMTSECL1.csv", "observation_date,WMTSECL1\n2025-04-02,2929255\n2025-04-09,2932857\n"),
    "japan_reserves_monthly": ("fred/TRESEGJPM052N.csv", "observation_date,TRESEGJPM052N\n2025-02-28,1176.183\n2025-03-31,1187.8\n"),
    "federal_balance_yearly": ("fred/FYFSGDA188S.csv", "observation_date,FYFSGDA188S\n2024-01-01,-6.4\n2025-01-01,-5.8\n"),
}
PARSERS = {name: content for name, (_, content) in {**tics.LAYOUTS, **markets.SAMPLES, **FOLDERS}.items()}
PARSERS = {name: c.encode() if isinstance(c, str) else c for name, c in PARSERS.items()}
LABELS = {"series"}  # says where a figure belongs in the notes and is no part of its key


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("releases")


def parse(name: str, content: bytes, folder) -> dict:
    """Figures by key: (whatever is no figure, name of the column) -> value."""
    if name in tics.LAYOUTS:
        frame = tics.LAYOUTS[name][0](content, "release")
    elif name in FOLDERS:
        path = folder / FOLDERS[name][0]
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        frame = sources.table(name).build(folder)
    else:
        path = folder / "release.csv"
        path.write_bytes(content)
        frame = markets.SAMPLES[name][0](path)
    frame = frame.to_frame("value") if isinstance(frame, pd.Series) else frame
    if not isinstance(frame.index, pd.RangeIndex):
        frame = frame.reset_index()
    figures = list(frame.select_dtypes("float"))
    keys = [c for c in frame.columns if c not in figures and c not in LABELS]
    rows = zip(*(frame[c].astype(str) for c in keys), strict=True)
    return {(row, c): v for row, values in zip(rows, frame[figures].to_numpy(), strict=True) for c, v in zip(figures, values, strict=True)}


def same(a: float, b: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b))


@cache
def owners(name: str, folder) -> list[set]:
    """For each line of the valid file: the figures that it holds, found by changing its numbers and words and by leaving it out."""
    content = PARSERS[name]
    whole = parse(name, content, folder)
    found, start = [], 0
    for line in content.splitlines(keepends=True):
        held = set()
        end = start + len(line)
        others = [content[:start] + content[end:]]
        for digit in re.finditer(rb"\d(?=\D|$)", line):
            place = start + digit.start()
            others += [content[:place] + str((int(digit[0]) + step) % 10).encode() + content[place + 1 :] for step in (1, 9)]
        for letter in re.finditer(rb"[a-z](?=[^a-z]|$)", line):
            place = start + letter.start()
            others.append(content[:place] + b"q" + content[place + 1 :])
        for other in others:
            try:
                read = parse(name, other, folder)
            except ReleaseError:
                continue
            held |= {key for key, value in whole.items() if key not in read or not same(read[key], value)}
        found.append(held)
        start = end
    return found


@st.composite
def damages(draw, size: int):
    """A damage: (start, end, what stands there instead)."""
    place = draw(st.integers(0, size - 1))
    kind = draw(st.sampled_from(["bytes", "digit", "delete", "cut", "double"]))
    if kind == "cut":
        return place, size, b""
    length = draw(st.integers(1, 40 if kind in ("delete", "double") else 3))
    end = min(place + length, size)
    if kind == "delete":
        return place, end, b""
    if kind == "double":
        return end, end, None  # the stretch before, once more
    return (
        place,
        end,
        draw(st.binary(max_size=4) if kind == "bytes" else st.sampled_from([b"0", b"9", b"-", b",", b".", b"\t", b"n.a.", b"\n"])),
    )


@pytest.mark.parametrize("name", sorted(PARSERS))
@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_damaged_release_is_refused_or_wrong_only_where_it_was_touched(name, folder, data):
    content = PARSERS[name]
    start, end, instead = data.draw(damages(len(content)))
    damaged = content[:start] + (content[max(start - 30, 0) : start] if instead is None else instead) + content[end:]
    try:
        read = parse(name, damaged, folder)
    except ReleaseError:
        return
    first, last = content[:start].count(b"\n"), content[:end].count(b"\n")
    touched = set().union(*owners(name, folder)[first : last + 1])
    if end == len(content):
        touched |= set().union(*owners(name, folder)[first:])
    for key, value in parse(name, content, folder).items():
        if key not in touched:
            assert key in read, f"{key} is gone and nobody has touched it"
            assert same(read[key], value), f"{key} was {value} and is {read[key]}"


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_every_figure_of_a_file_has_a_line(name, folder):
    """The check above would be empty if no line held anything."""
    content = PARSERS[name]
    held = set().union(*owners(name, folder))
    whole = set(k for k, v in parse(name, content, folder).items() if not math.isnan(v))
    assert whole & held
