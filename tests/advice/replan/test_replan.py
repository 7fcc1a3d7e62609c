"""A plan taken up again a year later: what stands counts as before, and nothing is counted twice."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from calls import call
from placement.advice.replan.changes import changes_between
from placement.advice.replan.changes_text import change_chapters
from placement.advice.replan.prepare import Facts, Prepared, default_out, prepare, remaining
from placement.advice.replan.project_changes import ProjectChange
from placement.advice.replan.rolled_quotas import unfinished_bundles, used_before
from placement.audit import audit_plan
from placement.engine.control.watch import Watch
from placement.errors import FileSystemError, UsageError
from placement.options import build_option_table
from placement.plan import Plan
from placement.planner import Earlier, Phases, Solved, plan_scenario
from placement.report.at_risk import find_risks
from placement.report.run.published import PublishedRun, read_published
from placement.scenario.model import Scenario
from placement.scenario.reader import read_scenario
from two_districts import CITY, HAND_PLAN, SCENARIO, copy_city, publish_undrawn

NAMES = {"E1": "E1 东一", "E2": "E2 东二", "W1": "W1 西一", "W2": "W2 西二"}
RICH = (
    "city.yaml",
    "东区: {2023: 12345.67元, 2024: 80107.94元}",
    "东区: {2023: 100万元, 2024: 100万元}",
)


@pytest.fixture
def published(city_run: Path, tmp_path: Path) -> PublishedRun:
    """The run, in a project of its own that may be written to."""
    shutil.copytree(city_run.parent.parent, tmp_path, dirs_exist_ok=True)
    return read_published(tmp_path / "runs" / "city")


def again(
    run: PublishedRun, facts: Facts, plan: Plan | None = None
) -> tuple[Prepared, Scenario, Solved]:
    prepared = prepare(run, plan or plan_of(run), 2024, facts, force=True)
    read = read_scenario(prepared.path)
    earlier = Earlier(remaining(plan or plan_of(run), build_option_table(read), 2024))
    return prepared, read, plan_scenario(read, Watch(), Phases(), earlier)


def plan_of(run: PublishedRun) -> Plan:
    return Plan.from_dict(run.record["plan"])


def test_without_new_facts_the_rest_of_the_plan_is_as_good_as_it_was(
    published: PublishedRun,
) -> None:
    prepared, read, solved = again(published, Facts())
    old = plan_of(published)
    assert read.years == (2024,)
    before = audit_plan(
        read_scenario((published.path / published.record["scenario"]["file"]).resolve()), old
    )
    assert solved.statement.terms["target_shortfall"] == before.terms["target_shortfall"]
    # What was built in 2023 and what is built now are a plan of both years, and no better than the best.
    first = [c for c in old.choices if c.year == 2023]
    aid_2023 = sum(
        yuan
        for yuan, year in zip(before.projects["public_yuan"], before.projects["year"], strict=True)
        if year == 2023
    )
    aid = Decimal(solved.statement.terms["aid_money"]) / 100 + aid_2023
    assert aid == Decimal(before.terms["aid_money"]) / 100
    assert first
    found = changes_between(published, old, prepared, solved, 2024)
    assert found.at_risk == ()
    assert found.notes == ()
    for project in found.projects:
        if project.why in {"new", "year", "better"}:
            assert project.facts is not None
            assert "关停" not in project.facts.zh


def test_what_stands_scores_as_it_did(published: PublishedRun) -> None:
    """The hand-worked plan: its cards at the end of 2023 are today's cards of the new scenario."""
    original = read_scenario(CITY / SCENARIO)
    then = audit_plan(original, HAND_PLAN)
    prepared = prepare(published, HAND_PLAN, 2024, Facts(), force=True)
    read = read_scenario(prepared.path)
    nothing = audit_plan(
        replace(read, targets=tuple(replace(k, hard=False) for k in read.targets)), Plan((), ())
    )
    scores = then.circles[then.circles["year"] == 2023].set_index("circle_id")["score"]
    for circle, card in nothing.today.items():
        assert card.score == scores[circle]
    e1 = read.tables.circles.set_index("circle_id").loc["E1"]
    assert (e1["current_tier"], e1["recognised_year"]) == ("basic", 2023)
    assert "P01" not in set(read.tables.premises["premises_id"])
    assert "P01" in set(read.tables.outlets["outlet_id"])


