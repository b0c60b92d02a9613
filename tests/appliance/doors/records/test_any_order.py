"""Tests any order of edits, amendments, accounts, submissions and holds, with power failures between and within them: the result is one
record.

The power fails as it does to a disk: of what was on its way, any part is there, torn at any byte; what was answered is there whole.
"""

import asyncio
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.api.records.messages import (
    AccountTaken,
    AskRecord,
    HoldRecord,
    LeaveRecord,
    MoveRecord,
    RecordShown,
    TellAccount,
    WriteFact,
    Written,
)
from appliance.core.calls.commands import Acknowledge, StandDown
from appliance.core.ground.words import Outcome
from appliance.doors.peer import Rights
from appliance.logbook.recovery import LOGBOOK_NAME
from appliance.plan.document import to_document
from appliance.plan.ids import IncidentId, PersonId
from appliance.plan.model import Person, Role
from appliance.record.record import Record, fold
from appliance.record.words import FactId, FieldId, ItemId, Status, Value
from tests.appliance.doors.harness import ALL_WEEK, FRONT, NURSE, Console, Harness, running_harness, school

ANA = Person(PersonId("ana"), "Ana Ortiz", (Role.LEAD, Role.ADMINISTRATOR), ALL_WEEK)
VALUES: dict[str, tuple[Value, ...]] = {
    "event_kind": ("help",),
    "time_context": ("class", "lunch-recess", None),
    "behavior": ("battery", "threat"),
    "doing_before": ("Reading aloud.", "Lining up for lunch.", "Reading alone."),
    "adults_present": (0, 1, 2),
    "contact_form": (("bit",), ("bit", "kicked")),
}
SECTOR = 512  # a disk writes this much whole; here a write is torn within it
WORDS = ("He bit my arm.", "It began at the door.")

# ---- what may happen --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Write:
    """Write a field, by Ana with her PIN or by somebody at the front desk. `stale` means that the writer has not seen what
    the field holds.
    """

    name: str
    value: int
    ana: bool
    stale: bool


@dataclass(frozen=True)
class Tell:
    """Tell an account; whoever told one already comes back with the code."""

    text: str


@dataclass(frozen=True)
class Amend:
    """Amend the first account, by whoever told it."""

    text: str


@dataclass(frozen=True)
class Hold:
    on: bool


@dataclass(frozen=True)
class Submit:
    """Submit. Before, the record says that somebody only needed help, for which nothing more is wanted. It may be submitted already."""


@dataclass(frozen=True)
class PowerCut:
    """Cut the power while `within` is written, if there is such a write. `kept` hundredths of the bytes that were not yet flushed are
    there.
    """

    within: Write | None
    kept: int


writes = st.builds(
    Write, st.sampled_from(sorted(VALUES)), st.integers(0, 5), st.booleans(), st.sampled_from((False, False, True))
)
cuts = st.builds(PowerCut, st.none() | writes, st.integers(0, 100))
steps = st.one_of(
    writes,
    writes,
    st.builds(Tell, st.sampled_from(WORDS)),
    st.builds(Amend, st.sampled_from(WORDS)),
    st.builds(Hold, st.booleans()),
    st.just(Submit()),
    cuts,
)

# ---- the story --------------------------------------------------------------------------------------------------------


