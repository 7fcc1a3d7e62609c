"""The nodes of a tree: those that are open, and what has been shown of the others."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

from placement.engine.priced.branching import Side
from placement.engine.priced.restricted import INFINITY


@dataclass(order=True)
class Node:
    """Bounds to be put on a relaxation; ordered by what is known of them, then by age.

    Attributes
    ----------
    patience_s
        What the program that closes it may take, wall seconds; 0 as long as there is something to branch on.
    """

    bound: float
    number: int
    path: tuple[Side, ...] = field(compare=False)
    patience_s: float = field(compare=False, default=0.0)


@dataclass
class Nodes:
    """The open nodes, and the others by their least bound.

    Attributes
    ----------
    closed
        Least bound of the nodes that were given up or solved.
    """

    closed: float = INFINITY
    _open: list[Node] = field(default_factory=list)

    @property
    def are_open(self) -> bool:
        """Whether any is open."""
        return bool(self._open)

    def add(self, node: Node) -> None:
        """Let a node wait for its turn."""
        heapq.heappush(self._open, node)

    def close(self, bound: float) -> None:
        """Give a node up, or note that it is solved."""
        self.closed = min(self.closed, bound)

    def least(self) -> float:
        """Return the least bound of all."""
        return min([self.closed, *(node.bound for node in self._open[:1])])

    def take(self, cutoff: float) -> Node | None:
        """Take the open node with the least bound; when that is above the cutoff, all are closed."""
        if not self._open:
            return None
        node = heapq.heappop(self._open)
        if node.bound > cutoff:
            self.close(node.bound)
            self._open.clear()
            return None
        return node
