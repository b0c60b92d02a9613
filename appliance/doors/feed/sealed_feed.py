"""Runs the door of the sealed feed: it gives stored entries and their wraps, byte for byte, to the uplink and the replica. Read-only; can
open nothing. Knows no command and no desk: whoever holds this line can neither act nor read. A slow reader delays only itself.
"""

import asyncio
import logging
import socket
from typing import assert_never
from weakref import WeakValueDictionary

import msgspec

from appliance.api.ask import Answer
from appliance.api.feed.copy import (
    AskBundle,
    AskRestoring,
    AskSuccession,
    AskWraps,
    FollowCopy,
    FromReplica,
    KeptWraps,
    OfferRestoring,
    OfferTaken,
    RestoringWanted,
    SuccessionKnown,
    TellCopy,
)
from appliance.api.feed.frames import from_feed_reader
from appliance.api.feed.messages import (
    HAND_IN_MAX,
    AskEnrolment,
    AskHead,
    BringBack,
    BroughtBackTo,
    EnrolmentSigned,
    FollowSealed,
    FromFeedReader,
    HandedIn,
    HandIn,
    SealedEntry,
    SealedItems,
    SealedWrap,
    SignedHead,
)
from appliance.district.keeper import Keeper
from appliance.doors.connection_limits import of_whoever_has_most
from appliance.doors.feed.copy_feed import CopyFeed
from appliance.doors.feed.leaving import Leaving
from appliance.doors.feed.rights import FeedRights, Right
from appliance.doors.giving_way import after_receipts
from appliance.doors.limits import TokenBucket
from appliance.doors.listening import Listener, ours_until_cancelled
from appliance.doors.peer import Peer, peer_of
from appliance.doors.served_line import ServedLine
from appliance.engine.engine import Engine
from appliance.engine.queries import FEED_LIMIT_MAX, Queries
from appliance.recovery.recovery import Recovery, within

SOCKET_MODE = 0o660  # a group of its own, without the desks
READERS_MAX = 8  # the uplink and the replica, each of which may connect anew while its last line is still being closed
BATCH_LEN_MAX = (
    1024 * 1024
    # bytes of entries in an answer, twice as much as 500 usual ones; also all that a line may leave unread. At least one entry is always
    # sent.
)
KERNEL_BUFFER_LEN = (
    208 * 1024
    # As much as Linux gives by default: an answer of 420 KB goes in two pieces instead of seven, each of which wakes both ends.
)
WAIT_S_MAX = 60  # an answer is held at most so long: then the other end knows that the box is still there
NUMBER_MAX = 2**63 - 1  # SQLite's largest integer
SWEEP_S = 1.0  # as often as at the desks
# entries brought back that count as one statement: hashing a kilobyte takes 10 µs, checking a signature 150 (on a Pi)
ENTRIES_A_STATEMENT = 10
STATEMENTS_PER_S = 100.0  # at 0.2 ms each 2 % of a processor; a backlog of a million entries has 2,000 receipts
_AS_UPLINK = (
    " A box that has a line is taken in by the token in its seed. Without one: sudo -u handbell-uplink handbell bundle export FOLDER"
    " --token TOKEN, into a folder which that user may write; then carry it on a stick."
)

log = logging.getLogger("handbell.doors")


class Feed(msgspec.Struct, frozen=True):
    """What a reader reaches inside the program, and who may reach what."""

    engine: Engine
    queries: Queries
    keeper: Keeper
    recovery: Recovery
    rights: FeedRights

    @property
    def copy(self) -> CopyFeed:
        """Give what answers a replica."""
        return CopyFeed(self.engine, self.recovery, BATCH_LEN_MAX, WAIT_S_MAX, NUMBER_MAX)

    @property
    def leaving(self) -> Leaving:
        """Give the rule for a reader that carries entries out of the building."""
        return Leaving.now(self.queries.own_readers, self.keeper.trust, self.engine.board)


