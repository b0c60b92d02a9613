"""What the office asks the district's server. Opens no entry; believes no answer: that is for whoever takes it."""

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

# Pages on their way: as many long answers as a server keeps for one certificate. With two polls, whether the server is ready, the list and
# *opened* they are as many as a line has connections, so that none waits behind another.
PAGES_AT_ONCE = 2
_OURS = frozenset({"revoked", "not-yours"})  # refused is this office's certificate, whatever it asks


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


FORK_PAGES_MAX = 100  # 20,000 places where histories part: whoever tells of more is no server of ours


class OfficeLine(DistrictLine):
    """A session with an office's certificate. Every question raises Unreachable."""

    def __init__(self, server: str, session: aiohttp.ClientSession, proxy: Proxy | None) -> None:
        super().__init__(server, session, proxy)
        self._pages = asyncio.Semaphore(PAGES_AT_ONCE)

    async def buildings(self) -> Buildings | Refusal:
        """Every building and its boxes."""
        return await self._ask(Buildings, "GET", protocol.OFFICE_BUILDINGS)

    async def restoring(self, building: bytes) -> RestoringBoxes | Refusal:
        """Boxes of a building that ask for what another one had."""
        return await self._ask(RestoringBoxes, "GET", protocol.OFFICE_RESTORING, query={"building": building.hex()})

    async def hand_over(self, given: HandoverGiven) -> Kept | Refusal:
        """What a box asked for, sealed."""
        return await self._ask(Kept, "POST", protocol.OFFICE_RESTORING, body=given, wait_s=protocol.BODY_WAIT_S)

    async def bundles(self, building: bytes) -> BundlesKept | Refusal:
        """The recovery bundles of a building's boxes."""
        query = {"building": building.hex()}
        return await self._ask(BundlesKept, "GET", protocol.OFFICE_BUNDLES, query=query, wait_s=protocol.BODY_WAIT_S)

    async def entries(
        self, building: bytes, recipient: bytes, after: int, limit: int, wait_s: float = protocol.BODY_WAIT_S
    ) -> Collected | Refusal:
        """What a building deposited after a place, with the wraps for one recipient."""
        query = {"building": building.hex(), "recipient": recipient.hex(), "after": str(after), "limit": str(limit)}
        async with self._pages:
            return await self._ask(Collected, "GET", protocol.OFFICE_ENTRIES, query=query, wait_s=wait_s)

    async def told_at_once(self, after: int, wait_s: int) -> UrgentTold | Refusal:
        """What came by the urgent lane; held by the server until something does."""
        query = {"after": str(after), "wait_s": str(wait_s)}
        return await self._ask(UrgentTold, "GET", protocol.OFFICE_URGENT, query=query, wait_s=ANSWER_WAIT_S + wait_s)

    async def news(self, run: str, after: int, wait_s: int) -> NewsTold | Refusal:
        """Of which buildings something came since `after`, as counted by `run`; held by the server until there is something."""
        query = {"run": run, "after": str(after), "wait_s": str(wait_s)}
        return await self._ask(NewsTold, "GET", protocol.OFFICE_NEWS, query=query, wait_s=ANSWER_WAIT_S + wait_s)

    async def forks(self) -> Forks | Refusal:
        """Histories that do not fit together, as far as the server says, page by page."""
        told = Forks((), (), more=True)
        for _ in range(FORK_PAGES_MAX):
            query = {"after": str(told.after)} if told.after else {}  # a server of before this knows no `after`
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
        """For the buildings to fetch."""
        return await self._ask(Kept, "POST", protocol.OFFICE_NOTICES, body=notice)

    async def say_opened(self, opened: Signed) -> Kept | Refusal:
        """For the building to fetch."""
        return await self._ask(Kept, "POST", protocol.OFFICE_OPENED, body=opened)

    async def keep_head(self, head: ReadingsHead) -> Kept | Refusal:
        """Of this office's log of readings, for the audit log."""
        return await self._ask(Kept, "POST", protocol.OFFICE_READINGS, body=head)

    async def add_wraps(self, added: WrapsAdded) -> Kept | Refusal:
        """Data keys wrapped for another key of the office."""
        return await self._ask(Kept, "POST", protocol.OFFICE_WRAPS, body=added, wait_s=protocol.BODY_WAIT_S)


def answered[Answer](answer: Answer | Refusal) -> Answer:
    """The answer. Raises Refused."""
    if isinstance(answer, Refusal):
        raise Refused(answer)
    return answer


async def whose_fault(line: OfficeLine, failed: Unreachable | Refused) -> None:
    """A question was not answered: nothing where the server is ready, so that it was this question alone. Raises Unreachable, Refused with
    what is wrong with the server or the line.
    """
    ours = failed.certificate_refused if isinstance(failed, Unreachable) else failed.code in _OURS
    if ours:
        raise failed
    answered(await line.ready())
