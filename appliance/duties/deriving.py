"""Derives the duties of one record from its facts, the rules and the calendar. Pure: the same facts give the same duties, in whatever
order different facts came.
"""

from collections.abc import Iterable, Mapping

import msgspec

from appliance.duties.calendar import Calendar
from appliance.duties.conditions import Answer, Condition, Scope, can_cease, evaluate, fields_of
from appliance.duties.counting import count
from appliance.duties.dating import Start, due_of
from appliance.duties.duty import Closed, Duty, Noted, State, Withdrawn
from appliance.duties.explaining import day_words
from appliance.duties.facts import Facts, Written
from appliance.duties.parties import Party
from appliance.duties.rules import Rule, RuleId
from appliance.plan.mistakes import listed
from appliance.record.derived import Seen
from appliance.record.fields import FIELDS
from appliance.record.record import Record
from appliance.record.schema import Shape
from appliance.record.words import FactId, FieldId, ItemId

type Notes = Mapping[tuple[RuleId, ItemId], Noted]
"""Duty → the word of whoever noted that it is done."""

_PRACTICE = ("exercise", "test")
_MODE = FactId(FieldId("mode"))
_NOTHING_NOTED: Notes = {}


def derive(
    record: Record, seen: Seen, rules: Iterable[Rule], calendar: Calendar, noted: Notes = _NOTHING_NOTED
) -> tuple[Duty, ...]:
    """Give every duty of a record: open, closed, withdrawn, and those that wait for a question. They are in the order of the rules.

    `seen` is what the appliance filled (`appliance.record.derived`). Practice owes nothing, unless somebody was hurt in it.
    """
    facts = Facts(record, seen)
    if facts.value(_MODE) in _PRACTICE and not facts.items("injury"):
        return ()
    found: list[Duty] = []
    for rule in rules:
        if any(FIELDS[field].klass in facts.gone for field in rule.reads):
            continue  # what shows that it was done may have been destroyed, so nobody is asked again
        for item in facts.items(rule.for_each) if rule.for_each else (ItemId(""),):
            duty = _Case(rule, item, facts, calendar, noted.get((rule.rule, item))).duty()
            found += [duty] if duty else []
    return tuple(found)


class _Case(msgspec.Struct, frozen=True):
    """One rule, looked at for one item."""

    rule: Rule
    item: ItemId
    facts: Facts
    calendar: Calendar
    noted: Noted | None

    @property
    def scope(self) -> Scope:
        items = {self.rule.for_each: self.item} if self.rule.for_each else {}
        return Scope(items, self.item, self.rule.asks, self.noted is not None)

    def duty(self) -> Duty | None:
        """Give the duty, or None where there is none and never was one."""
        now = evaluate(self.rule.when, self.facts, self.scope)
        if now.holds:
            return self._owed(now)
        if now.holds is None:
            return self._made(State.NOT_YET, now, waits=tuple(sorted(now.waits)))
        return self._withdrawn(now)

    def _made(self, state: State, now: Answer, **more: object) -> Duty:
        rule = self.rule
        return msgspec.structs.replace(
            Duty(
                rule=rule.rule,
                about=self.item,
                group=rule.for_each,
                state=state,
                says=rule.says,
                says_es=rule.says_es,
                owed_by=rule.owes,
                owed_to=rule.to,
                source=rule.source,
                source_on=rule.source_on,
                verified=rule.verified,
                fields=rule.reads,
                reads=now.reads,
                names_care=rule.names_care,
            ),
            **more,
        )

    # ---- owed ---------------------------------------------------------------------------------------------------------

    def _owed(self, now: Answer) -> Duty:
        since_ms, trusted = self._since(self.rule.when)
        after = self.scope.fact_id(self.rule.due.after) if self.rule.due.after else None
        due = due_of(self.facts, self.calendar, self.rule.due, after, Start(since_ms, trusted))
        done = evaluate(self.rule.closed_by, self.facts, self.scope)
        reads = now.reads | done.reads | ({after} if after else frozenset())
        late = tuple((each.tell, count(self.calendar, each.after, due.at_ms).at_ms) for each in self.rule.late)
        return self._made(
            State.CLOSED if done.holds else State.OPEN,
            now,
            reads=reads,
            since_ms=since_ms,
            due=due,
            closed=self._closed(done) if done.holds else None,
            late=late if self.rule.verified else tuple[tuple[Party, int], ...](),
        )

    def _closed(self, done: Answer) -> Closed:
        """Say what closed it. The time is the one that the facts name, or else when they were written."""
        times = [
            value
            for fact_id in done.shown
            if FIELDS[fact_id.field].shape is Shape.WHEN and isinstance(value := self.facts.value(fact_id), int)
        ]
        if not done.shown and self.noted is not None:
            return Closed(self.noted.at_ms, noted=self.noted.says)
        return Closed(max(times) if times else self._since(self.rule.closed_by)[0], done.shown)

    def _since(self, condition: Condition) -> tuple[int, bool]:
        """Give since when a condition that holds now holds without a break, and whether the clock was trusted then."""
        fact_ids = self._fact_ids(condition)
        times = self.facts.times(fact_ids)
        since = times[-1]
        for at_ms in reversed(times):
            if not evaluate(condition, self.facts.at(at_ms), self.scope).holds:
                break
            since = at_ms
        return since, self.facts.trusted(fact_ids, since)

    def _fact_ids(self, condition: Condition) -> list[FactId]:
        """Give the facts that were written in a field that a condition names."""
        named = fields_of(condition)
        return [fact_id for fact_id in self.facts.written if fact_id.field in named]

    # ---- not owed any more --------------------------------------------------------------------------------------------

    def _withdrawn(self, now: Answer) -> Duty | None:
        fact_ids = self._fact_ids(self.rule.when)
        if not any(len(self.facts.written[fact_id]) > 1 for fact_id in fact_ids) and not can_cease(self.rule.when):
            return None
        times = self.facts.times(fact_ids)
        answers = [evaluate(self.rule.when, self.facts.at(at_ms), self.scope) for at_ms in times]
        held = [number for number, answer in enumerate(answers) if answer.holds]
        if not held:
            return None
        last, after = held[-1], held[-1] + 1
        # Where the clock went back, the record as it stands now comes after the last time
        then, later = self.facts.at(times[last]), self.facts.at(times[after]) if after < len(times) else self.facts
        reads = answers[last].reads | (answers[after].reads if after < len(times) else frozenset()) | now.reads
        changed = tuple(sorted(fact_id for fact_id in reads if then.value(fact_id) != later.value(fact_id)))
        at_ms = times[after] if after < len(times) else max(self._written(fact_id)[-1].at_ms for fact_id in changed)
        withdrawn = Withdrawn(at_ms, changed, self._says_why(at_ms, changed))
        return self._made(State.WITHDRAWN, now, reads=reads, withdrawn=withdrawn)

    def _says_why(self, at_ms: int, changed: tuple[FactId, ...]) -> str:
        labels = listed(dict.fromkeys(f"“{FIELDS[fact_id.field].label}”" for fact_id in changed))
        day = day_words(self.calendar.local(at_ms).date())
        amended = any(len(self._written(fact_id)) > 1 for fact_id in changed)
        return f"Not owed any more since {day}: {labels} {'was changed' if amended else 'was written'}."

    def _written(self, fact_id: FactId) -> tuple[Written, ...]:
        return self.facts.written.get(fact_id, ())
