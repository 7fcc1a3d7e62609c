"""Building blocks for the pydantic models that YAML files are checked against."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from placement.errors import Text


class StrictModel(BaseModel):
    """Base of models read from YAML: frozen, unknown keys refused, no silent conversion of types.

    ``yes`` is not a truth value and ``"10"`` is not a number. Declare sequences as ``tuple[X, ...]`` and
    numbers with decimals as :data:`Number`; :func:`placement.yamlfile.validate` hands lists over as tuples.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)


def _as_decimal(value: Any) -> Any:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


Number = Annotated[Decimal, BeforeValidator(_as_decimal)]
"""A number with decimals, exact; whole numbers are welcome, floats and text are not."""


def fault(code: str, rule: Text, mend: Text, *, entry: bool = False) -> PydanticCustomError:
    """Return an error for a validator to raise; it becomes a Problem with this code and these words.

    Parameters
    ----------
    entry
        That the entry may be there only for a slip in its name: the mend names those beside it.
    """
    words = {"rule_zh": rule.zh, "rule_en": rule.en, "mend_zh": mend.zh, "mend_en": mend.en}
    return PydanticCustomError(code, "{rule_en}", words | ({"entry": "yes"} if entry else {}))
