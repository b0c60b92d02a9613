"""Makes boards as the box would send them, from a few words. Pure values."""

from typing import Any

import msgspec

from appliance.api.board.board import BoardView
from appliance.api.board.calls import CallCard, ResponderLine
from appliance.api.board.practice import DrillLine
from appliance.api.board.supervised import DeskLine, TroubleLine
from appliance.api.desk.entries import FeedItem
from appliance.api.desk.morning import BrokenLine, DutyLine, MorningKnown
from appliance.api.desk.plan import AreaLine, PendantLine, PersonLine, PlanFacts, RoomLine
from appliance.api.desk.reach import ReachKnown, ReachStep
from appliance.api.ways.messages import RoomWaysLine, WayLine, WayLost, WaysKnown, ZoneWaysLine
from appliance.api.ways.pages import PageLine
from appliance.core.ground.words import Awaited, Stage
from appliance.plan.hours import from_words
from appliance.plan.ids import AreaName, ButtonId, DeskId, IncidentId, PersonId, RoomId
from appliance.plan.model import Kind, Role
from appliance.plan.other_help import SHIPPED, Families, Helper, HelpKind
from appliance.plan.pairable import PairedAs

FRONT = DeskId("front")
WALL_MS = 1_790_000_000_000


def call(number: int, room: str, kind: Kind = Kind.ASSIST, stage: Stage = Stage.CALLED, **changes: Any) -> CallCard:
    """Make a call as it is when it is one minute old; it rings here while nobody has it."""
    card = CallCard(
        incident=IncidentId(f"i-{number}"),
        number=number,
        room=RoomId(room),
        room_name=f"Room {room}" if room[-1].isdigit() else room,
        phone_name=f"LMS-{room}",
        floor="2",
        kind=kind,
        stage=stage,
        drill=False,
        recorded=True,
        age_ms=60_000,
        pressed_ago_ms=0,
        presses=1,
        ringing=stage is Stage.CALLED,
        rings_here=True,
        overdue=None,
        deadline_in_ms=30_000,
        deadline_what=DUE[stage],
        acknowledged_by="" if stage is Stage.CALLED else "Front office",
        going="Marcus Bell" if stage in {Stage.DISPATCHED, Stage.CONFIRMED, Stage.ON_SCENE} else "",
        confirmed=stage in {Stage.CONFIRMED, Stage.ON_SCENE},
        two_way=True,
        lamp="received",
        step=0,
        exhausted=False,
    )
    return msgspec.structs.replace(card, **changes)


def pair(number: int, room: str, *stages: Stage, due_in_ms: int = 20_000, **changes: Any) -> CallCard:
    """Make a call to which Marcus Bell and Ines Ortiz were sent, each at the stage that is given. Those nobody heard from should have said
    so by then.
    """
    names = zip(("Marcus Bell", "Ines Ortiz"), (Role.SECURITY, Role.NURSE), stages, strict=True)
    sent = tuple(
        ResponderLine(role=role, who=who, stage=stage, due_in_ms=due_in_ms if stage is Stage.DISPATCHED else None)
        for who, role, stage in names
    )
    furthest = max(stages, key=list(DUE).index)
    lamp = "acknowledged" if furthest is Stage.DISPATCHED else "on-the-way"
    return call(number, room, stage=furthest, sent=sent, going="Bell + Ortiz", lamp=lamp, **changes)


DUE = {
    Stage.CALLED: "next-step",
    Stage.ACKNOWLEDGED: "dispatch",
    Stage.DISPATCHED: "confirm",
    Stage.CONFIRMED: "arrive",
    Stage.ON_SCENE: "all-right",
}


def late(number: int, room: str, kind: Kind = Kind.ASSIST) -> CallCard:
    """Make a call to which somebody confirmed and did not arrive in time: it rings again."""
    return call(number, room, kind, Stage.CONFIRMED, overdue=Awaited.ARRIVAL, ringing=True, deadline_what="tell-again")


