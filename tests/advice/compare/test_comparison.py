"""Runs side by side: sums are those of the published tables, differences are all there, nothing is overclaimed."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import unicodedata
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from rich.cells import cell_len
from rich.console import Console

from calls import call
from placement.advice.compare.comparison import compare_runs
from placement.advice.compare.figure import plot_comparison, tier_names
from placement.advice.compare.files import overview_table, render_page
from placement.advice.compare.judging import Judgement, Verdict, judge, judge_stage
from placement.advice.compare.text import overview_lines, overview_notes, render_comparison
from placement.advice.compare.verdicts import grouped_verdicts, verdict_line
from placement.advice.shades import FACES, HATCHES
from placement.advice.sums import missing_units, total
from placement.errors import UnusableRunError, VerificationError
from placement.plain import sentence
from placement.report.cautions import SYNTHETIC
from placement.report.csv_tables import read_csv, write_csv
from placement.report.names import term_texts
from placement.report.run.published import PublishedRun, read_published
from placement.report.run.rules_record import rules_record
from placement.report.speaker import Speaker
from placement.scenario.reader import read_scenario
from told import HOSTILE, chinese_in
from two_districts import copy_city, publish_undrawn, read_city


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("runs")
    scenario = copy_city(folder)
    closed = scenario.with_name("closed.yaml")
    closed.write_text(
        f"extends: {scenario.name}\nid: closed\nname: 一处用房不用\nlocks.premises_out: [P01, P03, P05, P07]\n",
        encoding="utf-8",
    )
    found = {}
    for name, path in (("base", scenario), ("closed", closed)):
        found[name] = publish_undrawn(path, folder / "runs" / name)
    return found


@pytest.fixture(scope="module")
def read(runs: dict[str, Path]) -> list[PublishedRun]:
    return [read_published(path) for path in runs.values()]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_figures_are_the_sums_of_the_published_files(
    runs: dict[str, Path], read: list[PublishedRun]
) -> None:
    overview = compare_runs(read).overview.to_dict("records")
    for row, path in zip(overview, runs.values(), strict=True):
        money, projects = rows_of(path / "money.csv"), rows_of(path / "projects.csv")
        targets, circles = rows_of(path / "targets.csv"), rows_of(path / "circles.csv")
        assert row["committed_yuan"] == sum(Decimal(r["committed_yuan"]) for r in money)
        assert row["aid_yuan"] == sum(Decimal(r["public_yuan"]) for r in projects)
        assert row["missing"] == sum(Decimal(r["shortfall"]) for r in targets)
        last = max(r["year"] for r in circles)
        held = [r for r in circles if r["year"] == last and r["tier"]]
        assert row["certified"] == len(held) == sum(row["by_tier"].values())
        assert row["residents"] == sum(int(r["residents"]) for r in held)


def test_money_by_level_and_year_adds_up_to_what_is_committed(read: list[PublishedRun]) -> None:
    found = compare_runs(read)
    for row in found.overview.to_dict("records"):
        part = found.money[found.money["run"] == row["run"]]
        assert sum(part["committed_yuan"]) == row["committed_yuan"]


def test_a_site_is_listed_exactly_when_the_runs_use_it_otherwise(
    runs: dict[str, Path], read: list[PublishedRun]
) -> None:
    listed = set(compare_runs(read).sites["site_id"])
    uses = [
        {
            (r["site_id"], r["kinds"], r["year"], r["public_yuan"])
            for r in rows_of(p / "projects.csv")
        }
        for p in runs.values()
    ]
    assert listed == {use[0] for use in uses[0] ^ uses[1]}


def test_runs_of_other_years_say_that_their_sums_are_of_their_own_years(
    read: list[PublishedRun], tmp_path: Path
) -> None:
    first, last = read[0].years[0], read[0].years[-1]
    scenario = {**read[1].record["scenario"], "years": [last]}
    later = PublishedRun(read[1].path, {**read[1].record, "scenario": scenario}, read[1].tables)
    tiers = tier_names([run.record for run in read])
    for runs, says in ((read, False), ([read[0], later], True)):
        found = compare_runs(runs)
        table = overview_table(found, tiers)
        assert list(table["first_year"]) == [run.years[0] for run in runs]
        assert list(table["last_year"]) == [last, last]
        for lang, note in (("zh", "规划期不同：缺口、项目"), ("en", "the horizons differ")):
            lines = dict(overview_lines(found, tiers, Speaker(lang)))
            years = lines[Speaker(lang)("规划期", "years")]
            assert years == [f"{first}–{last}", str(last) if says else f"{first}–{last}"]
            out = io.StringIO()
            Console(file=out, width=300).print(render_comparison(found, tiers, lang))
            assert (note in out.getvalue()) is says
            page = render_page(found, tiers, b"", lang)
            assert (note in page) is says
            assert f"<td>{years[1]}</td>" in page


def test_a_run_equals_itself(read: list[PublishedRun]) -> None:
    found = compare_runs([read[0], read[0]])
    assert [j.verdict for j in found.judgements] == ["equal"]
    assert found.circles.empty
    assert found.sites.empty


def restaged(run: PublishedRun, grade: str, value: int, bound: int | None) -> PublishedRun:
    """Return a run whose first stage is one of the least, with another value and bound."""
    outcome = run.record["outcome"]
    first = {**outcome["stages"][0], "sense": "min"} | stage(value, bound)
    told = {**outcome, "grade": grade, "stages": [first, *outcome["stages"][1:]]}
    scenario = {**run.record["scenario"], "file": f"{value}/scenario.yaml"}
    record = {**run.record, "outcome": told, "scenario": scenario}
    return PublishedRun(run.path, record, run.tables)


def test_of_two_runs_of_one_scenario_the_better_plan_is_named(read: list[PublishedRun]) -> None:
    wide, proven = restaged(read[0], "not_proved", 10, 0), restaged(read[0], "gap", 2, 2)
    judged = judge(("A", wide), ("B", proven))
    assert judged.verdict == "worse_plan"
    assert verdict_line(judged, Speaker("zh")).startswith("同一情景：B 的方案优于 A 的方案（先看：")
    assert judge(("A", proven), ("B", wide)).verdict == "better_plan"
    assert judge(("A", wide), ("B", wide)).verdict == "equal"
    assert judged.proven
    assert "这一步已证明不能更好" in verdict_line(judged, Speaker("zh"))
    looser = restaged(read[0], "gap", 4, 1)
    assert not judge(("A", wide), ("B", looser)).proven
    # what one run has proven of the value holds for the other, which found it without proof
    found = judge(("A", restaged(read[0], "not_proved", 2, 0)), ("B", proven))
    assert (found.verdict, found.proven) == ("equal", True)
    assert "都是最优" in verdict_line(found, Speaker("zh"))
    open_ends = judge(("A", wide), ("B", wide))
    assert not open_ends.proven
    assert "最优" not in verdict_line(open_ends, Speaker("zh"))
    other = restaged(read[1], "gap", 2, 2)
    assert judge(("A", wide), ("B", other)).verdict == "undecided"


def test_a_bound_beyond_what_the_other_run_reached_is_a_contradiction(
    read: list[PublishedRun],
) -> None:
    """3 is proven to be the least in one run, and the other reaches 2: no proof of anything."""
    false, better = restaged(read[0], "gap", 3, 3), restaged(read[0], "not_proved", 2, 0)
    for pair in ((false, better), (better, false)):
        judged = judge(("A", pair[0]), ("B", pair[1]))
        assert (judged.verdict, judged.proven) == ("contradiction", False)
        told = verdict_line(judged, Speaker("zh"))
        assert "记录互相矛盾" in told
        assert "已证明" not in told
        assert "contradict each other" in verdict_line(judged, Speaker("en"))
    # of runs with other rules a bound says nothing: those may reach more
    other = restaged(read[1], "not_proved", 2, 0)
    assert judge(("A", false), ("B", other)).verdict != "contradiction"


def test_records_that_contradict_each_other_end_the_command_like_a_failed_verification(
    tmp_path: Path,
) -> None:
    """Two runs of one scenario; the record of one says that more residents were beyond reach for the other."""
    scenario = copy_city(tmp_path / "city")
    true = publish_undrawn(scenario, tmp_path / "true")
    false = publish_undrawn(scenario, tmp_path / "false", bound_of_last=1)
    (ended,) = call(["compare", true, false, "--out", tmp_path / "cmp"])
    assert ended.code == 40, ended.err
    assert "记录互相矛盾" in "".join(ended.out.split())
    assert (tmp_path / "cmp" / "comparison.csv").exists()
    (ended,) = call(["compare", true, false, "--out", tmp_path / "cmp", "--json"])
    assert ended.code == 40
    document = json.loads(ended.out)
    assert document["exit_code"] == 40
    assert document["judgements"][0]["verdict"] == "contradiction"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_ten_runs_keep_their_titles_and_grades_are_in_words(
    read: list[PublishedRun], lang: str
) -> None:
    many = [restaged(read[0], "not_proved", 10, 0), restaged(read[1], "gap", 3, 2)] * 5
    comparison, tiers = compare_runs(many), tier_names([run.record for run in many])
    out = io.StringIO()
    Console(file=out, width=80).print(render_comparison(comparison, tiers, lang))
    shown = out.getvalue().splitlines()
    assert max(map(cell_len, shown)) <= 80
    for title, _ in overview_lines(comparison, tiers, Speaker(lang)):
        assert sum(line.startswith(title) for line in shown) >= 3, title
    say = Speaker(lang)
    told = dict(overview_lines(comparison, tiers, say))
    stages = read[0].record["outcome"]["stages"]
    cells = told[say("已证明的步数", "stages proven")]
    assert cells == [f"{len(stages) - 1}/{len(stages)}"] * 10
    names = term_texts(awards_counted=read[0].record["scenario"]["awards_counted"])
    first, *others = (say.text(names[s["term"]]) for s in stages)
    told_zh = {
        f"{runs}：已证明最优：{'、'.join(others)}；未证明：{first}，{known}"
        for runs, known in (("B、D、F、H、J", "差距 ≤ 33.34 %"), ("A、C、E、G、I", "没有可用的界"))
    }
    told_en = {
        f"{runs}: proven optimal: {', '.join(others)}; not proven: {first}, {known}"
        for runs, known in (
            ("B, D, F, H, J", "within 33.34 % of the best"),
            ("A, C, E, G, I", "no useful bound"),
        )
    }
    notes = overview_notes(comparison, say)
    assert set(notes) == (told_zh if lang == "zh" else told_en)
    page = html.unescape(render_page(comparison, tiers, b"", lang))
    squeezed = "".join(out.getvalue().split())
    assert all(note in page and "".join(note.split()) in squeezed for note in notes)


def test_what_the_page_of_a_run_says_of_its_data_and_policy_is_said_of_the_runs_it_holds_of(
    read: list[PublishedRun],
) -> None:
    own = {"zh": "政策依据：甲市方案", "en": "Policy: plan of A"}
    lent = {
        "zh": "政策依据：借用甲市方案（用于乙县，不是当地的规定）",
        "en": "Policy, borrowed: plan of A (used for B, not a rule made there)",
    }
    licence = {"zh": "不得转载", "en": "not to be copied", "publishable": False, "unlicensed": []}

    def run(basis: dict[str, str], *, synthetic: bool, banned: bool) -> PublishedRun:
        told = {"basis": basis, "synthetic": synthetic, "licence": licence if banned else None}
        return replace(read[0], record={**read[0].record, **told})

    runs = [
        run(own, synthetic=True, banned=False),
        run(lent, synthetic=True, banned=True),
        run(lent, synthetic=False, banned=True),
    ]
    for lang, colon, comma in (("zh", "：", "、"), ("en", ": ", ", ")):
        say = Speaker(lang)
        said = [
            f"A{colon}{own[lang]}",
            f"B{comma}C{colon}{lent[lang]}",
            f"A{comma}B{colon}{say.text(SYNTHETIC.sentence)}",
            f"B{comma}C{colon}{say('不得公开', 'Not for publication')}{colon}{licence[lang]}",
        ]
        found = compare_runs(runs)
        page = html.unescape(render_page(found, {}, b"", lang))
        out = io.StringIO()
        Console(file=out, width=300).print(render_comparison(found, {}, lang))
        for sentence_ in said:
            assert f"<p>{sentence_}" in page or f'<p class="warn">{sentence_}' in page, sentence_
            assert f"\n{sentence_}" in out.getvalue(), sentence_
    # what holds of all runs needs no labels
    found = compare_runs([runs[1], runs[1]])
    page = html.unescape(render_page(found, {}, b"", "zh"))
    assert f"<p>{lent['zh']}</p>" in page
    assert f'<p class="warn">{SYNTHETIC.sentence.zh}</p>' in page
    table = overview_table(compare_runs(runs), {})
    assert list(table["basis_en"]) == [own["en"], lent["en"], lent["en"]]
    assert list(table["synthetic"]) == [True, True, False]


def test_an_english_page_has_no_chinese_units_or_marks(read: list[PublishedRun]) -> None:
    found = compare_runs(read)
    page = render_page(found, tier_names([run.record for run in read]), b"", "en")
    body = page[page.index("<body>") :]
    assert len(found.sites)
    assert re.search(r"@202\d: [\d.]+ \(10,000 yuan\)", body)
    assert not re.search(r"万元|[、；]", body)
    chinese = render_page(found, {}, b"", "zh")
    assert re.search(r"@202\d \([\d.]+ 万元\)", chinese)


def pair(one: str, other: str, verdict: Verdict, **more: Any) -> Judgement:
    return Judgement(one, other, verdict, "target_shortfall", **more)


def test_pairs_of_which_the_same_is_known_share_a_sentence_led_by_the_better_run() -> None:
    judged = (
        pair("A", "B", "better"),
        pair("A", "C", "worse"),
        pair("A", "D", "better"),
        pair("B", "C", "worse"),
        pair("B", "D", "undecided"),
        pair("C", "D", "better", proven=True),
    )
    what = "未完成的目标数（加权）"
    assert [text.zh for text in grouped_verdicts(judged)] == [
        f"A 优于 B、D（先看：{what}）",
        f"C 优于 A、B（先看：{what}）",
        f"B与D：在现有差距下分不出优劣（{what}）",
        f"C 优于 D（先看：{what}），这一步已证明不能更好",
    ]
    held = [pair("A", "B", "beaten", winner="B", is_audited=True, by=n) for n in (1, 2)]
    other = pair("B", "C", "beaten", winner="B", is_audited=True, by=1)
    first, second = (text.en for text in grouped_verdicts((*held, other)))
    assert first.startswith("the plan of B holds in the scenario of A, C as well (audited)")
    assert second.startswith("the plan of B holds in the scenario of A as well (audited)")


def test_the_screen_says_where_every_pair_stands(read: list[PublishedRun]) -> None:
    runs = [restaged(read[0], "gap", value, value - 1) for value in (2, 2, 2, 2)]
    out = io.StringIO()
    Console(file=out, width=120).print(render_comparison(compare_runs(runs), {}, "zh"))
    assert "A与B、C、D 在全部目标上相同" in out.getvalue()
    assert "comparison.html" in out.getvalue()
    out = io.StringIO()
    Console(file=out, width=120).print(render_comparison(compare_runs(runs[:2]), {}, "zh"))
    assert "comparison.html" not in out.getvalue()


def stage(value: int, bound: int | None, *, sense: str = "min") -> dict[str, Any]:
    gap = None if bound is None else abs(value - bound) / max(value, 1)
    proven = value == bound
    return {"value": value, "bound": bound, "proven": proven, "relative_gap": gap, "sense": sense}


@pytest.mark.parametrize(
    ("mine", "theirs", "verdict"),
    [
        (stage(3, 3), stage(3, 3), "equal"),
        (stage(3, 2), stage(3, 3), "undecided"),
        (stage(3, None), stage(9, None), "undecided"),
        (stage(3, 1), stage(9, 4), "better"),
        (stage(9, 4), stage(3, 1), "worse"),
        (stage(9, 3), stage(4, 1), "undecided"),
        (stage(9, 9, sense="max"), stage(5, 8, sense="max"), "better"),
        (stage(5, 8, sense="max"), stage(9, 9, sense="max"), "worse"),
        (stage(5, 10, sense="max"), stage(9, 12, sense="max"), "undecided"),
    ],
)
def test_intervals_that_overlap_decide_nothing(
    mine: dict[str, Any], theirs: dict[str, Any], verdict: str
) -> None:
    assert judge_stage(mine, theirs) == verdict


def test_other_policies_are_not_compared_by_objective(read: list[PublishedRun]) -> None:
    foreign_record = {**read[1].record, "scenario": {**read[1].record["scenario"], "policy": "x"}}
    foreign = PublishedRun(read[1].path, foreign_record, read[1].tables)
    assert compare_runs([read[0], foreign]).judgements[0].verdict == "not_comparable"


@pytest.mark.parametrize("field", ["weight", "required", "share"])
def test_runs_that_count_targets_otherwise_are_not_compared_by_objective(
    read: list[PublishedRun], field: str
) -> None:
    scenario = read[1].record["scenario"]
    name, target = next(iter(scenario["targets"].items()))
    other = scenario["targets"] | {name: target | {field: "x"}}
    for targets in (other, scenario["targets"] | {"another": target}):
        record = {**read[1].record, "scenario": {**scenario, "targets": targets}}
        foreign = PublishedRun(read[1].path, record, read[1].tables)
        assert compare_runs([read[0], foreign]).judgements[0].verdict == "not_comparable"


def test_what_is_not_the_same_is_named(read: list[PublishedRun]) -> None:
    scenario = read[1].record["scenario"]
    rules = scenario["rules"]

    def verdict(**changed: Any) -> str:
        record = {**read[1].record, "scenario": {**scenario, "rules": rules | changed}}
        (found,) = compare_runs(
            [read[0], PublishedRun(read[1].path, record, read[1].tables)]
        ).judgements
        return verdict_line(found, Speaker("zh"))

    assert verdict(tiers="x", walking="x") == (
        "A与B：等级门槛、步行范围不同，只比较经审计的数字，不比较目标值"
        "；排除的用房：仅 B 有 P01、P03、P05、P07"
    )
    plain_verdict = verdict()
    assert "规则不同" not in plain_verdict
    fewer = {name: text for name, text in rules["programmes"].items() if name != "aid"}
    assert verdict(programmes=fewer | {"machines": "x"}, operators="x") == (
        f"{plain_verdict}；规则不同：微利业态补助、售卖机购置、经营者与补助的测算参数"
    )


def test_locks_exclusions_and_hard_targets_are_named_on_screen_page_and_in_the_table(
    runs: dict[str, Path], read: list[PublishedRun], tmp_path: Path
) -> None:
    scenario = read[1].record["scenario"]
    (name, target), *_ = scenario["targets"].items()
    pin = {"year": 2024, "tier": "high", "hard": True}
    locks = {
        "premises_in": {"P08": {"format": None, "year": 2024}},
        "premises_out": [],
        "circles": {"W1": pin},
        "circles_out": ["W2"],
    }
    targets = scenario["targets"] | {
        name: target | {"hard": True},
        "lock:W1:2024": target | {"hard": True},
    }
    changed = {"rules": scenario["rules"] | {"locks": locks}, "targets": targets}
    record = {**read[1].record, "scenario": {**scenario, **changed}}
    found = compare_runs([read[0], read[1], PublishedRun(read[1].path, record, read[1].tables)])
    assert {judged.verdict for judged in found.judgements} != {"not_comparable"}
    said = {j.one + j.other: verdict_line(j, Speaker("zh")) for j in found.judgements}
    assert "；排除的用房：仅 B 有 P01、P03、P05、P07" in said["AB"]
    assert (
        "；锁定启用的用房：仅 C 有 P08（2024）；排除的生活圈：仅 C 有 W2 西二"
        "；锁定的生活圈：仅 C 有 W1 西一 2024 年高品质（硬性）；硬性任务：仅 C 有 各区生活圈·东区·2023"
    ) in said["AC"]
    english = verdict_line(found.judgements[1], Speaker("en"))
    assert "; circles locked out: C alone has W2" in english
    page = render_page(found, tier_names([run.record for run in read]), b"", "zh")
    assert said["AC"] in page
    locked = list(overview_table(found, tier_names([run.record for run in read]))["locks_zh"])
    assert locked[:2] == ["", "排除的用房：P01、P03、P05、P07"]
    assert "W1 西一 2024 年高品质（硬性）" in locked[2]
    in_english = list(overview_table(found, tier_names([run.record for run in read]))["locks_en"])
    assert in_english[:2] == ["", "premises locked out: P01, P03, P05, P07"]


@pytest.mark.parametrize(
    ("change", "rules", "programmes"),
    [
        (("    rate: 0.5\n", "    rate: 0.4\n"), set(), {"aid"}),
        (("    name: 微利业态补助\n", "    name: 微利补助\n"), set(), set()),
        (("speed_km_per_h: 5,", "speed_km_per_h: 4,"), {"walking"}, set()),
        (("payback_years: 5", "payback_years: 6"), {"operators"}, set()),
        (("{2023: 15000元,", "{2023: 16000元,"), set(), set()),
    ],
)
def test_rules_have_the_same_print_exactly_when_they_say_the_same(
    tmp_path: Path, change: tuple[str, str], rules: set[str], programmes: set[str]
) -> None:
    own = rules_record(read_city())
    other = rules_record(read_scenario(copy_city(tmp_path, ("city.yaml", *change))))
    assert {name for name in own if name != "programmes" and own[name] != other[name]} == rules
    paid, paid_otherwise = own["programmes"], other["programmes"]
    assert {name for name in paid if paid[name] != paid_otherwise[name]} == programmes


def test_residents_and_circles_that_are_missing_are_not_added_up() -> None:
    targets = pd.DataFrame(
        {"target_id": ["cover", "count"], "shortfall": [Decimal(6900), Decimal(1)]}
    )
    assert missing_units(targets, {"cover": 7750, "count": 1}) == 2
    assert missing_units(targets, {"cover": 3450, "count": 1}) == 3


def test_money_carried_over_is_left_once(tmp_path: Path) -> None:
    line = "  district_fund:\n"
    carried = copy_city(tmp_path, ("city.yaml", line, f"{line}    carry_over: true\n"))
    run = read_published(publish_undrawn(carried, tmp_path / "runs" / "city"))
    row = compare_runs([run, run]).overview.to_dict("records")[0]
    assert row["unspent_yuan"] == row["cap_yuan"] - row["committed_yuan"]
    assert row["unspent_yuan"] < total(run.tables["money"]["left_yuan"])


def test_the_command_writes_tables_picture_and_page(runs: dict[str, Path], tmp_path: Path) -> None:
    (ended,) = call(["compare", *runs.values(), "--out", tmp_path / "cmp"])
    assert ended.code == 0, ended.err
    assert "一处用房不用" in ended.out
    table = rows_of(tmp_path / "cmp" / "comparison.csv")
    assert [row["run"] for row in table] == ["A", "B"]
    assert (tmp_path / "cmp" / "comparison.png").read_bytes().startswith(b"\x89PNG")
    page = (tmp_path / "cmp" / "comparison.html").read_text(encoding="utf-8")
    assert not re.search(r"(src|href)=\"(?!data:)", page)
    assert "@font-face" in page  # Chinese is readable where no font has it


def test_hostile_names_stay_text(read: list[PublishedRun], tmp_path: Path) -> None:
    found = compare_runs(read)
    tiers = tier_names([run.record for run in read])
    plain = render_page(found, tiers, b"", "zh")
    for hostile in HOSTILE:
        circles, sites = found.circles.assign(name=hostile), found.sites.assign(site_name=hostile)
        named = replace(found, names=(hostile, hostile), circles=circles, sites=sites)
        page = render_page(named, tiers, b"", "zh")
        assert elements(page) == elements(plain), hostile
        assert sentence(hostile) in html.unescape(page)
        assert not [char for char in hostile if char in page and unicodedata.category(char) == "Cf"]
        table = overview_table(replace(named, overview=found.overview.assign(name=hostile)), tiers)
        write_csv(table, tmp_path / "comparison.csv")
        assert list(read_csv(tmp_path / "comparison.csv")["name"]) == [hostile] * 2
        assert all(row["name"][0] not in "=+-@\t" for row in rows_of(tmp_path / "comparison.csv"))


def elements(page: str) -> list[str]:
    return re.findall(r"<[a-z][a-z0-9]*", page)


def test_no_two_tiers_of_one_picture_look_alike() -> None:
    """Two policies of three tiers each, side by side."""
    assert len(FACES) == len(HATCHES) >= 6
    assert len(set(FACES)) == len(set(HATCHES)) == len(FACES)


def test_one_column_for_each_tier_of_any_run(read: list[PublishedRun]) -> None:
    tiers = tier_names([run.record for run in read])
    columns = overview_table(compare_runs(read), tiers).columns
    assert {f"tier_{tier}" for tier in tiers} <= set(columns)


def test_one_run_is_not_a_comparison(runs: dict[str, Path]) -> None:
    assert call(["compare", runs["base"]])[0].code == 64


def test_a_changed_run_is_refused(runs: dict[str, Path], tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in runs["base"].rglob("*"):
        if path.is_file():
            (copy / path.relative_to(runs["base"])).parent.mkdir(parents=True, exist_ok=True)
            (copy / path.relative_to(runs["base"])).write_bytes(path.read_bytes())
    (copy / "money.csv").write_text("x\n", encoding="utf-8")
    with pytest.raises(VerificationError, match=r"(?s)money\.csv.*取回原来的文件，或重新求解"):
        read_published(copy)
    (ended,) = call(["compare", copy, runs["closed"], "--out", tmp_path / "none"])
    assert ended.code == 40
    assert not (tmp_path / "none").exists()


def test_two_runs_stand_on_one_line_however_long_their_verdict(read: list[PublishedRun]) -> None:
    scenario = {**read[1].record["scenario"], "policy": "x", "readings": {}}
    foreign = replace(read[1], record={**read[1].record, "scenario": scenario})
    comparison, tiers = compare_runs([read[0], foreign]), tier_names([foreign.record])
    out = io.StringIO()
    Console(file=out, width=50).print(render_comparison(comparison, tiers, "zh"))
    (line,) = [line for line in out.getvalue().splitlines() if line.startswith("A与B")]
    assert cell_len(line) > 40


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableRunError):
        read_published(tmp_path)


def test_runs_over_other_tables_are_not_compared_by_objective(read: list[PublishedRun]) -> None:
    run = read[0]
    inputs = {
        name: "0" * 64 if name.endswith("circles.csv") else value
        for name, value in run.record["inputs"].items()
    }
    other = replace(run, record={**run.record, "inputs": inputs})
    assert judge(("A", run), ("B", other)).verdict == "not_comparable"
    renamed = {
        name.replace("scenarios/", "elsewhere/"): v for name, v in run.record["inputs"].items()
    }
    same = replace(run, record={**run.record, "inputs": renamed})
    assert judge(("A", run), ("B", same)).verdict == "equal"


def test_the_picture_in_english_holds_no_chinese_but_names(read: list[PublishedRun]) -> None:
    tiers = tier_names([run.record for run in read])
    figure = plot_comparison(compare_runs(read), tiers, Speaker("en"))
    assert chinese_in(figure) <= set(tiers.values())


def test_nothing_missing_is_drawn_on_an_axis_that_can_be_read(read: list[PublishedRun]) -> None:
    found = compare_runs(read)
    none = replace(found, overview=found.overview.assign(missing=0))
    figure = plot_comparison(none, tier_names([run.record for run in read]))
    figure.canvas.draw()
    axes = figure.axes[0]
    assert axes.get_xlim()[1] >= 1
    assert not axes.xaxis.get_offset_text().get_text()


@pytest.mark.parametrize("many", [2, 4, 10])
def test_legends_lie_in_the_picture_and_on_no_number(read: list[PublishedRun], many: int) -> None:
    """Six tiers, of two policies."""
    tiers = {f"tier{n}": f"等级名称{n}" for n in range(6)}
    figure = plot_comparison(compare_runs((read * 5)[:many]), tiers)
    figure.canvas.draw()
    legends = [axes for axes in figure.axes if axes.get_legend() is not None]
    assert legends
    for axes in legends:
        frame = axes.get_legend().get_window_extent()
        assert frame.y0 >= 0
        assert all(
            frame.y1 <= text.get_window_extent().y0 + 1
            for text in axes.get_xticklabels()
            if text.get_text()
        )


def test_a_copy_of_the_scenario_elsewhere_is_the_same_scenario(read: list[PublishedRun]) -> None:
    run = restaged(read[0], "gap", 2, 2)
    moved = {f"elsewhere/{name}": print_ for name, print_ in run.record["inputs"].items()}
    lines = {key: f"elsewhere/{at}" for key, at in run.record["scenario"]["provenance"].items()}
    scenario = {**run.record["scenario"], "provenance": lines}
    copy = replace(run, record={**run.record, "inputs": moved, "scenario": scenario})
    wide = restaged(copy, "not_proved", 10, 0)
    assert judge(("A", wide), ("B", run)).verdict == "worse_plan"


def test_other_ways_of_moving_money_are_named(tmp_path: Path, read: list[PublishedRun]) -> None:
    district, city = "  district_fund:\n", "  city_fund:\n"
    carried = copy_city(
        tmp_path,
        ("city.yaml", district, f"{district}    carry_over: true\n"),
        ("city.yaml", city, f"{city}    transfer_to: [award_pool]\n"),
    )
    run = read_published(publish_undrawn(carried, tmp_path / "runs" / "city"))
    (found,) = compare_runs([read[0], run]).judgements
    told = verdict_line(found, Speaker("zh"))
    assert "；结转办法不同：区级资金·东区、区级资金·西区；调剂办法不同：市级资金" in told
    assert "额度不同" not in told
    (alike,) = compare_runs([run, run]).judgements
    assert "办法不同" not in verdict_line(alike, Speaker("zh"))


def test_other_money_is_named(tmp_path: Path, read: list[PublishedRun]) -> None:
    more = copy_city(tmp_path, ("city.yaml", "{2023: 15000元,", "{2023: 16000元,"))
    richer = read_published(publish_undrawn(more, tmp_path / "runs" / "more"))
    (found,) = compare_runs([read[0], richer]).judgements
    assert len(found.budgets) == 1
    assert verdict_line(found, Speaker("zh")).endswith(f"；额度不同：{found.budgets[0]}")
    (alike,) = compare_runs(read).judgements
    assert "额度不同" not in verdict_line(alike, Speaker("zh"))
