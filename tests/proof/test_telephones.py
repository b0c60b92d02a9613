"""Tells the story of desk phones over real processes: who calls from them, and who is told on them, word for word."""

from pathlib import Path

import pytest

from appliance.core.ground.messages import MessageState, Reply
from appliance.core.ground.place import Place
from appliance.plan.ids import RoomId
from appliance.plan.model import Kind
from appliance.speech.compositions import (
    Announced,
    announcement,
    has_it,
    on_the_way,
    press_one,
    received,
    taken,
    unverified_received,
)
from tests.once import of_the_run, once
from tests.phones_rig.network import phone_address
from tests.phones_rig.odd import calls, goes_on, hears
from tests.phones_rig.pbx import Routing, missing
from tests.phones_rig.phone import tone
from tests.phones_rig.rig import HANDBELL, HELP, secret_of
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

# Marked `heard`: what a phone hears is recorded as it is said, and a busy machine puts gaps into it.
pytestmark = [pytest.mark.proof, pytest.mark.skipif(missing() is not None, reason=str(missing())), pytest.mark.heard]

SAID_S = 9.0
"""A sentence to a caller takes 3.1 s, and begins anew after a pause of 1.2 s. So within 7.5 s it is said whole, whenever it began, and a
pause of 0.8 s shows that it ended.
"""
ANNOUNCED_S = 10.5  # an announcement with its keys takes at most 8 s, and begins a moment later on a busy machine
FROM_ROOMS = {room: received(Place(room=RoomId(room))) for room in ("B201", "B202", "B203", "B204")}
TO_A_CALLER = [*FROM_ROOMS.values(), unverified_received(), has_it(), on_the_way()]


def announced(room: str, *, shared: bool = False) -> tuple[str, ...]:
    """Give what is announced of an assist call from a room."""
    return (*announcement(Announced(kind=Kind.ASSIST, place=Place(room=RoomId(room)))), *press_one(shared=shared))


TO_WHO_IS_RUNG = [announced(room, shared=shared) for room in FROM_ROOMS for shared in (False, True)]
TO_WHO_IS_RUNG += [taken(shared=False), taken(shared=True)]


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
        assert (card.room, card.room_name, card.ringing, card.heard_by) == ("B201", "Room 201", True, "phone")
        assert card.caller is not None and not card.caller.unverified
        await now(room.until, "CALL_ESTABLISHED")
        at_first = await now(room.listen, SAID_S)
        await school.desk.acknowledges(card)
        then = await now(room.listen, SAID_S)
        await school.desk.sends(card)
        await school.desk.confirms(card)
        at_last = await now(room.listen, SAID_S)
        room.hang_up()
        await now(room.until, "CALL_CLOSED")
        for part, said in ((at_first, FROM_ROOMS["B201"]), (then, has_it()), (at_last, on_the_way())):
            assert school.heard(room, TO_A_CALLER, part)[-1:] == school.words(said)
        assert len((await school.desk.board()).calls) == 1, "whoever hangs up has called all the same"


async def test_who_hangs_up_at_once_has_called(workshop: Path, phrases: Path) -> None:
    async with Telephones.at(workshop, phrases) as school:
        room = school.phone("2203")
        room.dial(HELP)
        await now(room.until, "CALL_LOCAL_SDP")
        room.hang_up()
        card = await school.call(lambda card: card.recorded)
        assert (card.room, card.presses) == ("B203", 1)


@pytest.mark.parametrize(
    ("number", "dialled", "hidden"), [(STRANGER, HELP, False), (OUTSIDE, HELP, False), (OUTSIDE, f"*67{HELP}", True)]
)
async def test_who_nobody_knows_is_unverified_and_rings(
    workshop: Path, phrases: Path, number: str, dialled: str, *, hidden: bool
) -> None:
    async with Telephones.at(workshop, phrases) as school:
        phone = school.phone(number)
        phone.dial(dialled)
        card = await school.call(lambda card: card.recorded)
        assert card.room is None and card.ringing and card.caller is not None and card.caller.unverified
        assert (card.caller.number, card.caller.withheld) == ("" if hidden else number, hidden)
        await now(phone.until, "CALL_ESTABLISHED")
        part = await now(phone.listen, ANNOUNCED_S)
        phone.hang_up()
        await now(phone.until, "CALL_CLOSED")
        assert school.heard(phone, TO_A_CALLER, part)[:1] == school.words(unverified_received())


async def test_the_leads_own_phone_rings_and_one_is_going(workshop: Path, phrases: Path) -> None:
    async with Telephones.at(workshop, phrases) as school:
        lead, office = school.phone(VASQUEZ), school.phone(OFFICE)
        building = await school.box.building("B202")
        await building.until_lamp("B202-wall", "ready", within_s=5)
        await building.press("B202-wall")
        await now(lead.until, "CALL_INCOMING")
        await now(office.until, "CALL_INCOMING")
        lead.answer()
        part = await now(lead.listen, ANNOUNCED_S)
        lead.press("1")
        card = await school.call(lambda card: card.confirmed)
        assert (card.going, card.messages[0].reply) == ("Ottoline Vasquez", Reply.GOING)
        await building.until_lamp("B202-wall", "on-the-way", within_s=2)
        await now(office.until, "CALL_CLOSED")
        assert "CALL_ESTABLISHED" not in office.events()
        thanks = await now(lead.listen, SAID_S)
        lead.hang_up()
        await now(lead.until, "CALL_CLOSED")
        assert school.heard(lead, TO_WHO_IS_RUNG, part)[:1] == school.words(announced("B202"))
        assert school.heard(lead, TO_WHO_IS_RUNG, thanks)[-1:] == school.words(taken(shared=False))


