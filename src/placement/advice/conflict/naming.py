"""Names for ids: in the error of a broken hard rule, and of premises and circles in the way."""

from __future__ import annotations

from collections.abc import Sequence

from placement.advice.telling import first_few
from placement.audit.naming import Naming, naming_of
from placement.errors import HardRuleError, Text
from placement.scenario.model import Scenario
from placement.scenario.names import target_text

MOST_NAMED = 6


def named(error: HardRuleError, scenario: Scenario) -> HardRuleError:
    """Return the error with the names of targets and premises for their ids."""
    naming = naming_of(scenario)
    names = {k.id: target_text(k) for k in scenario.targets if k.id in error.missed}
    names |= {site: naming.site(site) for site in error.sites}
    return error.with_names(names)


def premises_named(naming: Naming, premises: Sequence[str]) -> Text:
    """Return what premises are called, the first few."""
    return first_few([naming.site(row) for row in premises], MOST_NAMED, "处")


def circles_named(naming: Naming, circles: Sequence[str]) -> Text:
    """Return what circles are called, the first few."""
    return first_few([naming.circle(row) for row in circles], MOST_NAMED)
