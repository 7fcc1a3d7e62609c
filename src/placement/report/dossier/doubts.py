"""Rules a scenario uses that its document does not state, or that nobody has checked against the original (C41)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from placement.errors import Text
from placement.plain import plain, sentence
from placement.policy.base import Source
from placement.report.speaker import Speaker
from placement.scenario.model import Scenario

CONFIDENCE = {
    "stated": Text("原文写明", "stated"),
    "derived": Text("推算", "derived"),
    "inferred": Text("推断", "inferred"),
    "recalled": Text("凭记忆", "recalled"),
}
UNVERIFIED = Text("未核对原件", "original not checked")
PARTS = {
    "rubric": Text("评分（得分与业态种数）", "scoring (points and kinds)"),
    "tiers": Text("等级门槛", "gates of tiers"),
    "groups": Text("分组（目标任务的范围）", "groups (scope of targets)"),
    "targets": Text("目标任务", "targets"),
    "programmes": Text("补贴项目（条件与金额）", "programmes (conditions and amounts)"),
    "budgets": Text("资金渠道", "budget lines"),
    "limits": Text("步行时限与间距", "walking limits and spacing"),
    "reports": Text("报送与调查", "reports and surveys"),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """A rule that is not sure: what it is called, the part of the policy it decides, and its source."""

    name: str
    decides: Text
    source: Source


@dataclass(frozen=True, slots=True)
class DoubtWords:
    """The same as text."""

    name: str
    decides: str
    known: str
    clause: str
    text: str


def doubtful_rules(scenario: Scenario) -> list[Doubt]:
    """Return the rules the scenario uses whose source is no plain statement or was not verified."""
    return [
        Doubt(name or PARTS[key].zh, PARTS[key], source)
        for key, rules in _used(scenario).items()
        for name, source in _sources(rules, "")
        if source.unverified or source.confidence != "stated"
    ]


def doubt_words(scenario: Scenario, say: Speaker) -> list[DoubtWords]:
    """Return these rules in the reader's language."""
    return [
        DoubtWords(
            plain(doubt.name),
            say.text(doubt.decides),
            say.listed(_known(doubt.source)),
            plain(doubt.source.clause) or "—",
            sentence(doubt.source.text) or "—",
        )
        for doubt in doubtful_rules(scenario)
    ]


def _known(source: Source) -> list[Text]:
    return [CONFIDENCE[source.confidence], *([UNVERIFIED] if source.unverified else [])]


def _used(scenario: Scenario) -> Mapping[str, Any]:
    """Return the parts of the policy; of targets, programmes and budget lines those the scenario has."""
    policy = scenario.policy
    targets = {target.target_id for target in scenario.targets}
    lines = {line.id for line in scenario.budgets}
    return {
        "rubric": policy.rubric,
        "tiers": policy.tiers,
        "groups": policy.groups,
        "targets": [rule for name, rule in policy.targets.items() if name in targets],
        "programmes": scenario.programmes,
        "budgets": [rule for name, rule in policy.budgets.items() if name in lines],
        "limits": policy.limits,
        "reports": policy.reports,
    }


def _sources(value: Any, name: str) -> Iterator[tuple[str, Source]]:
    """Yield every source within, with the name of the rule nearest to it."""
    if isinstance(value, Source):
        yield name, value
    elif isinstance(value, BaseModel):
        own = getattr(value, "name", "") or name
        for field in type(value).model_fields:
            yield from _sources(getattr(value, field), own)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _sources(inner, name)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _sources(inner, name)
