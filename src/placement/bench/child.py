"""What runs in the child process of a case: ``python -m placement.bench.child FOLDER``.

The folder holds ``request.json``. Reports of the solve are appended to ``events.jsonl`` while it runs, so that they
survive a child that is stopped; ``result.json`` is written last, by rename.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

REQUEST, EVENTS, RESULT, STARTED = "request.json", "events.jsonl", "result.json", "started"


def main(folder: Path) -> None:
    """Run the contender a request names and write what it found."""
    # Heavy, and the parent imports this module only for the names of the files.
    from placement.bench.contenders import measure  # noqa: PLC0415
    from placement.bench.trial import Recorder  # noqa: PLC0415

    request: Mapping[str, Any] = json.loads((folder / REQUEST).read_text(encoding="utf-8"))
    with (folder / EVENTS).open("w", encoding="utf-8") as file:
        recorder = Recorder(file)
        result = measure(request, recorder, folder / STARTED)
    draft = folder / (RESULT + ".part")
    draft.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")
    draft.rename(folder / RESULT)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
