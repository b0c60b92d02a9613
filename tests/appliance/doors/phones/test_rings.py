"""Tests phones that ring, over the door's real socket and the real way: who is rung, what they hear, and which keys count."""

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from appliance.api.phones.messages import RingState, State
from appliance.core.calls.commands import Acknowledge, RaiseCallFromDesk
from appliance.core.ground.messages import MessageState
from appliance.core.ground.messages import Reply as Answered
from appliance.core.ground.words import Actor, Stage
from appliance.core.messages import turns
from appliance.doors.phones import rings
from appliance.plan.ids import DeskId, PersonId, PhoneId, RoomId
from appliance.plan.messages import MessageWay
from appliance.plan.model import Kind
from appliance.plan.telephones import SharedPhone
from tests.appliance.doors.harness import ALL_WEEK, FRONT, Harness
from tests.appliance.doors.phones.phones import ANA, BEN, Phones, Process, phones, with_phones
from tests.patience import until

AT_FRONT = Actor(FRONT, PersonId("ana"))


@pytest.fixture
async def building(harness: Harness) -> AsyncIterator[Phones]:
    async with phones(harness) as building:
        yield building


@pytest.fixture
async def process(building: Phones) -> AsyncIterator[Process]:
    async with building.process() as process:
        yield process


async def test_a_press_rings_the_people_of_the_first_step_each_in_their_language(
    building: Phones, process: Process
) -> None:
    await building.harness.press("203").kept
    ana, ben = await process.rung(ANA), await process.rung(BEN)
    assert ana.clips == ("en.kind-assist", "en.room.203", "en.press-own")
    assert ben.clips == ("es.kind-assist", "es.room.203", "es.press-own")
    assert (ana.tone, ana.practice) == (True, False)
    assert "/" not in ana.id and ana.id != ben.id


async def test_key_1_is_a_confirmation_by_that_person_and_the_other_phone_stops(
    building: Phones, process: Process
) -> None:
    await building.harness.press("203").kept
    ana, ben = await process.rung(ANA), await process.rung(BEN)
    process.answers(ana)
    await until(lambda: {each.state for each in building.messages()} == {MessageState.SENT, MessageState.QUEUED})
    process.presses(ana, "1")
    await until(lambda: building.incidents[0].stage is Stage.CONFIRMED)
    await until(lambda: process.ring(BEN) is None)
    assert [each.name for each in building.incidents[0].sent] == ["Ana Ortiz"]
    await until(lambda: (ring := process.ring(ANA)) is not None and ring.clips == ("en.taken-own",))
    process.says(RingState(id=ana.id, state=State.ENDED))
    await until(lambda: process.rings == ())
    assert ben.id not in {each.id for each in process.rings}


async def test_whoever_pressed_a_key_is_hung_up_once_they_were_told_what_it_did(
    building: Phones, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rings, "THANKED_S", 0.5)
    await building.harness.press("203").kept
    ana = await process.rung(ANA)
    process.answers(ana)
    process.presses(ana, "0")
    await until(lambda: (ring := process.ring(ANA)) is not None and ring.clips == ("en.declined",))
    await until(lambda: process.ring(ANA) is None)
    [message] = [each for each in building.messages() if each.person == "ana"]
    assert message.reply is Answered.CANNOT
    assert building.incidents[0].stage is Stage.CALLED
    assert process.ring(BEN) is not None


@pytest.mark.parametrize(
    ("states", "why"),
    [
        ((State.RINGING, State.FAILED), rings.NOT_ANSWERED),
        ((State.RINGING, State.ANSWERED, State.ANNOUNCED, State.ENDED), rings.NO_KEY),
        ((State.RINGING, State.ANSWERED, State.ENDED), rings.NO_KEY),
        ((State.FAILED,), rings.NOT_RUNG),
    ],
    ids=["nobody answers", "a voicemail answers", "hung up during the announcement", "the phone is unplugged"],
)
async def test_no_key_is_no_answer_and_the_message_says_what_happened(
    building: Phones, process: Process, states: tuple[State, ...], why: str
) -> None:
    await building.harness.press("203").kept
    ana = await process.rung(ANA)
    process.says(*(RingState(id=ana.id, state=state) for state in states))
    await until(lambda: building.messages()[0].state is MessageState.FAILED)
    assert building.messages()[0].why.startswith(why)
    assert building.messages()[0].reply is None
    assert building.incidents[0].stage is Stage.CALLED
    await until(lambda: process.ring(ANA) is None)


