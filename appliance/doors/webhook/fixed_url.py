"""Takes presses of devices that can only open a fixed address, such as IP phones: /fixed/TOKEN. A device proves only that it knows the
address. Third class, off unless wanted, and only for buttons that stay in one place. Knows no HTTP and no plan.
"""

import hashlib
import hmac
from collections.abc import Mapping

import msgspec

from appliance.core.ground.words import Door
from appliance.doors.webhook.answers import Answer, OneWayPress, Take, problem, receipt_for
from appliance.engine.outcome import Submission
from appliance.words.troubles import TOKEN_SHARED, TOKEN_TOO_SHORT

TOKEN_LEN_MIN = 16  # characters; 16 of base64 are 96 bits, which nobody can guess over a network
AGAIN_AFTER_S = 3.0  # phones fetch an address again when the answer is slow; a person who presses again takes longer

WHY_UNFIT = frozenset({TOKEN_TOO_SHORT.word, TOKEN_SHARED.word})

NOT_KNOWN = problem(404, "no such address", "check the address in the phone's settings")


class FixedUrl(msgspec.Struct, frozen=True):
    """A button that is pressed by opening an address."""

    button: str
    contact: str
    token: str


class Unfit(msgspec.Struct, frozen=True):
    """Why a button's address is not used: a word of WHY_UNFIT, and what to do."""

    what: str
    says: str


class FixedUrls:
    """Hands in such presses. If an address is opened again within AGAIN_AFTER_S, that is the same press, since there is no count
    to tell.
    """

    def __init__(self, take: Take) -> None:
        self._take = take
        self._known: list[tuple[bytes, FixedUrl]] = []
        self._last: dict[str, tuple[float, Submission]] = {}

    def use(self, urls: Mapping[str, FixedUrl]) -> dict[str, Unfit]:
        """Use these buttons from now on, by name. Buttons whose token will not do are left out, and returned with the reason."""
        unfit = {button: why for button, url in urls.items() if (why := _why_unfit(url, urls)) is not None}
        self._known = [(_digest(url.token), url) for button, url in urls.items() if button not in unfit]
        self._last = {button: last for button, last in self._last.items() if button in urls}
        return unfit

    async def press(self, token: str, now_s: float) -> Answer | None:
        """Give the answer, or None if nothing is known under this token."""
        url = self._find(token)
        if url is None:
            return None
        last = self._last.get(url.button)
        if last is not None and now_s - last[0] < AGAIN_AFTER_S:
            return await receipt_for(last[1], url.button, url.contact, None)
        submission = self._take(
            OneWayPress(url.button, url.contact, Door.FIXED_URL)
        )  # a phone does not say when it was pressed
        if submission is None:
            return NOT_KNOWN
        self._last[url.button] = (now_s, submission)
        return await receipt_for(submission, url.button, url.contact, None)

    def _find(self, token: str) -> FixedUrl | None:
        """Find the button of a token. Looks at all of them, so that the time taken tells nothing about any."""
        asked = _digest(token)
        found: FixedUrl | None = None
        for digest, url in self._known:
            if hmac.compare_digest(digest, asked):
                found = url
        return found


def _why_unfit(url: FixedUrl, urls: Mapping[str, FixedUrl]) -> Unfit | None:
    if len(url.token) < TOKEN_LEN_MIN:
        return Unfit(TOKEN_TOO_SHORT.word, TOKEN_TOO_SHORT.do)
    others = [other.button for other in urls.values() if other.token == url.token and other.button != url.button]
    if others:
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        says = f"its address is the same as that of {others[0]}{more}, {TOKEN_SHARED.do}"
        return Unfit(TOKEN_SHARED.word, says)
    return None


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