def test_everything_done_stands_when_all_years_but_the_last_are_over(
    published: PublishedRun,
) -> None:
    """Also places in circles and raised lines, moved to 2023 for the purpose."""
    original = read_scenario(CITY / SCENARIO)
    early = Plan(tuple(replace(c, year=2023) for c in HAND_PLAN.choices), ())
    prepared = prepare(published, early, 2024, Facts(), force=True)
    read = read_scenario(prepared.path)
    today = audit_plan(
        replace(read, targets=tuple(replace(k, hard=False) for k in read.targets)), Plan((), ())
    ).today
    then = audit_plan(original, HAND_PLAN).circles
    scores = then[then["year"] == 2024].set_index("circle_id")["score"]
    assert {c: card.score for c, card in today.items()} == scores.to_dict()
    assert "E2@vending" in read.locks.premises_out
    table = build_option_table(read).rows
    assert not set(table["site_id"]) & {c.site_id for c in HAND_PLAN.choices if c.circle_id}


def test_lost_premises_and_closed_outlets_are_told_and_planned_around(
    published: PublishedRun,
) -> None:
    scenarios = (published.path / published.record["scenario"]["file"]).resolve().parent
    facts = scenarios / "facts"
    shutil.copytree(scenarios / "tables", facts)
    later = next(
        c.site_id for c in plan_of(published).choices if c.year == 2024 and not c.circle_id
    )
    path = facts / "premises.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(x for x in lines if not x.startswith(later)), encoding="utf-8")
    reach = facts / "reach.csv"
    lines = reach.read_text(encoding="utf-8").splitlines(keepends=True)
    reach.write_text("".join(x for x in lines if not x.startswith(later)), encoding="utf-8")
    prepared, _, solved = again(published, Facts(tables=facts))
    found = changes_between(published, plan_of(published), prepared, solved, 2024)
    dropped = {p.site_id: p.why for p in found.projects if p.kind == "dropped"}
    assert dropped[later] == "gone"
    told = {
        str(getattr(cell, "zh", cell))
        for chapter in change_chapters(found, Path("runs/new"), NAMES)
        for row in chapter.rows
        for cell in row
    }
    ids = {*read_scenario(CITY / SCENARIO).tables.costs["format_id"], "L1", "S1"}
    assert not told & ids
    assert not any(":" in cell for cell in told)
    assert later not in {c.site_id for c in solved.plan.choices}


def new_facts(run: PublishedRun, *gone: str) -> Path:
    """Copy the tables of a run and leave out the rows of some sites."""
    scenarios = (run.path / run.record["scenario"]["file"]).resolve().parent
    facts = scenarios / "facts"
    shutil.copytree(scenarios / "tables", facts)
    for name in ("outlets", "premises", "reach"):
        path = facts / f"{name}.csv"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if line.split(",")[0] not in gone]
        path.write_text("".join(kept), encoding="utf-8")
    return facts