def board(*calls: CallCard, **changes: Any) -> BoardView:
    """Make the board of a healthy middle school with these calls open, seen from the front office."""
    front = DeskLine(desk=FRONT, name="Front office", connected=True, attended=True, operator="Dana Reyes")
    nurse = DeskLine(desk=DeskId("nurse"), name="Nurse", connected=True, attended=True, operator="")
    view = BoardView(
        version=1,
        building="Lincoln Middle School",
        timezone="America/Denver",
        wall_ms=WALL_MS,
        clock_trusted=True,
        recording=True,
        here=front,
        calls=calls,
        troubles=(),
        desks=(front, nurse),
        drill=None,
        walk_test=None,
        buttons_heard=38,
        buttons_planned=38,
    )
    return msgspec.structs.replace(view, **changes)


def drill(*rooms: str) -> DrillLine:
    return DrillLine(drill="d-1", name="Medical practice", rooms=tuple(map(RoomId, rooms)), ends_in_ms=724_000)


TROUBLES = (
    TroubleLine(
        what="button-lost",
        subject="B117",
        detail="The button in Room 117 has not been heard from for 3 minutes. Is it plugged in? "
        "Until then nobody can call from there with it: tell the teacher to use the phone.",
        age_ms=260_000,
    ),
    TroubleLine(what="desk-not-attended", subject="nurse", detail="Nobody is at the nurse's desk.", age_ms=4_000_000),
)

FACTS = PlanFacts(
    request=0,
    building="Lincoln Middle School",
    timezone="America/Denver",
    address="1 Main Street",
    phone="555 0100",
    areas=tuple(AreaLine(name=AreaName(name), instead="the radio") for name in ("Playground", "Bus loop")),
    rooms=tuple(
        RoomLine(
            room=RoomId(room),
            name=name,
            floor=floor,
            zone="z",
            phone_name=f"LMS-{room}",
            buttons=(f"b-{room}",),
            untimed=(ButtonId("b-gym"),) if room == "gym" else (),
        )
        for room, name, floor in (
            ("117", "Room 117", "1"),
            ("B204", "Room B204", "2"),
            ("B205", "Room B205", "2"),
            ("gym", "Gymnasium", "Ground"),
            ("lib", "Library and media centre, west wing", "1"),
        )
    ),
    people=tuple(
        PersonLine(person=PersonId(person), name=name, roles=roles, on_duty=on_duty)
        for person, name, roles, on_duty in (
            ("dana", "Dana Reyes", (Role.OFFICE,), True),
            ("marcus", "Marcus Bell", (Role.SECURITY, Role.LEAD), True),
            ("ortiz", "Ines Ortiz", (Role.NURSE,), True),
            ("kim", "Sun-hee Kim", (Role.MENTAL_HEALTH,), False),
        )
    ),
    desks=(),
    uncovered=(),
    other_help=(
        Helper(
            "crisis",
            HelpKind.MOBILE_CRISIS,
            "Mobile crisis team",
            "720 555 0162",
            from_words("mon-fri 08:00-20:00"),
            how="Say the school and the door.",
            how_es="Diga la escuela y la puerta.",
        ),
        *SHIPPED,
    ),
    families=Families("The gymnasium", "The counselor", "El gimnasio", "La consejera"),
)

WITH_PENDANTS = msgspec.structs.replace(
    FACTS,
    duties=tuple(
        PendantLine(button=ButtonId(button), duty=duty, where=where)
        for button, duty, where in (
            ("play-2", "Playground 2", "Playground 2, near Gymnasium"),
            ("bus", "Bus duty", "Bus duty"),
        )
    ),
)
"""The same school, with two pendants."""


WITH_PAGES = msgspec.structs.replace(
    FACTS,
    pages=(
        PageLine(page=ButtonId("b204-page"), kind=PairedAs.ROOM, where="Room B204", paired=True),
        PageLine(page=ButtonId("gym-page"), kind=PairedAs.ROOM, where="Gymnasium", paired=False),
    ),
)
"""The same school, with two pages, one of which has a browser."""


