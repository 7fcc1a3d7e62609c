"""Exit codes and language of errors, in a process of their own and without any `click` to import."""

import subprocess
import sys
from pathlib import Path

import pytest

from calls import ROOT, call, call_after
from two_districts import copy_city, publish_undrawn

CHINESE = range(0x4E00, 0xA000)
BLOCKED = "import sys; sys.modules['click'] = None; from placement.cli import main; main()"
BREAK = """
import placement.scenario.reader as reader
def broken(*_):
    raise ZeroDivisionError("a defect")
reader.read_scenario = broken
"""
INTERRUPT = BREAK.replace('ZeroDivisionError("a defect")', "KeyboardInterrupt")


def is_english(text: str) -> bool:
    return bool(text.strip()) and not any(ord(character) in CHINESE for character in text)


def test_the_console_ends_with_the_code_itself() -> None:
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED, "solve"],
        capture_output=True, cwd=ROOT, check=False, timeout=60,
        env={"PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    assert done.returncode == 64


def test_wrong_calls_end_with_64_and_say_what_is_wrong() -> None:
    wrong = [
        ["solve"],
        ["solve", "--debug"],
        ["solve", "scenarios/quick.yaml", "--no-such-option"],
        ["no-such-command"],
        ["solve", "scenarios/quick.yaml", "--gap", "2"],
        ["solve", "scenarios/quick.yaml", "--gap", "nan"],
        ["solve", "scenarios/quick.yaml", "--time-limit", "inf"],
        ["synth", "a.yaml", "b", "--seed", "x"],
        ["verify", "runs/quick", "--lang", "fr"],
    ]
    for arguments, ended in zip(wrong, call(*wrong), strict=True):
        assert ended.code == 64, (arguments, ended)
        assert ended.err.startswith("✗"), arguments
        assert "Traceback" not in ended.err, arguments


def test_debug_anywhere_gives_the_traceback_of_a_defect() -> None:
    *with_debug, without = call_after(
        BREAK,
        ["--debug", "check", "scenarios/quick.yaml"],
        ["check", "--debug", "scenarios/quick.yaml"],
        ["check", "scenarios/quick.yaml", "--debug"],
        ["check", "scenarios/quick.yaml"],
    )
    for ended in with_debug:
        assert ended.code == 70
        assert "Traceback" in ended.err
        assert "in broken" in ended.err
    assert without.code == 70
    assert without.err.strip() == "✗ 内部错误 internal error ZeroDivisionError('a defect')"


def test_an_interrupt_outside_the_solve_ends_with_130() -> None:
    (ended,) = call_after(INTERRUPT, ["check", "scenarios/quick.yaml"])
    assert ended.code == 130
    assert "已中断，没有结果" in ended.err


def test_every_command_takes_lang_and_debug() -> None:
    commands = ["check", "solve", "verify", "template", "schema", "synth", "import"]
    listed = call(["--help"])[0].out
    for command, ended in zip(commands, call(*([c, "--help"] for c in commands)), strict=True):
        assert ended.code == 0
        assert "--lang" in ended.out, command
        assert "--debug" in ended.out, command
        assert command in listed


def test_english_output_has_no_chinese(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    calls = [
        ["template", str(tmp_path / "t.xlsx")],
        ["schema", str(tmp_path / "empty")],
        ["synth", "scenarios/recipes/quick.yaml", str(tmp_path / "city")],
    ]
    for ended in call(*([*arguments, "--lang", "en"] for arguments in calls)):
        assert ended.code == 0, ended.err
        assert is_english(ended.out)
        assert ended.err == ""


def test_check_in_english_has_chinese_in_names_alone() -> None:
    ended = call(["check", "scenarios/quick.yaml", "--lang", "en"])[0]
    assert ended.code == 0
    assert is_english(ended.out.replace("太白湖新区快速示例（合成数据）", ""))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_errors_speak_the_language_asked_for(tmp_path: Path, lang: str) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "plan.json").write_text("{}", encoding="utf-8")
    absent, foreign, malformed = call(
        ["template", "x.xlsx", "--policy", "models/none.yaml", "--lang", lang],
        ["solve", "scenarios/quick.yaml", "--out", str(tmp_path), "--lang", lang],
        ["verify", str(tmp_path / "run"), "--lang", lang],
    )
    assert (absent.code, foreign.code, malformed.code) == (20, 74, 40)
    assert is_english(absent.err) is (lang == "en")
    assert ("is not a run of this program" in foreign.err) is (lang == "en")
    assert ("不是本程序的结果目录" in foreign.err) is (lang == "zh")
    missing = {"zh": "plan.json, scenario：缺少这一项", "en": "plan.json, scenario: is missing"}
    assert missing[lang] in malformed.err


def test_synth_leaves_files_of_the_user_alone(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "circles.csv").write_text("mine", encoding="utf-8")
    arguments = ["synth", "scenarios/recipes/quick.yaml", str(own)]
    refused = call(arguments)[0]
    assert refused.code == 74
    assert "--force" in refused.err
    assert (own / "circles.csv").read_text(encoding="utf-8") == "mine"
    assert [path.name for path in own.iterdir()] == ["circles.csv"]
    assert call([*arguments, "--force"])[0].code == 0
    assert (own / "circles.csv").read_text(encoding="utf-8") != "mine"


def test_the_run_of_another_scenario_is_not_replaced(tmp_path: Path) -> None:
    one, other = copy_city(tmp_path / "one"), copy_city(tmp_path / "other")
    out = publish_undrawn(one, tmp_path / "run")
    before = (out / "plan.json").read_bytes()
    arguments = ["solve", other, "--out", out, "--time-limit", "0"]
    (refused,) = call(arguments)
    assert refused.code == 74
    assert str(one) in refused.err.replace("\n", "")
    assert (out / "plan.json").read_bytes() == before
    (forced,) = call([*arguments, "--force"])
    assert forced.code == 10
    assert (tmp_path / "run.kept-1" / "plan.json").read_bytes() == before


def test_a_moved_run_is_told_so(tmp_path: Path) -> None:
    out = publish_undrawn(copy_city(tmp_path / "city"), tmp_path / "runs" / "one")
    moved = tmp_path / "elsewhere" / "deeper" / "one"
    moved.parent.mkdir(parents=True)
    out.rename(moved)
    (ended,) = call(["verify", moved])
    assert ended.code == 74
    assert "移动过" in ended.err.replace("\n", "")


def test_mere_warnings_are_written_as_well(tmp_path: Path) -> None:
    found = tmp_path / "found.csv"
    assert call(["check", "scenarios/quick.yaml", "--problems", str(found)])[0].code == 0
    assert "PL712" in found.read_text(encoding="utf-8-sig")
    nowhere = str(tmp_path / "no" / "such" / "folder.csv")
    assert call(["check", "scenarios/quick.yaml", "--problems", nowhere])[0].code == 74


def test_the_list_of_problems_is_refused_as_a_workbook_before_any_work(tmp_path: Path) -> None:
    (ended,) = call(["check", "no-such.yaml", "--problems", str(tmp_path / "found.xlsx")])
    assert ended.code == 64
    assert "found.csv" in ended.err.replace("\n", "")


CHECK_AGAIN = "改正后请再检查一次"


def test_a_missing_or_foreign_run_is_said_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("id: [", encoding="utf-8")  # not even looked at
    for run in (tmp_path / "none", tmp_path):
        calls = [
            ["solve", tmp_path / "broken.yaml", "--start", run],
            ["solve", tmp_path / "broken.yaml", tmp_path / "other.yaml", "--start", run],
            ["frontier", tmp_path / "broken.yaml", "--budget", "fund", "--start", run],
            ["verify", run],
            ["explain", run],
            ["compare", run, run],
            ["alternatives", run],
            ["replan", run, "--from", "2024"],
        ]
        for arguments, ended in zip(calls, call(*calls), strict=True):
            assert ended.code == 20, arguments
            assert ended.err.startswith("错误[PL906]"), arguments
            assert CHECK_AGAIN not in ended.err
            assert "Errno" not in ended.err
            assert ("去掉 --start" in ended.err) == ("--start" in arguments)
    assert CHECK_AGAIN in call(["check", tmp_path / "broken.yaml"])[0].err
    assert is_english(call(["verify", tmp_path / "none", "--lang", "en"])[0].err)


def test_files_the_system_refuses_are_told_in_the_language_asked_for(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    zh, en = call(
        ["template", tmp_path / "file" / "x.xlsx"],
        ["template", tmp_path / "file" / "x.xlsx", "--lang", "en"],
    )
    assert (zh.code, en.code) == (74, 74)
    assert "读写失败" in zh.err
    assert "Errno" not in zh.err + en.err
    assert is_english(en.err)


def test_damaged_runs_end_with_40_whatever_they_are_given_to(tmp_path: Path) -> None:
    scenario = copy_city(tmp_path / "city")
    run = publish_undrawn(scenario, tmp_path / "run")
    (run / "plan.json").write_text('{"format": 1', encoding="utf-8")
    calls = [
        ["verify", run],
        ["compare", run, run],
        ["explain", run],
        ["solve", scenario, "--start", run],
    ]
    for arguments, ended in zip(calls, call(*calls), strict=True):
        assert ended.code == 40, arguments
        assert str(run) in ended.err.replace("\n", "")
        assert "bytes" not in ended.err
        assert ("去掉 --start" in ended.err) == ("--start" in arguments)
    assert is_english(call(["solve", scenario, "--start", run, "--lang", "en"])[0].err)
