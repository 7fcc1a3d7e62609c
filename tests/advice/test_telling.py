"""Tables of answers at 80 columns: no word and no number is broken."""

import io

import pytest
from rich.console import Console

from placement.advice.frontier.text import HEADS, NESTED_HEADS
from placement.advice.telling import Chapter, render
from placement.errors import Text
from placement.report.speaker import Speaker

ROW = (
    "10 · 100%",
    "1,234.5",
    "1,200.0",
    "12",
    "105",
    "1,105,500",
    "1,174.2",
    Text("未证明", "not proven"),
)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_wide_table_breaks_no_word(lang: str) -> None:
    say = Speaker(lang)
    chapter = Chapter(Text("预算阶梯", "Ladder"), (), HEADS, (ROW, ROW), tuple(range(len(HEADS))))
    console = Console(file=io.StringIO(), width=80)
    console.print(render("", [chapter], say))
    told = console.file.getvalue()  # type: ignore[attr-defined]
    assert all(len(line) <= 80 for line in told.splitlines())
    words = [
        word
        for cell in ROW
        for word in (say.text(cell) if isinstance(cell, Text) else cell).split()
    ]
    words += [word for head in HEADS for word in head.en.split()] if lang == "en" else []
    shown = set(told.split())
    assert not [word for word in words if word not in shown]


def test_where_there_is_no_room_nothing_is_left_out() -> None:
    chapter = Chapter(Text("预算阶梯", "Ladder"), (), HEADS, (ROW,), tuple(range(len(HEADS))))
    console = Console(file=io.StringIO(), width=40)
    console.print(render("", [chapter], Speaker("zh")))
    told = "".join(console.file.getvalue().split())  # type: ignore[attr-defined]
    assert all(part in told for part in "1,105,500")
    assert "未" in told
    assert "明" in told


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("heads", [HEADS, NESTED_HEADS])
def test_the_heads_of_a_ladder_stand_on_one_line(
    heads: tuple[Text, ...], width: int, lang: str
) -> None:
    say = Speaker(lang)
    row = tuple(cell for head, cell in zip(HEADS, ROW, strict=True) if head in heads)
    chapter = Chapter(Text("预算阶梯", "Ladder"), (), heads, (row,), tuple(range(len(heads))))
    console = Console(file=io.StringIO(), width=width)
    console.print(render("", [chapter], say))
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    shown = " ".join(say.text(head) for head in heads)
    assert shown in [" ".join(line.split()) for line in lines]
