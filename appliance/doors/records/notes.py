"""Shows the notes about the duties of a record, as far as their reader sees the duty, and counts the others. Pure."""

from collections import Counter
from collections.abc import Iterator

import msgspec

from appliance.api.records.messages import Hidden, LeftOut, NotedDuty, NoteView, RecordShown
from appliance.doors.records.view import Eyes, called
from appliance.duties.answering import for_another
from appliance.duties.noting import reads_words
from appliance.owed.of_record import NoteOf, OfRecord, Owing
from appliance.plan.index import PlanIndex
from appliance.plan.model import Role
from appliance.record.record import Record
from appliance.record.words import Klass


def note_view(
    each: NoteOf, owing: Owing, eyes: Eyes, roles: frozenset[Role], index: PlanIndex, *, with_words: bool = True
) -> NoteView:
    """Give a note for a reader who sees the duty. `with_words` False: of all words, only the reader's own."""
    note, own = each.note, eyes.reader.wrote(each.note.by)
    return NoteView(
        entry=note.number,
        wall_ms=note.at.wall_ms,
        by=called(note.by, each.known, eyes, index),
        done=note.done,
        done_ms=note.when_ms,
        confirms=note.confirms,
        words=note.words if own or (with_words and reads_words(note, owing.sight, roles, eyes.reader)) else "",
    )


def noted(of: OfRecord | None, eyes: Eyes, roles: frozenset[Role], index: PlanIndex) -> tuple[NotedDuty, ...]:
    """Give the notes about each duty that the reader sees, in the order of the rules."""
    return tuple(
        NotedDuty(
            rule=owing.duty.rule,
            says=owing.duty.says,
            about=owing.duty.about,
            notes=tuple(note_view(each, owing, eyes, roles, index) for each in owing.notes),
        )
        for owing in _seen(of, eyes, roles)
    )


def with_notes(told: RecordShown, record: Record, noted: tuple[NotedDuty, ...]) -> RecordShown:
    """Give the record with these notes, and with a count of what is left out of them."""
    return msgspec.structs.replace(told, noted=noted, left_out=(*told.left_out, *_left_out(record, noted)))


def _left_out(record: Record, shown: tuple[NotedDuty, ...]) -> Iterator[LeftOut]:
    """Count the notes that are not shown, and those that are shown without words."""
    kept = {note.number: note for notes in record.notes.values() for note in notes}
    told = {note.entry: note for duty in shown for note in duty.notes}
    wordless = sum(bool(kept[entry].words) and not note.words for entry, note in told.items())
    counts = Counter({Hidden.DUTY_NOTES: len(kept) - len(told), Hidden.DUTY_WORDS: wordless})
    yield from (LeftOut(what=what, count=count) for what, count in counts.items() if count)


def classes_of_words(of: OfRecord | None, eyes: Eyes, roles: frozenset[Role]) -> frozenset[Klass]:
    """Give the classes of the words of others that are shown: that is a view, and makes an entry."""
    return frozenset(
        each.note.klass
        for owing in _seen(of, eyes, roles)
        for each in owing.notes
        if each.note.words
        and not eyes.reader.wrote(each.note.by)
        and reads_words(each.note, owing.sight, roles, eyes.reader)
    )


def _seen(of: OfRecord | None, eyes: Eyes, roles: frozenset[Role]) -> Iterator[Owing]:
    owing = (each for each in (of.owing if of is not None else ()) if each.notes)
    theirs = (each for each in owing if not for_another(each.rule, each.sight, roles, eyes.reader))
    return (each for each in theirs if each.sight.open_to(eyes.rights, eyes.reader))
