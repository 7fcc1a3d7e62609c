from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from placement.errors import Problem
from placement.scenario import read_scenario

Write = Callable[..., Path]
Findings = Callable[..., list[Problem]]


def test_each_line_district_and_year_has_its_cap(scenario: Write) -> None:
    found = read_scenario(scenario())
    rows = {(b.id, b.district, b.year): b.cap_fen for b in found.budgets}
    assert len(rows) == 2 * 3 + 3
    assert rows["fund", "任城区", 2024] == 40_000_000
    assert rows["award_pool", None, 2023] == 60_000_000
    assert rows["award_pool", None, 2025] == 0
    levels = {b.id: (b.name, b.level, b.purpose) for b in found.budgets}
    assert levels["fund"] == ("区级经费", "district", None)
    assert levels["award_pool"] == ("市级一次性奖励资金", "city", "高品质便民生活圈奖励")


def test_districts_and_years_without_amount_have_no_money_and_are_named(scenario: Write) -> None:
    found = read_scenario(
        scenario(
            (
                "per_district: {2023: 60万元, 2024: 40万元, 2025: 60万元}",
                "districts: {任城区: {2023: 5万元}}",
            )
        )
    )
    rows = {(b.district, b.year): b.cap_fen for b in found.budgets if b.id == "fund"}
    assert rows["任城区", 2023] == 5_000_000
    assert rows["任城区", 2024] == 0
    assert rows["太白湖新区", 2023] == 0
    warned = [p for p in found.warnings if p.code == "PL504"]
    assert {p.severity for p in warned} == {"warning"}
    assert any("太白湖新区" in p.rule.zh for p in warned)
    assert any("2024、2025" in p.rule.zh for p in warned)


def test_unknown_districts_and_years_outside_are_refused(findings: Findings) -> None:
    found = findings(
        (
            "per_district: {2023: 60万元, 2024: 40万元, 2025: 60万元}",
            "districts: {任成区: {2023: 5万元, 2024: 0元, 2025: 0元, 2026: 1元}}",
        )
    )
    assert [(p.code, p.value) for p in found] == [("PL701", "任成区"), ("PL504", "2026")]
    assert "任城区" in found[0].mend.zh


def test_a_payer_without_a_budget_is_refused(findings: Findings) -> None:
    (own,) = findings(("{budget: fund}", "{budget: fnd}"))
    assert (own.code, own.column) == ("PL834", "programmes.preparation.payers.0.budget")
    assert "fund" in own.mend.zh
    (of_policy,) = findings(
        ("  award_pool:\n    years: {2023: 60万元, 2024: 0元, 2025: 0元}\n", "")
    )
    assert (of_policy.code, of_policy.column, of_policy.value) == ("PL701", "budgets", "award_pool")


def test_a_line_the_policy_does_not_name_needs_name_and_level(findings: Findings) -> None:
    found = findings(("    name: 区级经费\n    level: 区\n", ""))
    assert [(p.code, p.column) for p in found] == [
        ("PL809", "budgets.fund.level"),
        ("PL809", "budgets.fund.name"),
    ]


def test_owners_have_no_budget_line(findings: Findings) -> None:
    """What they carry themselves is no public money: it is what no programme pays of the investment."""
    (found,) = findings(("    level: 区\n", "    level: 业主\n"))
    assert (found.code, found.column, found.value) == ("PL810", "budgets.fund.level", "业主")


def test_conditions_no_programme_has_are_refused_not_ignored(findings: Findings) -> None:
    (found,) = findings(("    rate: 1\n", "    rate: 1\n    eligible: {tiers: [high]}\n"))
    assert (found.code, found.column) == ("PL801", "programmes.preparation.eligible.tiers")


def test_a_programme_of_the_scenario_replaces_its_namesake(scenario: Write) -> None:
    found = read_scenario(
        scenario(
            (
                "programmes:\n",
                "programmes:\n  high_quality_award:\n    name: 奖励\n    archetype: award\n"
                "    amounts: {high: {2023: 10万元}}\n    payers: [{budget: award_pool}]\n",
            )
        )
    )
    awards = [p for p in found.programmes if p.archetype == "award"]
    assert [award.name for award in awards] == ["奖励"]


@pytest.fixture
def premises_across_the_border(project: Path) -> Iterator[None]:
    """P002 lies in a district that has no circles."""
    table = project / "scenarios" / "tables" / "premises.csv"
    sound = table.read_text(encoding="utf-8")
    row = "P002,南湖沿街商铺,116.61321,35.34131,60,idle_private,太白湖新区"
    assert row in sound
    table.write_text(sound.replace(row, row.replace("太白湖新区", "微山县")), encoding="utf-8")
    yield
    table.write_text(sound, encoding="utf-8")


