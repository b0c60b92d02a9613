"""Checks whether a value fits its field, and writes a value as people read it. Pure; knows no record, clock or zone.

A time is shown by the clock on a reader's wall, so the zone is given. Every refusal says what to do instead.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import assert_never

import msgspec

from appliance.core.ground.moment import on_calendar
from appliance.record.codes import LISTS, label
from appliance.record.schema import Field, Shape
from appliance.record.words import ItemId, Value

NUMBER_MAX = 100_000
"""Ours: no school has more people or days, so a typing mistake is told at once."""
SECONDS_MAX = 24 * 3600
"""Ours: nothing here lasts longer than a day."""
CENTS_MAX = 10**10
"""Ours: a hundred million dollars, more than the school is worth."""
WHEN_MS_MIN = 946_684_800_000  # 2000-01-01: nobody who works here now was hurt here before
WHEN_MS_MAX = 4_102_444_800_000  # 2100-01-01
_ITEM = re.compile(r"[a-z][a-z0-9-]{0,31}\Z")
_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Characters that turn the order of a line around: on paper the words would read differently than on a screen."""


class Place(msgspec.Struct, frozen=True):
    """Where and when somebody types or reads: the school's zone, the day of the incident, and the names of items."""

    zone: tzinfo = UTC
    day: date | None = None
    items: Mapping[ItemId, str] | None = None


_ANYWHERE = Place()


# ---- does it fit ------------------------------------------------------------------------------------------------------


def can_be_shown(line: str) -> bool:
    """Whether a line has no character that a terminal obeys, or that turns the order of its letters around."""
    return not any(unicodedata.category(each) in {"Cc", "Cs"} or each in _BIDI for each in line)


def why_not(field: Field, value: Value, items: Collection[ItemId] | None = None) -> str:
    """Say why a value does not fit its field, or give an empty text. `items`: the items of its `of_group`, where they are known."""
    if value is None:
        return "" if not field.written_once else "An account is not taken out again. Add to it instead."
    match field.shape:
        case Shape.TEXT | Shape.WORDS:
            return _why_no_text(field, value)
        case Shape.CODE:
            return _why_no_codes(field, (value,))
        case Shape.CODES:
            return _why_no_codes(field, value) or _why_no_set(value)
        case Shape.ITEM:
            return _why_no_items(field, (value,), items)
        case Shape.ITEMS:
            return _why_no_items(field, value, items) or _why_no_set(value)
        case Shape.WHEN:
            return _why_no_number(value, WHEN_MS_MIN, WHEN_MS_MAX, "This is no time between the years 2000 and 2100.")
        case Shape.NUMBER:
            return _why_no_number(value, 0, NUMBER_MAX, f"Write a whole number from 0 to {NUMBER_MAX:,}.")
        case Shape.SECONDS:
            return _why_no_number(value, 0, SECONDS_MAX, "Write seconds, such as 90, or 1:30. At most a day.")
        case Shape.CENTS:
            return _why_no_number(value, 0, CENTS_MAX, "Write an amount such as 120 or 120.50.")
        case Shape.YES_NO:
            return "" if isinstance(value, bool) else "Answer yes or no."
        case _:
            assert_never(field.shape)


def _why_no_text(field: Field, value: Value) -> str:
    if not isinstance(value, str) or not value.strip():
        return "This is empty. Write something, or leave the field out."
    if len(value) > field.length_max:
        return f"This is {len(value):,} characters long. At most {field.length_max:,} are kept here: shorten it."
    lines = value.split("\n") if field.shape is Shape.WORDS else [value]
    if any(not can_be_shown(line) for line in lines):
        lines_say = "" if field.shape is Shape.WORDS else ", on one line"
        return f"This holds a character that cannot be shown. Type it again{lines_say}."
    return ""


def _why_no_codes(field: Field, value: object) -> str:
    if not isinstance(value, tuple) or not value:
        return "Nothing is chosen. Choose at least one, or leave the field out."
    known = {each.code for each in LISTS[field.codes].codes}
    unknown = [each for each in value if each not in known]
    return f'"{unknown[0]}" is not one of the choices here. Choose from the list.' if unknown else ""


def _why_no_set(value: Value) -> str:
    assert isinstance(value, tuple)
    if len(set(value)) != len(value):
        return "The same is chosen twice. Choose each once."
    return _why_no_company(value)


_ALONE = ("none", "nobody", "nothing", "not-contacted", "not-recordable", "none-reported")
"""Codes that say that there is nothing. No other code may stand beside them."""


def _why_no_company(value: tuple[str, ...]) -> str:
    alone = [each for each in value if each in _ALONE]
    return f'"{alone[0]}" stands alone. Take it out, or the others.' if alone and len(value) > 1 else ""


def _why_no_items(field: Field, value: object, items: Collection[ItemId] | None) -> str:
    if not isinstance(value, tuple) or not value:
        return f"Nobody is chosen. Choose a {field.of_group}, or leave the field out."
    for each in value:
        if not isinstance(each, str) or not _ITEM.match(each) or (items is not None and each not in items):
            return f'There is no {field.of_group} "{each}" in this record. Choose one of those there, or add one first.'
    return ""


def _why_no_number(value: Value, least: int, most: int, says: str) -> str:
    fits = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
    return "" if fits else says


# ---- as people read it ------------------------------------------------------------------------------------------------


def show(field: Field, value: Value, place: Place = _ANYWHERE) -> str:
    """Write a value in words; empty where there is none. Items have the names that `place` gives, or their tokens."""
    match field.shape, value:
        case _, None:
            return ""
        case Shape.CODE | Shape.CODES, str() | tuple():
            return "; ".join(label(field.codes, each) for each in ((value,) if isinstance(value, str) else value))
        case Shape.ITEM | Shape.ITEMS, str() | tuple():
            called = place.items or {}
            return ", ".join(called.get(ItemId(each), each) for each in ((value,) if isinstance(value, str) else value))
        case Shape.YES_NO, bool():
            return "yes" if value else "no"
        case Shape.WHEN, int():
            return datetime.fromtimestamp(on_calendar(value) / 1000, place.zone).strftime("%Y-%m-%d %H:%M:%S")
        case Shape.SECONDS, int():
            return f"{value} s" if value < 60 else f"{value // 60} min {value % 60} s"
        case Shape.CENTS, int():
            return f"${value // 100:,}.{value % 100:02}"
        case _:
            return str(value)
