"""Holds the private lines that end in the alert daemon: those of responders' phones. It opens frames, seals answers, and ends a line at the
first thing that cannot be right. What is said on a line is for whoever takes it (`Taker`). Knows no socket.
"""

import logging
from collections.abc import Callable
from typing import Protocol

from appliance.api.page.messages import PrivateClosed, PrivateDown
from appliance.core.board import Board
from appliance.doors.limits import TokenBucket
from appliance.doors.page.opening import Opened, Openings, Wish, browser_of
from appliance.plan.pairable import Pairable, PairedAs
from appliance.private_line.errors import PrivateLineError
from appliance.private_line.frames import Opener, Sealer

UPS_BURST = 30
UPS_PER_S = 2.0
"""Frames that a browser may send: a heartbeat each 5 s, and as many answers as a person can touch. What sends more is no page of ours. The
burst holds what waited while a phone was without its network. A frame of the greatest length costs a Pi 4, which has no AES instructions,
some 2 ms.
"""
LINES_MAX = 200
"""Phones with a line at once. A building has some 12 responders; a school that gives every adult a way has some 150."""

TAKEN_BY_NOBODY = "This box says nothing to phones."
TOO_MANY = f"More than {LINES_MAX} phones have a line. Try again in a moment."
RETIRED = "This phone is not paired any more. Pair it again, with a code from a desk: pair page."
ELSEWHERE = "This phone opened another line."
BROKEN = "The line to the box broke. It is opened again."
TOO_FAST = "This page said more than a page says. Load it again."
STOPPING = "The box is starting again. The line is opened again in a moment."

log = logging.getLogger("handbell.doors")


class Handler(Protocol):
    """Hears what is said on one private line, and nothing that was not said by its browser."""

    def heard(self, text: bytes) -> None:
        """Take one text (JSON, UTF-8; the browser may have written anything)."""

    def closed(self) -> None:
        """Note that the line is over; called once."""


class PrivateLine:
    """One private line, open. `what` is the phone in the plan."""

    def __init__(self, opened: Opened, tell: Callable[[PrivateDown | PrivateClosed], None], now_s: float) -> None:
        self.what: Pairable = opened.what
        self.public_key = opened.public_key
        self.handler: Handler | None = None
        self.open = True
        self.opener = Opener(opened.keys.up)
        self.pace = TokenBucket(UPS_BURST, UPS_PER_S, now_s)
        self._sealer = Sealer(opened.keys.down)
        self._tell = tell

    @property
    def page(self) -> str:
        """The id of the phone."""
        return str(self.what.page)

    def send(self, text: bytes) -> None:
        """Say a text (JSON, UTF-8, at most `TEXT_LEN_MAX` bytes), unless the line is over. Whether it arrives, nobody here knows."""
        if self.open:
            self._tell(PrivateDown(page=self.page, data=self._sealer.seal(text)))

    def end(self, code: str, says: str) -> None:
        """End the line, and say why; do nothing if it is over."""
        if self.open:
            self.open = False
            self._tell(PrivateClosed(page=self.page, code=code, says=says))
            if self.handler is not None:
                self.handler.closed()


type Taker = Callable[[PrivateLine], Handler]
"""Takes a line that was just opened, and gives who hears it. It may send at once: the answer to the opening is on its way already."""


class PrivateLines:
    """All private lines of one door: each phone has one at most. `take` None: nobody takes any."""

    def __init__(self, openings: Openings, take: Taker | None) -> None:
        self._openings = openings
        self._take = take
        self._lines: dict[str, tuple[object, PrivateLine]] = {}
        """Page → the line of the pages' process that carries it, and the private line."""

    def open(
        self, wish: Wish, carrier: object, tell: Callable[[PrivateDown | PrivateClosed], None], now_s: float
    ) -> tuple[bytes, Callable[[], None]] | str:
        """Open a line, or say why not. Gives the box's key for this line, and what to call once the answer with it is sent: only then
        does anybody speak on the line.
        """
        if self._take is None:
            return TAKEN_BY_NOBODY
        opened = self._openings.open(wish, PairedAs.PHONE, now_s)
        if isinstance(opened, str):
            return opened
        self._end(wish.page, "elsewhere", ELSEWHERE)
        if len(self._lines) >= LINES_MAX:
            return TOO_MANY
        line, take = PrivateLine(opened, tell, now_s), self._take
        self._lines[wish.page] = carrier, line

        def begin() -> None:
            if line.open:
                line.handler = take(line)

        return opened.ephemeral, begin

    def heard(self, page: str, frame: bytes, carrier: object, now_s: float) -> None:
        """Take a frame from a browser. A frame of a line that is over, or that another process carries, is nobody's."""
        found = self._lines.get(page)
        if found is None or found[0] is not carrier:
            return
        line = found[1]
        if not line.pace.take(now_s):
            self._end(page, "broken", TOO_FAST)
            return
        try:
            text = line.opener.open(frame)
        except PrivateLineError:
            self._end(page, "broken", BROKEN)
            return
        if line.handler is None:
            return
        try:
            line.handler.heard(text)
        except Exception:  # at the edge of the process: what one phone said must not end the line of all pages
            log.exception("what a phone said could not be taken")
            self._end(page, "broken", BROKEN)

    def went(self, page: str, carrier: object) -> None:
        """Note that a browser went."""
        found = self._lines.get(page)
        if found is not None and found[0] is carrier:
            self._end(page, "away", "")

    def carrier_left(self, carrier: object) -> None:
        """End the lines that a process carried which is gone."""
        for page in [page for page, (each, _) in self._lines.items() if each is carrier]:
            self._end(page, "away", "")

    def look(self, board: Board) -> None:
        """End the lines of browsers that are not paired any more with what they were."""
        for page, (_, line) in [*self._lines.items()]:
            known = browser_of(board, page)
            if known is None or known[1].public_key != line.public_key:
                self._end(page, "retired", RETIRED)

    def stop(self) -> None:
        """End all lines: the daemon stops."""
        for page in [*self._lines]:
            self._end(page, "away", STOPPING)

    def _end(self, page: str, code: str, says: str) -> None:
        found = self._lines.pop(page, None)
        if found is not None:
            found[1].end(code, says)
