"""Reads a file of rules: gives a checked set of rules, or every mistake in the file with its line, what is wrong and what to do. Pure;
the caller reads the file.

The file is TOML. A table `[set]` names the set, and each `[[rule]]` is one rule. A file with a mistake is refused as a whole.
"""

import re
from datetime import date

import msgspec

from appliance.duties.check import check
from appliance.duties.conditions import Condition, fields_of
from appliance.duties.counting import NUMBER_MAX, Term, Unit
from appliance.duties.page import TEXT_CHARACTERS_MAX, Page, inside, shape
from appliance.duties.parse_conditions import Conditions
from appliance.duties.parties import Party
from appliance.duties.rules import Late, Rule, RuleId, RuleSet, Verified
from appliance.duties.toml_lines import Table, tables
from appliance.plan.mistakes import Mistake, quoted
from appliance.record.fields import FIELDS, GROUPS
from appliance.record.schema import Shape
from appliance.record.words import FieldId

__all__ = ["RULES_FILE_CHARACTERS_MAX", "TEXT_CHARACTERS_MAX", "ParsedRules", "parse"]

RULES_FILE_CHARACTERS_MAX = 256 * 1024
"""Ours: the largest set that is shipped is a tenth of it."""
RULES_MAX = 300
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_ID_CHARACTERS_MAX = 60
_NEEDED = ("id", "when", "owes", "to", "due", "closed_by", "says", "source", "source_on")
_OPTIONAL = ("for_each", "asks", "late", "says_es", "verify", "verified", "replaces")
_COUNTED = {Unit.CALENDAR_DAYS, Unit.SCHOOL_DAYS, Unit.BUSINESS_DAYS, Unit.HOURS}
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")


class ParsedRules(msgspec.Struct, frozen=True):
    """The result of reading a file. `rules` is None when there are mistakes, which are in the order of their lines."""

    rules: RuleSet | None
    mistakes: tuple[Mistake, ...]


def parse(text: str, *, adopted: bool = False) -> ParsedRules:
    """Read the text of a file of rules. What was `adopted` is read as far as its form allows: whether its rules make sense (`check.py`) was
    decided when it was adopted, and a later release that is stricter changes nothing of that.
    """
    if len(text) > RULES_FILE_CHARACTERS_MAX:
        says = f"The file is longer than {RULES_FILE_CHARACTERS_MAX:,} characters, which no set of rules is."
        return ParsedRules(None, (Mistake("", 1, says, "Check that this is the file of rules."),))
    found, mistakes = tables(text)
    named: tuple[str, str] | None = None
    rules: list[Rule] = []
    number = 0
    for table in found:
        match table.name, table.many:
            case "", _:
                _stray(table, mistakes)
            case "set", False:
                if named is not None:
                    mistakes.append(Mistake("set", table.line, "The set is named twice.", "Keep one [set]."))
                named = ("", "") if table.tree is None else _set(table, table.tree, mistakes)
            case "rule", True:
                if table.tree is not None:
                    rule = _Rule(Page(table, f"rule[{number}]", mistakes), table.tree).read(checked=not adopted)
                    rules += [rule] if rule else []
                number += 1
            case _:
                says = f"{quoted(table.name)} is no part of a file of rules."
                mistakes.append(
                    Mistake(table.name, table.line, says, "Write [set] once, and [[rule]] before each rule.")
                )
    _whole(named, number, rules, mistakes)
    if mistakes or named is None:
        return ParsedRules(None, tuple(sorted(mistakes, key=lambda each: (each.line, each.path))))
    return ParsedRules(RuleSet(named[0], named[1], tuple(rules)), ())


def _stray(table: Table, mistakes: list[Mistake]) -> None:
    for name in table.tree or {}:
        says = f"{quoted(name)} stands before the first table."
        mistakes.append(Mistake(name, table.line_of(name), says, "Move it below [set] or the rule that it belongs to."))


def _set(table: Table, tree: dict[str, object], mistakes: list[Mistake]) -> tuple[str, str]:
    page = Page(table, "set", mistakes)
    known = page.section(tree, "", ("name", "title"))
    name = page.text(known["name"], "name") if "name" in known else ""
    if name and not _NAME.fullmatch(name):
        page.note(
            "name", f"{quoted(name)} cannot be the name of a set.", "Use small letters, digits and -, at most 40."
        )
    return name, page.text(known["title"], "title") if "title" in known else ""


def _whole(named: tuple[str, str] | None, number: int, rules: list[Rule], mistakes: list[Mistake]) -> None:
    """Check what concerns the whole file: its name, how many rules it has, and that no two have one id."""
    if named is None:
        mistakes.append(Mistake("", 1, "The set has no name.", "Begin the file with [set], its name and its title."))
    if not number:
        mistakes.append(Mistake("", 1, "There are no rules in this file.", "Write [[rule]] before each rule."))
    if number > RULES_MAX:
        mistakes.append(
            Mistake("", 1, f"There are {number} rules.", f"Keep at most {RULES_MAX}: nobody can follow more.")
        )
    first: dict[RuleId, int] = {}
    for rule in rules:
        if rule.rule in first:
            says = f"{quoted(rule.rule)} is the id of a rule already, on line {first[rule.rule]}."
            mistakes.append(Mistake("rule", rule.line, says, "Each must have its own: choose another."))
        first.setdefault(rule.rule, rule.line)


