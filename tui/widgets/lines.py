"""Lines as wide as asked, with something at both ends. Widths are in cells: a letter of some scripts takes two. Knows no call."""

from rich.cells import cell_len, set_cell_size
from textual.content import Content


def spread(left: str, right: str, width: int, style: str = "") -> Content:
    """`left` and `right` at the two ends of a line; `left` is cut with an ellipsis where they would meet."""
    room = max(width - cell_len(right) - (1 if right else 0), 0)
    cut = clipped(left, room)
    return Content.styled(f"{cut}{' ' * (width - cell_len(cut) - cell_len(right))}{right}", style)


def clipped(text: str, width: int) -> str:
    """`text`, cut with an ellipsis where it is longer than `width`."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1) + "…" if width > 0 else ""
