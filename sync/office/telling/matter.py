"""Says what somebody outside the office is told of: a matter, and one telling of it. Pure; names no person, no room and no kind of call."""

import enum
import json
from datetime import UTC, datetime

import msgspec

from sync.office.kinds import TIME_MS_MAX


class Kind(enum.StrEnum):
    """What a matter is about, as programs read it."""

    CALL_TOO_OLD = "call_too_old"
    CALL_NOT_TAKEN = "call_not_taken"
    OPENED_OVERDUE = "opened_overdue"
    BUILDING_SILENT = "building_silent"
    DISTRICT_AWAY = "district_away"
    DOUBT = "doubt"
    CERTIFICATE_ENDING = "certificate_ending"
    TRIAL = "trial"


WORDS = {
    Kind.CALL_TOO_OLD: "call open for too long",
    Kind.CALL_NOT_TAKEN: "call that nobody took",
    Kind.OPENED_OVERDUE: "*opened* overdue",
    Kind.BUILDING_SILENT: "building silent",
    Kind.DISTRICT_AWAY: "district's server away",
    Kind.DOUBT: "doubt",
    Kind.CERTIFICATE_ENDING: "certificate ending",
    Kind.TRIAL: "a trial",
}


class State(enum.StrEnum):
    """Whether a telling is the first, a reminder because it goes on, or the last because it is over."""

    BEGUN = "begun"
    STILL = "still"
    OVER = "over"


class Matter(msgspec.Struct, frozen=True):
    """Something that is so now. `id` stays the same for the same thing. `since_ms` is None where it is only known since the office saw it.
    It is told once it has stood for `stands_ms`, because many troubles end by themselves sooner.
    """

    id: str
    kind: Kind
    says: str
    do: str = ""
    """What must be done about it while it goes on."""
    since_ms: int | None = None
    stands_ms: int = 0
    building: str = ""
    """The building's id in hex, empty for a matter about no building; the same holds for `name`."""
    name: str = ""
    incident: int | None = None
    """The incident's number, as people say it."""


class Telling(msgspec.Struct, frozen=True):
    """One thing to tell, once by every channel."""

    matter: Matter
    state: State
    since_ms: int
    at_ms: int
    """The time from which it must be told."""

    @property
    def says(self) -> str:
        """Its text for people, in one or a few sentences."""
        do = "" if self.state is State.OVER else self.matter.do
        return f"{_BEFORE[self.state]}{self.matter.says} {do}".rstrip()


def as_json(telling: Telling) -> bytes:
    """Give one line of JSON: snake_case, times in UTC as in RFC 3339."""
    matter = telling.matter
    found = {
        "id": matter.id,
        "kind": matter.kind.value,
        "state": telling.state.value,
        "building_id": matter.building or None,
        "building_name": matter.name or None,
        "incident": matter.incident,
        "since": rfc3339(telling.since_ms),
        "at": rfc3339(telling.at_ms),
        "says": telling.says,
    }
    return json.dumps(found, ensure_ascii=False).encode(errors="replace") + b"\n"


def as_line(telling: Telling) -> str:
    """Give a line for a file that people and programs read: time, state, kind, id, and then the text."""
    matter = telling.matter
    return f"{rfc3339(telling.at_ms)} {telling.state} {matter.kind} {matter.id} {telling.says}"


def rfc3339(at_ms: int) -> str:
    """Give a time to the second. A time that no calendar has becomes the nearest one that a calendar has."""
    at = datetime.fromtimestamp(min(max(at_ms, 0), TIME_MS_MAX) // 1000, UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


_BEFORE = {State.BEGUN: "", State.STILL: "Still so: ", State.OVER: "Over: "}
