"""Keeps a relay in memory, which remembers when it was switched, and loses power, fails and sticks on demand. For tests and the demo."""

import asyncio

import msgspec

from hardware.errors import HardwareError


class Thrown(msgspec.Struct, frozen=True):
    """The state of the relay from `at_s` on, by the loop's clock."""

    at_s: float
    on: bool


class TwinRelay:
    """A pretend relay. `history` holds each change in order. `why`: the error with which each switching and each reading fails. `stuck`:
    it stays as it is.
    """

    def __init__(self) -> None:
        self.on = False
        self.history: list[Thrown] = []
        self.why = ""
        self.stuck = False
        self.odd_answers = 0
        self.closed = False

    async def throw(self, on: bool) -> None:
        """Close or open it."""
        await self._answer()
        if self.stuck and on is not self.on:
            raise HardwareError(
                "It was thrown, and its board says it stands as before. Replace the board or its relay."
            )
        self._stand(on)

    async def reads(self) -> bool:
        """Return how it is. While `odd_answers` are left, it returns the opposite."""
        await self._answer()
        if self.odd_answers:
            self.odd_answers -= 1
            return not self.on
        return self.on

    def close(self) -> None:
        """Let go of it."""
        self.closed = True

    def lose_power(self) -> None:
        """Lose power and have it back at once: every relay is open then."""
        self._stand(on=False)

    def _stand(self, on: bool) -> None:
        if on is not self.on:
            self.on = on
            self.history.append(Thrown(asyncio.get_running_loop().time(), on))

    async def _answer(self) -> None:
        await asyncio.sleep(0)
        if self.why:
            raise HardwareError(self.why)
