"""Defines what can be asked about a call. Pure values."""

from typing import Annotated, ClassVar

import msgspec

from appliance.core.ground.commands import CallCommand, Command
from appliance.core.ground.place import Place
from appliance.core.ground.traits import HELPS, OF_THE_BOX, PLAIN, Traits
from appliance.core.ground.words import Answer, KnownBy, NoBreak, Outcome, Source
from appliance.plan.ids import DeskId, IncidentId, PersonId, RoomId
from appliance.plan.model import Kind, Role
from appliance.words.other_help import HelpOutcome

AGO_S_MAX = 24 * 3600
"""A desk says of today how long ago something was; of an earlier day, the record itself asks when it was."""


class RaiseCall(Command, frozen=True, kw_only=True, tag="raise-call"):
    """A press, whose place is already known. It raises an incident, or joins the open one of its place. A count that is already recorded
    is a repeat.

    `pressed_ago_ms` None: nobody knows when it was pressed, so it is real (promise 9). Only a sender that knows says 0.
    """

    traits: ClassVar[Traits] = OF_THE_BOX

    place: Place
    kind: Kind
    source: Source
    pressed_ago_ms: int | None = None
    folded: int = 0
    """How many presses this one stands for, if they are not kept one by one. `source` is of the newest."""


class RaiseCallFromDesk(CallCommand, frozen=True, kw_only=True, tag="raise-call-from-desk"):
    """Somebody phoned, came or radioed, and the desk raises the call for them. Help is needed either in `room` or at `place`."""

    traits: ClassVar[Traits] = HELPS

    room: RoomId | None = None
    kind: Kind
    place: Place | None = None

    def __post_init__(self) -> None:
        if (self.room is None) == (self.place is None):
            raise ValueError("A call is raised either for `room` or for `place`.")

    @property
    def where(self) -> Place:
        """Where help is needed."""
        return Place(room=self.room) if self.place is None else self.place


class ReportShown(CallCommand, frozen=True, kw_only=True, tag="report-shown"):
    """A desk shows this call on its screen, and it sounds there."""

    traits: ClassVar[Traits] = Traits(helps=True, by_itself=True)

    incident: IncidentId


class Acknowledge(CallCommand, frozen=True, kw_only=True, tag="acknowledge"):
    """A person has the call: stop the ringing of this incident."""

    traits: ClassVar[Traits] = HELPS

    incident: IncidentId


class Dispatch(CallCommand, frozen=True, kw_only=True, tag="dispatch"):
    """Send help. This also acknowledges, because to send somebody is more than to take notice.

    `beside` is the other role of a pair of responders: both go in one act, and one undo takes both back.
    """

    traits: ClassVar[Traits] = HELPS

    incident: IncidentId
    role: Role
    person: PersonId | None = None
    beside: Role | None = None


class Confirm(CallCommand, frozen=True, kw_only=True, tag="confirm"):
    """A named responder is going."""

    traits: ClassVar[Traits] = HELPS

    incident: IncidentId
    responder: str
    answer: Answer


class Arrive(CallCommand, frozen=True, kw_only=True, tag="arrive"):
    """A responder is there."""

    traits: ClassVar[Traits] = HELPS

    incident: IncidentId
    responder: str


class ConfirmAllRight(CallCommand, frozen=True, kw_only=True, tag="confirm-all-right"):
    """The desk asked, and all is still right."""

    traits: ClassVar[Traits] = HELPS

    incident: IncidentId


class Upgrade(CallCommand, frozen=True, kw_only=True, tag="upgrade"):
    """It is more urgent than it was when called."""

    traits: ClassVar[Traits] = HELPS

    incident: IncidentId
    kind: Kind


class HandOff(CallCommand, frozen=True, kw_only=True, tag="hand-off"):
    """Another desk takes the call from here. It rings there until somebody acknowledges it."""

    traits: ClassVar[Traits] = HELPS

    incident: IncidentId
    to: DeskId


class LocateCall(CallCommand, frozen=True, kw_only=True, tag="locate-call"):
    """Somebody knows now where help is needed, in a call that came in without a room: in `place`."""

    traits: ClassVar[Traits] = HELPS

    incident: IncidentId
    place: Place


