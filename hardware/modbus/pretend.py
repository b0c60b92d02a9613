"""Pretends to be a wing of a school: boards with buttons and relays, on a line that appears at a path. It also reads the words for that
wing. Knows no appliance.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from hardware.errors import HardwareError
from hardware.modbus.codec import UNIT_MAX
from hardware.modbus.twin import TwinBoard, TwinBus
from hardware.serial.pty import Pty
from hardware.simulated.sentences import NotUnderstood, fitting

BAUD = 19_200
INPUTS = 16  # each pretend board has as many as the larger real ones
PRESS_S = 0.5  # as long as a hand presses; a board is asked every 0.2 s

WORDS = """On --wire modbus:
  press NAME [SECONDS]       close NAME                open NAME
  cut NAME                   touch NAME                mend NAME
  die UNIT                   revive UNIT               restart UNIT
  weld UNIT                  echo                      noise
  clear                      unplug                    plug"""

type Contact = tuple[int, int, int | None]
"""The board's unit, the input that closes with a press, and the input that opens."""


class PretendWing:
    """A pretend wing. Its buttons have names, and each is on two inputs of a board."""

    def __init__(self, at: Path, contacts: Mapping[str, Contact]) -> None:
        self.boards = {str(unit): TwinBoard(unit, INPUTS) for unit, _, _ in contacts.values()}
        self._contacts = contacts
        self._bus = TwinBus(self.boards)
        self._at = at
        self._pty: Pty | None = None
        self._answering: asyncio.Task[None] | None = None
        for name in contacts:
            self.open(name)

    async def __aenter__(self) -> "PretendWing":
        self._pty = Pty(self._at, BAUD, self._bus.heard)
        self._answering = asyncio.get_running_loop().create_task(self._bus.run(self._pty.send))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._answering is not None
        self._answering.cancel()
        await asyncio.wait([self._answering])
        self.line().close()

    def line(self) -> Pty:
        """Return the far end of the line. Only while the wing is used as a context."""
        assert self._pty is not None
        return self._pty

    def buttons(self) -> tuple[str, ...]:
        """Return the names of the buttons."""
        return tuple(self._contacts)

    def lamp(self, button: str) -> str:
        """Return nothing: such a button has no lamp."""
        return ""

    def press(self, name: str, for_s: float = PRESS_S) -> Coroutine[Any, Any, None]:
        """Press a button. It is let go once the caller has awaited what this returns."""
        self.close(name)
        return self._let_go(name, for_s)

    def close(self, name: str) -> None:
        """Hold a button in."""
        unit, closes, opens = self._contacts[name]
        self.boards[str(unit)].close(closes, opens)

    def open(self, name: str) -> None:
        """Let a button go; its wires are whole."""
        unit, closes, opens = self._contacts[name]
        self.boards[str(unit)].open(closes, opens)

    def cut(self, name: str) -> None:
        """Cut a button's cable: none of its inputs is closed."""
        self._both(name, False)

    def touch(self, name: str) -> None:
        """Let a button's wires touch: all its inputs are closed."""
        self._both(name, True)

    def make_noise(self, *, on: bool) -> None:
        """Send bytes that are no frame before each answer, or stop that."""
        self._bus.noise = b"\x00\xff\x03" if on else b""

    def echo(self, *, on: bool) -> None:
        """Let the adapter hear itself, as a cheap one does, or stop that."""
        self._bus.echoes = on

    async def _let_go(self, name: str, after_s: float) -> None:
        await asyncio.sleep(after_s)
        self.open(name)

    def _both(self, name: str, level: bool) -> None:
        unit, closes, opens = self._contacts[name]
        for number in (closes, opens):
            if number is not None:
                self.boards[str(unit)].inputs[number - 1] = level


def school_of(at: str, roster: str) -> PretendWing:
    """Make a line at the path `at`, and the buttons of `roster`: NAME=UNIT/CLOSES/OPENS, separated by commas. Raises HardwareError."""
    return PretendWing(Path(at), dict(map(_entry, roster.split(","))))


def obey(wing: PretendWing, words: list[str]) -> Coroutine[Any, Any, None] | None:
    """Do what one sentence says, or return what takes time. Raises NotUnderstood."""
    deed, given = fitting(_DEEDS, wing, words)
    try:
        return deed(wing, *given)
    except (LookupError, ValueError) as error:
        raise NotUnderstood(f"{words[0]}: there is no {error.args[0]}") from None


def _clear(wing: PretendWing) -> None:
    wing.make_noise(on=False)
    wing.echo(on=False)


def _set(what: str, value: bool) -> Callable[[PretendWing, str], None]:
    def deed(wing: PretendWing, unit: str) -> None:
        setattr(wing.boards[unit], what, value)

    return deed


type Deed = Callable[..., Coroutine[Any, Any, None] | None]

_DEEDS: Mapping[str, Deed] = {
    "press": lambda wing, name, seconds=PRESS_S: wing.press(name, float(seconds)),
    "close": PretendWing.close,
    "open": PretendWing.open,
    "cut": PretendWing.cut,
    "touch": PretendWing.touch,
    "mend": PretendWing.open,
    "die": _set("dead", True),
    "revive": _set("dead", False),
    "restart": lambda wing, unit: wing.boards[unit].restart(),
    "weld": _set("welded", True),
    "echo": lambda wing: wing.echo(on=True),
    "noise": lambda wing: wing.make_noise(on=True),
    "clear": _clear,
    "unplug": lambda wing: wing.line().unplug(),
    "plug": lambda wing: wing.line().plug_in(),
}


def _entry(text: str) -> tuple[str, Contact]:
    name, _, numbers = text.partition("=")
    parts = numbers.split("/")
    if name and len(parts) in (2, 3) and all(each.isascii() and each.isdigit() for each in parts):
        unit, *inputs = map(int, parts)
        if 0 < unit <= UNIT_MAX and all(0 < each <= INPUTS for each in inputs):
            return name, (unit, inputs[0], inputs[1] if len(inputs) > 1 else None)
    raise HardwareError(f"{text!r} is no button: write NAME=UNIT/CLOSES/OPENS, such as A101-under=3/1/2")
