"""Acts of the plain console for the whole building: responses and room check-ins. Pure.

A response begins only when its name is typed on a line of its own, as at the graphical console: no shortened word and no digit
starts one.
"""

from appliance.core.building.commands import EndCheckIn, EndResponse, MarkRoom, StartCheckIn, StartResponse
from appliance.core.commands import DeskCommand
from appliance.core.ground.words import BuildingResponse, RoomAnswer
from appliance.flows.calls.urgency import kinds
from appliance.flows.flow import AskAgain
from appliance.flows.parts import Given, Option, Part
from appliance.plan.ids import ZoneId
from tui.building import ASKS_WHAT, DIRECTIVES, called, gives_way, to_announce
from tui.plain.asking.act import act
from tui.plain.asking.draft import DROP

END_WORD = "END"
WORD_TRIES = 3
"""Whoever types three other words in a row wants something else. Ours."""
_NAMES = frozenset(
    called(each, practice=practice).casefold() for each in BuildingResponse for practice in (False, True)
)
"""Typed at whichever question of a response, they are about it: `hold` is a command too."""
NOBODY_ASKS = "No room check-in is on."


def responses(given: Given) -> tuple[Option, ...]:
    """Every response, each under its own digit whatever is on."""
    del given
    return tuple(Option(each, f"{each.value}: {DIRECTIVES[each]}", (each.value,)) for each in BuildingResponse)


def what_is_on(given: Given) -> tuple[Option, ...]:
    """What is ended, as it is when the question is asked: what becomes of it meanwhile is not."""
    on = given.known.view.response if given.known.view else None
    if on is None:
        return ()
    end = EndResponse(response=on.response, practice=on.practice)
    return (Option(end, called(on.response, practice=on.practice), (on.response.value,)),)


def earnest(given: Given) -> tuple[Option, ...]:
    """Part of the drill, or real."""
    del given
    return (
        Option(False, "real: the drill ends, and every press is real", ("real",)),
        Option(True, "practice: part of the drill, and ends with it", ("practice", "drill")),
    )


def with_check_in(given: Given) -> tuple[Option, ...]:
    """Whether every room is asked as well."""
    del given
    return (
        Option(False, "no: only the response", ("no",)),
        Option(True, "yes: every room is asked how it is", ("yes",)),
    )


def whole_or_zones(given: Given) -> tuple[Option, ...]:
    """Which rooms are asked how they are."""
    facts = given.known.facts
    zones = dict.fromkeys(room.zone for room in facts.rooms) if facts else {}
    practice = Option(StartCheckIn(practice=True), "practice: the rooms of the drill", ("practice",))
    return (
        *((practice,) if _drilling(given) else ()),
        Option(StartCheckIn(), "every room", ("every room", "all")),
        *(Option(StartCheckIn(zones=(ZoneId(zone),)), f"only zone {zone}", (zone,)) for zone in zones),
    )


def asked_rooms(given: Given) -> tuple[Option, ...]:
    """The rooms of the check-in that is on, silence first."""
    check_in = given.known.view.check_in if given.known.view else None
    rooms = check_in.rooms if check_in else ()
    return tuple(Option(room.room, room.room_name, (room.room_name, str(room.room))) for room in rooms)


def room_answers(given: Given) -> tuple[Option, ...]:
    """What a room can have answered."""
    del given
    return (
        Option(RoomAnswer.SAFE, "safe", ("safe",)),
        Option(RoomAnswer.NEEDS_HELP, "needs help", ("needs help", "help")),
        Option(RoomAnswer.NO_ANSWER, "no answer, taking back what was noted", ("no answer", "silent")),
    )


def call_or_none(given: Given) -> tuple[Option, ...]:
    """The call raised for a room that needs help, if one is."""
    return (*kinds(given), Option("none", "no call", ("no call", "none")))


def _drilling(given: Given) -> bool:
    return bool(given.known.view and given.known.view.drill)


def _no_drill(given: Given) -> bool:
    return not _drilling(given)


