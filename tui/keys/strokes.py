"""Keys in their turn: what is typed ahead waits until the key before it has done its work. Knows no key and no call.

D and 1 typed in one go are meant as D and then 1. Between them a panel is made, and a reply comes: a key that met the board
meanwhile would be lost, or do there what nobody meant.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from textual.app import App
from textual.events import Key, Paste

type Stroke = Key | Paste
"""What comes from a keyboard: one key, or text put in all at once (a scanner of bar codes, a terminal's paste)."""

HELD_MS_MAX = 6000
"""A second longer than the box has to answer (`tui.line.link.ANSWER_WAIT_S`): by then whoever asked it says what came of it. What was typed
meanwhile is not done later: it was meant for something that did not come."""
CALLED_OFF_MS = 300
"""Ours: a panel stands by then, and what is still awaited is the box. Whoever gives it up waits no longer than they notice."""
AGAIN_S = 0.01
ROUNDS = 60
"""Of the event loop. A key goes to what has the focus, up through its parents to the app, and may start a message that goes the
same way: a dozen queues, each of whose readers wakes within three rounds. Together they take a fraction of a millisecond."""


class Keystrokes:
    """`give` hands a stroke on; `settled` says whether what the last one started stands; `calls_off` whether a stroke gives up what is
    awaited just now; `lost` is called when strokes are given up; `now_ms` is the console's clock.
    """

    def __init__(
        self,
        app: App[None],
        give: Callable[[Stroke], Awaitable[None]],
        settled: Callable[[], bool],
        calls_off: Callable[[Stroke], bool],
        lost: Callable[[], None],
        now_ms: Callable[[], int],
    ) -> None:
        self._app, self._give, self._settled, self._now_ms = app, give, settled, now_ms
        self._calls_off, self._lost = calls_off, lost
        self._held: deque[tuple[Stroke, int]] = deque()
        self._given_ms: int | None = None
        self.typed_ms = self.typed_out_of_turn_ms = now_ms()
        """When the stroke at work was typed, and the last one out of turn: what a person saw then is what they meant."""

    @property
    def done(self) -> bool:
        """Whether no key waits or is at work."""
        return self._given_ms is None

    async def typed(self, stroke: Stroke) -> None:
        """A key or a text came from the keyboard."""
        self._held.append((stroke, self._now_ms()))
        if self.done:
            await self._next()

    async def out_of_turn(self, key: Key) -> None:
        """A key that needs nothing of what is held, and waits for nothing. Where nothing is held, what is typed after it waits for it."""
        self.typed_out_of_turn_ms = self._now_ms()
        if self.done:
            await self.typed(key)
        else:
            await self._give(key)

    def forget(self) -> None:
        """What was typed ahead was meant for something that did not come."""
        self._held.clear()

    async def _next(self) -> None:
        if not self._held:
            self._given_ms = None
            return
        self._given_ms = self._now_ms()
        stroke, self.typed_ms = self._held.popleft()
        await self._give(stroke)
        self._wait(ROUNDS)

    def _wait(self, rounds: int) -> None:
        if rounds:
            asyncio.get_running_loop().call_soon(self._wait, rounds - 1)
        else:
            self._app.call_later(self._look)

    async def _look(self) -> None:
        assert self._given_ms is not None, "only a key at work is looked after"
        takes_ms = self._now_ms() - self._given_ms
        if self._settled():
            await self._next()
        elif takes_ms >= CALLED_OFF_MS and any(self._calls_off(stroke) for stroke, _ in self._held):
            before = len(self._held)
            while not self._calls_off(self._held[0][0]):
                self._held.popleft()
            if len(self._held) < before:
                self._lost()
            await self._next()
        elif takes_ms < HELD_MS_MAX:
            self._app.set_timer(AGAIN_S, self._look_again)
        else:
            self._given_ms = None
            if self._held:
                self.forget()
                self._lost()

    def _look_again(self) -> None:
        """In the app's own turn: a timer's would hand a key on beside whatever the app is doing."""
        self._app.call_later(self._look)
