"""Which files a scenario may name: only those below its own project folder."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable
from pathlib import Path, PureWindowsPath

from placement.errors import InputError, Problem, Text, listed
from placement.yamlfile.document import shown_path
from placement.yamlfile.near import near_match

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)

YAML_ENDINGS = frozenset({".yaml", ".yml"})
MOST_NAMED = 5

NOT_THERE = Text("文件或文件夹不存在", "there is no such file or folder")
ROOT_RULE = Text(
    "路径须为相对路径，且不得离开项目文件夹（含 models 文件夹或 pyproject.toml 的上级文件夹，否则为情景文件所在文件夹）",
    "a path must be relative and stay inside the project folder (the nearest folder above that contains"
    " `models` or pyproject.toml, else the scenario's own folder)",
)


def project_root(path: Path) -> Path:
    """Return the nearest folder above ``path`` with ``models`` or pyproject.toml, else its own folder."""
    folder = path.parent.resolve()
    for ancestor in (folder, *folder.parents):
        if (ancestor / "models").is_dir() or (ancestor / "pyproject.toml").is_file():
            return ancestor
    return folder


def is_yaml(path: Path) -> bool:
    """Tell whether a path is named like a YAML file and is a file."""
    return path.suffix in YAML_ENDINGS and path.is_file()


def resolve_inside(
    text: str, *, base: Path, root: Path, fits: Callable[[Path], bool] = is_yaml
) -> Path:
    """Return the file or folder a relative path names, seen from the folder ``base``.

    Parameters
    ----------
    fits
        Tells what may be meant where nothing is there, of what stands in the same folder.

    Raises
    ------
    InputError
        PL805 for absolute paths, drive letters, UNC, ``~``, URLs, NUL, device names and paths that climb
        out of ``root``; PL118 for symbolic links that lead out of it; PL101 where nothing is there.
    """
    _check_spelling(text)
    top = root.resolve()
    written = base.resolve() / text.replace("\\", "/")
    lexical = Path(*_collapse(written.parts))
    if not _is_below(lexical, top):
        raise InputError([_escape(text)])
    try:
        resolved = written.resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        problem = _seen_from_root(text, base, top) or _missing(text, lexical, fits)
        raise InputError([problem]) from None
    if not _is_below(resolved, top):
        raise InputError([_link(text)])
    return lexical if lexical.resolve() == resolved else resolved


def check_regular_file(path: Path, root: Path, fits: Callable[[Path], bool] = is_yaml) -> None:
    """Raise InputError unless ``path`` is an ordinary file inside ``root`` (PL101, PL102, PL118).

    Parameters
    ----------
    fits
        As for `resolve_inside`.
    """
    shown = shown_path(path, root)
    try:
        resolved = path.resolve()
        mode = resolved.stat().st_mode
    except (OSError, RuntimeError, ValueError):
        raise InputError([_missing(path.name, path, fits).at(file=shown)]) from None
    if not _is_below(resolved, root.resolve()):
        raise InputError([_link(path.name).at(file=shown)])
    if stat.S_ISDIR(mode):
        raise InputError([_directory(path).at(file=shown)])
    if not stat.S_ISREG(mode):
        rule = Text("只能读取普通文件", "not a regular file: only ordinary files are read")
        mend = Text("请改用普通文件。", "Name an ordinary file.")
        raise InputError([Problem(code="PL118", rule=rule, mend=mend, file=shown)])


def _check_spelling(text: str) -> None:
    """Raise PL805 for spellings that are never a relative path."""
    windows = PureWindowsPath(text)
    parts = re.split(r"[\\/]", text)
    if (
        not text.strip()
        or any(ord(c) < 0x20 or ord(c) == 0x7F for c in text)  # noqa: PLR2004
        or text.startswith(("~", "/", "\\"))
        or windows.drive
        or _SCHEME.match(text)
        or any(_DEVICE.fullmatch(part.strip()) for part in parts)
    ):
        raise InputError([_escape(text)])


def _collapse(parts: tuple[str, ...]) -> list[str]:
    """Resolve ``.`` and ``..`` by spelling alone."""
    kept: list[str] = []
    for part in parts:
        if part == "..":
            if len(kept) > 1:
                kept.pop()
        elif part != ".":
            kept.append(part)
    return kept


def _is_below(path: Path, top: Path) -> bool:
    return path == top or path.is_relative_to(top)


def _escape(text: str) -> Problem:
    mend = Text(
        "请把文件放进项目文件夹，并写相对路径，例如 ../models/jining-2023.yaml。",
        "Put the file into the project folder and write a relative path, such as ../models/jining-2023.yaml.",
    )
    return Problem(code="PL805", rule=ROOT_RULE, mend=mend, value=text)


def _link(text: str) -> Problem:
    rule = Text(
        "符号链接指向项目文件夹之外，不予读取", "the symbolic link leads out of the project folder"
    )
    mend = Text("请把文件本身复制到项目文件夹内。", "Copy the file itself into the project folder.")
    return Problem(code="PL118", rule=rule, mend=mend, value=text)


def near_name(name: str, names: Iterable[str]) -> str | None:
    """Return the file or folder named most like ``name``; endings, which are alike anyway, do not count."""
    stems = {Path(found).stem: found for found in names}
    near = near_match(Path(name).stem, stems)
    return None if near is None else stems[near]


def _seen_from_root(text: str, base: Path, top: Path) -> Problem | None:
    """Return PL101 with the right path where one was written as it is seen from the project folder."""
    meant = Path(*_collapse((top / text.replace("\\", "/")).parts))
    if not _is_below(meant, top) or not os.path.exists(meant):  # noqa: PTH110  false for names too long
        return None
    right = Path(os.path.relpath(meant, base.resolve())).as_posix()
    mend = Text(
        f"路径从写它的文件所在的文件夹算起：请写 {right}",
        f"Paths begin at the folder of the file they are written in: write {right}",
    )
    return Problem(code="PL101", rule=NOT_THERE, mend=mend, value=text)


def _missing(text: str, path: Path, fits: Callable[[Path], bool]) -> Problem:
    there = sorted(path.parent.iterdir()) if path.parent.is_dir() else []
    names = [found.name for found in there if fits(found)]
    near = near_name(path.name, names)
    mend = Text("请核对路径。", "Check the path.")
    if near is not None:
        mend = Text(f"最接近的现有名称：“{near}”。", f"The nearest existing name is “{near}”.")
    elif names:
        zh, en = _listed(names)
        mend = Text(f"请核对路径；那里有：{zh}。", f"Check the path; there are: {en}.")
    return Problem(code="PL101", rule=NOT_THERE, mend=mend, value=text)


def _directory(path: Path) -> Problem:
    names = sorted(p.name for p in path.iterdir() if is_yaml(p))
    rule = Text("这里需要文件，而这是文件夹", "a file is needed here, but this is a directory")
    mend = Text("里面没有 YAML 文件，请核对路径。", "It holds no YAML file: check the path.")
    if names:
        zh, en = _listed(names)
        mend = Text(f"文件夹内的 YAML 文件：{zh}。", f"YAML files in the directory: {en}.")
    return Problem(code="PL102", rule=rule, mend=mend, value=path.name)


def _listed(names: list[str]) -> Text:
    more = "…" if len(names) > MOST_NAMED else ""
    zh, en = listed(names[:MOST_NAMED])
    return Text(zh + more, en + more)
