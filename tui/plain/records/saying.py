"""How the plain console says records: in a list, one as it stands, what stood in a field, who read it. Pure.

Nothing said of a record tells who called or who reported, unless the box itself wrote it there.
"""

from datetime import tzinfo

from appliance.api.records.facts import wanted_elsewhere
from appliance.api.records.messages import RecordLine, VersionView, ViewView
from appliance.api.records.statements import statement_of, statements
from appliance.core.ground.moment import at
from appliance.exports.gone import of_copies, what
from appliance.exports.left_out import in_short
from appliance.flows.communications.saying import heading
from appliance.flows.communications.saying import in_short as in_short_of
from appliance.flows.records.amending import group_of, spots
from appliance.flows.records.first_reading import lines as first_readings
from appliance.flows.records.sheet import Sheet, Where
from appliance.flows.records.standing import standing
from appliance.record.fields import FIELDS, GROUPS
from appliance.record.schema import Field, Shape
from appliance.record.statements import Statement
from appliance.record.transcript import CLASSES
from appliance.record.values import Place, show
from appliance.record.words import FieldId, ItemId, Value
from appliance.words.kinds import kind_words
from appliance.words.times import count

SAID_MAX = 10
"""More are minutes of speech: the newest ones, and how many there are besides."""
WITHHELD = (
    "Whoever may read them signs in and types: pin. Whoever told an account comes back with its code: code {number}"
)
_NOT_SAID = frozenset(
    map(
        FieldId,
        (
            *("incident_id", "school", "status", "amendments", "timezone", "room", "room_name", "floor", "presses"),
            *("pressed_at", "shown_at", "acknowledged_at", "dispatched_at", "confirmed_at", "on_scene_at"),
            *("stood_down_at", "call_kind", "account.reporter", "reporter.person"),
            *("account.first_reader", "account.first_reader_person", "account.first_reader_until"),
        ),
    )
)
"""What the first sentence says already, and what the log says better: type log and the number."""


def listed(lines: tuple[RecordLine, ...], zone: tzinfo, *, unfinished: bool = True, everything: bool) -> list[str]:
    """Records that wait for something, or those that wait for nothing any more; the newest first."""
    if not lines:
        return ["No record waits for anything." if unfinished else "No record is finished."]
    state, more = ("not finished", "records all") if unfinished else ("finished", "records finished all")
    said = lines if everything else lines[:SAID_MAX]
    left = len(lines) - len(said)
    return [
        f"{count(len(lines), 'record is', 'records are')} {state}, the newest first.",
        *(f"{named(line, zone)} {standing(line).sentence}" for line in said),
        *([f"{left} more are older. To hear them, type: {more}"] if left else []),
        "To say what happened in one, type tell and its number. To hear one, type record and its number.",
    ]


def named(line: RecordLine, zone: tzinfo) -> str:
    """`Record 12, Room B204, assist, November 24, 2026 at 10:32.`"""
    return f"Record {line.number}, {line.room_name}, {kind_words(line.kind)}, {when(line.wall_ms, zone)}."


def whole(sheet: Sheet) -> list[str]:
    """Everything that may be told of it here, and what is still wanted."""
    line = sheet.shown.record
    held = [f"It is held because: {sheet.shown.held_for.rstrip('.')}."] if sheet.shown.held_for else []
    return [
        f"{named(line, sheet.zone)} {standing(line).sentence}",
        *held,
        *first_readings(sheet.shown, sheet.zone),
        *(fact(sheet, at) for at in spots(sheet) if at[0] not in _NOT_SAID and not _goes_without_saying(sheet, at)),
        *(f"The statement {heading(its)}: {in_short_of(its)}." for its in _statements(sheet)),
        *withheld(sheet),
        *destroyed(sheet),
        *wanted(sheet),
    ]


def _statements(sheet: Sheet) -> list[Statement]:
    """Statements as they stand: their facts alone do not say whether one is final."""
    return [statement_of(sheet.reading, item) for item in statements(sheet.reading)]


def _goes_without_saying(sheet: Sheet, at: Where) -> bool:
    """A real call that somebody answered: only the other is worth a sentence."""
    return (at[0], sheet.value(*at)) in {("mode", "actual"), ("nobody_acknowledged", False)}


def fact(sheet: Sheet, at: Where) -> str:
    """`Began: 2026-11-24 10:32:00.`"""
    versions = sheet.versions(*at)
    says = in_words(sheet, FIELDS[at[0]], versions[-1].value)
    again = (
        f" It was changed: to hear how, type: history of {FIELDS[at[0]].label.casefold()}" if len(versions) > 1 else ""
    )
    return f"{named_spot(sheet, at)}: {says.rstrip('.')}.{again}"


