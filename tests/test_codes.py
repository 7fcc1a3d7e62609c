"""Every problem code has one meaning: outside the readers' common codes it is raised in one room."""

import re
from collections import defaultdict
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src" / "placement"
COMMON_ROOMS = {
    "PL1": {"tables", "yamlfile", "importing"},
    "PL2": {"tables", "yamlfile", "importing"},
    "PL3": {"tables", "yamlfile", "importing"},
    "PL4": {"tables", "policy", "scenario", "yamlfile", "importing", "synth"},
    "PL5": {"tables", "scenario"},
    "PL6": {"tables", "scenario", "importing", "instance"},
    "PL8": {"tables", "yamlfile", "policy", "scenario", "importing", "instance", "synth"},
}


def rooms_by_code() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for path in SOURCE.rglob("*.py"):
        room = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        for code in re.findall(r'"(PL\d{3})"', path.read_text(encoding="utf-8")):
            found[code].add(room)
    return found


def test_no_code_of_references_and_logic_is_used_twice() -> None:
    rooms = rooms_by_code()
    assert len(rooms) > 100
    shared = {"PL701"}  # names that refer to nothing: tables and scenario alike
    twice = {
        code: sorted(where)
        for code, where in rooms.items()
        if code.startswith("PL7") and len(where) > 1 and code not in shared
    }
    assert twice == {}


def test_common_codes_stay_in_the_rooms_that_read() -> None:
    for code, where in rooms_by_code().items():
        allowed = COMMON_ROOMS.get(code[:3])
        if allowed is not None:
            assert where <= allowed, code
