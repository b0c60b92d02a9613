"""Which entries still stand: what must be found again at once after a restart without reading the whole record. Pure.

Each entry may put up or take down one key. The newest entry that stands for a key is folded again after a restart. Keys are on disk, as
tags: one that is renamed makes every record of before look damaged (`logbook/remembering.py`).
"""

from typing import assert_never

import msgspec

from appliance.core.events import (
    BeyondBroughtBack,
    BoxReplaced,
    ButtonBackInService,
    ButtonOutOfService,
    ButtonsTakenOver,
    CallRaised,
    CallRaisedElsewhere,
    CheckInEnded,
    CheckInEvent,
    CheckInStarted,
    CopyDrilled,
    CopyOverwritten,
    CopyTargetChanged,
    DayChecked,
    DistrictEvent,
    DrillEnded,
    DrillEvent,
    DrillMeasured,
    DrillPlanned,
    DrillPlanOver,
    DrillStarted,
    EpochStarted,
    Event,
    IncidentEvent,
    NoticeTaken,
    OfficeTrusted,
    OperatorSignedIn,
    OperatorSignedOut,
    PersonEvent,
    PersonProved,
    PinSet,
    PinTaken,
    PlanAdopted,
    PressAttested,
    PressedAgain,
    ReceiptTaken,
    RecordRead,
    RecoveryChecked,
    RecoveryEvent,
    RecoveryKeySet,
    ResponseEnded,
    ResponseEvent,
    ResponseStarted,
    RoomMarked,
    SafePressed,
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
)
from appliance.core.words import Cause, Counting, RoomAnswer
from appliance.plan.ids import RoomId


class Stands(msgspec.Struct, frozen=True):
    """This entry holds for `key` until another stands there or it falls."""

    key: str


class Falls(msgspec.Struct, frozen=True):
    """Nothing holds for `key` any more."""

    key: str


def changes(event: Event) -> tuple[Stands | Falls, ...]:
    """What an event puts up or takes down; nothing for events of an incident, which stand as long as it is open."""
    if isinstance(event, IncidentEvent):  # first, since a press waits for the answer
        return ()
    match event:
        case TroubleRaised() | TroubleRestored() | TroubleShelved() | TroubleUnshelved():
            return _of_troubles(event)
        case DayChecked() | OperatorSignedIn() | OperatorSignedOut():
            return _of_desks(event)
        case (
            WalkTestArmed()
            | WalkTestPassed()
            | PressAttested()
            | WalkTestEnded()
            | ButtonOutOfService()
            | ButtonBackInService()
        ):
            return _of_buttons(event)
        case ResponseStarted() | ResponseEnded() | CheckInStarted() | RoomMarked() | SafePressed() | CheckInEnded():
            return _of_the_building(event)
        case DrillStarted() | DrillEnded() | DrillMeasured() | DrillPlanned() | DrillPlanOver():
            return _of_drills(event)
        case PersonProved() | RecordRead() | PinSet() | PinTaken():
            return _of_people(event)
        case (
            OfficeTrusted() | NoticeTaken() | ReceiptTaken() | StreamOpened() | TailBroughtBack() | BeyondBroughtBack()
        ):
            return _of_the_district(event)
        case (
            CopyTargetChanged()
            | CopyDrilled()
            | CopyOverwritten()
            | RecoveryKeySet()
            | RecoveryChecked()
            | SuccessionKeyNamed()
            | BoxReplaced()
        ):
            return _of_recovery(event)
        case EpochStarted() | ButtonsTakenOver() | PlanAdopted():
            return _of_the_box(event)
        case _:
            assert_never(event)


def _of_the_box(event: EpochStarted | ButtonsTakenOver | PlanAdopted) -> tuple[Stands | Falls, ...]:
    match event:
        case EpochStarted():
            return Stands("epoch"), Falls("rank")
        case ButtonsTakenOver():
            return (Stands("rank"),)
        case PlanAdopted():
            return (Stands("plan"),)
        case _:
            assert_never(event)


def _of_troubles(
    event: TroubleRaised | TroubleRestored | TroubleShelved | TroubleUnshelved,
) -> tuple[Stands | Falls, ...]:
    match event:
        case TroubleRaised():
            return (Stands(f"trouble:{event.cause.key}"),)
        case TroubleRestored():
            return Falls(f"trouble:{event.cause.key}"), Falls(_shelf(event.cause))
        case TroubleShelved():
            return (Stands(_shelf(event.cause)),)
        case TroubleUnshelved():
            return (Falls(_shelf(event.cause)),)
        case _:
            assert_never(event)


