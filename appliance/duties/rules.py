"""Defines a rule of duties as data: what opens a duty, who owes what to whom, by when, what closes it, and where the rule is from. Pure;
`parse.py` reads rules from a file.
"""

import functools
from collections.abc import Iterable
from datetime import date
from typing import NewType

import msgspec

from appliance.duties.conditions import Asked, Comparison, Condition, Noted, atoms, fields_of, notes_of
from appliance.duties.counting import Term
from appliance.duties.parties import Party
from appliance.record.fields import FIELDS
from appliance.record.mine import NO_CARE
from appliance.record.words import FieldId, Klass

RuleId = NewType("RuleId", str)


class Late(msgspec.Struct, frozen=True):
    """Who is told when a duty is still open so long after it was due."""

    tell: Party
    after: Term


class Verified(msgspec.Struct, frozen=True):
    """Who confirmed a rule for this district, and when."""

    by: str
    on: date


class Rule(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One rule. It opens a duty for a record, or for each item of the group `for_each`, while `when` holds and nothing closed it.

    What it looks at is worked out once, because a rule is asked about every record.
    """

    rule: RuleId
    for_each: str = ""
    when: Condition
    asks: frozenset[FieldId] = frozenset()
    """Questions that must be answered first. Until then the duty waits for them."""
    owes: Party
    to: Party
    due: Term
    closed_by: Condition
    late: tuple[Late, ...] = ()
    says: str
    """What is owed, in English."""
    says_es: str = ""
    """The same in Spanish, where somebody translated it."""
    source: str
    source_on: date
    verified: Verified | None = None
    """None: nobody confirmed it, so no clock of it is ever overdue."""
    replaces: tuple[RuleId, ...] = ()
    """Rules of other sets that do not hold where this one is adopted."""
    line: int = 0
    """The line on which it begins in its file."""

    @functools.cached_property
    def reads(self) -> frozenset[FieldId]:
        """Every field that gives away something through a duty of this rule."""
        due = {self.due.after} if self.due.after else set()
        return self.opens_by | self.closes_by | self.asks | due

    @functools.cached_property
    def opens_by(self) -> frozenset[FieldId]:
        """Every field that its trigger names."""
        return fields_of(self.when)

    @functools.cached_property
    def closes_by(self) -> frozenset[FieldId]:
        """Every field that its evidence names."""
        return fields_of(self.closed_by)

    @functools.cached_property
    def noted(self) -> Noted | None:
        """What a person's word must confirm to close a duty of this rule; None where facts alone close it."""
        return next(iter(notes_of(self.closed_by)), None)

    @functools.cached_property
    def klass_of_notes(self) -> Klass:
        """The class under which notes on duties of this rule are sealed: the last one, in the order A to D, of all fields that it reads.

        It is at least B, because a line of words may tell of a child, and at least C where the educator or the reporter owes it or is
        owed it.
        """
        own = {Party.EDUCATOR, Party.REPORTER} & {self.owes, self.to}
        least = Klass.PERSONNEL if own else Klass.STUDENT
        return max(least, *(FIELDS[field].klass for field in self.reads))

    @functools.cached_property
    def names_care(self) -> bool:
        """Whether a duty of this rule gives away which care somebody was offered. It does not where only matters of work are chosen."""
        return any(each.test is not Comparison.CHOSE for each in self._of_kind()) or not NO_CARE.issuperset(self.kinds)

    @functools.cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of support that it looks for."""
        chosen = (each.operand for each in self._of_kind() if each.test is Comparison.CHOSE)
        return frozenset(code for codes in chosen if isinstance(codes, tuple) for code in codes)

    def _of_kind(self) -> list[Asked]:
        return [each for part in (self.when, self.closed_by) for each in atoms(part) if each.field == _KIND_OF_SUPPORT]


_KIND_OF_SUPPORT = FieldId("support.kind")


class RuleSet(msgspec.Struct, frozen=True):
    """The rules of one file."""

    name: str
    title: str
    rules: tuple[Rule, ...]


class Clash(msgspec.Struct, frozen=True):
    """Two sets that cannot be adopted together: which set it is, the line in it, what is wrong, and what to do."""

    name: str
    line: int
    says: str
    do: str


def join(sets: Iterable[RuleSet]) -> tuple[Rule, ...] | list[Clash]:
    """Give the rules of several sets that are adopted together, without those that another rule replaces; or every clash."""
    known = list(sets)
    where: dict[RuleId, str] = {}
    clashes: list[Clash] = []
    for each in known:
        for rule in each.rules:
            if rule.rule in where:
                says = f'The rule "{rule.rule}" is in the set "{where[rule.rule]}" too.'
                clashes.append(Clash(each.name, rule.line, says, "Give it another id, or replace the other rule."))
            where.setdefault(rule.rule, each.name)
    for each in known:
        for rule in each.rules:
            for other in rule.replaces:
                if where.get(other, each.name) == each.name:
                    says = f'"{rule.rule}" replaces "{other}", which is no rule of another set.'
                    clashes.append(Clash(each.name, rule.line, says, "Correct the id, or adopt the set that has it."))
    if clashes:
        return clashes
    replaced = {other for each in known for rule in each.rules for other in rule.replaces}
    return tuple(rule for each in known for rule in each.rules if rule.rule not in replaced)
