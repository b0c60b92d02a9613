"""How a board reads: each call, banner and sign of life turned into the words to paint. Pure; knows neither colour nor width."""

import enum
import textwrap
from dataclasses import dataclass

from appliance.api.messages import BoardView, CallCard
from appliance.core.words import Stage
from appliance.plan.ids import IncidentId
from appliance.plan.model import Kind
from tui.building import IN_DANGER, check_in_words, response_banner
from tui.wording import DUE, KINDS, LAMPS, OVERDUE, SHAPES, STAGES, ago, count, going_words, span, time_of_day


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
class CardFace:
    """One call in words. `marks` are what sets it apart (DRILL, UNRECORDED …), `due` what is awaited and when."""

    incident: IncidentId
    number: int
    kind: Kind
    drill: bool
    ringing: bool
    selected: bool
    aimed: bool
    overdue: bool
    room: str
    where: str
    headline: str
    age: str
    stage: str
    who: str
    due: str
    caller: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Calm:
    """Signs of life: each is true now or says what is not. `all_well` only when nothing at all is wrong."""

    building: str
    desk: str
    operator: str
    time: str
    calls: int
    all_well: bool
    lines: tuple[tuple[str, str, bool], ...]
    """Name (empty where the words of the line before go on), words, and whether it is as it should be."""


def face(call: CallCard, passed_ms: int, *, selected: bool, aimed: bool, practising: bool) -> CardFace:
    """A card `passed_ms` after its board came. `practising` marks real calls as real while a drill runs."""
    floor = f"floor {call.floor}" if call.floor.isdigit() else call.floor
    return CardFace(
        incident=call.incident,
        number=call.number,
        kind=call.kind,
        drill=call.drill,
        ringing=call.ringing,
        selected=selected,
        aimed=aimed,
        overdue=call.overdue is not None,
        room=call.room_name,
        where=", ".join(part for part in (floor, f"phone {call.phone_name}" if call.phone_name else "") if part),
        headline=f"{SHAPES[call.kind]} {'DRILL ' if call.drill else ''}{KINDS[call.kind]}",
        age=span(call.age_ms + passed_ms),
        stage=OVERDUE[call.overdue] if call.overdue else STAGES[call.stage],
        who=_who(call),
        due=_due(call, passed_ms),
        caller=_caller(call),
        marks=_marks(call, practising),
    )


def banners(view: BoardView, calls: tuple[CallCard, ...], passed_ms: int) -> tuple[Banner, ...]:
    """What must be read before the cards, gravest first."""
    found: list[Banner] = []
    lost = [call.room_name for call in calls if call.exhausted and call.ringing]
    if lost:
        found.append(Banner(Level.DANGER, f"NOT DELIVERED to anyone: walk there or use the phone: {', '.join(lost)}"))
    if not view.recording:
        found.append(Banner(Level.DANGER, "NOT RECORDING: the disk is not writing. Calls work; write times on paper."))
    found += _of_the_building(view, passed_ms)
    if view.drill:
        rooms = count(len(view.drill.rooms), "room", "rooms")
        left = span(view.drill.ends_in_ms - passed_ms)
        found.append(
            Banner(Level.PRACTICE, f"DRILL {view.drill.name}: {rooms}, ends in {left}. Any other call is REAL.")
        )
    if view.walk_test:
        left = span(view.walk_test.ends_in_ms - passed_ms)
        found.append(
            Banner(
                Level.PRACTICE,
                f"WALK TEST: press the button in {view.walk_test.room_name} now, {left} left. W ends it.",
            )
        )
    if view.here and not view.here.attended:
        found.append(Banner(Level.WARNING, "This desk counts as UNATTENDED. Press any key if you are here."))
    return tuple(found)


