"""What a person at the plain console has been told, and when: the rule that an act never hits a call they do not know of. Pure.

The same promise as `tui.aim` keeps for keys. Here it is told in time, not painted in time; and because a sentence takes longer
to hear than a card to see, a command without a number also needs that nothing was said since its first letter was typed.
"""

from dataclasses import dataclass

from appliance.api.messages import CallCard
from appliance.plan.ids import IncidentId
from tui.aim import LOOKED_AT_MS
from tui.plain.sentences import kind_words, named, standing


@dataclass(frozen=True, slots=True)
class Line:
    """What was typed, when its first letter came and when it was ended, on the console's own clock."""

    text: str
    begun_ms: int
    ended_ms: int


class Told:
    """The calls last spoken of. `target` finds the one a command means, or says why it may not act."""

    def __init__(self) -> None:
        self._since_ms: dict[IncidentId, int] = {}
        self._numbers: set[int] = set()
        self._changed_ms = 0

    def spoke_of(self, calls: tuple[CallCard, ...], now_ms: int) -> None:
        """All that is open has just been said, or was before."""
        open_now = [call.incident for call in calls]
        if self._since_ms.keys() != set(open_now):
            self._changed_ms = now_ms
        self._numbers |= {call.number for call in calls}
        self._since_ms = {incident: self._since_ms.get(incident, now_ms) for incident in open_now}

    def knows(self, number: int) -> bool:
        """Whether a call of this number was ever spoken of here, open or not."""
        return number in self._numbers

    def target(self, number: int | None, line: Line, calls: tuple[CallCard, ...]) -> CallCard | str:
        """The call meant by a command with this number, or with none; else a refusal that says the list."""
        if number is not None:
            return self._by_number(number, line, calls)
        if {call.incident for call in calls} != self._since_ms.keys() or not self._settled(line):
            return f"The list of calls changed just now: nothing was done. {listed(calls)}"
        if len(calls) > 1:
            return f"Say which call: put its number after the command. {listed(calls)}"
        return calls[0] if calls else "There is no open call."

    def _by_number(self, number: int, line: Line, calls: tuple[CallCard, ...]) -> CallCard | str:
        call = next((call for call in calls if call.number == number), None)
        if call is None:
            return f"Call {number} is not open: nothing was done. {listed(calls)}"
        since_ms = self._since_ms.get(call.incident)
        if since_ms is None or line.ended_ms - since_ms < LOOKED_AT_MS:
            return f"Call {number} came just now: nothing was done. {listed(calls)}"
        return call

    def _settled(self, line: Line) -> bool:
        return self._changed_ms <= line.begun_ms and line.ended_ms - self._changed_ms >= LOOKED_AT_MS


def listed(calls: tuple[CallCard, ...]) -> str:
    """Every open call in a few words."""
    if not calls:
        return "No call is open."
    return "Open: " + " ".join(f"{named(call)}, {kind_words(call.kind)}: {standing(call)}" for call in calls)
