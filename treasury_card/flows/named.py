"""The named numbers of chapter 3."""

from __future__ import annotations

import pandas as pd

from ..numbers import Numbers
from ..scenarios import HALF_LIFE_WEEKS
from .identification import HEADLINE
from .reproduction import VARIANTS
from .synthesis import SHORT_NAMES

FLOWS = ("official_flows_monthly",)
LEVELS = ("official_flows_monthly", "macro_monthly", "macro_quarterly")
CHANGES = ("official_flows_monthly", "macro_quarterly", "us_yields_daily")
RECENT = ("tic_treasuries_monthly", "us_yields_daily")
CURVE = (
    "official_flows_monthly",
    "tic_form_s_monthly",
    "macro_monthly",
    "macro_quarterly",
    "federal_balance_yearly",
    "acm_monthly",
    "term_premia_daily",
)
SOLD = (
    "interventions",
    "market_daily",
    "tic_form_s_monthly",
    "tic_treasuries_monthly",
    "tic_long_term_monthly",
    "tic_secondary",
    "japan_private_flows_monthly",
)
EXPERIMENT = (*SOLD, "published_effects", "tic_survey_maturity", "us_yields_daily")

_VARIANT = dict(zip(VARIANTS, ("", ".deficit", ".model_expectations", ".vol_gs2", ".vol_fedfunds"), strict=True))


def name_numbers(r: dict[str, pd.DataFrame], factors: tuple[float, float], published: pd.DataFrame, quoted: pd.DataFrame) -> Numbers:
    """Register every figure of the chapter; ``r`` holds the frames of ``FlowStudy`` by name."""
    numbers = Numbers()
    _panel(numbers, r)
    _reproduction(numbers, r)
    _persistence(numbers, r)
    _dynamics(numbers, r)
    _identification(numbers, r)
    _curve(numbers, r)
    _synthesis(numbers, r, factors)
    _literature(numbers, published, quoted)
    return numbers


def _panel(numbers: Numbers, r) -> None:
    for row in r["conversions"].itertuples():
        numbers.add(f"flows.scale.{row.year}.100bn_pct_debt", row.usd_100bn_pct_debt, "pct", "macro_quarterly", decimals=2)
    numbers.add(
        "flows.scale.ratio_1994_2025",
        r["conversions"].set_index("year")["debt_usd_bn"].pipe(lambda d: d[2025] / d[1994]),
        "ratio",
        "macro_quarterly",
        decimals=1,
    )
    for row in r["coverage"].itertuples():
        numbers.add(
            f"flows.months.{row.measure.lower()}.{row.source.lower()}",
            row.months,
            "count",
            *FLOWS,
            "tic_form_s_monthly",
            "tic_treasuries_monthly",
        )

    official = r["coverage"].query("measure == 'official'")
    largest = official.loc[official["largest_sale_usd_bn"].idxmin()]
    numbers.add("flows.official.largest_sale.usd_bn", -largest["largest_sale_usd_bn"], "usd_bn", *FLOWS, decimals=0)
    numbers.add("flows.official.largest_sale.month", largest["largest_sale_month"].strftime("%B %Y"), "text", *FLOWS)


