"""Recipes are refused with the line of the mistake; the shipped ones are sound."""

from pathlib import Path

import pytest

from placement.errors import InputError
from placement.importing.recipe import read_recipe


@pytest.fixture
def changed(suqian_recipe: Path, tmp_path: Path) -> Path:
    """A place for changed copies, beside copies of the files a recipe names."""
    root = suqian_recipe.parents[2]
    for name in ("models/kinds.yaml", "models/formats.csv", "models/jining-2023.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((root / name).read_bytes())
    base = tmp_path / "scenarios" / "base"
    base.mkdir(parents=True)
    for name in ("jining-common.yaml", "common.yaml"):
        (base / name).write_bytes((root / "scenarios" / "base" / name).read_bytes())
    (tmp_path / "scenarios" / "imports").mkdir()
    return tmp_path / "scenarios" / "imports" / "changed.yaml"


def refusal(text: str, old: str, new: str, path: Path) -> tuple[str, int | None, str | None]:
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(InputError) as caught:
        read_recipe(path)
    (problem,) = caught.value.problems
    return problem.code, problem.row, problem.column


@pytest.mark.parametrize("name", ["suqian-2018", "cambridge-2020"])
def test_shipped_recipes_are_sound(name: str, suqian_recipe: Path) -> None:
    recipe, beside = read_recipe(suqian_recipe.with_name(f"{name}.yaml"))
    assert recipe.id == name
    assert all(path.is_file() for path in beside.values())


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        ("scenario_notes:", "scenario_notez:", "PL801", "scenario_notez"),
        ("  same_within_m: 200\n", "", "PL809", "outlets.same_within_m"),
        ("- file: poi_city.csv\n      datum: GCJ-02", "- file: poi_city.csv\n      datum: GCJ", "PL810", "outlets.files.0.datum"),
        ('value: "24 ?(小时|[hH])|二十四小时"', 'value: "24 ?(小时"', "PL840", "outlets.open_24h_names.value"),
        ("宿豫区: 30, ", "", "PL844", None),
        ("category: kind, area: district", "area: district", "PL843", "homes"),
    ],
)  # fmt: skip
def test_mistakes_are_named(
    suqian_recipe: Path, changed: Path, old: str, new: str, code: str, column: str | None
) -> None:
    text = suqian_recipe.read_text("utf-8")
    found = refusal(text, old, new, changed)
    assert found[0] == code
    assert found[2] == column


def test_premises_are_listed_or_assumed_not_both_nor_neither(
    cambridge_recipe: Path, changed: Path
) -> None:
    text = cambridge_recipe.read_text("utf-8")
    start, end = text.index("  given:\n"), text.index("  rent_yuan_per_m2_month:")
    found = refusal(text, text[start:end], "", changed)
    assert found[0] == "PL841"


def test_an_assumption_without_a_reason_is_refused(cambridge_recipe: Path, changed: Path) -> None:
    text = cambridge_recipe.read_text("utf-8")
    reason = "    reason: {zh: 剑桥市户均人口的约数, en: about the mean household of Cambridge}\n"
    code, _, column = refusal(text, reason, "", changed)
    assert (code, column) == ("PL809", "homes.residents_per_home.reason")


def test_files_beside_the_recipe_must_exist(cambridge_recipe: Path, changed: Path) -> None:
    text = cambridge_recipe.read_text("utf-8")
    code, *_ = refusal(text, "models/formats.csv\n", "models/formatz.csv\n", changed)
    assert code == "PL101"
