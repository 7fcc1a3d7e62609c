"""Commands of the benchmark suite that compare in pairs: bench tune, ablate."""
# ruff: noqa: PLC0415 - heavy imports inside the commands: --help answers at once

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from placement.cli.application import DebugOption, JsonOption, Language, LanguageOption, in_language
from placement.cli.benchmarks import (
    RESULTS,
    SUITE,
    CacheFolder,
    Instances,
    Memory,
    ResultsFile,
    Seconds,
    Seeds,
    SuiteFolder,
    Threads,
    bench,
    limits_of,
    open_suite,
    words,
)
from placement.cli.document import print_document
from placement.cli.printing import consoles
from placement.errors import Text

TUNING = ("tuning",)


@bench.command()
def tune(
    instances: Instances = None,
    profiles: Annotated[
        str, typer.Option(help="逗号分隔，默认全部 · separated by commas; default: all")
    ] = "",
    random: Annotated[
        int, typer.Option(min=0, max=100, help="另从选项空间随机抽几个 · also so many random ones")
    ] = 0,
    seeds: Seeds = 3,
    limit: Seconds = None,
    memory: Memory = 4096,
    threads: Threads = 1,
    out: ResultsFile = RESULTS,
    suite: SuiteFolder = SUITE,
    cache: CacheFolder = None,
    lang: LanguageOption = Language.zh,
    as_json: JsonOption = False,
    _debug: DebugOption = False,
) -> None:
    """搜索 HiGHS 配置，并说明胜者是否只是噪声 · search HiGHS profiles and say whether the winner is noise."""
    from placement.bench.cases import ENGINE, case_of
    from placement.bench.tune import Costs, random_profiles, sentence
    from placement.bench.tune import tune as search

    opened = open_suite(suite, cache)
    known = opened.profiles.named
    names = words(profiles or ",".join(known), tuple(known), Text("求解器配置", "profile"))
    drawn = random_profiles(opened.profiles, random, 1)
    options = {**known, **drawn}
    items = opened.items(tuple(instances or TUNING))
    limits = limits_of(limit, memory, threads)

    def measure(chosen: tuple[str, ...], count: int, some: range) -> Costs:
        cases = {
            name: [
                case_of(item, made, ENGINE, seed, limits, (name, options[name]))
                for item, made in items[:count]
                for seed in some
            ]
            for name in chosen
        }
        return {n: [r["integral_s"] for r in opened.run(of, out)] for n, of in cases.items()}

    verdict = search((*names, *drawn), len(items), seeds, measure)
    zh, en = sentence(verdict)
    if as_json:
        content = {"verdict": verdict, "options": options[verdict.winner], "sentence": Text(zh, en)}
        print_document("bench tune", content)
        return
    console = consoles()[0]
    for rung in verdict.rungs:
        console.print(
            f"[bold]{rung.instances}[/] " + ", ".join(f"{n} {v:.2f} s" for n, v in rung.scores)
        )
    console.print(in_language(Text(zh, en), lang))
    console.print(f"{escape(verdict.winner)}: {options[verdict.winner]}", highlight=False)


@bench.command()
def ablate(
    instances: Instances = None,
    ideas: Annotated[
        str, typer.Option(help="逗号分隔，默认全部 · separated by commas; default: all")
    ] = "",
    seeds: Seeds = 3,
    limit: Seconds = None,
    memory: Memory = 4096,
    threads: Threads = 1,
    out: ResultsFile = RESULTS,
    suite: SuiteFolder = SUITE,
    cache: CacheFolder = None,
    lang: LanguageOption = Language.zh,
    as_json: JsonOption = False,
    _debug: DebugOption = False,
) -> None:
    """逐个关掉求解器的各个办法，看各值多少 · switch each idea off in turn and see what it is worth."""
    from placement.bench.ablate import ablation_cases, worths
    from placement.bench.cases import ENGINE, list_cases
    from placement.engine.ideas import IDEA_TEXTS, Ideas

    opened = open_suite(suite, cache)
    named = words(ideas or ",".join(Ideas.names()), Ideas.names(), Text("办法", "idea"))
    limits = limits_of(limit, memory, threads)
    items = opened.items(tuple(instances or TUNING))
    cases = list_cases(items, (ENGINE,), range(1, seeds + 1), limits)
    found = worths(opened.run(list(ablation_cases(cases, named)), out))
    if as_json:
        print_document(
            "bench ablate", {"ideas": [(w.idea, w.verdict, w.comparison) for w in found]}
        )
        return
    console = consoles()[0]
    for worth in found:
        c = worth.comparison
        text = in_language(IDEA_TEXTS[worth.idea], lang)
        console.print(
            f"{worth.idea:<22} {c.ratio:6.2f}× [{c.low:.2f}, {c.high:.2f}]  p {c.sign_p:.3f}  "
            f"{worth.verdict:<14} {text}",
            highlight=False,
        )
