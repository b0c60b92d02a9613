"""What a person tells 911 on the telephone: words that both consoles build their card from. Pure. Handbell has no line to 911."""

from appliance.api.board.calls import CallCard
from appliance.api.desk.plan import PlanFacts
from appliance.flows.naming import in_place
from appliance.flows.rooms import floor_words

NOT_KNOWN, NOT_KNOWN_ALOUD = "NOT IN THE PLAN: say it from memory", "not in the plan, say it from memory"
STAY = "Stay on the line until 911 hangs up."
DRILL, DRILL_ALOUD = "THIS IS A DRILL: do not call 911 for it.", "This is a drill: do NOT call 911 for it."
YOU_CALL, YOU_CALL_ALOUD = (
    "911: Handbell does NOT call 911. Pick up the phone.",
    "Handbell does not call 911: pick up the phone and dial it.",
)
DRILL_TITLE = "911: a DRILL. Do NOT call 911 for it; Handbell does not either."


def to_say(facts: PlanFacts, call: CallCard | None) -> str:
    """What to say first, to be read from a screen. Without a call a person says what is needed."""
    return f"This is {facts.building}, {facts.address}. {in_place(call) if call else 'We need ...'}"


def to_say_aloud(facts: PlanFacts, call: CallCard | None) -> str:
    """The same for somebody who hears it: a gap is said, not left."""
    return (
        f"This is {facts.building}, {facts.address or NOT_KNOWN_ALOUD}. {in_place(call) if call else 'We need help.'}"
    )


def place_named(call: CallCard) -> str:
    """Whether the place is a room of the plan."""
    return "Where" if call.room is None else "Room"


def place(call: CallCard) -> str:
    """The room and its floor."""
    return ", ".join(words for words in (call.room_name, floor_words(call)) if words)


def phone_there(call: CallCard) -> str:
    """How the phone system names the room; empty where the plan does not say."""
    return f"the phone there shows: {call.phone_name}" if call.phone_name else ""
