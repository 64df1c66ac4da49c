"""The counterfactual: what a sale does to the ten-year yield, what that costs the United States and what it costs Japan.

One definition serves Python and the page. :func:`model` writes it as a :class:`~treasury_card.leverage.graph.Graph`; Python evaluates
it for single cases, grids and draws, and the page reads ``Graph.export()`` and runs the same steps in the same order (see ``graph``).

The law of the price. A sale of q bn a week (in ten-year equivalents) moves the ten-year yield in that week by the short-run impact, and
the difference to the long-run impact halves every ``half_life_weeks``:

    rise(w) = sum over weeks s <= w of q(s) / 100 * (long + (short - long) * 2 ** -((w - s) / half_life)).

For an even sale over T weeks and n = min(w, T) this is, with k = log(2) / half_life,

    rise(w) = q / 100 * (long * n + (short - long) * exp(-k (w - n)) * (1 - exp(-k n)) / (1 - exp(-k))).

Purchases that answer the sale follow the same law with the opposite sign, their own pace, start and length. Notes and bonds of every
maturity rise with the ten-year; bills and floating rate notes do not (a sale moves the term premium).

Everything after the path is linear in it, apart from the repricing of what is still held at the horizon, which is exact for par bonds.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..holdings.composition import durations
from . import bonds
from .assumptions import Assumptions
from .fiscal import MONTHS, YEARS
from .graph import Graph, Step

WEEKS = 52 * YEARS
HORIZON_YEARS = 5
HORIZON_WEEKS = 52 * HORIZON_YEARS
TRADING_DAYS = 5

# Flows that move the price: name -> (pace in ten-year equivalents a week, weeks before it starts, length in weeks).
SALE = {"sale": ("sold_ten_year_usd_bn / weeks", "0", "weeks")}
RESPONSES = {
    "fed": ("fed_share * sale_rate", "fed_lag_weeks", "weeks"),
    "buyback": ("buyback_usd_bn_week * issuance_ten_year_factor * (sold_ten_year_usd_bn > 0)", "buyback_lag_weeks", "buyback_weeks"),
    "shift": (
        "bill_shift_share * issuance_usd_bn_week * issuance_ten_year_factor * (sold_ten_year_usd_bn > 0)",
        "bill_shift_lag_weeks",
        "bill_shift_weeks",
    ),
}
HOLDERS = ("ministry", "private", "china")


def model(buckets: pd.DataFrame, curve: pd.Series, stock: np.ndarray, borrowing: np.ndarray, gross: pd.DataFrame) -> Graph:
    """The whole counterfactual as one graph.

    Parameters
    ----------
    buckets : DataFrame
        :func:`treasury_card.leverage.bonds.maturity_buckets`.
    curve : Series
        H.15 par yields in percent on one day; discounting, coupons and durations come from it, before any sale.
    stock, borrowing : array, shape (120, 10)
        Cohort responses of the constant stock and of 1 bn a year of new borrowing (:mod:`treasury_card.leverage.fiscal`).
    gross : DataFrame
        ``gross_issuance``: pace and maturity of note and bond issuance, for the shift to bills.

    Returns
    -------
    Graph
        Inputs are the names of :class:`Assumptions`.
    """
    duration10 = bonds.ten_year_duration(curve)
    issuance, factor = _issuance(gross, curve, duration10)
    discount = bonds.discount_factors(curve, np.arange(1, YEARS + 1) - 0.5)
    horizon_discount = float(bonds.discount_factors(curve, np.array([float(HORIZON_YEARS)]))[0])
    weeks = pd.DataFrame({"week": np.arange(1.0, WEEKS + 1)})
    weeks["discount"] = bonds.discount_factors(curve, (weeks["week"].to_numpy() - 0.5) / 52)
    months = np.arange(MONTHS)[:, None] * WEEKS / MONTHS + [0, WEEKS / MONTHS]
    years = np.arange(HORIZON_YEARS)[:, None] * 52 + [0, 52]
    mixes = [f"{end}_{kind}" for end in ("short", "long") for kind in ("mix", "before", "beyond")]
    rows = buckets[["years", "bill", "coupon", "duration", "runoff", *mixes]].copy()
    for holder in HOLDERS:
        rows[holder] = (buckets["holder"] == holder).astype(float)
    stock_names = tuple(f"stock_y{n}" for n in range(1, YEARS + 1))
    borrowing_names = tuple(f"borrowing_y{n}" for n in range(1, YEARS + 1))
    constants = {
        "duration10": duration10,
        "issuance_usd_bn_week": issuance,
        "issuance_ten_year_factor": factor,
        "horizon_discount": horizon_discount,
    }
    steps = [
        *(Step("scalar", name, repr(value)) for name, value in constants.items()),
        *_sale_steps(),
        *_price_steps(),
        Step("mean_over", "month_rise_bp", "rise_bp", "months", "weeks"),
        Step(
            "mean_over", "shifting", "(week > bill_shift_lag_weeks) * (week <= bill_shift_lag_weeks + bill_shift_weeks)", "months", "weeks"
        ),
        Step("rows", "priced_bp", "month_rise_bp * (1 - bill_shift_share * shifting)", "months"),
        Step("linear", "stock_cost", "priced_bp", "months", names=stock_names),
        Step("linear", "borrowing_cost", "priced_bp", "months", names=borrowing_names),
        *(Step("scalar", f"us_cost_y{n}", f"stock_y{n} + borrowing_usd_bn_year * borrowing_y{n}") for n in range(1, YEARS + 1)),
        *(
            Step("scalar", f"us_cost_pv{last}", " + ".join(f"{float(discount[n])!r} * us_cost_y{n + 1}" for n in range(last)))
            for last in (HORIZON_YEARS, YEARS)
        ),
        *_japan_steps(),
    ]
    return Graph(
        inputs=Assumptions().values(),
        steps=tuple(steps),
        tables={
            "weeks": weeks,
            "months": pd.DataFrame({"month": np.arange(1.0, MONTHS + 1)}),
            "years": pd.DataFrame({"year": np.arange(1.0, HORIZON_YEARS + 1)}),
            "buckets": rows,
        },
        matrices={
            "stock_cost": stock,
            "borrowing_cost": borrowing,
            "reinvest": np.column_stack([np.eye(HORIZON_YEARS), np.ones(HORIZON_YEARS)]),
        },
        windows={"month_rise_bp": months, "shifting": months, "year_reinvest_bp": years},
        outputs=OUTPUTS,
    )


OUTPUTS = (
    "sold_usd_bn",
    "sold_ten_year_usd_bn",
    "pace_pct_of_volume",
    "peak_bp",
    "year1_bp",
    "first_week_bp",
    "window_end_bp",
    "lasting_bp",
    *(f"us_cost_y{n}" for n in range(1, YEARS + 1)),
    *(f"borrowing_y{n}" for n in range(1, YEARS + 1)),
    "us_cost_pv5",
    "us_cost_pv10",
    "execution_ministry",
    "execution_private",
    "execution_japan",
    "execution_china",
    "repricing_japan",
    "reinvestment_japan",
    "horizon_value_ministry",
    "horizon_value_private",
    "horizon_value_japan",
    "mark_to_market_ministry",
    "mark_to_market_private",
    "mark_to_market_japan",
    "yen_rise_pct",
    "currency_ministry",
    "currency_private",
    "currency_japan",
    "currency_changed",
    "japan_loss",
    "japan_loss_dollars",
    "ratio",
    "ratio_dollars",
)


def fading(start: str, week: str) -> str:
    """What is left of a temporary rise of week ``start``, as an expression."""
    return f"exp(-decay * max({week} - {start}, 0))"


def level(rate: str, start: str, weeks: str, week: str, left: str) -> tuple[str, str]:
    """Permanent and temporary rise in bp, as expressions, after an even flow of ``rate`` over ``weeks`` weeks from week ``start`` + 1.

    ``left`` is :func:`fading` or a name that holds it: with exp(-k (w - n)) (1 - exp(-k n)) written as the difference of two powers, the
    first is ``left`` times a scalar, and each week costs one exponential.
    """
    n = f"min(max({week} - {start}, 0), {weeks})"
    memory = f"(min(1, {left} * exp(decay * {weeks})) - {left})"
    return f"permanent_bp * {rate} * {n}", f"temporary_bp * {rate} / (1 - exp(-decay)) * {memory}"


def rise_at(week: str) -> str:
    """Rise of the ten-year in bp in one week, responses included, as an expression."""
    flows = {
        name: " + ".join(level(f"{name}_rate", start, weeks, week, fading(start, week)))
        for name, (_, start, weeks) in {**SALE, **RESPONSES}.items()
    }
    return flows["sale"] + "".join(f" - ({flows[name]})" for name in RESPONSES)


def _sale_steps() -> list[Step]:
    """Who holds what, what is sold, what matures meanwhile, what is kept; the sale in ten-year equivalents."""
    rows = {
        "held": "ministry * ministry_usd_bn + private * (japan_usd_bn - ministry_usd_bn) + china * china_usd_bn",
        "part": "sold_share * (ministry + private * private_sells + china * china_sells)",
        "size": "held * (short_mix + length * (long_mix - short_mix))",
        "before": "held * (short_before + length * (long_before - short_before))",
        "beyond": "held * (short_beyond + length * (long_beyond - short_beyond))",
        "shortest_first": "min(max(held * part - before, 0), size)",
        "longest_first": "min(max(held * part - beyond, 0), size)",
        "sold": "(1 - bills_first - long_first) * part * size + bills_first * shortest_first + long_first * longest_first",
        "matured": "(size - sold) * min(1, weeks / 52 * runoff)",
        "kept": "size - sold - matured",
    }
    return [
        *(Step("rows", name, expression, "buckets") for name, expression in rows.items()),
        Step("sum", "sold_usd_bn", "sold", "buckets"),
        *(Step("sum", f"ten_year_{h}", f"{h} * sold * duration / duration10", "buckets") for h in HOLDERS),
        Step("scalar", "sold_ten_year_usd_bn", " + ".join(f"ten_year_{h}" for h in HOLDERS)),
    ]


def _price_steps() -> list[Step]:
    """The path of the ten-year by week, its parts and its summary."""
    flows = {**SALE, **RESPONSES}
    steps = [
        *(Step("scalar", f"{name}_rate", rate) for name, (rate, _, _) in flows.items()),
        Step("scalar", "pace_pct_of_volume", f"100 * sold_usd_bn / weeks / {TRADING_DAYS} / daily_volume_usd_bn"),
        Step("scalar", "stress", "1 + (stress_multiplier - 1) * (pace_pct_of_volume > stress_threshold_pct)"),
        Step("scalar", "decay", "log(2) / half_life_weeks"),
        Step("scalar", "permanent_bp", "long_run_bp / 100"),
        Step("scalar", "temporary_bp", "(short_run_bp * stress - long_run_bp) / 100"),
        Step("scalar", "first_week_bp", rise_at("1")),
        Step("scalar", "window_end_bp", rise_at("weeks")),
        Step("scalar", "horizon_bp", rise_at(str(HORIZON_WEEKS))),
        Step("scalar", "lasting_bp", rise_at(str(WEEKS))),
    ]
    for name, (_, start, weeks) in flows.items():
        rows = dict(zip(("permanent", "temporary"), level(f"{name}_rate", start, weeks, "week", f"{name}_left"), strict=True))
        for part, expression in {"left": fading(start, "week"), **rows}.items():
            steps.append(Step("rows", f"{name}_{part}", expression, "weeks", factor=f"{name}_rate"))
    for part in ("permanent", "temporary"):
        steps.append(Step("rows", f"answer_{part}", " + ".join(f"{name}_{part}" for name in RESPONSES), "weeks"))
        steps.append(Step("rows", f"{part}_rise_bp", f"sale_{part} - answer_{part}", "weeks"))
    return [
        *steps,
        Step("rows", "rise_bp", "permanent_rise_bp + temporary_rise_bp", "weeks"),
        Step("max", "peak_bp", "rise_bp", "weeks"),
        Step("sum", "year1_bp", "(week <= 52) / 52 * rise_bp", "weeks"),
    ]


def _japan_steps() -> list[Step]:
    """Losses of the holders: execution, value at the horizon, mark-to-market, currency; in bn US$ of the day before, a loss positive."""
    years = range(1, HORIZON_YEARS + 1)

    def price_fall(rise: str, years: str) -> str:
        new_yield = f"(coupon + {rise} / 10000)"
        return f"(1 - bill) * {rise} / 10000 * (1 - exp(-2 * {years} * log(1 + {new_yield} / 2))) / {new_yield}"

    maturing = " + ".join(f"reinvest_year{k} * (years > {k - 1}) * (years < {k})" for k in years)
    steps = [
        # the price at which each week's slice is sold is that week's; discounted to the start
        Step("sum", "execution_bp", "discount * (week <= weeks) / weeks * rise_bp", "weeks"),
        *(Step("scalar", f"execution_{h}", f"ten_year_{h} * duration10 * execution_bp / 10000") for h in HOLDERS),
        Step("scalar", "execution_japan", "execution_ministry + execution_private"),
        # coupons come in evenly, principal somewhere in its year of maturity; both are lent until the horizon at the yield of the week
        Step("rows", "until_horizon_bp", f"max({HORIZON_WEEKS} - week, 0) / 52 * rise_bp", "weeks"),
        Step("mean_over", "year_reinvest_bp", "until_horizon_bp", "years", "weeks"),
        Step("linear", "reinvest", "year_reinvest_bp", "years", names=(*(f"reinvest_year{k}" for k in years), "reinvest_coupons")),
        Step("rows", "unsold", "size - sold", "buckets"),
        Step("rows", "horizon_fall", price_fall("horizon_bp", f"max(years - {HORIZON_YEARS}, 0)"), "buckets"),
        Step("rows", "reinvested", f"(1 - bill) * (coupon * reinvest_coupons + {maturing}) / 10000", "buckets"),
        Step("rows", "marked_fall", price_fall("window_end_bp", "years"), "buckets"),
    ]
    for h in ("ministry", "private"):
        steps += [
            Step("sum", f"sold_{h}", f"{h} * sold", "buckets"),
            Step("sum", f"repricing_{h}", f"horizon_discount * {h} * unsold * horizon_fall", "buckets"),
            Step("sum", f"reinvestment_{h}", f"horizon_discount * {h} * unsold * reinvested", "buckets"),
            Step("scalar", f"horizon_value_{h}", f"repricing_{h} - reinvestment_{h}"),
            Step("sum", f"mark_to_market_{h}", f"{h} * kept * marked_fall", "buckets"),
        ]
    for name in ("repricing", "reinvestment", "horizon_value", "mark_to_market"):
        steps.append(Step("scalar", f"{name}_japan", f"{name}_ministry + {name}_private"))
    steps += [
        # the yen rises evenly while proceeds are changed: what is changed loses half of it, what stays in dollars all of it
        Step("scalar", "yen_rise_full_pct", "yen_pct_per_100bn * (sold_ministry + sold_private) / 100"),
        Step("scalar", "yen_rise_pct", "converted * yen_rise_full_pct"),
        Step("scalar", "currency_ministry", "yen_rise_pct / 100 * (reserves_usd_bn - sold_ministry / 2)"),
        Step("scalar", "currency_private", "yen_rise_pct / 100 * (japan_usd_bn - ministry_usd_bn - sold_private / 2)"),
        Step("scalar", "currency_japan", "currency_ministry + currency_private"),
        Step("scalar", "currency_changed", "yen_rise_pct / 100 * (sold_ministry + sold_private) / 2"),
        Step("scalar", "japan_loss_dollars", "execution_japan + horizon_value_japan"),
        Step("scalar", "japan_loss", "japan_loss_dollars + currency_japan"),
        # a ratio needs a loss to stand over; without one it is shown as 0 and the page says that there is none
        Step("scalar", "ratio", "(japan_loss > 0) * us_cost_pv5 / max(japan_loss, 1e-300)"),
        Step("scalar", "ratio_dollars", "(japan_loss_dollars > 0) * us_cost_pv5 / max(japan_loss_dollars, 1e-300)"),
    ]
    return steps


def _issuance(gross: pd.DataFrame, curve: pd.Series, duration10: float) -> tuple[float, float]:
    """Notes and bonds issued per week, bn US$, and their ten-year equivalents per US$."""
    nominal = gross[gross["kind"] == "nominal"]
    years = nominal["tenor"].str.extract(r"(\d+)", expand=False).astype(float).to_numpy()
    size = nominal["size_usd_bn"].to_numpy(float)
    duration = durations(curve, years)
    return float(size.sum() / (gross["month"].nunique() * 52 / 12)), float((size * duration).sum() / size.sum() / duration10)
