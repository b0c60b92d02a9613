"""One act of a desk: what it asks, in which order, and what the box is then asked for. Every console renders the same flow. Pure."""

from collections.abc import Callable, Mapping
from copy import replace
from dataclasses import dataclass, field
from typing import Any

from appliance.api.board.calls import CallCard, TapOutLine
from appliance.flows.parts import Given, Part, about


@dataclass(frozen=True, slots=True)
class AskAgain:
    """The last answer will not do: why, and the parts that are asked again. `tries`: after so many in a row no more; 0 without end.

    `may_be_dropped`: a console that takes lines says behind the reason how the question is dropped.
    """

    why: str
    parts: tuple[str, ...]
    tries: int = 0
    may_be_dropped: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """A person decided against the act: nothing is asked for. `says` is said by a console that cannot just put the question away."""

    says: str = ""


@dataclass(frozen=True, slots=True)
class Flow[Wanted]:
    """`make` gives what the box is asked for, or says why there is nothing to ask. `done` is said when it is done.

    `name` tells flows apart. At a console of lines it is also the command that begins the flow. `title` heads each part on a screen.
    `nothing_after`: nothing undoes the act, so it is not done where words follow that it does not understand. `of_plan`: it offers rooms
    or people of the plan, so a screen begins it only once these have come. `reads` is shown on a
    screen below the title, before the choices.
    """

    name: str
    make: Callable[[Given], Wanted | AskAgain | Dropped | str]
    parts: tuple[Part, ...] = ()
    done: str = "Done."
    title: Callable[[Given], str] | None = None
    nothing_after: bool = False
    of_plan: bool = False
    reads: Callable[[Given], str] | None = None

    @property
    def hides(self) -> bool:
        """Whether something is typed for it that nobody may read."""
        return any(part.hidden for part in self.parts)

    def missing(self, given: Given) -> Part | None:
        """Give the next part to ask for; None when all are given. Parts that are not needed are given as empty."""
        for part in self.parts:
            if part.name in given.parts:
                continue
            if part.skipped(given):
                given.parts[part.name] = ""
                continue
            return part
        return None


@dataclass(frozen=True, slots=True)
class GoOn:
    """What was chosen leads to another act: its flow, and the parts of it that are given with the choice.

    `line` is the call or tap-out that the other act is about; None where it is the same one.
    """

    flow: Flow[Any]
    parts: Mapping[str, Any] = field(default_factory=dict)
    line: CallCard | TapOutLine | None = None

    def given(self, before: Given) -> Given:
        """Give what the other act has from its beginning."""
        now = before if self.line is None else about(before.known, self.line)
        return replace(now, parts=dict(self.parts))


def only_leads(given: Given) -> str:
    """Make nothing: each choice of such an act leads to another act."""
    raise AssertionError(f"each choice leads to another act: {sorted(given.parts)}")