async def test_whoever_is_at_the_shared_phone_takes_the_call_and_nobody_is_on_the_way_by_that(
    workshop: Path, phrases: Path
) -> None:
    async with Telephones.at(workshop, phrases) as school:
        office = school.phone(OFFICE)
        room = school.phone("2204")
        room.dial(HELP)
        await now(office.until, "CALL_INCOMING")
        office.answer()
        part = await now(office.listen, ANNOUNCED_S)
        office.press("1")
        card = await school.call(lambda card: bool(card.acknowledged_by))
        assert not card.confirmed and not card.going and card.names_owed
        await now(room.until, "CALL_ESTABLISHED")
        told = await now(room.listen, SAID_S)
        for phone in (office, room):
            phone.hang_up()
            await now(phone.until, "CALL_CLOSED")
        assert school.heard(office, TO_WHO_IS_RUNG, part)[:1] == school.words(announced("B204", shared=True))
        assert school.heard(room, TO_A_CALLER, told)[-1:] == school.words(has_it())


async def test_a_group_rings_as_one_way_and_who_did_not_answer_is_left_alone(workshop: Path, phrases: Path) -> None:
    async with Telephones.at(workshop, phrases, plan=with_telephones(lead=GROUP)) as school:
        first, second = (school.phone(number) for number in IN_GROUP)
        school.phone("2201").dial(HELP)
        await now(first.until, "CALL_INCOMING")
        await now(second.until, "CALL_INCOMING")
        second.answer()
        await now(first.until, "CALL_CLOSED")
        await now(second.listen, ANNOUNCED_S)
        second.press("0")
        await school.call(lambda card: any(each.reply is Reply.CANNOT for each in card.messages))
        await now(second.until, "CALL_CLOSED")
        assert first.events().count("CALL_INCOMING") == second.events().count("CALL_INCOMING") == 1


async def test_a_voicemail_answers_nothing(workshop: Path, phrases: Path) -> None:
    async with Telephones.at(workshop, phrases) as school:
        greeting = tone(workshop / "greeting.wav")
        voicemail = school.phone(
            VASQUEZ, options=";answermode=auto", says=greeting
        )  # it hangs up where the greeting ends
        school.phone("2201").dial(HELP)
        await now(voicemail.until, "CALL_ESTABLISHED")
        await now(voicemail.until, "CALL_CLOSED")
        card = await school.call(lambda card: card.step == 1)
        assert not card.acknowledged_by and not card.confirmed
        (message,) = [each for each in card.messages if each.who == "Ottoline Vasquez"]
        assert message.reply is None and message.state is not MessageState.DELIVERED
        assert voicemail.events().count("CALL_ESTABLISHED") == 1, "it is not rung again for the same"


async def test_nobody_is_who_they_say_they_are(workshop: Path, phrases: Path) -> None:
    password = f"[authentication username={STRANGER} password={secret_of(STRANGER)}]"
    lies = "P-Asserted-Identity: <sip:2201@10.99.0.1>", "P-Preferred-Identity: <sip:2201@10.99.0.1>"
    through = [
        calls(HELP, *lies, caller="2201"),
        hears("407", auth=True),
        goes_on("ACK", number=HELP, caller="2201", cseq=1),
        calls(HELP, password, *lies, caller="2201", cseq=2),
        hears("100", optional=True),
        hears("180", optional=True),
        hears("200"),
        goes_on("ACK", number=HELP, caller="2201", cseq=2),
    ]
    past = [calls(HANDBELL, *lies, caller="2201", host="10.99.0.2"), hears("403")]
    async with Telephones.at(workshop, phrases) as school:
        with school.rig.odd(past, at=f"{phone_address(18)}:5080", to="10.99.0.2:5070") as odd:
            await now(odd.until, "INVITE sip:handbell@10.99.0.2")
            with school.rig.odd(through, at=f"{phone_address(19)}:5080", to="10.99.0.1:5060"):
                card = await school.call(lambda card: card.recorded)
        assert card.caller is not None and (card.room, card.caller.number) == (None, STRANGER)
        room = school.phone("2202")
        room.dial(HELP)
        await school.call(lambda card: card.room == "B202")
        board = await school.desk.board(lambda board: all(card.recorded for card in board.calls))
        assert sorted(str(card.room) for card in board.calls) == ["B202", "None"], "past the phone system nobody calls"


async def test_a_number_that_nobody_vouches_for_is_no_room(workshop: Path, phrases: Path) -> None:
    async with Telephones.at(workshop, phrases, routing=Routing({HELP: HANDBELL}, asserts=False)) as school:
        school.phone("2201").dial(HELP)
        card = await school.call(lambda card: card.recorded)
        assert card.caller is not None and (card.room, card.caller.unverified, card.caller.unproved) == (
            None,
            True,
            True,
        )


async def test_a_phone_of_another_tongue_has_called_and_is_not_waited_for(workshop: Path, phrases: Path) -> None:
    async with Telephones.at(workshop, phrases) as school:
        lead = school.phone(VASQUEZ, codecs=("g722",))
        office = school.phone(OFFICE)
        caller = school.phone("2201", codecs=("g722",))
        caller.dial(HELP)
        card = await school.call(lambda card: card.recorded)
        assert (card.room, card.ringing) == ("B201", True)
        await now(caller.until, "CALL_CLOSED")
        await now(office.until, "CALL_INCOMING")
        card = await school.call(lambda card: any(each.state is MessageState.FAILED for each in card.messages))
        assert [each.who for each in card.messages if each.state is MessageState.FAILED] == ["Ottoline Vasquez"]
        assert "CALL_ESTABLISHED" not in lead.events()
