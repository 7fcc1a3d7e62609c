"""Applying readings: which option is taken, and what it changes in the file before validation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from placement.errors import Problem, Text
from placement.policy.findings import Findings
from placement.policy.readings import Reading, ReadingsSection
from placement.yamlfile import Document, patch


def choose_readings(section: ReadingsSection, asked: Mapping[str, str]) -> dict[str, str]:
    """Return the option of every reading: the one asked for, else the file's choice, else the default."""
    return {
        name: asked.get(name, section.chosen_readings.get(name, reading.default))
        for name, reading in section.readings.items()
    }


def apply_readings(
    document: Document, readings: Mapping[str, Reading], chosen: Mapping[str, str]
) -> Document:
    """Return the document with the changes of the chosen options made and the choice noted in it."""
    for name, option in chosen.items():
        changes = readings[name].options[option].changes
        origin = ("readings", name, "options", option, "changes")
        document = patch(document, changes, f"{name}={option}", origin=origin)
    return document.with_data({**document.data, "chosen_readings": dict(chosen)}, document.where)


def reading_problems(
    section: ReadingsSection, asked: Mapping[str, str], findings: Findings
) -> Iterator[Problem]:
    """PL830 keys that are not there, PL831 unknown readings and options, PL832 contradictions, PL833 defaults."""
    yield from _check_asked(section, asked, (), findings)
    yield from _check_asked(section, section.chosen_readings, ("chosen_readings",), findings)
    for name, reading in section.readings.items():
        if reading.default not in reading.options:
            what = Text("口径选项", "option")
            path = ("readings", name, "default")
            yield findings.unknown("PL833", path, what, reading.default, reading.options)
        for option, choice in reading.options.items():
            for key in choice.changes:
                yield from _check_key(name, option, key, findings)
    yield from _contradictions(section, choose_readings(section, asked), findings)


def _check_asked(
    section: ReadingsSection,
    asked: Mapping[str, str],
    path: tuple[str, ...],
    findings: Findings,
) -> Iterator[Problem]:
    for name, option in asked.items():
        where = (*path, name) if path else ("readings",)
        reading = section.readings.get(name)
        if reading is None:
            what = Text("口径", "reading")
            yield findings.unknown("PL831", where, what, name, section.readings)
        elif option not in reading.options:
            what = Text(f"口径 {name} 的选项", f"option of reading {name}")
            yield findings.unknown("PL831", where, what, option, reading.options)


def _check_key(name: str, option: str, key: str, findings: Findings) -> Iterator[Problem]:
    """Find changes whose place is not there; a key may be set anew, but what holds it must exist."""
    holder: Any = findings.document.data
    *outer, last = key.split(".")
    for part in outer:
        holder = _entry(holder, part)
    if not last or not isinstance(holder, (dict, list)):
        rule = Text(
            f"口径改动了不存在的键“{key}”", f"the reading changes a key that is not there: “{key}”"
        )
        mend = Text(
            f"请核对每一段的拼写；本地没有这一项的，删去口径 {name} 或它的这一选项。",
            f"Check the spelling of each part; where the place has no such rule, delete {name} or this option.",
        )
        path = ("readings", name, "options", option, "changes", key)
        yield findings.problem("PL830", path, rule, mend, key)


def _entry(holder: Any, part: str) -> Any:
    if isinstance(holder, dict):
        whole = int(part) if part.isdecimal() else part
        return holder.get(part, holder.get(whole))
    if isinstance(holder, list) and part.isdecimal() and int(part) < len(holder):
        return holder[int(part)]
    return None


def _contradictions(
    section: ReadingsSection, chosen: Mapping[str, str], findings: Findings
) -> Iterator[Problem]:
    """PL832: two chosen readings that set one key, or a key and something inside it, differently."""
    seen: list[tuple[str, str, Any]] = []
    for name, option in chosen.items():
        options = section.readings[name].options
        for key, value in options[option].changes.items() if option in options else ():
            for other, other_key, other_value in seen:
                if other != name and _collide(key, value, other_key, other_value):
                    yield _contradiction(findings, name, option, key, f"{other}={chosen[other]}")
            seen.append((name, key, value))


def _collide(key: str, value: Any, other_key: str, other_value: Any) -> bool:
    if key == other_key:
        return bool(value != other_value)
    return key.startswith(f"{other_key}.") or other_key.startswith(f"{key}.")


def _contradiction(findings: Findings, name: str, option: str, key: str, other: str) -> Problem:
    rule = Text(
        f"口径 {other} 与 {name}={option} 对“{key}”的要求相反",
        f"readings {other} and {name}={option} contradict each other on “{key}”",
    )
    mend = Text("请改选其中一个口径。", "Choose another option of one of them.")
    path = ("readings", name, "options", option, "changes", key)
    return findings.problem("PL832", path, rule, mend, f"{other}, {name}={option}")