class SealedFeedDoor:
    """Serves followers on a bound unix socket until `run` is cancelled. `readers` are their user ids; None lets the group decide."""

    def __init__(self, feed: Feed, listening: socket.socket, readers: frozenset[int] | None = None) -> None:
        self._feed = feed
        self._listening = listening
        self._readers = readers
        self._lines: dict[FeedLine, None] = {}
        # by user, for as long as one of the user's lines is there
        self._turns = WeakValueDictionary[int, asyncio.Lock]()

    async def run(self) -> None:
        """Take connections, and drop those that are not read, until cancelled."""
        with ours_until_cancelled(self._listening) as listening:
            await self._serve(Listener(listening, self._admit))

    async def _serve(self, listener: Listener) -> None:
        loop = asyncio.get_running_loop()
        try:
            while True:
                await asyncio.sleep(SWEEP_S)
                for line in [*self._lines]:
                    line.check_reading(loop.time())
        finally:
            await listener.close()
            for line in [*self._lines]:
                line.say_last("The alert daemon is stopping. Connect again in a moment.")

    def left(self, line: "FeedLine") -> None:
        """Note that a line ended."""
        self._lines.pop(line, None)

    def _admit(self, connection: socket.socket) -> "FeedLine | None":
        peer = peer_of(connection)
        if self._readers is not None and peer.uid not in self._readers:
            log.warning("%s may not read the sealed feed: only users %s may", peer, sorted(self._readers))
            return None
        if len(self._lines) >= READERS_MAX:
            oldest = of_whoever_has_most(self._lines)
            says = f"More than {READERS_MAX} lines follow the feed. User {oldest.peer.uid} has most of them; its oldest was closed."
            self._feed.keeper.misused(says)
            oldest.push_out(says)
            self._lines.pop(oldest, None)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER_LEN)
        turn = self._turns.setdefault(peer.uid, asyncio.Lock())
        line = FeedLine(peer, self, self._feed, turn)
        self._lines[line] = None
        return line


