"""What became of a seed at the last look, from each place it can come from. Pure values; kept in /run for who tells people."""

import enum

import msgspec


class Place(enum.StrEnum):
    """Where a seed can be, as people call it."""

    CARD = "card"
    STICK = "stick"


class What(enum.StrEnum):
    """What became of it."""

    NONE = "none"
    UNREADABLE = "unreadable"
    UNCHANGED = "unchanged"
    APPLIED = "applied"
    REFUSED = "refused"
    NOT_WRITTEN = "not-written"


BAD = frozenset({What.UNREADABLE, What.REFUSED, What.NOT_WRITTEN})


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """One place. `lines`: what is wrong, each a sentence or two with its line; `warnings`: what works, but may not be meant."""

    place: Place
    what: What
    digest: str = ""
    lines: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """Every place, and whose box this is now: `name` and `digest` of the seed in force are empty without one.

    `boot`: what the very start of the box found wrong, in sentences.
    """

    outcomes: tuple[Outcome, ...]
    name: str = ""
    digest: str = ""
    boot: tuple[str, ...] = ()

    @property
    def bad(self) -> tuple[Outcome, ...]:
        """Those that need somebody."""
        return tuple(each for each in self.outcomes if each.what in BAD)
