"""Ends the private lines of responders' phones: takes their heartbeats and answers, and shows each what the board says for it. What is
heard here was sealed by a phone that proved its key. Knows no socket and no seal.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol, assert_never

from appliance.api.page.phone import (
    PhoneAnswer,
    PhoneBeat,
    PhoneDrew,
    PhoneScreen,
    from_phone,
    to_phone,
)
from appliance.doors.page.cards import is_said_to, screen_of, without_ages
from appliance.doors.page.private import PrivateLine
from appliance.engine.change import Change
from appliance.engine.engine import Engine

SOON_S = 0.02  # so that one answer, which makes several changes, is shown once; nobody sees a fiftieth of a second

EACH_S = 0.25
"""How often all phones are looked at, at most, while many rooms press. Our own figure: sooner than anybody reads, and presses go first."""


class Link(Protocol):
    """The line of one phone, as the way of messages knows it (`hardware/messengers/page.py`)."""

    @property
    def stands(self) -> Mapping[str, object]: ...
    def alive(self) -> None: ...
    def drew(self, messages: Iterable[str]) -> None: ...
    def answer(self, message: str, reply: str) -> None: ...
    def close(self) -> None: ...


class Way(Protocol):
    """The way to phones."""

    def carry(self, carried: bool) -> None: ...
    def open(self, to: str, changed: Callable[[], None]) -> Link: ...


class Phones:
    """The phones whose lines are open; one per door."""

    def __init__(self, engine: Engine, way: Way) -> None:
        self.engine = engine
        self.way = way
        self._open: dict[PhoneLine, None] = {}
        self._loop = asyncio.get_running_loop()
        self._all_soon: asyncio.TimerHandle | None = None
        self._all_s = 0.0
        """When all phones were last looked at, by the loop's time."""
        engine.listen(self._changed, "responders' phones")

    def take(self, line: PrivateLine) -> "PhoneLine":
        """Take a private line that a phone opened."""
        return self.open(line.page, line.send)

    def open(self, phone: str, send: Callable[[bytes], None]) -> "PhoneLine":
        """Begin the line of this phone. `send` sends one frame to it, and never waits."""
        line = PhoneLine(self, phone, send)
        self._open[line] = None
        return line

    def left(self, line: "PhoneLine") -> None:
        """Note that a line ended."""
        self._open.pop(line, None)

    def _changed(self, _: Change) -> None:
        """Look at all phones soon. A message that is said to one, or taken back, does not wait for this."""
        if self._open and self._all_soon is None:
            wait_s = max(SOON_S, self._all_s + EACH_S - self._loop.time())
            self._all_soon = self._loop.call_later(wait_s, self._look_at_all)

    def _look_at_all(self) -> None:
        self._all_soon, self._all_s = None, self._loop.time()
        for line in [*self._open]:
            line.show_news()


class PhoneLine:
    """One phone, from the opening of its line to its end."""

    def __init__(self, phones: Phones, phone: str, send: Callable[[bytes], None]) -> None:
        """Begin a line. Nothing is sent before its first heartbeat."""
        self._phones = phones
        self._phone = phone
        self._send = send
        self._shown: PhoneScreen | None = None
        """What was shown last, without ages; None before the first heartbeat: a browser has no keys before its opening was answered."""
        self._loop = asyncio.get_running_loop()
        self._soon: asyncio.TimerHandle | None = None
        self._link = phones.way.open(phone, self.show_soon)

    def heard(self, data: bytes) -> None:
        """Take one frame of the phone. Raises ValueError for what is nothing that a phone says: then the line is over."""
        match from_phone(data):
            case PhoneBeat():
                self._link.alive()
                self._show()
            case PhoneDrew(messages=messages):
                self._link.drew(messages)
            case PhoneAnswer(message=message, reply=reply):
                # what was said to another person is not this person's to answer
                if is_said_to(self._phones.engine.board, self._phone, message):
                    self._link.answer(message, reply)
            case other:
                assert_never(other)

    def show_soon(self) -> None:
        """Show what is new, once all that belongs to it has happened."""
        if self._soon is None:
            self._soon = self._loop.call_later(SOON_S, self.show_news)

    def closed(self) -> None:
        """Take in that the line ended."""
        if self._soon is not None:
            self._soon.cancel()
        self._phones.left(self)
        self._link.close()

    def show_news(self) -> None:
        """Show what is new, if anything is."""
        if self._soon is not None:
            self._soon.cancel()
        self._soon = None
        if self._shown is not None and without_ages(screen := self._screen()) != self._shown:
            self._show(screen)

    def _show(self, screen: PhoneScreen | None = None) -> None:
        screen = self._screen() if screen is None else screen
        self._shown = without_ages(screen)
        self._send(to_phone(screen))

    def _screen(self) -> PhoneScreen:
        engine = self._phones.engine
        return screen_of(engine.board, self._phone, self._link.stands, engine.clock.now())
