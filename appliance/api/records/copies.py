"""Defines what is asked and told of a copy of a record for a union representative. Pure values; knows no socket."""

import msgspec

from appliance.api.discreet import Discreet
from appliance.record.words import ItemId


class CopyWanted(Discreet, frozen=True, kw_only=True):
    """For whom a copy is, by name, and on what basis: a code of list "disclosure-basis". `consent_of` names whoever consented in writing;
    empty where the student's details are removed.
    """

    to: str
    basis: str
    consent_of: str = ""

    def __repr__(self) -> str:
        return f"CopyWanted(basis={self.basis!r})"


class Removed(msgspec.Struct, frozen=True, kw_only=True):
    """How much of what the giver may read is not in a copy without the student's details."""

    about_students: int = 0
    """Facts about a student, or about somebody who is not known to be grown up."""
    typed: int = 0
    """Other facts that somebody typed in words of their own, names among them."""
    others: int = 0
    """Other facts that such a copy never has: who told an account, and what belongs to it."""
    earlier: int = 0
    """Earlier values of facts that are in the copy."""
    lines: int = 0
    """Lines of the timeline that are in the copy without a name or without words."""


class Given(Discreet, frozen=True, kw_only=True):
    """A copy as the record says that it was given. `item` is the disclosure, `at_ms` when it was given (since the Unix epoch).

    `removed` is None where the copy has everything that its giver may read, because there is consent. `accounts`: how many accounts the
    giver was shown; a copy without the student's details has none of their words.
    """

    item: ItemId
    wanted: CopyWanted
    at_ms: int
    removed: Removed | None
    accounts: int

    def __repr__(self) -> str:
        return f"Given(item={self.item!r}, wanted={self.wanted!r})"
