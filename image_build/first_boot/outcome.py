"""Says what became of a seed at the last look, for each place from which one can come. Pure values; kept in /run for the code that
tells people.
"""

import enum

import msgspec


class Place(enum.StrEnum):
    """Where a seed can be, in words for people."""

    CARD = "card"
    STICK = "stick"


class What(enum.StrEnum):
    """What became of a seed."""

    NONE = "none"
    UNREADABLE = "unreadable"
    UNCHANGED = "unchanged"
    APPLIED = "applied"
    REFUSED = "refused"
    NOT_WRITTEN = "not-written"


BAD = frozenset({What.UNREADABLE, What.REFUSED, What.NOT_WRITTEN})


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one place. `lines`: what is wrong, each a sentence or two, with the line of the seed. `warnings`: what works, but
    may not be meant.
    """

    place: Place
    what: What
    digest: str = ""
    lines: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What came of every place, and whose box this is now: `name` and `digest` of the seed in force are empty if there is none.

    `boot`: what the very first steps of the start found wrong, in sentences. `pages`: whether the seed in force has pages. The step that
    writes the card reads it here: that step may not enter the folder with the seed's secrets.
    """

    outcomes: tuple[Outcome, ...]
    name: str = ""
    digest: str = ""
    boot: tuple[str, ...] = ()
    pages: bool = False

    @property
    def bad(self) -> tuple[Outcome, ...]:
        """The outcomes about which somebody must do something."""
        return tuple(each for each in self.outcomes if each.what in BAD)