class AddNote(CallCommand, frozen=True, kw_only=True, tag="add-note"):
    """Write a note down."""

    traits: ClassVar[Traits] = PLAIN

    incident: IncidentId
    text: str


class NoteOtherHelp(CallCommand, frozen=True, kw_only=True, tag="note-other-help"):
    """Write down that help that is not police was called, and what came of it so far. `helper` is its id in the plan."""

    traits: ClassVar[Traits] = PLAIN

    incident: IncidentId
    helper: str
    outcome: HelpOutcome


class StandDown(CallCommand, frozen=True, kw_only=True, tag="stand-down"):
    """End the call, with an outcome and who saw the room."""

    traits: ClassVar[Traits] = HELPS

    incident: IncidentId
    outcome: Outcome
    saw_room: str


class AssignCover(CallCommand, frozen=True, kw_only=True, tag="assign-cover"):
    """Cover is on its way to a tap-out, by the word of the person who goes: a person, anybody with a role, or `cover` as typed."""

    traits: ClassVar[Traits] = HELPS

    incident: IncidentId
    role: Role | None = None
    person: PersonId | None = None
    cover: str = ""


class Downgrade(CallCommand, frozen=True, kw_only=True, tag="downgrade"):
    """Somebody who saw the room says that it is less urgent than it was when called."""

    traits: ClassVar[Traits] = HELPS

    incident: IncidentId
    kind: Kind


class Undo(CallCommand, frozen=True, kw_only=True, tag="undo"):
    """It was a mistake: undo what this desk did last in this incident."""

    traits: ClassVar[Traits] = HELPS

    incident: IncidentId


class NameWhoActed(CallCommand, frozen=True, kw_only=True, tag="name-who-acted"):
    """Give the name of the unlisted person who acted at this desk."""

    traits: ClassVar[Traits] = PLAIN

    incident: IncidentId
    name: str


class HandOver(CallCommand, frozen=True, kw_only=True, tag="hand-over"):
    """Close the contacts of the district's own alarm panel for a moment. `typed` is the word that a person had to type."""

    traits: ClassVar[Traits] = HELPS

    incident: IncidentId
    typed: str


class ReportPulse(Command, frozen=True, kw_only=True, tag="report-pulse"):
    """Report how the hand-over went. `why` is empty if both contacts were closed as asked. Otherwise nothing went out, unless
    `may_have_closed`.
    """

    traits: ClassVar[Traits] = OF_THE_BOX

    incident: IncidentId
    why: str = ""
    may_have_closed: bool = False


class BeginRecord(CallCommand, frozen=True, kw_only=True, tag="begin-record"):
    """Begin the record of an incident that nobody pressed for. It rings nowhere. The desk line decides who may ask for it."""

    traits: ClassVar[Traits] = PLAIN

    room: RoomId
    kind: Kind
    known_by: KnownBy
    occurred_ms: int | None
    attempt: str = ""


class NoteSeclusion(CallCommand, frozen=True, kw_only=True, tag="note-seclusion"):
    """A student's break was no break, so it was seclusion: begin its record. `ago_s`: how many seconds ago it began, None if nobody at the
    desk knows. It changes no tap-out.
    """

    traits: ClassVar[Traits] = PLAIN

    room: RoomId
    why: NoBreak
    known_by: KnownBy
    ago_s: Annotated[int, msgspec.Meta(ge=0, le=AGO_S_MAX)] | None = None


type FromDesk = (
    RaiseCallFromDesk
    | ReportShown
    | Acknowledge
    | Dispatch
    | Confirm
    | Arrive
    | ConfirmAllRight
    | Upgrade
    | HandOff
    | LocateCall
    | AddNote
    | NoteOtherHelp
    | StandDown
    | AssignCover
    | Downgrade
    | Undo
    | NameWhoActed
    | HandOver
    | NoteSeclusion
)
"""What a desk may ask for."""

type AnyCallCommand = FromDesk | BeginRecord
"""Everything that people can ask for here, at a desk or without one."""