async def test_a_voicemail_that_listens_on_is_hung_up_and_keeps_no_line(
    building: Phones, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rings, "LISTENED_S", 0.2)
    await building.harness.press("203").kept
    ana = await process.rung(ANA)
    process.answers(ana)
    await until(lambda: process.ring(ANA) is None)
    await until(lambda: building.messages()[0].state is MessageState.FAILED)
    assert building.messages()[0].why == rings.NO_KEY
    process.presses(ana, "1")
    await building.harness.press("204").kept
    assert building.incidents[0].stage is Stage.CALLED


@pytest.mark.parametrize(
    ("limit", "states", "why"),
    [
        ("RUNG_S", (), rings.NOT_RUNG),
        ("RUNG_S", (State.WAITING,), rings.NOT_RUNG),
        ("RUNG_S", (State.RINGING,), rings.NOT_ANSWERED),
        ("BEGUN_S", (State.RINGING, State.ANSWERED), rings.NOT_ANNOUNCED),
    ],
    ids=["nothing is told", "no line is free", "it rings for ever", "nothing is announced"],
)
async def test_a_phone_that_gets_no_further_keeps_no_line(
    building: Phones,
    process: Process,
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
    states: tuple[State, ...],
    why: str,
) -> None:
    monkeypatch.setattr(rings, limit, 0.3)
    await building.harness.press("203").kept
    ana = await process.rung(ANA)
    process.says(*(RingState(id=ana.id, state=state) for state in states))
    await until(lambda: process.ring(ANA) is None)
    await until(lambda: building.messages()[0].state is MessageState.FAILED)
    assert building.messages()[0].why == why
    process.answers(ana)
    process.presses(ana, "1")
    await building.harness.press("204").kept
    assert building.incidents[0].stage is Stage.CALLED


async def test_only_a_phone_that_could_not_be_rung_is_out_of_reach(building: Phones, process: Process) -> None:
    await building.harness.press("203").kept
    ana, ben = await process.rung(ANA), await process.rung(BEN)
    process.says(RingState(id=ana.id, state=State.FAILED, why="404 Not Found"))
    process.says(RingState(id=ben.id, state=State.RINGING), RingState(id=ben.id, state=State.FAILED, why="busy"))
    ways = building.harness.engine.heard.ways
    await until(lambda: ways.get(("phone", ANA)) is False)
    assert ways["phone", BEN] is True
    assert building.messages()[0].why == f'{rings.NOT_RUNG} Told by the phones: "404 Not Found".'


async def test_what_nobody_answered_rings_again_under_another_id(
    building: Phones, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "AGAIN_S", 0)
    monkeypatch.setattr(turns, "TURN_S", 1)
    await building.harness.press("203").kept
    first = await process.rung(ANA)
    process.says(RingState(id=first.id, state=State.RINGING), RingState(id=first.id, state=State.FAILED))
    await until(lambda: (ring := process.ring(ANA)) is not None and ring.id != first.id)


async def test_an_acknowledgement_at_a_desk_stops_every_phone(building: Phones, process: Process) -> None:
    await building.harness.press("203").kept
    await process.rung(ANA)
    await building.harness.engine.submit(Acknowledge(incident=building.incidents[0].incident), AT_FRONT).kept
    await until(lambda: process.rings == ())


async def test_an_emergency_rings_a_phone_before_a_call_for_assistance_that_nobody_took(
    building: Phones, process: Process
) -> None:
    await building.harness.press("203").kept
    assist = await process.rung(ANA)
    await building.harness.engine.submit(RaiseCallFromDesk(room=RoomId("204"), kind=Kind.EMERGENCY), AT_FRONT).kept
    await until(lambda: (ring := process.ring(ANA)) is not None and "en.kind-emergency" in ring.clips)
    assert process.ring(ANA) != assist
    assert len([each for each in process.rings if each.to == ANA]) == 1


async def test_who_listens_already_is_not_cut_off_by_another_call(building: Phones, process: Process) -> None:
    await building.harness.press("203").kept
    assist = await process.rung(ANA)
    process.answers(assist)
    await until(lambda: building.messages()[0].state is MessageState.SENT)
    await building.harness.engine.submit(RaiseCallFromDesk(room=RoomId("204"), kind=Kind.EMERGENCY), AT_FRONT).kept
    await until(lambda: (ring := process.ring(BEN)) is not None and "es.kind-emergency" in ring.clips)
    assert (await process.rung(ANA)).id == assist.id
    process.says(RingState(id=assist.id, state=State.ENDED))
    await until(lambda: (ring := process.ring(ANA)) is not None and "en.kind-emergency" in ring.clips)


