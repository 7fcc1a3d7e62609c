"""Random tiny cities as instances; their exact optimum is found by :mod:`oracle`."""

from __future__ import annotations

import numpy as np

from placement.instance import (
    PLAIN_CARD,
    AwardFacts,
    Instance,
    LineFacts,
    OptionFacts,
    Stage,
    TargetFacts,
)
from placement.instance.needs import build_needs

MIN_COST = (
    Stage("target_shortfall", maximise=False),
    Stage("public_money", maximise=False),
    Stage("resident_years", maximise=True),
)


def tiny_city(seed: int, **changes: object) -> Instance:
    """Two or three circles, a few sites with one to three options each, one to three years."""
    rng = np.random.default_rng(seed)
    n_circles, n_years = int(rng.integers(2, 4)), int(rng.integers(1, 4))
    n_sites = int(rng.integers(2, 5 if n_years < 3 else 4))
    lines = LineFacts(
        ids=("B1", "B2", "Q1", "M1"),
        unit_steps=np.array([1, 2, 2, 1]),
        cap_steps=np.array([3, 4, 2, 4]),
        kind_class=np.array([0, 0, 1, -1]),
        kind_classes=("basic", "quality"),
        chapters=(("shops", int(rng.integers(4, 8)), (0, 1)),),
    )
    existing = rng.integers(0, 2, (n_circles, 4))
    site, available, effects, payments, ids = [], [], [], [], []
    for s in range(n_sites):
        reach = [c for c in range(n_circles) if rng.random() < 0.7]
        for f in range(int(rng.integers(1, 3))):
            o = len(ids)
            ids.append(f"S{s}:{f}")
            site.append(s)
            available.append(np.arange(n_years) >= rng.integers(0, n_years))
            for c in reach:
                chosen = rng.choice(4, size=int(rng.integers(1, 3)), replace=False)
                effects += [(o, c, int(i), int(rng.integers(1, 3))) for i in chosen]
            payments.append((o, int(rng.integers(0, 2)), int(rng.integers(0, 9)) * 1000))
    effects.sort()
    eff = np.array(effects, dtype=np.int64).reshape(-1, 4).T
    pay = np.array(payments, dtype=np.int64).reshape(-1, 3).T
    options = OptionFacts(
        ids=tuple(ids),
        site_ids=tuple(f"S{s}" for s in range(n_sites)),
        site=np.array(site),
        available=np.array(available),
        investment_fen=np.zeros(len(ids), dtype=np.int64),
        effect_option=eff[0],
        effect_circle=eff[1],
        effect_line=eff[2],
        effect_units=eff[3],
        pay_option=pay[0],
        pay_budget=pay[1],
        pay_fen=pay[2],
    )
    tier_points = (np.array([3, 7]) + rng.integers(0, 2, 2))[:, None]
    tier_kinds = np.array([[1, 0], [2, 1]])
    targets = tuple(
        TargetFacts(
            f"T{j}{t}",
            tuple(range(n_circles)),
            j,
            t,
            int(rng.integers(1, n_circles + 1)),
            weight=1 + j,
            hard=False,
            per_year=bool(rng.random() < 0.2),
        )
        for j in range(2)
        for t in range(n_years)
        if rng.random() < 0.6
    )
    awards = tuple(
        AwardFacts("award", c, j, 0, 1, 3000)
        for c in range(n_circles)
        for j in range(2)
        if j == 1 or seed % 3 == 0
    )
    base = {
        "years": tuple(range(2023, 2023 + n_years)),
        "circle_ids": tuple(f"C{c}" for c in range(n_circles)),
        "residents": rng.integers(1, 9, n_circles) * 1000,
        "current_tier": np.where(rng.random(n_circles) < 0.15, 0, -1),
        "blocked_circle": rng.random(n_circles) < 0.05,
        "tier_ids": ("basic", "high"),
        "tier_points": tier_points,
        "tier_kinds": tier_kinds,
        "lines": lines,
        "existing": existing,
        "needs": build_needs(lines, PLAIN_CARD, existing, tier_points, tier_kinds),
        "options": options,
        "budget_ids": ("county", "city"),
        "budget_cap_fen": rng.integers(-1, 14, (2, n_years)) * 1000,
        "awards": awards,
        "targets": targets,
        "locked_in": {},
        "allow_interim": bool(rng.random() < 0.8),
        "awards_are_minimised": bool(rng.random() < 0.5),
        "stages": MIN_COST,
    }
    return Instance(**{**base, **changes})  # type: ignore[arg-type]
