"""From a recipe to the tables of a synthetic city."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from placement.synth.calibration import read_densities
from placement.synth.judgements import judge
from placement.synth.places import Neighbourhoods, lay_out
from placement.synth.premises import find_premises
from placement.synth.recipe import SynthRecipe, read_recipe
from placement.synth.supply import open_outlets
from placement.synth.write import chinese_words, read_formats, write_note, write_tables


@dataclass(frozen=True)
class SynthResult:
    """What was written.

    Attributes
    ----------
    files
        Written files, in order of name.
    counts
        Rows per table id.
    """

    files: tuple[Path, ...]
    counts: dict[str, int]


def synthesize(recipe: SynthRecipe | Path, out: Path, seed: int | None = None) -> SynthResult:
    """Generate a city and write its tables and a note that marks them as synthetic.

    Parameters
    ----------
    recipe
        A recipe, or the path of its YAML file.
    out
        Folder for the tables; made if missing, files of the same names are replaced.
    seed
        Replaces the seed of the recipe.

    Returns
    -------
    SynthResult
        Equal recipe and seed give equal bytes.

    Raises
    ------
    InputError
        If the recipe, the density table or the format table is wrong.
    """
    if isinstance(recipe, Path):
        recipe = read_recipe(recipe)
    if seed is not None:
        recipe = recipe.model_copy(update={"seed": seed})
    tables = build_tables(recipe)
    out.mkdir(parents=True, exist_ok=True)
    words = chinese_words(recipe) if recipe.headers == "chinese" else None
    files = write_tables(tables, out, words)
    note = write_note(recipe, {name: len(frame) for name, frame in tables.items()}, out)
    return SynthResult(
        files=tuple(sorted([*files, note])),
        counts={name: len(frame) for name, frame in tables.items()},
    )


def build_tables(recipe: SynthRecipe) -> dict[str, pd.DataFrame]:
    """Return the tables of the city by table id: English column ids, m² and whole yuan.

    A recipe without judged lines gives no table ``judgements``.
    """
    seed = recipe.seed
    densities = read_densities(recipe.densities, recipe.suqian_residents)
    places: list[Neighbourhoods] = [
        place for area in recipe.urban_areas for place in lay_out(area, recipe, seed)
    ]
    tables = {
        "circles": _stack([place.frame for place in places]),
        "outlets": _stack([open_outlets(place, densities, recipe, seed) for place in places]),
        "premises": _stack([find_premises(place, recipe, seed) for place in places]),
    }
    if recipe.judgements.lines:
        tables["judgements"] = _stack([judge(place, recipe, seed) for place in places])
    return {**tables, "costs": _stack(_formats(recipe))}


def _formats(recipe: SynthRecipe) -> list[pd.DataFrame]:
    paths = [path for path in (recipe.formats, recipe.more_formats) if path is not None]
    return [read_formats(path, recipe.leave_out) for path in paths]


def _stack(frames: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True)
