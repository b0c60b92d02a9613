"""What is done about a tap-out: who covers, the educator is out, still out or back, no cover is needed, or it is a call. Pure.

No reason is ever asked for, and nothing here says who asked.
"""

from collections.abc import Callable

from appliance.api.board.calls import TapOutLine
from appliance.core.calls.commands import Arrive, AssignCover, ConfirmAllRight, NoteSeclusion, StandDown, Upgrade
from appliance.core.calls.titles import COVER_BY_RADIO
from appliance.core.calls.titles import NO_BREAK as NO_BREAK_WORDS
from appliance.core.ground.words import Outcome, Stage
from appliance.flows.calls.dispatch import whom
from appliance.flows.flow import Flow, GoOn
from appliance.flows.known import Known
from appliance.flows.known_by import known_ways
from appliance.flows.naming import breaks_words, going_words, tap_out_words
from appliance.flows.parts import Given, Option, Part, about, about_nothing, nobody_known
from appliance.flows.practice.real import MAKE_REAL
from appliance.flows.rooms import COLUMN, LABEL, rooms
from appliance.plan.model import Kind

NOBODY_ASKS = "Nobody asks for a break or cover."
PLANNED_CHARACTERS_MAX = 300
"""Ours: five lines of a screen of 80 columns and 24 lines, which leaves room for the choices. The plain console says all of it."""
_SOMEBODY_ELSE = ""
_NO_COVER_YET = frozenset({Stage.CALLED, Stage.ACKNOWLEDGED, Stage.DISPATCHED})


def covers(given: Given) -> tuple[Option, ...]:
    """By radio first, then somebody whose name is typed, then every role and everybody on duty."""
    return (*_unplanned(), *whom(given))


def _unplanned() -> tuple[Option, ...]:
    return (
        Option(
            COVER_BY_RADIO,
            "somebody who answered by radio or phone",
            ("by radio", "radio", "by phone", "phone"),
            first=True,
            line="Somebody answered by radio or phone, I heard it",
        ),
        Option(
            _SOMEBODY_ELSE,
            "somebody else, whose name you type",
            ("somebody else", "else"),
            first=True,
            line="Somebody else: type who",
        ),
    )


def _cover(given: Given) -> AssignCover:
    meant = given.parts["whom"]
    if isinstance(meant, str):
        return AssignCover(incident=given.incident, cover=meant or given.parts["name"])
    role, person = meant
    return AssignCover(incident=given.incident, role=role, person=person)


def _is_chosen(given: Given) -> bool:
    return bool(given.parts["whom"] != _SOMEBODY_ELSE)


def _covering(given: Given) -> str:
    return going_words(given.tap_out.cover) if given.tap_out else ""  # also asked of words that may be about a call


def _line(given: Given) -> TapOutLine:
    assert given.tap_out is not None, "such an act is about a tap-out"
    return given.tap_out


COVER = Flow(
    "cover",
    _cover,
    (
        Part("whom", "Who said that they go and cover? A role, or a name.", covers, names=nobody_known),
        Part(
            "name",
            "What is the name of whoever goes?",
            skipped=_is_chosen,
            names=nobody_known,
            title=lambda given: f"WHO COVERS {_line(given).room_name}",
            label=lambda _: "Who has said that they go:",
            enter="writes it down",
        ),
    ),
)
OUT = Flow(
    "out",
    lambda given: Arrive(incident=given.incident, responder=given.parts["who"]),
    (Part("who", "Who covers the room?", offer=_covering, assumed=True, names=nobody_known),),
)
STILL_OUT = Flow("still out", lambda given: ConfirmAllRight(incident=given.incident))
BACK = Flow("back", lambda given: StandDown(incident=given.incident, outcome=Outcome.COVERED, saw_room=""))
NOT_NEEDED = Flow(
    "not needed", lambda given: StandDown(incident=given.incident, outcome=Outcome.NO_HELP_NEEDED, saw_room="")
)


def over(line: TapOutLine) -> Flow[StandDown]:
    """Give the act that ends this tap-out."""
    return BACK if line.stage is Stage.ON_SCENE else NOT_NEEDED


def _titled(asks: str) -> Callable[[Given], str]:
    return lambda _: f"NO BREAK, so seclusion: {asks}"


TO_CALL = Flow("to call", lambda given: Upgrade(incident=given.incident, kind=Kind.ASSIST))


def _no_break(given: Given) -> NoteSeclusion | str:
    if given.tap_out is not None and given.tap_out.drill:
        return "This tap-out is practice, so no record is begun from it. Make it real first, or begin a record."
    return NoteSeclusion(
        room=given.parts["room"], why=given.parts["why"], known_by=given.parts["known"], ago_s=given.parts["when"]
    )


def _rooms(given: Given) -> tuple[Option, ...]:
    """Offer the spaces of the plan first, then every other room."""
    breaks = given.known.view.breaks if given.known.view else None
    spaces = {each.room for each in breaks.spaces} if breaks else set()
    return tuple(sorted(rooms(given), key=lambda each: each.value not in spaces))