def pressed(number: int, heard_by: str = "pendant", **changes: Any) -> CallCard:
    """Make an emergency whose device cannot be answered: heard by radio from a pendant, at a wired contact, or at the panel."""
    card = call(number, "B204", Kind.EMERGENCY, age_ms=7_000, two_way=False, lamp="cannot be told", heard_by=heard_by)
    if heard_by == "pendant":
        near = {"room_name": "Playground 2, near Gymnasium", "phone_name": "LMS-gym", "floor": ""}
        card = msgspec.structs.replace(card, room=None, duty="Playground 2", hop="1-700", **near)
    return msgspec.structs.replace(card, **changes)


MORNING = MorningKnown(
    request=0,
    rooms=38,
    broken=(BrokenLine(why="Button lost.", rooms=("Room 117",)),),
    buttons_silent=("B117-wall (Room 117)",),
    sounders=3,
    sounders_silent=(),
    duty=(
        DutyLine(role=Role.LEAD, people_count=0, people=()),
        DutyLine(role=Role.SECURITY, people_count=1, people=("Marcus Bell",)),
        DutyLine(role=Role.NURSE, people_count=1, people=("Ines Ortiz",)),
    ),
)

WAYS = WaysKnown(
    request=0,
    building="Lincoln Middle School",
    seen=True,
    rooms=(
        RoomWaysLine(
            room="B204",
            name="Room B204",
            zone="north",
            phone="LMS-B204",
            independent=2,
            ways=(
                WayLine(
                    kind="button",
                    subject="b-B204",
                    name="b-B204",
                    family="esphome",
                    said=False,
                    proved_ago_ms=172_800_000,
                ),
                WayLine(
                    kind="button",
                    subject="B204-knee",
                    name="B204-knee",
                    family="modbus",
                    hangs_on=("Board in closet W", "Wires of the west wing", "UPS in the office"),
                    away=True,
                ),
            ),
        ),
        RoomWaysLine(
            room="gym",
            name="Gymnasium",
            zone="gym",
            phone="LMS-Gym",
            independent=1,
            share=("UPS in the office",),
            ways=(
                WayLine(
                    kind="button", subject="b-gym", name="b-gym", family="esphome", hangs_on=("UPS in the office",)
                ),
                WayLine(
                    kind="button",
                    subject="bus-1",
                    name="bus-1",
                    family="inovonics",
                    hangs_on=(),
                    heard_by=("Receiver at the front office (UPS in the office)",),
                    if_carried=True,
                ),
            ),
        ),
    ),
    zones=(
        ZoneWaysLine(
            zone="north",
            independent=2,
            ways=(
                WayLine(
                    kind="desk",
                    subject="front",
                    name="desk Front office",
                    family="desk",
                    said=False,
                    proved_ago_ms=4_000,
                ),
                WayLine(
                    kind="sounder",
                    subject="hall",
                    name="sounder Hall",
                    family="alsa",
                    hangs_on=("output default",),
                    proved_ago_ms=7_200_000,
                ),
            ),
        ),
        ZoneWaysLine(zone="gym", independent=1),
    ),
    lost=(WayLost(room_name="Room B204", inward=True, left=1, causes=("board west-io",)),),
)

REACH = ReachKnown(
    request=0,
    room_name="Room B204",
    button="",
    steps=(
        ReachStep(after_s=0, places=("desk Front office",), people_count=0, people=()),
        ReachStep(
            after_s=30,
            places=("desk Front office", "desk Nurse", "sounder Hall"),
            people_count=2,
            people=("Marcus Bell", "Ines Ortiz"),
        ),
        ReachStep(after_s=60, places=(), people_count=0, people=()),
    ),
    broken="",
)

TIMELINE = tuple(
    FeedItem(number=number, wall_ms=WALL_MS + number * 1000, incident=IncidentId("i-12"), call=12, line=line)
    for number, line in enumerate(
        (
            "Call 12 raised from Room B204: emergency",
            "Shown at the front office",
            "Note by Dana Reyes: two pupils, one of them has left the room, the teacher is alone with the other and "
            "asks for somebody who knows him",
        ),
        start=1,
    )
)
