"""Answers the frames of one receiver: each frame once, in the order in which the frames came, and each when everything that it waits for
is done. Pure.

An answer does not say to which frame it belongs. So no answer may overtake another. A frame that came twice before its answer gets
only one, even if both came in one reading. A receiver repeats a frame that has no answer, and it takes an extra answer for the answer
to its next frame.
"""

from collections.abc import Callable, Hashable, Iterable

SLOTS_MAX = 64  # A receiver keeps seven. If so many wait behind one that is not done, the receiver does not listen.


class _Slot:
    __slots__ = ("answer", "of", "waits")

    def __init__(self, of: object, answer: bytes, waits: set[Hashable]) -> None:
        self.of = of
        self.answer = answer
        self.waits = waits


class Answers:
    """The answers that are still owed. `send` says whether the line took an answer. An answer that the line did not take is lost, and its
    frame comes again.
    """

    def __init__(self, send: Callable[[bytes], bool]) -> None:
        self._send = send
        self._slots: list[_Slot] = []

    def __len__(self) -> int:
        return len(self._slots)

    def owes(self, of: object) -> bool:
        """Return whether this frame waits for its answer; if so, it only came again."""
        return any(slot.of == of for slot in self._slots)

    def owe(self, of: object, answer: bytes, waits: Iterable[Hashable] = ()) -> bool:
        """Answer this frame at the next `give` after everything that it waits for is done. False: too many frames wait, and this one gets
        no answer.
        """
        if self.owes(of):
            return True
        if len(self._slots) >= SLOTS_MAX:
            return False
        self._slots.append(_Slot(of, answer, set(waits)))
        return True

    def done(self, what: Hashable) -> None:
        """Note that something is done for which frames may wait."""
        for slot in self._slots:
            slot.waits.discard(what)
        self.give()

    def give(self) -> None:
        """Send the answers that wait for nothing. Called when every frame that was read has been added."""
        while self._slots and not self._slots[0].waits:
            self._send(self._slots.pop(0).answer)

    def forget(self) -> None:
        """Drop all answers, since the line was closed: every frame without an answer comes again."""
        self._slots.clear()
