"""The scenario's rubric as arrays: lines, chapters and the score card."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from placement.instance.card import CardFacts, GradeFacts, Int, RequirementFacts
from placement.instance.facts import LineFacts
from placement.policy.rubric import NONE, Place, Requirement, Rubric
from placement.scenario.model import Scenario


def line_facts(rubric: Rubric) -> LineFacts:
    """Turn the rubric's lines and the chapters that can bind into arrays."""
    cap = np.array([line.cap_steps for line in rubric.lines], dtype=np.int64)
    classes = {name: k for k, name in enumerate(rubric.kind_classes)}
    return LineFacts(
        ids=tuple(line.id for line in rubric.lines),
        unit_steps=np.array([line.unit_steps for line in rubric.lines], dtype=np.int64),
        cap_steps=cap,
        kind_class=np.array(
            [classes.get(line.kind_class or "", NONE) for line in rubric.lines], dtype=np.int64
        ),
        kind_classes=rubric.kind_classes,
        chapters=tuple(_binding_chapters(rubric, cap)),
    )


def _binding_chapters(rubric: Rubric, cap: Int) -> Iterator[tuple[str, int, tuple[int, ...]]]:
    """Yield the chapters, and totals of tables, that what lies in them can exceed."""
    caps = np.append(cap, [grade.cap_steps for grade in rubric.grades]).astype(np.int64)
    first_grade = len(rubric.lines)
    for chapter in rubric.chapters:
        items = (*chapter.lines, *(first_grade + g for g in chapter.grades))
        if items and caps[list(items)].sum() > chapter.cap_steps:
            yield chapter.id, chapter.cap_steps, items
    tables = _table_of_item(rubric)
    for k, table in enumerate(rubric.tables):
        items = tuple(np.flatnonzero(tables == k).tolist())
        if caps[list(items)].sum() > table.total_steps:
            yield f"total {table.id}".strip(), table.total_steps, items


def _table_of_item(rubric: Rubric) -> Int:
    """Return the score table of every line and grade, -1 for lines without points, shape ``(I,)``."""
    found = np.full(len(rubric.lines) + len(rubric.grades), NONE, dtype=np.int64)
    for chapter in rubric.chapters:
        found[list(chapter.own_lines)] = chapter.table
        found[[len(rubric.lines) + g for g in chapter.own_grades]] = chapter.table
    return found


def score_floors(rubric: Rubric) -> Int:
    """Return the least points in steps a tier asks for in every table, shape ``(J, P)``."""
    floors = np.zeros((len(rubric.tiers), len(rubric.tables)), dtype=np.int64)
    for j, tier in enumerate(rubric.tiers):
        floors[j, tier.table] = tier.lowest_steps
        if tier.confirmed_by is not None:
            table, least = tier.confirmed_by
            floors[j, table] = max(floors[j, table], least)
    return floors


def kind_floors(rubric: Rubric) -> Int:
    """Return the least kinds of every class a tier asks for, shape ``(J, K)``."""
    asked = [[tier.kind_gates.get(k, 0) for k in rubric.kind_classes] for tier in rubric.tiers]
    floors = np.array(asked, dtype=np.int64)
    return floors.reshape(len(rubric.tiers), len(rubric.kind_classes))


def card_facts(scenario: Scenario) -> CardFacts:
    """Turn grades, gates and tables of the rubric into arrays over the scenario's circles."""
    rubric = scenario.rubric
    requirements = rubric.requirements
    equal = {requirement: r for r, requirement in enumerate(requirements)}
    names = _names(rubric)
    places = places_of(scenario)
    return CardFacts(
        requirements=tuple(
            RequirementFacts(
                id=names[requirement],
                lines=np.array(requirement.lines, dtype=np.int64),
                weight=np.array(
                    [requirement.weights_in(p.area_class) for p in places], dtype=np.int64
                ).reshape(len(places), len(requirement.lines)),
                least=np.array([requirement.least_in(p) for p in places], dtype=np.int64),
                presence=requirement.presence,
            )
            for requirement in requirements
        ),
        grades=tuple(
            GradeFacts(
                grade.id, grade.points_steps,
                tuple(tuple(equal[r] for r in condition) for condition in grade.conditions),
                grade.cap_steps, grade.adds, grade.offset_steps,
            )
            for grade in rubric.grades
        ),
        gates=tuple(tuple(equal[r] for r in tier.gates) for tier in rubric.tiers)
        if any(tier.gates for tier in rubric.tiers)
        else (),
        table_of_item=_table_of_item(rubric)
        if len(rubric.tables) > 1
        else np.zeros(0, dtype=np.int64),
    )  # fmt: skip


def places_of(scenario: Scenario) -> list[Place]:
    """Return what requirements may look at, circle by circle."""
    circles = scenario.tables.circles
    return [
        Place(str(area_class), int(residents), int(households))
        for area_class, residents, households in zip(
            circles["area_class"], circles["residents"], circles["households"], strict=True
        )
    ]


def _names(rubric: Rubric) -> dict[Requirement, str]:
    """Name each requirement after the first line or tier that asks for it."""
    names: dict[Requirement, str] = {}
    for grade in rubric.grades:
        for n, condition in enumerate(grade.conditions, start=1):
            for m, requirement in enumerate(condition, start=1):
                names.setdefault(requirement, f"{grade.id}:{n}.{m}")
    for tier in rubric.tiers:
        for n, requirement in enumerate(tier.gates, start=1):
            names.setdefault(requirement, f"{tier.id}:{n}")
    return names
