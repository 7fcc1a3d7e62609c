"""What is asked about is meant by its id, its name, or both; what is not clear is answered with ids and names."""

from dataclasses import replace

import pytest

from placement.advice.asked import CIRCLE, TARGET, id_of, targets_called
from placement.advice.opened import OpenRun
from placement.errors import UsageError

CIRCLES = {
    "C01": ("东关 社区", "东区 东关 社区"),
    "C02": ("西关社区", "西区 西关社区"),
    "C03": ("西关社区", "南区 西关社区"),
    "C04": ("C04", "北区 C04"),
}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("C01", "C01"),
        ("c01", "C01"),
        ("Ｃ０１", "C01"),
        ("东关社区", "C01"),
        ("东区 东关社区", "C01"),
        ("C01 东关 社区", "C01"),
        ("东关社区（C01）", "C01"),
        ("南区西关社区", "C03"),
    ],
)
def test_an_id_or_a_name_is_enough(said: str, meant: str) -> None:
    assert id_of(CIRCLE, said, CIRCLES) == meant


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("西关社区", "叫“西关社区”的生活圈不止一个，请写编号：西关社区（C02）、西关社区（C03）\n"
         "several are called “西关社区”; write the id of the circle: 西关社区 (C02), 西关社区 (C03)"),
        ("东关", "没有生活圈“东关”；您是否想写：东关 社区（C01）\nthere is no circle “东关”; did you mean: 东关 社区 (C01)"),
        ("C011", "没有生活圈“C011”；您是否想写：东关 社区（C01）\nthere is no circle “C011”; did you mean: 东关 社区 (C01)"),
        ("%%", "没有生活圈“%%”；有：东关 社区（C01）、西关社区（C02）、西关社区（C03）、C04\n"
         "there is no circle “%%”; there are 东关 社区 (C01), 西关社区 (C02), 西关社区 (C03), C04"),
    ],
)  # fmt: skip
def test_what_is_not_clear_is_answered_with_ids_and_names(said: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        id_of(CIRCLE, said, CIRCLES)
    assert str(caught.value) == told


def test_a_target_is_meant_by_what_its_table_is_headed_where_there_is_one_alone(
    opened: OpenRun,
) -> None:
    first, *_ = targets = opened.scenario.targets
    head = opened.names.targets[first.target_id]
    alone = replace(opened, scenario=replace(opened.scenario, targets=(first,)))
    assert head != first.name
    assert id_of(TARGET, head, targets_called(alone)) == first.id
    assert (
        id_of(TARGET, first.name.removesuffix(f"·{first.year}"), targets_called(alone)) == first.id
    )
    alike = [target.id for target in targets if target.target_id == first.target_id]
    assert len(alike) > 1
    with pytest.raises(UsageError, match="不止一个") as caught:
        id_of(TARGET, head, targets_called(opened))
    assert all(f"（{target_id}）" in str(caught.value) for target_id in alike)


def test_a_long_list_is_cut() -> None:
    many = {f"C{n:03d}": (f"社区{n}",) for n in range(300)}
    with pytest.raises(UsageError) as caught:
        id_of(CIRCLE, "%%", many)
    assert len(str(caught.value)) < 400
    assert "等 300 个\n" in str(caught.value)
    assert str(caught.value).endswith("and 290 more")


def test_where_there_is_nothing_to_ask_for_that_is_said() -> None:
    with pytest.raises(UsageError) as caught:
        id_of(TARGET, "T1", {})
    assert str(caught.value) == (
        "没有任务“T1”；一个任务也没有\nthere is no target “T1”, nor any other target"
    )
