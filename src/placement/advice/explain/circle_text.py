"""The explanation of a circle in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from placement.advice.ceiling import ceiling_texts
from placement.advice.explain.better import Better
from placement.advice.explain.cards import LineCard
from placement.advice.explain.circle import CircleExplanation
from placement.advice.explain.keeping_text import keeping_chapters, nearest_chapters, works_of
from placement.advice.explain.standing import standing_text
from placement.advice.explain.tier_ways import TierWay
from placement.advice.explain.wording import (
    HEADS,
    MOVE_HEADS,
    payment_chapter,
    way_chapter,
)
from placement.advice.telling import Chapter, called, joined, same
from placement.audit.gates import TierGates
from placement.errors import Text
from placement.money import wan
from placement.plain import counted, number
from placement.planner import MONEY_TERMS


def circle_chapters(found: CircleExplanation) -> Iterator[Chapter]:
    """Yield what is told of a circle: the answer first, what it rests on after that."""
    yield Chapter(Text("认定", "Certification"), (_held(found), *found.waits))
    if found.is_locked_out:
        line = Text("情景已将它排除在认定之外（locks.circles_out）", "locked out by the scenario")
        yield Chapter(Text("为何没有认定", "Why it is not certified"), (line,))
    yield from _doubted(_ways(found), found.doubt)
    yield _gates(found.gates)
    yield _sections(found)
    yield _cards(found)
    if found.payments:
        told = payment_chapter(found.payments)
        shared = [_shared(found)] if any(line.option_id for line in found.payments) else []
        yield replace(told, sentences=(*told.sentences, *shared))


def _ways(found: CircleExplanation) -> Iterator[Chapter]:
    """Yield how a tier is kept, how the plan is bettered, and how higher tiers are reached."""
    keeping = found.keeping
    if keeping is not None:
        yield from keeping_chapters(keeping, found.ways)
    if found.better is not None:
        yield _better(found.better)
    once = None
    if keeping is not None and (
        keeping.kept.cheapest.is_possible or keeping.kept.by == found.years[-1]
    ):
        once = works_of(keeping.kept)  # what cannot be kept says nothing of years after the review
    for works, alike in groupby(found.ways, key=works_of):
        if works != once:
            yield from _tier_ways(list(alike))


def _doubted(chapters: Iterator[Chapter], doubt: Text | None) -> Iterator[Chapter]:
    """Add what amounts rest on to the first chapter that states one."""
    for chapter in chapters:
        if doubt is not None and chapter.heads == MOVE_HEADS:
            yield replace(chapter, sentences=(*chapter.sentences, doubt))
            doubt = None
        else:
            yield chapter


def _shared(found: CircleExplanation) -> Text:
    """Say why the sum is another than the money the report gives for the circle."""
    whole = Text(
        "为本圈增加得分的项目各列全额，它们也可能为别的圈而做",
        "projects that add to its card, each in full; they may be there for other circles, too",
    )
    if not found.certified:
        part = Text(
            "报告只把补助平均分摊给本方案认定的圈，本圈没有认定，所以那里是 0",
            "the report shares aid evenly among the circles this plan certifies; this one is not, so it is 0 there",
        )
    else:
        part = Text(
            "报告把补助平均分摊给所服务的认定圈，所以那里可能较少",
            "the report shares aid evenly among the certified circles served, so it may be less there",
        )
    return joined([whole, part])


def _held(found: CircleExplanation) -> Text:
    names = {gate.tier_id: gate.name for gate in found.gates}
    by_year = dict(zip(found.years, found.standings, strict=True))
    told = standing_text(found.current_tier, by_year, tuple(found.certified), names)
    return joined([told, *_short_of(found)])


def _short_of(found: CircleExplanation) -> Iterator[Text]:
    """Yield what the lowest tier lacks where a circle ends with none."""
    if found.standings[-1].tier or not found.gates:
        return
    for gate in found.gates[0].short:
        yield Text(
            f"{found.gates[0].name}不够：{gate.what.zh} {number(gate.has)}，须 {number(gate.required)}",
            f"short of {found.gates[0].name}: {gate.what.en} {number(gate.has)} of {number(gate.required)}",
        )


def _gates(gates: tuple[TierGates, ...]) -> Chapter:
    rows = []
    for tier in gates:
        for gate in tier.gates:
            missing = max(Decimal(0), gate.required - gate.has)
            done = Text("✓", "✓") if gate.is_met else same(number(missing))
            rows.append((tier.name, gate.what, number(gate.required), number(gate.has), done))
    heads = tuple(HEADS[name] for name in ("tier", "what", "needed", "has", "missing"))
    return Chapter(
        Text("各等级的门槛（期末）", "Gates of the tiers, at the end"),
        (),
        heads,
        tuple(rows),
        (2, 3, 4),
    )


def _sections(found: CircleExplanation) -> Chapter:
    """Tell what the lines of every section of the card add up to."""
    sections: dict[str, list[LineCard]] = defaultdict(list)
    for card in found.cards:
        if card.table >= 0 and card.cap:
            sections[card.chapter].append(card)
    rows = tuple(
        (
            name,
            "/".join(
                number(sum(points, Decimal(0)))
                for points in ((c.points[-1] for c in cards), (c.cap for c in cards))
            ),
            f"{sum(card.is_full for card in cards)}/{len(cards)}",
        )
        for name, cards in sections.items()
    )
    capped = tuple(
        Text(
            f"{table.name}各项合计 {number(table.sum_of_lines)} 分，按类别上限计 {number(table.score)} 分",
            f"the lines {'of ' + table.name + ' ' if table.name else ''}add up to"
            f" {number(table.sum_of_lines)}, {number(table.score)} under the caps of their chapters",
        )
        for table in found.scores
        if table.sum_of_lines != table.score
    )
    heads = tuple(HEADS[name] for name in ("chapter", "points", "full"))
    title = Text("评分卡（期末），按类别", "Score card at the end, by section")
    return Chapter(title, capped, heads, rows, (1, 2))


def _cards(found: CircleExplanation) -> Chapter:
    """Tell the lines that lack points or that the plan adds to; all of them stand in the page and the workbook."""
    shown = [card for card in found.cards if card.cap and (card.supplied_by or not card.is_full)]
    rows = tuple(
        (
            called(card.line_id, card.name),
            number(card.existing),
            f"{number(card.points[-1])}/{number(card.cap)}",
            joined(list(map(same, card.supplied_by))),
            card.clause,
        )
        for card in shown
    )
    rest = len(found.cards) - len(shown)
    line = Text(
        f"另有 {rest} 行已得满分或不计分，全部见 report.html 的评分卡",
        f"{counted(rest, 'more row')} full or without points; report.html shows all",
    )
    heads = tuple(HEADS[name] for name in ("line", "today", "points", "by", "clause"))
    title = Text(
        "没有得满分的、本方案有增加的评分项", "Lines that are not full, or that the plan adds to"
    )
    return Chapter(title, (line,) if rest else (), heads, rows, (1, 2))


def _tier_ways(ways: Sequence[TierWay]) -> Iterator[Chapter]:
    """Tell ways of equal works, lowest tier first."""
    names = "、".join(way.tier for way in ways)
    told = [
        way_chapter(
            Text(f"怎样才能达到{names}", f"What {', '.join(way.tier for way in ways)} would take"),
            way.cheapest,
        )
        for way in ways
    ]
    lines = [line for chapter in told for line in chapter.sentences]
    if len(set(lines)) == 1:
        lines = lines[:1]
    elif len(ways) > 1:
        lines = [
            joined([same(way.tier), line], "：", ": ")
            for way, line in zip(ways, lines, strict=True)
        ]
    (last,) = ways[-1:]
    if last.most is not None:
        lines += [joined(ceiling_texts(last.most.short, last.late))]
    yield replace(told[0], sentences=tuple(lines))
    yield from nearest_chapters(last)


def _better(better: Better) -> Chapter:
    """Tell how the plan can be bettered; targets come before money, so it may well cost more."""
    before, after = (_amount(better.term, n) for n in (better.before, better.after))
    changed = [
        Text(
            f"“{met.name}”{met.year} 年缺口 {met.before} → {met.after}",
            f"{met.name} {met.year}: {met.before} → {met.after} missing",
        )
        for met in better.targets
    ]
    reached = Text(f"{better.year} 年达到{better.tier}", f"{better.tier} reached in {better.year}")
    head = Text(
        f"只改这个生活圈和为它服务的项目、其余不动，{better.what.zh} {before.zh} → {after.zh}",
        f"with this circle and what serves it alone: {better.what.en} {before.en} → {after.en}",
    )
    told = way_chapter(Text("本方案因此还能改进", "So the plan can be bettered"), better.way)
    lines = [head, *changed, *([reached] if better.year else []), *told.sentences]
    get = Text(
        f"采用它并从它接着求解：{better.command}",
        f"to take it over and go on solving from it: {better.command}",
    )
    return replace(told, sentences=(joined(lines), get))


def _amount(term: str, value: int) -> Text:
    return wan(value) if term in MONEY_TERMS else same(f"{value:,}")
