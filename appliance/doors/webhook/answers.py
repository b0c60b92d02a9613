"""Makes the HTTPS door's answers to a device, and decides when a press may be called kept. Knows neither HTTP's bytes nor who may press."""

import asyncio
from collections.abc import Callable

import msgspec

from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Door
from appliance.engine.outcome import Done, Refused, Submission

KEPT_WAIT_S = 5.0  # promise 1: at the latest 5 s after a press the device is told that it was not delivered
USE_THE_PHONE = "use the phone"


class OneWayPress(msgspec.Struct, frozen=True):
    """A press as a one-way device said it. `counter`: its own count, None where it has none that can be believed. `ledger`: the ledger of
    that count. `age_ms`: how long ago the press was made, None where the device does not say, or cannot know.
    """

    button: str
    contact: str
    door: Door
    counter: int | None = None
    ledger: str | None = None
    age_ms: int | None = None


type Take = Callable[[OneWayPress], Submission | None]
"""Hand in a press; None when the plan has no such button or contact."""


class Answer(msgspec.Struct, frozen=True):
    """An HTTP status and the bytes of a JSON object."""

    status: int
    body: bytes


def problem(status: int, error: str, do: str) -> Answer:
    """Say what is wrong, and what to do."""
    return Answer(status, msgspec.json.encode({"error": error, "do": do}))


NOT_DELIVERED = problem(503, "not delivered", USE_THE_PHONE)
TOO_MANY_FAILURES = problem(429, "too many wrong requests from this address", "wait a minute, then check the settings")


async def receipt_for(submission: Submission, button: str, contact: str, counter: int | None) -> Answer:
    """Wait until the press is on disk: only then is there a receipt (promise 2). A repeat gets a receipt too, and raises nothing.

    `counter` is the count as the device said it.
    """
    await asyncio.wait({submission.kept}, timeout=KEPT_WAIT_S)
    if not submission.kept.done() or submission.kept.cancelled():
        return NOT_DELIVERED
    receipt = {"button": button, "contact": contact, "counter": counter}
    match submission.kept.result():
        case Done():
            return Answer(200, msgspec.json.encode({"receipt": receipt}))
        case Refused(rejection=Rejection.REPEAT):
            return Answer(200, msgspec.json.encode({"receipt": receipt, "repeat": True}))
        case Refused():
            return NOT_DELIVERED


def is_repeat(submission: Submission) -> bool:
    """Return whether the record holds this count already, or a higher one."""
    kept = submission.kept
    return kept.done() and not kept.cancelled() and kept.result() == Refused(Rejection.REPEAT)
