"""What two scenarios lay down otherwise beforehand: premises, circles, targets that must be met."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from placement.errors import Text, listed
from placement.plain import plain
from placement.report.run.published import PublishedRun
from placement.scenario.targets import LOCK

MOST_NAMED = 6
KINDS = {
    "premises_out": Text("排除的用房", "premises locked out"),
    "premises_in": Text("锁定启用的用房", "premises locked in"),
    "circles_out": Text("排除的生活圈", "circles locked out"),
    "circles": Text("锁定的生活圈", "circles locked"),
    "hard": Text("硬性任务", "hard targets"),
}
HARD, SOFT = Text("硬性", "hard"), Text("非硬性", "soft")


def differing_locks(
    one: tuple[str, PublishedRun], other: tuple[str, PublishedRun]
) -> tuple[Text, ...]:
    """Say of each kind of lock, and of hard targets, what only one of two runs, given with its label, has."""
    (label, run), (other_label, other_run) = one, other
    mine, theirs = locks_of(run), locks_of(other_run)
    found = []
    for kind, what in KINDS.items():
        sides = [
            (label, [text for text in mine[kind] if text not in theirs[kind]]),
            (other_label, [text for text in theirs[kind] if text not in mine[kind]]),
        ]
        told = [_only(name, texts) for name, texts in sides if texts]
        if told:
            zh, en = "，".join(t.zh for t in told), ", ".join(t.en for t in told)
            found.append(Text(f"{what.zh}：{zh}", f"{what.en}: {en}"))
    return tuple(found)


def _only(label: str, texts: list[Text]) -> Text:
    names, n = listed(texts[:MOST_NAMED]), len(texts)
    more = Text(f" 等 {n} 项", f" and {n - MOST_NAMED} more") if n > MOST_NAMED else Text("", "")
    return Text(f"仅 {label} 有 {names.zh}{more.zh}", f"{label} alone has {names.en}{more.en}")


def locks_of(run: PublishedRun) -> dict[str, list[Text]]:
    """Return what a run's scenario lays down, by kind."""
    scenario = run.record["scenario"]
    locks = scenario["rules"]["locks"]
    hard = [
        _target(run, target_id)
        for target_id, target in scenario["targets"].items()
        if target["hard"] and not target_id.startswith(f"{LOCK}:")
    ]
    return {
        "premises_out": [_same(name) for name in locks["premises_out"]],
        "circles_out": [_circle(run, circle) for circle in locks["circles_out"]],
        "premises_in": [_premises(name, rule) for name, rule in locks["premises_in"].items()],
        "circles": [_pinned(run, circle, pin) for circle, pin in locks["circles"].items()],
        "hard": hard,
    }


def lock_text(run: PublishedRun) -> Text:
    """Return all a run's scenario lays down, in one text; empty for nothing."""
    parts = list(_parts(run))
    return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def _parts(run: PublishedRun) -> Iterator[Text]:
    for kind, texts in locks_of(run).items():
        if texts:
            names = listed(texts)
            yield Text(f"{KINDS[kind].zh}：{names.zh}", f"{KINDS[kind].en}: {names.en}")


def _same(name: object) -> Text:
    return Text(plain(name), plain(name))


def _circle(run: PublishedRun, circle: str) -> Text:
    entry = run.record["names"]["circles"].get(circle, {})
    return _same(f"{circle} {entry.get('name', '')}".strip())


def _premises(name: str, rule: dict[str, Any]) -> Text:
    told = [str(rule[part]) for part in ("format", "year") if rule[part] is not None]
    shown = " ".join(told)
    return Text(f"{plain(name)}（{shown}）", f"{plain(name)} ({shown})") if told else _same(name)


def _pinned(run: PublishedRun, circle: str, pin: dict[str, Any]) -> Text:
    who, tier = _circle(run, circle), run.record["names"]["tiers"].get(pin["tier"], pin["tier"])
    force = HARD if pin["hard"] else SOFT
    return Text(
        f"{who.zh} {pin['year']} 年{plain(tier)}（{force.zh}）",
        f"{who.en} {plain(tier)} by {pin['year']} ({force.en})",
    )


def _target(run: PublishedRun, target_id: str) -> Text:
    kind, _, where = target_id.partition(":")
    name = run.record["names"]["targets"].get(kind, kind)
    return _same(f"{name}·{where.replace(':', '·')}" if where else name)
