"""Asks the district's server what the office needs. Opens no entry. Believes no answer: the caller checks it."""

import asyncio

import aiohttp

from appliance.envelope.deposit import Collected, Signed
from sync import protocol
from sync.protocol import (
    Buildings,
    BundlesKept,
    Forks,
    HandoverGiven,
    Kept,
    NewsTold,
    ReadingsHead,
    RestoringBoxes,
    UrgentTold,
    WrapsAdded,
)
from sync.transport.line import ANSWER_WAIT_S, DistrictLine, Refusal, Unreachable
from sync.transport.proxy import Proxy

# How many pages are fetched at a time: as many long answers as a server has room for from one certificate. Together with two polls, the
# question whether the server is ready, the list and *opened*, they need all connections of a line, so that none waits for another.
PAGES_AT_ONCE = 2
_OURS = frozenset(
    {"revoked", "not-yours"}
)  # with these codes the server refuses this office's certificate, whatever it asks


ANOTHER_CERTIFICATE = (
    "Another certificate is made on the district's server: handbell district enrol NAME --office --out FOLDER. Then here: handbell office"
    " access FOLDER"
)


class Refused(Exception):
    """The district's server said no. `str()` is its own sentence."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.refused.says)
        self.code = refusal.refused.code
        self.retry_after_s = refusal.retry_after_s


FORK_PAGES_MAX = 100  # 20,000 places where histories part: a server that tells of more is not ours


class OfficeLine(DistrictLine):
    """A session with an office's certificate. Every question raises Unreachable."""

    def __init__(self, server: str, session: aiohttp.ClientSession, proxy: Proxy | None) -> None:
        super().__init__(server, session, proxy)
        self._pages = asyncio.Semaphore(PAGES_AT_ONCE)

    async def buildings(self) -> Buildings | Refusal:
        """Ask for every building and its boxes."""
        return await self._ask(Buildings, "GET", protocol.OFFICE_BUILDINGS)

    async def restoring(self, building: bytes) -> RestoringBoxes | Refusal:
        """Ask for the boxes of a building that want what another box had."""
        return await self._ask(RestoringBoxes, "GET", protocol.OFFICE_RESTORING, query={"building": building.hex()})

    async def hand_over(self, given: HandoverGiven) -> Kept | Refusal:
        """Give a box what it asked for, sealed."""
        return await self._ask(Kept, "POST", protocol.OFFICE_RESTORING, body=given, wait_s=protocol.BODY_WAIT_S)

    async def bundles(self, building: bytes) -> BundlesKept | Refusal:
        """Ask for the recovery bundles of a building's boxes."""
        query = {"building": building.hex()}
        return await self._ask(BundlesKept, "GET", protocol.OFFICE_BUNDLES, query=query, wait_s=protocol.BODY_WAIT_S)

    async def entries(
        self, building: bytes, recipient: bytes, after: int, limit: int, wait_s: float = protocol.BODY_WAIT_S
    ) -> Collected | Refusal:
        """Ask for what a building deposited after a place, with the wraps for one recipient."""
        query = {"building": building.hex(), "recipient": recipient.hex(), "after": str(after), "limit": str(limit)}
        async with self._pages:
            return await self._ask(Collected, "GET", protocol.OFFICE_ENTRIES, query=query, wait_s=wait_s)

    async def told_at_once(self, after: int, wait_s: int) -> UrgentTold | Refusal:
        """Ask what came by the urgent lane. The server holds the answer until something comes."""
        query = {"after": str(after), "wait_s": str(wait_s)}
        return await self._ask(UrgentTold, "GET", protocol.OFFICE_URGENT, query=query, wait_s=ANSWER_WAIT_S + wait_s)

    async def news(self, run: str, after: int, wait_s: int) -> NewsTold | Refusal:
        """Ask of which buildings something came since `after`, as counted by `run`. The server holds the answer until something comes."""
        query = {"run": run, "after": str(after), "wait_s": str(wait_s)}
        return await self._ask(NewsTold, "GET", protocol.OFFICE_NEWS, query=query, wait_s=ANSWER_WAIT_S + wait_s)

    async def forks(self) -> Forks | Refusal:
        """Ask for histories that do not fit together, as far as the server names them, page by page."""
        told = Forks((), (), more=True)
        for _ in range(FORK_PAGES_MAX):
            query = {"after": str(told.after)} if told.after else {}  # an older server knows no `after`
            page = await self._ask(Forks, "GET", protocol.OFFICE_FORKS, query=query)
            if isinstance(page, Refusal):
                return page
            goes_on = page.more and page.after > told.after
            both = (*told.forks, *page.forks), (*told.rolled_back, *page.rolled_back)
            told = Forks(*both, page.after, page.more, told.damaged or page.damaged)
            if not goes_on:
                break
        return told

    async def give_notice(self, notice: Signed) -> Kept | Refusal:
        """Give a notice, for the buildings to fetch."""
        return await self._ask(Kept, "POST", protocol.OFFICE_NOTICES, body=notice)

    async def say_opened(self, opened: Signed) -> Kept | Refusal:
        """Give an *opened*, for the building to fetch."""
        return await self._ask(Kept, "POST", protocol.OFFICE_OPENED, body=opened)

    async def keep_head(self, head: ReadingsHead) -> Kept | Refusal:
        """Give the head of this office's log of readings, for the audit log."""
        return await self._ask(Kept, "POST", protocol.OFFICE_READINGS, body=head)

    async def add_wraps(self, added: WrapsAdded) -> Kept | Refusal:
        """Give data keys that were wrapped for another key of the office."""
        return await self._ask(Kept, "POST", protocol.OFFICE_WRAPS, body=added, wait_s=protocol.BODY_WAIT_S)


def answered[Answer](answer: Answer | Refusal) -> Answer:
    """Give the answer. Raises Refused."""
    if isinstance(answer, Refusal):
        raise Refused(answer)
    return answer


async def whose_fault(line: OfficeLine, failed: Unreachable | Refused) -> None:
    """Find out why a question was not answered. Returns where the server is ready, because then only this question failed. Raises
    Unreachable, Refused with what is wrong with the server or the line.
    """
    ours = failed.certificate_refused if isinstance(failed, Unreachable) else failed.code in _OURS
    if ours:
        raise failed
    answered(await line.ready())