@pytest.mark.usefixtures("premises_across_the_border")
def test_an_amount_for_every_district_covers_districts_with_premises_alone(scenario: Write) -> None:
    found = read_scenario(scenario())
    assert found.districts == ("任城区", "太白湖新区", "微山县")
    rows = {(b.district, b.year): b.cap_fen for b in found.budgets if b.id == "fund"}
    assert rows["微山县", 2024] == 40_000_000
    assert "PL715" not in {p.code for p in found.warnings}
    assert {t.scope for t in found.targets} == {"任城区", "太白湖新区"}


BY_DISTRICT = "per_district: {2023: 60万元, 2024: 40万元, 2025: 60万元}"
AMOUNTS = "{2023: 1万元, 2024: 2万元, 2025: 3万元}"


def test_a_district_that_is_listed_keeps_its_budget(scenario: Write) -> None:
    listed = f"districts: {{任城区: {AMOUNTS}, 太白湖新区: {AMOUNTS}, 曲阜市: {AMOUNTS}}}"
    found = read_scenario(scenario((BY_DISTRICT, listed)))
    rows = {(b.district, b.year): b.cap_fen for b in found.budgets if b.id == "fund"}
    assert rows["曲阜市", 2025] == 3_000_000
    assert len(rows) == 9


@pytest.mark.usefixtures("premises_across_the_border")
def test_premises_nobody_pays_for_are_named_with_their_number(scenario: Write) -> None:
    listed = f"districts: {{任城区: {AMOUNTS}, 太白湖新区: {AMOUNTS}}}"
    found = read_scenario(scenario((BY_DISTRICT, listed)))
    (warned,) = [p for p in found.warnings if p.code == "PL715"]
    assert (warned.severity, warned.column) == ("warning", "budgets.fund.districts")
    assert "微山县 1 处" in warned.rule.zh
    assert "任城区" not in warned.rule.zh
    rows = {(b.district, b.year): b.cap_fen for b in found.budgets if b.id == "fund"}
    assert rows["微山县", 2024] == 0


def test_a_programme_without_an_amount_is_named(scenario: Write) -> None:
    found = read_scenario(scenario(("    rate: 1\n", "    rate: 0\n    amount_unstated: true\n")))
    (warned,) = [p for p in found.warnings if p.code == "PL721"]
    assert (warned.severity, warned.value, warned.column) == (
        "warning",
        "腾退修缮",
        "programmes",
    )
    assert "没有写金额" in warned.rule.zh


POOL = "  award_pool:\n    years: {2023: 60万元, 2024: 0元, 2025: 0元}\n"
OTHER = "  other:\n    name: 其他\n    level: 市\n    years: {2023: 1元, 2024: 1元, 2025: 1元}\n"


@pytest.mark.parametrize(
    ("added", "code"),
    [
        ("    transfer_to: [nowhere]\n", "PL701"),
        ("    transfer_to: [fund]\n", "PL853"),
        ("    transfer_to: [other]\n    carry_over: true\n", "PL853"),
    ],
)
def test_transfers_lead_to_lines_of_the_same_scope_that_carry_over_alike(
    findings: Findings, added: str, code: str
) -> None:
    """The fund of the small example is by district, the pool and the other line for the whole city."""
    found = findings((POOL, f"{POOL}{added}{OTHER}"))
    assert [p.code for p in found] == [code]


def test_a_line_may_lend_to_one_of_the_same_scope(scenario: Write) -> None:
    found = read_scenario(scenario((POOL, f"{POOL}    transfer_to: [other]\n{OTHER}")))
    lends = {line.id: line.transfer_to for line in found.budgets}
    assert (lends["award_pool"], lends["other"]) == (("other",), ())


def test_a_block_needs_a_line_by_district(findings: Findings) -> None:
    block = (
        "programmes:\n  block:\n    name: 切块\n    archetype: block\n"
        "    districts: {任城区: {2023: 10万元}}\n    payers: [{budget: award_pool}]\n"
    )
    found = findings(("programmes:\n", block))
    assert [(p.code, p.column) for p in found] == [("PL854", "budgets.award_pool.years")]


TWO_PAYERS = (
    "programmes:\n",
    "programmes:\n  more: {name: 又, archetype: rate, basis: investment, rate: 0.1, payers: [{budget: fund}]}\n",
)


@pytest.mark.parametrize("line", ["fund", "award_pool"])
def test_a_misspelt_line_is_told_once_where_it_is_written(findings: Findings, line: str) -> None:
    (found,) = findings(TWO_PAYERS, (f"  {line}:", f"  {line}s:"))
    assert (found.code, found.column, found.value) == ("PL701", f"budgets.{line}s", f"{line}s")
    assert found.mend.zh == f"您是否想写“{line}”？"
