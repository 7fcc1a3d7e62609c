"""Does an outlet count on a line? The one place that decides it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from placement.policy.kinds import Kind
from placement.policy.lines import MatchRule

DM2_PER_M2 = 100


@dataclass(frozen=True, slots=True)
class Match:
    """A match rule ready to use; areas in dm².

    Attributes
    ----------
    kinds
        Kind ids; an outlet needs at least one of them.
    chain, standardised, open_24h
        Demanded value of the attribute, ``None`` where it does not matter.
    min_floor_area_dm2
        Least floor area, inclusive; an outlet whose area is unknown (negative) does not reach it.
    chain_kinds, standardised_kinds, open_24h_kinds
        Kinds that have the attribute by their very name (大型连锁超市 is a chain).
    """

    kinds: frozenset[str]
    chain: bool | None = None
    standardised: bool | None = None
    open_24h: bool | None = None
    min_floor_area_dm2: int | None = None
    chain_kinds: frozenset[str] = frozenset()
    standardised_kinds: frozenset[str] = frozenset()
    open_24h_kinds: frozenset[str] = frozenset()

    def accepts(
        self,
        kinds: Collection[str],
        *,
        chain: bool,
        standardised: bool,
        open_24h: bool,
        floor_area_dm2: int,
    ) -> bool:
        """Tell whether one outlet counts; it counts once however many of its kinds fit."""
        if self.kinds.isdisjoint(kinds):
            return False
        wanted = (
            (self.chain, chain or not self.chain_kinds.isdisjoint(kinds)),
            (self.standardised, standardised or not self.standardised_kinds.isdisjoint(kinds)),
            (self.open_24h, open_24h or not self.open_24h_kinds.isdisjoint(kinds)),
        )
        if any(rule is not None and rule != seen for rule, seen in wanted):
            return False
        return self.min_floor_area_dm2 is None or floor_area_dm2 >= self.min_floor_area_dm2


def build_match(rule: MatchRule, kinds: Mapping[str, Kind]) -> Match:
    """Build the match of a rule; ``kinds`` tells which names imply an attribute."""
    area = rule.min_floor_area_m2
    return Match(
        kinds=frozenset(kinds) if rule.kinds == "all" else frozenset(rule.kinds),
        chain=rule.chain,
        standardised=rule.standardised,
        open_24h=rule.open_24h,
        min_floor_area_dm2=None if area is None else -int(-area * DM2_PER_M2 // 1),
        chain_kinds=frozenset(k for k, kind in kinds.items() if kind.implies.chain),
        standardised_kinds=frozenset(k for k, kind in kinds.items() if kind.implies.standardised),
        open_24h_kinds=frozenset(k for k, kind in kinds.items() if kind.implies.open_24h),
    )
