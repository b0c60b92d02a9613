"""One console's line: who it is, what it may do, and the answers to what it asks. Decides nothing about calls."""

import asyncio
import functools
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, assert_never

import msgspec

from appliance.api.access import Reads
from appliance.api.framing import PLAN_ASK_LEN_MAX, from_desk
from appliance.api.messages import (
    PROTOCOL,
    Act,
    AdoptButton,
    AdoptPlanFile,
    AskButtons,
    AskPlan,
    AskReach,
    AskVerify,
    Attach,
    BelieveOffice,
    ButtonAdopted,
    ButtonsKnown,
    FeedItems,
    Follow,
    FromDesk,
    PlanFacts,
    Present,
    ProveSelf,
    ReachKnown,
    Reply,
    SetPin,
    Verified,
    Welcome,
)
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
from appliance.api.view import Views, person_lines, room_lines, uncovered
from appliance.core.commands import CARE, NEEDS_PROOF, DeskCommand, NotePin, NoteProof, NoteReading, ReportShown
from appliance.core.events import CallRaised
from appliance.core.rejections import Rejection
from appliance.core.words import Actor
from appliance.doors.peer import Peer
from appliance.doors.proving import Proving
from appliance.doors.reading import Reading
from appliance.doors.record_desk import Answer as RecordAnswer
from appliance.doors.record_desk import House, RecordDesk
from appliance.doors.served_line import OUTSTANDING_MAX, ServedLine
from appliance.doors.sitting import Sitting
from appliance.engine.engine import Engine
from appliance.engine.outcome import Done, Outcome, Refused, Submission
from appliance.engine.queries import Queries
from appliance.plan.document import PlanDocumentError
from appliance.plan.ids import DeskId

FEED_ITEMS_MAX = 200  # lines an answer: three screens of the tallest terminal; at 1,100 bytes each 0.2 MiB
NUMBER_MAX = 2**63 - 1  # SQLite's largest integer
NAME_LEN_MAX = 64  # of a desk or a client, in characters: both stand in log lines

type Adopt = Callable[[bytes], Submission]
"""Adopt a plan's canonical bytes. Raises PlanDocumentError."""

COMMAND_LINE = DeskId("the command line")
"""Where an administrator acts who sits at no desk. No desk of a plan has blanks in its id."""


class Buttons(Protocol):
    """What is known of buttons and their wires, and how one more is taken into service (`appliance.adoption`)."""

    def known(self, request: int) -> ButtonsKnown:
        """Every button and every stranger."""
        ...

    async def adopt(self, wish: AdoptButton) -> ButtonAdopted | Reply:
        """Take a device into service."""
        ...


log = logging.getLogger("handbell.doors")


@dataclass(frozen=True, slots=True)
class Inside:
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


