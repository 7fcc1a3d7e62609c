"""The comparison in words and tables: for the terminal and for the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as RichText

from placement.advice.compare.comparison import Comparison
from placement.advice.compare.differences_text import differences_section
from placement.advice.compare.judging import Judgement
from placement.advice.telling import joined, same
from placement.errors import Text, listed
from placement.money import FEN_PER_YUAN
from placement.plain import plain
from placement.planner import MONEY_TERMS
from placement.report.names import term_texts
from placement.report.proof_words import gap_text, is_unknown
from placement.report.prose import Prose
from placement.report.screen.status import GRADES
from placement.report.screen.tables import number_text, section, wan_text
from placement.report.speaker import Speaker
from placement.scenario.objectives import amount_text

SIDE_BY_SIDE = 4
VERDICTS = {
    "better": Text(
        "{one} 优于 {other}（先看：{term}）", "{one} is better than {other} ({term} decides)"
    ),
    "worse": Text(
        "{other} 优于 {one}（先看：{term}）", "{other} is better than {one} ({term} decides)"
    ),
    "better_plan": Text(
        "同一情景：{one} 的方案优于 {other} 的方案（先看：{term}）",
        "one scenario: the plan of {one} is better than that of {other} ({term} decides)",
    ),
    "worse_plan": Text(
        "同一情景：{other} 的方案优于 {one} 的方案（先看：{term}）",
        "one scenario: the plan of {other} is better than that of {one} ({term} decides)",
    ),
    "equal": Text("{one}与{other} 在全部目标上相同", "{one} and {other} are equal in all stages"),
    "undecided": Text(
        "{one}与{other}：在现有差距下分不出优劣（{term}）",
        "{one} and {other}: undecided at these gaps ({term})",
    ),
    "beaten": Text(
        "{winner} 的方案在 {beaten} 的情景里也成立（已核算），且{by}：{beaten} 可用 --start 从 {winner} 继续求解",
        "the plan of {winner} holds in the scenario of {beaten} as well (audited) and {by}: solve {beaten} on from it"
        " with --start",
    ),
    "beaten_by_record": Text(
        "按两次求解记录的规则，{winner} 的方案在 {beaten} 的情景里也成立，且{by}（只按记录，没有重新核算）",
        "by the rules the two runs recorded, the plan of {winner} holds in the scenario of {beaten} as well and {by}"
        " (by the records alone, not audited)",
    ),
    "not_comparable": Text(
        "{one}与{other}：{unlike}不同，只比较经审计的数字，不比较目标值",
        "{one} and {other}: not the same {unlike}; only audited figures are compared",
    ),
    "contradiction": Text(
        "同一情景：{one}与{other} 的记录互相矛盾，一个方案越过了另一个记录的界（{term}），至少有一个界是错的，"
        "两者的证明都不可信；请用现在的版本重新求解",
        "one scenario: the records of {one} and {other} contradict each other, a plan goes beyond the bound of the"
        " other ({term}); at least one bound is false, neither proof can be relied on: solve again with this version",
    ),
    "contradiction_elsewhere": Text(
        "核对不一致：{winner} 的方案在 {beaten} 的情景里也成立（已核算），却越过了 {beaten} 记录的界（{term}），这个界是错的，"
        "{beaten} 的证明不可信；请用现在的版本重新求解 {beaten}",
        "records disagree: the plan of {winner} holds in the scenario of {beaten} as well (audited) and goes beyond the"
        " bound recorded there ({term}); that bound is false, the proof of {beaten} cannot be relied on: solve {beaten}"
        " again with this version",
    ),
}

OTHERWISE = {
    "rules": Text("规则不同", "other rules"),
    "caps": Text("额度不同", "other caps"),
    "carry": Text("结转办法不同", "money carried over otherwise"),
    "help": Text("调剂办法不同", "money moved between lines otherwise"),
}
UNLIKE = {
    "tables": Text("数据表", "tables"),
    "policy": Text("政策", "policy"),
    "readings": Text("口径", "readings"),
    "rubric": Text("评价指标", "rubric"),
    "tiers": Text("等级门槛", "tiers"),
    "recognition": Text("认定与复评办法", "recognition and reviews"),
    "walking": Text("步行范围", "walking"),
    "targets": Text("任务（数量、权重）", "targets (numbers, weights)"),
    "stages": Text("目标次序", "stages"),
    "premises": Text("用房规定", "rules for premises"),
    "operators": Text("经营者与补助的测算参数", "assumptions about operators"),
}


def overview_lines(
    comparison: Comparison, tiers: Mapping[str, str], say: Speaker
) -> list[tuple[str, list[str]]]:
    """Return the table of figures: a title, then one text for each run."""
    rows = comparison.overview.to_dict("records")

    def line(title: str, value: Any) -> tuple[str, list[str]]:
        return title, [value(row) for row in rows]

    return [
        line(say("政策", "policy"), lambda r: str(r["policy"])),
        line(say("目标完成", "targets met"), lambda r: f"{r['targets_met']}/{r['targets']}"),
        line(say("缺口合计", "missing"), lambda r: number_text(r["missing"])),
        line(say("期末达标生活圈", "circles at the end"), lambda r: number_text(r["certified"])),
        *(
            line(f"  {name}", lambda r, tier=tier: number_text(r["by_tier"].get(tier, 0)))
            for tier, name in tiers.items()
        ),
        line(say("达标圈内居民", "residents in them"), lambda r: number_text(r["residents"])),
        line(say("项目（其中享受补助）", "projects (with aid)"), _projects),
        line(say("总投资 万元", "investment, 10k yuan"), _wan("investment_yuan")),
        line(say("补助 万元", "aid, 10k yuan"), _wan("aid_yuan")),
        line(say("承诺财政资金 万元", "committed, 10k yuan"), _wan("committed_yuan")),
        line(say("有上限渠道结余 万元", "left under caps, 10k yuan"), _wan("unspent_yuan")),
        line(say("与最好可能的差距", "gap"), lambda r: _gap(r["relative_gap"])),
        line(say("证明程度", "grade"), lambda r: _grade(r, say)),
    ]


def verdict_line(judgement: Judgement, say: Speaker) -> str:
    """Say what is known of two runs."""
    term, by, unlike = _term(judgement), _by(judgement), [UNLIKE[k] for k in judgement.unlike]
    text, ways = VERDICTS[_verdict(judgement)], listed(unlike)
    ends = joined([*_proof(judgement), *_otherwise(judgement)], "", "")
    who = {name: getattr(judgement, name) for name in ("one", "other", "winner", "beaten")}
    return say(
        text.zh.format(**who, term=term.zh, by=by.zh, unlike=ways.zh) + ends.zh,
        text.en.format(**who, term=term.en, by=by.en, unlike=ways.en) + ends.en,
    )


def _verdict(judgement: Judgement) -> str:
    if judgement.verdict == "beaten" and not judgement.is_audited:
        return "beaten_by_record"
    is_elsewhere = judgement.verdict == "contradiction" and judgement.winner
    return "contradiction_elsewhere" if is_elsewhere else judgement.verdict


def _term(judgement: Judgement) -> Text:
    terms = term_texts(awards_counted=judgement.awards_counted)
    return terms.get(judgement.term, same(judgement.term))


def _by(judgement: Judgement) -> Text:
    """Say by how much the plan of the winner is better where it holds, too."""
    term, is_money = _term(judgement), judgement.term in MONEY_TERMS
    amount = amount_text(
        judgement.term, round(judgement.by * FEN_PER_YUAN) if is_money else int(judgement.by)
    )
    less = judgement.sense == "min"
    if is_money and less:
        return Text(f"少花 {amount.zh}（{term.zh}）", f"costs {amount.en} less ({term.en})")
    zh, en = ("少", "fewer") if less else ("多", "more")
    return Text(f"{term.zh}{zh} {amount.zh}", f"has {amount.en} {en} ({term.en})")


def _proof(judgement: Judgement) -> Iterator[Text]:
    if judgement.proven and judgement.verdict == "equal":
        yield Text("，都是最优", ", both the best")
    elif judgement.proven and judgement.verdict == "beaten":
        yield Text("；这一步已证明不能再好", "; which is proven to be the best there")
    elif judgement.proven:
        yield Text("，这一步已证明不能更好", ", which is proven to be the best there")


def _otherwise(judgement: Judgement) -> Iterator[Text]:
    """Name locks, rules, caps and moves of money that differ although the runs are comparable."""
    rules = [UNLIKE.get(name, same(plain(name))) for name in judgement.rules]
    yield from (Text(f"；{told.zh}", f"; {told.en}") for told in judgement.locks)
    found = {
        "rules": rules,
        "caps": [same(plain(name)) for name in judgement.budgets],
        **{
            what: [same(plain(name)) for name in judgement.moving.get(what, ())]
            for what in ("carry", "help")
        },
    }
    for what, names in found.items():
        if names:
            told = listed(names)
            yield Text(f"；{OTHERWISE[what].zh}：{told.zh}", f"; {OTHERWISE[what].en}: {told.en}")


def render_comparison(
    comparison: Comparison, tiers: Mapping[str, str], lang: str = "zh"
) -> RenderableType:
    """Return what the terminal shows."""
    say = Speaker(lang)
    tables = _side_by_side(comparison.labels, overview_lines(comparison, tiers, say))
    runs = [
        Prose(f"{label}  {name}  {path}")
        for label, name, path in zip(
            comparison.labels, comparison.names, comparison.overview["directory"], strict=True
        )
    ]
    runs += [Prose(say.text(line), style="red") for line in comparison.absent]
    verdicts = [Prose(verdict_line(item, say)) for item in comparison.judgements]
    parts: list[RenderableType] = [
        section(say("情景", "Scenarios"), Group(*runs)),
        section(say("对比", "Side by side"), Group(*tables)),
        section(say("能否分出优劣", "Which is better"), Group(*verdicts)),
        differences_section(comparison, say),
    ]
    parts += [Prose(say.text(caution.sentence), style="red") for caution in comparison.cautions]
    return Group(*parts)


def _side_by_side(
    labels: Sequence[str], lines: Sequence[tuple[str, Sequence[str]]]
) -> Iterator[Table]:
    """Yield the figures of a few runs at a time, so that titles and numbers stay whole."""
    for first in range(0, len(labels), SIDE_BY_SIDE):
        some = slice(first, first + SIDE_BY_SIDE)
        table = Table(box=None, pad_edge=False, header_style="dim")
        table.add_column("", no_wrap=True)
        for label in labels[some]:
            table.add_column(label, justify="right", overflow="fold")
        for title, values in lines:
            table.add_row(RichText(title), *map(RichText, values[some]))
        yield table


def _projects(row: Mapping[str, Any]) -> str:
    return f"{number_text(row['projects'])} ({number_text(row['subsidised'])})"


def _wan(column: str) -> Any:
    return lambda row: wan_text(float(Decimal(row[column])))


def _gap(gap: float | None) -> str:
    if gap is None or is_unknown(gap):
        return "—"
    return "0" if gap == 0 else f"≤ {gap_text(gap)}"


def _grade(row: Mapping[str, Any], say: Speaker) -> str:
    """Say how a run is proven, or which of its stages are."""
    found = GRADES.get(str(row["grade"]))
    return say(row["proof_zh"], row["proof_en"]) if found is None else say.text(found)
