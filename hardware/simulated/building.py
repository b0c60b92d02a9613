"""Pretends to be a building with any number of pretend buttons over real TCP. On demand they fail as real ones do, and a seed repeats
the same failures.

It reads like a transcript: `async with PretendBuilding("127.0.0.1", port, {"B204-1": key}) as building:`, then `await
building.press("B204-1", "help")`, then `await building.until_lamp("B204-1", "received", within_s=5)`.
"""

import asyncio
import random
from collections.abc import Callable, Coroutine, Mapping
from types import TracebackType
from typing import Any, Self

from hardware.simulated.board import HELD_AS, SUPPLY_MV, Flash, SimulatedBoard
from hardware.simulated.button_line import ButtonLine
from hardware.simulated.contacts import DEBOUNCE_MS
from hardware.simulated.line import Line

HOLD_S = 2.1  # a little more than the two seconds after which a held contact counts as another contact
CHATTER_EVERY_S = 0.06  # a little slower than the debounce, the worst that a loose wire can do
DEFAULT_CONTACTS = ("help", "hold")


class PretendBuilding:
    """A pretend building. `buttons` maps a button's id to its key. `contacts` maps it to its contacts; a button that is not named there
    has help, and hold.
    """

    def __init__(
        self,
        host: str,
        port: int,
        buttons: Mapping[str, bytes | None],
        *,
        contacts: Mapping[str, tuple[str, ...]] | None = None,
        seed: int = 0,
        lit: Callable[[str, str], None] | None = None,
    ) -> None:
        self._host, self._port, self._seed = host, port, seed
        self._keys = dict(buttons)
        self._contacts = {button: (contacts or {}).get(button, DEFAULT_CONTACTS) for button in buttons}
        self._told = lit
        self._lines: dict[str, Line[SimulatedBoard]] = {}
        self._pressed_ms: dict[tuple[str, str], int] = {}
        self._dice = random.Random(seed)  # noqa: S311 - dice for failures; a seed must replay
        self._changes: set[asyncio.Future[None]] = set()
        self._connecting = asyncio.TaskGroup()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        """Power every button up and let it connect."""
        await self._connecting.__aenter__()
        for button, key in self._keys.items():
            dice = random.Random(f"{self._seed}/{button}")  # noqa: S311 - as above
            self._lines[button] = self._new_line(button, key, dice)
            self._keep_connected(button)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every connection."""
        for task in self._tasks:
            task.cancel()
        for line in self._lines.values():
            line.close()
        await self._connecting.__aexit__(kind, error, trace)

    def buttons(self) -> tuple[str, ...]:
        """Return every button's id."""
        return tuple(self._keys)

    def lamp(self, button: str) -> str:
        """Return what a button shows now: a phase's name, or "dark"."""
        return self._line(button).lamp

    def counters(self, button: str) -> dict[str, int]:
        """Return a button's counts, as its flash has them."""
        return dict(self._line(button).flash.counters)

    async def until_lamp(self, button: str, lamp: str, *, within_s: float) -> None:
        """Wait until a button shows this. Raises TimeoutError, which names what it shows instead."""
        line = self._line(button)
        try:
            async with asyncio.timeout(within_s):
                while line.lamp != lamp:
                    await self._change()
        except TimeoutError:
            raise TimeoutError(f"{button} shows {line.lamp}, not {lamp}, after {within_s} s") from None

    async def press(self, button: str, contact: str = "help") -> None:
        """Press. A second press waits until nobody can take it for a bounce of the first."""
        line = self._line(button)
        self._fitted(line, contact)
        bounce_ms = DEBOUNCE_MS - (line.now_ms() - self._pressed_ms.get((button, contact), -DEBOUNCE_MS))
        if bounce_ms > 0:
            await asyncio.sleep(bounce_ms / 1000)
        self._pressed_ms[button, contact] = now_ms = line.now_ms()
        line.board.press(contact, now_ms)
        line.pump()

    async def hold(self, button: str, contact: str = "help") -> None:
        """Press and hold for a little more than two seconds."""
        self.stick(button, contact)
        await asyncio.sleep(HOLD_S)
        self.free(button, contact)

    async def chatter(self, button: str, contact: str = "help", closures: int = 12) -> None:
        """Let a loose wire close a contact again and again."""
        for _ in range(closures):
            await self.press(button, contact)
            await asyncio.sleep(CHATTER_EVERY_S)

    def stick(self, button: str, contact: str = "help") -> None:
        """Let something lean on a contact."""
        line = self._line(button)
        self._fitted(line, contact)
        line.board.close(contact, line.now_ms())
        line.pump()

    def free(self, button: str, contact: str = "help") -> None:
        """Take it off the contact again."""
        line = self._line(button)
        line.board.open(contact, line.now_ms())
        line.pump()

    def cut_power(self, button: str) -> None:
        """Cut the button's power without a goodbye. What it counted is in flash."""
        self._line(button).power_down()

    def restore_power(self, button: str) -> None:
        """Give the button power again: it boots."""
        self._line(button).power_up()

    def unplug(self, button: str) -> None:
        """Pull the cable out: the firmware runs on, and neither end is told."""
        self._line(button).plug(plugged=False)

    def plug_in(self, button: str) -> None:
        """Put the cable back."""
        self._line(button).plug(plugged=True)

    def go_half_open(self, button: str) -> None:
        """Let a switch forget the connection. The button finds a new one; the old one stays open at the appliance."""
        self._line(button).fall_silent()

    def stop_reading(self, button: str) -> None:
        """Let the button still send but read nothing, until its connection ends."""
        self._line(button).stop_reading()

    async def flap(self, button: str, times: int = 5, every_s: float = 0.3) -> None:
        """Break the connection again and again."""
        for _ in range(times):
            self._line(button).hang_up()
            await asyncio.sleep(every_s)

    def wipe(self, button: str) -> None:
        """Erase the flash, or swap the board: there is another ledger, and counts begin at zero. It boots anew."""
        line = self._line(button)
        line.power_down()
        line.flash = self._new_flash(button)
        line.power_up()

    def turn_back(self, button: str, contact: str = "help", by: int = 1) -> None:
        """Make a counter fall back to an older state of the flash."""
        flash = self._line(button).flash
        flash.counters[contact] = max(0, flash.counters[contact] - by)

    def turn_on(self, button: str, to: int, contact: str = "help") -> None:
        """Make a counter jump, as in flash that is worn out."""
        self._line(button).flash.counters[contact] = to

    def change_key(self, button: str, key: bytes) -> None:
        """Give the button another key; it connects again with that key."""
        line = self._line(button)
        line.power_down()
        line.key, line.flash.key = key, None
        line.power_up()

    def lower_supply(self, button: str, supply_mv: int) -> None:
        """Change the supply voltage."""
        line = self._line(button)
        line.board.set_supply(supply_mv)
        line.pump()

    def open_case(self, button: str) -> None:
        """Open the case."""
        self._set_case(button, open_=True)

    def close_case(self, button: str) -> None:
        """Close the case."""
        self._set_case(button, open_=False)

    def mend_supply(self, button: str) -> None:
        """Make the supply as it should be."""
        self.lower_supply(button, SUPPLY_MV)

    def set_weather(self, button: str, *, lose: float = 0.0, repeat: float = 0.0, reorder: float = 0.0) -> None:
        """Lose, repeat or reorder frames by these chances from now on. All 0 is fair weather again."""
        weather = self._line(button).weather
        weather.lose, weather.repeat, weather.reorder = lose, repeat, reorder

    def firmware(self, button: str) -> SimulatedBoard:
        """Return the running firmware of a button. Raises RuntimeError if it has no power."""
        return self._line(button).board

    def _keep_connected(self, button: str) -> None:
        self._start(self._line(button).keep_connected(self._host, self._port), button)

    def _start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Start something that goes on until this building ends."""
        self._tasks.append(self._connecting.create_task(work, name=name))

    def _new_line(self, button: str, key: bytes | None, dice: random.Random) -> Line[SimulatedBoard]:
        """Make one button on its wire. A building with another wire makes another kind."""
        return ButtonLine(button, key, self._new_flash(button), dice, self._lit)

    def _line(self, button: str) -> Line[SimulatedBoard]:
        if button not in self._lines:
            raise KeyError(f"there is no button {button} in this pretend building")
        return self._lines[button]

    def _set_case(self, button: str, *, open_: bool) -> None:
        line = self._line(button)
        line.board.set_case(open_=open_)
        line.pump()

    def _fitted(self, line: Line[SimulatedBoard], contact: str) -> None:
        fitted = [each for each in line.flash.counters if each not in HELD_AS.values()]
        if contact not in fitted:
            raise KeyError(f"{line.button} has no contact {contact}; it has {', '.join(fitted)}")

    def _new_flash(self, button: str) -> Flash:
        return Flash(ledger=self._new_ledger(self._dice), counters=dict.fromkeys(self._contacts[button], 0))

    def _new_ledger(self, dice: random.Random) -> str:
        return dice.randbytes(16).hex()

    def _lit(self, button: str, lamp: str) -> None:
        for change in self._changes:
            if not change.done():
                change.set_result(None)
        if self._told is not None:
            self._told(button, lamp)

    async def _change(self) -> None:
        change: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._changes.add(change)
        try:
            await change
        finally:
            self._changes.discard(change)
