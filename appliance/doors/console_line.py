"""One console's line: who it is, what it may do, and the answers to what it asks. Decides nothing about calls."""

import asyncio
import functools
import logging
from collections.abc import Callable
from typing import Protocol, assert_never

import msgspec

from appliance.api.access import Reads, keeping
from appliance.api.ask import Reply
from appliance.api.card_view import Cards
from appliance.api.carried_view import pendant_lines
from appliance.api.desk.buttons import (
    AdoptButton,
    AskButtons,
    ButtonAdopted,
    ButtonsKnown,
    TakeOver,
    TellCarried,
)
from appliance.api.desk.entries import FeedItems, Follow
from appliance.api.desk.line import PROTOCOL, Act, Attach, Present, Welcome
from appliance.api.desk.messages import FromDesk
from appliance.api.desk.morning import AskMorning, MorningKnown
from appliance.api.desk.people import AskPeople, ProveSelf, SetPin, TakePin
from appliance.api.desk.plan import AdoptPlanFile, AskPlan, PlanFacts
from appliance.api.desk.reach import AskReach, ReachKnown
from appliance.api.framing import PLAN_ASK_LEN_MAX, from_desk
from appliance.api.health_messages import AskHealth, HealthKnown
from appliance.api.keeping_messages import AskDue, DestroyDue, DueDestroyed, DueKnown, FromDeskOfKeeping
from appliance.api.morning_view import morning_known
from appliance.api.provisioning_messages import FromDeskOfProvisioning, KeepCredential, ReplaceBox, TellSetUp
from appliance.api.reach_view import reach_known
from appliance.api.record_messages import (
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
    TellAccount,
    WriteFact,
)
from appliance.api.records.trust import AskVerify, BelieveOffice, Verified
from appliance.api.recovery_messages import (
    AskOfReplica,
    AskRecovery,
    CheckRecoveryKey,
    FromDeskOfRecovery,
    RecoveryKnown,
    UseRecoveryKey,
)
from appliance.api.view import Views, area_lines, person_lines, room_lines, uncovered
from appliance.api.ways_messages import AskWays, WaysKnown
from appliance.api.ways_view import ways_known
from appliance.api.wires_messages import AskWires, WiresKnown
from appliance.api.wires_view import wires_known
from appliance.core.commands import DeskCommand, NoteProof, NoteReading
from appliance.core.events import FirstCall
from appliance.core.hand_over import way_of
from appliance.core.rejections import Rejection
from appliance.core.traits import traits_of
from appliance.core.words import Actor
from appliance.district.keeper import BELIEVED_ALREADY
from appliance.doors import keeping_desk, provisioning_desk, rank_desk, recovery_desk
from appliance.doors.carrying import tell_carried
from appliance.doors.giving_way import Answers, after_receipts
from appliance.doors.peer import Peer
from appliance.doors.pins import Pins
from appliance.doors.proving import Proving
from appliance.doors.reading import Reading
from appliance.doors.record_desk import Answer as RecordAnswer
from appliance.doors.record_desk import RecordDesk
from appliance.doors.record_seat import House
from appliance.doors.replies import COMMAND_LINE, not_allowed, reply_to
from appliance.doors.served_line import OUTSTANDING_MAX, ServedLine
from appliance.doors.sitting import Sitting
from appliance.engine.engine import Engine
from appliance.engine.outcome import Done, Outcome, Submission
from appliance.engine.queries import Queries
from appliance.logbook.errors import LogbookError
from appliance.plan.document import PlanDocumentError
from appliance.plan.ids import DeskId, KeyId, PersonId

FEED_ITEMS_MAX = 200  # lines an answer: three screens of the tallest terminal; at 1,100 bytes each 0.2 MiB
NUMBER_MAX = 2**63 - 1  # SQLite's largest integer
NAME_LEN_MAX = 64  # of a desk or a client, in characters: both stand in log lines

