"""Whether ``plan.json`` says what it must say, value by value."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from placement.errors import Text

MOST_DIFFERENCES = 20
LONGEST_VALUE = 60
MISSING = object()


def record_findings(record: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[Text]:
    """Compare what ``plan.json`` says with what it must say, as JSON values of exactly equal type."""
    plain = json.loads(json.dumps(wanted, default=str))
    found = {name: record.get(name, MISSING) for name in plain}
    findings = [
        Text(
            f"plan.json 的 {key} 写作 {_short(says)}，重新算出的是 {_short(is_so)}",
            f"plan.json says {key} = {_short(says)}, recomputed {_short(is_so)}",
        )
        for key, says, is_so in _differences(found, plain, "")
    ]
    return findings[:MOST_DIFFERENCES]


def _differences(found: Any, wanted: Any, key: str) -> Iterator[tuple[str, Any, Any]]:
    if not found or not wanted:  # an emptied list is one finding, not one for each thing it held
        pairs = []
    elif isinstance(found, dict) and isinstance(wanted, dict):
        names = dict.fromkeys([*wanted, *found])
        pairs = [(n, found.get(n, MISSING), wanted.get(n, MISSING)) for n in names]
    elif isinstance(found, list) and isinstance(wanted, list):
        both = zip_longest(found, wanted, fillvalue=MISSING)
        pairs = [(str(n), a, b) for n, (a, b) in enumerate(both)]
    else:
        pairs = []
    if not pairs and (type(found) is not type(wanted) or found != wanted):
        yield key, found, wanted
    for name, a, b in pairs:
        yield from _differences(a, b, f"{key}.{name}" if key else name)


def _short(value: object) -> str:
    text = "—" if value is MISSING else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
