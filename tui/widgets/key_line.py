"""The foot of the screen: the keys that do something now, from the key table, and which call they are about. Paints only."""

from collections.abc import Iterable

import msgspec
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from appliance.api.board.calls import TapOutLine
from appliance.plan.ids import IncidentId
from tui.keys.key import Group, Key
from tui.keys.table import BY_ACTION
from tui.model import Line
from tui.widgets.lines import NAME_WIDTH_MIN, both_ends

CALL_LINES_MAX, HOUSE_LINES_MAX, HOUSE_LINES_BESIDE_CALLS = 2, 2, 1
"""More would take them from the calls. Keys that find no room here are on the help page, whose key always has a place."""


class Target(msgspec.Struct, frozen=True):
    """What a key is about, and the name it goes by here."""

    incident: IncidentId
    name: str


def target(line: Line | None, among: Iterable[Line]) -> Target | None:
    """By the name of its room; where another of these would read the same, by its number too, and practice as such."""
    if line is None:
        return None
    room = both_ends(line.room_name, NAME_WIDTH_MIN)
    if all(both_ends(each.room_name, NAME_WIDTH_MIN) != room for each in among if each.incident != line.incident):
        return Target(line.incident, room)
    what = "tap-out" if isinstance(line, TapOutLine) else "call"
    return Target(line.incident, f"{'DRILL ' if line.drill else ''}{room} {what} {line.number}")


class KeyLine(Widget):
    """Keys about the selected call behind the name it goes by, then those about the house."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[tuple[tuple[Key, Target | None], ...], Target | None] = ((), None)

    def show(self, possible: tuple[tuple[Key, Target | None], ...], *, about: Target | None) -> None:
        """List these keys from now on, each with what it acts on. `about` is the selected call."""
        if (possible, about) != self._shown:
            self._shown = possible, about
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the keys need."""
        del container, viewport
        return len(self._lines(width))

    def render(self) -> Content:
        """As many keys as find room."""
        return Content("\n").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Content]:
        possible, about = self._shown
        help_key = BY_ACTION["help"]
        of_call = [_entry(key, acts_on, about) for key, acts_on in possible if key.group is Group.CALL]
        of_house = [_entry(key) for key, _ in possible if key.group is Group.HOUSE and key is not help_key]
        house_lines = HOUSE_LINES_BESIDE_CALLS if of_call else HOUSE_LINES_MAX
        named = [Content.styled(f" {about.name}: ", "bold")] if about and of_call else []
        return [
            *_balanced([*named, *of_call], width, CALL_LINES_MAX, last=None),
            *_balanced(of_house, width, house_lines, last=_entry(help_key)),
        ]


def _balanced(entries: list[Content], width: int, lines_max: int, last: Content | None) -> list[Content]:
    """The narrowest lines that are no more, and leave out no more, than the widest: one word alone on a line looks forgotten."""
    widest = _flow(entries, width, lines_max, last)
    for narrower in range(width // 2, width):
        lines = _flow(entries, narrower, lines_max, last)
        if (len(lines), _length(lines)) == (len(widest), _length(widest)):
            return lines
    return widest


def _length(lines: list[Content]) -> int:
    return sum(line.cell_length for line in lines)


def _flow(entries: list[Content], width: int, lines_max: int, last: Content | None) -> list[Content]:
    """Entries in lines; those that do not fit are left out, so that `last` always does."""
    lines: list[Content] = []
    end = last or Content("")
    for entry in entries:
        room = width - (end.cell_length if len(lines) == lines_max else 0)
        if lines and lines[-1].cell_length + entry.cell_length <= room:
            lines[-1] = lines[-1].append(entry)
        elif len(lines) < lines_max:
            lines.append(entry)
        else:
            break
    if not last:
        return lines
    return [*lines[:-1], lines[-1].append(end)] if lines else [end]


def _entry(key: Key, acts_on: Target | None = None, about: Target | None = None) -> Content:
    """One key; with what it acts on, where that is not what the line is about."""
    where = f": {acts_on.name}" if acts_on and (about is None or acts_on.incident != about.incident) else ""
    return Content.assemble((f" {key.shown} ", "reverse"), f" {key.label}{where} ")