def named_spot(sheet: Sheet, at: Where) -> str:
    """A field as people call it, and of whom or what."""
    label, item = FIELDS[at[0]].label, at[1]
    if not item:
        return label
    name = called(sheet, group_of(at)).get(item, item)
    name = name[:1].upper() + name[1:]
    return name if label.casefold() == GROUPS[group_of(at)].one else f"{name}, {label.casefold()}"


def called(sheet: Sheet, group: str) -> dict[ItemId, str]:
    """What people call the items of a group: people as reports do, without the token; all else, and two alike, by number."""
    names = {item: name.removesuffix(f" ({item})") for item, name in sheet.called(group).items()}
    alike = list(names.values())
    one = GROUPS[group].one if group in GROUPS else group
    return {
        item: name
        if group == "person" and name != one and alike.count(name) == 1
        else f"{_kind(name, one, group)} {number}"
        for number, (item, name) in enumerate(names.items(), 1)
    }


def _kind(name: str, one: str, group: str) -> str:
    return name if group == "person" else one


def place(sheet: Sheet, group: str) -> Place:
    """Where and when somebody types here, and how the items of a group are called."""
    at_sheet = sheet.place
    return Place(at_sheet.zone, at_sheet.day, called(sheet, group))


def in_words(sheet: Sheet, field: Field, value: Value) -> str:
    """A value as people say it."""
    if field.shape is Shape.WHEN and isinstance(value, int):
        return when(value, sheet.zone)
    return show(field, value, place(sheet, field.of_group)) or "taken out again"


def when(wall_ms: int, zone: tzinfo) -> str:
    """`November 24, 2026 at 10:32`."""
    return f"{day(wall_ms, zone)} at {at(wall_ms, zone):%H:%M}"


def day(wall_ms: int, zone: tzinfo) -> str:
    """`November 24, 2026`."""
    moment = at(wall_ms, zone)
    return f"{moment:%B} {moment.day}, {moment.year}"


def withheld(sheet: Sheet) -> list[str]:
    """What is there and not told here, and how it may be heard."""
    if not sheet.shown.left_out:
        return []
    return [f"Not told here: {in_short(sheet.shown)}. {WITHHELD.format(number=sheet.shown.record.number)}"]


def destroyed(sheet: Sheet) -> list[str]:
    """What nobody can be told any more, since when, and what certifies it."""
    return [
        f"{what(each.classes)}: destroyed on {day(each.wall_ms, sheet.zone)}, under certificate {each.entry}, by the district's rule:"
        f" {each.rule}. This building has no key to it any more.{''.join(f' {said}' for said in of_copies(each, sheet.zone))}"
        for each in sheet.shown.destroyed
    ]


def wanted(sheet: Sheet) -> list[str]:
    """What is still wanted, and how to answer it."""
    found = [each for each in sheet.shown.missing if sheet.value(each.field, each.item) is None]
    minimal = [each for each in found if each.minimal]
    said = [f"Still wanted: {each.says}" for each in minimal]
    said += [f"Wanted as well: {each.says}" for each in found if not each.minimal]
    elsewhere, number = wanted_elsewhere(sheet.shown), sheet.shown.record.number
    said += [f"{count(elsewhere, 'fact is', 'facts are')} wanted in parts that others write."] if elsewhere else []
    how = [
        f"To answer what whoever was there is asked, type: tell {number}",
        f"To fill in what is yours to write, type: fill {number}",
    ]
    ready = f"Nothing more is wanted. To submit it, type: submit {number}"
    return [*said, *how] if said else [ready] if "submit" in sheet.shown.acts else []


def history(sheet: Sheet, at: Where) -> list[str]:
    """Everything that stood in a field: who wrote it, when and why, and each text whole."""
    return [sentence for each in enumerate(sheet.versions(*at), 1) for sentence in _version(sheet, at, *each)]


def views(found: tuple[ViewView, ...], zone: tzinfo) -> list[str]:
    """Who read it, oldest first."""
    if not found:
        return ["Nobody has read it beyond what happened and their own words."]
    return [_view(each, zone) for each in found]


def _version(sheet: Sheet, at: Where, number: int, version: VersionView) -> list[str]:
    written = f" on {when(version.wall_ms, sheet.zone)}" if version.wall_ms else ""
    why = f" Why: {version.why.rstrip('.')}." if version.why else ""
    says = in_words(sheet, FIELDS[at[0]], version.value)
    return [f"Version {number}, written by {version.by}{written}.{why}", *says.split("\n")]


def _view(view: ViewView, zone: tzinfo) -> str:
    classes = ", ".join(CLASSES[klass] for klass in view.classes)
    glass = f" The glass was broken, because: {view.reason.rstrip('.')}." if view.glass_broken else ""
    return f"On {when(view.wall_ms, zone)}, {view.by} read {classes}.{glass}"
