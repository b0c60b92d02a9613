"""Defines the small closed language in which rules ask about a record, and evaluates it. A condition is data and never code. Pure.

A condition holds, or it does not, or it waits for questions that nobody answered yet. A field without a value does not hold, unless
the rule says that its question must be asked.
"""

import enum
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from appliance.duties.facts import View
from appliance.record.code_lists.people import STAFF
from appliance.record.words import FactId, FieldId, ItemId, Value

UNKNOWN_CODE = "unknown"
"""A code that says that somebody was asked and does not know. To a rule that must ask, this is no answer."""


class Comparison(enum.StrEnum):
    """What may be asked of one field. Rules use these words."""

    CHOSE = "chose"
    """Any of these codes is chosen."""
    IS = "is"
    """The answer is yes (true) or no (false)."""
    KNOWN = "known"
    """Any value stands there (true), or none (false)."""
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    AFTER = "after"
    """It is later than the time in another field."""
    STAFF = "staff"
    """The code is one for people who work for the school (true), or it is not (false)."""
    ABOUT = "about"
    """It names the item that the duty is about."""


type Operand = tuple[str, ...] | bool | int | FieldId


class Asked(msgspec.Struct, frozen=True):
    """One test of one field. With `via`, the field is looked up in the item that the field `via` names: in the person of an injury.

    With `plus`, a number is added to the number of another field first.
    """

    field: FieldId
    test: Comparison
    operand: Operand
    via: FieldId = FieldId("")
    plus: FieldId = FieldId("")


class Every(msgspec.Struct, frozen=True):
    """All parts hold."""

    parts: tuple["Condition", ...]


class Either(msgspec.Struct, frozen=True):
    """At least one part holds."""

    parts: tuple["Condition", ...]


class Not(msgspec.Struct, frozen=True):
    """The part does not hold."""

    part: "Condition"


class Some(msgspec.Struct, frozen=True):
    """A condition holds for at least so many items of a group."""

    group: str
    where: "Condition"
    at_least: int = 1


class Noted(msgspec.Struct, frozen=True):
    """Somebody noted that the duty is done. `shown_by` says what they must have to note it, such as "the stamped copy". `words` False:
    the note holds no words of theirs, because these must stay away from the building. `sealed`: it is a question to whoever the duty is
    owed to. Their answer is sealed to the district person, and closes the duty (`answering.py`).
    """

    shown_by: str
    words: bool = True
    sealed: bool = False


type Condition = Asked | Every | Either | Not | Some | Noted


class Scope(msgspec.Struct, frozen=True):
    """What a condition is evaluated for: the item of each group in which its fields are looked up, and the item it is about."""

    items: Mapping[str, ItemId]
    about: ItemId = ItemId("")
    asks: frozenset[FieldId] = frozenset()
    """Fields whose question must be answered before the condition can fail."""
    noted: bool = False

    def inside(self, group: str, item: ItemId) -> "Scope":
        return msgspec.structs.replace(self, items={**self.items, group: item})

    def fact_id(self, field: FieldId) -> FactId:
        """Say which fact a field is here: in the item of its group, or outside of groups."""
        group, point, _ = field.partition(".")
        return FactId(field, self.items.get(group, ItemId("")) if point else ItemId(""))


class Answer(msgspec.Struct, frozen=True):
    """Whether a condition holds; None: it waits for questions. `waits` has these, and `reads` all facts that were looked at. `shown`
    has the facts that made it hold.
    """

    holds: bool | None
    reads: frozenset[FactId] = frozenset()
    waits: frozenset[FactId] = frozenset()
    shown: frozenset[FactId] = frozenset()


# ---- evaluating -------------------------------------------------------------------------------------------------------


def evaluate(condition: Condition, view: View, scope: Scope) -> Answer:
    """Tell whether a condition holds. Every part is looked at, so what was read never depends on the order of parts."""
    match condition:
        case Asked():
            return _asked(condition, view, scope)
        case Every(parts=parts):
            return _joined([evaluate(each, view, scope) for each in parts], False)
        case Either(parts=parts):
            return _joined([evaluate(each, view, scope) for each in parts], True)
        case Not(part=part):
            answer = evaluate(part, view, scope)
            return Answer(None if answer.holds is None else not answer.holds, answer.reads, answer.waits)
        case Some():
            return _some(condition, view, scope)
        case Noted():
            return Answer(scope.noted)


def fields_of(condition: Condition) -> frozenset[FieldId]:
    """Give every field that a condition names."""
    found: set[FieldId] = set()
    for each in atoms(condition):
        found |= {each.field, each.via, each.plus}
        if each.test is Comparison.AFTER:
            found.add(FieldId(str(each.operand)))
    return frozenset(found - {FieldId("")})


def atoms(condition: Condition) -> Iterator[Asked]:
    """Give every test of a field in a condition."""
    match condition:
        case Asked():
            yield condition
        case Every(parts=parts) | Either(parts=parts):
            for each in parts:
                yield from atoms(each)
        case Not(part=part) | Some(where=part):
            yield from atoms(part)
        case Noted():
            return


def notes_of(condition: Condition) -> tuple[Noted, ...]:
    """Give every place in a condition where a person's word counts."""
    match condition:
        case Noted():
            return (condition,)
        case Every(parts=parts) | Either(parts=parts):
            return tuple(found for each in parts for found in notes_of(each))
        case Not(part=part) | Some(where=part):
            return notes_of(part)
        case Asked():
            return ()


