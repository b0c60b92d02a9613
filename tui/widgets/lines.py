"""Lines as wide as asked, with something at both ends. Knows no call."""

from textual.content import Content


def spread(left: str, right: str, width: int, style: str = "") -> Content:
    """`left` and `right` at the two ends of a line; `left` is cut with an ellipsis where they would meet."""
    room = max(width - len(right) - (1 if right else 0), 0)
    cut = clipped(left, room)
    return Content.styled(f"{cut}{' ' * (width - len(cut) - len(right))}{right}", style)


def clipped(text: str, width: int) -> str:
    """`text`, cut with an ellipsis where it is longer than `width`."""
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…" * (width > 0)
