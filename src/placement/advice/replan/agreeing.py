"""What stands in for what, settled for all things at once, so that both plans tell the same and nothing goes unnamed.

Looked at alone, several things would do in place of one, and one in place of several. Of those that would do is taken

1. one that the other plan's thing was told to stand in for, where that was settled before,
2. one of the same kind,
3. one that nothing stands in for yet in that circle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from placement.advice.replan.exchange import Agreed, Exchange, Need, Part


def agreed(
    gained: Exchange, given: Exchange, come: Sequence[Part], gone: Sequence[Part]
) -> tuple[Exchange, Exchange]:
    """Return both exchanges with what stands in for what: first for what came, then for what went.

    Parameters
    ----------
    come, gone
        Projects that only the new plan has in some years, and that only the old one has.
    """
    ours = _matched(gained, come, {})
    theirs = _matched(given, gone, ours)
    return replace(gained, agreed=ours), replace(given, agreed=theirs)


def _matched(exchange: Exchange, mine: Iterable[Part], answers: Agreed) -> Agreed:
    asked = [(part, need) for part in mine for need in _needs(exchange, part)]
    told: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (option, need), parts in answers.items():
        for part in parts:
            told[part.option_id, need.circle].add(option)
    found: dict[tuple[str, Need], tuple[Part, ...]] = {}
    named: dict[str, set[Part]] = defaultdict(set)
    # Those of one kind find each other before anything else takes their place.
    for alike_only in (True, False):
        for part, need in asked:
            if (part.option_id, need) in found:
                continue

            def rank(other: Part, part: Part = part, need: Need = need) -> tuple[bool, ...]:
                return (
                    other.option_id not in told[part.option_id, need.circle],
                    not part.kinds & other.kinds,
                    other in named[need.circle],
                )

            parts = exchange.look_up(part.option_id, need, rank)
            if parts and (not alike_only or all(part.kinds & other.kinds for other in parts)):
                found[part.option_id, need] = parts
                named[need.circle].update(parts)
    return found


def _needs(exchange: Exchange, part: Part) -> Iterable[Need]:
    """Return what a project is needed for that the other plan has as well."""
    years = range(part.years.start, min(part.years.stop, exchange.last_year + 1))
    return [need for need in exchange.needs(part.option_id, years) if exchange.is_met(need)]
