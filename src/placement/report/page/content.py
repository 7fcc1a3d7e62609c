"""What the page says, as plain texts for its template; nothing here is markup."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from placement.errors import Text
from placement.plain import number, plain
from placement.report.at_risk import risk_texts
from placement.report.basis import policy_basis
from placement.report.cautions import told_licence
from placement.report.dossier import Dossier
from placement.report.dossier.checks import ties
from placement.report.dossier.doubts import doubt_words
from placement.report.dossier.history import table_names, table_scores, tier_path
from placement.report.dossier.statistics import tiers_of
from placement.report.dossier.totals import TOTALS
from placement.report.dossier.words import (
    assumption_words,
    baseline_words,
    fault_words,
    proof_details,
    reading_words,
    stage_words,
    warning_words,
    weak_words,
)
from placement.report.figures.style import year_colours
from placement.report.names import place_head
from placement.report.page.headline import headline
from placement.report.page.limits import room_parts
from placement.report.page.money import money_content
from placement.report.page.tier_rules import tier_rules
from placement.report.page.wording import place_name, wan
from placement.report.proof_words import is_optimal, proof_headline
from placement.report.speaker import Speaker
from placement.report.target_shares import target_notes
from placement.report.target_tables import Standing, TargetTable, target_tables

CONTENTS = (
    ("where", Text("地图", "Map")),
    ("targets", Text("目标任务", "Targets")),
    ("room", Text("余量", "Room left")),
    ("money", Text("资金", "Money")),
    ("card", Text("评分卡", "Score card")),
    ("circles", Text("生活圈", "Circles")),
    ("projects", Text("项目", "Projects")),
    ("basis", Text("依据与证明", "Basis and proof")),
)
FILLED, DOTTED, RING = "", " dotted", " ring"


def page_content(dossier: Dossier) -> dict[str, Any]:
    """Return the template's values except scripts, data and letters."""
    scenario = dossier.scenario
    targets = [_target_table(table, dossier.say) for table in target_tables(dossier.targets)]
    return {
        "title": plain(scenario.name),
        "place_head": dossier.say.text(place_head(dossier.names.districts)),
        "policy": dossier.say.text(policy_basis(scenario.policy.document)),
        "years": dossier.years,
        "cautions": [dossier.say.text(caution.sentence) for caution in dossier.cautions],
        "licence": _licence(dossier),
        "say": dossier.say,
        "contents": [(anchor, dossier.say.text(text)) for anchor, text in CONTENTS],
        "facts": headline(dossier),
        "targets": targets,
        "has_quiet_years": any(
            not cell["is_asked"]
            for table in targets
            for row in table["rows"]
            for cell in row["cells"]
        ),
        "room": room_parts(dossier),
        **money_content(dossier),
        **_map_legend(dossier),
        **_lists(dossier),
        **_basis(dossier),
    }


def _licence(dossier: Dossier) -> str:
    """Return the terms of the data where they are no caution already."""
    licence = dossier.scenario.licence
    if licence is None or not licence.is_clear:
        return ""
    return dossier.say.text(told_licence(licence))


def _map_legend(dossier: Dossier) -> dict[str, Any]:
    tables, say = dossier.scenario.tables, dossier.say
    n = len(tables.outlets)
    colours = year_colours(dossier.years)
    layers = [
        ("outlets", say(f"现有网点（{n:,}）", f"existing outlets ({n:,})"), True),
        ("premises_layer", say("改造用房", "premises converted"), True),
        ("unused", say("未选用房", "premises not used"), False),
    ]
    rubric, tiers = dossier.scenario.rubric, tiers_of(dossier)
    return {
        "layers": [*layers, ("streets", say("道路", "streets"), True)]
        if len(tables.streets)
        else layers,
        "tiers": [
            {"name": dossier.tier_name(tier), "sign": sign}
            for tier, sign in zip(tiers, _signs(len(tiers)), strict=True)
        ],
        "untiered": dossier.tier_name(""),
        "has_losses": bool(dossier.reviews),
        "colours": [(colours[year], year) for year in dossier.years],
        "total_points": number(rubric.points(rubric.total_steps)),
        "tier_rules": dossier.say("；", "; ").join(tier_rules(dossier)),
    }


