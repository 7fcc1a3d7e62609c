"""Each option of each shipped reading is sound and changes what it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from placement.policy.reader import read_policy
from placement.policy.schema import Policy

ReadAs = Callable[..., Policy]
MODELS = Path(__file__).resolve().parents[2] / "models"
ONE_OPTION = {"T9", "T11"}


def options(policy: Policy) -> list[tuple[str, str]]:
    return [(name, option) for name, r in policy.readings.items() for option in r.options]


def rules(policy: Policy) -> str:
    kept = policy.model_dump(mode="json", exclude={"readings", "chosen_readings"})
    return json.dumps(kept, sort_keys=True)


@pytest.mark.parametrize("path", sorted(MODELS.glob("*-20??.yaml")), ids=lambda path: path.stem)
def test_every_option_is_read_without_problem_and_all_differ(path: Path) -> None:
    policy = read_policy(path)
    for name, reading in policy.readings.items():
        effects = {option: rules(read_policy(path, {name: option})) for option in reading.options}
        assert effects[reading.default] == rules(policy), name
        assert len(set(effects.values())) == len(effects), name


def test_only_notes_have_a_single_option(jining: Policy) -> None:
    single = {name for name, r in jining.readings.items() if len(r.options) == 1}
    assert single == ONE_OPTION


def test_default_changes_nothing_so_the_file_shows_what_holds(jining: Policy) -> None:
    for reading in jining.readings.values():
        assert reading.options[reading.default].changes == {}


@pytest.mark.parametrize(
    "readings",
    [
        {"T5": "annex4_list", "T6": "no_digital", "T1": "annex3", "T7": "chain_line_only"},
        {"T2": "lower", "T3": "unrated", "T10": "open", "R17": "ordinary", "T12": "zero"},
        {"R13": "pooled", "R14": "pilot_districts", "R15": "per_year", "R16": "every_year"},
    ],
)
def test_readings_combine(read_as: ReadAs, readings: dict[str, str]) -> None:
    assert readings.items() <= read_as(**readings).chosen_readings.items()


def test_every_reading_asks_in_both_languages_and_gives_reasons(jining: Policy) -> None:
    for reading in jining.readings.values():
        assert reading.clause
        assert reading.question.zh.endswith(("？", "?"))
        assert reading.question.en.endswith("?")
        assert all(o.reason.zh and o.reason.en for o in reading.options.values())
