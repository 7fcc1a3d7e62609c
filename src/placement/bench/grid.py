"""The public CFL/BDS covering instances, drawn again from their recipe and written as a scenario.

Source: Cordeau, Furini and Ljubić, *Benders decomposition for very large scale partial set covering and
maximal covering location problems*, EJOR 275 (2019). Sites and clients are uniform in a square; a client is
covered by a site at a distance strictly less than a radius. Random numbers are those of the C library the
authors used (glibc ``rand``), so that every coordinate and every demand is theirs.

As a scenario, a site is a vacant place with one format, a client is a circle whose residents are its demand, and
the tier asks for one point that one open site in reach gives. Clients covered by the same sites are one circle.
That changes no optimum: they are served together or not at all. Clients no site covers are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

RAND_MAX = 2**31 - 1
WARM_UP = 310
STATE = 31
LAG = 3
MULTIPLIER = 16807
DECIMALS = 6
SIDE = 30
"""Places lie in a square of this side."""

Float = npt.NDArray[np.float64]
Int = npt.NDArray[np.int64]


def glibc_rand(seed: int) -> Iterator[int]:
    """Yield what ``srand(seed); rand(); rand(); …`` gives with glibc (additive feedback, TYPE_3)."""
    state = [seed]
    for _ in range(STATE - 1):
        state.append(MULTIPLIER * state[-1] % RAND_MAX)
    state += state[:LAG]
    ring = state[-STATE:]
    position = drawn = 0
    while True:
        value = (ring[position] + ring[(position + STATE - LAG) % STATE]) % 2**32
        ring[position] = value
        position = (position + 1) % STATE
        drawn += 1
        if drawn > WARM_UP:
            yield value >> 1


@dataclass(frozen=True)
class Grid:
    """One instance as the authors' file holds it.

    Attributes
    ----------
    sites, clients
        Coordinates with six decimals, shapes ``(n, 2)`` and ``(m, 2)``.
    cost, demand
        Opening cost of the sites and demand of the clients.
    """

    sites: Float
    clients: Float
    cost: Int
    demand: Int


def draw_grid(clients: int, seed: int, *, cost: tuple[int, int] = (1, 1), sites: int = 100) -> Grid:
    """Draw an instance: coordinates of sites, of clients, then costs, then demands from 1 to 100."""
    numbers = glibc_rand(seed)
    places = [
        np.round(np.array(list(islice(numbers, 2 * n)), dtype=float) / RAND_MAX * SIDE, DECIMALS)
        for n in (sites, clients)
    ]
    amounts = [
        np.array(list(islice(numbers, n)), dtype=np.int64) % (high - low + 1) + low
        for n, (low, high) in ((sites, cost), (clients, (1, 100)))
    ]
    return Grid(places[0].reshape(-1, 2), places[1].reshape(-1, 2), amounts[0], amounts[1])


@dataclass(frozen=True)
class Merged:
    """Clients merged by the sites that cover them.

    Attributes
    ----------
    covered_by
        Sites that cover each group, shape ``(groups, sites)``; no two rows are equal, none is empty.
    demand
        Demand of each group.
    clients
        How many clients each group holds.
    """

    covered_by: npt.NDArray[np.bool_]
    demand: Int
    clients: Int


def merge_clients(grid: Grid, radius: float) -> Merged:
    """Merge clients with equal coverage; those nobody covers are left out."""
    near = np.empty((len(grid.clients), len(grid.sites)), dtype=bool)
    for s, site in enumerate(grid.sites):
        near[:, s] = ((grid.clients - site) ** 2).sum(axis=1) < radius**2
    patterns, group = np.unique(np.packbits(near, axis=1), axis=0, return_inverse=True)
    group = group.ravel()
    covered_by = np.unpackbits(patterns, axis=1, count=len(grid.sites)).astype(bool)
    demand = np.bincount(group, weights=grid.demand, minlength=len(patterns)).astype(np.int64)
    clients = np.bincount(group, minlength=len(patterns))
    served = covered_by.any(axis=1)
    return Merged(covered_by[served], demand[served], clients[served])
