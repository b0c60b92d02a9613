"""Makes schools of every size, and the plans they change to. Pure; the caller gives the dice."""

import random

from msgspec.structs import replace

from appliance.plan.devices import SAFE
from appliance.plan.ids import ButtonId, DeskId, KeyId, PersonId, RoomId, SounderId, ZoneId
from appliance.plan.model import (
    ROLES_SENT,
    Area,
    Button,
    Contact,
    Desk,
    Hours,
    Kind,
    Limits,
    Person,
    Plan,
    Role,
    Room,
    Sounder,
    Step,
)

KINDS = {"help": Kind.ASSIST, "hold": Kind.EMERGENCY, "medical": Kind.MEDICAL, "tap-out": Kind.TAP_OUT}
FITTED = (
    ("help", "hold"),
    ("help", "hold", "medical"),
    ("help", "hold", "tap-out"),
    ("help", "hold", "medical", "tap-out"),
)
ALL_WEEK = (Hours(0, 7 * 1440),)
SCHOOL_HOURS = tuple(Hours(day * 1440 + 450, day * 1440 + 990) for day in range(5))


def school(dice: random.Random) -> Plan:
    """Make a plan with 12 to 40 rooms in two to four zones, one to three desks, and up to three sounders."""
    zones = [ZoneId(name) for name in ("north", "south", "east", "west")[: dice.randint(2, 4)]]
    rooms = [_room(number, dice.choice(zones)) for number in range(1, dice.randint(12, 40) + 1)]
    desks = tuple(
        Desk(DeskId(name), name.title(), dice.choice(zones))
        for name in ("front", "hall", "library")[: dice.randint(1, 3)]
    )
    sounders = tuple(
        Sounder(SounderId(name), name, "simulated", name, dice.choice(zones))
        for name in ("bell", "horn", "radio")[: dice.randint(0, 3)]
    )
    plan = Plan(
        building="Simulated school",
        timezone="UTC",
        address="1 Main Street",
        phone="555 0100",
        rooms=tuple(rooms),
        areas=(Area("Playground", zones[0], "the radio"),),
        buttons=tuple(_button(room.room, n, dice) for room in rooms for n in range(dice.choice((1, 1, 1, 2, 0)))),
        desks=desks,
        people=tuple(_people(sounders, dice)),
        sounders=sounders,
        occupied=dice.choice(((), SCHOOL_HOURS)),
        ladder=(),
        limits=_limits(dice),
    )
    return replace(plan, ladder=_ladder(plan, dice))


def changed(plan: Plan, whole: Plan, dice: random.Random) -> Plan:
    """Make another plan for the same building: something goes, moves or changes its figures; or all of it comes back."""
    match dice.randint(0, 6):
        case 0:
            gone = dice.choice(plan.rooms).room
            rooms = tuple(room for room in plan.rooms if room.room != gone)
            return replace(plan, rooms=rooms, buttons=tuple(each for each in plan.buttons if each.room != gone))
        case 1:
            gone_button = dice.choice(plan.buttons)
            return replace(plan, buttons=tuple(each for each in plan.buttons if each != gone_button))
        case 2:
            moved = dice.choice(plan.buttons)
            there = dice.choice(plan.rooms).room
            return replace(
                plan, buttons=tuple(replace(each, room=there) if each == moved else each for each in plan.buttons)
            )
        case 3 if len(plan.desks) > 1:
            gone_desk = dice.choice(plan.desks)
            fewer = replace(plan, desks=tuple(each for each in plan.desks if each != gone_desk))
            return replace(fewer, ladder=_ladder(fewer, dice))
        case 4:
            return replace(plan, limits=_limits(dice))
        case 5:
            return replace(plan, ladder=_ladder(plan, dice))
        case _:
            return whole


def _room(number: int, zone: ZoneId) -> Room:
    name = f"{100 + number}"
    return Room(RoomId(name), f"Room {name}", "1", zone, name)


def _button(room: RoomId, number: int, dice: random.Random) -> Button:
    contacts = tuple(Contact(name, KINDS[name]) for name in dice.choice(FITTED))
    name, safe = ButtonId(f"{room}-{'wall' if number == 0 else 'door'}"), dice.random() < 0.5
    return Button(name, room, "simulated", KeyId(room), contacts, safe=safe)


def fitted_on(button: Button) -> tuple[str, ...]:
    """Give every contact on the board."""
    return (*(each.contact for each in button.contacts), *((SAFE,) if button.safe else ()))


def _people(sounders: tuple[Sounder, ...], dice: random.Random) -> list[Person]:
    roles = ((Role.LEAD,), (Role.SECURITY, Role.ADMINISTRATOR), (Role.NURSE,), (Role.MENTAL_HEALTH,), (Role.OFFICE,))
    reach = tuple(sounder.sounder for sounder in sounders)
    return [
        Person(
            PersonId(f"p{n}"), f"Person {n}", held, dice.choice((ALL_WEEK, SCHOOL_HOURS)), reach[: dice.randint(0, 2)]
        )
        for n, held in enumerate(roles)
    ]


def _limits(dice: random.Random) -> Limits:
    if dice.random() < 0.4:
        return Limits()
    return Limits(
        dispatch_s=dice.choice((5, 20, 60)),
        confirm_s=dice.choice((5, 15, 30)),
        arrive_s=dice.choice((10, 60, 180)),
        all_right_s=dice.choice((20, 120, 600)),
        exhausted_s=dice.choice((10, 30, 90)),
        ladder_again_s=dice.choice((10, 60)),
        tap_out_again_s=dice.choice((15, 120)),
        presence_s=dice.choice((60, 300, 1800)),
        drill_s=dice.choice((60, 300, 1800)),
    )


def _ladder(plan: Plan, dice: random.Random) -> tuple[Step, ...]:
    if dice.random() < 0.15:
        return ()
    desks = [desk.desk for desk in plan.desks]
    sounders = [sounder.sounder for sounder in plan.sounders]
    steps = [Step(0, tuple(desks[: dice.randint(1, len(desks))]))]
    for after_s in (15, 30, 60)[: dice.randint(0, 3)]:
        roles = tuple(dice.sample(ROLES_SENT, dice.randint(0, 3)))
        steps.append(Step(after_s, tuple(desks), tuple(sounders[: dice.randint(0, 3)]), roles))
    return tuple(steps)
