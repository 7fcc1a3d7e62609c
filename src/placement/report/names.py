"""What ids are called on screen: names a policy or scenario gives to tiers, budget lines and the rest."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from placement.errors import Text
from placement.report.plain import plain
from placement.report.speaker import Speaker
from placement.scenario.model import Scenario, Target
from placement.scenario.objectives import TERMS
from placement.scenario.sections import LEVELS
from placement.scenario.targets import LOCK

AID_ALONE = Text("财政资金（补贴，奖励不计）", "public money: aid, awards not counted")
# A circle recognised before the horizon counts only when it rises within it.
WHOLE = "全市"
LEVEL_NAMES = LEVELS | {"district": "区县"}
DISTRICT, TOWNSHIP = Text("县（市、区）", "district"), Text("街道（乡镇）", "township")
TOWNSHIP_ENDS = ("街道", "镇", "乡")
WHOLE_EN = {"全市": "whole city", "全县": "whole county", "全区": "whole district"}
NEWLY_CERTIFIED = {
    "certified_residents": Text(
        "新达标（或提升）圈内居民数，期末",
        "residents in circles newly certified or risen, at the end",
    ),
    "resident_years": Text(
        "新达标（或提升）圈内居民数，逐年累计",
        "residents in circles newly certified or risen, each year counted",
    ),
}


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


def place_head(places: Collection[str]) -> Text:
    """Return what a list of places is headed by: districts, or townships where most are called so."""
    townships = sum(place.endswith(TOWNSHIP_ENDS) for place in places)
    return TOWNSHIP if 2 * townships > len(places) else DISTRICT


def whole_in(place: str, say: Speaker) -> str:
    """Return the name of a place, that of all districts together in the reader's language."""
    return say(place, WHOLE_EN.get(place, place))


def target_text(target: Target) -> Text:
    """Return what a target is called; of a locked circle the program's own words are in both languages."""
    name = plain(target.name)
    if target.target_id != LOCK:
        return Text(name, name)
    return Text(name, f"locked circle {plain(target.scope)} by {target.year}")


def term_texts(awards_counted: bool) -> dict[str, Text]:
    """Return what the objective terms are called in a scenario, by id.

    Parameters
    ----------
    awards_counted
        Whether awards are part of ``public_money``; where they are not, its name must not say so.
    """
    texts: dict[str, Text] = {str(term): text for term, text in TERMS.items()} | NEWLY_CERTIFIED
    if not awards_counted:
        texts["public_money"] = AID_ALONE
    return texts
