"""Makes the section on what was noted about duties, as far as the reader sees the duty. Pure."""

from datetime import tzinfo

from appliance.api.records.messages import NoteView, RecordShown
from appliance.api.records.naming import Naming
from appliance.exports.document import Section, Table, Text
from appliance.exports.times import short
from appliance.record.words import ItemId

SECTION = "What was noted about duties"
_NO_ADVICE = (
    "A duty is what the school's district lists as owed after an incident. This is no legal advice. A note is never changed: of several"
    " notes about one duty, the last one counts."
)


def section(shown: RecordShown, naming: Naming, zone: tzinfo) -> tuple[Section, ...]:
    """Make a section with a row for each note; nothing where there is none."""
    rows = tuple(
        (f"{each.says}{_about(each.about, naming)}", _said(note, zone), f"{note.by}, {short(note.wall_ms, zone)}")
        for each in shown.noted
        for note in each.notes
    )
    if not rows:
        return ()
    table = Table("Duties, and what was noted", ("Duty", "Noted", "By whom, and when"), rows, (6, 7, 5))
    return (Section(SECTION, (Text(_NO_ADVICE), table)),)


def _about(item: ItemId, naming: Naming) -> str:
    return f" {naming.item(item.rpartition('-')[0], item)}" if item else ""


def _said(note: NoteView, zone: tzinfo) -> str:
    done = f"Done on {short(note.done_ms, zone)}" if note.done else "Not done"
    return f"{done}: {note.confirms}." + (f" “{note.words}”" if note.words else "")
