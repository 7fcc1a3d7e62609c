"""Options that several commands take."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer


def finite(number: float | None) -> float | None:
    """Refuse numbers that are none."""
    if number is not None and not math.isfinite(number):
        message = f"{number} is not a finite number"
        raise typer.BadParameter(message)
    return number


ScenarioFile = Annotated[Path, typer.Argument(help="情景文件 · scenario file (.yaml)")]
RunFolder = Annotated[Path, typer.Argument(help="结果目录 · run directory")]
OutFolder = Annotated[Path | None, typer.Option("--out", help="写到哪里 · where to write")]
TimeLimit = Annotated[
    float | None,
    typer.Option("--time-limit", min=0, callback=finite, help="时限（秒） · time limit in seconds"),
]
TimeLimitForAll = Annotated[
    float | None,
    typer.Option(
        "--time-limit",
        min=0,
        callback=finite,
        help="几次求解合计时限（秒） · seconds for all solves together",
    ),
]
MoveAside = Annotated[
    bool,
    typer.Option("--force", help="目录不是本软件的结果时移开 · move a foreign directory aside"),
]
