"""The line a person is typing: takes characters, says what to echo, keeps what is half typed. Pure; knows no terminal.

Echoes with nothing but what is typed, backspace and newline, so that it works on paper, on a serial line and under a screen
reader alike. No history and no moving about in the line: both need a cursor that can be seen.
"""

import enum
import unicodedata

LINE_LEN_MAX = 12_000
"""As long as the longest text that is kept, an account (`appliance.record.field_sets.making.ACCOUNT_MAX`): it may be pasted on one line."""

_ERASE = "\b \b"
_BELL = "\a"
_BACKSPACES = {"\x7f", "\b"}
_ERASE_LINE, _ERASE_WORD, _END, _ESCAPE = "\x15", "\x17", "\x04", "\x1b"


class _Escape(enum.Enum):
    """Where in a sequence from an arrow or function key we are; all of it is left out."""

    NONE = enum.auto()
    BEGUN = enum.auto()
    INSIDE = enum.auto()


class TypedLine:
    """`text` is what is half typed, `begun_ms` when its first character came. Times are of the console's own clock."""

    def __init__(self) -> None:
        self.text = ""
        self.begun_ms = 0
        self.ended = False
        """Whether a person said, on an empty line, that no more will be typed (CTRL-D)."""
        self.too_long = 0
        """How many characters found no room in the line that was ended last."""
        self._left_out = 0
        self._escape = _Escape.NONE
        self._after_return = False

    def take(self, character: str, now_ms: int) -> tuple[str, str | None]:
        """What to echo for one character, and the line it finished, if it did."""
        after_return, self._after_return = self._after_return, character == "\r"
        if self._inside_escape(character) or (character == "\n" and after_return):
            return "", None  # some terminals end a line with two characters; it is one ENTER
        if character in "\r\n":
            line, self.text = self.text, ""
            self.too_long, self._left_out = self._left_out, 0
            return "\n", line
        if character in _BACKSPACES:
            return self._erase(1), None
        if character == _ERASE_LINE:
            return self._erase(len(self.text)), None
        if character == _ERASE_WORD:
            kept = self.text.rstrip().rpartition(" ")
            return self._erase(len(self.text) - len(kept[0] + kept[1])), None
        if character == _END:
            self.ended = not self.text
            return "", None
        return self._add(character, now_ms), None

    def drop(self) -> None:
        """Forget what is half typed."""
        self.text, self._left_out = "", 0

    def _add(self, character: str, now_ms: int) -> str:
        if unicodedata.category(character).startswith("C"):
            return ""
        if len(self.text) >= LINE_LEN_MAX:
            self._left_out += 1
            return _BELL
        if not self.text:
            self.begun_ms = now_ms
        self.text += character
        return character

    def _erase(self, length: int) -> str:
        length = min(length, len(self.text))
        self.text = self.text[: len(self.text) - length]
        self._left_out = self._left_out if self.text else 0
        return _ERASE * length

    def _inside_escape(self, character: str) -> bool:
        """ESC [ … letter, and ESC O letter, are keys without a letter of their own."""
        match self._escape:
            case _Escape.NONE if character == _ESCAPE:
                self._escape = _Escape.BEGUN
            case _Escape.NONE:
                return False
            case _Escape.BEGUN:
                self._escape = _Escape.INSIDE if character in "[O" else _Escape.NONE
            case _Escape.INSIDE:
                self._escape = _Escape.NONE if "@" <= character <= "~" else _Escape.INSIDE
        return True
