"""A line that is a command as it stands, typed where a text is asked for: held until a person says which it is. Pure."""

from dataclasses import dataclass

from tui.keys import BY_ACTION
from tui.model import ConsoleModel
from tui.plain.meant import command_in
from tui.plain.parts import Given, taken, without_lead
from tui.plain.raising import RAISE_CALL, places
from tui.plain.told import Line

YES_OR_NO = "Type yes or no."
_YES, _NO = frozenset({"yes", "y"}), frozenset({"no", "n"})
_CALL = BY_ACTION["raise_call"].word
_PLACE = RAISE_CALL.parts[0]


@dataclass(frozen=True, slots=True)
class HeldLine:
    """The line, and what is asked about it."""

    line: Line
    question: str

    def is_meant(self, text: str) -> bool | None:
        """Whether this says that the command is meant, as does the same line typed again; None where it says neither."""
        words = text.casefold().split()
        if words == self.line.text.casefold().split() or " ".join(words) in _YES:
            return True
        return False if " ".join(words) in _NO else None

    def at(self, ended_ms: int) -> Line:
        """The line, as if it had been ended when a person decided: what came meanwhile, they may not know of."""
        return Line(self.line.text, self.line.begun_ms, ended_ms)


def held_line(line: Line, model: ConsoleModel) -> HeldLine:
    """Ask about this line, which is a command."""
    words = line.text.split()
    command = command_in(words, model)
    if command is None or command.word != _CALL:
        return HeldLine(line, f"{' '.join(words)} is a command. Yes does it, no keeps the words as text.")
    found, _ = taken(without_lead(command.rest, _PLACE.lead), places(Given(model, None, None, {})))
    where = f" {'in' if found[0].value.room else 'for'} {found[0].says}" if len(found) == 1 else ""
    return HeldLine(line, f"Raise a call{where}? Yes raises it, no keeps the words as text.")
