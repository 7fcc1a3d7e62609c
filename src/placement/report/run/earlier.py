"""What a solve takes over of an earlier run, and what of it cannot be read."""

from __future__ import annotations

from pathlib import Path

from placement.engine import BlockRecord, records_from_json
from placement.errors import Text, UnusableRunError, VerificationError
from placement.planner import Earlier
from placement.report.run.claims import MAX_RECORD_BYTES, RECORDS_NAME, read_plan
from placement.report.run.folder import without_start

UNREADABLE = Text(
    "原结果中各片区的界读不出（已损坏，或由另一版本写成），没有采用，各片区从头求解：{}",
    "what the earlier run shows of blocks cannot be read (damaged, or of another version) and was not used; all blocks"
    " are solved from the beginning: {}",
)
DAMAGED = (
    "--start 的结果 {run} 已损坏，不能从它出发：去掉 --start 就从头求解，结果同样可靠\n"
    "the run {run} given as --start is damaged: leave --start out to solve from the beginning, which is just as good"
)


def read_earlier(run: Path) -> Earlier:
    """Read a run to start from; bounds of blocks that cannot be read are done without, and that is said.

    Raises
    ------
    FileSystemError, UnusableRunError, VerificationError
        If ``plan.json`` cannot be read, see :func:`placement.report.run.claims.read_plan`.
    """
    path = run / RECORDS_NAME
    try:
        plan = read_plan(run)
    except UnusableRunError as error:
        raise UnusableRunError(map(without_start, error.problems)) from None
    except VerificationError as error:
        raise VerificationError([DAMAGED.format(run=run), *error.findings]) from None
    records = read_records(run)
    if records or not path.exists():
        return Earlier(plan, records)
    unread = Text(UNREADABLE.zh.format(path), UNREADABLE.en.format(path))
    return Earlier(plan, unread=(unread,))


def read_records(run: Path) -> tuple[BlockRecord, ...]:
    """Read what the solve of a run has shown of blocks; nothing where that is missing or cannot be read.

    A run with nothing to show of blocks has no such file.
    """
    path = run / RECORDS_NAME
    try:
        if path.stat().st_size > MAX_RECORD_BYTES:
            return ()
        return records_from_json(path.read_bytes())
    except OSError:
        return ()
