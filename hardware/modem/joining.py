"""Joins the parts of long texts that came, and says which texts the box was told already. Pure: time is an argument; knows no modem."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from hardware.modem.deliver import Delivered
from hardware.modem.heard import TextHeard

type Slot = tuple[str, int]
"""Where a text lies: the store and the index in it. An index below 0 is one that lies in no store, and cannot be deleted."""

WAITS_S: Final = 20.0
"""Our choice: the parts of one text come seconds apart. Then what has come is told, and says that parts are missing: it may be HELP."""
UNREADABLE: Final = "(a text that cannot be read)"


class Whole(msgspec.Struct, frozen=True):
    """A text that can be told, and what lies where of it."""

    heard: TextHeard
    lying: Mapping[Slot, str]


class Joining:
    """The texts that lie in the stores of one modem and are not deleted yet."""

    def __init__(self) -> None:
        self._lying: dict[Slot, Delivered | None] = {}
        """Not told yet; None is one that nobody can read."""
        self._since_s: dict[Slot, float] = {}
        self._raw: dict[Slot, str] = {}
        self._told: dict[Slot, str] = {}
        self._recorded: set[Slot] = set()

    def take(self, slot: Slot, raw: str, text: Delivered | None, now_s: float) -> None:
        """Take a text, or a part, that lies there. The same one again changes nothing; another one at the same place is new."""
        if self._told.get(slot, self._raw.get(slot)) == raw:
            return
        self.forget(slot)
        self._lying[slot], self._raw[slot], self._since_s[slot] = text, raw, now_s

    def only(self, store: str, indices: Iterable[int]) -> None:
        """Forget what lies in this store no more. `indices` are all that do."""
        lie = {(store, index) for index in indices}
        for slot in [each for each in self._raw.keys() | self._told.keys() if each[0] == store and each not in lie]:
            self.forget(slot)

    def forget(self, slot: Slot) -> None:
        """Forget a text that was deleted."""
        for kept in (self._lying, self._raw, self._since_s, self._told):
            kept.pop(slot, None)
        self._recorded.discard(slot)

    def record(self, whole: Whole) -> None:
        """Note that a text was recorded, and may be deleted. Where another one lies by now, that one stays."""
        self._recorded |= {slot for slot, raw in whole.lying.items() if self._told.get(slot) == raw}

    def recorded(self) -> list[Slot]:
        """Give the places whose texts were recorded, and which were not forgotten yet."""
        return sorted(self._recorded)

    def whole(self, now_s: float) -> list[Whole]:
        """Give the texts that can be told now, each once, in the order in which they came."""
        made = [self._of(slots, now_s) for slots in self._groups()]
        ready = [each for each in made if each is not None]
        for each in ready:
            for slot in each.lying:
                self._told[slot] = self._raw.pop(slot)
                del self._lying[slot], self._since_s[slot]
        return ready

    def next_s(self) -> float | None:
        """Say when a text with missing parts has to be told; None if none waits."""
        return min((each + WAITS_S for each in self._since_s.values()), default=None)

    def _groups(self) -> list[list[Slot]]:
        groups: dict[object, list[Slot]] = {}
        for slot, text in self._lying.items():
            alone = text is None or text.part is None
            key: object = slot if alone or text is None or text.part is None else _key(text)
            groups.setdefault(key, []).append(slot)
        return list(groups.values())

    def _of(self, slots: list[Slot], now_s: float) -> Whole | None:
        first = self._lying[slots[0]]
        if first is None or first.part is None:
            raw = self._raw[slots[0]]
            return Whole(_heard([(raw, first)], part=False), {slots[0]: raw})
        parts = {text.part.number: slot for slot in slots if (text := self._lying[slot]) is not None and text.part}
        missing = len(parts) < first.part.of
        if missing and now_s - min(self._since_s[slot] for slot in slots) < WAITS_S:
            return None
        in_order = [(self._raw[parts[number]], self._lying[parts[number]]) for number in sorted(parts)]
        return Whole(_heard(in_order, part=missing), {slot: self._raw[slot] for slot in slots})


def _key(text: Delivered) -> object:
    assert text.part is not None
    return text.number, text.part.reference, text.part.of


def _heard(parts: list[tuple[str, Delivered | None]], *, part: bool) -> TextHeard:
    raws = [raw for raw, _ in parts]
    texts = [text for _, text in parts if text is not None]
    name = hashlib.sha256("\n".join(raws).encode()).hexdigest()[:16]
    if not texts:
        return TextHeard("", UNREADABLE, None, part=False, id=name)
    return TextHeard(texts[0].number, "".join(each.text for each in texts), texts[0].sent_at_ms, part=part, id=name)
