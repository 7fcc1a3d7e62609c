"""The command line: parse, call, print. Exit codes are those of ``docs/commands.md``."""

from placement.cli import (
    advising,
    benchmarks,
    data,
    explaining,
    exploring,
    planning,
    replanning,
    solving,
    tuning,
    varying,
)
from placement.cli.application import app
from placement.cli.entry import main

__all__ = [
    "advising",
    "app",
    "benchmarks",
    "data",
    "explaining",
    "exploring",
    "main",
    "planning",
    "replanning",
    "solving",
    "tuning",
    "varying",
]
