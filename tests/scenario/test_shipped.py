from pathlib import Path

import pytest

from placement.scenario import read_scenario

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("name", "n_districts"), [("quick", 1), ("jining-2023-2025", 14)])
def test_shipped_scenarios_read_without_errors_and_warn_of_targets_left_out_only(
    name: str, n_districts: int
) -> None:
    found = read_scenario(ROOT / "scenarios" / f"{name}.yaml")
    assert found.synthetic
    assert len(found.districts) == n_districts
    warned = [p for p in found.warnings if p.severity == "warning" and p.code < "PL9"]
    left_out = ["targets.districts"] if n_districts == 1 else []
    assert [p.column for p in warned] == left_out
    assert {budget.id for budget in found.budgets} == {"district_fund", "award_pool"}
    totals = {t.id: t.required for t in found.targets}
    if n_districts > 1:
        assert totals["city_circles:city:2025"] == 120
    assert totals["district_circles:太白湖新区:2025"] == 8


def test_qingdao_plans_from_the_15_accepted_circles_of_2021() -> None:
    found = read_scenario(ROOT / "scenarios" / "qingdao-2022-2025.yaml")
    assert found.synthetic
    assert [p.code for p in found.warnings if p.severity == "warning"] == []
    assert found.years == (2022, 2023, 2024, 2025)
    circles = found.tables.circles
    assert (circles["recognised_year"] == 2021).sum() == 15
    assert set(circles["district"]) == set(found.policy.districts)
    required = {t.year: t.required for t in found.targets}
    assert required == {2022: 35, 2023: 65, 2024: 115, 2025: 175}
    award, aid = (p for p in found.programmes if p.id in {"district_award", "idle_premises"})
    assert not award.amount_unstated
    assert not aid.amount_unstated


@pytest.mark.parametrize("name", ["mofcom-2023-2025", "minhou-2022-2025", "liangzhou-2024-2025"])
def test_other_shipped_scenarios_read_without_any_warning(name: str) -> None:
    found = read_scenario(ROOT / "scenarios" / f"{name}.yaml")
    assert found.synthetic
    assert [(p.code, p.column) for p in found.warnings if p.severity == "warning"] == []
    budgets = {budget.id for budget in found.budgets}
    assert {payer.budget for p in found.programmes for payer in p.payers} <= budgets


def test_every_circle_liangzhou_names_is_in_its_tables() -> None:
    found = read_scenario(ROOT / "scenarios" / "liangzhou-2024-2025.yaml")
    named = [t for t in found.targets if t.target_id.startswith(("built_", "tier_"))]
    assert len(named) == 16
    assert all(len(target.circles) == 1 for target in named)


def test_programmes_of_other_places_come_by_extends() -> None:
    found = read_scenario(ROOT / "scenarios" / "mofcom-2023-2025.yaml")
    chain = next(p for p in found.programmes if p.id == "mofcom_chain")
    assert chain.source.clause == "问19"
    assert found.provenance["programmes.mofcom_chain.amount"].startswith(
        "models/programmes/mofcom-2023-examples.yaml:"
    )
