"""HiGHS profiles as data in HiGHS's own option names, refused by name where HiGHS does not know them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import Field

from placement.engine.solver.highs_options import option_names, takes
from placement.errors import InputError, Problem, Text, UsageError
from placement.policy.base import Id, Record
from placement.yamlfile import (
    Document,
    Number,
    did_you_mean,
    dotted,
    inherit,
    near_match,
    project_root,
    read_yaml,
    validate,
)

PROFILES = "profiles.yaml"
USUAL = "default"
OWN_OPTIONS = frozenset(
    {"time_limit", "random_seed", "mip_rel_gap", "mip_abs_gap", "output_flag", "log_to_console"}
)
"""Options the engine and the suite set themselves."""
FILE_OPTIONS = ("write_", "read_", "log_file", "solution_file", "mip_improving_solution_file")

OptionValue = bool | int | Number | str
Options = dict[str, bool | int | float | str]


class ProfilesFile(Record):
    """``profiles.yaml``."""

    profiles: dict[Id, dict[str, OptionValue]]
    """配置编号 → HiGHS 选项 · profile → options by HiGHS's own names."""
    space: dict[str, tuple[OptionValue, ...]] = Field(default={})
    """调参时各选项可取的值 · values an option may take in a search."""


@dataclass(frozen=True)
class Profiles:
    """Named option sets, and the space a search draws from."""

    named: dict[str, Options]
    space: dict[str, tuple[bool | int | float | str, ...]]

    def options(self, name: str) -> Options:
        """Return the options of a profile.

        Raises
        ------
        UsageError
            If there is none of that name.
        """
        if name not in self.named:
            near = near_match(name, self.named)
            zh, en = (f"；是否想写 {near}？", f"; did you mean {near}?") if near else ("", "")
            message = f"没有名为 {name} 的求解器配置{zh}\nno profile is called {name}{en}"
            raise UsageError(message)
        return self.named[name]


def read_profiles(folder: Path) -> Profiles:
    """Read the profiles in a folder such as ``benchmarks``.

    Raises
    ------
    InputError
        All problems at once: PL902 an option HiGHS does not know, PL903 a value it does not take, PL904 an
        option that is not a profile's to set.
    """
    path = folder / PROFILES
    document = inherit(read_yaml(path, root=project_root(path)))
    file = validate(ProfilesFile, document)
    problems = list(_problems(file, document))
    if problems:
        raise InputError(problems)
    named = {
        name: {option: _number(value) for option, value in options.items()}
        for name, options in file.profiles.items()
    }
    space = {name: tuple(_number(v) for v in values) for name, values in file.space.items()}
    return Profiles({USUAL: {}, **named}, space)


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _problems(file: ProfilesFile, document: Document) -> Iterator[Problem]:
    for name, options in file.profiles.items():
        for option, value in options.items():
            yield from _check(option, (value,), document, ("profiles", name, option))
    for option, values in file.space.items():
        yield from _check(option, values, document, ("space", option))


def _check(
    option: str, values: tuple[Any, ...], document: Document, path: tuple[str, ...]
) -> Iterator[Problem]:
    place = document.place(path)
    where: dict[str, object] = {
        "file": place.file,
        "row": place.line or None,
        "column": dotted(path),
    }
    if option not in option_names():
        yield _unknown(option).at(**where)
    elif option in OWN_OPTIONS or option.startswith(FILE_OPTIONS):
        yield _not_yours(option).at(**where)
    else:
        yield from (_refused(v).at(**where) for v in values if not takes(option, _number(v)))


def _unknown(option: str) -> Problem:
    mend = did_you_mean(option, option_names()) or Text(
        "请核对 HiGHS 的选项名。", "Check HiGHS's list of options."
    )
    rule = Text(
        "须为所装 HiGHS 认识的选项名", "must be the name of an option the installed HiGHS knows"
    )
    return Problem(code="PL902", value=option, rule=rule, mend=mend)


def _refused(value: object) -> Problem:
    rule = Text("HiGHS 不接受这个值（类型或范围）", "HiGHS does not take this value: type or range")
    mend = Text("请查 HiGHS 选项的类型和范围。", "Check the option's type and range.")
    return Problem(code="PL903", value=str(value), rule=rule, mend=mend)


def _not_yours(option: str) -> Problem:
    rule = Text(
        "时限、差距、种子、输出由程序自己设定，配置不能改",
        "limits, gaps, seed and output are set by the program, not by a profile",
    )
    return Problem(code="PL904", value=option, rule=rule, mend=Text("请删除。", "Delete it."))
