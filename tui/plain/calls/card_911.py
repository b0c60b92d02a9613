"""What to tell 911, in sentences to read out on the telephone. Pure. Handbell has no line to a dispatch centre and says so."""

from appliance.api.board.calls import CallCard
from appliance.api.desk.plan import PlanFacts
from appliance.flows.calls.card_911 import (
    DRILL_ALOUD,
    NOT_KNOWN_ALOUD,
    STAY,
    YOU_CALL_ALOUD,
    phone_there,
    place,
    place_named,
    to_say_aloud,
)
from appliance.flows.naming import call_spoken
from appliance.words.kinds import kind_words
from appliance.words.times import in_words
from tui.keys.table import BY_ACTION
from tui.model import ConsoleModel
from tui.plain.told import listed

WORD = BY_ACTION["card_911"].word
NO_FACTS = f"{YOU_CALL_ALOUD} The address has not come from the box yet: say it from memory."


def card_meant(number: int | None, model: ConsoleModel, now_ms: int) -> list[str]:
    """Of the call that is meant; where that is not sure, of the building, and which calls there are."""
    calls, passed_ms = model.calls, now_ms - model.arrived_ms
    meant = [call for call in calls if call.number == number] if number is not None else list(calls)
    if len(meant) == 1:
        return card_911(model.facts, meant[0], passed_ms)
    which = [] if number is None else [f"Call {number} is not open."]
    which += [f"For the room, type {WORD} and the number of the call. {listed(calls)}"] if calls else []
    return [*card_911(model.facts, None, passed_ms), *which]


def card_911(facts: PlanFacts | None, call: CallCard | None, passed_ms: int) -> list[str]:
    """In the order a dispatcher asks: where, from which number, what. Of one call, or of the building alone."""
    drill = [DRILL_ALOUD] if call and call.drill else []
    if facts is None:
        return [*drill, NO_FACTS]
    return [
        *drill,
        YOU_CALL_ALOUD,
        f"Say: {to_say_aloud(facts, call)}",
        f"Address: {facts.address or NOT_KNOWN_ALOUD}.",
        *(_where(call) if call else []),
        f"Number to call back: {facts.phone or NOT_KNOWN_ALOUD}.",
        *([_since(call, passed_ms)] if call else []),
        STAY,
    ]


def _where(call: CallCard) -> list[str]:
    phone = phone_there(call)
    return [f"{place_named(call)}: {place(call)}.", *([f"{phone[:1].upper()}{phone[1:]}."] if phone else [])]


def _since(call: CallCard, passed_ms: int) -> str:
    return f"{call_spoken(call)}, {kind_words(call.kind)}, is open for {in_words(call.age_ms + passed_ms)}."