def test_a_circle_that_falls_is_named_with_what_closed_in_it(published: PublishedRun) -> None:
    """Without its outlets E2 cannot be brought to the tier the old plan brings it to; W1 has its own since 2023."""
    outlets = published_outlets(published)
    closed = [row["outlet_id"] for row in outlets if row["name"].startswith(("东二", "西一"))]
    lost = ("P04", "P05", "P06")
    facts = new_facts(published, *closed, *lost)
    old = plan_of(published)
    prepared, _, solved = again(published, Facts(tables=facts))
    found = changes_between(published, old, prepared, solved, 2024)
    assert {site.site_id for site in found.news.closed} == set(closed)
    assert {site.site_id for site in found.news.lost} == set(lost)
    before = published.tables["circles"].query("year == 2024").set_index("circle_id")["tier"]
    after = solved.statement.circles.query("year == 2024").set_index("circle_id")["tier"]
    rank = {"": 0, "basic": 1, "high": 2}
    fallen = {c for c in before.index if rank[after[c] or ""] < rank[before[c] or ""]}
    assert fallen
    assert {circle.circle_id for circle in found.fallen} == fallen
    for circle in found.circles:
        assert circle.circle_id in fallen
        assert circle.why.zh.startswith("少了")
        assert circle.why.zh.endswith(
            f"原方案 {circle.before.split()[0]} 年达不到{circle.before.split()[1]}"
        )
    named = {c.circle_id: {s.site_id for s in c.lost} for c in found.fallen}
    assert any(named.values())
    assert set().union(*named.values()) <= {*closed, *lost}
    served = published.tables["projects"].set_index("option_id")["circles_served"]
    by_site = {c.site_id: set(served[c.option_id]) for c in old.choices if c.year == 2024}
    dropped = [p for p in found.projects if p.kind == "dropped"]
    assert dropped
    for project in dropped:
        assert set(project.circles) == by_site[project.site_id] & fallen
        assert (project.why == "lost") == (bool(project.circles) and project.site_id not in lost)
        assert (project.why == "gone") == (project.site_id in lost)
    out = "\n".join(
        str(getattr(cell, "zh", cell))
        for chapter in change_chapters(found, Path("runs/new"), NAMES)
        for cell in (*chapter.sentences, *(cell for row in chapter.rows for cell in row))
    )
    assert f"关停的网点 {len(closed)} 个" in out
    assert "不再达到原等级" in out
    assert f"placement explain runs/new --circle {found.fallen[0].circle_id}" in out
    assert ("其他圈换成它的编号" in out) == (len(found.fallen) > 1)
    assert found.at_risk == ("W1",)
    short = {risk.circle_id for risk in find_risks(prepared.scenario, solved.statement)}
    assert found.left_short == tuple(c for c in found.at_risk if c in short)
    for left, end in ((("W1",), "期末仍够不上：W1 西一"), ((), "本方案期末以前补上：W1 西一")):
        (risk,) = (
            c
            for c in change_chapters(replace(found, left_short=left), Path("runs/new"), NAMES)
            if "风险" in c.title.zh
        )
        assert [text.zh for text in risk.sentences[1:]] == [end]
    assert "W1 西一（O10 药店、O11 生鲜店、O6 便利店、O7 便利店、O8 生鲜店、O9 早餐店）" in out


def told_of(
    run: PublishedRun, gone: str, plan: Plan | None = None
) -> dict[tuple[str, str], ProjectChange]:
    """Return what changes where one site is lost, by kind of change and site."""
    plan = plan or plan_of(run)
    prepared, _, solved = again(run, Facts(tables=new_facts(run, gone)), plan)
    found = changes_between(run, plan, prepared, solved, 2024)
    return {(p.kind, p.site_id): p for p in found.projects}


def why(change: ProjectChange) -> str:
    assert change.facts is not None
    return change.facts.zh


@pytest.mark.parametrize(
    ("gone", "new", "told"),
    [
        ("P06", "P05", "代替失去的 P06 洗染店（同一业态，同在 E2 东二）"),
        ("O4", "P05", "代替关停的 O4 东二便利店（同一业态，同在 E2 东二）"),
        ("P04", "P03", "代替失去的 P04 大型连锁超市，使 E2 东二 2024 年达到基本型"),
    ],
)
def test_what_stands_for_something_lost_says_so(
    published: PublishedRun, gone: str, new: str, told: str
) -> None:
    found = told_of(published, gone)
    assert told in why(found["added", new])


def test_what_was_built_before_the_year_and_is_lost_is_stood_for_as_well(
    published: PublishedRun,
) -> None:
    old = plan_of(published)
    early = replace(
        old, choices=tuple(replace(c, year=2023) if c.site_id == "P06" else c for c in old.choices)
    )
    found = told_of(published, "P06", early)
    assert ("dropped", "P06") not in found
    assert why(found["added", "P05"]) == "代替失去的 P06 洗染店（同一业态，同在 E2 东二）"