class FeedLine(ServedLine[FromFeedReader]):
    """One follower's line. Questions are answered one after the other; a held answer delays the next. Entries are read for one line of
    each user at a time: so a press waits for one answer at most, however many lines follow without end.
    """

    def __init__(self, peer: Peer, door: SealedFeedDoor, feed: Feed, turn: asyncio.Lock) -> None:
        super().__init__(from_feed_reader(), peer, "sealed feed")
        self._door = door
        self._feed = feed
        self._turn = turn
        self._rights = feed.rights.of(peer)
        self._handing = TokenBucket(HAND_IN_MAX, STATEMENTS_PER_S, self._loop.time())

    def take(self, message: FromFeedReader) -> None:
        if not self.queue(message):
            self.refuse("Too many requests outstanding. Wait for an answer before asking more.")

    async def answer(self, message: FromFeedReader) -> None:
        await after_receipts(self._feed.engine)
        if (wrong := self._may_not(message)) is not None:
            self.refuse(wrong)
        elif (answer := await self._answer(message)) is not None:
            self.send(answer)

    async def _answer(self, message: FromFeedReader) -> Answer | None:
        """Give the answer; None where the line is closed instead."""
        match message:
            case FollowSealed():
                return await self._follow(message)
            case AskHead():
                return self._head(message)
            case HandIn():
                return await self._hand_in(message)
            case BringBack():
                return await self._bring_back(message)
            case AskEnrolment():
                return await self._signed_enrolment(message)
            case AskSuccession():
                return await self._succession(message)
            case AskRestoring():
                return await self._restoring(message)
            case OfferRestoring():
                return await self._offered(message)
            case FollowCopy() | AskWraps() | TellCopy() | AskBundle():
                return await self._of_the_copy(message)
            case _:
                assert_never(message)

    async def _of_the_copy(self, message: FromReplica) -> Answer | None:
        match message:
            case FollowCopy():
                return await self._feed.copy.follow(message, self._turn)
            case AskWraps():
                return await self._kept_wraps(message)
            case TellCopy():
                return await self._feed.copy.hear(message)
            case AskBundle():
                outward = message.outward or Right.COPY not in self._rights
                return self._feed.copy.bundle(message, outward=outward)
            case _:
                assert_never(message)

    async def _succession(self, message: AskSuccession) -> SuccessionKnown:
        await asyncio.sleep(self._handing.spend(1, self._loop.time()))  # because a signature is made
        key, proof, earlier = self._feed.recovery.succession()
        head = await self._feed.recovery.former_head()
        return SuccessionKnown(request=message.request, key=key, proof=proof, earlier=earlier, former_head=head)

    async def _restoring(self, message: AskRestoring) -> RestoringWanted:
        wanted, has = await self._feed.recovery.asking.wanted()
        if wanted is None:
            return RestoringWanted(request=message.request, public=b"")
        public = wanted.private.public.raw
        return RestoringWanted(request=message.request, public=public, code=wanted.code, has=has)

    async def _offered(self, message: OfferRestoring) -> OfferTaken:
        await asyncio.sleep(self._handing.spend(len(message.entries) // ENTRIES_A_STATEMENT + 1, self._loop.time()))
        taken = await self._feed.recovery.asking.take(message.handover, message.entries, whole=message.whole)
        return OfferTaken(request=message.request, wanted=taken.wanted, after=taken.after, says=taken.says)

    def _may_not(self, message: FromFeedReader) -> str | None:
        """Say why this user may not ask for that, or None. Our own programs never ask for what they may not have, so a person must look."""
        match message:
            case FollowSealed(outward=False):
                right, what = Right.OWN_WRAPS, "the building's own keys to its record"
            case FollowCopy() | AskWraps() | TellCopy():
                right, what = Right.COPY, "the copy of the record"
            case AskBundle():
                right, what = Right.COPY if Right.UPLINK not in self._rights else Right.UPLINK, "the recovery bundle"
            case AskSuccession() if Right.OWN_WRAPS in self._rights and Right.COPY not in self._rights:
                return None  # whoever exports the record also says which box follows on which
            case BringBack() | AskEnrolment() | AskSuccession() | AskRestoring() | OfferRestoring():
                right, what = Right.UPLINK, "the line to the district"
            case _:
                return None
        do = _AS_UPLINK if isinstance(message, AskEnrolment) else ""
        return None if right in self._rights else f"User {self.peer.uid} asked for {what}, and may not have it.{do}"

    def lost(self) -> None:
        self._door.left(self)

    def _head(self, message: AskHead) -> SignedHead:
        queries = self._feed.queries
        number, statement, signature = queries.signed_head()
        return SignedHead(
            request=message.request,
            number=number,
            statement=statement,
            signature=signature,
            device_key=queries.device_key,
        )

    def refuse(self, says: str) -> None:
        """Close the line, and report it: no uplink and no replica of ours does this, so a person must look."""
        super().refuse(says)
        self._feed.keeper.misused(says)

    async def _hand_in(self, message: HandIn) -> HandedIn | None:
        """Take statements. A reader that hands in more than can be checked beside the calls waits for its answer; nobody else waits."""
        count = sum(map(len, (message.receipts, message.holdings, message.notices, message.opened)))
        if count > HAND_IN_MAX:
            self.refuse(f"{count} statements were handed in at once; {HAND_IN_MAX} are taken.")
            return None
        await asyncio.sleep(self._handing.spend(count, self._loop.time()))
        return await self._feed.keeper.hand_in(message)

    async def _kept_wraps(self, message: AskWraps) -> KeptWraps | None:
        kept = await self._feed.copy.wraps(message)
        if kept is None:
            self.refuse("The wraps were asked for after something that is no place among them.")
        return kept

    async def _bring_back(self, message: BringBack) -> BroughtBackTo | None:
        """Take entries back. Hashing and writing ten of them costs about as much as checking a signature."""
        if len(message.entries) > FEED_LIMIT_MAX:
            self.refuse(f"{len(message.entries)} entries were brought back at once; {FEED_LIMIT_MAX} are taken.")
            return None
        await asyncio.sleep(self._handing.spend(len(message.entries) // ENTRIES_A_STATEMENT + 1, self._loop.time()))
        return await self._feed.keeper.tail_of(message.of).take(message)

    async def _signed_enrolment(self, message: AskEnrolment) -> EnrolmentSigned:
        await asyncio.sleep(self._handing.spend(1, self._loop.time()))  # because a signature is made, and a line logged
        queries = self._feed.queries
        building, box, signature = queries.signed_enrolment(message.token, message.csr)
        log.warning("a certificate for the district's line was asked for by %s", self.peer)
        return EnrolmentSigned(
            request=message.request, building=building, box=box, device_key=queries.device_key, signature=signature
        )

    async def _follow(self, message: FollowSealed) -> SealedItems:
        loop = asyncio.get_running_loop()
        until_s = loop.time() + min(max(message.wait_s, 0), WAIT_S_MAX)
        while True:
            version = self._feed.engine.version
            async with self._turn:
                items = await self._items(message)
            if items.entries or loop.time() >= until_s:
                return items
            try:
                async with asyncio.timeout_at(until_s):
                    await self._feed.engine.changed_since(version)
            except TimeoutError:
                return items

    async def _items(self, message: FollowSealed) -> SealedItems:
        after = min(max(message.after, 0), NUMBER_MAX)
        limit = min(max(message.limit, 1), FEED_LIMIT_MAX)
        head, rows, wraps = await self._feed.queries.sealed(after, limit, BATCH_LEN_MAX)
        entries = tuple(SealedEntry(number=number, entry=entry) for number, entry in within(rows, BATCH_LEN_MAX))
        last = entries[-1].number if entries else 0
        leaving = self._feed.leaving if message.outward else None
        return SealedItems(
            request=message.request,
            head=head,
            entries=entries,
            wraps=tuple(
                SealedWrap(number=number, stream=stream, key_no=key_no, recipient=recipient, wrap=wrap)
                for number, recipient, stream, key_no, wrap in wraps
                if number <= last and (leaving is None or leaving.may(number, recipient))
            ),
        )
