"""Makes what a union representative gets of a record, and what the record says of it. Pure. Nothing in it belongs to its giver alone.

A copy has no more than roles open to its giver: nothing that is only the giver's own, nothing that they read as a first reader, no
care that a member of staff was offered, and no note about a duty.
"""

from collections.abc import Sequence

import msgspec

from appliance.api.access import unproven
from appliance.api.contents import Content
from appliance.api.records.copies import CopyWanted, Given, Removed
from appliance.api.records.messages import CopyGiven, RecordShown
from appliance.api.records.without_students import without_students
from appliance.core.board import Board
from appliance.doors.records import notes
from appliance.doors.records.feed_lines import FeedLines
from appliance.doors.records.view import Eyes, shown
from appliance.plan.ids import DeskId
from appliance.plan.mistakes import counted
from appliance.record.disclosures import GIVEN_AT
from appliance.record.first_reader import choices
from appliance.record.giving import CONSENT, Copy
from appliance.record.mine import Reader
from appliance.record.record import Record
from appliance.record.words import Attempt, ItemId

_NO_ITEM = ItemId("")


def eyes_of_copy(eyes: Eyes, record: Record, desk: DeskId, *, consent: bool, now_ms: int) -> Eyes:
    """Give the eyes with which a copy is made. Without consent, the timeline has no names and no words, as a desk reads it without a
    PIN.
    """
    nobody = Reader(first=choices(record).first(None, None, now_ms))
    without_care = msgspec.structs.replace(eyes.rights, cares=frozenset())
    return Eyes(eyes.reads if consent else unproven(desk), without_care, nobody)


def copy_of(wanted: CopyWanted, at_ms: int, attempt: Attempt) -> Copy:
    """Give what is asked for, as the record decides on it."""
    return Copy(wanted.to.strip(), wanted.basis, wanted.consent_of.strip(), at_ms, attempt)


def made(
    request: int, record: Record, copy: Copy, eyes: Eyes, board: Board, feed_lines: FeedLines, left: Sequence[str]
) -> CopyGiven | None:
    """Give what goes into the copy; None where the record has no line. The disclosure has no item yet. `eyes` are those of a copy."""
    told = shown(request, record, eyes, board, feed_lines, left, copy.at_ms)
    if told is None:
        return None
    told = notes.with_notes(told, record, ())
    removed: Removed | None = None
    accounts = len({fact.item for fact in told.facts if fact.field == "account.text"})
    if copy.basis != CONSENT:
        told, removed = without_students(told, _lines(record, eyes, board, feed_lines))
    told = _for_others(told)
    wanted = CopyWanted(to=copy.to, basis=copy.basis, consent_of=copy.consent_of)
    given = Given(item=_NO_ITEM, wanted=wanted, at_ms=copy.at_ms, removed=removed, accounts=accounts)
    return CopyGiven(request=request, shown=told, given=given)


def what_is_given(copy: CopyGiven) -> str:
    """Say what was given, as the disclosure says it: one line of the record (200 characters) at most."""
    removed = copy.given.removed
    if removed is None:
        return f"A copy of the record, as its giver may read it. Written consent of: {copy.given.wanted.consent_of}"
    about = counted(removed.about_students, "fact")
    typed = counted(removed.typed, "other fact")
    return f"A copy of the record without {about} about students, without {typed} in typed words, and without names and accounts."


def as_disclosed(copy: CopyGiven, record: Record, item: ItemId) -> CopyGiven:
    """Give the copy with its disclosure, and with the time that stands there: it is an earlier one where the copy was asked for again."""
    at_ms = record.value(GIVEN_AT, item)
    given = msgspec.structs.replace(copy.given, item=item, at_ms=at_ms if isinstance(at_ms, int) else copy.given.at_ms)
    return msgspec.structs.replace(copy, given=given)


def _lines(record: Record, eyes: Eyes, board: Board, feed_lines: FeedLines) -> int:
    """Count what is left out of lines: names, notes and reasons, each on its own."""
    found = feed_lines.left_out([(number, at, event) for number, at, event in record.live], board, eyes.reads)
    return sum(found[content] for content in (Content.NAMES, Content.NOTES, Content.REASONS))


def _for_others(told: RecordShown) -> RecordShown:
    """Take away what only the person at the desk needs: what they may write and do."""
    return msgspec.structs.replace(
        told, writes=(), not_writes=(), acts=(), held_for="", first_readings=(), first_readers=()
    )
