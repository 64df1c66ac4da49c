"""The results in the shape a reader sees: one function an exhibit, no figure that is not already in the results."""

from __future__ import annotations

import pandas as pd

from ..numbers import MINUS
from .abnormal import GarchFit

NAMES = {"dgs2": "2 years", "dgs5": "5 years", "dgs10": "10 years", "dgs30": "30 years"}
TESTS = {"placebo_scaled": "placebo rank, scaled", "placebo_raw": "placebo rank, raw", "naive_t": "naive t"}
REMARK_SLOT = (pd.Timestamp("2025-05-01 20:45"), pd.Timestamp("2025-05-01 22:05"))
PAYROLLS = pd.Timestamp("2025-05-02 12:30")


def calendar_table(calendar: pd.DataFrame, path: pd.DataFrame) -> pd.DataFrame:
    """What happened between 2 April and 5 May 2025, by first observation, with the ten-year move of that observation."""
    inside = calendar[calendar["first_h15"].between("2025-04-03", "2025-05-05")].sort_values(
        ["first_h15", "date_et", "time_utc"], kind="stable"
    )
    daily = (100 * path["dgs10_pct"].diff()).round(2)
    table = inside[["first_h15", "date_et", "time_et", "kind", "title", "certainty"]].assign(
        ten_year_that_day_bp=inside["first_h15"].map(daily)
    )
    return table.rename(
        columns={
            "first_h15": "first_observation",
            "date_et": "date_in_New_York",
            "time_et": "hour_in_New_York",
            "title": "what",
            "ten_year_that_day_bp": "ten-year_that_day_bp",
        }
    ).reset_index(drop=True)


def marks(calendar: pd.DataFrame, hours: pd.DataFrame) -> pd.DataFrame:
    """Events whose hour is known and lies inside the hourly series: ``time`` (UTC, without zone), ``kind``, ``title``."""
    known = calendar[calendar["time_utc"].notna()]
    time = known["time_utc"].dt.tz_localize(None)
    first, last = hours["time"].iloc[0], hours["time"].iloc[-1]
    return known.assign(time=time)[(time >= first) & (time <= last)][["time", "kind", "title"]].reset_index(drop=True)


def unbroken(hours: pd.DataFrame) -> pd.DataFrame:
    """Two days by the hour, ``run`` counting the stretches without a missing hour: so near, a night without bars is a gap as well."""
    return hours.assign(run=(hours["time"].diff() > pd.Timedelta(hours=1)).cumsum())


def limits(detectable: pd.DataFrame) -> pd.DataFrame:
    """Minimum detectable rises of the ten-year against the whole history in long form: ``h``, ``yardstick``, ``bp``."""
    own = detectable[(detectable["series"] == "dgs10") & (detectable["sample"] == "1962")]
    named = own.rename(columns={"raw_bp": "all history", "scaled_bp": "volatility of March 2025"})
    return named.melt("h", ["all history", "volatility of March 2025"], "yardstick", "bp")


def observed(ranks: pd.DataFrame) -> pd.DataFrame:
    """April's moves of the ten-year by window length: ``window``, ``h``, ``change_bp``, ``size_bp``."""
    own = ranks[(ranks["series"] == "dgs10") & ranks["window"].isin(["W1", "W2", "W3", "W4", "W5"])]
    first = own.drop_duplicates("window")[["window", "h", "change_bp"]]
    return first.assign(size_bp=first["change_bp"].abs()).reset_index(drop=True)


def detectable_table(detectable: pd.DataFrame) -> pd.DataFrame:
    """One row a window length: raw and scaled limits for four tenors, whole history."""
    own = detectable[detectable["sample"] == "1962"].assign(series=lambda t: t["series"].map(NAMES))
    wide = own.pivot(index="h", columns="series", values=["raw_bp", "scaled_bp"])
    columns = {(kind, name): f"{name}_{kind}".replace(" ", "_") for kind in ("raw_bp", "scaled_bp") for name in NAMES.values()}
    return wide[list(columns)].set_axis(list(columns.values()), axis=1).rename_axis("trading_days").reset_index()


def rank_table(ranks: pd.DataFrame, tenors: tuple[str, ...] = tuple(NAMES)) -> pd.DataFrame:
    """Scaled rank first, raw beside it, then the shorter samples; clusters and effective number belong to the raw rank since 1962."""
    rows = []
    for (series, window), own in ranks[ranks["series"].isin(tenors)].groupby(["series", "window"], sort=False):
        by = own.set_index(["scaling", "sample"])
        raw, scaled = by.loc[("raw", "1962")], by.loc[("scaled", "1962")]
        rows.append(
            {
                "maturity": NAMES.get(series, series),
                "window": window,
                "change_bp": raw["change_bp"],
                "p_scaled": scaled["p"],
                "its_interval": f"{scaled['low']:.3f} to {scaled['high']:.3f}",
                "p_raw": raw["p"],
                "p_scaled_from_1990": by.at[("scaled", "1990"), "p"],
                "p_raw_from_1990": by.at[("raw", "1990"), "p"],
                "exceedances_raw": raw["exceedances"],
                "clusters_raw": raw["clusters"],
                "effective_windows": round(raw["effective_n"]),
            }
        )
    order = {name: i for i, name in enumerate(NAMES.values())}
    return pd.DataFrame(rows).sort_values("maturity", key=lambda c: c.map(order), kind="stable").reset_index(drop=True)


def rank_points(ranks: pd.DataFrame) -> pd.DataFrame:
    """Two-sided p against the longest sample with its block interval: ``maturity``, ``window``, ``scaling``, ``p``, ``low``, ``high``."""
    own = ranks[ranks["series"].isin(NAMES) & (ranks["sample"] == "1962")]
    points = own.assign(maturity=own["series"].map(NAMES))[["maturity", "window", "scaling", "change_bp", "p", "low", "high"]]
    return points.reset_index(drop=True)


