"""One act of the plain console: which key of the table it stands for, what it needs, what it asks the box. Pure."""

from dataclasses import dataclass
from typing import Any

from appliance.api.board.calls import TapOutLine
from appliance.flows.flow import Flow
from appliance.flows.parts import Part
from tui.keys.key import About, Key
from tui.keys.table import BY_ACTION
from tui.plain.asking.answers import Wanted


@dataclass(frozen=True, slots=True)
class Act:
    """One command, and the flow behind it.

    The flow's name is the command. `own_help` differs from the key's where one key does several things, or its help speaks of keys.
    """

    action: str
    example: str
    flow: Flow[Wanted]
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
        return self.about or self.key.concerns

    def of_tap_out(self, line: TapOutLine) -> Flow[Any] | None:
        """The act that says the same of this tap-out; None where none does, and for a further command of a key."""
        return self.key.same_of(line) if self.flow is self.key.flow else None

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
        return self.flow.name

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
