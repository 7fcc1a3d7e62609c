"""Sentences of a scenario file that are published with its results, in one language or in both."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from placement.errors import Text
from placement.policy.base import Name
from placement.scenario.model import Licence
from placement.scenario.values import Section


class BothLanguages(Section):
    """A sentence in both languages."""

    zh: Name
    """中文 · in Chinese."""
    en: Name
    """英文 · in English."""

    @property
    def text(self) -> Text:
        """The sentence."""
        return Text(self.zh, self.en)


class LicenceSection(BothLanguages):
    """Terms under which the data may be used."""

    publishable: bool
    """由这些数据得出的结果可否公开 · whether what is made from the data may be published."""
    unlicensed: tuple[Name, ...] = ()
    """没有声明许可、公开前须核实的来源 · sources that state no licence, to be settled before publishing."""

    @property
    def licence(self) -> Licence:
        """The terms."""
        return Licence(self.text, self.publishable, self.unlicensed)


def _in_both(value: Any) -> Any:
    return {"zh": value, "en": value} if isinstance(value, str) else value


_TEXT_JSON = {"type": "string", "minLength": 1}
_SENTENCE_JSON = {
    "anyOf": [
        _TEXT_JSON,
        {
            "type": "object",
            "properties": {"zh": _TEXT_JSON, "en": _TEXT_JSON},
            "required": ["zh", "en"],
            "additionalProperties": False,
        },
    ]
}
Sentence = Annotated[BothLanguages, BeforeValidator(_in_both), WithJsonSchema(_SENTENCE_JSON)]
"""A sentence shown as it is to readers of either language, or ``{zh, en}``."""
