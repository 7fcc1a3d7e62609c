"""What ids are called on screen: names a policy or scenario gives to tiers, budget lines and the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names by id; an id without a name is shown as it is.

    Attributes
    ----------
    tiers
        In order, lowest tier first.
    targets
        Name of a target without its district and year; targets of one name are drawn as one table.
    """

    tiers: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    budgets: Mapping[str, str] = field(default_factory=dict)
    programmes: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, str] = field(default_factory=dict)

    def tier_order(self, found: set[str]) -> list[str]:
        """Return tier ids, highest first; ids without a name come last, sorted."""
        known = [tier for tier in reversed(list(self.tiers)) if tier in found or tier in self.tiers]
        return known + sorted(found - set(known) - {""})
