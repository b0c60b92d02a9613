"""Says which classes of content a reading shows, for the log of readings. Pure; shows nothing itself."""

from collections.abc import Iterable, Sequence

from appliance.api.contents import TABLE, Content
from appliance.core.ground.place import Place
from appliance.record.events import AnyEvent, klass_of
from appliance.record.words import Klass
from sync.office.incidents import Found
from sync.office.opening import Told
from sync.office.readers.log import What


def of_record(found: Found, facts: Sequence[Told]) -> str:
    """Give the classes of a record shown whole."""
    known = {klass for each in facts for klass in (klass_of(each.event), *_of_notes(each.event))} | {Klass.OPERATIONAL}
    return _written(known | _of_place(found))


def of_lines(command: str, found: Iterable[Found]) -> list[What]:
    """Give the readings of a list with a line for each incident: only lines that show more than class A. A place in words may tell of a
    child, as notes may.
    """
    return [
        What(command, each.building, each.incident.number, _written({Klass.OPERATIONAL} | _of_place(each)))
        for each in found
        if _of_place(each)
    ]


def _of_notes(event: AnyEvent) -> set[Klass]:
    """Words written about a call are sealed with everything that happens live, and may hold facts about a student."""
    fields = (field for field, content in TABLE.get(type(event), {}).items() if content is Content.NOTES)
    written = (getattr(event, field) for field in fields)
    return {Klass.STUDENT} if any(each.words if isinstance(each, Place) else each for each in written) else set()


def _of_place(found: Found) -> set[Klass]:
    return {Klass.STUDENT} if found.incident.place.words else set()


def _written(classes: set[Klass]) -> str:
    return "".join(sorted(each.value for each in classes))
