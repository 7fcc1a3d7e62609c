"""The list of a run's files with their sizes and hashes: what makes a directory a published run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from placement.errors import FileSystemError

MANIFEST_NAME = "manifest.json"
MARKER = "placement-run"
VERSION = 1
MAX_MANIFEST_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class FileRecord:
    """Size in bytes and SHA-256 (hex) of one file."""

    size: int
    sha256: str


CHANGED = "{name}：发布后已改动\n{name} was changed since it was published"
MISSING = "{name}：缺失\n{name} is missing"


def record_file(path: Path) -> FileRecord:
    """Return size and hash of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return FileRecord(file.tell(), digest.hexdigest())


def list_files(directory: Path) -> Iterator[tuple[str, Path]]:
    """Yield ``(relative posix name, path)`` of everything below a directory that is no directory.

    The manifest itself is left out; symbolic links are named, never followed.
    """
    for path in sorted(directory.rglob("*")):
        if path.is_symlink() or not path.is_dir():
            name = path.relative_to(directory).as_posix()
            if name != MANIFEST_NAME:
                yield name, path


def render_manifest(records: dict[str, FileRecord]) -> str:
    """Return the manifest's text; equal files give equal text."""
    files = {
        name: {"size": record.size, "sha256": record.sha256}
        for name, record in sorted(records.items())
    }
    content = {"format": MARKER, "version": VERSION, "files": files}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def read_manifest(directory: Path) -> dict[str, FileRecord]:
    """Return the files a published run consists of.

    Raises
    ------
    FileSystemError
        The directory holds no readable manifest of ours, or one that names files outside of it.
    """
    path = directory / MANIFEST_NAME
    try:
        if path.is_symlink() or path.stat().st_size > MAX_MANIFEST_BYTES:
            raise ValueError
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] != MARKER or content["version"] != VERSION:
            raise ValueError
        records = {
            str(name): FileRecord(int(entry["size"]), str(entry["sha256"]))
            for name, entry in content["files"].items()
        }
        if not all(map(_is_inside, records)):
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FileSystemError(
            f"{directory} 不是完整的运行结果目录（缺少有效的 {MANIFEST_NAME}）\n"
            f"{directory} is not a published run: no valid {MANIFEST_NAME}"
        ) from error
    return records


def is_published(directory: Path) -> bool:
    """Tell whether a directory carries a valid manifest of ours."""
    try:
        read_manifest(directory)
    except FileSystemError:
        return False
    return True


def verify_manifest(directory: Path) -> list[str]:
    """Name the files of a published run that are missing or were changed since, sorted.

    Raises
    ------
    FileSystemError
        As `read_manifest`.
    """
    records = read_manifest(directory)
    findings = []
    for name, record in sorted(records.items()):
        path = directory / name
        if path.is_symlink():
            findings.append(CHANGED.format(name=name))
        elif not path.is_file():
            findings.append(MISSING.format(name=name))
        elif path.stat().st_size != record.size or record_file(path) != record:
            findings.append(CHANGED.format(name=name))
    return findings


def find_user_files(directory: Path) -> list[str]:
    """Name the files we must not delete: those not in the manifest, and those edited since.

    Raises
    ------
    FileSystemError
        As `read_manifest`.
    """
    records = read_manifest(directory)
    return [
        name
        for name, path in list_files(directory)
        if name not in records or path.is_symlink() or record_file(path) != records[name]
    ]


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts
