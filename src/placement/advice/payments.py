"""Every payment for an option or an award, line by line, with the rule that makes it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from placement.advice.opened import OpenRun
from placement.audit.registers import records
from placement.errors import Text
from placement.money import yuan_text
from placement.policy.base import decimal_text
from placement.policy.programmes import AwardProgramme, Programme, RateProgramme, UnitProgramme
from placement.report.plain import plain

YUAN_FEN = 100
BASES = {
    "investment": Text("投资", "investment"),
    "preparation": Text("腾退修缮费", "preparation cost"),
}


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One instalment from one budget line, fen, and the rule behind it.

    Attributes
    ----------
    rule
        What the programme says, in words.
    clause, text
        Place in the policy document, and its wording; empty for a scenario's own programme.
    """

    programme_id: str
    programme: str
    option_id: str
    circle_id: str
    budget_id: str
    budget: str
    year_committed: int
    year_paid: int
    fen: int
    rule: Text
    clause: str
    text: str


def payment_lines(
    run: OpenRun, *, option_id: str | None = None, circle_id: str | None = None
) -> tuple[PaymentLine, ...]:
    """List the payments of an option, or the awards of a circle."""
    programmes = {p.id: p for p in run.scenario.programmes}
    found = []
    for row in records(run.statement.payments):
        if (option_id is not None and row["option_id"] == option_id) or (
            circle_id is not None and row["circle_id"] == circle_id
        ):
            programme = programmes[str(row["programme_id"])]
            found.append(
                PaymentLine(
                    programme_id=programme.id,
                    programme=plain(programme.name),
                    option_id=str(row["option_id"]),
                    circle_id=str(row["circle_id"]),
                    budget_id=str(row["budget_id"]),
                    budget=run.names.budgets.get(str(row["budget_id"]), str(row["budget_id"])),
                    year_committed=int(row["year_committed"]),
                    year_paid=int(row["year_paid"]),
                    fen=int(Decimal(row["yuan"]) * YUAN_FEN),
                    rule=rule_text(programme),
                    clause=programme.source.clause,
                    text=programme.source.text,
                )
            )
    return tuple(found)


def rule_text(programme: Programme) -> Text:
    """Say in a sentence what a programme pays."""
    if isinstance(programme, RateProgramme):
        return _rate_text(programme)
    if isinstance(programme, UnitProgramme):
        amount = yuan_text(programme.amount)
        return Text(f"每处定额 {amount} 元", f"{amount} yuan each")
    if isinstance(programme, AwardProgramme):
        return Text("达标奖励，按等级和年份", "award by tier and year")
    return Text(plain(programme.name), plain(programme.name))


def _rate_text(programme: RateProgramme) -> Text:
    basis = BASES[programme.basis]
    share = decimal_text(100 * programme.rate)
    zh, en = f"{basis.zh}的 {share} %", f"{share} % of the {basis.en}"
    if programme.cap is not None:
        cap = yuan_text(programme.cap)
        zh, en = f"{zh}，最高 {cap} 元", f"{en}, at most {cap} yuan"
    if programme.floor is not None:
        floor = yuan_text(programme.floor)
        zh, en = f"{zh}，{basis.zh}不足 {floor} 元不补", f"{en}, from {floor} yuan on"
    if programme.rates:
        zh, en = f"{zh}（另有分档）", f"{en} (other rates by class)"
    if programme.need == "if_not_viable":
        zh, en = (
            f"{zh}；没有补助就收不回投资的才补",
            f"{en}; only where it does not pay back without",
        )
    return Text(zh, en)
