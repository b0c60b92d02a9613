"""Everything a board can look like, each told in a few words. Pure values."""

from collections.abc import Iterable
from dataclasses import dataclass

from msgspec.structs import replace

from appliance.api.board.board import BoardView
from appliance.api.board.building import DayCheckLine, ManyRoomsLine
from appliance.api.board.calls import CallerLine
from appliance.api.board.outside import AskingLine, CopyLine
from appliance.api.board.practice import WalkTestLine, WalkTestOverLine
from appliance.api.board.supervised import (
    CarriedLine,
    CutOffLine,
    OutOfServiceLine,
    PowerLine,
    TroubleLine,
    ZoneLine,
)
from appliance.api.desk.plan import PlanFacts
from appliance.api.restoring.messages import Asking, AskOffice, Copies, Copy, FromConsole, Laid, ToConsole
from appliance.api.sticks import Stick
from appliance.core.district.copies import ASK_ROOMS
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import RoomAnswer, Stage
from appliance.plan.ids import ButtonId, IncidentId
from appliance.plan.model import Kind
from tests.tui.boards import FACTS, TROUBLES, WALL_MS, WITH_PENDANTS, board, call, drill, late, pair, pressed
from tests.tui.callers import by_phone, by_text
from tests.tui.exercise_years import planning
from tests.tui.test_building import asked, check_in, on
from tests.tui.test_drills import AUTUMN, OVER
from tests.tui.test_tap_outs import tap_out
from tui.looks import Looks

E, M, A = Kind.EMERGENCY, Kind.MEDICAL, Kind.ASSIST
TINY, SMALL, MIDDLE, LARGE = (40, 10), (80, 24), (120, 40), (200, 60)
DARK, LIGHT, CONTRAST, COUNTER = Looks(), Looks(theme="light"), Looks(theme="contrast"), Looks(nameless=True)


@dataclass(frozen=True, slots=True)
class Scene:
    """A board, the size and looks of the console in front of it, and the keys that are pressed there. `sixteen` means TERM=linux.

    `refused` is what the box says to everything it is asked there, instead of doing it. `sticks` are plugged in.
    """

    name: str
    view: BoardView
    size: tuple[int, int] = SMALL
    looks: Looks = DARK
    keys: tuple[str, ...] = ()
    sixteen: bool = False
    blind: bool = False
    refused: str = ""
    sticks: tuple[Stick, ...] = ()
    copies: Copies | None = None
    asking: Asking | None = None
    facts: PlanFacts = FACTS

    def restores(self, asked: FromConsole) -> Iterable[ToConsole]:
        """Answer as the process that restores."""
        return [self.asking if isinstance(asked, AskOffice) and self.asking else self.copies or Copies(())]


def zones(north: int) -> tuple[ZoneLine, ...]:
    return tuple(
        ZoneLine(zone=zone, heard=heard, planned=planned)
        for zone, heard, planned in (("north wing", north, 16), ("south wing", 14, 14), ("gym", 4, 4), ("office", 4, 4))
    )


