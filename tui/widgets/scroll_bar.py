"""A scroll bar of whole cells. Textual's own has ends of an eighth of a cell, which no font of a text console holds."""

from typing import ClassVar

from textual.scrollbar import ScrollBarRender


class WholeCells(ScrollBarRender):
    """A blank for an end is no end: the bar moves a cell at a time."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "]
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "]
