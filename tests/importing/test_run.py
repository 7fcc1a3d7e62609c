"""The shipped recipes on invented sources of the same layout."""

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from placement.errors import FileSystemError, InputError, Text
from placement.importing import ImportResult, run_import
from placement.scenario.reader import read_scenario
from placement.yamlfile import read_yaml


def read(result: ImportResult, table: str) -> pd.DataFrame:
    path = result.scenario.parent / "tables" / f"{table}.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def by_id(result: ImportResult, table: str, column: str) -> dict[str, str]:
    frame = read(result, table)
    return dict(zip(frame.iloc[:, 0], frame[column], strict=True))


def dropped(result: ImportResult) -> dict[str, str]:
    return dict(zip(result.dropped["id"], result.dropped["reason_en"], strict=True))


def test_types_names_and_own_rules_make_kinds(poi_import: ImportResult) -> None:
    assert by_id(poi_import, "outlets", "kinds") == {
        "A1": "convenience_store",
        "A3": "convenience_store",
        "A4": "breakfast",
        "A5": "wet_market",
        "A6": "repair",
        "A7": "convenience_store",
        "B1": "restaurant",
        "B2": "restaurant",
        "B3": "convenience_store",
        "C1": "special_dining",
    }
    assert poi_import.kinds["convenience_store"] == 4
    assert poi_import.counts["outlets"] == 10


def test_attributes_come_from_the_sign(poi_import: ImportResult) -> None:
    outlets = read(poi_import, "outlets").set_index("outlet_id")
    assert outlets.index[outlets["chain"] == "true"].tolist() == ["B1"]
    assert outlets.index[outlets["standardised"] == "true"].tolist() == ["A5"]
    assert outlets.index[outlets["open_24h"] == "true"].tolist() == ["B3"]


def test_everything_left_out_has_a_reason(poi_import: ImportResult) -> None:
    reasons = dropped(poi_import)
    assert "same id" in reasons["A1"]
    assert "entered twice" in reasons["A2"]
    assert "outside" in reasons["A9"]
    assert {"A8", "B4"} == {i for i, why in reasons.items() if "of no kind" in why}
    assert "type code" in reasons["S1"]
    assert "too few homes" in reasons["H9"]
    assert sum(poi_import.dropped_by_reason.values()) == len(poi_import.dropped) == 7


def test_coordinates_are_converted(poi_import: ImportResult) -> None:
    lon = float(by_id(poi_import, "outlets", "lon")["A1"])
    lat = float(by_id(poi_import, "outlets", "lat")["A1"])
    assert 0.004 < 118.30 - lon < 0.007
    assert abs(33.95 - lat) < 0.003


def test_compounds_make_one_circle(poi_import: ImportResult) -> None:
    (circle,) = read(poi_import, "circles").to_dict("records")
    assert circle["circle_id"] == "SC-C01"
    assert (circle["district"], circle["area_class"]) == ("宿城区", "主城区")
    assert (circle["households"], circle["residents"]) == ("2700", "7020")
    assert circle["communities"] == "1"
    assert circle["name"].startswith("宿城区01·示例花园")


def test_assumed_premises_say_so_and_stand_beside_shops(poi_import: ImportResult) -> None:
    premises = read(poi_import, "premises")
    assert len(premises) == 8  # the outlets within 600 m of the centre; ten were asked for
    assert premises["premises_id"].str.startswith("ASSUMED-").all()
    assert premises["name"].str.startswith("假定用房").all()
    assert premises["floor_area_m2"].astype(int).between(12, 3000).all()
    assert set(premises["district"]) == {"宿城区"}


