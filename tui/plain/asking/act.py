"""One act of the plain console: which key of the table it stands for, what it needs, what it asks the box. Pure."""

import enum
from collections.abc import Callable
from dataclasses import dataclass

from appliance.flows.flow import AskAgain, Dropped, Flow
from appliance.flows.parts import Given, Part
from tui.keys.table import BY_ACTION, Key
from tui.plain.asking.answers import Wanted


class About(enum.Enum):
    """What an act is about, and so which list a number after its word belongs to."""

    CALL = enum.auto()
    TAP_OUT = enum.auto()
    EITHER = enum.auto()
    HOUSE = enum.auto()


@dataclass(frozen=True, slots=True)
class Act:
    """One command, and the flow behind it.

    `own_word` and `own_help` differ from the key's where one key does several things, or its help speaks of keys.
    """

    action: str
    example: str
    flow: Flow[Wanted]
    own_word: str = ""
    own_help: str = ""
    about: About | None = None
    """None: as its key says."""

    @property
    def key(self) -> Key:
        """The key of the table this stands for."""
        return BY_ACTION[self.action]

    @property
    def concerns(self) -> About:
        """What it is about."""
        return self.about or (About.CALL if self.key.stages else About.HOUSE)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What it needs."""
        return self.flow.parts

    @property
    def hides(self) -> bool:
        """Whether something is typed for it that nobody may read."""
        return self.flow.hides

    @property
    def word(self) -> str:
        """What is typed."""
        return self.own_word or self.key.word

    @property
    def summary(self) -> str:
        """What it does, in one sentence, and how it is typed where that is more than its word."""
        first, _, _ = self.help.partition(". ")
        example = f" For example: {self.example}" if self.example != self.word else ""
        return f"{first.rstrip('.')}.{example}"

    @property
    def help(self) -> str:
        """What it does, at length."""
        return self.own_help or self.key.help


def act(  # noqa: PLR0913, PLR0917 (goes away with its last caller)
    action: str,
    example: str,
    make: Callable[[Given], Wanted | AskAgain | Dropped | str],
    parts: tuple[Part, ...] = (),
    done: str = "Done.",
    own_word: str = "",
    own_help: str = "",
    about: About | None = None,
    nothing_after: bool = False,
) -> Act:
    """Make an act whose flow no other console renders yet."""
    return Act(
        action,
        example,
        Flow(own_word or action, make, parts, done, nothing_after=nothing_after),
        own_word,
        own_help,
        about,
    )
