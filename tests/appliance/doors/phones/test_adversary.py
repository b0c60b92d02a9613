"""Tests the process of the phones as an adversary: it answers for nobody who was not rung, floods nothing, and blocks nobody."""

import asyncio
import os
import random
from collections.abc import AsyncIterator

import pytest

from appliance.api.framing import frame
from appliance.api.phones.frames import FROM_PHONES_AT_ONCE_MAX
from appliance.api.phones.messages import (
    Dialled,
    Ended,
    Key,
    Lines,
    Registration,
    Rings,
    RingState,
    Setup,
    State,
)
from appliance.core.ground.messages import MessageState, Reply
from appliance.core.ground.words import Stage
from appliance.doors.limits import TokenBucket
from appliance.doors.phones import inbound
from appliance.doors.phones.door import PhonesRights
from appliance.plan.ids import RoomId
from tests.appliance.doors.harness import Harness, school
from tests.appliance.doors.phones.phones import ANA, BEN, Phones, Process, phones
from tests.patience import until


@pytest.fixture
async def building(harness: Harness) -> AsyncIterator[Phones]:
    async with phones(harness) as building:
        building.staffs_front_desk()
        yield building


@pytest.fixture
async def process(building: Phones) -> AsyncIterator[Process]:
    async with building.process() as process:
        yield process


async def heard_all(building: Phones, process: Process) -> None:
    """Wait until the box has taken in everything that was said before: a call after it is on the board."""
    before = len(building.incidents)
    process.dials("2205", call="last")
    await until(lambda: len(building.incidents) > before)


def unanswered(building: Phones) -> bool:
    """Whether nobody has answered, or was said to go, in the first call."""
    return building.incidents[0].stage is Stage.CALLED and all(each.reply is None for each in building.messages())


async def test_no_answer_counts_for_what_was_not_rung(building: Phones, process: Process) -> None:
    await building.harness.press("203").kept
    ana = await process.rung(ANA)
    made_up = (building.messages()[0].message.replace("/", "-"), "1", f"{ana.id}0", ana.id[:-1] or "x")
    for each in made_up:
        states = (State.RINGING, State.ANSWERED, State.ANNOUNCED)
        process.says(*(RingState(id=each, state=state) for state in states), Key(of=each, digit="1"))
    await heard_all(building, process)
    assert unanswered(building)


async def test_no_key_counts_before_the_announcement_began(building: Phones, process: Process) -> None:
    await building.harness.press("203").kept
    ana, ben = await process.rung(ANA), await process.rung(BEN)
    process.presses(ana, "1")
    process.says(RingState(id=ana.id, state=State.ANSWERED))
    process.presses(ana, "1")
    process.says(RingState(id=ben.id, state=State.WAITING))
    process.presses(ben, "1")
    await heard_all(building, process)
    assert unanswered(building)


async def test_of_two_answers_the_first_counts(building: Phones, process: Process) -> None:
    await building.harness.press("203").kept
    ana = await process.rung(ANA)
    process.answers(ana)
    process.presses(ana, "0")
    process.presses(ana, "1")
    await heard_all(building, process)
    await until(lambda: building.messages()[0].reply is not None)
    assert building.messages()[0].reply is Reply.CANNOT
    assert building.incidents[0].stage is Stage.CALLED


async def test_other_keys_and_states_backwards_do_nothing(building: Phones, process: Process) -> None:
    await building.harness.press("203").kept
    ana = await process.rung(ANA)
    process.answers(ana)
    for digit in "23456789*#ABCD":
        process.presses(ana, digit)
    process.says(*(RingState(id=ana.id, state=state) for state in (State.ANSWERED, State.RINGING, State.WAITING)))
    await heard_all(building, process)
    assert unanswered(building)
    process.presses(ana, "1")
    await until(lambda: building.incidents[0].stage is Stage.CONFIRMED)


async def test_a_ring_that_is_over_answers_no_more(building: Phones, process: Process) -> None:
    await building.harness.press("203").kept
    ana = await process.rung(ANA)
    process.answers(ana)
    process.says(RingState(id=ana.id, state=State.ENDED))
    process.presses(ana, "1")
    await heard_all(building, process)
    assert unanswered(building)
    assert building.messages()[0].state is MessageState.FAILED


async def test_ids_of_a_line_before_mean_nothing(building: Phones) -> None:
    async with building.process() as first:
        await building.harness.press("203").kept
        ana = await first.rung(ANA)
        first.answers(ana)
    async with building.process() as second:
        await second.rung(ANA)
        second.presses(ana, "1")
        await heard_all(building, second)
        assert unanswered(building)


