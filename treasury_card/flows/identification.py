"""Two attempts to find flows that do not answer yields: idiosyncratic country flows, and Japan's currency interventions.

A granular instrument (Gabaix and Koijen 2024) keeps what large holders did beyond what small ones did in the same month. Interventions are
decided for the yen's sake. Both must be *relevant* (move the total flow) and *excluded* (reach yields only through it). Relevance can be
tested; exclusion cannot.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from ..holdings.areas import AGGREGATES, CODES, CUSTODY_CENTRES
from ..inference import ewc_cosines, ewc_variance
from ..numbers import MINUS
from .batch import partial_out
from .panel import SLT_START

CENTRES = frozenset(CODES[area] for area in CUSTODY_CENTRES)
WORST_CASE_BIAS = 0.10


def effective_f_critical_value(bias: float = WORST_CASE_BIAS, level: float = 0.05) -> float:
    """Critical value of the effective F for one instrument: the 1 - level point of a noncentral chi-square(1, 1 / bias).

    Montiel Olea and Pflueger (2013); with one instrument the effective F is the robust first-stage F.
    """
    return float(stats.ncx2.ppf(1 - level, df=1, nc=1 / bias))


@dataclass(frozen=True)
class WeakInstrumentSet:
    """All effects that an Anderson-Rubin test does not reject.

    ``shape``: ``interval`` [low, high]; ``outside`` (everything but the open interval low..high); ``line`` (every number, low and high
    infinite); ``empty`` cannot occur with one instrument.
    """

    shape: str
    low: float
    high: float

    def contains(self, value: float) -> bool:
        if self.shape == "interval":
            return self.low <= value <= self.high
        if self.shape == "outside":
            return value <= self.low or value >= self.high
        return True

    @property
    def text(self) -> str:
        if self.shape == "line":
            return "unbounded: no value is rejected"
        low, high = (f"{MINUS if v <= -0.5 else ''}{abs(v):,.0f}" for v in (self.low, self.high))
        if self.shape == "outside":
            return f"unbounded: at most {low} or at least {high}"
        return f"{low} to {high}"


@dataclass(frozen=True)
class InstrumentalFit:
    """One endogenous regressor, one instrument, HAR errors (EWC).

    Parameters
    ----------
    estimate : float
        Two-stage least squares.
    first_stage : float
    effective_f : float
        Square of the EWC first-stage t.
    white_f : float
        The same with White's errors (no autocorrelation).
    anderson_rubin : WeakInstrumentSet
        95 % set from the EWC variance and F(1, nu).
    n, cosines : int
    """

    estimate: float
    first_stage: float
    effective_f: float
    white_f: float
    anderson_rubin: WeakInstrumentSet
    n: int
    cosines: int


def instrument(y: np.ndarray, x: np.ndarray, z: np.ndarray, controls: np.ndarray, level: float = 0.05) -> InstrumentalFit:
    """2SLS of ``y`` on ``x`` instrumented by ``z``, all (T,), given ``controls`` (T, k) with a constant.

    The Anderson-Rubin statistic at b is the squared EWC t of z in the regression of y - b x; its variance is quadratic in b, so that the
    set of accepted b solves a quadratic inequality exactly. The variance is that of z'(y - bx) under the null, residuals taken at b.
    """
    y, x, z = partial_out(controls, np.column_stack([y, x, z])).T
    n, cosines = y.size, ewc_cosines(y.size)
    zz, zx, zy = z @ z, z @ x, z @ y
    # Residuals of the reduced forms: under any b the regression of y - bx on z leaves u_y - b u_x.
    scores = np.column_stack([z * (y - z * zy / zz), z * (x - z * zx / zz)])
    omega = n * ewc_variance(scores, cosines)
    critical = float(stats.f.ppf(1 - level, 1, cosines))
    a = zx**2 - critical * omega[1, 1]
    b = -2 * (zx * zy - critical * omega[0, 1])
    c = zy**2 - critical * omega[0, 0]
    white_f = zx**2 / (scores[:, 1] @ scores[:, 1])
    return InstrumentalFit(zy / zx, zx / zz, zx**2 / omega[1, 1], white_f, _solve(a, b, c), n, cosines)


def _solve(a: float, b: float, c: float) -> WeakInstrumentSet:
    """The set where a v^2 + b v + c <= 0."""
    discriminant = b * b - 4 * a * c
    if discriminant <= 0:
        # a > 0 is impossible here: the 2SLS estimate itself is always accepted.
        return WeakInstrumentSet("line", -np.inf, np.inf)
    roots = sorted([(-b - np.sqrt(discriminant)) / (2 * a), (-b + np.sqrt(discriminant)) / (2 * a)])
    return WeakInstrumentSet("interval" if a > 0 else "outside", *roots)


def country_panel(treasuries: pd.DataFrame, drop: frozenset[int] = frozenset()) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Net purchases and opening positions of long-term Treasuries by country, $bn, months x codes, sums and memo lines left out.

    A country enters if it has a position above zero in every month.
    """
    rows = treasuries[(treasuries["month"] >= SLT_START - 1) & ~treasuries["code"].astype(int).isin(AGGREGATES | drop)]
    flow = rows.pivot(index="month", columns="code", values="lt_net_usd_mn").loc[SLT_START:] / 1000
    position = rows.pivot(index="month", columns="code", values="lt_usd_mn").shift(1).loc[SLT_START:] / 1000
    complete = flow.notna().all() & (position > 0).all()
    return flow.loc[:, complete], position.loc[:, complete]


