"""The districts a scenario is about, each list in the policy's order with unknown ones after it."""

from __future__ import annotations

from collections.abc import Iterable

from placement.policy.schema import Policy
from placement.tables.model import Tables


def all_districts(policy: Policy, tables: Tables) -> tuple[str, ...]:
    """Return the districts with circles or premises: those whose measures may be paid for.

    Premises may lie in a district without circles and serve a circle across the border.
    """
    return in_order(policy, {*tables.circles["district"], *tables.premises["district"]})


def in_order(policy: Policy, names: Iterable[str]) -> tuple[str, ...]:
    """Return names once each, in the policy's order, others after them."""
    present = set(names)
    known = [district for district in policy.districts if district in present]
    return (*known, *sorted(present - set(known)))
