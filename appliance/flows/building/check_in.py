"""Room check-ins: which rooms are asked, what each answered, and the end. Pure."""

from dataclasses import dataclass

from appliance.api.board.building import CheckInRoom, CheckInView
from appliance.core.building.commands import EndCheckIn, MarkRoom, StartCheckIn
from appliance.core.ground.words import RoomAnswer
from appliance.flows.building.standing import check_in_words
from appliance.flows.calls.urgency import kind_option
from appliance.flows.flow import Flow, GoOn, only_leads
from appliance.flows.parts import Given, Option, Part, about_nothing
from appliance.plan.ids import RoomId, ZoneId
from appliance.plan.model import Kind
from appliance.words.kinds import KINDS
from appliance.words.times import count
from appliance.words.unsure import ASK_EVERY_ROOM

NOBODY_ASKS = "No room check-in is on."
ASKS_EVERY_ROOM = f"{ASK_EVERY_ROOM.capitalize()} how it is."
END_LINE = "END THE ROOM CHECK-IN"
"""Stands below the rooms of a list."""
_RAISED = tuple(kind for kind in KINDS if kind is not Kind.TAP_OUT)
"""The calls that are raised for a room that needs help, the most urgent first."""


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """What a room answered. `mark` stands for it where nobody may depend on colour, `shown` stands in a list on a screen."""

    mark: str
    shown: str

    @property
    def said(self) -> str:
        """In the middle of a sentence, and as it is typed."""
        return self.shown.lower()

    @property
    def heading(self) -> str:
        """At the beginning of a sentence, and above the rooms that answered so."""
        return self.shown.capitalize()


ANSWERS = {
    RoomAnswer.NO_ANSWER: AnswerWords("?", "NO ANSWER"),
    RoomAnswer.NEEDS_HELP: AnswerWords("!", "NEEDS HELP"),
    RoomAnswer.SAFE: AnswerWords("=", "safe"),
}
"""Silence first, as in every list of rooms."""


@dataclass(frozen=True, slots=True)
class NextRoom:
    """Nothing of the check-in changes: a screen goes back to its list of rooms."""


def running(given: Given) -> CheckInView | None:
    """Give the check-in that is on."""
    return given.known.view.check_in if given.known.view else None


def whole_or_zones(given: Given) -> tuple[Option, ...]:
    """Which rooms are asked how they are: every room, or those of a zone."""
    rooms = given.known.facts.rooms if given.known.facts else ()
    drill = given.known.view.drill if given.known.view else None
    zones: dict[str, int] = {}
    for room in rooms:
        zones[room.zone] = zones.get(room.zone, 0) + 1
    earnest = "REAL, the drill ends: " if drill else ""
    whole = Option(StartCheckIn(), "every room", ("every room", "all"), line=f"{earnest}every room ({len(rooms)})")
    parts = (
        Option(
            StartCheckIn(zones=(ZoneId(zone),)),
            f"only zone {zone}",
            (zone,),
            line=f"{earnest}only zone {zone} ({count(asked, 'room', 'rooms')})",
        )
        for zone, asked in zones.items()
    )
    if drill is None:
        return (whole, *parts)
    practice = Option(
        StartCheckIn(practice=True),
        "practice: the rooms of the drill",
        ("practice",),
        line=f"PRACTICE: the rooms of the drill {drill.name} ({len(drill.rooms)})",
    )
    return (practice, whole, *parts)


def whole_or_several_zones(given: Given) -> tuple[Option, ...]:
    """The same for a list: the only zone is every room."""
    options = whole_or_zones(given)
    zones = [option for option in options if option.value.zones]
    return options if len(zones) > 1 else tuple(option for option in options if option not in zones)


def asked_rooms(given: Given) -> tuple[Option, ...]:
    """The rooms of the check-in that is on, silence first."""
    check_in = running(given)
    return tuple(
        Option(
            room.room,
            room.room_name,
            (room.room_name, str(room.room)),
            found_by=f"{room.room_name} {room.room}",
        )
        for room in (check_in.rooms if check_in else ())
    )


def by_answer(check_in: CheckInView) -> tuple[tuple[AnswerWords, tuple[str, ...]], ...]:
    """The names of the rooms that answered the same, silence first. An answer that no room gave is left out."""
    names = {answer: tuple(room.room_name for room in check_in.rooms if room.answer is answer) for answer in ANSWERS}
    return tuple((ANSWERS[answer], rooms) for answer, rooms in names.items() if rooms)


def room_answers(given: Given) -> tuple[Option, ...]:
    """What a room can have answered."""
    del given
    silent, needy, safe = (words.said for words in ANSWERS.values())
    return (
        Option(RoomAnswer.SAFE, safe, (safe,)),
        Option(RoomAnswer.NEEDS_HELP, needy, (needy, "help")),
        Option(RoomAnswer.NO_ANSWER, f"{silent}, taking back what was noted", (silent, "silent")),
    )


def call_or_none(given: Given) -> tuple[Option, ...]:
    """The call raised for a room that needs help, if one is."""
    del given
    return (*map(kind_option, _RAISED), Option("none", "no call", ("no call", "none")))


