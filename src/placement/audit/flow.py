"""Which caps pay which commitments where money carries over or moves between lines: an integer flow."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping

Node = tuple[str, int]
"""Budget line and year."""


def pay_from(
    caps: Mapping[Node, int], due: Mapping[Node, int], ways: Mapping[Node, list[Node]]
) -> tuple[dict[tuple[Node, Node], int], dict[Node, int]]:
    """Return a flow from caps to commitments, and what remains unpaid.

    Parameters
    ----------
    ways
        For each commitment the caps that may pay it, the preferred ones first.
    """
    flow: dict[tuple[Node, Node], int] = defaultdict(int)
    left = dict(caps)
    missing = dict(due)
    for node in sorted(due, key=lambda n: (n[1], n[0])):
        for cap in ways[node]:
            amount = min(left.get(cap, 0), missing[node])
            flow[cap, node] += amount
            left[cap] = left.get(cap, 0) - amount
            missing[node] -= amount
    for node in due:
        while missing[node] > 0 and (path := _augmenting(node, left, flow, ways)) is not None:
            amount = min(missing[node], left[path[-1]], *_returned(path, flow))
            for demand, cap in zip(path[0::2], path[1::2], strict=True):
                flow[cap, demand] += amount
            for cap, demand in zip(path[1:-1:2], path[2::2], strict=True):
                flow[cap, demand] -= amount
            left[path[-1]] -= amount
            missing[node] -= amount
    unpaid = {node: fen for node, fen in missing.items() if fen > 0}
    return {arc: fen for arc, fen in flow.items() if fen}, unpaid


def _returned(path: list[Node], flow: Mapping[tuple[Node, Node], int]) -> list[int]:
    """Return how much each commitment on a path can give back to the cap before it."""
    return [flow[cap, demand] for cap, demand in zip(path[1:-1:2], path[2::2], strict=True)]


def _augmenting(
    start: Node,
    left: Mapping[Node, int],
    flow: Mapping[tuple[Node, Node], int],
    ways: Mapping[Node, list[Node]],
) -> list[Node] | None:
    """Return commitment, cap, commitment, cap … ending at a cap with money left; ``None`` if there is none."""
    queue, seen = deque([[start]]), {start}
    tried: set[Node] = set()
    while queue:
        path = queue.popleft()
        for cap in ways[path[-1]]:
            if cap in tried:
                continue
            tried.add(cap)
            if left.get(cap, 0) > 0:
                return [*path, cap]
            for (source, demand), fen in flow.items():
                if source == cap and fen > 0 and demand not in seen:
                    seen.add(demand)
                    queue.append([*path, cap, demand])
    return None
