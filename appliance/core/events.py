"""What happened, past tense, one class each. Recorded for ever: an event is never changed, a new version gets a new tag.

Pure values. Events of one incident carry `incident`; the others belong to the house stream.
"""

from typing import ClassVar

import msgspec

from appliance.core.place import Place
from appliance.core.words import (
    Actor,
    Answer,
    Awaited,
    BuildingResponse,
    Cause,
    DeskAct,
    KnownBy,
    NotWell,
    Outcome,
    PracticeCall,
    RestoredBy,
    RoomAnswer,
    Source,
)
from appliance.plan.ids import ButtonId, CheckInId, DeskId, DrillId, DrillPlanId, IncidentId, PersonId, RoomId
from appliance.plan.model import Kind, Role


class IncidentEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Base of everything that belongs to one incident's own stream."""

    incident: IncidentId


class HouseEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Base of everything that belongs to no incident."""


class CallRaised(IncidentEvent, frozen=True, kw_only=True, tag="call-raised-1"):
    """First call of an incident. `number` is what people say ("call 12"); `told` are the desks and sounders told at once.

    `pressed_ago_ms` is 0 for a press heard as it happened, None where the device cannot know. `drill` marks practice.
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
    """The same from anywhere but a room: from an area, a place in words, or nowhere known. Drills name rooms, so that it is no practice.

    Its own tag, since a reader that only knows rooms must say that it cannot read this, and never take it for a call from none.
    """

    number: int
    place: Place
    kind: Kind
    source: Source
    pressed_ago_ms: int | None
    told: tuple[str, ...]
    drill: ClassVar[None] = None


FirstCall = CallRaised | CallRaisedElsewhere
"""First call of an incident, wherever it is from."""


class PressedAgain(IncidentEvent, frozen=True, kw_only=True, tag="pressed-again-1"):
    """Another press from the room of an open incident. Sounds again; may raise the kind, never lowers it."""

    kind: Kind
    source: Source
    pressed_ago_ms: int | None


class PressedOften(PressedAgain, frozen=True, kw_only=True, tag="pressed-often-1"):
    """Presses of one contact that come faster than they are kept one by one, and change nothing: `source` is of the newest.

    `presses` and `holds` are the incident's own with these: one entry says all that the entries of the same before it say.
    """

    presses: int
    holds: int


class ReopenedByPress(PressedAgain, frozen=True, kw_only=True, tag="reopened-by-press-1"):
    """A press of a chattering device soon after its incident was stood down: that one is open again, and rings as a new one would."""


class CallShown(IncidentEvent, frozen=True, kw_only=True, tag="call-shown-1"):
    """A desk reported the call painted and sounding there."""

    desk: DeskId


class StepTaken(IncidentEvent, frozen=True, kw_only=True, tag="step-taken-1"):
    """A step of the ladder was taken; `told` names the desks, sounders and people it reached."""

    step: int
    told: tuple[str, ...]


class StepSkipped(IncidentEvent, frozen=True, kw_only=True, tag="step-skipped-1"):
    """A step reached nobody and was passed over at once."""

    step: int


class LadderExhausted(IncidentEvent, frozen=True, kw_only=True, tag="ladder-exhausted-1"):
    """Every step was taken and nobody answered; the call goes on sounding. While nobody has it the button says *not delivered*."""


class CallAcknowledged(IncidentEvent, frozen=True, kw_only=True, tag="call-acknowledged-1"):
    """A person took notice: of a new call, of a repeated press, or of something overdue."""

    by: Actor


class AcknowledgementExpired(IncidentEvent, frozen=True, kw_only=True, tag="acknowledgement-expired-1"):
    """Acknowledged but nobody was sent in time: the call is *called* again."""


class HelpDispatched(IncidentEvent, frozen=True, kw_only=True, tag="help-dispatched-1"):
    """Someone was sent, by role, and by name where known."""

    by: Actor
    role: Role
    person: PersonId | None = None