@dataclass
class Story:
    """One record, what its writers were promised, and the box on which it is at present."""

    folder: Path
    boxes: int = 0
    code: str = ""
    promised: dict[FactId, list[tuple[int, Value]]] = field(default_factory=dict)
    """Answered writes: entry and value, in the order in which they were answered."""
    held: bool = False
    submitted: bool = False
    accounts: int = 0

    async def __aenter__(self) -> "Story":
        await self.starts()
        self.harness.give_pins("ana")
        await self.front.attended()
        self.harness.press("201")
        self.incident: IncidentId = (await self.front.sees("201")).incident
        for command in (
            Acknowledge(incident=self.incident),
            StandDown(incident=self.incident, outcome=Outcome.ATTENDED, saw_room="Ana Ortiz"),
        ):
            assert (await self.front.line.act(command)).ok
        assert (await self.nurse.proves("ana")).ok
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._running.aclose()

    @property
    def box(self) -> Path:
        return self.folder / str(self.boxes)

    async def starts(self) -> None:
        self._running = AsyncExitStack()
        self.box.mkdir(exist_ok=True)
        self.harness: Harness = await self._running.enter_async_context(running_harness(self.box, Rights.here()))
        await self.harness.adopt(to_document(msgspec.structs.replace(school(), people=(ANA,)))).kept
        self.front: Console = await self._running.enter_async_context(self.harness.console(FRONT))
        self.nurse: Console = await self._running.enter_async_context(self.harness.console(NURSE))

    async def does(self, step: object) -> None:
        match step:
            case Write():
                await self.writes(step)
            case Tell(text):
                await self.tells(text)
            case Amend(text):
                await self.amends(text)
            case Hold(on):
                asked = HoldRecord(request=0, incident=self.incident, hold=on, reason="A claim")
                answer = await self.nurse.line.ask(asked)
                assert isinstance(answer, Written)
                assert answer.ok == (on != self.held), answer
                self.held = on
            case Submit():
                await self.submits()
            case PowerCut():
                await self.loses_power(step)

    async def writes(self, step: Write) -> None:
        message, console = await self.message(step), self._by(step)
        answer = await console.line.ask(message)
        assert isinstance(answer, Written), answer
        again = await console.line.ask(message)
        assert isinstance(again, Written), again
        self.was_answered(message, answer)
        if answer.ok:
            assert (again.ok, again.entry) == (True, answer.entry), "the same again says so, and doubles nothing"
        else:
            assert again.says == answer.says

    async def message(self, step: Write) -> WriteFact:
        fact_id, values = FactId(FieldId(step.name)), VALUES[step.name]
        standing = (await self.record()).versions.get(fact_id, [])
        seen = standing[-1].number if standing and not step.stale else 0
        return WriteFact(
            request=0,
            incident=self.incident,
            field=fact_id.field,
            item=ItemId(""),
            value=values[step.value % len(values)],
            seen=seen,
            why="as seen",
        )

    def was_answered(self, message: WriteFact, answer: Written) -> None:
        versions = self.promised.setdefault(FactId(message.field, message.item), [])
        if answer.ok and (answer.entry, message.value) not in versions:
            versions.append((answer.entry, message.value))

    async def submits(self) -> None:
        await self.writes(Write("event_kind", 0, ana=True, stale=False))
        moved = await self.nurse.line.ask(MoveRecord(request=0, incident=self.incident, to=Status.SUBMITTED))
        assert isinstance(moved, Written), moved
        assert moved.ok != self.submitted, moved
        self.submitted = True

    async def tells(self, text: str) -> None:
        told = await self.front.line.ask(
            TellAccount(request=0, incident=self.incident, text=text, name="Mercy Okafor", code=self.code)
        )
        assert isinstance(told, AccountTaken), told
        self.code = told.code or self.code
        self.accounts += 1
        fact_id = FactId(FieldId("account.text"), ItemId(f"account-{self.accounts}"))
        self.promised[fact_id] = [(told.receipt.entry, text)]
        await self.front.line.ask(leaving(self.incident))

    async def amends(self, text: str) -> None:
        fact_id = FactId(FieldId("account.text"), ItemId("account-1"))
        if fact_id not in self.promised:
            return
        seen, before = self.promised[fact_id][-1]
        amended = await self.front.line.ask(
            WriteFact(
                request=0,
                incident=self.incident,
                field=fact_id.field,
                item=fact_id.item,
                value=f"{before} {text}",
                seen=seen,
                why="Forgot it",
                code=self.code,
            )
        )
        assert isinstance(amended, Written), amended
        assert amended.ok, amended.says
        self.promised[fact_id].append((amended.entry, f"{before} {text}"))
        await self.front.line.ask(leaving(self.incident))

    async def loses_power(self, cut: PowerCut) -> None:
        """Let the box go on from what the disk kept. A write whose answer never came is sent again, and is there once."""
        image = self.folder / str(self.boxes + 1)
        await self.harness.logbook._database.work(lambda _: shutil.copytree(self.box, image, ignore=_sockets))
        message = None
        if cut.within is not None:
            message = await self.message(cut.within)
            await self._by(cut.within).line.ask(message)
            self._tear(image, cut.kept)
        await self._running.aclose()
        self.boxes += 1
        await self.starts()
        assert (await self.nurse.proves("ana")).ok
        await self.holds(unanswered=message)
        if message is not None and cut.within is not None:
            again = await self._by(cut.within).line.ask(message)
            assert isinstance(again, Written), again
            self.was_answered(message, again)

    def _by(self, step: Write) -> Console:
        return self.nurse if step.ana else self.front

    def _tear(self, image: Path, kept: int) -> None:
        """Keep so much of what was written to the write-ahead log since the image; the rest is as it was before."""
        log = Path("logbook") / f"{LOGBOOK_NAME}-wal"
        before, after = (image / log).read_bytes(), (self.box / log).read_bytes()
        new = [at for at in range(0, len(after), SECTOR) if after[at : at + SECTOR] != before[at : at + SECTOR]]
        if new:
            torn = new[0] + (new[-1] + SECTOR - new[0]) * kept // 100
            (image / log).write_bytes(after[:torn] + before[torn:])

    # ---- what must hold

    async def record(self) -> Record:
        record = await self.harness.records.open(self.incident)
        assert record is not None
        return record

    async def holds(self, unanswered: WriteFact | None = None) -> None:
        """Check that what was promised is there, once and in order, read afresh and as the box has it at hand; and that nothing else is."""
        record = await self.record()
        assert fold(self.incident, await self.harness.queries.told_of(self.incident)) == record
        open_spot = FactId(unanswered.field, unanswered.item) if unanswered is not None else None
        for fact_id, versions in record.versions.items():
            numbers = [version.number for version in versions]
            assert numbers == sorted(set(numbers))
            found = [(version.number, version.value) for version in versions]
            promised = self.promised.get(fact_id, [])
            if fact_id.field in VALUES or fact_id.field == "account.text":
                assert found[: len(promised)] == promised, fact_id
                assert len(found) <= len(promised) + (fact_id == open_spot), fact_id
        assert {fact_id for fact_id, versions in self.promised.items() if versions} <= set(record.versions)
        assert bool(record.held_for) == self.held
        assert record.status is (Status.SUBMITTED if self.submitted else Status.DRAFT)
        assert len(record.items.get("account", ())) == self.accounts
        assert len(record.items.get("reporter", ())) == min(self.accounts, 1)
        if self.code:
            theirs = await self.front.line.ask(AskRecord(request=0, incident=self.incident, code=self.code))
            assert isinstance(theirs, RecordShown)
            assert {fact.item for fact in theirs.facts if fact.field == "account.text"} == set(record.items["account"])
            await self.front.line.ask(leaving(self.incident))


def _sockets(_: str, names: Sequence[str]) -> list[str]:
    return [name for name in names if name.endswith(".sock")]


def leaving(incident: IncidentId) -> LeaveRecord:
    return LeaveRecord(request=0, incident=incident)


async def told(folder: Path, story: list[object]) -> None:
    async with Story(folder) as running:
        for step in story:
            await running.does(step)
        await running.holds()


@pytest.mark.proof
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, min_size=4, max_size=14))
def test_any_order_with_power_cuts_yields_one_record_and_keeps_every_promise(story: list[object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(told(Path(folder), story))
