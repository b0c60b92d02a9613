"""Lists the placeholders of a statement, and fills them. Pure.

The list is closed. None of its words can hold a grade, a room, a subject, a sex or the name of a student: what fills them comes from the
plan, from the calendar, or is the name of the person who speaks.
"""

import re
from collections.abc import Iterator
from datetime import date

import msgspec

from appliance.communications.words import Language

MEANS = {
    "school": "the name of the school",
    "phone": "the telephone number of the school",
    "day": "the day of the incident, without a time: a time would tell which lesson it was",
    "speaker": "the name of the person who approved the statement",
}
"""Placeholder → what it stands for."""
_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
_DAYS = {
    Language.ENGLISH: ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    Language.SPANISH: ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
_MONTHS = {
    Language.ENGLISH: (
        *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
        *("November", "December"),
    ),
    Language.SPANISH: (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre"),
        *("noviembre", "diciembre"),
    ),
}
_NOT_YET = {Language.ENGLISH: "[{}: not known yet]", Language.SPANISH: "[{}: todavía no se sabe]"}


class Filling(msgspec.Struct, frozen=True):
    """What fills the placeholders of one statement. Empty where it is not known yet."""

    school: str
    phone: str
    day: date | None
    speaker: str


def placeholders(text: str) -> Iterator[tuple[str, int]]:
    """Give every placeholder of a text, whether it is known or not, with the place of its first character."""
    for found in _PLACEHOLDER.finditer(text):
        yield found[1], found.start()


def without(text: str) -> str:
    """Give the text with blanks in the place of each placeholder. All other characters keep their places."""
    return _PLACEHOLDER.sub(lambda found: " " * len(found[0]), text)


def fill(text: str, filling: Filling, language: Language) -> str:
    """Give the text with its placeholders filled. What is not known yet says so in brackets, and so nobody sends it by mistake."""
    values = {
        "school": filling.school,
        "phone": filling.phone,
        "day": "" if filling.day is None else on_day(filling.day, language),
        "speaker": filling.speaker,
    }
    return _PLACEHOLDER.sub(
        lambda found: (values[found[1]] or _NOT_YET[language].format(found[1])) if found[1] in values else found[0],
        text,
    )


def on_day(day: date, language: Language) -> str:
    """Give a day as people say it: `Wednesday, November 25` and `miércoles 25 de noviembre`."""
    weekday, month = _DAYS[language][day.weekday()], _MONTHS[language][day.month - 1]
    return f"{weekday}, {month} {day.day}" if language is Language.ENGLISH else f"{weekday} {day.day} de {month}"
