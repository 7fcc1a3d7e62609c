"""Commands of the benchmark suite that compare in pairs: bench tune, ablate."""
# ruff: noqa: PLC0415 - heavy imports inside the commands: --help answers at once

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from placement.cli.application import Screen, SpokenCommand
from placement.cli.document import print_document
from placement.cli.grouping import grouped
from placement.cli.measuring import AllUnlessGiven, Measuring, Suite, bench, open_suite, words
from placement.cli.printing import consoles
from placement.cli.values import COUNT
from placement.errors import Text

if TYPE_CHECKING:
    from placement.bench.profiles import Options
    from placement.bench.registry import Item
    from placement.bench.tune import Costs, Measure

TUNING = "tuning"


@bench.command(cls=SpokenCommand)
@grouped
def tune(
    profiles: AllUnlessGiven = "",
    random: Annotated[
        int,
        typer.Option(
            min=0, max=100, metavar=COUNT, help="另从选项空间随机抽几个 · also so many random ones"
        ),
    ] = 0,
    *,
    asked: Measuring,
    screen: Screen,
) -> None:
    """搜索 HiGHS 配置，并说明胜者是否只是噪声 · search HiGHS profiles and say whether the winner is noise."""
    from placement.bench.tune import random_profiles, sentence
    from placement.bench.tune import tune as search

    suite = open_suite(asked)
    known = suite.profiles.named
    names = words(profiles or ",".join(known), tuple(known), Text("求解器配置", "profile"))
    drawn = random_profiles(suite.profiles, random, 1)
    options = {**known, **drawn}
    items = suite.items(TUNING)
    verdict = search((*names, *drawn), len(items), asked.seeds, _measure(suite, items, options))
    text = Text(*sentence(verdict))
    if screen.as_json:
        content = {"verdict": verdict, "options": options[verdict.winner], "sentence": text}
        print_document("bench tune", content)
        return
    console = consoles()[0]
    for rung in verdict.rungs:
        scores = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in rung.scores)
        console.print(f"[bold]{rung.instances}[/] {scores}")
    console.print(screen.say(text))
    console.print(f"{escape(verdict.winner)}: {options[verdict.winner]}", highlight=False)


def _measure(
    suite: Suite, items: list[tuple[Item, str]], options: Mapping[str, Options]
) -> Measure:
    """Return what measures profiles on the first instances with some seeds."""
    from placement.bench.cases import ENGINE, case_of

    limits = suite.asked.limits

    def measure(chosen: tuple[str, ...], count: int, seeds: range) -> Costs:
        cases = {
            name: [
                case_of(item, made, ENGINE, seed, limits, (name, options[name]))
                for item, made in items[:count]
                for seed in seeds
            ]
            for name in chosen
        }
        return {name: [row["integral_s"] for row in suite.run(of)] for name, of in cases.items()}

    return measure


@bench.command(cls=SpokenCommand)
@grouped
def ablate(
    ideas: AllUnlessGiven = "",
    *,
    asked: Measuring,
    screen: Screen,
) -> None:
    """逐个关掉求解器的各个办法，看各值多少 · switch each idea off in turn and see what it is worth."""
    from placement.bench.ablate import ablation_cases, worths
    from placement.bench.cases import ENGINE, list_cases
    from placement.engine import IDEA_TEXTS, Ideas

    suite = open_suite(asked)
    named = words(ideas or ",".join(Ideas.names()), Ideas.names(), Text("办法", "idea"))
    cases = list_cases(suite.items(TUNING), (ENGINE,), asked.seed_range, asked.limits)
    found = worths(suite.run(list(ablation_cases(cases, named))))
    if screen.as_json:
        print_document(
            "bench ablate", {"ideas": [(w.idea, w.verdict, w.comparison) for w in found]}
        )
        return
    console = consoles()[0]
    for worth in found:
        c = worth.comparison
        console.print(
            f"{worth.idea:<22} {c.ratio:6.2f}× [{c.low:.2f}, {c.high:.2f}]  p {c.sign_p:.3f}  "
            f"{worth.verdict:<14} {screen.say(IDEA_TEXTS[worth.idea])}",
            highlight=False,
        )
