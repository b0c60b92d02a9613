"""How the plain console says a call, and what to do about it. Pure; knows no screen and no clock."""

from collections.abc import Iterable
from datetime import tzinfo

from appliance.api.board.calls import CallCard, TapOutLine
from appliance.core.calls.titles import DUE, LAMPS
from appliance.core.ground.words import Awaited, Stage
from appliance.flows.calls.callers import caller_sentence, place_named, place_sentence
from appliance.flows.calls.hand_over import known
from appliance.flows.calls.messages import in_sentences
from appliance.flows.calls.pressed import cannot_be_told, first_heard
from appliance.flows.calls.responders import several
from appliance.flows.naming import all_of, asks_for, call_spoken, going_words
from appliance.plan.ids import DeskId
from appliance.plan.model import Kind
from appliance.words.kinds import kind_words
from appliance.words.times import in_words
from tui.board.faces import does_not_count
from tui.board.slips import name_words

LATE_MS = 2000
"""As on the cards: a press heard within two seconds is worth no word."""

OVERDUE = {
    Awaited.CONFIRMATION: "Nobody has confirmed that they are going.",
    Awaited.ARRIVAL: "Nobody has arrived yet.",
    Awaited.ALL_RIGHT: "Nobody has asked lately whether all is right there.",
}


NOT_TOLD = "somebody whose name is not told here"


def opened(call: CallCard) -> str:
    """A call nobody here has been told of."""
    undelivered = f" {not_delivered(call)}" if not_delivered(call) else ""
    return (
        f"{'Drill call' if call.drill else 'Call'} {call.number}: {call.room_name} {_asks(call.kind)}. "
        f"{standing(call)}{caller_sentence(call)}{place_sentence(call)}{_pressed(call)}{cannot_be_told(call)}{undelivered}"
        f"{what_to_type(call)}{where_to_type(call)}"
    )


def standing(call: CallCard) -> str:
    """How far help has come; of several who were sent, each."""
    if several(call):
        return f"{_each(call)}."
    match call.stage:
        case Stage.CALLED:
            return _nobody(call)
        case Stage.ACKNOWLEDGED:
            return f"{holder(call)} has it. Nobody is sent yet."
        case Stage.DISPATCHED:
            return f"Sent: {goes(call)}. Not confirmed yet."
        case Stage.CONFIRMED:
            return f"On the way: {goes(call)}."
        case Stage.ON_SCENE:
            return f"On scene: {goes(call)}."
        case _:
            return "Stood down."


def _nobody(call: CallCard) -> str:
    if call.lapsed_ago_ms is None:
        return "Nobody has it."
    return f"Nobody has it any more: it was taken {in_words(call.lapsed_ago_ms)} ago, and nobody was sent."


def overdue(call: CallCard) -> str:
    """What should have happened by now; empty where nothing is overdue."""
    if call.overdue is None:
        return ""
    lapsed_ms = call.lapsed_ago_ms
    return (
        f"{'' if lapsed_ms is None else f'Help sent {in_words(lapsed_ms)} ago did not answer. '}{OVERDUE[call.overdue]}"
    )


def _each(call: CallCard) -> str:
    """The furthest first, and last whoever has said nothing."""
    said = {Stage.ON_SCENE: "On scene", Stage.CONFIRMED: "On the way", Stage.DISPATCHED: "Sent, not confirmed yet"}
    names = {stage: tuple(line.who for line in call.sent if line.stage is stage) for stage in said}
    return ". ".join(f"{words}: {_said(names[stage])}" for stage, words in said.items() if names[stage])


def _said(names: tuple[str, ...]) -> str:
    return all_of(tuple(name or NOT_TOLD for name in names))


def holder(call: CallCard) -> str:
    """Who has a call."""
    return call.acknowledged_by or "Somebody"


def goes(call: CallCard) -> str:
    """Who goes, as far as it is told here."""
    return going_words(call.going) or NOT_TOLD


def what_to_type(call: CallCard) -> str:
    """What to type to take the call, if it rings."""
    if call.ringing and call.rings_here:
        return f" Type: have {call.number}"
    return " It rings at another desk." if call.ringing else ""


