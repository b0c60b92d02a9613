"""Reads conditions from a file of rules, and notes each field, code or test that the record does not have. Pure."""

from appliance.duties.conditions import Asked, Comparison, Condition, Either, Every, Not, Noted, Operand, Some
from appliance.duties.page import Page, inside
from appliance.plan.mistakes import did_you_mean, listed, quoted
from appliance.record.access import OF_STAFF_ALONE
from appliance.record.codes import LISTS
from appliance.record.fields import FIELDS, GROUPS
from appliance.record.schema import Field, Shape
from appliance.record.words import FieldId

DEPTH_MAX = 8
"""Ours: nobody can follow a deeper condition."""
_JOINED = ("all", "any", "not", "some", "noted")
_OPTIONAL = {"some": ("where", "at_least"), "noted": ("words", "sealed")}
_BESIDE = ("field", "via", "plus")
_SHAPES = {
    Comparison.CHOSE: {Shape.CODE, Shape.CODES},
    Comparison.IS: {Shape.YES_NO},
    Comparison.KNOWN: set(Shape),
    Comparison.MORE_THAN: {Shape.NUMBER, Shape.SECONDS, Shape.CENTS},
    Comparison.AT_LEAST: {Shape.NUMBER, Shape.SECONDS, Shape.CENTS},
    Comparison.LESS_THAN: {Shape.NUMBER, Shape.SECONDS, Shape.CENTS},
    Comparison.AFTER: {Shape.WHEN},
    Comparison.STAFF: {Shape.CODE},
    Comparison.ABOUT: {Shape.ITEM, Shape.ITEMS},
}
_NUMBER_MAX = 10**10
_OF_ONE_PERSON = {field.partition(".")[0] for field in OF_STAFF_ALONE}
"""Groups that say something about one person each."""
_NOTHING = Either(())
"""Stands where a condition could not be read: it never holds."""


