"""A finding of the policy checks, located by file, line and key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from placement.errors import Problem, Text
from placement.yamlfile import Document, Key, dotted
from placement.yamlfile.near import did_you_mean


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
        names = list(known)
        rule = Text(f"没有这个{what.zh}：“{name}”", f"there is no {what.en} “{name}”")
        listed = "、".join(names[:12]) + ("…" if len(names) > 12 else "")  # noqa: PLR2004
        none = Text(f"这里没有{what.zh}可用，请删去。", "There is none to name: remove it.")
        known_names = Text(f"可用：{listed}", f"known: {listed}") if names else none
        mend = did_you_mean(name, names) or known_names
        return self.problem(code, path, rule, mend, name)
