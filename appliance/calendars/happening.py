"""Defines what both kinds of files give: something that happens on some days, with its words and its line; or a mistake. Pure."""

from datetime import date

import msgspec

from appliance.plan.mistakes import Mistake

FILE_BYTES_MAX = 1024 * 1024
"""Ours: the calendar of a large district with every game and meeting in it is a quarter of it."""
HAPPENINGS_MAX = 5000
"""Ours: more than ten a day for a year is no calendar of a school."""
WORDS_CHARACTERS_MAX = 200
"""Of longer words only so many are looked at and shown."""


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happens from `first` to `last`, both included. `from_min` and `hours` are there where it has a time of the day:
    when it begins, in minutes since midnight at the school, and how long it takes. `repeats`: it comes again on days that are not named.
    """

    first: date
    last: date
    words: str
    line: int
    from_min: int | None = None
    hours: float | None = None
    repeats: bool = False


class Found(msgspec.Struct, frozen=True):
    """The result of reading a file. If there are mistakes, nothing in it counts."""

    happenings: tuple[Happening, ...]
    mistakes: tuple[Mistake, ...]
