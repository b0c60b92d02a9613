"""Every word and shape the console shows for kinds, stages, outcomes and spans of time. Pure; knows no screen and no clock."""

from datetime import datetime, tzinfo

from appliance.api import access
from appliance.api.board.calls import CallCard, TapOutLine
from appliance.api.board.responder_view import AND
from appliance.api.contents import Content
from appliance.core.ground.words import Answer, Awaited, Outcome, Stage
from appliance.plan.model import Kind, Role

SHAPES = {Kind.EMERGENCY: "▲", Kind.MEDICAL: "+", Kind.ASSIST: "■", Kind.TAP_OUT: "○"}
"""A shape for each kind, so that nobody depends on colour. All four exist in the fonts of a Linux text console (CP437)."""

KINDS = {Kind.EMERGENCY: "EMERGENCY", Kind.MEDICAL: "MEDICAL", Kind.ASSIST: "ASSIST", Kind.TAP_OUT: "TAP-OUT"}

KIND_SENTENCES = {
    Kind.EMERGENCY: "Somebody may be hurt or in danger now",
    Kind.MEDICAL: "Somebody is ill or injured",
    Kind.ASSIST: "The room needs another adult soon",
    Kind.TAP_OUT: "The educator needs a short break or cover",
}

STAGES = {
    Stage.CALLED: "NOBODY HAS IT YET",
    Stage.ACKNOWLEDGED: "Seen, NOBODY SENT YET",
    Stage.DISPATCHED: "Sent, not confirmed",
    Stage.CONFIRMED: "On the way",
    Stage.ON_SCENE: "On scene",
    Stage.STOOD_DOWN: "Stood down",
}

NOBODY_ANY_MORE = "NOBODY HAS IT ANY MORE"
"""What stands for a call that somebody had, and sent nobody to in time."""

STANDINGS = {
    Stage.CALLED: "Nobody has it",
    Stage.ACKNOWLEDGED: "Nobody sent",
    Stage.DISPATCHED: "Sent",
    Stage.CONFIRMED: "On the way",
    Stage.ON_SCENE: "On scene",
    Stage.STOOD_DOWN: "Stood down",
}
"""How a call stands, short enough for letters to be read across a room."""

OVERDUE = {
    Awaited.CONFIRMATION: "NOBODY CONFIRMED",
    Awaited.ARRIVAL: "NOBODY ARRIVED",
    Awaited.ALL_RIGHT: "NOT HEARD FROM",
}

DUE = {
    "acknowledge": "answer due",
    "next-step": "more people told",
    "tell-again": "everyone told again",
    "dispatch": "send help",
    "confirm": "confirmation due",
    "arrive": "arrival due",
    "all-right": "ask if all right",
}
"""The box's words for the next deadline of a call (`appliance.core.calls.raising.stages`, `due_what`), before "in 0:30"."""

LAMPS = {
    "on-the-way": "on the way",
    "not-delivered": "NOT DELIVERED",
    "dark": "nothing (lockdown: lamps are dark)",
}
"""What the caller's lamp says, where the box's own word reads badly."""

ROLES = {
    Role.LEAD: "Team lead",
    Role.SECURITY: "Security",
    Role.MENTAL_HEALTH: "Mental health",
    Role.NURSE: "Nurse",
    Role.ADMINISTRATOR: "Administrator",
    Role.OFFICE: "Office",
    Role.TEACHER: "Teacher",
    Role.POINT_OF_CONTACT: "Point of contact",
    Role.HUMAN_RESOURCES: "Human resources",
    Role.SPECIAL_EDUCATION: "Special education",
    Role.SCHOOL_RESOURCE_OFFICER: "School resource officer",
    Role.AUDITOR: "Auditor",
    Role.SYSTEM_ADMINISTRATOR: "System administrator",
}

_OPENED = {"names": Content.NAMES, "notes": Content.NOTES}

PAIRS = ((Role.SECURITY, Role.MENTAL_HEALTH), (Role.LEAD, Role.MENTAL_HEALTH))
"""Co-responder pairs to choose from: somebody for safety with somebody for care, and the lead in place of security where nobody is
in danger. Two, so that they stand in sight below the six roles on 24 lines, each with its digit. Ours."""

OUTCOMES = {
    Outcome.ATTENDED: "Attended: somebody went and helped",
    Outcome.NO_HELP_NEEDED: "No help needed when they got there",
    Outcome.NOT_ATTENDED: "Not attended: nobody went",
    Outcome.TEST: "Test: arranged with this desk beforehand",
}
"""What a person may choose at a desk. A drill ends through its own key, never by relabelling a call."""

ANSWERS = {
    Answer.BY_RADIO: "Answered by radio or phone, I heard it",
    Answer.OWN_REPLY: "Told me in person",
}

COVER_BY_RADIO = "somebody on the radio"
"""What stands for the name of cover nobody knows by name, in the record too: it has to read as a name in every sentence."""

