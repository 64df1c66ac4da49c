"""Chapter 1: identities, joins, holes, vintages, the five signs, and the values that are known."""

from __future__ import annotations

import ast
import re

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from treasury_card import catalog, holdings
from treasury_card.errors import DataError
from treasury_card.holdings import changes, composition, custody, deciders, levels, revisions, since, weeks
from treasury_card.holdings.areas import AGGREGATES, CODES, by_month

PACKAGE = ROOT / "treasury_card" / "holdings"


def month(text: str) -> pd.Period:
    return pd.Period(text, "M")


@pytest.fixture(scope="module")
def tables():
    return {name: catalog.load(name) for name in holdings.TABLES}


@pytest.fixture(scope="module")
def study(tables):
    return holdings.compute(tables)


def levels_table(rows) -> pd.DataFrame:
    """(month, area, comparison, series, bn) -> the layout of ``tic_holdings_monthly``."""
    frame = pd.DataFrame(rows, columns=["month", "area", "comparison", "series", "holdings_usd_bn"])
    return frame.assign(month=pd.PeriodIndex(frame["month"], freq="M"), comparison=frame["comparison"].astype("boolean"))


def flows_table(rows) -> pd.DataFrame:
    """(month, code, lt, net, valuation, bills) in US$ million -> the layout of ``tic_treasuries_monthly``."""
    frame = pd.DataFrame(rows, columns=["month", "code", "lt_usd_mn", "lt_net_usd_mn", "lt_valuation_usd_mn", "bills_usd_mn"])
    frame["month"] = pd.PeriodIndex(frame["month"], freq="M")
    return frame.assign(area="somewhere", bills_net_usd_mn=frame.groupby("code")["bills_usd_mn"].diff())


