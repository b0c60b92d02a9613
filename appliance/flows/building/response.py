"""What the whole building does: a response that begins, and its end. Pure.

A response begins only when its name is typed out: no key, no digit and no shortened word starts one, so that a hand that slips on the
keyboard starts nothing.
"""

from copy import replace

from appliance.api.board.building import ResponseLine
from appliance.core.building.commands import EndResponse, StartResponse
from appliance.core.building.responses import DETAIL_CHARACTERS_MAX
from appliance.core.building.titles import DIRECTIVES, called, response_name
from appliance.core.ground.words import BuildingResponse
from appliance.flows.building.many_rooms import NO, NotTheWholeBuilding, title_words
from appliance.flows.building.standing import NOT_ANNOUNCED, gives_way, to_announce
from appliance.flows.flow import AskAgain, Flow, GoOn
from appliance.flows.known import Known
from appliance.flows.parts import Given, Option, Part
from appliance.words.unsure import ASK_EVERY_ROOM

END_WORD = "END"
END_DIGIT, NO_DIGIT = 6, 7
"""Below the five responses, and the same whether one is on or not."""
WORD_TRIES = 3
"""Whoever types three other words in a row wants something else. Ours."""
ASKS_WHAT = {
    BuildingResponse.EVACUATE: "Evacuate to where:",
    BuildingResponse.SHELTER: "Shelter from what, and how:",
}
"""Responses whose directive leaves something open, and the question that closes it."""
_NAMES = frozenset(
    called(each, practice=practice).casefold() for each in BuildingResponse for practice in (False, True)
)
"""Typed at whichever question of a response, they are about it: `hold` is a command too."""


def responses(given: Given) -> tuple[Option, ...]:
    """Every response, each under its own digit whatever is on."""
    del given
    return tuple(
        Option(
            each,
            f"{each.value}: {DIRECTIVES[each]}",
            (each.value,),
            line=f"{response_name(each):<9} {DIRECTIVES[each]}",
            digit=digit,
        )
        for digit, each in enumerate(BuildingResponse, 1)
    )


def what_is_on(given: Given) -> tuple[Option, ...]:
    """What is ended, as it is when the question is asked: what becomes of it meanwhile is not."""
    on = _on(given)
    if on is None:
        return ()
    end = EndResponse(response=on.response, practice=on.practice)
    return (Option(end, called(on.response, practice=on.practice), (on.response.value,)),)


def earnest(given: Given) -> tuple[Option, ...]:
    """Part of the drill, or real. Practice stands first, where a slip does the least."""
    drill = given.known.view.drill if given.known.view else None
    return (
        Option(
            True,
            "practice: part of the drill, and ends with it",
            ("practice", "drill"),
            line=f"PRACTICE: part of the drill {drill.name}, and ends with it" if drill else "",
        ),
        Option(
            False,
            "real: the drill ends, and every press is real",
            ("real",),
            line="REAL: the drill ends, and every press is real",
        ),
    )


def with_check_in(given: Given) -> tuple[Option, ...]:
    """Whether every room is asked as well."""
    start = f"Start {_called(given)}"
    return (
        Option(False, "no: only the response", ("no",), line=start),
        Option(
            True, "yes: every room is asked how it is", ("yes",), line=f"{start} and a room check-in: {ASK_EVERY_ROOM}"
        ),
    )


def begun(known: Known) -> Flow[StartResponse | EndResponse | NotTheWholeBuilding]:
    """Give the flow for a screen: the answer to what this desk is asked, where it is asked something."""
    return WHOLE_BUILDING if known.many_rooms else ANY_RESPONSE


def _or_end(given: Given) -> tuple[Option, ...]:
    """Every response, and below them the end of the one that is on."""
    end = (
        Option(GoOn(END_RESPONSE, {"on": each.value}), f"END {each.says}", digit=END_DIGIT)
        for each in what_is_on(given)
    )
    return (*responses(given), *end)


def _or_no(given: Given) -> tuple[Option, ...]:
    """The same as the answer to the question about many rooms."""
    return (*_or_end(given), Option(GoOn(_SAID_NO), NO, digit=NO_DIGIT))


def _on(given: Given) -> ResponseLine | None:
    return given.known.view.response if given.known.view else None


def _no_drill(given: Given) -> bool:
    return not (given.known.view and given.known.view.drill)


