"""Tests over a running engine what is taken back in a call: *going* by whoever cannot come after all, and a yes that was withdrawn."""

from pathlib import Path

from msgspec import UNSET
from msgspec.structs import replace

from appliance.core.calls.lamps import Lamp
from appliance.core.ground.commands import AdoptPlan
from appliance.core.ground.words import Stage
from appliance.core.messages.events import MessageDelivered, MessageFailed, MessageQueued
from appliance.messaging import Messaging
from appliance.plan.document import digest, to_document
from appliance.plan.messages import MessageWay
from appliance.plan.model import Hours
from hardware.messengers.simulated import SimulatedMessenger
from hardware.ports import Messenger, Reply
from hardware.registry import make_messenger
from tests.appliance.engine.harness import harness_at
from tests.appliance.test_messaging import box, told_by_messages
from tests.hardware.running import until

ALWAYS = (Hours(0, 7 * 1440),)


async def test_cannot_after_going_takes_the_lamp_back_rings_again_and_tells_the_others_again(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        await armed.press("B204", 1).kept
        await until(lambda: len(armed.way.shown) == 2)
        armed.way.reply("reyes", Reply.GOING)
        await until(lambda: armed.lamp("B204") is Lamp.ON_THE_WAY)
        await until(lambda: armed.way.shown == {})
        armed.way.reply("reyes", Reply.CANNOT)
        await until(lambda: armed.lamp("B204") is not Lamp.ON_THE_WAY)
        assert (armed.call.stage, armed.call.ringing, armed.call.sent) == (Stage.CALLED, True, ())
        await until(lambda: "haddad" in {each.to for each in armed.way.shown.values()})
        assert "reyes" not in {each.to for each in armed.way.shown.values()}
        armed.way.reply("haddad", Reply.GOING)
        await until(lambda: armed.lamp("B204") is Lamp.ON_THE_WAY)
        assert [each.name for each in armed.call.sent] == ["Noor Haddad"]


async def test_a_yes_that_is_withdrawn_in_a_call_ends_on_that_telephone_at_once_and_in_no_event(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        await armed.press("B204", 1).kept
        await until(lambda: len(armed.way.shown) == 2)
        await until(lambda: all(each.state.value == "delivered" for each in armed.messages()))
        plan = told_by_messages()
        people = tuple(replace(each, agreed=UNSET) if each.person == "reyes" else each for each in plan.people)
        document = to_document(replace(plan, people=people))
        said: list[object] = []
        armed.engine.listen(lambda change: said.extend(change.shown), "a test")
        adopt = AdoptPlan(document=document, digest=digest(document), plan=replace(plan, people=people))
        await armed.engine.submit(adopt).kept
        assert [each.to for each in armed.way.shown.values()] == ["haddad"]
        armed.way.reply("reyes", Reply.GOING)
        await until(lambda: not armed.way._replies)
        await armed.engine.rest()
        assert armed.call.stage is Stage.CALLED
        about = [each for each in said if isinstance(each, MessageQueued | MessageDelivered | MessageFailed)]
        assert not [each for each in about if each.person == "reyes"]


async def test_a_way_that_this_release_does_not_have_is_named_and_keeps_no_other_from_its_work(tmp_path: Path) -> None:
    plan = told_by_messages()
    ways = (MessageWay("smoke", "brandt", hours=ALWAYS),)
    people = tuple(replace(each, ways=ways) if each.person == "brandt" else each for each in plan.people)
    # the way that does not exist comes first in the plan
    plan = replace(plan, people=tuple(sorted(people, key=lambda each: each.person != "brandt")))
    known = SimulatedMessenger()

    def make(family: str) -> Messenger:
        return known if family == "simulated" else make_messenger(family)

    async with harness_at(tmp_path) as armed:
        Messaging(armed.engine, armed.tasks, make)
        document = to_document(plan)
        await armed.engine.submit(AdoptPlan(document=document, digest=digest(document), plan=plan)).kept
        await until(lambda: "way-lost:smoke" in armed.engine.board.troubles)
        assert "tells nobody by 'smoke'" in armed.engine.board.troubles["way-lost:smoke"].detail
        await armed.press("B204", 1).kept
        await until(lambda: len(known.shown) == 2)
        document = to_document(told_by_messages())
        adopt = AdoptPlan(document=document, digest=digest(document), plan=told_by_messages())
        await armed.engine.submit(adopt).kept
        await until(lambda: "way-lost:smoke" not in armed.engine.board.troubles)