def _reproduction(numbers: Numbers, r) -> None:
    for row in r["regression"].itertuples():
        tail, tables = _VARIANT[row.variant], (*LEVELS, "federal_balance_yearly") if row.variant == "with the deficit" else LEVELS
        middle = f"{tail}.{row.sample}"
        numbers.add(f"flows.ww.zero_flow{middle}.bp", row.zero_flow_bp, "bp", *tables)
        if not tail:
            numbers.add(f"flows.ww.coef.{row.sample}", row.coef_pp_per_pct_gdp, "pp_per_pct_gdp", *tables)
            numbers.add(f"flows.ww.t_hac12.{row.sample}", row.t_hac12, "ratio", *tables, decimals=1)
            numbers.add(f"flows.ww.n.{row.sample}", row.n, "count", *tables)
            numbers.add(f"flows.ww.flow_last.{row.sample}.pct", row.flow_last_pct_gdp, "pct", *tables, decimals=2)
            numbers.add(f"flows.ww.residual_ar1.{row.sample}", row.residual_ar1, "ratio", *tables)
    for row in r["after"][r["after"]["variant"] == next(iter(VARIANTS))].itertuples():
        numbers.add(f"flows.ww.coef.{row.sample}", row.coef_pp_per_pct_gdp, "pp_per_pct_gdp", *LEVELS)
        numbers.add(f"flows.ww.t_hac12.{row.sample}", row.t_hac12, "ratio", *LEVELS, decimals=1)
        numbers.add(f"flows.ww.n.{row.sample}", row.n, "count", *LEVELS)
    for row in r["term_premium"].itertuples():
        key = f"flows.beltran.{row.specification.replace(' ', '_')}.{row.horizon.replace(' ', '_')}"
        numbers.add(f"{key}.bp_per_100bn", row.effect_bp_per_100bn, "bp_per_100bn", *LEVELS, "acm_monthly", decimals=0)
        numbers.add(f"{key}.se", row.effect_se_bp, "bp", *LEVELS, "acm_monthly")
        numbers.add(f"{key}.t", row.t_hac6, "ratio", *LEVELS, "acm_monthly", decimals=1)


def _persistence(numbers: Numbers, r) -> None:
    for row in r["persistence"].itertuples():
        if row.series in ("gs10_pct", "flow_pct_gdp", "residual"):
            numbers.add(f"flows.ar1.{row.series.removesuffix('_pct').removesuffix('_pct_gdp')}", row.ar1, "ratio", *LEVELS)
    key = {"simulated flow and yield": "simulated", "actual yield, randomised flow": "randomised"}
    for row in r["spurious"].itertuples():
        kind = (
            "ols"
            if row.statistic.startswith("OLS")
            else "hac12"
            if row.statistic.endswith("normal")
            else "fixed_b"
            if row.statistic.endswith("fixed-b")
            else "ewc"
        )
        at = f"{kind}.{key[row.null]}.{row.sample}"
        numbers.add(f"flows.spurious.size.{at}.pct", 100 * row.size, "pct", *LEVELS, decimals=0)
        if kind == "hac12":
            numbers.add(f"flows.spurious.critical.{at}", row.critical_5pct, "ratio", *LEVELS, decimals=1)
            numbers.add(f"flows.spurious.p.{at}", row.p_adjusted, "p", *LEVELS)
    test = r["break_test"].iloc[0]
    numbers.add("flows.break.sup_wald", test["sup_wald"], "ratio", *LEVELS, decimals=1)
    numbers.add("flows.break.month", test["month"].strftime("%B %Y"), "text", *LEVELS)
    numbers.add("flows.break.critical_andrews", test["critical_andrews_5pct"], "ratio", *LEVELS, decimals=1)
    numbers.add("flows.break.critical_simulated", test["critical_simulated_5pct"], "ratio", *LEVELS, decimals=1)
    numbers.add("flows.break.p_simulated", test["p_simulated"], "p", *LEVELS)
    names = {"with the flow": "with_flow", "without the flow": "without_flow", "no change": "no_change"}
    for row in r["forecast_errors"].itertuples():
        numbers.add(f"flows.forecast.{names[row.model]}.rmse.bp", row.rmse_bp, "bp", *LEVELS)
        numbers.add(f"flows.forecast.{names[row.model]}.mean_error.bp", row.mean_error_bp, "bp", *LEVELS)


