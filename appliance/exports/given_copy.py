"""Makes the document of a copy that a union representative is given, which says on its first page what it does not have. Pure."""

from collections.abc import Iterator
from datetime import tzinfo

from msgspec.structs import replace

from appliance.api.records.copies import Given, Removed
from appliance.api.records.facts import RecordFacts, zone_of
from appliance.api.records.messages import CopyGiven
from appliance.api.records.naming import Naming
from appliance.exports import gone
from appliance.exports.document import Block, Document, Pairs, Section, Text
from appliance.exports.parts import of_parts
from appliance.exports.report import Printed, banner_of, mode_of, report
from appliance.exports.summary import HURT_GROUP, happened, timeline
from appliance.exports.times import offset, short
from appliance.plan.mistakes import counted
from appliance.record.codes import label
from appliance.record.fields import FIELDS

TITLE = "Copy for a union representative"
REMOVED = "What was removed"
NOBODY_NAMED = (
    "Nobody of the incident is named here, and nothing stands here that somebody typed: no list finds every word that points to a child."
    " What stays is what the box saw, what was chosen from lists, times and numbers. It is about the call and about grown-up people alone."
)
NOT_WHAT_THE_STUDENT_DID = (
    "What the student did is given with written consent alone. The kind of an injury may show something of it,"
    " where it stands here."
)
_MORE = (
    "The record may hold more than whoever gave this copy may read. What stands here is confidential. It proves nothing by itself: "
    "whoever asks the school is told of this disclosure."
)


def given_copy(copy: CopyGiven, printed: Printed) -> Document:
    """Make the document: with consent the whole report, as its giver may read it; otherwise what is left of it."""
    zone = zone_of(RecordFacts(copy.shown), printed.zone)
    made = (
        report(copy.shown, printed) if copy.given.removed is None else _without_details(copy, copy.given.removed, zone)
    )
    when = f"{short(printed.at_ms, zone)} {offset(printed.at_ms, zone)}"
    number, school = copy.shown.record.number, copy.shown.building or "Handbell"
    return replace(
        made,
        title=f"{TITLE}: record {number}",
        sections=(_head(copy.given, zone), *made.sections),
        identity=f"{school}, record {number}. {TITLE}, made {when} by {printed.reader}. Confidential.",
        made_ms=printed.at_ms,
    )


def _head(given: Given, zone: tzinfo) -> Section:
    wanted = given.wanted
    rows = (
        ("Given to", wanted.to),
        ("What they are", label("disclosure-recipient", "representative")),
        ("On what basis", label("disclosure-basis", wanted.basis)),
        *((("Whose consent", wanted.consent_of),) if wanted.consent_of else ()),
        ("When", f"{short(given.at_ms, zone)} {offset(given.at_ms, zone)}"),
        ("In the record as", given.item),
    )
    return Section("What this copy is", (Pairs("What this copy is, and for whom", rows), Text(_MORE)))


def _without_details(copy: CopyGiven, removed: Removed, zone: tzinfo) -> Document:
    record_facts = RecordFacts(copy.shown)
    naming = Naming(record_facts, zone)
    return Document(
        title=TITLE,
        subtitle=", ".join(part for part in (copy.shown.building, copy.shown.address) if part),
        sections=(
            _removed(removed, copy.given.accounts),
            happened(record_facts, naming, zone),
            _hurt(record_facts, naming),
            timeline(record_facts, zone),
            Section("Facts", (Text("As they stand now, without who wrote them and what stood there before."),)),
            *of_parts(record_facts, naming),
            *gone.section(copy.shown, zone),
        ),
        identity=TITLE,
        made_ms=copy.given.at_ms,
        banner=banner_of(mode_of(copy.shown)),
    )


def _removed(removed: Removed, accounts: int) -> Section:
    return Section(
        REMOVED, (Text(NOBODY_NAMED, strong=True), Text(NOT_WHAT_THE_STUDENT_DID), *_counts(removed, accounts))
    )


def _counts(removed: Removed, accounts: int) -> Iterator[Block]:
    rows = (
        ("About students, or people who may be students", counted(removed.about_students, "fact")),
        ("Other words that somebody typed, with names", counted(removed.typed, "fact")),
        ("Who told an account, and other matters that no such copy has", counted(removed.others, "fact")),
        ("What stood here before it was changed", counted(removed.earlier, "value")),
        ("Names, notes and reasons in the timeline", counted(removed.lines, "place")),
        ("Accounts in people's own words", counted(accounts, "account")),
    )
    yield Pairs("What was removed, and how much", rows)


def _hurt(record_facts: RecordFacts, naming: Naming) -> Section:
    """Give the injuries of grown-up people. That there is none here says nothing of students."""
    fields = [field for field in FIELDS.values() if field.group == HURT_GROUP]
    blocks = []
    for item in record_facts.items(HURT_GROUP):
        found = [(field, record_facts.newest(field.field, item)) for field in fields]
        rows = tuple((field.label, naming.value(field, newest.value)) for field, newest in found if newest is not None)
        blocks.append(Pairs(f"Injury {item}", rows))
    none = Text("No injury of a grown-up person is in this copy. That does not say that nobody was hurt.")
    return Section("Who was hurt", tuple(blocks) or (none,))
