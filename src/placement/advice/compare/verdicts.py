"""What is known of two runs, in words; on the screen of many runs together, by the run that leads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from placement.advice.compare.judging import Judgement, Verdict
from placement.advice.telling import joined, same
from placement.errors import Text, listed
from placement.money import FEN_PER_YUAN
from placement.plain import plain
from placement.planner import MONEY_TERMS
from placement.report.names import term_texts
from placement.report.speaker import Speaker
from placement.scenario.objectives import amount_text

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


TURNED: Mapping[Verdict, Verdict] = {"worse": "better", "worse_plan": "better_plan"}
"""What is said with the better run named first."""


def verdict_line(judgement: Judgement, say: Speaker) -> str:
    """Say what is known of two runs."""
    return say.text(_sentence(judgement, {}))


def grouped_verdicts(judgements: Sequence[Judgement]) -> Iterator[Text]:
    """Yield what is known of all pairs: what is the same of one run against several others in one sentence."""
    groups: dict[tuple[str, Text], list[Judgement]] = defaultdict(list)
    for judgement in map(_turned, judgements):
        lead, rest = _ends(judgement)
        known = getattr(judgement, lead), _sentence(judgement, {rest: Text("", "")})
        groups[known].append(judgement)
    for alike in groups.values():
        _, rest = _ends(alike[0])
        yield _sentence(alike[0], {rest: listed(getattr(item, rest) for item in alike)})


def _turned(judgement: Judgement) -> Judgement:
    """Name the better of two runs first."""
    verdict = TURNED.get(judgement.verdict)
    if verdict is None:
        return judgement
    return replace(judgement, verdict=verdict, one=judgement.other, other=judgement.one)


def _ends(judgement: Judgement) -> tuple[str, str]:
    """Return which of the two runs leads the sentence, and which may be several."""
    return ("winner", "beaten") if judgement.winner else ("one", "other")


def _sentence(judgement: Judgement, called: Mapping[str, Text]) -> Text:
    """Say what is known, with other words for some of the runs."""
    term, by, ways = _term(judgement), _by(judgement), listed(UNLIKE[k] for k in judgement.unlike)
    ends = joined([*_proof(judgement), *_otherwise(judgement)], "", "")
    runs = {name: same(getattr(judgement, name)) for name in ("one", "other", "winner", "beaten")}
    words = {**runs, **called, "term": term, "by": by, "unlike": ways}
    text = VERDICTS[_verdict(judgement)]
    return Text(
        text.zh.format(**{name: word.zh for name, word in words.items()}) + ends.zh,
        text.en.format(**{name: word.en for name, word in words.items()}) + ends.en,
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
