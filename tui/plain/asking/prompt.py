"""One question: how it is put in sentences, and what is made of the answer. Pure.

Choices are numbered. Of a long list the first few are said, and the rest after "more"; every number and every word counts at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from appliance.flows.parts import Option
from appliance.flows.sentences import TYPE_YES_OR_NO
from appliance.record.typed import Wrong
from tui.plain.asking.parts import LISTED_MAX, matching

NEEDED = "This cannot be left out."
MORE = "more"


def any_words(text: str) -> Any | Wrong:
    """Whatever was typed."""
    return text


@dataclass(frozen=True, slots=True)
class Prompt:
    """`question` is the question alone, `whole` all of it. A digit stands for one of the `choices`, said as `listing` words them.

    Only `listed_max` of them are said at once. `lines`: it takes many. `hidden`: the answer is nobody else's to read. `needed`: it cannot
    be left out, and `lacking` says so. What is left out is given as `left_out`; None: not at all. `offer` is what Enter alone means.
    `help` is what to know when answering. `confirms`: it asks whether the words typed before it are meant as they stand.
    """

    name: str
    question: str
    reads: Callable[[str], Any | Wrong] = any_words
    choices: tuple[Option, ...] = ()
    hints: tuple[str, ...] = ()
    help: str = ""
    lines: bool = False
    hidden: bool = False
    needed: bool = False
    lacking: str = NEEDED
    before: tuple[str, ...] = ()
    listing: str = "{number}: {says}."
    listed_max: int = LISTED_MAX
    offer: str = ""
    left_out: str | None = None
    confirms: bool = False

    @property
    def whole(self) -> list[str]:
        """The question with all there is to choose, and how it is answered."""
        return [*self.before, self.question, *self.said(0), *self.hints]

    @property
    def sentences(self) -> list[str]:
        """The question as it is put."""
        return [*self.whole, *self.offered]

    @property
    def offered(self) -> list[str]:
        """What Enter alone means."""
        return [f"Press Enter alone for {self.offer}."] if self.offer else []

    def said(self, begin: int) -> list[str]:
        """Choices from one on: a few, and that there are more."""
        few = self.choices[begin : begin + self.listed_max]
        left = len(self.choices) - begin - len(few)
        more = [f"There are {left} more choices: type {MORE}, or a word of one."] if left else []
        listed = (
            self.listing.format(number=_number(option, count), says=option.says.rstrip("."))
            for count, option in enumerate(few, begin + 1)
        )
        return [*listed, *more]

    def numbered(self, number: int) -> Option | None:
        """The choice that is listed with this number."""
        return next((each for count, each in enumerate(self.choices, 1) if _number(each, count) == number), None)


def _number(option: Option, count: int) -> int:
    return count if option.number is None else option.number


def chosen_by(text: str, choices: tuple[Option, ...], *, numbered: bool = True) -> Any | Wrong:
    """The value of the one choice that a number or words mean; else what they may mean.

    A choice that is called by a number is meant by it.
    """
    exact = [option for option in choices if text.casefold() in map(str.casefold, option.typed)]
    if len(exact) != 1 and numbered and text.isdecimal():
        at = int(text) if len(text) < 5 else 0
        return choices[at - 1].value if 1 <= at <= len(choices) else Wrong(f"Choose 1 to {len(choices)}.")
    found = matching(text, choices)
    if len(found) == 1:
        return found[0].value
    if not found:
        number = "a number, or " if numbered else ""
        return Wrong(f"{text} is none of the choices. Type {number}a word of a choice.")
    few = [(choices.index(option) + 1, option.says) for option in found[:LISTED_MAX]]
    return Wrong(
        f"{text} may mean more than one: {'; '.join(f'{at}, {says}' if numbered else says for at, says in few)}."
    )


def yes_no(text: str) -> Any | Wrong:
    """True or False."""
    answer = {"yes": True, "y": True, "no": False, "n": False}.get(text.casefold())
    return Wrong(TYPE_YES_OR_NO) if answer is None else answer
