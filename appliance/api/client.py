"""The client's end of the two unix sockets, for consoles, the uplink and the replica. Knows messages; decides and shows nothing.

    async with DeskClient.connect(path, desk=DeskId("front"), client="console tty1") as line:
        await line.act(Acknowledge(incident=incident))
        async for board in line.states(): ...

A line that ends raises `LineLost` from whatever waits on it. Connecting again is for whoever holds the line.
"""

import asyncio
import itertools
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import assert_never, overload

import msgspec

from appliance.api.ask import Refusal, Reply
from appliance.api.board.board import BoardView
from appliance.api.calls_moved import with_calls
from appliance.api.copy_messages import (
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
    ToReplica,
)
from appliance.api.desk.buttons import (
    AdoptButton,
    AskButtons,
    ButtonAdopted,
    ButtonsKnown,
    TakeOver,
    TellCarried,
)
from appliance.api.desk.entries import FeedItems, Follow
from appliance.api.desk.line import Act, Attach, CallsMoved, Present, State, Welcome
from appliance.api.desk.messages import ToDesk
from appliance.api.desk.morning import AskMorning, MorningKnown
from appliance.api.desk.people import AskPeople, PeopleKnown, ProveSelf, SetPin, TakePin
from appliance.api.desk.plan import AdoptPlanFile, AskPlan, PlanFacts
from appliance.api.desk.reach import AskReach, ReachKnown
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
from appliance.api.framing import LineError, Reader, frame, to_desk, to_feed_reader
from appliance.api.health_messages import AskHealth, HealthKnown
from appliance.api.keeping_messages import (
    AskDue,
    DestroyDue,
    DueDestroyed,
    DueKnown,
    FromDeskOfKeeping,
    ToDeskOfKeeping,
)
from appliance.api.provisioning_messages import FromDeskOfProvisioning, KeepCredential, ReplaceBox, TellSetUp
from appliance.api.record_messages import (
    AccountTaken,
    AskReceipt,
    AskRecord,
    AskRecords,
    AskViews,
    FromDeskOfRecords,
    HoldRecord,
    LeaveRecord,
    MoveRecord,
    OfferCopy,
    OpenRecord,
    ReceiptMade,
    RecordShown,
    RecordsKnown,
    TellAccount,
    ToDeskOfRecords,
    ViewsKnown,
    WriteFact,
    Written,
)
from appliance.api.records.trust import AskVerify, BelieveOffice, Verified
from appliance.api.recovery_messages import (
    AskRecovery,
    CheckRecoveryKey,
    FromDeskOfRecovery,
    RecoveryKnown,
    UseRecoveryKey,
)
from appliance.api.ways_messages import AskWays, WaysKnown
from appliance.api.wires_messages import AskWires, WiresKnown
from appliance.core.commands import DeskCommand
from appliance.plan.ids import DeskId

OUTSTANDING_MAX = 16
"""Requests sent and not yet answered, half of what the daemon takes of one line; more wait here for their turn."""
SILENT_AFTER_S = 15.0
"""The desk door sends the board at least every 5 s; three missed ones mean that nobody is there (stale is never green)."""
ANSWER_WAIT_S = 5.0
"""The daemon answers in milliseconds; one that takes seconds is stuck, and the desk must say so rather than wait."""

type DeskAsk = (
    Act
    | Follow
    | AskPlan
    | AskButtons
    | AskReach
    | AdoptPlanFile
    | AdoptButton
    | TakeOver
    | AskVerify
    | AskHealth
    | AskWires
    | AskWays
    | ProveSelf
    | SetPin
    | BelieveOffice
    | FromDeskOfRecords
    | FromDeskOfKeeping
    | FromDeskOfProvisioning
    | FromDeskOfRecovery
    | AskPeople
    | TakePin
)
type DeskAnswer = (
    Reply
    | FeedItems
    | PlanFacts
    | ButtonsKnown
    | ReachKnown
    | MorningKnown
    | ButtonAdopted
    | PeopleKnown
    | Verified
    | HealthKnown
    | WiresKnown
    | WaysKnown
    | ToDeskOfRecords
    | ToDeskOfKeeping
    | RecoveryKnown
)
type FeedAnswer = (
    SealedItems
    | SignedHead
    | HandedIn
    | BroughtBackTo
    | EnrolmentSigned
    | SuccessionKnown
    | RestoringWanted
    | OfferTaken
    | ToReplica
)


class LineLost(ConnectionError):
    """There is no line to the alert daemon, or it ended. `str()` says what, where and what to do."""


