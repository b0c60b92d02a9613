"""One question about a record: how it is put in sentences, and what is made of the answer. Pure.

Choices are numbered. Of a long list the first few are said, and the rest after "more"; every number and every word counts at once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from appliance.flows.parts import Option
from appliance.flows.records.answers import HOW_TYPED, MANY, YES_OR_NO, choices, value_of
from appliance.flows.sentences import TYPE_YES_OR_NO
from appliance.record.schema import Field, Shape
from appliance.record.typed import Wrong, parse
from appliance.record.values import Place
from appliance.record.words import NEW, Value
from tui.plain.asking.parts import matching

NEEDED = "This cannot be left out."
SAID_MAX = 9
"""As many choices as are read out at once, as everywhere in the plain console."""
MORE = "more"


@dataclass(frozen=True, slots=True)
class Prompt:
    """`question` is the question alone, `sentences` all of it. `lines`: it takes many. `hidden`: it is nobody else's to read.

    `needed`: it cannot be left out, and `lacking` says so. `help` is what to know when answering.
    """

    name: str
    question: str
    reads: Callable[[str], Any | Wrong]
    choices: tuple[Option, ...] = ()
    hint: str = ""
    help: str = ""
    lines: bool = False
    hidden: bool = False
    needed: bool = False
    lacking: str = NEEDED
    before: tuple[str, ...] = field(default=())

    @property
    def sentences(self) -> list[str]:
        """The question as it is put."""
        return [*self.before, self.question, *self.said(0), *([self.hint] if self.hint else [])]

    def said(self, begin: int) -> list[str]:
        """Choices from one on: a few, and that there are more."""
        few = self.choices[begin : begin + SAID_MAX]
        left = len(self.choices) - begin - len(few)
        more = [f"There are {left} more choices: type {MORE}, or a word of one."] if left else []
        return [*(f"{number}: {option.says}." for number, option in enumerate(few, begin + 1)), *more]


def of_field(field: Field, place: Place, *, before: tuple[str, ...] = (), adds: bool = False) -> Prompt:
    """The question a field asks. `adds`: it may be about somebody who is not in the record yet, which reads as "new"."""
    offered = choices(field, place.items or {}, adds=adds)
    if offered == YES_OR_NO:
        offered = ()  # asked without a list
    hint = HOW_TYPED.get(field.shape, "")
    return Prompt(
        name=field.field,
        question=field.ask,
        reads=lambda text: read(field, text, place, offered),
        choices=offered,
        hint=hint,
        help=field.help,
        lines=field.shape is Shape.WORDS,
        before=before,
    )


def read(field: Field, text: str, place: Place, offered: tuple[Option, ...]) -> Value | Wrong:
    """What a line means: choices by number or by words of them, everything else as its shape wants it."""
    if not offered:
        return parse(field, text, place)
    typed = [each.strip() for each in text.split(",") if each.strip()] if field.shape in MANY else [text.strip()]
    chosen: list[str] = []
    for each in typed:
        one = chosen_by(each, offered)
        if isinstance(one, Wrong):
            return one
        chosen.append(str(one.value))
    if NEW in chosen:
        return NEW
    return value_of(field, chosen)


def chosen_by(text: str, choices: tuple[Option, ...], *, numbered: bool = True) -> Option | Wrong:
    """The one choice that a number or words mean; else what they may mean. A choice that is called by a number is meant by it."""
    exact = [option for option in choices if text.casefold() in map(str.casefold, option.typed)]
    if len(exact) != 1 and numbered and text.isdecimal():
        at = int(text) if len(text) < 5 else 0
        return choices[at - 1] if 1 <= at <= len(choices) else Wrong(f"Choose 1 to {len(choices)}.")
    found = matching(text, choices)
    if len(found) == 1:
        return found[0]
    if not found:
        number = "a number, or " if numbered else ""
        return Wrong(f"{text} is none of the choices. Type {number}a word of a choice.")
    few = [(choices.index(option) + 1, option.says) for option in found[:SAID_MAX]]
    return Wrong(
        f"{text} may mean more than one: {'; '.join(f'{at}, {says}' if numbered else says for at, says in few)}."
    )


def any_words(text: str) -> Value | Wrong:
    """Whatever was typed."""
    return text


def yes_no(text: str) -> Value | Wrong:
    """True or False."""
    answer = {"yes": True, "y": True, "no": False, "n": False}.get(text.casefold())
    return Wrong(TYPE_YES_OR_NO) if answer is None else answer