def _reasons(given: Given) -> tuple[Option, ...]:
    del given
    return tuple(
        Option(why, says, (says, why.value.replace("-", " ")), line=f"{says[:1].upper()}{says[1:]}")
        for why, says in NO_BREAK_WORDS.items()
    )


def _times(given: Given) -> tuple[Option, ...]:
    """Minutes are near enough: the record asks when it began, and takes another time."""
    del given
    ago = ((0, "just now"), (10, "10 minutes ago"), (30, "30 minutes ago"), (60, "an hour ago"))
    return (
        *(Option(minutes * 60, says, (says,), line=f"It began {says}") for minutes, says in ago),
        Option(
            None, "nobody knows", ("nobody knows", "earlier", "not known"), line="It was earlier, or nobody knows when"
        ),
    )


NO_BREAK = Flow(
    "no break",
    _no_break,
    (
        Part("why", "A break is chosen, the door is never held, and an adult is in sight. What was not so?", _reasons),
        Part(
            "room",
            "In which room was it? Type its name, or part of it.",
            _rooms,
            title=_titled("in which room was it?"),
            label=lambda _: LABEL,
            narrows=True,
            column=COLUMN,
        ),
        Part("when", "When did it begin?", _times, title=_titled("when did it begin?")),
        Part("known", "How did it become known?", known_ways, title=_titled("how is it known?")),
    ),
    done="Its record is open, as seclusion. Fill it in: what is owed follows from it.",
    title=_titled("what was not so?"),
)


# ---- from lists: the likely next act is always the first, so that one digit does it


def _answers(given: Given) -> tuple[Option, ...]:
    """What can be done while nobody goes yet: who covers, or that nobody has to."""
    return (
        *map(_covers, _unplanned()),
        *_ways_out(),
        *map(_covers, whom(given)),
        _no_break_at_all(),
        *_real(_line(given)),
    )


def _next_acts(given: Given) -> tuple[Option, ...]:
    """What can be done once somebody goes."""
    line = _line(given)
    out = Option(GoOn(OUT, {"who": line.cover}), "Cover is in the room, the educator is out")
    back = _leads(BACK, "The educator is back"), _leads(STILL_OUT, "Still out, and all is well")
    likely = back if line.stage is Stage.ON_SCENE else (out,)
    return (*likely, _leads(WHO_COVERS, "Somebody else covers"), *_ways_out(), _no_break_at_all(), *_real(line))


def _covers(option: Option) -> Option:
    return Option(GoOn(COVER, {"whom": option.value}), option.shown)


def _leads(flow: Flow[object], says: str) -> Option:
    return Option(GoOn(flow), says)


def _ways_out() -> tuple[Option, ...]:
    """What may become of it at any time."""
    return _leads(NOT_NEEDED, "No cover needed any more"), _leads(TO_CALL, "It is a call: the room needs help")


def _no_break_at_all() -> Option:
    """Below all others, so that it moves none of them from its digit."""
    return _leads(NO_BREAK, "A student's break was NO BREAK: door held, not chosen, or out of sight")


def _real(line: TapOutLine) -> tuple[Option, ...]:
    """Last of all, so that a drill moves no other choice from its digit: nothing takes this one back."""
    return (_leads(MAKE_REAL, "It is REAL, no practice"),) if line.drill else ()


def _chosen(given: Given) -> GoOn:
    act: GoOn = given.parts["act"]
    return act


def _headed(heading: str) -> Callable[[Given], str]:
    return lambda given: f"{heading}: {tap_out_words(_line(given), given.known.passed_ms)}"


def _planned(given: Given) -> str:
    """What the plan says of cover and of spaces, as far as there is room for it above the choices."""
    return breaks_words(given.known.view.breaks if given.known.view else None, PLANNED_CHARACTERS_MAX)


WHO_COVERS = Flow(
    "who covers", _chosen, (Part("act", "Who covers?", _answers),), title=_headed("WHO COVERS"), reads=_planned
)
WHAT_NEXT = Flow(
    "what next", _chosen, (Part("act", "What comes next?", _next_acts),), title=_headed("TAP-OUT"), reads=_planned
)


def _open_ones(given: Given) -> tuple[Option, ...]:
    """Every tap-out; those that wait for somebody first."""
    lines = given.known.view.tap_outs if given.known.view else ()
    return tuple(
        Option(GoOn(next_for(line), line=line), tap_out_words(line, given.known.passed_ms))
        for line in sorted(lines, key=lambda each: not each.asks)
    )


WHICH = Flow(
    "which tap-out", _chosen, (Part("act", "Which room?", _open_ones),), title=lambda _: "TAP-OUTS: which room"
)


def next_for(line: TapOutLine) -> Flow[GoOn]:
    """Give what is asked next about one tap-out."""
    return WHO_COVERS if line.stage in _NO_COVER_YET else WHAT_NEXT


def begin(known: Known) -> tuple[Flow[GoOn], Given]:
    """Begin with the only tap-out at once; with the question which one is meant, where there are several."""
    lines = known.view.tap_outs if known.view else ()
    return (next_for(lines[0]), about(known, lines[0])) if len(lines) == 1 else (WHICH, about_nothing(known))