def test_blocks_make_circles_and_given_shops_premises(block_import: ImportResult) -> None:
    (circle,) = read(block_import, "circles").to_dict("records")
    assert (circle["circle_id"], circle["communities"]) == ("EA-C01", "2")
    assert (circle["households"], circle["residents"]) == ("1700", "3570")
    areas = by_id(block_import, "premises", "floor_area_m2")
    # 1,000 and 3,000 sq ft; missing ones take the median of their group, or of all.
    assert areas == {"V1": "92.9", "V2": "278.7", "V3": "185.8", "V4": "185.8"}
    assert by_id(block_import, "premises", "district")["V4"] == "剑桥北片"
    notes = by_id(block_import, "premises", "note")
    assert [i for i, note in notes.items() if note] == ["V3", "V4"]


def test_given_types_win_over_signs_and_names_are_harmonised(block_import: ImportResult) -> None:
    kinds = by_id(block_import, "outlets", "kinds")
    assert kinds == {
        "B1": "laundry",
        "B2": "cafe_tea",
        "B7": "cafe_tea",
        "F-1": "community_bookroom",
        "F-2": "childcare",
    }
    assert by_id(block_import, "outlets", "chain")["B2"] == "true"


def test_default_points_are_dropped_and_rough_ones_flagged(block_import: ImportResult) -> None:
    reasons = dropped(block_import)
    assert "no coordinates" in reasons["B3"]
    assert {"B4", "B5", "B6"} == {i for i, why in reasons.items() if "default" in why}
    flagged = dict(zip(block_import.flagged["id"], block_import.flagged["reason_en"], strict=True))
    assert "rough" in flagged["B7"]
    assert "median" in flagged["V3"]


def test_streets_keep_their_graph_and_lose_their_shortcuts(block_import: ImportResult) -> None:
    streets = read(block_import, "streets")
    assert streets[["from_node", "to_node"]].to_numpy().tolist() == [
        ["1", "2"],
        ["2", "1"],
        ["99", "1"],
    ]
    unlisted = streets.iloc[2]
    assert (float(unlisted["from_lon"]), float(unlisted["to_lon"])) == (-71.079, -71.08)
    backwards = streets.iloc[1]
    assert (float(backwards["from_lon"]), float(backwards["to_lon"])) == (-71.081, -71.08)
    reasons = dropped(block_import)
    assert "wrong node" in reasons["shortcut"]
    assert "no node" in reasons["no node"]


def test_kinds_the_source_cannot_see_are_said_to_be_invisible(block_import: ImportResult) -> None:
    visible = by_id(block_import, "visibility", "visible")
    assert visible["smart_platform"] == visible["pharmacy"] == "false"
    assert visible["laundry"] == "true"
    assert by_id(block_import, "visibility", "assumed_per_circle")["pharmacy"] == "1"


def test_judgements_for_every_circle_and_line(block_import: ImportResult) -> None:
    judgements = read(block_import, "judgements")
    assert judgements["line_id"].tolist() == ["L1", "L2", "M1", "M2", "M3", "M4", "M5", "S1"]
    assert judgements["cost_yuan"].tolist()[:3] == ["60000", "0", "30000"]


def test_every_assumption_is_returned_and_written(block_import: ImportResult) -> None:
    keys = [assumption.key for assumption in block_import.assumptions]
    for key in (
        "origin",
        "costs",
        "homes.residents_per_home",
        "premises.rent_yuan_per_m2_month",
        "premises.given.missing_area",
        "judgements",
        "visibility.pharmacy",
        "policy_changes",
    ):
        assert key in keys
    told = [assumption.text for assumption in block_import.assumptions]
    assert [Text(**said) for said in data_of(block_import)["assumptions"]] == told


