"""The foot of the screen: the keys that do something now, from the key table. Paints only."""

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from tui.keys import BY_ACTION, Group, Key

CALL_LINES_MAX, HOUSE_LINES_MAX, HOUSE_LINES_BESIDE_CALLS = 2, 2, 1
"""More would take them from the calls. Keys that find no room here are on the help page, whose key always has a place."""


class KeyLine(Widget):
    """Keys about the selected call, then those about the house."""

    possible: tuple[Key, ...] = ()

    def show(self, possible: tuple[Key, ...]) -> None:
        """List these keys from now on."""
        if possible != self.possible:
            self.possible = possible
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the keys need."""
        del container, viewport
        return len(self._lines(width))

    def render(self) -> Content:
        """As many keys as find room."""
        return Content("\n").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Content]:
        help_key = BY_ACTION["help"]
        call_keys = tuple(key for key in self.possible if key.group is Group.CALL)
        house_keys = tuple(key for key in self.possible if key.group is Group.HOUSE and key is not help_key)
        house_lines = HOUSE_LINES_BESIDE_CALLS if call_keys else HOUSE_LINES_MAX
        return [
            *_balanced(call_keys, width, CALL_LINES_MAX, last=None),
            *_balanced(house_keys, width, house_lines, last=help_key),
        ]


def _balanced(keys: tuple[Key, ...], width: int, lines_max: int, last: Key | None) -> list[Content]:
    """The narrowest lines that are no more, and leave out no more, than the widest: one word alone on a line looks forgotten."""
    widest = _flow(keys, width, lines_max, last)
    for narrower in range(width // 2, width):
        lines = _flow(keys, narrower, lines_max, last)
        if (len(lines), _length(lines)) == (len(widest), _length(widest)):
            return lines
    return widest


def _length(lines: list[Content]) -> int:
    return sum(line.cell_length for line in lines)


def _flow(keys: tuple[Key, ...], width: int, lines_max: int, last: Key | None) -> list[Content]:
    """Entries in lines; those that do not fit are left out, so that `last` always does."""
    lines: list[Content] = []
    end = _entry(last) if last else Content("")
    for entry in map(_entry, keys):
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


def _entry(key: Key) -> Content:
    return Content.assemble((f" {key.shown} ", "reverse"), f" {key.label} ")
