"""Looks at a record as it stands now, or as it stood at an earlier time: each value with when it was written. Pure.

What counts is the time at which each value was written, and the order of the versions of one value. So it makes no difference in which
order different facts came.

There is one exception, as the record itself has it: a change of a statement's words takes away that somebody saw and approved them.
"""

import itertools
from collections.abc import Iterable
from typing import Protocol

import msgspec

from appliance.core.ground.moment import Moment
from appliance.record.derived import Seen
from appliance.record.record import Record, Version
from appliance.record.statements import lapses
from appliance.record.words import FactId, FieldId, ItemId, Klass, Status, Value

_STATUS = FactId(FieldId("status"))


class Written(msgspec.Struct, frozen=True):
    """One value of a field, and when it was written. `trusted`: the box's clock could be trusted then."""

    value: Value
    at_ms: int
    trusted: bool = True


class Noted(msgspec.Struct, frozen=True):
    """A person's word that a duty is done: when it was done, and what they confirmed."""

    at_ms: int
    says: str


class View(Protocol):
    """What a condition looks at."""

    def value(self, fact_id: FactId) -> Value:
        """Give the value of a fact, or None."""

    def items(self, group: str) -> tuple[ItemId, ...]:
        """Give the items of a group, in the order of their tokens."""


class Facts:
    """All values of one record, from people and from the appliance, with their times. As a view it shows what stands now."""

    def __init__(self, record: Record, seen: Seen) -> None:
        """Take the values of a record, and what the appliance filled (`appliance.record.derived`)."""
        self.begun = _begun(record)
        self.written: dict[FactId, tuple[Written, ...]] = {
            fact_id: (Written(value, self.begun.at_ms, self.begun.trusted),) for fact_id, value in seen.items()
        }
        for fact_id, versions in record.versions.items():
            told = tuple(_written(each, each.value) for each in versions)
            if gone := lapses(record, fact_id):
                told = _in_order(versions, gone)
            self.written[fact_id] = (*self.written.get(fact_id, ()), *told)
        self._typed = frozenset(record.versions)
        if record.moved:
            moved = tuple(Written(to.value, at.wall_ms, _trusted(at)) for to, _, at in record.moved)
            self.written[_STATUS] = (Written(Status.DRAFT.value, self.begun.at_ms, self.begun.trusted), *moved)
        self._items: dict[str, tuple[ItemId, ...]] = {}
        for group in {fact_id.field.partition(".")[0] for fact_id in self.written if fact_id.item}:
            found = {fact_id.item for fact_id in self.written if fact_id.item and fact_id.field.startswith(f"{group}.")}
            self._items[group] = tuple(sorted(found, key=lambda item: (len(item), item)))
        newest = {duty: notes[-1] for duty, notes in record.notes.items()}
        self._noted = {duty: Noted(note.when_ms, note.confirms) for duty, note in newest.items() if note.done}
        self._no_more: dict[tuple[str, ItemId], int] = {}
        for each in record.answers:
            if each.no_more:
                self._no_more.setdefault((each.asked, each.about), each.at.wall_ms)
        self.gone: frozenset[Klass] = frozenset(klass for each in record.destroyed for klass in each.classes)
        """Classes of which something was destroyed: what is missing there proves nothing."""

    def noted(self, rule: str, about: ItemId) -> Noted | None:
        """Give the word of whoever noted last that a duty is done; None where nobody did, or the last note says that it is not."""
        return self._noted.get((rule, about))

    def no_more(self, asked: str, about: ItemId) -> int | None:
        """Give since when this side of a duty wants to be asked no more of the questions whose answers are sealed; None if they may be
        asked.
        """
        return self._no_more.get((asked, about))

    def value(self, fact_id: FactId) -> Value:
        """Give the value that a fact has now, or None."""
        found = self.written.get(fact_id)
        return found[-1].value if found else None

    def items(self, group: str) -> tuple[ItemId, ...]:
        """Give all items that a group ever had, in the order of their tokens."""
        return self._items.get(group, ())

    def times(self, fact_ids: Iterable[FactId]) -> list[int]:
        """Give the times at which any of these facts got a value, earliest first, and before them the record's beginning."""
        found = {each.at_ms for fact_id in fact_ids for each in self.written.get(fact_id, ())}
        return sorted({self.begun.at_ms, *found})

    def views(self, fact_ids: Iterable[FactId]) -> list[tuple[int, View]]:
        """Show the record as it stood whenever one of these facts got a value, earliest first.

        Where the clock went back, it is also shown just after each time: what was written later, with an earlier time, counts from then.
        """
        known = list(fact_ids)
        went_back = any(self._went_back(fact_id) for fact_id in known)
        found: list[tuple[int, View]] = []
        for at_ms in self.times(known):
            found.append((at_ms, Then(self, at_ms)))
            found += [(at_ms, Then(self, at_ms, just_after=True))] if went_back else []
        return found

    def _went_back(self, fact_id: FactId) -> bool:
        versions = self.written.get(fact_id, ())
        return any(later.at_ms < earlier.at_ms for earlier, later in itertools.pairwise(versions))

    def trusted(self, fact_ids: Iterable[FactId], at_ms: int) -> bool:
        """Whether the clock could be trusted when these facts got a value at this time."""
        return all(
            each.trusted for fact_id in fact_ids for each in self.written.get(fact_id, ()) if each.at_ms == at_ms
        )

    def surely_timed(self, fact_id: FactId) -> bool:
        """Whether the time in a fact is a person's word, or was taken from a clock that could be trusted."""
        return fact_id in self._typed or self.begun.trusted


class Then:
    """A record as it stood at one time, or just after it."""

    def __init__(self, facts: Facts, at_ms: int, *, just_after: bool = False) -> None:
        """Look at these facts as of this time."""
        self._facts = facts
        self._at_ms = at_ms
        self._just_after = just_after

    def value(self, fact_id: FactId) -> Value:
        """Give the value that a fact had then, or None.

        At the time itself, what was written at this very time counts first: so each version is seen once, also where the clock went back
        between two.
        """
        found = self._facts.written.get(fact_id, ())
        then = [each for each in found if each.at_ms == self._at_ms and not self._just_after]
        then = then or [each for each in found if each.at_ms <= self._at_ms]
        return then[-1].value if then else None

    def items(self, group: str) -> tuple[ItemId, ...]:
        """Give all items that the group ever had. An item may have had no values then."""
        return self._facts.items(group)


def _begun(record: Record) -> Written:
    """Give when the record began: with its first entry from the call, or else with its first fact."""
    moments = [at for _, at, _ in record.live[:1]] or [
        each.at for versions in record.versions.values() for each in versions[:1]
    ]
    first = min(moments, key=lambda at: at.wall_ms, default=None)
    return Written(None, 0 if first is None else first.wall_ms, first is not None and _trusted(first))


def _in_order(versions: Iterable[Version], gone: Iterable[Version]) -> tuple[Written, ...]:
    """Give the values of a fact, which has none from each of the entries `gone` on: these took away what it says."""
    told = [(each.number, _written(each, each.value)) for each in versions]
    told += [(each.number, _written(each, None)) for each in gone]
    return tuple(written for _, written in sorted(told, key=lambda each: each[0]))


def _written(version: Version, value: Value) -> Written:
    return Written(value, version.at.wall_ms, _trusted(version.at))


def _trusted(at: Moment) -> bool:
    return at.week_minute is not None
