"""The table of checks on tables whose cells were read: one small function per finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from placement.errors import Problem
from placement.tables.checks.amounts import (
    amounts_far_above_the_column,
    free_formats,
    free_premises,
    more_households_than_residents,
    unusual_numbers_of_residents,
)
from placement.tables.checks.context import Context
from placement.tables.checks.costs import (
    areas_the_wrong_way_round,
    counts_for_premises,
    formats_given_twice,
    ignored_without_premises,
)
from placement.tables.checks.datum import datum_looks_wrong, datum_not_declared
from placement.tables.checks.ids import (
    control_characters,
    credit_codes,
    formula_like_texts,
    ids_equal_after_folding,
    repeated_keys,
    twins_in_another_script,
)
from placement.tables.checks.judgements import (
    missing_judgements,
    points_above_the_line,
    points_between_levels,
    points_off_the_step,
    points_the_wrong_way_round,
)
from placement.tables.checks.pairs import kinds_allowed_and_forbidden, tier_without_year
from placement.tables.checks.points import (
    coarse_coordinates,
    half_given_points,
    points_at_zero,
    points_beyond_the_globe,
    points_far_from_their_district,
    points_outside_the_city,
    shared_points,
)
from placement.tables.checks.references import (
    districts_not_of_the_policy,
    sites_of_two_tables,
    unknown_circles,
    unknown_districts,
    unknown_sites,
    unknown_source_classes,
)
from placement.tables.checks.reserved import formats_named_like_lines, reserved_characters
from placement.tables.checks.spelling import rare_spellings
from placement.tables.model import TableSettings, Vocabulary
from placement.tables.parsed import ParsedTable

Check = Callable[[Context], Iterator[Problem]]

CHECKS: tuple[Check, ...] = (
    repeated_keys,
    ids_equal_after_folding,
    reserved_characters,
    formats_named_like_lines,
    twins_in_another_script,
    credit_codes,
    control_characters,
    formula_like_texts,
    unknown_circles,
    unknown_sites,
    sites_of_two_tables,
    districts_not_of_the_policy,
    unknown_districts,
    unknown_source_classes,
    rare_spellings,
    kinds_allowed_and_forbidden,
    areas_the_wrong_way_round,
    formats_given_twice,
    ignored_without_premises,
    counts_for_premises,
    points_the_wrong_way_round,
    points_off_the_step,
    points_above_the_line,
    points_between_levels,
    missing_judgements,
    tier_without_year,
    amounts_far_above_the_column,
    free_premises,
    free_formats,
    unusual_numbers_of_residents,
    more_households_than_residents,
    datum_not_declared,
    datum_looks_wrong,
    half_given_points,
    points_beyond_the_globe,
    points_at_zero,
    points_outside_the_city,
    points_far_from_their_district,
    shared_points,
    coarse_coordinates,
)


def check_tables(
    tables: Mapping[str, ParsedTable],
    unread: frozenset[str],
    settings: TableSettings,
    vocabulary: Vocabulary,
) -> list[Problem]:
    """Run every check and return all findings.

    Parameters
    ----------
    unread
        Tables that could not be read: what refers to them is not checked.
    """
    context = Context(tables, unread, settings, vocabulary)
    return [problem for check in CHECKS for problem in check(context)]
