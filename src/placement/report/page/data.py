"""What the page's script needs: circles, score cards, projects and colours, as JSON."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from placement.plain import plain
from placement.report.dossier import Dossier
from placement.report.dossier.history import table_names, table_scores
from placement.report.dossier.model import CardLine
from placement.report.dossier.statistics import tiers_of
from placement.report.figures.style import year_colours
from placement.report.standings import Standing, standings

UNSAFE = {
    "<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029",
}  # fmt: skip


def script_json(value: object) -> str:
    """Return JSON that no browser takes for markup, whatever the texts in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char, escaped in UNSAFE.items():
        text = text.replace(char, escaped)
    return text


def page_data(dossier: Dossier, view: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of the page's script; money in fen, points as numbers.

    Tiers are positions in ``tiers`` (highest first), -1 for none; ``since`` is by year, ``lost`` as well:
    the year of the review that took a tier, 0 for none, and that tier; ``cards`` holds for each circle and
    line ``[existing, points today, [added by year], [points by year]]``. Scores are by score table.

    Parameters
    ----------
    view
        What :func:`placement.report.page.map.map_item` says of sizes and boxes.
    """
    tiers, say = tiers_of(dossier), dossier.say
    colours = year_colours(dossier.years)
    return {
        **{key: part for key, part in view.items() if key != "sizes"},
        "lang": dossier.lang,
        "years": list(dossier.years),
        "colours": [colours[year] for year in dossier.years],
        "tiers": [dossier.tier_name(tier) for tier in tiers],
        "untiered": dossier.tier_name(""),
        "tables": list(table_names(dossier)),
        "classes": list(dossier.kind_classes[:2]),
        "lines": [
            {
                "name": x.name,
                "chapter": say.text(x.heading),
                "judged": x.judged,
                "cap": _number(x.cap),
            }
            for x in dossier.lines
        ],
        "circles": _circles(dossier, tiers, view["sizes"]),
        "cards": [
            [_card_line(line) for line in dossier.cards[circle.id]] for circle in dossier.circles
        ],
        "projects": [
            [p.year, p.site, say.text(p.measure), say.listed(p.kinds), p.public_fen]
            for p in dossier.projects
        ],
        "premisesYears": [p.year for p in dossier.projects if p.lon is not None],
        "premisesDistricts": [p.district for p in dossier.projects if p.lon is not None],
    }


def _circles(
    dossier: Dossier, tiers: Sequence[str], sizes: Sequence[object]
) -> list[dict[str, Any]]:
    position = {tier: n for n, tier in enumerate(tiers)} | {"": -1}
    served: dict[str, list[int]] = defaultdict(list)
    for number, project in enumerate(dossier.projects):
        for circle in project.circle_ids:
            served[circle].append(number)
    return [
        {
            "id": plain(c.id),
            "name": c.name,
            "district": c.district,
            "residents": c.residents,
            "before": position[c.current_tier],
            "tiers": [position[tier] for tier in c.tiers],
            "since": [s.since for s in standing],
            "lost": [[s.lost, position[s.was]] for s in standing],
            "certified": [[y, position[tier]] for y, tier in sorted(c.certified.items())],
            "today": [_number(score.today) for score in table_scores(dossier, c)],
            "scores": [[_number(n) for n in score.by_year] for score in table_scores(dossier, c)],
            "kindsToday": list(c.kinds_today),
            "kinds": [list(kinds) for kinds in c.kinds],
            "waits": [dossier.say.text(text) for text in c.waits],
            "projects": served.get(c.id, []),
            "size": size,
        }
        for c, size, standing in zip(dossier.circles, sizes, _standings(dossier), strict=True)
    ]


def _standings(dossier: Dossier) -> list[tuple[Standing, ...]]:
    """Return what each circle holds year by year, and what reviews took from it."""
    return [standings(c.current_tier, dossier.years, c.tiers, c.certified) for c in dossier.circles]


def _card_line(line: CardLine) -> list[Any]:
    return [
        _number(line.existing),
        _number(line.points_today),
        [_number(added) for added in line.added],
        [_number(points) for points in line.points],
    ]


def _number(value: Decimal) -> int | float:
    """Return points or counts as a number; the steps of a rubric are short decimals."""
    return int(value) if value == int(value) else float(value)
