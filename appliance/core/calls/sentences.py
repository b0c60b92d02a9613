"""Makes one plain sentence of each event of a call. Pure; a part of `transcript`."""

from typing import assert_never

from appliance.core.calls.events import (
    AcknowledgementExpired,
    ActUndone,
    AllRightConfirmed,
    AnyIncidentEvent,
    CallAcknowledged,
    CallDowngraded,
    CallHandedOff,
    CallLocated,
    CallMadeReal,
    CallRaised,
    CallRaisedElsewhere,
    CallShown,
    CallUpgraded,
    CoverAssigned,
    HelpArrived,
    HelpConfirmed,
    HelpDispatched,
    HelpOverdue,
    LadderExhausted,
    NoteAdded,
    OneReleased,
    OtherHelpNoted,
    PanelAsked,
    PanelEvent,
    PanelFailed,
    PanelPulsed,
    PressedAgain,
    PressedOften,
    RecordOpened,
    ReopenedByPress,
    SeclusionNoted,
    StepSkipped,
    StepTaken,
    StoodDown,
    WhoActedNamed,
)
from appliance.core.calls.titles import NO_BREAK
from appliance.core.ground.names import Names
from appliance.core.ground.words import Answer, Awaited, DeskAct, Door, KnownBy, Outcome, Source
from appliance.words.kinds import KINDS
from appliance.words.other_help import HELP_KINDS, HELP_OUTCOMES
from appliance.words.roles import ROLES

_NONE_COUNTED = " A desk in the zone of the room does not count, though it shows the call."
"""This tells the rule and names no desk: the entry does not say which desks were there, and the plan may have changed since."""
_DOORS = {
    Door.BUTTON: "pressed on the wall button",
    Door.WEBHOOK: "pressed on a pendant or app",
    Door.FIXED_URL: "sent by a device that cannot prove itself",
    Door.DESK: "raised at a desk",
    Door.RECEIVER: "pressed on a radio pendant or transmitter",
    Door.CONTACT: "pressed on a wired contact",
    Door.PANEL: "pressed on a button of the building's alarm panel",
    Door.PAGE: "pressed on the page of the room's computer",
    Door.PLAIN_PAGE: "sent by a page without encryption, which cannot prove itself",
    Door.PHONE: "called by telephone",
    Door.TEXT: "called by text",
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
    DeskAct.ANSWER_ACCEPTED: "the accepting of an answer",
    DeskAct.UPGRADED: "the raising",
    DeskAct.DOWNGRADED: "the lowering",
    DeskAct.HANDED_OFF: "the handing off",
    DeskAct.LOCATED: "where it is",
    DeskAct.STOOD_DOWN: "the stand-down; the call is open again",
}


def call_line(event: AnyIncidentEvent, names: Names) -> str:
    """Say what happened in a call, or that a record was begun without a call."""
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
            return f"Record opened for {names.place(event.place)}: {KINDS[event.kind].noun}, {how}. It rang nowhere."
        case SeclusionNoted():
            return f"This was no break: {NO_BREAK[event.why]}. So it is noted as seclusion, {names.actor(event.by)}."
        case (
            CallUpgraded()
            | CallDowngraded()
            | CallMadeReal()
            | CallLocated()
            | CallHandedOff()
            | NoteAdded()
            | OtherHelpNoted()
            | WhoActedNamed()
            | ActUndone()
            | PanelAsked()
            | PanelPulsed()
            | PanelFailed()
        ):
            return _judged(event, names)
        case _:
            return _responding(event, names)


def _call(
    event: CallRaised | CallRaisedElsewhere | PressedAgain | CallShown | StepTaken | StepSkipped | LadderExhausted,
    names: Names,
) -> str:
    match event:
        case CallRaised() | CallRaisedElsewhere():
            practice = "DRILL, " if event.drill is not None else ""
            how = _pressed(event.source, event.pressed_ago_ms, names)
            told = f"Told: {names.told(event.told)}.{'' if event.told else _NONE_COUNTED}"
            return f"{practice}{names.place(event.place)}: {KINDS[event.kind].noun}, {how}. {told}"
        case PressedOften():
            how = _pressed(event.source, event.pressed_ago_ms, names)
            return (
                f"{_verb(event.source)} again and again, {event.presses} times by now: {KINDS[event.kind].noun}, {how}."
            )
        case ReopenedByPress():
            how = _pressed(event.source, event.pressed_ago_ms, names)
            return f"Open again, the device chatters: {KINDS[event.kind].noun}, {how}."
        case PressedAgain():
            again = "Held on" if event.source.held else f"{_verb(event.source)} again"
            return f"{again}: {KINDS[event.kind].noun}, {_pressed(event.source, event.pressed_ago_ms, names)}."
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


