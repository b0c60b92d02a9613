"""Gives the alert daemon what the district said, and the state of the line in sentences. Believes and checks nothing."""

import asyncio
import logging

from msgspec.structs import replace

from appliance.api.feed.client import FeedClient
from appliance.api.feed.messages import HandedIn, HandIn, LineState
from appliance.envelope.building_name import NAME_LEN_MAX, differ, names_told
from appliance.envelope.deposit import Signed
from sync.transport.line import printable

TELL_AGAIN_S = 30.0  # the alert daemon may have started anew, and calls unknown what it was not told for long
NO_CERTIFICATE = "no-certificate"  # stands for the head's state when the district refuses the certificate: it says nothing of the head then

log = logging.getLogger("handbell.uplink")


class HandingIn:
    """A line of the feed used only for handing in: if another question were held there, everything after it would wait."""

    def __init__(self, feed: FeedClient) -> None:
        self._feed = feed
        self._state = LineState(reachable=False, for_ms=0, why="The uplink has just started.")
        self._since_s = asyncio.get_running_loop().time()
        self._news = asyncio.Event()
        self._newest: tuple[Signed, ...] = ()
        self._refused: tuple[str, ...] = ()
        self._early = set[str]()  # what was said of early statements, each once: only a few different sentences
        self._stays = ""
        self.plan_name = ""
        """What the adopted plan calls the building, as the alert daemon said last; empty before one."""

    async def give(
        self,
        *,
        receipts: tuple[Signed, ...] = (),
        holdings: tuple[Signed, ...] = (),
        notices: tuple[Signed, ...] = (),
        opened: tuple[Signed, ...] = (),
    ) -> HandedIn:
        """Hand in, and give what was believed. Raises LineLost.

        With notices the newest receipt goes once more: only these notices may name its key.
        """
        self._newest = receipts[-1:] or self._newest
        if notices:
            receipts = receipts or self._newest
        said = HandIn(request=0, receipts=receipts, holdings=holdings, notices=notices, opened=opened, line=self._now())
        handed = await self._feed.hand_in(said)
        refused = tuple(each for each in handed.refused if each not in handed.early)
        if refused and refused != self._refused:
            log.warning("the alert daemon did not believe what the district said: %s", "; ".join(refused))
        self._refused, self.plan_name = refused, handed.plan_name
        new = [each for each in dict.fromkeys(handed.early) if each not in self._early]
        self._early.update(new)
        if new:
            log.info("kept until it can be judged, and handed in again: %s", "; ".join(new))
        return handed

    def is_away(self, why: str, said: str = "") -> None:
        """Say that the district cannot be reached, for the reason `why`. `said`: NO_CERTIFICATE where it answered only that."""
        known = self._state.head_state if self._state.head_state != NO_CERTIFICATE else ""
        self._change(replace(self._state, reachable=False, why=printable(why), head_state=said or known))

    def is_there(self, head_state: str, why: str = "") -> None:
        """Say that the district answered; `why`: the reason it still countersigns nothing, if there is one."""
        why = printable(" ".join(each for each in (self._stays, why) if each))
        self._change(replace(self._state, reachable=True, why=why, head_state=head_state))

    def is_with(self, server: str, stays: str) -> None:
        """Say which district speaks from now on. `stays`: why it is not the district that the seed names; empty where it is."""
        self._state, self._stays = replace(self._state, server=printable(server)), stays

    def has_sent(self, number: int) -> None:
        """Say that the district took everything up to this number. It is told with the next receipt."""
        self._state = replace(self._state, sent=number)

    def shows_certificate(self, until_ms: int) -> None:
        """Say when the certificate shown to the district ends. It is told with the next thing handed in."""
        self._state = replace(self._state, certificate_until_ms=until_ms)

    def is_called(self, name: str) -> None:
        """Take what the district calls this building; empty where it does not say."""
        name = printable(name)[:NAME_LEN_MAX]
        if name == self.building_name:
            return
        self._state = replace(self._state, building_name=name)
        self._news.set()
        if differ(self.plan_name, name):
            log.warning("%s", names_told(self.plan_name, name))

    @property
    def building_name(self) -> str:
        """What the district calls this building; empty where it did not say."""
        return self._state.building_name

    async def tell(self) -> None:
        """Tell the state whenever it changed, and now and then. Raises LineLost."""
        while True:
            self._news.clear()
            await self.give()
            try:
                async with asyncio.timeout(TELL_AGAIN_S):
                    await self._news.wait()
            except TimeoutError:
                continue

    def _change(self, state: LineState) -> None:
        if state == self._state:
            return
        if state.reachable != self._state.reachable:
            self._since_s = asyncio.get_running_loop().time()
        log.log(logging.WARNING if state.why else logging.INFO, "%s", state.why or "the district's line is up")
        self._state = state
        self._news.set()

    def _now(self) -> LineState:
        for_ms = round((asyncio.get_running_loop().time() - self._since_s) * 1000)
        return replace(self._state, for_ms=for_ms)