def test_assumptions_are_told_in_plain_words_with_the_rows_they_decide(
    block_import: ImportResult, poi_import: ImportResult
) -> None:
    told = {a.key: a.text for found in (poi_import, block_import) for a in found.assumptions}
    assert told["homes.residents_per_home"] == Text(
        "每户 2.1 人：剑桥市户均人口的约数（导入规则 homes.residents_per_home；涉及生活圈表 1 行）",
        "2.1 residents to a home: about the mean household of Cambridge (rule homes.residents_per_home of"
        " the recipe; 1 row of table circles)",
    )
    assert told["premises.given.missing_area"].zh.endswith("；涉及闲置用房表 2 行）")
    assert told["outlets.chain_names"].zh.startswith("按店名认定品牌连锁：")
    assert told["outlets.chain_names"].en.endswith("; 1 row of table outlets)")
    assert told["outlets.notes.closed"].zh.endswith("涉及网点表，行数无法分辨）")
    assert told["visibility.smart_platform"].zh.startswith("智慧")
    assert "每圈按 1 家计" in told["visibility.pharmacy"].zh
    drawn = "每圈 600 米内假定至多 10 处闲置用房，来源：沿街商铺 55%、国有闲置用房 25%、"
    assert told["premises.assumed"].zh.startswith(drawn)
    raw = re.compile(r"\{|\[|\(\?|[a-z]_[a-z]")
    shown = [
        re.sub(r"（导入规则 .*|\(rule .*", "", text) for said in told.values() for text in said
    ]
    assert [text for text in shown if raw.search(text)] == []


def test_own_rules_count_the_rows_they_decide(poi_import: ImportResult) -> None:
    counts = {a.key: a.rows for a in poi_import.assumptions}
    assert counts["outlets.open_24h_names"] == {"outlets": 1}
    assert counts["outlets.standardised_kinds"] == {"outlets": 1}
    assert counts["outlets.classification.more"] == {"outlets": 1}
    assert counts["policy_changes"] == {}
    table = pd.read_csv(poi_import.scenario.parent / "assumptions.csv", encoding="utf-8-sig")
    assert table["rule"].tolist() == [a.key for a in poi_import.assumptions]


def test_terms_that_forbid_publication_travel_with_the_import(
    poi_import: ImportResult, block_import: ImportResult
) -> None:
    folders = [found.scenario.parent for found in (poi_import, block_import)]
    notices = [folder / "不得公开_NOT_FOR_PUBLICATION.txt" for folder in folders]
    assert [notice.exists() for notice in notices] == [True, False]
    assert notices[0].read_text("utf-8").startswith("不得公开：来源为高德")
    licences = [data_of(found)["licence"] for found in (poi_import, block_import)]
    assert [licence["publishable"] for licence in licences] == [False, True]
    assert [Text(licence["zh"], licence["en"]) for licence in licences] == [
        found.licence.text for found in (poi_import, block_import)
    ]


def test_sources_without_a_licence_and_a_borrowed_policy_are_named(
    poi_import: ImportResult, block_import: ImportResult
) -> None:
    assert data_of(block_import)["licence"]["unlicensed"] == [
        "businesses.csv",
        "vacant_storefronts.csv",
    ]
    notice = block_import.scenario.parent / "公开前须核实许可_LICENCE_UNSETTLED.txt"
    assert notice.read_text("utf-8").startswith("公开前须核实许可（businesses.csv")
    for result, place in ((poi_import, "宿迁市三个县区"), (block_import, "剑桥市三个片区")):
        (policy,) = result.scenario.parent.glob("models/jining*.yaml")
        document = read_yaml(policy, root=policy.parent).data["document"]
        assert document["borrowed_for"] == place


def data_of(result: ImportResult) -> dict[str, Any]:
    return read_yaml(result.scenario, root=result.scenario.parent).data["data"]


def test_the_same_source_gives_the_same_bytes(
    suqian_recipe: Path, poi_city: Path, tmp_path: Path
) -> None:
    first = run_import(suqian_recipe, poi_city, tmp_path / "one")
    second = run_import(suqian_recipe, poi_city, tmp_path / "two")
    for a, b in zip(first.files, second.files, strict=True):
        assert a.read_bytes() == b.read_bytes()


