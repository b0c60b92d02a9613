"""What a person at the plain console has been told, and when: the rule that an act never hits a call they do not know of. Pure.

The same promise as `tui.board.aim` keeps for keys. Here it is told in time, not painted in time; and because a sentence takes longer
to hear than a card to see, a command without a number also needs that nothing was said since its first letter was typed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from appliance.api.board.calls import CallCard, TapOutLine
from appliance.flows.known import Known
from appliance.flows.naming import call_spoken
from appliance.plan.ids import IncidentId
from appliance.words.kinds import kind_words
from tui.board.aim import LOOKED_AT_MS
from tui.model import ConsoleModel
from tui.plain.calls.tap_outs import tap_outs_listed
from tui.plain.sentences import standing


@dataclass(frozen=True, slots=True)
class Line:
    """What was typed, when its first letter came and when it was ended, on the console's own clock."""

    text: str
    begun_ms: int
    ended_ms: int


class Numbered(Protocol):
    """A call, or a tap-out."""

    @property
    def incident(self) -> IncidentId:
        """What it is in the record."""

    @property
    def number(self) -> int:
        """What people call it."""


class Told[Item: Numbered]:
    """Those of one sort last spoken of. `target` finds the one a command means, or says why it may not act.

    `sort` is what one is called, `listed` says all that are open.
    """

    def __init__(self, sort: str, listed: Callable[[tuple[Item, ...]], str]) -> None:
        self._sort = sort
        self._listed = listed
        self._since_ms: dict[IncidentId, int] = {}
        self._numbers: set[int] = set()
        self._changed_ms = 0

    def spoke_of(self, open_now: tuple[Item, ...], now_ms: int) -> None:
        """All that is open has just been said, or was before."""
        incidents = [each.incident for each in open_now]
        if self._since_ms.keys() != set(incidents):
            self._changed_ms = now_ms
        self._numbers |= {each.number for each in open_now}
        self._since_ms = {incident: self._since_ms.get(incident, now_ms) for incident in incidents}

    def knows(self, number: int) -> bool:
        """Whether one of this number was ever spoken of here, open or not."""
        return number in self._numbers

    def target(self, number: int | None, line: Line, open_now: tuple[Item, ...]) -> Item | str:
        """The one meant by a command with this number, or with none; else a refusal that says the list."""
        if number is not None:
            return self._by_number(number, line, open_now)
        if {each.incident for each in open_now} != self._since_ms.keys() or not self._settled(line):
            return f"The list of {self._sort}s changed just now: nothing was done. {self._listed(open_now)}"
        if len(open_now) > 1:
            return f"Say which {self._sort}: put its number after the command. {self._listed(open_now)}"
        return open_now[0] if open_now else f"There is no open {self._sort}."

    def _by_number(self, number: int, line: Line, open_now: tuple[Item, ...]) -> Item | str:
        meant = next((each for each in open_now if each.number == number), None)
        name = f"{self._sort.capitalize()} {number}"
        if meant is None:
            return f"{name} is not open: nothing was done. {self._listed(open_now)}"
        since_ms = self._since_ms.get(meant.incident)
        if since_ms is None or line.ended_ms - since_ms < LOOKED_AT_MS:
            return f"{name} came just now: nothing was done. {self._listed(open_now)}"
        return meant

    def _settled(self, line: Line) -> bool:
        return self._changed_ms <= line.begun_ms and line.ended_ms - self._changed_ms >= LOOKED_AT_MS


class Open:
    """All that was spoken of: calls, and tap-outs in their own queue; `either` is for what can be about one as well as the other."""

    def __init__(self) -> None:
        self.calls = Told[CallCard]("call", listed)
        self.tap_outs = Told[TapOutLine]("tap-out", tap_outs_listed)
        self.either = Told[CallCard | TapOutLine]("call or tap-out", _either_listed)

    def spoke_of(self, model: ConsoleModel, now_ms: int) -> None:
        """Everything open in this model has just been said, or was before."""
        self.calls.spoke_of(model.calls, now_ms)
        self.tap_outs.spoke_of(tap_outs_of(model.known), now_ms)
        self.either.spoke_of(either_of(model.known), now_ms)


def tap_outs_of(known: Known) -> tuple[TapOutLine, ...]:
    """Open tap-outs."""
    return known.view.tap_outs if known.view else ()


def either_of(known: Known) -> tuple[CallCard | TapOutLine, ...]:
    """Open calls, then open tap-outs."""
    return (*known.calls, *tap_outs_of(known))


def listed(calls: tuple[CallCard, ...]) -> str:
    """Every open call in a few words."""
    if not calls:
        return "No call is open."
    return "Open: " + " ".join(f"{call_spoken(call)}, {kind_words(call.kind)}: {standing(call)}" for call in calls)


def _either_listed(open_now: tuple[CallCard | TapOutLine, ...]) -> str:
    calls = tuple(each for each in open_now if isinstance(each, CallCard))
    tap_outs = tuple(each for each in open_now if isinstance(each, TapOutLine))
    return " ".join(
        [*([listed(calls)] if calls or not tap_outs else []), *([tap_outs_listed(tap_outs)] if tap_outs else [])]
    )
