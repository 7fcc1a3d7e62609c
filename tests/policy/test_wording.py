"""What a policy file quotes stands in the document it comes from, and every rule says where."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from placement.policy.base import Source
from placement.policy.reader import read_policy
from placement.policy.schema import Policy
from placement.yamlfile import StrictModel

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ROOT / ".." / "shared" / "policies"
FIFTY = "mofcom-fifty-questions-2023.txt"
DOCUMENTS_OF = {
    "jining-2023": ("jining-2023.txt",),
    "qingdao-2022": ("qingdao-2022.txt",),
    "minhou-2022": ("minhou-2022.txt",),
    "mofcom-2023": (FIFTY,),
    "liangzhou-2024": ("liangzhou-2024.txt", FIFTY),  # it takes over the national tables
}


@cache
def policy(name: str) -> Policy:
    return read_policy(ROOT / "models" / f"{name}.yaml")


def plain(text: str) -> str:
    """Text without blanks, with half-width punctuation and straight quotes: scans differ in these."""
    text = re.sub("[“”]", '"', unicodedata.normalize("NFKC", text))
    return re.sub(r"\s", "", text)


def sources(node: Any, path: str) -> Iterator[tuple[str, Source]]:
    if isinstance(node, Source):
        yield path, node
    elif isinstance(node, StrictModel):
        for name in type(node).model_fields:
            yield from sources(getattr(node, name), f"{path}.{name}")
    elif isinstance(node, dict):
        for key, inner in node.items():
            yield from sources(inner, f"{path}.{key}")


@pytest.mark.parametrize("name", DOCUMENTS_OF)
def test_wording_is_the_document_s(name: str) -> None:
    files = [DOCUMENTS / file for file in DOCUMENTS_OF[name]]
    if not all(file.is_file() for file in files):
        pytest.skip("the policy documents lie in ../shared, which is absent")
    document = "".join(plain(file.read_text(encoding="utf-8")) for file in files)
    quoted = [
        (path, part)
        for path, source in sources(policy(name), name)
        for part in source.text.split("……")
    ]
    assert len(quoted) > 10
    assert [(path, part) for path, part in quoted if plain(part) not in document] == []


@pytest.mark.parametrize("name", DOCUMENTS_OF)
def test_every_rule_names_its_clause(name: str) -> None:
    found = policy(name)
    rules = [
        *found.rubric.lines.values(), *found.tiers.values(), *found.targets.values(),
        *found.programmes.values(), *found.budgets.values(), found.limits,
    ]  # fmt: skip
    assert [rule for rule in rules if not rule.source.clause] == []
