"""Texts of two languages in that of the reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from placement.errors import Text, listed

Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Chooses the language: ``say("中文", "English")``."""

    lang: str

    def __call__(self, zh: str, en: str) -> str:
        """Return the text of the reader's language."""
        return zh if self.lang == "zh" else en

    def text(self, text: Text) -> str:
        """Return a bilingual text in the reader's language."""
        return self(text.zh, text.en)

    def listed(self, items: Iterable[str | Text]) -> str:
        """Return names one after another."""
        return self.text(listed(items))


CHINESE = Speaker("zh")
