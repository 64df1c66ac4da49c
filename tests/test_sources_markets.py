"""Parsers of rates, macro, debt and Japan: tiny releases in the agencies' layouts, every trap and every refusal."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from treasury_card import store
from treasury_card.errors import ReleaseError
from treasury_card.sources import boj, ecb, fiscal_data, fred, market, mof_japan, nyfed, treasury

MODULES = (fred, nyfed, fiscal_data, mof_japan, ecb, boj, market)
TABLES = {t.name: t for m in MODULES for t in m.TABLES}


def put(folder: Path, file: str, content: str | bytes) -> Path:
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def refused(call, *words: str, line: int | None = None, column: str | None = None) -> None:
    with pytest.raises(ReleaseError) as caught:
        call()
    for word in words:
        assert word in str(caught.value)
    if line is not None:
        assert caught.value.line == line
    if column is not None:
        assert caught.value.column == column


# --- FRED ---


def dgs10(path: Path) -> pd.Series:
    return fred.read(path, "DGS10", -2, 25)


def test_fred_reads_both_layouts_to_the_same_series(tmp_path):
    new = put(tmp_path, "new.csv", "observation_date,DGS10\n2025-04-17,4.34\n2025-04-18,\n2025-04-21,4.42\n")
    old = put(tmp_path, "old.csv", "DATE,DGS10\n2025-04-17,4.34\n2025-04-18,.\n2025-04-21,4.42\n")
    absent = put(tmp_path, "absent.csv", "observation_date,DGS10\n2025-04-17,4.34\n2025-04-21,4.42\n")
    for path in (old, absent):
        pd.testing.assert_series_equal(dgs10(path), dgs10(new))
    assert dgs10(new).tolist() == [4.34, 4.42]  # the holiday is no observation


def test_fred_reads_crlf_and_a_byte_order_mark(tmp_path):
    path = put(tmp_path, "DGS10.csv", b"\xef\xbb\xbfobservation_date,DGS10\r\n2025-04-02,4.20\r\n")
    assert dgs10(path).loc["2025-04-02"] == 4.2


@pytest.mark.parametrize(
    ("content", "words", "line"),
    [
        (b"<!DOCTYPE html><html>gone</html>", ("HTML",), 1),
        (b"", ("empty",), None),
        (b"observation_date,DGS10\n", ("no data",), None),
        (b"observation_date,DGS10\n2025-04-02,4.20\n2025-04-03,4.0", ("cut off",), 3),
        (b"observation_date,DGS10\n2025-04-02,4.20\n2025-04-03\n", ("1 fields", "2 fields"), 3),
        (b"observation_date,DGS1O\n2025-04-02,4.20\n", ("'DGS10' is missing", "DGS1O"), 1),
        (b"day,DGS10\n2025-04-02,4.20\n", ("unexpected columns", "observation_date"), 1),
        (b"observation_date,DGS10,note\n2025-04-02,4.20,x\n", ("unexpected columns",), 1),
        (b"observation_date,DGS10\n2025-04-02,n.a.\n", ("not a number", "n.a."), 2),
        (b"observation_date,DGS10\n2025-04-02,nan\n", ("not a number",), 2),
        (b"observation_date,DGS10\n2025-04-02,1e400\n", ("finite",), 2),
        (b"observation_date,DGS10\n2025-04-02,4200\n", ("plausible", "-2 to 25"), 2),
        (b"observation_date,DGS10\n2025-04-02,4.2\n2025-04-02,4.2\n", ("twice",), 3),
        (b"observation_date,DGS10\n2025-04-02,4.2\n2025-04-04,4.2\n2025-04-03,4.2\n2025-04-07,4.1\n", ("out of order",), 4),
        (b"observation_date,DGS10\n04/02/2025,4.2\n", ("not a date", "04/02/2025"), 2),
        (b"observation_date,DGS10\n2025-02-30,4.2\n", ("not a date",), 2),
        (b"observation_date,DGS10\n2025-04-02,.\n", ("no observation",), None),
        (b"observation_date,DGS10\n2025-04-02,4\xe92\n", ("utf-8",), 2),
        (b"observation_date,DGS10\n2025-04-02,4\x002\n", ("binary",), 2),
        (b'observation_date,DGS10\n2025-04-02,"4.2\n', (), None),
    ],
)
def test_fred_refuses(tmp_path, content, words, line):
    path = put(tmp_path, "DGS10.csv", content)
    refused(lambda: dgs10(path), "DGS10.csv", *words, line=line)


def test_a_missing_release_is_named(tmp_path):
    refused(lambda: fred.MONTHLY[0].read(tmp_path), "GS2.csv", "not found")


# --- H.15 and the Treasury's par curve ---

YEARS = (f"{years} Yr" for years in (1, 2, 3, 5, 7, 10, 20, 30))
TENORS = ",".join(f'"{tenor}"' for tenor in ("1 Mo", "1.5 Month", "2 Mo", "3 Mo", "4 Mo", "6 Mo", *YEARS))
SLASH = (
    f"Date,{TENORS}\n"
    "04/03/2025,4.3,4.3,4.3,4.31,4.3,4.2,3.9,3.71,3.7,3.8,3.9,4.06,4.5,4.49\n"
    "04/02/2025,4.3,,4.3,4.32,,4.2,4.0,3.91,3.8,3.9,4.0,4.20,4.6,4.54"
)
ISO = SLASH.replace('"', "").replace("1.5 Month", "1.5 Mo").replace("04/03/2025", "2025-04-03").replace("04/02/2025", "2025-04-02") + "\n"


def test_par_curve_reads_both_layouts(tmp_path):
    slash, iso = (treasury.par_curve(put(tmp_path, f"{n}.csv", text)) for n, text in (("slash", SLASH), ("iso", ISO)))
    pd.testing.assert_frame_equal(slash, iso)
    assert slash.index.is_monotonic_increasing
    assert slash.loc["2025-04-02", "dgs10_pct"] == 4.2
    assert "1.5 Mo" not in slash


@pytest.mark.parametrize(
    ("change", "words", "line"),
    [
        (("10 Yr", "10 Year"), ("'10 Yr' is missing", "10 Year"), 1),
        (("4 Mo", "5 Mo"), ("unknown column",), 1),
        (("4.06", "406"), ("plausible",), 2),
        (("4.06", "N/A"), ("not a number",), 2),
        (("04/02/2025", "2025-04-02"), ("not a date",), 3),
        (("04/02/2025", "04/03/2025"), ("twice",), 3),
        ((",4.54", ""), ("14 fields",), 3),
    ],
)
def test_par_curve_refuses(tmp_path, change, words, line):
    path = put(tmp_path, "rates.csv", SLASH.replace(*change))
    refused(lambda: treasury.par_curve(path), "rates.csv", *words, line=line)


def h15(folder: Path, **values: str) -> Path:
    for series in fred.NOMINAL:
        put(folder, f"fred/{series.id}.csv", f"observation_date,{series.id}\n" + values.get(series.id, "2025-04-01,4.17\n"))
    return folder


def test_newest_days_come_from_the_treasury_and_older_ones_stay(tmp_path):
    h15(tmp_path, DGS10="2025-04-01,4.17\n2025-04-02,4.20\n")
    put(tmp_path, "treasury/daily-treasury-rates_2025.csv", SLASH)
    frame = fred.us_yields_daily(tmp_path).set_index("date")
    assert frame.index.strftime("%m-%d").tolist() == ["04-01", "04-02", "04-03"]
    assert frame["dgs10_pct"].tolist() == [4.17, 4.2, 4.06]
    assert frame["dgs2_pct"].tolist() == [4.17, 3.91, 3.71]


def test_a_hole_inside_h15_is_not_filled(tmp_path):
    h15(tmp_path, DGS10="2025-04-01,4.17\n2025-04-04,4.01\n", DGS2="2025-04-01,3.87\n2025-04-02,3.91\n2025-04-04,3.68\n")
    put(tmp_path, "treasury/daily-treasury-rates_2025.csv", SLASH)
    assert np.isnan(fred.us_yields_daily(tmp_path).set_index("date").loc["2025-04-02", "dgs10_pct"])


def test_treasury_and_h15_must_agree(tmp_path):
    h15(tmp_path, DGS10="2025-04-01,4.17\n2025-04-02,4.30\n")
    put(tmp_path, "treasury/daily-treasury-rates_2025.csv", SLASH)
    refused(lambda: fred.us_yields_daily(tmp_path), "differs from H.15 by 0.10", "2025-04-02")


def test_values_of_the_suspended_thirty_year_stay_and_are_declared():
    table = TABLES["us_yields_daily"]
    assert "2002-02-19" in table.field("dgs30_pct").description
    assert any("dgs30_pct" in gap and "2006-02-08" in gap for gap in table.gaps)


# --- monthly, quarterly, yearly ---


def test_unpublished_months_are_rows_without_a_value(tmp_path):
    for series in fred.MONTHLY:
        put(tmp_path, f"fred/{series.id}.csv", f"observation_date,{series.id}\n2025-09-01,{series.low + 1}\n2025-11-01,{series.low + 2}\n")
    put(tmp_path, "fred/CPIAUCSL.csv", "observation_date,CPIAUCSL\n2025-09-01,324\n2025-10-01,\n2025-11-01,325\n")
    frame = fred.macro_monthly(tmp_path).set_index("month")
    assert frame.index.astype(str).tolist() == ["2025-09", "2025-10", "2025-11"]
    assert frame.loc["2025-10"].isna().all()


def test_months_doubled_within_a_series_are_refused(tmp_path):
    path = put(tmp_path, "fred/UNRATE.csv", "observation_date,UNRATE\n2025-09-01,4.3\n2025-09-30,4.3\n").parents[1]
    for series in fred.MONTHLY[:-1]:
        put(path, f"fred/{series.id}.csv", f"observation_date,{series.id}\n2025-09-01,{series.low + 1}\n")
    refused(lambda: fred.macro_monthly(path), "UNRATE.csv", "period")


def quarters(folder: Path, debt: str) -> Path:
    for series in fred.QUARTERLY:
        put(folder, f"fred/{series.id}.csv", f"observation_date,{series.id}\n2025-01-01,{series.low + 1}\n2025-04-01,{series.low + 2}\n")
    put(folder, "fred/FYGFDPUN.csv", "observation_date,FYGFDPUN\n" + debt)
    return folder


def test_quarterly_debt_becomes_billions(tmp_path):
    frame = fred.macro_quarterly(quarters(tmp_path, "2025-01-01,28909462.1234\n"))
    assert frame["debt_public_usd_bn"].iloc[0] == 28909.462
    assert frame["quarter"].astype(str).tolist() == ["2025-01", "2025-04"]


def test_quarterly_debt_in_another_unit_is_refused(tmp_path):
    refused(lambda: fred.macro_quarterly(quarters(tmp_path, "2025-01-01,28909.5\n")), "FYGFDPUN.csv", "unit")


def test_a_monthly_series_in_a_quarterly_place_is_refused(tmp_path):
    refused(lambda: fred.macro_quarterly(quarters(tmp_path, "2025-01-01,28909462\n2025-02-01,28909462\n")), "every 3 months")


def test_fiscal_years(tmp_path):
    put(tmp_path, "fred/FYFSGDA188S.csv", "observation_date,FYFSGDA188S\n2024-01-01,-6.4\n2025-01-01,-5.8\n")
    frame = fred.federal_balance_yearly(tmp_path)
    assert frame["fiscal_year"].tolist() == [2024, 2025]
    put(tmp_path, "fred/FYFSGDA188S.csv", "observation_date,FYFSGDA188S\n2024-01-01,-6.4\n2024-04-01,-5.8\n")
    refused(lambda: fred.federal_balance_yearly(tmp_path), "in a year")


def test_weekends_of_the_funds_rate_are_left_out(tmp_path):
    for series in fred.MARKET:
        put(tmp_path, f"fred/{series.id}.csv", f"observation_date,{series.id}\n2025-04-04,{series.low + 1}\n")
    days = "2005-12-30,4.1\n2025-04-04,4.33\n2025-04-05,4.33\n2025-04-06,4.33\n2025-04-07,4.33\n"
    put(tmp_path, "fred/DFF.csv", "observation_date,DFF\n" + days)
    frame = fred.market_daily(tmp_path)
    assert frame["date"].dt.strftime("%m-%d").tolist() == ["04-04", "04-07"]


# --- units told from the size ---


@pytest.mark.parametrize("content", ["2025-04-02,2929.255\n2025-04-09,2932.857\n", "2025-04-02,2929255\n2025-04-09,2932857\n"])
def test_custody_is_read_in_billions_or_millions(tmp_path, content):
    put(tmp_path, "fred/WMTSECL1.csv", "observation_date,WMTSECL1\n" + content)
    assert fred.fed_custody_weekly(tmp_path)["custody_usd_bn"].tolist() == [2929.255, 2932.857]


@pytest.mark.parametrize("content", ["2025-02-28,1176.183\n2025-03-31,1187.8\n", "2025-02-01,1176183\n2025-03-01,1187800\n"])
def test_reserves_are_read_in_billions_or_millions_by_either_end_of_the_month(tmp_path, content):
    put(tmp_path, "fred/TRESEGJPM052N.csv", "observation_date,TRESEGJPM052N\n" + content)
    frame = fred.japan_reserves_monthly(tmp_path)
    assert frame["reserves_ex_gold_usd_bn"].tolist() == [1176.183, 1187.8]
    assert frame["month"].astype(str).tolist() == ["2025-02", "2025-03"]


@pytest.mark.parametrize(
    ("content", "word"),
    [("2025-04-02,2929.255\n2025-04-09,2932857\n", "unit changes"), ("2025-04-02,29292.55\n", "unit"), ("2025-04-02,2.929\n", "unit")],
)
def test_custody_in_a_third_or_mixed_unit_is_refused(tmp_path, content, word):
    put(tmp_path, "fred/WMTSECL1.csv", "observation_date,WMTSECL1\n" + content)
    refused(lambda: fred.fed_custody_weekly(tmp_path), "WMTSECL1.csv", word)


# --- New York Fed ---

ACM_COLUMNS = [k + n for k in ("ACMY", "ACMTP", "ACMRNY") for n in nyfed.YEARS]


def acm(date: str, expectation: str = "3.5", label: str = "DATE") -> str:
    values = ["4.2182"] * 10 + ["0.7182"] * 10 + [expectation] * 10
    return f"{label},{','.join(ACM_COLUMNS)},date\n{date},{','.join(values)},2025-04-15\n"


def test_acm_months_are_day_first_and_the_added_column_is_ignored(tmp_path):
    frame = nyfed.term_premium_monthly(put(tmp_path, "acm.csv", acm("03-04-2025")))
    assert frame.index.astype(str).tolist() == ["2025-04"]
    assert list(frame.columns) == ACM_COLUMNS


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (acm("2025-04-30"), ("not a date",)),
        (acm("30-04-2025", "3.4"), ("yield is not premium plus expectation",)),
        (acm("30-04-2025", label="Date"), ("'DATE' is missing",)),
        (acm("30-04-2025").replace("4.2182", "421.82", 1), ("plausible",)),
        (acm("29-04-2025") + acm("30-04-2025").split("\n")[1] + "\n", ("month occurs twice",)),
    ],
)
def test_acm_monthly_refuses(tmp_path, content, words):
    refused(lambda: nyfed.term_premium_monthly(put(tmp_path, "acm.csv", content)), *words)


def test_the_running_month_has_no_month_end(tmp_path):
    put(tmp_path, nyfed.MONTHLY.file, acm("31-03-2025"))
    put(tmp_path, nyfed.DAILY.file, "date,value\n2025-03-28,0.1\n2025-03-31,0.3\n2025-04-02,0.32291234\n")
    frame = nyfed.acm_monthly(tmp_path).set_index("month")
    assert frame.index.astype(str).tolist() == ["2025-03"]
    assert frame["acmtp10_2026_08_pct"].tolist() == [0.3]


def test_dealers_may_lack_fails_but_not_the_position(tmp_path):
    header = "date,pd_net_position_ex_tips_bn,fails_to_deliver_ex_tips_bn\n"
    put(tmp_path, nyfed.DEALERS.file, header + "2026-08-19,436.406,\n")
    assert nyfed.dealer_positions_weekly(tmp_path)["fails_usd_bn"].isna().all()
    put(tmp_path, nyfed.DEALERS.file, header + "2026-08-19,,1\n")
    refused(lambda: nyfed.dealer_positions_weekly(tmp_path), "not a number", line=2)
    put(tmp_path, nyfed.DEALERS.file, header + "2026-08-19,436406,1\n")
    refused(lambda: nyfed.dealer_positions_weekly(tmp_path), "unit", line=2)


# --- Japan, euro area ---

JGB_HEADER = "Interest Rate,,,,,,,,,,,,,,,(Unit : %)\r\nDate," + ",".join(f"{y}Y" for y in mof_japan.MATURITIES) + "\r\n"


def jgb(*rows: str) -> bytes:
    return (JGB_HEADER + "".join(r + "\r\n" for r in rows)).encode()


def jgb_row(date: str, ten: str = "1.481", forty: str = "-") -> str:
    return ",".join([date, *["0.5"] * 9, ten, *["2.0"] * 4, forty])


def test_jgb_title_slashed_dates_dashes_and_saturdays(tmp_path):
    frame = mof_japan.jgb_yields(put(tmp_path, "jgbcme_all.csv", jgb(jgb_row("1989/1/7"), jgb_row("2025/4/2", forty="2.651"))))
    assert frame.index.strftime("%Y-%m-%d").tolist() == ["1989-01-07", "2025-04-02"]
    assert np.isnan(frame["40Y"].iloc[0])
    assert frame.loc["2025-04-02", ["10Y", "40Y"]].tolist() == [1.481, 2.651]


def test_jgb_ships_from_2000(tmp_path):
    put(tmp_path, mof_japan.RELEASE.file, jgb(jgb_row("1999/12/30"), jgb_row("2000/1/4")))
    assert mof_japan.jgb_yields_daily(tmp_path)["date"].dt.year.tolist() == [2000]


@pytest.mark.parametrize(
    ("content", "words", "line"),
    [
        (jgb(jgb_row("2025/4/2")).replace(b"(Unit : %)", b"(Unit : bp)"), ("unit",), 1),
        (jgb(jgb_row("2025/4/2")).split(b"\r\n", 1)[1], ("unit",), 1),
        (jgb(jgb_row("2025/4/2")).replace(b"40Y", b"39Y"), ("'40Y' is missing",), 2),
        (jgb(jgb_row("2025/4/2", ten="")), ("not a number",), 3),
        (jgb(jgb_row("2025/4/2", ten="148.1")), ("plausible",), 3),
        (jgb(jgb_row("R7.4.2")), ("not a date",), 3),
        (jgb(jgb_row("2025/4/2"), jgb_row("2025/4/2")), ("twice",), 4),
        (jgb(jgb_row("2025/4/2"), "2025/4/3,0.5"), ("2 fields",), 4),
    ],
)
def test_jgb_refuses(tmp_path, content, words, line):
    path = put(tmp_path, "jgbcme_all.csv", content)
    refused(lambda: mof_japan.jgb_yields(path), "jgbcme_all.csv", *words, line=line)


def test_ecb_is_shipped_to_four_decimals_and_has_no_holes(tmp_path):
    header = "Date,0.25,0.5,1.0,2.0,3.0,5.0,7.0,10.0,15.0,20.0,30.0\n"
    put(tmp_path, ecb.RELEASE.file, header + "2025-04-02,1,1,1,1.23456789,1,1,1,2.76101,1,1,1\n")
    assert ecb.ecb_yields_daily(tmp_path).iloc[0, 1:].tolist() == [1.2346, 1, 2.761, 1]
    put(tmp_path, ecb.RELEASE.file, header + "2025-04-02,1,1,1,,1,1,1,2.76101,1,1,1\n")
    refused(lambda: ecb.ecb_yields_daily(tmp_path), "not a number", line=2, column="2.0")


def test_boj_months_come_from_month_ends(tmp_path):
    header = "date,japan_net_purchases_us_lt_sovereign_usd_bn\n"
    put(tmp_path, boj.RELEASE.file, header + "2025-03-31,-3.808\n2025-04-30,-7.477\n")
    assert boj.japan_private_flows_monthly(tmp_path)["month"].astype(str).tolist() == ["2025-03", "2025-04"]
    put(tmp_path, boj.RELEASE.file, header + "2025-04-30,-7477\n")
    refused(lambda: boj.japan_private_flows_monthly(tmp_path), "unit", line=2)


# --- hourly bars ---


def test_hourly_bars_must_be_possible(tmp_path):
    header = "timestamp_utc,open,high,low,close\n"
    put(tmp_path, market.RELEASE.file, header + "2025-04-02T20:00:00Z,4.180,4.236,4.116,4.135\n")
    assert str(market.us10y_hourly(tmp_path)["time_utc"].iloc[0]) == "2025-04-02 20:00:00+00:00"
    put(tmp_path, market.RELEASE.file, header + "2025-04-02T20:00:00Z,4.180,4.170,4.116,4.135\n")
    refused(lambda: market.us10y_hourly(tmp_path), "between low and high", line=2)
    put(tmp_path, market.RELEASE.file, header + "2025-04-02T20:30:00Z,4.180,4.236,4.116,4.135\n")
    refused(lambda: market.us10y_hourly(tmp_path), "not a date", line=2)


# --- debt ---

PENNY = "record_date,debt_held_public_amt,intragov_hold_amt,tot_pub_debt_out_amt\r\n"


def test_debt_keeps_cents_and_reads_null(tmp_path):
    row = "2025-04-02,28941616891545.06,7272809319818.70,36214426211363.76\r\n2000-01-04,null,null,5758316426486.15\r\n"
    put(tmp_path, fiscal_data.PENNY.file, PENNY + row)
    frame = fiscal_data.debt_daily(tmp_path)
    assert frame["public_usd"].isna().tolist() == [True, False]
    assert b"28941616891545.06,7272809319818.7,36214426211363.76" in store.render(frame, TABLES["debt_daily"])


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2025-04-02,28941616891545.06,7272809319818.70,36214426211363.00\r\n", ("do not add",)),
        ("2025-04-02,28941616891.54,7272809319.81,36214426211.35\r\n", ("unit",)),
        ("2025-04-02,28941616891545.06,7272809319818.70,null\r\n", ("not a number",)),
        ("2025-04-02,,7272809319818.70,36214426211363.76\r\n", ("not a number", "null")),
    ],
)
def test_debt_refuses(tmp_path, row, words):
    put(tmp_path, fiscal_data.PENNY.file, PENNY + row)
    refused(lambda: fiscal_data.debt_daily(tmp_path), "debt_to_penny.csv", *words, line=2)


RATES = "record_date,security_type_desc,security_desc,avg_interest_rate_amt\n"


def test_interest_labels_are_harmonised_and_ceased_types_dropped(tmp_path):
    rows = "2005-07-31,M,TotalMarketable,4.1\n2005-07-31,M,Treasury Inflation-Indexed Notes,null\n"
    rows += "2005-06-30,M,Total Marketable,4\n2005-06-30,M,Hope Bonds,3\n"
    put(tmp_path, fiscal_data.RATES.file, RATES + rows)
    frame = fiscal_data.interest_rates_monthly(tmp_path)
    assert frame["security"].tolist() == ["Total Marketable", "Total Marketable"]
    assert frame["month"].astype(str).tolist() == ["2005-06", "2005-07"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2025-04-30,Marketable,Treasury Consols,3\n", ("unknown type", "Treasury Consols")),
        ("2025-04-30,Marketable,Treasury Bills,4335\n", ("plausible",)),
        ("2025-04-31,Marketable,Treasury Bills,4.335\n", ("not a date",)),
    ],
)
def test_interest_refuses(tmp_path, row, words):
    put(tmp_path, fiscal_data.RATES.file, RATES + row)
    refused(lambda: fiscal_data.interest_rates_monthly(tmp_path), *words, line=2)


def test_interest_types_are_unique_in_a_month_even_under_two_spellings(tmp_path):
    put(tmp_path, fiscal_data.RATES.file, RATES + "2005-07-31,M,TotalMarketable,4\n2005-07-30,M,Total Marketable,4\n")
    refused(lambda: fiscal_data.interest_rates_monthly(tmp_path), "twice", line=3)


AUCTION = "2025-04-09,10-Year,1,39,4.435,4.37,2.67,10.70,1.40,87.90\n"
AUCTIONS = "date,tenor,reopening,size_bn,high_yield,median_yield,bid_to_cover,dealer_pct,direct_pct,indirect_pct\n"


def test_auctions_are_typed(tmp_path):
    put(tmp_path, fiscal_data.AUCTIONS.file, AUCTIONS + AUCTION)
    row = fiscal_data.auctions(tmp_path).iloc[0]
    assert bool(row["reopening"]) and row["size_usd_bn"] == 39 and row["indirect_pct"] == 87.9


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (("87.90", "78.90"), "add to 100"),
        (("10-Year", "10-year"), "tenor"),
        ((",1,39", ",yes,39"), "0 or 1"),
        ((",39,", ",39000,"), "unit"),
    ],
)
def test_auctions_refuse(tmp_path, change, word):
    put(tmp_path, fiscal_data.AUCTIONS.file, AUCTIONS + AUCTION.replace(*change))
    refused(lambda: fiscal_data.auctions(tmp_path), word, line=2)
    put(tmp_path, fiscal_data.AUCTIONS.file, AUCTIONS + AUCTION + AUCTION)
    refused(lambda: fiscal_data.auctions(tmp_path), "twice", line=3)


def maturities(scale: float = 1.0, **change) -> str:
    amounts = {"bill": 2e6, "note": 4e6, "bond": 1e6, "tips": 0.5e6, "frn": 0.0, "total_millions": 7.5e6}
    rows = [{"ym": ym, **{key: amount * scale for key, amount in amounts.items()}} for ym in ("2026-04", "2026-06")]
    rows[0].update(change)
    return json.dumps({"monthly": rows, "summary": {"total_next_12m_billions": 0}, "raw_count": 2})


def test_profile_is_as_of_the_month_before_the_first_maturity(tmp_path):
    frame = fiscal_data.profile(put(tmp_path, "profile.json", maturities()))
    assert frame["as_of"].astype(str).tolist() == ["2026-03", "2026-03"]
    assert frame["month"].astype(str).tolist() == ["2026-04", "2026-06"]  # May has no row: reindex before counting


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("{", "JSON"),
        ('{"months": []}', "monthly"),
        ('{"monthly": []}', "no maturities"),
        ('{"monthly": 3}', "JSON"),
        (maturities(ym="2026-13"), "month"),
        (maturities(ym="2026-06"), "doubled"),
        (maturities(bill="much"), "not an amount"),
        (maturities(bill=float("nan")), "not an amount"),
        (maturities(bill=1.0), "do not add"),
        (maturities(0.001), "unit"),
        ("<html></html>", "HTML"),
    ],
)
def test_profile_refuses(tmp_path, content, word):
    path = put(tmp_path, "profile.json", content)
    refused(lambda: fiscal_data.profile(path), "profile.json", word)


# --- all parsers ---

SAMPLES = {
    "fred": (lambda p: dgs10(p), b"observation_date,DGS10\n2025-04-02,4.20\n2025-04-03,4.06\n2025-04-04,\n"),
    "par": (treasury.par_curve, SLASH.encode()),
    "jgb": (mof_japan.jgb_yields, jgb(jgb_row("2025/4/2"), jgb_row("2025/4/3"))),
    "acm": (nyfed.term_premium_monthly, acm("30-04-2025").encode()),
    "profile": (fiscal_data.profile, maturities().encode()),
}


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_release_parses_or_is_refused_with_the_projects_own_error(tmp_path, name, data):
    parse, content = SAMPLES[name]
    place = data.draw(st.integers(0, len(content) - 1))
    cut = data.draw(st.integers(0, 5))
    path = put(tmp_path, "release.csv", content[:place] + data.draw(st.binary(max_size=4)) + content[place + cut :])
    try:
        values = parse(path)
    except ReleaseError:
        return
    assert len(values) > 0


def test_tables_name_what_they_rest_on():
    for table in TABLES.values():
        assert table.releases and table.terms and table.gaps, table.name
        official = all(r.layout == "official" for r in table.releases)
        known = official or all(r.address.startswith("https://fred.stlouisfed.org/") for r in table.releases)
        assert table.update != "automatic" or known, table.name
        assert table.update == "automatic" or not official, table.name


def test_third_party_series_are_not_declared():
    names = " ".join(f"{t.name} {f.name} {r.file}" for t in TABLES.values() for f in t.fields for r in t.releases).lower()
    assert not any(word in names for word in ("vix", "sp500", "move", "hy_spread", "swap"))
