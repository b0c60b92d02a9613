"""Checks presses of devices that sign what they send: an HMAC over the body, with a count inside. Knows no HTTP, no plan and no files.

    POST /press/BUTTON    X-Handbell-Signature: sha256=HEX    {"contact": "help", "counter": 12, "age_ms": 0, "ledger": "5f3a9c21e0d4b7a6"}

HEX is HMAC-SHA256 of the body as sent, with the button's own secret. `README.md` beside this file says what the members mean, and what a
device does with each answer.
"""

import hashlib
import hmac
import json
import logging
import shlex
from typing import Annotated, Protocol

import msgspec

from appliance.core.ground.words import Door
from appliance.doors.callers import kin
from appliance.doors.counted_line import CountedLine
from appliance.doors.limits import Buckets
from appliance.doors.webhook.answers import (
    TOO_MANY_FAILURES,
    USE_THE_PHONE,
    Answer,
    OneWayPress,
    is_repeat,
    problem,
    receipt_for,
)
from appliance.engine.outcome import Submission

SIGNATURE_HEADER = "X-Handbell-Signature"
SIGNATURE_PREFIX = "sha256="
COUNTER_MAX = 2**31 - 1  # as our own buttons count: receipts carry the count to them as one int32
AGE_MS_MAX = 366 * 24 * 3_600_000  # no device is kept waiting for a year; a greater age counts as no age
NAME_LEN_MAX = 64  # of buttons and contacts, as in the plan
FAILURES_BURST = 20  # a device set up wrongly is tried a few times by a person in front of it
FAILURES_PER_S = 0.2  # guessing a 128-bit secret is hopeless anyway; this keeps a rude peer from costing much
SOURCES_MAX = 1024  # addresses measured at once, about 200 KB: more than a school's network has
UNCOUNTED_AFTER_S = 10.0
"""A press with an impossible count is heard without a count. Whatever its contact sends within this time is the same press: a device that
has no answer tries again sooner. A device that invents counts makes no more than six entries a minute.
"""
REFUSED = "requests over HTTPS that were refused, since this was last said: %d, last for %s from %s. Is a device set up wrongly?"

NOT_ACCEPTED = problem(
    401, "button or signature not known", "check the button's name and its secret in the device's settings"
)
SEND = 'send {"contact": "help", "counter": 12}'

log = logging.getLogger("handbell.doors")


class PressBody(msgspec.Struct, frozen=True):
    """The signed body. Other members belong to the device, and are ignored."""

    contact: Annotated[str, msgspec.Meta(min_length=1, max_length=NAME_LEN_MAX)]
    counter: int
    button: str | None = None
    ledger: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{16}\Z")] | None = None
    age_ms: int | None = None

    def press(self, button: str) -> OneWayPress:
        """Give the press as it is believed: an impossible value counts as not known."""
        counted = 0 <= self.counter <= COUNTER_MAX
        dated = self.age_ms is not None and 0 <= self.age_ms <= AGE_MS_MAX
        return OneWayPress(
            button,
            self.contact,
            Door.WEBHOOK,
            self.counter if counted else None,
            self.ledger if counted else None,
            self.age_ms if dated else None,
        )


class Box(Protocol):
    """What the door asks of the program behind it, and tells it. Nothing here waits."""

    def secret_of(self, button: str) -> bytes | None:
        """Give a button's own secret; None if there is no such button, or its secret will not do."""

    def take(self, press: OneWayPress) -> Submission | None:
        """Hand in a press; None if the plan has no such contact of this button."""

    def recorded(self, press: OneWayPress) -> int | None:
        """Give the highest count in the record of this button, contact and ledger."""

    def refused(self, button: str, address: str) -> None:
        """Note that a request in this button's name was not signed with its secret."""

    def proved(self, button: str) -> None:
        """Note that a request was signed with this button's secret."""

    def uncounted(self, button: str, says: str | None) -> None:
        """Note that the button says a count that no device can have; None if it says a possible one."""


