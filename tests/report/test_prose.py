"""Chinese sentences on a console: lines are filled, and what belongs together stays together."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from placement.report.prose import Prose, broken

LONG = "补贴项目与资金额度为情景假设；试点奖励、菜市场补助、验收奖励、连锁门店奖励取《五十问》第19问的举例"


@pytest.mark.parametrize("mark", ["· ", "! ", "✗ ", "A 优于 C（先看：财政资金）；规则不同："])
def test_no_mark_stands_alone_before_a_long_sentence(mark: str) -> None:
    first, *rest = broken(mark + LONG, 40)
    assert rest
    assert cell_len(first) > 34
    assert first.startswith(mark.rstrip())


@pytest.mark.parametrize("width", range(10, 60))
def test_numbers_stay_whole_and_beside_what_they_count(width: int) -> None:
    text = "2022、2023、2024、2025 年，补贴多 23.06 万元；共 12,345 人（其中 8 人须另算），完。"
    lines = list(broken(text, width))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(line) <= width for line in lines)
    assert all(line[0] not in "，。；、）" for line in lines)
    assert not any(line.endswith("（") for line in lines)
    joined = "\n".join(lines)
    for whole in ("2022", "2023", "2024", "23.06", "12,345", "2025 年", "8 人"):
        assert whole in joined


def test_english_is_broken_at_spaces_and_long_words_are_cut() -> None:
    assert list(broken("the rest as planned: 2 yuan", 12)) == ["the rest as", "planned: 2", "yuan"]
    assert list(broken("abcdefghij", 4)) == ["abcd", "efgh", "ij"]
    assert list(broken("一\n\n二", 4)) == ["一", "", "二"]


def test_it_fits_a_cell_and_sets_it_right() -> None:
    table = Table(box=None, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_row(Prose("年度：2022、2023、2024、2025"), Prose("2 万元"))
    out = io.StringIO()
    Console(file=out, width=26).print(table)
    lines = out.getvalue().splitlines()
    assert lines[0].rstrip().endswith("2 万元")
    assert len(lines) == 2
    assert "2024" in out.getvalue()
    assert "2025" in out.getvalue()