class TestJoinsAndFills:
    """A many-to-many join or a value carried forward anywhere in the module is an error."""

    FORBIDDEN = {"ffill", "bfill", "pad", "backfill", "fillna", "interpolate", "asof", "merge_asof", "merge_ordered", "combine_first"}

    def calls(self):
        for path in sorted(PACKAGE.glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    yield path.name, node

    def test_every_join_states_what_it_expects(self):
        joins = 0
        for name, call in self.calls():
            is_text = isinstance(call.func.value, ast.Constant)
            if call.func.attr in {"merge", "join"} and not is_text:
                joins += 1
                checks = [k.value.value for k in call.keywords if k.arg == "validate"]
                assert checks and checks[0] in {"one_to_one", "many_to_one", "one_to_many"}, f"{name}, line {call.lineno}"
        assert joins >= 6

    def test_nothing_is_carried_over_a_hole(self):
        found = [f"{name}, line {call.lineno}: {call.func.attr}" for name, call in self.calls() if call.func.attr in self.FORBIDDEN]
        found += [
            f"{name}, line {call.lineno}: method="
            for name, call in self.calls()
            if call.func.attr == "reindex" and any(k.arg == "method" for k in call.keywords)
        ]
        assert not found

    def test_the_whole_study_runs_without_an_unchecked_join_or_a_fill(self, tables, monkeypatch):
        plain = pd.DataFrame.merge

        def checked(self, *args, **kwargs):
            assert kwargs.get("validate") not in {None, "many_to_many", "m:m"}, "a join without a check"
            return plain(self, *args, **kwargs)

        def refused(*args, **kwargs):
            raise AssertionError("a value was carried over a hole")

        monkeypatch.setattr(pd.DataFrame, "merge", checked)
        for frame in (pd.DataFrame, pd.Series):
            for name in ("ffill", "bfill", "fillna", "interpolate"):
                monkeypatch.setattr(frame, name, refused)
        holdings.compute(tables)

    @pytest.mark.parametrize(
        "name",
        [
            "tic_holdings_monthly",
            "tic_treasuries_monthly",
            "tic_long_term_monthly",
            "tic_form_s_monthly",
            "tic_positions_2011_2023",
            "fed_staff_monthly",
            "tic_survey_types",
            "tic_first_prints",
            "tic_secondary",
        ],
    )
    def test_a_doubled_row_stops_the_study(self, tables, name):
        key = "month" if "month" in tables[name] else "area"
        newest = tables[name][tables[name]["area"] == "Japan"].sort_values(key).tail(1)
        assert len(newest)
        with pytest.raises((ValueError, KeyError, DataError)):
            holdings.compute({**tables, name: pd.concat([tables[name], newest], ignore_index=True)})


class TestRuns:
    """What may be drawn as one line."""

    TABLE = levels_table(
        [
            ("2005-05", "A", False, "V", 10),
            ("2005-06", "A", True, "V", 11),
            ("2005-06", "A", False, "VI", 30),
            ("2005-07", "A", False, "VI", 31),
            ("2005-10", "A", False, "VI", 33),
        ]
    )

    def test_a_run_ends_at_a_survey_and_at_a_hole(self):
        runs = levels.unbroken_runs(self.TABLE, ("A",))
        assert runs["run"].tolist() == [0, 0, 1, 1, 2]
        assert runs["holdings_usd_bn"].tolist() == [10, 11, 30, 31, 33]

    def test_no_shipped_run_bridges_a_hole_or_a_survey(self, study):
        for frame in (study.history, study.centres_history, study.shares):
            for _, run in frame.groupby(["area", "run"]):
                assert run["series"].nunique() == 1
                assert (run["month"].astype("int64").diff().dropna() == 1).all()

    def test_canada_and_france_keep_their_holes(self, study):
        drawn = study.history
        assert not ((drawn["area"] == "Canada") & (drawn["month"].dt.year == 2008)).any()
        assert not ((drawn["area"] == "France") & (drawn["month"].dt.year == 2007)).any()

    def test_the_old_figure_closes_its_series_and_never_enters_a_share(self, study):
        compared = study.history[study.history["comparison"].astype(bool)]
        assert (compared.groupby(["area", "run"]).size() == 1).all()
        lasts = study.history.groupby(["area", "run"])["month"].transform("max")
        assert (compared["month"] == lasts[compared.index]).all()
        china = study.shares[(study.shares["area"] == "China, Mainland") & (study.shares["month"] == month("2010-06"))]
        assert china["holdings_usd_bn"].tolist() == [1112.1]


class TestBenchmarks:
    @pytest.mark.parametrize(
        "when, steps",
        [
            ("2000-03", (-167.1, 34.8, 12.0, -157.1, -18.2)),
            ("2006-06", (-117.5, 99.2, 44.3, -145.4, -20.7)),
            ("2010-06", (67.1, 382.7, 268.4, -269.1, -1.3)),
            ("2011-06", (157.0, 272.6, 141.5, -211.3, -29.6)),
        ],
    )
    def test_steps_are_new_minus_old(self, study, when, steps):
        found = study.breaks[study.breaks["month"] == month(when)].set_index("area")["step_usd_bn"]
        order = ["Grand Total", "Foreign Official", "China, Mainland", "United Kingdom", "Japan"]
        np.testing.assert_allclose(found[order], steps, atol=0.051)

    def test_there_are_eleven_surveys(self, study):
        assert study.breaks.groupby("area").size().eq(11).all()

    def test_growth_is_what_the_series_show_plus_what_the_surveys_found(self, study):
        parts = study.growth
        np.testing.assert_allclose(parts["within_series_usd_bn"] + parts["benchmarks_usd_bn"], parts["change_usd_bn"], atol=1e-6)

    def test_a_step_is_never_counted_as_growth_inside_a_series(self):
        rows = [
            ("2005-05", "A", False, "V", 10),
            ("2005-06", "A", True, "V", 11),
            ("2005-06", "A", False, "VI", 500),
            ("2005-07", "A", False, "VI", 502),
        ]
        parts = levels.growth_in_parts(levels_table(rows), ("A",), "2005-05", "2005-07").loc["A"]
        assert (parts["within_series_usd_bn"], parts["benchmarks_usd_bn"], parts["change_usd_bn"]) == (3, 489, 492)


class TestVintages:
    def test_first_print_and_today_are_two_columns(self, study):
        row = study.first_prints.set_index(["month", "area"]).loc[(month("2025-04"), "China, Mainland")]
        assert (row["first_print_usd_bn"], row["today_usd_bn"]) == (757.2, 743.6)
        assert row["revision_usd_bn"] == pytest.approx(-13.6)

    def test_a_change_of_todays_tables_leaves_the_first_prints_alone(self, tables, study):
        moved = tables["tic_holdings_monthly"].assign(holdings_usd_bn=lambda t: t["holdings_usd_bn"] + 50)
        again = revisions.first_print_beside_today(tables["tic_first_prints"], moved)
        pd.testing.assert_series_equal(again["first_print_usd_bn"], study.first_prints["first_print_usd_bn"])
        np.testing.assert_allclose(again["revision_usd_bn"], study.first_prints["revision_usd_bn"] + 50)

    def test_a_later_print_is_no_first_print(self, study):
        april = study.flows_printed[(study.flows_printed["month"] == month("2025-04")) & (study.flows_printed["line"] == "official bonds")]
        assert len(april) == 4
        assert april.loc[april["first_print"], "release"].tolist() == ["SB0171"]
        assert not study.flows_printed.loc[study.flows_printed["month"] < month("2025-01"), "first_print"].any()

    def test_each_month_has_one_first_print_a_line(self, study):
        first = study.flows_printed[study.flows_printed["first_print"]]
        assert not first.duplicated(["line", "month"]).any()
        assert first.groupby("line").size().eq(11).all()

    def test_the_text_about_april_holds(self, study):
        """April 2025 is the largest revision of the official line and the only one that turned its sign."""
        official = study.flows_printed[study.flows_printed["first_print"] & (study.flows_printed["line"] == "official bonds")].set_index(
            "month"
        )
        size = (official["today_usd_bn"] - official["printed_usd_bn"]).abs()
        assert size.idxmax() == month("2025-04")
        assert official.index[official["today_usd_bn"] * official["printed_usd_bn"] < 0].tolist() == [month("2025-04")]


class TestIdentities:
    def test_total_is_long_term_and_bills(self, tables):
        table = tables["tic_treasuries_monthly"].dropna(subset=["total_usd_mn", "lt_usd_mn", "bills_usd_mn"])
        assert len(table) > 5_000
        assert (table["total_usd_mn"] - table["lt_usd_mn"] - table["bills_usd_mn"]).abs().max() <= 1

    @pytest.mark.parametrize("column", ["total_usd_mn", "lt_usd_mn", "bills_usd_mn", "lt_net_usd_mn", "lt_valuation_usd_mn"])
    def test_official_and_private_add_up(self, tables, column):
        wide = by_month(tables["tic_treasuries_monthly"], column)
        parts = (wide[CODES["Foreign Official"]] + wide[CODES["Private"]] - wide[CODES["Grand Total"]]).dropna()
        assert len(parts) >= 39
        assert parts.abs().max() <= 1

    def test_change_is_transactions_valuation_and_rest(self, study):
        slt = study.slt
        total = slt["net_usd_bn"] + slt["valuation_usd_bn"] + slt["rest_usd_bn"]
        np.testing.assert_allclose(total, slt["change_usd_bn"], atol=1e-9)
        assert slt["rest_usd_bn"].notna().all()
        assert slt.groupby("area")["month"].agg(["min", "max"]).eq([month("2023-03"), month("2026-04")]).all(axis=None)

    def test_the_accounts_add_up(self, study):
        for accounts in (study.slt_accounts, study.staff_accounts):
            total = accounts["net_usd_bn"] + accounts["valuation_usd_bn"] + accounts["rest_usd_bn"]
            np.testing.assert_allclose(total, accounts["change_usd_bn"], atol=1e-6)
        last = study.staff_cumulated.groupby("area").last()
        np.testing.assert_allclose(last.loc[study.staff_accounts.index, "rest_usd_bn"], study.staff_accounts["rest_usd_bn"], atol=1e-6)

    def test_the_rest_of_the_staff_estimates_is_their_published_gap(self, tables, study):
        """One month is off in the release itself: January 2012."""
        staff = tables["fed_staff_monthly"]
        parts = changes.decompose(
            staff,
            {"Japan": CODES["Japan"], "Grand Total": CODES["Grand Total"]},
            position="position_usd_mn",
            net="flow_usd_mn",
            valuation="valuation_usd_mn",
        )
        gap = staff.assign(gap=staff["gap_usd_mn"] / 1_000)[["month", "code", "gap"]]
        both = parts.assign(code=parts["area"].map(CODES)).merge(gap, on=["month", "code"], validate="one_to_one").dropna()
        off = both[(both["rest_usd_bn"] - both["gap"]).abs() > 0.0025]
        assert set(off["month"]) <= {month("2012-01")}

    def test_the_bars_of_april_add_up_to_the_total(self, tables, study):
        now = tables["tic_treasuries_monthly"].set_index(["month", "code"]).loc[(month("2025-04"), CODES["Grand Total"])]
        for frame in (study.april, study.april_shown):
            assert frame["net_usd_bn"].sum() == pytest.approx(now["lt_net_usd_mn"] / 1_000)
            assert frame["bills_usd_bn"].sum() == pytest.approx(now["bills_net_usd_mn"] / 1_000)
            assert frame["valuation_usd_bn"].sum() == pytest.approx(now["lt_valuation_usd_mn"] / 1_000)

    def test_no_bar_of_april_is_a_sum_of_others(self, tables, study):
        names = tables["tic_treasuries_monthly"].drop_duplicates("code").set_index("code")["area"]
        assert not set(study.april["area"]) & set(names[list(AGGREGATES)])

    def test_shares_add_up(self, study):
        np.testing.assert_allclose(study.types.groupby("holder")["share_pct"].sum(), 100)
        np.testing.assert_allclose(study.maturity.groupby("holder")["share_pct"].sum(), 100)
        row = study.shares[study.shares["month"] == month("2025-02")].set_index("area")
        np.testing.assert_allclose(row["share_of_foreign_pct"] / 100 * 8900.0, row["holdings_usd_bn"])

    def test_bidders_take_the_whole_auction(self, study):
        np.testing.assert_allclose(study.auctions.groupby(["date", "tenor"])["share_pct"].sum(), 100, atol=0.02)

    def test_japan_is_split_without_a_remainder(self, study):
        cases = study.deciders
        np.testing.assert_allclose(cases[["ministry_usd_bn", "pension_fund_usd_bn", "residual_usd_bn"]].sum(axis=1), 1130.8)


class TestStocksAndFlows:
    ROWS = [
        ("2023-01", 99996, 1000, np.nan, np.nan, 10),
        ("2023-02", 99996, 1100, 0, 90, 10),
        ("2023-03", 99996, 1300, 5, 100, 30),
        ("2023-05", 99996, 1800, 7, 3, 50),
    ]

    def parts(self):
        return changes.decompose(
            flows_table(self.ROWS), {"Grand Total": 99996}, position="lt_usd_mn", net="lt_net_usd_mn", valuation="lt_valuation_usd_mn"
        ).set_index("month")

    def test_a_stock_is_never_read_as_a_flow(self):
        """The position rises by 100 and nobody bought: the transactions stay zero."""
        assert self.parts().loc[
            month("2023-02"), ["change_usd_bn", "net_usd_bn", "valuation_usd_bn", "rest_usd_bn"]
        ].tolist() == pytest.approx([0.1, 0, 0.09, 0.01])

    def test_a_change_across_a_hole_stays_empty(self):
        row = self.parts().loc[month("2023-05")]
        assert row["net_usd_bn"] == 0.007
        assert np.isnan(row["change_usd_bn"]) and np.isnan(row["rest_usd_bn"])

    def test_a_running_sum_refuses_an_empty_month(self):
        with pytest.raises(ValueError, match="needs every month"):
            changes.cumulated(self.parts().reset_index(), month("2023-02"))

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.integers(0, 60), min_size=2, max_size=25, unique=True), st.randoms())
    def test_by_month_keeps_every_hole_and_invents_no_value(self, present, random):
        start = month("2020-01")
        values = {start + n: random.randint(-99, 99) for n in present}
        table = pd.DataFrame({"month": pd.PeriodIndex(list(values), freq="M"), "code": 1, "v": list(values.values())})
        wide = by_month(table, "v")[1]
        assert wide.dropna().to_dict() == {m: float(v) for m, v in values.items()}
        assert len(wide) == max(present) - min(present) + 1
        changed = wide.diff().dropna()
        assert set(changed.index) == {m for m in values if m - 1 in values}

    def test_a_doubled_month_is_refused(self):
        with pytest.raises(ValueError):
            by_month(pd.concat([flows_table(self.ROWS)] * 2), "lt_usd_mn")

    def test_moving_positions_moves_no_transaction_of_april(self, tables):
        table = tables["tic_treasuries_monthly"]
        moved = changes.by_country(table.assign(lt_usd_mn=table["lt_usd_mn"] * 3), "2025-04")
        pd.testing.assert_frame_equal(moved, changes.by_country(table, "2025-04"))

    def test_weekly_changes_are_between_calendar_weeks(self):
        days = pd.to_datetime(["2025-01-01", "2025-01-08", "2025-01-22", "2025-01-29"])
        line = pd.Series([1.0, 3.0, 10.0, 11.0], index=days)
        assert weeks.change_over(line, 1).fillna(-99).tolist() == [-99, 2, -99, 1]
        assert weeks.change_over(line, 2).fillna(-99).tolist() == [-99, -99, 7, -99]

    def test_old_and_new_positions_meet_without_a_jump(self, tables):
        """Table 3D and Table 3 carry the same form: where both exist before the late revisions they agree."""
        old, new = by_month(tables["tic_positions_2011_2023"], "lt_usd_mn"), by_month(tables["tic_treasuries_monthly"], "lt_usd_mn")
        for code in (CODES[a] for a in holdings.ACCOUNTS):
            assert old.loc["2020-01", code] == pytest.approx(new.loc["2020-01", code], rel=0.002)


