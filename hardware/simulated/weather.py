"""How badly a pretend wire treats frames: loses, repeats, reorders them. Pure; the dice are given, so that a seed replays."""

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
        """What really leaves when `frame` is sent, in that order. One overtaken waits for the next frame, or for `flush`."""
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
        """The frame held back, if any: nothing came to overtake it."""
        held, self._held = self._held, b""
        return [held] if held else []

    def loses(self) -> bool:
        """Whether a frame coming the other way is lost."""
        return self.dice.random() < self.lose

    def repeats(self) -> bool:
        """Whether something is sent twice."""
        return self.dice.random() < self.repeat