class Door(Protocol):
    """What a line tells the door it stands in."""

    def full(self) -> str | None:
        """Why no more consoles are taken, or None."""
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

    `newest` is the version of the last board sent to it.
    """

    def __init__(self, peer: Peer, door: Door, inside: Inside, *, may_adopt: bool) -> None:
        super().__init__(from_desk(), peer, "console")
        self.attached = False
        self.desk: DeskId | None = None
        self.newest = -1
        self._door = door
        self._inside = inside
        self._may_adopt = may_adopt
        self._sitting = Sitting(self._show_anew)

    def reads(self) -> Reads:
        """What this console may read now."""
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
        match message:
            case Follow():
                self.send(await self._feed(message))
            case AskPlan():
                self.send(self._plan(message.request))
            case AskButtons():
                self.send(self._inside.buttons.known(message.request))
            case AskReach():
                self.send(self._reach(message))
            case AdoptButton():
                self.send(await self._adopt_button(message))
            case AskVerify():
                self.send(self._verified(message.request))
            case AdoptPlanFile() | BelieveOffice():
                self.send(await self._set_up(message))
            case ProveSelf():
                self.send(await self._prove(message))
            case SetPin():
                self.send(await self._set_pin(message))
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
            return self._door.full()
        return f"The plan has no desk {message.desk!r}. It has: {', '.join(sorted(desks))}. Start the console as one of them."

    # ---- what it does

    def _touched(self) -> None:
        self._sitting.touched()
        if self.desk is not None:
            self._inside.engine.desk_touched(self.desk)

    def _act(self, message: Act) -> None:
        by = self._actor(message.command)
        if by is None:
            says = "This console only watches. Start it as a desk of the plan to act."
            if isinstance(message.command, CARE):
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
        if not isinstance(message.command, ReportShown):  # every act but this one is a person's
            self._touched()
        submission = self._inside.engine.submit(printable(message.command), by)
        submission.spoken.add_done_callback(functools.partial(self._acted, message.request))

    def _actor(self, command: DeskCommand) -> Actor | None:
        """In whose name this line acts; None when it may only watch."""
        if self.desk is not None:
            return Actor(self.desk, self._inside.engine.board.operators.get(self.desk))
        return Actor(COMMAND_LINE) if self._may_adopt and isinstance(command, CARE) else None

    def _must_prove(self, command: DeskCommand) -> bool:
        """Whether a PIN is asked for first. The kernel's word for an administrator is as good."""
        if not isinstance(command, NEEDS_PROOF) or self.desk is None:
            return False
        return self._inside.proving.possible and not self.reads().proven

    def _acted(self, request: int, spoken: asyncio.Future[Outcome]) -> None:
        self.finished()
        if not spoken.cancelled():
            self.send(_reply(request, spoken.result()))

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
        outcome = await self._noted(NoteProof(person=message.person))
        if isinstance(outcome, Done):
            self._sitting.begin(message.person)
            self._show_anew()
        return _reply(message.request, outcome)

    async def _set_pin(self, message: SetPin) -> Reply:
        """By an administrator for anybody; at a desk by the person, with the PIN before it."""
        proving, person = self._inside.proving, message.person
        if person not in self._inside.engine.board.index.people:
            return _reply(message.request, Refused(Rejection.NO_SUCH_PERSON))
        if self.desk is None and not self._may_adopt:
            return _not_allowed(message.request, "set a PIN")
        why_not = await proving.why_not(person, self.desk, message.before) if self.desk is not None else ""
        why_not = why_not or await proving.set(person, message.secret)
        if why_not:
            return Reply(request=message.request, ok=False, code="pin-not-set", says=why_not)
        by = Actor(COMMAND_LINE) if self.desk is None else Actor(self.desk, person)
        return _reply(message.request, await self._inside.engine.submit(NotePin(person=person), by).spoken)

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

    async def _feed(self, message: Follow) -> FeedItems:
        head, told = await self._inside.queries.feed(
            min(max(message.after, 0), NUMBER_MAX),
            min(max(message.limit, 1), FEED_ITEMS_MAX),
            message.incident,
            room=message.room,
            newest_first=message.newest_first,
        )
        if self.reads().proven and self._sitting.first_read(message.incident):
            numbers = (event.number for _, _, event in told if isinstance(event, CallRaised))
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
        )

    def _reach(self, message: AskReach) -> ReachKnown:
        engine = self._inside.engine
        return reach_known(engine.board, engine.heard, message, self.reads(), engine.clock.now())

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

    async def _set_up(self, message: AdoptPlanFile | BelieveOffice) -> Reply:
        return await (self._adopt(message) if isinstance(message, AdoptPlanFile) else self._believe(message))

    async def _adopt(self, message: AdoptPlanFile) -> Reply:
        if not self._may_adopt:
            return _not_allowed(message.request, "adopt a plan")
        try:
            submission = self._inside.adopt(message.document)
        except PlanDocumentError as error:
            return Reply(request=message.request, ok=False, code="not-a-plan", says=str(error))
        log.warning("a plan was handed in for adoption by %s (%s)", self.name, self.peer)
        return _reply(message.request, await submission.spoken)

    async def _believe(self, message: BelieveOffice) -> Reply:
        keeper = self._inside.records.district
        if not self._may_adopt or keeper is None:
            return _not_allowed(message.request, "say which safety office is believed")
        log.warning("safety office %a is to be believed, asked by %s (%s)", message.fingerprint, self.name, self.peer)
        why_not = await keeper.believe(message.fingerprint, message.instead_of, "by an administrator of the box")
        return Reply(request=message.request, ok=not why_not, code="not-believed" if why_not else "", says=why_not)

    async def _adopt_button(self, message: AdoptButton) -> ButtonAdopted | Reply:
        if not self._may_adopt:
            return _not_allowed(message.request, "take a button into service")
        log.warning("device %a is to be adopted, asked by %s (%s)", message.device, self.name, self.peer)
        return await self._inside.buttons.adopt(message)


def _not_allowed(request: int, what: str) -> Reply:
    says = f"Only root and the group handbell-admin may {what}. Run it with sudo."
    return Reply(request=request, ok=False, code="not-allowed", says=says)


def printable(command: DeskCommand) -> DeskCommand:
    """The command with everything a terminal might obey taken out of its texts, since other desks will show them."""
    changes = {
        field: "".join(letter if letter.isprintable() else " " for letter in text)
        for field in command.__struct_fields__
        if type(text := getattr(command, field)) is str and not text.isprintable()
    }
    return msgspec.structs.replace(command, **changes) if changes else command


def _reply(request: int, outcome: Outcome) -> Reply:
    match outcome:
        case Done():
            return Reply(request=request, ok=True, recorded=outcome.recorded)
        case Refused():
            return Reply(request=request, ok=False, code=outcome.rejection.value, says=outcome.rejection.says)
        case _:
            assert_never(outcome)