class HelpConfirmed(IncidentEvent, frozen=True, kw_only=True, tag="help-confirmed-1"):
    """A named responder said they are going: only now may the lamp say *on the way*."""

    by: Actor
    responder: str
    answer: Answer


class HelpArrived(IncidentEvent, frozen=True, kw_only=True, tag="help-arrived-1"):
    """A responder is on scene."""

    by: Actor
    responder: str


class OneConfirmed(HelpConfirmed, frozen=True, kw_only=True, tag="one-confirmed-1"):
    """The same where it has to be said who of those sent: `which` counts from 0 as they were sent, None is nobody of them.

    `HelpConfirmed` alone is of the one sent last.
    """

    which: int | None


class OneArrived(HelpArrived, frozen=True, kw_only=True, tag="one-arrived-1"):
    """The same of an arrival."""

    which: int | None


class ResponseOverdue(IncidentEvent, frozen=True, kw_only=True, tag="response-overdue-1"):
    """What was due did not happen: it rings again and the next step is taken."""

    awaited: Awaited


class AllRightConfirmed(IncidentEvent, frozen=True, kw_only=True, tag="all-right-confirmed-1"):
    """Asked on scene, and answered: still all right."""

    by: Actor


class CallUpgraded(IncidentEvent, frozen=True, kw_only=True, tag="call-upgraded-1"):
    """A person judged it more urgent than it was called."""

    by: Actor
    kind: Kind


class CallMadeReal(IncidentEvent, frozen=True, kw_only=True, tag="call-made-real-1"):
    """A person said that this call of practice is real. It begins anew: nobody has it, and nobody is sent. `kind` is its kind just then."""

    by: Actor
    kind: Kind


class CallHandedOff(IncidentEvent, frozen=True, kw_only=True, tag="call-handed-off-1"):
    """Another desk has the call now."""

    by: Actor
    to: DeskId


class NoteAdded(IncidentEvent, frozen=True, kw_only=True, tag="note-added-1"):
    """Words of the desk, in the order they were said."""

    by: Actor
    text: str


class StoodDown(IncidentEvent, frozen=True, kw_only=True, tag="stood-down-1"):
    """A person ended the response. `saw_room` is who saw the room with their own eyes, empty when nobody did."""

    by: Actor | None
    outcome: Outcome
    saw_room: str


class CoverAssigned(IncidentEvent, frozen=True, kw_only=True, tag="cover-assigned-1"):
    """Somebody goes to a tap-out and has said so: `cover`, by name, by role or as it was typed. Says nothing of who asked."""

    by: Actor
    cover: str
    role: Role | None = None
    person: PersonId | None = None


class CallDowngraded(IncidentEvent, frozen=True, kw_only=True, tag="call-downgraded-1"):
    """A person, with somebody on scene, judged it less urgent than it was called. It stays open with its deadlines."""

    by: Actor
    kind: Kind


class ActUndone(IncidentEvent, frozen=True, kw_only=True, tag="act-undone-1"):
    """A desk took back what it had just done: the incident is as it was before. Both stay in the record."""

    by: Actor
    undone: DeskAct


class WhoActedNamed(IncidentEvent, frozen=True, kw_only=True, tag="who-acted-named-1"):
    """The unlisted person who acted at the desk `by` gave a name, as it was typed."""

    by: Actor
    name: str


class PanelAsked(IncidentEvent, frozen=True, kw_only=True, tag="panel-asked-1"):
    """A person had the call handed over to the district's alarm panel. Its contacts are closed after this, once."""

    by: Actor


class PanelPulsed(IncidentEvent, frozen=True, kw_only=True, tag="panel-pulsed-1"):
    """The panel's contacts were closed and told to open again. Whether anybody was told is not known here."""


class PanelFailed(IncidentEvent, frozen=True, kw_only=True, tag="panel-failed-1", omit_defaults=True):
    """They were not; or nobody can say that they were, and `may_have_closed` says so."""

    why: str
    may_have_closed: bool = False


