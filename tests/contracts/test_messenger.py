"""Tests what every way of messages promises: it says each message once, tells how far it came, and says when it cannot."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hardware.families import TELL_DELIVERED, WAYS
from hardware.ports import Message, MessageState, Reachable, Replied, Reply, Report, Said
from tests.contracts.messenger_rigs import ANSWERING_RIGS, RIGS, RIGS_THAT_TAKE_BACK, MessengerRig
from tests.hardware.running import until
from tests.patience import patience


@pytest.fixture(params=RIGS, ids=lambda rig: rig.__name__)
async def rig(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[MessengerRig]:
    async with request.param.open(tmp_path) as opened:
        opened.messenger.expect(frozenset({opened.first, opened.second}))
        yield opened


@asynccontextmanager
async def running(rig: MessengerRig) -> AsyncIterator[list[Report]]:
    """Run the way; gives the list of what it reports."""
    reports: list[Report] = []
    async with asyncio.TaskGroup() as group:
        task = group.create_task(rig.messenger.run(reports.append))
        yield reports
        task.cancel()


def states(reports: list[Report], message: str) -> list[MessageState]:
    return [each.state for each in reports if isinstance(each, Said) and each.message == message]


def whole(rig: MessengerRig) -> list[MessageState]:
    """The states of a message that came as far as this way can know."""
    come = [MessageState.QUEUED, MessageState.SENT, MessageState.DELIVERED]
    return come if rig.delivers else come[:2]


def call(rig: MessengerRig) -> Message:
    return Message(rig.first, "Call 12, Room 204, emergency.")


def test_every_way_has_a_rig() -> None:
    assert {rig.family for rig in RIGS} == set(WAYS)


def test_a_way_is_named_as_one_that_knows_what_was_delivered_where_it_does(rig: MessengerRig) -> None:
    assert rig.delivers == (rig.family in TELL_DELIVERED)


async def test_it_tells_unasked_whom_it_reaches(rig: MessengerRig) -> None:
    async with running(rig) as reports:
        await until(lambda: {Reachable(to, None) for to in ("", rig.first, rig.second)} <= set(reports))


async def test_a_message_is_said_and_each_state_is_told_once_in_order(rig: MessengerRig) -> None:
    async with running(rig) as reports:
        rig.messenger.say({"12-1": call(rig)})
        await until(lambda: states(reports, "12-1") == whole(rig))
        assert rig.heard(rig.first) == ["Call 12, Room 204, emergency."]
        assert rig.heard(rig.second) == []


async def test_the_same_message_again_says_nothing_twice(rig: MessengerRig) -> None:
    async with running(rig) as reports:
        rig.messenger.say({"12-1": call(rig)})
        await until(lambda: states(reports, "12-1") == whole(rig))
        rig.messenger.say({"12-1": call(rig)})
        rig.messenger.say({"12-1": call(rig), "12-2": Message(rig.second, "Call 12, Room 204, emergency.")})
        await until(lambda: states(reports, "12-2") == whole(rig))
        assert states(reports, "12-1") == whole(rig)
        assert len(rig.heard(rig.first)) == 1


async def test_what_was_set_before_it_ran_is_said(rig: MessengerRig) -> None:
    rig.messenger.say({"12-1": call(rig)})
    async with running(rig) as reports:
        await until(lambda: states(reports, "12-1") == whole(rig))


async def test_what_is_not_wanted_any_more_is_not_said_though_it_waited(rig: MessengerRig) -> None:
    async with running(rig) as reports:
        await rig.hold()
        rig.messenger.say({"12-1": call(rig)})
        await until(lambda: states(reports, "12-1") == [MessageState.QUEUED])
        rig.messenger.say({"13-1": Message(rig.second, "Call 13, Room 101, assist.")})
        await rig.let_go()
        await until(lambda: states(reports, "13-1") == whole(rig))
        assert rig.heard(rig.first) == []
        assert states(reports, "12-1") == [MessageState.QUEUED]


@pytest.mark.parametrize("rig", RIGS_THAT_TAKE_BACK, ids=lambda rig: rig.__name__, indirect=True)
async def test_what_is_not_wanted_any_more_stands_there_no_more(rig: MessengerRig) -> None:
    async with running(rig):
        rig.messenger.say({"12-1": call(rig)})
        await until(lambda: rig.stands(rig.first) == ["Call 12, Room 204, emergency."])
        rig.messenger.say({})
        await until(lambda: rig.stands(rig.first) == [])


@pytest.mark.parametrize("rig", ANSWERING_RIGS, ids=lambda rig: rig.__name__, indirect=True)
@pytest.mark.parametrize("reply", Reply)
async def test_a_reply_is_heard_with_the_message_that_it_answers(rig: MessengerRig, reply: Reply) -> None:
    async with running(rig) as reports:
        rig.messenger.say({"12-1": call(rig), "12-2": Message(rig.second, "Call 12, Room 204, emergency.")})
        await until(lambda: bool(rig.stands(rig.first) and rig.stands(rig.second)))
        rig.answer(rig.first, reply)
        await until(lambda: Replied("12-1", reply) in reports)
        assert [each for each in reports if isinstance(each, Replied)] == [Replied("12-1", reply)]


async def test_no_answer_is_no_reply(rig: MessengerRig) -> None:
    async with running(rig) as reports:
        rig.messenger.say({"12-1": call(rig)})
        await until(lambda: states(reports, "12-1") == whole(rig))
        rig.messenger.say({"12-2": Message(rig.second, "Call 12, Room 204, emergency.")})
        await until(lambda: states(reports, "12-2") == whole(rig))
        assert not [each for each in reports if isinstance(each, Replied)]


async def test_one_address_out_of_reach_fails_alone_and_says_why(rig: MessengerRig) -> None:
    await rig.break_it(rig.first)
    async with running(rig) as reports:
        rig.messenger.say({"12-1": call(rig), "12-2": Message(rig.second, "Call 12, Room 204, emergency.")})
        await until(lambda: states(reports, "12-2") == whole(rig))
        await until(lambda: states(reports, "12-1")[-1:] == [MessageState.FAILED])
        why = [each.why for each in reports if isinstance(each, Said) and each.state is MessageState.FAILED]
        assert len(why) == 1
        assert len(why[0]) > 15
        lost = [each for each in reports if isinstance(each, Reachable) and each.why is not None]
        assert [each.to for each in lost] == [rig.first]


async def test_a_message_that_failed_is_not_said_later_under_the_same_id(rig: MessengerRig) -> None:
    await rig.break_it(rig.first)
    async with running(rig) as reports:
        rig.messenger.say({"12-1": call(rig)})
        await until(lambda: states(reports, "12-1")[-1:] == [MessageState.FAILED])
        await rig.mend_it(rig.first)
        await until(lambda: reports[-1] == Reachable(rig.first, None))
        rig.messenger.say({"12-1": call(rig), "12-2": call(rig)})
        await until(lambda: states(reports, "12-2") == whole(rig))
        assert len(rig.heard(rig.first)) == 1


async def test_it_says_why_it_reaches_nobody_and_when_it_does_again(rig: MessengerRig) -> None:
    await rig.break_it()
    async with running(rig) as reports:
        await until(lambda: any(isinstance(each, Reachable) and not each.to and each.why for each in reports))
        await rig.mend_it()
        await until(lambda: Reachable("", None) in reports)


async def test_whoever_runs_it_again_hears_anew_whom_it_reaches_and_says_nothing_twice(rig: MessengerRig) -> None:
    async with running(rig) as reports:
        rig.messenger.say({"12-1": call(rig)})
        await until(lambda: states(reports, "12-1") == whole(rig))
    async with running(rig) as again:
        await until(lambda: {Reachable(to, None) for to in ("", rig.first, rig.second)} <= set(again))
        rig.messenger.say({"12-1": call(rig), "12-2": Message(rig.second, "Call 12, Room 204, emergency.")})
        await until(lambda: states(again, "12-2") == whole(rig))
        assert len(rig.heard(rig.first)) == 1


async def test_cancelling_ends_it(rig: MessengerRig) -> None:
    reports: list[Report] = []
    async with asyncio.TaskGroup() as group:
        task = group.create_task(rig.messenger.run(reports.append))
        await until(lambda: bool(reports))
        task.cancel()
        await asyncio.wait([task], timeout=patience(5))
        assert task.cancelled()
