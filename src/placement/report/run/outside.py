"""Whether what is to be written lies inside a published run, which it would break."""

from __future__ import annotations

from pathlib import Path

from placement.errors import Text
from placement.report.run.folder import lists_record
from placement.scenario.checks import refuse_output


def check_outside_runs(out: Path) -> None:
    """Raise InputError (PL808) if an output lies inside a published run.

    Parameters
    ----------
    out
        Folder to write, resolved; it need not exist.
    """
    run = next(filter(lists_record, out.parents), None)
    if run is None:
        return
    rule = Text(
        f"输出位置“{out}”不得在已发布的结果“{run}”里面：多出的文件会使它核对不过",
        f"the output “{out}” may not lie inside the published run “{run}”, which would no longer verify",
    )
    refuse_output(out, rule)
