"""What a reader of English sees of every command: no Chinese marks, units or plurals of one."""

from __future__ import annotations

import re

import pytest

from calls import call
from placement.plain import counted
from two_districts import copy_city, publish_undrawn

# Names of the tables are Chinese and stay so; what stands between them is English.
CHINESE = re.compile(r"万元|[、；，。]|\d ?元")
ONE_OF_MANY = re.compile(r"(?<![\d.,:])\b1 (?:more |new )?[a-z]+[^s\W]s\b")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What every command prints, and the pages and tables of those that write some, by command."""
    folder = tmp_path_factory.mktemp("english")
    scenario = copy_city(folder)
    run, closed = (
        publish_undrawn(scenario, folder / "runs" / "city"),
        scenario.with_name("closed.yaml"),
    )
    closed.write_text(
        f"extends: {scenario.name}\nid: closed\nname: 一处用房不用\nlocks.premises_out: [P01, P05]\n",
        encoding="utf-8",
    )
    asked: dict[str, list[object]] = {
        "solve": ["solve", closed, "--out", folder / "runs" / "closed"],
        "compare": ["compare", run, folder / "runs" / "closed", "--out", folder / "cmp"],
        "frontier": ["frontier", scenario, "--budget", "district_fund", "--steps", 2, "--nested", "--out", folder / "f"],
        "alternatives": ["alternatives", run, "--out", folder / "alt"],
        "explain": ["explain", run],
        "circle": ["explain", run, "--circle", "E1"],
        "site": ["explain", run, "--site", "P01"],
        "unused": ["explain", run, "--site", "P02"],
        "verify": ["verify", folder / "runs" / "closed"],
        "replan": ["replan", run, "--from", 2024, "--out", folder / "runs" / "later"],
    }  # fmt: skip
    ended = call(*([*arguments, "--lang", "en"] for arguments in asked.values()))
    found = {}
    for name, (code, out, err) in zip(asked, ended, strict=True):
        assert code in {0, 10}, f"{name}: {err}"
        found[name] = out + err
    for path in (folder / "cmp" / "comparison.html", folder / "cmp" / "sites_differing.csv", folder / "alt" / "sites.csv"):  # fmt: skip
        text = path.read_text(encoding="utf-8-sig")
        found[path.name] = re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    return found


def test_no_chinese_marks_or_units(told: dict[str, str]) -> None:
    wrong = {
        name: [line for line in text.splitlines() if CHINESE.search(line)]
        for name, text in told.items()
    }
    assert not {name: lines for name, lines in wrong.items() if lines}


def test_one_thing_is_no_plural(told: dict[str, str]) -> None:
    found = {name: ONE_OF_MANY.findall(text) for name, text in told.items()}
    assert not {name: plurals for name, plurals in found.items() if plurals}


def test_numbers_are_said_with_their_nouns() -> None:
    assert [counted(n, "row") for n in (0, 1, 1_200)] == ["0 rows", "1 row", "1,200 rows"]