@dataclass(frozen=True)
class GranularInstrument:
    """``shock_usd_bn`` by month, with what it is made of.

    ``excess_herfindahl``: sqrt(sum of squared size shares - 1/N), the part of concentration that the method lives on.
    """

    shock_usd_bn: pd.Series
    flow_usd_bn: pd.Series
    excess_herfindahl: float
    countries: int


def granular_instrument(
    flow: pd.DataFrame, position: pd.DataFrame, weighting: str = "precision", largest: int | None = None
) -> GranularInstrument:
    """Size-weighted minus precision-weighted growth of holdings, times all holdings: what the big did beyond the common move.

    Parameters
    ----------
    flow, position : DataFrame, months x countries, $bn
    weighting : {"precision", "equal"}
        Weights of the common move: inverse variance of a country's growth, or equal. Equal weights are shown only as a warning, since
        the percentage flows of tiny holders swamp them.
    largest : int, optional
        Keep the countries with the largest mean positions.
    """
    if largest is not None:
        keep = position.mean().nlargest(largest).index
        flow, position = flow[keep], position[keep]
    growth = flow / position
    size = position.div(position.sum(axis=1), axis=0)
    weights = 1 / growth.var() if weighting == "precision" else pd.Series(1.0, index=growth.columns)
    common = growth @ (weights / weights.sum())
    shock = ((size * growth).sum(axis=1) - common) * position.sum(axis=1)
    mean_size = size.mean()
    return GranularInstrument(shock, flow.sum(axis=1), float(np.sqrt((mean_size**2).sum() - 1 / len(mean_size))), len(mean_size))


HEADLINE = "all countries, precision weights"


