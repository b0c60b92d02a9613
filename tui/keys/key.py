"""What a key is: what it does, what it is about, and why it may do nothing now. Pure; knows no key of the table."""

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from appliance.api.board.calls import TapOutLine
from appliance.core.ground.words import Stage
from appliance.flows.flow import Flow
from appliance.flows.known import Known
from tui.keys import rules
from tui.keys.rules import Finder, Reason, ReasonThere


class Group(enum.Enum):
    """Where a key is listed. Keys about a call act on the selected one."""

    CALL = "About the selected call"
    HOUSE = "About this desk and the building"
    MOVE = "Moving about"


class About(enum.Enum):
    """What an act is about, and so which list a number after its word belongs to."""

    CALL = enum.auto()
    TAP_OUT = enum.auto()
    EITHER = enum.auto()
    HOUSE = enum.auto()


@dataclass(frozen=True, slots=True)
class Key:
    """One key and what it does.

    `also` are further keys for the same act. A key about a call applies at the `stages` of the selected call; at any other stage
    `otherwise` is said. Both are empty for keys that are not about a call. `finds` gives another call than the selected one for the key to
    act on; then the stage does not count. A console that only watches refuses keys about a call, and those with `acts`. `why_not` gives any
    other reason not to do it now, and `why_not_there` one about a call or tap-out that somebody named by its number.

    `flow` is what the act asks, on both consoles, and its name is the command of the act at the plain console. A screen begins `on_screen`
    in its place, where it has room for more in one list, and for an act about the building; which flow that is may depend on what is
    known. With `at_once` the screen begins the flow only if the call has been looked at for a while: a flow without a part acts without a
    question.

    `command` is the word of a key that has a command and no flow. `example` is how a command is typed. `keyboard` is what the help says
    besides if there are keys. `about` says which list a number after the word belongs to; None: calls if there are `stages`. `building`:
    it is about the whole building, and not about this desk. `of_tap_out` is the flow that says the same of a tap-out. `in_a_panel`: it acts
    while a panel is open too, where every other key belongs to what is typed or chosen.
    """

    key: str
    action: str
    label: str
    help: str
    group: Group
    also: tuple[str, ...] = ()
    stages: frozenset[Stage] = field(default_factory=frozenset)
    otherwise: str = ""
    finds: Finder | None = None
    acts: bool = False
    why_not: Reason = rules.none
    why_not_there: ReasonThere = rules.nothing_there
    at_once: bool = False
    command: str = ""
    keyboard: str = ""
    flow: Flow[Any] | None = None
    on_screen: Flow[Any] | Callable[[Known], Flow[Any]] | None = None
    example: str = ""
    about: About | None = None
    building: bool = False
    in_a_panel: bool = False
    of_tap_out: Flow[Any] | Callable[[TapOutLine], Flow[Any]] | None = None

    def begins(self, known: Known) -> Flow[Any] | None:
        """Give the flow that a screen begins in the place of `flow`, where it does."""
        if self.on_screen is None or isinstance(self.on_screen, Flow):
            return self.on_screen
        return self.on_screen(known)

    def same_of(self, line: TapOutLine) -> Flow[Any] | None:
        """Give the flow that says the same of this tap-out; None where none does."""
        if self.of_tap_out is None or isinstance(self.of_tap_out, Flow):
            return self.of_tap_out
        return self.of_tap_out(line)

    @property
    def concerns(self) -> About:
        """What it is about."""
        return self.about or (About.CALL if self.stages else About.HOUSE)

    @property
    def word(self) -> str:
        """What is typed for it at the plain console; empty where nothing is."""
        return self.flow.name if self.flow else self.command

    @property
    def shown(self) -> str:
        """The key as printed on a keyboard."""
        return _PRINTED.get(self.key, self.key.upper())

    @property
    def every(self) -> tuple[str, ...]:
        """All keys for this act, the first one first. A letter also as it comes with Caps Lock on."""
        keys = (self.key, *self.also)
        return (*keys, *(key.upper() for key in keys if len(key) == 1 and key.isalpha()))


_PRINTED = {
    "question_mark": "?",
    "full_stop": ".",
    "comma": ",",
    "semicolon": ";",
    "minus": "-",
    "equals_sign": "=",
    "up": "↑",
    "down": "↓",
    "escape": "ESC",
    "ctrl+q": "CTRL-Q",
    "ctrl+p": "CTRL-P",
}
