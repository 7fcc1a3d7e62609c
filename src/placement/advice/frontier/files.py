"""The directory of a ladder: two tables, a picture and a page."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from placement.advice.frontier.figure import plot_frontier
from placement.advice.frontier.tables import Frontier, site_order
from placement.advice.frontier.text import frontier_chapters
from placement.advice.pages import write_page
from placement.errors import Text
from placement.report.cautions import cautions_of
from placement.report.csv_tables import write_csv
from placement.report.figures import write_png
from placement.report.speaker import Speaker


def write_frontier(folder: Path, found: Frontier, table: pd.DataFrame, say: Speaker) -> None:
    """Write ``frontier.csv``, ``site_order.csv``, ``frontier.png`` and ``frontier.html``."""
    write_csv(table, folder / "frontier.csv")
    write_csv(site_order(found), folder / "site_order.csv")
    picture = folder / "frontier.png"
    write_png(plot_frontier(found, table, say), picture)
    write_page(
        folder / "frontier.html",
        Text(f"预算阶梯 · {found.scenario.name}", f"Ladder of budgets · {found.scenario.name}"),
        frontier_chapters(found, table),
        say,
        picture=picture.read_bytes(),
        cautions=cautions_of(found.scenario),
    )
