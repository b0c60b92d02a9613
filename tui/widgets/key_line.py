"""The foot of the screen: the keys that do something now, from the key table, and the last word from the box. Paints only."""

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from tui.keys import Group, Key


class KeyLine(Widget):
    """Keys about the selected call, on two lines where one is too short, and a line of keys about the house."""

    call_keys: tuple[Key, ...] = ()
    house_keys: tuple[Key, ...] = ()

    def show(self, possible: tuple[Key, ...]) -> None:
        """List these keys from now on."""
        call_keys = tuple(key for key in possible if key.group is Group.CALL)
        house_keys = tuple(key for key in possible if key.group is Group.HOUSE)
        if (call_keys, house_keys) != (self.call_keys, self.house_keys):
            self.call_keys, self.house_keys = call_keys, house_keys
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the keys need."""
        del container, viewport
        return len(self._lines(width))

    def render(self) -> Content:
        """Every key that does something now."""
        return Content("\n").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Content]:
        return [line for keys in (self.call_keys, self.house_keys) for line in _flow(keys, width)]


def _flow(keys: tuple[Key, ...], width: int) -> list[Content]:
    lines: list[Content] = []
    for key in keys:
        entry = Content.assemble((f" {key.shown} ", "reverse"), f" {key.label} ")
        if lines and lines[-1].cell_length + entry.cell_length <= width:
            lines[-1] = lines[-1].append(entry)
        else:
            lines.append(entry)
    return lines