def granular_table(treasuries: pd.DataFrame, total_flow_usd_bn: pd.Series, yield_pct: pd.Series) -> pd.DataFrame:
    """Granular instruments in several versions: strength against the critical value, estimate and Anderson-Rubin set.

    The endogenous flow is that of all foreigners, the outcome the month-end change of the yield; controls are a constant, last month's
    flow and yield change. Effects are those of a *sale* of $100bn (sign turned).

    Returns
    -------
    DataFrame
        version, countries, excess_herfindahl, first, last, n, effective_f, white_f, critical_value, first_stage ($bn per $bn),
        estimate_bp_per_100bn, ar_shape, ar_low_bp, ar_high_bp, ar_text, covariance.
    """
    versions = {
        HEADLINE: ({}, frozenset()),
        "ten largest": ({"largest": 10}, frozenset()),
        "twenty largest": ({"largest": 20}, frozenset()),
        "without custody centres": ({}, CENTRES),
        "ten largest without custody centres": ({"largest": 10}, CENTRES),
        "equal weights (a warning)": ({"weighting": "equal"}, frozenset()),
    }
    rows = []
    for version, (options, drop) in versions.items():
        made = granular_instrument(*country_panel(treasuries, drop), **options)
        data = pd.DataFrame({"y": 100 * yield_pct.diff(), "x": total_flow_usd_bn / 100, "z": made.shock_usd_bn / 100})
        data["x before"], data["y before"] = data["x"].shift(1), data["y"].shift(1)
        data = data.dropna()
        controls = np.column_stack([np.ones(len(data)), data[["x before", "y before"]]])
        fit = instrument(data["y"].to_numpy(), data["x"].to_numpy(), data["z"].to_numpy(), controls)
        accepted = fit.anderson_rubin
        rows.append(
            {
                "version": version,
                "countries": made.countries,
                "excess_herfindahl": made.excess_herfindahl,
                "first": data.index[0],
                "last": data.index[-1],
                "n": fit.n,
                "effective_f": fit.effective_f,
                "white_f": fit.white_f,
                "critical_value": effective_f_critical_value(),
                "first_stage": fit.first_stage,
                "estimate_bp_per_100bn": -fit.estimate,
                "ar_shape": accepted.shape,
                "ar_low_bp": -accepted.high,
                "ar_high_bp": -accepted.low,
                "ar_text": WeakInstrumentSet(accepted.shape, -accepted.high, -accepted.low).text,
                "covariance": f"EWC, {fit.cosines} cosines, F(1, {fit.cosines})",
            }
        )
    return pd.DataFrame(rows)


# Interventions ---------------------------------------------------------------------------------------------------------------------


def randomisation_p(outcome: np.ndarray, dose: np.ndarray, effects: np.ndarray) -> np.ndarray:
    """p of the sharp null "each unit of dose adds ``effect``", one an element of ``effects``, under circular shifts of the dose.

    If the null is true, the outcome less effect x dose has nothing to do with *when* the doses fell. All T - 1 shifts are the placebo
    calendars; they keep the clusters of the dose and the persistence of the outcome. p = (1 + #{|S*| >= |S|}) / T with
    S = sum of dose x (outcome - effect x dose), everything less its mean: an Anderson-Rubin test without asymptotics.
    """
    shifts = np.array([np.roll(dose, k) for k in range(dose.size)])
    on_outcome, on_dose = shifts @ (outcome - outcome.mean()), shifts @ (dose - dose.mean())
    size = np.abs(on_outcome[:, None] - on_dose[:, None] * np.asarray(effects)[None, :])
    return (size >= size[0] - 1e-9).mean(axis=0)


INTERVENTION_GRID = np.arange(-400.0, 401.0, 2.0)


def intervention_table(dollars: pd.DataFrame, outcomes: dict[str, pd.Series], first: str = "2012-01") -> pd.DataFrame:
    """What happened in the months of Japan's dollar sales, against all placebo calendars.

    Parameters
    ----------
    dollars : DataFrame
        Interventions in dollars, with the month of their middle day (``holdings.since.in_dollars``).
    outcomes : dict
        Name -> monthly series (bp, or $bn); a series that ends early drops the episodes after its end.

    Returns
    -------
    DataFrame
        outcome, first, last, n, months (with sales), sold_usd_bn, effect_per_100bn (least squares through the dose), p (no effect),
        set_low, set_high (effects not rejected at 5 %), per $100bn sold.
    """
    dose = dollars.groupby("month")["usd_bn"].sum() / 100
    rows = []
    for name, series in outcomes.items():
        values = series.loc[first:].dropna()
        z = dose.reindex(values.index).fillna(0).to_numpy()
        y = values.to_numpy()
        centred = z - z.mean()
        accepted = INTERVENTION_GRID[randomisation_p(y, z, INTERVENTION_GRID) > 0.05]
        p = randomisation_p(y, z, np.zeros(1))[0]
        slope = centred @ y / (centred @ centred)
        rows.append(
            (name, values.index[0], values.index[-1], y.size, int((z > 0).sum()), 100 * z.sum(), slope, p, accepted.min(), accepted.max())
        )
    return pd.DataFrame(
        rows, columns=["outcome", "first", "last", "n", "months", "sold_usd_bn", "effect_per_100bn", "p", "set_low", "set_high"]
    )