IDLE = board(
    zones=zones(16), test_over=WalkTestOverLine(button="B204-wall", passed=True, ended_ms=1, wall_ms=WALL_MS - 900_000)
)
ONE = board(call(12, "B204", E, age_ms=7_000))
FROM_A_PLACE = replace(
    call(12, "117", M, age_ms=7_000),
    room=None,
    room_name="Behind the gym, near Room 117",
    floor="",
    lamp="cannot be told",
)
CALLERS = board(
    by_text(),
    by_phone(CallerLine(text=False, number="2210", owner="Ana Ortiz"), 14, room_name="place unknown"),
    call(
        15,
        "B204",
        located=True,
        may_locate=True,
        also_there=(16,),
        caller=CallerLine(text=True, unverified=True, withheld=True),
    ),
    call(16, "B204", E, also_there=(15,)),
)
SEEN = board(call(12, "B204", M, Stage.ACKNOWLEDGED, lamp="acknowledged", acknowledged_by="Dana Reyes", presses=2))
THREE = board(
    call(12, "B204", E, Stage.CONFIRMED, lamp="on-the-way", age_ms=252_000, acknowledged_by="Dana Reyes"),
    call(13, "Gymnasium", M, age_ms=9_000),
    call(14, "117", A, Stage.DISPATCHED, going="nurse", age_ms=130_000),
    tap_outs=(tap_out(room_name="Room 106"),),
)
PAIR = board(
    pair(12, "B204", Stage.CONFIRMED, Stage.DISPATCHED, due_in_ms=-4_000, acknowledged_by="Dana Reyes"),
    call(14, "117", A, Stage.DISPATCHED, going="nurse", age_ms=130_000),
)
PAIR_SENT = board(pair(12, "B204", Stage.DISPATCHED, Stage.DISPATCHED, acknowledged_by="Dana Reyes"))
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
MANY_ROOMS = board(
    *(call(20 + n, f"{200 + n}", KINDS[n % 3], age_ms=41_000 - n * 4_900) for n in range(9)),
    many_rooms=(ManyRoomsLine(first=IncidentId("i-20"), rooms=9, over_ms=39_200, age_ms=20_000),),
)
WING_CALLED = (ManyRoomsLine(first=IncidentId("i-100"), rooms=40, over_ms=39_000, age_ms=86_000),)
CROWD = board(*(call(100 + n, f"B{100 + n}", KINDS[n % 3], age_ms=90_000 - n * 1000) for n in range(63)))
LONG_AND_FOREIGN = (
    "Library and media centre of the north wing, upper floor B204",
    "音楽室と図書室 二階 B205",
    "قاعة الموسيقى الطابق الثاني ٢٠٦",
    "पुस्तकालय कक्ष पहली मंज़िल २०७",
    "ห้องสมุดชั้นสอง ๒๐๘",
    "Salle de musique du ba\u0302timent nord 209",
    *(f"Room {210 + n}" for n in range(9)),
)
NAMES = board(
    *(
        call(20 + n, "B", KINDS[n % 3], Stage.CONFIRMED if n > 8 else Stage.CALLED, room_name=room, age_ms=90_000 + n)
        for n, room in enumerate(LONG_AND_FOREIGN)
    )
)
TROUBLED = board(
    zones=zones(14),
    troubles=TROUBLES,
    buttons_heard=36,
    cut_off=(CutOffLine(room_name="Room 117", why="lost"),),
    out_of_service=(OutOfServiceLine(button="B204-wall", room_name="Room B204", ends_in_ms=3_600_000),),
)
CHECKED = check_in(
    *(asked(room) for room in ("203", "204", "207")),
    asked("202", RoomAnswer.NEEDS_HELP, call=12),
    *(asked(room, RoomAnswer.SAFE) for room in ("101", "102", "103", "104", "201", "205")),
)
LOCKED_DOWN = board(call(12, "202", E, lamp="dark", age_ms=31_000), response=on(), check_in=CHECKED)
WALKING_GYM = WalkTestLine(button="b-gym", room_name="Gymnasium", ends_in_ms=94_000, desk="front", untimed=True)
GYM_RANG = board(
    call(12, "Gymnasium", E, age_ms=4_000, two_way=False, pressed_ago_ms=None),
    walk_test=replace(WALKING_GYM, rang=IncidentId("i-12")),
)
WALKING = board(walk_test=WalkTestLine(button="B204-wall", room_name="Room B204", ends_in_ms=94_000))
OWN_OFFICE = board(call(12, "Front office", E, lamp="not-delivered", own_zone=True, age_ms=16_000))
WRONG_PIN = "That is not the PIN. Try again. Calls are answered without one."
MORNING_BOARD = replace(TROUBLED, day_unchecked=True)
CHECKED_IDLE = replace(
    IDLE, day_check=DayCheckLine(wall_ms=WALL_MS - 1_900_000, by="Dana Reyes", today=True, not_well=2)
)
ASIDE = board(troubles=(TROUBLES[0], replace(TROUBLES[1], shelved_ms=5_400_000)), buttons_heard=37)

