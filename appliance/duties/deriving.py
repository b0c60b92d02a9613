"""Derives the duties of one record from its facts, the rules and the calendar. Pure: the same facts give the same duties, in whatever
order different facts came.
"""

from collections.abc import Iterable, Iterator

import msgspec

from appliance.duties.calendar import Calendar
from appliance.duties.conditions import Answer, Condition, Scope, can_cease, evaluate
from appliance.duties.counting import count_from_due
from appliance.duties.dating import Start, due_of
from appliance.duties.duty import Closed, Duty, IfLate, State, Withdrawn
from appliance.duties.explaining import after_due_words, day_words
from appliance.duties.facts import Facts, Noted, View, Written
from appliance.duties.rules import Rule
from appliance.plan.mistakes import listed
from appliance.record.derived import Seen
from appliance.record.fields import FIELDS
from appliance.record.record import Record
from appliance.record.schema import Shape
from appliance.record.words import FactId, FieldId, ItemId

_PRACTICE = ("exercise", "test")
_MODE = FactId(FieldId("mode"))


def derive(record: Record, seen: Seen, rules: Iterable[Rule], calendar: Calendar) -> tuple[Duty, ...]:
    """Give every duty of a record: open, closed, withdrawn, and those that wait for a question. They are in the order of the rules.

    `seen` is what the appliance filled (`appliance.record.derived`). Practice owes nothing, unless somebody was hurt in it.
    """
    return tuple(duty for duty in derive_each(Facts(record, seen), rules, calendar) if duty is not None)


def derive_each(facts: Facts, rules: Iterable[Rule], calendar: Calendar) -> Iterator[Duty | None]:
    """Look at one rule and item after the other, so that a caller can do other things in between: None where there is no duty."""
    if facts.value(_MODE) in _PRACTICE and not facts.items("injury"):
        return
    for rule in rules:
        gone = (FIELDS[field].klass in facts.gone for field in rule.reads)
        if any(gone) or (rule.noted is not None and rule.klass_of_notes in facts.gone):
            continue  # what shows that it was done may have been destroyed, so nobody is asked again
        for item in facts.items(rule.for_each) if rule.for_each else (ItemId(""),):
            yield _Case(rule, item, facts, calendar, facts.noted(rule.rule, item)).duty()


