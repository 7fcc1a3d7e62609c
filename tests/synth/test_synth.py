"""The generator: same seed same bytes, streams apart, tables as the recipe says."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from placement.errors import InputError
from placement.synth import SynthRecipe, build_tables, read_recipe, synthesize
from placement.synth.calibration import read_densities
from placement.synth.recipe import Recognised
from placement.synth.write import read_formats, read_kind_names

ROOT = Path(__file__).resolve().parents[2]
RECIPES = ROOT / "scenarios" / "recipes"


@pytest.fixture(scope="module")
def quick() -> SynthRecipe:
    return read_recipe(RECIPES / "quick.yaml")


@pytest.fixture(scope="module")
def city() -> SynthRecipe:
    return read_recipe(RECIPES / "jining.yaml")


@pytest.fixture(scope="module")
def city_tables(city: SynthRecipe) -> dict[str, pd.DataFrame]:
    return build_tables(city)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def metres_apart(frame: pd.DataFrame, other: pd.DataFrame) -> np.ndarray:
    north = (frame["lat"].to_numpy()[:, None] - other["lat"].to_numpy()) * 111_195
    east = (frame["lon"].to_numpy()[:, None] - other["lon"].to_numpy()) * 111_195
    return np.hypot(north, east * math.cos(math.radians(35.4)))


def test_same_seed_same_bytes_and_another_seed_differs(quick: SynthRecipe, tmp_path: Path) -> None:
    synthesize(quick, tmp_path / "a")
    synthesize(RECIPES / "quick.yaml", tmp_path / "b")
    synthesize(quick, tmp_path / "c", seed=quick.seed + 1)
    first = bytes_of(tmp_path / "a")
    assert first == bytes_of(tmp_path / "b")
    other = bytes_of(tmp_path / "c")
    assert other["outlets.csv"] != first["outlets.csv"]
    assert other["costs.csv"] == first["costs.csv"]


@pytest.mark.parametrize(
    ("recipe", "folder"),
    [
        ("quick.yaml", "quick"),
        ("jining.yaml", "jining-2023-2025"),
        ("qingdao.yaml", "qingdao-2022-2025"),
        ("mofcom.yaml", "mofcom-2023-2025"),
        ("minhou.yaml", "minhou-2022-2025"),
        ("liangzhou.yaml", "liangzhou-2024-2025"),
    ],
)
def test_the_shipped_tables_are_what_the_recipe_gives(
    recipe: str, folder: str, tmp_path: Path
) -> None:
    result = synthesize(RECIPES / recipe, tmp_path)
    shipped = ROOT / "scenarios" / folder
    for path in result.files:
        assert (shipped / path.name).read_bytes() == path.read_bytes(), path.name


def test_another_district_changes_no_row_of_the_others(city: SynthRecipe) -> None:
    fewer = city.model_copy(update={"urban_areas": city.urban_areas[:3]})
    more = city.model_copy(update={"urban_areas": city.urban_areas[:4]})
    small, large = build_tables(fewer), build_tables(more)
    for name, frame in small.items():
        pd.testing.assert_frame_equal(frame, large[name].iloc[: len(frame)])


def test_another_kind_changes_no_outlet_of_the_others(quick: SynthRecipe, tmp_path: Path) -> None:
    dropped = "hotel"
    lines = quick.densities.read_text(encoding="utf-8").splitlines(keepends=True)
    fewer = tmp_path / "densities.csv"
    fewer.write_text(
        "".join(line for line in lines if not line.startswith(dropped)), encoding="utf-8"
    )
    without = build_tables(quick.model_copy(update={"densities": fewer}))["outlets"]
    complete = build_tables(quick)["outlets"]
    columns = ["kinds", "name", "lon", "lat", "floor_area_m2", "chain"]
    rest = complete[complete["kinds"] != dropped][columns]
    pd.testing.assert_frame_equal(
        without[columns].sort_values(["kinds", "name"], ignore_index=True),
        rest.sort_values(["kinds", "name"], ignore_index=True),
    )
    assert len(rest) < len(complete)


def test_district_sizes_are_targets_times_the_ratio(city_tables: dict[str, pd.DataFrame]) -> None:
    sizes = city_tables["circles"].groupby("district").size().to_dict()
    assert sizes == {
        **dict.fromkeys(["泗水县", "微山县", "嘉祥县", "鱼台县"], 10),
        **dict.fromkeys(["金乡县", "汶上县", "梁山县"], 10),
        "任城区": 100,
        "济宁高新区": 38,
        "太白湖新区": 20,
        "济宁经开区": 5,
        "兖州区": 38,
        "曲阜市": 13,
        "邹城市": 18,
    }


def test_the_four_urban_districts_touch_and_the_others_do_not(
    city_tables: dict[str, pd.DataFrame],
) -> None:
    circles, premises = city_tables["circles"], city_tables["premises"]
    near = metres_apart(premises, circles) <= 961
    across = near & (
        premises["district"].to_numpy()[:, None] != circles["district"].to_numpy()[None, :]
    )
    served = circles["district"].to_numpy()[np.nonzero(across)[1]]
    assert set(served) == {"任城区", "济宁高新区", "太白湖新区", "济宁经开区"}


def test_rows_stay_within_what_the_recipe_allows(
    city: SynthRecipe, city_tables: dict[str, pd.DataFrame]
) -> None:
    circles, premises = city_tables["circles"], city_tables["premises"]
    assert circles["residents"].between(*city.circles.residents).all()
    assert circles["communities"].between(*city.circles.communities).all()
    assert premises["floor_area_m2"].between(*city.premises.area_m2).all()
    assert (premises["preparation_yuan"] % 100 == 0).all()
    assert premises["preparation_yuan"].between(0, city.premises.preparation_max_yuan).all()
    assert set(premises["first_year"]) == {0, 2024, 2025}
    for name, key in (
        ("circles", "circle_id"),
        ("outlets", "outlet_id"),
        ("premises", "premises_id"),
    ):
        assert city_tables[name][key].is_unique
    assert len(city_tables["outlets"]) <= 12_000


def test_premises_state_what_may_go_in_without_contradiction(
    city: SynthRecipe, city_tables: dict[str, pd.DataFrame]
) -> None:
    premises = city_tables["premises"]
    assert not (premises["allowed_kinds"].ne("") & premises["forbidden_kinds"].ne("")).any()
    basements = premises[premises["source_class"] == "basement"]
    kinds = set("+".join(basements["allowed_kinds"]).split("+"))
    assert kinds
    assert kinds.isdisjoint(city.premises.dining)
    large = premises["floor_area_m2"] >= city.premises.large_from_m2
    assert premises.loc[large, "allowed_kinds"].ne("").all()


def test_every_kind_is_in_the_dictionary(
    city: SynthRecipe, city_tables: dict[str, pd.DataFrame]
) -> None:
    known = set(read_kind_names(city.kinds))
    used = {
        kind
        for name, column in (
            ("outlets", "kinds"),
            ("costs", "kinds"),
            ("premises", "allowed_kinds"),
            ("premises", "forbidden_kinds"),
        )
        for cell in set(city_tables[name][column]) - {""}
        for kind in cell.split("+")
    }
    assert used <= known


def test_a_judged_line_with_levels_stays_on_them(city_tables: dict[str, pd.DataFrame]) -> None:
    layout = city_tables["judgements"].query("line_id == 'L2'")
    assert set(layout["current"]) | set(layout["reachable"]) == {2, 3, 5}


def test_judged_points_are_half_steps_within_the_maximum(
    city: SynthRecipe, city_tables: dict[str, pd.DataFrame]
) -> None:
    frame = city_tables["judgements"]
    maximum = frame["line_id"].map({line.id: line.maximum for line in city.judgements.lines})
    assert all(value * 2 % 1 == 0 for value in [*frame["current"], *frame["reachable"]])
    assert (frame["current"] <= frame["reachable"]).all()
    assert (frame["reachable"] <= maximum).all()
    same = frame["current"] == frame["reachable"]
    assert (frame.loc[same, ["cost_yuan", "earliest_year"]] == 0).all(axis=None)
    assert (frame.loc[~same, "cost_yuan"] > 0).all()
    assert len(frame) == len(city_tables["circles"]) * len(city.judgements.lines)


def test_listed_density_follows_the_suqian_count(
    city: SynthRecipe, city_tables: dict[str, pd.DataFrame]
) -> None:
    densities = read_densities(city.densities, city.suqian_residents)
    residents = city_tables["circles"]["residents"].sum()
    listed = city_tables["outlets"].groupby("kinds").size()
    expected = sum(density.per_resident for density in densities) * residents
    assert listed.sum() / expected == pytest.approx(city_mean_richness(city), rel=0.05)


def city_mean_richness(city: SynthRecipe) -> float:
    # Centrality of points spread evenly over a disc averages one third.
    edge, centre = city.outlets.richness_edge, city.outlets.richness_centre
    return edge + (centre - edge) / 3


def test_circles_may_have_names_and_be_recognised_already(quick: SynthRecipe) -> None:
    (area,) = quick.urban_areas
    (district,) = area.districts
    named = district.model_copy(update={"names": ("东大街", "西大街"), "recognised": 3})
    rule = quick.circles.model_copy(update={"recognised": Recognised(tier="basic", year=2022)})
    circles = build_tables(
        quick.model_copy(
            update={
                "circles": rule,
                "urban_areas": (area.model_copy(update={"districts": (named,)}),),
            }
        )
    )["circles"]
    assert list(circles["name"][:3]) == ["东大街", "西大街", "太白湖-003 示例社区"]
    assert list(circles["recognised_year"][:4]) == [2022, 2022, 2022, 0]
    assert list(circles["current_tier"][:4]) == ["basic", "basic", "basic", ""]


@pytest.mark.parametrize("change", [{"recognised": 15}, {"recognised": 1}, {"names": ("a",) * 15}])
def test_more_names_or_recognised_circles_than_there_are_is_refused(
    change: dict[str, object], quick: SynthRecipe
) -> None:
    data = quick.model_dump()
    data["urban_areas"][0]["districts"][0].update(change)
    with pytest.raises(ValueError, match="circles"):
        SynthRecipe.model_validate(data)


def test_a_rubric_without_judged_lines_needs_no_table_of_judgements(quick: SynthRecipe) -> None:
    rule = quick.judgements.model_copy(update={"lines": ()})
    assert "judgements" not in build_tables(quick.model_copy(update={"judgements": rule}))


def test_the_note_says_synthetic(quick: SynthRecipe, tmp_path: Path) -> None:
    result = synthesize(quick, tmp_path)
    note = (tmp_path / "README.txt").read_text(encoding="utf-8")
    assert "合成数据" in note
    assert "Synthetic data" in note
    assert result.counts["circles"] == 14
    assert tmp_path / "README.txt" in result.files


def test_chinese_headers_carry_units_and_a_byte_order_mark(
    quick: SynthRecipe, tmp_path: Path
) -> None:
    synthesize(quick, tmp_path)
    first_line = (tmp_path / "premises.csv").read_bytes().splitlines()[0]
    assert first_line.startswith(b"\xef\xbb\xbf")
    assert "元" in first_line.decode("utf-8-sig")


@pytest.mark.parametrize("cell", ["", "many"])
def test_a_density_without_a_number_is_refused(cell: str, tmp_path: Path) -> None:
    header = (RECIPES / "densities.csv").read_text(encoding="utf-8").splitlines()[0]
    path = tmp_path / "densities.csv"
    path.write_text(f"{header}\nhotel,旅馆,,,{cell},0,0,1,900,\n", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_densities(path, 1_700_000)
    assert [(p.code, p.row) for p in raised.value.problems] == [("PL480", 2)]


def test_an_unknown_key_of_a_recipe_is_refused(tmp_path: Path) -> None:
    text = (RECIPES / "jining.yaml").read_text(encoding="utf-8")
    (tmp_path / "wrong.yaml").write_text(text.replace("seed:", "sede:", 1), encoding="utf-8")
    with pytest.raises(InputError):
        read_recipe(tmp_path / "wrong.yaml")


@pytest.mark.parametrize("header", ["format_id,name,price", "name,kinds"])
def test_a_format_table_with_other_headers_is_refused(header: str, tmp_path: Path) -> None:
    path = tmp_path / "formats.csv"
    path.write_text(f"{header}\n", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_formats(path, ())
    assert [problem.code for problem in raised.value.problems] == ["PL481"]
