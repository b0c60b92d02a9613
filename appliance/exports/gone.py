"""Says in words what was destroyed of a record: every reader is told what, when, and under which certificate. Pure; knows no key."""

from datetime import tzinfo

from appliance.api.records.messages import DestroyedView, RecordShown
from appliance.api.records.naming import KLASSES
from appliance.core.ground.moment import at
from appliance.exports.document import Section, Text
from appliance.exports.times import short
from appliance.plan.mistakes import counted
from appliance.record.transcript import CLASSES
from appliance.record.words import Klass

SECTION = "What was destroyed"
_LEFT = (
    "This building has no key left that opens it. The sealed entries still stand in the logbook, so that the chain can be"
    " checked, and so can a receipt for an account. Everything else in this record is as it was."
)


def section(shown: RecordShown, zone: tzinfo) -> tuple[Section, ...]:
    """Make a section with one paragraph for each certificate; no section if nothing was destroyed."""
    if not shown.destroyed:
        return ()
    told = tuple(
        block
        for each in shown.destroyed
        for block in (
            *(Text(f"Class {KLASSES[klass]}.", strong=True) for klass in each.classes),
            Text(f"{_when(each, zone)}: {_counted(each)}, by the district's rule “{each.rule}”."),
            *(Text(sentence) for sentence in of_copies(each, zone)),
        )
    )
    return (Section(SECTION, (*told, Text(_LEFT))),)


def in_short(shown: RecordShown, zone: tzinfo) -> tuple[str, ...]:
    """Give a line for each certificate: "Medical facts: destroyed on 2032-01-05, under certificate 412."."""
    return tuple(f"{what(each.classes)}: {_destroyed_on(each, zone)}." for each in shown.destroyed)


def of_class(shown: RecordShown, klass: Klass, zone: tzinfo) -> str:
    """Give the same line for one class, if it was destroyed; otherwise an empty text."""
    found = [each for each in shown.destroyed if klass in each.classes]
    return f"{what((klass,))}: {_destroyed_on(found[-1], zone)}." if found else ""


def of_copies(each: DestroyedView, zone: tzinfo) -> tuple[str, ...]:
    """Say what became of the destroyed facts in the places to which the record was copied: the certificate speaks only for this box."""
    return tuple(
        f"A copy of them may survive {fate.place}."
        if fate.wall_ms is None
        else f"The copy of them {fate.place} was overwritten by {short(fate.wall_ms, zone)}."
        for fate in each.copies
    )


def what(classes: tuple[Klass, ...]) -> str:
    """Name the classes: "Medical facts"."""
    words = ", ".join(CLASSES[klass] for klass in classes)
    return words[:1].upper() + words[1:]


def _destroyed_on(each: DestroyedView, zone: tzinfo) -> str:
    return f"destroyed on {at(each.wall_ms, zone):%Y-%m-%d}, under certificate {each.entry}"


def _when(each: DestroyedView, zone: tzinfo) -> str:
    moment = at(each.wall_ms, zone)
    day = f"{moment:%A} {moment.day} {moment:%B %Y}"
    return f"Destroyed on {day}, under certificate {each.entry}, which is entry {each.entry} of the building's logbook"


def _counted(each: DestroyedView) -> str:
    return f"{counted(each.keys, 'key')} and {counted(each.wraps, 'wrap')}"
