"""The least extra money that would do where hard rules cannot be met, found by solving with budgets that give way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from placement.advice.conflict.lifting import eased_by_lifting
from placement.advice.conflict.obstacles import City, find_obstacles
from placement.advice.conflict.softened import (
    Softened,
    cheapest_locked,
    hard_alone,
    solve_softened,
)
from placement.advice.conflict.text import OUT_OF_REACH, excess_in_words, least_in_words
from placement.advice.pots import broken_quotas, excess_of
from placement.advice.telling import joined
from placement.advice.whatif import AID, EARLY, OVERRUN, has_quotas, without_caps
from placement.engine import Watch, evaluate, is_one_model, plan_of, recall
from placement.errors import Text
from placement.instance.build import build_instance
from placement.options import build_option_table
from placement.plan import Plan
from placement.scenario.model import Scenario


@dataclass(frozen=True)
class Advice:
    """What is known of a scenario of which the solve has met no plan that keeps its hard rules.

    Attributes
    ----------
    text
        The least change, or what is missed whatever is spent; ``None`` where nothing can be said.
    plan
        A plan that keeps all rules, where looking for the least change has come upon one after all.
    begin
        The plan on which the change rests: it misses nothing once the scenario is changed as ``text`` says.
    """

    text: Text | None = None
    plan: Plan | None = None
    begin: Plan | None = None


def least_change(
    scenario: Scenario,
    watch: Watch,
    others: Iterable[Plan] = (),
    told: Mapping[str, int] | None = None,
) -> Advice:
    """Say what would have to change at least for all hard rules to hold.

    First caps may be exceeded, also those of lines that carry over or transfer, by as little as possible in
    all and as late as possible, and pools and quotas stay as they are. Where that does not do, all money is
    free, and what is drawn too much is named.

    Parameters
    ----------
    others
        Other plans to look around.
    told
        What has been said already to be missed, by target.
    """
    told = told or {}
    table = build_option_table(scenario)
    instance = build_instance(scenario, table)
    if not is_one_model(instance):
        return Advice()
    asked = replace(hard_alone(instance, OVERRUN, EARLY), elastic_budgets=True, elastic_pots=True)
    recalled = tuple(recall(plan, instance) for plan in others)
    found = solve_softened(asked, watch, recalled)
    if found is not None and evaluate(instance, found.plan).feasible:
        return Advice(plan=plan_of(found.plan, instance, table))
    free = hard_alone(without_caps(instance), AID)
    if found is not None and not (found.missed and has_quotas(instance)):
        text = least_in_words(scenario, asked, found, told)
    else:
        found = solve_softened(free, watch, recalled)
        text = None if found is None else excess_in_words(scenario, instance, found, told)
    if found is None or text is None:
        return Advice(text)
    if not found.missed:
        # Quotas and pools are counted in the text, not named, so whoever changes what it names has no such plan yet.
        is_named = not broken_quotas(instance, excess_of(instance, found.plan))
        return Advice(text, begin=plan_of(found.plan, instance, table) if is_named else None)
    return Advice(_with_obstacles(City(scenario, free, cheapest_locked(free), watch), found, text))


def _with_obstacles(city: City, found: Softened, text: Text) -> Text:
    """Add to what is missed whatever is spent what is in the way, and what lifting exclusions would change."""
    obstacles = list(find_obstacles(city, found.missed, proven=found.proven))
    lies = [obstacle.text for obstacle in obstacles]
    if found.proven:
        eased = eased_by_lifting(city.scenario, sum(found.missed.values()), city.watch)
        return joined([text, *lies, *eased])
    is_decided = any(obstacle.is_decisive for obstacle in obstacles)
    return joined([OUT_OF_REACH if is_decided else text, *lies])
