"""The parts of the tests of records: a call that is over, its record, and a person at a console who works on it by keys alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from appliance.api.desk.line import Act
from appliance.api.records.messages import AskRecord, RecordShown
from appliance.core.calls.commands import Acknowledge, StandDown
from appliance.core.ground.words import Outcome
from appliance.doors.peer import Rights
from appliance.plan.document import to_document
from appliance.plan.ids import IncidentId, PersonId
from appliance.plan.model import Person, Role
from appliance.record.words import Value
from tests.appliance.doors.harness import ALL_WEEK, FRONT, PIN, Harness, running_harness, school
from tests.tui.sitting import Sitting, sitting_at

KEYSTROKE_S, DECISION_S = 0.28, 1.35
"""Keystroke-level model (Card, Moran and Newell, 1983): the time for a key of an average non-secretary typist, and the time to make up
one's mind.
"""


class Hand:
    """Presses keys at a console and counts them. A decision is anything that a person reads and chooses; typing words is one decision."""

    def __init__(self, person: Sitting) -> None:
        self.person = person
        self.keys = self.decisions = 0

    async def press(self, *keys: str) -> None:
        """Press keys, with a decision for each."""
        for key in keys:
            self.keys += 1
            self.decisions += 1
            await self.person.presses(key)

    async def type(self, words: str) -> None:
        """Type words, letter by letter."""
        self.keys += len(words)
        self.decisions += 1
        await self.person.presses(*words)

    async def answer(self, question: str, *keys: str) -> None:
        """Wait for a question, then press these."""
        await self.person.sees(question)
        await self.press(*keys)

    @property
    def seconds(self) -> int:
        """How long a person takes, without the reading."""
        return round(self.keys * KEYSTROKE_S + self.decisions * DECISION_S)


@asynccontextmanager
async def after_a_call(folder: Path) -> AsyncIterator[tuple[Harness, IncidentId]]:
    """A school in which a call from room 201 is over. Ana leads, Ben is the nurse, Cora administers, Dee audits; all have PINs."""
    async with running_harness(folder, Rights.here()) as harness:
        more = (
            Person(PersonId("cora"), "Cora Lind", (Role.ADMINISTRATOR,), ALL_WEEK),
            Person(PersonId("dee"), "Dee Wong", (Role.AUDITOR,), ALL_WEEK),
        )
        await harness.adopt(to_document(msgspec.structs.replace(school(), people=(*school().people, *more)))).kept
        harness.give_pins("ana", "ben", "cora", "dee")
        async with harness.console(FRONT) as console:
            await console.attended()
            await harness.press("201").kept
            card = await console.sees("201")
            for command in (
                Acknowledge(incident=card.incident),
                StandDown(incident=card.incident, outcome=Outcome.ATTENDED, saw_room="Ana Ortiz"),
            ):
                done = await console.line.ask(Act(request=0, command=command))
                assert done.ok, done.says
        yield harness, card.incident


@asynccontextmanager
async def sits_down(harness: Harness) -> AsyncIterator[Hand]:
    """Put a person in front of the front office's console, which knows the plan."""
    async with sits_down_at(harness.socket) as hand:
        yield hand


@asynccontextmanager
async def sits_down_at(socket: Path) -> AsyncIterator[Hand]:
    """Put a person in front of a console of any box."""
    async with sitting_at(socket) as person:
        yield Hand(person)


async def signs_in(hand: Hand, name: str) -> None:
    """Sign in by name and with the PIN that an administrator gave."""
    await hand.press("o")
    await hand.person.sees("WHO IS AT THIS DESK?")
    await hand.type(name)
    await hand.press("enter")
    await hand.person.sees_no_more("WHO IS AT THIS DESK?")
    await hand.person.until(lambda: bool(hand.person.app.model.view and hand.person.app.model.view.here), "the desk")
    await hand.person.sees(f"Front office: {name}")
    await hand.press("o")
    await hand.person.sees("asks for your PIN")
    await hand.press("down", "enter")
    await hand.person.sees("PIN or passphrase")
    await hand.type(PIN)
    await hand.press("enter")
    await hand.person.is_signed_in()


async def stands(harness: Harness, incident: IncidentId, field: str, item: str = "", who: str = "cora") -> Value:
    """Give what the record holds, as somebody with that PIN reads it at a desk of their own."""
    async with harness.console(FRONT) as console:
        await console.proves(who)
        shown = await console.line.ask(AskRecord(request=0, incident=incident))
        assert isinstance(shown, RecordShown), shown
        found = [fact.versions[-1].value for fact in shown.facts if (fact.field, fact.item) == (field, item)]
        return found[0] if found else None
