"""A box on which all is well, as values: a test changes the one thing that it is about."""

from datetime import UTC, datetime

import msgspec

from appliance.api.board.board import BoardView
from appliance.api.board.building import DayCheckLine
from appliance.api.board.outside import CopyLine, DistrictLine
from appliance.api.board.practice import WalkTestOverLine
from appliance.api.board.supervised import DeskLine
from appliance.api.desk.buttons import ButtonLine, ButtonsKnown, SounderLine
from appliance.api.desk.health import DoorKnown, HealthKnown
from appliance.api.records.trust import Verified
from appliance.doctor.facts import Clock, DataFolder, Disk, Enrolment, Power, Seen, SocketFile, Told, Unit, Untold
from appliance.doctor.finding import Finding, Key
from appliance.doctor.judging import judged
from appliance.plan.ids import DeskId, RoomId
from hardware.esphome.wire import DIAL_IN_PORT

AT = datetime(2026, 11, 25, 7, 30, tzinfo=UTC)
NOW = int(AT.timestamp() * 1000)
DAY = 86_400_000
GIB = 1 << 30


def button(name: str, **changes: object) -> ButtonLine:
    line = ButtonLine(
        button=name,
        room=RoomId(name[:4]),
        room_name=f"Room {name[:4]}",
        family="esphome",
        two_way=True,
        told="ready",
        heard_ago_ms=1000,
        ledger="a1",
        pressed=True,
        troubles=(),
        out_of_service_ms=None,
    )
    return msgspec.structs.replace(line, **changes)


def sounder(name: str, *, works: bool = True) -> SounderLine:
    return SounderLine(sounder=name.lower(), name=name, family="esphome", works=works)


DISTRICT = DistrictLine(
    office=True,
    sealed_for=True,
    head=1240,
    countersigned=1240,
    countersigned_ms=NOW - 60_000,
    held=0,
    overdue=0,
    reachable=True,
    for_ms=9 * DAY,
    why="",
    head_state="ok",
)

COPY = CopyLine(
    kind="stick",
    where="the USB stick",
    head=1240,
    proved=1240,
    proved_ago_ms=3000,
    silent=False,
    drilled_ms=NOW - 9 * DAY,
    bundle=3,
    bundle_made=4,
    drill_ok=True,
    phrase_ms=NOW - 90 * DAY,
)

BOARD = BoardView(
    version=1,
    building="Cedar Creek",
    timezone="America/Denver",
    wall_ms=NOW,
    clock_trusted=True,
    recording=True,
    here=None,
    calls=(),
    troubles=(),
    desks=(
        DeskLine(desk=DeskId("front"), name="Front office", connected=True, attended=True, operator=""),
        DeskLine(desk=DeskId("nurse"), name="Nurse", connected=True, attended=False, operator=""),
    ),
    drill=None,
    walk_test=None,
    buttons_heard=2,
    buttons_planned=2,
    test_over=WalkTestOverLine(button="B204-wall", passed=True, ended_ms=1, wall_ms=NOW - DAY),
    day_check=DayCheckLine(wall_ms=NOW - 600_000, by="Front office", today=True, not_well=0),
    district=DISTRICT,
    copy=COPY,
)

HEALTH = HealthKnown(
    request=1,
    version="0.1.0",
    running_ms=3 * DAY,
    watchdog_ms=5000,
    doors=(
        DoorKnown(door="desk", where="/run/handbell/desk.sock"),
        DoorKnown(door="feed", where="/run/handbell/feed.sock"),
        DoorKnown(door="esphome", where=f"0.0.0.0:{DIAL_IN_PORT}"),
    ),
    box_key=bytes.fromhex("a1b2c3d4e5f60718" + 24 * "00"),
    record_len=100 << 20,
    device_key_wall_ms=NOW - 400 * DAY,
    reading_weeks=3,
    reading_newest="2026-W48",
    secrets=4,
    without_secret=0,
    keys_wrong="",
)

TOLD = Told(
    epoch="4f2a19c077aa",
    board=BOARD,
    buttons=ButtonsKnown(
        request=1,
        buttons=(button("B204-wall"), button("B205-wall")),
        strangers=(),
        cut_off=(),
        uncovered=(),
        sounders=(sounder("Hall"), sounder("Office")),
    ),
    verified=Verified(request=1, head=1240, verified_from=1240, complete=True, findings=()),
    newest=(1240, NOW - 120_000),
    first_wall_ms=NOW - 400 * DAY,
    health=HEALTH,
)

SEEN = Seen(
    wall_ms=NOW,
    user="root",
    root_word="",
    version="0.1.0",
    desk=SocketFile("/run/handbell/desk.sock", there=True, mode=0o660, group="handbell-desk", may_use=True),
    feed=SocketFile("/run/handbell/feed.sock", there=True, mode=0o660, group="handbell-feed", may_use=True),
    data=DataFolder("/var/lib/handbell", there=True, entered=True, device_key_wall_ms=NOW - 400 * DAY),
    disk=Disk(
        free_len=28 * GIB, size_len=29 * GIB, partition_len=29 * GIB, disk_len=30 * GIB, end_len=30 * GIB, errors=0
    ),
    clock=Clock(synchronised=True, battery=True),
    power=Power(low_now=False, low_since_start=False, heat_mc=51_000),
    enrolment=Enrolment(seen=True, server="https://district.example", until_ms=NOW + 300 * DAY),
    units={"handbell-alert.service": Unit("active", 0), "handbell-uplink.service": Unit("active", 0)},
    ports=frozenset({DIAL_IN_PORT}),
)

DOWN = Untold("There is no socket /run/handbell/desk.sock.")
DENIED = Untold("This user may not open the desk line.", denied=True)


def found(key: Key, seen: Seen = SEEN, told: Told | Untold = TOLD) -> Finding:
    """Give what the doctor finds about one thing."""
    return next(finding for finding in judged(seen, told) if finding.key is key)


def board(**changes: object) -> Told:
    """Make a board on which all is well but this."""
    return msgspec.structs.replace(TOLD, board=msgspec.structs.replace(BOARD, **changes))


def district(**changes: object) -> Told:
    return board(district=msgspec.structs.replace(DISTRICT, **changes))


def copied(**changes: object) -> Told:
    return board(copy=msgspec.structs.replace(COPY, **changes))


def health(**changes: object) -> Told:
    return msgspec.structs.replace(TOLD, health=msgspec.structs.replace(HEALTH, **changes))


def buttons(**changes: object) -> Told:
    return msgspec.structs.replace(TOLD, buttons=msgspec.structs.replace(TOLD.buttons, **changes))
