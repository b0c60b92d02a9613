"""What someone, or the building itself, asks for: orders, imperative, one class each. Pure values.

Who asks is not in the command: the door that let it in says so beside it, from the session, so that a desk can never act in
another desk's name.
"""

import msgspec

from appliance.core.events import (
    BeyondBroughtBack,
    NoticeTaken,
    ReceiptTaken,
    RecoveryEvent,
    StreamOpened,
    TailBroughtBack,
)
from appliance.core.place import Place
from appliance.core.words import Answer, BuildingResponse, Cause, KnownBy, Outcome, RoomAnswer, Source
from appliance.plan.ids import ButtonId, CheckInId, DeskId, DrillId, DrillPlanId, IncidentId, PersonId, RoomId, ZoneId
from appliance.plan.model import Kind, Plan, Role


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """Base of every command."""


class RaiseCall(Command, frozen=True, kw_only=True, tag="raise-call"):
    """A press, already placed: raises an incident or joins the open one of its place. A counter already recorded is a repeat.

    `pressed_ago_ms` None: nobody knows when it was pressed, so that it is real (promise 9). Only who knows says 0.
    """

    place: Place
    kind: Kind
    source: Source
    pressed_ago_ms: int | None = None
    folded: int = 0
    """How many presses this stands for, `source` being of the newest, where they are not kept one by one."""


class RaiseCallFromDesk(Command, frozen=True, kw_only=True, tag="raise-call-from-desk"):
    """Somebody phoned, came or radioed: the desk raises the call for them. Where help is needed is either `room` or `place`."""

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


class ReportShown(Command, frozen=True, kw_only=True, tag="report-shown"):
    """A desk has painted this call and it sounds there."""

    incident: IncidentId


class Acknowledge(Command, frozen=True, kw_only=True, tag="acknowledge"):
    """I have it: silences what rings of this incident."""

    incident: IncidentId


class Dispatch(Command, frozen=True, kw_only=True, tag="dispatch"):
    """Send help. Dispatching also acknowledges, since sending someone is more than taking notice.

    `beside` is the other role of a co-responder pair: both go in one act, and one undo takes both back.
    """

    incident: IncidentId
    role: Role
    person: PersonId | None = None
    beside: Role | None = None


class Confirm(Command, frozen=True, kw_only=True, tag="confirm"):
    """A named responder is going."""

    incident: IncidentId
    responder: str
    answer: Answer


class Arrive(Command, frozen=True, kw_only=True, tag="arrive"):
    """A responder is there."""

    incident: IncidentId
    responder: str


class ConfirmAllRight(Command, frozen=True, kw_only=True, tag="confirm-all-right"):
    """Asked: still all right."""

    incident: IncidentId


class Upgrade(Command, frozen=True, kw_only=True, tag="upgrade"):
    """It is more urgent than it was called."""

    incident: IncidentId
    kind: Kind


class HandOff(Command, frozen=True, kw_only=True, tag="hand-off"):
    """Another desk takes it from here; rings there until acknowledged."""

    incident: IncidentId
    to: DeskId


class AddNote(Command, frozen=True, kw_only=True, tag="add-note"):
    """Write something down."""

    incident: IncidentId
    text: str


class StandDown(Command, frozen=True, kw_only=True, tag="stand-down"):
    """End the response, with an outcome and who saw the room."""

    incident: IncidentId
    outcome: Outcome
    saw_room: str


class AssignCover(Command, frozen=True, kw_only=True, tag="assign-cover"):
    """Cover is on its way to a tap-out, on the word of whoever goes: a person, anybody of a role, or `cover` as it is typed."""

    incident: IncidentId
    role: Role | None = None
    person: PersonId | None = None
    cover: str = ""


class Downgrade(Command, frozen=True, kw_only=True, tag="downgrade"):
    """Somebody who saw the room says that it is less urgent than it was called."""

    incident: IncidentId
    kind: Kind


class Undo(Command, frozen=True, kw_only=True, tag="undo"):
    """That was a slip: take back what this desk did last in this incident."""

    incident: IncidentId


class NameWhoActed(Command, frozen=True, kw_only=True, tag="name-who-acted"):
    """The name of the unlisted person who acted at this desk."""

    incident: IncidentId
    name: str


class SignIn(Command, frozen=True, kw_only=True, tag="sign-in"):
    """This person is at this desk now."""

    person: PersonId


class SignOut(Command, frozen=True, kw_only=True, tag="sign-out"):
    """Nobody by name is at this desk."""


class StartDrill(Command, frozen=True, kw_only=True, tag="start-drill"):
    """Practise in these rooms, for at most `ends_after_s`."""

    name: str
    rooms: tuple[RoomId, ...]
    ends_after_s: int | None = None


class EndDrill(Command, frozen=True, kw_only=True, tag="end-drill"):
    """Practice is over."""

    drill: DrillId


class MakeReal(Command, frozen=True, kw_only=True, tag="make-real"):
    """This call of practice is real. Whatever was answered in it was practice, so that it rings and waits as a new call does."""

    incident: IncidentId


