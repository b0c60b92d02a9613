"""Finds the number of the plan that a network means when it leaves out the country. Pure; knows no text.

Most networks give a sender in the form of E.164. Some give the national form, "7205550111" or "0172 5550111", or leave out the plus. The
number of a sender proves nothing in any form, so nothing is lost by this; without it no answer would ever act in such a network.
"""

from collections.abc import Iterable

DIGITS_MIN = 7
"""Ours: what is shorter is a number of a service. A number in the form of E.164 has 8 at least, with its country."""
COUNTRY_DIGITS_MAX = 3
"""ITU-T E.164, 6.2.1: a country code has 1 to 3 digits."""


def as_planned(sender: str, planned: Iterable[str]) -> str:
    """Give the one number of the plan that this sender is; the sender as it is if there is none, or several."""
    national = sender.lstrip("0")
    if not (sender.isascii() and sender.isdecimal() and len(national) >= DIGITS_MIN):
        return sender
    meant = {
        each for each in planned if each.endswith(national) and len(each) - 1 - len(national) <= COUNTRY_DIGITS_MAX
    }
    return meant.pop() if len(meant) == 1 else sender
