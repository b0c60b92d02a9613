"""Defines who called by telephone or by text, as far as a phone system or a carrier said it. Pure; must not know any wire.

Nobody proves such a number: a carrier passes on what the caller's own side claims. So it is shown, and nothing is decided by it, except
which calls are of one caller. Nothing counts or groups by it once a call is over.
"""

import msgspec

NUMBER_CHARACTERS_MAX = 16
"""A number in the form of E.164 has a plus and at most 15 digits. What is longer is no number, and is cut."""
SAID_CHARACTERS_MAX = 12
"""Ours: the number or id of a room, as somebody in fear types it. More would be words of a stranger on every desk."""


class Caller(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who called. `number` is in the form of E.164 or an extension; "" if none was told.

    `withheld`: the caller's side keeps the number back. `outside`: it came over an outside line, and from no phone of this building.
    `unproved`: the phone system did not vouch for the number. `unverified`: nobody knows that a person of this building called; what the
    plan said of the number when the call came in. `said`: the room that a text names, as it was typed; it is no place. `many`: so many
    numbers called that those of them which are nobody's share one call.
    """

    number: str = ""
    withheld: bool = False
    outside: bool = False
    unproved: bool = False
    unverified: bool = False
    said: str = ""
    many: bool = False

    def key(self, door: str) -> str:
        """Give the text by which calls of one caller fold. All calls by one door that tell no number are one caller; a number that
        nobody vouched for never folds with one that somebody did.
        """
        if self.withheld or not self.number:
            return f"{door}:withheld"
        if self.many:
            return f"{door}:many"
        return f"unproved:{self.number}" if self.unproved else self.number
