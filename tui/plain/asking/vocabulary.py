"""Which command the first words of a line mean: its own word, whole or shortened, or what the screen calls it. Pure."""

from dataclasses import dataclass

from appliance.flows.calls.urgency import LESS
from tui.keys.table import BY_ACTION
from tui.plain.asking.command_words import commands_meant
from tui.plain.readings import BOARD, every_word
from tui.plain.records.words import RECORD_WORDS

_WORDS = {action: key.word for action, key in BY_ACTION.items()}
SCREEN_WORDS: dict[str, tuple[str, ...]] = {
    "i have it": (_WORDS["acknowledge"],),
    "ack": (_WORDS["acknowledge"],),
    "acknowledge": (_WORDS["acknowledge"],),
    "send help": (_WORDS["dispatch"],),
    "on scene": (_WORDS["arrive"],),
    "how urgent": (_WORDS["upgrade"], LESS.name),
    "hand off": (_WORDS["hand_off"],),
    "alarm panel": (_WORDS["hand_over"],),
    "police": (_WORDS["hand_over"],),
    "it is real": (_WORDS["make_real"],),
    "drill is real": (_WORDS["drill_real"],),
    "drill real": (_WORDS["drill_real"],),
    "real drill": (_WORDS["drill_real"],),
    "it was the test": (_WORDS["test_press"],),
    "911 card": (_WORDS["card_911"],),
    "raise": (_WORDS["raise_call"],),
    "raise a call": (_WORDS["raise_call"],),
    "check-in": (_WORDS["check_in"],),
    "tap-outs": (BOARD,),
    "walk test": (_WORDS["walk_test"],),
    "pendants": (_WORDS["carried"],),
    "cannot go": (_WORDS["going"],),
    "who is told": (_WORDS["reach"],),
    "replace a box": (_WORDS["restore"],),
    "usb stick": (_WORDS["stick"],),
    "commands": (_WORDS["help"],),
    "quit": (_WORDS["leave"],),
    "exit": (_WORDS["leave"],),
}
"""What the screen calls an act, and what is often typed for one → the commands it may mean. Never shortened: `i` would be two keys."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """The commands the first `length` words may mean; `whole` where no word is shortened."""

    commands: tuple[str, ...]
    length: int
    whole: bool


def begins_with(words: list[str]) -> Beginning:
    """What a line begins with."""
    typed = [word.casefold() for word in words]
    said = [each for each in SCREEN_WORDS if typed[: len(each.split())] == each.split()]
    if said:
        longest = max(said, key=len)
        return Beginning(SCREEN_WORDS[longest], len(longest.split()), whole=True)
    found, length = commands_meant(words, (*every_word(), *RECORD_WORDS))
    return Beginning(tuple(found), length, whole=len(found) == 1 and found[0].split() == typed[:length])
