"""A line to type in. Lines that are pasted become one, and what does not fit is said, not swallowed. Knows no panel."""

from textual import events
from textual.message import Message
from textual.widgets import Input


class OneLine(Input):
    """With `max_length` no more than that stands in it: more is left out as a whole, and told."""

    class Full(Message):
        """It would have been too long."""

        def __init__(self, length: int, length_max: int) -> None:
            self.length, self.length_max = length, length_max
            super().__init__()

        @property
        def says(self) -> str:
            """How long it would have been, and how long it may be."""
            return f"That would be {self.length:,} characters. At most {self.length_max:,} are kept here: shorten it."

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()  # Textual's own would keep the first line only
        text = " ".join(line.strip() for line in event.text.splitlines() if line.strip())
        length = len(self.value) - len(self.selected_text) + len(text)
        if self.max_length and length > self.max_length:
            self.post_message(self.Full(length, self.max_length))
        else:
            self.replace(text, *self.selection)

    def restricted(self) -> None:
        """A letter found no room."""
        super().restricted()
        self.post_message(self.Full(len(self.value) + 1, self.max_length or 0))
