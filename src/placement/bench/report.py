"""The report of a results file: one Markdown page and its plots."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from placement.bench import summary
from placement.bench.cases import GREEDY
from placement.bench.plots import plot_gaps, plot_profiles
from placement.bench.results import Row
from placement.bench.tables import label
from placement.report.figures.style import write_png

GAPS, PROFILES, PAGE = "gap-over-time.png", "performance-profile.png", "report.md"
FIRST_S, POINTS = 0.5, 240


def write_report(rows: Sequence[Row], folder: Path, optima: Mapping[str, int]) -> tuple[Path, ...]:
    """Write the page and the plots; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / PAGE]
    files[0].write_text(render(rows, optima), encoding="utf-8")
    common = summary.common_rows(rows)
    if common:
        drawn = [row for row in common if row["case"]["contender"] != GREEDY]
        longest = max(row["case"]["limit_s"] for row in common)
        times = np.geomspace(FIRST_S, max(longest, 2 * FIRST_S), POINTS).tolist()
        write_png(plot_gaps(summary.mean_gaps(drawn, times), times), folder / GAPS)
        write_png(plot_profiles(summary.profile_shares(drawn), summary.RATIOS), folder / PROFILES)
        files += [folder / GAPS, folder / PROFILES]
    return tuple(files)


def render(rows: Sequence[Row], optima: Mapping[str, int]) -> str:
    """Return the page."""
    common = summary.common_rows(rows)
    instances = sorted({row["case"]["instance"] for row in common})
    parts = [
        "# 基准测试结果 · Benchmark results\n",
        *_facts(rows),
        "## 总表 · Standings\n",
        f"只算每个参赛者都做过的 {len(instances)} 个算例：{', '.join(instances) or '无'}。 "
        "*Only instances that every contender was given; contenders that had to skip some are in the table by family.*\n",
        standings_table(common),
        f"![差距随时间]({GAPS})\n\n![性能曲线]({PROFILES})\n" if common else "",
        "## 分组 · By family\n",
        families_table(rows),
        *_compiled(rows),
        *_optima(rows, optima),
        *_contradictions(rows),
        *_without_answer(rows),
    ]
    return "\n".join(part for part in parts if part)


