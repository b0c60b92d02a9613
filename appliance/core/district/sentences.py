"""Makes one plain sentence of each event of the district and its safety office. Pure; a part of `transcript`."""

from typing import assert_never

from appliance.core.district.events import (
    AnyDistrictEvent,
    BeyondBroughtBack,
    ForgettingAnnounced,
    LessonAnswered,
    LessonSaid,
    NoticesKeyNamed,
    NoticeTaken,
    OfficeTrusted,
    ReceiptTaken,
    StatementEvent,
    StreamOpened,
    TailBroughtBack,
)
from appliance.core.district.recovery_sentences import recovery_line

ABOUT = {
    1: "who outside this building may open its record",
    2: "whose receipts count",
    3: "boxes that are not to be believed any more",
    4: "which of two histories of a box is its own",
    5: "keys that are asked back",
    6: "who reads sealed answers about repercussions",
    7: "which lessons every building is told",
}
"""Number of a notice's type (`appliance.envelope.statements.NoticeType`) → what the notice is about."""

_LESSON = {
    LessonSaid.DONE_HERE: "it is done here",
    LessonSaid.NOT_FOR_US: "it is not for this building",
    LessonSaid.BY_WHEN: "it will be done by a day",
}


def district_line(event: AnyDistrictEvent) -> str:
    """Say what happened outside this box: at the district, or where the copy is."""
    match event:
        case (
            OfficeTrusted()
            | NoticeTaken()
            | ReceiptTaken()
            | StreamOpened()
            | ForgettingAnnounced()
            | LessonAnswered()
            | NoticesKeyNamed()
            | TailBroughtBack()
            | BeyondBroughtBack()
        ):
            return _statement_line(event)
        case _:
            return recovery_line(event)


def _statement_line(event: StatementEvent) -> str:
    """Say who is believed, what they said, or how far the district has the record."""
    match event:
        case OfficeTrusted():
            return f"The safety office with the root key {spelt(event.root)} is believed from now on ({event.by})."
        case NoticeTaken():
            about = ABOUT.get(event.about, "something this release does not know")
            return f"The safety office says {about} (notice {event.version})."
        case ReceiptTaken():
            return f"The district countersigned the record up to entry {event.number}."
        case StreamOpened():
            return f"The safety office opened and checked one part of the record, up to entry {event.number}."
        case LessonAnswered():
            return f"Of a lesson of the district it was said here: {_LESSON[event.said]}{event.until and f' ({event.until})'}."
        case NoticesKeyNamed():
            return "This box named the key for which the safety office seals what it tells this building."
        case ForgettingAnnounced():
            several = len(event.listed)
            if not several:
                return "No record will be forgotten here for now."
            return (
                f"{several} record{' stands' if several == 1 else 's stand'} on the morning check: forgotten here soon."
            )
        case TailBroughtBack() | BeyondBroughtBack():
            what = "What this box lost"
            if isinstance(event, BeyondBroughtBack):
                what = f"What box {event.former_box.hex()[:8]} had beyond the copy"
            return (
                f"{what} was brought back from the district: entries {event.first} to {event.last}, {event.readable} of"
                " them readable here (handbell log show --brought-back)."
            )
        case _:
            assert_never(event)


def spelt(root: bytes) -> str:
    """Write a fingerprint as people compare it: hex in groups of four."""
    text = root.hex()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
