"""Looks up whose a telephone number is in one plan. Pure; made once for a plan, at the first question."""

import msgspec

from appliance.plan.ids import PersonId, PhoneId, RoomId
from appliance.plan.model import Person, Plan, given
from appliance.plan.telephones import CALLED_BY_PHONE, CALLED_BY_TEXT, SharedPhone


class PhoneBook(msgspec.Struct, frozen=True):
    """The phones of a plan, each by its number. `people` are those whom the plan phones or texts there, with the person's yes where it
    needs one.
    """

    rooms: dict[str, RoomId]
    shared: dict[str, SharedPhone]
    people: dict[str, PersonId]
    shared_by_id: dict[PhoneId, SharedPhone]


def phone_book(plan: Plan) -> PhoneBook:
    """Make the phone book of a plan. In a checked plan each number is of one room, phone or person."""
    shared = given(plan.shared_phones)
    return PhoneBook(
        rooms={room.phone: room.room for room in plan.rooms if room.phone},
        shared={each.extension: each for each in shared},
        people={number: each.person for each in plan.people for number in _numbers(each)},
        shared_by_id={each.phone: each for each in shared},
    )


def _numbers(person: Person) -> tuple[str, ...]:
    return tuple(way.to for way in person.message_ways if way.by in (CALLED_BY_PHONE, CALLED_BY_TEXT))
