"""Acts of the plain console about troubles: put one aside for a while and say why, or take it back. Pure."""

from appliance.api.board.supervised import TroubleLine
from appliance.core.devices.commands import ClearTrouble, ShelveTrouble, UnshelveTrouble
from appliance.core.ground.words import Cause
from appliance.flows.parts import Given, Option, Part
from appliance.words.troubles import row_of
from tui.plain.asking.act import act
from tui.plain.sentences import in_words, trouble_words

HOURS = (1, 2, 4)
"""To choose from; four are the most the box takes (`appliance.core.devices.shelf`)."""
CLEAR = "clear"


def open_troubles(given: Given) -> tuple[Option, ...]:
    """Those nobody has put aside."""
    return tuple(_option(each) for each in _troubles(given) if each.shelved_ms is None)


def put_aside(given: Given) -> tuple[Option, ...]:
    """Those somebody has."""
    return tuple(_option(each) for each in _troubles(given) if each.shelved_ms is not None)


def for_people_to_end(given: Given) -> tuple[Option, ...]:
    """Those nothing but people can end."""
    return tuple(_option(each) for each in _troubles(given) if row_of(each.what).done)


def hours(given: Given) -> tuple[Option, ...]:
    """For how long."""
    del given
    said = {number: in_words(number * 3_600_000) for number in HOURS}
    return tuple(Option(number, words, (words, str(number))) for number, words in said.items())


def _troubles(given: Given) -> tuple[TroubleLine, ...]:
    return given.known.view.troubles if given.known.view else ()


def _option(trouble: TroubleLine) -> Option:
    typed = (trouble_words(trouble), trouble.subject) if trouble.subject else (trouble_words(trouble),)
    return Option(Cause(trouble.what, trouble.subject), trouble_words(trouble), typed)


TROUBLE_ACTS = (
    act(
        "troubles",
        "aside B117 2 hours the electrician is on the way",
        lambda given: ShelveTrouble(
            cause=given.parts["trouble"], ends_after_s=given.parts["hours"] * 3600, reason=given.parts["reason"]
        ),
        (
            Part("trouble", "Which trouble can wait?", open_troubles, none="There is no trouble to put aside."),
            Part("hours", "For how long? Then it is back by itself.", hours, lead=("for",)),
            Part("reason", "Why can it wait?", lead=("because",)),
        ),
        own_word="aside",
        own_help="Put a trouble aside for a while, because somebody knows of it. Calls still come as they can.",
    ),
    act(
        "troubles",
        "end aside B117",
        lambda given: UnshelveTrouble(cause=given.parts["trouble"]),
        (Part("trouble", "Which trouble is looked at again?", put_aside, none="No trouble was put aside."),),
        own_word="end aside",
        own_help="A trouble that was put aside is listed among the others again.",
    ),
    act(
        "troubles",
        f"{CLEAR} calls may be open",
        lambda given: ClearTrouble(cause=given.parts["trouble"]),
        (Part("trouble", "Which one is done?", for_people_to_end, none="There is no trouble that people end."),),
        own_word=CLEAR,
        own_help="Say that every room was asked, or what was left of before a restore was looked after: then that trouble is over.",
    ),
)
