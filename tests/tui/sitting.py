"""A person at a console: what they see, and the keys they press. Time passes only when the test says so."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui.boards import FRONT
from tui.app import ConsoleApp
from tui.screens.blind import BlindScreen

PAINTINGS = 5
"""How many rounds it takes after a panel is closed: its room goes to a card, which is laid out, then painted, then says so, and only then
would a key act on it.
"""


class Clock:
    """A clock that moves only when the test says so: nothing comes too early or too late because a machine is busy."""

    def __init__(self) -> None:
        self._now_ms = 1_000_000

    def now_ms(self) -> int:
        return self._now_ms

    def goes_on(self, seconds: float) -> None:
        self._now_ms += int(seconds * 1000)


class Sitting:
    """A person who sits there. `sees` waits for words on the screen; `looks` lets a second pass; `presses` presses keys."""

    def __init__(self, app: ConsoleApp, pilot: Pilot[None], clock: Clock) -> None:
        self.app = app
        self.bells = 0
        self._pilot = pilot
        self._clock = clock
        app.bell = self._ring  # type: ignore[method-assign]

    def _ring(self) -> None:
        self.bells += 1

    @property
    def screen(self) -> str:
        """Everything on the screen, line by line."""
        size = self.app.size
        strips = self.app.screen._compositor.render_strips(size)
        return "\n".join(strip.text for strip in strips)

    @property
    def reversed(self) -> list[str]:
        """The words that stand out of their own card by swapped colours."""
        strips = self.app.screen._compositor.render_strips(self.app.size)
        cards = [segment for strip in strips[1:-3] for segment in strip if segment.style and segment.style.reverse]
        return [segment.text for segment in cards if segment.text.strip()]

    @property
    def typed(self) -> str:
        return self.app.board.query_one(Input).value

    @property
    def blind(self) -> bool:
        return isinstance(self.app.screen, BlindScreen)

    async def presses(self, *keys: str) -> None:
        await self._pilot.press(*keys)
        await self.until(lambda: self.app.keystrokes.done, "the keys having done their work")

    async def types_ahead(self, *keys: str) -> None:
        """Press all keys at once, as a quick hand does on a slow box: none waits for what the key before it does."""
        for key in keys:
            self.app.post_message(Key(key, " " if key == "space" else key if len(key) == 1 else None))
        await self._pilot.pause()
        await self.until(lambda: self.app.keystrokes.done, "the keys having done their work")

    async def resizes(self, width: int, height: int) -> None:
        """Make the terminal window larger or smaller."""
        await self._pilot.resize_terminal(width, height)

    async def looks(self, seconds: float = 1) -> None:
        """Let time pass on the console's own clock, once everything is painted and counts as painted."""
        for _ in range(PAINTINGS):
            await self._pilot.pause()
            painted = asyncio.Event()
            self.app.board.call_after_refresh(painted.set)
            await self.until(painted.is_set, "the board painted")
        self._clock.goes_on(seconds)

    async def sees(self, *words: str) -> None:
        await self.until(lambda: all(each in self.screen for each in words), f"{words} on the screen")

    async def is_signed_in(self) -> None:
        """Wait until the console knows that a PIN was shown here."""
        await self.until(lambda: bool(self.app.model.view and self.app.model.view.proven), "the PIN shown")

    async def sees_no_more(self, words: str) -> None:
        await self.until(lambda: words not in self.screen, f"no more {words!r} on the screen")

    async def until(self, true: Callable[[], bool], what: str) -> None:
        for _ in range(1500):  # half a minute in all: a busy machine is no fault, and a wait that ends well is short
            if true():
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"waited half a minute for {what}; the screen shows:\n{self.screen}")


@asynccontextmanager
async def sitting_at(path: Path) -> AsyncIterator[Sitting]:
    """Sit down; the block begins once the console knows the board and the plan, which come one after the other. If there is no box, it
    begins at once.
    """
    clock = Clock()
    async with at_console(ConsoleApp(path, FRONT, clock.now_ms), clock, has_box=path.exists()) as person:
        yield person


@asynccontextmanager
async def at_console(
    app: ConsoleApp, clock: Clock, size: tuple[int, int] = (80, 24), *, has_box: bool = True
) -> AsyncIterator[Sitting]:
    """Run this console, and close it at the end of the block as a person does: what waits has its turn first. Textual's own end of a test
    takes the screens away before the messages, and whatever comes then finds no part of a screen.
    """
    async with app.run_test(size=size) as pilot:
        person = Sitting(app, pilot, clock)
        try:
            if has_box:
                await person.until(lambda: app.model.view is not None and app.model.facts is not None, "board and plan")
            yield person
        finally:
            app.leave()
            await person.until(lambda: not app.is_running, "the end of the console")
