"""Lists what of a plan a browser can be paired with, and as what. Pure. One list, so that no id means two things."""

import enum
from collections.abc import Iterator

import msgspec

from appliance.plan.families import PAGE_WAY
from appliance.plan.ids import ButtonId
from appliance.plan.model import Person, Plan, given


class PairedAs(enum.Enum):
    """What a paired browser is."""

    ROOM = "room"
    PHONE = "phone"
    DESK = "desk"
    WALL = "wall"

    @property
    def private(self) -> bool:
        """Whether it speaks with the box on a private line. A page of a room and a wall board are told nothing that needs one."""
        return self in (PairedAs.PHONE, PairedAs.DESK)


class Pairable(msgspec.Struct, frozen=True):
    """An entry of the plan that a browser can be paired with. `page` is its id.

    `place`: the id of the room, person or desk that it is; "" for a wall board. If the plan gives the id to another place, the browser
    that was paired before is none of it. `name` is what people call the place. `agreed` False: a person took their yes back, and the
    phone is told nothing.
    """

    page: ButtonId
    kind: PairedAs
    place: str
    name: str
    agreed: bool = True


def pairable(plan: Plan) -> dict[ButtonId, Pairable]:
    """Give everything that can be paired, by its id: pages of rooms first, then phones, wall boards and desks, in the order of the plan."""
    return {each.page: each for found in (_rooms(plan), _phones(plan), _walls(plan), _desks(plan)) for each in found}


def _rooms(plan: Plan) -> Iterator[Pairable]:
    names = {room.room: room.name for room in plan.rooms}
    for page in given(plan.pages):
        yield Pairable(page.page, PairedAs.ROOM, page.room, names.get(page.room, page.room))


def _phones(plan: Plan) -> Iterator[Pairable]:
    for person in plan.people:
        yield from _of_person(person)


def _walls(plan: Plan) -> Iterator[Pairable]:
    for wall in given(plan.walls):
        yield Pairable(wall.wall, PairedAs.WALL, "", wall.name)


def _desks(plan: Plan) -> Iterator[Pairable]:
    for desk in plan.desks:
        if desk.browser:
            yield Pairable(ButtonId(desk.desk), PairedAs.DESK, desk.desk, desk.name)


def _of_person(person: Person) -> Iterator[Pairable]:
    """Give the phones of a person. A way that the person has not agreed to stays in the list: see `agreed`."""
    told = person.message_ways
    for way in given(person.ways):
        if way.by == PAGE_WAY:
            yield Pairable(ButtonId(way.to), PairedAs.PHONE, person.person, person.name, agreed=way in told)