def test_an_earlier_import_is_replaced_and_nothing_else(
    suqian_recipe: Path, cambridge_recipe: Path, poi_city: Path, block_city: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run_import(cambridge_recipe, block_city, out)
    assert (out / "tables" / "streets.csv").exists()
    run_import(suqian_recipe, poi_city, out)
    assert not (out / "tables" / "streets.csv").exists()

    other = tmp_path / "other"
    other.mkdir()
    (other / "work.xlsx").write_text("mine")
    with pytest.raises(FileSystemError, match="--force"):
        run_import(suqian_recipe, poi_city, other)
    assert [p.name for p in other.iterdir()] == ["work.xlsx"]
    run_import(suqian_recipe, poi_city, other, force=True)
    assert (tmp_path / "other.kept-1" / "work.xlsx").read_text() == "mine"


def test_hand_edits_of_an_import_are_kept_beside_the_next(
    suqian_recipe: Path, poi_city: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run_import(suqian_recipe, poi_city, out)
    edited = out / "tables" / "premises.csv"
    edited.write_text("mine", encoding="utf-8")
    run_import(suqian_recipe, poi_city, out)
    assert edited.read_text(encoding="utf-8-sig") != "mine"
    kept = tmp_path / "out.kept-1" / "tables" / "premises.csv"
    assert kept.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("where", ["inside", "itself", "above"])
def test_an_import_over_its_source_is_refused(
    suqian_recipe: Path, poi_city: Path, where: str
) -> None:
    target = {"inside": poi_city / "out", "itself": poi_city, "above": poi_city.parent}[where]
    with pytest.raises(InputError) as caught:
        run_import(suqian_recipe, poi_city, target, force=True)
    assert [p.code for p in caught.value.problems] == ["PL808"]


def test_a_missing_file_is_named_and_nothing_is_written(
    suqian_recipe: Path, poi_city: Path, tmp_path: Path
) -> None:
    (poi_city / "name_rules.csv").unlink()
    with pytest.raises(InputError) as caught:
        run_import(suqian_recipe, poi_city, tmp_path / "out")
    (problem,) = caught.value.problems
    assert (problem.code, problem.file) == ("PL101", str(poi_city))
    assert problem.rule.zh == "源数据文件夹里没有配方要用的：name_rules.csv"
    assert not (tmp_path / "out").exists()


def test_the_wrong_source_folder_is_told_once_with_the_right_one(
    suqian_recipe: Path, poi_city: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        run_import(suqian_recipe, poi_city.parent, tmp_path.with_name("out"))
    (problem,) = caught.value.problems
    assert problem.rule.zh.count(".csv") > 2
    assert problem.mend.zh == f"这些文件在 {poi_city}，请写它。"
    with pytest.raises(InputError) as caught:
        run_import(suqian_recipe, suqian_recipe, tmp_path / "out")
    assert [p.code for p in caught.value.problems] == ["PL102"]


def test_homes_too_scattered_for_a_circle_are_refused(
    suqian_recipe: Path, poi_city: Path, tmp_path: Path
) -> None:
    path = poi_city / "communities.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:3]), "utf-8")
    with pytest.raises(InputError) as caught:
        run_import(suqian_recipe, poi_city, tmp_path / "out")
    assert [p.code for p in caught.value.problems] == ["PL842"]


def test_names_that_look_like_formulas_are_guarded_and_read_as_they_were(
    suqian_recipe: Path, poi_city: Path, tmp_path: Path
) -> None:
    file = poi_city / "poi_city.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(",示例便利店,", ",=HYPERLINK(1)便利店,"), encoding="utf-8")
    result = run_import(suqian_recipe, poi_city, tmp_path / "out")
    written = read(result, "outlets")["name"]
    assert (written == "'=HYPERLINK(1)便利店").any()
    assert not written.str.startswith("=").any()
    for name in ("dropped.csv", "flagged.csv"):
        assert ",=" not in (result.scenario.parent / name).read_text(encoding="utf-8-sig")
    names = read_scenario(result.scenario).tables.outlets["name"]
    assert sorted(names) == sorted(name.removeprefix("'") for name in written)
