"""A room clear: a class is sent to another room, counted there, and no longer waited for. Pure."""

import enum
import re

from appliance.api.board.clears import ClearLine
from appliance.core.room_clear.clearing import WALKS_CHARACTERS_MAX
from appliance.core.room_clear.commands import BeginClear, CountHere, EndClear
from appliance.flows.building.clear_words import counted, in_a_list
from appliance.flows.building.standing import in_a_lockdown
from appliance.flows.flow import AskAgain, Flow
from appliance.flows.known import Known
from appliance.flows.parts import Given, Option, Part
from appliance.flows.rooms import COLUMN, LABEL, floor_words, found_by, room_names, room_of, rooms
from appliance.plan.ids import ClearId, RoomId

BUDDY = "buddy"
THEIR_TEACHER = "their teacher"
"""What an empty answer means: in most schools the teacher walks with the class."""
NOT_A_NUMBER = "Type a number, such as 24; or both, such as 22 of 24."
IT_IS_OVER = "That room clear is over."
DONE = "Done. Every desk shows it."
_CHILDREN = r"(?: +(?:children|child|kids|kid|students|student|pupils|pupil))?"
_NUMBERS = re.compile(
    rf"(?P<here>\d{{1,4}}){_CHILDREN}(?: *(?:out of|of|/) *(?P<expected>\d{{1,4}}){_CHILDREN})?(?: +(?:are )?(?:here|there))?",
    re.ASCII | re.IGNORECASE,
)
"""Nothing else may stand beside a number: "2 missing" and "24 but one" are no count of children who are there."""


class Wanted(enum.StrEnum):
    """What somebody does about a clear."""

    BEGIN = "begin"
    HERE = "here"
    END = "end"


type What = tuple[Wanted, ClearId | None]
"""What is done, and about which clear; None where another one begins."""
type ClearAct = BeginClear | CountHere | EndClear


def what_now(given: Given) -> tuple[Option, ...]:
    """What can be done now: counting first, since somebody waits for it."""
    known = given.known
    lines, hides = _lines(known), _hides(known)
    return (
        *(_here(each, known.passed_ms, several=len(lines) > 1, hides=hides) for each in lines),
        Option(
            (Wanted.BEGIN, None), "another: clear another room", ("another", "begin", "new"), line="Clear another room"
        ),
        *(_end(each, several=len(lines) > 1, hides=hides) for each in lines),
    )


def cleared(given: Given) -> tuple[Option, ...]:
    """Every room of the plan. Rooms with an open call stand first: there it is most likely."""
    calling = {each.room for each in given.known.calls}
    return tuple(sorted(rooms(given), key=lambda option: option.value not in calling))


def goes_to(given: Given) -> tuple[Option, ...]:
    """The buddy room first, then every other room. A room that calls for help itself, or is cleared itself, says so."""
    buddy, facts = _buddy(given), given.known.facts
    calling = {each.room for each in given.known.calls if not each.drill}
    leaving = {each.room for each in _lines(given.known) if not each.practice}
    others = [each for each in (facts.rooms if facts else ()) if each.room != given.parts.get("room")]
    return tuple(
        Option(
            each.room,
            f"{each.name}{', the buddy room' * (each.room == buddy)}{', which has a call itself' * (each.room in calling)}"
            f"{', which is cleared itself' * (each.room in leaving)}",
            (*room_names(each), *((BUDDY,) if each.room == buddy else ())),
            first=each.room == buddy,
            line=f"{each.name}\t{'BUDDY ROOM, ' * (each.room == buddy)}{'HAS A CALL, ' * (each.room in calling)}"
            f"{'IS CLEARED, ' * (each.room in leaving)}{floor_words(each)}",
            found_by=found_by(each),
        )
        for each in sorted(others, key=lambda each: each.room != buddy)
    )


def earnest(given: Given) -> tuple[Option, ...]:
    """Part of the drill, or real. Practice stands first, where a slip does the least."""
    drill = given.known.view.drill if given.known.view else None
    name = drill.name if drill else ""
    return (
        Option(
            True, "practice: it ends with the drill", ("practice", "drill"), line=f"PRACTICE: part of the drill {name}"
        ),
        Option(False, "real", ("real",), line="REAL: the class really goes"),
    )


def who_walks(given: Given) -> tuple[str, ...]:
    """People of the plan who can walk with a class now: any other name may be typed."""
    return (THEIR_TEACHER, *(each.name for each in given.known.people()))


def _lines(known: Known) -> tuple[ClearLine, ...]:
    return known.view.clears if known.view else ()


def _hides(known: Known) -> bool:
    response = known.view.response if known.view else None
    return response is not None and in_a_lockdown(response)


def _about(known: Known, clear: ClearId | None) -> ClearLine | None:
    return next((each for each in _lines(known) if each.clear == clear), None)


def _here(line: ClearLine, passed_ms: int, *, several: bool, hides: bool) -> Option:
    names = (f"here {line.room_name}", f"here {line.room}")
    return Option(
        (Wanted.HERE, line.clear),
        f"here: count who of {line.room_name} is in {line.to_name}",
        names if several else ("here", "count", *names),
        line=f"COUNT {in_a_list(line, passed_ms, hides=hides)}",
    )


def _end(line: ClearLine, *, several: bool, hides: bool) -> Option:
    names = (f"end {line.room_name}", f"end {line.room}")
    return Option(
        (Wanted.END, line.clear),
        f"end: {line.room_name} is waited for no longer",
        names if several else ("end", "over", *names),
        line=f"END it: {line.room_name}, {counted(line, hides=hides)}",
    )