def answers_and_calls(given: Given) -> tuple[Option, ...]:
    """What a room answered together with the call raised for it. The least urgent call is first: ENTER alone takes it."""
    del given
    needy = ANSWERS[RoomAnswer.NEEDS_HELP].shown
    calls = (
        Option((RoomAnswer.NEEDS_HELP, kind), f"{needy}: raise a call now, {KINDS[kind].title}")
        for kind in reversed(_RAISED)
    )
    return (
        *calls,
        Option((RoomAnswer.NEEDS_HELP, None), f"{needy}: only mark it, no call"),
        Option((RoomAnswer.SAFE, None), ANSWERS[RoomAnswer.SAFE].heading),
        Option((RoomAnswer.NO_ANSWER, None), f"{ANSWERS[RoomAnswer.NO_ANSWER].heading} yet: take back what was marked"),
    )


def answered(given: Given, room: RoomId, answer: RoomAnswer) -> MarkRoom | str | None:
    """Give what a key on a room asks for; None where something is asked first: whether a call is raised for it."""
    now = about_nothing(given.known)
    now.parts.update(room=room, answer=answer)
    return None if MARK_ROOM.missing(now) else _mark(now)


def _needs_no_help(given: Given) -> bool:
    return given.parts["answer"] is not RoomAnswer.NEEDS_HELP


def _room(given: Given) -> CheckInRoom | None:
    check_in = running(given)
    return next((room for room in check_in.rooms if room.room == given.parts["room"]), None) if check_in else None


def _room_title(given: Given) -> str:
    room = _room(given)
    assert room is not None, "a room of the list answered"
    call = f" (call {room.call} is open)" if room.call is not None else ""
    return f"{room.room_name}{call}: what did it answer?"


def _end_title(given: Given) -> str:
    check_in = running(given)
    silent = count(check_in.count(RoomAnswer.NO_ANSWER) if check_in else 0, "room has", "rooms have")
    return f"END the room check-in? {silent} not answered."


def _mark(given: Given) -> MarkRoom | str:
    call = given.parts["call"]
    return _marked(given, given.parts["answer"], None if call in {"", "none"} else call)


def _mark_at_once(given: Given) -> MarkRoom | str:
    answer, call = given.parts["answer"]
    return _marked(given, answer, call)


def _marked(given: Given, answer: RoomAnswer, call: Kind | None) -> MarkRoom | str:
    check_in = running(given)
    if check_in is None:
        return NOBODY_ASKS
    return MarkRoom(check_in=check_in.check_in, room=given.parts["room"], answer=answer, call=call)


def _start(given: Given) -> StartCheckIn:
    asked: StartCheckIn = given.parts["rooms"]
    return asked


def _end(given: Given) -> EndCheckIn | str:
    check_in = running(given)
    return EndCheckIn(check_in=check_in.check_in) if check_in else NOBODY_ASKS


def _end_or_go_on(given: Given) -> EndCheckIn | NextRoom | str:
    return _end(given) if given.parts["sure"] else NextRoom()


_ROOM = Part("room", "Which room answered? Type its name, or part of it.", asked_rooms, none=NOBODY_ASKS)
START_CHECK_IN = Flow(
    "check in",
    _start,
    (
        Part(
            "rooms",
            "Which rooms are asked how they are?",
            whole_or_zones,
            instead=whole_or_several_zones,
            title=lambda _: "ROOM CHECK-IN: ask which rooms how they are?",
        ),
    ),
    of_plan=True,
)
MARK_ROOM = Flow(
    "mark",
    _mark,
    (
        _ROOM,
        Part("answer", "What did it answer?", room_answers),
        Part("call", "Do you raise a call for it?", call_or_none, skipped=_needs_no_help),
    ),
)
MARK_ROOM_AT_ONCE: Flow[MarkRoom | NextRoom] = Flow(
    "mark at once", _mark_at_once, (_ROOM, Part("answer", "What did it answer?", answers_and_calls, title=_room_title))
)
"""The answer and the call in one list, for a console that has room for it."""
END_CHECK_IN = Flow("end check in", _end)
END_CHECK_IN_IF_SURE: Flow[EndCheckIn | NextRoom] = Flow(
    "end check in if sure",
    _end_or_go_on,
    (
        Part(
            "sure",
            "Is it over?",
            lambda _: (
                Option(False, "Go on asking"),
                Option(True, "End the room check-in"),
            ),
            title=_end_title,
        ),
    ),
)
"""Asked on a screen, where one key would end it, with the number of rooms that never answered."""


def _list_title(given: Given) -> str:
    check_in = running(given)
    return check_in_words(check_in, given.known.passed_ms) if check_in else NOBODY_ASKS


def _rooms_and_end(given: Given) -> tuple[Option, ...]:
    """Every room that is asked, with what it answered; silence first. The end of the check-in stands below them."""
    check_in = running(given)
    rooms = (
        Option(
            GoOn(MARK_ROOM_AT_ONCE, {"room": room.room}),
            room.room_name,
            line=f"{room.room_name}\t{ANSWERS[room.answer].mark} {ANSWERS[room.answer].shown}"
            f"{f', call {room.call}' if room.call is not None else ''}",
            found_by=f"{room.room_name} {room.room}",
        )
        for room in (check_in.rooms if check_in else ())
    )
    return (*rooms, Option(GoOn(END_CHECK_IN_IF_SURE), END_LINE, always=True))


CHECK_IN_LIST: Flow[GoOn] = Flow(
    "check in list",
    only_leads,
    (
        Part(
            "room",
            "Which room answered?",
            _rooms_and_end,
            none=NOBODY_ASKS,
            title=_list_title,
            label=lambda _: "Room:",
            narrows=True,
            follows=lambda given: check_in.check_in if (check_in := running(given)) else None,
            gone=lambda _: NOBODY_ASKS,
        ),
    ),
)
"""The list of a check-in that is on, for a console that draws nothing of its own: a room leads to what it answered."""
