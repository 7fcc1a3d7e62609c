"""How many outlets of each kind a synthetic city has, from counts of a real one.

The rates start from the points of interest counted in 宿城区 and 宿豫区 (宿迁, October 2018; figures only).
A full count would fill every line of a rubric in every circle, so a stated share is listed.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from placement.errors import InputError, Problem, Text

RESIDENTS_OF_A_RATE = 10_000


@dataclass(frozen=True)
class Density:
    """One kind's rate and the shares of its attributes.

    Attributes
    ----------
    per_resident
        Outlets listed per resident, before differences between circles.
    chain_share, standardised_share, open_24h_share
        Fractions of the outlets that have the attribute.
    median_m2
        Median floor area in m².
    """

    kinds: tuple[str, ...]
    name: str
    per_resident: float
    chain_share: float
    standardised_share: float
    open_24h_share: float
    median_m2: float


def read_densities(path: Path, suqian_residents: int) -> tuple[Density, ...]:
    """Read the density table.

    A row gives either a Suqian count and the share of it to list, or an assumed
    rate per 10,000 residents.

    Raises
    ------
    InputError
        If a row gives neither, or a cell is not a number; all rows are reported.
    """
    problems: list[Problem] = []
    densities: list[Density] = []
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            try:
                densities.append(_density(row, suqian_residents))
            except (KeyError, TypeError, ValueError) as error:
                problems.append(_unreadable(path, line, error))
    if problems:
        raise InputError(problems)
    return tuple(densities)


def _density(row: dict[str, str], suqian_residents: int) -> Density:
    if row["suqian_outlets"]:
        rate = int(row["suqian_outlets"]) / suqian_residents * float(row["listed_share"])
    else:
        rate = float(row["per_10000_residents"]) / RESIDENTS_OF_A_RATE
    return Density(
        kinds=tuple(row["kinds"].split("+")),
        name=row["name"],
        per_resident=rate,
        chain_share=float(row["chain_share"]),
        standardised_share=float(row["standardised_share"]),
        open_24h_share=float(row["open_24h_share"]),
        median_m2=float(row["median_floor_area_m2"]),
    )


def _unreadable(path: Path, line: int, error: Exception) -> Problem:
    return Problem(
        code="PL480",
        file=path.name,
        row=line,
        value=str(error),
        rule=Text(
            "每行须给出宿迁网点数与列入比例，或每万人假设数，且均为数字",
            "a row gives a Suqian count and the share listed, or an assumed rate, as numbers",
        ),
        mend=Text("补全该行数值", "complete the numbers of this row"),
    )
