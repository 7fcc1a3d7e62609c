"""From a source's types and shop signs to kinds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from placement.errors import InputError, Problem, Text
from placement.importing.recipe import Classification, NameRuleTable, TypeTable
from placement.importing.source import read_columns

Types = npt.NDArray[np.object_]
Mask = npt.NDArray[np.bool_]


def classify_types(frame: pd.DataFrame, rule: Classification, source: Path) -> Types:
    """Return the source's own type of each row.

    A ``type`` column decides where it is filled; else the first code of the row in the type table; then the
    name rules in their order. The first rule that matches wins, and a rule that does not override only fills
    rows without a type.

    Parameters
    ----------
    frame
        Rows with ``name`` and, as far as the source has them, ``type`` and ``codes``.
    rule, source
        The recipe's section and the folder with the tables it names.

    Raises
    ------
    InputError
        If a table is missing, or a pattern in it is no regular expression (PL840).
    """
    given = frame.get("type", pd.Series("", frame.index)).to_numpy(object)
    codes = first_codes(frame, rule)
    types = np.where(given != "", given, _mapped(codes, rule.types, rule.unmapped, source))
    if rule.names is None:
        return types
    open_rows, signs = given == "", frame["name"].to_numpy(object)
    for name_rule in read_name_rules(rule.names, source):
        rows = open_rows if name_rule.overrides else open_rows & (types == rule.unmapped)
        hit = np.flatnonzero(rows)
        hit = hit[matches(codes[hit], name_rule.codes)]
        hit = hit[matches(signs[hit], name_rule.pattern)]
        types[hit] = name_rule.type
        open_rows[hit] = False
    return types


def kinds_of_types(
    frame: pd.DataFrame, types: Types, rule: Classification
) -> tuple[pd.Series[str], Mask]:
    """Return the kinds of each row joined by ``+``, and which rows a rule of the recipe's own decided.

    Kinds are ``""`` where a row is of no kind the policy counts. The first of the recipe's own rules that matches
    decides; otherwise the type does.
    """
    by_type = {t: "+".join(rule.kinds_of.get(t, (t,))) for t in set(types)} | {rule.unmapped: ""}
    kinds = np.array([by_type[t] for t in types], object)
    codes, signs = first_codes(frame, rule), frame["name"].to_numpy(object)
    open_rows = np.ones(len(frame), np.bool_)
    for more in rule.more.value:
        rows = open_rows if more.types is None else open_rows & np.isin(types, more.types)
        hit = np.flatnonzero(rows)
        hit = hit[matches(codes[hit], more.codes)]
        hit = hit[matches(signs[hit], more.names)]
        kinds[hit] = "+".join(more.kinds)
        open_rows[hit] = False
    return pd.Series(kinds, frame.index, dtype=str), ~open_rows


def first_codes(frame: pd.DataFrame, rule: Classification) -> Types:
    """Return the first type code of each row, ``""`` where the source has none."""
    codes = frame.get("codes", pd.Series("", frame.index))
    return codes.str.split(rule.code_separator, n=1, regex=False).str[0].to_numpy(object)


def _mapped(codes: Types, table: TypeTable | None, unmapped: str, source: Path) -> Types:
    if table is None:
        return np.full(len(codes), unmapped, object)
    mapping = read_columns(source, table.file, {"code": table.code, "type": table.kind})
    by_code = dict(zip(mapping["code"], mapping["type"], strict=True))
    return pd.Series(codes, dtype=object).map(by_code).fillna(unmapped).to_numpy(object)


@dataclass(frozen=True, slots=True)
class NameRule:
    """One line of the source's table of name rules."""

    pattern: str
    codes: str
    type: str
    overrides: bool


def read_name_rules(table: NameRuleTable, source: Path) -> list[NameRule]:
    """Read the source's name rules in their order.

    Raises
    ------
    InputError
        PL840 if a pattern is no regular expression.
    """
    columns = {"order": table.order, "pattern": table.pattern, "type": table.kind}
    optional = {"codes": table.codes, "overrides": table.overrides}
    columns |= {ours: theirs for ours, theirs in optional.items() if theirs is not None}
    rules = read_columns(source, table.file, columns).reindex(
        columns=["order", "pattern", "type", "codes", "overrides"], fill_value=""
    )
    problems = [
        _no_pattern(table, pattern, error)
        for pattern in [*rules["pattern"], *rules["codes"]]
        if (error := _error_in(pattern))
    ]
    if problems:
        raise InputError(problems)
    prefix = "(?i)" if table.ignore_case else ""
    rules = rules.iloc[rules["order"].astype(int).argsort(kind="stable")]
    columns_read = (rules[name].tolist() for name in ("pattern", "codes", "type", "overrides"))
    return [
        NameRule(prefix + pattern, codes, type_, overrides == "yes")
        for pattern, codes, type_, overrides in zip(*columns_read, strict=True)
    ]


def _error_in(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        return str(error)
    return ""


def _no_pattern(table: NameRuleTable, pattern: str, error: str) -> Problem:
    return Problem(
        code="PL840",
        file=table.file,
        column=table.pattern,
        value=pattern,
        rule=Text(f"正则表达式有误：{error}", f"not a regular expression: {error}"),
        mend=Text("请改正表达式。", "Correct the expression."),
    )


def matches(texts: Types, pattern: str | None) -> Mask:
    """Return where a pattern occurs, everywhere if there is none; equal texts are looked at once."""
    if not pattern:
        return np.ones(len(texts), np.bool_)
    compiled = re.compile(pattern)
    codes, distinct = pd.factorize(texts)
    found = np.fromiter((compiled.search(t) is not None for t in distinct), np.bool_, len(distinct))
    return np.asarray(found[codes])
