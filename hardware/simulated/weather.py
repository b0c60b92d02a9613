"""Decides how badly a pretend wire treats frames: loses, repeats or reorders them. Pure; the dice are given, so that a seed repeats the
same.
"""

import random

import msgspec


class Weather(msgspec.Struct):
    """Chances from 0 to 1 that a frame is lost, sent twice, or overtaken by the next one."""

    dice: random.Random
    lose: float = 0.0
    repeat: float = 0.0
    reorder: float = 0.0
    _held: bytes = b""

    def out(self, frame: bytes) -> list[bytes]:
        """Return what really leaves when `frame` is sent, in that order. A frame that will be overtaken waits for the next frame, or for
        `flush`.
        """
        if self.dice.random() < self.lose:
            return []
        sent = [frame, frame] if self.repeats() else [frame]
        if self._held:
            sent.append(self._held)
            self._held = b""
        elif self.dice.random() < self.reorder:
            self._held = sent.pop()
        return sent

    def flush(self) -> list[bytes]:
        """Return the frame that was held back, if any: nothing came to overtake it."""
        held, self._held = self._held, b""
        return [held] if held else []

    def loses(self) -> bool:
        """Return whether a frame in the other direction is lost."""
        return self.dice.random() < self.lose

    def repeats(self) -> bool:
        """Return whether something is sent twice."""
        return self.dice.random() < self.repeat
