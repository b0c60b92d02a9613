"""One plain sentence per event, as an office reads it in a timeline. Pure; speaks of rooms, never of who called."""

from typing import assert_never

from appliance.core.building_transcript import check_in_line, response_line
from appliance.core.day_check_transcript import day_check_line
from appliance.core.district_transcript import district_line
from appliance.core.drill_transcript import drill_line
from appliance.core.events import (
    AcknowledgementExpired,
    ActUndone,
    AllRightConfirmed,
    BeyondBroughtBack,
    BoxReplaced,
    ButtonBackInService,
    ButtonOutOfService,
    ButtonsTakenOver,
    CallAcknowledged,
    CallDowngraded,
    CallHandedOff,
    CallMadeReal,
    CallRaised,
    CallRaisedElsewhere,
    CallShown,
    CallUpgraded,
    CheckInEnded,
    CheckInStarted,
    CopyDrilled,
    CopyOverwritten,
    CopyTargetChanged,
    CoverAssigned,
    DayChecked,
    DistrictEvent,
    DrillEnded,
    DrillMeasured,
    DrillPlanned,
    DrillPlanOver,
    DrillStarted,
    EpochStarted,
    Event,
    HelpArrived,
    HelpConfirmed,
    HelpDispatched,
    HouseEvent,
    IncidentEvent,
    LadderExhausted,
    NoteAdded,
    NoticeTaken,
    OfficeTrusted,
    OperatorSignedIn,
    OperatorSignedOut,
    PanelAsked,
    PanelEvent,
    PanelFailed,
    PanelPulsed,
    PersonProved,
    PinSet,
    PinTaken,
    PlanAdopted,
    PressAttested,
    PressedAgain,
    PressedOften,
    ReceiptTaken,
    RecordOpened,
    RecordRead,
    RecoveryChecked,
    RecoveryEvent,
    RecoveryKeySet,
    ReopenedByPress,
    ResponseEnded,
    ResponseOverdue,
    ResponseStarted,
    RoomMarked,
    SafePressed,
    StepSkipped,
    StepTaken,
    StoodDown,
    StreamOpened,
    SuccessionKeyNamed,
    TailBroughtBack,
    TroubleRaised,
    TroubleRestored,
    TroubleShelved,
    TroubleUnshelved,
    WalkTestArmed,
    WalkTestEnded,
    WalkTestPassed,
    WhoActedNamed,
)
from appliance.core.hand_over_transcript import hand_over_line
from appliance.core.names import Names
from appliance.core.people_transcript import person_line
from appliance.core.recovery_transcript import recovery_line
from appliance.core.words import Answer, Awaited, Cause, DeskAct, Door, KnownBy, Outcome, Source, cause_words
from appliance.plan.ids import PersonId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Kind, Role

_NONE_COUNTED = " A desk in the zone of the room does not count, though it shows the call."
"""Said of the rule and of no desk: which desks stood there is not in the entry, and today's plan may not be the one of then."""
_KINDS = {
    Kind.TAP_OUT: "tap-out",
    Kind.ASSIST: "assist call",
    Kind.MEDICAL: "medical call",
    Kind.EMERGENCY: "emergency call",
}
_ROLES = {
    Role.LEAD: "the team lead",
    Role.SECURITY: "security",
    Role.MENTAL_HEALTH: "mental health",
    Role.NURSE: "the nurse",
    Role.ADMINISTRATOR: "an administrator",
    Role.OFFICE: "the office",
    Role.TEACHER: "a teacher",
    Role.POINT_OF_CONTACT: "the point of contact",
    Role.HUMAN_RESOURCES: "human resources",
    Role.SPECIAL_EDUCATION: "special education",
    Role.SCHOOL_RESOURCE_OFFICER: "the school resource officer",
    Role.AUDITOR: "an auditor",
    Role.SYSTEM_ADMINISTRATOR: "a system administrator",
}
_DOORS = {
    Door.BUTTON: "pressed on the wall button",
    Door.WEBHOOK: "pressed on a pendant or app",
    Door.FIXED_URL: "sent by a device that cannot prove itself",
    Door.DESK: "raised at a desk",
    Door.RECEIVER: "pressed on a radio pendant or transmitter",
    Door.CONTACT: "pressed on a wired contact",
    Door.PANEL: "pressed on a button of the building's alarm panel",
}
_KNOWN_BY = {
    KnownBy.RADIO: "radio",
    KnownBy.PHONE: "phone",
    KnownBy.WORD_OF_MOUTH: "word of mouth",
    KnownBy.REPORTED_LATER: "a report made later",
    KnownBy.PAPER: "the paper form",
}
_ANSWERS = {Answer.OWN_REPLY: "own reply", Answer.BY_RADIO: "answered by radio"}
_AWAITED = {
    Awaited.CONFIRMATION: "Nobody has confirmed that they are going",
    Awaited.ARRIVAL: "Nobody has arrived yet",
    Awaited.ALL_RIGHT: "Nobody has asked lately whether all is right",
}
_OUTCOMES = {
    Outcome.ATTENDED: "attended",
    Outcome.NO_HELP_NEEDED: "no help needed",
    Outcome.TEST: "a test",
    Outcome.DRILL_ENDED: "the drill ended",
    Outcome.NOT_ATTENDED: "not attended",
    Outcome.COVERED: "covered, and the educator is back",
}


