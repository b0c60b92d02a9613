"""Makes a value from the text that somebody typed. Pure; knows no record. Every refusal says what to do instead.

A person types a time by the clock on their wall, so the day and the zone are given (`Place`).
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import assert_never

import msgspec

from appliance.record.codes import LISTS
from appliance.record.schema import Code, CodeList, Field, Shape
from appliance.record.values import Place, why_not
from appliance.record.words import Value


class Wrong(msgspec.Struct, frozen=True):
    """Why a text is not a value of its field, and what to do."""

    says: str


def parse(field: Field, text: str, place: Place) -> Value | Wrong:
    """Give the value that somebody typed. Codes are given by number, label or code, several with commas; an empty text removes the
    value.
    """
    text = text.strip() if field.shape is not Shape.WORDS else _tidy(text)
    value = None if not text else _parsed(field, text, place)
    if isinstance(value, Wrong):
        return value
    why = why_not(field, value)
    return Wrong(why) if why else value


def _parsed(field: Field, text: str, place: Place) -> Value | Wrong:
    match field.shape:
        case Shape.TEXT | Shape.WORDS:
            return text
        case Shape.CODE:
            return _one(LISTS[field.codes], text)
        case Shape.CODES:
            return _several(_one(LISTS[field.codes], each) for each in _listed(text))
        case Shape.ITEM:
            return _item(field, text, place)
        case Shape.ITEMS:
            return _several(_item(field, each, place) for each in _listed(text))
        case Shape.WHEN:
            return _when(text, place)
        case Shape.NUMBER:
            return int(text) if _figures(text) else Wrong("Write a whole number, such as 3.")
        case Shape.SECONDS:
            return _seconds(text)
        case Shape.CENTS:
            return _cents(text)
        case Shape.YES_NO:
            return _YES_NO.get(text.casefold(), Wrong("Answer yes or no."))
        case _:
            assert_never(field.shape)


_YES_NO: dict[str, bool | Wrong] = {"yes": True, "y": True, "no": False, "n": False}


def _tidy(text: str) -> str:
    """Keep the lines as they were typed, without what a terminal or a pasted text adds."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").strip()


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def _figures(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def _one(kept: CodeList, text: str) -> str | Wrong:
    """Find a code by its number in the list, by the code, or by its label or the beginning of a label."""
    if _figures(text):
        at = int(text)
        return kept.codes[at - 1].code if 1 <= at <= len(kept.codes) else Wrong(f"Choose 1 to {len(kept.codes)}.")
    typed = text.casefold()
    for each in kept.codes:
        if typed in {each.code, each.label.casefold()}:
            return each.code
    begun = [each for each in kept.codes if each.label.casefold().startswith(typed)]
    return begun[0].code if len(begun) == 1 else Wrong(_which(text, begun or kept.codes))


_SHOWN_MAX = 6  # so many labels fit in one or two lines of 80 columns


def _which(text: str, codes: Iterable[Code]) -> str:
    labels = [each.label for each in codes]
    more = f" or one of {len(labels) - _SHOWN_MAX} more" if len(labels) > _SHOWN_MAX else ""
    return f'"{text}" is not one choice here. Choose by number, or write: {"; ".join(labels[:_SHOWN_MAX])}{more}.'


def _several(each: Iterable[str | Wrong]) -> Value | Wrong:
    found: list[str] = []
    for one in each:
        if isinstance(one, Wrong):
            return one
        found.append(one)
    return tuple(dict.fromkeys(found)) or None


def _item(field: Field, text: str, place: Place) -> str | Wrong:
    """Find an item by its token, by what it is called, or by its place in the list."""
    known = place.items
    if known is None:
        return text
    if _figures(text):
        return list(known)[int(text) - 1] if 1 <= int(text) <= len(known) else Wrong(f"Choose 1 to {len(known)}.")
    found = [item for item, called in known.items() if text.casefold() in {item, called.casefold()}]
    if len(found) == 1:
        return found[0]
    return Wrong(f'There is no {field.of_group} "{text}" in this record. Choose one of those there, or add one first.')


_CLOCK = re.compile(
    r"(?:(\d{4})-(\d{1,2})-(\d{1,2})[ T])?(\d{1,2})(?::(\d{2})(?::(\d{2}))?)?\s*([ap])?\.?(?:m\.?)?\Z", re.ASCII | re.I
)
_NO_TIME = Wrong("Write a time such as 10:32 or 1:05 pm, with a date before it for another day: 2026-09-01 10:32.")


def _when(text: str, place: Place) -> int | Wrong:
    """Read a time of the given day, or a time with its own date."""
    found = _CLOCK.match(text)
    if found is None:
        return _NO_TIME
    year, month, day, hour, minute, second, half = found.groups()
    if minute is None and half is None:  # "9" may be anything; "9 am" is an hour
        return _NO_TIME
    try:
        on = date(int(year), int(month), int(day)) if year else place.day
        if on is None:
            return Wrong("Write the date as well: 2026-09-01 10:32.")
        hours = _hours(int(hour), half)
        at = datetime(on.year, on.month, on.day, hours, int(minute or 0), int(second or 0), tzinfo=place.zone)
    except ValueError:
        return _NO_TIME
    return round(at.timestamp()) * 1000


def _hours(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half.casefold() == "p" else 0)


def _seconds(text: str) -> int | Wrong:
    minutes, colon, seconds = text.rpartition(":")
    if _figures(seconds) and (_figures(minutes) if colon else True) and (not colon or int(seconds) < 60):
        return int(minutes or 0) * 60 + int(seconds)
    return Wrong("Write seconds, such as 90, or minutes and seconds, such as 1:30.")


def _cents(text: str) -> int | Wrong:
    whole, point, part = text.removeprefix("$").replace(",", "").partition(".")
    if _figures(whole) and (not point or (_figures(part) and len(part) == 2)):
        return int(whole) * 100 + int(part or 0)
    return Wrong("Write an amount such as 120 or 120.50.")
