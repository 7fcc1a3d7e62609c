"""The column dictionary: every table and column a user can bring, described once.

It drives the reader, the checks, the template and ``docs/tables.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from placement.tables.dictionary.optional_tables import JUDGEMENTS, REACH, STREETS, VISIBILITY
from placement.tables.dictionary.required_tables import CIRCLES, COSTS, OUTLETS, PREMISES
from placement.tables.spec import TableSpec

TABLES: Mapping[str, TableSpec] = MappingProxyType(
    {
        table.id: table
        for table in (
            CIRCLES,
            OUTLETS,
            PREMISES,
            COSTS,
            JUDGEMENTS,
            STREETS,
            REACH,
            VISIBILITY,
        )
    }
)
"""All tables by English id, in the order of the template."""
