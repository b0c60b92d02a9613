"""A line that is a command as it stands, typed where a text is asked for: held until a person says which it is. Pure."""

from dataclasses import dataclass

from appliance.flows.calls.raising import RAISE_CALL, places
from appliance.flows.known import Known
from appliance.flows.parts import about_nothing
from tui.plain.asking.meant import CALL, command_in, rooms_named
from tui.plain.asking.parts import taken, without_lead
from tui.plain.records.words import RECORD_WORDS
from tui.plain.told import Line

_YES, _NO = frozenset({"yes", "y"}), frozenset({"no", "n"})
_PLACE = RAISE_CALL.parts[0]


@dataclass(frozen=True, slots=True)
class HeldLine:
    """The line, and what is asked about it. `does`: what is done where it is meant, as it would be typed."""

    line: Line
    question: str
    does: str = ""

    def is_meant(self, text: str) -> bool | None:
        """Whether this says that the command is meant, as does the same line typed again; None where it says neither."""
        words = text.casefold().split()
        if words == self.line.text.casefold().split() or " ".join(words) in _YES:
            return True
        return False if " ".join(words) in _NO else None

    def at(self, ended_ms: int) -> Line:
        """The line, as if it had been ended when a person decided: what came meanwhile, they may not know of."""
        return Line(self.line.text, self.line.begun_ms, ended_ms)

    def done_at(self, ended_ms: int) -> Line:
        """The same, as a command."""
        return Line(self.does or self.line.text, self.line.begun_ms, ended_ms)


def held_line(line: Line, known: Known, *, opens_records: bool) -> HeldLine:
    """Ask about this line, which is a command. `opens_records`: those about records can be done in the middle of this text."""
    words = line.text.split()
    command = command_in(words, known)
    if command and command.word in RECORD_WORDS and not opens_records:
        return HeldLine(
            line, f"{' '.join(words)} opens a record, which waits. Yes drops the words, no keeps them as text."
        )
    if command is None or command.word != CALL:
        return HeldLine(line, f"{' '.join(words)} is a command. Yes does it, no keeps the words as text.")
    named = rooms_named(command.rest, known)
    found = named or taken(without_lead(command.rest, _PLACE.lead), places(about_nothing(known)))[0]
    if len(found) != 1:
        return HeldLine(line, "Raise a call? Yes raises it, no keeps the words as text.")
    does = line.text if command.whole else f"{CALL} {found[0].typed[-1]}"
    where = f"{'in' if named or found[0].value.room else 'for'} {found[0].says}"
    return HeldLine(line, f"Raise a call {where}? Yes raises it, no keeps the words as text.", does)
