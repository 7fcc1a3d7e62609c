"""Readings 口径: each ambiguity of the document as a named switch with its reason (T1–T12 …)."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field

from placement.policy.base import Bilingual, Id, Record


class ReadingOption(Record):
    """One way to read the document."""

    reason: Bilingual
    """理由 · why one may read it so."""
    changes: dict[str, Any] = Field(default_factory=dict)
    """选此口径时改动的键（点分路径 → 新值） · dotted keys set when this option is chosen."""


class Reading(Record):
    """One ambiguity."""

    question: Bilingual
    """问题 · the question."""
    clause: str = ""
    """条款 · place in the document."""
    default: Id
    """默认口径 · option taken when the scenario names none."""
    options: dict[Id, ReadingOption] = Field(min_length=1)
    """各种口径 · the options."""


class ReadingsSection(Record):
    """The part of a policy file that must be sound before its readings can be applied."""

    model_config = ConfigDict(extra="ignore")

    readings: dict[Id, Reading] = Field(default_factory=dict)
    """口径 · readings by id."""
    chosen_readings: dict[Id, Id] = Field(default_factory=dict)
    """所选口径 · options chosen by the file."""
