"""Begin a record of something nobody pressed for: which room, what kind, how it is known, when. Raises no call. Pure."""

from appliance.api.records.messages import OpenRecord
from appliance.flows.flow import AskAgain, Flow
from appliance.flows.known_by import known_ways
from appliance.flows.parts import Given, Option, Part
from appliance.flows.records.answers import HOW_TYPED
from appliance.flows.rooms import room_of, rooms
from appliance.plan.model import Kind
from appliance.record.fields import FIELDS
from appliance.record.schema import Shape
from appliance.record.typed import Wrong, parse
from appliance.record.values import Place
from appliance.record.words import FieldId
from appliance.words.kinds import KINDS

_WHEN = FIELDS[FieldId("occurred_at")]
_HEADING = "A RECORD nobody pressed for"


def beginning(place: Place) -> Flow[OpenRecord]:
    """Make the act. `place` is the zone and the day of whoever types the time. The console adds the name of the writing."""

    def why_no_time(given: Given, text: str) -> str:
        del given
        when = parse(_WHEN, text, place)
        return when.says if isinstance(when, Wrong) else ""

    def make(given: Given) -> OpenRecord | AskAgain:
        when = parse(_WHEN, given.parts["when"], place)
        if isinstance(when, Wrong):
            return AskAgain(when.says, ("when",))
        assert when is None or isinstance(when, int), "it is a time"
        return OpenRecord(
            request=0,
            room=given.parts["room"],
            kind=given.parts["kind"],
            known_by=given.parts["known"],
            occurred_ms=when,
        )

    return Flow(
        "new record",
        make,
        (
            Part(
                "room",
                "In which room was it? Type its name, or part of it.",
                rooms,
                title=lambda _: f"{_HEADING}: where was it? It raises no call.",
                label=lambda _: "Room:",
                narrows=True,
                column=36,
            ),
            Part(
                "kind",
                "What kind of help was needed?",
                _kinds,
                title=lambda given: f"{_about(given)}: what kind of call would it have been?",
            ),
            Part(
                "known",
                "How did it become known?",
                known_ways,
                title=lambda given: f"{_about(given)}: how is it known?",
            ),
            Part(
                "when",
                _WHEN.ask,
                empty=True,
                refuses=why_no_time,
                hint=f"{HOW_TYPED[Shape.WHEN]} Press Enter alone if nobody knows.",
                title=lambda given: f"{_about(given)}: when did it happen?",
                label=lambda _: "10:32, or 2026-09-01 10:32 for another day; empty where nobody knows:",
                enter="writes it down",
            ),
        ),
    )


def _about(given: Given) -> str:
    room = room_of(given.known, given.parts["room"])
    return f"{_HEADING}, {room.name if room else given.parts['room']}"


def _kinds(given: Given) -> tuple[Option, ...]:
    """Offer the kinds of call that somebody could have made. The record itself asks what happened."""
    del given
    return tuple(
        Option(kind, words.title.lower(), (words.title.lower(), kind.value), line=f"{words.title:<10} {words.sentence}")
        for kind, words in KINDS.items()
        if kind is not Kind.TAP_OUT
    )
