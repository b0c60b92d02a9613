"""Judges duties a second time, as simply as can be: whether the trigger of a rule holds, and whether anything closed it."""

from collections.abc import Iterable

from appliance.duties.conditions import Asked, Comparison, Condition, Either, Every, Not, Noted, Some
from appliance.duties.duty import Duty, State
from appliance.duties.rules import Rule
from appliance.record.code_lists.people import STAFF
from appliance.record.derived import Seen, standing
from appliance.record.record import Record
from appliance.record.words import ItemId, Value


class Naive:
    """What stands in a record, looked up as simply as can be."""

    def __init__(self, record: Record, seen: Seen) -> None:
        self.record = record
        self.seen = seen
        self.noted = False
        """Whether the last note on the duty that is looked at says that it is done."""

    def value(self, field: str, bound: dict[str, str]) -> Value:
        group, point, _ = field.partition(".")
        return standing(self.record, self.seen, field, bound.get(group, "") if point else "")

    def holds(self, condition: Condition, bound: dict[str, str], about: str) -> bool:
        match condition:
            case Every(parts=parts):
                return all(self.holds(each, bound, about) for each in parts)
            case Either(parts=parts):
                return any(self.holds(each, bound, about) for each in parts)
            case Not(part=part):
                return not self.holds(part, bound, about)
            case Noted():
                return self.noted
            case Some(group=group, where=where, at_least=least):
                items = self.record.items.get(group, [])
                return sum(self.holds(where, {**bound, group: item}, about) for item in items) >= least
            case Asked():
                return self._asked(condition, bound, about)

    def _asked(self, asked: Asked, bound: dict[str, str], about: str) -> bool:
        if asked.via:
            named = self.value(asked.via, bound)
            if not isinstance(named, str):
                return False
            bound = {**bound, asked.field.partition(".")[0]: named}
        value = self.value(asked.field, bound)
        chosen = value if isinstance(value, tuple) else (value,)
        if asked.plus:
            value = (value or 0) + (self.value(asked.plus, bound) or 0)
        match asked.test:
            case Comparison.KNOWN:
                return (value is not None) == asked.operand
            case Comparison.IS:
                return value is asked.operand
            case Comparison.CHOSE:
                return bool(set(asked.operand) & set(chosen))
            case Comparison.STAFF:
                return value is not None and (value in STAFF) is asked.operand
            case Comparison.ABOUT:
                return about in chosen
            case Comparison.MORE_THAN:
                return value is not None and value > asked.operand
            case Comparison.AT_LEAST:
                return value is not None and value >= asked.operand
            case other:
                raise AssertionError(f"no shipped rule asks by {other}")


def stands_as_its_rule_says(duties: Iterable[Duty], naive: Naive, rules: Iterable[Rule]) -> None:
    """Check that each rule gives an open duty for each item exactly where its trigger holds and nothing closed it."""
    found = {(each.rule, each.about): each for each in duties}
    for rule in rules:
        for item in naive.record.items.get(rule.for_each, ()) if rule.for_each else ("",):
            bound = {rule.for_each: item}
            notes = naive.record.notes.get((rule.rule, ItemId(item)), ())
            naive.noted = bool(notes) and notes[-1].done
            owed, done = naive.holds(rule.when, bound, item), naive.holds(rule.closed_by, bound, item)
            duty = found.get((rule.rule, ItemId(item)))
            state = duty.state if duty else None
            if duty is not None and state is State.NOT_YET:
                assert duty.waits
                assert {each.field for each in duty.waits} <= rule.asks
                assert not owed
                continue
            assert (state in {State.OPEN, State.CLOSED}) is owed, (rule.rule, item, state)
            assert (state is State.CLOSED) is (owed and done), (rule.rule, item, state)
