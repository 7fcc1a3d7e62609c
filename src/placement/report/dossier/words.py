"""The plan's proof, readings and findings in plain Chinese, for the workbook and the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from placement.errors import Text
from placement.money import YUAN_PER_WAN
from placement.plain import counted, plain, sentence
from placement.policy.base import decimal_text
from placement.policy.lines import JudgedLine
from placement.report.dossier.model import Dossier
from placement.report.names import term_texts
from placement.report.proof_words import gap_text, is_unknown, note_texts
from placement.report.speaker import Speaker
from placement.report.weak_parts import weak_parts

ENDINGS = {
    "optimal": Text("求解完成", "solved to the end"),
    "within_gap": Text("达到要求的差距后停止", "stopped within the gap asked for"),
    "limit": Text("到达时限停止", "stopped at the time limit"),
    "interrupted": Text("被中断，保留中断前最好的方案", "interrupted, the best plan so far kept"),
}
GRADES = {
    "proved_one_engine": Text(
        "由一次求解证明，未经第二次求解复核", "proved by one solve, not checked by a second"
    ),
    "proved_twice": Text(
        "由同一求解器以两种不同设置分别证明", "proved twice by one solver, otherwise configured"
    ),
    "gap": Text("每一步都有界，差距见下表", "every stage has a bound; gaps are in the table below"),
    "not_proved": Text(
        "至少有一步没有界，不知离最优多远",
        "a stage at least has no bound: how far from the best is unknown",
    ),
}
AUDIT = Text(
    "方案的全部数字由独立的审计模块按编号和年份用整数（分、最小计分单位）重新算出，不采用求解器的数值；"
    "审计不通过的方案不发布。界与“已证明最优”来自求解器，审计不重新证明。",
    "All numbers are recomputed from ids and years by an audit of its own, in integers; what the solver says is not "
    "used, and no plan that fails is published. Bounds and proofs are the solver's and are not proved again.",
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
    """One reading of the document: the question, how it is read and why.

    Attributes
    ----------
    written
        How a scenario states the reading under ``readings``; empty where it is no choice of a scenario.
    """

    question: str
    clause: str
    answer: str
    is_default: bool
    written: str = ""


def proof_details(dossier: Dossier) -> list[str]:
    """Say how the solve ended, what went wrong on the way and what the audit did."""
    proof, say = dossier.proof, dossier.say
    ending = say.text(ENDINGS[proof.status]) if proof.status in ENDINGS else proof.status
    grade = say.text(GRADES[proof.grade]) if proof.grade in GRADES else proof.grade
    limits = say(
        f"时限 {proof.time_limit_s:g} 秒，可接受差距 {proof.relative_gap:.2%}，随机种子 {proof.seed}",
        f"time limit {proof.time_limit_s:g} s, accepted gap {proof.relative_gap:.2%}, seed {proof.seed}",
    )
    ended = say(f"{ending}；{grade}。{limits}。", f"{ending}; {grade}. {limits}.")
    return [ended, *([faults] if (faults := fault_words(dossier)) else []), say.text(AUDIT)]


def fault_words(dossier: Dossier) -> str:
    """Say what could not be read and where the solver failed on the way; "" where all went well."""
    say = dossier.say
    return say("　", " ").join(map(say.text, note_texts(dossier.proof.faults)))


def stage_words(dossier: Dossier) -> Iterator[StageWords]:
    """Yield the stages in their order."""
    say, all_before = dossier.say, True
    for number, stage in enumerate(dossier.proof.stages, start=1):
        term = str(stage["term"])
        is_least = str(stage["sense"]).startswith("min")
        arrow = say("尽量少", "least") if is_least else say("尽量多", "most")
        unknown = not stage["proven"] and is_unknown(stage["relative_gap"])
        proven = (
            say("已证明", "proven")
            if all_before
            else say("已证明（按前步现值）", "proven, given the stages above")
        )
        known = say("未知", "unknown") if unknown else f"≤ {gap_text(stage['relative_gap'])}"
        gap = proven if stage["proven"] else known
        all_before = all_before and bool(stage["proven"])
        bound = None if unknown and not stage["bound"] else stage["bound"]
        name = _term_name(dossier, term)
        yield StageWords(
            number, say(f"{name}（{arrow}）", f"{name} ({arrow})"),
            term_value(term, stage["value"], say), term_value(term, bound, say), gap,
        )  # fmt: skip


def _term_name(dossier: Dossier, term: str) -> str:
    terms = term_texts(dossier.scenario.awards_counted)
    return dossier.say.text(terms[term]) if term in terms else term


def term_value(term: str, value: float | None, say: Speaker) -> str:
    """Return the value of a term with its unit; money is given in yuan."""
    if value is None:
        return "—"
    if term.endswith("money"):
        wan = f"{value / YUAN_PER_WAN:,.2f}"
        return say(f"{wan} 万元", f"{wan} (10,000 yuan)")
    return f"{value:,.0f}"


def baseline_words(dossier: Dossier) -> str:
    """Say what the office's own rule, easiest circles first, would have achieved; "" if unknown."""
    say = dossier.say
    names = [str(stage["term"]) for stage in dossier.proof.stages]
    found = dossier.proof.baseline or {}
    parts = [
        f"{_term_name(dossier, name)} {term_value(name, float(found[name]), say)}"
        for name in names
        if name in found
    ]
    head = say(
        "人工办法（先易后难）可达到：", "The office's own rule (easiest first) would reach: "
    )
    return head + say("；", "; ").join(parts) if parts else ""


