"""One line to choose, and a line to type in. Pure; knows no screen."""

from dataclasses import dataclass

NOTE_LEN_MAX = 1000
"""What the box takes (`Rejection.TEXT_EMPTY_OR_TOO_LONG`)."""


@dataclass(frozen=True, slots=True)
class Choice[Value]:
    """One line of a list and what it stands for. While somebody types to find a line, what matches stands first.

    `always` keeps it in sight below them. `unfiltered` takes it away until nothing is typed any more, for what must never be
    hit by typing a name and ENTER. `found_by` is what is searched where other words of the line could be taken for a name: a room's
    number may also be that of a call, of minutes or of a floor. Where lines have a `digit` of their own, they keep it when others go.
    """

    words: str
    value: Value
    always: bool = False
    unfiltered: bool = False
    found_by: str = ""
    digit: int | None = None

    @property
    def searched(self) -> str:
        """Where what is typed has to stand."""
        return (self.found_by or self.words).casefold()


@dataclass(frozen=True, slots=True)
class Field:
    """A line to type in. `text` is what stands there already; `filters` narrows the choices instead of being an answer; what is
    typed into a `masked` one is neither shown nor kept; of a `phrase` the word in hand is shown. Where it `names` somebody, digits choose
    beside it until somebody types: they are no part of a name. `enter` says what ENTER does where nothing is chosen, and no more than
    `characters_max` can be typed."""

    label: str
    text: str = ""
    filters: bool = False
    masked: bool = False
    phrase: bool = False
    names: bool = False
    enter: str = "writes it down"
    characters_max: int = NOTE_LEN_MAX


def digits[Value](choices: tuple[Choice[Value], ...]) -> list[str]:
    """The key of each line, empty where it has none: its own, where lines have their own; else its place."""
    if any(choice.digit for choice in choices):
        return [str(choice.digit or "") for choice in choices]
    return [str(place) if place < 10 else "" for place, _ in enumerate(choices, 1)]


def found[Value](choices: tuple[Choice[Value], ...], wanted: list[str]) -> tuple[Choice[Value], ...]:
    """What has every wanted word in it, first where they are whole: Room 12 before Room 112. Then what is always there."""
    matching = [
        choice
        for choice in choices
        if not (choice.always or choice.unfiltered) and all(word in choice.searched for word in wanted)
    ]
    matching.sort(key=lambda choice: not set(wanted).issubset(choice.searched.split()))
    return (*matching, *(choice for choice in choices if choice.always))
