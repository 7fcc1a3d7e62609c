"""A file of one sort given where another belongs: said in one finding rather than as a list of unknown keys."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from placement.errors import InputError, Problem, Text
from placement.policy.findings import Findings
from placement.yamlfile import Document, inherit, read_yaml

OF_A_POLICY = frozenset({"document", "rubric", "tiers"})
OF_A_SCENARIO = frozenset({"data", "horizon", "policy"})
SOME = 2
"""Keys of one sort of file that show what it is."""


def check_is_scenario(document: Document) -> None:
    """Raise InputError (PL819) if a policy was given as a scenario, or is extended by one."""
    if not _is_policy(document.data):
        return
    place = document.place(("rubric",))
    if place.file == document.file:
        rule = Text("这是政策文件，不是情景文件", "this is a policy, not a scenario")
        mend = Text(
            "请给情景文件（在 scenarios 文件夹），其中写 policy: 这个文件。",
            "Give a scenario (in the folder scenarios) that names this file as its `policy`.",
        )
        raise InputError([Problem(code="PL819", rule=rule, mend=mend, file=place.file)])
    here = document.place(("id",))
    rule = Text(
        f"extends 继承了政策文件 {place.file}：情景只能继承情景",
        f"`extends` names the policy {place.file}: a scenario extends scenarios only",
    )
    mend = Text(
        "请从 extends 中删去它，写成 policy: 该文件的相对路径。",
        "Remove it from `extends` and name it as `policy`.",
    )
    problem = Problem(code="PL819", rule=rule, mend=mend, file=document.file, column="extends")
    raise InputError([problem.at(row=here.line if here.file == document.file else None)])


def check_is_policy(document: Document, path: Path, name: str) -> None:
    """Raise InputError (PL819) if the file that a scenario names as its policy is of another sort."""
    data = inherit(read_yaml(path, root=document.root)).data
    if _is_policy(data):
        return
    is_scenario = _has(data, OF_A_SCENARIO)
    what = Text("情景文件", "a scenario") if is_scenario else Text("别的文件", "something else")
    rule = Text(
        f"“{name}”不是政策文件，而是{what.zh}（没有 rubric、tiers）",
        f"“{name}” is no policy but {what.en}: it has neither rubric nor tiers",
    )
    mend = Text(
        "请写政策文件，例如 policy: ../models/jining-2023.yaml。",
        "Name a policy, such as policy: ../models/jining-2023.yaml.",
    )
    raise InputError([Findings(document).problem("PL819", ("policy",), rule, mend, name)])


def _is_policy(data: Mapping[Any, Any]) -> bool:
    return _has(data, OF_A_POLICY)


def _has(data: Collection[Any], keys: frozenset[str]) -> bool:
    return len(keys & set(data)) >= SOME
