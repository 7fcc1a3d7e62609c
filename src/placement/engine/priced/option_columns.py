"""Which columns and rows of a compiled model belong to single options: what pricing needs to know, and no more.

Nothing here names a constraint family. A row is *private* when all its columns belong to one option; a
private row ``sum(use) <= sum(built)`` is a *link*. Its best dual for an option that is left out of the
restricted model has a closed form, so an option can be priced without its columns or rows. Every other row
is shared, whatever it says, and its dual enters the price like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from placement.engine.solver.compile import Compiled, Float
from placement.engine.solver.fixing import Rows
from placement.formulation.build import BuiltModel
from placement.instance import Bool, Instance, Int

NONE = -1
CHEAPEST_PER_LINE = 3


@dataclass(frozen=True)
class OptionColumns:
    """The compiled model seen by option.

    Attributes
    ----------
    matrix
        All rows by columns, CSR, shape ``(R, N)``; rows that keep earlier stages included.
    option
        Option of each column, ``NONE`` for columns of none, shape ``(N,)``.
    is_built
        True for the columns that start an option, shape ``(N,)``.
    link
        Link row of each column that uses an option, ``NONE`` elsewhere, shape ``(N,)``.
    site_row
        Row that gives the option's site to one option only, shape ``(O,)``.
    """

    matrix: sp.csr_matrix
    option: Int
    is_built: Bool
    link: Int
    private: Int
    site_row: Int

    @staticmethod
    def find(
        instance: Instance, built: BuiltModel, compiled: Compiled, rows: Rows
    ) -> OptionColumns:
        """Look up the columns of options, then tell rows apart by what they hold."""
        position, matrix = compiled.position(), rows.matrix
        number = {name: o for o, name in enumerate(instance.options.ids)}
        option = np.full(matrix.shape[1], NONE)
        is_built = np.zeros(matrix.shape[1], dtype=bool)
        for (o, _), variable in built.model.built.items():
            option[position[id(variable)]] = number[o]
            is_built[position[id(variable)]] = True
        for (_, o), variable in built.model.use.items():
            option[position[id(variable)]] = number[o]
        private = _private_rows(matrix, option)
        link = _links(rows, private, is_built)
        site_row = _site_rows(rows, option, is_built, instance.options.site)
        return OptionColumns(matrix, option, is_built, link, private, site_row)

    @cached_property
    def transposed(self) -> sp.csr_matrix:
        """The matrix by columns, for products with duals."""
        return self.matrix.T.tocsr()

    @cached_property
    def columns_of(self) -> list[Int]:
        """Columns of each option."""
        order = np.argsort(self.option, kind="stable")
        cuts = np.searchsorted(self.option[order], np.arange(len(self.site_row) + 1))
        return [order[cuts[o] : cuts[o + 1]] for o in range(len(self.site_row))]

    def price(self, cost: Float, duals: Float, active: Bool) -> tuple[Float, Float]:
        """Complete the duals for the options left out and price them.

        Parameters
        ----------
        duals
            Row duals of the restricted model, zero for rows it does not hold, shape ``(R,)``.
        active
            Options the restricted model holds, shape ``(O,)``.

        Returns
        -------
        values
            Least reduced cost an option can bring, negative where it pays to add it, shape ``(O,)``.
        duals
            The same with best duals on the links of options left out, and those of site rows lowered so
            that no option left out has a negative reduced cost: the best bound these duals can give.
        """
        duals = duals.copy()
        reduced = cost - self.transposed @ duals
        outside = (self.option != NONE) & ~active[self.option]
        linked = outside & (self.link != NONE)
        worth = np.zeros(len(duals))
        np.maximum.at(worth, self.link[linked], -reduced[linked])
        duals -= worth
        reduced = cost - self.transposed @ duals
        values = np.zeros(len(active))
        starts = outside & self.is_built
        np.minimum.at(values, self.option[starts], reduced[starts])
        lowered = np.zeros(len(duals))
        sites = self.site_row != NONE
        np.minimum.at(lowered, self.site_row[sites], values[sites])
        return values, duals + lowered


def _private_rows(matrix: sp.csr_matrix, option: Int) -> Int:
    """Option of the rows whose columns all belong to one option, ``NONE`` for others, shape ``(R,)``."""
    lengths = np.diff(matrix.indptr)
    row = np.repeat(np.arange(matrix.shape[0]), lengths)
    low = np.full(matrix.shape[0], np.iinfo(np.int64).max)
    high = np.full(matrix.shape[0], NONE)
    np.minimum.at(low, row, option[matrix.indices])
    np.maximum.at(high, row, option[matrix.indices])
    return np.where((low == high) & (low != NONE), low, NONE)


def _links(rows: Rows, private: Int, is_built: Bool) -> Int:
    """Link row of each use: the private row ``sum(use) - sum(built) <= 0`` it is in, if it is in just one."""
    entries = rows.matrix.tocoo()
    built = is_built[entries.col]
    fits = np.where(built, entries.data == -1, entries.data == 1)
    is_link = (private != NONE) & (rows.upper == 0)
    np.logical_and.at(is_link, entries.row, fits)
    uses = is_link[entries.row] & ~built
    link = np.full(rows.matrix.shape[1], NONE)
    link[entries.col[uses]] = entries.row[uses]
    return link


def _site_rows(rows: Rows, option: Int, is_built: Bool, site: Int) -> Int:
    """Row ``sum(built) <= 1`` over every start of an option of the site, by option, ``NONE`` without one."""
    entries = rows.matrix.tocoo()
    starts = np.bincount(site[option[is_built]], minlength=site.max(initial=NONE) + 1)
    column_site = np.where(option == NONE, NONE, site[option])
    low = np.full(len(rows.upper), np.iinfo(np.int64).max)
    high = np.full(len(rows.upper), NONE)
    np.minimum.at(low, entries.row, column_site[entries.col])
    np.maximum.at(high, entries.row, column_site[entries.col])
    fits = (rows.upper == 1) & (low == high)
    np.logical_and.at(fits, entries.row, is_built[entries.col] & (entries.data == 1))
    found = np.flatnonzero(fits)
    found = found[np.diff(rows.matrix.indptr)[found] == starts[low[found]]]
    row = np.full(len(starts), NONE)
    row[low[found]] = found
    result: Int = row[site]
    return result


def cheapest_per_line(instance: Instance, built: BuiltModel) -> Int:
    """Return options to start pricing from: for every block and line those that cost least for what they do."""
    number = {name: o for o, name in enumerate(instance.options.ids)}
    price = instance.options.public_fen.astype(float)
    supply = [np.array([number[o] for o, _ in pairs]) for pairs in built.sets.supply.values()]
    if not supply:
        return np.zeros(0, dtype=np.int64)
    worth = price / np.maximum(np.bincount(np.concatenate(supply), minlength=len(price)), 1)
    chosen = [
        part
        for options in supply
        for part in (
            options[np.argsort(worth[options], kind="stable")[:CHEAPEST_PER_LINE]],
            options[np.argsort(price[options], kind="stable")[:1]],
        )
    ]
    return np.unique(np.concatenate(chosen))
