"""One circle of one year with many kinds, of which a tier asks for some, for any one, or for all.

Shops, banks and clinics are basic kinds, a school and a park quality kinds; the circle has none of them, and
every site has one of two to choose from. Points in steps: a shop 2, all others 1, each up to 2. Basic asks for
two basic kinds, good for all three and any quality kind and nine points, one less than there are to gain.
"""

from __future__ import annotations

import numpy as np

from placement.instance import Instance, Limits, LineFacts, OptionFacts, TargetFacts
from two_circles import two_circles

LINE_IDS = ("shop", "bank", "clinic", "school", "park")
LINES = LineFacts(
    ids=LINE_IDS,
    unit_steps=np.array([2, 1, 1, 1, 1]),
    cap_steps=np.full(5, 2),
    kind_class=np.array([0, 0, 0, 1, 1]),
    kind_classes=("basic", "quality"),
    chapters=(),
)
SITES = 8


def option_facts() -> OptionFacts:
    """Sites in turn offer a line or the next one."""
    site, second = np.divmod(np.arange(2 * SITES), 2)
    line = (site + second) % len(LINE_IDS)
    here = np.zeros(2 * SITES, dtype=np.int64)
    return OptionFacts(
        ids=tuple(f"s{s}:{LINE_IDS[i]}" for s, i in zip(site, line, strict=True)),
        site_ids=tuple(f"s{s}" for s in range(SITES)),
        site=site,
        available=np.ones((2 * SITES, 1), dtype=bool),
        investment_fen=here,
        effect_option=np.arange(2 * SITES),
        effect_circle=here,
        effect_line=line,
        effect_units=here + 1,
        pay_option=np.arange(2 * SITES),
        pay_budget=here,
        pay_fen=(1 + (7 * np.arange(2 * SITES)) % 5) * 1_000_000,
    )


def many_kinds(**changes: object) -> Instance:
    """Return the instance."""
    points = np.array([[4], [9]])
    kinds = np.array([[2, 0], [3, 1]])
    existing = np.zeros((1, len(LINE_IDS)), dtype=np.int64)
    return two_circles(**{
        "years": (2025,),
        "circle_ids": ("middle",),
        "residents": np.array([5000]),
        "current_tier": np.array([-1]),
        "blocked_circle": np.array([False]),
        "tier_ids": ("basic", "good"),
        "tier_points": points,
        "tier_kinds": kinds,
        "lines": LINES,
        "existing": existing,
        "options": option_facts(),
        "budget_ids": ("fund",),
        "budget_cap_fen": np.array([[-1]]),
        "awards": (),
        "limits": Limits(),
        "locked_in": {},
        "allow_interim": False,
        "targets": (TargetFacts("good:2025", (0,), 1, 0, 1, 1, hard=False, per_year=False),),
        **changes,
    })  # fmt: skip
