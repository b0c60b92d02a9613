"""Works out what a text terminal shows after what was written to it. Knows what our console writes, and fails on anything else. Knows no
colours.
"""

import codecs
import re

_TOKEN = re.compile(
    r"\x1b\[(?P<numbers>[0-9;?$=<>]*)(?P<command>[@-~])"  # a control sequence
    r"|\x1b\][^\a\x1b]*(?:\a|\x1b\\)"  # a title or a colour of the terminal itself
    r"|\x1bP[^\x1b]*\x1b\\"  # a question to the terminal
    r"|(?P<control>[\a\b\r\n])"
    r"|(?P<text>[^\x00-\x1f]+)"
)
_NOT_SEEN = "mhlutnpq"
"""Commands for colours, modes, the keyboard and questions to the terminal: none of them puts text on the screen."""


class Screen:
    """A screen `columns` wide and `lines` high; `bells` is how often it rang."""

    def __init__(self, columns: int, lines: int) -> None:
        self.bells = 0
        self._columns, self._lines = columns, lines
        self._cells = [[" "] * columns for _ in range(lines)]
        self._column = self._line = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._unread = ""

    @property
    def text(self) -> str:
        """The whole screen, line by line."""
        return "\n".join("".join(row).rstrip() for row in self._cells)

    def write(self, data: bytes) -> None:
        """Take more from the console; a sequence that is cut in the middle waits for its rest."""
        self._unread += self._decoder.decode(data)
        at = 0
        while found := _TOKEN.match(self._unread, at):
            at = found.end()
            if found["command"]:
                self._command(found["command"], found["numbers"])
            elif found["text"] or found["control"]:
                self._put(found["text"] or "", found["control"] or "")
        self._unread = self._unread[at:]
        assert not self._unread or self._unread[0] == "\x1b", f"not for a terminal: {self._unread[:40]!r}"

    def _command(self, command: str, numbers: str) -> None:
        if command == "H":
            line, _, column = numbers.partition(";")
            self._line, self._column = int(line or 1) - 1, int(column or 1) - 1
        elif command == "J":
            self._cells = [[" "] * self._columns for _ in range(self._lines)]
        else:
            assert command in _NOT_SEEN, f"this terminal does not know ESC [ {numbers} {command}"

    def _put(self, text: str, control: str) -> None:
        match control:
            case "\a":
                self.bells += 1
            case "\b":
                self._column -= 1
            case "\r":
                self._column = 0
            case "\n":
                self._line = min(self._line + 1, self._lines - 1)
        for letter in text:
            if self._column < self._columns:
                self._cells[self._line][self._column] = letter
            self._column += 1