def table(header: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; numbers are aligned to the right but for the first column."""
    rule = ["---", *["---:"] * (len(header) - 1)]
    return "".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n"
        for line in [header, rule, *lines]
    )


def number(value: float | None, digits: int = 1) -> str:
    """Return a number for a cell, a dash where there is none."""
    return "—" if value is None or not math.isfinite(value) else f"{value:,.{digits}f}"


def percent(gap: float | None) -> str:
    """Return a gap as per cent; 1 stands for nothing known."""
    if gap is None or not math.isfinite(gap) or gap >= 1:
        return "—"
    return "0" if gap == 0 else f"{100 * gap:.2f} %"


def standings_table(rows: Sequence[Row]) -> str:
    """Return the table of standings."""
    header = (
        "参赛者 contender", "例 cases", "证明 proven", "无方案 no plan", "用时 s", "CPU s", "积分 integral s",
        "差距 gap", "峰值 MiB",
    )  # fmt: skip
    return table(
        header,
        (
            (
                one.name, str(one.cases), str(one.proven), str(one.without_plan), number(one.seconds),
                number(one.cpu_s), number(one.integral_s, 2), percent(one.gap), number(one.peak_mib, 0),
            )
            for one in summary.standings(rows)
        ),
    )  # fmt: skip


def families_table(rows: Sequence[Row]) -> str:
    """Return the table by family of instances."""
    header = (
        "组 family", "参赛者 contender", "例", "证明", "缺圈 short", "至少 bound", "资金 万元", "资金差距",
        "差距 gap", "用时 s",
    )  # fmt: skip
    return table(
        header,
        (
            (
                f.family, f.name, str(f.cases), str(f.proven), number(f.short, 0), number(f.short_bound, 0),
                number(f.money_wan), percent(f.money_gap), percent(f.gap), number(f.seconds),
            )
            for f in summary.families(rows)
        ),
    )  # fmt: skip


def _facts(rows: Sequence[Row]) -> list[str]:
    if not rows:
        return ["没有结果 · no rows\n"]
    versions = sorted({f"{k} {v}" for row in rows for k, v in row["versions"].items()})
    commits = sorted({row["commit"] or "?" for row in rows})
    machines = sorted(
        {
            f"{m['processor']}, {m['cores']} 核 cores, {m['memory_mib']:,} MiB, {m['system']}"
            for m in (row["machine"] for row in rows)
        }
    )
    loads = [row["load_before"] for row in rows if row["load_before"] >= 0]
    days = sorted(row["started"][:10] for row in rows)
    seeds = len({row["case"]["seed"] for row in rows})
    return [
        f"- {len(rows)} 行 rows, {seeds} 个种子 seeds, {days[0]}–{days[-1]}\n"
        f"- 提交 commit: {', '.join(commits)}\n"
        f"- 版本 versions: {', '.join(versions)}\n"
        f"- 机器 machine: {'; '.join(machines)}\n"
        + (
            f"- 系统负载 load: {min(loads):.1f}–{max(loads):.1f}；负载高于核数时，用时只可在同一批结果内比较"
            " · where it exceeds the cores, compare times within this run only\n"
            if loads
            else ""
        ),
        "用时为墙上秒数（未证明的计时限），CPU 含读入；各列为移位几何平均（移 1 s），差距为中位数。定义见 docs/benchmarks.md。\n",
    ]


def _compiled(rows: Sequence[Row]) -> list[str]:
    done = [row for row in rows if row["status"] == "done"]
    if not done:
        return []
    header = ("算例 instance", "圈", "选项 options", "读入 read s", "编译 compile s", "峰值 MiB")
    return [
        "## 读入与编译 · Reading and compiling\n",
        table(
            header,
            (
                (
                    row["case"]["instance"], f"{row['size']['circles']:,}", f"{row['size']['options']:,}",
                    number(row["read_s"]), number(row["compile_s"]), number(row["peak_mib"], 0),
                )
                for row in done
            ),
        ),
    ]  # fmt: skip


def _optima(rows: Sequence[Row], optima: Mapping[str, int]) -> list[str]:
    claims = summary.check_optima(rows, optima)
    if not claims:
        return []
    words = {"agrees": "一致 agrees", "open": "未证明 open", "WRONG": "**矛盾 WRONG**"}
    counted = Counter((c.row["case"]["instance"], label(c.row), c.verdict) for c in claims)
    values = {(c.row["case"]["instance"]): c.optimum for c in claims}
    return [
        "## 公开算例的已证明最优值 · Proven optima of public instances\n",
        table(
            ("算例 instance", "参赛者", "最优值 optimum", "行 rows", "结论"),
            (
                (name, who, f"{values[name]:,}", str(n), words[verdict])
                for (name, who, verdict), n in counted.items()
            ),
        ),
    ]


def _contradictions(rows: Sequence[Row]) -> list[str]:
    found = summary.contradictions(rows)
    if not found:
        return []
    return [
        "## 相互矛盾的证明 · Proofs that contradict each other\n",
        "".join(f"- {line}\n" for line in found),
    ]


def _without_answer(rows: Sequence[Row]) -> list[str]:
    reasons = Counter(
        (label(row), row["status"], row["reason"] or "—")
        for row in rows
        if row["status"] in summary.NO_ANSWER or row["status"] == "skipped"
    )
    if not reasons:
        return []
    return [
        "## 没有结果的 · Without an answer\n",
        table(
            ("参赛者", "状态 status", "原因 reason", "行"),
            ((who, status, reason, str(n)) for (who, status, reason), n in reasons.items()),
        ),
    ]
