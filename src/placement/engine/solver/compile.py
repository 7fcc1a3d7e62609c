"""Pyomo model → sparse arrays, once per model; objective terms become vectors over the same columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from pyomo.core.base.var import VarData
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
from pyomo.repn.standard_repn import generate_standard_repn

from placement.formulation.build import BuiltModel
from placement.instance import Stage

Float = npt.NDArray[np.float64]

LARGEST_COEFFICIENT = 2.0**16
"""HiGHS judges a row by an absolute tolerance. Where coefficients are fen by the hundred million that asks
for more digits than a double has, and a plan far from the optimum can pass for optimal. Rows are divided
by powers of two down to this; the fraction of a fen they may then leak is caught by the exact evaluation."""


@dataclass(frozen=True)
class SparseModel:
    """Rows ``row_lower <= matrix @ x <= row_upper`` and columns of a mixed-integer linear model.

    Attributes
    ----------
    matrix
        CSC matrix, shape ``(rows, columns)``; rows scaled by :func:`row_factors`.
    terms
        Coefficients of each objective term over the columns.
    """

    matrix: sp.csc_matrix
    row_lower: Float
    row_upper: Float
    col_lower: Float
    col_upper: Float
    is_integer: npt.NDArray[np.bool_]
    terms: dict[str, Float]

    def minimised(self, stage: Stage) -> Float:
        """Coefficients over the columns that a stage minimises, shape ``(columns,)``."""
        return stage.sign * self.terms[stage.term]

    @property
    def size(self) -> dict[str, int]:
        """Rows, columns, integers and non-zeros."""
        rows, columns = self.matrix.shape
        return {
            "rows": rows,
            "columns": columns,
            "integers": int(self.is_integer.sum()),
            "nonzeros": int(self.matrix.nnz),
        }


@dataclass(frozen=True)
class Compiled:
    """A sparse model and where each Pyomo variable went."""

    sparse: SparseModel
    columns: tuple[VarData, ...]

    def position(self) -> dict[int, int]:
        """Return ``id(variable) -> column``."""
        return {id(variable): n for n, variable in enumerate(self.columns)}


def compile_model(built: BuiltModel, terms: tuple[str, ...]) -> Compiled:
    """Turn a built model into sparse arrays; nothing is dropped, non-finite numbers are refused.

    Raises
    ------
    ValueError
        If a coefficient or a right-hand side is not finite, or a term is not linear.
    """
    form = LinearStandardFormCompiler().write(built.model, mixed_form=True)
    columns = tuple(form.columns)
    rhs = np.asarray(form.rhs, dtype=float)
    kind = np.fromiter((row.bound_type for row in form.rows), dtype=int, count=len(form.rows))
    matrix = form.A.tocsc()
    if not (np.isfinite(matrix.data).all() and np.isfinite(rhs).all()):
        message = "the model holds a number that is not finite"
        raise ValueError(message)
    factors = row_factors(matrix)
    rhs = rhs * factors
    lower, upper, integer = _columns(columns)
    sparse = SparseModel(
        matrix=(sp.diags(factors) @ matrix).tocsc(),
        row_lower=np.where(kind == 1, -np.inf, rhs),
        row_upper=np.where(kind == -1, np.inf, rhs),
        col_lower=lower,
        col_upper=upper,
        is_integer=integer,
        terms={},
    )
    compiled = Compiled(sparse, columns)
    position = compiled.position()
    for term in terms:
        sparse.terms[term] = _vector(built.model.component(term), position)
    return compiled


def row_factors(matrix: sp.csc_matrix) -> Float:
    """Return the power of two each row is multiplied by, 1 where its coefficients are small, shape ``(rows,)``."""
    if not matrix.nnz:
        return np.ones(matrix.shape[0])
    largest = abs(matrix).max(axis=1).toarray().ravel()
    factors: Float = 2.0 ** -np.ceil(np.log2(np.maximum(largest / LARGEST_COEFFICIENT, 1.0)))
    return factors


def _columns(columns: tuple[VarData, ...]) -> tuple[Float, Float, npt.NDArray[np.bool_]]:
    bounds = [variable.bounds for variable in columns]
    lower = np.array([-np.inf if low is None else low for low, _ in bounds], dtype=float)
    upper = np.array([np.inf if high is None else high for _, high in bounds], dtype=float)
    return lower, upper, np.array([not v.is_continuous() for v in columns], dtype=bool)


def _vector(expression: object, position: dict[int, int]) -> Float:
    form = generate_standard_repn(expression, compute_values=True)
    if not form.is_linear():
        message = "an objective term is not linear"
        raise ValueError(message)
    vector = np.zeros(len(position))
    for variable, coefficient in zip(form.linear_vars, form.linear_coefs, strict=True):
        vector[position[id(variable)]] += coefficient
    return vector