def _dynamics(numbers: Numbers, r) -> None:
    for row in r["detectable"].itertuples():
        numbers.add(
            f"flows.mde.{row.era.lower()}.{row.flow}.bp_per_100bn", row.detectable_bp_per_100bn, "bp_per_100bn", *RECENT, decimals=0
        )
        numbers.add(
            f"flows.mde.{row.era.lower()}.{row.flow}.ewc.bp_per_100bn", row.detectable_ewc_bp_per_100bn, "bp_per_100bn", *RECENT, decimals=0
        )
    numbers.add("flows.mde.slt.n", r["detectable"].query("era == 'SLT'")["n"].iloc[0], "count", *RECENT)
    outcome = {"10-year yield": "", "premium, ACM": ".acm", "premium, Kim-Wright": ".kw"}
    for row in r["responses"].itertuples():
        if row.horizon in (0, 6, 12):
            base = f"flows.lp.{row.flow}{outcome[row.outcome]}.h{row.horizon}"
            numbers.add(f"{base}.bp_per_pct_debt", row.response_bp, "bp_per_pct_debt", *CHANGES, decimals=0)
            if row.outcome == "10-year yield":
                numbers.add(f"{base}.low.bp", row.low_bp, "bp", *CHANGES)
                numbers.add(f"{base}.high.bp", row.high_bp, "bp", *CHANGES)
                numbers.add(f"{base}.detectable.bp", row.detectable_bp, "bp", *CHANGES)
    numbers.add("flows.lp.official.n", r["responses"]["n"].iloc[0], "count", *CHANGES)
    for row in r["recent_responses"].query("outcome == '10-year yield'").itertuples():
        if row.horizon == 0:
            numbers.add(f"flows.lp.slt.{row.flow}.h0.bp_per_100bn", row.response_bp, "bp_per_100bn", *RECENT)
            numbers.add(f"flows.lp.slt.{row.flow}.h0.low.bp", row.low_bp, "bp", *RECENT)
            numbers.add(f"flows.lp.slt.{row.flow}.h0.high.bp", row.high_bp, "bp", *RECENT)
    for row in r["leads"].query("flow == 'official'").itertuples():
        numbers.add(f"flows.lead.official.{row.lead}.bp_per_pct_debt", row.response_bp, "bp_per_pct_debt", *CHANGES, decimals=0)
        numbers.add(f"flows.lead.official.{row.lead}.low.bp", row.low_bp, "bp", *CHANGES)
        numbers.add(f"flows.lead.official.{row.lead}.high.bp", row.high_bp, "bp", *CHANGES)
    shortest = r["interval_coverage"]["n"].min()
    for row in r["interval_coverage"].itertuples():
        if row.covariance.startswith("EWC") and row.horizon in (0, 3, 6, 12):
            era = "slt" if row.n == shortest else "long"
            numbers.add(f"flows.interval_coverage.{era}.h{row.horizon}.pct", 100 * row.coverage, "pct", *CHANGES, decimals=0)


def _identification(numbers: Numbers, r) -> None:
    slug = {
        HEADLINE: "",
        "without custody centres": ".without_custody",
        "ten largest": ".ten_largest",
        "equal weights (a warning)": ".equal_weights",
    }
    for row in r["granular"].itertuples():
        if row.version in slug:
            base = f"flows.giv{slug[row.version]}"
            numbers.add(f"{base}.effective_f", row.effective_f, "ratio", *RECENT, decimals=1)
            numbers.add(f"{base}.white_f", row.white_f, "ratio", *RECENT, decimals=1)
            numbers.add(f"{base}.estimate.bp_per_100bn", row.estimate_bp_per_100bn, "bp_per_100bn", *RECENT, decimals=0)
            numbers.add(f"{base}.ar_set", row.ar_text, "text", *RECENT)
            numbers.add(f"{base}.countries", row.countries, "count", *RECENT)
    first = r["granular"].iloc[0]
    numbers.add("flows.giv.critical_value", first["critical_value"], "ratio", *RECENT, decimals=1)
    numbers.add("flows.giv.n", first["n"], "count", *RECENT)
    slugs = ("yield", "acm", "long_term", "bills")
    units = ("bp_per_100bn", "bp_per_100bn", "usd_bn", "usd_bn")
    for slug_, unit, row in zip(slugs, units, r["interventions"].itertuples(), strict=True):
        numbers.add(f"flows.intervention.{slug_}.per_100bn", row.effect_per_100bn, unit, *SOLD, "us_yields_daily", decimals=0)
        numbers.add(f"flows.intervention.{slug_}.p", row.p, "p", *SOLD, "us_yields_daily", decimals=2)
        numbers.add(f"flows.intervention.{slug_}.low", row.set_low, unit, *SOLD, "us_yields_daily", decimals=0)
        numbers.add(f"flows.intervention.{slug_}.high", row.set_high, unit, *SOLD, "us_yields_daily", decimals=0)
        numbers.add(f"flows.intervention.{slug_}.months", row.months, "count", *SOLD, "us_yields_daily")
        numbers.add(f"flows.intervention.{slug_}.n", row.n, "count", *SOLD, "us_yields_daily")


