"""What the process of a guard does: hold one model in HiGHS at a time and answer what is asked of it.

Messages are pickles: questions and stop requests on standard input; signs of life, how it goes, better solutions and
answers on standard output. When the input ends, the process ends at once, whatever HiGHS does.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from placement.engine.control.processes import FAULTS, messages, own_pipes, send, serve
from placement.engine.solver.changes import Change
from placement.engine.solver.highs_model import Float, PlainModel
from placement.engine.solver.session import Ear, Limits, MipResult, Said, Session

PULSE_S = 1.0
"""Wall seconds between two signs of life at least."""


@dataclass(frozen=True)
class Opening:
    """A model to hold in place of the one held so far."""

    model: PlainModel
    options: Mapping[str, object]


@dataclass(frozen=True)
class Question:
    """Changes of the model held, and what is asked of it then: a solve, or duals of its relaxation.

    Attributes
    ----------
    opening
        The model to be changed, where it is not the one held.
    limits
        Of the solve; ``None`` where duals are wanted.
    time_limit_s
        Wall seconds for either.
    """

    opening: Opening | None
    changes: tuple[Change, ...]
    limits: Limits | None
    time_limit_s: float


@dataclass(frozen=True)
class Stop:
    """A request to end the present solve with what it has."""


@dataclass(frozen=True)
class Seen:
    """Values of a better solution."""

    values: Float


@dataclass(frozen=True)
class Alive:
    """A sign of life: a question is begun, or HiGHS has called back since the last sign."""


@dataclass(frozen=True)
class Reply:
    """The answer to a question: how a solve ended, or duals and iterations; or the error that ended it."""

    result: MipResult | None = None
    duals: Float | None = None
    iterations: int = 0
    error: str = ""


def main() -> None:
    """Answer questions until the input ends."""
    tasks, results = own_pipes()
    waiting: queue.SimpleQueue[tuple[Question, threading.Event]] = queue.SimpleQueue()

    def listen() -> None:
        latest = threading.Event()
        for message in messages(tasks):
            if isinstance(message, Question):
                latest = threading.Event()
                waiting.put((message, latest))
            else:
                latest.set()

    serve(listen)
    session: Session | None = None
    while True:
        question, stop = waiting.get()
        send(results, Alive())
        try:
            session = _held(session, question)
            reply = _answer(session, question, stop, results)
        except FAULTS as error:
            session, reply = None, Reply(error=f"{type(error).__name__}: {error}")
        send(results, reply)


def _held(session: Session | None, question: Question) -> Session:
    """Return the model asked about, with its changes."""
    if question.opening is not None:
        session = Session(question.opening.model, question.opening.options)
    if session is None:
        message = "no model is held"
        raise LookupError(message)
    for change in question.changes:
        session.apply(change)
    return session


def _answer(
    session: Session, question: Question, stop: threading.Event, results: BinaryIO
) -> Reply:
    said = time.monotonic()

    def is_over() -> bool:
        nonlocal said
        if time.monotonic() - said > PULSE_S:
            said = time.monotonic()
            send(results, Alive())
        return stop.is_set()

    if question.limits is None:
        duals, iterations = session.relaxed_duals(question.time_limit_s, is_over)
        return Reply(duals=duals, iterations=iterations)

    def hear(said: Said) -> None:
        send(results, said)

    def find(values: np.ndarray) -> None:
        send(results, Seen(values))

    return Reply(result=session.run(question.limits, Ear(is_over, hear, find)))
