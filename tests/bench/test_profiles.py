"""Profiles are checked against the installed HiGHS; what it would silently drop is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.bench.profiles import read_profiles
from placement.engine.solver.highs_options import option_names, takes
from placement.errors import InputError, UsageError

ROOT = Path(__file__).resolve().parents[2]


def test_the_profiles_that_ship_are_taken_by_highs() -> None:
    profiles = read_profiles(ROOT / "benchmarks")
    assert profiles.options("default") == {}
    assert profiles.options("no-presolve") == {"presolve": "off"}
    assert all(takes(n, v) for options in profiles.named.values() for n, v in options.items())


def test_highs_names_its_options() -> None:
    names = option_names()
    assert {"presolve", "mip_heuristic_effort", "mip_allow_restart", "threads"} <= set(names)
    assert "mip_rel_gapp" not in names


def test_every_mistake_is_named_with_its_line(tmp_path: Path) -> None:
    text = (
        "profiles:\n  a: {mip_heuristic_efort: 0.1}\n  b: {presolve: maybe}\n"
        "  c: {mip_pscost_minreliable: many, time_limit: 5}\nspace:\n  mip_detect_symmetry: [3]\n"
        "  write_model_file: [x]\n"
    )
    (tmp_path / "profiles.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_profiles(tmp_path)
    found = [(p.code, p.row, p.value) for p in caught.value.problems]
    assert found == [
        ("PL902", 2, "mip_heuristic_efort"),
        ("PL903", 3, "maybe"),
        ("PL903", 4, "many"),
        ("PL904", 4, "time_limit"),
        ("PL903", 6, "3"),
        ("PL904", 7, "write_model_file"),
    ]
    assert "mip_heuristic_effort" in caught.value.problems[0].mend.en


def test_an_unknown_profile_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UsageError, match="did you mean no-presolve"):
        read_profiles(ROOT / "benchmarks").options("no-presolv")
