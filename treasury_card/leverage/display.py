"""The study's frames as the chapter shows them: readable labels, few rows, nothing computed that is not in the study."""

from __future__ import annotations

import pandas as pd

READING = {"unscaled": "unscaled", "share_scaled": "share-scaled"}
SALE = {"mof_13w": "Ministry, 13 weeks", "japan_4w": "Japan, four weeks", "japan_china_13w": "Japan and China, 13 weeks"}
OUTPUT = {
    "peak_bp": "peak of the ten-year",
    "year1_bp": "mean of the first year",
    "us_cost_pv5": "US cost, five years",
    "execution_japan": "Japan's loss on what is sold",
    "ratio_dollars": "US cost over Japan's loss",
}
COMPONENT = {
    "execution": "sold too cheaply",
    "horizon_value": "kept, five years on",
    "currency": "yen, if changed",
    "mark_to_market": "kept, mark-to-market",
}
PROCEEDS = {"dollars": "dollars", "changed": "yen, losing on what is changed alone", "yen": "yen, losing on all dollar assets counted"}
ASSUMPTION = {
    "short_run_bp": "impact in the week of the sale",
    "long_run_bp": "impact that stays",
    "half_life_weeks": "half-life",
    "ministry_usd_bn": "what the ministry holds",
    "length": "maturities held",
    "weeks": "weeks of selling",
    "bills_first": "bills first",
    "long_first": "long bonds first",
    "fed_share": "bought by the Fed",
    "buyback_usd_bn_week": "buybacks",
    "bill_shift_share": "issuance in bills",
    "borrowing_usd_bn_year": "new borrowing",
}
EPISODE = {
    "2022-09": "September 2022",
    "2022-10": "October 2022",
    "2024-05": "April and May 2024",
    "2024-07": "July 2024",
    "2026-05": "May 2026",
}
PART = {"whole": "as sold", "long_term": "long-term part", "all_long_term": "if all long-term"}


def labelled(frame: pd.DataFrame) -> pd.DataFrame:
    """Readings, scenarios, outputs, components, assumptions, episodes and parts by their names in the text."""
    names = {
        "reading": READING,
        "scenario": SALE,
        "output": OUTPUT,
        "component": COMPONENT,
        "assumption": ASSUMPTION,
        "episode": EPISODE,
        "part": PART,
    }
    return frame.assign(**{column: frame[column].map(known) for column, known in names.items() if column in frame})


def assumptions(table: pd.DataFrame) -> pd.DataFrame:
    """What every number rests on, in the order of the model."""
    shown = table.reset_index()[["what", "default", "low", "high", "unit", "source"]]
    dollars = {r"bn US\$": "$bn", r"\b(\d+) bn\b": r"$\1bn"}
    return shown.replace(dict.fromkeys(["what", "unit", "source"], dollars), regex=True).rename(columns={"what": "assumption"})


def fan_rows(fans: pd.DataFrame, weeks: int = 104) -> pd.DataFrame:
    """Every week of the first half year, then every fourth."""
    shown = (fans["week"] <= 26) | (fans["week"] % 4 == 0)
    return labelled(fans[shown & (fans["week"] <= weeks)]).drop(columns=["p5", "p95"])


def fan_table(fans: pd.DataFrame) -> pd.DataFrame:
    """The fan at a few weeks."""
    rows = labelled(fans[fans["week"].isin([1, 4, 13, 26, 52, 104, 260, 520])])
    quantiles = [c for c in rows if c.startswith("p")]
    return rows[["scenario", "reading", "week", *quantiles]].rename(columns={q: f"{q}_bp" for q in quantiles}).round(1)


def paths(frame: pd.DataFrame, weeks: int = 104) -> pd.DataFrame:
    """Paths of the cases, thinned after half a year."""
    shown = (frame["week"] <= 26) | (frame["week"] % 4 == 0)
    return labelled(frame[shown & (frame["week"] <= weeks)])[["week", "rise_bp", "case", "reading"]]


