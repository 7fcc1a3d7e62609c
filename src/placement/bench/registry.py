"""The registry of instances: data in ``benchmarks/instances.yaml``, nothing of it in code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from placement.errors import InputError, Problem, Text, UsageError
from placement.policy.base import Count, Id, Name, Record, Year
from placement.yamlfile import (
    Number,
    Where,
    did_you_mean,
    inherit,
    near_match,
    project_root,
    read_yaml,
    validate,
)

INSTANCES = "instances.yaml"


class Entry(Record):
    """What every entry of the registry may say."""

    limit_s: Annotated[int, Field(ge=1)] = 60
    """求解时限（秒） · seconds a solve is given."""
    note: str = ""
    """说明 · note."""


class ScenarioEntry(Entry):
    """A scenario that ships with the project."""

    archetype: Literal["scenario"]
    file: Name
    """情景文件，相对于项目目录 · scenario file, relative to the project."""
    changes: dict[str, Any] = Field(default={})
    """点分键 → 值 · dotted key → value."""


class SynthEntry(Entry):
    """Generated cities, one for each data seed."""

    archetype: Literal["synth"]
    recipe: Name
    """配方，相对于项目目录 · recipe, relative to the project."""
    districts: tuple[Name, ...] = ()
    """只取这些县（市、区）；不写为全部 · only these districts; none = all."""
    copies: Annotated[int, Field(ge=1, le=40)] = 1
    """整座城市重复几次 · how many times the city is repeated."""
    recipe_changes: dict[str, Any] = Field(default={})
    """配方中要改的值：点分键 → 值 · dotted key → value."""
    data_seeds: Annotated[tuple[Count, ...], Field(min_length=1)]
    """数据种子，每个种子一个算例 · seeds of the data, an instance each."""
    base: Name
    """情景的共同部分 · what the scenario extends."""
    years: tuple[Year, Year]
    """规划期首尾年 · first and last year."""
    yuan_per_circle: Count
    """每个当年任务的区级资金（元） · district fund per circle of a year's target, yuan."""
    award_yuan_per_circle: Count = 0
    """首年每个任务的奖励资金（元） · award pool per circle of the first year's target, yuan."""
    changes: dict[str, Any] = Field(default={})
    """情景中要改的值 · changes to the scenario, dotted key → value."""


class GridEntry(Entry):
    """A public covering instance, drawn again from its recipe."""

    archetype: Literal["grid"]
    clients: Annotated[int, Field(ge=1)]
    """顾客数 · clients."""
    seed: Count
    """随机种子 · seed of the authors' generator."""
    radius: Number
    """覆盖半径（小于） · a client is covered at a smaller distance."""
    budget: Annotated[int, Field(ge=1)]
    """开设预算 · budget, in units of opening cost."""
    cost: tuple[Count, Count] = (1, 1)
    """开设费用范围 · range of opening costs."""
    at_least: Annotated[int, Field(ge=1)] = 1
    """每个顾客至少几个开设点 · open sites a client needs."""
    optimum: Count | None = None
    """已证明的最优值 · proven optimum."""


class ImportEntry(Entry):
    """An import of real data; only reading and compiling is measured."""

    archetype: Literal["import"]
    recipe: Name
    """导入配方 · import recipe."""
    source: Name
    """源数据文件夹，相对于项目目录；没有时跳过 · source folder; skipped where absent."""


AnyEntry = Annotated[
    ScenarioEntry | SynthEntry | GridEntry | ImportEntry, Field(discriminator="archetype")
]


class RegistryFile(Record):
    """``instances.yaml``."""

    instances: Annotated[dict[Id, AnyEntry], Field(min_length=1)]
    """算例 · instances."""
    sets: dict[Id, Annotated[tuple[Id, ...], Field(min_length=1)]] = Field(default={})
    """算例集 → 算例编号 · set → entries."""


@dataclass(frozen=True)
class Item:
    """One instance: an entry with one of its data seeds.

    Attributes
    ----------
    name
        ``entry`` or ``entry.seed``.
    """

    name: str
    family: str
    entry: ScenarioEntry | SynthEntry | GridEntry | ImportEntry
    seed: int = 0


@dataclass(frozen=True)
class Registry:
    """All instances by name, and the sets.

    Attributes
    ----------
    root
        The project folder that paths of entries start from.
    """

    root: Path
    items: dict[str, Item]
    sets: dict[str, tuple[str, ...]]

    def choose(self, asked: tuple[str, ...]) -> tuple[Item, ...]:
        """Return the instances that names of sets, entries or instances stand for, in that order.

        Raises
        ------
        UsageError
            If a name is none of them.
        """
        chosen: dict[str, Item] = {}
        for name in asked:
            wanted = self.sets.get(name, (name,))
            found = [i for i in self.items.values() if {i.name, i.family} & set(wanted)]
            if not found:
                raise UsageError(self._unknown(name))
            order = {word: n for n, word in enumerate(wanted)}
            found.sort(key=lambda i: min(order.get(i.name, 10**6), order.get(i.family, 10**6)))
            chosen.update((item.name, item) for item in found)
        return tuple(chosen.values())

    def _unknown(self, name: str) -> str:
        known = [*self.sets, *{item.family for item in self.items.values()}, *self.items]
        near = near_match(name, known)
        meant = (f"；是否想写 {near}？", f"; did you mean {near}?") if near else ("", "")
        sets = ", ".join(self.sets)
        return (
            f"没有名为 {name} 的算例或算例集{meant[0]}（算例集：{sets}）\n"
            f"no instance or set is called {name}{meant[1]} (sets: {sets})"
        )


def read_registry(folder: Path) -> Registry:
    """Read the registry in a folder such as ``benchmarks``.

    Raises
    ------
    InputError
        All problems of the file: unknown keys, wrong values, sets that name no entry (PL901).
    """
    path = folder / INSTANCES
    document = inherit(read_yaml(path, root=project_root(path)))
    file = validate(RegistryFile, document)
    problems = [
        _no_entry(name, file.instances, document.place(("sets", group, n)))
        for group, names in file.sets.items()
        for n, name in enumerate(names)
        if name not in file.instances
    ]
    if problems:
        raise InputError(problems)
    items = [item for name, entry in file.instances.items() for item in _items(name, entry)]
    return Registry(document.root, {item.name: item for item in items}, dict(file.sets))


def _items(name: str, entry: Any) -> list[Item]:
    if isinstance(entry, SynthEntry):
        return [Item(f"{name}.{seed}", name, entry, seed) for seed in entry.data_seeds]
    return [Item(name, name, entry)]


def _no_entry(name: str, known: Iterable[str], place: Where) -> Problem:
    return Problem(
        code="PL901",
        file=place.file,
        row=place.line or None,
        column="sets",
        value=name,
        rule=Text("算例集只能列出已有的算例", "a set lists instances that exist"),
        mend=did_you_mean(name, known) or Text("请核对算例编号。", "Check the id of the instance."),
    )
