"""What a person tells 911 on the telephone, for a screen and to be heard. Pure. Handbell has no line to 911."""

from dataclasses import dataclass

from appliance.api.board.calls import CallCard
from appliance.api.desk.plan import PlanFacts
from appliance.flows.naming import call_spoken, in_place
from appliance.flows.rooms import floor_words, note_rows
from appliance.words.kinds import KINDS, kind_words
from appliance.words.times import in_words, span

NOT_KNOWN, NOT_KNOWN_ALOUD = "NOT IN THE PLAN: say it from memory", "not in the plan, say it from memory"
DRILL = "THIS IS A DRILL: do not call 911 for it."
_STAY = "Stay on the line until 911 hangs up."
_DRILL_ALOUD = "This is a drill: do NOT call 911 for it."
_YOU_CALL = "911: Handbell does NOT call 911. Pick up the phone."
_YOU_CALL_ALOUD = "Handbell does not call 911: pick up the phone and dial it."
_DRILL_TITLE = "911: a DRILL. Do NOT call 911 for it; Handbell does not either."
_NO_FACTS = f"{_YOU_CALL_ALOUD} The address has not come from the box yet: say it from memory."


@dataclass(frozen=True, slots=True)
class Row:
    """One thing a dispatcher asks for. `name` and `words` stand on a screen. `aloud` are sentences; none where others say it already."""

    name: str
    words: str
    aloud: tuple[str, ...]


def title(call: CallCard | None) -> str:
    """What heads the card on a screen."""
    return _DRILL_TITLE if call and call.drill else _YOU_CALL


def over_title(call: CallCard) -> str:
    """What heads it once the call is over."""
    return f"911: call {call.number} is NOT OPEN any more. Handbell does NOT call 911."


def to_say(facts: PlanFacts, call: CallCard | None) -> str:
    """What to say first, to be read from a screen. Without a call a person says what is needed."""
    return f'"This is {facts.building}, {facts.address}. {in_place(call) if call else "We need ..."}" {_STAY}'


def rows(facts: PlanFacts, call: CallCard | None, passed_ms: int) -> tuple[Row, ...]:
    """In the order a dispatcher asks: where, from which number, what. Of one call, or of the building alone.

    The room as the phone system names it stands with the room. What the plan says of the inside of the room stands last: it is for
    whoever goes in, sent by this desk or by 911.
    """
    place = (_place(call),) if call else ()
    asked = (_what(call), _since(call, passed_ms), *_inside(facts, call)) if call else ()
    return (
        _row("Address", "Address", facts.address),
        Row("Building", facts.building or NOT_KNOWN, ()),
        *place,
        _row("Call back", "Number to call back", facts.phone),
        *asked,
    )


def spoken(facts: PlanFacts | None, call: CallCard | None, passed_ms: int) -> list[str]:
    """The whole card in sentences to read out."""
    drill = [_DRILL_ALOUD] if call and call.drill else []
    if facts is None:
        return [*drill, _NO_FACTS]
    asked = [sentence for row in rows(facts, call, passed_ms) for sentence in row.aloud]
    return [*drill, _YOU_CALL_ALOUD, f"Say: {_to_say_aloud(facts, call)}", *asked, _STAY]


def _to_say_aloud(facts: PlanFacts, call: CallCard | None) -> str:
    """The same to be heard: what the plan does not say is said to be missing."""
    return (
        f"This is {facts.building}, {facts.address or NOT_KNOWN_ALOUD}. {in_place(call) if call else 'We need help.'}"
    )


def _row(name: str, name_aloud: str, words: str) -> Row:
    return Row(name, words or NOT_KNOWN, (f"{name_aloud}: {words or NOT_KNOWN_ALOUD}.",))


def _place(call: CallCard) -> Row:
    """The room, or a place that is no room of the plan, with its floor; and how the phone system names it, where the plan says so."""
    name = "Where" if call.room is None else "Room"
    place = ", ".join(words for words in (call.room_name, floor_words(call)) if words)
    phone = f"the phone there shows: {call.phone_name}" if call.phone_name else ""
    both = ", ".join(words for words in (place, phone) if words)
    aloud = (f"{name}: {place}.", *((f"{phone[:1].upper()}{phone[1:]}.",) if phone else ()))
    return Row(name, both or NOT_KNOWN, aloud)


def _inside(facts: PlanFacts, call: CallCard) -> tuple[Row, ...]:
    return tuple(
        Row(head, note, (f"{aloud}: {note.rstrip('.')}.",)) for head, aloud, note in note_rows(facts.rooms, call.room)
    )


def _what(call: CallCard) -> Row:
    words = KINDS[call.kind]
    return Row("What", f"{words.shape} {words.title}: {words.sentence.lower()}", ())


def _since(call: CallCard, passed_ms: int) -> Row:
    open_ms = call.age_ms + passed_ms
    aloud = f"{call_spoken(call)}, {kind_words(call.kind)}, is open for {in_words(open_ms)}."
    return Row("Since", f"{span(open_ms)} (call {call.number})", (aloud,))
