"""What the policy, the scenario and the tables call the ids they use, fit to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from placement.errors import Text
from placement.plain import plain
from placement.scenario.model import Scenario, Target
from placement.scenario.targets import LOCK, LOCKED

WHOLE = "全市"
MEASURES = {
    "circles": Text("个", "circles"),
    "residents": Text("人", "residents"),
    "communities": Text("个社区", "communities"),
}
"""Units of what a target counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names by id; an id without a name is shown as it is. ``districts`` is the policy's order.

    Attributes
    ----------
    tiers
        In order, lowest tier first.
    budgets
        In the scenario's order, a line by district once for each.
    whole
        What all districts together are called: 全市, 全县 …
    district_budgets
        Of lines by district: name of the line and of the district.
    targets
        Name of a target without its district and year; targets of one name are drawn as one table.
    """

    tiers: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    budgets: Mapping[str, str] = field(default_factory=dict)
    programmes: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, str] = field(default_factory=dict)
    source_classes: Mapping[str, str] = field(default_factory=dict)
    district_budgets: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    districts: tuple[str, ...] = ()
    whole: str = WHOLE

    def tier_order(self, found: set[str]) -> list[str]:
        """Return tier ids, highest first; ids without a name come last, sorted."""
        known = [tier for tier in reversed(list(self.tiers)) if tier in found or tier in self.tiers]
        return known + sorted(found - set(known) - {""})


def names_of(scenario: Scenario) -> Names:
    """Names of tiers, kinds, budget lines, programmes and targets as a scenario gives them."""
    return Names(
        tiers={tier.id: plain(tier.name) for tier in scenario.rubric.tiers},
        kinds={kind_id: plain(kind.name) for kind_id, kind in scenario.policy.kinds.items()}
        | {line.id: plain(line.name) for line in scenario.rubric.lines if line.judged},
        budgets={line.budget_id: plain(line.full_name) for line in scenario.budgets},
        programmes={p.id: plain(p.name) for p in scenario.programmes},
        targets={
            k.target_id: plain(scenario.policy.targets[k.target_id].name)
            for k in scenario.targets
            if k.target_id in scenario.policy.targets
        },
        districts=scenario.districts,
        whole=_whole(scenario),
        district_budgets={
            b.budget_id: (plain(b.name), plain(b.district)) for b in scenario.budgets if b.district
        },
        source_classes={
            name: plain(rule.name) for name, rule in scenario.policy.premises.source_classes.items()
        },
    )


def _whole(scenario: Scenario) -> str:
    """Return what the policy calls the group of all districts, else 全市."""
    groups = scenario.policy.groups.values()
    return next((plain(group.name) for group in groups if group.districts == "all"), WHOLE)


def with_id(row_id: str, name: object) -> Text:
    """Return what a row is called, with the id by which it is found; the id alone where that is all there is."""
    shown = plain(name)
    if shown in {"", row_id}:
        return Text(row_id, row_id)
    return Text(f"{shown}（{row_id}）", f"{shown} ({row_id})")


def target_text(target: Target) -> Text:
    """Return what a target is called; of a locked circle the program's own words are in both languages."""
    name = plain(target.name)
    if target.target_id != LOCK:
        return Text(name, name)
    circle = name.removeprefix(f"{LOCKED}·").removesuffix(f"·{target.year}")
    return Text(name, f"locked circle {circle} by {target.year}")