type Adopt = Callable[[bytes], Submission]
"""Adopt a plan's canonical bytes. Raises PlanDocumentError."""


class Buttons(Protocol):
    """What is known of buttons and their wires, and how one more is taken into service (`appliance.adoption`)."""

    def known(self, request: int) -> ButtonsKnown:
        """Every button and every stranger."""
        ...

    async def adopt(self, wish: AdoptButton) -> ButtonAdopted | Reply:
        """Take a device into service."""
        ...

    async def keep_key(self, key: KeyId, secret: bytes) -> None:
        """Keep a device's secret under this name. Raises VaultError."""
        ...

    @property
    def keep_rank(self) -> Callable[[int], None]:
        """Keeps a rank beside the keys. Raises VaultError."""
        ...


log = logging.getLogger("handbell.doors")


class Inside(msgspec.Struct, frozen=True):
    """What a console reaches inside the house."""

    engine: Engine
    queries: Queries
    adopt: Adopt
    buttons: Buttons
    records: House

    @property
    def reading(self) -> Reading:
        """What turns entries into lines."""
        return self.records.reading

    @property
    def proving(self) -> Proving:
        """What checks PINs."""
        return self.records.proving

    def cards(self) -> Cards:
        """The open calls as they are now, for every desk."""
        engine = self.engine
        return Cards(engine.board, engine.heard, engine.clock.now(), unrecorded=engine.unrecorded)

    def views(self) -> Views:
        """The board as it is now, for every desk."""
        engine = self.engine
        return Views(
            engine.board,
            engine.heard,
            engine.clock.now(),
            unrecorded=engine.unrecorded,
            recording=engine.recording,
            version=engine.version,
            head=engine.head,
        )


type ForAdministrators = (
    AdoptPlanFile
    | AdoptButton
    | TakeOver
    | BelieveOffice
    | FromDeskOfKeeping
    | FromDeskOfProvisioning
    | FromDeskOfRecovery
)
"""What only root and the administrators' group may ask."""


class Door(Protocol):
    """What a line tells the door it stands in."""

    def full(self, peer: Peer) -> str | None:
        """Why no more consoles of this peer are taken, or None."""
        ...

    def attached(self, line: "ConsoleLine") -> None:
        """The line said which desk it is, and was welcomed."""
        ...

    def drained(self, line: "ConsoleLine") -> None:
        """The line may be sent something newer."""
        ...

    def left(self, line: "ConsoleLine") -> None:
        """The line ended."""
        ...


