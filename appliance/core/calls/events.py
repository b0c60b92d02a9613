"""Defines what happens in a call, from the first press to the stand-down and afterwards. Recorded for ever."""

from typing import ClassVar

from appliance.core.devices.events import Follows as FollowsBelow
from appliance.core.ground.events import IncidentEvent
from appliance.core.ground.place import Place
from appliance.core.ground.words import (
    Actor,
    Answer,
    Awaited,
    DeskAct,
    KnownBy,
    NoBreak,
    Outcome,
    Source,
)
from appliance.plan.ids import DeskId, DrillId, PersonId, RoomId
from appliance.plan.model import Kind, Role
from appliance.plan.other_help import HelpKind
from appliance.words.other_help import HelpOutcome


class CallRaised(IncidentEvent, frozen=True, kw_only=True, tag="call-raised-1"):
    """First call of an incident. `number` is what people say ("call 12"); `told` are the desks and sounders that were told at once.

    `pressed_ago_ms` is 0 for a press that was heard as it happened, and None if the device cannot know. `drill` marks practice.
    """

    number: int
    room: RoomId
    kind: Kind
    source: Source
    pressed_ago_ms: int | None
    told: tuple[str, ...]
    drill: DrillId | None = None

    @property
    def place(self) -> Place:
        """Where help is needed."""
        return Place(room=self.room)


class CallRaisedElsewhere(IncidentEvent, frozen=True, kw_only=True, tag="call-raised-2"):
    """First call of an incident that is not from a room: from an area, from a place in words, or from nowhere known. Drills name rooms,
    so it is never practice.

    It has its own tag, because a reader that only knows rooms must say that it cannot read this, and never take it for a call without
    a room.
    """

    number: int
    place: Place
    kind: Kind
    source: Source
    pressed_ago_ms: int | None
    told: tuple[str, ...]
    drill: ClassVar[None] = None


FirstCall = CallRaised | CallRaisedElsewhere
"""The first call of an incident, from any place."""


class PressedAgain(IncidentEvent, frozen=True, kw_only=True, tag="pressed-again-1"):
    """Another press from the room of an open incident. Sounds again; may raise the kind, never lowers it."""

    kind: Kind
    source: Source
    pressed_ago_ms: int | None


class PressedOften(PressedAgain, frozen=True, kw_only=True, tag="pressed-often-1"):
    """Presses of one contact that come too fast to be kept one by one, and that change nothing. `source` is of the newest press.

    `presses` and `holds` are the incident's totals, with these presses. So one entry says all that earlier ones like it said.
    """

    presses: int
    holds: int


class ReopenedByPress(PressedAgain, frozen=True, kw_only=True, tag="reopened-by-press-1"):
    """A chattering device was pressed soon after its incident was stood down. The incident is open again, and rings as a new one would."""


class CallShown(IncidentEvent, frozen=True, kw_only=True, tag="call-shown-1"):
    """A desk reported that the call is on its screen and sounds there."""

    desk: DeskId


class StepTaken(IncidentEvent, frozen=True, kw_only=True, tag="step-taken-1"):
    """A step of the ladder was taken; `told` names the desks, sounders and people it reached."""

    step: int
    told: tuple[str, ...]


class StepSkipped(IncidentEvent, frozen=True, kw_only=True, tag="step-skipped-1"):
    """A step reached nobody and was passed over at once."""

    step: int


class LadderExhausted(IncidentEvent, frozen=True, kw_only=True, tag="ladder-exhausted-1"):
    """Every step was taken and nobody answered; the call goes on sounding. As long as nobody has it, the button says *not delivered*."""


class CallAcknowledged(IncidentEvent, frozen=True, kw_only=True, tag="call-acknowledged-1"):
    """A person took notice: of a new call, of a repeated press, or of something overdue."""

    by: Actor


class AcknowledgementExpired(IncidentEvent, frozen=True, kw_only=True, tag="acknowledgement-expired-1"):
    """Somebody acknowledged, but nobody was sent in time: the call is *called* again."""


class HelpDispatched(IncidentEvent, frozen=True, kw_only=True, tag="help-dispatched-1"):
    """Somebody was sent, by role, and by name if it is known."""

    by: Actor
    role: Role
    person: PersonId | None = None


class HelpConfirmed(IncidentEvent, frozen=True, kw_only=True, tag="help-confirmed-1"):
    """A named responder said that they are going. Only from now on may the lamp say *on the way*."""

    by: Actor
    responder: str
    answer: Answer


class HelpArrived(IncidentEvent, frozen=True, kw_only=True, tag="help-arrived-1"):
    """A responder is on scene."""

    by: Actor
    responder: str


class OneConfirmed(HelpConfirmed, frozen=True, kw_only=True, tag="one-confirmed-1"):
    """A responder confirmed, and it must be said which one. `which` counts from 0 in the order in which they were sent; None is a person
    whom nobody sent.

    A plain `HelpConfirmed` is about the responder who was sent last.
    """

    which: int | None


class OneArrived(HelpArrived, frozen=True, kw_only=True, tag="one-arrived-1"):
    """A responder arrived, and it must be said which one."""

    which: int | None


class OneReleased(IncidentEvent, frozen=True, kw_only=True, tag="one-released-1"):
    """A person who was sent, was on the way or was on scene does not come after all, as they said themselves. `which` counts from 0 in
    the order in which people were sent. Without anybody else the call is *called* again.
    """

    by: Actor
    responder: str
    which: int


class HelpOverdue(IncidentEvent, frozen=True, kw_only=True, tag="response-overdue-1"):
    """What was due did not happen: the call rings again and the next step is taken."""

    awaited: Awaited