class _Line[Incoming, Answer](asyncio.Protocol):
    """One connection: requests out with rising numbers, answers in, matched by number."""

    def __init__(self, reader: Reader[Incoming], where: Path) -> None:
        self._reader = reader
        self._where = where
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Answer]] = {}
        self._turns = asyncio.Semaphore(OUTSTANDING_MAX)
        self._transport: asyncio.Transport | None = None
        self._why_lost = ""
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.heard_at = asyncio.get_running_loop().time()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self.heard_at = asyncio.get_running_loop().time()
        try:
            for message in self._reader.feed(data):
                self._take(message)
        except LineError as error:
            self._end(f"The alert daemon at {self._where} sent something not understood: {error}")

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._end(f"The alert daemon at {self._where} closed the line. It may be restarting; try again in a moment.")

    async def ask(self, message: msgspec.Struct) -> Answer:
        """Send a request under the next number and wait for its answer. Raises LineLost."""
        async with self._turns:
            number = next(self._numbers)
            answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
            self._waiting[number] = answer
            try:
                self._send(msgspec.structs.replace(message, request=number))
                return await answer
            finally:
                self._waiting.pop(number, None)

    def close(self) -> None:
        self._end("The line was closed at this end.")

    def _send(self, message: msgspec.Struct) -> None:
        if self._transport is None or self.lost.done():
            raise LineLost(self._why_lost)
        self._transport.write(frame(message))

    def _take(self, message: Incoming) -> None:
        raise NotImplementedError

    def _answered(self, number: int, answer: Answer) -> None:
        waiting = self._waiting.get(number)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    def _end(self, why: str) -> None:
        if self.lost.done():
            return
        self._why_lost = why
        self.lost.set_result(None)
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(LineLost(why))
        if self._transport is not None:
            self._transport.abort()


