from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placement.money import yuan_text
from placement.numerals import digits_of
from placement.tables.cells.money import read_money
from placement.tables.cells.numbers import read_number
from placement.tables.cells.typed import text_of
from placement.tables.cells.years import read_year
from placement.tables.finding import CellFaultError


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12
    )
)
def test_plain_numbers_are_read_exactly(number):
    assert read_number(f"{number:f}") == number


@given(st.integers(0, 10**11), st.sampled_from(["{:,}", "{}", " {} ", "{}.0", "{:,}.00"]))
def test_grouped_and_full_width_numbers_are_the_same(number, form):
    text = form.format(number)
    assert read_number(text) == number
    assert read_number(text.translate({ord("0") + i: 0xFF10 + i for i in range(10)})) == number


@given(st.integers(0, 10**13))
def test_yuan_text_is_read_back(fen):
    assert read_money(yuan_text(fen), "元", None, None) == fen
    assert read_money(yuan_text(fen) + "元", "元", None, None) == fen


@given(st.integers(0, 10**10))
def test_worksheet_numbers_keep_fifteen_digits(fen):
    typed = float(Decimal(fen) / 100)
    assert read_money(text_of(typed), "元", None, None) == fen


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text):
    for read in (read_number, read_year, lambda t: read_money(t, "万元", None, None)):
        try:
            value: object = read(text)
        except CellFaultError as fault:
            value = fault.problem.code
        assert isinstance(value, int | Decimal) or str(value)[:3] in {"PL4", "PL5"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("三十万", 300_000),
        ("两千零五", 2005),
        ("叁拾万元整", 300_000),
        ("一亿二千万", 120_000_000),
        ("九千九", 9900),
        ("一万五", 15_000),
        ("三百五", 350),
        ("一百零五", 105),
        ("三万零五", 30_005),
        ("二十五", 25),
        ("二〇二五", 2025),
        ("九九千", None),
    ],
)
def test_chinese_numerals(text, value):
    assert digits_of(text) == value


def test_chinese_numerals_with_a_point_have_no_digits():
    assert digits_of("三点五") is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1.24万", "12400"), ("12 千", "12000"), ("3万人", "30000"), ("１．２４万", "12400"), ("1.23456万", ""), ("约1万", "")],
)  # fmt: skip
def test_a_number_in_ten_thousands_is_told_in_full(written: str, meant: str) -> None:
    with pytest.raises(CellFaultError) as caught:
        read_number(written)
    assert caught.value.problem.code == "PL414"
    assert (caught.value.problem.mend.zh == f"请写 {meant}。") is bool(meant), (
        caught.value.problem.mend.zh
    )
