"""A box whose response team is told on their phones, and a phone that speaks as its page does, without the seal of its line."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from appliance.core.calls.lamps import Lamp, lamp_for
from appliance.core.ground.commands import AdoptPlan
from appliance.core.ground.incident import Incident
from appliance.core.ground.messages import Spoken
from appliance.doors.page.phones import Phones
from appliance.messaging import Messaging
from appliance.plan.document import digest, to_document
from appliance.plan.ids import ButtonId, PersonId, TeamId
from appliance.plan.messages import MessageWay, Team
from appliance.plan.model import Hours, Plan
from appliance.plan.parse import read
from hardware.messengers.page import PageMessenger
from tests.appliance.engine.harness import EXAMPLE, Harness, harness_at
from tests.patience import until

TEAM = (PersonId("reyes"), PersonId("haddad"), PersonId("brandt"))


def told_on_phones() -> Plan:
    """Make the example school, whose team is told on phones as soon as somebody calls."""
    plan = read(EXAMPLE)
    assert isinstance(plan, Plan)
    always = (Hours(0, 7 * 1440),)
    people = tuple(
        replace(each, agreed="2026-08-20", ways=(MessageWay("page", f"{each.person}-phone", hours=always),))
        if each.person in TEAM
        else each
        for each in plan.people
    )
    first = replace(plan.ladder[0], teams=(TeamId("cirt"),))
    return replace(
        plan,
        people=people,
        teams=(Team(TeamId("cirt"), "Response team", TEAM),),
        ladder=(first, *plan.ladder[1:]),
    )


class Phone:
    """A phone. While it is awake it answers each screen that has something new with what it drew, as its page does."""

    def __init__(self, phones: Phones, person: str) -> None:
        self.screens: list[dict[str, Any]] = []
        self.awake = True
        self.to = f"{person}-phone"
        self._line = phones.open(self.to, self._take)

    @property
    def cards(self) -> list[dict[str, Any]]:
        return self.screens[-1]["cards"] if self.screens else []

    @property
    def asked(self) -> list[dict[str, Any]]:
        return [each for each in self.cards if each["asks"]]

    def says(self, **said: Any) -> None:
        self._line.heard(json.dumps(said).encode())

    def beats(self) -> None:
        self.says(t="beat")

    def answers(self, reply: str) -> None:
        """Answer the newest call on the screen."""
        self.says(t="answer", message=self.cards[0]["message"], reply=reply)

    def ends(self) -> None:
        self._line.closed()

    def _take(self, data: bytes) -> None:
        self.screens.append(json.loads(data))
        drawn = [each["message"] for each in self.asked]
        if self.awake and drawn:
            self.says(t="drew", messages=drawn)


class Box(Harness):
    """A box with the way to its phones."""

    way: PageMessenger
    phones: Phones
    now_s: float = 0.0

    @property
    def call(self) -> Incident:
        return next(iter(self.engine.board.incidents.values()))

    def messages(self) -> tuple[Spoken, ...]:
        return self.engine.board.messages.get(self.call.incident, ())

    def lamp(self, room: str) -> Lamp:
        engine = self.engine
        return lamp_for(engine.board, engine.heard, ButtonId(f"{room}-wall"), engine.clock.now(), engine.unrecorded)

    async def phone(self, person: str) -> Phone:
        """Give the phone of this person, with its page in front."""
        phone = Phone(self.phones, person)
        phone.beats()
        await until(lambda: self.engine.heard.ways.get(("page", phone.to)) is True)
        return phone

    async def adopts(self, plan: Plan) -> None:
        document = to_document(plan)
        await self.engine.submit(AdoptPlan(document=document, digest=digest(document), plan=plan)).kept


@asynccontextmanager
async def box(folder: Path) -> AsyncIterator[Box]:
    """Run a box whose team is told on phones. Its clock of heartbeats stands still until a test moves it."""
    async with harness_at(folder) as harness:
        armed = Box(**{each: getattr(harness, each) for each in Harness.__dataclass_fields__})
        armed.way = PageMessenger(lambda: armed.now_s)
        armed.phones = Phones(armed.engine, armed.way)
        armed.way.carry(True)
        messaging = Messaging(armed.engine, armed.tasks, {"page": armed.way}.__getitem__)
        await armed.adopts(told_on_phones())
        armed.tasks.start(messaging.keep_saying(), name="messages")
        yield armed
