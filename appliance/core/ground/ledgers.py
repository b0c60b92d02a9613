"""Sorts the ledgers of each button for which counts are kept: a wiped or exchanged board counts in a new one. Pure."""

from collections.abc import Iterable

from appliance.core.ground.words import Counting
from appliance.plan.ids import ButtonId

LEDGERS_MAX = 8
"""Ledgers of one button. A board has one for its life: eight are the boards and wipes of ten years."""


def ledgers_of(countings: Iterable[Counting]) -> dict[ButtonId, dict[str, set[str]]]:
    """Give the ledgers of each button, in the order in which they come, and for each ledger the contacts that are counted in it."""
    found: dict[ButtonId, dict[str, set[str]]] = {}
    for button, contact, ledger in countings:
        found.setdefault(button, {}).setdefault(ledger, set()).add(contact)
    return found