def calm(view: BoardView, passed_ms: int, uncovered: tuple[str, ...] = ()) -> Calm:
    """The signs of life of a board `passed_ms` old. `uncovered` are the places the plan has no two-way button for."""
    attended = [desk.name for desk in view.desks if desk.attended]
    away = [desk.name for desk in view.desks if not desk.attended]
    desks = f"{len(attended)} of {len(view.desks)} attended"
    time = time_of_day(view.wall_ms + passed_ms) if view.clock_trusted else "not known"
    lines = (
        ("Desks", f"{desks}; nobody at {', '.join(away)}" if away else desks, bool(attended)),
        (
            "Buttons",
            f"{view.buttons_heard} of {view.buttons_planned} heard",
            view.buttons_heard >= view.buttons_planned,
        ),
        ("Recording", "yes" if view.recording else "NO: the disk is not writing", view.recording),
        ("Clock", time if view.clock_trusted else "NOT KNOWN: ask district IT", view.clock_trusted),
        ("Troubles", f"{len(view.troubles)}: T shows them" if view.troubles else "none", not view.troubles),
        ("Box", f"last heard {ago(passed_ms)} ago", True),
        *_from_where_nobody_calls(view, passed_ms, uncovered),
    )
    return Calm(
        building=view.building,
        desk=view.here.name if view.here else "watching only",
        operator=view.here.operator if view.here else "",
        time=time,
        calls=len(view.calls),
        all_well=all(well for _, _, well in lines),
        lines=lines,
    )


def _from_where_nobody_calls(
    view: BoardView, passed_ms: int, uncovered: tuple[str, ...]
) -> tuple[tuple[str, str, bool], ...]:
    """Signs only where there is something to say: nobody may believe that such a place is covered."""
    off = tuple(
        f"{each.room_name} ({each.button}) for {span(each.ends_in_ms - passed_ms)}" for each in view.out_of_service
    )
    silent = tuple(f"{each.room_name} ({each.why})" for each in view.cut_off)
    without = tuple(place.partition(": ")[0] for place in uncovered)
    return (
        *_sign("Off", off, well=False),
        *_sign("No answer", silent, well=False),
        *_sign("No button", without, well=True),
    )


def _sign(name: str, places: tuple[str, ...], *, well: bool) -> tuple[tuple[str, str, bool], ...]:
    """As many places as fit; the others are counted, and named where T shows them."""
    shown = min(len(places), SIGN_WIDTH)
    while len(lines := textwrap.wrap(_some(places, shown), SIGN_WIDTH)) > SIGN_LINES_MAX:
        shown -= 1
    return tuple((name if number == 0 else "", line, well) for number, line in enumerate(lines))


def _some(places: tuple[str, ...], shown: int) -> str:
    more = len(places) - shown
    return ", ".join(places[:shown]) + (f" and {more} more: T names them" if more else "")


def _of_the_building(view: BoardView, passed_ms: int) -> list[Banner]:
    """What every room is told to do, and how many have not answered."""
    found: list[Banner] = []
    if view.response:
        level = Level.DANGER if view.response.response in IN_DANGER else Level.WARNING
        words = response_banner(view.response, passed_ms)
        found.append(Banner(Level.PRACTICE if view.response.practice else level, words))
    if view.check_in:
        level = Level.PRACTICE if view.check_in.practice else Level.WARNING
        found.append(Banner(level, f"{check_in_words(view.check_in, passed_ms)}. I shows them."))
    return found


def _who(call: CallCard) -> str:
    if call.stage is Stage.CALLED:
        return ""
    if call.going:
        return going_words(call.going)
    return f"{call.acknowledged_by or 'somebody, name owed'} has it"


def _due(call: CallCard, passed_ms: int) -> str:
    left_ms = call.deadline_in_ms - passed_ms
    awaited = DUE.get(call.deadline_what, call.deadline_what)
    return f"{awaited} in {span(left_ms)}" if left_ms >= 1000 else f"{awaited} now"


def _caller(call: CallCard) -> str:
    return f"caller sees: {LAMPS.get(call.lamp, call.lamp)}" if call.two_way else "caller CANNOT BE TOLD"


def _marks(call: CallCard, practising: bool) -> tuple[str, ...]:
    pressed = call.pressed_ago_ms
    marks = (
        ("REAL", practising and not call.drill),
        ("UNRECORDED", not call.recorded),
        ("NOT DELIVERED", call.lamp == "not-delivered"),
        (f"pressed {call.presses} times", call.presses > 1),
        ("pressed: unknown when", pressed is None),
        (f"pressed {ago(pressed or 0)} before it was heard", bool(pressed and pressed >= LATE_MS)),
        ("rings at another desk", call.ringing and not call.rings_here),
    )
    return tuple(words for words, true in marks if true)


SIGN_WIDTH = 62  # 80 columns less the mark and the name before it, and a margin
SIGN_LINES_MAX = 2  # three such signs of two lines still fit under the headline on 24 lines

LATE_MS = 2000
"""A press heard within two seconds is worth no mark; promise 1 counts in seconds."""