class MakeDrillReal(Command, frozen=True, kw_only=True, tag="make-drill-real"):
    """It is no practice: every call of the drill is real, and the drill is over. Starts no response of the building."""

    drill: DrillId


class PlanDrill(Command, frozen=True, kw_only=True, tag="plan-drill"):
    """Write down that these rooms, and those of these zones, are meant to practise at `at_ms` (since the Unix epoch)."""

    name: str
    rooms: tuple[RoomId, ...]
    at_ms: int
    zones: tuple[ZoneId, ...] = ()


class StartPlannedDrill(Command, frozen=True, kw_only=True, tag="start-planned-drill"):
    """Practise now what was planned."""

    plan: DrillPlanId


class DropDrillPlan(Command, frozen=True, kw_only=True, tag="drop-drill-plan"):
    """It will not be practised."""

    plan: DrillPlanId


class ArmWalkTest(Command, frozen=True, kw_only=True, tag="arm-walk-test"):
    """The next press of this button is a test."""

    button: ButtonId


class AttestTestPress(Command, frozen=True, kw_only=True, tag="attest-test-press"):
    """It was pressed just now: the press that rang as this call is the one that this desk's walk test waits for. Ends both."""

    incident: IncidentId


class EndWalkTest(Command, frozen=True, kw_only=True, tag="end-walk-test"):
    """Do not wait any longer."""

    button: ButtonId


class TakeOutOfService(Command, frozen=True, kw_only=True, tag="take-out-of-service"):
    """Two different people, each by id or by name as the plan has them, say that nobody may rely on this button for a while."""

    button: ButtonId
    people: tuple[str, str]
    ends_after_s: int
    reason: str


class PutBackInService(Command, frozen=True, kw_only=True, tag="put-back-in-service"):
    """The button may be relied on again."""

    button: ButtonId


class ShelveTrouble(Command, frozen=True, kw_only=True, tag="shelve-trouble"):
    """A person knows of this trouble and puts it aside for a while."""

    cause: Cause
    ends_after_s: int
    reason: str


class UnshelveTrouble(Command, frozen=True, kw_only=True, tag="unshelve-trouble"):
    """The trouble is listed among the others again."""

    cause: Cause


class ClearTrouble(Command, frozen=True, kw_only=True, tag="clear-trouble"):
    """A person says that this trouble is over, which nothing else can know: every room was asked."""

    cause: Cause


class SayNoCopy(Command, frozen=True, kw_only=True, tag="say-no-copy"):
    """This new box replaces one of which there is no copy: calls may have been open there."""


class SignDay(Command, frozen=True, kw_only=True, tag="sign-day"):
    """I looked whether the building can be called for help today. `name` is typed by whoever has not proved who they are."""

    name: str = ""


class StartResponse(Command, frozen=True, kw_only=True, tag="start-response"):
    """The building does this from now on, in place of any other response. Only a person asks for it, never a press (promise 4).

    `detail` is what the words of the response leave open: where to evacuate, what to shelter from. `practice` is part of the
    running drill; a real one ends the drill. `check_in` asks every room at once how it is.
    """

    response: BuildingResponse
    detail: str = ""
    practice: bool = False
    check_in: bool = False


class EndResponse(Command, frozen=True, kw_only=True, tag="end-response"):
    """The building is back to normal. Names the response, and says whether it was practice: nobody ends one they have not seen."""

    response: BuildingResponse
    practice: bool = False


class StartCheckIn(Command, frozen=True, kw_only=True, tag="start-check-in"):
    """Ask every room how it is, or the rooms of these zones. `practice` asks the rooms of the running drill; a real one ends it."""

    zones: tuple[ZoneId, ...] = ()
    practice: bool = False


class MarkRoom(Command, frozen=True, kw_only=True, tag="mark-room"):
    """A room answered, by phone, radio or somebody's eyes. `call` raises a call for it in the same act, where help is needed."""

    check_in: CheckInId
    room: RoomId
    answer: RoomAnswer
    call: Kind | None = None


class EndCheckIn(Command, frozen=True, kw_only=True, tag="end-check-in"):
    """Nobody is asked any more, whatever is still silent."""

    check_in: CheckInId


class PressSafe(Command, frozen=True, kw_only=True, tag="press-safe"):
    """A press of a contact *safe*, already placed. It answers a room check-in and can never be a call (promise 4)."""

    room: RoomId
    source: Source
    pressed_ago_ms: int | None = None


class NoteProof(Command, frozen=True, kw_only=True, tag="note-proof"):
    """The person proved with their PIN that they are at the desk that asks; they are its operator from then on.

    `sits` False: by a command beside the desk, which only asks. In whose name the desk acts is not theirs to change.
    """

    person: PersonId
    sits: bool = True


class NoteReading(Command, frozen=True, kw_only=True, tag="note-reading"):
    """Whoever asks is about to be shown the record with names: of one call, or beyond one."""

    incident: IncidentId | None = None
    call: int | None = None


