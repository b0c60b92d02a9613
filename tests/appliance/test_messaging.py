"""Tests the ways of messages over a running engine and a real record: what is said, what comes back, and what a power cut changes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.core.calls.commands import Acknowledge, StandDown
from appliance.core.calls.lamps import Lamp, lamp_for
from appliance.core.ground.commands import AdoptPlan
from appliance.core.ground.incident import Incident
from appliance.core.ground.messages import MessageState, Spoken
from appliance.core.ground.messages import Reply as Answered
from appliance.core.ground.words import Outcome, Stage
from appliance.daemon import Daemon
from appliance.messaging import Messaging
from appliance.plan.document import digest, to_document
from appliance.plan.ids import ButtonId, PersonId, TeamId
from appliance.plan.messages import MessageWay, Team
from appliance.plan.model import Hours, Plan
from appliance.plan.parse import read
from appliance.settings import Settings
from hardware.errors import HardwareError
from hardware.messengers.simulated import SimulatedMessenger
from hardware.ports import MessageState as HardwareState
from hardware.ports import Replied, Reply, Report, Said
from hardware.registry import make_messenger
from tests.appliance.engine.harness import EXAMPLE, Harness, harness_at
from tests.hardware.running import until

LOST = "way-lost:simulated"
TEAM = (PersonId("reyes"), PersonId("haddad"), PersonId("brandt"))


def told_by_messages() -> Plan:
    """Make the example school, whose team is told by messages as soon as somebody calls."""
    plan = read(EXAMPLE)
    assert isinstance(plan, Plan)
    ways = {each: (MessageWay("simulated", str(each), hours=(Hours(0, 7 * 1440),)),) for each in TEAM}
    people = tuple(
        replace(each, agreed="2026-08-20", ways=ways[each.person]) if each.person in ways else each
        for each in plan.people
    )
    first = replace(plan.ladder[0], teams=(TeamId("cirt"),))
    team = Team(TeamId("cirt"), "Response team", TEAM)
    return replace(plan, people=people, teams=(team,), ladder=(first, *plan.ladder[1:]))


class Box(Harness):
    """A box with its pretend way."""

    ways: dict[str, SimulatedMessenger]

    @property
    def way(self) -> SimulatedMessenger:
        return self.ways["simulated"]

    @property
    def call(self) -> Incident:
        return next(iter(self.engine.board.incidents.values()))

    def messages(self) -> tuple[Spoken, ...]:
        return self.engine.board.messages[self.call.incident]

    def lamp(self, room: str) -> Lamp:
        engine = self.engine
        return lamp_for(engine.board, engine.heard, ButtonId(f"{room}-wall"), engine.clock.now(), engine.unrecorded)

    def said_to(self, person: str) -> list[str]:
        return [each.said.text for each in self.way.spoken if each.said.to == person]


@asynccontextmanager
async def box(folder: Path) -> AsyncIterator[Box]:
    """Run a box whose plan names ways."""
    async with harness_at(folder) as harness:
        armed = Box(**{each: getattr(harness, each) for each in Harness.__dataclass_fields__})
        armed.ways = {"simulated": SimulatedMessenger()}
        document = to_document(told_by_messages())
        messaging = Messaging(armed.engine, armed.tasks, armed.ways.__getitem__)
        adopt = AdoptPlan(document=document, digest=digest(document), plan=told_by_messages())
        await armed.engine.submit(adopt).kept
        armed.tasks.start(messaging.keep_saying(), name="messages")
        await until(lambda: armed.engine.heard.ways.get(("simulated", "reyes")) is True)
        yield armed


async def test_the_team_is_told_and_going_reaches_the_lamp(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        await armed.press("B204", 1).kept
        await until(lambda: bool(armed.said_to("reyes") and armed.said_to("haddad")))
        assert armed.said_to("reyes") == ["ASSIST: Room 204 (Gr 4). Call 1."]
        assert armed.said_to("brandt") == []
        await until(lambda: {each.state for each in armed.messages()} == {MessageState.DELIVERED})
        assert armed.call.stage is Stage.CALLED
        armed.way.reply("haddad", Reply.GOING)
        await until(lambda: armed.lamp("B204") is Lamp.ON_THE_WAY)
        assert [each.name for each in armed.call.sent] == ["Noor Haddad"]
        await until(lambda: armed.way.shown == {})


async def test_what_a_desk_takes_is_taken_back_from_everybody(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        await armed.press("B204", 1).kept
        await until(lambda: len(armed.way.shown) == 2)
        await armed.does(Acknowledge(incident=armed.call.incident))
        await until(lambda: armed.way.shown == {})
        await armed.does(StandDown(incident=armed.call.incident, outcome=Outcome.NO_HELP_NEEDED, saw_room="Rosa"))
        assert len(armed.way.spoken) == 2


async def test_after_a_power_cut_the_unanswered_is_said_and_the_answered_is_not(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        await armed.press("B204", 1).kept
        await until(lambda: len(armed.way.shown) == 2)
        armed.way.reply("reyes", Reply.CANNOT)
        await until(lambda: armed.messages()[0].reply is Answered.CANNOT)
        assert armed.messages()[1].reply is None
        await armed.engine.rest()
    async with box(tmp_path) as again:
        await until(lambda: bool(again.said_to("haddad")))
        await until(lambda: bool(again.said_to("brandt")))
        assert again.said_to("reyes") == []
        assert len(again.said_to("haddad")) == 1


async def test_while_the_disk_answers_nothing_people_are_told_and_answer(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        go_on = await armed.stalled_disk()
        try:
            await armed.press("B204", 1).spoken
            await until(lambda: bool(armed.said_to("reyes")), 5)
            armed.way.reply("reyes", Reply.GOING)
            await until(lambda: armed.lamp("B204") is Lamp.ON_THE_WAY, 5)
        finally:
            go_on()
        await armed.engine.rest()
        assert [each.name for each in armed.call.sent] == ["Marisol Reyes"]


async def test_a_way_that_reaches_nobody_is_one_trouble_and_the_ladder_goes_on(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        armed.way.fail("The modem does not answer. Look at its plug.")
        await until(lambda: LOST in armed.engine.board.troubles)
        assert armed.engine.board.troubles[LOST].detail.startswith("The modem does not answer. Look at its plug. ")
        await armed.press("B204", 1).kept
        assert "desk:front" in armed.call.told
        assert armed.engine.board.messages == {}, "nobody is told by a way that is known to be dead"
        armed.way.mend()
        await until(lambda: armed.engine.heard.ways["simulated", ""])


async def test_one_address_out_of_reach_is_passed_over_and_is_no_trouble(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        armed.way.fail("The page is closed.", "reyes")
        await until(lambda: armed.engine.heard.ways["simulated", "reyes"] is False)
        await armed.press("B204", 1).kept
        await until(lambda: bool(armed.said_to("haddad") and armed.said_to("brandt")))
        assert armed.said_to("reyes") == []
        assert LOST not in armed.engine.board.troubles


class Liar(SimulatedMessenger):
    """A way that answers what it was never given to say."""

    family = "liar"
    told: tuple[str, ...] = ()

    async def run(self, hear: Callable[[Report], None]) -> None:
        for message in ("", "never/1", *self.told):
            hear(Said(message, HardwareState.DELIVERED))
            hear(Replied(message, Reply.GOING))
        await super().run(hear)


async def test_a_way_speaks_only_of_its_own_messages(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        await armed.press("B204", 1).kept
        await until(lambda: len(armed.way.shown) == 2)
        liar, plan = Liar(), told_by_messages()
        liar.told = tuple(armed.way.shown)
        brandt = tuple(
            replace(each, ways=(MessageWay("liar", "brandt"),)) if each.person == "brandt" else each
            for each in plan.people
        )
        other = replace(plan, people=brandt)
        document = to_document(other)
        armed.ways["liar"] = liar
        await armed.engine.submit(AdoptPlan(document=document, digest=digest(document), plan=other)).kept
        await until(lambda: armed.engine.heard.ways.get(("liar", "brandt")) is True)
        await armed.engine.rest()
        assert {each.reply for each in armed.messages()} == {None}
        assert armed.call.stage is Stage.CALLED


async def test_a_plan_without_ways_ends_them(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        plan = read(EXAMPLE)
        assert isinstance(plan, Plan)
        document = to_document(plan)
        await armed.engine.submit(AdoptPlan(document=document, digest=digest(document), plan=plan)).kept
        assert armed.engine.heard.ways == {}
        running = {each.get_name() for each in asyncio.all_tasks() if not each.cancelling()}
        assert not [name for name in running if name.startswith("messages by")]


def test_a_way_of_a_later_release_is_named() -> None:
    with pytest.raises(HardwareError, match="tells nobody by 'smoke'"):
        make_messenger("smoke")


@pytest.mark.slow
async def test_the_whole_daemon_says_what_its_plan_names(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    async with Daemon.started(Settings(data=tmp_path / "data", run=tmp_path / "run")) as daemon:
        await daemon.adopt(to_document(told_by_messages())).kept
        await until(lambda: daemon.engine.heard.ways.get(("simulated", "reyes")) is True, 10)