WAITS_TOO_LONG = {
    Awaited.COVER: "WAITING TOO LONG",
    Awaited.CONFIRMATION: "NOBODY SAID THAT THEY GO",
    Awaited.ARRIVAL: "NOT THERE YET",
    Awaited.ALL_RIGHT: "OUT FOR LONG",
}
"""What a tap-out asks again for."""


def opened(roles: tuple[Role, ...]) -> str:
    """What a PIN shows on the board to somebody of these roles: `names and notes`, `names`, or nothing."""
    contents = access.proven(roles).contents
    return " and ".join(what for what, each in _OPENED.items() if each in contents)


def tap_out_words(line: TapOutLine, passed_ms: int) -> str:
    """A tap-out as a sentence: `Room 12 asks for cover, waiting 3 min`. Says nothing of who asked."""
    cover = going_words(line.cover) or "somebody"
    waiting = f"waiting {ago(line.age_ms + passed_ms)}"
    stands = {
        Stage.CALLED: f"asks for cover, {waiting}",
        Stage.ACKNOWLEDGED: f"asks for cover, nobody goes yet, {waiting}",
        Stage.DISPATCHED: f"asks for cover, {cover} is asked, {waiting}",
        Stage.CONFIRMED: f"asks for cover, {cover} goes, {waiting}",
        Stage.ON_SCENE: f"is covered by {cover}, the educator is out",
        Stage.STOOD_DOWN: "is over",
    }
    marks = (
        (WAITS_TOO_LONG[line.overdue] if line.overdue else "", line.overdue is not None),
        ("asked again", line.asks and line.presses > 1),
        ("UNRECORDED", not line.recorded),
        ("cannot be told", not line.two_way),
        (f"NOT DELIVERED{' (same zone)' if line.own_zone else ''}", line.lamp == "not-delivered"),
    )
    said = [stands[line.stage], *(words for words, true in marks if true)]
    return f"{'DRILL ' if line.drill else ''}{line.room_name} {', '.join(said)}"


def going_words(going: str) -> str:
    """Who goes: a role in plain words, a name as it is; several with a plus between, as the box gives them."""
    return AND.join(ROLES[Role(who)].lower() if who in ROLES else who for who in going.split(AND))


def who_saw(call: CallCard | None) -> str:
    """Asked when a call is stood down."""
    return f"Who saw the {'place' if call and call.room is None else 'room'} with their own eyes"


def in_place(call: CallCard) -> str:
    """What is asked for and where, for a sentence that is read out: nobody is "in place unknown"."""
    what = KIND_SENTENCES[call.kind]
    if call.duty:
        return f"{what}. Where exactly is not known: the call came from the pendant of {call.room_name}."
    return f"{what}. Where: {call.room_name}." if call.room is None else f"{what}, in {call.room_name}."


def all_of(names: tuple[str, ...]) -> str:
    """Several as they are said: `Ana Ortiz and security`."""
    return " and ".join(map(going_words, names))


def kind_choice_words(kind: Kind) -> str:
    """A kind as one line of a list."""
    return f"{SHAPES[kind]} {KINDS[kind]:<10} {KIND_SENTENCES[kind]}"


def call_named(call: CallCard) -> str:
    """A call as people name it: `Room B204 (call 12, EMERGENCY)`, practice marked."""
    return f"{call.room_name} ({'DRILL ' if call.drill else ''}call {call.number}, {KINDS[call.kind]})"


def span(milliseconds: int) -> str:
    """A length of time to read at a glance: `0:07`, `12:40`, `1:02:03`; never negative."""
    seconds = max(milliseconds, 0) // 1000
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def ago(milliseconds: int) -> str:
    """A length of time in words, for what need not be exact: `12 s`, `4 min`, `3 h`, `2 days`."""
    seconds = max(milliseconds, 0) // 1000
    for from_s, unit_s, word in ((172_800, 86_400, "days"), (7200, 3600, "h"), (120, 60, "min")):
        if seconds >= from_s:
            return f"{seconds // unit_s} {word}"
    return f"{seconds} s"


def time_of_day(wall_ms: int, zone: tzinfo) -> str:
    """Hours, minutes and seconds as the box's wall clock has them, in the building's timezone."""
    return datetime.fromtimestamp(wall_ms / 1000, zone).strftime("%H:%M:%S")


def clock(wall_ms: int, zone: tzinfo) -> str:
    """`08:14`, as it is written into a report."""
    return datetime.fromtimestamp(wall_ms / 1000, zone).strftime("%H:%M")


def date_of(wall_ms: int, zone: tzinfo) -> str:
    """`Nov 28`, for what may be of another day."""
    return datetime.fromtimestamp(wall_ms / 1000, zone).strftime("%b %-d")


def hour(wall_ms: int, zone: tzinfo) -> str:
    """`7:42`, for what need not be exact."""
    return datetime.fromtimestamp(wall_ms / 1000, zone).strftime("%-H:%M")


def count(number: int, one: str, many: str) -> str:
    """`1 call`, `3 calls`."""
    return f"{number} {one if number == 1 else many}"
