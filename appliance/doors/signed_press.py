"""Presses of devices that sign what they send: an HMAC over the body, with a count inside. Knows no HTTP, no plan and no files.

POST /press/BUTTON    X-Handbell-Signature: sha256=HEX    {"contact": "help", "counter": 12}

HEX is HMAC-SHA256 of the body as sent, with the button's own secret. The counter rises with every press and never falls, so that a
request sent again, by the device or by whoever overheard it, raises nothing. With "button" in the body, that too is signed.
"""

import hashlib
import hmac
import json
import shlex
from collections.abc import Callable
from typing import Annotated

import msgspec

from appliance.core.words import Door
from appliance.doors.answers import TOO_MANY_FAILURES, Answer, Take, problem, receipt_for
from appliance.doors.limits import FailureLimits

SIGNATURE_HEADER = "X-Handbell-Signature"
SIGNATURE_PREFIX = "sha256="
COUNTER_MAX = 2**63 - 1  # SQLite's largest integer
NAME_LEN_MAX = 64  # of buttons and contacts, as in the plan
FAILURES_BURST = 20  # a device set up wrongly is tried a few times by a person in front of it
FAILURES_PER_S = 0.2  # guessing a 256-bit secret is hopeless anyway; this keeps the journal readable
SOURCES_MAX = 1024  # addresses remembered, about 200 KB: more than a school's network has

NOT_ACCEPTED = problem(
    401, "button or signature not known", "check the button's name and its secret in the device's settings"
)

type SecretOf = Callable[[str], bytes | None]
"""A button's own secret; None when there is no such button."""


class PressBody(msgspec.Struct, frozen=True):
    """The signed body. Other members are the device's own business."""

    contact: Annotated[str, msgspec.Meta(min_length=1, max_length=NAME_LEN_MAX)]
    counter: Annotated[int, msgspec.Meta(ge=0, le=COUNTER_MAX)]
    button: str | None = None


class SignedPresses:
    """Checks and hands in signed presses. Only failures are ever slowed down, never a right signature (promise 1)."""

    def __init__(self, take: Take, secret_of: SecretOf) -> None:
        self._take = take
        self._secret_of = secret_of
        self._failures = FailureLimits(FAILURES_BURST, FAILURES_PER_S, SOURCES_MAX)

    async def press(self, button: str, body: bytes, signature: str, source: str, now_s: float) -> Answer:
        """The answer to one request from `source` at `now_s` on a steady clock."""
        if not self._signed(button, body, signature):
            return self.failed(source, now_s, NOT_ACCEPTED)
        try:
            press = msgspec.json.decode(body, type=PressBody)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            return problem(400, f"not understood: {error}", 'send {"contact": "help", "counter": 12}')
        if press.button is not None and press.button != button:
            return problem(400, f"signed for button {press.button!r}", "send it to that button's address")
        submission = self._take(button, press.contact, press.counter, Door.WEBHOOK)
        if submission is None:
            return problem(404, f"the plan has no contact {press.contact!r} of this button", "add it to the plan")
        return await receipt_for(submission, button, press.contact, press.counter)

    def failed(self, source: str, now_s: float, answer: Answer) -> Answer:
        """Count a failure; the same answer, or that there were too many."""
        return answer if self._failures.failed(source, now_s) else TOO_MANY_FAILURES

    def _signed(self, button: str, body: bytes, signature: str) -> bool:
        """Takes the same time and gives the same answer whether the button is unknown or the signature wrong."""
        secret = self._secret_of(button) if len(button) <= NAME_LEN_MAX else None
        right = sign(secret or _NO_SECRET, body)
        same = hmac.compare_digest(right.encode(), signature.encode("utf-8", "replace"))
        return same and secret is not None


_NO_SECRET = bytes(32)


def sign(secret: bytes, body: bytes) -> str:
    """The header's value for a body."""
    return SIGNATURE_PREFIX + hmac.digest(secret, body, hashlib.sha256).hex()


def curl_line(url: str, pin: str, button: str, contact: str, counter: int, secret: bytes) -> str:
    """A command that presses, for trying out: `url` like https://127.0.0.1:8443, `pin` from `Certificate.pin`."""
    body = json.dumps({"button": button, "contact": contact, "counter": counter})
    words = [
        *("curl", "--silent", "--show-error", "--insecure", "--pinnedpubkey", f"sha256//{pin}"),
        *("--header", "Content-Type: application/json"),
        *("--header", f"{SIGNATURE_HEADER}: {sign(secret, body.encode())}"),
        *("--data", body, f"{url.rstrip('/')}/press/{button}"),
    ]
    return shlex.join(words)
