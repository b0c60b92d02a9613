"""What somebody outside the office is told of: a matter, and one telling of it. Pure; names no person, no room and no kind of call."""

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
    """Whether it is told first, told again because it goes on, or is over."""

    BEGUN = "begun"
    STILL = "still"
    OVER = "over"


class Matter(msgspec.Struct, frozen=True):
    """Something that is so now. `id` stays the same for the same thing. `since_ms` is None where only the office's seeing it says when.
    It is told once it stood for `stands_ms`: before that much mends itself.
    """

    id: str
    kind: Kind
    says: str
    do: str = ""
    """What is to be done about it, for as long as it is so."""
    since_ms: int | None = None
    stands_ms: int = 0
    building: str = ""
    """Its id in hex; empty for what is about no building. So is its name."""
    name: str = ""
    incident: int | None = None
    """Its number, as people say it."""


class Telling(msgspec.Struct, frozen=True):
    """One thing to be told, by every channel once."""

    matter: Matter
    state: State
    since_ms: int
    at_ms: int
    """When this came to be owed."""

    @property
    def says(self) -> str:
        """In one sentence or a few, for people."""
        do = "" if self.state is State.OVER else self.matter.do
        return f"{_BEFORE[self.state]}{self.matter.says} {do}".rstrip()


def as_json(telling: Telling) -> bytes:
    """One line, snake_case, times in UTC as RFC 3339 has them."""
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
    """For a file that people and programs read: time, state, kind, id, and then what is said."""
    matter = telling.matter
    return f"{rfc3339(telling.at_ms)} {telling.state} {matter.kind} {matter.id} {telling.says}"


def rfc3339(at_ms: int) -> str:
    """To the second. What no calendar has is the nearest that one has."""
    at = datetime.fromtimestamp(min(max(at_ms, 0), TIME_MS_MAX) // 1000, UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


_BEFORE = {State.BEGUN: "", State.STILL: "Still so: ", State.OVER: "Over: "}
