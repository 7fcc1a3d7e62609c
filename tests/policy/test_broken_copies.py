"""Slips in copies of the shipped policies: each is found, with file, line, key, reason and mend."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from placement.errors import InputError, Problem
from placement.policy.reader import read_policy

MODELS = Path(__file__).resolve().parents[2] / "models"

# file, text as shipped, text with the slip, code, key
SLIPS = [
    # kinds, lines and chapters
    ("jining-2023", "match: {kinds: [convenience_store]}", "match: {kinds: [conveniense_store]}",
     "PL820", "rubric.lines.B1.match.kinds"),
    ("qingdao-2022", "match: {kinds: [pharmacy]}", "match: {kinds: [pharmacy, pharmacy]}",
     "PL846", "rubric.lines.E4.match.kinds"),
    ("jining-2023", "match: {kinds: [supermarket, chain_supermarket], chain: true}",
     "match: {kinds: [chain_supermarket], chain: false}", "PL839", "rubric.lines.Q12.match.chain"),
    ("jining-2023", "shopping: {name: 购物服务, cap: 12}", "shopping: {name: 购物服务, cap: 13}",
     "PL420", "rubric.chapters.basic.chapters.shopping.cap"),
    ("jining-2023", "      name: 商业规模\n      chapter: layout\n      cap: 5",
     "      name: 商业规模\n      chapter: layout\n      cap: 15", "PL420", "rubric.lines.L1.cap"),
    ("jining-2023", "  total: 100", "  total: 95", "PL420", "rubric.total"),
    ("minhou-2022", "satisfaction: {name: 居民满意度（%）, cap: 100}",
     "satisfaction: {name: 居民满意度（%）, cap: 90}", "PL420", "rubric.total"),
    # tiers
    ("jining-2023", "score: {min: 80, min_inclusive: true}", "score: {min: 101, min_inclusive: true}",
     "PL421", "tiers.high.score.min"),
    ("jining-2023", "kinds: {basic: 14, quality: 10}", "kinds: {basic: 26, quality: 10}",
     "PL823", "tiers.high.kinds.basic"),
    ("qingdao-2022", "kinds: {essential: 6}       #", "kinds: {esential: 6}       #",
     "PL834", "tiers.accepted.kinds.esential"),
    ("minhou-2022", "score: {min: 85}", "score: {min: 850}", "PL421", "tiers.built.score.min"),
    # targets
    ("jining-2023", "任城区: {2023: 15, 2024: 10, 2025: 15}", "任城区: {2023: 15, 2024: 10, 2025: 16}",
     "PL824", "targets.district_circles.totals.rows.任城区"),
    ("jining-2023", "微山县: {2023: 1, 2024: 2, 2025: 1}", "徽山县: {2023: 1, 2024: 2, 2025: 1}",
     "PL827", "targets.district_circles.counts.徽山县"),
    ("jining-2023", "    years: [2025]         # 口径 R16\n    rounding: up\n    weight: 2\n    source: {clause: 附件2 注, text: 主城区",
     "    years: [2026]         # 口径 R16\n    rounding: up\n    weight: 2\n    source: {clause: 附件2 注, text: 主城区",
     "PL825", "targets.share_main_urban.years.0"),
    ("qingdao-2022", "totals: {all: 175}", "totals: {all: 180}", "PL824", "targets.city_circles.totals.all"),
    ("qingdao-2022", "城阳区, 即墨区]", "城阳区, 城阳区]", "PL846", "districts.6"),
    ("liangzhou-2024", "    scope: urban\n    share: 0.5", "    scope: urbn\n    share: 0.5", "PL827",
     "targets.cover_communities.scope"),
    ("liangzhou-2024", "    name: 力争品质型\n    circle: 东大街\n    tier_at_least: quality",
     "    name: 力争品质型\n    circle: 东大街\n    tier_at_least: qualiti", "PL834",
     "targets.tier_dongdajie.tier_at_least"),
    ("liangzhou-2024", "kind_classes: {basic: 10, quality: 15}", "kind_classes: {basic: 10, qualitty: 15}",
     "PL834", "limits.kind_classes.qualitty"),
    # programmes and money
    ("jining-2023", "    payers: [{budget: award_pool}]\n", "", "PL828", "programmes.high_quality_award.payers"),
    ("jining-2023", "payers: [{budget: award_pool}]", "payers: [{budget: award_poll}]", "PL834",
     "programmes.high_quality_award.payers.0.budget"),
    ("jining-2023", "payers: [{budget: award_pool}]", "payers: [{budget: award_pool, share: 0.6}]", "PL826",
     "programmes.high_quality_award.payers"),
    ("jining-2023", "windows: [{first: 2023, last: 2023}]",
     "windows: [{first: 2023, last: 2024}, {first: 2024, last: 2025}]", "PL829",
     "programmes.high_quality_award.windows"),
    ("jining-2023", "high: {2023: 30万元}", "high: {2023: 30万元, 2024: 30万元}", "PL825",
     "programmes.high_quality_award.amounts.high.2024"),
    ("jining-2023", "high: {2023: 30万元}", "high: {2023: 30}", "PL402",
     "programmes.high_quality_award.amounts.high.2023"),
    ("jining-2023", "high: {2023: 30万元}", "high: {2023: 0元}", "PL822",
     "programmes.high_quality_award.amounts"),
    ("jining-2023", "high: {2023: 30万元}", "hihg: {2023: 30万元}", "PL834",
     "programmes.high_quality_award.amounts"),
    ("qingdao-2022", "    rate: 0\n    amount_unstated: true\n", "    rate: 0\n", "PL822",
     "programmes.idle_premises.rate"),
    ("qingdao-2022", "    upgrade: full\n", "    upgrade: full\n    schedule: [{year_offset: 0, share: 0.5}]\n",
     "PL826", "programmes.district_award.schedule"),
    ("qingdao-2022", "    rate: 0\n",
     "    rate: 0\n    matching: {of_budget: provinse, share: 1}\n", "PL834",
     "programmes.idle_premises.matching.of_budget"),
    ("qingdao-2022", "    upgrade: full\n",
     "    upgrade: full\n    quotas: [{archetype: district, districts: {黄岛: 3}}]\n", "PL827",
     "programmes.district_award.quotas.0.districts.黄岛"),
    # readings
    ("qingdao-2022", "          targets.city_circles.mode: per_year", "          targets.city_circle.mode: per_year",
     "PL830", "readings.Q2.options.per_year.changes.targets.city_circle.mode"),
    ("minhou-2022", "default: all_outlets", "default: all_outlet", "PL833", "readings.M2.default"),
]  # fmt: skip


def problems_of(name: str, old: str, new: str, folder: Path) -> tuple[list[Problem], str]:
    text = (MODELS / f"{name}.yaml").read_text(encoding="utf-8")
    assert old in text
    (folder / "base").mkdir()
    for file in ("kinds.yaml", "base/national-tables.yaml"):
        shutil.copy(MODELS / file, folder / file)
    broken = text.replace(old, new, 1)
    (folder / f"{name}.yaml").write_text(broken, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_policy(folder / f"{name}.yaml", root=folder)
    return list(caught.value.problems), broken


@pytest.mark.parametrize(("name", "old", "new", "code", "key"), SLIPS)
def test_a_slip_is_found_where_it_is(
    name: str, old: str, new: str, code: str, key: str, tmp_path: Path
) -> None:
    found, broken = problems_of(name, old, new, tmp_path)
    (problem,) = [p for p in found if (p.code, p.column) == (code, key)]
    assert problem.file == f"{name}.yaml"
    assert problem.row is not None
    assert 0 < problem.row <= len(broken.splitlines())
    assert all((*problem.rule, *problem.mend))


AMOUNTS = {
    "steps": (
        "{archetype: area_steps, steps: [{from_m2: 50, amount: 6万元}, {from_m2: 30, amount: 9万元}]}",
        "PL822", "programmes.p.steps.1",
    ),
    "falling": (
        "{archetype: area_steps, steps: [{from_m2: 30, amount: 6万元}, {from_m2: 50, amount: 3万元}]}",
        "PL822", "programmes.p.steps.1",
    ),
    "brackets": (
        "{archetype: progressive, brackets: [{above: 0元, rate: 0.03}, {above: 0元, rate: 0.04}]}",
        "PL822", "programmes.p.brackets.1.above",
    ),
    "least above cap": (
        "{archetype: rate, basis: investment, rate: 0.5, cap: 10万元, least_payment: 40万元}",
        "PL822", "programmes.p.least_payment",
    ),
    "unit of nothing": ("{archetype: unit, amount: 0元}", "PL822", "programmes.p.amount"),
    "rent of nothing": ("{archetype: rent, rate: 0, months: 12}", "PL822", "programmes.p.rate"),
    "pool outside its years": (
        "{archetype: unit, amount: 1元, windows: [{first: 2023, last: 2024}],"
        " quotas: [{archetype: pool, years: {2025: 100万元}}]}",
        "PL825", "programmes.p.quotas.0.years.2025",
    ),
}  # fmt: skip


@pytest.mark.parametrize("slip", AMOUNTS)
def test_amounts_that_cannot_be_meant(slip: str, tmp_path: Path) -> None:
    text, code, key = AMOUNTS[slip]
    for file in ("jining-2023.yaml", "kinds.yaml"):
        shutil.copy(MODELS / file, tmp_path / file)
    terms = text[:-1] + ", name: 例, payers: [{budget: award_pool}]}"
    (tmp_path / "own.yaml").write_text(
        f"extends: jining-2023.yaml\nprogrammes:\n  p: {terms}\n", encoding="utf-8"
    )
    with pytest.raises(InputError) as caught:
        read_policy(tmp_path / "own.yaml", root=tmp_path)
    found = {(p.code, p.column, p.row) for p in caught.value.problems}
    assert (code, key, 3) in found


def test_steps_that_rise_and_amounts_that_are_paid_are_no_slips(tmp_path: Path) -> None:
    for file in ("jining-2023.yaml", "kinds.yaml"):
        shutil.copy(MODELS / file, tmp_path / file)
    (tmp_path / "own.yaml").write_text(
        """extends: jining-2023.yaml
programmes:
  a: {archetype: area_steps, name: 甲, steps: [{from_m2: 30, amount: 3万元}, {from_m2: 50, amount: 3万元}],
      payers: [{budget: award_pool}]}
  b: {archetype: unit, name: 乙, amount: 0元, amounts: [{kinds: [repair], amount: 1元}], payers: [{budget: award_pool}]}
""",
        encoding="utf-8",
    )
    assert set(read_policy(tmp_path / "own.yaml", root=tmp_path).programmes) >= {"a", "b"}
