"""Words from a list: yes and no, kinds, tiers and judged lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from placement.policy.kinds import fold_name
from placement.tables.finding import CellFaultError, listed, refuse
from placement.tables.model import Vocabulary
from placement.yamlfile.near import near_match

_YES = frozenset(("是", "true", "yes", "y", "1", "1.0", "√", "✓", "✔", "有"))
_NO = frozenset(("否", "false", "no", "n", "0", "0.0", "×", "x", "✗", "无", "不是", "没有"))
_BETWEEN_KINDS = re.compile(r"[+、,;|/]")
_BETWEEN_WORDS = re.compile(r"[\s&和及与兼·．.。—–-]+")


def read_flag(text: str) -> bool:
    """Return yes or no.

    Raises
    ------
    CellFaultError
        PL317 for anything else.
    """
    word = fold_name(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise refuse(
        "PL317",
        ("只能填写 是 或 否", "only yes or no (是/否, true/false, 1/0)"),
        ("请填写 是 或 否。", "Write 是 or 否."),
    )


def read_kind(text: str, vocabulary: Vocabulary) -> str:
    """Return the id of one kind.

    Raises
    ------
    CellFaultError
        PL315 if the policy does not know it.
    """
    kind = vocabulary.kinds.get(fold_name(text))
    if kind is None:
        raise _unknown_kind(text.strip(), vocabulary)
    return kind


def read_kinds(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the kinds of a list such as ``便利店+早餐店``, in the order written, each once."""
    whole = vocabulary.kinds.get(fold_name(text))
    if whole is not None:
        return (whole,)
    parts = _BETWEEN_KINDS.split(unicodedata.normalize("NFKC", text))
    named = [part.strip() for part in parts if part.strip()]
    return tuple(dict.fromkeys(read_kind(part, vocabulary) for part in named))


def read_tier(text: str, vocabulary: Vocabulary) -> str:
    """Return the id of a tier; PL315 if the policy has none of this id or name."""
    return _read_listed(text, vocabulary.tiers, "等级", "tier")


def read_line(text: str, vocabulary: Vocabulary) -> str:
    """Return the id of a judged line; PL315 if the policy judges no line of this id or name."""
    names = {line.id: line.name for line in vocabulary.judged_lines.values()}
    return _read_listed(text, names, "需打分的评分项", "judged line")


def _read_listed(text: str, names: Mapping[str, str], zh: str, en: str) -> str:
    """Return the id whose id or name is written."""
    word = fold_name(text)
    for listed_id, name in names.items():
        if word in {fold_name(listed_id), fold_name(name)}:
            return listed_id
    words = [f"{listed_id} {name}" for listed_id, name in names.items()]
    near = near_match(text.strip(), (*names, *names.values()))
    raise unknown_word(text.strip(), words, near, (zh, en))


def _kinds_meant(words: Iterable[str], vocabulary: Vocabulary) -> str | None:
    """Return the kinds that several words with something else between them name, as they are joined; None if not all do."""
    kinds = [vocabulary.kinds.get(fold_name(word)) for word in words]
    named = [vocabulary.kind_names[kind] for kind in kinds if kind is not None]
    return "+".join(named) if len(named) == len(kinds) > 1 else None


def _unknown_kind(text: str, vocabulary: Vocabulary) -> CellFaultError:
    together = _kinds_meant(_BETWEEN_WORDS.split(text.strip()), vocabulary)
    if together is not None:
        return refuse(
            "PL315",
            (f"“{text}”不是一种业态", f"“{text}” is not one kind"),
            (
                f"“{text}”：一处有几种业态时用 + 连接：{together}",
                f"“{text}”: join several kinds of one place with +: {together}",
            ),
        )
    near_spelling = near_match(fold_name(text), vocabulary.kinds)
    near = None
    if near_spelling is not None:
        near = vocabulary.kind_names[vocabulary.kinds[near_spelling]]
    return unknown_word(text, list(vocabulary.kind_names.values()), near, ("业态", "kind"))


def unknown_word(
    text: str, allowed: Iterable[str], near: str | None, what: tuple[str, str]
) -> CellFaultError:
    """Return the refusal of a word that is not in its list."""
    zh, en = what
    words = list(allowed)
    mend = (f"可用：{listed(words, '、')}。", f"Allowed: {listed(words, ', ')}.")
    if near is not None:
        mend = (f"“{text}”：您是否想写“{near}”？", f"“{text}”: did you mean “{near}”?")
    return refuse("PL315", (f"政策中没有{zh}“{text}”", f"the policy knows no {en} “{text}”"), mend)
