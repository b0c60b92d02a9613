"""What a question about a record can be answered with, and which value an answer makes. Pure; knows no console."""

from collections.abc import Iterable, Mapping

from appliance.flows.parts import Option
from appliance.flows.records.asks import Ask
from appliance.flows.sentences import TYPE_YES_OR_NO
from appliance.record.codes import LISTS
from appliance.record.fields import FIELDS
from appliance.record.schema import Field, Shape
from appliance.record.typed import Wrong
from appliance.record.values import why_not
from appliance.record.words import NEW, FieldId, ItemId, Value

MANY = (Shape.CODES, Shape.ITEMS)
ONE = (Shape.CODE, Shape.ITEM, Shape.YES_NO)
YES_OR_NO = (Option(True, "yes", ("yes", "y")), Option(False, "no", ("no", "n")))
HOW_TYPED = {
    Shape.YES_NO: TYPE_YES_OR_NO,
    Shape.WORDS: "Type as many lines as you want. An empty line ends it.",
    Shape.WHEN: "A time such as 10:32, with a date before it for another day.",
    Shape.SECONDS: "Seconds, such as 90, or minutes and seconds, such as 1:30.",
    Shape.CENTS: "An amount such as 120.50.",
}
"""Shape of a field -> how its value is typed at a console that takes lines. Other shapes need no explanation."""
TYPED_IN_A_LINE = (Shape.WHEN, Shape.SECONDS, Shape.CENTS)
"""Shapes whose values are typed in one line of a screen in a certain way: `HOW_TYPED` says how, before somebody errs."""
SOMEBODY_NEW = Option(
    NEW,
    "somebody not named here yet",
    ("somebody not named here yet", NEW),
    line="somebody else: add them to the people first",
)
"""This choice stands below the people of a record, where a question asks for a person."""
FIRST_OF_A_PERSON = Ask(FIELDS[FieldId("person.role")], NEW)
"""The first question about somebody who is not in the record yet."""


def choices(field: Field, named: Mapping[ItemId, str], *, adds: bool) -> tuple[Option, ...]:
    """Give the choices of a field, in order; none where the field takes words. `named`: the items of its group, as they are called.

    `adds`: somebody who is not in the record yet may be meant.
    """
    if field.shape is Shape.YES_NO:
        return YES_OR_NO
    if field.codes:
        return tuple(
            Option(
                each.code,
                each.label,
                (each.label, each.code),
                line=f"{each.label}: {each.means}" if each.means else "",
            )
            for each in LISTS[field.codes].codes
        )
    if not field.of_group:
        return ()
    items = tuple(Option(item, called, (called, item)) for item, called in named.items())
    return (*items, SOMEBODY_NEW) if adds and field.of_group == "person" else items


def chosen(value: Value) -> frozenset[str | bool]:
    """Give the choices that a value is made of."""
    match value:
        case tuple():
            return frozenset(value)
        case str() | bool():
            return frozenset({value})
        case _:
            return frozenset()


def value_of(field: Field, picked: Iterable[str | bool]) -> Value | Wrong:
    """Give the value of the picked choices, in that order, or None where nobody picked any. Or give the reason why they make no value."""
    found = tuple(dict.fromkeys(picked))
    value: Value = None
    if found:
        value = tuple(map(str, found)) if field.shape in MANY else found[0]
    why = why_not(field, value)
    return Wrong(why) if why else value
