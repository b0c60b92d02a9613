"""Makes a document from a record as its reader may read it, in the order in which a superintendent reads. Pure; hides nothing more."""

from collections.abc import Iterable
from datetime import tzinfo

import msgspec

from appliance.api.records.facts import RecordFacts, wanted_elsewhere, zone_of
from appliance.api.records.messages import RecordLine, RecordShown
from appliance.api.records.naming import Naming
from appliance.exports import gone, left_out, noted
from appliance.exports.cap import Mode
from appliance.exports.document import Document, Section, Signature, Table, Text
from appliance.exports.parts import accounts, amendments, facts
from appliance.exports.summary import NOBODY_KNOWS, began, happened, hurt, timeline
from appliance.exports.times import offset, short
from appliance.plan.mistakes import counted
from appliance.record.codes import label

_MODES = {"actual": Mode.ACTUAL, "exercise": Mode.EXERCISE, "test": Mode.TEST}


class Printed(msgspec.Struct, frozen=True):
    """When and for whom something is made. `zone` is used if the record does not say in which zone it was written."""

    at_ms: int
    zone: tzinfo
    reader: str


def report(shown: RecordShown, printed: Printed) -> Document:
    """Make the complete report."""
    record_facts = RecordFacts(shown)
    zone = zone_of(record_facts, printed.zone)
    naming = Naming(record_facts, zone)
    record = shown.record
    when = f"{short(printed.at_ms, zone)} {offset(printed.at_ms, zone)}"
    building = ", ".join(part for part in (shown.building, shown.address) if part)
    what = f"{label('call-kind', record.kind).capitalize()} call" if record_facts.called else "Incident"
    return Document(
        title=f"Incident record {record.number}: {record.room_name}",
        subtitle=f"{building}. {what}, {began(record_facts, zone) or NOBODY_KNOWS}.",
        sections=(
            happened(record_facts, naming, zone),
            hurt(record_facts, naming, zone),
            timeline(record_facts, zone),
            *facts(record_facts, naming),
            *accounts(record_facts, naming, zone),
            *amendments(record_facts, naming, zone),
            *noted.section(shown, naming, zone),
            _missing(shown, naming),
            left_out.section(shown),
            *gone.section(shown, zone),
            _checked(shown),
            Section(
                "Signatures", tuple(Signature(role) for role in ("Affected educator", "Principal", "Superintendent"))
            ),
        ),
        identity=f"{shown.building or 'Handbell'}, record {record.number}. Printed {when} for {printed.reader}. Confidential.",
        made_ms=printed.at_ms,
        banner=banner_of(mode_of(shown)),
    )


def mode_of(shown: RecordShown) -> Mode:
    """Say whether it was real, as the box marked it from the first entry on."""
    return _MODES.get(str(RecordFacts(shown).value("mode")), Mode.ACTUAL)


def listed(records: Iterable[RecordLine], zone: tzinfo) -> list[str]:
    """Give the lines of a list, 80 columns wide."""
    lines = [
        f"{each.number:>5}  {short(each.wall_ms, zone)}  {each.room_name[:16]:<16}  {each.kind:<9}  {_stands(each)}"
        for each in records
    ]
    return lines or ["No records."]


def _stands(record: RecordLine) -> str:
    wanted = f"{record.missing} wanted" if record.missing else ""
    words = ("open call" if record.still_open else record.status, wanted, "held" if record.held else "")
    return ", ".join(word for word in words if word)


def banner_of(mode: Mode) -> str:
    """Say at the top of a page that it was practice; empty where it was real."""
    match mode:
        case Mode.ACTUAL:
            return ""
        case Mode.EXERCISE:
            return "DRILL. This was practice: nobody was in danger."
        case Mode.TEST:
            return "TEST. This was a test of the system: nobody was in danger."


def _missing(shown: RecordShown, naming: Naming) -> Section:
    title, missing, elsewhere = "What is still missing", shown.missing, wanted_elsewhere(shown)
    others = (
        Text(
            f"{counted(elsewhere, 'fact')} wanted before it can be submitted, in parts that this reader does not see."
        ),
    )
    if not missing:
        return Section(title, others if elsewhere else (Text("Nothing that this reader would see."),))
    rows = tuple(
        (naming.place(each.field, each.item), "to submit it" if each.minimal else "because of the rest", each.says)
        for each in sorted(missing, key=lambda each: not each.minimal)
    )
    table = Table("Facts that are wanted, and why", ("Fact", "Wanted", "Why"), rows, (5, 4, 9))
    return Section(title, (table, *(others if elsewhere else ())))


def _checked(shown: RecordShown) -> Section:
    entries = [version.entry for fact in shown.facts for version in fact.versions if version.entry]
    entries += [line.entry for line in shown.timeline]
    where = f"entries {min(entries)} to {max(entries)}" if entries else "entries"
    return Section(
        "How this can be checked",
        (
            Text(
                f"This report was made from {where} of the building's logbook, incident {shown.record.incident}. Entries are "
                "chained and signed by the box and are never changed. “handbell log verify” says whether the logbook is whole; "
                "“handbell receipt check” compares a reporter's receipt with it, also years later. This paper itself proves nothing."
            ),
        ),
    )
