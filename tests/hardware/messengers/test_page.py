"""Tests what the way to phones does beyond the contract: heartbeats, lines that end, and phones that come back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from hardware.messengers import page, states
from hardware.messengers.page import GONE_S, NOBODY_SERVES, NOT_DRAWN, NOT_IN_FRONT, PageLink, PageMessenger
from hardware.ports import Message, MessageState, Reachable, Replied, Reply, Report, Said
from tests.hardware.running import until

ANA, BEN = "ana-phone", "ben-phone"
CALL = Message(ANA, "Call 12, Room 204.")


@dataclass
class Rig:
    """A way that runs by a clock of the test's, and all that it reported."""

    now_s: float = 100.0
    reports: list[Report] = field(default_factory=list)
    shown: list[list[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.way = PageMessenger(lambda: self.now_s)
        self.way.expect(frozenset({ANA, BEN}))
        self.way.carry(True)

    def open(self, to: str = ANA) -> PageLink:
        link = self.way.open(to, lambda: self.shown.append(list(link.stands)))
        return link

    def passes(self, seconds: float) -> None:
        """Let time pass, and let the way look at its clock."""
        self.now_s += seconds
        self.way.open("nobody", lambda: None).close()

    async def hears(self, *reports: Report) -> None:
        await until(lambda: set(reports) <= set(self.reports))

    def said(self, message: str) -> list[MessageState]:
        return [each.state for each in self.reports if isinstance(each, Said) and each.message == message]


@asynccontextmanager
async def running() -> AsyncIterator[Rig]:
    rig = Rig()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(rig.way.run(rig.reports.append))
        yield rig
        task.cancel()


async def test_an_open_line_alone_is_no_page_in_front() -> None:
    async with running() as rig:
        rig.open()
        rig.way.say({"12/1": CALL})
        await rig.hears(Said("12/1", MessageState.QUEUED))
        rig.passes(GONE_S)
        await rig.hears(Reachable(ANA, NOT_IN_FRONT), Said("12/1", MessageState.FAILED, NOT_IN_FRONT))
        assert rig.shown == []


async def test_a_phone_that_was_never_there_has_as_long_as_one_that_went_to_open_its_page() -> None:
    async with running() as rig:
        rig.way.say({"12/1": CALL})
        await rig.hears(Said("12/1", MessageState.QUEUED))
        rig.passes(GONE_S - 0.1)
        rig.open().alive()
        await rig.hears(Reachable(ANA, None), Said("12/1", MessageState.SENT))
        assert Reachable(ANA, NOT_IN_FRONT) not in rig.reports


async def test_what_a_frozen_phone_never_drew_fails_and_says_so() -> None:
    async with running() as rig:
        link = rig.open()
        link.alive()
        rig.way.say({"12/1": CALL})
        await rig.hears(Said("12/1", MessageState.SENT))
        rig.passes(GONE_S)
        await rig.hears(Said("12/1", MessageState.FAILED, NOT_DRAWN), Reachable(ANA, NOT_IN_FRONT))
        assert rig.shown == [["12/1"], []]
        link.drew(["12/1"])
        link.alive()
        await rig.hears(Reachable(ANA, None))
        assert MessageState.DELIVERED not in rig.said("12/1")


async def test_what_was_drawn_stands_again_on_a_phone_that_comes_back_and_can_be_answered() -> None:
    async with running() as rig:
        link = rig.open()
        link.alive()
        rig.way.say({"12/1": CALL})
        await rig.hears(Said("12/1", MessageState.SENT))
        link.drew(["12/1"])
        await rig.hears(Said("12/1", MessageState.DELIVERED))
        link.close()
        rig.passes(GONE_S)
        await rig.hears(Reachable(ANA, NOT_IN_FRONT))
        back = rig.open()
        back.alive()
        await until(lambda: rig.reports[-1] == Reachable(ANA, None))
        assert dict(back.stands) == {"12/1": CALL}
        back.answer("12/1", "going")
        await rig.hears(Replied("12/1", Reply.GOING))
        assert rig.said("12/1") == [MessageState.QUEUED, MessageState.SENT, MessageState.DELIVERED]


async def test_a_heartbeat_in_time_keeps_a_phone_in_reach() -> None:
    async with running() as rig:
        link = rig.open()
        link.alive()
        await rig.hears(Reachable(ANA, None))
        for _ in range(3):
            rig.passes(GONE_S - 1)
            link.alive()
        rig.way.say({"12/1": CALL})
        await rig.hears(Said("12/1", MessageState.SENT))
        assert Reachable(ANA, NOT_IN_FRONT) not in rig.reports


async def test_only_the_newest_line_of_a_phone_speaks_for_it() -> None:
    async with running() as rig:
        old = rig.open()
        old.alive()
        rig.way.say({"12/1": CALL})
        await rig.hears(Said("12/1", MessageState.SENT))
        new = rig.open()
        old.alive()
        old.drew(["12/1"])
        old.answer("12/1", "going")
        old.close()
        new.alive()
        new.answer("12/1", "cannot")
        await rig.hears(Replied("12/1", Reply.CANNOT))
        assert [each for each in rig.reports if isinstance(each, Replied)] == [Replied("12/1", Reply.CANNOT)]
        assert (dict(old.stands), dict(new.stands)) == ({}, {"12/1": CALL})
        assert MessageState.DELIVERED not in rig.said("12/1")


async def test_nobody_draws_or_is_shown_what_was_said_to_another() -> None:
    async with running() as rig:
        ana, ben = rig.open(), rig.open(BEN)
        ana.alive()
        ben.alive()
        rig.way.say({"12/1": CALL})
        await rig.hears(Said("12/1", MessageState.SENT))
        ben.drew(["12/1", "never"])
        assert dict(ben.stands) == {}
        ana.drew(["12/1"])
        await rig.hears(Said("12/1", MessageState.DELIVERED))


async def test_no_other_word_is_an_answer() -> None:
    async with running() as rig:
        with pytest.raises(ValueError):
            rig.open().answer("12/1", "yes")


async def test_a_call_that_rings_again_stands_again_and_is_not_said_twice() -> None:
    async with running() as rig:
        link = rig.open()
        link.alive()
        rig.way.say({"12/1": CALL})
        await rig.hears(Said("12/1", MessageState.SENT))
        rig.way.say({})
        assert dict(link.stands) == {}
        rig.way.say({"12/1": CALL})
        assert dict(link.stands) == {"12/1": CALL}
        rig.way.say({"12/1": Message(ANA, "You are sent. Call 12, Room 204.")})
        assert rig.shown == [["12/1"], [], ["12/1"], ["12/1"]]
        assert rig.said("12/1") == [MessageState.QUEUED, MessageState.SENT]


async def test_without_a_process_that_serves_pages_the_whole_way_is_out_after_a_while() -> None:
    async with running() as rig:
        await rig.hears(Reachable("", None))
        rig.way.carry(False)
        rig.way.say({"12/1": CALL})
        await rig.hears(Said("12/1", MessageState.QUEUED))
        assert Reachable("", NOBODY_SERVES) not in rig.reports
        rig.passes(GONE_S)
        await rig.hears(Reachable("", NOBODY_SERVES), Said("12/1", MessageState.FAILED, NOBODY_SERVES))
        rig.way.carry(True)
        await until(lambda: rig.reports[-1] == Reachable("", None))


async def test_a_phone_that_left_the_plan_is_told_nothing_more() -> None:
    async with running() as rig:
        link = rig.open()
        link.alive()
        await rig.hears(Reachable(ANA, None))
        rig.way.expect(frozenset({BEN}))
        rig.way.say({"12/1": CALL})
        link.alive()
        await until(lambda: rig.said("12/1")[-1:] == [MessageState.FAILED])
        assert dict(link.stands) == {}


async def test_it_looks_at_the_clock_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "GONE_S", 0.05)
    way, reports = PageMessenger(), list[Report]()
    way.expect(frozenset({ANA}))
    way.carry(True)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(way.run(reports.append))
        await until(lambda: Reachable(ANA, NOT_IN_FRONT) in reports)
        task.cancel()


async def test_it_remembers_only_so_many_messages_that_nobody_wants_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(states, "FORGOTTEN_AFTER", 2)
    async with running() as rig:
        rig.open().alive()
        for number in range(5):
            rig.way.say({f"12/{number}": CALL})
            await rig.hears(Said(f"12/{number}", MessageState.SENT))
        rig.way.say({"12/4": CALL, "12/0": CALL})
        await until(lambda: rig.said("12/0").count(MessageState.SENT) == 2)
        assert rig.said("12/4") == [MessageState.QUEUED, MessageState.SENT]
