"""What holds of several runs is said once, with the runs it holds of."""

from placement.advice.compare.notices import notices
from placement.errors import Text

ONE, OTHER = Text("甲", "one"), Text("乙", "other")


def test_a_run_that_says_a_sentence_twice_is_still_one_run() -> None:
    (found,) = notices([("A", ONE), ("A", ONE)], ["A", "B"])
    assert found.told == Text("A：甲", "A: one")


def test_what_holds_of_all_names_none_and_the_order_is_that_of_the_first() -> None:
    said = [("A", ONE), ("B", OTHER), ("C", OTHER), ("B", ONE), ("C", ONE)]
    told = [notice.told for notice in notices(said, ["A", "B", "C"])]
    assert told == [ONE, Text("B、C：乙", "B, C: other")]
