"""A plan: chosen options with their years and the certifications, by ids. Nothing derived is stored."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError, with_config
from pydantic_core import ErrorDetails

from placement.errors import VerificationError
from placement.yamlfile.wording import meaning


@with_config(strict=True, extra="forbid")
@dataclass(frozen=True, slots=True)
class Choice:
    """One option to be started in a year.

    Attributes
    ----------
    site_id
        Premises, or ``circle@format`` and ``circle@line`` for measures placed in a circle.
    format_id
        Row of the cost table; with ``units`` above one it is placed so many times. The line for the
        raising of a judged line.
    circle_id, judged_line
        Set for measures placed in a circle; ``""`` otherwise.
    programmes
        Programmes that pay for it.
    """

    option_id: str
    site_id: str
    format_id: str
    units: Annotated[int, Field(ge=1)]
    circle_id: str
    judged_line: str
    programmes: tuple[str, ...]
    year: int


@with_config(strict=True, extra="forbid")
@dataclass(frozen=True, slots=True)
class Certification:
    """A circle newly recognised at a tier in a year."""

    circle_id: str
    tier: str
    year: int


@with_config(strict=True, extra="forbid")
@dataclass(frozen=True, slots=True)
class Plan:
    """What is done when; see :mod:`placement.audit` for what it is worth."""

    choices: tuple[Choice, ...]
    certifications: tuple[Certification, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the plan as plain values for JSON."""
        return {
            "choices": [asdict(choice) for choice in self.choices],
            "certifications": [asdict(item) for item in self.certifications],
        }

    @staticmethod
    def from_dict(values: dict[str, Any]) -> Plan:
        """Read the plan back from the values of :meth:`as_dict`.

        Raises
        ------
        VerificationError
            If a field is missing, unknown, or not of exactly its type; the findings name the fields.
        """
        try:
            # Strict reading of JSON takes a list for a tuple, and nothing else for anything else.
            return TypeAdapter(Plan).validate_json(json.dumps(values))
        except ValidationError as error:
            raise VerificationError(map(_finding, error.errors(include_url=False))) from None


def _finding(item: ErrorDetails) -> str:
    """Say which field is not as it should be, in Chinese and, on a second line, in English."""
    field = ".".join(map(str, ("plan", *item["loc"])))
    what = meaning(item["type"], item.get("ctx", {}))
    return f"plan.json，{field}：{what.zh}\nplan.json, {field}: {what.en}"