class DeskClient(_Line[ToDesk, DeskAnswer]):
    """A desk's line, attached. Made by `connect`; `welcome` is what the box said to it.

    `board_age_ms` is how long before the last thing that `states` gave its board came: from then on all times in it count.
    """

    def __init__(self, where: Path) -> None:
        super().__init__(to_desk(), where)
        self.welcome: Welcome | None = None
        self._board: BoardView | None = None
        self._board_at_s = 0.0
        self.board_age_ms = 0
        self._changed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @staticmethod
    @asynccontextmanager
    async def connect(
        path: Path, desk: DeskId | None, client: str, *, shows_calls: bool = True
    ) -> AsyncGenerator["DeskClient"]:
        """A line to the alert daemon at `path`, attached as `desk` (None watches). Raises LineLost.

        `shows_calls` False for whoever only asks: the desk does not count as attended by it.
        """
        line = await _open(lambda: DeskClient(path), path)
        try:
            line._send(Attach(desk=desk, client=client, shows_calls=shows_calls))
            await line._welcomed()
            yield line
        finally:
            line.close()

    @overload
    async def ask(
        self, message: Act | AdoptPlanFile | ProveSelf | SetPin | TakePin | TellCarried | BelieveOffice
    ) -> Reply: ...
    @overload
    async def ask(self, message: KeepCredential | TellSetUp | ReplaceBox | TakeOver) -> Reply: ...
    @overload
    async def ask(self, message: Follow) -> FeedItems | Reply: ...
    @overload
    async def ask(self, message: AskPlan) -> PlanFacts | Reply: ...
    @overload
    async def ask(self, message: AskPeople) -> PeopleKnown | Reply: ...
    @overload
    async def ask(self, message: AskButtons) -> ButtonsKnown | Reply: ...
    @overload
    async def ask(self, message: AskReach) -> ReachKnown | Reply: ...
    @overload
    async def ask(self, message: AskMorning) -> MorningKnown | Reply: ...
    @overload
    async def ask(self, message: AdoptButton) -> ButtonAdopted | Reply: ...
    @overload
    async def ask(self, message: AskVerify) -> Verified | Reply: ...
    @overload
    async def ask(self, message: AskHealth) -> HealthKnown | Reply: ...
    @overload
    async def ask(self, message: AskWires) -> WiresKnown | Reply: ...
    @overload
    async def ask(self, message: AskWays) -> WaysKnown | Reply: ...
    @overload
    async def ask(self, message: AskRecords) -> RecordsKnown | Written | Reply: ...
    @overload
    async def ask(self, message: AskRecord) -> RecordShown | Written | Reply: ...
    @overload
    async def ask(
        self, message: OpenRecord | WriteFact | MoveRecord | HoldRecord | OfferCopy | LeaveRecord
    ) -> Written | Reply: ...
    @overload
    async def ask(self, message: TellAccount) -> AccountTaken | Written | Reply: ...
    @overload
    async def ask(self, message: AskReceipt) -> ReceiptMade | Written | Reply: ...
    @overload
    async def ask(self, message: AskViews) -> ViewsKnown | Written | Reply: ...
    @overload
    async def ask(self, message: UseRecoveryKey | CheckRecoveryKey) -> Reply: ...
    @overload
    async def ask(self, message: AskRecovery) -> RecoveryKnown | Reply: ...
    @overload
    async def ask(self, message: AskDue) -> DueKnown | Reply: ...
    @overload
    async def ask(self, message: DestroyDue) -> DueDestroyed | Reply: ...
    @overload
    async def ask(self, message: msgspec.Struct) -> DeskAnswer: ...
    async def ask(self, message: msgspec.Struct) -> DeskAnswer:
        """Ask and wait for the answer; a Reply with `ok` False says why not. `request` is filled in here. Raises LineLost."""
        return await super().ask(message)

    async def act(self, command: DeskCommand) -> Reply:
        """Do this in this desk's name. Raises LineLost."""
        return await self.ask(Act(request=0, command=command))

    async def present(self) -> None:
        """Say that a person touched a key here. Raises LineLost."""
        self._send(Present())

    async def states(self) -> AsyncIterator[BoardView]:
        """The board, each time it is newer than the one given before; what came in between is skipped. Raises LineLost."""
        shown: BoardView | None = None
        while True:
            while self._board is shown:
                await self._next_state()
            shown = self._board
            assert shown is not None
            yield shown

    async def _next_state(self) -> None:
        left_s = self.heard_at + SILENT_AFTER_S - asyncio.get_running_loop().time()
        done, _ = await asyncio.wait(
            {self._changed, self.lost}, timeout=max(left_s, 0), return_when=asyncio.FIRST_COMPLETED
        )
        if not done:
            self._end(f"Nothing heard from the alert daemon at {self._where} for {SILENT_AFTER_S:.0f} s: it is stuck.")
        if self.lost.done():
            raise LineLost(self._why_lost)

    async def _welcomed(self) -> None:
        async with _patience(self._where):
            while self.welcome is None:
                await self._next_state()

    def _take(self, message: ToDesk) -> None:
        match message:
            case State():
                self._board, self._board_at_s, self.board_age_ms = message.board, self.heard_at, 0
                self._newer()
            case CallsMoved():
                if self._board is not None:
                    self.board_age_ms = round((self.heard_at - self._board_at_s) * 1000)
                    self._board = with_calls(self._board, message.cards, self.board_age_ms)
                    self._newer()
            case Welcome():
                self.welcome = message
                self._newer()
            case Refusal():
                self._end(f"The alert daemon at {self._where} refused this line: {message.says}")
            case _:  # everything else is an answer
                self._answered(message.request, message)

    def _newer(self) -> None:
        changed, self._changed = self._changed, asyncio.get_running_loop().create_future()
        changed.set_result(None)