class TestFlowsAgainstPositions:
    @pytest.mark.parametrize(
        "area, form_s, slt",
        [
            ("Japan", 0.38, 0.97),
            ("China, Mainland", 0.27, 0.99),
            ("United Kingdom", 0.03, 0.79),
            ("Belgium", 0.25, 0.50),
            ("Grand Total", 0.27, 0.96),
        ],
    )
    def test_correlations(self, study, area, form_s, slt):
        found = study.correlations.set_index(["area", "era", "flow"])["correlation"]
        assert round(found[(area, "Form S", "net")], 2) == form_s
        assert round(found[(area, "Form SLT", "net and valuation")], 2) == slt

    def test_the_two_eras_are_never_spliced(self, study):
        span = study.correlations.groupby("era").agg(first=("first", "min"), last=("last", "max"), months=("months", "max"))
        assert span.loc["Form S"].tolist() == [month("2012-02"), month("2023-01"), 132]
        assert span.loc["Form SLT"].tolist() == [month("2023-03"), month("2026-04"), 38]

    def test_the_united_kingdom_buys_three_times_what_it_keeps(self, study):
        row = study.form_s_sums.loc["United Kingdom"].round()
        assert row.tolist() == [1371, 398]

    def test_the_rests_are_those_of_the_data_guide(self, study):
        rest = study.slt_accounts["rest_usd_bn"].round()
        assert rest[["Belgium", "United Kingdom", "Japan", "Grand Total"]].tolist() == [200, 96, -31, -74]