def can_cease(condition: Condition) -> bool:
    """Whether a condition can cease to hold when something is only added to the record, and nothing is changed."""
    match condition:
        case Asked(test=test, operand=operand, plus=plus):
            return (test is Comparison.KNOWN and operand is False) or (test is Comparison.LESS_THAN and bool(plus))
        case Every(parts=parts) | Either(parts=parts):
            return any(can_cease(each) for each in parts)
        case Some(where=where):
            return can_cease(where)
        case Not():
            return True
        case Noted():
            return False


def _joined(answers: Iterable[Answer], decides: bool) -> Answer:
    """Join parts, of which one alone decides with this value: False for "all", True for "any"."""
    known = list(answers)
    reads = frozenset[FactId]().union(*(each.reads for each in known))
    shown = frozenset[FactId]().union(*(each.shown for each in known if each.holds))
    if any(each.holds is decides for each in known):
        return Answer(decides, reads, shown=shown if decides else frozenset())
    waits = frozenset[FactId]().union(*(each.waits for each in known))
    if any(each.holds is None for each in known):
        return Answer(None, reads, waits)
    return Answer(not decides, reads, shown=frozenset() if decides else shown)


def _some(some: Some, view: View, scope: Scope) -> Answer:
    """Count the items for which it holds. An item that is about another one than the duty has no part in the answer."""
    inner = [scope.inside(some.group, item) for item in view.items(some.group)]
    answers = [_of_item(some.where, view, each) for each in inner]
    reads = frozenset[FactId]().union(*(each.reads for each in answers))
    sure = sum(each.holds is True for each in answers)
    waiting = [each for each in answers if each.holds is None]
    if sure >= some.at_least:
        return Answer(True, reads, shown=frozenset[FactId]().union(*(each.shown for each in answers if each.holds)))
    if sure + len(waiting) < some.at_least:
        return Answer(False, reads)
    return Answer(None, reads, frozenset[FactId]().union(*(each.waits for each in waiting)))


_FIRST = (Comparison.ABOUT, Comparison.CHOSE)
"""Tests that tell whether an item matters at all: whom it is about, and of which kind it is."""


def _of_item(where: Condition, view: View, scope: Scope) -> Answer:
    """Evaluate a condition for one item, and stop where the item does not matter.

    What the appliance does not look at here, no duty can give away: which care somebody else was offered, and when.
    """
    if not isinstance(where, Every):
        return evaluate(where, view, scope)
    looked: list[Answer] = []
    for test in _FIRST:
        first = [each for each in where.parts if isinstance(each, Asked) and each.test is test]
        looked += [_asked(each, view, scope) for each in first]
        if any(each.holds is False for each in looked):
            about_another = test is Comparison.ABOUT
            return Answer(False) if about_another else _joined(looked, False)
    return evaluate(where, view, scope)


def _asked(asked: Asked, view: View, scope: Scope) -> Answer:
    reads: list[FactId] = []
    if asked.via:
        link = scope.fact_id(asked.via)
        reads.append(link)
        named = view.value(link)
        if not isinstance(named, str):
            return Answer(False, frozenset(reads))
        scope = scope.inside(asked.field.partition(".")[0], ItemId(named))
    fact_id = scope.fact_id(asked.field)
    reads.append(fact_id)
    value = view.value(fact_id)
    if asked.field in scope.asks and value in (None, UNKNOWN_CODE, (UNKNOWN_CODE,)):
        return Answer(None, frozenset(reads), frozenset({fact_id}))
    other: Value = None
    if asked.plus or asked.test is Comparison.AFTER:
        beside = scope.fact_id(asked.plus or FieldId(str(asked.operand)))
        reads.append(beside)
        other = view.value(beside)
    passes = _passes(asked, value, other, scope.about)
    return Answer(passes, frozenset(reads), shown=frozenset(reads) if passes else frozenset())


def _passes(asked: Asked, value: Value, other: Value, about: ItemId) -> bool:
    operand = asked.operand
    match asked.test:
        case Comparison.KNOWN:
            return (value is not None) is operand
        case Comparison.IS:
            return value is operand
        case Comparison.CHOSE:
            assert isinstance(operand, tuple)
            return any(code in _codes(value) for code in operand)
        case Comparison.STAFF:
            return isinstance(value, str) and (value in STAFF) is operand
        case Comparison.ABOUT:
            return bool(about) and about in _codes(value)
        case Comparison.AFTER:
            return isinstance(value, int) and isinstance(other, int) and value > other
        case Comparison.MORE_THAN | Comparison.AT_LEAST | Comparison.LESS_THAN:
            return _compares(asked.test, value, other, operand)


def _compares(test: Comparison, value: Value, other: Value, operand: Operand) -> bool:
    numbers = [each for each in (value, other) if isinstance(each, int) and not isinstance(each, bool)]
    if not numbers or not isinstance(operand, int):
        return False
    total = sum(numbers)
    if test is Comparison.LESS_THAN:
        return total < operand
    return total > operand if test is Comparison.MORE_THAN else total >= operand


def _codes(value: Value) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return value if isinstance(value, tuple) else ()
