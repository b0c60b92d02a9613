"""How a field of a record, and a part of a flow about records, become a question. Pure."""

from collections.abc import Callable
from typing import Any

from appliance.flows.parts import Given, Option, Part
from appliance.flows.records.answers import HOW_TYPED, MANY, YES_OR_NO, choices, value_of
from appliance.record.schema import Field, Shape
from appliance.record.typed import Wrong, parse
from appliance.record.values import Place
from appliance.record.words import NEW, Value
from tui.plain.asking.prompt import NEEDED, Prompt, chosen_by, yes_no


def of_field(field: Field, place: Place, *, before: tuple[str, ...] = (), adds: bool = False) -> Prompt:
    """The question a field asks. `adds`: it may be about somebody who is not in the record yet, which reads as "new"."""
    offered = choices(field, place.items or {}, adds=adds)
    if offered == YES_OR_NO:
        offered = ()  # asked without a list
    return Prompt(
        name=field.field,
        question=field.ask,
        reads=lambda text: read(field, text, place, offered),
        choices=offered,
        hints=(HOW_TYPED[field.shape],) if field.shape in HOW_TYPED else (),
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
        chosen.append(str(one))
    if NEW in chosen:
        return NEW
    return value_of(field, chosen)


def of_part(part: Part, given: Given) -> Prompt:
    """The question of a part. A long list is not read out, and its names may be numbers."""
    options = part.options(given) if part.options else ()
    sure = {option.value for option in options} == {True, False}
    return Prompt(
        name=part.name,
        question=part.wording(given),
        reads=yes_no if sure else _reads(part, given, options),
        choices=() if sure or part.narrows else options,
        hints=(part.hint,) if part.hint else (),
        hidden=part.hidden,
        needed=not part.empty,
        lacking=part.refuses(given, "") or NEEDED,
    )


def _reads(part: Part, given: Given, options: tuple[Option, ...]) -> Callable[[str], Any | Wrong]:
    def reads(text: str) -> Any | Wrong:
        if part.options is not None:
            return chosen_by(text, options, numbered=not part.narrows)
        why = part.refuses(given, text)
        return Wrong(why) if why else text

    return reads