def published_outlets(run: PublishedRun) -> list[dict[str, str]]:
    path = (run.path / run.record["scenario"]["file"]).resolve().parent / "tables" / "outlets.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_new_caps_and_rules_are_news(published: PublishedRun) -> None:
    own = (published.path / published.record["scenario"]["file"]).resolve()
    other = own.with_name("poorer.yaml")
    other.write_text(
        f"extends: {own.name}\nid: poorer\nbudgets.city_fund.years: {{2023: 1元, 2024: 30071.96元}}\n"
        "programmes.machines.rate: 0.9\n",
        encoding="utf-8",
    )
    news = prepare(published, plan_of(published), 2024, Facts(scenario=other), force=True).news
    assert [(c.budget, c.year, c.before, c.after) for c in news.caps] == [
        ("市级资金", 2024, Decimal("60071.96"), Decimal("30071.96"))
    ]
    assert news.rules == ("售卖机购置",)
    assert (news.closed, news.lost, news.opened) == ((), (), 0)


def test_a_cut_that_does_not_hold_the_old_plan_is_told_with_its_sums(
    published: PublishedRun,
) -> None:
    """All but a yuan of what the east's fund commits in 2024 is cut; what was paid from it is dropped or moved."""
    own = (published.path / published.record["scenario"]["file"]).resolve()
    other = own.with_name("cut.yaml")
    other.write_text(
        f"extends: {own.name}\nid: cut\nbudgets.district_fund.districts.东区.2024: 1元\n",
        encoding="utf-8",
    )
    old = plan_of(published)
    prepared, _, solved = again(published, Facts(scenario=other))
    found = changes_between(published, old, prepared, solved, 2024)
    money = published.tables["money"].set_index(["budget_id", "year"])
    committed = Decimal(str(money.loc[("district_fund:东区", 2024), "committed_yuan"]))
    (cut,) = found.cuts
    assert (cut.cap.budget_id, cut.cap.year) == ("district_fund:东区", 2024)
    assert (cut.committed, cut.over) == (committed, committed - 1)
    (news, *_) = change_chapters(found, Path("runs/new"), NAMES)
    assert cut.text in news.sentences
    payments = published.tables["payments"].query("budget_id == 'district_fund:东区'")
    paid = set(payments.query("year_committed == 2024")["option_id"]) - {""}
    sites = {c.site_id for c in old.choices if c.option_id in paid}
    given_up = [p for p in found.projects if p.kind == "dropped" and p.site_id in sites]
    assert given_up
    for project in given_up:
        assert project.facts is not None
        assert (cut.in_short if project.why == "lost" else cut.text).zh in project.facts.zh
    for circle in found.fallen:
        whys = [c.why.zh for c in found.circles if c.circle_id == circle.circle_id]
        assert all(why.startswith(cut.text.zh) for why in whys)


def test_files_changed_in_place_are_said_to_be_so(published: PublishedRun) -> None:
    assert prepare(published, plan_of(published), 2024, Facts(), force=True).news.is_known
    tables = (published.path / published.record["scenario"]["file"]).resolve().parent / "tables"
    circles = tables / "circles.csv"
    circles.write_text(
        circles.read_text(encoding="utf-8").replace("9000", "9001"), encoding="utf-8"
    )
    assert not prepare(published, plan_of(published), 2024, Facts(), force=True).news.is_known