def _of_desks(event: DayChecked | OperatorSignedIn | OperatorSignedOut) -> tuple[Stands | Falls, ...]:
    match event:
        case DayChecked():
            return (Stands("day-check"),)
        case OperatorSignedIn():
            return (Stands(f"operator:{event.desk}"),)
        case OperatorSignedOut():
            return (Falls(f"operator:{event.desk}"),)
        case _:
            assert_never(event)


def _of_the_district(event: DistrictEvent) -> tuple[Stands | Falls, ...]:
    """A stream that was opened stands as such until its keys are destroyed: so many of them there never are."""
    match event:
        case OfficeTrusted():
            return (Stands("office"),)
        case NoticeTaken():
            return (Stands(f"notice:{event.about}"),)
        case ReceiptTaken():
            return (Stands("countersigned"),)
        case StreamOpened():
            return (Stands(f"opened:{event.stream.hex()}"),)
        case TailBroughtBack() | BeyondBroughtBack():
            return ()
        case _:
            assert_never(event)


def _of_recovery(event: RecoveryEvent) -> tuple[Stands | Falls, ...]:
    """A wrong phrase stands nowhere: that the right one was typed before stays true. Another phrase was never checked. Each box that was
    replaced stands: the record has entries of all of them.
    """
    match event:
        case CopyTargetChanged():
            return (Stands("copy-target"),)
        case CopyDrilled():
            return (Stands("copy-drilled"),)
        case CopyOverwritten():
            return (Stands(f"copy-overwritten:{event.kind}:{event.where}"),)
        case RecoveryKeySet():
            return Stands("recovery-key"), Falls("recovery-checked")
        case RecoveryChecked():
            return (Stands("recovery-checked"),) if event.right else ()
        case SuccessionKeyNamed():
            return (Stands("succession-key"),)
        case BoxReplaced():
            return (Stands(f"box-replaced:{event.former_box.hex()}"),)
        case _:
            assert_never(event)


def counter_of(event: Event) -> tuple[Counting, int] | None:
    """The counting and the device's count in it, of an event that came of a press; None for all others."""
    if not isinstance(event, CallRaised | CallRaisedElsewhere | PressedAgain | WalkTestPassed | SafePressed):
        return None
    source = event.source
    counting = source.counting
    return None if counting is None or source.counter is None else (counting, source.counter)


def _of_people(event: PersonEvent) -> tuple[Stands | Falls, ...]:
    """What was proved and read is for the record alone."""
    match event:
        case PinSet():
            return (Stands(f"pin:{event.person}"),)
        case PinTaken():
            return (Falls(f"pin:{event.person}"),)
        case PersonProved() | RecordRead():
            return ()
        case _:
            assert_never(event)


def _of_buttons(
    event: WalkTestArmed | WalkTestPassed | PressAttested | WalkTestEnded | ButtonOutOfService | ButtonBackInService,
) -> tuple[Stands | Falls, ...]:
    match event:
        case WalkTestArmed():
            return (Stands("walk-test"),)
        case WalkTestPassed() | PressAttested():
            return Falls("walk-test"), Stands(f"proved:{event.button}")
        case WalkTestEnded():
            return (Falls("walk-test"),)
        case ButtonOutOfService():
            return (Stands(f"out-of-service:{event.button}"),)
        case ButtonBackInService():
            return (Falls(f"out-of-service:{event.button}"),)
        case _:
            assert_never(event)


def _of_the_building(event: ResponseEvent | CheckInEvent) -> tuple[Stands | Falls, ...]:
    """A check-in is told once, and each room's last answer beside it; when it ends, no answer is left behind."""
    match event:
        case ResponseStarted():
            return (Stands("response"),)
        case ResponseEnded():
            return (Falls("response"),)
        case CheckInStarted():
            return (Stands("check-in"),)
        case RoomMarked(room=room):
            return (Falls(_answer(room)) if event.answer is RoomAnswer.NO_ANSWER else Stands(_answer(room)),)
        case SafePressed(room=room):
            return (Stands(_answer(room)),) if event.check_in is not None else ()
        case CheckInEnded():
            answered = (*event.needs_help, *event.safe)
            return (Falls("check-in"), *(Falls(_answer(room)) for room in answered))
        case _:
            assert_never(event)


def _of_drills(event: DrillEvent) -> tuple[Stands | Falls, ...]:
    match event:
        case DrillStarted():
            return (Stands("drill"),)
        case DrillEnded():
            return (Falls("drill"),)
        case DrillMeasured():
            return (Stands("drill-measured"),)
        case DrillPlanned():
            return (Stands(f"drill-plan:{event.plan}"),)
        case DrillPlanOver():
            return (Falls(f"drill-plan:{event.plan}"),)
        case _:
            assert_never(event)


def _answer(room: RoomId) -> str:
    return f"answer:{room}"


def _shelf(cause: Cause) -> str:
    return f"shelved:{cause.key}"
