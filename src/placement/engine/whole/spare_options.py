"""Options that no plan needs: they help no circle, or another one at the same site does as much for no more.

Option ``p`` stands in for option ``o`` of its site where, for all that the instance asks,

    supplied[o] <= supplied[p]      on every line of a circle that can help one of its open tiers
    units[o]     = units[p]         on every line of a circle of which more may be worse
    paid[o]     >= paid[p]          from every budget line
    drawn[o]    >= drawn[p]         on every row of limits, equal where something must be reached
    available[o] <= available[p]    in every year

Then ``p`` in place of ``o`` keeps every rule and is no worse in any stage. The same holds of building nothing in
place of an option with which no line of the first two kinds has to do and which draws on no row with a least.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from placement.formulation.uses import useful_lines
from placement.instance import Bool, Instance, Int
from placement.instance.facts import NOTHING

PAIRS_AT_ONCE = 200_000
COUNTED = ("conversions", "option_weight")


def find_spare_options(instance: Instance) -> Bool:
    """Return the options that need not be looked at, shape ``(O,)``; none at sites with a lock.

    Where a stage or a limit asks for much money or many options, every option counts; where budgets are elastic,
    what is over them is counted in whole money units, which hang on the options.
    """
    spare = np.zeros(instance.n_options, dtype=bool)
    if instance.elastic_budgets or _more_is_asked_for(instance):
        return spare
    supply, exact = _supply(instance), _where_more_may_be_worse(instance)
    draws, reached = _draws(instance)
    free = ~np.isin(instance.options.site, list(instance.locked_in))
    is_idle = (supply.getnnz(axis=1) + exact.getnnz(axis=1) + reached.getnnz(axis=1)) == 0
    spare |= free & is_idle
    candidates = np.flatnonzero(free & ~spare)
    for worse, better in _pairs(instance, candidates):
        spare[worse[_stands_in(instance, (worse, better), (supply, draws), (exact, reached))]] = (
            True
        )
    return spare


def _more_is_asked_for(instance: Instance) -> bool:
    asked = [stage.term for stage in instance.stages if stage.maximise]
    asked += [rule.term for rule in instance.term_limits if not rule.is_most]
    terms = [*asked, *(stage.term for stage in instance.stages)]
    terms += [rule.term for rule in instance.term_limits]
    return "option_weight" in terms or any(
        term in COUNTED or term.endswith("_money") for term in asked
    )


def _matrix(instance: Instance, option: Int, column: Int, amount: Int) -> sp.csr_matrix:
    """Return amounts by option and column, columns numbered anew, zeros left out."""
    _, position = np.unique(column, return_inverse=True)
    shape = (instance.n_options, int(position.max(initial=-1)) + 1)
    found = sp.csr_matrix((amount, (option, position)), shape=shape)
    found.eliminate_zeros()
    return found


def _by_effect(instance: Instance, chosen: Bool) -> sp.csr_matrix:
    facts = instance.options
    column = facts.effect_circle[chosen] * len(instance.lines.ids) + facts.effect_line[chosen]
    return _matrix(instance, facts.effect_option[chosen], column, facts.effect_units[chosen])


def _supply(instance: Instance) -> sp.csr_matrix:
    """Units by option on lines that can help their circle towards a tier it may hold."""
    facts = instance.options
    helps = np.asarray(useful_lines(instance).any(axis=1))
    return _by_effect(instance, helps[facts.effect_circle, facts.effect_line])


def _where_more_may_be_worse(instance: Instance) -> sp.csr_matrix:
    """Units by option on lines of a share of all outlets, or of an award that hangs on their number."""
    facts = instance.options
    watched = np.zeros((instance.n_circles, len(instance.lines.ids)), dtype=bool)
    for requirement in instance.card.requirements:
        if not requirement.rises:
            watched[:, requirement.lines] |= requirement.weight != 0
    for award in instance.awards:
        if award.line != NOTHING:
            watched[award.circle, award.line] = True
    return _by_effect(instance, watched[facts.effect_circle, facts.effect_line])


def _draws(instance: Instance) -> tuple[sp.csr_matrix, sp.csr_matrix]:
    """Amounts by option on budget lines and on rows of limits; the latter again where something must be reached."""
    facts, limits = instance.options, instance.limits
    paid = _matrix(instance, facts.pay_option, facts.pay_budget, facts.pay_fen)
    n_years = instance.n_years
    when = (limits.option_row * n_years + limits.option_first) * n_years + limits.option_last
    drawn = _matrix(instance, limits.option, when, limits.option_amount)
    must = ~limits.is_plain[limits.option_row]
    reached = _matrix(instance, limits.option[must], when[must], limits.option_amount[must])
    return sp.hstack([paid, drawn], format="csr"), reached


def _pairs(instance: Instance, candidates: Int) -> list[tuple[Int, Int]]:
    """Return all ordered pairs of candidates at one site, in portions."""
    site = instance.options.site[candidates]
    order = np.argsort(site, kind="stable")
    cuts = np.flatnonzero(np.diff(site[order])) + 1
    groups = [candidates[group] for group in np.split(order, cuts) if len(group) > 1]
    found: list[tuple[Int, Int]] = []
    portion: list[tuple[Int, Int]] = []
    size = 0
    for group in groups:
        portion.append((np.repeat(group, len(group)), np.tile(group, len(group))))
        size += len(group) ** 2
        if size > PAIRS_AT_ONCE:
            found.append(_joined(portion))
            portion, size = [], 0
    return [*found, _joined(portion)] if portion else found


def _joined(portion: list[tuple[Int, Int]]) -> tuple[Int, Int]:
    one, other = (np.concatenate([pair[k] for pair in portion]) for k in (0, 1))
    return one[one != other], other[one != other]


def _stands_in(
    instance: Instance,
    pairs: tuple[Int, Int],
    ordered: tuple[sp.csr_matrix, sp.csr_matrix],
    equal: tuple[sp.csr_matrix, sp.csr_matrix],
) -> Bool:
    """Tell for which pairs the second option stands in for the first; of equals the one with less investment."""
    facts, (worse, better) = instance.options, pairs
    supply, draws = ordered
    more_supply = _difference(supply, better, worse)
    less_draws = _difference(draws, worse, better)
    no_worse = _nowhere_negative(more_supply) & _nowhere_negative(less_draws)
    for matrix in equal:
        no_worse &= _difference(matrix, worse, better).getnnz(axis=1) == 0
    longer = facts.available[better] >= facts.available[worse]
    no_worse &= longer.all(axis=1)
    is_same = (more_supply.getnnz(axis=1) == 0) & (less_draws.getnnz(axis=1) == 0)
    is_same &= (facts.available[better] == facts.available[worse]).all(axis=1)
    invested = facts.investment_fen
    earlier = (invested[better] < invested[worse]) | (
        (invested[better] == invested[worse]) & (better < worse)
    )
    result: Bool = no_worse & (~is_same | earlier)
    return result


def _difference(matrix: sp.csr_matrix, one: Int, other: Int) -> sp.csr_matrix:
    found: sp.csr_matrix = matrix[one] - matrix[other]
    found.eliminate_zeros()
    return found


def _nowhere_negative(matrix: sp.csr_matrix) -> Bool:
    result: Bool = np.asarray((matrix < 0).getnnz(axis=1) == 0)
    return result
