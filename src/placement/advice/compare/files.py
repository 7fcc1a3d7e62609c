"""The directory of a comparison: three tables, a picture, and one offline page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from placement.advice.compare.comparison import Comparison
from placement.advice.compare.differences import CIRCLE_COLUMNS
from placement.advice.compare.differences_text import difference_notes
from placement.advice.compare.figure import plot_comparison
from placement.advice.compare.text import overview_lines, overview_notes
from placement.advice.compare.verdicts import verdict_line
from placement.advice.pages import as_source, render_offline
from placement.advice.site_uses import SITE_COLUMNS, spoken
from placement.report.csv_tables import write_csv
from placement.report.figures import write_png
from placement.report.names import place_head
from placement.report.speaker import Speaker
from placement.scenario.names import with_id

MOST_ROWS_ON_PAGE = 400
MOST_NAMED = 4
"""Runs whose names have room above their columns; of more they stand in a list."""


def write_comparison(
    folder: Path, comparison: Comparison, tiers: Mapping[str, str], lang: str = "zh"
) -> None:
    """Write ``comparison.csv``, ``circles_differing.csv``, ``sites_differing.csv``, PNG and page."""
    write_csv(overview_table(comparison, tiers), folder / "comparison.csv")
    write_csv(comparison.circles, folder / "circles_differing.csv")
    say, picture = Speaker(lang), folder / "comparison.png"
    write_csv(spoken(comparison.sites, say), folder / "sites_differing.csv")
    write_png(plot_comparison(comparison, tiers, say), picture)
    page = render_page(comparison, tiers, picture.read_bytes(), lang)
    (folder / "comparison.html").write_text(page, encoding="utf-8", newline="\n")


def overview_table(comparison: Comparison, tiers: Mapping[str, str]) -> pd.DataFrame:
    """Return the overview as published: one row per run, one column per tier, money in yuan."""
    frame = comparison.overview.drop(columns="by_tier")
    counts = {
        f"tier_{tier}": [int(found.get(tier, 0)) for found in comparison.overview["by_tier"]]
        for tier in tiers
    }
    return frame.assign(**counts)


def render_page(comparison: Comparison, tiers: Mapping[str, str], picture: bytes, lang: str) -> str:
    """Return the page: no script, no request, every name escaped."""
    say = Speaker(lang)
    return render_offline(
        "comparison.html.jinja",
        lang="zh-CN" if lang == "zh" else "en",
        title=say("情景对比", "Scenarios side by side"),
        cautions=[say.text(warning.told) for warning in comparison.warned],
        bases=[say.text(basis.told) for basis in comparison.bases],
        absent=[say.text(line) for line in comparison.absent],
        runs=[
            (label, say.text(with_id(Path(folder).name, name)))
            for label, name, folder in zip(
                comparison.labels, comparison.names, comparison.overview["directory"], strict=True
            )
        ],
        labels=comparison.labels,
        lines=overview_lines(comparison, tiers, say),
        overview_notes=overview_notes(comparison, say),
        verdicts=[verdict_line(item, say) for item in comparison.judgements],
        picture_words=say(
            "各结果的缺口、期末达标生活圈、圈内居民和承诺资金；数字见上表",
            "what is missing, circles and residents at the end, and money of each run; numbers in the table above",
        ),
        most_named=MOST_NAMED,
        picture=as_source(picture),
        heads={
            "verdicts": say("能否分出优劣", "Which is better"),
            "circles": say("认定不同的生活圈", "Circles certified otherwise"),
            "sites": say(
                "做法不同的点位（业态@年度，括号内为补助）",
                "Sites used otherwise (kinds@year: aid)",
            ),
        },
        apart=comparison.cities.are_apart,
        notes=difference_notes(comparison, say),
        circles=_rows(comparison.circles, CIRCLE_COLUMNS, comparison.labels),
        sites=_rows(spoken(comparison.sites, say), SITE_COLUMNS, comparison.labels),
        place_heads=[
            say("编号", "id"),
            say("名称", "name"),
            say.text(place_head(list(comparison.circles["district"]))),
        ],
        more=say("其余见 CSV", "the rest is in the CSV"),
        most=MOST_ROWS_ON_PAGE,
    )


def _rows(frame: pd.DataFrame, places: Sequence[str], labels: Sequence[str]) -> list[list[str]]:
    return [[str(row[name]) for name in (*places, *labels)] for row in frame.to_dict("records")]