def weak_words(dossier: Dossier) -> str:
    """Say in which districts the first stage that is not proven might be better; "" where that is unknown."""
    say = dossier.say
    districts = {circle.id: circle.district for circle in dossier.circles}
    weak = weak_parts(dossier.proof.stages, dossier.proof.parts, districts)
    if weak is None:
        return ""
    name = _term_name(dossier, weak.term)
    listed = weak.listed(lambda gap: term_value(weak.term, gap, say), say)
    return say(
        f"“{name}”尚未证明最优的片区：{listed}。",
        f"Blocks not proven in “{name}”: {listed}.",
    )


def reading_words(dossier: Dossier) -> Iterator[ReadingWords]:
    """Yield the readings chosen, in the policy's order."""
    chosen, say = dossier.scenario.chosen_readings, dossier.say
    for name, reading in dossier.scenario.policy.readings.items():
        option = chosen.get(name, reading.default)
        why = reading.options[option].reason
        yield ReadingWords(
            sentence(say(reading.question.zh, reading.question.en)), plain(reading.clause),
            sentence(say(why.zh, why.en)), option == reading.default, f"{name}: {option}",
        )  # fmt: skip
    yield from _default_words(dossier)


def _default_words(dossier: Dossier) -> Iterator[ReadingWords]:
    """Yield what judged lines count where the table of judgements is silent, and why; those never used left out."""
    tables, say = dossier.scenario.tables, dossier.say
    told = tables.judgements["line_id"].value_counts()
    for name, line in dossier.scenario.policy.rubric.lines.items():
        if not isinstance(line, JudgedLine):
            continue
        silent = len(tables.circles) - int(told.get(name, 0))
        if silent:
            points = decimal_text(line.default)
            yield ReadingWords(
                say(
                    f"“{plain(line.name)}”未填报的 {silent} 个生活圈得几分？",
                    f"What does “{plain(line.name)}” give the {counted(silent, 'circle')} not told of?",
                ),
                plain(line.source.clause),
                sentence(
                    say(f"{points} 分：", f"{counted(line.default, 'point')}: ")
                    + line.default_reason
                ),
                is_default=True,
            )


def assumption_words(dossier: Dossier) -> list[str]:
    """Return what was assumed of the input, a sentence each."""
    return [sentence(dossier.say.text(text)) for text in dossier.scenario.assumptions]


def warning_words(dossier: Dossier) -> list[str]:
    """Return the warnings about the input, one line each."""
    say = dossier.say
    rule, place, colon = say("rule_zh", "rule_en"), say("place_zh", "place"), say("：", ": ")
    return [
        sentence(f"[{w['code']}] {w[place]}{colon}{w[rule]}") for w in dossier.record["warnings"]
    ]
