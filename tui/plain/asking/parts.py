"""The parts of a command that may be typed with it or asked for: a choice, several choices, or words. Pure; knows no act."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from appliance.api.board.calls import CallCard, TapOutLine
from appliance.plan.ids import IncidentId
from tui.model import ConsoleModel
from tui.near_misses import near_misses

LISTED_MAX = 9
"""Choices said one by one and chosen by a digit; of more, a person types a name or a part of one."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: `says` is how it is listed, `typed` what may be typed for it. `first`: listed even where there are too many."""

    value: Any
    says: str
    typed: tuple[str, ...]
    first: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """What a command has so far: the call or tap-out it is about, if it is about one, and its parts by name."""

    model: ConsoleModel
    call: CallCard | None
    tap_out: TapOutLine | None
    parts: dict[str, Any]

    @property
    def incident(self) -> IncidentId:
        """What an act about a call or a tap-out is about."""
        about = self.call or self.tap_out
        assert about is not None, "such an act is made only with one"
        return about.incident


def _never(given: Given) -> bool:
    del given
    return False


def _nothing(given: Given) -> str:
    del given
    return ""


def nobody_known(given: Given) -> tuple[str, ...]:
    """Of a part that is somebody's name, nobody knows whose."""
    del given
    return ()


@dataclass(frozen=True, slots=True)
class Part:
    """One thing a command needs.

    `options` are what there is to choose from; None takes any words. `several` takes more than one of them. `lead` are words
    that may stand before it ("seen by"). `offer` is what an empty answer means; with `assumed` it is taken without a
    question, and so is the only option there is. `skipped` says when the part is not needed after all. `counts`: it may begin
    with a number of its own. `empty`: it may be left out. `alone`: it is taken only from a line of its own, never from one that
    came before the question; `hidden`: so too, and what is typed is not shown. `none` is said where there is nothing to choose
    from. `asks` words the question where it depends on what is given. `awaits` are lines, in small letters, that are for it
    although they are commands too. `names`: the words are somebody's name, so no number and no command; these people are
    offered, a digit each. With `options` besides, a name that is like none of them is taken as it is. `own_words`: with
    `options`, words that are no choice are taken as they stand; the part after it `confirms` them, on a line of its own, and
    until it is answered the line was no sure command.
    """

    name: str
    question: str
    options: Callable[[Given], tuple[Option, ...]] | None = None
    several: bool = False
    lead: tuple[str, ...] = ()
    offer: Callable[[Given], str] = _nothing
    assumed: bool = False
    skipped: Callable[[Given], bool] = _never
    counts: bool = False
    empty: bool = False
    alone: bool = False
    hidden: bool = False
    none: str = "There is nothing to choose from yet. Try again in a moment."
    asks: Callable[[Given], str] | None = None
    awaits: frozenset[str] = frozenset()
    names: Callable[[Given], tuple[str, ...]] | None = None
    own_words: bool = False
    confirms: bool = False

    def wording(self, given: Given) -> str:
        """The question as it is asked."""
        return self.asks(given) if self.asks else self.question


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