LOW = PowerLine(name="UPS in the office", state="low", minutes_left=4, held_s=2_460)
NEARLY_DARK = replace(
    IDLE,
    power=(LOW,),
    spares_power=True,
    troubles=(
        TroubleLine(
            what="power-low",
            subject="office-ups",
            detail="UPS in the office: the battery is nearly empty. This box goes dark at about 08:17, as it looked at"
            " 08:08, unless power comes back. Calls are taken until then; afterwards use the phone or a radio, and send somebody round.",
            age_ms=300_000,
        ),
    ),
)
NEARLY_DARK_CALLED = board(call(12, "B204", E), power=(LOW,), spares_power=True, troubles=NEARLY_DARK.troubles)

WELL_COPIED = CopyLine(kind="stick", where="the USB stick", head=4820, proved=4820, proved_ago_ms=3000, silent=False)
COPIED = replace(IDLE, copy=WELL_COPIED)
NO_COPY_OF_IT = board(
    troubles=(
        TroubleLine(
            what=ASK_ROOMS.what,
            subject="",
            detail="Calls may have been open: ask every room. Somebody at Front office said that this box replaces one of which there is"
            " no copy.",
            age_ms=41_000,
        ),
    )
)
NO_STICK = board(copy=replace(WELL_COPIED, trouble="copy-unplugged", proved=0))
COPIES = Copies((Copy("stick", "the USB stick", WALL_MS - 240_000), Copy("far", "copy.example", WALL_MS - 90_000_000)))
ROOMS_UNASKED = replace(
    IDLE,
    new=True,
    replaces="1a2b3c4d",
    troubles=(
        TroubleLine(
            what=ASK_ROOMS.what, subject="", detail="Calls may have been open: ask every room.", age_ms=240_000
        ),
    ),
)
ASKING = Asking("7K3M-0QXZ-41TB-9HNE", WALL_MS - 600_000)
ASKED = replace(IDLE, new=True, replaces="5f0c11d2", asking=AskingLine(code=ASKING.code, since_ms=ASKING.since_ms))
CARRIED = (CarriedLine(button=ButtonId("play-2"), duty="Playground 2", name="Ms Rivera"),)
PENDANT = board(pressed(12, carried="Ms Rivera"), carried=CARRIED)
ONE_WAY = board(
    pressed(12, carried="Ms Rivera"),
    pressed(13, "panel", room_name="Front office", kind=M),
    pressed(14, "contact", stage=Stage.CONFIRMED, ringing=False, acknowledged_by="Dana Reyes", going="security"),
)
LAID_READY = Copies((), Laid(4812, WALL_MS - 240_000, 2))
STICKS = (Stick("/media/handbell", 7_300, carries=True), Stick("/media/usb", 29_000, carries=False))
SCENES = (
    Scene("idle", IDLE),
    Scene("idle-wide", IDLE, LARGE),
    Scene("idle-troubled", TROUBLED, MIDDLE),
    Scene("idle-light", IDLE, looks=LIGHT),
    Scene("idle-copied", COPIED),
    Scene("idle-no-stick", NO_STICK, MIDDLE),
    Scene("nearly-dark", NEARLY_DARK),
    Scene("nearly-dark-wide", NEARLY_DARK, MIDDLE),
    Scene("nearly-dark-call", NEARLY_DARK_CALLED),
    Scene("ask-every-room", NO_COPY_OF_IT),
    Scene("ask-every-room-troubles", NO_COPY_OF_IT, MIDDLE, keys=("t",)),
    Scene("ask-every-room-done", NO_COPY_OF_IT, keys=("t", "enter")),
    Scene("idle-linux", TROUBLED, sixteen=True),
    Scene("one-call", ONE),
    Scene("one-call-wide", ONE, LARGE),
    Scene("one-call-light", ONE, looks=LIGHT),
    Scene("acknowledged", SEEN),
    Scene("from-the-office-itself", OWN_OFFICE),
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
    Scene("practice-alone", board(call(14, "B205", M, drill=True), drill=drill("B205", "117"))),
    Scene("practice-made-real", PRACTICE, keys=("j",)),
    Scene("practice-real-too", replace(PRACTICE, drill=replace(drill("gym", "117"), untimed=(ButtonId("b-gym"),)))),
    Scene("flood", FLOOD),
    Scene("flood-of-a-wing", WING),
    Scene("flood-contrast", FLOOD, MIDDLE, looks=CONTRAST),
    Scene("crowd-small", CROWD, TINY),
    Scene("crowd-of-names", NAMES),
    Scene("flood-of-a-wing-linux", WING, MIDDLE, sixteen=True),
    Scene("sending-help", THREE, keys=("d",)),
    Scene("pair-one-unheard", PAIR),
    Scene("pair-confirming", PAIR_SENT, keys=("c",)),
    Scene("half-a-note", THREE, keys=("n", *"two pupils, one has left")),
    Scene("card-911", THREE, keys=("9",)),
    Scene("who-is-told", board(), keys=("v", *"b204", "enter")),
    Scene("commands", THREE, keys=("ctrl+p",)),
    Scene("commands-small", THREE, TINY, keys=("ctrl+p",)),
    Scene("raising-for-a-place", board(), keys=("r", *"behind the gym")),
    Scene("raising-after-a-slip", board(), keys=("r", *"gymnasum")),
    Scene("raising-near-a-room", board(), keys=("r", *"behind the gym", "enter")),
    Scene("a-call-from-a-place", board(FROM_A_PLACE)),
    Scene("help", board(), MIDDLE, keys=("f1",)),
    Scene("stand-down", EVERY_STAGE, keys=("down", "x")),
    Scene("log-of-a-call", ONE, keys=("l",)),
    Scene("troubles", TROUBLED, keys=("t",)),
    Scene("troubles-put-aside", ASIDE, keys=("t",)),
    Scene("putting-aside", TROUBLED, keys=("t", "enter")),
    Scene("morning", MORNING_BOARD, keys=("g",)),
    Scene("new-box", replace(IDLE, new=True)),
    Scene("new-box-copies", replace(IDLE, new=True), keys=("r",), copies=COPIES),
    Scene(
        "new-box-phrase",
        replace(IDLE, new=True),
        keys=("r", "enter", *("space" if letter == " " else letter for letter in "ozone drill gr")),
        copies=COPIES,
    ),
    Scene("every-room-is-to-be-asked", ROOMS_UNASKED),
    Scene("new-box-asks-office", ASKED),
    Scene("new-box-asks-office-wide", ASKED, MIDDLE),
    Scene("new-box-code", ASKED, keys=("r", "4"), asking=ASKING),
    Scene("new-box-code-wide", ASKED, MIDDLE, keys=("r", "4"), asking=ASKING),
    Scene("new-box-ready", replace(IDLE, new=True), keys=("r", "1"), copies=LAID_READY),
    Scene("new-box-ready-wide", replace(IDLE, new=True), MIDDLE, keys=("r", "1"), copies=LAID_READY),
    Scene("usb-stick", board(), keys=("f",), sticks=STICKS),
    Scene("morning-signing", MORNING_BOARD, keys=("g", "enter")),
    Scene("ways", MORNING_BOARD, keys=("2",)),
    Scene("ways-middle", MORNING_BOARD, MIDDLE, keys=("2",)),
    Scene("resources", MORNING_BOARD, keys=("3",)),
    Scene("resources-spanish", MORNING_BOARD, MIDDLE, CONTRAST, keys=("3", "s")),
    Scene("resources-beside-a-call", board(call(12, "B204")), keys=("3",)),
    Scene("door-cards", MORNING_BOARD, keys=("2", "d")),
    Scene("door-cards-codes-light", MORNING_BOARD, MIDDLE, LIGHT, keys=("2", "d", "enter", "1")),
    Scene("figures", MORNING_BOARD, keys=("equals_sign",)),
    Scene("figures-chart", MORNING_BOARD, keys=("equals_sign", "c")),
    Scene("figures-past-contrast", MORNING_BOARD, MIDDLE, CONTRAST, keys=("equals_sign", "c", "c")),
    Scene("figures-chart-linux", board(call(12, "B204")), keys=("equals_sign", "c"), sixteen=True),
    Scene("morning-linux", MORNING_BOARD, MIDDLE, keys=("g",), sixteen=True),
    Scene("idle-checked", CHECKED_IDLE),
    Scene("idle-not-checked", replace(IDLE, day_unchecked=True)),
    Scene("sign-in", board(), keys=("o",)),
    Scene("pin", board(), keys=("o", "down", "enter", *"8309")),
    Scene("pin-refused", board(), keys=("o", "down", "enter", *"8309", "enter"), refused=WRONG_PIN),
    Scene("drill-rooms", board(), keys=("p", "down", "down", "enter", "down", "enter")),
    Scene(
        "drill-refused",
        board(),
        keys=("p", "down", "enter", "up", "enter", "enter"),
        refused=Rejection.PROVE_FIRST.says,
    ),
    Scene("drill-real-too", board(), keys=("p", *"gym", "enter", "down", "enter")),
    Scene("drill-planned", board(planned=(AUTUMN,), drill_over=OVER), keys=("p",)),
    Scene("drill-measured", board(planned=(AUTUMN,), drill_over=OVER), keys=("p", "4")),
    Scene("walk-test", WALKING),
    Scene("walk-test-will-ring", board(walk_test=WALKING_GYM)),
    Scene("walk-test-rang", GYM_RANG),
    Scene("walk-test-rang-wide", GYM_RANG, MIDDLE),
    Scene("walk-test-rang-elsewhere", replace(GYM_RANG, walk_test=replace(GYM_RANG.walk_test, desk="nurse"))),
    Scene("walk-test-which", board(), keys=("w",)),
    Scene("building", IDLE, keys=("b",)),
    Scene("building-word", IDLE, keys=("b", "3", *"lockdo")),
    Scene("many-rooms", MANY_ROOMS),
    Scene("many-rooms-asked", MANY_ROOMS, keys=("b",)),
    Scene("many-rooms-asked-light", MANY_ROOMS, keys=("b",), looks=LIGHT),
    Scene("many-rooms-of-a-wing", replace(WING, many_rooms=WING_CALLED), keys=("b",), sixteen=True),
    Scene("many-rooms-small", MANY_ROOMS, TINY),
    Scene("other-help", board(call(12, "B204")), keys=("7",)),
    Scene("families-spanish", LOCKED_DOWN, keys=("7", "f", "s")),
    Scene("lockdown", LOCKED_DOWN),
    Scene("check-in", LOCKED_DOWN, keys=("i",)),
    Scene("check-in-linux", LOCKED_DOWN, MIDDLE, keys=("i",), sixteen=True),
    Scene("pendant", PENDANT, facts=WITH_PENDANTS),
    Scene("one-way-calls", ONE_WAY),
    Scene("one-way-calls-wide", ONE_WAY, MIDDLE),
    Scene("pendants", board(carried=CARRIED), keys=("0",), facts=WITH_PENDANTS),
    Scene("pendant-carrier", board(carried=CARRIED), keys=("0", "enter"), facts=WITH_PENDANTS),
    Scene("idle-pendants", replace(IDLE, carried=CARRIED), MIDDLE, facts=WITH_PENDANTS),
    Scene("callers", CALLERS, MIDDLE),
    Scene("callers-counter", CALLERS, MIDDLE, COUNTER),
    Scene("caller-unverified", board(by_text())),
    Scene("caller-where", board(by_text()), keys=("full_stop", *"B20")),
    Scene("blind", THREE, blind=True),
    Scene("blind-wide", THREE, LARGE, blind=True),
    Scene("blind-in-a-flood", WING, blind=True),
    Scene("exercises-of-the-year", planning(), keys=("4", "2")),
)