class ConsoleLine(ServedLine[FromDesk]):
    """`attached` tells whether it said who it is; `desk` None then is a console that only watches.

    `counts_for` is the desk it makes connected and attended: none where it shows no calls. `newest` is the version of the last
    board sent to it, `shown_as` what could be read there then, `told` the version up to which it was sent calls that moved.
    `touched_s` is when a person last touched a key here, as the loop counts.
    """

    def __init__(self, peer: Peer, door: Door, inside: Inside, answers: Answers, *, may_adopt: bool) -> None:
        super().__init__(from_desk(), peer, "console")
        self._answers = answers
        self.attached = False
        self.desk: DeskId | None = None
        self.counts_for: DeskId | None = None
        self.newest = -1
        self.shown_as: Reads | None = None
        self.told = -1
        self.touched_s = self._loop.time()
        self._door = door
        self._inside = inside
        self._may_adopt = may_adopt
        self._sitting = Sitting(self._show_anew, inside.proving.has)
        self._pins = Pins(inside.engine, inside.proving)

    def operator_is(self, person: PersonId | None) -> None:
        """Who acts at this line's desk from now on."""
        self._sitting.operator_is(person)

    def reads(self) -> Reads:
        """What this console may read now."""
        if self._keeps_the_box:
            return keeping()
        return self._sitting.reads(self._inside.engine.board, self.desk)

    def take(self, message: FromDesk) -> None:
        if isinstance(message, Attach):
            self._attach(message)
        elif not self.attached:
            self.refuse("The first thing to say on this line is which desk it is (attach).")
        elif isinstance(message, Present):
            self._touched()
        elif isinstance(message, Act):
            self._act(message)
        elif not self.queue(message):
            self._too_busy(message.request)

    async def answer(self, message: FromDesk) -> None:
        began_s = await self._answers.turn()
        await after_receipts(self._inside.engine)
        try:
            await self._answer(message)
        finally:
            self._answers.done(began_s)

    async def _answer(self, message: FromDesk) -> None:
        match message:
            case Follow():
                self.send(await self._feed(message))
            case AskPlan():
                self.send(self._plan(message.request))
            case AskButtons():
                self.send(self._inside.buttons.known(message.request))
            case AskReach():
                self.send(self._reach(message))
            case AskMorning():
                self.send(self._morning(message))
            case AskVerify() | AskHealth() | AskWires() | AskWays():
                self.send(await self._of_the_box(message))
            case (
                AdoptPlanFile()
                | AdoptButton()
                | AskDue()
                | DestroyDue()
                | TakeOver()
                | BelieveOffice()
                | KeepCredential()
                | TellSetUp()
                | ReplaceBox()
                | UseRecoveryKey()
                | CheckRecoveryKey()
                | AskRecovery()
                | AskOfReplica()
            ):
                self.send(await self._administer(message))
            case ProveSelf() | TellCarried():
                self.send(await (self._prove(message) if isinstance(message, ProveSelf) else self._carried(message)))
            case SetPin() | TakePin() | AskPeople():
                self.send(await self._pins.answer(message, self.desk, self.reads(), keeps_the_box=self._keeps_the_box))
            case (
                AskRecords()
                | AskRecord()
                | OpenRecord()
                | WriteFact()
                | TellAccount()
                | MoveRecord()
                | HoldRecord()
                | OfferCopy()
                | AskReceipt()
                | AskViews()
                | LeaveRecord()
            ):
                self.send(await self._of_records(message))
            case Attach() | Present() | Act():
                raise AssertionError("answered as they come, never queued")
            case _:
                assert_never(message)

    async def _of_records(self, message: FromDeskOfRecords) -> RecordAnswer:
        if self.desk is None:
            says = "This console only watches. Start it as a desk of the plan to read or write records."
            return Reply(request=message.request, ok=False, code="watching", says=says)
        self._touched()
        return await RecordDesk(self._inside.records, self.desk, self._sitting).answer(message)

    async def _carried(self, message: TellCarried) -> Reply:
        if self.desk is None:
            says = "This console only watches. Start it as a desk of the plan to say who carries a pendant."
            return Reply(request=message.request, ok=False, code="watching", says=says)
        self._touched()
        return tell_carried(self._inside.engine, message)

    def lost(self) -> None:
        self._sitting.end()
        self._door.left(self)

    def has_drained(self) -> None:
        self._door.drained(self)

    # ---- who it is

    def _attach(self, message: Attach) -> None:
        why_not = "This line said already which desk it is." if self.attached else self._why_not(message)
        if why_not is not None:
            self.refuse(why_not)
            return
        board = self._inside.engine.board
        self.attached = True
        self.desk = message.desk
        self.counts_for = message.desk if message.shows_calls else None
        self._sitting.beside = not message.shows_calls
        self.name = f"console {message.client!a} at desk {message.desk!a}"
        if self._may_adopt:
            self._reader.framer.len_max = PLAN_ASK_LEN_MAX
        log.info("%s attached (%s)", self.name, self.peer)
        self.send(Welcome(building=board.index.plan.building, epoch=board.epoch, desk=message.desk))
        self._door.attached(self)

    def _why_not(self, message: Attach) -> str | None:
        if message.protocol != PROTOCOL:
            return f"This box speaks version {PROTOCOL} of the desk line, the console {message.protocol}. Update it."
        if len(message.client) > NAME_LEN_MAX or len(message.desk or "") > NAME_LEN_MAX:
            return f"Names of desks and clients are at most {NAME_LEN_MAX} characters."
        desks = self._inside.engine.board.index.desks
        # without a plan there are no desks, and every console is one: a new box is heard before it is set up
        if message.desk is None or not desks or message.desk in desks:
            return self._door.full(self.peer)
        return f"The plan has no desk {message.desk!r}. It has: {', '.join(sorted(desks))}. Start the console as one of them."

    # ---- what it does

    def _touched(self) -> None:
        self._sitting.touched()
        self.touched_s = self._loop.time()
        if self.counts_for is not None:
            self._inside.engine.desk_touched(self.counts_for)

    def _act(self, message: Act) -> None:
        by = self._actor(message.command)
        if by is None:
            says = "This console only watches. Start it as a desk of the plan to act."
            if traits_of(message.command).care:
                says = "Without a desk only root and the group handbell-admin may do this. Run it with sudo."
            self.send(Reply(request=message.request, ok=False, code="watching", says=says))
            return
        if self._must_prove(message.command):
            says = Rejection.PROVE_FIRST.says
            self.send(Reply(request=message.request, ok=False, code=Rejection.PROVE_FIRST.value, says=says))
            return
        if not self.started():
            self._too_busy(message.request)
            return
        if not traits_of(message.command).by_itself:
            self._touched()
        submission = self._inside.engine.submit(printable(message.command), by)
        submission.spoken.add_done_callback(functools.partial(self._acted, message.request))

    def _actor(self, command: DeskCommand) -> Actor | None:
        """In whose name this line acts; None when it may only watch."""
        if self.desk is not None:
            if traits_of(command).signed and not self.reads().proven:
                return Actor(self.desk)
            return Actor(self.desk, self._inside.engine.board.operators.get(self.desk))
        return Actor(COMMAND_LINE) if self._keeps_the_box and traits_of(command).care else None

    @property
    def _keeps_the_box(self) -> bool:
        """Whether an administrator is at the other end, on the box's own command line and at no desk."""
        return self.desk is None and self._may_adopt

    def _must_prove(self, command: DeskCommand) -> bool:
        """Whether a PIN is asked for first. The kernel's word for an administrator is as good."""
        if not traits_of(command).needs_proof or self.desk is None:
            return False
        return self._inside.proving.possible and not self.reads().proven

    def _acted(self, request: int, spoken: asyncio.Future[Outcome]) -> None:
        self.finished()
        if not spoken.cancelled():
            self.send(reply_to(request, spoken.result()))

    def _too_busy(self, request: int) -> None:
        says = f"More than {OUTSTANDING_MAX} requests of this console wait already. Wait for their answers."
        self.send(Reply(request=request, ok=False, code=Rejection.TOO_BUSY.value, says=says))

    # ---- who proves that they are here

    async def _prove(self, message: ProveSelf) -> Reply:
        if self.desk is None:
            says = "This console only watches. Start it as a desk of the plan to sign in."
            return Reply(request=message.request, ok=False, code="watching", says=says)
        self._touched()
        why_not = await self._inside.proving.why_not(message.person, self.desk, message.secret)
        if why_not:
            return Reply(request=message.request, ok=False, code="not-proven", says=why_not)
        outcome = await self._noted(NoteProof(person=message.person, sits=not self._sitting.beside))
        if isinstance(outcome, Done):
            self._sitting.begin(message.person)
            self._show_anew()
        return reply_to(message.request, outcome)

    async def _noted(self, command: NoteProof | NoteReading) -> Outcome:
        """An entry of it, before what it is about happens (promise 7: views are entries too)."""
        assert self.desk is not None, "nobody proves anything where nobody sits"
        by = Actor(self.desk, self._inside.engine.board.operators.get(self.desk))
        return await self._inside.engine.submit(command, by).spoken

    def _show_anew(self) -> None:
        """What may be read here has changed, and the board with it."""
        self.newest = -1
        self._door.drained(self)

    # ---- what it asks

    async def _feed(self, message: Follow) -> FeedItems | Reply:
        try:
            head, told = await self._inside.queries.feed(
                min(max(message.after, 0), NUMBER_MAX),
                min(max(message.limit, 1), FEED_ITEMS_MAX),
                message.incident,
                room=message.room,
                newest_first=message.newest_first,
                brought_back=message.brought_back,
            )
        except (LogbookError, OSError) as error:  # calls go on, and so does this line
            log.warning("the record could not be read: %s", error)
            says = "The box's disk does not answer, so nothing can be looked up. Calls go on. Try again in a moment."
            return Reply(request=message.request, ok=False, code="disk-away", says=says)
        if self.reads().proven and self._sitting.first_read(message.incident):
            numbers = (event.number for _, _, event in told if isinstance(event, FirstCall))
            call = next(numbers, None) if message.incident is not None else None
            await self._noted(NoteReading(incident=message.incident, call=call))
        # as it is now: somebody may have signed out while the entries were opened
        items = self._inside.reading.items(told, self._inside.engine.board, self.reads())
        return FeedItems(request=message.request, head=head, items=items)

    def _plan(self, request: int) -> PlanFacts:
        index = self._inside.engine.board.index
        now = self._inside.engine.clock.now()
        return PlanFacts(
            request=request,
            building=index.plan.building,
            address=index.plan.address,
            phone=index.plan.phone,
            rooms=room_lines(index),
            people=person_lines(index, now) if self.reads().may(PlanFacts, "people") else (),
            desks=self._inside.views().desks(self.reads()),
            uncovered=uncovered(index),
            timezone=index.plan.timezone,
            areas=area_lines(index),
            duties=pendant_lines(index),
            hands_over=self._panel(),
        )

    def _panel(self) -> str:
        """Of the district, where the plan lets this desk hand over to it."""
        plan = self._inside.engine.board.index.plan
        way = way_of(plan)
        return way.panel if way is not None and self.desk in way.desks else ""

    def _reach(self, message: AskReach) -> ReachKnown:
        engine = self._inside.engine
        return reach_known(engine.board, engine.heard, message, self.reads(), engine.clock.now())

    def _morning(self, message: AskMorning) -> MorningKnown:
        engine = self._inside.engine
        return morning_known(engine.board, engine.heard, message, self.reads(), engine.clock.now())

    async def _of_the_box(
        self, message: AskVerify | AskHealth | AskWires | AskWays
    ) -> Verified | HealthKnown | WiresKnown | WaysKnown:
        if isinstance(message, AskHealth):
            return await self._inside.records.health(message.request)
        engine = self._inside.engine
        if isinstance(message, AskWires):
            return wires_known(engine.board, engine.clock.now(), message.request)
        if isinstance(message, AskWays):
            # some 30 ms for 500 rooms, which no press waits for
            now = engine.clock.now()
            return await asyncio.to_thread(ways_known, engine.board.copy(), engine.heard, now, message.request)
        return self._verified(message.request)

    def _verified(self, request: int) -> Verified:
        found = self._inside.queries.verification
        head, _, _ = self._inside.queries.signed_head()
        return Verified(
            request=request,
            head=head,
            verified_from=found.checked,
            complete=found.complete,
            findings=tuple(found.findings[:FEED_ITEMS_MAX]),
        )

    async def _administer(
        self, message: ForAdministrators
    ) -> Reply | ButtonAdopted | DueKnown | DueDestroyed | RecoveryKnown:
        match message:
            case AdoptPlanFile():
                return await self._adopt(message)
            case AdoptButton():
                return await self._adopt_button(message)
            case TakeOver():
                return await self._take_over(message)
            case BelieveOffice():
                return await self._believe(message)
            case AskDue() | DestroyDue():
                return await self._of_keeping(message)
            case KeepCredential() | TellSetUp() | ReplaceBox():
                return await self._of_provisioning(message)
            case UseRecoveryKey() | CheckRecoveryKey() | AskRecovery() | AskOfReplica():
                return await self._of_recovery(message)
            case _:
                assert_never(message)

    async def _adopt(self, message: AdoptPlanFile) -> Reply:
        if not self._may_adopt:
            return not_allowed(message.request, "adopt a plan")
        try:
            submission = self._inside.adopt(message.document)
        except PlanDocumentError as error:
            return Reply(request=message.request, ok=False, code="not-a-plan", says=str(error))
        log.warning("a plan was handed in for adoption by %s (%s)", self.name, self.peer)
        return reply_to(message.request, await submission.spoken)

    async def _believe(self, message: BelieveOffice) -> Reply:
        keeper = self._inside.records.district
        if not self._may_adopt or keeper is None:
            return not_allowed(message.request, "say which safety office is believed")
        log.warning("safety office %a is to be believed, asked by %s (%s)", message.fingerprint, self.name, self.peer)
        why_not = await keeper.believe(message.fingerprint, message.instead_of, "by an administrator of the box")
        code = Rejection.NO_NEWS.value if why_not == BELIEVED_ALREADY else "not-believed"
        return Reply(request=message.request, ok=not why_not, code=code if why_not else "", says=why_not)

    async def _adopt_button(self, message: AdoptButton) -> ButtonAdopted | Reply:
        if not self._may_adopt:
            return not_allowed(message.request, "take a button into service")
        log.warning("device %a is to be adopted, asked by %s (%s)", message.device, self.name, self.peer)
        return await self._inside.buttons.adopt(message)

    async def _take_over(self, message: TakeOver) -> Reply:
        if not self._may_adopt:
            return not_allowed(message.request, "take buttons over")
        log.warning("buttons are to be taken over, asked by %s (%s)", self.name, self.peer)
        by = Actor(COMMAND_LINE if self.desk is None else self.desk)
        return await rank_desk.answer(self._inside.engine, self._inside.buttons.keep_rank, message, by)

    async def _of_keeping(self, message: FromDeskOfKeeping) -> DueKnown | DueDestroyed | Reply:
        if not self._may_adopt:
            return not_allowed(message.request, "destroy records")
        if isinstance(message, DestroyDue):
            log.warning("everything that is due is to be destroyed, asked by %s (%s)", self.name, self.peer)
        return await keeping_desk.answer(self._inside.records.keeping, message)

    async def _of_provisioning(self, message: FromDeskOfProvisioning) -> Reply:
        if not self._may_adopt:
            return not_allowed(message.request, "set this box up")
        log.info("%r, from %s (%s)", message, self.name, self.peer)
        inside = self._inside
        return await provisioning_desk.answer(
            inside.engine, inside.buttons.keep_key, inside.records.instead_of, message
        )

    async def _of_recovery(self, message: FromDeskOfRecovery) -> RecoveryKnown | Reply:
        recovery = self._inside.records.recovery
        if not self._may_adopt or recovery is None:
            return not_allowed(message.request, "say what becomes of the recovery phrase and the copy")
        log.warning("%s, asked by %s (%s)", type(message).__name__, self.name, self.peer)
        return await recovery_desk.answer(recovery, message)


def printable(command: DeskCommand) -> DeskCommand:
    """The command with everything a terminal might obey taken out of its texts, since other desks will show them."""
    changes = {
        field: "".join(letter if letter.isprintable() else " " for letter in text)
        for field in command.__struct_fields__
        if type(text := getattr(command, field)) is str and not text.isprintable()
    }
    return msgspec.structs.replace(command, **changes) if changes else command