def _signs(n_tiers: int) -> list[str]:
    """Return the signs of tiers, highest first, as the map draws them."""
    return [FILLED, *[DOTTED] * (n_tiers - 2), *[RING] * (n_tiers > 1)][:n_tiers]


def _target_table(table: TargetTable, say: Speaker) -> dict[str, Any]:
    rows = [
        {
            "labels": [
                place_name(label, say) if label == place else label for label in table.labels(place)
            ],
            "is_total": False,
            "cells": [
                _cell(table.standing(place, y), (place, y) in table.cells) for y in table.years
            ],
        }
        for place in table.places
    ]
    if table.adds_up:
        totals = [_cell(table.total(year)) for year in table.years]
        labels = [say("合计", "total"), *("" for _ in table.heads[1:])]
        rows.append({"labels": labels, "is_total": True, "cells": totals})
    return {
        "title": say(f"{table.title}（{table.unit.zh}）", f"{table.title} ({table.unit.en})"),
        "heads": [say.text(head) for head in table.heads],
        "years": table.years,
        "is_cumulative": table.is_cumulative,
        "rows": rows,
        "notes": [say.text(text) for text in target_notes(table)],
    }


def _cell(standing: Standing, is_asked: bool = True) -> dict[str, Any]:
    """Return texts of a cell; what no target asks for in its very year stands back."""
    numbers = (standing.required, standing.planned, standing.shortfall)
    return {
        "numbers": ["—" if n is None else number(n) for n in numbers],
        "is_short": bool(standing.shortfall),
        "is_asked": is_asked,
    }


def _lists(dossier: Dossier) -> dict[str, Any]:
    names, say = table_names(dossier), dossier.say
    joined = " / ".join(names)
    return {
        "reviews": [say.text(text) for text in (*dossier.reviews, *risk_texts(dossier.at_risk))],
        "score_heads": "" if len(names) == 1 else say(f"（{joined}）", f" ({joined})"),
        "circles": [
            {
                "district": c.district,
                "name": c.name,
                "residents": f"{c.residents:,}",
                "today": " / ".join(number(score.today) for score in table_scores(dossier, c)),
                "score": " / ".join(number(score.end) for score in table_scores(dossier, c)),
                "tier": dossier.tier_name(c.final_tier),
                "path": tier_path(dossier, c),
                "public": wan(c.public_fen),
            }
            for c in dossier.circles
        ],
        "projects": [
            {
                "year": p.year,
                "district": p.district,
                "site": p.site,
                "measure": say.text(p.measure),
                "kinds": say.listed(p.kinds) + (f" ×{p.units}" if p.units > 1 else ""),
                "investment": wan(p.investment_fen),
                "public": wan(p.public_fen),
                "programmes": say.listed(p.programmes),
                "circles": say.listed(p.circles),
            }
            for p in dossier.projects
        ],
    }  # fmt: skip


def _basis(dossier: Dossier) -> dict[str, Any]:
    hashes: Mapping[str, str] = dossier.record["inputs"]
    return {
        "proof": dossier.say.text(proof_headline(dossier.proof.stages)),
        "faults": fault_words(dossier),
        "is_proven": is_optimal(dossier.proof.stages),
        "proof_details": [
            text
            for text in (
                *proof_details(dossier),
                weak_words(dossier),
                baseline_words(dossier),
            )
            if text
        ],
        "stages": list(stage_words(dossier)),
        "assumptions": assumption_words(dossier),
        "warnings": warning_words(dossier),
        "readings": list(reading_words(dossier)),
        "doubts": doubt_words(dossier.scenario, dossier.say),
        "control": [
            {
                "id": name,
                "name": dossier.say.text(TOTALS[name]),
                "value": value,
                "shown": f"{wan(value)} {dossier.say('万元', '(10,000 yuan)')}"
                if name.endswith("_fen")
                else f"{value:,}",
            }
            for name, value in dossier.totals.items()
        ],
        "ties": [
            (tie.holds, *map(dossier.say.text, (tie.name, tie.one, tie.other)))
            for tie in ties(dossier)
        ],
        "hashes": [(plain(file), digest) for file, digest in sorted(hashes.items())],
    }
