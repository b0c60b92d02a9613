"""Handing a call over to the district's alarm panel at the plain console. Pure.

It goes out only when two words were typed, each on a line of its own: no shortened word and no digit hands anything over.
"""

from appliance.core.calls.commands import HandOver
from appliance.core.calls.hand_over import TYPED
from appliance.core.commands import DeskCommand
from appliance.flows.flow import AskAgain
from appliance.flows.parts import Given, Part
from tui.hand_over import ASKED, NOT_SURE, NOT_TYPED, is_typed
from tui.plain.asking.act import act

SURE = "YES"
WORD_TRIES = 3
"""As for a response of the building."""


def _panel(given: Given) -> str:
    return given.known.facts.hands_over if given.known.facts else ""


def _asks_word(given: Given) -> str:
    return f"Type {TYPED} to hand it over to {_panel(given)}, or cancel. You are asked once more."


def _asks_sure(given: Given) -> str:
    return f"Type {SURE} to close the contacts of {_panel(given)} once. Whether police were told is not known here: call 911 too."


def _not_the_word(given: Given) -> bool:
    return not is_typed(given.parts["word"])


def _hand_over(given: Given) -> DeskCommand | AskAgain | str:
    if _not_the_word(given):
        return AskAgain(NOT_TYPED, ("word", "sure"), WORD_TRIES)
    if given.parts["sure"].strip().casefold() != SURE.casefold():
        return NOT_SURE
    return HandOver(incident=given.incident, typed=TYPED)


HAND_OVER_ACTS = (
    act(
        "hand_over",
        "panel 3",
        _hand_over,
        (
            Part("word", f"Type {TYPED}.", asks=_asks_word, awaits=frozenset({TYPED.casefold()}), alone=True),
            Part("sure", f"Type {SURE}.", asks=_asks_sure, skipped=_not_the_word, alone=True),
        ),
        done=ASKED,
        nothing_after=True,
    ),
)
