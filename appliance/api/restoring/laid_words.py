"""Gives what a person reads about a record that is laid ready, before they say yes: at both consoles, and by line. Pure."""

from appliance.api.restoring.messages import Laid
from appliance.words.unsure import ASK_EVERY_ROOM, MAY_BE_OPEN


def laid_words(laid: Laid, as_of: str) -> tuple[str, ...]:
    """Give the sentences, calls first. `as_of`: how old the copy is, as people read it; empty if nobody knows."""
    calls = calls_words(laid.open_calls, sure=not (laid.lost_calls or laid.unproven))
    until = f", as of {as_of}" if as_of else ""
    found = [f"{calls} The copy goes up to entry {laid.up_to:,}{until}.".lstrip()]
    if laid.lost_calls:
        found.append(f"{_may_be_open(laid.lost_calls)} cannot be read: {ASK_EVERY_ROOM}.")
    elif laid.unproven:
        found.append(f"{MAY_BE_OPEN}.")
    found.append(f"What was pressed after that is not in it: {ASK_EVERY_ROOM} that may have called since.")
    if laid.missing:
        found.append(f"{laid.missing:,} entries are missing in it.")
    if laid.used:
        found.append("Another box began with this copy before. Only one of the two may stay in the building.")
    found += laid.says
    found.append("The dead box must never be switched on again: take its power away, and put a note on it.")
    return tuple(found)


def calls_words(open_calls: int, *, sure: bool) -> str:
    """Say how many calls were open; empty if none is known and nobody can be sure of that."""
    if not open_calls:
        return "No call was open." if sure else ""
    return (
        "One call was open and rings again." if open_calls == 1 else f"{open_calls:,} calls were open and ring again."
    )


def _may_be_open(number: int) -> str:
    return "A call that may be open" if number == 1 else f"{number} calls that may be open"
