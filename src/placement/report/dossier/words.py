"""The plan's proof, readings and findings in plain Chinese, for the workbook and the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from placement.money import YUAN_PER_WAN
from placement.report.dossier.model import Dossier
from placement.report.dossier.proof import Proof
from placement.report.names import term_texts
from placement.report.plain import plain, sentence
from placement.report.proof_words import gap_text, is_unknown
from placement.report.weak_parts import weak_parts

MOST_WEAK = 3
ENDINGS = {
    "optimal": "求解完成",
    "within_gap": "达到要求的差距后停止",
    "limit": "到达时限停止",
    "interrupted": "被中断，保留中断前最好的方案",
}
GRADES = {
    "proved_one_engine": "由一次求解证明，未经第二次求解复核",
    "proved_twice": "由同一求解器以两种不同设置分别证明",
    "gap": "每一步都有界，差距见下表",
    "not_proved": "至少有一步没有界，不知离最优多远",
}
AUDIT = (
    "方案的全部数字由独立的审计模块按编号和年份用整数（分、最小计分单位）重新算出，不采用求解器的数值；"
    "审计不通过的方案不发布。界与“已证明最优”来自求解器，审计不重新证明。"
)


@dataclass(frozen=True, slots=True)
class StageWords:
    """One stage of the objective as text."""

    number: int
    name: str
    value: str
    bound: str
    gap: str


@dataclass(frozen=True, slots=True)
class ReadingWords:
    """One reading of the document: the question, what was chosen and why."""

    id: str
    question: str
    clause: str
    option: str
    is_default: bool
    reason: str


def proof_details(proof: Proof) -> list[str]:
    """Say how the solve ended and what the audit did."""
    ending = ENDINGS.get(proof.status, proof.status)
    grade = GRADES.get(proof.grade, proof.grade)
    limits = f"时限 {proof.time_limit_s:g} 秒，可接受差距 {proof.relative_gap:.2%}，随机种子 {proof.seed}"
    return [f"{ending}；{grade}。{limits}。", AUDIT]


def stage_words(dossier: Dossier) -> Iterator[StageWords]:
    """Yield the stages in their order."""
    terms = term_texts(dossier.scenario.awards_counted)
    all_before = True
    for number, stage in enumerate(dossier.proof.stages, start=1):
        term = str(stage["term"])
        arrow = "尽量少" if str(stage["sense"]).startswith("min") else "尽量多"
        unknown = not stage["proven"] and is_unknown(stage["relative_gap"])
        proven = "已证明" if all_before else "已证明（按前步现值）"
        known = "未知" if unknown else f"≤ {gap_text(stage['relative_gap'])}"
        gap = proven if stage["proven"] else known
        all_before = all_before and bool(stage["proven"])
        bound = None if unknown and not stage["bound"] else stage["bound"]
        yield StageWords(
            number, f"{terms[term].zh if term in terms else term}（{arrow}）",
            term_value(term, stage["value"]), term_value(term, bound), gap,
        )  # fmt: skip


def term_value(term: str, value: float | None) -> str:
    """Return the value of a term with its unit; money is given in yuan."""
    if value is None:
        return "—"
    if term.endswith("money"):
        return f"{value / YUAN_PER_WAN:,.2f} 万元"
    return f"{value:,.0f}"


def baseline_words(dossier: Dossier) -> str:
    """Say what the office's own rule, easiest circles first, would have achieved; "" if unknown."""
    terms = term_texts(dossier.scenario.awards_counted)
    names = [str(stage["term"]) for stage in dossier.proof.stages]
    found = dossier.proof.baseline or {}
    parts = [
        f"{terms[name].zh if name in terms else name} {term_value(name, float(found[name]))}"
        for name in names
        if name in found
    ]
    return "人工办法（先易后难）可达到：" + "；".join(parts) if parts else ""


def weak_words(dossier: Dossier) -> str:
    """Say in which districts the first stage that is not proven might be better; "" where that is unknown."""
    districts = {circle.id: circle.district for circle in dossier.circles}
    weak = weak_parts(dossier.proof.stages, dossier.proof.parts, districts)
    if weak is None:
        return ""
    term, parts = weak
    terms = term_texts(dossier.scenario.awards_counted)
    told = "；".join(
        f"{part.place}（{part.circles} 个候选圈）最多可改进 {term_value(term, part.gap)}"
        for part in parts[:MOST_WEAK]
    )
    rest = len(dossier.proof.parts) - len(parts)
    name = terms[term].zh if term in terms else term
    proven = f"；其余 {rest} 个片区已证明最优" if rest else ""
    return f"“{name}”尚未证明最优的片区：{told}{proven}。"


def reading_words(dossier: Dossier) -> Iterator[ReadingWords]:
    """Yield the readings chosen, in the policy's order."""
    chosen = dossier.scenario.chosen_readings
    for name, reading in dossier.scenario.policy.readings.items():
        option = chosen.get(name, reading.default)
        yield ReadingWords(
            name, sentence(reading.question.zh), plain(reading.clause), option,
            option == reading.default, sentence(reading.options[option].reason.zh),
        )  # fmt: skip


def warning_words(dossier: Dossier) -> list[str]:
    """Return the warnings about the input, one line each."""
    return [
        sentence(f"[{w['code']}] {w['place']}：{w['rule_zh']}") for w in dossier.record["warnings"]
    ]
