"""Holds the client's end of the sealed feed, for the uplink and the replica. Knows messages; opens no entry."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import assert_never

from appliance.api.ask import Answer, Ask, Refusal, Reply
from appliance.api.client_line import ClientLine, opened, patience
from appliance.api.feed.copy import (
    AskBundle,
    AskRestoring,
    AskSuccession,
    AskWraps,
    BundleGiven,
    CopyHeard,
    CopyItems,
    CopyState,
    FollowCopy,
    KeptWraps,
    OfferRestoring,
    OfferTaken,
    RestoringWanted,
    SuccessionKnown,
    TellCopy,
)
from appliance.api.feed.frames import to_feed_reader
from appliance.api.feed.messages import (
    AskEnrolment,
    AskHead,
    BringBack,
    BroughtBackTo,
    EnrolmentSigned,
    FollowSealed,
    HandedIn,
    HandIn,
    SealedItems,
    SignedHead,
    ToFeedReader,
)


class FeedClient(ClientLine[ToFeedReader]):
    """A line to the sealed feed. Made by `connect`."""

    @staticmethod
    @asynccontextmanager
    async def connect(path: Path) -> AsyncGenerator["FeedClient"]:
        """Open a line to the sealed feed at `path`. Raises LineLost."""
        line = await opened(lambda: FeedClient(to_feed_reader(), path), path)
        try:
            yield line
        finally:
            line.close()

    async def ask[A](self, message: Ask[A]) -> A:
        """Ask and wait for the answer; `request` is filled in here. A refusal ends this line. Raises LineLost."""
        async with patience(self._where, getattr(message, "wait_s", 0)):
            answer = await super().ask(message)
        assert not isinstance(answer, Reply), "the sealed feed refuses by closing the line"
        return answer

    async def follow(self, after: int, limit: int = 500, wait_s: int = 0, *, outward: bool = False) -> SealedItems:
        """Give entries above `after`, oldest first. With `wait_s` the answer waits until there is an entry. Raises LineLost.

        `outward` leaves out what must not leave the building (`FollowSealed`).
        """
        asked = FollowSealed(request=0, after=after, limit=limit, wait_s=wait_s, outward=outward)
        return await self.ask(asked)

    async def head(self) -> SignedHead:
        """Give the newest signed head. Raises LineLost."""
        return await self.ask(AskHead(request=0))

    async def hand_in(self, said: HandIn) -> HandedIn:
        """Hand the alert daemon what the district said; `request` is filled in here. Raises LineLost."""
        return await self.ask(said)

    async def bring_back(self, entries: tuple[bytes, ...], of: bytes = b"") -> BroughtBackTo:
        """Hand the alert daemon what its record lost, or what the box before it had (`BringBack`). Raises LineLost."""
        return await self.ask(BringBack(request=0, entries=entries, of=of))

    async def signed_enrolment(self, token: str, csr: str) -> EnrolmentSigned:
        """Have the device sign a certificate request. With an empty token, it is a request that renews. Raises LineLost."""
        return await self.ask(AskEnrolment(request=0, token=token, csr=csr))

    async def succession(self) -> SuccessionKnown:
        """Give which box may follow this one, and which box this one followed, both signed. Raises LineLost."""
        return await self.ask(AskSuccession(request=0))

    async def restoring(self) -> RestoringWanted:
        """Ask whether this box wants the record of another box, and for which key it must be sealed. Raises LineLost."""
        return await self.ask(AskRestoring(request=0))

    async def offer_restoring(
        self, handover: bytes = b"", entries: tuple[bytes, ...] = (), *, whole: bool = False
    ) -> OfferTaken:
        """Hand in what the district gave, and learn which entries are wanted next. Raises LineLost."""
        return await self.ask(OfferRestoring(request=0, handover=handover, entries=entries, whole=whole))

    async def follow_copy(self, after: int, limit: int = 500, wait_s: int = 0, version: int = 0) -> CopyItems:
        """Give entries above `after` and their wraps, for the copy (`FollowCopy`). Raises LineLost."""
        asked = FollowCopy(request=0, after=after, limit=limit, wait_s=wait_s, version=version)
        return await self.ask(asked)

    async def kept_wraps(self, after: bytes = b"") -> KeptWraps:
        """Give a page of all wraps that a copy should have now. Raises LineLost."""
        return await self.ask(AskWraps(request=0, after=after))

    async def copy_bundle(self, *, outward: bool = False) -> BundleGiven:
        """Give the newest recovery bundle, sealed; with `outward` it comes without the wrap for the phrase. Raises LineLost."""
        return await self.ask(AskBundle(request=0, outward=outward))

    async def tell_copy(self, state: CopyState) -> CopyHeard:
        """Tell the alert daemon the state of the copy, and learn what it wants of the replica. Raises LineLost."""
        return await self.ask(TellCopy(request=0, state=state))

    def _take(self, message: ToFeedReader) -> None:
        match message:
            case Refusal():
                self._end(f"The alert daemon at {self._where} refused this line: {message.says}")
            case Answer():
                self._answered(message)
            case _:
                assert_never(message)
