"""What a finance officer asks of a budget line or a programme besides its numbers: purpose, recipient, ceiling."""

from __future__ import annotations

from collections.abc import Iterator

from placement.errors import Text
from placement.plain import plain
from placement.policy.programmes import AwardProgramme, Programme
from placement.report.speaker import Speaker
from placement.scenario.model import Scenario

CEILING = Text(
    "“不超过”：金额为上限，本方案按上限计，实际可更低",
    "“not more than”: a ceiling, which the plan counts in full; what is paid may be less",
)
UNSTATED = Text(
    "文件没有写金额，按情景给出的数计",
    "the document states no amount; counted as the scenario has it",
)
RECIPIENTS = {
    "district": Text("奖给县（市、区）", "paid to the district"),
    "street": Text("奖给街道", "paid to the street office"),
    "community": Text("奖给社区", "paid to the community"),
    "operator": Text("奖给运营方", "paid to the operator"),
    "unstated": Text("文件没有写明奖给谁", "the document does not say who is paid"),
}


def money_terms(scenario: Scenario, say: Speaker) -> list[tuple[str, str]]:
    """Return budget lines and programmes by name, with what is to be known of each; those without are left out."""
    purposes = {line.name: line.purpose for line in scenario.budgets if line.purpose}
    found = [
        (plain(name), say(f"专款用途：{plain(purpose)}", f"earmarked for: {plain(purpose)}"))
        for name, purpose in purposes.items()
    ]
    for programme in scenario.programmes:
        terms = [say.text(term) for term in _terms(programme)]
        if terms:
            found.append((plain(programme.name), say("；", "; ").join(terms)))
    return found


def _terms(programme: Programme) -> Iterator[Text]:
    if isinstance(programme, AwardProgramme):
        yield RECIPIENTS[programme.recipient]
    if programme.amount_is_ceiling:
        yield CEILING
    if programme.amount_unstated:
        yield UNSTATED