class FeedClient(_Line[ToFeedReader, FeedAnswer]):
    """A line to the sealed feed. Made by `connect`."""

    @staticmethod
    @asynccontextmanager
    async def connect(path: Path) -> AsyncGenerator["FeedClient"]:
        """A line to the sealed feed at `path`. Raises LineLost."""
        line = await _open(lambda: FeedClient(to_feed_reader(), path), path)
        try:
            yield line
        finally:
            line.close()

    async def follow(self, after: int, limit: int = 500, wait_s: int = 0, *, outward: bool = False) -> SealedItems:
        """Entries above `after`, oldest first; with `wait_s` the answer is held until there is one. Raises LineLost.

        `outward` leaves out what must not leave the building (`FollowSealed`).
        """
        async with _patience(self._where, wait_s):
            asked = FollowSealed(request=0, after=after, limit=limit, wait_s=wait_s, outward=outward)
            answer = await self.ask(asked)
        assert isinstance(answer, SealedItems)
        return answer

    async def head(self) -> SignedHead:
        """The newest signed head. Raises LineLost."""
        async with _patience(self._where):
            answer = await self.ask(AskHead(request=0))
        assert isinstance(answer, SignedHead)
        return answer

    async def hand_in(self, said: HandIn) -> HandedIn:
        """Give the alert daemon what the district said; `request` is filled in here. Raises LineLost."""
        async with _patience(self._where):
            answer = await self.ask(said)
        assert isinstance(answer, HandedIn)
        return answer

    async def bring_back(self, entries: tuple[bytes, ...], of: bytes = b"") -> BroughtBackTo:
        """Give the alert daemon what its record lost, or what the box before it had (`BringBack`). Raises LineLost."""
        async with _patience(self._where):
            answer = await self.ask(BringBack(request=0, entries=entries, of=of))
        assert isinstance(answer, BroughtBackTo)
        return answer

    async def signed_enrolment(self, token: str, csr: str) -> EnrolmentSigned:
        """The device's signature on a certificate request; with an empty token, on one that renews. Raises LineLost."""
        async with _patience(self._where):
            answer = await self.ask(AskEnrolment(request=0, token=token, csr=csr))
        assert isinstance(answer, EnrolmentSigned)
        return answer

    async def succession(self) -> SuccessionKnown:
        """Which box may follow this one, and which this one followed, signed. Raises LineLost."""
        async with _patience(self._where):
            answer = await self.ask(AskSuccession(request=0))
        assert isinstance(answer, SuccessionKnown)
        return answer

    async def restoring(self) -> RestoringWanted:
        """Whether this box asks for what another one had, and the key it is to be sealed for. Raises LineLost."""
        async with _patience(self._where):
            answer = await self.ask(AskRestoring(request=0))
        assert isinstance(answer, RestoringWanted)
        return answer

    async def offer_restoring(
        self, handover: bytes = b"", entries: tuple[bytes, ...] = (), *, whole: bool = False
    ) -> OfferTaken:
        """Give what the district gave; which entries are wanted then. Raises LineLost."""
        async with _patience(self._where):
            answer = await self.ask(OfferRestoring(request=0, handover=handover, entries=entries, whole=whole))
        assert isinstance(answer, OfferTaken)
        return answer

    async def follow_copy(self, after: int, limit: int = 500, wait_s: int = 0, version: int = 0) -> CopyItems:
        """Entries above `after` and their wraps, for the copy (`FollowCopy`). Raises LineLost."""
        async with _patience(self._where, wait_s):
            asked = FollowCopy(request=0, after=after, limit=limit, wait_s=wait_s, version=version)
            answer = await self.ask(asked)
        assert isinstance(answer, CopyItems)
        return answer

    async def kept_wraps(self, after: bytes = b"") -> KeptWraps:
        """A page of all wraps that a copy should have now. Raises LineLost."""
        async with _patience(self._where):
            answer = await self.ask(AskWraps(request=0, after=after))
        assert isinstance(answer, KeptWraps)
        return answer

    async def copy_bundle(self, *, outward: bool = False) -> BundleGiven:
        """The newest recovery bundle, sealed; `outward` without the wrap for the phrase. Raises LineLost."""
        async with _patience(self._where):
            answer = await self.ask(AskBundle(request=0, outward=outward))
        assert isinstance(answer, BundleGiven)
        return answer

    async def tell_copy(self, state: CopyState) -> CopyHeard:
        """Tell the alert daemon how the copy stands; what it wants of the replica. Raises LineLost."""
        async with _patience(self._where):
            answer = await self.ask(TellCopy(request=0, state=state))
        assert isinstance(answer, CopyHeard)
        return answer

    def _take(self, message: ToFeedReader) -> None:
        match message:
            case SealedItems() | SignedHead() | HandedIn() | BroughtBackTo() | EnrolmentSigned() | SuccessionKnown():
                self._answered(message.request, message)
            case CopyItems() | KeptWraps() | BundleGiven() | CopyHeard() | RestoringWanted() | OfferTaken():
                self._answered(message.request, message)
            case Refusal():
                self._end(f"The alert daemon at {self._where} refused this line: {message.says}")
            case _:
                assert_never(message)


async def _open[Line: _Line[ToDesk, DeskAnswer] | _Line[ToFeedReader, FeedAnswer]](
    make: Callable[[], Line], path: Path
) -> Line:
    try:
        _, line = await asyncio.get_running_loop().create_unix_connection(make, str(path))
    except FileNotFoundError:
        why = f"No alert daemon at {path}: there is no such socket. Start it: systemctl start handbell-alert."
    except PermissionError:
        why = f"This user may not open {path}. Ask whoever keeps the box to add you to the group that owns it."
    except OSError as error:
        why = f"The alert daemon at {path} does not answer ({error.strerror}). See: systemctl status handbell-alert."
    else:
        return line
    raise LineLost(why)


@asynccontextmanager
async def _patience(where: Path, longer_s: int = 0) -> AsyncGenerator[None]:
    wait_s = ANSWER_WAIT_S + longer_s
    try:
        async with asyncio.timeout(wait_s):
            yield
    except TimeoutError as error:
        why = f"The alert daemon at {where} did not answer within {wait_s:.0f} s: it is stuck. Restart handbell-alert."
        raise LineLost(why) from error
