"""Tells the story of desk phones over real processes: who calls from them, who is told on them, and what happens when a part fails."""

from pathlib import Path

import pytest

from appliance.core.ground.place import Place
from appliance.core.ground.words import Stage
from appliance.plan.ids import RoomId
from appliance.plan.model import Kind
from appliance.speech.compositions import (
    Announced,
    announcement,
    has_it,
    on_the_way,
    press_one,
    received,
    unverified_received,
)
from tests.once import of_the_run, once
from tests.phones_rig.pbx import missing
from tests.phones_rig.rig import HELP
from tests.proof.disk import Disk
from tests.proof.telephones import (
    GROUP,
    IN_GROUP,
    OFFICE,
    OUTSIDE,
    STRANGER,
    VASQUEZ,
    Telephones,
    now,
    spoken,
    with_telephones,
)

pytestmark = [pytest.mark.proof, pytest.mark.skipif(missing() is not None, reason=str(missing()))]

SAID_S = 4.0
"""The longest sentence to a caller takes 3 s, and begins anew after a pause: after so long it was said whole."""
ANNOUNCED_S = 9.0  # an announcement with its keys takes at most 8 s
FROM_ROOMS = [received(Place(room=RoomId(each))) for each in ("B201", "B202", "B203", "B204")]
TO_A_CALLER = [*FROM_ROOMS, unverified_received(), has_it(), on_the_way()]


def of_a_room(room: str, *, shared: bool) -> tuple[str, ...]:
    """Give what is announced of an assist call from a room."""
    return (*announcement(Announced(kind=Kind.ASSIST, place=Place(room=RoomId(room)))), *press_one(shared=shared))


ANNOUNCED = [of_a_room(room, shared=shared) for room in ("B201", "B202", "B203", "B204") for shared in (False, True)]


@pytest.fixture(scope="session")
def phrases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Record the phrases of this school once."""
    return once(
        of_the_run(tmp_path_factory) / "phrases-of-telephones", lambda folder: spoken(folder, with_telephones())
    )


async def test_a_room_dials_for_help_and_hears_word_for_word_what_is_true(workshop: Path, phrases: Path) -> None:
    async with Telephones.at(workshop, phrases) as school:
        room = school.phone("2201")
        room.dial(HELP)
        card = await school.call(lambda card: card.recorded)
        assert (card.room, card.room_name, card.ringing) == ("B201", "Room 201", True)
        await now(room.until, "CALL_ESTABLISHED")
        await now(room.until_heard, SAID_S)
        await school.desk.acknowledges(card)
        await now(room.until_heard, SAID_S)
        await school.desk.sends(card)
        await school.desk.confirms(card)
        await now(room.until_heard, SAID_S)
        room.hang_up()
        await now(room.until, "CALL_CLOSED")
        assert school.heard(room, TO_A_CALLER) == school.words(FROM_ROOMS[0], has_it(), on_the_way())
        assert len((await school.desk.board()).calls) == 1, "whoever hangs up has called all the same"


async def test_a_caller_who_hangs_up_at_once_has_called(workshop: Path, phrases: Path) -> None:
    async with Telephones.at(workshop, phrases) as school:
        room = school.phone("2203")
        room.dial(HELP)
        await now(room.until, "CALL_LOCAL_SDP")
        room.hang_up()
        card = await school.call(lambda card: card.recorded)
        assert (card.room, card.presses) == ("B203", 1)


@pytest.mark.parametrize(("number", "dialled"), [(STRANGER, HELP), (OUTSIDE, HELP), ("2202", f"*67{HELP}")])
async def test_a_caller_whom_nobody_knows_is_unverified_and_rings(
    workshop: Path, phrases: Path, number: str, dialled: str
) -> None:
    async with Telephones.at(workshop, phrases) as school:
        school.phone(number).dial(dialled)
        card = await school.call(lambda card: card.recorded)
        print(card)
        1 / 0


async def test_a_call_rings_the_lead_who_presses_one(workshop: Path, phrases: Path) -> None:
    async with Telephones.at(workshop, phrases) as school:
        lead, office = school.phone(VASQUEZ), school.phone(OFFICE)
        building = await school.box.building("B202")
        await building.until_lamp("B202-wall", "ready", within_s=5)
        await building.press("B202-wall")
        await now(lead.until, "CALL_INCOMING")
        await now(office.until, "CALL_INCOMING")
        lead.answer()
        await now(lead.until_heard, ANNOUNCED_S)
        lead.press("1")
        card = await school.call(lambda card: card.confirmed)
        print(card)
        await building.until_lamp("B202-wall", "on-the-way", within_s=2)
        await now(office.until, "CALL_CLOSED")
        await now(lead.until_heard, SAID_S)
        lead.hang_up()
        await now(lead.until, "CALL_CLOSED")
        print(school.heard(lead, ANNOUNCED))
        assert school.heard(lead, ANNOUNCED)[0] in school.words(of_a_room("B202", shared=False))
        1 / 0
