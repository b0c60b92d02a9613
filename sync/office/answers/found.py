"""Finds the sealed answers in what the office collected. Opens records, and no answer: the office has no key for these."""

from appliance.envelope.answers import SEALED_LEN, Place
from appliance.record.events import AnswerSealed
from sync.office import incidents
from sync.office.answers.paper import Kept
from sync.office.opening import Opener
from sync.office.store import Store


def found(store: Store, opener: Opener) -> tuple[Kept, ...]:
    """Give every answer of the district, oldest first. A box may write what it likes: what is not as long as a sealed answer is left
    out.
    """
    names = incidents.buildings(store)
    kept = [
        Kept(
            Place(each.building, told.event.incident, told.event.rule, told.event.about, told.event.asked),
            names.get(each.building, each.building.hex()),
            each.incident.number,
            told.at.wall_ms,
            told.event.reader,
            told.event.sealed,
        )
        for each in incidents.listed(store)
        for told in opener.facts(each.building, each.stream)
        if isinstance(told.event, AnswerSealed) and len(told.event.sealed) == SEALED_LEN
    ]
    return tuple(sorted(kept, key=lambda each: (each.at_ms, each.name, each.number)))
