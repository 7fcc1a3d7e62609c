"""Which scenario file is meant by a path that is none: its mere name, or the folder of its tables beside it."""

from __future__ import annotations

from pathlib import Path

SCENARIOS = Path("scenarios")


def scenario_meant(path: Path) -> Path | None:
    """Return the file of a scenario that a path stands for, ``None`` where no file of its name is near."""
    if not path.name:
        return None
    named = (
        path.with_name(f"{path.name}.yaml"),
        SCENARIOS / path.name,
        SCENARIOS / f"{path.name}.yaml",
    )
    return next((near for near in named if near.is_file()), None)
