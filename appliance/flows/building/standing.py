"""How the building and its rooms stand, as both consoles say it: what is on, what people have to announce, what rooms answered. Pure."""

from appliance.api.board.building import CheckInView, ResponseLine
from appliance.core.building.titles import DIRECTIVES, called
from appliance.core.ground.words import BuildingResponse, RoomAnswer
from appliance.words.times import count, span

IN_DANGER = frozenset({BuildingResponse.LOCKDOWN, BuildingResponse.EVACUATE, BuildingResponse.SHELTER})
"""Responses in which somebody may come to harm where they are; hold and secure keep lessons going."""

NOT_ANNOUNCED = "Handbell does not announce this: use the PA, call 911."
PRACTISED = "This is practice: do NOT call 911. Handbell does not announce it: use the PA."


def in_a_lockdown(on: ResponseLine) -> bool:
    """Whether it is a real lockdown: nobody should be in the hall."""
    return on.response is BuildingResponse.LOCKDOWN and not on.practice


def to_announce(*, practice: bool) -> str:
    """What people have to say themselves, and to whom."""
    return PRACTISED if practice else NOT_ANNOUNCED


def gives_way(on: ResponseLine | None, word: str) -> str:
    """What becomes of the response that is on when the one of this name begins, as a sentence; empty where none is on."""
    if on is None:
        return ""
    was = _called(on)
    return f"{was} is on already." if was == word else f"{was} ends then."


def response_banner(on: ResponseLine, passed_ms: int) -> str:
    """What the building does now, for how long, and that it is for people to say so."""
    said = "This is practice." if on.practice else "Not announced: PA, 911."
    return f"{_called(on)} {span(on.age_ms + passed_ms)}: {_what(on)} {said}"


def response_spoken(on: ResponseLine) -> str:
    """What the building does now, as a sentence."""
    return f"{_called(on)}: {_what(on)}"


def _called(on: ResponseLine) -> str:
    return called(on.response, practice=on.practice)


def _what(on: ResponseLine) -> str:
    return on.detail or DIRECTIVES[on.response]


def check_in_words(check_in: CheckInView, passed_ms: int) -> str:
    """How the rooms stand, silence first."""
    practice = "DRILL " if check_in.practice else ""
    silent, needy, safe = _counts(check_in)
    counts = f"{silent} NO ANSWER, {count(needy, 'needs help', 'need help')}, {safe} safe of {len(check_in.rooms)}"
    return f"{practice}ROOM CHECK-IN {span(check_in.age_ms + passed_ms)}: {counts}"


def check_in_spoken(check_in: CheckInView) -> str:
    """How the rooms stand as a sentence, silence first."""
    drill = "Drill room check-in" if check_in.practice else "Room check-in"
    silent, needy, safe = _counts(check_in)
    stand = f"{count(needy, 'needs', 'need')} help, {count(safe, 'is', 'are')} safe"
    return f"{drill}: {silent} of {len(check_in.rooms)} rooms have not answered, {stand}."


def _counts(check_in: CheckInView) -> tuple[int, int, int]:
    """How many rooms are silent, need help, are safe."""
    silent, needy, safe = (check_in.count(answer) for answer in RoomAnswer)
    return silent, needy, safe
