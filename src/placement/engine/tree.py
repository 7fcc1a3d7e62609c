"""Branch and price: a tree over the tiers that circles hold, every node relaxed over priced options.

Only tiers are branched on. With them whole, the options that may still be in a better plan are few, and a
mixed-integer program over these closes the node. The tree goes down the side nearer to the relaxation until
a node is closed, then on from the open node with the least bound.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from placement.engine.branching import Branching, Side, bounded, find_splits
from placement.engine.compile import Float
from placement.engine.fixing import Rows
from placement.engine.goal import Goal
from placement.engine.priced_model import PricedModel
from placement.engine.restricted import INFINITY, Relaxed
from placement.engine.translate import write_decisions
from placement.engine.watch import Watch
from placement.instance import Bool, Int

HALF = 0.5
FIRST_DIVES = (1, 5, 10, 20, 40)
DIVE_EVERY = 40
"""Nodes after which the relaxation is rounded by a dive."""
SECONDS_TO_ROUND = 3.0
SEARCHES = (1, 10, 40)
SECONDS_TO_SEARCH = 10.0
SHARE_TO_SEARCH = 0.25
"""Of the time gone by, what a search around the best plan may take."""
SECONDS_TO_CLOSE = 10.0
MORE_PATIENCE = 2.0
ROUGHLY = 0.001
"""Relative gap at which a program that only looks for a plan may stop."""


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
class Tree:
    """The open nodes of a goal's search and what has been shown of the others.

    Attributes
    ----------
    base
        Rows and bounds of the root.
    closed
        Least bound of the nodes that were given up or solved.
    """

    model: PricedModel
    goal: Goal
    stage: int
    watch: Watch
    note: Callable[[float], None]
    base: Rows = field(init=False)
    closed: float = INFINITY
    count: int = 0

    def __post_init__(self) -> None:
        """Start at the model's present bounds."""
        self.base = self.model.model.rows
        self._branching = Branching(find_splits(self.model.columns, self.base))
        self._open: list[Node] = []
        self._made = 0
        self._completed: set[bytes] = set()

    def search(self) -> float:
        """Go through the tree until no better plan is possible or the time is over.

        Returns
        -------
        float
            Lower bound of the goal over all plans the root allows; the best plan is in the model.
        """
        node: Node | None = Node(-INFINITY, 0, ())
        while node is not None and not self.watch.over:
            self.count += 1
            self.watch.effort.add(nodes=1)
            children = self._branch(node)
            if children is None:
                node = self._next()
                continue
            node, other = children
            heapq.heappush(self._open, other)
            if not self.count % 10:
                self.note(min(self._least(), node.bound))
        if node is not None:
            heapq.heappush(self._open, node)
        self.model.model.set_bounds(self.base)
        first, second = self.model.pair(self.stage)
        done = self._least() > self.goal.better(first, second)
        return self.goal.value(first, second) if done else self._least()

    def _least(self) -> float:
        return min([self.closed, *(node.bound for node in self._open[:1])])

    def _next(self) -> Node | None:
        """Take the open node with the least bound; when it is beaten, so are all."""
        if not self._open:
            return None
        node = heapq.heappop(self._open)
        if self._is_beaten(node.bound):
            self.closed = min(self.closed, node.bound)
            self._open.clear()
            return None
        return node

    def _cutoff(self) -> float:
        """Bound from which on a node holds no plan that is wanted."""
        first, second = self.model.pair(self.stage)
        exact = self.goal.better(first, second) + self.goal.tolerance
        gap = self.model.settings.gap
        return (
            min(exact, self.goal.value(first, second) - gap * abs(self.goal.weight * first))
            if gap
            else exact
        )

    def _is_beaten(self, bound: float) -> bool:
        return bound > self._cutoff()

    def _branch(self, node: Node) -> tuple[Node, Node] | None:
        """Relax a node; return its two children, the one to go on with first, or ``None`` when it is closed."""
        model = self.model.model
        rows = bounded(self.base, node.path)
        model.set_bounds(rows)
        relaxed = model.solve(cutoff=self._cutoff())
        bound = max(node.bound, relaxed.bound)
        self._learn(node, bound)
        if self._is_beaten(bound):
            self.closed = min(self.closed, bound)
            return None
        if relaxed.values is None:
            self._close(node, bound)
            return None
        found = self._branching.open_splits(relaxed.values)
        if not found:
            self._meet_leaf(node, replace(relaxed, bound=bound))
            return None
        if self.count in FIRST_DIVES or not self.count % DIVE_EVERY:
            self.round(relaxed, model.active)
            if self.count in SEARCHES or not self.count % DIVE_EVERY:
                self._search_around(relaxed, rows)
            model.set_bounds(rows)
        most = max(self._cutoff() - bound, 0.0)
        down, up = self._branching.choose(model, found, relaxed.objective, most)
        first, second = (up, down) if down.fraction > HALF else (down, up)
        self._made += 2
        return (
            Node(bound, self._made - 1, (*node.path, first)),
            Node(bound, self._made, (*node.path, second)),
        )

    def _close(self, node: Node, bound: float) -> None:
        """Give a node up with what is known of it."""
        self.closed = min(self.closed, max(node.bound, bound))

    def _learn(self, node: Node, bound: float) -> None:
        if node.path and node.bound > -INFINITY:
            most = max(self._cutoff() - node.bound, 0.0)
            self._branching.learn(node.path[-1], min(max(bound - node.bound, 0.0), most))

    def _meet_leaf(self, node: Node, relaxed: Relaxed) -> None:
        """Take the plan a leaf leans to; close the leaf only when no other open node has a lower bound."""
        if node.patience_s > 0:
            self._solve_leaf(node, relaxed)
            return
        if relaxed.values is not None:
            self._complete(relaxed.values, self.model.model.active)
        heapq.heappush(self._open, replace(node, bound=relaxed.bound, patience_s=SECONDS_TO_CLOSE))

    def _solve_leaf(self, node: Node, relaxed: Relaxed) -> None:
        """Solve over the options that a better plan within the node may hold; come back later if that takes long."""
        cutoff = self._cutoff()
        added = self.model.added(relaxed)
        scope = added.options <= cutoff - relaxed.bound
        inner = self.watch.inner(min(node.patience_s, self.watch.remaining_s))
        shown = self.model.improve(scope, self.model.model.rows, self.goal, inner)
        bound = max(relaxed.bound, min(shown, cutoff))
        if self._is_beaten(bound) or shown >= cutoff:
            self.closed = min(self.closed, bound)
        else:
            later = replace(node, bound=bound, patience_s=MORE_PATIENCE * node.patience_s)
            heapq.heappush(self._open, later)

    def round(self, relaxed: Relaxed, options: Bool) -> None:
        """Dive for whole tiers, then look for a plan with them over some options."""
        values = self.model.dive(relaxed)
        if values is not None:
            self._complete(values, options)

    def _complete(self, values: Float, options: Bool) -> None:
        """Look for the best plan with the tiers that the values of a relaxation hold, each once."""
        column = self.model.columns.held[:, 0]
        held = np.rint(values[column])
        if self.watch.over or held.tobytes() in self._completed:
            return
        self._completed.add(held.tobytes())
        self._look(fixed(self.base, column, held), options, SECONDS_TO_ROUND)

    def _search_around(self, relaxed: Relaxed, rows: Rows) -> None:
        """Look for a plan that holds the tiers on which the relaxation and the best plan agree."""
        if self.watch.over or relaxed.values is None:
            return
        columns = self.model.columns
        where, what = write_decisions(columns, self.model.best)
        now = np.zeros(len(relaxed.values))
        now[where] = what
        held = columns.held[:, 0]
        same = held[np.abs(now[held] - relaxed.values[held]) < HALF / 5]
        seconds = min(SECONDS_TO_SEARCH, SHARE_TO_SEARCH * self.watch.seconds)
        self._look(fixed(rows, same, now[same]), self.model.model.active, seconds)

    def _look(self, rows: Rows, options: Bool, seconds: float) -> None:
        inner = self.watch.inner(min(seconds, self.watch.remaining_s))
        self.model.improve(options, rows, self.goal, inner, rough=ROUGHLY * self._spent())

    def _spent(self) -> float:
        """Of the goal's two stages, the value of the one that counts by itself."""
        first, second = self.model.pair(self.stage)
        return abs(first) if self.goal.weight == 1 else abs(second)


def fixed(rows: Rows, columns: Int, values: Float) -> Rows:
    """Return the bounds with some columns fixed."""
    lower, upper = rows.col_lower.copy(), rows.col_upper.copy()
    lower[columns] = upper[columns] = values
    return replace(rows, col_lower=lower, col_upper=upper)
