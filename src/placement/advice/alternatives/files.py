"""The directory of nearly equal plans: two tables, a picture and a page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from placement.advice.alternatives.figure import plot_alternatives
from placement.advice.opened import OpenRun
from placement.advice.pages import write_page
from placement.advice.site_uses import spoken
from placement.advice.telling import Chapter
from placement.errors import Text
from placement.report.cautions import cautions_of
from placement.report.csv_tables import write_csv
from placement.report.figures import write_png
from placement.report.speaker import Speaker


def write_alternatives(
    folder: Path,
    run: OpenRun,
    tables: tuple[pd.DataFrame, pd.DataFrame],
    chapters: Sequence[Chapter],
    say: Speaker,
) -> None:
    """Write ``plans.csv``, ``sites.csv``, ``alternatives.png`` and ``alternatives.html``."""
    plans, sites = tables
    write_csv(plans, folder / "plans.csv")
    write_csv(spoken(sites, say), folder / "sites.csv")
    picture = folder / "alternatives.png"
    write_png(plot_alternatives(plans, cautions=cautions_of(run.scenario), say=say), picture)
    name = run.scenario.name
    write_page(
        folder / "alternatives.html",
        Text(f"差不多好的方案 · {name}", f"Plans nearly as good · {name}"),
        chapters,
        say,
        picture=picture.read_bytes(),
        cautions=cautions_of(run.scenario),
    )
