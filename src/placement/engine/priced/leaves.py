"""Leaves of a tree: nodes without anything to branch on, each closed by a program over the options it may hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from placement.engine.control.watch import Watch
from placement.engine.priced.assistant import Assistant
from placement.engine.priced.goal import Goal
from placement.engine.priced.nodes import Node, Nodes
from placement.engine.priced.priced_model import PricedModel
from placement.engine.priced.restricted import INFINITY, Relaxed
from placement.engine.whole.program import Answer, Program

SECONDS_TO_CLOSE = 10.0
MORE_PATIENCE = 2.0
POLL_S = 0.2


@dataclass(frozen=True)
class Leaf:
    """A node that is being closed, and the value that a plan was to reach when that began.

    Attributes
    ----------
    program
        What closes it.
    is_again
        Its first answer was lost.
    """

    node: Node
    cutoff: float
    program: Program
    is_again: bool = False


@dataclass
class Leaves:
    """Closes leaves, here or where a core is idle; plans and notes go to the model.

    Attributes
    ----------
    cutoff
        Tells the bound above which a node holds no plan that is wanted.
    away
        The leaf that is being closed where a core is idle.
    """

    model: PricedModel
    goal: Goal
    nodes: Nodes
    watch: Watch
    cutoff: Callable[[], float]
    away: Leaf | None = None
    assistant: Assistant = field(init=False)

    def __post_init__(self) -> None:
        """Have an assistant, whose process is started when it is first needed."""
        self.assistant = Assistant(self.watch)

    def least(self) -> float:
        """Return the bound of the leaf that is away, infinite without one."""
        return INFINITY if self.away is None else self.away.node.bound

    def wait(self, node: Node) -> None:
        """Let a leaf wait until it is the open node with the least bound: most are beaten before."""
        self.nodes.add(replace(node, patience_s=SECONDS_TO_CLOSE))

    def close(self, node: Node, relaxed: Relaxed) -> bool:
        """Solve over the options that a better plan within the node may hold, here or where a core is idle.

        Returns
        -------
        bool
            Whether it is closed, or in other hands; else it waits for more patience.
        """
        cutoff = self.cutoff()
        # What an option adds is added to the bound of these duals, which may be below what is known of the node.
        scope = self.model.added(relaxed) <= cutoff - relaxed.bound
        leaf = Leaf(node, cutoff, self.model.program(scope, self.model.model.rows, self.goal))
        if self.watch.spare.is_set() and not self.assistant.is_busy:
            self._give_away(leaf)
            return True
        return self.settle(leaf, leaf.program.solve(self.watch.inner(self._time_for(leaf))))

    def collect(self) -> None:
        """Take what the assistant has found; wait for it where there is nothing else to do."""
        if self.away is None:
            return
        if self.away.node.bound > self.cutoff():
            self.nodes.close(self.away.node.bound)
            self.away = None
            self.assistant.dismiss()
            return
        answer = self.assistant.answer(wait_s=0.0 if self.nodes.are_open else POLL_S)
        if answer is None:
            return
        leaf, self.away = self.away, None
        if answer.is_lost and not leaf.is_again and not self.watch.over:
            self.model.notes += answer.notes
            self._give_away(replace(leaf, program=leaf.program.otherwise(), is_again=True))
            return
        self.watch.effort.add(nodes=answer.effort.nodes, lp_iterations=answer.effort.lp_iterations)
        self.settle(leaf, answer)

    def settle(self, leaf: Leaf, answer: Answer) -> bool:
        """Close a leaf, or come back to it with more patience where its program was not solved in time."""
        shown = self.model.take(answer)
        bound = max(leaf.node.bound, min(shown, leaf.cutoff))
        if shown >= leaf.cutoff or bound > self.cutoff() or answer.has_failed:
            self.nodes.close(bound)
            return True
        patience = MORE_PATIENCE * leaf.node.patience_s
        self.nodes.add(replace(leaf.node, bound=bound, patience_s=patience))
        return False

    def dismiss(self) -> None:
        """Let the assistant go, whatever it does."""
        self.assistant.dismiss()

    def _give_away(self, leaf: Leaf) -> None:
        self.away = leaf
        self.assistant.give(leaf.program, self._time_for(leaf))

    def _time_for(self, leaf: Leaf) -> float:
        return min(leaf.node.patience_s, self.watch.remaining_s)
