"""Everything a board can look like, told in a few words each. Pure values."""

from dataclasses import dataclass

from appliance.api.messages import BoardView, CutOffLine, OutOfServiceLine, TestOverLine, ZoneLine
from appliance.core.words import Stage
from appliance.plan.model import Kind
from tests.tui.boards import TROUBLES, WALL_MS, board, call, drill, late
from tests.tui.test_tap_outs import tap_out
from tui.app import Looks

E, M, A = Kind.EMERGENCY, Kind.MEDICAL, Kind.ASSIST
SMALL, MIDDLE, LARGE = (80, 24), (120, 40), (200, 60)
DARK, LIGHT, CONTRAST, COUNTER = Looks(), Looks(theme="light"), Looks(theme="contrast"), Looks(nameless=True)


@dataclass(frozen=True, slots=True)
class Scene:
    """A board, the size and looks of the console in front of it, and the keys pressed there. `sixteen`: TERM=linux."""

    name: str
    view: BoardView
    size: tuple[int, int] = SMALL
    looks: Looks = DARK
    keys: tuple[str, ...] = ()
    sixteen: bool = False
    blind: bool = False


def zones(north: int) -> tuple[ZoneLine, ...]:
    return tuple(
        ZoneLine(zone=zone, heard=heard, planned=planned)
        for zone, heard, planned in (("north wing", north, 16), ("south wing", 14, 14), ("gym", 4, 4), ("office", 4, 4))
    )


IDLE = board(
    zones=zones(16), test_over=TestOverLine(button="B204-wall", passed=True, ended_ms=1, wall_ms=WALL_MS - 900_000)
)
ONE = board(call(12, "B204", E, age_ms=7_000))
SEEN = board(call(12, "B204", M, Stage.ACKNOWLEDGED, lamp="acknowledged", acknowledged_by="Dana Reyes", presses=2))
THREE = board(
    call(12, "B204", E, Stage.CONFIRMED, lamp="on-the-way", age_ms=252_000, acknowledged_by="Dana Reyes"),
    call(13, "Gymnasium", M, age_ms=9_000),
    call(14, "117", A, Stage.DISPATCHED, going="nurse", age_ms=130_000),
    tap_outs=(tap_out(room_name="Room 106"),),
)
EVERY_STAGE = board(
    call(11, "101", E, Stage.ON_SCENE, lamp="on-the-way", age_ms=700_000),
    call(12, "102", M, Stage.CONFIRMED, lamp="on-the-way"),
    call(13, "103", A, Stage.DISPATCHED, going="security", lamp="acknowledged"),
    call(14, "104", A, Stage.ACKNOWLEDGED, lamp="acknowledged"),
    late(15, "Library and media centre, west wing", A),
)
WORST = board(
    call(12, "Library and media centre, west wing", E, exhausted=True, lamp="not-delivered", recorded=False),
    call(13, "B117", A, two_way=False, pressed_ago_ms=None),
    recording=False,
    clock_trusted=False,
    troubles=TROUBLES,
)
PRACTICE = board(call(14, "B205", M, Stage.CONFIRMED, drill=True), call(15, "Gymnasium", A), drill=drill("B205", "117"))
KINDS = (E, M, A)
FLOOD = board(
    *(call(20 + n, f"{200 + n}", KINDS[n % 3], age_ms=400_000 - n * 20_000) for n in range(9)),
    *(call(40 + n, f"{230 + n}", KINDS[n % 3], Stage.CONFIRMED, age_ms=450_000) for n in range(6)),
)
WING = board(
    *(call(100 + n, f"B{100 + n}", E if n % 5 == 0 else A, age_ms=90_000 - n * 1000) for n in range(40)),
    *(call(80 + n, f"{230 + n}", M, Stage.DISPATCHED, going="nurse", age_ms=300_000) for n in range(5)),
)
TROUBLED = board(
    zones=zones(14),
    troubles=TROUBLES,
    buttons_heard=36,
    cut_off=(CutOffLine(room_name="Room 117", why="lost"),),
    out_of_service=(OutOfServiceLine(button="B204-wall", room_name="Room B204", ends_in_ms=3_600_000),),
)

SCENES = (
    Scene("idle", IDLE),
    Scene("idle-wide", IDLE, LARGE),
    Scene("idle-troubled", TROUBLED),
    Scene("idle-light", IDLE, looks=LIGHT),
    Scene("idle-linux", TROUBLED, sixteen=True),
    Scene("one-call", ONE),
    Scene("one-call-wide", ONE, LARGE),
    Scene("one-call-light", ONE, looks=LIGHT),
    Scene("one-call-linux", ONE, sixteen=True),
    Scene("acknowledged", SEEN),
    Scene("three-calls", THREE),
    Scene("three-calls-wide", THREE, MIDDLE),
    Scene("three-calls-counter", THREE, looks=COUNTER),
    Scene("every-stage", EVERY_STAGE),
    Scene("every-stage-light", EVERY_STAGE, MIDDLE, looks=LIGHT),
    Scene("every-stage-contrast", EVERY_STAGE, looks=CONTRAST),
    Scene("every-stage-light-linux", EVERY_STAGE, looks=LIGHT, sixteen=True),
    Scene(
        "tap-outs", board(tap_outs=(tap_out(room_name="Room 106"), tap_out(number=5, room_name="Room 118", presses=2)))
    ),
    Scene("worst", WORST),
    Scene("practice", PRACTICE),
    Scene("flood", FLOOD),
    Scene("flood-of-a-wing", WING),
    Scene("flood-contrast", FLOOD, MIDDLE, looks=CONTRAST),
    Scene("sending-help", THREE, keys=("d",)),
    Scene("half-a-note", THREE, keys=("n", *"two pupils, one has left")),
    Scene("card-911", THREE, keys=("9",)),
    Scene("who-is-told", board(), keys=("v", *"b204", "enter")),
    Scene("commands", THREE, keys=("ctrl+p",)),
    Scene("help", board(), MIDDLE, keys=("f1",)),
    Scene("blind", THREE, blind=True),
)
