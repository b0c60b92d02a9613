"""The small school with telephones and a modem, and calls by both, as the doors hand them in."""

from msgspec.structs import replace

from appliance.core.calls.by_voice.calling import by_phone, by_text, room_said
from appliance.core.ground.callers import Caller
from appliance.core.ground.rejections import Rejection
from appliance.plan.ids import PersonId, PhoneId, RoomId, ZoneId
from appliance.plan.messages import MessageWay
from appliance.plan.model import Plan
from appliance.plan.telephones import SharedPhone, Telephone, Texts
from appliance.texts.reading import HelpText, read
from tests.appliance.core.story import Story, school

STRANGER, ANA_OUTSIDE = "+17205550123", "+17205550111"


def with_telephones() -> Plan:
    """Make the plan: 2204 is the phone of room 204, 2210 stands on Ana's desk, and 2001 is anybody's."""
    plan = school()
    rooms = tuple(replace(room, phone="2204") if room.room == RoomId("204") else room for room in plan.rooms)
    ana, ben = plan.people
    ways = (MessageWay("phone", "2210"), MessageWay("text", ANA_OUTSIDE))
    return replace(
        plan,
        rooms=rooms,
        people=(replace(ana, person=PersonId("ana"), agreed="2026-08-20", ways=ways), ben),
        telephone=Telephone("10.20.0.5", "4357"),
        shared_phones=(SharedPhone(PhoneId("desk"), "Phone at the front desk", "2001", ZoneId("office")),),
        texts=Texts("/dev/serial/by-id/usb-modem", "+17205550199"),
    )


def phones(story: Story, number: str = "", *, diverted: bool = False, **caller: bool) -> Rejection | None:
    """Let a telephone call come in at the help extension."""
    heard = Caller(number=number, withheld=caller.pop("withheld", not number), **caller)
    return story.tell(by_phone(heard, story.board.index, diverted=diverted))


def texts(story: Story, number: str, text: str) -> Rejection | None:
    """Let a text come in that calls."""
    reading = read(text, lambda words: room_said(words, story.board.index) or "")
    assert isinstance(reading, HelpText), f"{text!r} does not call"
    return story.tell(by_text(number, RoomId(reading.room) if reading.room else None, reading.room or reading.unknown))
