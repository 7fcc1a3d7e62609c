"""Which options the installed HiGHS knows, asked of HiGHS itself."""

from __future__ import annotations

import tempfile
from functools import cache
from math import isnan
from pathlib import Path

import highspy


@cache
def option_names() -> tuple[str, ...]:
    """Return the names of all options of the installed HiGHS, sorted."""
    solver = _silent()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "options.txt"
        solver.writeOptions(str(file))
        lines = file.read_text(encoding="utf-8").splitlines()
    written = {line.split("=")[0].strip() for line in lines if "=" in line and line[0] != "#"}
    # HiGHS leaves its advanced options out of that file; its options object has them.
    declared = {name for name in dir(highspy.HighsOptions) if not name.startswith("_")}
    return tuple(sorted(name for name in written | declared if _is_option(solver, name)))


def takes(name: str, value: bool | int | float | str) -> bool:
    """Whether HiGHS takes a value for an option it knows: the right type, within its range."""
    if isinstance(value, float) and isnan(value):  # HiGHS takes NaN for a number
        return False
    return bool(_silent().setOptionValue(name, value) == highspy.HighsStatus.kOk)


def _is_option(solver: highspy.Highs, name: str) -> bool:
    return bool(solver.getOptionType(name)[0] == highspy.HighsStatus.kOk)


def _silent() -> highspy.Highs:
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    return solver
