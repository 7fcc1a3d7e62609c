"""The shipped recipes on the real sources, where they are at hand: counts that must come out."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from placement.importing import ImportResult, run_import
from placement.importing.classify import classify_types
from placement.importing.outlets import read_outlets
from placement.importing.recipe import read_recipe
from placement.scenario.reader import read_scenario
from placement.tables.walks.walking import walking_seconds

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
SUQIAN, CAMBRIDGE = SHARED / "suqian-poi-2018", SHARED / "cambridge-ma-2020"

needs_suqian = pytest.mark.skipif(not SUQIAN.exists(), reason=f"{SUQIAN.name} is absent")
needs_cambridge = pytest.mark.skipif(not CAMBRIDGE.exists(), reason=f"{CAMBRIDGE.name} is absent")


@pytest.fixture(scope="module")
def suqian(suqian_recipe: Path, tmp_path_factory: pytest.TempPathFactory) -> ImportResult:
    return run_import(suqian_recipe, SUQIAN, tmp_path_factory.mktemp("suqian") / "out")


@pytest.fixture(scope="module")
def cambridge(cambridge_recipe: Path, tmp_path_factory: pytest.TempPathFactory) -> ImportResult:
    return run_import(cambridge_recipe, CAMBRIDGE, tmp_path_factory.mktemp("cambridge") / "out")


def reasons(result: ImportResult) -> dict[str, int]:
    return {reason.en: n for reason, n in result.dropped_by_reason.items()}


def counts_of(source: Path, column: str) -> dict[str, int]:
    counts = pd.read_csv(source / "counts_by_rubric_type.csv").set_index("rubric_type")[column]
    return {kind: int(n) for kind, n in counts.items() if n}


def found(types: np.ndarray) -> dict[str, int]:
    return {str(kind): int(n) for kind, n in pd.Series(types).value_counts().items()}


@needs_suqian
def test_types_of_all_points_count_as_the_source_says(suqian_recipe: Path) -> None:
    rule = read_recipe(suqian_recipe)[0].outlets
    frame = read_outlets(rule, SUQIAN)
    assert len(frame) == 86_736
    types = classify_types(frame, rule.classification, SUQIAN)
    assert found(types) == counts_of(SUQIAN, "outlets_by_type_and_name_rules")
    for district in ("沭阳县", "宿城区", "宿豫区"):
        assert found(types[frame["area"] == district]) == counts_of(SUQIAN, district)
    by_type_alone = rule.classification.model_copy(update={"names": None})
    types = classify_types(frame, by_type_alone, SUQIAN)
    assert found(types) == counts_of(SUQIAN, "outlets_by_type_mapping")


@needs_suqian
def test_every_point_of_suqian_is_in_the_tables_or_in_the_ledger(suqian: ImportResult) -> None:
    of_points = suqian.dropped["file"].isin(["poi_city.csv", "poi_shuyang.csv"])
    assert suqian.counts["outlets"] + of_points.sum() == 86_736
    dropped = suqian.dropped[of_points]
    assert (dropped["reason_en"] == "the same id occurs before").sum() == 795
    outside = dropped["reason_en"] == "outside the districts of the scenario"
    assert 40 <= outside.sum() <= 53
    homes = suqian.dropped[suqian.dropped["file"] == "communities.csv"]
    assert (homes["reason_en"].str.startswith("its type code")).sum() == 369


@needs_suqian
def test_suqian_can_be_read_and_reached(suqian: ImportResult) -> None:
    scenario = read_scenario(suqian.scenario)
    assert scenario.synthetic
    assert set(scenario.tables.circles["district"]) == {"宿城区", "宿豫区", "沭阳县"}
    assert 60 <= len(scenario.tables.circles) <= 120
    assert {a.text for a in suqian.assumptions} <= set(scenario.assumptions)
    assert not [p for p in scenario.warnings if p.code == "PL705"]
    outlets, circles = scenario.tables.outlets, scenario.tables.circles
    reach = walking_seconds(
        (outlets["lon"], outlets["lat"]),
        (circles["lon"], circles["lat"]),
        None,
        limit_minutes=scenario.walking.limit_minutes,
        speed_m_per_h=scenario.walking.speed_m_per_h,
        detour=scenario.walking.detour,
    )
    assert np.bincount(reach.circle, minlength=len(circles)).min() >= 1


@needs_cambridge
def test_types_of_businesses_and_facilities_count_as_the_source_says(
    cambridge_recipe: Path,
) -> None:
    rule = read_recipe(cambridge_recipe)[0].outlets
    frame = read_outlets(rule, CAMBRIDGE)
    types = classify_types(frame, rule.classification, CAMBRIDGE)
    for file, column in (("businesses.csv", "businesses"), ("facilities.csv", "facilities")):
        assert found(types[frame["file"] == file]) == counts_of(CAMBRIDGE, column)


@needs_cambridge
def test_known_defects_of_cambridge_are_dealt_with(cambridge: ImportResult) -> None:
    assert reasons(cambridge)["no coordinates, so it cannot be placed"] == 27
    flagged = {reason.en: n for reason, n in cambridge.flagged_by_reason.items()}
    default = reasons(cambridge)["many addresses share one point: the geocoder's default"]
    rough = flagged["only placed by the name of a place: coordinates are rough"]
    assert default + rough == 23
    assert flagged["no floor area given: median of its shopping area assumed"] == 18
    # Eleven segments name a node that is not listed, and one names none at all.
    assert flagged["names a node that is not listed: taken from the end of its line"] == 11
    assert reasons(cambridge)["an end has no node"] == 1
    assert cambridge.counts["premises"] == 56


@needs_cambridge
def test_cambridge_can_be_read_and_walked(cambridge: ImportResult) -> None:
    scenario = read_scenario(cambridge.scenario)
    tables = scenario.tables
    assert not scenario.synthetic
    assert len(tables.streets) == cambridge.counts["streets"] == 2644 - 1 - 17
    assert 6 <= len(tables.circles) <= 10
    reach = walking_seconds(
        (tables.premises["lon"], tables.premises["lat"]),
        (tables.circles["lon"], tables.circles["lat"]),
        tables.streets,
        limit_minutes=scenario.walking.limit_minutes,
        speed_m_per_h=scenario.walking.speed_m_per_h,
        detour=scenario.walking.detour,
    )
    assert reach.off_network_sites.size == reach.off_network_circles.size == 0
    assert set(reach.circle.tolist()) == set(range(len(tables.circles)))
    # No way over the streets is shorter than the straight line.
    crow = walking_seconds(
        (tables.premises["lon"], tables.premises["lat"]),
        (tables.circles["lon"], tables.circles["lat"]),
        None,
        limit_minutes=scenario.walking.limit_minutes,
        speed_m_per_h=scenario.walking.speed_m_per_h,
        detour=1,
    )
    straight = dict(zip(zip(crow.site, crow.circle, strict=True), crow.seconds, strict=True))
    for site, circle, seconds in zip(reach.site, reach.circle, reach.seconds, strict=True):
        assert seconds >= straight[site, circle] - 15
