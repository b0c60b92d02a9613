"""Tells which entries about the district, the copy and recovery stand over a restart. Pure."""

from typing import assert_never

from appliance.core.district.events import (
    AnyDistrictEvent,
    BeyondBroughtBack,
    BoxReplaced,
    CopyOverwritten,
    CopyTargetChanged,
    CopyTried,
    ForgettingAnnounced,
    LessonAnswered,
    NoticesKeyNamed,
    NoticeTaken,
    OfficeTrusted,
    ReceiptTaken,
    RecoveryChecked,
    RecoveryEvent,
    RecoveryKeySet,
    StreamOpened,
    SuccessionKeyNamed,
    TailBroughtBack,
)
from appliance.core.ground.stands import Falls, Stands


def changes(event: AnyDistrictEvent) -> tuple[Stands | Falls, ...]:
    """Give what an event puts up or takes down. That a stream was opened stands until its keys are destroyed: there are few enough to
    keep them all.
    """
    match event:
        case OfficeTrusted():
            return (Stands("office"),)
        case NoticeTaken():
            return (Stands(f"notice:{event.about}"),)
        case ReceiptTaken():
            return (Stands("countersigned"),)
        case StreamOpened():
            return (Stands(f"opened:{event.stream.hex()}"),)
        case ForgettingAnnounced():
            return (Stands("forgetting"),)
        case LessonAnswered():
            return (Stands(f"lesson:{event.lesson.hex()}"),)
        case NoticesKeyNamed():
            return (Stands("notices-key"),)
        case TailBroughtBack() | BeyondBroughtBack():
            return ()
        case _:
            return _of_recovery(event)


def _of_recovery(event: RecoveryEvent) -> tuple[Stands | Falls, ...]:
    """Give what an event of recovery puts up or takes down. A wrong phrase puts up nothing: that the right one was typed before stays
    true. A new phrase counts as never checked. Each box that was replaced stands, because the record has entries of all of them.
    """
    match event:
        case CopyTargetChanged():
            return (Stands("copy-target"),)
        case CopyTried():
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