def _curve(numbers: Numbers, r) -> None:
    curve = r["curve"]
    effect, lower = curve["effect_bp_per_pct_debt"], curve["effect_bp_per_pct_debt"] < 0
    numbers.add("flows.spec_curve.n", len(curve), "count", *CURVE)
    numbers.add("flows.spec_curve.median", effect.median(), "bp_per_pct_debt", *CURVE)
    for name, q in (("p10", 0.1), ("p90", 0.9)):
        numbers.add(f"flows.spec_curve.{name}", effect.quantile(q), "bp_per_pct_debt", *CURVE, decimals=0)
    numbers.add("flows.spec_curve.min", effect.min(), "bp_per_pct_debt", *CURVE, decimals=0)
    numbers.add("flows.spec_curve.max", effect.max(), "bp_per_pct_debt", *CURVE, decimals=0)
    numbers.add("flows.spec_curve.share_negative", 100 * lower.mean(), "pct", *CURVE, decimals=0)
    numbers.add("flows.spec_curve.share_significant", 100 * curve["significant"].mean(), "pct", *CURVE, decimals=0)
    numbers.add("flows.spec_curve.share_significant_negative", 100 * (curve["significant"] & lower).mean(), "pct", *CURVE, decimals=0)
    numbers.add("flows.spec_curve.share_significant_ewc", 100 * curve["significant_ewc"].mean(), "pct", *CURVE, decimals=0)
    for tail, (_, tests) in zip(("", ".blocks"), r["curve_tests"].groupby("resampling", sort=False), strict=True):
        numbers.add(f"flows.spec_curve.joint_p{tail}", tests["p"].iloc[0], "p", *CURVE)
        numbers.add(f"flows.spec_curve.joint_p.either_sign{tail}", tests["p"].iloc[1], "p", *CURVE)
        numbers.add(f"flows.spec_curve.joint_p.median{tail}", tests["p"].iloc[2], "p", *CURVE)
    tests = r["curve_tests"]
    numbers.add("flows.spec_curve.null_share_significant_negative", 100 * tests["null_median"].iloc[0], "pct", *CURVE, decimals=0)
    choices = r["curve_choices"].set_index(["choice", "option"])
    for choice, option, slug in (
        ("form", "levels", "levels"),
        ("form", "changes", "changes"),
        ("expectations", "model", "model_expectations"),
        ("expectations", "survey", "survey_expectations"),
        ("sample", "2009-2020", "2009-2020"),
        ("sample", "1986-2005", "1986-2005"),
    ):
        row = choices.loc[(choice, option)]
        numbers.add(f"flows.spec_curve.{slug}.median", row["median_bp_per_pct_debt"], "bp_per_pct_debt", *CURVE)
        numbers.add(f"flows.spec_curve.{slug}.share_negative", 100 * row["share_negative"], "pct", *CURVE, decimals=0)