def _what(given: Given) -> What:
    return given.parts.get("what") or (Wanted.BEGIN, None)


def _begins(given: Given) -> bool:
    return _what(given)[0] is Wanted.BEGIN


def _buddy(given: Given) -> RoomId | None:
    room = room_of(given.known, given.parts.get("room", RoomId("")))
    return room.buddy if room is not None and room.buddy else None


def _asks_where(given: Given) -> str:
    buddy = _buddy(given)
    room = room_of(given.known, buddy) if buddy else None
    asked = "Which room does the class go to? Type its name, or part of it."
    return f"{asked} For the buddy room, {room.name}, type: {BUDDY}" if room else asked


def _no_drill(given: Given) -> bool:
    return not _begins(given) or not (given.known.view and given.known.view.drill)


def _follows(given: Given) -> tuple[tuple[ClearId, int | None, bool], ...]:
    """Which clears are asked about, and how far each is."""
    return tuple((each.clear, each.here, each.pressed) for each in _lines(given.known))


def _room_name(given: Given) -> str:
    room = room_of(given.known, given.parts.get("room", RoomId("")))
    return room.name if room else str(given.parts.get("room", RoomId("")))


def _counts(given: Given) -> str:
    line = _about(given.known, _what(given)[1])
    if line is None:
        return IT_IS_OVER
    of = f" of {line.expected}" if line.expected else ""
    return f"How many{of} are in {line.to_name}? Such as 22, or 22 of 24"


def _walks_wrong(given: Given, text: str) -> str:
    del given
    long = len(" ".join(text.split())) > WALKS_CHARACTERS_MAX
    return f"Use at most {WALKS_CHARACTERS_MAX} characters." if long else ""


def _no_number(given: Given, text: str) -> str:
    del given
    return "" if not text.strip() or _NUMBERS.fullmatch(text.strip()) else NOT_A_NUMBER


def _make(given: Given) -> ClearAct | AskAgain | str:
    wanted, clear = _what(given)
    if wanted is Wanted.BEGIN:
        return _begin(given)
    line = _about(given.known, clear)
    if line is None:
        return IT_IS_OVER
    return EndClear(clear=line.clear) if wanted is Wanted.END else _count(given, line)


def _begin(given: Given) -> BeginClear | AskAgain:
    typed = given.parts["expected"].strip()
    number = _NUMBERS.fullmatch(typed)
    if typed and number is None:
        return AskAgain(NOT_A_NUMBER, ("expected",), may_be_dropped=True)
    return BeginClear(
        room=given.parts["room"],
        to=given.parts["to"],
        walks=given.parts["walks"] or THEIR_TEACHER,
        expected=int(number["expected"] or number["here"]) if number else 0,
        practice=given.parts["practice"] is True,
    )


def _count(given: Given, line: ClearLine) -> CountHere | AskAgain:
    number = _NUMBERS.fullmatch(given.parts["count"].strip())
    if number is None:
        return AskAgain(NOT_A_NUMBER, ("count",), may_be_dropped=True)
    return CountHere(clear=line.clear, here=int(number["here"]), expected=int(number["expected"] or 0))


ROOM_CLEAR: Flow[ClearAct] = Flow(
    "room clear",
    _make,
    (
        Part(
            "what",
            "What do you do?",
            what_now,
            skipped=lambda given: not _lines(given.known),
            title=lambda _: "ROOM CLEAR: keep the hall free until the class is there",
            follows=_follows,
            gone=lambda _: "Something came in between.",
        ),
        Part(
            "room",
            "Which room is cleared? Type its name, or part of it.",
            cleared,
            skipped=lambda given: not _begins(given),
            title=lambda _: "ROOM CLEAR: which class leaves its room?",
            label=lambda _: LABEL,
            narrows=True,
            column=COLUMN,
        ),
        Part(
            "to",
            "Which room does the class go to?",
            goes_to,
            skipped=lambda given: not _begins(given),
            lead=("to", "into"),
            asks=_asks_where,
            title=lambda given: f"CLEAR {_room_name(given)}: where does the class go?",
            label=lambda _: LABEL,
            narrows=True,
            column=COLUMN,
        ),
        Part(
            "practice",
            "A drill is running. Is this practice, or real?",
            earnest,
            skipped=_no_drill,
            title=lambda given: f"CLEAR {_room_name(given)}: practice, or real?",
        ),
        Part(
            "walks",
            "Who walks with the class?",
            skipped=lambda given: not _begins(given),
            offer=lambda _: THEIR_TEACHER,
            names=who_walks,
            lead=("with",),
            title=lambda given: f"CLEAR {_room_name(given)}: who walks with the class?",
            label=lambda _: "Name:",
            refuses=_walks_wrong,
            characters_max=WALKS_CHARACTERS_MAX,
        ),
        Part(
            "expected",
            "How many children walk? Leave it empty if nobody knows",
            skipped=lambda given: not _begins(given),
            empty=True,
            alone=True,
            counts=True,
            title=lambda given: f"CLEAR {_room_name(given)}: how many children walk? Empty: nobody knows",
            label=lambda _: "Number:",
            refuses=_no_number,
            enter="sends them",
            characters_max=12,
        ),
        Part(
            "count",
            "How many are there?",
            skipped=lambda given: _what(given)[0] is not Wanted.HERE,
            asks=_counts,
            counts=True,
            title=lambda given: f"{_counts(given)}:",
            label=lambda _: "Number:",
            refuses=_no_number,
            enter="writes it down",
            characters_max=12,
        ),
    ),
    done=DONE,
    of_plan=True,
)
