"""One act of the plain console: which key of the table it stands for, what it needs, what it asks the box. Pure."""

import enum
from collections.abc import Callable
from dataclasses import dataclass

from tui.keys import BY_ACTION, Key
from tui.plain.asking.answers import Wanted
from tui.plain.asking.parts import Given, Part


class About(enum.Enum):
    """What an act is about, and so which list a number after its word belongs to."""

    CALL = enum.auto()
    TAP_OUT = enum.auto()
    EITHER = enum.auto()
    HOUSE = enum.auto()


@dataclass(frozen=True, slots=True)
class AskAgain:
    """The last answer will not do: why, and the parts that are asked again. `tries`: after so many in a row no more; 0 without end."""

    why: str
    parts: tuple[str, ...]
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Act:
    """One command. `make` gives what the box is asked for, or says why there is nothing to ask. `done` is said when it is done.

    `own_word` and `own_help` differ from the key's where one key does several things, or its help speaks of keys.
    """

    action: str
    example: str
    make: Callable[[Given], Wanted | AskAgain | str]
    parts: tuple[Part, ...] = ()
    done: str = "Done."
    own_word: str = ""
    own_help: str = ""
    about: About | None = None
    """None: as its key says."""
    nothing_after: bool = False
    """Nothing undoes it: it is not done where words follow that it does not understand."""

    @property
    def key(self) -> Key:
        """The key of the table this stands for."""
        return BY_ACTION[self.action]

    @property
    def concerns(self) -> About:
        """What it is about."""
        return self.about or (About.CALL if self.key.stages else About.HOUSE)

    @property
    def hides(self) -> bool:
        """Whether something is typed for it that nobody may read."""
        return any(part.hidden for part in self.parts)

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
