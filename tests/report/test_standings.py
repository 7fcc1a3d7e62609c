"""What a circle holds, since when, and what a review took, year by year."""

import pytest

from placement.report.standings import Standing, standings

YEARS = (2023, 2024, 2025)


@pytest.mark.parametrize(
    ("before", "tiers", "certified", "expected"),
    [
        ("", ("", "low", "low"), {2024}, [Standing(""), Standing("low", 2024), Standing("low", 2024)]),
        ("low", ("low", "", ""), set(), [Standing("low"), *[Standing("", 0, 2024, "low")] * 2]),
        ("", ("high", "high", "low"), {2023}, [*[Standing("high", 2023)] * 2, Standing("low", 2025, 2025, "high")]),
        ("low", ("", "low", "high"), {2024, 2025}, [Standing("", 0, 2023, "low"), Standing("low", 2024), Standing("high", 2025)]),
        ("", ("low", "low", "low"), set(), [Standing("low")] * 3),
        ("low", ("", "low", "low"), set(), [Standing("", 0, 2023, "low"), *[Standing("low", 2024)] * 2]),
        ("high", ("low", "low", "high"), set(), [*[Standing("low", 2023, 2023, "high")] * 2, Standing("high", 2025)]),
    ],
    ids=["certified", "lost", "fallen", "lost and back", "held before, not in the table", "renewed", "fallen and renewed"],
)  # fmt: skip
def test_a_tier_goes_by_review_and_comes_by_certification(
    before: str, tiers: tuple[str, ...], certified: set[int], expected: list[Standing]
) -> None:
    assert list(standings(before, YEARS, tiers, certified)) == expected
