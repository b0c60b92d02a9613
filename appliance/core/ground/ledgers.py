"""The ledgers of each button that counts are kept of: a wiped or exchanged board counts anew in another one. Pure."""

from collections.abc import Iterable

from appliance.core.ground.words import Counting
from appliance.plan.ids import ButtonId

LEDGERS_MAX = 8
"""Of a button. A board has one for its life: eight are the boards and wipes of ten years."""


def ledgers_of(countings: Iterable[Counting]) -> dict[ButtonId, dict[str, set[str]]]:
    """Button → its ledgers, in the order they come → the contacts counted in each."""
    found: dict[ButtonId, dict[str, set[str]]] = {}
    for button, contact, ledger in countings:
        found.setdefault(button, {}).setdefault(ledger, set()).add(contact)
    return found