class TestCustody:
    def test_a_bound_is_the_whole_line_and_no_point_between(self, study):
        china = study.bounds.set_index("owner").loc["China, Mainland"]
        centres = study.centres["holdings_usd_bn"]
        assert china["belgium_bound_usd_bn"] - china["own_line_usd_bn"] == pytest.approx(394.7)
        assert china["all_centres_bound_usd_bn"] - china["own_line_usd_bn"] == pytest.approx(centres.sum())
        assert china["own_line_usd_bn"] < china["scenario_usd_bn"] < china["belgium_bound_usd_bn"] < china["all_centres_bound_usd_bn"]

    def test_a_missing_centre_makes_the_bound_empty_and_not_smaller(self, tables):
        table = tables["tic_holdings_monthly"]
        without = table[~((table["area"] == "Ireland") & (table["month"] == month("2025-02")))]
        with pytest.raises(KeyError):
            custody.bounds(without, "2025-02")

    def test_belgiums_hump(self, study):
        assert study.belgium_2014 == {"before_usd_bn": 180.3, "peak_month": month("2014-03"), "peak_usd_bn": 381.4, "after_usd_bn": 121.7}


class TestDuration:
    @pytest.mark.parametrize("years", [0.5, 1, 3.5, 10, 27.5, 30])
    @pytest.mark.parametrize("rate", [0.0, 0.25, 4.24, 9.0])
    def test_closed_form_equals_the_sum_over_cash_flows(self, years, rate):
        y, periods = rate / 100, int(round(2 * years))
        times = np.arange(1, periods + 1) / 2
        cash = np.full(periods, 100 * y / 2)
        cash[-1] += 100
        discount = (1 + y / 2) ** (-2 * times)
        assert (cash * discount).sum() == pytest.approx(100)
        macaulay = (times * cash * discount).sum() / 100
        assert composition.par_modified_duration(years, rate) == pytest.approx(macaulay / (1 + y / 2), rel=1e-12)

    def test_it_is_the_slope_of_the_price(self):
        def price(rate):
            times = np.arange(1, 21) / 2
            cash = np.full(20, 100 * 0.0424 / 2)
            cash[-1] += 100
            return (cash * (1 + rate / 2) ** (-2 * times)).sum()

        slope = -(price(0.0424 + 1e-6) - price(0.0424 - 1e-6)) / 2e-6 / price(0.0424)
        assert composition.par_modified_duration(10, 4.24) == pytest.approx(slope, rel=1e-7)

    def test_a_curve_with_an_empty_tenor_is_refused(self, tables):
        curve = tables["us_yields_daily"].loc["2025-06-30"].copy()
        curve["dgs7_pct"] = np.nan
        with pytest.raises(ValueError, match="empty tenors"):
            composition.durations(curve, 10.0)

    def test_a_holding_of_ten_year_notes_is_worth_itself(self):
        ladder = pd.DataFrame({"holder": ["official", "private", "all"], "midpoint_years": 10.0, "usd_bn": 1.0, "share_pct": 100.0})
        curve = pd.Series(4.0, index=list(composition.TENOR), name="flat")
        summary = composition.maturity_summary(ladder, curve)
        assert summary["ten_year_factor"].tolist() == pytest.approx([1, 1, 1])

    def test_the_denominator_is_the_buckets_own_sum(self, tables, study):
        ladder = tables["tic_survey_maturity"]
        doubled = ladder.assign(usd_mn=ladder["usd_mn"].where(ladder["order"] != 0, ladder["usd_mn"] * 2))
        pd.testing.assert_frame_equal(composition.maturity(doubled, 2025), study.maturity)
        assert study.maturity_header_gap_usd_bn == pytest.approx(62.626)

    def test_known_maturities(self, study):
        assert study.maturity_summary["mean_years"].round(2).to_dict() == {"official": 5.24, "private": 7.50, "all": 6.45}
        assert study.maturity_summary["to_5_years_pct"].round(1).to_dict() == {"official": 64.3, "private": 55.4, "all": 59.5}

    def test_a_range_has_two_ends_in_order(self, study):
        assert (study.ten_year["low_usd_bn"] < study.ten_year["high_usd_bn"]).all()
        assert (study.ten_year["high_usd_bn"] < study.ten_year["long_term_usd_bn"]).all()

    def test_one_withheld_cell_is_backed_out_and_two_are_refused(self):
        row = {
            "area": "A",
            "total_usd_mn": 120.0,
            "lt_usd_mn": 100.0,
            "nominal_usd_mn": 90.0,
            "tips_usd_mn": 7.0,
            "frn_usd_mn": np.nan,
            "bills_usd_mn": 20.0,
        }
        types = composition.by_type(pd.DataFrame([row]), {"A": "A"}).set_index("type")
        assert types.loc["floating", "usd_bn"] == pytest.approx(0.003) and types.loc["floating", "backed_out"]
        with pytest.raises(ValueError, match="2 long-term cells withheld"):
            composition.by_type(pd.DataFrame([{**row, "tips_usd_mn": np.nan}]), {"A": "A"})