def _synthesis(numbers: Numbers, r, factors: tuple[float, float]) -> None:
    for row in r["impact"].itertuples():
        if row.effect == "half_life":
            continue
        decimals = 0 if row.effect == "short_run" else 1
        for q in ("p10", "p50", "p90"):
            key = f"flows.impact.{row.effect}.{row.reading}.{q}.bp_per_100bn"
            numbers.add(key, getattr(row, q), "bp_per_100bn", "published_effects", decimals=decimals)
        numbers.add(f"flows.impact.{row.effect}.{row.reading}.studies", row.studies, "count", "published_effects")
    half_life = r["impact"].query("effect == 'half_life'").iloc[0]
    for q, key in (
        ("p50", "flows.impact.half_life.weeks"),
        ("p10", "flows.impact.half_life.p10.weeks"),
        ("p90", "flows.impact.half_life.p90.weeks"),
    ):
        numbers.add(key, half_life[q], "weeks", "published_effects", decimals=0)
    for end, weeks in zip(("low", "high"), HALF_LIFE_WEEKS, strict=True):
        numbers.add(f"flows.impact.half_life.{end}.weeks", weeks, "weeks", "published_effects", decimals=0)
    left_out = r["impact_left_out"].set_index(["reading", "effect", "left_out"])["p50"]
    without = left_out["share_scaled", "short_run", SHORT_NAMES["Federal Reserve Bank of Kansas City"]]
    key = "flows.impact.short_run.share_scaled.without_kansas_city.p50.bp_per_100bn"
    numbers.add(key, without, "bp_per_100bn", "published_effects", decimals=0)
    published = r["effects"].query("source == 'published'")
    for reading, part in published.groupby("reading"):
        numbers.add(f"flows.published.{reading}.lowest.bp_per_100bn", part["low_bp"].min(), "bp_per_100bn", "published_effects")
        numbers.add(
            f"flows.published.{reading}.highest.bp_per_100bn", part["high_bp"].max(), "bp_per_100bn", "published_effects", decimals=0
        )
    ends = published.pivot(index="key", columns="reading", values=["low_bp", "high_bp"])
    largest = max((ends[end]["unscaled"] / ends[end]["share_scaled"]).max() for end in ("low_bp", "high_bp"))
    numbers.add("flows.published.reading_ratio.largest", largest, "ratio", "published_effects", decimals=1)
    official, bill = factors
    numbers.add("flows.ten_year_factor.official", official, "ratio", "tic_survey_maturity", "us_yields_daily")
    numbers.add("flows.ten_year_factor.bills", bill, "ratio", "us_yields_daily")
    for row in r["sold"].itertuples():
        base = f"flows.sold.{row.episode}"
        numbers.add(f"{base}.dollars.usd_bn", row.sold_usd_bn, "usd_bn", "interventions", "market_daily")
        numbers.add(f"{base}.long_term_net.usd_bn", row.long_term_net_usd_bn, "usd_bn", *SOLD)
        numbers.add(f"{base}.implied_official.usd_bn", row.implied_official_usd_bn, "usd_bn", *SOLD)
        numbers.add(f"{base}.bills.usd_bn", row.bills_change_usd_bn, "usd_bn", *SOLD)
    tail = {"whole": "", "long_term": ".long_term", "all_long_term": ".all_long_term"}
    for (episode, part), rows in r["experiments"].groupby(["episode", "part"], sort=False):
        base, first = f"flows.natural.{episode}", rows.iloc[0]
        if part == "whole":
            numbers.add(f"{base}.observed.bp", first["observed_bp"], "bp", "us_yields_daily")
            numbers.add(f"{base}.band_low.bp", first["band_low_bp"], "bp", "us_yields_daily")
            numbers.add(f"{base}.band_high.bp", first["band_high_bp"], "bp", "us_yields_daily")
            numbers.add(f"{base}.days", first["days"], "days", "us_yields_daily")
        numbers.add(f"{base}.ten_year{tail[part]}.usd_bn", first["ten_year_usd_bn"], "usd_bn", *EXPERIMENT)
        if part != "long_term":
            largest = first["largest_not_rejected_bp_per_100bn"]
            numbers.add(f"{base}.not_rejected{tail[part]}.bp_per_100bn", largest, "bp_per_100bn", *EXPERIMENT, decimals=0)
        for row in rows.itertuples():
            numbers.add(f"{base}.predicted.{row.reading}{tail[part]}.bp", row.p50_bp, "bp", *EXPERIMENT, decimals=1)


def _literature(numbers: Numbers, published: pd.DataFrame, quoted: pd.DataFrame) -> None:
    for row in published.itertuples():
        for end, value in (("low", row.per_100bn_low_bp), ("high", row.per_100bn_high_bp)):
            if pd.notna(value):
                numbers.add(
                    f"flows.published.{row.key}.per_100bn.{end}.bp", value, "bp", "published_effects", decimals=0 if value >= 10 else 1
                )
    for row in quoted[quoted["key"].str.startswith("quoted.warnock.")].itertuples():
        numbers.add(row.key, row.value, row.unit, "quoted_figures")
