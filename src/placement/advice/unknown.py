"""What is said of an id that is not there."""

from __future__ import annotations

from collections.abc import Iterable

from placement.errors import Text, UsageError
from placement.yamlfile.near import did_you_mean

CIRCLE, SITE, TARGET = Text("生活圈", "circle"), Text("点位", "site"), Text("任务", "target")
MOST_LISTED = 20


def unknown_id(what: Text, name: str, known: Iterable[str]) -> UsageError:
    """Return the error that names what is spelt most like it, or some of what there is."""
    ids = list(dict.fromkeys(map(str, known)))
    more = "…" if len(ids) > MOST_LISTED else ""
    some = Text(
        f"有：{'、'.join(ids[:MOST_LISTED])}{more}",
        f"there are {', '.join(ids[:MOST_LISTED])}{more}",
    )
    hint = did_you_mean(name, ids) or some
    return UsageError(f"没有{what.zh} {name}；{hint.zh}\nthere is no {what.en} {name}; {hint.en}")
