"""The registry that ships can be read; mistakes are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.bench.city import repeat_policy
from placement.bench.prepare import NotAvailableError, fingerprint, prepare
from placement.bench.registry import Item, Registry, SynthEntry, read_registry
from placement.errors import InputError, UsageError
from placement.instance.build import build_instance
from placement.options import build_option_table
from placement.scenario.reader import read_scenario

ROOT = Path(__file__).resolve().parents[2]


def test_sets_and_seeds_become_instances(registry: Registry) -> None:
    names = [item.name for item in registry.choose(("d10-hard", "quick"))]
    assert names == ["d10-hard.1", "d10-hard.2", "d10-hard.3", "quick"]
    small = registry.choose(("small",))
    assert small[0].name == "quick"
    assert len(small) == len({item.name for item in small})
    assert [item.name for item in registry.choose(("d20-easy.2",))] == ["d20-easy.2"]


def test_an_unknown_instance_is_refused_with_the_nearest_name(registry: Registry) -> None:
    with pytest.raises(UsageError, match="did you mean quick"):
        registry.choose(("quik",))


def test_mistakes_are_named_with_their_line(tmp_path: Path) -> None:
    text = "instances:\n  a: {archetype: scenario, fil: x.yaml}\n"
    (tmp_path / "instances.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_registry(tmp_path)
    assert {(p.code, p.row) for p in caught.value.problems} == {("PL801", 2)}
    text = "instances:\n  a: {archetype: scenario, file: x.yaml}\nsets: {s: [a, b]}\n"
    (tmp_path / "instances.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_registry(tmp_path)
    assert [(p.code, p.value, p.row) for p in caught.value.problems] == [("PL901", "b", 3)]


def test_a_district_is_generated_once_and_read_by_the_normal_reader(
    registry: Registry, tmp_path: Path
) -> None:
    item = registry.items["tiny.1"]
    first = prepare(item, registry.root, tmp_path)
    stamp = first.scenario.stat().st_mtime_ns
    assert prepare(item, registry.root, tmp_path).scenario.stat().st_mtime_ns == stamp
    assert not first.scenario.is_relative_to(ROOT)
    scenario = read_scenario(first.scenario, first.overrides)
    instance = build_instance(scenario, build_option_table(scenario))
    assert (instance.n_circles, instance.n_years) == (5, 1)
    assert {target.required for target in instance.targets} == {2}
    assert instance.budget_cap_fen.max() == 2 * 400_000 * 100


def test_a_city_is_repeated_with_all_its_targets(registry: Registry, tmp_path: Path) -> None:
    tiny = registry.items["tiny.1"].entry
    assert isinstance(tiny, SynthEntry)
    entry = tiny.model_copy(update={"copies": 2})
    made = prepare(Item("twice.1", "twice", entry, 1), registry.root, tmp_path)
    instance = _instance(made.scenario)
    assert instance.n_circles == 10
    assert [target.required for target in instance.targets if len(target.circles) == 5] == [2] * 4


def test_repeating_a_policy_multiplies_its_counts() -> None:
    policy = {
        "districts": ["甲", "乙"],
        "groups": {"all": {"districts": "all"}, "core": {"districts": ["甲"]}},
        "targets": {
            "each": {
                "archetype": "count",
                "counts": {"甲": {2025: 3}, "乙": {2025: None}},
                "totals": {"rows": {"甲": 3}, "years": {2025: 3}, "all": 3},
            },
            "city": {"archetype": "count", "counts": {"all": {2025: 3}}},
            "share": {"archetype": "share"},
        },
    }
    twice = repeat_policy(policy, 2)
    assert twice["districts"] == ["甲", "乙", "甲2", "乙2"]
    assert twice["groups"] == {"core": {"districts": ["甲", "甲2"]}}
    assert twice["targets"]["each"] == {
        "counts": {"甲": {2025: 3}, "乙": {2025: None}, "甲2": {2025: 3}, "乙2": {2025: None}},
        "totals": {"rows": {"甲": 3, "甲2": 3}, "years": {2025: 6}, "all": 6},
    }
    assert twice["targets"]["city"] == {"counts": {"all": {2025: 6}}}
    assert "share" not in twice["targets"]


def test_what_an_instance_is_made_from_decides_its_fingerprint(registry: Registry) -> None:
    one, two = registry.items["tiny.1"], registry.items["tiny.2"]
    assert fingerprint(one, registry.root) == fingerprint(one, registry.root)
    assert fingerprint(one, registry.root) != fingerprint(two, registry.root)
    other = one.entry.model_copy(update={"yuan_per_circle": 1})
    changed = Item(one.name, one.family, other, one.seed)
    assert fingerprint(one, registry.root) != fingerprint(changed, registry.root)


def test_absent_sources_are_a_reason_not_a_crash(registry: Registry, tmp_path: Path) -> None:
    item = registry.items["import-suqian"]
    gone = item.entry.model_copy(update={"source": "../nowhere"})
    with pytest.raises(NotAvailableError, match="nowhere"):
        prepare(Item("x", "x", gone), registry.root, tmp_path)


def _instance(path: Path):
    scenario = read_scenario(path)
    return build_instance(scenario, build_option_table(scenario))
