"""What to tell 911, in sentences to read out on the telephone. Pure. Handbell has no line to a dispatch centre and says so."""

from appliance.api.board.calls import CallCard
from appliance.api.desk.plan import PlanFacts
from appliance.flows.naming import in_place
from tui.keys import BY_ACTION
from tui.model import ConsoleModel
from tui.plain.sentences import in_words, kind_words, named
from tui.plain.told import listed

WORD = BY_ACTION["card_911"].word
NOT_KNOWN = "not in the plan, say it from memory"
YOU_CALL = "Handbell does not call 911: pick up the phone and dial it."
NO_FACTS = f"{YOU_CALL} The address has not come from the box yet: say it from memory."


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
    drill = ["This is a drill: do NOT call 911 for it."] if call and call.drill else []
    if facts is None:
        return [*drill, NO_FACTS]
    return [
        *drill,
        YOU_CALL,
        f"Say: This is {facts.building}, {facts.address or NOT_KNOWN}. {_what(call)}",
        f"Address: {facts.address or NOT_KNOWN}.",
        *(_where(call) if call else []),
        f"Number to call back: {facts.phone or NOT_KNOWN}.",
        *([_since(call, passed_ms)] if call else []),
        "Stay on the line until 911 hangs up.",
    ]


def _what(call: CallCard | None) -> str:
    return in_place(call) if call else "We need help."


def _where(call: CallCard) -> list[str]:
    floor = f", floor {call.floor}" if call.floor.isdigit() else f", {call.floor}" if call.floor else ""
    phone = [f"The phone there shows: {call.phone_name}."] if call.phone_name else []
    return [f"{'Where' if call.room is None else 'Room'}: {call.room_name}{floor}.", *phone]


def _since(call: CallCard, passed_ms: int) -> str:
    return f"{named(call)}, {kind_words(call.kind)}, is open for {in_words(call.age_ms + passed_ms)}."
