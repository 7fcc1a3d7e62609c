"""Chinese text in figures: the font file of the ``zhplot`` package, without importing the package.

Importing ``zhplot`` would change Matplotlib's global settings and the environment. Its file holds Noto
Sans SC Regular (OFL-1.1), which has no bold: figures emphasise with size and colour.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager

# A name of our own: a system font called "Noto Sans SC" must not change the figures.
OWN_NAME = "Placement Noto Sans SC"
SYSTEM_NAMES = (
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Sans CJK JP",
)
FALLBACK = "DejaVu Sans"


def find_font_file() -> Path | None:
    """Return the font file that ``zhplot`` carries, ``None`` where it is not installed."""
    spec = importlib.util.find_spec("zhplot")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / "fonts" / "NotoSansSC-Regular.ttf"
    return path if path.is_file() else None


@cache
def font_families() -> tuple[str, ...]:
    """Return the families to draw with, Chinese first; a list of names makes Matplotlib fall back per glyph.

    Warns when there is no Chinese font at all.
    """
    path = find_font_file()
    if path is not None:
        _register(path)
        return (OWN_NAME, FALLBACK)
    installed = {entry.name for entry in font_manager.fontManager.ttflist}
    name = next((name for name in SYSTEM_NAMES if name in installed), None)
    if name is None:
        warnings.warn("未找到中文字体，图中中文将显示为方框 (no Chinese font found)", stacklevel=2)
        return (FALLBACK,)
    return (name, FALLBACK)


@contextmanager
def chinese_text(settings: Mapping[str, Any]) -> Iterator[None]:
    """Draw with Chinese fonts and Matplotlib's defaults plus ``settings`` (rc keys).

    The user's own settings are neither used nor changed.
    """
    families = list(font_families())
    with mpl.rc_context():
        mpl.rcdefaults()
        own: dict[Any, Any] = {"font.family": families, "axes.unicode_minus": False}
        mpl.rcParams.update(own | dict(settings))
        yield


def _register(path: Path) -> None:
    manager = font_manager.fontManager
    manager.addfont(path)
    entry = next(entry for entry in manager.ttflist if Path(entry.fname) == path)
    manager.ttflist.append(dataclasses.replace(entry, name=OWN_NAME))
