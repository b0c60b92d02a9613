"""A line for a phrase: the word in hand is read, all others are dots, so that nobody sees the whole over a shoulder. Knows no phrase."""

from rich.text import Text

from tui.widgets.one_line import OneLine

DOT = "•"


class PhraseField(OneLine):
    """With the arrow keys each word can be gone back to, and shows while the cursor is on it."""

    @property
    def _value(self) -> Text:
        return Text(in_hand(self.value, self.cursor_position), no_wrap=True, overflow="ignore", end="")


def in_hand(value: str, cursor: int) -> str:
    """The value with dots for the letters of every word but the one the cursor is on, or has just left."""
    begin = value.rfind(" ", 0, cursor) + 1
    end = value.find(" ", cursor)
    end = len(value) if end < 0 else end
    return "".join(letter if letter == " " or begin <= at < end else DOT for at, letter in enumerate(value))
