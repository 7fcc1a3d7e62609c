from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placement.money import FEN_PER, parse_money, share_of, to_fen, yuan_text


@pytest.mark.parametrize(
    ("amount", "unit", "fen"),
    [
        ("4.35", "元", 435),
        ("0.29", "元", 29),
        ("1.15", "元", 115),
        (Decimal("0.1"), "万元", 100_000),
        (30, "万元", 30_000_000),
        ("0.000001", "万元", 1),
        ("-2", "元", -200),
        ("12345678901234567890.01", "元", 1234567890123456789001),
        (7, "分", 7),
    ],
)
def test_amounts_become_fen_exactly(amount: Decimal | int | str, unit: str, fen: int) -> None:
    assert to_fen(amount, unit) == fen


@pytest.mark.parametrize(
    ("amount", "unit"),
    [
        ("0.005", "元"),
        ("0.0000001", "万元"),
        ("nan", "元"),
        ("inf", "元"),
        ("abc", "元"),
        (1, "亿元"),
    ],
)
def test_what_is_no_whole_amount_is_refused(amount: str, unit: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        to_fen(amount, unit)


@pytest.mark.parametrize("amount", [0.1, True])
def test_floats_and_truth_values_are_refused(amount: object) -> None:
    with pytest.raises(TypeError):
        to_fen(amount, "元")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("30万元", 30_000_000),
        ("３０万元", 30_000_000),
        (" 30.5 万元 ", 30_500_000),
        ("1,200元", 120_000),
        ("0.01元", 1),
        ("5分", 5),
    ],
)
def test_texts_with_unit_are_read(text: str, fen: int) -> None:
    assert parse_money(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "30",
        "30万",
        "约30万元",
        "30-50万元",
        "三十万元",
        "1,00元",
        "1 000元",
        "1e3元",
        "0.005元",
        "",
    ],
)
def test_texts_that_are_no_single_amount_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_money(text)


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (1_234_560, "12345.60"),
        (1_234_500, "12345"),
        (5, "0.05"),
        (-5, "-0.05"),
        (0, "0"),
        (-100, "-1"),
    ],
)
def test_yuan_show_fen_only_where_they_remain(fen: int, text: str) -> None:
    assert yuan_text(fen) == text


@given(st.integers(-(10**15), 10**15))
def test_yuan_text_reads_back(fen: int) -> None:
    assert to_fen(yuan_text(fen), "元") == fen


@pytest.mark.parametrize(
    ("fen", "share", "part"),
    [
        (1, Fraction(1, 2), 1),
        (3, Fraction(1, 2), 2),
        (10, Fraction(1, 3), 3),
        (100, Decimal("0.295"), 30),
        (-1, Fraction(1, 2), 0),
        (0, Decimal("0.3"), 0),
    ],
)
def test_shares_round_a_half_upwards(fen: int, share: Fraction | Decimal, part: int) -> None:
    assert share_of(fen, share) == part


@given(st.integers(0, 10**12), st.fractions(0, 1))
def test_a_share_is_within_half_a_fen(fen: int, share: Fraction) -> None:
    assert abs(share_of(fen, share) - fen * share) <= Fraction(1, 2)


def test_units_agree() -> None:
    assert to_fen(1, "万元") == to_fen(10_000, "元") == to_fen(FEN_PER["万元"], "分")
