"""Judges whether a browser may open a private line, and works out the keys of it. One for the door of the pages, where the lines of phones
end, and for the desk line, where a desk in a browser asks for its keys. Knows no socket and no frame.
"""

import msgspec

from appliance.api.page.signed import private_open_bytes
from appliance.core.board import Board
from appliance.core.held.pages import PairedPage
from appliance.doors.limits import Buckets
from appliance.doors.page.challenges import Challenges
from appliance.doors.page.signatures import is_signed
from appliance.engine.engine import Engine
from appliance.plan.ids import ButtonId
from appliance.plan.pairable import Pairable, PairedAs
from appliance.private_line.agreement_key import AgreementKey
from appliance.private_line.errors import PrivateLineError
from appliance.private_line.line_keys import About, LineKeys, keys_of_box

NOT_ITS_BROWSER = "This browser is not paired with this. Pair it again, with a code from a desk: pair page."
STALE = "The challenge of this request is too old or was never given. Sign again with the newest one."
NO_KEY = "This browser made no key that the box can use. Try another browser."
TOO_OFTEN = "This browser opens line after line. Wait a moment, then load the page again."
OPENS_BURST = 10
OPENS_PER_S = 0.5
"""Lines that one browser may open: each costs a Pi 4 some 2 ms. A page that is loaded anew opens one, and so does one that lost its box.
Only openings that are signed count, so that nobody else uses up a browser's measure.
"""
OPENERS_MAX = 256
"""Browsers that are measured: more than can have a line (`appliance.doors.page.private`)."""
NOT_PRIVATE = "A page of a room and a wall board have no private line."


class Wish(msgspec.Struct, frozen=True):
    """What a browser gives to open a private line, as in `PrivateOpen`."""

    page: str
    ephemeral: bytes
    challenge: bytes
    signature: bytes


class Opened(msgspec.Struct, frozen=True):
    """A line that may be opened: what it is in the plan, the key of its browser, the box's key for this line, and the keys of both
    directions.
    """

    what: Pairable
    public_key: bytes
    ephemeral: bytes
    keys: LineKeys


def browser_of(board: Board, page: str) -> tuple[Pairable, PairedPage] | None:
    """Give what the plan has under this id, and the browser that is paired with it; None unless it was paired as what it is now. A phone
    whose person has not agreed any more has no browser.
    """
    planned, paired = board.index.pairable.get(ButtonId(page)), board.pages.get(ButtonId(page))
    if planned is None or paired is None or not planned.agreed or not paired.is_still(planned):
        return None
    return planned, paired


class Openings:
    """What all private lines of one box need: its building, its lasting key, and the challenges that browsers sign."""

    def __init__(self, engine: Engine, building: bytes, lasting: AgreementKey, challenges: Challenges) -> None:
        self.building = building
        self.lasting = lasting
        self.challenges = challenges
        self._engine = engine
        self._opened = Buckets(OPENS_BURST, OPENS_PER_S, OPENERS_MAX)

    def open(self, wish: Wish, as_what: PairedAs, now_s: float) -> Opened | str:
        """Give the keys of a line for whatever is paired under this id, or say why there are none. `now_s`: the loop's time, in which the
        challenges are counted.
        """
        known = browser_of(self._engine.board, wish.page)
        if known is None:
            return NOT_ITS_BROWSER
        what, paired = known
        if what.kind is not as_what or not what.kind.private:
            return NOT_PRIVATE
        if not self.challenges.counts(wish.challenge, now_s):
            return STALE
        signed = private_open_bytes(self.building, wish.page, wish.ephemeral, wish.challenge)
        if not is_signed(paired.public_key, wish.signature, signed):
            return NOT_ITS_BROWSER
        if not self._opened.take(wish.page, now_s):
            return TOO_OFTEN
        own = AgreementKey.generate()
        try:
            keys = keys_of_box(About(self.building, wish.page, wish.challenge), self.lasting, own, wish.ephemeral)
        except PrivateLineError:
            return NO_KEY
        return Opened(what, paired.public_key, own.public, keys)
