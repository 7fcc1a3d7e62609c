"""Every mistake of a policy file is found, all at once, with file, line and key."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from placement.errors import InputError, Problem
from placement.policy.reader import read_policy

DATA = Path(__file__).resolve().parent / "data"


def problems_of(path: Path, readings: dict[str, str] | None = None) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        read_policy(path, readings or {}, root=path.parent)
    return caught.value.problems


def changed(folder: Path, text: str) -> Path:
    """A policy file that extends the small one."""
    for name in ("small.yaml", "kinds.yaml"):
        (folder / name).write_text((DATA / name).read_text(encoding="utf-8"), encoding="utf-8")
    path = folder / "changed.yaml"
    path.write_text(f"extends: small.yaml\n{text}", encoding="utf-8")
    return path


def test_golden_problems_of_a_file_with_thirty_one_mistakes() -> None:
    found = [f"{p.code} {p.file}:{p.row} {p.column}" for p in problems_of(DATA / "broken.yaml")]
    golden = (DATA / "broken.txt").read_text(encoding="utf-8").splitlines()
    assert found == golden


def test_every_problem_speaks_both_languages_and_says_what_to_do() -> None:
    for problem in problems_of(DATA / "broken.yaml"):
        assert all((*problem.rule, *problem.mend))
        assert problem.rule.zh != problem.rule.en


def test_a_near_miss_is_suggested() -> None:
    suggestions = {p.value: p.mend.en for p in problems_of(DATA / "broken.yaml")}
    assert suggestions["markte"] == "Did you mean “market”?"
    assert suggestions["souht"] == "Did you mean “south”?"


def test_mistakes_of_shape_come_together(tmp_path: Path) -> None:
    text = """\
nmae: 拼错的键
tiers.low.score.min: 很多
targets.circles.tier_at_least: 5
programmes:
  grant: {rate: 1.3, cap: 50, need: sometimes}
  odd: {archetype: lottery, name: 抽奖}
