"""Answers a replica on the sealed feed: entries with their wraps and a head that ends at them, the whole set of wraps, the bundle. Knows
no socket and no right: the feed decides who may ask.
"""

import asyncio
import struct
from collections.abc import Iterable

import msgspec

from appliance.api.feed.copy import (
    AskBundle,
    AskWraps,
    BundleGiven,
    CopiedEntry,
    CopiedWrap,
    CopyHeard,
    CopyItems,
    FollowCopy,
    KeptWraps,
    TellCopy,
)
from appliance.engine.engine import Engine
from appliance.engine.queries import FEED_LIMIT_MAX
from appliance.logbook.copied import BEGINNING, Place, Wrap
from appliance.recovery.recovery import Recovery

_PLACE = struct.Struct(">16sI32sQ")


class CopyFeed(msgspec.Struct, frozen=True):
    """Answers a replica. `length_max`: bytes of entries in an answer. `wait_s_max`: how long an answer is held open at most."""

    engine: Engine
    recovery: Recovery
    length_max: int
    wait_s_max: int
    number_max: int

    async def follow(self, message: FollowCopy, turn: asyncio.Lock) -> CopyItems:
        """Give the next entries. The answer is held open until there is an entry or the wraps have changed. Raises LogbookError."""
        loop = asyncio.get_running_loop()
        until_s = loop.time() + min(max(message.wait_s, 0), self.wait_s_max)
        while True:
            version = self.engine.version
            async with turn:
                items = await self._items(message)
            if items.entries or items.version != message.version or loop.time() >= until_s:
                return items
            try:
                async with asyncio.timeout_at(until_s):
                    await self.engine.changed_since(version)
            except TimeoutError:
                return items

    async def wraps(self, message: AskWraps) -> KeptWraps | None:
        """Give one page of the set of wraps; the last page also says what was destroyed. None if `after` is no place in the set. Raises
        LogbookError.
        """
        after = place_in(message.after)
        if after is None:
            return None
        page = await self.recovery.wraps(after)
        gone = () if page.more else tuple(await self.recovery.gone())
        return KeptWraps(
            request=message.request, version=page.version, wraps=copied(page.wraps), gone=gone, more=page.more
        )

    def bundle(self, message: AskBundle, *, outward: bool) -> BundleGiven:
        """Give the newest bundle, or say why there is none."""
        sealed, says = self.recovery.bundling.given(outward=outward)
        serial = self.recovery.bundling.serial if sealed else 0
        return BundleGiven(request=message.request, serial=serial, sealed=sealed, says=says)

    async def hear(self, message: TellCopy) -> CopyHeard:
        """Take in how the copy stands, and say what is wanted. Raises LogbookError."""
        return CopyHeard(request=message.request, wanted=await self.recovery.copies.hear(message.state))

    async def _items(self, message: FollowCopy) -> CopyItems:
        after, limit = min(max(message.after, 0), self.number_max), min(max(message.limit, 1), FEED_LIMIT_MAX)
        piece = await self.recovery.after(after, limit, self.length_max)
        return CopyItems(
            request=message.request,
            head=piece.head,
            entries=tuple(CopiedEntry(number=number, entry=entry) for number, entry in piece.entries),
            wraps=copied(piece.wraps),
            version=self.recovery.keys.version,
            bundle_serial=self.recovery.bundling.serial,
            countersigned=self.recovery.countersigned,
            statement=piece.statement,
            signature=piece.signature,
            device_key=self.recovery.device_key,
            is_open=piece.is_open,
            is_open_signature=piece.is_open_signature,
        )


def copied(wraps: Iterable[Wrap]) -> tuple[CopiedWrap, ...]:
    """Give the wraps in the form in which they are sent."""
    return tuple(
        CopiedWrap(number=number, stream=stream, key_no=key_no, recipient=recipient, wrap=wrap)
        for number, recipient, stream, key_no, wrap in wraps
    )


def place_in(after: bytes) -> Place | None:
    """Unpack what `CopiedWrap.place` packed; an empty text is the beginning."""
    if not after:
        return BEGINNING
    if len(after) != _PLACE.size:
        return None
    stream, key_no, recipient, number = _PLACE.unpack(after)
    return (stream, key_no, recipient, number) if number < 1 << 63 else None