class SignedPresses:
    """Checks and hands in signed presses. Only failures are ever slowed down, never a right signature (promise 1)."""

    def __init__(self, box: Box) -> None:
        self._box = box
        self._failures = Buckets(FAILURES_BURST, FAILURES_PER_S, SOURCES_MAX)
        self._refused = CountedLine(log, REFUSED)
        self._uncounted: dict[tuple[str, str], tuple[float, Submission]] = {}

    async def press(self, button: str, body: bytes, signature: str, address: str, now_s: float) -> Answer:
        """Give the answer to one request from `address` at `now_s` on a steady clock."""
        if not self._signed(button, body, signature):
            self._box.refused(button, address)
            self._refused.count(now_s, repr(button[:NAME_LEN_MAX]), address)
            return self.failed(address, now_s, NOT_ACCEPTED)
        self._box.proved(button)
        try:
            said = msgspec.json.decode(body, type=PressBody)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            return problem(400, f"not understood: {error}", SEND)
        if said.button is not None and said.button != button:
            return problem(400, f"signed for button {said.button!r}", "send it to that button's address")
        return await self._answer(said.press(button), said.counter, now_s)

    def failed(self, address: str, now_s: float, answer: Answer) -> Answer:
        """Count a failure. Give the same answer, or say that there were too many."""
        return answer if self._failures.take(kin(address), now_s) else TOO_MANY_FAILURES

    async def _answer(self, press: OneWayPress, counter: int, now_s: float) -> Answer:
        submission = self._take(press) if press.counter is not None else self._take_once(press, now_s)
        if submission is None:
            return problem(404, f"the plan has no contact {press.contact!r} of this button", "add it to the plan")
        answer = await receipt_for(submission, press.button, press.contact, counter)
        recorded = self._box.recorded(press)
        if press.counter is not None and recorded is not None and press.counter < recorded and is_repeat(submission):
            return _below(press.counter, recorded)
        return answer

    def _take(self, press: OneWayPress) -> Submission | None:
        self._box.uncounted(press.button, None)
        return self._box.take(press)

    def _take_once(self, press: OneWayPress, now_s: float) -> Submission | None:
        """Take a press whose count is impossible: it rings once, and the device may ask for its receipt as often as it likes."""
        contact = press.button, press.contact
        at_s, last = self._uncounted.get(contact, (now_s, None))
        if last is not None and now_s - at_s < UNCOUNTED_AFTER_S:
            return last
        submission = self._box.take(press)
        if submission is not None:
            self._uncounted[contact] = now_s, submission
            self._box.uncounted(press.button, _IMPOSSIBLE)
        return submission

    def _signed(self, button: str, body: bytes, signature: str) -> bool:
        """Return whether the request is signed. Takes the same time and gives the same answer whether the button is unknown or the
        signature wrong. An empty secret counts as none.
        """
        secret = (self._box.secret_of(button) if len(button) <= NAME_LEN_MAX else None) or None
        right = sign(secret or _NO_SECRET, body)
        same = hmac.compare_digest(right.encode(), signature.encode("utf-8", "replace"))
        return same and secret is not None


_NO_SECRET = bytes(32)
_IMPOSSIBLE = f"it says a count below 0 or above {COUNTER_MAX}, so that nobody can tell its presses from repeats"


def _below(counter: int, recorded: int) -> Answer:
    """Answer a press whose count is below the record. It did not ring, so there is no receipt: the device was set back, or a later press
    overtook this one.
    """
    do = f'count on from {recorded + 1}, or send a new "ledger" with it; until then {USE_THE_PHONE}'
    return problem(409, f"count {counter} is below {recorded}, which is recorded: it does not ring", do)


def sign(secret: bytes, body: bytes) -> str:
    """Give the header's value for a body."""
    return SIGNATURE_PREFIX + hmac.digest(secret, body, hashlib.sha256).hex()


def curl_line(url: str, pin: str, button: str, contact: str, counter: int, secret: bytes) -> str:
    """Give a command that presses, for trying out: `url` like https://127.0.0.1:8443, `pin` from `Certificate.pin`."""
    body = json.dumps({"button": button, "contact": contact, "counter": counter})
    words = [
        *("curl", "--silent", "--show-error", "--insecure", "--pinnedpubkey", f"sha256//{pin}"),
        *("--header", "Content-Type: application/json"),
        *("--header", f"{SIGNATURE_HEADER}: {sign(secret, body.encode())}"),
        *("--data", body, f"{url.rstrip('/')}/press/{button}"),
    ]
    return shlex.join(words)