rubric.lines.A1.unit: true
"""
    found = {p.column: p.code for p in problems_of(changed(tmp_path, text))}
    assert found == {
        "nmae": "PL801",
        "tiers.low.score.min": "PL802",
        "targets.circles.tier_at_least": "PL802",
        "programmes.grant.rate": "PL807",
        "programmes.grant.cap": "PL402",
        "programmes.grant.need": "PL810",
        "programmes.odd.archetype": "PL810",
        "rubric.lines.A1.unit": "PL802",
    }


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("50万元", 50_000_000),
        ("500000元", 50_000_000),
        ("1.5万元", 1_500_000),
        ("３００元", 30_000),
    ],
)
def test_money_carries_its_unit(tmp_path: Path, text: str, fen: int) -> None:
    policy = read_policy(changed(tmp_path, f"programmes.grant.cap: {text}\n"), root=tmp_path)
    assert policy.programmes["grant"].cap == fen  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "code"),
    [("50", "PL402"), ("50万", "PL402"), ("0.001元", "PL402"), ("-5元", "PL408")],
)
def test_money_that_would_be_a_guess_is_refused(tmp_path: Path, text: str, code: str) -> None:
    (problem,) = problems_of(changed(tmp_path, f"programmes.grant.cap: {text}\n"))
    assert (problem.code, problem.file, problem.row) == (code, "changed.yaml", 2)


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("kinds: missing.yaml", "PL101", "kinds"),
        ("kinds: {a: {name: 店}, b: {name: 铺, aliases: [店]}}", "PL821", "kinds.b.aliases.0"),
        ("rubric.total: 9", "PL420", "rubric.total"),
        ("rubric.chapters.judged.cap: 5", "PL420", "rubric.chapters.judged.cap"),
        ("rubric.chapters.judged.chapters: {food: {name: 重复, cap: 0}}", "PL837",
         "rubric.chapters.judged.chapters.food"),
        ("rubric.lines.J1.default: 5", "PL419", "rubric.lines.J1.default"),
        ("rubric.lines.A1.match.min_floor_area_m2: 1.005", "PL836",
         "rubric.lines.A1.match.min_floor_area_m2"),
        ("tiers.low.score.max: 3", "PL835", "tiers.low.score.max"),
        ("tiers.low.score.min: 8", "PL835", "tiers.mid.score.min"),
        ("tiers.top.kinds.rare: 1", "PL834", "tiers.top.kinds.rare"),
        ("groups.东区: {name: 同名, districts: [西区]}", "PL827", "groups.东区"),
        ("programmes.grant.eligible: {judged_lines: [A1]}", "PL834",
         "programmes.grant.eligible.judged_lines"),
        ("programmes.grant.eligible: {tiers: [top]}", "PL801", "programmes.grant.eligible.tiers"),
        ("targets.lock: {archetype: pin, name: 点名, circle: 滨江, tier_at_least: low, year: 2024}",
         "PL845", "targets.lock"),
        ("programmes.grant.windows: [{first: 2024, last: 2025, dated_by: recognition}]", "PL801",
         "programmes.grant.windows.0.dated_by"),
        ("programmes.a: {archetype: award, name: 奖, amounts: {top: {2024: 1元}},"
         " payers: [{budget: city}], eligible: {kinds: [shop]}}", "PL801",
         "programmes.a.eligible.kinds"),
        ("programmes.a: {archetype: award, name: 奖, amounts: {top: {2024: 1元}},"
         " payers: [{budget: city}], eligible: {districts: [南]}}", "PL827",
         "programmes.a.eligible.districts"),
        ("programmes.a: {archetype: award, name: 奖, amounts: {top: {2024: 1元}},"
         " payers: [{budget: city}], quotas: [{archetype: applicant, outlets: 5}]}", "PL810",
         "programmes.a.quotas.0.archetype"),
        ("programmes.grant.windows: [{first: 2025, last: 2024}]", "PL829",
         "programmes.grant.windows"),
    ],
)  # fmt: skip
def test_single_mistake(tmp_path: Path, text: str, code: str, column: str | None) -> None:
    found = {(p.code, p.column) for p in problems_of(changed(tmp_path, text + "\n"))}
    assert (code, column) in found


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("targets.circles.hard: yes", "targets.circles.hard"),
        ("targets.circles.weight: '3'", "targets.circles.weight"),
        ("programmes.grant.rate: '0.3'", "programmes.grant.rate"),
        ("rubric.total: '10'", "rubric.total"),
        ("limits.minutes: 15.0", "limits.minutes"),
        ("kinds: {shop: {name: 店, implies: {chain: 'true'}}}", "kinds.shop.implies.chain"),
        ("tiers.mid.score.min_inclusive: 1", "tiers.mid.score.min_inclusive"),
    ],
)
def test_words_are_no_truth_values_and_texts_no_numbers(
    tmp_path: Path, text: str, column: str
) -> None:
    found = {(p.code, p.column) for p in problems_of(changed(tmp_path, text + "\n"))}
    assert ("PL802", column) in found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("programmes.grant.rate: 30%", "30 % 写 0.3"),
        ("programmes.grant.rate: 62.5 ％", "62.5 % 写 0.625"),
        ("programmes.grant.rate: 30", "30 % 写 0.3"),
        ("tiers.lwo.score.min: 5", "若想改的是“low”"),
        ("rubric.lines.A1.match.kinds: [小店]", "编号：shop"),
        ("programmes.a: {archtype: rate, name: 甲}", "请把“archtype”改成“archetype”"),
        ("programmes.a: {archetype: rat, name: 甲}", "您是否想写“rate”"),
        ("tiers.top.score.min: 9.5", "的 max 写成 9.5"),
        ("tiers.top.score.max: 9.5", "请删去 max"),
    ],
)
def test_what_is_usually_meant_is_said(tmp_path: Path, text: str, says: str) -> None:
    assert any(says in p.mend.zh for p in problems_of(changed(tmp_path, text + "\n")))


def test_a_conversion_that_is_asked_for_is_computed(tmp_path: Path) -> None:
    path = changed(tmp_path, "programmes.grant.eligible: {measure: convert}\n")
    assert read_policy(path, root=tmp_path).programmes["grant"].eligible.measure == "convert"


def test_a_mistake_in_the_kinds_file_is_located_there(tmp_path: Path) -> None:
    path = changed(tmp_path, "kinds: mine.yaml\n")
    (tmp_path / "mine.yaml").write_text("id: k\nname: 字典\nkinds:\n  shop: {nmae: 店}\n", "utf-8")
    found = {(p.code, p.file, p.row, p.column) for p in problems_of(path)}
    assert ("PL801", "mine.yaml", 4, "kinds.shop.nmae") in found


class TestReadingMistakes:
    @pytest.mark.parametrize(
        ("readings", "mend"),
        [
            ({"K2": "upper"}, "known: K1"),
            ({"K1": "uper"}, "Did you mean “upper”?"),
        ],
    )
    def test_unknown_reading_or_option(self, readings: dict[str, str], mend: str) -> None:
        (problem,) = problems_of(DATA / "small.yaml", readings)
        assert (problem.code, problem.mend.en) == ("PL831", mend)

    def test_change_of_a_key_that_is_not_there(self, tmp_path: Path) -> None:
        text = "readings.K1.options.lower.changes: {tiers.midd.score.min: 5, targets.x: 1}\n"
        (problem,) = problems_of(changed(tmp_path, text))
        assert (problem.code, problem.value, problem.row) == ("PL830", "tiers.midd.score.min", 2)

    def test_change_to_an_unknown_field_shows_when_chosen(self, tmp_path: Path) -> None:
        text = "readings.K1.options.lower.changes: {tiers.mid.scor: 5}\n"
        (problem,) = problems_of(changed(tmp_path, text), {"K1": "lower"})
        assert (problem.code, problem.column) == ("PL801", "tiers.mid.scor")

    def test_default_that_is_no_option(self, tmp_path: Path) -> None:
        found = problems_of(changed(tmp_path, "readings.K1.default: middle\n"))
        assert {p.code for p in found} == {"PL833"}

    def test_two_readings_that_contradict_each_other(self, tmp_path: Path) -> None:
        text = """\
readings.K2:
  question: {zh: 另一问, en: another}
  default: a
  options:
    a: {reason: {zh: 理由, en: reason}, changes: {tiers.mid.score: {min: 6.5, max: 9}}}
"""
        path = changed(tmp_path, text)
        assert read_policy(path, root=tmp_path).tiers["mid"].score.min == Decimal("6.5")
        (problem,) = problems_of(path, {"K1": "lower"})
        assert problem.code == "PL832"

    def test_a_file_may_choose_and_the_scenario_may_choose_again(self, tmp_path: Path) -> None:
        path = changed(tmp_path, "chosen_readings: {K1: lower}\n")
        assert not read_policy(path, root=tmp_path).tiers["mid"].score.min_inclusive
        again = read_policy(path, {"K1": "upper"}, root=tmp_path)
        assert again.tiers["mid"].score.min_inclusive
        assert again.chosen_readings == {"K1": "upper"}
