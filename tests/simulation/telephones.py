"""Pretend telephones of the people of a building: who is told there, who answers, and what fails. Knows no decision about a call."""

import random
from typing import TYPE_CHECKING

from msgspec import UNSET
from msgspec.structs import replace

from appliance.messaging import Messaging
from appliance.plan.messages import MessageWay
from appliance.plan.model import Person, Plan, Step
from hardware.messengers.simulated import SimulatedMessenger
from hardware.ports import Reply
from tests.simulation.school import ALL_WEEK

if TYPE_CHECKING:
    from tests.simulation.box import Box

HAPPENS = 0.5  # the share of things of a day beside which something happens to a telephone
ANSWERS = 0.7  # the share of these that are answers; the others are faults that come and go
AGREES = 0.85  # the share of people who agree to be told, each time when a plan is adopted


class Telephones:
    """The telephones of one building. They outlive every run of its box."""

    def __init__(self, seed: str) -> None:
        self.dice = random.Random(f"{seed}/telephones")
        self.way = SimulatedMessenger()

    def fitted(self, plan: Plan) -> Plan:
        """Give this plan with telephones: some people take their yes back, some steps name other people."""
        people = tuple(self._person(each) for each in plan.people)
        return replace(plan, people=people, ladder=tuple(self._step(each, people) for each in plan.ladder))

    def serve(self, box: "Box") -> None:
        """Let this run of the box tell people."""
        self.way = SimulatedMessenger()
        messaging = Messaging(box.engine, box.tasks, {"simulated": self.way}.__getitem__)
        box._run(messaging.keep_saying(), "messages")

    def happen(self) -> str:
        """Let somebody answer, or something fail or work again; give what it was, or "" if it was nothing."""
        if self.dice.random() > HAPPENS:
            return ""
        told = sorted({each.said.to for each in self.way.spoken})
        if told and self.dice.random() < ANSWERS:
            to, reply = self.dice.choice(told), self.dice.choice(list(Reply))
            self.way.reply(to, reply)
            return f"{to} answers {reply}"
        to = self.dice.choice(("", *told))
        match self.dice.randint(0, 3):
            case 0:
                self.way.fail("pretended", to)
            case 1:
                self.way.hold(held=self.dice.random() < 0.3)
            case 2:
                self.way.lose(loses=self.dice.random() < 0.3)
            case _:
                self.mend()
        return f"telephones {to}"

    def mend(self) -> None:
        """Let every telephone work."""
        for to in list(self.way._broken):
            self.way.mend(to)
        self.way.hold(held=False)
        self.way.lose(loses=False)

    def _person(self, person: Person) -> Person:
        ways = tuple(
            MessageWay("simulated", f"{person.person}-{which}", hours=ALL_WEEK)
            for which in ("pocket", "desk")[: self.dice.randint(1, 2)]
        )
        return replace(person, ways=ways, agreed="2026-08-20" if self.dice.random() < AGREES else UNSET)

    def _step(self, step: Step, people: tuple[Person, ...]) -> Step:
        named = self.dice.sample(people, self.dice.randint(0, len(people)))
        return replace(step, people=tuple(each.person for each in named))