class _Past(msgspec.Struct, frozen=True):
    """How a condition stood whenever something that it looks at changed, earliest first; the last one is now. `reads` has all facts that
    it ever looked at.
    """

    reads: frozenset[FactId]
    looked: list[tuple[int, View, Answer]]


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
            return self._asked_no_more(self._owed(now), now)
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
                kinds=rule.kinds,
            ),
            **more,
        )

    # ---- owed ---------------------------------------------------------------------------------------------------------

    def _owed(self, now: Answer) -> Duty:
        past = self._past(self.rule.when, self.rule.opens_by)
        since_ms, trusted = self._since(past)
        after = self.scope.fact_id(self.rule.due.after) if self.rule.due.after else None
        due = due_of(self.facts, self.calendar, self.rule.due, after, Start(since_ms, trusted))
        done = evaluate(self.rule.closed_by, self.facts, self.scope)
        closed, reads = self._closed(done) if done.holds else (None, done.reads)
        return self._made(
            State.CLOSED if closed else State.OPEN,
            now,
            reads=past.reads | reads | ({after} if after else frozenset()),
            since_ms=since_ms,
            due=due,
            closed=closed,
            late=self._if_late(due.at_ms) if self.rule.verified else (),
        )

    def _if_late(self, due_ms: int) -> tuple[IfLate, ...]:
        return tuple(
            IfLate(each.tell, count_from_due(self.calendar, each.after, due_ms).at_ms, after_due_words(each.after))
            for each in self.rule.late
        )

    def _closed(self, done: Answer) -> tuple[Closed, frozenset[FactId]]:
        """Say what closed it, and which facts were looked at. The time is the one that the facts name, or else when they were written."""
        times = [
            value
            for fact_id in done.shown
            if FIELDS[fact_id.field].shape is Shape.WHEN and isinstance(value := self.facts.value(fact_id), int)
        ]
        if not done.shown and self.noted is not None:
            return Closed(self.noted.at_ms, noted=self.noted.says), done.reads
        if times:
            return Closed(max(times), done.shown), done.reads
        past = self._past(self.rule.closed_by, self.rule.closes_by)
        return Closed(self._since(past)[0], done.shown), past.reads

    def _past(self, condition: Condition, fields: frozenset[FieldId]) -> _Past:
        """Look back at a condition, which names these fields. Only what it looked at counts: when anything else was written gives nobody's
        duty another date.
        """
        looked = [
            (at_ms, view, evaluate(condition, view, self.scope))
            for at_ms, view in self.facts.views(self._fact_ids(fields))
        ]
        reads = frozenset[FactId]().union(*(answer.reads for _, _, answer in looked))
        times = set(self.facts.times(reads))
        return _Past(reads, [each for each in looked if each[0] in times])

    def _since(self, past: _Past) -> tuple[int, bool]:
        """Give since when a condition that holds now holds without a break, and whether the clock was trusted then."""
        since = past.looked[-1][0]
        for at_ms, _, answer in reversed(past.looked):
            if not answer.holds:
                break
            since = at_ms
        return since, self.facts.trusted(past.reads, since)

    def _fact_ids(self, fields: frozenset[FieldId]) -> list[FactId]:
        """Give the facts that were written in these fields."""
        return [fact_id for fact_id in self.facts.written if fact_id.field in fields]

    def _asked_no_more(self, owed: Duty, now: Answer) -> Duty:
        """Withdraw a question that is still open, if whoever it is for said that they want to be asked no more."""
        noted = self.rule.noted
        since_ms = self.facts.no_more(self.rule.to, self.item) if noted is not None and noted.sealed else None
        if since_ms is None or owed.state is not State.OPEN:
            return owed
        day = day_words(self.calendar.local(since_ms).date())
        says = f"Not owed any more since {day}: whoever is asked said that they want no more of these questions."
        return self._made(State.WITHDRAWN, now, reads=owed.reads, withdrawn=Withdrawn(since_ms, (), says))

    # ---- not owed any more --------------------------------------------------------------------------------------------

    def _withdrawn(self, now: Answer) -> Duty | None:
        fact_ids = self._fact_ids(self.rule.opens_by)
        if not any(len(self.facts.written[fact_id]) > 1 for fact_id in fact_ids) and not can_cease(self.rule.when):
            return None
        past = self._past(self.rule.when, self.rule.opens_by)
        held = [number for number, (_, _, answer) in enumerate(past.looked) if answer.holds]
        if not held:
            return None
        _, then, before = past.looked[held[-1]]
        at_ms, later, after = past.looked[held[-1] + 1]
        looked_at = before.reads | after.reads | now.reads
        changed = tuple(sorted(fact_id for fact_id in looked_at if then.value(fact_id) != later.value(fact_id)))
        withdrawn = Withdrawn(at_ms, changed, self._says_why(at_ms, changed))
        return self._made(State.WITHDRAWN, now, reads=past.reads, withdrawn=withdrawn)

    def _says_why(self, at_ms: int, changed: tuple[FactId, ...]) -> str:
        labels = dict.fromkeys(f"“{FIELDS[fact_id.field].label}”" for fact_id in changed)
        day = day_words(self.calendar.local(at_ms).date())
        done = "changed" if any(len(self._written(fact_id)) > 1 for fact_id in changed) else "written"
        return f"Not owed any more since {day}: {listed(labels)} {'was' if len(labels) == 1 else 'were'} {done}."

    def _written(self, fact_id: FactId) -> tuple[Written, ...]:
        return self.facts.written.get(fact_id, ())