_UNDONE = {
    DeskAct.ACKNOWLEDGED: "the acknowledgement",
    DeskAct.DISPATCHED: "the sending of help",
    DeskAct.CONFIRMED: "the confirmation",
    DeskAct.ARRIVED: "the arrival",
    DeskAct.COVER_ASSIGNED: "the cover",
    DeskAct.UPGRADED: "the raising",
    DeskAct.DOWNGRADED: "the lowering",
    DeskAct.HANDED_OFF: "the handing off",
    DeskAct.STOOD_DOWN: "the stand-down; the call is open again",
}


def line(event: Event, index: PlanIndex) -> str:
    """The sentence, without time or call number: whoever shows it adds those. Names as in `index`, ids where it has none."""
    names = Names(index)
    match event:
        case (
            CallRaised()
            | CallRaisedElsewhere()
            | PressedAgain()
            | CallShown()
            | StepTaken()
            | StepSkipped()
            | LadderExhausted()
        ):
            return _call(event, names)
        case RecordOpened():
            how = f"known by {_KNOWN_BY[event.known_by]}, noted {names.actor(event.by)}"
            return f"Record opened for {names.place(event.place)}: {_KINDS[event.kind]}, {how}. It rang nowhere."
        case (
            CallUpgraded()
            | CallDowngraded()
            | CallMadeReal()
            | CallHandedOff()
            | NoteAdded()
            | WhoActedNamed()
            | ActUndone()
            | PanelAsked()
            | PanelPulsed()
            | PanelFailed()
        ):
            return _judged(event, names)
        case IncidentEvent():
            return _response(event, names)
        case (
            WalkTestArmed()
            | WalkTestPassed()
            | PressAttested()
            | WalkTestEnded()
            | ButtonOutOfService()
            | ButtonBackInService()
        ):
            return _button(event, names)
        case ResponseStarted() | ResponseEnded():
            return response_line(event, names)
        case CheckInStarted() | RoomMarked() | SafePressed() | CheckInEnded():
            return check_in_line(event, names)
        case PersonProved() | RecordRead() | PinSet() | PinTaken():
            return person_line(event, names)
        case DrillStarted() | DrillEnded() | DrillMeasured() | DrillPlanned() | DrillPlanOver():
            return drill_line(event, names)
        case (
            OfficeTrusted()
            | NoticeTaken()
            | ReceiptTaken()
            | StreamOpened()
            | TailBroughtBack()
            | BeyondBroughtBack()
            | CopyTargetChanged()
            | CopyDrilled()
            | CopyOverwritten()
            | RecoveryKeySet()
            | RecoveryChecked()
            | SuccessionKeyNamed()
            | BoxReplaced()
        ):
            return _outside(event)
        case HouseEvent():
            return _house(event, names)
        case _:
            assert_never(event)


