"""Rows of results as texts and tables."""

from __future__ import annotations

from placement.bench.results import Row

PROVEN = frozenset({"optimal", "within_gap"})


def case_name(row: Row) -> str:
    """Return ``instance contender profile -idea #seed`` as far as not usual."""
    case = row["case"]
    parts = [case["instance"], label(row)]
    return " ".join([*parts, f"#{case['seed']}"])


def label(row: Row) -> str:
    """Return the contender with its profile and the ideas it goes without."""
    case = row["case"]
    profile = "" if case["profile"] == "default" else f":{case['profile']}"
    return str(case["contender"]) + profile + "".join(f" −{name}" for name in case["without"])


def row_line(row: Row) -> str:
    """Return a row as one line for the screen."""
    name = case_name(row)
    if row["reason"]:
        return f"{name}: {row['status']} ({row['reason']})"
    if row["gap"] is None:
        return f"{name}: {row['read_s']:.1f} s + {row['compile_s']:.1f} s"
    return (
        f"{name}: {row['status']}, gap {100 * row['gap']:.2f} %, {row['solve_s']:.1f} s, "
        f"CPU {row['cpu_s']:.1f} s, {row['peak_mib']:.0f} MiB"
    )
