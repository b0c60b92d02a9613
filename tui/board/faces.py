"""How a board reads: each call and banner turned into the words to paint. Pure; knows neither colour nor width."""

import enum
from dataclasses import dataclass

from appliance.api.board.board import BoardView
from appliance.api.board.calls import CallCard
from appliance.api.board.practice import WalkTestLine
from appliance.core.calls.titles import DUE, LAMPS, NOBODY_ANY_MORE, OVERDUE, STAGES, STANDINGS
from appliance.core.ground.handed import State
from appliance.core.ground.words import Stage
from appliance.flows.box.power import dark_soon
from appliance.flows.box.recording import NOT_RECORDING
from appliance.flows.building.clear_words import banner as clear_banner
from appliance.flows.building.families import POINTED_TO, POINTS
from appliance.flows.building.standing import IN_DANGER, check_in_words, in_a_lockdown, response_banner
from appliance.flows.calls.callers import SAID_HERE, also_there, caller_mark, place_in_short, place_known, place_named
from appliance.flows.calls.hand_over import known, mark, newest
from appliance.flows.calls.messages import in_a_mark
from appliance.flows.calls.pressed import (
    PAGE_IN_SHORT,
    PANEL,
    PANEL_IN_SHORT,
    PENDANT_IN_SHORT,
    PHONE_IN_SHORT,
    TEXT_IN_SHORT,
    carried_by,
    first_heard,
    place_hint,
    to_press,
)
from appliance.flows.calls.responders import several, unheard
from appliance.flows.naming import going_words
from appliance.flows.practice.exercise_words import in_a_line
from appliance.flows.practice.untimed import real_too
from appliance.flows.zone import zone_at
from appliance.plan.ids import DeskId, IncidentId
from appliance.plan.model import Kind
from appliance.words.kinds import KINDS
from appliance.words.times import ago, count, span
from tui.board.keys_here import ALL_KEYS, KeysHere
from tui.keys.table import BY_ACTION


class Level(enum.StrEnum):
    """How grave a banner is. Each has its own mark, so that it reads without colour."""

    DANGER = "danger"
    WARNING = "warning"
    PRACTICE = "practice"

    @property
    def mark(self) -> str:
        """What stands before the text."""
        return {Level.DANGER: "!!", Level.WARNING: "!", Level.PRACTICE: "~"}[self]


@dataclass(frozen=True, slots=True)
class Banner:
    """One line across the screen."""

    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a response, in words, and whether it is done."""

    words: str
    done: bool


@dataclass(frozen=True, slots=True)
class CardFace:
    """One call in words. `marks` are what sets it apart (DRILL, UNRECORDED …), `due` what is awaited and when. `room_in_short` is for a
    line that has the marks too.

    `standing` is `stage` in few words, for large letters. `next_key` is the one key for it now, empty where it is not selected.
    `waits`: nobody has it, or it rings again; no view of many calls may leave it out.
    """

    incident: IncidentId
    number: int
    kind: Kind
    drill: bool
    ringing: bool
    selected: bool
    aimed: bool
    overdue: bool
    room: str
    room_in_short: str
    where: str
    headline: str
    age: str
    stage: str
    standing: str
    who: str
    due: str
    caller: str
    marks: tuple[str, ...]
    steps: tuple[Step, ...]
    next_key: str
    waits: bool
    beside: str = ""
    """What stands beside the key: who carries what was pressed, or what else may have been called; and the same on a low card."""
    beside_in_short: str = ""
    name_late: bool = False
    """Whether this desk owes a name for longer than it should; the last of the marks says so."""

    @property
    def under_keys(self) -> tuple[bool, bool]:
        """Which keys act on this call: what a person must have seen before they press one. Everything else may change meanwhile."""
        return self.selected, self.aimed


def face(
    call: CallCard, passed_ms: int, *, selected: bool, aimed: bool, practising: bool, nameless: bool = False
) -> CardFace:
    """A card `passed_ms` after its board came. `practising` marks real calls as real while a drill runs.

    `nameless` leaves out who has it and who goes, where visitors see the screen.
    """
    floor = f"floor {call.floor}" if call.floor.isdigit() else call.floor
    carried = "" if nameless else carried_by(call)
    return CardFace(
        incident=call.incident,
        number=call.number,
        kind=call.kind,
        drill=call.drill,
        ringing=call.ringing,
        selected=selected,
        aimed=aimed,
        overdue=call.overdue is not None,
        room=place_named(call, nameless=nameless),
        room_in_short=place_in_short(call),
        where=", ".join(
            part for part in (place_hint(call), floor, f"phone {call.phone_name}" if call.phone_name else "") if part
        ),
        headline=f"{KINDS[call.kind].shape} {'DRILL ' if call.drill else ''}{KINDS[call.kind].title}",
        age=span(call.age_ms + passed_ms),
        stage=_stage(call, passed_ms),
        standing=OVERDUE[call.overdue] if call.overdue else STANDINGS[call.stage],
        who="" if nameless else _who(call),
        due=_due(call, passed_ms),
        caller=_caller(call),
        marks=_marks(call, passed_ms, practising=practising, nameless=nameless),
        steps=_steps(call, nameless=nameless),
        next_key=_next_key(call, selected=selected, aimed=aimed),
        waits=waits(call),
        beside=PANEL if call.heard_by == "panel" else carried,
        beside_in_short=PANEL_IN_SHORT if call.heard_by == "panel" else carried.partition(" (")[0],
    )


def waits(call: CallCard) -> bool:
    """Whether a call is nobody's yet, or rings again."""
    return call.ringing or call.stage is Stage.CALLED


