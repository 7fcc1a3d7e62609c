"""The dictionary of kinds 业态 (C1): ids, Chinese names, aliases and what a name implies."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from pydantic import Field

from placement.policy.base import Id, Name, Record


class Implied(Record):
    """Attributes a kind has by its very name, whatever the columns of a table say."""

    chain: bool = False
    """本身即连锁，如大型连锁超市 · a chain by name."""
    standardised: bool = False
    """本身即标准化，如标准化菜市场 · standardised by name."""
    open_24h: bool = False
    """本身即24小时营业 · open round the clock by name."""


class Kind(Record):
    """One kind of business or service."""

    name: Name
    """中文名 · Chinese name shown everywhere."""
    aliases: tuple[Name, ...] = ()
    """Excel 里常见的其他写法 · other names people write."""
    implies: Implied = Implied()
    """由名称即可确定的属性 · attributes that follow from the name."""
    note: str = ""
    """说明 · note."""


class KindFile(Record):
    """A file such as ``models/kinds.yaml``."""

    id: Id
    """字典编号 · id of the dictionary."""
    name: Name
    """字典名称 · name of the dictionary."""
    kinds: dict[Id, Kind] = Field(min_length=1)
    """业态：编号 → 名称与别名 · kinds by id."""


def fold_name(text: str) -> str:
    """Return the form in which names are compared: NFKC, no spaces, case-folded."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def spellings(kinds: Mapping[str, Kind]) -> Iterator[tuple[str, str, tuple[str | int, ...]]]:
    """Yield ``(folded spelling, kind id, path below kinds)`` for each id, name and alias."""
    for kind_id, kind in kinds.items():
        yield fold_name(kind_id), kind_id, (kind_id,)
        yield fold_name(kind.name), kind_id, (kind_id, "name")
        for position, alias in enumerate(kind.aliases):
            yield fold_name(alias), kind_id, (kind_id, "aliases", position)


def kind_ids_by_spelling(kinds: Mapping[str, Kind]) -> dict[str, str]:
    """Map every folded id, name and alias to its kind id; look texts up with :func:`fold_name`."""
    return {spelling: kind_id for spelling, kind_id, _ in spellings(kinds)}
