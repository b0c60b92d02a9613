"""Which choice the words of a typed line mean, and how many of them say so. Pure; knows no act."""

from appliance.flows.near_misses import near_misses
from appliance.flows.parts import Given, Option, Part

LISTED_MAX = 9
"""Choices said one by one and chosen by a digit; of more, a person types a name or a part of one."""


def is_choice(text: str, part: Part, given: Given) -> bool:
    """Whether this is just how one of the options is typed."""
    options = part.options(given) if part.options else ()
    return any(text.casefold() in map(str.casefold, option.typed) for option in options)


def matching(text: str, options: tuple[Option, ...]) -> tuple[Option, ...]:
    """The options a text may mean: one called exactly so, else all that have a word beginning with each word typed."""
    wanted = text.casefold()
    exact = tuple(option for option in options if wanted in map(str.casefold, option.typed))
    if exact or not wanted.split():
        return exact[:1]
    return tuple(option for option in options if any(_begins(wanted.split(), typed) for typed in option.typed))


def taken(words: list[str], options: tuple[Option, ...]) -> tuple[tuple[Option, ...], int]:
    """What the first words mean, and how many of them say so: as many as possible while they mean exactly one thing."""
    for length in range(len(words), 0, -1):
        found = matching(" ".join(words[:length]), options)
        if len(found) == 1:
            return found, length
    return (matching(words[0], options), 1) if words else ((), 0)


def without_lead(words: list[str], lead: tuple[str, ...]) -> list[str]:
    """The words after those that may stand before a part."""
    for each in lead:
        parts = each.split()
        if [word.casefold() for word in words[: len(parts)]] == parts:
            return words[len(parts) :]
    return words


def before_choice(words: list[str], options: tuple[Option, ...]) -> int:
    """How many of the words belong to free text when a choice may stand after it: all, unless they end in an exact one."""
    for length in range(len(words)):
        tail = " ".join(words[length:]).casefold()
        if any(tail in map(str.casefold, option.typed) for option in options):
            return length
    return len(words)


def nearest(text: str, options: tuple[Option, ...]) -> str:
    """The choice most like what was typed, as it is typed; empty when none is."""
    close = near_misses(text, (typed for option in options for typed in option.typed))
    return close[0] if close else ""


def _begins(wanted: list[str], typed: str) -> bool:
    words = typed.casefold().split()
    return all(any(word.startswith(each) for word in words) for each in wanted)
