"""Wrong calls are told in the language asked for, in our words, with the form of the right call."""

import json
import re

import pytest
from typer.main import get_command

from calls import call
from placement.cli import app

CHINESE = re.compile(r"[\u4e00-\u9fff]")
THEIRS = re.compile(
    r"Error|Missing|Invalid|No such|Usage: placement|Input should|Possible options|Try '"
)


def leaves(group, prefix=()):
    """Yield all commands by their words."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from leaves(command, (*prefix, name))
        else:
            yield (*prefix, name), command


COMMANDS = dict(leaves(get_command(app)))

SOLVE = "用法：placement solve <一个或几个情景文件> [选项]；全部写法：placement solve --help"
SOLVE_EN = (
    "Usage: placement solve <scenario files (.yaml)> [options]; all of it: placement solve --help"
)


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (["solve"], f"缺少：一个或几个情景文件。{SOLVE}", f"missing: scenario files (.yaml). {SOLVE_EN}"),
        (["solve", "a.yaml", "--time-limit", "60秒"], f"--time-limit 不能写“60秒”：应为数字。{SOLVE}",
         f"--time-limit cannot be “60秒”: must be a number. {SOLVE_EN}"),
        (["solve", "a.yaml", "--time-limit", "-1"], f"--time-limit 不能写“-1”：应不小于 0。{SOLVE}",
         f"--time-limit cannot be “-1”: must be at least 0. {SOLVE_EN}"),
        (["solve", "a.yaml", "--time-limit", "inf"], "--time-limit 的值应为有限的数，不能是 inf",
         "--time-limit must be a finite number, not inf"),
        (["slove", "x"], "没有命令“slove”。您是否想写“solve”？用法：placement <子命令> [选项]；全部写法：placement --help",
         "there is no command “slove”. Did you mean “solve”? Usage: placement <command> [options]; all of it:"
         " placement --help"),
        (["solve", "a.yaml", "--job", "2"], f"没有选项 --job。您是否想写“--jobs”？{SOLVE}",
         f"there is no option --job. Did you mean “--jobs”? {SOLVE_EN}"),
        (["solve", "a.yaml", "--foo"], f"没有选项 --foo。{SOLVE}", f"there is no option --foo. {SOLVE_EN}"),
        (["frontier", "a.yaml"], "缺少必需的选项 --budget（资金渠道编号或名称）。用法：placement frontier <情景文件>"
         " --budget <资金渠道编号或名称> [选项]；全部写法：placement frontier --help",
         "the option --budget is missing (id or name of a budget line). Usage: placement frontier <scenario file (.yaml)>"
         " --budget <id or name of a budget line> [options]; all of it: placement frontier --help"),
        (["check", "a.yaml", "b.yaml"], "多出了“b.yaml”。用法：placement check <情景文件> [选项]；全部写法："
         "placement check --help", "“b.yaml” is too much. Usage: placement check <scenario file (.yaml)>"
         " [options]; all of it: placement check --help"),
        (["frontier", "a.yaml", "--budget", "--steps", "3"], "--budget 后面缺少值（“--steps”被当成了它的值）。用法："
         "placement frontier <情景文件> --budget <资金渠道编号或名称> [选项]；全部写法：placement frontier --help",
         "--budget lacks its value (“--steps” was taken for it). Usage: placement frontier <scenario file"
         " (.yaml)> --budget <id or name of a budget line> [options]; all of it: placement frontier --help"),
        (["frontier", "a.yaml", "--nested=yes"], "--nested 后面不写值", "--nested takes no value"),
        (["check", "a.yaml", "--problems"], "--problems 后面缺少值", "--problems lacks its value"),
    ],
)  # fmt: skip
def test_a_wrong_call_says_what_is_wrong_and_how_it_is_written(arguments, zh, en) -> None:
    chinese, english, document = call(
        arguments, ["--debug", *arguments[:1], "--lang", "en", *arguments[1:]], [*arguments[:1], "--json", *arguments[1:]]
    )  # fmt: skip
    assert (chinese.code, english.code, document.code) == (64, 64, 64)
    assert chinese.err == f"✗ {zh}\n"
    assert english.err.endswith(f"✗ {en}\n")
    assert json.loads(document.out)["findings"] == [{"zh": zh, "en": en}]


def test_words_that_are_not_among_the_choices() -> None:
    (ended,) = call(["check", "a.yaml", "--lang", "fr"])
    assert ended.err.startswith("✗ --lang 不能写“fr”：只能是 zh、en。用法：placement check")


@pytest.mark.parametrize("words", sorted(COMMANDS), ids=" ".join)
def test_every_command_tells_wrong_calls_in_both_languages(words) -> None:
    wrong = [[*words, "--no-such-option"], [*words, *["x"] * 9, "--json=1"]]
    wrong += [[*words]] if any(p.required for p in COMMANDS[words].params) else []
    for arguments in wrong:
        chinese, english = call(arguments, [*arguments, "--lang", "en"])
        assert (chinese.code, english.code) == (64, 64), arguments
        assert CHINESE.search(chinese.err)
        assert not CHINESE.search(english.err)
        assert not THEIRS.search(chinese.err + english.err.replace("Usage: placement", ""))


@pytest.mark.parametrize("words", sorted(COMMANDS), ids=" ".join)
def test_what_parameters_are_for_is_written_in_both_languages(words) -> None:
    """The messages take it from there."""
    for parameter in COMMANDS[words].params:
        if parameter.name != "help":
            zh, separator, en = parameter.help.partition(" · ")
            assert CHINESE.search(zh), parameter.name
            assert separator, parameter.name
            assert not CHINESE.search(en), parameter.name


def test_the_name_of_a_scenario_alone_is_answered_with_its_file() -> None:
    for said in ("quick", "quick.yaml"):
        for command in ("solve", "check"):
            zh, en = call([command, said], [command, said, "--lang", "en"])
            assert (zh.code, en.code) == (64, 64)
            assert f"没有文件“{said}”。您是否想写“scenarios/quick.yaml”？" in zh.err
            assert f"there is no file “{said}”. Did you mean “scenarios/quick.yaml”?" in en.err
    (other,) = call(["check", "nowhere"])
    assert other.code == 20


def test_the_folders_beside_scenarios_are_all_answered_with_their_files() -> None:
    names = ["scenarios/quick", "scenarios/mofcom-2023-2025"]
    zh, en = call(["solve", *names], ["check", names[0], "--lang", "en"])
    for said in names:
        assert f"“{said}”是文件夹，不是情景文件。您是否想写“{said}.yaml”？" in zh.err
    assert (
        f"“{names[0]}” is a folder, not a scenario file. Did you mean “{names[0]}.yaml”?" in en.err
    )


def test_a_schema_for_no_folder_makes_none(tmp_path) -> None:
    (ended,) = call(["schema", tmp_path / "nope"])
    assert ended.code == 74
    assert "没有写任何文件" in ended.err
    assert not (tmp_path / "nope").exists()


def test_schemas_go_into_a_project_or_an_empty_folder_alone(tmp_path) -> None:
    (tmp_path / "circles.csv").write_text("mine", encoding="utf-8")
    zh, en = call(["schema", tmp_path], ["schema", tmp_path, "--lang", "en"])
    assert (zh.code, en.code) == (74, 74)
    assert "不是项目目录，没有写任何文件" in zh.err
    assert "neither models nor scenarios" in en.err
    assert [path.name for path in tmp_path.iterdir()] == ["circles.csv"]
