"""``--help`` of every command is in the language asked for, before or after the command."""

import re

from typer.main import get_command

from calls import call
from placement.cli import app

CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
THEIRS = re.compile(
    r"Usage|Options|Commands|Arguments|required|\[default|default:|Show this|Missing|╭"
)
ENGLISH = re.compile(r"[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}")


def groups_and_commands(command, words=()):
    yield words
    for name, inner in getattr(command, "commands", {}).items():
        yield from groups_and_commands(inner, (*words, name))


EVERY = [list(words) for words in groups_and_commands(get_command(app))]


def test_every_help_is_in_one_language() -> None:
    assert len(EVERY) > 15
    chinese = call(*([*words, "--help"] for words in EVERY))
    after = call(*([*words, "--help", "--lang", "en"] for words in EVERY))
    before = call(*(["--lang", "en", *words, "--help"] for words in EVERY))
    for words, zh, en, same in zip(EVERY, chinese, after, before, strict=True):
        assert zh.code == en.code == 0, words
        assert CHINESE.search(zh.out), words
        assert not THEIRS.search(zh.out), (words, zh.out)
        assert not ENGLISH.search(zh.out.partition("\n")[2]), (words, zh.out)
        assert not CHINESE.search(en.out), (words, en.out)
        assert en.out.startswith("Usage: "), words
        assert en.out == same.out, words


def test_every_option_is_told_with_what_holds_without_it() -> None:
    (ended,) = call(["frontier", "--help"])
    assert "--budget <编号或名称>" in ended.out
    assert "--time-limit <秒>" in ended.out
    assert "必填" in ended.out
    assert "分几档（默认 10）" in ended.out
    assert "--nested <" not in ended.out
    assert "--lang zh|en" in ended.out


def test_every_option_names_the_kind_of_its_value() -> None:
    ended = call(*([*words, "--help"] for words in EVERY))
    told = "\n".join(page.out for page in ended)
    bare = [line for line in told.splitlines() if re.match(r"--[a-z-]+ <>", line)]
    assert not bare
    for form in (
        "--out <目录>",
        "--problems <文件>",
        "--from <年份>",
        "--gap <比例>",
        "--tables <目录或文件>",
    ):
        assert form in told, form


def test_a_language_asked_for_before_the_command_is_kept() -> None:
    (ended,) = call(["--lang", "en", "check", "nowhere.yaml"])
    assert not CHINESE.search(ended.out + ended.err.replace("nowhere.yaml", ""))
    (other,) = call(["--lang", "en", "check", "nowhere.yaml", "--lang", "zh"])
    assert CHINESE.search(other.err)
