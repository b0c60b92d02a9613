"""Plays a box as the uplink sees it: the sealed feed on a real unix socket, over a record of `entries.py`. It checks receipts as alert
does.
"""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import msgspec

from appliance.api.feed.copy import (
    AskBundle,
    AskRestoring,
    AskSuccession,
    AskWraps,
    BundleGiven,
    CopyState,
    FollowCopy,
    OfferRestoring,
    OfferTaken,
    RestoringWanted,
    SuccessionKnown,
    TellCopy,
)
from appliance.api.feed.frames import from_feed_reader
from appliance.api.feed.messages import (
    AskEnrolment,
    AskHead,
    BringBack,
    BroughtBackTo,
    EnrolmentSigned,
    FollowSealed,
    HandedIn,
    HandIn,
    LineState,
    SealedItems,
    SignedHead,
)
from appliance.api.framing import frame
from appliance.envelope.bundle import BundleError, Sealed
from appliance.envelope.deposit import Signed
from appliance.envelope.format import head_statement, split
from appliance.envelope.statements import Countersigned, Holding, enrolment_statement, renewal_statement
from sync.transport.checking import is_signed
from tests.patience import patient
from tests.sync.copy_side import CopySide
from tests.sync.entries import Record


class BoxFeed:
    """A pretend box; `open` makes it. `receipt_keys` are the keys whose receipts count, as the safety office would have named them.

    `has_signed` says whether its head is signed yet; in the moment after it began anew it is not.

    `lost` is how many entries it wants brought back. `refuses` has the notices that it does not believe, and when they are worth handing in
    again.
    """

    def __init__(self, record: Record, socket: Path) -> None:
        self.record = record
        self.socket = socket
        self.receipt_keys: set[bytes] = set()
        self.countersigned = 0
        self.receipts: list[Countersigned] = []
        self.held: set[int] = set()
        self.notices: list[Signed] = []
        self.refuses: dict[Signed, Literal["", "keys", "soon"]] = {}
        self.lines: list[LineState] = []
        self.asked_to_sign: list[AskEnrolment] = []
        self.succession_key: Signed | None = None
        self.succession_proof: Signed | None = None
        self.former_head: Signed | None = None
        self.bundle = b""
        self.restoring_public = b""
        self.offered: list[bytes] = []
        self.has_handover = b""
        self.has_signed = True
        self.plan_name = ""
        self.lost = 0
        self.brought_back: list[bytes] = []
        self.beyond: dict[bytes, list[bytes]] = {}
        self.signed_of_others: list[Countersigned] = []
        self.copy = CopySide(record)
        self.news = asyncio.Event()
        self._server: asyncio.Server

    @staticmethod
    @asynccontextmanager
    async def open(record: Record, folder: Path) -> AsyncIterator["BoxFeed"]:
        feed = BoxFeed(record, folder / "feed.sock")
        await feed.starts()
        try:
            yield feed
        finally:
            await feed.stops()

    async def starts(self) -> None:
        self._server = await asyncio.start_unix_server(self._serve, self.socket)

    async def stops(self) -> None:
        self._server.close()
        self._server.abort_clients()
        await self._server.wait_closed()

    def writes(self, count: int) -> None:
        """Let the box record so many more entries."""
        self.record.writes(count)
        self._changed()

    async def sees(self, what: str, within_s: float = 60) -> None:
        """Wait until the line's state speaks of this."""
        async with patient(within_s):
            while not any(what in state.why for state in self.lines[-3:]):
                await self._next()

    async def is_countersigned(self, number: int, within_s: float = 60) -> None:
        """Wait for a receipt up to this number."""
        async with patient(within_s):
            while self.countersigned < number:
                await self._next()

    async def holds(self, number: int, within_s: float = 60) -> None:
        """Wait for a holding receipt for this number."""
        async with patient(within_s):
            while number not in self.held:
                await self._next()

    async def is_whole_again(self, within_s: float = 60) -> None:
        """Wait until as much was brought back as it lost."""
        async with patient(within_s):
            while len(self.brought_back) < self.lost:
                await self._next()

    async def is_copied(self, number: int, within_s: float = 60) -> CopyState:
        """Wait until the replica says that the copy is proved up to this number, with nothing wrong; give what it said."""
        return await self.hears_of_copy(lambda state: state.proved >= number and not state.trouble, within_s)

    async def copy_is_in_trouble(self, cause: str, within_s: float = 60) -> CopyState:
        """Wait until the replica names this trouble."""
        return await self.hears_of_copy(lambda state: state.trouble == cause, within_s)

    async def hears_of_copy(self, wanted: Callable[[CopyState], bool], within_s: float = 60) -> CopyState:
        """Wait for such a state. The state that was told last counts too."""
        seen = max(0, len(self.copy.told) - 1)
        async with patient(within_s):
            while True:
                for state in self.copy.told[seen:]:
                    if wanted(state):
                        return state
                seen = len(self.copy.told)
                await self._next()

    async def _next(self) -> None:
        self.news.clear()
        await self.news.wait()

    def _changed(self) -> None:
        self.news.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = from_feed_reader()
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                for message in asked.feed(data):
                    writer.write(frame(await self._answer(message)))
                    await writer.drain()
        writer.close()

    def _offered(self, message: OfferRestoring) -> OfferTaken:
        self.offered += [each for each in (message.handover, *message.entries) if each]
        after = split(message.entries[-1]).header.number if message.entries else 0
        if message.whole:
            self.has_handover = hashlib.sha256(self.offered[0]).digest()
        return OfferTaken(request=message.request, wanted=not message.whole, after=after)

    async def _answer(self, message: msgspec.Struct) -> msgspec.Struct:
        record = self.record
        match message:
            case FollowSealed():
                await self._wait(message)
                entries, wraps = record.between(message.after, message.limit)
                return SealedItems(request=message.request, head=record.head, entries=entries, wraps=wraps)
            case AskHead():
                said = head_statement(record.building, record.box, record.epoch, record.head, record.digest)
                said = said if self.has_signed else b""
                signature = record.device.sign(said)
                return SignedHead(
                    request=message.request,
                    number=record.head,
                    statement=said,
                    signature=signature,
                    device_key=record.device.public_key().public_bytes_raw(),
                )
            case HandIn():
                return self._handed_in(message)
            case AskSuccession():
                key, proof, head = self.succession_key, self.succession_proof, self.former_head
                return SuccessionKnown(request=message.request, key=key, proof=proof, former_head=head)
            case AskBundle() if self.bundle:
                return BundleGiven(request=message.request, serial=self._bundle_serial(), sealed=self.bundle)
            case AskRestoring():
                return RestoringWanted(request=message.request, public=self.restoring_public, has=self.has_handover)
            case OfferRestoring():
                return self._offered(message)
            case BringBack():
                return self._brought(message)
            case AskEnrolment():
                return self._signed(message)
            case FollowCopy():
                version = self.copy.version if message.version == self.copy.version else -1
                await self._wait(message, version)
                return self.copy.items(message)
            case AskWraps() | AskBundle() | TellCopy():
                answer = self.copy.answer(message)
                self._changed()
                return answer
        raise AssertionError(message)

    def _brought(self, message: BringBack) -> BroughtBackTo:
        """Take entries that this record lost, or entries of a box before this one, as far as receipts for that box came."""
        kept = self.beyond.setdefault(message.of, []) if message.of else self.brought_back
        kept += message.entries
        self._changed()
        proven = max((each.last for each in self.signed_of_others if each.box == message.of), default=0)
        beyond = proven > 0 and (not kept or split(kept[-1]).header.number < proven)
        return BroughtBackTo(request=message.request, after=0, wanted=beyond if message.of else len(kept) < self.lost)

    async def _wait(self, message: FollowSealed | FollowCopy, version: int | None = None) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(message.wait_s):
                while self.record.head <= message.after and version in {None, self.copy.version}:
                    await asyncio.sleep(0.005)

    def _bundle_serial(self) -> int:
        with contextlib.suppress(BundleError):
            return Sealed.unpack(self.bundle).about.serial
        return len(self.bundle)  # a bundle that opens for nobody

    def _handed_in(self, message: HandIn) -> HandedIn:
        refused, early = list[str](), list[str]()
        for signed in message.receipts:
            receipt = Countersigned.unpack(signed.statement)
            if signed.key in self.receipt_keys and is_signed(signed) and receipt.box != self.record.box:
                self.signed_of_others.append(receipt)
            elif signed.key in self.receipt_keys and is_signed(signed):
                self.countersigned = max(self.countersigned, receipt.last)
                self.receipts.append(receipt)
            else:
                refused.append(f"receipt {receipt.last} is under no key the safety office named")
                early += [] if self.receipt_keys else refused[-1:]
        for signed in message.holdings:
            assert is_signed(signed)
            self.held.add(Holding.unpack(signed.statement).number)
        self.notices += message.notices
        refused += ["a notice" for each in message.notices if each in self.refuses]
        again = next((self.refuses[each] for each in message.notices if each in self.refuses), "")
        if message.line is not None:
            self.lines.append(message.line)
        self._changed()
        return HandedIn(
            request=message.request,
            countersigned=self.countersigned,
            refused=tuple(refused),
            early=tuple(early),
            again=again,
            plan_name=self.plan_name,
        )

    def _signed(self, message: AskEnrolment) -> EnrolmentSigned:
        self.asked_to_sign.append(message)
        ids = self.record.building, self.record.box
        said = (
            enrolment_statement(message.token, message.csr, *ids)
            if message.token
            else renewal_statement(message.csr, *ids)
        )
        device = self.record.device
        return EnrolmentSigned(
            request=message.request,
            building=ids[0],
            box=ids[1],
            device_key=device.public_key().public_bytes_raw(),
            signature=device.sign(said),
        )
