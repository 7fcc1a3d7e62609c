"""What is no run is said in words, with what could be meant, before anything else is read."""

from pathlib import Path

import pytest

from placement.errors import InputError, Problem, UnusableRunError, VerificationError
from placement.report.run.claims import read_plan_record
from placement.report.run.earlier import read_earlier
from placement.report.run.folder import check_run_folders, run_manifest, run_problem
from placement.report.run.publish import RunDirectory


@pytest.fixture(autouse=True)
def _in_a_folder_without_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def publish(path: Path) -> Path:
    with RunDirectory(path) as run:
        (run.staging / "plan.json").write_text("{}", encoding="utf-8")
    return path


def refused(path: Path) -> Problem:
    problem = run_problem(path)
    assert problem is not None
    assert (problem.code, problem.file) == ("PL906", str(path))
    return problem


def test_a_run_is_let_through(tmp_path: Path) -> None:
    assert run_problem(publish(tmp_path / "quick")) is None


def test_nothing_there_names_the_runs_beside_it(tmp_path: Path) -> None:
    alone = refused(tmp_path / "qick")
    assert alone.rule.zh == "没有这个结果目录"
    assert alone.mend.zh.startswith("请先求解")
    publish(tmp_path / "quick")
    (tmp_path / "tables").mkdir()
    mend = refused(tmp_path / "qick").mend
    assert f"已有的结果：{tmp_path / 'quick'}；" in mend.zh
    assert str(tmp_path / "quick") in mend.en
    assert "tables" not in mend.zh


def test_a_folder_of_runs_or_of_anything_else_is_no_run(tmp_path: Path) -> None:
    assert refused(tmp_path).mend.zh.startswith("请先求解")
    publish(tmp_path / "quick")
    problem = refused(tmp_path)
    assert "没有 plan.json" in problem.rule.zh
    assert str(tmp_path / "quick") in problem.mend.zh


def test_a_file_of_a_run_leads_to_its_directory(tmp_path: Path) -> None:
    run = publish(tmp_path / "quick")
    problem = refused(run / "plan.json")
    assert "而这是一个文件" in problem.rule.zh
    assert f"已有的结果：{run}；" in problem.mend.zh


def test_a_run_that_lost_its_record_is_for_the_manifest_to_tell(tmp_path: Path) -> None:
    run = publish(tmp_path / "quick")
    (run / "plan.json").unlink()
    assert run_problem(run) is None


def test_all_runs_are_looked_at(tmp_path: Path) -> None:
    with pytest.raises(UnusableRunError) as caught:
        check_run_folders([tmp_path / "a", publish(tmp_path / "b"), tmp_path / "c"])
    assert [p.file for p in caught.value.problems] == [str(tmp_path / "a"), str(tmp_path / "c")]


def test_readers_refuse_it_too_and_a_start_can_be_left_out(tmp_path: Path) -> None:
    with pytest.raises(UnusableRunError) as caught:
        read_plan_record(tmp_path / "none")
    assert "--start" not in caught.value.problems[0].mend.zh
    with pytest.raises(UnusableRunError) as caught:
        read_earlier(tmp_path / "none")
    (problem,) = caught.value.problems
    assert problem.mend.zh.startswith("去掉 --start 就从头求解")
    assert problem.mend.en.startswith("Leave --start out")


def test_the_runs_in_the_usual_folder_are_named(tmp_path: Path) -> None:
    """``--start scenarios`` though the runs lie in ``runs`` beside it, or in the folder the command is called in."""
    run = publish(tmp_path / "runs" / "quick")
    (tmp_path / "scenarios").mkdir()
    assert f"已有的结果：{run}；" in refused(tmp_path / "scenarios").mend.zh
    (tmp_path / "far" / "away").mkdir(parents=True)
    assert f"已有的结果：{Path('runs/quick')}；" in refused(tmp_path / "far" / "away" / "x").mend.zh


def test_nothing_is_published_inside_a_run(tmp_path: Path) -> None:
    run = publish(tmp_path / "quick")
    for inside in (run / "sub", run / "a" / "b"):
        with pytest.raises(InputError) as caught, RunDirectory(inside):
            pytest.fail("entered")
        assert [problem.code for problem in caught.value.problems] == ["PL808"]
        assert str(run) in caught.value.problems[0].rule.zh
    assert {path.name for path in run.iterdir()} == {"plan.json", "manifest.json"}
    publish(run)  # in its place is another matter


def test_an_import_may_hold_its_own_runs(tmp_path: Path) -> None:
    with RunDirectory(tmp_path / "city") as folder:
        folder.file("scenario.yaml").write_text("a: 1", encoding="utf-8")
    publish(tmp_path / "city" / "runs" / "city")


@pytest.mark.parametrize("text", [None, "", "{}", "[]"])
def test_a_lost_or_void_manifest_is_damage(tmp_path: Path, text: str | None) -> None:
    run = publish(tmp_path / "quick")
    (run / "manifest.json").unlink()
    if text is not None:
        (run / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(VerificationError, match="manifest"):
        run_manifest(run)


def test_a_record_that_is_a_folder_is_damage(tmp_path: Path) -> None:
    run = publish(tmp_path / "quick")
    (run / "plan.json").unlink()
    (run / "plan.json").mkdir()
    with pytest.raises(VerificationError, match="不在了"):
        read_plan_record(run)


SCENARIO = "id: quick\ndata: {tables: quick}\nhorizon: {first_year: 2023, last_year: 2025}\n"


def test_a_scenario_or_its_folder_leads_to_the_command_that_solves_it(tmp_path: Path) -> None:
    (tmp_path / "scenarios" / "quick").mkdir(parents=True)
    (tmp_path / "scenarios" / "quick.yaml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "scenarios" / "quick" / "circles.csv").write_text("x", encoding="utf-8")
    for given in ("scenarios/quick.yaml", "scenarios/quick"):
        problem = refused(Path(given))
        assert "而这是情景文件" in problem.rule.zh
        assert problem.mend.zh == (
            "情景文件由 placement check、solve、frontier 读取。"
            "请先求解：placement solve scenarios/quick.yaml，再写它的结果目录 runs/quick。"
        )
        assert "placement solve scenarios/quick.yaml" in problem.mend.en
    assert "placement solve scenarios/quick.yaml" in refused(Path("quick")).mend.zh
    assert "placement solve scenarios/quick.yaml" in refused(Path("scenarios")).mend.zh
    publish(Path("runs/quick"))
    assert "它的结果在 runs/quick；" in refused(Path("scenarios/quick")).mend.zh


def test_a_folder_named_as_a_scenario_elsewhere_is_not_called_its_folder(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "quick.yaml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "runs" / "quick").mkdir(parents=True)
    problem = refused(Path("runs/quick"))
    assert "没有 plan.json" in problem.rule.zh
    assert problem.mend.zh.startswith("请先求解：placement solve scenarios/quick.yaml")


def test_a_policy_beside_its_folder_is_no_scenario(tmp_path: Path) -> None:
    (tmp_path / "jining").mkdir()
    policy = "document: {}\nrubric: {}\ntiers: {}\n"
    (tmp_path / "jining.yaml").write_text(policy, encoding="utf-8")
    assert "jining.yaml" not in refused(tmp_path / "jining").mend.zh


@pytest.mark.parametrize("path", [".", "/"])
def test_a_folder_without_a_name_of_its_own_is_no_run_either(path: str) -> None:
    assert "plan.json" in refused(Path(path)).rule.zh