def _leaves_nothing_open(given: Given) -> bool:
    return given.parts["response"] not in ASKS_WHAT


def _practised(given: Given) -> bool:
    return given.parts.get("practice") is True


def _called(given: Given) -> str:
    return called(given.parts["response"], practice=_practised(given))


def _way(given: Given) -> str:
    return gives_way(_on(given), _called(given))


def _name_typed(given: Given) -> str:
    asked = f"Type {_called(given)} to start it, or cancel. {_way(given)}".rstrip()
    return f"{asked} {to_announce(practice=_practised(given))}"


def _list_title(given: Given) -> str:
    asked = given.known.many_rooms
    return title_words(asked[0]) if asked else f"BUILDING RESPONSE. {NOT_ANNOUNCED}"


def _word_title(given: Given) -> str:
    detail = f" ({given.parts['detail']})" if given.parts["detail"] else ""
    return f"{_called(given)}{detail}. {to_announce(practice=_practised(given))}"


def _end_title(given: Given) -> str:
    ended: EndResponse = given.parts["on"]
    name = called(ended.response, practice=ended.practice)
    return f"END {name}? Handbell does not announce the end either: use the PA."


def _start(given: Given) -> StartResponse | AskAgain:
    if given.parts["word"].casefold() != _called(given).casefold():
        return AskAgain(f"Nothing was started: the word was not {_called(given)}.", ("word",), WORD_TRIES)
    return StartResponse(
        response=given.parts["response"],
        detail=given.parts["detail"],
        practice=_practised(given),
        check_in=given.parts["check_in"],
    )


def _end(given: Given) -> EndResponse | AskAgain:
    if given.parts["word"].casefold() != END_WORD.casefold():
        why = f"Nothing was ended: the word was not {END_WORD}."
        return AskAgain(why, ("word",), WORD_TRIES, may_be_dropped=True)
    ended: EndResponse = given.parts["on"]
    return ended


_RESPONSE = Part("response", "What does the whole building do?", responses, awaits=_NAMES, title=_list_title)
_REST = (
    Part(
        "practice",
        "A drill is running. Is this practice, or real?",
        earnest,
        skipped=_no_drill,
        awaits=_NAMES,
        title=lambda given: f"{response_name(given.parts['response'])}: practice, or real?",
    ),
    Part(
        "detail",
        "Where to, or from what?",
        skipped=_leaves_nothing_open,
        empty=True,
        awaits=_NAMES,
        title=lambda given: response_name(given.parts["response"]),
        label=lambda given: f"{ASKS_WHAT[given.parts['response']]} (may be left empty)",
        characters_max=DETAIL_CHARACTERS_MAX,
    ),
    Part(
        "check_in",
        "Do you want every room asked how it is as well?",
        with_check_in,
        awaits=_NAMES,
        title=_word_title,
        with_next=True,
    ),
    Part(
        "word",
        "Type the name of the response.",
        asks=_name_typed,
        awaits=_NAMES,
        alone=True,
        label=lambda given: f"Type {_called(given)} and press ENTER: {_way(given)}".rstrip(),
        kept=False,
    ),
)
START_RESPONSE = Flow("building", _start, (_RESPONSE, *_REST))
END_RESPONSE = Flow(
    "end building",
    _end,
    (
        Part("on", "What is over?", what_is_on, assumed=True, none="No response of the building is on."),
        Part(
            "word",
            f"Type {END_WORD} to end it. Handbell does not announce the end: use the PA.",
            alone=True,
            title=_end_title,
            label=lambda _: f"Type {END_WORD} and press ENTER:",
            enter="ends it",
            kept=False,
        ),
    ),
)
_SAID_NO = Flow("not the whole building", lambda _: NotTheWholeBuilding())
ANY_RESPONSE: Flow[StartResponse | EndResponse | NotTheWholeBuilding] = Flow(
    START_RESPONSE.name, _start, (replace(_RESPONSE, options=_or_end), *_REST)
)
"""With the end of the one that is on in the same list, for a console that has room for it."""
WHOLE_BUILDING: Flow[StartResponse | EndResponse | NotTheWholeBuilding] = Flow(
    START_RESPONSE.name,
    _start,
    (replace(_RESPONSE, options=_or_no, chosen_beforehand=False, follows=lambda _: ""), *_REST),
)
"""The same as the answer to what this desk is asked. No line is chosen beforehand, so that ENTER alone does nothing."""
