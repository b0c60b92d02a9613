"""What one receiver is answered: each frame once, in the order in which the frames came, each when what it waits for is done. Pure.

An answer does not say to which frame it belongs. So none overtakes another, and a frame that came twice before its answer gets one, also
where both came in one reading: a receiver sends again what has none, and takes one too many for an answer to what it says next.
"""

from collections.abc import Callable, Hashable, Iterable

SLOTS_MAX = 64  # a receiver keeps seven; so many behind one that is not done are a receiver that does not listen


class _Slot:
    __slots__ = ("answer", "of", "waits")

    def __init__(self, of: object, answer: bytes, waits: set[Hashable]) -> None:
        self.of = of
        self.answer = answer
        self.waits = waits


class Answers:
    """`send` says whether the line took it; one that did not is lost, and its frame comes again."""

    def __init__(self, send: Callable[[bytes], bool]) -> None:
        self._send = send
        self._slots: list[_Slot] = []

    def __len__(self) -> int:
        return len(self._slots)

    def owes(self, of: object) -> bool:
        """Whether this frame waits for its answer: then it only came again."""
        return any(slot.of == of for slot in self._slots)

    def owe(self, of: object, answer: bytes, waits: Iterable[Hashable] = ()) -> bool:
        """Answer this frame at the next `give` after all that it waits for is done. False: there are too many, and it gets none."""
        if self.owes(of):
            return True
        if len(self._slots) >= SLOTS_MAX:
            return False
        self._slots.append(_Slot(of, answer, set(waits)))
        return True

    def done(self, what: Hashable) -> None:
        """Something that frames may wait for."""
        for slot in self._slots:
            slot.waits.discard(what)
        self.give()

    def give(self) -> None:
        """Whatever was read is owed: send what waits for nothing."""
        while self._slots and not self._slots[0].waits:
            self._send(self._slots.pop(0).answer)

    def forget(self) -> None:
        """The line was closed: whatever has no answer comes again."""
        self._slots.clear()