class NotePin(Command, frozen=True, kw_only=True, tag="note-pin"):
    """The person has a new PIN."""

    person: PersonId


class TrustOffice(Command, frozen=True, kw_only=True, tag="trust-office"):
    """Believe the safety office whose root key has this SHA-256. `by` says who decided that: the seed, or an administrator."""

    by: str
    root: bytes


class TakeNotice(Command, frozen=True, kw_only=True, tag="take-notice"):
    """A notice of the safety office, verified."""

    notice: NoticeTaken


class NoteReceipt(Command, frozen=True, kw_only=True, tag="note-receipt"):
    """A receipt of the district, verified and worth an entry."""

    receipt: ReceiptTaken


class NoteOpened(Command, frozen=True, kw_only=True, tag="note-opened"):
    """The safety office's word that it opened a stream, verified."""

    opened: StreamOpened


class NoteTail(Command, frozen=True, kw_only=True, tag="note-tail"):
    """What this record lost was brought back from the district, and hangs together."""

    brought_back: TailBroughtBack | BeyondBroughtBack


class NoteRecovery(Command, frozen=True, kw_only=True, tag="note-recovery"):
    """About the copy of the record, or about what would open it; what is known already is no news."""

    fact: RecoveryEvent


class HandOver(Command, frozen=True, kw_only=True, tag="hand-over"):
    """Close the contacts of the district's own alarm panel for a moment. `typed` is the word that a person had to type."""

    incident: IncidentId
    typed: str


class ReportPulse(Command, frozen=True, kw_only=True, tag="report-pulse"):
    """What became of it: `why` is empty where both contacts were closed as asked. Else nothing went out, or `may_have_closed`."""

    incident: IncidentId
    why: str = ""
    may_have_closed: bool = False


class BeginRecord(Command, frozen=True, kw_only=True, tag="begin-record"):
    """Begin the record of an incident that nobody pressed for. Rings nowhere. The desk line says who may."""

    room: RoomId
    kind: Kind
    known_by: KnownBy
    occurred_ms: int | None
    attempt: str = ""


class NotePinTaken(Command, frozen=True, kw_only=True, tag="note-pin-taken"):
    """The person has no PIN any more."""

    person: PersonId


class TakeOverButtons(Command, frozen=True, kw_only=True, tag="take-over-buttons"):
    """Go to `rank`, which is above what most of `reports` buttons have heard (`appliance.core.rank`)."""

    rank: int
    reports: int


class AdoptPlan(Command, frozen=True, kw_only=True, tag="adopt-plan"):
    """Make this checked plan the truth. `document` is its canonical bytes (`appliance.plan.document`)."""

    document: bytes
    digest: str
    plan: Plan
    adopted_by: str = "administrator"


class ReportTrouble(Command, frozen=True, kw_only=True, tag="report-trouble"):
    """Something is wrong; a cause already open is no news."""

    cause: Cause
    detail: str


class ReportRestored(Command, frozen=True, kw_only=True, tag="report-restored"):
    """Something is right again; a cause not open is no news."""

    cause: Cause


class Look(Command, frozen=True, kw_only=True, tag="look"):
    """Time has passed: do what is overdue. `only`: in these incidents and nowhere else; with none of them, in what belongs to none."""

    only: tuple[IncidentId, ...] | None = None


type DeskCommand = (
    RaiseCallFromDesk
    | ReportShown
    | Acknowledge
    | Dispatch
    | Confirm
    | Arrive
    | ConfirmAllRight
    | Upgrade
    | HandOff
    | AddNote
    | StandDown
    | AssignCover
    | Downgrade
    | Undo
    | NameWhoActed
    | SignIn
    | SignOut
    | StartDrill
    | EndDrill
    | MakeReal
    | MakeDrillReal
    | PlanDrill
    | StartPlannedDrill
    | DropDrillPlan
    | ArmWalkTest
    | AttestTestPress
    | EndWalkTest
    | TakeOutOfService
    | PutBackInService
    | ShelveTrouble
    | UnshelveTrouble
    | ClearTrouble
    | SayNoCopy
    | SignDay
    | StartResponse
    | EndResponse
    | StartCheckIn
    | MarkRoom
    | EndCheckIn
    | HandOver
)
"""What a desk may ask for. Everything else comes from inside the house only."""

type Note = NoteProof | NoteReading | NotePin | NotePinTaken
"""What the desk line notes about people who prove who they are."""

type OfDistrict = TrustOffice | TakeNotice | NoteReceipt | NoteOpened | NoteTail
"""What `appliance.district` has verified."""

type AnyCommand = (
    DeskCommand
    | BeginRecord
    | RaiseCall
    | PressSafe
    | TakeOverButtons
    | AdoptPlan
    | ReportTrouble
    | ReportRestored
    | Look
    | Note
    | OfDistrict
    | NoteRecovery
    | ReportPulse
)
