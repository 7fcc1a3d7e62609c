"""The ledger of an import: every row that was left out or is doubtful, with the reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pandas as pd

from placement.errors import Text

COLUMNS = ("file", "id", "name", "reason_zh", "reason_en")


@dataclass
class Ledger:
    """Rows put aside while importing, in the order in which they were.

    ``dropped`` rows are not in the tables; ``flagged`` rows are, but should be looked at. ``decided`` is by rule of
    the recipe: how many rows of the tables it decided, where these are not all.
    """

    dropped: list[pd.DataFrame] = field(default_factory=list)
    flagged: list[pd.DataFrame] = field(default_factory=list)
    decided: dict[str, int] = field(default_factory=dict)

    def drop(self, frame: pd.DataFrame, gone: pd.Series[bool], reason: Text) -> pd.DataFrame:
        """Enter the rows where `gone` holds and return the others."""
        self.dropped.append(_entries(frame[gone], reason))
        return frame[~gone].reset_index(drop=True)

    def flag(self, frame: pd.DataFrame, doubtful: pd.Series[bool], reason: Text) -> None:
        """Enter rows that stay in the tables."""
        self.flagged.append(_entries(frame[doubtful], reason))

    def note(self, file: str, ids: list[str], reason: Text) -> None:
        """Enter rows left out that are no points, such as streets."""
        self.dropped.append(_entries(pd.DataFrame({"file": file, "id": ids, "name": ""}), reason))


def listed(entries: list[pd.DataFrame]) -> pd.DataFrame:
    """Return ledger entries as one frame with the columns :data:`COLUMNS`."""
    kept = [frame for frame in entries if len(frame)]
    return pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=list(COLUMNS))


def counted(entries: list[pd.DataFrame]) -> dict[Text, int]:
    """Return the number of rows by reason, in order of first mention."""
    counts: Counter[Text] = Counter()
    for frame in entries:
        for zh, en, n in (
            frame.groupby(["reason_zh", "reason_en"], sort=False)
            .size()
            .reset_index()
            .itertuples(index=False)
        ):
            counts[Text(zh, en)] += int(n)
    return dict(counts)


def _entries(rows: pd.DataFrame, reason: Text) -> pd.DataFrame:
    entries = rows.reindex(columns=["file", "id", "name"], fill_value="")
    return entries.assign(reason_zh=reason.zh, reason_en=reason.en)