def april(total_net=0.0, official_net=0.0, custody_change=0.0, dealers_change=0.0, ten_year=70.0, thirty_year=70.0):
    """Four tables in which April 2025 shows exactly what is asked for: positions of 1,000, weekly noise of one."""
    rows = [("2025-03", code, 1_000.0, np.nan, np.nan, 0.0) for code in (99996, 99990)]
    rows += [("2025-04", 99996, 1_000.0, total_net, 0.0, 0.0), ("2025-04", 99990, 1_000.0, official_net, 0.0, 0.0)]
    days = pd.date_range("2024-10-02", "2025-06-25", freq="7D")
    noise = np.where(np.arange(len(days)) % 2, 0.5, -0.5)
    line = pd.Series(noise, index=days)
    moved = {}
    for name, change in (("custody", custody_change), ("dealers", dealers_change)):
        series = line.copy()
        series["2025-04-16"] = series["2025-04-02"] + change
        moved[name] = series
    sold = [
        (day, tenor, share)
        for tenor, now in (("10-Year", ten_year), ("30-Year", thirty_year))
        for day, share in zip(pd.date_range("2024-01-10", periods=12, freq="30D"), range(60, 72), strict=True)
    ]
    sold += [(pd.Timestamp("2025-04-09"), "10-Year", ten_year), (pd.Timestamp("2025-04-10"), "30-Year", thirty_year)]
    auctions = pd.DataFrame(sold, columns=["date", "tenor", "indirect_pct"])
    return (
        flows_table(rows),
        moved["custody"].rename("custody_usd_bn").to_frame(),
        moved["dealers"].rename("net_position_usd_bn").to_frame(),
        auctions,
    )


