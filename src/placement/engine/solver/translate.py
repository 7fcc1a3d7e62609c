"""Decisions ↔ columns of a compiled model, and the way from an instance to one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import Decisions
from placement.engine.solver.compile import Compiled, Float, compile_model
from placement.formulation.build import BuiltModel, build_model
from placement.instance import Instance, Int

HALF = 0.5
ABOVE_ZERO = 1e-4


@dataclass(frozen=True)
class Columns:
    """Where the integer decisions stand among the columns.

    Attributes
    ----------
    built
        Rows of (column, option, year).
    held_final, held_interim, held_yearly
        Rows of (column, circle, tier, year).
    shortfall
        Column by target, in order of the instance's targets.
    implied
        Columns of held tiers that say by any value above zero that the tier is earned.
    """

    built: Int
    held_final: Int
    held_interim: Int
    held_yearly: Int
    shortfall: Int
    implied: Int

    @property
    def held(self) -> Int:
        """All columns of held tiers, rows of (column, circle, tier, year)."""
        return np.concatenate([self.held_final, self.held_interim, self.held_yearly])


@dataclass(frozen=True)
class StatedModel:
    """The model of an instance: as it was built, compiled, and where its decisions stand."""

    built: BuiltModel
    compiled: Compiled
    columns: Columns


def state_model(instance: Instance, watch: Watch) -> StatedModel:
    """Build and compile the model of an instance, with the terms of its stages.

    Raises
    ------
    StoppedError
        If the work should end meanwhile; between two looks at the watch lie some seconds in a large city.
    """
    built = build_model(instance, look=watch.look)
    watch.look()
    terms = tuple(dict.fromkeys(stage.term for stage in instance.stages))
    compiled = compile_model(built, terms)
    watch.look()
    return StatedModel(built, compiled, locate_columns(instance, built, compiled))


def locate_columns(instance: Instance, built: BuiltModel, compiled: Compiled) -> Columns:
    """Look up the columns of all integer decisions."""
    position = compiled.position()
    model, blocks = built.model, built.sets.blocks
    option = {name: o for o, name in enumerate(instance.options.ids)}
    final: list[tuple[int, ...]] = []
    interim: list[tuple[int, ...]] = []
    yearly: list[tuple[int, ...]] = []
    for (b, t), variable in model.held.items():
        block = blocks[b]
        row = (position[id(variable)], block.circle, block.tier, t)
        (final if block.is_final else interim if block.is_interim else yearly).append(row)
    return Columns(
        built=_rows([(position[id(v)], option[o], t) for (o, t), v in model.built.items()], 3),
        held_final=_rows(final, 4),
        held_interim=_rows(interim, 4),
        held_yearly=_rows(yearly, 4),
        shortfall=np.array(
            [position[id(model.shortfall[k.id])] for k in instance.targets], dtype=np.int64
        ),
        implied=np.array(
            [position[id(v)] for (b, _), v in model.held.items() if b in built.sets.implied],
            dtype=np.int64,
        ),
    )


def _rows(rows: list[tuple[int, ...]], width: int) -> Int:
    return np.array(rows, dtype=np.int64).reshape(-1, width)


def read_decisions(instance: Instance, columns: Columns, values: Float) -> Decisions:
    """Round a solver's column values to decisions."""
    decisions = Decisions.nothing(instance)
    least = np.full(len(values), HALF)
    least[columns.implied] = ABOVE_ZERO
    chosen = columns.built[values[columns.built[:, 0]] > HALF]
    decisions.start[chosen[:, 1]] = chosen[:, 2]
    for held in (columns.held_interim, columns.held_final, columns.held_yearly):
        _, c, j, t = held[values[held[:, 0]] > least[held[:, 0]]].T
        decisions.held[c, t] = j
    return decisions


def write_decisions(columns: Columns, decisions: Decisions) -> tuple[Int, Int]:
    """Return the binary columns and the values that state the decisions.

    A tier that a circle holds in the last year is its final tier; lower tiers before it are interim.
    """
    start, held = decisions.start, decisions.held
    column, option, year = columns.built.T
    built = start[option] == year
    final_column, c, j, t = columns.held_final.T
    final = (held[c, t] == j) & (held[c, -1] == j)
    interim_column, c, j, t = columns.held_interim.T
    interim = (held[c, t] == j) & (held[c, -1] != j)
    yearly_column, c, j, t = columns.held_yearly.T
    yearly = held[c, t] == j
    return (
        np.concatenate([column, final_column, interim_column, yearly_column]),
        np.concatenate([built, final, interim, yearly]).astype(np.int64),
    )