class RecordOpened(IncidentEvent, frozen=True, kw_only=True, tag="record-opened-1"):
    """An incident that rang nowhere: known by radio, phone or word of mouth, or reported later. It has a number as a call has, and
    is on no board. `occurred_ms` since the Unix epoch, None where nobody knows. `attempt` names the asking: sent again by the same
    name from the same desk, because no answer came, it begins no second record.
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


class EpochStarted(HouseEvent, frozen=True, kw_only=True, tag="epoch-started-1"):
    """One run of one writer began. Signed by the device key over every other field (appliance/logbook/README.md, "A start").

    `parent` is (epoch, number, digest) of the entry this one follows, hex, None for the first ever. `clock` is "trusted" or
    "untrusted". `calls_so_far` continues the numbers people say.
    """

    epoch: str
    epoch_rank: int
    device_key: str
    parent: tuple[str, int, str] | None
    reason: str
    plan_digest: str
    recipients_version: int
    clock: str
    calls_so_far: int
    signature: str = ""


class PlanAdopted(HouseEvent, frozen=True, kw_only=True, tag="plan-adopted-1"):
    """A checked plan became the truth. `document` is its canonical bytes, `digest` their SHA-256 in hex."""

    by: str
    digest: str
    document: bytes


class TroubleRaised(HouseEvent, frozen=True, kw_only=True, tag="trouble-raised-1"):
    """A fault of the system, in words that say what to do."""

    cause: Cause
    detail: str


class TroubleRestored(HouseEvent, frozen=True, kw_only=True, tag="trouble-restored-1", omit_defaults=True):
    """The fault is over; `by` is who said so, where only people can know it. One that ends by itself is written as it ever was."""

    cause: Cause
    by: Actor | None = None


class TroubleShelved(HouseEvent, frozen=True, kw_only=True, tag="trouble-shelved-1"):
    """A person put an open trouble aside for at most `ends_after_s`."""

    by: Actor
    cause: Cause
    ends_after_s: int
    reason: str


class TroubleUnshelved(HouseEvent, frozen=True, kw_only=True, tag="trouble-unshelved-1"):
    """The trouble is listed among the others again; `by` None when its time was up."""

    by: Actor | None
    cause: Cause


class DayChecked(HouseEvent, frozen=True, kw_only=True, tag="day-checked-1"):
    """A person looked whether the building can be called for help today, and signed it with what was not well just then.

    `by` names a person who had proved who they are; else `name` is what was typed.
    """

    by: Actor
    name: str
    not_well: NotWell


class OperatorSignedIn(HouseEvent, frozen=True, kw_only=True, tag="operator-signed-in-1"):
    """Who is at a desk from now on."""

    desk: DeskId
    person: PersonId


class OperatorSignedOut(HouseEvent, frozen=True, kw_only=True, tag="operator-signed-out-1"):
    """Nobody by name is at the desk."""

    desk: DeskId


class DrillStarted(HouseEvent, frozen=True, kw_only=True, tag="drill-started-1"):
    """Practice began in named rooms and ends by itself after `ends_after_s`."""

    by: Actor
    drill: DrillId
    name: str
    rooms: tuple[RoomId, ...]
    ends_after_s: int


class DrillEnded(HouseEvent, frozen=True, kw_only=True, tag="drill-ended-1"):
    """Practice is over; `by` None when it ended by itself."""

    by: Actor | None
    drill: DrillId


class DrillMadeReal(DrillEnded, frozen=True, kw_only=True, tag="drill-made-real-1"):
    """A person said that it is no practice: the calls that were open in it are real, and it is over."""


class DrillMeasured(HouseEvent, frozen=True, kw_only=True, tag="drill-measured-1"):
    """What a drill that has just ended took, call by call as far as they are listed (`calls_made` in all).

    `interrupted`: the box restarted during it, and only what came after that is measured.
    """

    drill: DrillId
    name: str
    calls: tuple[PracticeCall, ...]
    calls_made: int
    interrupted: bool


class DrillPlanned(HouseEvent, frozen=True, kw_only=True, tag="drill-planned-1"):
    """Somebody means to practise in these rooms at `at_ms` (since the Unix epoch). It never starts by itself."""

    by: Actor
    plan: DrillPlanId
    name: str
    rooms: tuple[RoomId, ...]
    at_ms: int


class DrillPlanOver(HouseEvent, frozen=True, kw_only=True, tag="drill-plan-over-1"):
    """A planned drill was started as `started`, or (None) dropped."""

    by: Actor
    plan: DrillPlanId
    started: DrillId | None


class WalkTestArmed(HouseEvent, frozen=True, kw_only=True, tag="walk-test-armed-1"):
    """The next press of this one button, within two minutes, is a test."""

    by: Actor
    button: ButtonId


class WalkTestPassed(HouseEvent, frozen=True, kw_only=True, tag="walk-test-passed-1"):
    """The expected press came."""

    button: ButtonId
    source: Source


class PressAttested(HouseEvent, frozen=True, kw_only=True, tag="press-attested-1"):
    """The expected press came from a button that cannot say when it was pressed, and rang as `incident`. Who stood the test said
    that it was made just then, for the test; that call is over.
    """

    by: Actor
    button: ButtonId
    incident: IncidentId


class WalkTestEnded(HouseEvent, frozen=True, kw_only=True, tag="walk-test-ended-1"):
    """Nobody pressed in time, or a person ended it."""

    button: ButtonId


class ButtonOutOfService(HouseEvent, frozen=True, kw_only=True, tag="button-out-of-service-1"):
    """Two people took a button out of service for at most `ends_after_s`. It still rings when pressed."""

    by: Actor
    button: ButtonId
    people: tuple[PersonId, ...]
    ends_after_s: int
    reason: str


class ButtonBackInService(HouseEvent, frozen=True, kw_only=True, tag="button-back-in-service-1"):
    """The button may be relied on again; `by` None when its time was up, or the plan no longer has it."""

    by: Actor | None
    button: ButtonId


class ResponseStarted(HouseEvent, frozen=True, kw_only=True, tag="response-started-1"):
    """The building does this from now on, in place of any response before it. `drill` marks practice."""

    by: Actor
    response: BuildingResponse
    detail: str
    drill: DrillId | None = None


class ResponseEnded(HouseEvent, frozen=True, kw_only=True, tag="response-ended-1"):
    """The building is back to normal; `by` None when practice ended with its drill."""

    by: Actor | None
    response: BuildingResponse
    drill: DrillId | None = None


class CheckInStarted(HouseEvent, frozen=True, kw_only=True, tag="check-in-started-1"):
    """These rooms are asked how they are, and none has answered. `drill` marks practice."""

    by: Actor
    check_in: CheckInId
    rooms: tuple[RoomId, ...]
    drill: DrillId | None = None


class RoomMarked(HouseEvent, frozen=True, kw_only=True, tag="room-marked-1"):
    """A desk noted what a room answered; *no answer* takes back what was noted by mistake."""

    by: Actor
    check_in: CheckInId
    room: RoomId
    answer: RoomAnswer


class SafePressed(HouseEvent, frozen=True, kw_only=True, tag="safe-pressed-1"):
    """A contact *safe* was pressed. `check_in` names the one it answered; None where it meant nothing (`check_in.press_safe`).

    Recorded in either case, since its receipt may only be given for what is on disk (promise 2), and without one the button
    would say it again for ever.
    """

    room: RoomId
    source: Source
    pressed_ago_ms: int | None
    check_in: CheckInId | None = None


class CheckInEnded(HouseEvent, frozen=True, kw_only=True, tag="check-in-ended-1"):
    """Nobody is asked any more, and this is what every room had answered. `by` None when practice ended with its drill."""

    by: Actor | None
    check_in: CheckInId
    no_answer: tuple[RoomId, ...]
    needs_help: tuple[RoomId, ...]
    safe: tuple[RoomId, ...]
    drill: DrillId | None = None


class ButtonsTakenOver(HouseEvent, frozen=True, kw_only=True, tag="buttons-taken-over-1"):
    """A person had this box go above the rank that most of `reports` buttons had heard, to `rank`: they obey it from now on."""

    by: Actor
    rank: int
    reports: int


class PersonProved(HouseEvent, frozen=True, kw_only=True, tag="person-proved-1"):
    """Who sits at a desk proved it with their PIN, and reads there from then on what their roles may read."""

    by: Actor


class RecordRead(HouseEvent, frozen=True, kw_only=True, tag="record-read-1"):
    """Somebody who proved who they are read the record with names: of one call, or (None) beyond one. Views are entries too.

    In the house stream: reading about an incident must not change the incident's own.
    """

    by: Actor
    incident: IncidentId | None = None
    call: int | None = None


class PinSet(HouseEvent, frozen=True, kw_only=True, tag="pin-set-1"):
    """A person has a PIN from now on. `by` names no person where an administrator of the box set it."""

    by: Actor
    person: PersonId


class PinTaken(HouseEvent, frozen=True, kw_only=True, tag="pin-taken-1"):
    """A person of the plan has no PIN any more: somebody who keeps the box took it away."""

    by: Actor
    person: PersonId


class OfficeTrusted(HouseEvent, frozen=True, kw_only=True, tag="office-trusted-1"):
    """The district's safety office whose root key has this SHA-256 is believed from now on, in place of any before it."""

    by: str
    root: bytes