def cases(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a case: peak, US cost, Japan's loss on what is sold, ratio."""
    rows = labelled(frame).groupby(["reading", "case"], sort=False).first().reset_index()
    columns = {"peak_bp": "peak_bp", "us_cost_pv5": "US_cost_usd_bn", "execution_japan": "Japan's_loss_usd_bn", "ratio_dollars": "ratio"}
    return rows[["reading", "case", *columns]].rename(columns=columns).round(2)


def loss_rows(japan_loss: pd.DataFrame) -> pd.DataFrame:
    """Median of each component by holder."""
    rows = labelled(japan_loss[japan_loss["holder"] != "japan"])
    return rows.assign(usd_bn=rows["p50"])[["scenario", "reading", "holder", "component", "usd_bn"]]


def cost_rows(us_cost: pd.DataFrame, scenario: str) -> pd.DataFrame:
    """Cost by year of one scenario: constant and growing stock."""
    rows = labelled(us_cost[us_cost["scenario"] == scenario])
    return rows[["reading", "stock", "year", "p10", "p50", "p90", "to_fed", "to_foreigners"]].rename(
        columns={c: f"{c}_usd_bn" for c in ("p10", "p50", "p90", "to_fed", "to_foreigners")}
    )


def lasting_table(lasting: pd.DataFrame) -> pd.DataFrame:
    """Cost of a lasting rise of 100 bp in four years, bn US$."""
    rows = lasting[lasting["year"].isin([1, 3, 5, 10])]
    rows = rows.assign(stock=rows["borrowing_usd_bn"].map(lambda b: "growing" if b else "constant"))
    table = rows.pivot_table(index=["types", "stock"], columns="year", values="usd_bn", sort=False).round(0)
    table.columns = [f"year_{y}_usd_bn" for y in table.columns]
    return table.reset_index()


def odds_table(odds: pd.DataFrame) -> pd.DataFrame:
    """Ratio and the share of draws in which the sale costs Japan less."""
    rows = labelled(odds).replace({"proceeds": PROCEEDS})
    columns = {
        "p10": "ratio_p10",
        "p50": "ratio_p50",
        "p90": "ratio_p90",
        "cheaper_for_japan_pct": "cheaper_for_Japan_pct",
        "no_loss_pct": "no_loss_pct",
    }
    return rows[["scenario", "reading", "proceeds", *columns]].rename(columns=columns).round(1)


def sensitivity_rows(tornado: pd.DataFrame, outputs: tuple[str, ...]) -> pd.DataFrame:
    """Ends of each assumption's swing for the outputs asked for, largest swing first."""
    rows = tornado[tornado["output"].isin(outputs)]
    return labelled(rows).sort_values(["reading", "output", "swing"], ascending=[False, True, False], ignore_index=True)


def backtest_table(backtest: pd.DataFrame) -> pd.DataFrame:
    """One row an episode, way of counting and reading."""
    rows = labelled(backtest)
    days = {name: pd.to_datetime(rows[name]).dt.strftime("%Y-%m-%d") for name in ("first", "last")}
    columns = ["episode", "first", "last", "part", "reading", "sold_usd_bn", "ten_year_usd_bn", "p10_bp", "p50_bp", "p90_bp"]
    table = rows.assign(**days)[[*columns, "observed_bp", "band_low_bp", "band_high_bp"]].round(1)
    return table.rename(columns={"ten_year_usd_bn": "ten-year_notes_usd_bn"})


def size_rows(sizes: pd.DataFrame) -> pd.DataFrame:
    """Every ratio as a multiple, so that they share an axis."""
    multiple = sizes["value"].where(sizes["unit"] == "multiple", sizes["value"] / 100)
    return sizes.assign(multiple=multiple)[["sale", "amount_usd_bn", "measure", "multiple"]]


def exceedance_rows(exceedance: pd.DataFrame) -> pd.DataFrame:
    """Thresholds as labels."""
    return labelled(exceedance).assign(threshold=exceedance["threshold_bp"].map(lambda t: f"{t} bp"))


def grid_rows(grid: pd.DataFrame) -> pd.DataFrame:
    """Parts in percent; no ratio where Japan has no loss."""
    rows = labelled(grid)
    shown = pd.DataFrame({"reading": rows["reading"], "part_pct": (100 * rows["sold_share"]).round().astype(int)})
    if "weeks" in rows:
        ratio, loss = rows["ratio_dollars"], rows["japan_loss_dollars"]
        shown["weeks"], shown["peak_bp"] = rows["weeks"], rows["peak_bp"]
    else:
        ratio, loss = rows["ratio"], rows["japan_loss"]
        shown["yen_pct"] = rows["yen_pct_per_100bn"].round(1)
    return shown.assign(ratio=ratio.where(loss > 0), us_cost_usd_bn=rows["us_cost_pv5"], japan_loss_usd_bn=loss).round(3)


def sobol_rows(sobol: pd.DataFrame) -> pd.DataFrame:
    """Total indices in percent with their intervals."""
    rows = labelled(sobol)
    total, error = 100 * rows["total"], 100 * rows["total_error"]
    columns = {"total_pct": total, "low_pct": (total - error).clip(lower=0), "high_pct": total + error, "first_pct": 100 * rows["first"]}
    return rows[["reading", "output", "group"]].assign(**columns).round(1)


def study_rows(studies: pd.DataFrame, sale: str, counted: str) -> pd.DataFrame:
    """Published effects times one sale, smallest first."""
    horizon = {"short_run": "while selling", "long_run": "lasting"}
    rows = labelled(studies[(studies["sale"] == sale) & (studies["counted"] == counted)])
    # a study can speak twice of the same horizon, so its range is part of the name
    effect = rows["study"] + ", " + rows["horizon"].map(horizon)
    twice = effect.where(~(effect + rows["reading"]).duplicated(keep=False), effect + " (" + rows["key"].str.split("_").str[-1] + ")")
    columns = ["reading", "effect", "low_bp", "middle_bp", "high_bp"]
    return rows.assign(effect=twice)[columns].sort_values(["reading", "middle_bp"], ascending=[False, True], ignore_index=True).round(1)


def threshold_rows(thresholds: pd.Series) -> pd.DataFrame:
    """The three words in both panels."""
    rows = thresholds.rename_axis("word").rename("bp").reset_index()
    return rows.merge(pd.DataFrame({"reading": list(READING.values())}), how="cross")


def explorer_table(table: pd.DataFrame) -> pd.DataFrame:
    """The explorer's first results, with columns named as in every other table: words joined by underscores, the unit last."""
    units = {"($bn)": "usd_bn", "(bp)": "bp", "(times)": ""}

    def name(column: str) -> str:
        first, *words = column.replace(",", "").split(" ")
        first = first if first in {"US", "Japan's"} else first.lower()
        return "_".join([first, *(units.get(word, word) for word in words)]).strip("_")

    return table.rename(columns=name)
