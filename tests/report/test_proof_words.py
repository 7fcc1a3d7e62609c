"""What is said of a proof is never better than what is known, in one line."""

from __future__ import annotations

import pytest

from placement.report.proof_words import proof_headline


def stage(*, proven: bool, gap: float | None) -> dict[str, object]:
    return {"proven": proven, "relative_gap": gap}


PROVEN, NEAR, OPEN = (
    stage(proven=True, gap=0.0),
    stage(proven=False, gap=0.01234),
    stage(proven=False, gap=None),
)
TRIVIAL = stage(proven=False, gap=1.0)
ROUNDED_TO_NOTHING = stage(proven=False, gap=1e-7)


@pytest.mark.parametrize(
    ("stages", "zh", "en"),
    [
        ([PROVEN], "已证明最优", "proven optimal"),
        (
            [PROVEN, NEAR],
            "第 1 步已证明最优；第 2 步与最优差距 ≤ 1.24 %",
            "stage 1 proven optimal; stage 2 within 1.24 % of the best",
        ),
        (
            [PROVEN, PROVEN, OPEN],
            "前 2 步已证明最优；第 3 步未证明",
            "stages 1 to 2 proven optimal; stage 3 not proven",
        ),
        ([NEAR], "第 1 步与最优差距 ≤ 1.24 %", "stage 1 within 1.24 % of the best"),
        ([ROUNDED_TO_NOTHING], "第 1 步与最优差距 ≤ 0.01 %", "stage 1 within 0.01 % of the best"),
        (
            [NEAR, PROVEN],  # proven given an unproven one: worth nothing by itself
            "第 1 步与最优差距 ≤ 1.24 %",
            "stage 1 within 1.24 % of the best",
        ),
        (
            [NEAR, TRIVIAL],
            "第 1 步与最优差距 ≤ 1.24 %；第 2 步未证明",
            "stage 1 within 1.24 % of the best; stage 2 not proven",
        ),
        ([TRIVIAL], "最优性未证明", "optimality not proven"),
        ([OPEN, PROVEN], "最优性未证明", "optimality not proven"),
        ([], "最优性未证明", "optimality not proven"),
    ],
)
def test_the_headline(stages: list[dict[str, object]], zh: str, en: str) -> None:
    assert proof_headline(stages) == (zh, en)
