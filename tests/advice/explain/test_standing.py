"""What a circle holds year by year, in words: the same idea as on the page, the end included."""

import pytest

from placement.advice.explain.standing import standing_text
from placement.report.standings import standings

YEARS = (2023, 2024, 2025)
NAMES = {"low": "基本型", "high": "高品质"}


@pytest.mark.parametrize(
    ("before", "tiers", "new", "certified", "zh", "en"),
    [
        ("", ("high", "high", "low"), {2023}, (2023,),
         "2023 年认定为高品质；2025 年复评降为基本型；期末为基本型",
         "certified 高品质 in 2023; falls to 基本型 at the review of 2025; 基本型 at the end"),
        ("low", ("low", "", ""), (), (),
         "期前已为基本型；2024 年复评失去基本型；期末没有等级",
         "基本型 before the horizon; loses 基本型 at the review of 2024; none at the end"),
        ("low", ("low", "low", "low"), (), (2024,),
         "期前已为基本型；2024 年复评保住基本型", "基本型 before the horizon; keeps 基本型 at the review of 2024"),
        ("low", ("", "low", "low"), (), (2024,),
         "期前已为基本型；2023 年复评失去基本型；2024 年认定为基本型",
         "基本型 before the horizon; loses 基本型 at the review of 2023; certified 基本型 in 2024"),
        ("", ("", "", ""), (), (), "规划期内没有新认定", "not newly certified within the horizon"),
        ("", ("low", "high", "high"), {2023, 2024}, (2023, 2024),
         "2023 年认定为基本型；2024 年认定为高品质；期末为高品质",
         "certified 基本型 in 2023; certified 高品质 in 2024; 高品质 at the end"),
    ],
    ids=["fallen", "lost", "kept", "renewed", "none", "risen"],
)  # fmt: skip
def test_every_change_is_told_and_the_end(
    before: str, tiers: tuple[str, ...], new: set[int], certified: tuple[int, ...], zh: str, en: str
) -> None:
    found = dict(zip(YEARS, standings(before, YEARS, tiers, set(new)), strict=True))
    assert standing_text(before, found, certified, NAMES) == (zh, en)