async def test_ten_thousand_lines_ring_nothing_twice_and_hold_nobody_up(building: Phones, process: Process) -> None:
    await building.harness.press("203").kept
    ana = await process.rung(ANA)
    dice = random.Random(29)
    says = (
        lambda: Key(of=ana.id, digit="1"),
        lambda: Key(of=str(dice.randrange(10**6)), digit="0"),
        lambda: RingState(id=str(dice.randrange(10**6)), state=dice.choice([*State])),
        lambda: Ended(call=str(dice.randrange(10**6))),
        lambda: Lines(working=dice.randrange(9)),
        lambda: Registration(why=None),
    )
    for _ in range(100):
        process.says(*(dice.choice(says)() for _ in range(100)))
        await asyncio.sleep(0)
    press = building.harness.press("204")
    await press.kept
    assert {each.room for each in building.incidents} == {RoomId("203"), RoomId("204")}
    assert unanswered(building)


async def test_ten_thousand_callers_are_few_entries_and_a_press_beside_them_counts(
    building: Phones, process: Process
) -> None:
    for batch in range(100):
        calls = (f"x{batch}-{each}" for each in range(100))
        process.says(
            *(
                Dialled(call=call, number=f"+1720{batch:03}{at:04}", proved=True, withheld=False, outside=True)
                for at, call in enumerate(calls)
            )
        )
    await building.harness.press("204").kept
    await until(lambda: len(building.incidents) > inbound.STRANGERS_OPEN_MAX or process.over)
    assert (
        len(building.incidents) <= inbound.STRANGERS_OPEN_MAX + 2
    )  # the press, and the call of callers without a number


@pytest.mark.parametrize("measured", [1000, 48], ids=["all at once", "one after the other"])
async def test_desks_never_have_more_than_fifty_calls_of_strangers_and_no_press_is_lost(
    building: Phones, process: Process, measured: int
) -> None:
    building.door._inbound._strangers = TokenBucket(measured, 1.0, 0)
    for number in range(inbound.STRANGERS_OPEN_MAX + 20):
        process.dials(f"+1720555{number:04}", call=f"f{number}", outside=True)
    await until(lambda: len(building.incidents) > inbound.STRANGERS_OPEN_MAX)
    await heard_all(building, process)
    callers = [caller for _, caller in building.callers if caller is not None and caller.outside]
    assert len(callers) == inbound.STRANGERS_OPEN_MAX + 1
    assert [each.withheld for each in callers].count(True) == 1
    process.dials("+17205550000", call="first-again", outside=True)
    await until(lambda: process.spoken("first-again") != [])
    assert len(building.incidents) == inbound.STRANGERS_OPEN_MAX + 2


@pytest.mark.parametrize(
    "garbage",
    [b"\x00\x00\x00\x05hello", b"\xff" * 64, frame(Rings(rings=())), b"\x00\x00\x00\x00"],
    ids=["no message", "an endless frame", "a message of the box", "an empty frame"],
)
async def test_what_is_no_message_ends_the_line_and_says_why(
    building: Phones, process: Process, garbage: bytes
) -> None:
    process.writer.write(garbage)
    assert len(await process.refused()) > 10
    await building.harness.press("204").kept


@pytest.mark.parametrize(
    "said",
    [
        {"number": "+1 720", "call": "c1"},
        {"number": "1" * 40, "call": "c1"},
        {"number": "2201", "call": "../../x"},
        {"number": "2201", "call": "c" * 41},
    ],
    ids=["a number with blanks", "a long number", "a path as a call", "a long call"],
)
async def test_what_is_out_of_bounds_ends_the_line(building: Phones, process: Process, said: dict[str, str]) -> None:
    process.says(Dialled(**said, proved=True, withheld=False, outside=False))  # type: ignore[arg-type]
    await process.refused()
    assert building.incidents == []


async def test_too_many_frames_in_one_read_end_the_line(building: Phones, process: Process) -> None:
    process.says(*(Ended(call="x") for _ in range(40 * FROM_PHONES_AT_ONCE_MAX)))
    await process.refused()


async def test_only_the_user_of_the_phones_may_connect(harness: Harness) -> None:
    rights = PhonesRights(os.geteuid(), os.geteuid() + 1)
    async with phones(harness, rights=rights) as building, building.process(registers=False) as process:
        await until(lambda: process.over)
        assert process.told == []


async def test_a_newer_line_ends_the_one_before(building: Phones, process: Process) -> None:
    async with building.process() as newer:
        await process.refused()
        newer.dials("2201")
        await newer.hears("en.has-your-call-from", "en.room.201")


async def test_without_a_phone_system_in_the_plan_nothing_is_told_and_nothing_counts(harness: Harness) -> None:
    async with phones(harness, plan=school(), recorded=False) as building, building.process(registers=False) as process:
        process.dials("2201")
        await building.harness.press("204").kept
        assert process.all(Setup) == []
        assert [each.room for each in building.incidents] == [RoomId("204")]