def does_not_count(call: CallCard) -> bool:
    """Whether the caller is told that nobody has it although this desk shows it: the desk stands in the room's own zone."""
    return call.own_zone and call.lamp == "not-delivered"


def banners(
    view: BoardView,
    calls: tuple[CallCard, ...],
    passed_ms: int,
    desk: DeskId | None = None,
    keys: KeysHere = ALL_KEYS,
) -> tuple[Banner, ...]:
    """What must be read before the cards: first what this desk is asked, since its key answers it; then gravest first. `keys` are those of
    the console that shows them.
    """
    here = desk if keys.has("test_press") else None
    asked = view.walk_test is not None and view.walk_test.rang is not None and view.walk_test.desk == here
    test = [_walk_test(view, view.walk_test, passed_ms, here, keys)] if view.walk_test else []
    found: list[Banner] = test if asked else []
    alone = [call for call in calls if call.exhausted and call.ringing]
    nobodys = [call for call in alone if call.stage is Stage.CALLED]
    if nobodys:
        found.append(Banner(Level.DANGER, f"NOT DELIVERED: {_to_do_about(nobodys)}"))
    late = [call.room_name for call in alone if call.stage is not Stage.CALLED]
    if late:
        found.append(Banner(Level.DANGER, f"NOBODY ANSWERS, and help is overdue: {', '.join(late)}"))
    if handed := newest(calls):
        found.append(_handed(view, handed))
    if not view.recording:
        found.append(Banner(Level.DANGER, NOT_RECORDING))
    if dark := dark_soon(view, passed_ms):
        found.append(Banner(Level.DANGER, dark))
    found += _of_the_building(view, passed_ms, keys)
    if view.drill:
        rooms = count(len(view.drill.rooms), "room", "rooms")
        left = span(view.drill.ends_in_ms - passed_ms)
        found.append(
            Banner(Level.PRACTICE, f"DRILL {view.drill.name}: {rooms}, ends in {left}. Any other call is REAL.")
        )
        if real := real_too(view.drill.untimed):
            found.append(Banner(Level.PRACTICE, real))
    if view.exercise and (talked := in_a_line(view.exercise, passed_ms)):
        found.append(Banner(Level.PRACTICE, talked))
    found += [] if asked else test
    if view.here and not view.here.attended:
        found.append(Banner(Level.WARNING, "This desk counts as UNATTENDED. Press any key if you are here."))
    near = [call.room_name for call in calls if does_not_count(call)]
    if near:
        found.append(Banner(Level.WARNING, f"This desk is in the same zone and does not count for {', '.join(near)}"))
    return tuple(found)