class TestFiveSigns:
    @pytest.mark.parametrize(
        "case, sign, seen",
        [
            ({"total_net": -5.1}, 1, True),
            ({"total_net": -5.0}, 1, False),
            ({"total_net": 5.1}, 1, False),
            ({"official_net": -5.1}, 2, True),
            ({"official_net": -4.9}, 2, False),
            ({"custody_change": -30.0}, 3, True),
            ({"custody_change": -0.5}, 3, False),
            ({"custody_change": 30.0}, 3, False),
            ({"dealers_change": 30.0}, 4, True),
            ({"dealers_change": -30.0}, 4, False),
            ({"ten_year": 61.0, "thirty_year": 61.0}, 5, True),
            ({"ten_year": 61.0, "thirty_year": 63.0}, 5, False),
            ({"ten_year": 70.0, "thirty_year": 61.0}, 5, False),
        ],
    )
    def test_each_sign_has_its_threshold(self, case, sign, seen):
        signs = weeks.five_signs(*april(**case))
        assert signs[signs["sign"] == sign]["seen"].tolist() == [seen] * (2 if sign == 5 else 1)
        assert weeks.signs_seen(signs) == int(seen)

    def test_the_share_is_of_the_position_before_the_sale(self):
        treasuries, *others = april(total_net=-9.0)
        grown = treasuries.assign(lt_usd_mn=treasuries["lt_usd_mn"].where(treasuries["month"] < month("2025-04"), 9_000.0))
        assert weeks.five_signs(grown, *others)["value"].iloc[0] == pytest.approx(-0.9)

    def test_all_five_can_be_seen(self):
        everything = april(total_net=-9, official_net=-9, custody_change=-50, dealers_change=50, ten_year=60.0, thirty_year=60.0)
        assert weeks.signs_seen(weeks.five_signs(*everything)) == 5

    def test_later_auctions_do_not_set_the_bar(self):
        treasuries, custody_, dealers, auctions = april(ten_year=61.0, thirty_year=61.0)
        later = pd.DataFrame({"date": pd.date_range("2025-05-01", periods=40, freq="30D"), "tenor": "10-Year", "indirect_pct": 10.0})
        signs = weeks.five_signs(treasuries, custody_, dealers, pd.concat([auctions, later]))
        assert signs[signs["sign"] == 5]["seen"].all()

    @pytest.mark.parametrize("seen, word", [(0, "false"), (1, "misleading"), (2, "misleading"), (3, "supported"), (5, "supported")])
    def test_verdict(self, seen, word):
        assert weeks.verdict(seen) == word

    def test_april_2025(self, study):
        assert study.signs.groupby("sign")["seen"].all().to_dict() == {1: True, 2: False, 3: False, 4: False, 5: False}
        assert study.canada_share_pct > 50
        thresholds = study.signs.set_index("what")["threshold"]
        assert round(thresholds["Indirect bidders' share of the 30-year auction"], 1) == 64.6
        assert round(thresholds["Fed custody for foreign officials, change over the two weeks"], 1) == -16.0

    def test_the_text_about_the_auctions_holds(self, tables, study):
        shares = study.auctions.set_index(["tenor", "bidder"])
        assert shares.loc[("10-Year", "indirect"), "below_pct"] == 100
        assert shares.loc[("10-Year", "indirect"), "share_pct"] == tables["auctions"]["indirect_pct"].max()
        assert shares.loc[("3-Year", "dealer"), "below_pct"] == 100
        assert shares.loc[("3-Year", "direct"), "below_pct"] == 0