def _outside(event: DistrictEvent | RecoveryEvent) -> str:
    """What lies outside this box: at the district, and where the copy is."""
    match event:
        case (
            OfficeTrusted() | NoticeTaken() | ReceiptTaken() | StreamOpened() | TailBroughtBack() | BeyondBroughtBack()
        ):
            return district_line(event)
        case _:
            return recovery_line(event)


def _call(
    event: CallRaised | CallRaisedElsewhere | PressedAgain | CallShown | StepTaken | StepSkipped | LadderExhausted,
    names: Names,
) -> str:
    match event:
        case CallRaised() | CallRaisedElsewhere():
            practice = "DRILL, " if event.drill is not None else ""
            how = _pressed(event.source, event.pressed_ago_ms, names)
            told = f"Told: {names.told(event.told)}.{'' if event.told else _NONE_COUNTED}"
            return f"{practice}{names.place(event.place)}: {_KINDS[event.kind]}, {how}. {told}"
        case PressedOften():
            how = _pressed(event.source, event.pressed_ago_ms, names)
            return f"Pressed again and again, {event.presses} times by now: {_KINDS[event.kind]}, {how}."
        case ReopenedByPress():
            how = _pressed(event.source, event.pressed_ago_ms, names)
            return f"Open again, the device chatters: {_KINDS[event.kind]}, {how}."
        case PressedAgain():
            again = "Held on" if event.source.held else "Pressed again"
            return f"{again}: {_KINDS[event.kind]}, {_pressed(event.source, event.pressed_ago_ms, names)}."
        case CallShown():
            return f"Shown and sounding at {names.desk(event.desk)}."
        case StepTaken():
            return f"Step {event.step + 1} of the ladder: told {names.told(event.told)}."
        case StepSkipped():
            return f"Step {event.step + 1} of the ladder reached nobody and was passed over."
        case LadderExhausted():
            return "Every step of the ladder was taken, and nobody answered. It goes on sounding."
        case _:
            assert_never(event)


def _response(
    event: CallAcknowledged
    | AcknowledgementExpired
    | HelpDispatched
    | HelpConfirmed
    | HelpArrived
    | CoverAssigned
    | ResponseOverdue
    | AllRightConfirmed
    | StoodDown,
    names: Names,
) -> str:
    match event:
        case CallAcknowledged():
            return f"Acknowledged {names.actor(event.by)}."
        case AcknowledgementExpired():
            return "Nobody was sent in time: it rings again."
        case HelpDispatched():
            who = _ROLES[event.role] if event.person is None else f"{names.person(event.person)} ({_ROLES[event.role]})"
            return f"Help sent {names.actor(event.by)}: {who}."
        case HelpConfirmed():
            return f"{event.responder} is on the way ({_ANSWERS[event.answer]}), noted {names.actor(event.by)}."
        case HelpArrived():
            return f"{event.responder} is on scene, noted {names.actor(event.by)}."
        case CoverAssigned():
            who = _ROLES[event.role] if event.role and not event.person else event.cover
            return f"Cover goes, noted {names.actor(event.by)}: {who}."
        case ResponseOverdue(awaited=Awaited.COVER):
            return "Nobody covers yet: it asks again, quietly."
        case ResponseOverdue():
            return f"{_AWAITED[event.awaited]}: it rings again."
        case AllRightConfirmed():
            return f"Still all right, asked {names.actor(event.by)}."
        case StoodDown():
            seen = f" The room was seen by {event.saw_room}." if event.saw_room else ""
            by = "" if event.by is None else f" {names.actor(event.by)}"
            return f"Stood down{by}: {_OUTCOMES[event.outcome]}.{seen}"
        case _:
            assert_never(event)