class NoticeTaken(HouseEvent, frozen=True, kw_only=True, tag="notice-taken-1"):
    """A verified notice of the safety office (`appliance.envelope.statements`), whole, with the root key and its signature.

    `about` is the number of its type."""

    about: int
    version: int
    statement: bytes
    key: bytes
    signature: bytes


class ReceiptTaken(HouseEvent, frozen=True, kw_only=True, tag="countersigned-1"):
    """The district countersigned the record up to entry `number`.

    `received_ms` since the Unix epoch, by the district's clock. Not every receipt is an entry (`appliance.district.receipts`).
    """

    number: int
    received_ms: int
    statement: bytes
    key: bytes
    signature: bytes


class StreamOpened(HouseEvent, frozen=True, kw_only=True, tag="opened-1"):
    """The safety office opened and checked a stream up to its entry `number`. That alone forgets nothing yet."""

    stream: bytes
    number: int
    statement: bytes
    key: bytes
    signature: bytes


class TailBroughtBack(HouseEvent, frozen=True, kw_only=True, tag="tail-brought-back-1"):
    """Entries `first` to `last` of this box, which its own record lost, were brought back from the district and are kept beside it.

    They hang on this record, and on the entry the district signed for. `readable` of them open with a key that is still here.
    """

    first: int
    last: int
    readable: int


