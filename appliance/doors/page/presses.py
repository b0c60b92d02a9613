"""Judges what a browser says as a page: whether it may show the page, and whether a press counts. Knows no socket."""

from collections.abc import Callable

from appliance.api.page.messages import OpenPage, PressPage
from appliance.api.page.signed import AGE_MS_MAX, AGE_UNKNOWN, COUNTER_MAX, open_bytes, press_bytes
from appliance.core.held.pages import PairedPage
from appliance.doors.page.challenges import Challenges
from appliance.doors.page.opening import NOT_ITS_BROWSER, STALE, browser_of
from appliance.doors.page.signatures import is_signed
from appliance.engine.engine import Engine
from appliance.engine.outcome import Submission
from appliance.plan.ids import ButtonId
from appliance.plan.model import Page
from appliance.plan.pairable import Pairable, PairedAs

type Take = Callable[[str, str, int, int | None, str], Submission]
"""Hand in a press of a page: page, contact, count, age in ms or None, ledger in hex."""


class Presses:
    """Judges requests of pages; one per door. A refusal is a sentence."""

    def __init__(self, engine: Engine, take: Take, building: bytes, challenges: Challenges) -> None:
        self._engine = engine
        self._take = take
        self._building = building
        self._challenges = challenges

    def browser(self, page: str) -> tuple[Pairable, PairedPage] | None:
        """Give what the plan has under this id and its browser; None unless both are there and of the same place."""
        return browser_of(self._engine.board, page)

    def paired(self, page: str) -> tuple[Page, PairedPage] | None:
        """Give a page of a room and its browser; None unless both are there and of the same room."""
        known, planned = self.browser(page), self._engine.board.index.pages.get(ButtonId(page))
        if known is None or planned is None or known[0].kind is not PairedAs.ROOM:
            return None
        return planned, known[1]

    def why_not_open(self, asked: OpenPage, now_s: float) -> str:
        """Say why a browser may not show this page; empty if it may."""
        known = self.browser(asked.page)
        if known is None:
            return NOT_ITS_BROWSER
        if not self._challenges.counts(asked.challenge, now_s):
            return STALE
        signed = open_bytes(self._building, asked.page, asked.challenge)
        return "" if is_signed(known[1].public_key, asked.signature, signed) else NOT_ITS_BROWSER

    def press(self, asked: PressPage, now_s: float) -> Submission | str:
        """Hand in a press, or say why it counts for nothing."""
        if not 0 <= asked.counter <= COUNTER_MAX:
            return f"A count of {asked.counter} cannot be: it must be 0 to {COUNTER_MAX}."
        if asked.age_ms is not None and not 0 <= asked.age_ms < AGE_UNKNOWN:
            return f"An age of {asked.age_ms} ms cannot be: leave it out where nobody knows it."
        known = self.paired(asked.page)
        if known is None:
            return NOT_ITS_BROWSER
        if asked.contact not in known[0].kinds:
            return f"The plan has no kind {asked.contact!r} on this page. Load the page again."
        if not self._challenges.counts(asked.challenge, now_s):
            return STALE
        signed = press_bytes(
            *(self._building, asked.page, asked.contact, asked.counter, asked.age_ms, asked.ledger, asked.challenge)
        )
        if not is_signed(known[1].public_key, asked.signature, signed):
            return NOT_ITS_BROWSER
        self._engine.goes_by(ButtonId(asked.page), asked.ledger.hex())
        # a clock that is wrong loses no press: an age that cannot be right counts as unknown
        age_ms = asked.age_ms if asked.age_ms is not None and asked.age_ms <= AGE_MS_MAX else None
        return self._take(asked.page, asked.contact, asked.counter, age_ms, asked.ledger.hex())