def _judged(
    event: CallUpgraded
    | CallDowngraded
    | CallMadeReal
    | CallHandedOff
    | NoteAdded
    | WhoActedNamed
    | ActUndone
    | PanelEvent,
    names: Names,
) -> str:
    match event:
        case CallUpgraded():
            return f"Raised to {_KINDS[event.kind]} {names.actor(event.by)}."
        case CallDowngraded():
            return f"Lowered to {_KINDS[event.kind]} {names.actor(event.by)}."
        case CallMadeReal():
            return f"Made REAL {names.actor(event.by)}: practice no more. It rings as a new {_KINDS[event.kind]}."
        case CallHandedOff():
            return f"Handed to {names.desk(event.to)} {names.actor(event.by)}."
        case NoteAdded():
            return f"Note {names.actor(event.by)}: {event.text}"
        case WhoActedNamed():
            return f"Whoever acted at {names.desk(event.by.desk)} gave a name: {event.name}."
        case ActUndone():
            return f"Undone {names.actor(event.by)}: {_UNDONE[event.undone]}."
        case PanelAsked() | PanelPulsed() | PanelFailed():
            return hand_over_line(event, names)
        case _:
            assert_never(event)


def _house(
    event: EpochStarted
    | PlanAdopted
    | ButtonsTakenOver
    | TroubleRaised
    | TroubleRestored
    | TroubleShelved
    | TroubleUnshelved
    | DayChecked
    | OperatorSignedIn
    | OperatorSignedOut,
    names: Names,
) -> str:
    match event:
        case EpochStarted():
            return f"The box started ({event.reason}); its clock is {event.clock}."
        case PlanAdopted():
            return f"Plan {event.digest[:8]} adopted by {names.person(PersonId(event.by))}."
        case ButtonsTakenOver():
            heard = f"above what most of {event.reports} that refused this box had heard"
            return f"Buttons taken over {names.actor(event.by)}: this box has rank {event.rank:,} now, {heard}."
        case TroubleRaised():
            return f"Trouble, {_of(event.cause)}: {event.detail}"
        case TroubleShelved():
            for_min = f"for at most {event.ends_after_s // 60} min {names.actor(event.by)}"
            return f"Put aside: {_of(event.cause)}, {for_min}. Reason: {event.reason}"
        case TroubleUnshelved():
            how = "by itself" if event.by is None else names.actor(event.by)
            return f"Back among the troubles {how}: {_of(event.cause)}."
        case TroubleRestored():
            said = "" if event.by is None else f", as said {names.actor(event.by)}"
            return f"Restored: {_of(event.cause)}{said}."
        case DayChecked():
            return day_check_line(event, names)
        case OperatorSignedIn():
            return f"{names.person(event.person)} is at {names.desk(event.desk)}."
        case OperatorSignedOut():
            return f"Nobody by name is at {names.desk(event.desk)}."
        case _:
            assert_never(event)


def _button(
    event: WalkTestArmed | WalkTestPassed | PressAttested | WalkTestEnded | ButtonOutOfService | ButtonBackInService,
    names: Names,
) -> str:
    match event:
        case WalkTestArmed():
            return f"Walk test {names.actor(event.by)}: the next press of {names.button(event.button)} is a test."
        case WalkTestPassed():
            return f"Walk test passed: {names.button(event.button)} was pressed and heard."
        case PressAttested():
            said = f"That the press that rang was made for it was said {names.actor(event.by)}."
            return f"Walk test passed: {names.button(event.button)} was pressed and heard. {said}"
        case WalkTestEnded():
            return f"Walk test over: {names.button(event.button)} was not pressed."
        case ButtonOutOfService():
            who = " and ".join(map(names.person, event.people))
            for_s = f"for at most {event.ends_after_s // 60} min, noted {names.actor(event.by)}"
            return (
                f"Out of service: {names.button(event.button)}, on the word of {who}, {for_s}. Reason: {event.reason}"
            )
        case ButtonBackInService():
            how = "by itself" if event.by is None else names.actor(event.by)
            return f"Back in service {how}: {names.button(event.button)}."
        case _:
            assert_never(event)


def _pressed(source: Source, ago_ms: int | None, names: Names) -> str:
    how = _DOORS[source.door] if source.actor is None else f"raised {names.actor(source.actor)}"
    match ago_ms:
        case None:
            return f"{how}, unknown when"
        case ago if ago >= 1000:
            return f"{how} {ago // 1000} s before it was heard"
        case _:
            return how


def _of(cause: Cause) -> str:
    return cause_words(cause.what, cause.subject, ", ")
