"""A finding of the policy checks, located by file, line and key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from placement.errors import Problem, Text, listed
from placement.yamlfile import Document, Key, dotted
from placement.yamlfile.mends import ENTRIES
from placement.yamlfile.near import did_you_mean, near_match

SHOWN = 12
"""Known names that are listed."""


@dataclass(frozen=True)
class Findings:
    """Makes problems about one document."""

    document: Document

    def problem(
        self,
        code: str,
        path: tuple[Key, ...],
        rule: Text,
        mend: Text,
        value: object = None,
    ) -> Problem:
        """Return a problem at a path of keys; ``row`` is the line, ``column`` the dotted key."""
        place = self.document.place(path)
        return Problem(
            code=code,
            rule=rule,
            mend=mend,
            file=place.file,
            row=place.line or None,
            column=dotted(path),
            value=None if value is None else str(value),
        )

    def unknown(
        self, code: str, path: tuple[Key, ...], what: Text, name: str, known: Iterable[str]
    ) -> Problem:
        """Return the problem of a name that refers to nothing, with the nearest known one."""
        # A set has another order on each run.
        names = sorted(known) if isinstance(known, (set, frozenset)) else list(known)
        titles = _titles(known)
        rule = Text(f"没有这个{what.zh}：“{name}”", f"there is no {what.en} “{name}”")
        ids = {title: key for key, title in titles.items()}
        title = name.strip() if name.strip() in ids else None
        if title is None and near_match(name, names) is None:
            title = near_match(name.strip(), ids)
        if title is not None:
            mend = Text(
                f"请写编号 {ids[title]}（{title}）", f"Write its id: {ids[title]} ({title})"
            )
            return self.problem(code, path, rule, mend, name)
        parts = [part for part in ENTRIES.split(name) if part]
        if len(parts) > 1 and set(parts) <= set(names):
            form = f"[{', '.join(parts)}]"
            mend = Text(f"各项之间用半角逗号：{form}", f"Put ASCII commas between entries: {form}")
            return self.problem(code, path, rule, mend, name)
        shown = [f"{key} {titles[key]}" if key in titles else key for key in names[:SHOWN]]
        more = "…" if len(names) > SHOWN else ""
        none = Text(f"这里没有{what.zh}可用，请删去。", "There is none to name: remove it.")
        known_names = Text(f"可用：{listed(shown).zh}{more}", f"known: {listed(shown).en}{more}")
        known_names = known_names if names else none
        mend = did_you_mean(name, names) or known_names
        return self.problem(code, path, rule, mend, name)


def _titles(known: Iterable[str]) -> dict[str, str]:
    """Return the names people know things by, where what is known carries them."""
    if not isinstance(known, Mapping):
        return {}
    named = {key: getattr(thing, "name", thing) for key, thing in known.items()}
    return {key: name for key, name in named.items() if isinstance(name, str) and name != key}
