"""Tiers that are whole by themselves once the sites are: where holding one needs no integrality.

Where a circle of a single year and block (:mod:`placement.formulation.direct`) needs all of the lines it can use,
one kind or all of each class, and no requirement, every row says

    held[b] <= sum(built[o] for o in S)         S: the options that supply the line, the kind, or any of the class

so with whole ``built`` the most that ``held`` may be is 0 or 1. Where nothing ever asks for less, it may as well be
as much; a plan read from a solution then holds the tier wherever ``held`` is not zero.
"""

from __future__ import annotations

from placement.formulation.blocks import Block, BlockId
from placement.formulation.claim_sets import ClaimSets
from placement.formulation.needs import BlockNeeds
from placement.formulation.uses import Uses
from placement.instance import Instance

RESIDENTS = frozenset({"certified_residents", "resident_years"})


def implied_blocks(
    instance: Instance,
    only_blocks: dict[BlockId, Block],
    uses: Uses,
    needs: BlockNeeds,
    claims: ClaimSets,
) -> frozenset[BlockId]:
    """Return the blocks whose ``held`` needs no integrality.

    Parameters
    ----------
    only_blocks
        Blocks that are the only one of their circle.
    uses
        Those that need a variable.
    """
    if instance.n_years > 1 or _fewer_residents_are_asked_for(instance):
        return frozenset()
    counted = _where_less_may_be_better(instance)
    several = {b for b, _ in [*needs.open_tables, *needs.some_kinds]}
    claiming = {b for b, *_ in claims.lack}  # every claim rests on a requirement not met for good
    return frozenset(
        b
        for b, block in only_blocks.items()
        if block.circle not in counted
        and not uses.options[b]
        and b not in several
        and b not in claiming
    )


def _fewer_residents_are_asked_for(instance: Instance) -> bool:
    asked = [stage.term for stage in instance.stages if not stage.maximise]
    asked += [rule.term for rule in instance.term_limits if rule.is_most]
    return not RESIDENTS.isdisjoint(asked)


def _where_less_may_be_better(instance: Instance) -> set[int]:
    """Return the circles with an award, in a target of just so many, or in what a share is taken of."""
    found = {award.circle for award in instance.awards}
    for target in instance.targets:
        found |= set(target.base)
        if target.exactly:
            found |= set(target.circles)
    return found
