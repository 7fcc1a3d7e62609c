"""Where the proof is missing: no open block is left out, and none is called proven."""

from __future__ import annotations

from dataclasses import replace

import pytest

from placement.report.dossier.words import weak_words
from placement.report.speaker import Speaker
from placement.report.weak_parts import weak_parts
from told import Told

STAGES = [{"term": "public_money", "value": 700, "bound": 600, "proven": False}]


def parts(*bounds: int | None) -> list[dict[str, object]]:
    """One block of one circle for every bound; the plan has 100 in each."""
    return [
        {
            "circles": [f"c{n}"],
            "stages": [
                {"term": "public_money", "value": 100, "bound": bound, "proven": bound == 100}
            ],
        }
        for n, bound in enumerate(bounds)
    ]


@pytest.mark.parametrize(
    ("bounds", "zh", "en"),
    [
        (
            (100, 90, 99, 70, 98, 80, 100),
            "d3（1 个候选圈）最多可改进 30；d5（1 个候选圈）最多可改进 20；d1（1 个候选圈）最多可改进 10；"
            "另有 2 个，合计最多可改进 3；其余 2 个已证明最优",
            "d3 (1 circle) by 30 at most; d5 (1 circle) by 20 at most; d1 (1 circle) by 10 at most; "
            "2 more by 3 at most in all; the other 2 proven",
        ),
        (
            (90, None, 100),
            "d0（1 个候选圈）最多可改进 10；另有 1 个没有界；其余 1 个已证明最优",
            "d0 (1 circle) by 10 at most; 1 more without a bound; the other 1 proven",
        ),
        ((90,), "d0（1 个候选圈）最多可改进 10", "d0 (1 circle) by 10 at most"),
    ],
)
def test_every_block_is_counted_once(bounds: tuple[int | None, ...], zh: str, en: str) -> None:
    weak = weak_parts(STAGES, parts(*bounds), {f"c{n}": f"d{n}" for n in range(9)})
    assert weak is not None
    assert weak.listed("{:.0f}".format, Speaker("zh")) == zh
    assert weak.listed("{:.0f}".format, Speaker("en")) == en


def test_no_block_is_told_to_hide_more_than_the_whole_city_can() -> None:
    sharper = [{**STAGES[0], "bound": 685}]
    weak = weak_parts(sharper, parts(70, 95, 100), {f"c{n}": f"d{n}" for n in range(3)})
    assert weak is not None
    assert weak.listed("{:.0f}".format, Speaker("zh")) == (
        "d0（1 个候选圈）最多可改进 15；d1（1 个候选圈）最多可改进 5；合起来最多 15；其余 1 个已证明最优"
    )


def test_page_and_workbook_say_what_the_open_blocks_not_named_sum_to(told: Told) -> None:
    dossier = told.dossier
    circles = [circle.id for circle in dossier.circles[:5]]
    blocks = [
        {"circles": [circle], "stages": [{"value": 40_000, "bound": bound, "proven": False}]}
        for circle, bound in zip(circles, (0, 10_000, 20_000, 25_000, 30_000), strict=True)
    ]
    stage = {**dossier.proof.stages[0], "term": "public_money", "proven": False, "bound": None}
    said = weak_words(replace(dossier, proof=replace(dossier.proof, stages=[stage], parts=blocks)))
    assert "另有 2 个，合计最多可改进 2.50 万元" in said
    assert "已证明" not in said
