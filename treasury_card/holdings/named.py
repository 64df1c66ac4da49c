"""The chapter's named numbers, from the finished frames. Keys are stable; other chapters and the ledger rest on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..numbers import Numbers
from .areas import CUSTODY_CENTRES, SLUGS, keyed
from .since import UNEXPLAINED
from .weeks import signs_seen, verdict

if TYPE_CHECKING:
    from . import Holdings

MFH, TABLE_3, TABLE_1 = "tic_holdings_monthly", "tic_treasuries_monthly", "tic_long_term_monthly"
FEB, MAR, APR, MAY = (pd.Period(month, "M") for month in ("2025-02", "2025-03", "2025-04", "2025-05"))


def named_numbers(h: Holdings) -> Numbers:
    """All named results of the chapter (``holdings.*``)."""
    numbers = Numbers()
    for add in (_levels, _first_prints, _benchmarks, _flows, _april, _custody_map, _composition, _deciders, _weeks, _since, _quoted):
        add(numbers, h)
    return numbers


def _month_name(month: pd.Period) -> str:
    return month.strftime("%B %Y")


def _levels(numbers: Numbers, h: Holdings) -> None:
    for month in h.snapshot:
        for area in ("Japan", "China, Mainland", "United Kingdom", "Grand Total", "Foreign Official", "El Salvador", "All Other"):
            slug = SLUGS.get(area, area.lower().replace(" ", "_"))
            numbers.add(f"holdings.{slug}.{month}.usd_bn", h.snapshot.loc[area, month], "usd_bn", MFH)
        numbers.add(f"holdings.japan_china.{month}.usd_bn", h.snapshot.loc[["Japan", "China, Mainland"], month].sum(), "usd_bn", MFH)
    shares = keyed(h.shares, ["month", "area"])
    for area in ("Japan", "China, Mainland", "United Kingdom"):
        slug = SLUGS[area]
        numbers.add(f"holdings.{slug}.share_of_foreign.2025-02.pct", shares.loc[(FEB, area), "share_of_foreign_pct"], "pct", MFH)
        numbers.add(f"holdings.{slug}.share_of_debt.2025-03.pct", shares.loc[(MAR, area), "share_of_debt_pct"], "pct", MFH, "debt_daily")
        peak = h.shares[h.shares["area"] == area].dropna(subset="share_of_debt_pct").set_index("month")["share_of_debt_pct"]
        numbers.add(f"holdings.{slug}.share_of_debt.peak.pct", peak.max(), "pct", MFH, "debt_daily", "macro_quarterly")
        numbers.add(f"holdings.{slug}.share_of_debt.peak.month", _month_name(peak.idxmax()), "text", MFH, "debt_daily", "macro_quarterly")
    pair = shares.loc[[(FEB, "Japan"), (FEB, "China, Mainland")], "share_of_foreign_pct"].sum()
    numbers.add("holdings.japan_china.share_of_foreign.2025-02.pct", pair, "pct", MFH)
    pair = shares.loc[[(MAR, "Japan"), (MAR, "China, Mainland")], "share_of_debt_pct"].sum()
    numbers.add("holdings.japan_china.share_of_debt.2025-03.pct", pair, "pct", MFH, "debt_daily")
    debt = shares.loc[(MAR, "Japan"), "debt_usd_bn"]
    numbers.add("holdings.total.share_of_debt.2025-03.pct", 100 * h.snapshot.loc["Grand Total", "2025-03"] / debt, "pct", MFH, "debt_daily")
    numbers.add("holdings.debt_held_by_public.2025-03.usd_bn", debt, "usd_bn", "debt_daily")
    official = 100 * h.snapshot.loc["Foreign Official", "2025-02"] / h.snapshot.loc["Grand Total", "2025-02"]
    numbers.add("holdings.official.share_of_foreign.2025-02.pct", official, "pct", MFH)
    numbers.add("holdings.twelve_largest.share_of_foreign.pct", h.largest["share_of_foreign_pct"].sum(), "pct", MFH)
    centres = h.largest[h.largest["area"].isin(CUSTODY_CENTRES)]
    numbers.add("holdings.twelve_largest.centres.count", len(centres), "count", MFH)
    numbers.add("holdings.twelve_largest.centres.share_of_foreign.pct", centres["share_of_foreign_pct"].sum(), "pct", MFH)


def _first_prints(numbers: Numbers, h: Holdings) -> None:
    printed = keyed(h.first_prints, ["month", "area"])["first_print_usd_bn"]
    for area in ("Japan", "China, Mainland", "Grand Total"):
        numbers.add(f"holdings.{SLUGS[area]}.2025-02.first_print.usd_bn", printed[(FEB, area)], "usd_bn", "tic_first_prints")
    numbers.add("holdings.china.2025-04.first_print.usd_bn", printed[(APR, "China, Mainland")], "usd_bn", "tic_first_prints")
    pair = printed[(FEB, "Japan")] + printed[(FEB, "China, Mainland")]
    share = 100 * pair / printed[(FEB, "Grand Total")]
    numbers.add("holdings.japan_china.2025-02.first_print.usd_bn", pair, "usd_bn", "tic_first_prints")
    numbers.add("holdings.japan_china.share_of_foreign.2025-02.first_print.pct", share, "pct", "tic_first_prints")
    sizes = keyed(h.revision_sizes, ["what", "compared"])
    keys = {"levels": "levels", "official bonds": "net_lt.official", "private bonds": "net_lt.private", "bills": "bills"}
    for (what, compared), row in sizes.iterrows():
        vintages = "vintages" if compared.endswith("revised cells only") else "first_print"
        sources = {
            "vintages": ("revisions",),
            "first_print": ("tic_first_prints", MFH) if what == "levels" else ("tic_release_flows", TABLE_3),
        }[vintages]
        stem = f"holdings.revision.{keys[what]}.{vintages}"
        numbers.add(f"{stem}.count", int(row["figures"]), "count", *sources)
        numbers.add(f"{stem}.median.usd_bn", row["median_abs_usd_bn"], "usd_bn", *sources)
        numbers.add(f"{stem}.largest.usd_bn", row["largest_abs_usd_bn"], "usd_bn", *sources)
        if pd.notna(row["sign_changes"]):
            numbers.add(f"{stem}.sign_changes.count", int(row["sign_changes"]), "count", *sources)


def _benchmarks(numbers: Numbers, h: Holdings) -> None:
    for area, row in h.growth.iterrows():
        stem = f"holdings.survey_era.{SLUGS[area]}"
        numbers.add(f"{stem}.change.usd_bn", row["change_usd_bn"], "usd_bn", MFH)
        numbers.add(f"{stem}.within_series.usd_bn", row["within_series_usd_bn"], "usd_bn", MFH)
        numbers.add(f"{stem}.benchmarks.usd_bn", row["benchmarks_usd_bn"], "usd_bn", MFH)
    steps = keyed(h.breaks, ["month", "area"])["step_usd_bn"]
    june = pd.Period("2010-06", "M")
    for area in ("China, Mainland", "United Kingdom"):
        numbers.add(f"holdings.benchmark_step.{SLUGS[area]}.2010-06.usd_bn", steps[(june, area)], "usd_bn", MFH)


def _flows(numbers: Numbers, h: Holdings) -> None:
    for era, accounts, table in (("slt", h.slt_accounts, TABLE_3), ("staff", h.staff_accounts, "fed_staff_monthly")):
        for area, row in accounts.drop(index=["Luxembourg", "Cayman Islands", "Ireland", "Switzerland"], errors="ignore").iterrows():
            for part in ("change", "net", "valuation", "rest", "mean_abs_rest", "largest_abs_rest"):
                numbers.add(f"holdings.account.{era}.{SLUGS[area]}.{part}.usd_bn", row[f"{part}_usd_bn"], "usd_bn", table)
    for _, row in h.correlations.iterrows():
        era = "form_s" if row["era"] == "Form S" else "slt"
        key = f"holdings.correlation.{era}.{SLUGS[row['area']]}.{row['flow'].replace(' ', '_')}"
        tables = ("tic_form_s_monthly", "tic_positions_2011_2023", TABLE_3) if era == "form_s" else (TABLE_3,)
        numbers.add(
            key, row["correlation"], "ratio", *tables, *(("fed_staff_monthly",) if era == "form_s" and "valuation" in row["flow"] else ())
        )
        if row["area"] == "Grand Total":
            numbers.add(f"{key}.months", int(row["months"]), "count", *tables)
    for area, row in h.form_s_sums.iterrows():
        numbers.add(f"holdings.form_s.{SLUGS[area]}.net.usd_bn", row["net_usd_bn"], "usd_bn", "tic_form_s_monthly")
        numbers.add(
            f"holdings.form_s.{SLUGS[area]}.position_change.usd_bn",
            row["position_change_usd_bn"],
            "usd_bn",
            "tic_positions_2011_2023",
            TABLE_3,
        )


def _april(numbers: Numbers, h: Holdings) -> None:
    flows = keyed(h.slt, ["month", "area"])
    for month in (MAR, APR, MAY):
        for area in ("Japan", "China, Mainland", "United Kingdom", "Belgium", "Canada", "Foreign Official", "Private", "Grand Total"):
            numbers.add(f"holdings.net_lt.{SLUGS[area]}.{month}.usd_bn", flows.loc[(month, area), "net_usd_bn"], "usd_bn", TABLE_3)
    numbers.add("holdings.valuation_lt.total.2025-04.usd_bn", flows.loc[(APR, "Grand Total"), "valuation_usd_bn"], "usd_bn", TABLE_3)
    for area in ("Japan", "China, Mainland", "Grand Total"):
        numbers.add(f"holdings.bills.{SLUGS[area]}.2025-04.usd_bn", h.april_bills[area], "usd_bn", TABLE_3)
    others = flows.loc[(APR, "Grand Total"), "net_usd_bn"] - flows.loc[(APR, "Canada"), "net_usd_bn"]
    numbers.add("holdings.net_lt.all_but_canada.2025-04.usd_bn", others, "usd_bn", TABLE_3)
    numbers.add("holdings.net_lt.canada.share_of_total.2025-04.pct", h.canada_share_pct, "pct", TABLE_3)
    printed = h.flows_printed[h.flows_printed["month"] == APR]
    for line, slug in (("official bonds", "net_lt.official"), ("private bonds", "net_lt.private"), ("bills", "bills.total")):
        first = printed[(printed["line"] == line) & printed["first_print"]]["printed_usd_bn"].item()
        numbers.add(f"holdings.{slug}.2025-04.first_print.usd_bn", first, "usd_bn", "tic_release_flows")
    march = h.flows_printed[(h.flows_printed["month"] == MAR) & (h.flows_printed["line"] == "bills") & h.flows_printed["first_print"]].iloc[
        0
    ]
    numbers.add("holdings.bills.total.2025-03.first_print.usd_bn", march["printed_usd_bn"], "usd_bn", "tic_release_flows")
    numbers.add("holdings.bills.total.2025-03.usd_bn", march["today_usd_bn"], "usd_bn", TABLE_3)
    last = printed[printed["line"] == "official bonds"].sort_values("release_date").iloc[-1]
    numbers.add("holdings.net_lt.official.2025-04.last_press_release.usd_bn", last["printed_usd_bn"], "usd_bn", "tic_release_flows")
    numbers.add(
        "holdings.net_lt.official.2025-04.last_press_release.date",
        f"{last['release_date'].day} {last['release_date']:%B %Y}",
        "text",
        "tic_release_flows",
    )


def _custody_map(numbers: Numbers, h: Holdings) -> None:
    for _, row in h.centres.iterrows():
        slug = SLUGS[row["area"]]
        if f"holdings.{slug}.2025-02.usd_bn" not in numbers:
            numbers.add(f"holdings.{slug}.2025-02.usd_bn", row["holdings_usd_bn"], "usd_bn", MFH)
        numbers.add(f"holdings.{slug}.survey_bills.pct", row["bills_pct"], "pct", "tic_survey_types")
    numbers.add("holdings.centres.2025-02.usd_bn", h.centres["holdings_usd_bn"].sum(), "usd_bn", MFH)
    numbers.add("holdings.centres.share_of_foreign.2025-02.pct", h.centres["share_of_foreign_pct"].sum(), "pct", MFH)
    for _, row in h.bounds.iterrows():
        for bound in ("scenario", "belgium_bound", "all_centres_bound"):
            numbers.add(f"holdings.{bound}.{SLUGS[row['owner']]}.2025-02.usd_bn", row[f"{bound}_usd_bn"], "usd_bn", MFH)
    gain = h.centres.set_index("area")["change_since_2011_usd_bn"]
    numbers.add("holdings.belgium.change_since_2011.usd_bn", gain["Belgium"], "usd_bn", MFH)
    numbers.add(
        "holdings.all_other.fall.2025-03.usd_bn",
        numbers["holdings.all_other.2025-03.usd_bn"].value - numbers["holdings.all_other.2025-02.usd_bn"].value,
        "usd_bn",
        MFH,
    )


def _composition(numbers: Numbers, h: Holdings) -> None:
    slugs = {"Japan": "japan", "China": "china", "United Kingdom": "uk", "All official": "official", "All foreigners": "total"}
    for _, row in h.types.iterrows():
        stem = f"holdings.survey.{slugs[row['holder']]}.{row['type'].lower()}"
        numbers.add(f"{stem}.usd_bn", row["usd_bn"], "usd_bn", "tic_survey_types")
        numbers.add(f"{stem}.pct", row["share_pct"], "pct", "tic_survey_types")
    for holder, row in h.maturity_summary.iterrows():
        stem, tables = f"holdings.maturity.{holder}", ("tic_survey_maturity",)
        numbers.add(f"{stem}.mean.years", row["mean_years"], "years", *tables, decimals=2)
        numbers.add(f"{stem}.to_5_years.pct", row["to_5_years_pct"], "pct", *tables)
        numbers.add(f"{stem}.duration.years", row["duration_years"], "years", *tables, "us_yields_daily")
        numbers.add(f"{stem}.ten_year_factor", row["ten_year_factor"], "ratio", *tables, "us_yields_daily")
    numbers.add("holdings.maturity.official.buckets_less_header.usd_bn", h.maturity_header_gap_usd_bn, "usd_bn", "tic_survey_maturity")
    numbers.add("holdings.maturity.on_the_run_10_year.duration.years", h.ten_year_duration_years, "years", "us_yields_daily", decimals=2)
    for area, row in h.ten_year.iterrows():
        for end in ("low", "high"):
            numbers.add(
                f"holdings.{SLUGS[area]}.ten_year_equivalent.{end}.usd_bn",
                row[f"{end}_usd_bn"],
                "usd_bn",
                "tic_survey_types",
                "tic_survey_maturity",
                "us_yields_daily",
            )
        numbers.add(f"holdings.survey.{SLUGS[area]}.long_term.usd_bn", row["long_term_usd_bn"], "usd_bn", "tic_survey_types")


def _deciders(numbers: Numbers, h: Holdings) -> None:
    cases = keyed(h.deciders, "case")
    quoted = "quoted_figures"
    for case in ("low", "high", "ceiling"):
        numbers.add(f"holdings.mof.range_{case}.usd_bn", cases.loc[case, "ministry_usd_bn"], "usd_bn", quoted, decimals=0)
        numbers.add(f"holdings.mof.share_of_tic_{case}.pct", cases.loc[case, "ministry_share_pct"], "pct", quoted, MFH, decimals=0)
        numbers.add(f"holdings.mof.assumed_share_{case}.pct", 100 * cases.loc[case, "assumed_share"], "pct", quoted, decimals=0)
        numbers.add(
            f"holdings.private_residual.with_mof_{case}.usd_bn",
            cases.loc[case, "residual_usd_bn"],
            "usd_bn",
            quoted,
            MFH,
            "market_daily",
            decimals=0,
        )
    numbers.add("holdings.gpif.usd_bn", cases.loc["low", "pension_fund_usd_bn"], "usd_bn", quoted, "market_daily", decimals=0)
    numbers.add("holdings.reserve_securities.2025-03.usd_bn", cases.loc["ceiling", "ministry_usd_bn"], "usd_bn", quoted, decimals=0)


def _weeks(numbers: Numbers, h: Holdings) -> None:
    custody = h.weekly.set_index("date")["custody_usd_bn"]
    for day in ("2025-04-02", "2025-04-09", "2025-04-16", "2025-04-23", "2025-04-30"):
        numbers.add(f"holdings.custody.{day}.usd_bn", custody[pd.Timestamp(day)], "usd_bn", "fed_custody_weekly")
    numbers.add(
        "holdings.custody.week_to_2025-04-30.usd_bn", custody.loc["2025-04-30"] - custody.loc["2025-04-23"], "usd_bn", "fed_custody_weekly"
    )
    dealers = h.weekly.set_index("date")["net_position_usd_bn"]
    for day in ("2025-04-02", "2025-04-09", "2025-04-16"):
        numbers.add(f"holdings.dealers.{day}.usd_bn", dealers[pd.Timestamp(day)], "usd_bn", "dealer_positions_weekly")
    names = {"1": "total_net", "2": "official_net", "3": "custody", "4": "dealers"}
    tables = {"1": TABLE_3, "2": TABLE_3, "3": "fed_custody_weekly", "4": "dealer_positions_weekly"}
    for _, row in h.signs[h.signs["sign"] < 5].iterrows():
        sign = str(row["sign"])
        numbers.add(
            f"holdings.signs.{names[sign]}.value.{row['unit']}",
            row["value"],
            row["unit"],
            tables[sign],
            decimals=2 if row["unit"] == "pct" else None,
        )
        numbers.add(f"holdings.signs.{names[sign]}.threshold.{row['unit']}", row["threshold"], row["unit"], tables[sign])
    for (_, row), tenor in zip(h.signs[h.signs["sign"] == 5].iterrows(), ("10-year", "30-year"), strict=True):
        numbers.add(f"holdings.signs.indirect_{tenor}.threshold.pct", row["threshold"], "pct", "auctions")
    numbers.add("holdings.signs.count", signs_seen(h.signs), "count", "auctions", "dealer_positions_weekly", "fed_custody_weekly", TABLE_3)
    numbers.add(
        "holdings.signs.verdict", verdict(signs_seen(h.signs)), "text", "auctions", "dealer_positions_weekly", "fed_custody_weekly", TABLE_3
    )
    for _, row in h.auctions.iterrows():
        stem = f"holdings.auction.{row['tenor'].lower()}.{row['date']:%Y-%m-%d}.{row['bidder']}"
        numbers.add(f"{stem}.pct", row["share_pct"], "pct", "auctions")
        numbers.add(f"{stem}.others_low.pct", row["low_pct"], "pct", "auctions")
        numbers.add(f"{stem}.others_high.pct", row["high_pct"], "pct", "auctions")
    for _, row in h.private_monthly.iterrows():
        if row["month"] in (MAR, APR, MAY):
            numbers.add(
                f"holdings.japan_private.us_sovereign.{row['month']}.usd_bn",
                row["us_sovereign_net_usd_bn"],
                "usd_bn",
                "japan_private_flows_monthly",
            )


def _since(numbers: Numbers, h: Holdings) -> None:
    for area in ("Japan", "China, Mainland", "United Kingdom"):
        for origin, name, table in (("official", "latest", MFH), ("third party", "latest_secondary", "tic_secondary")):
            last = h.newest[(h.newest["area"] == area) & (h.newest["origin"] == origin)].sort_values("month").iloc[-1]
            numbers.add(f"holdings.{SLUGS[area]}.{name}.usd_bn", last["holdings_usd_bn"], "usd_bn", table)
            numbers.add(f"holdings.{SLUGS[area]}.{name}.month", _month_name(last["month"]), "text", table)
    fall = h.unexplained_fall
    numbers.add(f"holdings.reserves.{UNEXPLAINED}.change.usd_bn", fall["reserves_usd_bn"], "usd_bn", "japan_reserves_monthly")
    numbers.add(f"holdings.custody.{UNEXPLAINED}.change.usd_bn", fall["custody_usd_bn"], "usd_bn", "fed_custody_weekly")
    since_april = fall["custody_since_april_2025_usd_bn"]
    numbers.add("holdings.custody.since_2025-04-02.change.usd_bn", since_april, "usd_bn", "fed_custody_weekly", decimals=0)
    numbers.add("holdings.custody.newest.day", f"{fall['newest'].day} {fall['newest']:%B %Y}", "text", "fed_custody_weekly")
    origin = {
        "bills_change": TABLE_3,
        "lt_net": TABLE_1,
        "private_net": "japan_private_flows_monthly",
        "implied_official": TABLE_1,
        "reserves_change": "japan_reserves_monthly",
        "intervention": "interventions",
    }
    for _, row in h.sold.iterrows():
        for part, table in origin.items():
            value = row[f"{part}_usd_bn"]
            if pd.notna(value):
                sources = (
                    ("tic_form_s_monthly",)
                    if part == "lt_net" and row["lt_source"] == "Form S"
                    else (table, "tic_secondary")
                    if row["bills_source"] != "official" and part == "bills_change"
                    else (table,)
                )
                numbers.add(f"holdings.sold.{row['month']}.{part}.usd_bn", value, "usd_bn", *sources)
    episodes = h.sold_episodes.rename(
        columns={"bills_change_usd_bn": "bills", "lt_net_usd_bn": "lt_net", "intervention_usd_bn": "intervention"}
    )
    rows = {f"episode.{name}": row for name, row in episodes.iterrows()}
    rows["spring_2024_and_2026"] = episodes.loc[["2024-spring", "2026"]].sum()
    rows["all_episodes"] = episodes.sum()
    sources = {
        "bills": (TABLE_3, "tic_secondary"),
        "lt_net": (TABLE_1, "tic_form_s_monthly"),
        "intervention": ("interventions", "market_daily"),
    }
    for name, row in rows.items():
        for part, tables in sources.items():
            numbers.add(f"holdings.sold.{name}.{part}.usd_bn", row[part], "usd_bn", *tables)
    japan = keyed(h.newest[h.newest["area"] == "Japan"], "month")["holdings_usd_bn"]
    may = pd.Period("2026-05", "M")
    numbers.add("holdings.japan.2026-05.change.usd_bn", japan[may] - japan[may - 1], "usd_bn", MFH, "tic_secondary")
    numbers.add("holdings.belgium.2014_peak.usd_bn", h.belgium_2014["peak_usd_bn"], "usd_bn", MFH)
    numbers.add("holdings.belgium.2014_peak.month", _month_name(h.belgium_2014["peak_month"]), "text", MFH)
    numbers.add("holdings.belgium.2013-10.usd_bn", h.belgium_2014["before_usd_bn"], "usd_bn", MFH)
    numbers.add("holdings.belgium.2015-12.usd_bn", h.belgium_2014["after_usd_bn"], "usd_bn", MFH)


def _quoted(numbers: Numbers, h: Holdings) -> None:
    for key, row in h.quoted.iterrows():
        numbers.add(f"holdings.{key}", row["value"], row["unit"], "quoted_figures", decimals=1 if row["unit"] == "bp" else None)