class _Rule:
    """Reads one rule. Values that could not be read are replaced, so that the other ones are checked as well."""

    def __init__(self, page: Page, tree: dict[str, object]) -> None:
        self._page = page
        self._known = page.section(tree, "", _NEEDED, _OPTIONAL)
        each = self._known.get("for_each")
        self._for_each = "" if each is None else page.word(each, "for_each", GROUPS, "group of the record")

    def read(self, *, checked: bool) -> Rule | None:
        """Give the rule as far as it can be read, or None where it has no id; its mistakes are noted. If `checked`, what its parts say
        together is checked as well.
        """
        before = self._page.noted()
        whole = set(_NEEDED) <= set(self._known)
        when = self._condition("when")
        rule = Rule(
            rule=self._id(),
            for_each=self._for_each,
            when=when,
            asks=self._asks(fields_of(when)),
            owes=self._party(self._known.get("owes", Party.OFFICE.value), "owes"),
            to=self._party(self._known.get("to", Party.OFFICE.value), "to"),
            due=self._term(self._known["due"], "due") if "due" in self._known else Term(Unit.AT_ONCE),
            closed_by=self._condition("closed_by"),
            late=self._late(),
            says=self._text("says"),
            says_es=self._text("says_es"),
            source=self._text("source"),
            source_on=self._page.day(self._known["source_on"], "source_on") if "source_on" in self._known else date.min,
            verified=self._verified(),
            replaces=self._replaces(),
            line=self._page.line,
        )
        if checked and whole and self._page.noted() == before:
            for wrong in check(rule):
                self._page.note(wrong.part, wrong.says, wrong.do)
        return rule if rule.rule else None

    def _id(self) -> RuleId:
        if "id" not in self._known:
            return RuleId("")
        return self._rule_id(self._known["id"], "id")

    def _rule_id(self, value: object, at: str) -> RuleId:
        text = self._page.text(value, at)
        if text and (not _ID.fullmatch(text) or len(text) > _ID_CHARACTERS_MAX):
            says = f"{quoted(text)} cannot be the id of a rule."
            self._page.note(
                at, says, f"Use small letters, digits and -, at most {_ID_CHARACTERS_MAX}: restraint-report."
            )
        return RuleId(text)

    def _text(self, name: str) -> str:
        return self._page.text(self._known[name], name) if name in self._known else ""

    def _party(self, value: object, at: str) -> Party:
        return Party(
            self._page.word(value, at, [each.value for each in Party], "role or relation") or Party.OFFICE.value
        )

    def _condition(self, name: str) -> Condition:
        reads = Conditions(self._page, self._for_each, closing=name == "closed_by")
        return reads.read(self._known.get(name, {"any": [{"field": "summary", "known": True}]}), name)

    def _asks(self, looked_at: frozenset[FieldId]) -> frozenset[FieldId]:
        found: set[FieldId] = set()
        for path, each in self._page.items(self._known["asks"], "asks") if "asks" in self._known else []:
            name = self._page.word(each, path, FIELDS, "field of the record")
            if name and name not in looked_at:
                self._page.note(path, f'"when" does not look at {quoted(name)}.', "Let it, or take the question out.")
            found |= {FieldId(name)} if name else set()
        return frozenset(found)

    def _term(self, value: object, at: str, counts_from: bool = True) -> Term:
        units = [each for each in value if each in set(Unit)] if isinstance(value, dict) else []
        if not isinstance(value, dict) or len(units) != 1:
            says = (
                f"This must say how long, not {shape(value)}."
                if not isinstance(value, dict)
                else "This must name one unit."
            )
            self._page.note(at, says, "Write one such as { school_days = 1 } or { same_day = true }.")
            return Term(Unit.AT_ONCE)
        self._page.section(value, at, (units[0],), ("after",) if counts_from else ())
        unit, number = Unit(units[0]), 0
        if unit in _COUNTED:
            number = self._page.number(value[unit], inside(at, unit), 1, NUMBER_MAX)
        elif not self._page.yes(value[unit], inside(at, unit)):
            self._page.note(inside(at, unit), "This can only be true.", "Write true, or take another unit.")
        return Term(unit, number, self._after(value, at) if counts_from else FieldId(""))

    def _after(self, value: dict[str, object], at: str) -> FieldId:
        if "after" not in value:
            return FieldId("")
        path = inside(at, "after")
        field = Conditions(self._page, self._for_each).known(value["after"], path, frozenset({self._for_each} - {""}))
        if field is None:
            return FieldId("")
        if field.shape is not Shape.WHEN:
            self._page.note(path, f"{quoted(field.field)} is no time.", "Take a field such as occurred_at.")
        return field.field

    def _late(self) -> tuple[Late, ...]:
        found: list[Late] = []
        for path, each in self._page.items(self._known["late"], "late") if "late" in self._known else []:
            known = self._page.section(each, path, ("tell", "after"))
            if {"tell", "after"} <= set(known):
                tell = self._party(known["tell"], inside(path, "tell"))
                found.append(Late(tell, self._term(known["after"], inside(path, "after"), counts_from=False)))
        return tuple(found)

    def _verified(self) -> Verified | None:
        if ("verify" in self._known) == ("verified" in self._known):
            says = (
                "This says both that it was verified and that it must be."
                if "verify" in self._known
                else "Nobody says whether this was verified."
            )
            self._page.note("verify", says, 'Write verify = true, or verified = { by = "…", on = 2026-08-01 }.')
            return None
        if "verify" in self._known:
            if not self._page.yes(self._known["verify"], "verify"):
                self._page.note("verify", "This can only be true.", "Where it was verified, write who did it and when.")
            return None
        known = self._page.section(self._known["verified"], "verified", ("by", "on"))
        if not {"by", "on"} <= set(known):
            return None
        return Verified(self._page.text(known["by"], "verified.by"), self._page.day(known["on"], "verified.on"))

    def _replaces(self) -> tuple[RuleId, ...]:
        given = self._page.items(self._known["replaces"], "replaces") if "replaces" in self._known else []
        return tuple(self._rule_id(each, path) for path, each in given)
