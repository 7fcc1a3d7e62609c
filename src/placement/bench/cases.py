"""A case: one instance, one contender, one profile, one seed, and its limits."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from placement.bench.profiles import USUAL, Options
from placement.bench.registry import ImportEntry, Item

ENGINE, GREEDY, COMPILE, WHATIF, COMPACT = "engine", "greedy", "compile", "whatif", "compact"
OUTPUTS, LADDER = "outputs", "ladder"
OWN = (ENGINE, GREEDY, COMPILE, WHATIF, COMPACT, OUTPUTS, LADDER)
"""Contenders that are of this program."""
PLAIN = frozenset({GREEDY, COMPILE})
"""Contenders that use neither seed nor profile: one run is enough."""
SOLVES = {WHATIF: 11, OUTPUTS: 12, LADDER: 8}
"""How often a contender uses up the time limit, where not once."""


@dataclass(frozen=True)
class Case:
    """What is measured, with everything that decides the result.

    Attributes
    ----------
    contender
        One of `OWN` or the name of a peer.
    without
        Ideas of the engine that are switched off.
    memory_mib
        Memory of the process and its children together at which they are stopped.
    fingerprint
        Hash of what the instance is made from.
    """

    instance: str
    family: str
    contender: str
    seed: int
    limit_s: float
    memory_mib: int
    fingerprint: str
    profile: str = USUAL
    options: tuple[tuple[str, bool | int | float | str], ...] = ()
    without: tuple[str, ...] = ()
    threads: int = 1

    @property
    def key(self) -> str:
        """Name of the case, the same in every run; a row under it need not be measured again."""
        facts = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(facts.encode()).hexdigest()[:16]

    def __str__(self) -> str:
        """Name people read."""
        parts = [self.instance, self.contender]
        parts += [self.profile] if self.profile != USUAL else []
        parts += [f"-{name}" for name in self.without]
        return " ".join([*parts, f"#{self.seed}"])


@dataclass(frozen=True)
class Limits:
    """Limits of every case; ``seconds`` replaces the registry's own."""

    seconds: float | None = None
    memory_mib: int = 4096
    threads: int = 1


Chosen = tuple[str, Options]
"""A profile's name and its options."""
NO_PROFILE: Chosen = (USUAL, {})


def case_of(
    item: Item,
    fingerprint: str,
    contender: str,
    seed: int,
    limits: Limits,
    profile: Chosen = NO_PROFILE,
) -> Case:
    """Return the case of a contender on an instance."""
    name, options = profile
    return Case(
        instance=item.name,
        family=item.family,
        contender=contender,
        seed=seed,
        limit_s=float(item.entry.limit_s if limits.seconds is None else limits.seconds),
        memory_mib=limits.memory_mib,
        fingerprint=fingerprint,
        profile=name,
        options=tuple(sorted(options.items())),
        threads=limits.threads,
    )


def list_cases(
    items: Iterable[tuple[Item, str]],
    contenders: tuple[str, ...],
    seeds: range,
    limits: Limits,
    profiles: tuple[Chosen, ...] = (NO_PROFILE,),
) -> Iterator[Case]:
    """Return the cases of some contenders; those that use no seed or profile are run once.

    Parameters
    ----------
    items
        Instances with their fingerprints. Of an import only reading and compiling is measured.
    """
    for item, fingerprint in items:
        of_item = (COMPILE,) if isinstance(item.entry, ImportEntry) else contenders
        for contender in of_item:
            if contender in PLAIN:
                yield case_of(item, fingerprint, contender, seeds[0], limits)
                continue
            for profile in profiles:
                for seed in seeds:
                    yield case_of(item, fingerprint, contender, seed, limits, profile)