def where_to_type(call: CallCard) -> str:
    """What to type to say where a call is of which nobody knows it. It stands behind what takes the call."""
    known = call.room is not None or call.located
    if known or not call.may_locate or call.caller is None:
        return ""
    ends = "." if call.ringing and call.rings_here else ""
    return f"{ends} When you know where it is, type: where {call.number} ROOM"


def name_owed(line: CallCard | TapOutLine, desk: DeskId | None, passed_ms: int) -> str:
    """That this desk owes a name there, and what to type; empty where it owes none."""
    owed = name_words(line.names_owed, desk, passed_ms)
    if owed is None:
        return ""
    return f"A name is {'overdue' if owed.late else 'owed'}. Type: name {line.number}"


def not_delivered(call: CallCard) -> str:
    """What the caller reads from a button that nobody has answered for, and what to do; empty where it says otherwise."""
    if call.lamp != "not-delivered":
        return ""
    return f"The caller's button says: not delivered. Phone or walk there.{near_by(call)}"


def near_by(call: CallCard) -> str:
    """Why that is so although this desk shows the call."""
    return " This desk is in the same zone and does not count." if does_not_count(call) else ""


def in_a_breath(calls: Iterable[CallCard]) -> str:
    """Many calls as briefly as each can be said and still be answered: `3 Room B204 (assist), 4 gym (medical)`."""
    return ", ".join(f"{call.number} {place_named(call)} ({kind_words(call.kind)})" for call in calls)


def whole(call: CallCard, desk: DeskId | None, passed_ms: int, zone: tzinfo) -> str:
    """Everything the board shows of a call at a desk, `passed_ms` after the board came."""
    owed = name_owed(call, desk, passed_ms)
    late = f"{overdue(call)} " if call.overdue else ""
    held = " The button was held on." if call.holds else ""
    handed = f" {known(call, zone)}" if call.handed else ""
    told = f" {in_sentences(call, passed_ms)}" if call.messages else ""
    again = (
        f"{held} {'Called' if call.caller else 'Pressed'} {call.times_pressed} times."
        if call.times_pressed > 1
        else held
    )
    return (
        f"{call_spoken(call)}: {kind_words(call.kind)}, open for {in_words(call.age_ms + passed_ms)}. {late}{standing(call)}"
        f"{caller_sentence(call)}{place_sentence(call)}{again}{_pressed(call)} {_awaited(call, passed_ms)}{_caller(call)}{_where(call)}"
        f"{'' if call.recorded else ' Not yet recorded.'}{handed}{told}{f' {owed}' if owed else ''}{what_to_type(call)}"
        f"{where_to_type(call)}"
    )


def _asks(kind: Kind) -> str:
    return f"{asks_for(kind)}: {kind_words(kind)}"


def _pressed(call: CallCard) -> str:
    if call.pressed_ago_ms is None:
        return f" Nobody knows when it was {'sent' if call.caller else 'pressed'}."
    late = call.pressed_ago_ms >= LATE_MS
    return (
        f" It was {'called' if call.caller else 'pressed'} {in_words(call.pressed_ago_ms)} before it was heard."
        if late
        else ""
    )


def _awaited(call: CallCard, passed_ms: int) -> str:
    awaited = DUE.get(call.deadline_what, call.deadline_what.replace("-", " "))
    return f"Next: {awaited} in {in_words(call.deadline_in_ms - passed_ms)}."


def _caller(call: CallCard) -> str:
    if call.heard_by:
        heard = f" {first_heard(call).capitalize()}." if call.hop else ""
        return f"{cannot_be_told(call)}{heard}"
    if call.room is None:
        return " No button is there."
    if not call.two_way:
        return cannot_be_told(call)
    return f" The caller's button shows: {LAMPS.get(call.lamp, call.lamp).lower()}.{near_by(call)}"


def _where(call: CallCard) -> str:
    floor = f" Floor: {call.floor}." if call.floor else ""
    whose = "the room near it" if call.room is None else "the room"
    return f"{floor} The phone system calls {whose} {call.phone_name}." if call.phone_name else floor
