"""What to tell 911, in sentences to read out on the telephone. Pure. Handbell has no line to a dispatch centre and says so."""

from appliance.flows.calls.card_911 import spoken
from tui.keys.table import BY_ACTION
from tui.model import ConsoleModel
from tui.plain.told import listed

WORD = BY_ACTION["card_911"].word
_NOT_POLICE = f"For help that is not police, type: {BY_ACTION['other_help'].word}"


def card_meant(number: int | None, model: ConsoleModel, now_ms: int) -> list[str]:
    """Of the call that is meant; where that is not sure, of the building, and which calls there are."""
    calls, passed_ms = model.calls, now_ms - model.arrived_ms
    meant = [call for call in calls if call.number == number] if number is not None else list(calls)
    if len(meant) == 1:
        return [*spoken(model.facts, meant[0], passed_ms), _NOT_POLICE]
    which = [] if number is None else [f"Call {number} is not open."]
    which += [f"For the room, type {WORD} and the number of the call. {listed(calls)}"] if calls else []
    return [*spoken(model.facts, None, passed_ms), *which, _NOT_POLICE]
