"""Writes the adopted plan in the words that a desk shows: rooms, areas, people, and buttons that go with a duty. Pure; knows no socket
and no clock.
"""

from appliance.api.desk.plan import AreaLine, PendantLine, PersonLine, RoomLine
from appliance.core.ground.moment import Moment
from appliance.core.ground.place import belongs_to
from appliance.plan.coverage import coverage
from appliance.plan.index import PlanIndex, within


def room_lines(index: PlanIndex) -> tuple[RoomLine, ...]:
    """Give every room with its buttons."""
    return tuple(
        RoomLine(
            room=room.room,
            name=room.name,
            floor=room.floor,
            zone=room.zone,
            phone_name=room.phone_name,
            buttons=tuple(index.buttons_in.get(room.room, ())),
            untimed=index.untimed_in((room.room,)),
            buddy=room.buddy,
            exits=room.exits,
            thrown=room.thrown,
            stand=room.stand,
        )
        for room in index.plan.rooms
    )


def area_lines(index: PlanIndex) -> tuple[AreaLine, ...]:
    """Give every area, in the order of the plan."""
    return tuple(AreaLine(name=name, instead=area.instead) for name, area in index.areas.items())


def person_lines(index: PlanIndex, now: Moment) -> tuple[PersonLine, ...]:
    """Give every person, and whether they are on duty. While the clock is not trusted, everybody is."""
    return tuple(
        PersonLine(
            person=person.person,
            name=person.name,
            roles=person.roles,
            on_duty=now.week_minute is None or within(person.duty, now.week_minute),
        )
        for person in index.plan.people
    )


def uncovered(index: PlanIndex) -> tuple[str, ...]:
    """Name the rooms and areas from which nobody can call and be told, with what to do instead."""
    covered = coverage(index.plan)
    return (
        *(f"{room.name}: its button cannot be told" for room in covered.one_way),
        *(f"{room.name}: no button" for room in covered.bare),
        *(f"{area.name}: {area.instead}" for area in index.plan.areas),
    )


def pendant_lines(index: PlanIndex) -> tuple[PendantLine, ...]:
    """Give every button that goes with a duty, in the order of the plan."""
    return tuple(
        PendantLine(
            button=each.button,
            duty=each.duty,
            where=belongs_to(each, index),
            untimed=each.button in index.untimed,
        )
        for each in index.plan.buttons
        if each.duty
    )
