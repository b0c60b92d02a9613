"""A line that is a command as it stands, typed where a text is asked for: held until a person says which it is. Pure."""

from dataclasses import dataclass

from tui.plain.told import Line

_YES, _NO = frozenset({"yes", "y"}), frozenset({"no", "n"})


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