def _to_do_about(calls: list[CallCard]) -> str:
    """Say where to walk, and of which calls nobody knows the place: these by their number, which the card shows."""
    to = ", ".join(call.room_name for call in calls if place_known(call))
    walk = [f"phone or walk to {to}"] if to else []
    lost = [str(call.number) for call in calls if not place_known(call)]
    which = f"call {lost[0]} is" if len(lost) == 1 else f"calls {', '.join(lost)} are"
    return "; ".join(walk + [f"find out where {which}"] * bool(lost))


def _handed(view: BoardView, call: CallCard) -> Banner:
    """The room stands last, where its name pushes nothing off the line."""
    assert call.handed is not None, "only what was handed over has this"
    level = Level.WARNING if call.handed.state in {State.ASKED, State.PULSED} else Level.DANGER
    return Banner(level, f"{known(call, zone_at(view), why=False)} {call.room_name}")


def _walk_test(view: BoardView, test: WalkTestLine, passed_ms: int, desk: DeskId | None, keys: KeysHere) -> Banner:
    """The room stands last where its name could push a key off the line."""
    left, here = span(test.ends_in_ms - passed_ms), test.desk == desk
    ends = f"{keys.named('walk_test').capitalize()} ends it"
    if test.rang is not None and here:
        return Banner(Level.WARNING, f"WALK TEST rang: pressed just now? Y if it was, {left} left. {test.room_name}")
    if test.rang is not None:
        tester = next((each.name for each in view.desks if each.desk == test.desk), test.desk)
        return Banner(Level.WARNING, f"REAL unless {tester} says that it was their walk test: {test.room_name} rang.")
    if test.untimed:
        then = ", then Y" if here else " as real"
        says = f"WALK TEST, {left} left: it rings{then}. {ends}. Press now in {test.room_name}"
        return Banner(Level.PRACTICE, says)
    return Banner(Level.PRACTICE, f"WALK TEST: press {to_press(test)} now, {left} left. {ends}.")


def _of_the_building(view: BoardView, passed_ms: int, keys: KeysHere) -> list[Banner]:
    """What every room is told to do, how many have not answered, which class walks, and where the words for families are."""
    found: list[Banner] = []
    if view.response:
        level = Level.DANGER if view.response.response in IN_DANGER else Level.WARNING
        words = response_banner(view.response, passed_ms)
        found.append(Banner(Level.PRACTICE if view.response.practice else level, words))
    if view.check_in:
        level = Level.PRACTICE if view.check_in.practice else Level.WARNING
        found.append(Banner(level, f"{check_in_words(view.check_in, passed_ms)}. I shows them."))
    if view.clears:
        hides = view.response is not None and in_a_lockdown(view.response)
        level = Level.PRACTICE if all(each.practice for each in view.clears) else Level.WARNING
        words = clear_banner(view.clears, passed_ms, BY_ACTION["room_clear"].shown, hides=hides)
        found.append(Banner(Level.DANGER if hides else level, words))
    if view.response and view.response.response in POINTED_TO:
        where = "7, then F" if keys.has("other_help") else keys.named("other_help")
        found.append(Banner(Level.PRACTICE if view.response.practice else Level.WARNING, f"{POINTS}: {where}."))
    return found


def _stage(call: CallCard, passed_ms: int) -> str:
    """How far it has come; where somebody took it or was sent and nothing came of that, since when."""
    lapsed = "" if call.lapsed_ago_ms is None else f"{ago(call.lapsed_ago_ms + passed_ms)} ago"
    if call.overdue:
        return f"{OVERDUE[call.overdue]}{lapsed and f', sent {lapsed}'}"
    return f"{NOBODY_ANY_MORE}, taken {lapsed}" if lapsed else STAGES[call.stage]


def _who(call: CallCard) -> str:
    if call.stage is Stage.CALLED:
        return ""
    if call.going:
        return going_words(call.going)
    return f"{call.acknowledged_by or 'somebody, name owed'} has it"


