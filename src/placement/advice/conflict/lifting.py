"""What would change where a scenario's own exclusions and locks were lifted, found by solving without them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from placement.advice.conflict.naming import circles_named, premises_named
from placement.advice.conflict.softened import hard_alone, solve_softened
from placement.advice.whatif import without_caps
from placement.audit.naming import naming_of
from placement.engine import Watch
from placement.errors import Text
from placement.instance.build import build_instance
from placement.options import build_option_table
from placement.scenario.model import Scenario


def eased_by_lifting(scenario: Scenario, missing: int, watch: Watch) -> Iterator[Text]:
    """Say of the scenario's own exclusions, and of the rules of place, what lifting them would change; by solving."""
    for what, lifted in _liftings(scenario):
        instance = build_instance(lifted, build_option_table(lifted))
        found = solve_softened(hard_alone(without_caps(instance)), watch)
        left = missing if found is None else sum(found.missed.values())
        if left == 0:
            yield Text(f"{what.zh}就能做到（资金另算）", f"{what.en} would do (money apart)")
        elif left < missing:
            yield Text(
                f"{what.zh}可少差 {missing - left} 个", f"{what.en}: {missing - left} less short"
            )


def _liftings(scenario: Scenario) -> Iterator[tuple[Text, Scenario]]:
    """Yield what could be lifted besides money, and the scenario without it."""
    locks, naming = scenario.locks, naming_of(scenario)
    if locks.premises_out:
        names = premises_named(naming, sorted(locks.premises_out))
        what = Text(f"放开排除的用房：{names.zh}，", f"lifting locks.premises_out ({names.en})")
        yield what, replace(scenario, locks=replace(locks, premises_out=frozenset()))
    if locks.premises_in:
        names = premises_named(naming, sorted(locks.premises_in))
        what = Text(f"放开锁定的用房：{names.zh}，", f"lifting locks.premises_in ({names.en})")
        yield what, replace(scenario, locks=replace(locks, premises_in={}))
    if locks.circles_out:
        names = circles_named(naming, sorted(locks.circles_out))
        what = Text(f"放开排除的生活圈：{names.zh}，", f"lifting locks.circles_out ({names.en})")
        yield what, replace(scenario, locks=replace(locks, circles_out=frozenset()))
