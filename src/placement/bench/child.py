"""What runs in the child process of a case: ``python -m placement.bench.child FOLDER``.

The folder holds ``request.json``. Reports of the solve are appended to ``events.jsonl`` while it runs, so that they
survive a child that is stopped; ``result.json`` is written last, by rename.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

REQUEST, EVENTS, RESULT, STARTED = "request.json", "events.jsonl", "result.json", "started"


@dataclass
class Recorder:
    """Writes what a running contender reports, only where something has changed."""

    file: TextIO
    began: float = field(default_factory=time.monotonic)
    _last: tuple[int, float | None, float | None] | None = None

    def tell(self, stage: int, value: float | None, bound: float | None) -> None:
        """Record value and bound of a stage, counted from 0."""
        if (stage, value, bound) != self._last:
            self._last = (stage, value, bound)
            seconds = round(time.monotonic() - self.began, 3)
            self.file.write(json.dumps([seconds, stage, value, bound]) + "\n")
            self.file.flush()


def main(folder: Path) -> None:
    """Run the contender a request names and write what it found."""
    from placement.bench.contenders import measure  # noqa: PLC0415 - heavy; the folder is checked first

    request: Mapping[str, Any] = json.loads((folder / REQUEST).read_text(encoding="utf-8"))
    with (folder / EVENTS).open("w", encoding="utf-8") as file:
        recorder = Recorder(file)
        result = measure(request, recorder, folder / STARTED)
    draft = folder / (RESULT + ".part")
    draft.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")
    draft.rename(folder / RESULT)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
