from decimal import Decimal

from placement.importing.assumptions import (
    LONGEST_VALUE,
    Assumed,
    Choice,
    Invisible,
    Reason,
    collect_assumptions,
)
from placement.yamlfile import StrictModel

WHY = Reason(zh="理由", en="reason")


class Inner(StrictModel):
    rate: Assumed[Decimal]
    known: int = 3


class Outer(StrictModel):
    origin: Choice
    inner: Inner
    by_name: dict[str, Invisible]
    rules: Assumed[tuple[str, ...]]


def test_every_assumption_is_found_with_its_key_in_order() -> None:
    outer = Outer(
        origin=Choice(zh="来源", en="origin"),
        inner=Inner(rate=Assumed[Decimal](value=Decimal("2.60"), reason=WHY)),
        by_name={"bank": Invisible(zh="看不到", en="unseen", assumed_per_circle=2)},
        rules=Assumed[tuple[str, ...]](value=("a" * 60, "b" * 60), reason=WHY),
    )
    found = collect_assumptions(outer)
    assert [(a.key, a.value) for a in found[:3]] == [
        ("origin", ""),
        ("inner.rate", "2.60"),
        ("by_name.bank", "2"),
    ]
    assert [str(a) for a in found[:3]] == [
        "来源 · origin",
        "inner.rate = 2.60：理由 · reason",
        "by_name.bank = 2：看不到 · unseen",
    ]
    assert len(found) == 4
    assert len(found[3].value) == LONGEST_VALUE
    assert found[3].value.endswith("…")