def _responding(
    event: CallAcknowledged
    | AcknowledgementExpired
    | HelpDispatched
    | HelpConfirmed
    | HelpArrived
    | CoverAssigned
    | OneReleased
    | HelpOverdue
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
            who = (
                ROLES[event.role].noun
                if event.person is None
                else f"{names.person(event.person)} ({ROLES[event.role].noun})"
            )
            return f"Help sent {names.actor(event.by)}: {who}."
        case HelpConfirmed():
            return f"{event.responder} is on the way ({_ANSWERS[event.answer]}), noted {names.actor(event.by)}."
        case HelpArrived():
            return f"{event.responder} is on scene, noted {names.actor(event.by)}."
        case CoverAssigned():
            who = ROLES[event.role].noun if event.role and not event.person else event.cover
            return f"Cover goes, noted {names.actor(event.by)}: {who}."
        case OneReleased():
            return f"{event.responder} does not come after all, noted {names.actor(event.by)}."
        case HelpOverdue(awaited=Awaited.COVER):
            return "Nobody covers yet: it asks again, quietly."
        case HelpOverdue():
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
    | CallLocated
    | CallHandedOff
    | NoteAdded
    | OtherHelpNoted
    | WhoActedNamed
    | ActUndone
    | PanelEvent,
    names: Names,
) -> str:
    match event:
        case CallUpgraded():
            return f"Raised to {KINDS[event.kind].noun} {names.actor(event.by)}."
        case CallDowngraded():
            return f"Lowered to {KINDS[event.kind].noun} {names.actor(event.by)}."
        case CallMadeReal():
            return f"Made REAL {names.actor(event.by)}: practice no more. It rings as a new {KINDS[event.kind].noun}."
        case CallLocated():
            return f"Help is needed here: {names.place(event.place)}. Said {names.actor(event.by)}."
        case CallHandedOff():
            return f"Handed to {names.desk(event.to)} {names.actor(event.by)}."
        case NoteAdded():
            return f"Note {names.actor(event.by)}: {event.text}"
        case OtherHelpNoted():
            who = f"{HELP_KINDS[event.kind].noun} ({event.name})"
            return f"Called {who}: {HELP_OUTCOMES[event.outcome].said}. Noted {names.actor(event.by)}."
        case WhoActedNamed():
            return f"Whoever acted at {names.desk(event.by.desk)} gave a name: {event.name}."
        case ActUndone():
            return f"Undone {names.actor(event.by)}: {_UNDONE[event.undone]}."
        case PanelAsked() | PanelPulsed() | PanelFailed():
            return hand_over_line(event, names)
        case _:
            assert_never(event)


def _verb(source: Source) -> str:
    return "Pressed" if source.called_by is None else "Called"


def _pressed(source: Source, ago_ms: int | None, names: Names) -> str:
    how = _DOORS[source.door] if source.actor is None else f"raised {names.actor(source.actor)}"
    if source.called_by is not None:
        said = names.caller(source.called_by)
        how = f"{how} {said}" if said.startswith("from ") else f"{how}, {said}"
    match ago_ms:
        case None:
            return f"{how}, unknown when"
        case ago if ago >= 1000:
            return f"{how} {ago // 1000} s before it was heard"
        case _:
            return how


def hand_over_line(event: PanelEvent, names: Names) -> str:
    """Say who asked for the hand-over, and how it went."""
    match event:
        case PanelAsked(by=by):
            return f"Handing over to the alarm panel was asked for {names.actor(by)}."
        case PanelPulsed():
            return "The alarm panel's contacts were closed: handed over. Whether police were told is not known here."
        case PanelFailed(why=why, may_have_closed=True):
            return f"It is not known whether the call was handed over to the alarm panel{f': {why}' if why else ''}."
        case PanelFailed(why=why):
            return f"The call was NOT handed over to the alarm panel{f': {why}' if why else ''}."
