"""What is new, in words of one language each."""

from __future__ import annotations

from placement.advice.replan.news import Lost, News
from placement.advice.replan.news_text import MOST_LISTED, MOST_SITES, news_chapters, sites_text

FOREIGN = set("、（），：；…个处")


def gone(number: int) -> tuple[Lost, ...]:
    """So many places that closed."""
    return tuple(Lost(f"S{n}", "shop", "east", (), ("C1",)) for n in range(number))


def test_news_are_told_in_one_language_at_a_time() -> None:
    closed, lost = gone(MOST_LISTED + 2), gone(2)
    (chapter,) = news_chapters(News(closed, lost, rules=("aid", "rent")))
    first, second, rules = chapter.sentences
    assert second.zh == "不再可用的用房 2 处：S0 shop、S1 shop"
    assert second.en == "2 premises lost: S0 shop, S1 shop"
    assert first.zh.endswith("S11 shop 等，其余 2 个见 --json")
    assert rules.en == "rules changed: aid, rent"
    assert not FOREIGN & set("".join(line.en for line in chapter.sentences))


def test_sites_of_a_circle_are_told_in_one_language_at_a_time() -> None:
    assert sites_text(()).zh == "—"
    assert sites_text(gone(2)).en == "S0 shop, S1 shop"
    many = sites_text(gone(MOST_SITES + 1))
    assert many.zh.endswith(f"等 {MOST_SITES + 1} 处")
    assert not FOREIGN & set(many.en)
