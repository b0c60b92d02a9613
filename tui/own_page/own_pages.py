"""Asks the box for own pages, each on a line of its own that ends with the answer. Keeps nothing: no code, no page, no name."""

import asyncio
import logging
from pathlib import Path

from appliance.api.ask import Answer, Reply
from appliance.api.client_line import LineLost
from appliance.api.desk.client import DeskClient
from appliance.api.desk.plan import AskPlan, PlanFacts
from appliance.api.page.own_page import DrawOwnPage, OwnPageDrawn
from appliance.api.records.messages import AskOwnPage, AskRecords, OwnPage, RecordsKnown, Written
from appliance.api.records.own_page_line import OWN_PAGE
from appliance.flows.zone import zone_at
from appliance.plan.ids import IncidentId
from appliance.record import reporter_code
from appliance.supports.language import Language
from tui.own_page.drawing import drawn
from tui.records.papers import own_page_document

CLIENT = "handbell own page"
WAITING_MAX = 2
"""Own pages that are asked for at once, besides the one that is drawn. One takes a second on a Pi, most of it for the code, and whoever
carries the question waits for five (`appliance/api/page/client.py`).
"""
REFUSED_AFTER_S = 1.0
"""No refusal comes sooner after its question. So the time that it takes does not tell whether a record of this number exists."""
BUSY = "Others ask for their pages now. Try again in a moment."
AWAY = "The box does not answer now. Try again in a moment, or ask at a desk."

log = logging.getLogger("handbell.browser")


class OwnPages:
    """Answers for browsers. `desk_socket` is that of the alert daemon."""

    def __init__(self, desk_socket: Path) -> None:
        self._desk_socket = desk_socket
        self._one_at_a_time = asyncio.Lock()
        self._waiting = 0
        self._loop = asyncio.get_running_loop()

    async def answer(self, asked: DrawOwnPage) -> OwnPageDrawn | Reply:
        """Give the page, or why there is none."""
        if self._waiting > WAITING_MAX:
            return _refusal(asked, "busy", BUSY)
        since_s = self._loop.time()
        self._waiting += 1
        try:
            async with self._one_at_a_time:
                answer = await self._asked(asked)
        except LineLost as lost:
            log.info("an own page could not be asked for: %s", lost)
            answer = _refusal(asked, "away", AWAY)
        finally:
            self._waiting -= 1
        if isinstance(answer, Reply):
            await asyncio.sleep(since_s + REFUSED_AFTER_S - self._loop.time())
        return answer

    async def _asked(self, asked: DrawOwnPage) -> OwnPageDrawn | Reply:
        if why_not := reporter_code.why_not(asked.code):
            return _refusal(asked, "not-a-code", why_not)
        async with DeskClient.connect(self._desk_socket, OWN_PAGE, CLIENT, shows_calls=False) as box:
            found = await box.ask(AskRecords(request=0, number=asked.number))
            records = found.records if isinstance(found, RecordsKnown) else ()
            # a number without a record goes the way of a wrong code, so that both are answered and counted alike
            incident = records[0].incident if records else IncidentId("")
            page = await box.ask(AskOwnPage(request=0, incident=incident, code=asked.code))
            if not isinstance(page, OwnPage):
                return _why_not(asked, page)
            facts = await box.ask(AskPlan(request=0))
        language = Language.SPANISH if asked.spanish else Language.ENGLISH
        zone = zone_at(facts if isinstance(facts, PlanFacts) else None)
        return drawn(asked.request, own_page_document(page, language, zone))


def _why_not(asked: DrawOwnPage, refused: Answer) -> Reply:
    says = refused.says if isinstance(refused, Written | Reply) else AWAY
    return _refusal(asked, "wait" if says.startswith("Wait ") else "opens-nothing", says)


def _refusal(asked: DrawOwnPage, code: str, says: str) -> Reply:
    return Reply(request=asked.request, ok=False, code=code, says=says)