class BeyondBroughtBack(HouseEvent, frozen=True, kw_only=True, tag="beyond-brought-back-1"):
    """The same of the box that this one replaced: what `former_box` had deposited beyond the copy that this one began with."""

    former_box: bytes
    first: int
    last: int
    readable: int


class CopyTargetChanged(HouseEvent, frozen=True, kw_only=True, tag="copy-target-1"):
    """The copy of this record lies elsewhere from now on, by the replica's word; nowhere, where `kind` is empty."""

    kind: str
    where: str


class CopyDrilled(HouseEvent, frozen=True, kw_only=True, tag="copy-drilled-1"):
    """The copy was restored for trial up to entry `up_to`, whose `digest` was compared with this record; what was wrong is in `says`."""

    up_to: int
    digest: bytes
    ok: bool
    says: str
    took_ms: int


class CopyOverwritten(HouseEvent, frozen=True, kw_only=True, tag="copy-overwritten-1"):
    """By the replica's word the copy there has no key any more that a certificate up to entry `up_to` names. `survives`: places nobody
    could reach, where an older copy may have them still.
    """

    up_to: int
    kind: str
    where: str
    survives: tuple[str, ...] = ()


class RecoveryKeySet(HouseEvent, frozen=True, kw_only=True, tag="recovery-key-1"):
    """What a new box needs is sealed for the recovery phrase with this public half from now on, in place of any before it."""

    by: str
    public: bytes