def _leaves_nothing_open(given: Given) -> bool:
    return given.parts["response"] not in ASKS_WHAT


def _needs_no_help(given: Given) -> bool:
    return given.parts["answer"] is not RoomAnswer.NEEDS_HELP


def _name_typed(given: Given) -> str:
    on = given.known.view.response if given.known.view else None
    asked = f"Type {_called(given)} to start it, or cancel. {gives_way(on, _called(given))}".rstrip()
    return f"{asked} {to_announce(practice=given.parts['practice'] is True)}"


def _called(given: Given) -> str:
    return called(given.parts["response"], practice=given.parts["practice"] is True)


def _start_response(given: Given) -> DeskCommand | AskAgain:
    response = given.parts["response"]
    if given.parts["word"].casefold() != _called(given).casefold():
        return AskAgain(f"Nothing was started: the word was not {_called(given)}.", ("word",), WORD_TRIES)
    return StartResponse(
        response=response,
        detail=given.parts["detail"],
        practice=given.parts["practice"] is True,
        check_in=given.parts["check_in"],
    )


def _end_response(given: Given) -> DeskCommand | AskAgain:
    if given.parts["word"].casefold() != END_WORD.casefold():
        return AskAgain(f"Nothing was ended: the word was not {END_WORD}. {DROP}", ("word",), WORD_TRIES)
    ended: EndResponse = given.parts["on"]
    return ended


def _start_check_in(given: Given) -> DeskCommand:
    asked: StartCheckIn = given.parts["rooms"]
    return asked


def _mark(given: Given) -> DeskCommand | str:
    check_in = given.known.view.check_in if given.known.view else None
    if check_in is None:
        return NOBODY_ASKS
    call = given.parts["call"]
    return MarkRoom(
        check_in=check_in.check_in,
        room=given.parts["room"],
        answer=given.parts["answer"],
        call=None if call in {"", "none"} else call,
    )


def _end_check_in(given: Given) -> DeskCommand | str:
    check_in = given.known.view.check_in if given.known.view else None
    return EndCheckIn(check_in=check_in.check_in) if check_in else NOBODY_ASKS


BUILDING_ACTS = (
    act(
        "response",
        "building lockdown",
        _start_response,
        (
            Part("response", "What does the whole building do?", responses, awaits=_NAMES),
            Part(
                "practice", "A drill is running. Is this practice, or real?", earnest, skipped=_no_drill, awaits=_NAMES
            ),
            Part("detail", "Where to, or from what?", skipped=_leaves_nothing_open, empty=True, awaits=_NAMES),
            Part("check_in", "Do you want every room asked how it is as well?", with_check_in, awaits=_NAMES),
            Part("word", "Type the name of the response.", asks=_name_typed, awaits=_NAMES, alone=True),
        ),
        own_help="Hold, secure, lockdown, evacuate or shelter, for the whole building. Its name is typed to start it.",
    ),
    act(
        "response",
        "end building",
        _end_response,
        (
            Part("on", "What is over?", what_is_on, assumed=True, none="No response of the building is on."),
            Part("word", f"Type {END_WORD} to end it. Handbell does not announce the end: use the PA.", alone=True),
        ),
        own_word="end building",
        own_help="The response of the building is over.",
    ),
    act(
        "check_in",
        "check in all",
        _start_check_in,
        (Part("rooms", "Which rooms are asked how they are?", whole_or_zones),),
        own_help="Ask every room how it is.",
    ),
    act(
        "check_in",
        "mark B204 safe",
        _mark,
        (
            Part("room", "Which room answered? Type its name, or part of it.", asked_rooms, none=NOBODY_ASKS),
            Part("answer", "What did it answer?", room_answers),
            Part("call", "Do you raise a call for it?", call_or_none, skipped=_needs_no_help),
        ),
        own_word="mark",
        own_help="Note what a room answered: safe, needs help, or no answer.",
    ),
    act("check_in", "end check in", _end_check_in, own_word="end check in", own_help="No room is asked any more."),
)