def test_tables_outside_the_project_are_refused_by_their_own_name(
    published: PublishedRun, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    with pytest.raises(UsageError, match="--tables 须在项目文件夹"):
        prepare(published, plan_of(published), 2024, Facts(tables=outside), force=True)


def test_what_was_given_counts_towards_a_least_bundle(tmp_path: Path) -> None:
    """Of the sum a district must get in all, what it got in 2023 is not asked for again."""
    rule = "    eligible: {kinds: [vending_machine]}\n"
    bundle = f"{rule}    quotas: [{{archetype: bundle, amount: 0.5万元}}]\n"
    scenario = copy_city(tmp_path, ("city.yaml", rule, bundle))
    run = read_published(publish_undrawn(scenario, tmp_path / "runs" / "city"))
    paid = run.tables["payments"].query("programme_id == 'machines' and year_committed == 2023")
    districts = run.tables["projects"].set_index("option_id")["district"]
    own = paid.groupby(paid["option_id"].map(districts))["yuan"].sum()
    _, read, solved = again(run, Facts())
    quota = next(p for p in read.programmes if p.id == "machines").quotas[0]
    assert dict(quota.given) == {district: yuan * 100 for district, yuan in own.items()}
    assert quota.given
    assert list(unfinished_bundles(read, solved.statement)) == []
    short = quota.model_copy(update={"given": {"东区": 100_000, "西区": 400_000}})
    programmes = tuple(
        p.model_copy(update={"quotas": (short,)}) if p.id == "machines" else p
        for p in read.programmes
    )
    none = replace(solved.statement, payments=solved.statement.payments.iloc[:0])
    told = [text.zh for text in unfinished_bundles(replace(read, programmes=programmes), none)]
    assert told == [
        "售卖机购置：东区合计还不到打包下限，差 0.4 万元", "售卖机购置：西区合计还不到打包下限，差 0.1 万元",
    ]  # fmt: skip


def test_the_year_must_be_a_later_one_and_files_are_not_overwritten(
    published: PublishedRun,
) -> None:
    for year in (2023, 2025):
        with pytest.raises(UsageError):
            prepare(published, plan_of(published), year, Facts(), force=False)
    prepare(published, plan_of(published), 2024, Facts(), force=False)
    with pytest.raises(FileSystemError, match="from-2024"):
        prepare(published, plan_of(published), 2024, Facts(), force=False)


def test_runs_of_other_names_have_inputs_of_their_own(published: PublishedRun) -> None:
    def written(out: str | None) -> str:
        place = None if out is None else Path(out)
        prepared = prepare(published, plan_of(published), 2024, Facts(), force=False, out=place)
        assert read_scenario(prepared.path).tables.circles["circle_id"].size
        assert prepared.path.with_suffix("").is_dir()
        return prepared.path.stem

    assert written(None) == "city-from-2024"
    assert written("runs/one") == "city-from-2024-one"
    assert written("runs/two/") == "city-from-2024-two"
    with pytest.raises(FileSystemError, match="--out"):
        written("elsewhere/city-from-2024")


def test_the_command_publishes_a_run_that_verifies(published: PublishedRun) -> None:
    (done,) = call(["replan", published.path, "--from", "2024", "--json"])
    assert done.code == 0, done.err
    document = json.loads(done.out)
    assert {p["kind"] for p in document["changes"]["projects"]} <= {
        "kept",
        "moved",
        "dropped",
        "added",
    }
    run = Path(document["run"])
    assert run.name == "city-from-2024"
    (verified,) = call(["verify", run])
    assert verified.code == 0
    own = (published.path / published.record["scenario"]["file"]).resolve()
    other = own.with_name("other.yaml")
    other.write_text(f"extends: {own.name}\nid: other\n", encoding="utf-8")
    (again_with,) = call(
        ["replan", published.path, "--from", "2024", "--scenario", other, "--json"]
    )
    assert again_with.code == 0, again_with.err
    assert Path(json.loads(again_with.out)["run"]) == run.with_name("other-from-2024")
    assert run.is_dir()


def test_the_new_run_stands_beside_the_old_one_under_the_name_of_its_scenario() -> None:
    scenario = Path("scenarios/cut-from-2024.yaml")
    assert default_out(Path("runs/city/"), scenario) == Path("runs/cut-from-2024")
    assert default_out(Path("runs/a/.."), scenario) == Path("cut-from-2024")


def test_what_was_used_of_a_number_by_district_is_taken_off(tmp_path: Path) -> None:
    """P05, P04 and P07 draw on the aid of preparation in 2023: one in the east at most afterwards."""
    rule = "    rate: 1\n    payers: [{budget: district_fund}]\n"
    quotas = (
        f"{rule}    quotas: [{{archetype: district, districts: {{东区: 3, 西区: 2}}}}]\n  aid:\n"
    )
    scenario = copy_city(tmp_path, ("city.yaml", f"{rule}  aid:\n", quotas), RICH)
    run = read_published(publish_undrawn(scenario, tmp_path / "runs" / "city"))
    plan = plan_of(run)
    used = used_before(run, plan, 2024)
    read = read_scenario(prepare(run, plan, 2024, Facts(), force=True).path)
    quota = next(p for p in read.programmes if p.id == "preparation").quotas[0]
    assert used["preparation", "东区"] == sum(
        choice.units
        for choice in plan.choices
        if choice.year == 2023
        and "preparation" in choice.programmes
        and choice.site_id in {"P01", "P02", "P03", "P04", "P05", "P06"}
    )
    assert used.total()
    assert quota.districts == {
        "东区": 3 - used["preparation", "东区"],
        "西区": 2 - used["preparation", "西区"],
    }


def test_new_circles_certified_before_stay_counted(tmp_path: Path) -> None:
    new = "    mode: cumulative\n    since: 2022\n    counts:"
    counted = "    mode: cumulative\n    counted: new\n    counts:"
    scenario = copy_city(tmp_path, ("../models/two-districts.yaml", new, counted), RICH)
    run = read_published(publish_undrawn(scenario, tmp_path / "runs" / "city"))
    plan = plan_of(run)
    early = {c.circle_id for c in plan.certifications if c.year == 2023}
    assert early & {"E1", "E2"}
    _, read, solved = again(run, Facts())
    row = next((t for t in read.targets if t.id == "circles:东区:2024"), None)
    left = 2 - len(early & {"E1", "E2"})
    assert (0 if row is None else row.required) == left
    before = run.tables["targets"].query("year == 2024")["shortfall"].sum()
    assert solved.statement.targets["shortfall"].sum() == before


def test_money_given_to_another_line_is_not_carried_over_as_well(tmp_path: Path) -> None:
    """The city's fund helps the districts' out in 2023; what is left of each at the end of 2023 goes on."""
    city = (
        "city.yaml",
        "  city_fund:\n",
        "  city_fund:\n    carry_over: true\n    transfer_to: [award_pool]\n",
    )
    pool = (
        "city.yaml",
        "  award_pool:\n    years: {2023: 0元,",
        "  award_pool:\n    carry_over: true\n    years: {2023: 0元,",
    )
    rich = ("city.yaml", "years: {2023: 15000元,", "years: {2023: 40万元,")
    award = (
        "../models/two-districts.yaml",
        "{basic: {2024: 5万元}, high: {2024: 20万元}}",
        "{basic: {2023: 5万元, 2024: 5万元}, high: {2024: 20万元}}",
    )
    scenario = copy_city(tmp_path, city, pool, rich, award, RICH)
    run = read_published(publish_undrawn(scenario, tmp_path / "runs" / "city"))
    money = run.tables["money"].set_index(["budget_id", "year"])
    assert money.loc[("city_fund", 2023), "moved_yuan"] != 0
    read = read_scenario(prepare(run, plan_of(run), 2024, Facts(), force=True).path)
    caps = {b.id: b.cap_fen for b in read.budgets if b.year == 2024}
    for budget in ("city_fund", "award_pool"):
        brought = money.loc[(budget, 2023), "left_yuan"] + money.loc[(budget, 2024), "cap_yuan"]
        assert caps[budget] == int(brought * 100)


def test_a_tier_lost_by_review_is_not_given_back(tmp_path: Path) -> None:
    scenario = copy_city(
        tmp_path,
        ("tables/circles.csv", "W2,西二,西区,3000,116.680,35.400,,", "W2,西二,西区,3000,116.680,35.400,基本型,2022"),
        ("../models/two-districts.yaml", "\ndistricts:", "\nrecognition: {review_years: 2, downgrade: true}\ndistricts:"),
        ("../models/two-districts.yaml", "西区: {2023: 1}", "西区: {2023: 1, 2025: 1}"),
        ("city.yaml", "last_year: 2024", "last_year: 2025"),
    )  # fmt: skip
    run = read_published(publish_undrawn(scenario, tmp_path / "runs" / "city"))
    rows = run.tables["circles"].query("circle_id == 'W2'").set_index("year")["tier"]
    assert rows[2023] == "basic"
    assert rows[2024] == ""
    prepared = prepare(run, plan_of(run), 2025, Facts(), force=True)
    read = read_scenario(prepared.path)
    circles = read.tables.circles.set_index("circle_id")
    assert circles.loc["W2", "current_tier"] == ""
    solved = plan_scenario(read, Watch(), Phases())
    before = run.tables["targets"].query("year == 2025").set_index("target_id")["shortfall"]
    after = solved.statement.targets.set_index("target_id")["shortfall"]
    assert after["circles:西区:2025"] == before["circles:西区:2025"]