class Conditions:
    """Reads the conditions of one rule. `for_each` is the group of which the rule looks at each item."""

    def __init__(self, page: Page, for_each: str, closing: bool = False) -> None:
        """Read from this page. Only what closes a duty may be noted by a person (`closing`)."""
        self._page = page
        self._for_each = for_each
        self._closing = closing

    def read(self, value: object, at: str) -> Condition:
        """Give the condition at a path. Where it has mistakes, they are noted."""
        return self._read(value, at, frozenset({self._for_each} - {""}), 0)

    def _read(self, value: object, at: str, groups: frozenset[str], depth: int) -> Condition:
        if not isinstance(value, dict):
            self._page.note(at, "This must be a condition.", 'Write one such as { field = "anyone_hurt", is = true }.')
            return _NOTHING
        if depth > DEPTH_MAX:
            self._page.note(at, f"This condition is nested deeper than {DEPTH_MAX}.", "Split it into two rules.")
            return _NOTHING
        kinds = [each for each in _JOINED if each in value]
        if "field" in value or not kinds:
            return self._field(value, at, groups)
        return self._joined(kinds[0], value, at, groups, depth)

    def _joined(self, kind: str, value: dict[str, object], at: str, groups: frozenset[str], depth: int) -> Condition:
        self._page.section(value, at, (kind,), _OPTIONAL.get(kind, ()))
        inner, path = value[kind], inside(at, kind)
        match kind:
            case "all":
                return Every(self._parts(inner, path, groups, depth))
            case "any":
                return Either(self._parts(inner, path, groups, depth))
            case "not":
                return Not(self._read(inner, path, groups, depth + 1))
            case "some":
                return self._some(value, at, groups, depth)
            case _:
                if not self._closing:
                    self._page.note(path, "What somebody notes closes a duty and never opens one.", "Use a field.")
                words = self._page.yes(value["words"], inside(at, "words")) if "words" in value else True
                sealed = self._page.yes(value["sealed"], inside(at, "sealed")) if "sealed" in value else False
                if sealed and words:
                    says = "A note beside a sealed answer holds no words, because they could be read in the building."
                    self._page.note(inside(at, "sealed"), says, "Add words = false.")
                return Noted(self._page.text(inner, path), words, sealed)

    def _parts(self, value: object, at: str, groups: frozenset[str], depth: int) -> tuple[Condition, ...]:
        return tuple(self._read(each, path, groups, depth + 1) for path, each in self._page.items(value, at))

    def _some(self, value: dict[str, object], at: str, groups: frozenset[str], depth: int) -> Condition:
        group = self._page.word(value["some"], inside(at, "some"), GROUPS, "group of the record")
        if "where" not in value:
            self._page.note(at, '"where" is missing.', "Say what must be true of the item.")
            return _NOTHING
        least = self._page.number(value.get("at_least", 1), inside(at, "at_least"), 1, 200)
        where = self._read(value["where"], inside(at, "where"), groups | ({group} - {""}), depth + 1)
        if group in _OF_ONE_PERSON and not _says_whom(where):
            says = f"This looks at every {GROUPS[group].one} of the record, whomever it is about."
            self._page.note(
                at, says, f'Add {{ field = "{group}.person", about = true }}, so that it looks at one person.'
            )
        return Some(group, where, least)

    def _field(self, value: dict[str, object], at: str, groups: frozenset[str]) -> Condition:
        tests = [each for each in value if each in set(Comparison)]
        if len(tests) != 1:
            known = listed([*_JOINED, *Comparison])
            says = "This asks nothing of the field." if not tests else f"This asks {listed(tests)} at once."
            self._page.note(at, says, f"Use one of these: {known}." if not tests else 'Write each alone, within "all".')
            return _NOTHING
        self._page.section(value, at, ("field", tests[0]), ("via", "plus"))
        test = Comparison(tests[0])
        via = self.known(value["via"], inside(at, "via"), groups) if "via" in value else None
        reached = groups | _reached(via)
        if via is not None and via.shape is not Shape.ITEM:
            does = "Take a field such as injury.person."
            self._page.note(inside(at, "via"), f"{quoted(via.field)} names no item.", does)
        field = self.known(value.get("field"), inside(at, "field"), reached)
        plus = self.known(value["plus"], inside(at, "plus"), reached) if "plus" in value else None
        if field is None:
            return _NOTHING
        if field.shape not in _SHAPES[test]:
            says = f"{quoted(field.field)} is asked by {quoted(test)}, which does not fit it."
            fitting = listed([each for each in Comparison if field.shape in _SHAPES[each]])
            self._page.note(inside(at, test), says, f"This field is asked by {fitting}.")
            return _NOTHING
        if plus is not None and (plus.shape is not field.shape or test not in _COMPARES):
            self._page.note(
                inside(at, "plus"), "Only numbers of one kind are added.", "Take another field, or leave it out."
            )
        operand = self._operand(test, field, value[test], inside(at, test), reached)
        return Asked(field.field, test, operand, via.field if via else FieldId(""), plus.field if plus else FieldId(""))

    def known(self, value: object, at: str, groups: frozenset[str]) -> Field | None:
        """Give a field of the record that can be looked up here, or note why it cannot."""
        name = self._page.word(value, at, FIELDS, "field of the record")
        if not name:
            return None
        field = FIELDS[FieldId(name)]
        if field.group and field.group not in groups:
            one = GROUPS[field.group].one
            says = f"{quoted(name)} is asked of one {one}, and it is not said which."
            self._page.note(
                at, says, f'Put it within {{ some = "{field.group}", where = … }}, or add for_each = "{field.group}".'
            )
        return field

    def _operand(self, test: Comparison, field: Field, value: object, at: str, groups: frozenset[str]) -> Operand:
        match test:
            case Comparison.CHOSE:
                return self._codes(field, value, at)
            case Comparison.MORE_THAN | Comparison.AT_LEAST | Comparison.LESS_THAN:
                return self._page.number(value, at, 0, _NUMBER_MAX)
            case Comparison.AFTER:
                other = self.known(value, at, groups)
                if other is not None and other.shape is not Shape.WHEN:
                    self._page.note(at, f"{quoted(other.field)} is no time.", "Take a field that holds a time.")
                return other.field if other else FieldId("")
            case Comparison.ABOUT:
                if not self._page.yes(value, at) or not self._for_each or field.of_group != self._for_each:
                    says = (
                        f"The duty is not about a {field.of_group}."
                        if field.of_group != self._for_each
                        else "This is always true."
                    )
                    self._page.note(at, says, f'Add for_each = "{field.of_group}" to the rule, and write about = true.')
                return True
            case _:
                if test is Comparison.STAFF and field.codes != "person-type":
                    self._page.note(at, f"{quoted(field.field)} does not say what somebody is.", "Take person.type.")
                return self._page.yes(value, at)

    def _codes(self, field: Field, value: object, at: str) -> tuple[str, ...]:
        known = [each.code for each in LISTS[field.codes].codes]
        found: list[str] = []
        for path, each in self._page.items(value, at):
            if isinstance(each, str) and each in known:
                if each in found:
                    self._page.note(path, f"{quoted(each)} stands here twice.", "Keep one of the two.")
                found.append(each)
            else:
                near = did_you_mean(each, known) if isinstance(each, str) else ""
                shown = quoted(each) if isinstance(each, str) else str(each)
                self._page.note(
                    path, f"{quoted(field.field)} has no code {shown}.", near or f"Its codes: {listed(known)}."
                )
        return tuple(found)


_COMPARES = {Comparison.MORE_THAN, Comparison.AT_LEAST, Comparison.LESS_THAN}


def _says_whom(where: Condition) -> bool:
    parts = where.parts if isinstance(where, Every) else (where,)
    return any(isinstance(each, Asked) and each.test is Comparison.ABOUT for each in parts)


def _reached(via: Field | None) -> frozenset[str]:
    """Give the groups that a field leads to. One that leads nowhere is a mistake by itself, and makes no second one."""
    if via is None:
        return frozenset()
    return frozenset({via.of_group}) if via.shape is Shape.ITEM else frozenset(GROUPS)
