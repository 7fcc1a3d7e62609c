"""Live progress of a solve: phase, time, best value, bound and gap on one line."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Literal, Self

from rich.console import Console
from rich.live import Live
from rich.text import Text as RichText

from placement.engine import Progress
from placement.errors import Text

PHASES = {
    "start": Text("开始", "start"),
    "repair": Text("原方案中仍成立的部分", "what still holds of the earlier plan"),
    "greedy": Text("贪心方案（人工办法）", "greedy plan (the office's way)"),
    "build": Text("建立模型", "building the model"),
    "blocks": Text("各片区逐个求解", "blocks one by one"),
    "confirm": Text("换一种设置再证明一次", "proving once more, otherwise configured"),
    "search": Text("邻域搜索", "neighbourhood search"),
}


INNER_TERMS = {"option_weight": Text("指定的做法", "measures named beforehand")}
"""Terms of questions asked on the way, such as whether all locks can be kept; no scenario names them."""


class LiveProgress:
    """Shows each progress report on a terminal; on a pipe, one line per phase."""

    def __init__(
        self, console: Console, lang: Literal["zh", "en"], terms: Mapping[str, Text]
    ) -> None:
        self._console = console
        self._lang = lang
        self._terms = {**INNER_TERMS, **terms}
        self._live = Live(console=console, refresh_per_second=4, transient=True)
        self._phase = ""

    def __enter__(self) -> Self:
        """Start showing."""
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop showing."""
        self._live.stop()

    def show(self, progress: Progress) -> None:
        """Show one report."""
        line = RichText(self._line(progress))
        if self._console.is_terminal:
            self._live.update(line)
        elif progress.phase != self._phase:
            self._console.print(line)
        self._phase = progress.phase

    def _line(self, progress: Progress) -> str:
        zh = self._lang == "zh"
        parts = [f"{progress.seconds:6.1f} s", self._phase_name(progress.phase)]
        if progress.incumbent is not None:
            parts.append(f"{'当前' if zh else 'best'} {self._number(progress, progress.incumbent)}")
        if progress.bound is not None:
            parts.append(f"{'界' if zh else 'bound'} {self._number(progress, progress.bound)}")
        if progress.relative_gap is not None and progress.relative_gap < 1:
            parts.append(f"{'差距' if zh else 'gap'} {progress.relative_gap:.2%}")
        if progress.nodes:
            parts.append(f"{'节点' if zh else 'nodes'} {progress.nodes}")
        return "  ".join(parts)

    def _number(self, progress: Progress, value: float) -> str:
        if progress.phase.endswith("_money"):
            return f"{value:,.1f} {'万元' if self._lang == 'zh' else '×10,000 yuan'}"
        return f"{value:,.0f}"

    def _phase_name(self, phase: str) -> str:
        index = 0 if self._lang == "zh" else 1
        if phase.startswith("stage "):
            _, number, term = phase.split(" ", 2)
            name = self._terms[term][index] if term in self._terms else term
            return f"第{number}步 {name}" if index == 0 else f"stage {number}: {name}"
        return PHASES[phase][index] if phase in PHASES else phase
