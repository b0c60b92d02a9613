"""Gives each serial line of one box to one owner: two readers of one line would each hear half of it. Opens nothing itself."""

from collections.abc import Mapping

from hardware.errors import HardwareError
from hardware.serial.end import LineState
from hardware.serial.line import Line, Wire


class Lines:
    """The lines that somebody has now, by their id in the plan."""

    def __init__(self) -> None:
        self._taken: dict[str, tuple[Line, str]] = {}

    def take(self, wire: Wire, owner: str) -> Line:
        """Give the line to its owner, who alone runs it. Raises HardwareError if another owner has the line or its port."""
        for line, by in self._taken.values():
            if line.wire.line == wire.line or line.wire.port == wire.port:
                raise HardwareError(
                    f"{by} has the line {line.wire.line} at {line.wire.port}, and {owner} wants {wire.line}: a line has one owner. "
                    "Correct the plan's 'lines'."
                )
        line = Line(wire)
        self._taken[wire.line] = (line, owner)
        return line

    def give_back(self, line: Line) -> None:
        """Take the line back after its owner has ended `run`. Another may take it now."""
        if self._taken.get(line.wire.line, (None, ""))[0] is line:
            del self._taken[line.wire.line]

    def states(self) -> Mapping[str, tuple[LineState, str]]:
        """Return the state of each line, with the reason."""
        return {name: line.state for name, (line, _) in self._taken.items()}
