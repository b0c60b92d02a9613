"""Names calls, tap-outs and people who go, as every console says them. Pure."""

from dataclasses import dataclass

from appliance.api.board.calls import BreaksLine, CallCard, TapOutLine
from appliance.api.board.responder_view import AND
from appliance.core.calls.titles import WAITS_TOO_LONG
from appliance.core.ground.words import Stage
from appliance.plan.model import Kind, Role
from appliance.words.kinds import KINDS
from appliance.words.roles import ROLES
from appliance.words.times import ago


@dataclass(frozen=True, slots=True)
class Stands:
    """How a tap-out stands: in a list behind the room, and as a sentence that is read out. `{cover}` goes, and it is `{waiting}`."""

    line: str
    sentence: str


_COVER = "asks for a short break or cover"
TAP_OUTS = {
    Stage.CALLED: Stands("asks for cover, {waiting}", f"{_COVER.capitalize()}."),
    Stage.ACKNOWLEDGED: Stands("asks for cover, nobody goes yet, {waiting}", "Somebody has it. Nobody goes yet."),
    Stage.DISPATCHED: Stands("asks for cover, {cover} is asked, {waiting}", "Asked to cover: {cover}."),
    Stage.CONFIRMED: Stands("asks for cover, {cover} goes, {waiting}", "Going to cover: {cover}."),
    Stage.ON_SCENE: Stands("is covered by {cover}, the educator is out", "Covered by {cover}. The educator is out."),
    Stage.STOOD_DOWN: Stands("is over", "Over."),
}


def tap_out_words(line: TapOutLine, passed_ms: int) -> str:
    """A tap-out as a sentence: `Room 12 asks for cover, waiting 3 min`. Says nothing of who asked."""
    cover = going_words(line.cover) or "somebody"
    waiting = f"waiting {ago(line.age_ms + passed_ms)}"
    marks = (
        (WAITS_TOO_LONG[line.overdue] if line.overdue else "", line.overdue is not None),
        ("asked again", line.asks and line.presses > 1),
        ("UNRECORDED", not line.recorded),
        ("cannot be told", not line.two_way),
        (f"NOT DELIVERED{' (same zone)' if line.own_zone else ''}", line.lamp == "not-delivered"),
    )
    said = [TAP_OUTS[line.stage].line.format(cover=cover, waiting=waiting), *(words for words, true in marks if true)]
    return f"{'DRILL ' if line.drill else ''}{line.room_name} {', '.join(said)}"


def breaks_words(line: BreaksLine | None, characters_max: int = 0) -> str:
    """What the plan says of cover and of spaces, in a few sentences; nothing where it says nothing.

    With `characters_max` it names only as many spaces as that leaves room for, and counts the others: but one is always named.
    """
    if line is None:
        return ""
    who = f"by {' or '.join(ROLES[each].noun for each in line.covers)}, " if line.covers else ""
    cover = f"Cover: {who}expected within {line.cover_within_min} min."
    for named in range(len(line.spaces), 1, -1):
        says = f"{cover}{_spaces(line, named)}"
        if not characters_max or len(says) <= characters_max:
            return says
    return f"{cover}{_spaces(line, 1)}"


def _spaces(line: BreaksLine, named_max: int) -> str:
    """Name so many spaces of each kind: those that can be used, and those that cannot because of a call."""
    usable = [each for each in line.spaces if not each.call_open]
    closed = [each.name for each in line.spaces if each.call_open]
    places = sum(each.places for each in usable)
    named = "; ".join(f"{each.name} ({each.places}, in sight: {each.adult})" for each in usable[:named_max])
    more = f"; and {len(usable) - named_max} more in the plan" if len(usable) > named_max else ""
    least = "at least " if line.places_free else ""
    free = f" To recalibrate: {named}{more}. Free: {least}{line.places_free} of {places}." if usable else ""
    others = f" Nor {len(closed) - named_max} more." if len(closed) > named_max else ""
    return f"{free}{''.join(f' Not {each}: a call is open there.' for each in closed[:named_max])}{others}"


def going_words(going: str) -> str:
    """Who goes: a role in plain words, a name as it is; several with a plus between, as the box gives them."""
    return AND.join(ROLES[Role(who)].title.lower() if who in ROLES else who for who in going.split(AND))


def all_of(names: tuple[str, ...]) -> str:
    """Several as they are said: `Ana Ortiz and security`."""
    return " and ".join(map(going_words, names))


def who_saw(call: CallCard | None) -> str:
    """Asked when a call is stood down."""
    return f"Who saw the {'place' if call and call.room is None else 'room'} with their own eyes"


def in_place(call: CallCard) -> str:
    """What is asked for and where, for a sentence that is read out: nobody is "in place unknown"."""
    what = KINDS[call.kind].sentence
    if call.duty:
        return f"{what}. Where exactly is not known: the call came from the pendant of {call.room_name}."
    return f"{what}. Where: {call.room_name}." if call.room is None else f"{what}, in {call.room_name}."


def call_named(call: CallCard) -> str:
    """A call as people name it: `Room B204 (call 12, EMERGENCY)`, practice marked."""
    return f"{call.room_name} ({'DRILL ' if call.drill else ''}call {call.number}, {KINDS[call.kind].title})"


def call_spoken(call: CallCard) -> str:
    """The same in a sentence that is read out: `Call 3, Room B204`."""
    return f"{'Drill call' if call.drill else 'Call'} {call.number}, {call.room_name}"


def asks_for(kind: Kind) -> str:
    """What a room wants, as a sentence goes on after its name."""
    return _COVER if kind is Kind.TAP_OUT else "needs help"
