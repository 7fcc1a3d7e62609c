"""What was measured with, and on what: versions, commit, machine and how busy it was."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("highspy", "pyomo", "numpy", "scipy")
PEER_PACKAGES = {
    "scip": "pyscipopt",
    "cpsat": "ortools",
    "gurobi": "gurobipy",
    "copt": "coptpy",
    "cplex": "cplex",
}
MIB = 1024 * 1024


def versions(contenders: Iterable[str] = ()) -> dict[str, str]:
    """Return versions of Python, this package, what it solves with, and the peers asked for."""
    found = {"python": platform.python_version(), "placement": _version("placement")}
    found |= {name: _version(name) for name in PACKAGES}
    peers = [PEER_PACKAGES[name] for name in contenders if name in PEER_PACKAGES]
    return found | {name: _version(name) for name in peers}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"


def commit(root: Path) -> str:
    """Return the project's commit, with ``+`` where files differ from it; empty outside a repository."""
    answer = _git(root, "rev-parse", "--short=12", "HEAD")
    if not answer:
        return ""
    changed = _git(root, "status", "--porcelain", "--untracked-files=no", "--", "src", "models")
    return answer + ("+" if changed else "")


def _git(root: Path, *words: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - fixed words, no shell
            ["git", "-C", str(root), *words],  # noqa: S607
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def machine() -> dict[str, object]:
    """Return processor, cores, memory and operating system."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count() or 0,
        "memory_mib": _memory_mib(),
        "system": f"{platform.system()} {platform.release()}",
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def _memory_mib() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MIB
    except (ValueError, OSError, AttributeError):
        return 0


def load() -> float:
    """Return how many processes wanted a core in the last minute, others' included; -1 if unknown."""
    try:
        return round(os.getloadavg()[0], 2)
    except (OSError, AttributeError):
        return -1.0