class AllRightConfirmed(IncidentEvent, frozen=True, kw_only=True, tag="all-right-confirmed-1"):
    """Somebody asked the people on scene, and all is still right."""

    by: Actor


class CallUpgraded(IncidentEvent, frozen=True, kw_only=True, tag="call-upgraded-1"):
    """A person judged it more urgent than it was when called."""

    by: Actor
    kind: Kind


class CallMadeReal(IncidentEvent, frozen=True, kw_only=True, tag="call-made-real-1"):
    """A person said that this call of practice is real. It begins anew: nobody has it, and nobody is sent. `kind` is its kind at that
    moment.
    """

    by: Actor
    kind: Kind


class CallLocated(IncidentEvent, frozen=True, kw_only=True, tag="call-located-1"):
    """A person said where help is needed: a room, an area or words, for a call whose place nobody knew, or knew otherwise."""

    by: Actor
    place: Place


class CallHandedOff(IncidentEvent, frozen=True, kw_only=True, tag="call-handed-off-1"):
    """Another desk has the call now."""

    by: Actor
    to: DeskId


class NoteAdded(IncidentEvent, frozen=True, kw_only=True, tag="note-added-1"):
    """A note of the desk, as it was written."""

    by: Actor
    text: str


class OtherHelpNoted(IncidentEvent, frozen=True, kw_only=True, tag="other-help-noted-1"):
    """Help that is not police was called beside this call, and what came of it so far. `name` is the helper's name in the plan."""

    by: Actor
    kind: HelpKind
    name: str
    outcome: HelpOutcome


class StoodDown(IncidentEvent, frozen=True, kw_only=True, tag="stood-down-1"):
    """A person ended the call. `saw_room` is the person who saw the room with their own eyes, or empty if nobody did."""

    by: Actor | None
    outcome: Outcome
    saw_room: str


class CoverAssigned(IncidentEvent, frozen=True, kw_only=True, tag="cover-assigned-1"):
    """Somebody goes to a tap-out and has said so: `cover` names them, by name, by role or as typed. It does not say who asked."""

    by: Actor
    cover: str
    role: Role | None = None
    person: PersonId | None = None


class CallDowngraded(IncidentEvent, frozen=True, kw_only=True, tag="call-downgraded-1"):
    """A person judged it less urgent than it was when called, with somebody on scene. It stays open with its deadlines."""

    by: Actor
    kind: Kind


class ActUndone(IncidentEvent, frozen=True, kw_only=True, tag="act-undone-1"):
    """A desk undid what it had just done: the incident is as it was before. Both events stay in the record."""

    by: Actor
    undone: DeskAct


class WhoActedNamed(IncidentEvent, frozen=True, kw_only=True, tag="who-acted-named-1"):
    """The unlisted person who acted at the desk `by` gave a name, as it was typed."""

    by: Actor
    name: str


class PanelAsked(IncidentEvent, frozen=True, kw_only=True, tag="panel-asked-1"):
    """A person asked to hand the call over to the district's alarm panel. After this, the panel's contacts are closed once."""

    by: Actor


class PanelPulsed(IncidentEvent, frozen=True, kw_only=True, tag="panel-pulsed-1"):
    """The panel's contacts were closed and told to open again. Nobody here knows whether anybody was told."""


class PanelFailed(IncidentEvent, frozen=True, kw_only=True, tag="panel-failed-1", omit_defaults=True):
    """The contacts were not closed. `may_have_closed`: nobody can say whether they were."""

    why: str
    may_have_closed: bool = False


class RecordOpened(IncidentEvent, frozen=True, kw_only=True, tag="record-opened-1"):
    """A record was begun for an incident that rang nowhere: known by radio, phone or word of mouth, or reported later. It has a number
    as a call has, and is on no board. `occurred_ms` counts since the Unix epoch, None if nobody knows. `attempt` names the request.
    If the same desk sends it again under the same name, because no answer came, it begins no second record.
    """

    number: int
    room: RoomId
    kind: Kind
    known_by: KnownBy
    occurred_ms: int | None
    by: Actor
    attempt: str = ""

    @property
    def place(self) -> Place:
        """Where it was."""
        return Place(room=self.room)


class SeclusionNoted(IncidentEvent, frozen=True, kw_only=True, tag="seclusion-noted-1"):
    """A student's break was no break, and why. It follows the `RecordOpened` of its record in the same entry's round, and says nothing of
    the student or of any tap-out. `began_ms` counts since the Unix epoch, None if nobody knows.
    """

    why: NoBreak
    began_ms: int | None
    by: Actor


type PanelEvent = PanelAsked | PanelPulsed | PanelFailed
"""A call was handed over to the district's alarm panel, and how that went."""


type AnyIncidentEvent = (
    CallRaised
    | CallRaisedElsewhere
    | PressedAgain
    | PressedOften
    | ReopenedByPress
    | CallShown
    | StepTaken
    | StepSkipped
    | LadderExhausted
    | CallAcknowledged
    | AcknowledgementExpired
    | HelpDispatched
    | HelpConfirmed
    | HelpArrived
    | OneConfirmed
    | OneArrived
    | OneReleased
    | HelpOverdue
    | AllRightConfirmed
    | CallUpgraded
    | CallMadeReal
    | CallLocated
    | CallHandedOff
    | NoteAdded
    | OtherHelpNoted
    | StoodDown
    | CoverAssigned
    | CallDowngraded
    | ActUndone
    | WhoActedNamed
    | PanelAsked
    | PanelPulsed
    | PanelFailed
    | RecordOpened
    | SeclusionNoted
)

type Follows = AnyIncidentEvent | FollowsBelow
"""What may follow from a command of this room: its own events, and those of the rooms below it."""
