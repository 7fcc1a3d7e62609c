"""Branch and price: a tree over the tiers that circles hold, every node relaxed over priced options.

Only tiers are branched on. With them whole, the options that may still be in a better plan are few, and a
mixed-integer program over these closes the node. The tree goes down the side nearer to the relaxation until
a node is closed, then on from the open node with the least bound. A leaf waits until it is that node: most
are beaten before by a plan found elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from placement.engine.control.watch import Watch
from placement.engine.priced.branching import Branching, bounded, find_splits
from placement.engine.priced.goal import Goal
from placement.engine.priced.leaves import Leaves
from placement.engine.priced.nodes import Node, Nodes
from placement.engine.priced.priced_model import PricedModel
from placement.engine.priced.restricted import INFINITY, Relaxed
from placement.engine.priced.rounding import Rounding
from placement.engine.solver.compile import Float
from placement.engine.solver.fixing import Rows

HALF = 0.5
DIVES = (1, 5, 10, 20, 40)
SEARCHES = (1, 10, 40)
REGULARLY = 40
"""Nodes at which the relaxation is rounded by a dive and searched around; regularly later on."""
NODES_PER_NOTE = 10


@dataclass
class Tree:
    """The open nodes of a goal's search and what has been shown of the others.

    Attributes
    ----------
    stage
        First stage of the goal.
    note
        Told now and then what bound has been shown.
    base
        Rows and bounds of the root: those of the model when the tree is made.
    nodes
        The open ones, and what has been shown of those that were closed.
    leaves
        Those without anything to branch on.
    given_up
        What a plan with an option that was given up exceeds.
    """

    model: PricedModel
    goal: Goal
    stage: int
    watch: Watch
    note: Callable[[float], None]
    base: Rows = field(init=False)
    nodes: Nodes = field(default_factory=Nodes)
    leaves: Leaves = field(init=False)
    given_up: float = field(init=False)
    count: int = 0

    def __post_init__(self) -> None:
        """Start at the model's present bounds."""
        self.base = self.model.model.rows
        self.given_up = self.goal.as_good(*self.model.pair(self.stage))
        self._branching = Branching(find_splits(self.model.columns, self.base))
        self._rounding = Rounding(self.model, self.goal, self.stage, self.watch)
        self.leaves = Leaves(self.model, self.goal, self.nodes, self.watch, lambda: self._cutoff)
        self._made = 0
        self._root: tuple[Float, float] | None = None

    def search(self) -> float:
        """Go through the tree until no better plan is possible or the time is over.

        Returns
        -------
        float
            Lower bound of the goal over all plans the root allows; the best plan is in the model.
        """
        self.nodes.add(Node(-INFINITY, 0, ()))
        try:
            while not self.watch.over and (self.nodes.are_open or self.leaves.away):
                self._collect()
                self._go_down(self.nodes.take(self._cutoff))
        finally:
            self.leaves.dismiss()
        self.model.model.set_bounds(self.base)
        first, second = self.model.pair(self.stage)
        # Half the tolerance: a leaf solved to the end says no more than that nothing reaches the cutoff.
        beaten = self.goal.better(first, second) + self.goal.tolerance / 2
        return self.goal.value(first, second) if self._least() > beaten else self._least()

    def _go_down(self, node: Node | None) -> None:
        """Visit a node and one child after another until there is none."""
        while node is not None:
            if self.watch.over:
                self.nodes.add(node)
                return
            node = self._visit(node)
            self._collect()

    def _visit(self, node: Node) -> Node | None:
        """Branch on a node or close it; return the child to go on with."""
        self.count += 1
        self.watch.effort.add(nodes=1)
        best = self.model.best
        children = self._branch(node)
        if self.model.best is not best:
            self._tighten()
        if children is None:
            return None
        first, second = children
        self.nodes.add(second)
        if not self.count % NODES_PER_NOTE:
            self.note(min(self._least(), first.bound))
        return first

    def _least(self) -> float:
        # A plan better in an earlier stage may have a higher value than the one for which options were given up.
        return min(self.nodes.least(), self.leaves.least(), self.given_up)

    @property
    def _cutoff(self) -> float:
        """Bound above which a node holds no plan that is wanted."""
        first, second = self.model.pair(self.stage)
        exact = self.goal.better(first, second) + self.goal.tolerance
        gap = self.model.settings.gap
        return min(exact, self.goal.nearly_as_good(first, gap)) if gap else exact

    def _is_beaten(self, bound: float) -> bool:
        return bound > self._cutoff

    def _branch(self, node: Node) -> tuple[Node, Node] | None:
        """Relax a node; return its two children, the one to go on with first, or ``None`` when there are none."""
        relaxed = self._relax(node)
        node = replace(node, bound=max(node.bound, relaxed.bound))
        if self._is_beaten(node.bound) or self.watch.over:
            self.nodes.close(node.bound)
            return None
        # Where the relaxation came to no end for a reason of its own, a program has to do.
        values = relaxed.values
        found = [] if values is None else self._branching.open_splits(values)
        if not found:
            self._meet_leaf(node, relaxed)
            return None
        self._look_for_plans(relaxed)
        model = self.model.model
        most = max(self._cutoff - node.bound, 0.0)
        down, up = self._branching.choose(model, found, relaxed.objective, most)
        first, second = (up, down) if down.fraction > HALF else (down, up)
        self._made += 2
        return (
            Node(node.bound, self._made - 1, (*node.path, first)),
            Node(node.bound, self._made, (*node.path, second)),
        )

    def _relax(self, node: Node) -> Relaxed:
        """Relax a node, and learn what its last side gained; the bound is what the duals prove by themselves."""
        self.model.model.set_bounds(bounded(self.base, node.path))
        relaxed = self.model.model.solve(cutoff=self._cutoff)
        if not node.path:
            self._root = self.model.added(relaxed), relaxed.bound
        else:
            most = max(self._cutoff - node.bound, 0.0)
            self._branching.learn(node.path[-1], min(max(relaxed.bound - node.bound, 0.0), most))
        return relaxed

    def _tighten(self) -> None:
        """Give up at the root what no plan as good as the new best one holds."""
        if self._root is None:
            return
        added, bound = self._root
        as_good = self.goal.as_good(*self.model.pair(self.stage))
        self.model.rule_out(added, as_good - bound)
        self.given_up = min(self.given_up, as_good)
        self.base = self.model.without_impossible(self.base)

    def _look_for_plans(self, relaxed: Relaxed) -> None:
        """Round the relaxation of the present node where it is time to."""
        before, regularly = self.model.model.rows, not self.count % REGULARLY
        if self.count in DIVES or regularly:
            self._rounding.dive(relaxed)
        if self.count in SEARCHES or regularly:
            self._rounding.search_around(relaxed)
        self.model.model.set_bounds(before)

    def _meet_leaf(self, node: Node, relaxed: Relaxed) -> None:
        """Take the plan a leaf leans to; close the leaf when it comes up again."""
        if node.patience_s:
            if not self.leaves.close(node, relaxed):
                self._rounding.search_around(relaxed)
            return
        self._rounding.complete(relaxed)
        if self.count in SEARCHES:
            self._rounding.search_around(relaxed)
        self.leaves.wait(node)

    def _collect(self) -> None:
        """Take what was found of a leaf elsewhere, and give up what that rules out."""
        best = self.model.best
        self.leaves.collect()
        if self.model.best is not best:
            self._tighten()
