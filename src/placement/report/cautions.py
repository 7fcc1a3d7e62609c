"""What whoever hands results on has to know: invented data among the input, data that may not be published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from placement.errors import Text, listed
from placement.plain import plain, sentence
from placement.report.speaker import Speaker
from placement.scenario.model import Licence, Scenario


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to know.

    Attributes
    ----------
    stamp
        A few words for pictures and page feet.
    notice
        Name of the text file that says it beside tables, which cannot be stamped.
    """

    stamp: Text
    sentence: Text
    notice: str


SYNTHETIC = Caution(
    Text("合成数据", "synthetic data"),
    Text(
        "合成数据：输入中有虚构的数据，全部结果只作演示，不能用于决策。",
        "Synthetic data: some of the input is invented; for demonstration only, not for decisions.",
    ),
    "合成数据_SYNTHETIC.txt",
)
BAN, BAN_FILE = Text("不得公开", "not for publication"), "不得公开_NOT_FOR_PUBLICATION.txt"
UNSETTLED = Text("公开前须核实许可", "licence unsettled")
UNSETTLED_FILE = "公开前须核实许可_LICENCE_UNSETTLED.txt"


def cautions_of(scenario: Scenario) -> tuple[Caution, ...]:
    """Return what has to be known of everything that is made from a scenario."""
    return cautions(synthetic=scenario.synthetic, licence=scenario.licence)


def cautions(*, synthetic: bool, licence: Licence | None) -> tuple[Caution, ...]:
    """Return the cautions of data that are invented, or whose licence forbids or leaves open publication."""
    found = [SYNTHETIC] if synthetic else []
    if licence is not None and not licence.is_clear:
        stamp, notice = (UNSETTLED, UNSETTLED_FILE) if licence.publishable else (BAN, BAN_FILE)
        found.append(Caution(stamp, told_licence(licence), notice))
    return tuple(found)


def stamp_text(found: Iterable[Caution], say: Speaker) -> str:
    """Return the stamps in one line, ``""`` for none."""
    return " · ".join(say.text(caution.stamp) for caution in found)


def told_licence(licence: Licence) -> Text:
    """Say under which terms the data may be used, beginning with what stands against publication."""
    head = _head(licence)
    return Text(
        f"{head.zh}：{sentence(licence.text.zh)}",
        f"{head.en[0].upper()}{head.en[1:]}: {sentence(licence.text.en)}",
    )


def _head(licence: Licence) -> Text:
    if not licence.publishable:
        return BAN
    if not licence.unlicensed:
        return Text("数据的使用许可", "Data licence")
    sources = listed(map(plain, licence.unlicensed))
    return Text(
        f"{UNSETTLED.zh}（{sources.zh} 没有声明许可）",
        f"licence to be settled before publication (none is stated for {sources.en})",
    )