def daily(path: pd.DataFrame) -> pd.DataFrame:
    """Daily changes of the ten-year from 3 April to 5 May 2025: ``day``, ``change_bp``."""
    change = (100 * path["dgs10_pct"].diff()).round(2).loc["2025-04-03":"2025-05-05"]
    return change.rename("change_bp").rename_axis("day").reset_index()


def stacked(calendar: pd.DataFrame) -> pd.DataFrame:
    """Events of the same days, one above the other: ``day`` (first observation), ``place``, ``kind``, ``title``, ``hour`` in New York."""
    inside = calendar[calendar["first_h15"].between("2025-04-03", "2025-05-05")].sort_values(["first_h15", "date_et", "time_utc"])
    events = inside.rename(columns={"first_h15": "day"}).assign(hour=inside["time_et"].fillna("hour not found"))
    return events.assign(place=events.groupby("day").cumcount() + 1)[["day", "place", "kind", "title", "hour"]].reset_index(drop=True)


def days_table(day_ranks: pd.DataFrame) -> pd.DataFrame:
    """Single days: change and scaled and raw rank of three maturities."""
    own = day_ranks[day_ranks["series"].isin(["dgs2", "dgs10", "dgs30"])]
    wide = own.assign(series=own["series"].map(NAMES)).pivot(index="window", columns=["series", "scaling"], values=["change_bp", "p"])
    columns = {}
    for short, name in {"2y": "2 years", "10y": "10 years", "30y": "30 years"}.items():
        columns[f"{short}_bp"] = wide[("change_bp", name, "raw")]
        columns[f"{short}_p_scaled"] = wide[("p", name, "scaled")]
        columns[f"{short}_p_raw"] = wide[("p", name, "raw")]
    order = list(dict.fromkeys(day_ranks["window"]))
    return pd.DataFrame(columns).loc[order].rename_axis("day").reset_index()


def process_table(fit: GarchFit) -> pd.DataFrame:
    """Parameters behind the simulated histories, with the standard errors of the fit."""
    words = {
        "constant": "mean change a day, bp",
        "ar": "first-order autocorrelation",
        "omega": "variance: constant",
        "alpha": "variance: yesterday's squared shock",
        "beta": "variance: yesterday's variance",
        "nu": "degrees of freedom of the shocks",
    }
    values = pd.Series(vars(fit.process)).map(lambda value: f"{value:.4f}".replace("-", MINUS))
    table = pd.DataFrame({"parameter": pd.Series(words), "value": values, "standard_error": fit.errors.map("{:.4f}".format)})
    return table.loc[list(words)].reset_index(drop=True)


def weeks_table(weeks: pd.DataFrame) -> pd.DataFrame:
    """Largest weeks before April 2025, and that week with its rank."""
    return weeks.assign(maturity=weeks["series"].map(NAMES)).rename(columns={"week": "week_to", "change_bp": "rise_bp"})[
        ["maturity", "rank", "week_to", "rise_bp"]
    ]


def benchmark_table(abnormal: pd.DataFrame, garch: pd.DataFrame, ranks: pd.DataFrame) -> pd.DataFrame:
    """The ten-year over each window against every benchmark; empty where a foreign market was closed."""
    ten = abnormal[abnormal["series"] == "dgs10"]
    mean, market = (ten[ten["benchmark"] == b].set_index("window") for b in ("constant mean", "market model"))
    scaled = ranks[(ranks["series"] == "dgs10") & (ranks["scaling"] == "scaled") & (ranks["sample"] == "1962")].set_index("window")
    return pd.DataFrame(
        {
            "change_bp": mean["change_bp"],
            "beyond_foreign_yields_bp": market["abnormal_bp"],
            "its_error_bp": market["error_bp"],
            "its_t": market["t"],
            "p_scaled_rank": scaled["p"],
            "p_GARCH_rank": garch.set_index("window")["p"],
            "naive_t": mean["t"],
            "p_naive": mean["p"],
        }
    ).reset_index()


def size_table(rates: pd.DataFrame) -> pd.DataFrame:
    """Rejections without an effect at three nominal levels, by volatility before the event, with Monte Carlo errors."""
    states = {"all": "all histories", "calm": "calmest tenth before the event", "agitated": "most agitated tenth before the event"}
    null = rates[rates["effect_bp"] == 0]
    rows = []
    for (state, test), own in null.groupby(["state", "test"], sort=False):
        levels = own.set_index("level_pct")
        row = {"histories": states[state], "test": TESTS[test]}
        for level in levels.index:
            row[f"nominal_{level:.0f}%_pct"] = levels.at[level, "rejected_pct"]
            row[f"error_at_{level:.0f}%_pct"] = levels.at[level, "error_pct"]
        rows.append(row)
    return pd.DataFrame(rows)


def checks_table(moves: pd.DataFrame, quoted: pd.Series, own_1_to_28_april_bp: float) -> pd.DataFrame:
    """What others printed about these days beside H.15."""
    return pd.DataFrame(
        [
            ("Longer yields, 2 to 11 April (New York Fed): ten-year", quoted["quoted.perli.longer_yields.bp"], moves.at["dgs10", "W3"]),
            ("Longer yields, 2 to 11 April (New York Fed): thirty-year", quoted["quoted.perli.longer_yields.bp"], moves.at["dgs30", "W3"]),
            ("Ten-year, 1 to 28 April (borrowing committee's letter)", quoted["quoted.tbac.change_10y.bp"], own_1_to_28_april_bp),
        ],
        columns=["what", "printed_bp", "H.15_bp"],
    )
