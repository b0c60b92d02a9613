"""A record to export: a bite in a hallway, told by two people and amended once, as two different readers are shown it."""

from collections import Counter
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from appliance.api.records.messages import (
    DestroyedView,
    FactView,
    Hidden,
    LeftOut,
    MissingView,
    RecordLine,
    RecordShown,
    TimelineView,
    VersionView,
)
from appliance.core.district.copies import Fate
from appliance.exports.report import Printed
from appliance.plan.ids import IncidentId
from appliance.plan.model import Kind
from appliance.record.fields import FIELDS
from appliance.record.words import FieldId, ItemId, Klass, Part, Status, Value

DENVER = ZoneInfo("America/Denver")
CALLED_MS = 1_788_280_265_000
"""2026-09-01 10:31:05 in Denver."""
PRINTED = Printed(at_ms=CALLED_MS + 3 * 3_600_000, zone=ZoneInfo("UTC"), reader="Ana Núñez (principal)")

ACCOUNT = (
    "I walked the line to lunch. At the north stairs a student pulled away and hit the wall.\n\n"
    "I said: let us sit. The student bit my left forearm & would not let go. <It bled.> Mr Nguyễn came within a minute.\n"
    "李 is how the family writes it."
)
BEFORE = "transition"
AFTER = "I am not sure about the time: the bell had rung."


def version(value: Value, by: str, after_s: int, entry: int, why: str = "") -> VersionView:
    return VersionView(value=value, by=by, wall_ms=CALLED_MS + after_s * 1000, entry=entry, why=why)


def fact(
    field: str, value: Value, item: str = "", by: str = "M. Okafor", after_s: int = 1800, entry: int = 40
) -> FactView:
    system = FIELDS[FieldId(field)].part is Part.SYSTEM
    told = VersionView(value=value, by="Handbell", wall_ms=0, entry=0) if system else version(value, by, after_s, entry)
    return FactView(field=FieldId(field), item=ItemId(item), versions=(told,), system=system)


FACTS = (
    fact("incident_id", "0198f-bite"),
    fact("mode", "actual"),
    fact("timezone", "America/Denver"),
    fact("room_name", "Hallway north"),
    fact("received_at", CALLED_MS),
    fact("shown_after_s", 0),
    fact("acknowledged_after_s", 4),
    fact("on_scene_after_s", 71),
    fact("stood_down_after_s", 543),
    fact("outcome", "attended"),
    fact("event_kind", "happened"),
    FactView(
        field=FieldId("occurred_at"),
        item=ItemId(""),
        versions=(
            version(CALLED_MS, "M. Okafor", 1800, 41),
            version(CALLED_MS - 120_000, "A. Núñez", 5400, 77, "The camera's clock says two minutes before."),
        ),
    ),
    fact("behavior", "battery"),
    fact("contact_form", ("bit", "struck")),
    fact("directed_at", ("staff",)),
    fact("weapon", ("none",)),
    fact("anyone_hurt", True),
    fact("restraint_used", False),
    fact("room_action", ("none",)),
    fact("doing_before", "Walking the class to lunch; the bell had just rung."),
    fact("person.role", "involved", "p1"),
    fact("person.student_name", "Zoë Lindqvist-Őry", "p1"),
    fact("person.role", "affected", "p2"),
    fact("person.staff_name", "Mercy Okafor", "p2"),
    fact("injury.person", "p2", "i1"),
    fact("injury.level", "minor", "i1"),
    fact("injury.treatment", ("nurse",), "i1", by="the nurse"),
    FactView(field=FieldId("account.text"), item=ItemId("a1"), versions=(version(ACCOUNT, "reporter r1", 1700, 39),)),
    fact("account.reporter", "r1", "a1"),
    fact("reporter.name", "Mercy Okafor", "r1"),
    FactView(field=FieldId("account.addition"), item=ItemId("a1"), versions=(version(AFTER, "reporter r1", 7200, 90),)),
    fact("account.agrees", "amend", "a1"),
    fact("notice.who", "the mother", "n1", by="the front office"),
    fact("notice.method", "phone", "n1", by="the front office"),
)

_LINES = (
    (0, "Call 12: emergency call in Hallway north, pressed on the wall button."),
    (0, "Shown and sounding at Front office."),
    (4, "Acknowledged at Front office."),
    (22, "The team lead was sent."),
    (71, "Help is on scene."),
    (543, "Stood down: attended. A person saw the room."),
)
TIMELINE = tuple(
    TimelineView(wall_ms=CALLED_MS + after * 1000, entry=20 + number, line=line)
    for number, (after, line) in enumerate(_LINES)
)

MISSING = (
    MissingView(
        field=FieldId("time_context"),
        item=ItemId(""),
        says="Every incident says what part of the day it was.",
        minimal=True,
    ),
    MissingView(
        field=FieldId("injury.body_part"), item=ItemId("i1"), says="Somebody was hurt, so say where.", minimal=False
    ),
)


def bite(withheld: tuple[Klass, ...] = (), **changed: object) -> RecordShown:
    """Make the record as the daemon sends it to a reader who may not see these classes."""
    left = Counter(klass for each in FACTS if (klass := FIELDS[each.field].klass) in withheld)
    shown = RecordShown(
        request=1,
        record=RecordLine(
            incident=IncidentId("0198f-bite"),
            number=12,
            room_name="Hallway north",
            kind=Kind.EMERGENCY,
            wall_ms=CALLED_MS,
            status=Status.SUBMITTED,
            missing=1,
            held=False,
        ),
        facts=tuple(each for each in FACTS if FIELDS[each.field].klass not in withheld),
        timeline=TIMELINE,
        missing=tuple(each for each in MISSING if FIELDS[each.field].klass not in withheld),
        withheld=withheld,
        left_out=tuple(LeftOut(what=Hidden.FACTS, klass=klass, count=left[klass]) for klass in sorted(left)),
        writes=(),
        acts=(),
        building="Fox Hollow Elementary",
        address="2100 Larkspur Way, Marigold, CO 80000",
    )
    return replace(shown, **changed)


DESTROYED = DestroyedView(
    wall_ms=CALLED_MS + 6 * 365 * 86_400_000,
    entry=4711,
    classes=(Klass.RESTRICTED,),
    keys=2,
    wraps=5,
    rule="injury, 5 years after the end of that year",
    copies=(
        Fate("on the USB stick Kingston", CALLED_MS + 6 * 365 * 86_400_000 + 3_600_000),
        Fate("on an older stick", None),
    ),
)
"""2032-08-30, in Denver."""


def years_later() -> RecordShown:
    """Make the same record after its medical facts are gone."""
    return bite(
        facts=tuple(each for each in FACTS if FIELDS[each.field].klass is not Klass.RESTRICTED), destroyed=(DESTROYED,)
    )


def long_record() -> RecordShown:
    """Make the same record with three accounts more, of two printed pages each."""
    words = "The class was on its way to lunch and I walked behind it. " * 110
    told = tuple(fact("account.text", words, f"a{number}") for number in (2, 3, 4))
    return bite(facts=(*FACTS, *told))
