"""Random tiny cities solved by two workers, from nothing and from records, ended anywhere, against enumeration.

``python tests/fuzz_workers.py --seconds 600 --first 0`` says what it has found false, and how many solves it made.
"""

# ruff: noqa: T201 - a command

from __future__ import annotations

import argparse
import itertools
import json
import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from unittest.mock import patch

import numpy as np

from forced_reserve import ForcedReserve, forced_reserve
from oracle import every_rank
from placement.engine.city.records_json import records_as_values, records_from_json
from placement.engine.control import sizes
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.cutting.blocks import cut_block
from placement.engine.cutting.merging import merge_years
from placement.engine.plans.evaluation import evaluate
from placement.engine.plans.outcome import Outcome
from placement.engine.plans.recall import recall
from placement.engine.solve import solve_instance
from placement.errors import HardRuleError
from placement.instance import Instance
from plans import plan_in_ids
from tiny import tiny_city
from truths import falsehoods
from variations import MAX_BENEFIT, SPARING, VARIATIONS, torn

MOST_PLANS = 400_000
GAPS = (0.0, 0.0, 0.1, 0.5)
OF_RUBRIC = frozenset({
    "graded_lines", "two_tables", "gates_of_tiers", "shares", "shares_no_interim", "nested_chapters",
    "kind_only_line",
})  # fmt: skip
OF_AWARDS = frozenset({
    "dear_awards", "quotas", "batches", "whole_batches", "award_differences", "award_densities",
})  # fmt: skip
"""Rules that make the rubric anew, or the awards that limits refer to: one of them at a time."""


def ranks_of(city: Instance) -> np.ndarray | None:
    """Values of all plans, the best first; ``None`` where there are too many."""
    found: set[tuple[int, ...]] = set()
    for n, rank in enumerate(every_rank(city)):
        if n > MOST_PLANS:
            return None
        found.add(rank)
    return np.array(sorted(found), dtype=float).reshape(-1, len(city.stages))


def drawn_city(seed: int) -> tuple[str, Instance]:
    """A tiny city with one or two rules switched on, its stages drawn anew."""
    rng = np.random.default_rng([seed, 2])
    rules = rng.choice(sorted(VARIATIONS), size=int(rng.integers(1, 3)), replace=False).tolist()
    rules = rules[: 1 if any(kind.issuperset(rules) for kind in (OF_RUBRIC, OF_AWARDS)) else 2]
    city = tiny_city(seed)
    for rule in rules:
        city = VARIATIONS[rule](city, rng)
    if rng.random() < 0.4:
        city, rules = torn(city), [*rules, "torn"]
    if rng.random() < 0.3:
        city = replace(city, stages=(MAX_BENEFIT, SPARING)[int(rng.integers(2))])
    return "+".join(rules), city


