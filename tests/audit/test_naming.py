"""What findings call things: the name and the id by which the row is found, the id alone where there is no name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from placement.audit.certificates import CircleYear, circle_years
from placement.audit.naming import naming_of
from placement.audit.targets import audit_targets
from placement.plan import Plan
from placement.scenario.model import Scenario
from placement.scenario.names import target_text
from two_districts import HAND_PLAN, read_city


def idle_rows(city: Scenario) -> list[CircleYear]:
    naming = naming_of(city)
    nothing = {circle: [0] * len(city.rubric.lines) for circle in naming.registers.circles}
    supply = dict.fromkeys(city.years, nothing)
    return circle_years(naming, Plan((), ()), supply, nothing)[0]


@pytest.mark.parametrize(
    ("site", "zh", "en"),
    [
        ("P01", "东一临街房（P01）", "东一临街房 (P01)"),
        ("O4", "东二便利店（O4）", "东二便利店 (O4)"),
        ("E2@vending", "东二（E2）·自助售卖机", "东二 (E2), 自助售卖机"),
        ("E1@L1", "东一（E1）·商业规模", "东一 (E1), 商业规模"),
        ("P99", "P99", "P99"),
        ("E9@vending", "E9@vending", "E9@vending"),
    ],
)
def test_a_site_is_named(site: str, zh: str, en: str) -> None:
    assert naming_of(read_city()).site(site) == (zh, en)


def test_every_choice_is_named_by_site_and_format() -> None:
    naming = naming_of(read_city())
    called = [naming.choice(choice).zh for choice in HAND_PLAN.choices]
    assert "东一临街房（P01）·连锁便利店" in called
    assert not any(":" in name or "@" in name for name in called)


def test_a_name_of_several_lines_is_shown_on_one() -> None:
    city = read_city()
    circles = city.tables.circles.replace("东一", "东一\n甲")
    named = replace(city, tables=replace(city.tables, circles=circles))
    assert naming_of(named).circle("E1").zh == "东一 甲（E1）"


def test_what_hard_targets_miss_is_said_in_their_unit() -> None:
    city = read_city()
    residents = replace(city.targets[0], measure="residents", hard=True, required=12_345, amounts=dict.fromkeys(city.targets[0].circles, 1))  # fmt: skip
    asked = replace(city, targets=(residents,))
    (result,), (finding,) = audit_targets(asked, idle_rows(asked))
    assert finding.zh.endswith(f"差 {result.shortfall:,} 人")
    assert finding.en.endswith(f"missed by {result.shortfall:,} residents")
    assert target_text(residents).zh in finding.zh
