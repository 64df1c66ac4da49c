"""Chapter 1: who holds the paper, and who decides?

``run()`` reads the tables, computes every exhibit of the chapter and its named numbers. The modules, in the order of the chapter:
``levels`` and ``revisions`` (what the statistics show, and how firmly), ``changes`` (transactions, valuation, rest; April 2025 by
country), ``custody`` (bounds), ``composition`` (types, maturities, ten-year equivalents), ``deciders`` (ranges), ``weeks`` (five
signs), ``since`` (the newest months, interventions), ``named`` (the numbers).

Sources: US Treasury, Treasury International Capital; Bertaut and Judson (IFDP 1113, 2014) for 2011-2020.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pandas as pd

from .. import catalog
from ..memo import memoised
from ..numbers import Numbers
from . import changes, composition, custody, deciders, levels, revisions, since, weeks
from .areas import CODES, CUSTODY_CENTRES, keyed
from .named import named_numbers

BIG_THREE = ("Japan", "China, Mainland", "United Kingdom")
DRAWN = ("Grand Total", "Foreign Official", *BIG_THREE)
CONTEXT = ("Belgium", "Canada", "Cayman Islands", "France", "Hong Kong", "Ireland", "Luxembourg", "Switzerland", "Taiwan")
ACCOUNTS = ("Grand Total", *BIG_THREE, "Belgium")
SURVEY_DATE = "2025-06-30"
SURVEY_ROWS = {
    "Japan": "Japan",
    "China": "China, Mainland",
    "United Kingdom": "United Kingdom",
    "All official": "Holdings of FOI",
    "All foreigners": "Total",
}
QUOTED = (
    *deciders.QUOTED.values(),
    "quoted.special_account.bond_share.2008-03.pct",
    "quoted.reserve_deposits.2025-03.usd_bn",
    "quoted.japan_private_week.2025-04-04.usd_bn",
    "quoted.japan_private_week.2025-04-11.usd_bn",
    "quoted.japan_private_week.2025-04-19.jpy_tn",
    "quoted.auction_tail.3y.2025-04-08.bp",
    "quoted.auction_tail.10y.2025-04-09.bp",
    "quoted.auction_tail.30y.2025-04-10.bp",
)
AROUND_APRIL = (pd.Timestamp("2025-01-01"), pd.Timestamp("2025-06-30"))


@dataclass(frozen=True)
class Holdings:
    """Results of chapter 1. Amounts in US$ bn unless the column says otherwise; every frame is documented where it is made.

    Attributes
    ----------
    history, breaks, growth, largest, snapshot : DataFrame
        Exhibit 1: unbroken runs, survey steps, growth 2000-2011 in parts, largest holders, single months.
    shares, first_prints, flows_printed, revision_sizes : DataFrame
        Exhibit 2.
    slt, slt_accounts, staff_cumulated, staff_accounts, correlations, form_s_sums : DataFrame
        Exhibit 3.
    april, april_shown : DataFrame
        Exhibit 4, by country, all and those shown; ``april_bills`` by area and ``canada_share_pct`` belong to it.
    centres, centres_history, bounds : DataFrame
        Exhibit 5, with ``belgium_2014`` (dict).
    types, maturity, maturity_summary, ten_year : DataFrame
        Exhibit 6, with ``ten_year_duration_years`` of the par ten-year on the survey date and ``maturity_header_gap_usd_bn``.
    deciders, decider_ranges : DataFrame
        Exhibit 7.
    weekly, auctions, private_monthly, signs, scorecard : DataFrame
        Exhibit 8.
    newest, operations, sold, sold_episodes : DataFrame
        Exhibit 9; ``unexplained_fall`` (Series) is what the text says of August 2026.
    quoted : DataFrame
        The figures of other people's documents that the text repeats, as in ``quoted_figures``.
    numbers : Numbers
        All ``holdings.*``.
    """

    history: pd.DataFrame
    breaks: pd.DataFrame
    growth: pd.DataFrame
    largest: pd.DataFrame
    snapshot: pd.DataFrame
    shares: pd.DataFrame
    first_prints: pd.DataFrame
    flows_printed: pd.DataFrame
    revision_sizes: pd.DataFrame
    slt: pd.DataFrame
    slt_accounts: pd.DataFrame
    staff_cumulated: pd.DataFrame
    staff_accounts: pd.DataFrame
    correlations: pd.DataFrame
    form_s_sums: pd.DataFrame
    april: pd.DataFrame
    april_shown: pd.DataFrame
    april_bills: pd.Series
    canada_share_pct: float
    centres: pd.DataFrame
    centres_history: pd.DataFrame
    bounds: pd.DataFrame
    belgium_2014: dict
    types: pd.DataFrame
    maturity: pd.DataFrame
    maturity_summary: pd.DataFrame
    ten_year: pd.DataFrame
    ten_year_duration_years: float
    maturity_header_gap_usd_bn: float
    deciders: pd.DataFrame
    decider_ranges: pd.DataFrame
    weekly: pd.DataFrame
    auctions: pd.DataFrame
    private_monthly: pd.DataFrame
    signs: pd.DataFrame
    scorecard: pd.DataFrame
    newest: pd.DataFrame
    operations: pd.DataFrame
    sold: pd.DataFrame
    sold_episodes: pd.DataFrame
    unexplained_fall: pd.Series
    quoted: pd.DataFrame
    numbers: Numbers = field(default_factory=Numbers)


@memoised
def run() -> Holdings:
    """All results of chapter 1 from the shipped tables."""
    return compute({name: catalog.load(name) for name in TABLES})


TABLES = (
    "tic_holdings_monthly",
    "tic_treasuries_monthly",
    "tic_long_term_monthly",
    "tic_form_s_monthly",
    "tic_positions_2011_2023",
    "fed_staff_monthly",
    "tic_survey_types",
    "tic_survey_maturity",
    "revisions",
    "tic_release_flows",
    "tic_first_prints",
    "tic_secondary",
    "us_yields_daily",
    "market_daily",
    "macro_quarterly",
    "fed_custody_weekly",
    "dealer_positions_weekly",
    "auctions",
    "debt_daily",
    "japan_reserves_monthly",
    "japan_private_flows_monthly",
    "interventions",
    "quoted_figures",
)


def compute(tables: dict[str, pd.DataFrame]) -> Holdings:
    """All results of chapter 1 from frames; ``tables`` maps each name of :data:`TABLES` to its frame."""
    holdings, treasuries = tables["tic_holdings_monthly"], tables["tic_treasuries_monthly"]
    form_s, staff, survey = tables["tic_form_s_monthly"], tables["fed_staff_monthly"], tables["tic_survey_types"]

    debt = levels.debt_held_by_public(tables["debt_daily"], tables["macro_quarterly"])
    first_prints = revisions.first_print_beside_today(tables["tic_first_prints"], holdings)
    flows_printed = revisions.flows_as_printed(tables["tic_release_flows"], treasuries)

    slt = changes.decompose(treasuries, CODES, position="lt_usd_mn", net="lt_net_usd_mn", valuation="lt_valuation_usd_mn")
    slt = slt[slt["month"] >= changes.SLT_COMPARED]
    slt_accounts = changes.accounts(slt, changes.SLT_COMPARED)
    staff_codes = {area: CODES[area] for area in ACCOUNTS}
    staff_parts = changes.decompose(staff, staff_codes, position="position_usd_mn", net="flow_usd_mn", valuation="valuation_usd_mn")
    staff_parts = staff_parts[staff_parts["month"] >= changes.STAFF_START]
    positions = changes.long_term_positions(tables["tic_positions_2011_2023"], treasuries)
    countries = changes.by_country(treasuries, "2025-04")
    april = pd.Period("2025-04", "M")
    bills = changes.by_month(treasuries, "bills_net_usd_mn").loc[april] / changes.BN

    maturity = composition.maturity(tables["tic_survey_maturity"], 2025)
    curve = tables["us_yields_daily"].loc[SURVEY_DATE]
    maturity_summary = composition.maturity_summary(maturity, curve)
    long_term_survey = keyed(survey, "area").loc[["Japan", "China, Mainland"], "lt_usd_mn"] / changes.BN

    quoted = keyed(tables["quoted_figures"], "key")["value"]
    pension_fund = deciders.pension_fund_treasuries(
        quoted[deciders.QUOTED["assets"]],
        quoted[deciders.QUOTED["foreign_bonds"]],
        quoted[deciders.QUOTED["treasuries"]],
        tables["market_daily"]["yen_per_usd"].loc["2025-03-31"],
    )
    snapshot = levels.snapshot(holdings, ("2025-02", "2025-03", "2025-04"))

    cases = deciders.who_decides(snapshot.loc["Japan", "2025-03"], quoted[deciders.QUOTED["securities"]], pension_fund)

    operations = since.in_dollars(tables["interventions"], tables["market_daily"]["yen_per_usd"])
    sold = since.what_was_sold(tables)
    signs = weeks.five_signs(treasuries, tables["fed_custody_weekly"], tables["dealer_positions_weekly"], tables["auctions"])

    result = Holdings(
        history=levels.unbroken_runs(holdings, (*DRAWN, *CONTEXT)),
        breaks=levels.benchmark_steps(holdings, DRAWN),
        growth=levels.growth_in_parts(holdings, DRAWN),
        largest=levels.largest_holders(holdings, ("2025-02", str(holdings["month"].max()))),
        snapshot=snapshot,
        shares=levels.shares(holdings, debt, BIG_THREE),
        first_prints=first_prints,
        flows_printed=flows_printed,
        revision_sizes=revisions.revision_sizes(tables["revisions"], flows_printed, first_prints),
        slt=slt,
        slt_accounts=slt_accounts,
        staff_cumulated=changes.cumulated(staff_parts, changes.STAFF_START),
        staff_accounts=changes.accounts(staff_parts, changes.STAFF_START),
        correlations=changes.flow_and_position(positions, form_s, staff, slt, ACCOUNTS),
        form_s_sums=changes.form_s_sums(positions, form_s, ACCOUNTS),
        april=countries,
        april_shown=changes.main_sellers_and_buyers(countries, (*BIG_THREE, *CUSTODY_CENTRES), 5.0),
        april_bills=pd.Series({area: bills[code] for area, code in CODES.items()}, name="bills_usd_bn"),
        canada_share_pct=weeks.share_of_one_country(treasuries, "Canada", "2025-04"),
        centres=custody.centres(holdings, slt_accounts, survey, "2025-02"),
        centres_history=levels.unbroken_runs(holdings[holdings["month"] >= custody.SCENARIO_BASE], CUSTODY_CENTRES),
        bounds=custody.bounds(holdings, "2025-02"),
        belgium_2014=custody.belgian_hump(holdings),
        types=composition.by_type(survey, SURVEY_ROWS),
        maturity=maturity,
        maturity_summary=maturity_summary,
        ten_year=composition.ten_year_equivalents(long_term_survey, maturity_summary),
        ten_year_duration_years=float(composition.durations(curve, 10.0)),
        maturity_header_gap_usd_bn=composition.buckets_less_header(tables["tic_survey_maturity"], 2025, "official"),
        deciders=cases,
        decider_ranges=deciders.ranges(cases),
        weekly=weeks.weekly(tables["fed_custody_weekly"], tables["dealer_positions_weekly"], *AROUND_APRIL),
        auctions=weeks.auction_shares(tables["auctions"], ("2025-04-08", "2025-04-09", "2025-04-10")),
        private_monthly=tables["japan_private_flows_monthly"].reset_index(),
        signs=signs,
        scorecard=weeks.scorecard(signs),
        newest=since.newest(holdings, tables["tic_secondary"], BIG_THREE, "2021-12"),
        operations=operations,
        sold=sold,
        sold_episodes=since.by_episode(sold),
        unexplained_fall=since.unexplained_fall(tables["japan_reserves_monthly"], tables["fed_custody_weekly"]),
        quoted=keyed(tables["quoted_figures"], "key").loc[list(QUOTED)],
    )
    return replace(result, numbers=named_numbers(result))
