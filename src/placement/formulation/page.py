"""The mathematics as a page: every family of rows with its formula, as its docstring states it."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from itertools import groupby, takewhile
from typing import Any

from placement.formulation import sets
from placement.formulation.build import CONSTRAINT_FAMILIES
from placement.formulation.objective import add_term_limits, add_terms
from placement.formulation.variables import add_variables

HEAD = """# 数学模型 · The mathematics

本页由 `placement schema` 从 `src/placement/formulation` 的说明生成，公式与程序同在一处。求解的办法见[求解是怎样进行的](solving.md)，
政策条文怎样变成数据见[规则](rules.md)。公式里的名字就是程序里的名字：

| 名字 | 意思 |
| --- | --- |
| `c` 生活圈，`j` 等级，`t` 年，`o` 方案选项，`i` 评分项，`k` 目标，`b` 块（一个生活圈的一个等级） | 下标 |
| `built[o, t]` | 方案选项 o 在 t 年启用 |
| `held[b, t]` | 生活圈在 t 年末持有这一块的等级 |
| `use[b, o]` | 方案选项 o 的供给计入块 b：只在持有这个等级时才算数，线性松弛因此比朴素写法紧；一年里只有一个等级可达、用房的各种用法供给相同的评分项且都给足所缺时不设这个变量，直接用 `built`，松弛一样紧 |
| `shortfall[k]` | 目标 k 缺多少 |

各步目标依次优化：前一步的值用一条整数行保住，再优化下一步；所有目标都是整数，所以值与界相差不到 1 就是最优。

*Generated from the docstrings of the model's families. One family is one kind of row; stages are solved in turn, each kept by an
integer row.*
"""


def mathematics_page() -> str:
    """Return the page: variables, rows family by family, terms."""
    parts = [
        HEAD,
        "## 集合 · Sets\n",
        _told(sets.ModelSets),
        "## 变量 · Variables\n",
        _told(add_variables),
        *_families(),
        "## 目标 · Objective terms\n",
        _told(add_terms),
        _told(add_term_limits),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _families() -> Iterator[str]:
    yield "## 约束 · Constraints\n"
    for module, families in groupby(CONSTRAINT_FAMILIES, key=lambda family: family.__module__):
        title, _ = _split(sys.modules[module].__doc__ or "")
        yield f"### {module.rpartition('.')[2]} · {title.rstrip('.')}\n"
        for family in families:
            yield f"#### `{family.__name__.removeprefix('add_')}`\n"
            yield _told(family)


def _told(what: Callable[..., Any] | type) -> str:
    """Return a docstring: sentences as text; formulas, tables and lists of attributes as they stand."""
    title, rest = _split(inspect.getdoc(what) or "")
    if isinstance(what, type):
        return f"{title}\n\n{_as_it_stands(rest)}"
    parts = [title, *map(_paragraph, rest.strip("\n").split("\n\n"))]
    return "\n\n".join(part for part in parts if part) + "\n"


def _paragraph(text: str) -> str:
    lines = text.splitlines()
    if any(line.startswith("====") for line in lines):
        return _as_it_stands(text).strip()
    plain = list(takewhile(lambda line: not line.startswith("    "), lines))
    formula = lines[len(plain) :]
    told = (
        "  \n".join(plain) if any(line.startswith("Unit:") for line in plain) else "\n".join(plain)
    )
    return f"{told}\n\n{_as_it_stands(chr(10).join(formula))}".strip() if formula else told


def _as_it_stands(text: str) -> str:
    return f"```text\n{text.strip(chr(10))}\n```\n"


def _split(docstring: str) -> tuple[str, str]:
    title, _, rest = inspect.cleandoc(docstring).partition("\n")
    return title, rest