async def test_lines_stay_free_for_callers_while_many_phones_ring(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "A_TURN", 20)
    plan = with_phones()
    ana = plan.people[0]
    many = tuple(
        replace(
            ana, person=PersonId(f"p{at}"), name=f"Person {at}", ways=(replace(ana.message_ways[0], to=f"30{at:02}"),)
        )
        for at in range(20)
    )
    ladder = (replace(plan.ladder[0], people=tuple(each.person for each in many)), *plan.ladder[1:])
    planned = replace(plan, people=(*plan.people, *many), ladder=ladder)
    async with phones(harness, plan=planned) as building, building.process() as process:
        await harness.press("203").kept
        await until(lambda: len(process.rings) == rings.RINGS_AT_ONCE)
        assert len({each.to for each in process.rings}) == rings.RINGS_AT_ONCE


@pytest.mark.parametrize(
    ("dials", "outside", "said"),
    [
        (
            "2417",
            False,
            ("en.unverified", "en.place-unknown", "en.extension", *(f"en.digit-{each}" for each in "2417")),
        ),
        ("+17205550188", True, ("en.unverified", "en.place-unknown")),
        (
            BEN,
            False,
            ("en.unverified", "en.place-unknown"),
        ),  # whoever has it: only an extension is the phone system's word
        ("2211", False, ("en.place-unknown", "en.phone-of", "en.person.ben")),
        ("2201", False, ("en.room.201",)),
    ],
    ids=["an extension of nobody", "a stranger outside", "a person's own telephone", "a person's desk", "a room"],
)
async def test_whoever_is_rung_hears_who_called_as_far_as_anybody_knows(
    building: Phones, process: Process, dials: str, outside: bool, said: tuple[str, ...]
) -> None:
    plan = with_phones()
    ana, ben = plan.people
    at_desk = replace(ben, ways=(*ben.message_ways, MessageWay("phone", "2211", hours=ALL_WEEK, school=True)))
    await building.adopts(replace(plan, people=(ana, at_desk)))
    building.records_phrases()
    await building.door._look_for_phrases()
    process.dials(dials, outside=outside)
    ring = await process.rung(ANA)
    assert ring.clips == ("en.kind-assist", *said, "en.press-own")


async def test_a_phone_that_anybody_may_answer_takes_the_call_with_a_name_owed_and_sends_nobody(
    harness: Harness,
) -> None:
    plan = with_phones()
    shared = SharedPhone(PhoneId("office-phone"), "Phone at the front desk", "2001", plan.desks[0].zone)
    ladder = (replace(plan.ladder[0], people=(), phones=(shared.phone,)), *plan.ladder[1:])
    planned = replace(plan, shared_phones=(shared,), ladder=ladder)
    async with phones(harness, plan=planned) as building, building.process() as process:
        await harness.press("203").kept
        ring = await process.rung("2001")
        assert ring.clips == ("en.kind-assist", "en.room.203", "en.press-shared")
        process.answers(ring)
        process.presses(ring, "0")  # nobody says there for another that they cannot come
        process.presses(ring, "1")
        await until(lambda: building.incidents[0].stage is Stage.ACKNOWLEDGED)
        await until(lambda: (now := process.ring("2001")) is not None and now.clips == ("en.taken-shared",))
        [incident] = building.incidents
        assert incident.sent == ()
        assert incident.acknowledged_by == Actor(DeskId("phone:office-phone"))
        assert DeskId("phone:office-phone") in incident.names_owed


async def test_after_its_process_died_every_phone_rings_anew_and_nothing_that_was_answered_does(
    building: Phones,
) -> None:
    async with building.process() as first:
        await building.harness.press("203").kept
        ana, ben = await first.rung(ANA), await first.rung(BEN)
        first.answers(ana)
        first.presses(ana, "0")
        await until(lambda: building.messages()[0].reply is Answered.CANNOT)
    async with building.process() as second:
        again = await second.rung(BEN)
        assert again.id != ben.id
        assert second.ring(ANA) is None
        second.answers(again)
        second.presses(again, "1")
        await until(lambda: building.incidents[0].stage is Stage.CONFIRMED)
