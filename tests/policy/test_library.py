"""Ready programmes: every one reads, is computed, has a source, and may be taken by any scenario."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.policy.checks.programmes import programme_problems
from placement.policy.findings import Findings
from placement.policy.library import Ready, programmes_page, read_library
from placement.policy.programmes import AwardProgramme, Programme, RateProgramme
from placement.policy.reader import load_policy

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "models" / "programmes"
PAGE = ROOT / "docs" / "programmes.md"
BUDGETS = ("central_fund", "province_fund", "city_fund", "district_fund")


@pytest.fixture(scope="module")
def library() -> tuple[Ready, ...]:
    return read_library(FOLDER)


@pytest.fixture(scope="module")
def programmes(library: tuple[Ready, ...]) -> dict[str, Programme]:
    return {p.id: p for ready in library for p in ready.programmes}


def test_more_than_25_rules_and_no_id_twice(library: tuple[Ready, ...]) -> None:
    assert len(library) >= 25
    ids = [p.id for ready in library for p in ready.programmes]
    assert len(set(ids)) == len(ids)


def test_every_archetype_of_aid_for_measures_and_circles_is_there(
    programmes: dict[str, Programme],
) -> None:
    assert {p.archetype for p in programmes.values()} == {
        "rate", "unit", "area_steps", "per_area", "rent", "award", "capacity", "operating",
        "interest", "progressive",
    }  # fmt: skip


def test_every_programme_is_sound_and_computed(programmes: dict[str, Programme]) -> None:
    loaded = load_policy(ROOT / "models" / "mofcom-2023.yaml")
    found = programme_problems(loaded.policy, programmes, BUDGETS, Findings(loaded.document))
    assert [(p.code, p.column, p.value) for p in found] == []


def test_every_programme_names_its_source_and_how_sure_it_is(
    programmes: dict[str, Programme],
) -> None:
    for programme in programmes.values():
        assert programme.source.text
        assert programme.source.clause
        assert programme.source.unverified or programme.source.clause == "问19"


def test_numbers_typed_from_the_rules(programmes: dict[str, Programme]) -> None:
    """漳州 30+30 %, at most 2 million; 金牛 20/30/50 %; 福州 franchised 2,000 yuan; 山西 500,000 for five stars."""
    market = programmes["zhangzhou_2020_market"]
    assert isinstance(market, RateProgramme)
    assert (str(market.rate), market.cap) == ("0.6", 200_000_000)
    assert [(p.budget, str(p.share)) for p in market.payers] == [
        ("city_fund", "0.5"), ("district_fund", "0.5"),
    ]  # fmt: skip
    shares = [str(part.share) for part in programmes["jinniu_2022_complex"].schedule]
    assert shares == ["0.2", "0.3", "0.5"]
    franchised = programmes["fuzhou_2019_convenience"].amounts[2]  # type: ignore[union-attr]
    assert franchised.amount == 200_000  # fen
    stars = programmes["shanxi_2025_stars"]
    assert isinstance(stars, AwardProgramme)
    assert [(step.per_1000_residents, dict(step.amounts)) for step in stars.densities] == [
        (3, {"improved": 10_000_000, "quality": 30_000_000}),
        (5, {"improved": 30_000_000, "quality": 50_000_000}),
    ]


def test_the_page_is_up_to_date() -> None:
    """Write it again with ``placement schema``."""
    assert PAGE.read_text(encoding="utf-8") == programmes_page(FOLDER)
