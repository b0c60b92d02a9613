"""Makes what a superintendent reads first: what happened in two lines, who was hurt, when it happened step by step. Pure."""

from datetime import tzinfo

from msgspec.structs import replace

from appliance.api.records.facts import RecordFacts
from appliance.api.records.naming import Naming
from appliance.core.ground.moment import at
from appliance.exports import gone
from appliance.exports.document import Pairs, Section, Table, Text
from appliance.exports.times import beside, day_and_time, lasting, offset
from appliance.record.derived import whole_seconds
from appliance.record.fields import FIELDS
from appliance.record.schema import Field
from appliance.record.words import FieldId, ItemId, Klass, Status
from appliance.words.kinds import KINDS

_STATUS = {
    Status.DRAFT: "a draft, not submitted yet",
    Status.SUBMITTED: "submitted, not reviewed yet",
    Status.REVIEWED: "submitted and reviewed",
}
NOBODY_KNOWS = "at a time nobody has told"
HURT_GROUP = "injury"
_STEPS = (
    ("shown_after_s", "shown at a desk after"),
    ("acknowledged_after_s", "acknowledged after"),
    ("on_scene_after_s", "help on scene after"),
    ("stood_down_after_s", "stood down after"),
)
_TELLING = ("event_kind", "behavior", "contact_form", "directed_at", "weapon", "room_action")
"""Fields that say in a few words what it was."""


def happened(record_facts: RecordFacts, naming: Naming, zone: tzinfo) -> Section:
    """Make two lines: what was seen, and what people say it was. Nothing is inferred from which button was pressed."""
    record = record_facts.shown.record
    seen = f"{KINDS[record.kind].asked} from {record.room_name} on {day_and_time(record.wall_ms, zone)}."
    if not record_facts.called:
        known = naming.value(FIELDS[FieldId("source")], record_facts.value("source"))
        when = began(record_facts, zone)
        on = f"on {when}" if when else NOBODY_KNOWS
        seen = f"An incident in {record.room_name} {on}. No button was pressed; how it became known: {known}."
    steps = [(says, record_facts.value(field)) for field, says in _STEPS]
    took = [f"{says} {lasting(after)}" for says, after in steps if isinstance(after, int)]
    until_ms = record_facts.value("practice_until")
    if isinstance(until_ms, int):
        until = beside(until_ms, record.wall_ms, zone)
        seen += f" It was practice until {until}; then somebody said that it is real. What follows counts from then."
    if took:
        seen += f" {'; '.join(took).capitalize()}."
    state = f"The record is {_STATUS[record.status]}."
    if record.missing:
        state += f" Still wanted before it can be submitted: {_facts(record.missing)}."
    if record.held:
        state += f" It is preserved: {record_facts.shown.held_for or 'on hold'}."
    destroyed = (Text(f"{each} See “{gone.SECTION}”.") for each in gone.in_short(record_facts.shown, zone))
    return Section("What happened", (Text(seen), Text(_said(record_facts, naming)), Text(state), *destroyed))


def began(record_facts: RecordFacts, zone: tzinfo) -> str:
    """Say when somebody called. If nobody called, when it happened, as people say now; empty if nobody says."""
    return day_and_time(record_facts.began_ms, zone) if record_facts.began_ms is not None else ""


def _facts(count: int) -> str:
    return "1 fact" if count == 1 else f"{count} facts"


def _said(record_facts: RecordFacts, naming: Naming) -> str:
    """Say what people chose, in the words of the lists."""
    found = [(FIELDS[FieldId(field)], record_facts.value(field)) for field in _TELLING]
    told = [f"{field.label}: {naming.value(field, value)}" for field, value in found if value is not None]
    summary = record_facts.value("summary")
    if summary:
        return str(summary)
    if told:
        return f"{'. '.join(told)}."
    if Klass.STUDENT in record_facts.shown.withheld:
        return "What it was is recorded, and not shown to this reader."
    return "What it was has not been written down yet."


def hurt(record_facts: RecordFacts, naming: Naming, zone: tzinfo) -> Section:
    """Give each injury that is shown here. Silence never reads as "nobody was hurt", and destroyed facts never as "nobody wrote it
    down".
    """
    section = _hurt(record_facts, naming)
    medical = gone.of_class(record_facts.shown, Klass.RESTRICTED, zone)
    return replace(section, blocks=(*section.blocks, Text(medical))) if medical else section


def _hurt(record_facts: RecordFacts, naming: Naming) -> Section:
    fields = [field for field in FIELDS.values() if field.group == HURT_GROUP]
    blocks = [
        Pairs(f"Injury {item}", tuple(_rows(record_facts, naming, fields, item)))
        for item in record_facts.items(HURT_GROUP)
    ]
    if blocks:
        return Section("Who was hurt", tuple(blocks))
    if record_facts.value("anyone_hurt") is False:
        return Section("Who was hurt", (Text("Asked whether anybody was hurt, whoever was there said no."),))
    yes = "Asked whether anybody was hurt, whoever was there said yes. " if record_facts.value("anyone_hurt") else ""
    if {Klass.PERSONNEL, Klass.RESTRICTED} & set(record_facts.shown.withheld):
        who = "Who is not" if yes else "Not"
        return Section("Who was hurt", (Text(f"{yes}{who} shown to this reader: see “What is not shown here”."),))
    if yes:
        return Section("Who was hurt", (Text(f"{yes}Who, and how, is not recorded."),))
    return Section("Who was hurt", (Text("No injury is recorded. That does not say that nobody was hurt."),))


def _rows(record_facts: RecordFacts, naming: Naming, fields: list[Field], item: ItemId) -> list[tuple[str, str]]:
    found = [(field, record_facts.newest(field.field, item)) for field in fields]
    return [(field.label, naming.value(field, newest.value)) for field, newest in found if newest is not None]


def timeline(record_facts: RecordFacts, zone: tzinfo) -> Section:
    """Give every line with its seconds since the first line and since the one before."""
    lines = record_facts.shown.timeline
    if not lines:
        return Section("Timeline", (Text("No line of the timeline is shown to this reader."),))
    first, before = lines[0].wall_ms, 0
    rows: list[tuple[str, ...]] = []
    for line in lines:
        since = max(whole_seconds(line.wall_ms - first), 0)
        step = max(since - before, 0)  # computed from the shown seconds, so that the steps add up
        rows.append((beside(line.wall_ms, first, zone), lasting(since), f"+{lasting(step)}", line.line))
        before = since
    says = f"Local time, {offset(first, zone)}, on {at(first, zone):%Y-%m-%d}. Times are those of the box's own clock."
    heads = ("Time", "Since the first", "Since the last", "What was seen")
    return Section(
        "Timeline", (Text(says), Table("What the box saw, and when", heads, tuple(rows), shares=(5, 6, 6, 20)))
    )