class TestSinceThen:
    def test_third_party_totals_stay_apart(self, study):
        last = study.newest.groupby("origin")["month"].agg(["min", "max"])
        assert last.loc["official", "max"] == month("2026-04")
        assert last.loc["third party"].tolist() == [month("2026-05"), month("2026-07")]
        assert study.numbers["holdings.japan.latest.usd_bn"].value == 1209.9
        assert study.numbers["holdings.japan.latest_secondary.usd_bn"].value == 1103.9

    def test_an_official_month_is_never_overwritten_by_a_third_party(self, tables):
        late = tables["tic_secondary"].iloc[[0]].assign(month=month("2026-04"), area="Japan", holdings_usd_bn=1.0)
        newest = since.newest(tables["tic_holdings_monthly"], pd.concat([tables["tic_secondary"], late]), ("Japan",), "2026-01")
        assert newest[newest["month"] == month("2026-04")]["holdings_usd_bn"].tolist() == [1209.9]

    @pytest.mark.parametrize(
        "when, dollars, bills, bonds",
        [
            ("2022-09", 20.0, 1.5, -35.5),
            ("2022-10", 43.3, -22.8, -14.5),
            ("2024-04", 37.8, -12.1, 0.2),
            ("2024-05", 24.5, -24.0, 0.2),
            ("2024-07", 35.0, -3.0, -10.9),
            ("2025-04", 0.0, -1.2, -2.9),
            ("2026-05", 74.4, -59.8, -2.8),
        ],
    )
    def test_what_was_sold(self, study, when, dollars, bills, bonds):
        row = study.sold.set_index("month").loc[month(when)]
        assert row[["intervention_usd_bn", "bills_change_usd_bn", "lt_net_usd_bn"]].round(1).tolist() == [dollars, bills, bonds]
        assert row["lt_source"] == ("Form S" if when < "2023-02" else "Form SLT")
        assert row["bills_source"] == ("third-party total" if when == "2026-05" else "official")

    def test_every_intervention_is_in_one_month_of_one_episode(self, study):
        assert study.sold["intervention_usd_bn"].sum() == pytest.approx(study.operations["usd_bn"].sum())
        assert study.sold_episodes["intervention_usd_bn"].sum() == pytest.approx(study.operations["usd_bn"].sum())

    def test_the_text_about_bills_holds(self, study):
        episodes = study.sold_episodes
        assert (
            episodes.loc[["2024-spring", "2026"], "bills_change_usd_bn"] < 10 * episodes.loc[["2024-spring", "2026"], "lt_net_usd_bn"]
        ).all()
        assert (episodes.loc[["2022", "2024-07"], "lt_net_usd_bn"] < episodes.loc[["2022", "2024-07"], "bills_change_usd_bn"]).all()


