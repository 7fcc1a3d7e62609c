"""Money as whole fen: the only place where yuan and shares are turned into integers."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from placement.errors import Text

FEN_PER_YUAN, YUAN_PER_WAN = 100, 10_000
FEN_PER_WAN = FEN_PER_YUAN * YUAN_PER_WAN
FEN_PER = {"元": FEN_PER_YUAN, "万元": FEN_PER_WAN, "分": 1}

_AMOUNT_WITH_UNIT = re.compile(
    r"(?P<amount>-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?)\s*(?P<unit>万元|元|分)", re.ASCII
)


def to_fen(amount: Decimal | int | str, unit: str) -> int:
    """Return an amount in whole fen, exactly.

    Parameters
    ----------
    amount
        Decimal, integer or the digits as text; never a float, which has already lost the last fen.
    unit
        ``元``, ``万元`` or ``分``.

    Raises
    ------
    ValueError
        The amount is not a finite number, the unit is unknown, or a fraction of a fen would remain.
    TypeError
        The amount is a float or a boolean.
    """
    if isinstance(amount, (float, bool)):
        raise TypeError(f"money must be Decimal, int or str, not {type(amount).__name__}")
    if unit not in FEN_PER:
        raise ValueError(f"unknown unit of money: {unit!r}")
    try:
        exact = Decimal(amount)
    except InvalidOperation as error:
        raise ValueError(f"not an amount: {amount!r}") from error
    if not exact.is_finite():
        raise ValueError(f"not a finite amount: {amount!r}")
    fen = Fraction(exact) * FEN_PER[unit]
    if fen.denominator != 1:
        raise ValueError(f"{amount} {unit} is not a whole number of fen")
    return fen.numerator


def parse_money(text: str) -> int:
    """Return the fen of a text that carries its unit, such as ``30万元``, ``３００元`` or ``1,200 元``.

    Raises
    ------
    ValueError
        The text is not one number followed by ``元``, ``万元`` or ``分``, or leaves a fraction of a fen.
    """
    found = _AMOUNT_WITH_UNIT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise ValueError(f"not an amount with its unit: {text!r}")
    return to_fen(found["amount"].replace(",", ""), found["unit"])


def yuan_text(fen: int) -> str:
    """Return yuan as digits: ``12345.60`` when fen remain, otherwise ``12345``."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), FEN_PER_YUAN)
    return f"{sign}{yuan}.{rest:02d}" if rest else f"{sign}{yuan}"


def wan_number(fen: int) -> str:
    """Return money in 万元, to the fen where there is one, for tables whose heads say the unit: ``1.25``."""
    return f"{Decimal(fen) / FEN_PER_WAN:,.6f}".rstrip("0").rstrip(".")


def wan(fen: int) -> Text:
    """Return money in 万元 with its unit: ``1.25 万元``."""
    number = wan_number(fen)
    return Text(f"{number} 万元", f"{number} (10,000 yuan)")


def amount_text(fen: int, unit: str) -> Text:
    """Return an amount in the unit a table is written in, ``元`` or ``万元``, with its digits grouped."""
    if unit != "元":
        return wan(fen)
    yuan, _, rest = yuan_text(fen).partition(".")
    text = f"{int(yuan):,}{'.' if rest else ''}{rest}"
    return Text(f"{text} 元", f"{text} yuan")


def share_of(fen: int, share: Fraction | Decimal) -> int:
    """Return ``fen × share`` rounded to whole fen, a half upwards."""
    product = fen * Fraction(share)
    return (2 * product.numerator + product.denominator) // (2 * product.denominator)
