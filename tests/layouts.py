"""Tables written back into the agencies' own layouts, so that tests can play a release: this month's, the next one, or a broken one."""

from __future__ import annotations

import pandas as pd

NEWLINE = "\r\n"
MFH_LABELS = {
    "Foreign Official": "  For. Official",
    "Foreign Official Bills": "    Treasury Bills",
    "Foreign Official Bonds": "    T-Bonds & Notes",
}
TABLE_3 = {
    "for_treas_pos": "total_usd_mn",
    "for_treas_net": "total_net_usd_mn",
    "for_lt_treas_pos": "lt_usd_mn",
    "for_lt_treas_net": "lt_net_usd_mn",
    "for_lt_treas_valchg": "lt_valuation_usd_mn",
    "for_st_treas_pos": "bills_usd_mn",
    "for_st_treas_net": "bills_net_usd_mn",
}
TABLE_1 = {
    f"for_lt_{c}_{what}": {"treas": "treasury_", "agcy": "agency_"}.get(c, "") + {"pos": "", "net": "net_", "valchg": "valuation_"}[what]
    for c in ("total", "treas", "agcy", "corp", "eqty")
    for what in ("pos", "net", "valchg")
}


def table_3(frame: pd.DataFrame) -> bytes:
    """``tic_treasuries_monthly`` as TIC Table 3."""
    return _slt(frame, "Table 3: U.S. Treasury Securities Held by Foreign Residents 1/", TABLE_3, "Notes:")


def table_1(frame: pd.DataFrame) -> bytes:
    """``tic_long_term_monthly`` as TIC Table 1; classes that the book does not keep are zero."""
    columns = {name: f"{column}usd_mn" if column.startswith(("treasury", "agency")) else "" for name, column in TABLE_1.items()}
    return _slt(frame, "Table 1: U.S. Long-Term Securities Held by Foreign Residents", columns, "Definitions:")


def _slt(frame: pd.DataFrame, title: str, columns: dict[str, str], notes: str) -> bytes:
    head = [
        title,
        "All Countries and International and Regional Organizations",
        "",
        "Millions of dollars",
        "Link: https://example.org",
        "",
        "",
        "",
    ]
    lines = [*head, "\t".join(["country", "country_code", "date", *columns])]
    for _, area in frame.groupby("code", sort=False):
        for row in area.sort_values("month", ascending=False).itertuples(index=False):
            figures = [_whole(getattr(row, c)) if c else "0" for c in columns.values()]
            lines.append("\t".join([row.area, str(row.code), str(row.month), *figures]))
    return NEWLINE.join([*lines, "", notes, "1/ A note.", ""]).encode()


def mfh(frame: pd.DataFrame, date: str) -> bytes:
    """``tic_holdings_monthly``, the part from Major Foreign Holders, as that file, dated like ``5/18/2026``."""
    lines = ["\t\tMAJOR FOREIGN HOLDERS OF TREASURY SECURITIES", "\t\t(in billions of dollars)", "\t\tHOLDINGS 1/ AT END OF PERIOD", ""]
    figures = frame.set_index(["month", "comparison", "area"])["holdings_usd_bn"]
    series = frame.groupby(["month", "comparison"])["series"].first()
    for year in sorted(set(frame["month"].dt.year), reverse=True):
        columns = sorted((c for c in series.index if c[0].year == year), key=lambda c: (c[0], not c[1]), reverse=True)
        block = figures[figures.index.get_level_values("month").year == year].unstack("area").reindex(columns)
        lines += [
            "\t" + "\t".join(series[c] for c in columns),
            "\t" + "\t".join(c[0].strftime("%b") for c in columns),
            "Country\t" + "\t".join(str(year) for _ in columns),
        ]
        names = [a for a in block.columns if a not in MFH_LABELS and a != "Grand Total"]
        for area in [*names, "Grand Total", *MFH_LABELS]:
            label = MFH_LABELS.get(area, f'"{area}"' if "," in area else area)
            lines.append("\t".join([label, *("" if pd.isna(v) else f"{v:.1f}" for v in block[area])]))
        lines.append("")
    return NEWLINE.join([*lines, "Department of the Treasury/Federal Reserve Board", date, ""]).encode()


def fred(values: pd.Series, id: str) -> bytes:
    """One FRED download: empty cells where the series has none."""
    rows = (f"{day:%Y-%m-%d},{'' if pd.isna(v) else f'{v:.10g}'}" for day, v in values.items())
    return "\n".join([f"observation_date,{id}", *rows, ""]).encode()


def jgb(frame: pd.DataFrame) -> bytes:
    """``jgb_yields_daily`` as the Ministry of Finance's file; maturities that the book does not keep are ``-``."""
    maturities = [*range(1, 11), 15, 20, 25, 30, 40]
    lines = ["Interest Rate,,,,,,,,,,,,,,,(Unit : %)", "Date," + ",".join(f"{m}Y" for m in maturities)]
    for day, row in frame.iterrows():
        cells = (row.get(f"jgb{m}_pct", float("nan")) for m in maturities)
        lines.append(f"{day.year}/{day.month}/{day.day}," + ",".join("-" if pd.isna(v) else f"{v:.3f}" for v in cells))
    return NEWLINE.join([*lines, ""]).encode()


def par_curve(frame: pd.DataFrame) -> bytes:
    """The last rows of ``us_yields_daily`` as Treasury's par-curve file, newest first."""
    tenors = {"1 Mo": "1mo", "3 Mo": "3mo", "6 Mo": "6mo"} | {f"{y} Yr": str(y) for y in (1, 2, 3, 5, 7, 10, 20, 30)}
    lines = ["Date," + ",".join(f'"{label}"' for label in tenors)]
    for day, row in frame.iloc[::-1].iterrows():
        lines.append(f"{day:%m/%d/%Y}," + ",".join(f"{row[f'dgs{t}_pct']:.2f}" for t in tenors.values()))
    return "\n".join(lines).encode()


def _whole(value: float) -> str:
    return "n.a." if pd.isna(value) else str(int(value))


def next_month(frame: pd.DataFrame) -> pd.DataFrame:
    """With one more month: the last one again, all figures moved by a thousandth."""
    last = frame[frame["month"] == frame["month"].max()]
    figures = [c for c in last.select_dtypes("number") if c != "code"]
    digits = 1 if "holdings_usd_bn" in figures else 0
    more = last.assign(month=last["month"] + 1, **{c: (last[c] * 1.001).round(digits) for c in figures})
    return pd.concat([frame, more], ignore_index=True)


def next_days(frame: pd.DataFrame, count: int = 10) -> pd.DataFrame:
    """With more weekdays, each column carried on from its last observation."""
    days = pd.bdate_range(frame.index[-1] + pd.Timedelta(days=1), periods=count, name=frame.index.name)
    return pd.concat([frame, pd.DataFrame({c: frame[c].dropna().iloc[-1] for c in frame}, index=days)])