class TestDeciders:
    def test_ranges_of_the_ministry(self, study):
        cases = study.deciders.set_index("case")["ministry_usd_bn"].round().astype(int).to_dict()
        assert cases == {"low": 641, "high": 849, "ceiling": 943}

    def test_pension_fund(self, study):
        assert round(study.deciders["pension_fund_usd_bn"].iloc[0]) == 210
        assert deciders.pension_fund_treasuries(150.0, 50.0, 50.0, 150.0) == pytest.approx(250.0)

    def test_the_ceiling_leaves_less_than_nothing(self, study):
        residual = study.deciders.set_index("case")["residual_usd_bn"]
        assert residual["ceiling"] < 0 < residual["high"] < residual["low"]

    def test_ranges_keep_low_below_high(self, study):
        assert (study.decider_ranges["low_usd_bn"] <= study.decider_ranges["high_usd_bn"]).all()


NAMED = [
    *(f"holdings.{who}.2025-02.usd_bn" for who in ("japan", "china", "uk", "total", "official")),
    *(f"holdings.{who}.2025-02.first_print.usd_bn" for who in ("japan", "china", "total")),
    *(f"holdings.{who}.share_of_foreign.2025-02.pct" for who in ("japan", "china", "japan_china")),
    *(f"holdings.net_lt.{who}.2025-04.usd_bn" for who in ("japan", "china", "uk", "canada", "official", "private", "total")),
    "holdings.net_lt.official.2025-04.first_print.usd_bn",
    "holdings.japan.latest.usd_bn",
    "holdings.japan.latest.month",
    *(f"holdings.japan.ten_year_equivalent.{end}.usd_bn" for end in ("low", "high")),
    *(f"holdings.mof.range_{end}.usd_bn" for end in ("low", "high")),
    *(f"holdings.custody.{day}.usd_bn" for day in ("2025-04-02", "2025-04-09", "2025-04-16")),
    "holdings.signs.count",
]
KNOWN = {
    "holdings.japan.2025-02.usd_bn": 1125.9,
    "holdings.china.2025-02.usd_bn": 784.3,
    "holdings.total.2025-02.usd_bn": 8900.0,
    "holdings.official.2025-02.usd_bn": 3895.9,
    "holdings.uk.2025-03.usd_bn": 779.3,
    "holdings.total.2025-02.first_print.usd_bn": 8817.0,
    "holdings.japan_china.2025-02.usd_bn": 1910.2,
    "holdings.japan_china.share_of_foreign.2025-02.first_print.pct": 21.7,
    "holdings.japan_china.share_of_foreign.2025-02.pct": 21.5,
    "holdings.net_lt.japan.2025-04.usd_bn": -2.9,
    "holdings.net_lt.china.2025-04.usd_bn": -20.9,
    "holdings.net_lt.uk.2025-04.usd_bn": 42.8,
    "holdings.net_lt.canada.2025-04.usd_bn": -57.7,
    "holdings.net_lt.canada.2025-05.usd_bn": 65.9,
    "holdings.net_lt.official.2025-04.usd_bn": -5.7,
    "holdings.net_lt.official.2025-04.first_print.usd_bn": 6.0,
    "holdings.net_lt.private.2025-04.usd_bn": -52.8,
    "holdings.net_lt.private.2025-04.first_print.usd_bn": -46.8,
    "holdings.net_lt.total.2025-04.usd_bn": -58.5,
    "holdings.valuation_lt.total.2025-04.usd_bn": 23.5,
    "holdings.bills.total.2025-04.usd_bn": -12.0,
    "holdings.custody.2025-04-02.usd_bn": 2929.3,
    "holdings.custody.2025-04-16.usd_bn": 2939.5,
    "holdings.dealers.2025-04-09.usd_bn": 406.9,
    "holdings.survey.japan.nominal.usd_bn": 1010.8,
    "holdings.survey.china.tips.usd_bn": 147.7,
    "holdings.signs.count": 1,
    "holdings.signs.verdict": "misleading",
    "holdings.japan.latest.month": "April 2026",
}


class TestNumbers:
    @pytest.mark.parametrize("key", NAMED)
    def test_every_named_result_is_there(self, study, key):
        assert key in study.numbers

    @pytest.mark.parametrize("key, value", KNOWN.items())
    def test_known_values(self, study, key, value):
        found = study.numbers[key].value
        assert found == value if isinstance(value, str) else found == pytest.approx(value, abs=0.051)

    def test_every_number_names_shipped_tables(self, study):
        shipped = set(catalog.tables())
        assert not {t for n in study.numbers.values() for t in n.tables} - shipped

    def test_every_number_of_the_chapter_exists(self, study):
        text = (ROOT / "chapters" / "01_holdings.ipynb").read_text("utf-8")
        asked = [reference.partition(":") for reference in re.findall(r"\{glue:text\}`([^`]+)`", text)]
        assert len(asked) > 200
        assert not [key for key, _, _ in asked if key not in study.numbers]
        assert all(study.numbers[key].text(style) for key, _, style in asked)

    def test_the_result_is_frozen(self, study):
        with pytest.raises(AttributeError):
            study.history = None