def _steps(call: CallCard, *, nameless: bool) -> tuple[Step, ...]:
    has = "somebody" if nameless or not call.acknowledged_by else call.acknowledged_by
    sent = "help" if nameless or not call.going else going_words(call.going)
    seen, going, there = call.stage is not Stage.CALLED, bool(call.going or call.sent), call.stage is Stage.ON_SCENE
    return (
        Step(f"{has} has it" if seen else f"nobody has it{' any more' * (call.lapsed_ago_ms is not None)}", seen),
        Step(f"{sent} sent" if going else "nobody sent", going),
        Step(_how_many(call, "confirmed", call.confirmed, {Stage.CONFIRMED, Stage.ON_SCENE}), call.confirmed),
        Step(_how_many(call, "arrived", there, {Stage.ON_SCENE}), there),
    )


def _how_many(call: CallCard, done: str, any_done: bool, stages: set[Stage]) -> str:
    """Of several, how many: one who goes alone must not pass for a pair."""
    number = sum(each.stage in stages for each in call.sent)
    if any_done and several(call) and number < len(call.sent):
        return f"{number} of {len(call.sent)} {done}"
    return done if any_done else f"not {done}"


NEXT_ACTION = {
    Stage.ACKNOWLEDGED: "dispatch",
    Stage.DISPATCHED: "confirm",
    Stage.CONFIRMED: "arrive",
    Stage.ON_SCENE: "stand_down",
}
"""What a desk most likely does next with a call that somebody has."""


def _next_key(call: CallCard, *, selected: bool, aimed: bool) -> str:
    action = "acknowledge" if aimed else NEXT_ACTION.get(call.stage, "") if selected and not call.ringing else ""
    return f"{BY_ACTION[action].shown}: {BY_ACTION[action].label}" if action else ""


def _due(call: CallCard, passed_ms: int) -> str:
    left_ms = call.deadline_in_ms - passed_ms
    awaited = DUE.get(call.deadline_what, call.deadline_what)
    return f"{awaited} in {span(left_ms)}" if left_ms >= 1000 else f"{awaited} now"


_TOLD_OTHERWISE = {"page": PAGE_IN_SHORT, "phone": PHONE_IN_SHORT, "text": TEXT_IN_SHORT}


def _caller(call: CallCard) -> str:
    if call.heard_by == "pendant":
        return PENDANT_IN_SHORT
    if call.heard_by in _TOLD_OTHERWISE:
        return _TOLD_OTHERWISE[call.heard_by]
    if call.room is None:
        return "no button there"
    if not call.two_way:
        return "caller CANNOT BE TOLD"
    near = " (same zone)" if does_not_count(call) else ""
    return f"caller sees: {LAMPS.get(call.lamp, call.lamp)}{near}"


def _marks(call: CallCard, passed_ms: int, *, practising: bool, nameless: bool) -> tuple[str, ...]:
    pressed = call.pressed_ago_ms
    silent = unheard(call, passed_ms)
    called = "called" if call.caller else "pressed"
    who = f"{len(silent)} of {len(call.sent)}" if nameless else ", ".join(map(going_words, silent))
    marks = (
        ("REAL", practising and not call.drill),
        ("UNRECORDED", not call.recorded),
        (caller_mark(call, nameless=nameless), call.caller is not None),
        (also_there(call), bool(call.also_there)),
        (SAID_HERE, call.located),
        (mark(call), call.handed is not None),
        ("NOT DELIVERED", call.lamp == "not-delivered"),
        (f"NO ANSWER: {who}", bool(silent)),
        (f"{called} {call.times_pressed} times", call.times_pressed > 1),
        ("button HELD", call.holds > 0),
        (f"{called}: unknown when", pressed is None),
        (f"{called} {ago(pressed or 0)} before it was heard", bool(pressed and pressed >= LATE_MS)),
        ("rings at another desk", call.ringing and not call.rings_here),
        (first_heard(call), bool(call.hop)),
        (in_a_mark(call, passed_ms, nameless=nameless), bool(call.messages)),
    )
    return tuple(words for words, true in marks if true)


LATE_MS = 2000
"""A press heard within two seconds is worth no mark; promise 1 counts in seconds."""
