"""Ready programmes ``models/programmes/*.yaml``: real rules of other places, one file each, and their page.

A scenario takes one by ``extends``; the page ``docs/programmes.md`` lists them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from placement.policy.base import Record
from placement.policy.programmes import Programme, Programmes
from placement.yamlfile import inherit, project_root, read_yaml, validate

_ARCHETYPES = {
    "rate": "按投资比例",
    "unit": "每店定额",
    "area_steps": "面积分档",
    "per_area": "每平方米",
    "rent": "租金",
    "award": "达标奖励",
    "capacity": "按容量",
    "operating": "运营补贴",
    "interest": "贷款贴息",
    "progressive": "超额累进",
    "block": "切块下达",
}
_CONFIDENCE = {
    "stated": "见于来源",
    "derived": "推算",
    "inferred": "部分推断",
    "recalled": "凭记忆",
}
_HEAD = """\
# 现成补贴项目 · Ready programmes

本页由 `models/programmes/` 生成。This page is generated from `models/programmes/`.

各地已公布的资金办法，逐条写成可用的补贴项目。情景里继承即选用，要改的数字用点分键覆盖：

```yaml
extends: [base/common.yaml, ../models/programmes/zhengzhou-2022-markets.yaml]
programmes.zhengzhou_2022_market.amount_per_m2: 400元     # 本市标准
programmes.zhengzhou_2022_market.payers: [{budget: district_fund}]
```

- **都是别处的规定**，拿来作比较或作本市办法的底稿；除《五十问》一份外只见到摘录，未核对原件（`unverified: true`）。
  标“部分推断”的，推断之处写在文件的注释里。
- 承担渠道的编号一律为 `central_fund`、`province_fund`、`city_fund`、`district_fund`；情景的 `budgets` 里没有的，`placement check` 会指出。
- 没有写有效年份（`windows`）：原办法多已过期。要按原有效期，自己加上。
- 奖励用国家表的等级编号 `basic`、`improved`、`quality`；年份列到 2028 年。
- 按企业、床位、星级、租期、区域类别设条件的，数据表里要有相应的列（见 [数据表](tables.md)），没有填的一律视为不符合。
- 几份办法同时继承时，同一网点能否叠加由 `stacking`（同组只享受一项）与 `stacking_limit` 决定。
"""


class LibraryFile(Record):
    """One file of ready programmes."""

    programmes: Programmes = Field(min_length=1)
    """补贴项目 · programmes."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The ready programmes of one file.

    Attributes
    ----------
    name
        Name of the file without its ending.
    """

    name: str
    programmes: tuple[Programme, ...]


def read_library(folder: Path) -> tuple[Ready, ...]:
    """Read all ready programmes of a folder, in order of file name.

    Raises
    ------
    InputError
        If a file is no list of programmes.
    """
    return tuple(_read(path) for path in sorted(folder.glob("*.yaml")))


def _read(path: Path) -> Ready:
    document = inherit(read_yaml(path, root=project_root(path)))
    return Ready(path.stem, tuple(validate(LibraryFile, document).programmes.values()))


def programmes_page(folder: Path) -> str:
    """Return the text of ``docs/programmes.md``."""
    library = read_library(folder)
    count = sum(len(ready.programmes) for ready in library)
    rows = [row for ready in library for row in _rows(ready)]
    table = [
        "| 地方与文件 | 项目 | 类型 | 办法要点 | 承担 | 可信 |",
        "|---|---|---|---|---|---|",
        *rows,
    ]
    return f"{_HEAD}\n共 {len(library)} 份办法、{count} 个项目。\n\n" + "\n".join(table) + "\n"


def _rows(ready: Ready) -> Iterator[str]:
    for programme in ready.programmes:
        source = programme.source
        text = f"[{source.text}]({source.url})" if source.url else source.text
        payers = "、".join(f"`{payer.budget}`" for payer in programme.payers)
        place, _, name = programme.name.partition("·")
        cells = [
            f"[{place}](../models/programmes/{ready.name}.yaml)", f"{name}（`{programme.id}`）", _ARCHETYPES[programme.archetype], text,
            payers, _CONFIDENCE[source.confidence],
        ]  # fmt: skip
        yield f"| {' | '.join(cells)} |"