def changed(city: Instance, rng: np.random.Generator) -> Instance:
    """Change one thing, as an office asks what if."""
    options, caps = city.options, city.budget_cap_fen.copy()
    line, year = rng.integers(caps.shape[0]), rng.integers(caps.shape[1])
    option = int(rng.integers(city.n_options))
    match int(rng.integers(8)):
        case 0 | 1:
            caps = np.where(caps < 0, -1, caps * 8 // 10)
            return replace(city, budget_cap_fen=caps)
        case 2:
            caps[line, year] = np.where(caps[line, year] < 0, -1, caps[line, year] * 2)
            return replace(city, budget_cap_fen=caps)
        case 3:
            gone = options.site == options.site[option]
            available = options.available & ~gone[:, None]
            locked = {s: p for s, p in city.locked_in.items() if s != options.site[option]}
            return replace(city, options=replace(options, available=available), locked_in=locked)
        case 4 | 5:
            years = np.flatnonzero(options.available[option])
            pairs = frozenset((option, int(t)) for t in years[: int(rng.integers(1, 3))])
            locks = {**city.locked_in, int(options.site[option]): pairs} if pairs else {}
            return replace(city, locked_in=locks)
        case 6:
            hard = tuple(replace(k, hard=k.hard or bool(rng.random() < 0.4)) for k in city.targets)
            return replace(city, targets=hard)
        case _:
            dearer = np.where(options.pay_option == option, 2, 1) * options.pay_fen
            return replace(city, options=replace(options, pay_fen=dearer))


@dataclass
class Ending:
    """How a solve is ended before it is done, if at all."""

    rng: np.random.Generator
    reserve: ForcedReserve
    name: str = "to its end"
    _timers: list[threading.Timer] = field(default_factory=list)

    def watch(self) -> Watch:
        way, after = float(self.rng.random()), float(self.rng.random()) ** 2
        if way < 0.35:
            self.name = f"limit {after:.2f} s"
            return Watch(time_limit_s=after, reserve=self.reserve)
        watch = Watch(time_limit_s=60.0, reserve=self.reserve)
        if way < 0.5:
            self.name = f"stopped at {after:.2f} s"
            self._later(after, watch.stop)
        elif way < 0.6:
            self.name = f"killed at {after:.2f} s"
            self._later(after, self._kill_one)
        return watch

    def _later(self, seconds: float, what: object) -> None:
        timer = threading.Timer(seconds, what)  # type: ignore[arg-type]
        timer.daemon = True
        timer.start()
        self._timers.append(timer)

    def _kill_one(self) -> None:
        busy = [child for child in self.reserve.at_work if child.is_alive]
        if busy:
            busy[0].process.kill()

    def over(self) -> None:
        for timer in self._timers:
            timer.cancel()

    @property
    def is_complete(self) -> bool:
        return self.name == "to its end"


@contextmanager
def tiny_blocks_to_workers(by_search: bool) -> Iterator[None]:
    """Let tiny cities be solved by blocks in processes, as large ones are."""
    with ExitStack() as stack:
        for where, name, value in (
            (sizes, "LARGEST_WHOLE", -1 if by_search else 60_000),
            (sizes, "SMALLEST_MERGED", -1),
            (sizes, "LARGEST_UNPRICED", -1),
            (sizes, "WORTH_A_PROCESS", -1),
        ):
            stack.enter_context(patch.object(where, name, value))
        stack.enter_context(patch("placement.engine.cutting.blocks.FEW_CIRCLES", 0))
        stack.enter_context(patch("placement.engine.control.sizes.FEW_USES", -1))
        yield


@dataclass
class Fuzz:
    """Counts of solves by kind, and what was false."""

    reserve: ForcedReserve
    counts: Counter[str] = field(default_factory=Counter)
    false: list[str] = field(default_factory=list)

    def case(self, seed: int) -> None:
        """Solve a drawn city, then what an office asks of it, from the records of that solve."""
        rules, city = drawn_city(seed)
        ranks, rng = ranks_of(city), np.random.default_rng([seed, 3])
        if ranks is None:
            self.counts["too many plans"] += 1
            return
        former = self._solve(f"{seed} {rules}", city, ranks, rng)
        if former is None:
            return
        asked = changed(city, rng) if rng.random() < 0.85 else city
        new = ranks_of(asked)
        if new is not None:
            self._solve(f"{seed} {rules} what-if", asked, new, rng, (city, former))

    def _solve(
        self,
        name: str,
        city: Instance,
        ranks: np.ndarray,
        rng: np.random.Generator,
        former: tuple[Instance, Outcome] | None = None,
    ) -> Outcome | None:
        settings = Settings(
            gap=float(rng.choice(GAPS)), seed=int(rng.integers(8)), workers=2,
            confirm=bool(rng.random() < 0.2),
        )  # fmt: skip
        ending, by_search = Ending(rng, self.reserve), bool(rng.random() < 0.5)
        watch = ending.watch()
        name += f" seed {settings.seed} gap {settings.gap} search {by_search} {ending.name}"
        earlier, records = None, ()
        if former is not None:
            earlier = recall(plan_in_ids(former[0], former[1].decisions), city)
            records = records_from_json(json.dumps(records_as_values(former[1].blocks)))
        kept: list[Outcome] = []
        watch.keep = lambda state: kept.append(state())
        self.counts["what-ifs" if former else "solves"] += 1
        try:
            with tiny_blocks_to_workers(by_search):
                outcome = solve_instance(city, watch, settings, earlier=earlier, records=records)
        except HardRuleError as error:
            self.counts["hard rules"] += 1
            if len(ranks) and (error.proven or ending.is_complete):
                self.false.append(f"{name}: {error} (proven {error.proven})")
            return None
        finally:
            ending.over()
        self._judge(name, city, ranks, outcome, *kept)
        self.counts[outcome.status] += 1
        if ending.is_complete and settings.gap == 0:
            self.counts["to its end, " + outcome.status] += 1
            got = evaluate(city, outcome.decisions).rank(city)
            self.counts["to its end, best"] += got == tuple(ranks[0].tolist())
        return outcome

    def _judge(self, name: str, city: Instance, ranks: np.ndarray, *outcomes: Outcome) -> None:
        for n, outcome in enumerate(outcomes):
            value = evaluate(city, outcome.decisions)
            if not value.feasible or not len(ranks):
                self.false.append(f"{name}: not a plan: {value.violations}")
                return
            self.counts["outcomes judged"] += 1
            for found in falsehoods(outcome, value.rank(city), ranks):
                self.false.append(f"{name}: {found} (outcome {n}, status {outcome.status})")
            stated = tuple(-s.value if s.maximise else s.value for s in outcome.stages)
            if stated != value.rank(city):
                self.false.append(f"{name}: values {stated} for {value.rank(city)}")
        self._judge_blocks(name, city, outcomes[0])

    def _judge_blocks(self, name: str, city: Instance, outcome: Outcome) -> None:
        """Judge what is recorded of blocks, and of the whole, against all plans of each."""
        for record in outcome.blocks:
            circles = np.flatnonzero(np.isin(city.circle_ids, record.circles))
            block = cut_block(city, outcome.decisions, circles)
            ranks = ranks_of(city if record.is_whole else merge_years(block.instance))
            if ranks is None or not len(ranks):
                continue
            # A record taken over from a looser block still says what was true of that one.
            value = tuple(-s.value if s.maximise else s.value for s in record.stages)
            stated = replace(outcome, stages=record.stages, trades=record.trades, status="limit")
            self.counts["blocks judged"] += 1
            self.counts["trades judged"] += len(record.trades)
            for found in falsehoods(stated, value, ranks):
                self.false.append(f"{name}: block {record.circles}: {found}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--first", type=int, default=0)
    asked = parser.parse_args()
    until, told = time.monotonic() + asked.seconds, 0
    with forced_reserve() as reserve:
        fuzz = Fuzz(reserve)
        for seed in itertools.count(asked.first):
            if time.monotonic() > until:
                break
            try:
                fuzz.case(seed)
            except Exception:  # noqa: BLE001 - whatever it is, it is a finding
                fuzz.false.append(f"{seed}: {traceback.format_exc()}")
            for line in fuzz.false[told:]:
                print("FALSE", line, flush=True)
            told = len(fuzz.false)
            if seed % 10 == 0:
                print(seed, dict(fuzz.counts), flush=True)
    print("last", seed, dict(fuzz.counts), f"false: {len(fuzz.false)}", flush=True)


if __name__ == "__main__":
    main()
