"""Sentences that hold of some of the runs, each said once with the runs it holds of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from placement.errors import Text, listed


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence, and the labels of the runs it holds of; none where it holds of all."""

    labels: tuple[str, ...]
    sentence: Text

    @property
    def told(self) -> Text:
        """The sentence, after the runs it holds of."""
        if not self.labels:
            return self.sentence
        runs, text = listed(self.labels), self.sentence
        return Text(f"{runs.zh}：{text.zh}", f"{runs.en}: {text.en}")


def notices(said: Iterable[tuple[str, Text]], labels: Sequence[str]) -> tuple[Notice, ...]:
    """Say what is the same of several runs once, in the order in which it first comes up.

    Parameters
    ----------
    said
        Label of a run, and a sentence that holds of it.
    labels
        Of all runs.
    """
    holds: dict[Text, list[str]] = {}
    for label, sentence in dict.fromkeys(said):
        holds.setdefault(sentence, []).append(label)
    return tuple(
        Notice(() if len(of) == len(labels) else tuple(of), sentence)
        for sentence, of in holds.items()
    )