class RecoveryChecked(HouseEvent, frozen=True, kw_only=True, tag="recovery-checked-1"):
    """Somebody typed the recovery phrase, and it was the one, or it was not."""

    by: str
    right: bool


class SuccessionKeyNamed(HouseEvent, frozen=True, kw_only=True, tag="succession-key-1"):
    """Whoever has the private half of this key, which lies in the recovery bundle alone, names the box that follows this one."""

    public: bytes


class BoxReplaced(HouseEvent, frozen=True, kw_only=True, tag="box-replaced-1"):
    """This box goes on in place of `former_box`, whose record it has up to entry `number` of that `digest`, written in `epoch`.

    `copy_ms`: how old what it began with was, by the wall clock, since the Unix epoch. `used_before`: another new box began with the same
    copy. `statement`, `key` and `signature`: the succession, signed with the key that the former box named; empty where there was none.
    """

    former_box: bytes
    former_device_key: bytes
    epoch: bytes
    number: int
    digest: bytes
    copy_ms: int
    way: RestoredBy
    used_before: bool
    statement: bytes = b""
    key: bytes = b""
    signature: bytes = b""


type PanelEvent = PanelAsked | PanelPulsed | PanelFailed
"""That a call was handed over to the district's alarm panel, and how that went."""

type PersonEvent = PersonProved | RecordRead | PinSet | PinTaken
"""Who proved who they are, and what they read then."""

type DistrictEvent = OfficeTrusted | NoticeTaken | ReceiptTaken | StreamOpened | TailBroughtBack | BeyondBroughtBack
"""What the district and its safety office said, verified."""

type RecoveryEvent = (
    CopyTargetChanged
    | CopyDrilled
    | CopyOverwritten
    | RecoveryKeySet
    | RecoveryChecked
    | SuccessionKeyNamed
    | BoxReplaced
)
"""Where the copy of the record lies, who could open what a new box needs, and which box this one replaced."""

type DrillEvent = DrillStarted | DrillEnded | DrillMadeReal | DrillMeasured | DrillPlanned | DrillPlanOver
"""What is practised, was, and is meant to be."""

type ResponseEvent = ResponseStarted | ResponseEnded
"""What the whole building does."""

type CheckInEvent = CheckInStarted | RoomMarked | SafePressed | CheckInEnded
"""What rooms are asked and answer."""

type Event = (
    CallRaised
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
    | ResponseOverdue
    | AllRightConfirmed
    | CallUpgraded
    | CallMadeReal
    | CallHandedOff
    | NoteAdded
    | StoodDown
    | CoverAssigned
    | CallDowngraded
    | ActUndone
    | WhoActedNamed
    | RecordOpened
    | EpochStarted
    | PlanAdopted
    | TroubleRaised
    | TroubleRestored
    | TroubleShelved
    | TroubleUnshelved
    | DayChecked
    | OperatorSignedIn
    | OperatorSignedOut
    | DrillEvent
    | WalkTestArmed
    | WalkTestPassed
    | PressAttested
    | WalkTestEnded
    | ButtonOutOfService
    | ButtonBackInService
    | ButtonsTakenOver
    | PersonEvent
    | ResponseEvent
    | CheckInEvent
    | DistrictEvent
    | RecoveryEvent
    | CallRaisedElsewhere
    | PanelEvent
)
