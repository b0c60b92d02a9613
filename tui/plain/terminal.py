"""Where the plain console is typed and read: a terminal, or a pipe. Prints between what is typed; knows nothing of calls.

At a terminal we echo and erase ourselves instead of leaving it to the kernel's line editing. The kernel would keep half a typed
line too, but would not tell us of it: news would be printed into the middle of a word. So news begins a new line, and what is
half typed is printed again below it, as a person left it. This needs nothing but letters, backspace, newline and the bell.
"""

import codecs
import contextlib
import os
import select
import termios
from collections.abc import Callable, Iterator
from typing import Protocol

from tui.plain.asking.typed_line import LINE_LEN_MAX, TypedLine
from tui.plain.paper import lines_of
from tui.plain.told import Line

READ_LEN = 4096
BELL = "\a"
TOO_LONG = (
    "This line is {length:,} characters long, and at most {length_max:,} can be taken at once: nothing of it was taken. "
    "Type it in parts."
)


class TerminalGone(OSError):
    """Nobody can read any more: the window was closed, or the other end of the pipe is gone."""


class Typist(Protocol):
    """Whoever wants to know what is typed."""

    def typed(self) -> None:
        """A key was touched."""

    def line(self, line: Line) -> None:
        """A line was ended."""

    def ended(self, *, gone: bool) -> None:
        """No more will be typed; `gone`: and nobody reads either."""


class Terminal:
    """`keyboard` and `paper` are file descriptors. Call `readable` when there is something to read."""

    def __init__(self, keyboard: int, paper: int, now_ms: Callable[[], int]) -> None:
        self.keyboard = keyboard
        self._paper = paper
        self._now_ms = now_ms
        self.edits = os.isatty(keyboard)
        """Whether a person types at a terminal, where we echo and erase; else it is a pipe or a file."""
        self._echoes = False
        self.hides: Callable[[], bool] = _nothing_hidden
        """Whether what is typed now is nobody else's to read: then it is not echoed, and not printed again below news."""
        self._typed = TypedLine()
        self._decode = codecs.getincrementaldecoder("utf-8")("replace")
        self.key_ms = 0
        """When a key was touched last."""

    @property
    def shows_by_itself(self) -> bool:
        """Whether what is typed is seen whatever we do: a serial terminal may print its own keys."""
        return self.edits and not self._echoes

    @property
    def half_typed(self) -> str:
        """What has been typed and not ended."""
        return self._typed.text

    @contextlib.contextmanager
    def attended(self) -> Iterator[None]:
        """Take over echo and erasing for a while; afterwards the terminal is as it was."""
        if not self.edits:
            yield
            return
        before = termios.tcgetattr(self.keyboard)
        self._echoes = bool(before[3] & termios.ECHO)  # a terminal that shows what is typed by itself stays so
        ours = termios.tcgetattr(self.keyboard)
        ours[0] &= ~termios.ICRNL  # to tell one ENTER from two
        ours[0] |= termios.IXANY  # CTRL-S by mistake would silence a desk until CTRL-Q: now any key lets go on
        ours[3] &= ~(termios.ICANON | termios.ECHO)
        for key in (termios.VSUSP, termios.VQUIT):
            ours[6][key] = b"\0"  # a console asleep in the background would be a desk that is blind
        termios.tcsetattr(self.keyboard, termios.TCSADRAIN, ours)
        try:
            yield
        finally:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self.keyboard, termios.TCSADRAIN, before)

    def say(self, sentences: list[str], *, ring: bool = False) -> None:
        """Print sentences on lines of their own; what is half typed goes on below them. Raises TerminalGone."""
        lines = [line for sentence in sentences for line in lines_of(sentence)]
        half = self.half_typed if self.edits and not self.hides() else ""
        begin = "\n" if half and lines else ""
        body = "".join(f"{line}\n" for line in lines)
        self._write(f"{BELL if ring else ''}{begin}{body}{half if lines else ''}")

    def drop_line(self) -> None:
        """Forget what is half typed, and begin a new line."""
        self._typed.drop()
        self._write("\n")

    def readable(self, typist: Typist) -> None:
        """Read what there is and tell. Raises TerminalGone."""
        try:
            data = os.read(self.keyboard, READ_LEN)
        except OSError:
            data = b""
        self.key_ms = self._now_ms()
        if not data:
            if self._typed.text:
                self._take("\n", typist)  # the last line of a file may have no end
            typist.ended(gone=self.edits)
            return
        typist.typed()
        for character in self._decode.decode(data):
            self._take(character, typist)

    def _take(self, character: str, typist: Typist) -> None:
        begun_ms = self._typed.begun_ms if self._typed.text else self.key_ms
        echo, line = self._typed.take(character, self.key_ms)
        if echo and self.edits and (echo == "\n" or (self._echoes and not self.hides())):
            self._write(echo)
        if line is not None and self._typed.too_long:
            self.say([TOO_LONG.format(length=len(line) + self._typed.too_long, length_max=LINE_LEN_MAX)])
        elif line is not None:
            typist.line(Line(line, begun_ms, self.key_ms))
        if self._typed.ended:
            self._typed.ended = False
            typist.ended(gone=False)

    def _write(self, text: str) -> None:
        left = text.encode("utf-8", "replace")
        while left:
            try:
                left = left[os.write(self._paper, left) :]
            except BlockingIOError:  # somebody else's program left the terminal non-blocking
                select.select([], [self._paper], [])
            except OSError as error:
                raise TerminalGone(*error.args) from error


def _nothing_hidden() -> bool:
    return False
