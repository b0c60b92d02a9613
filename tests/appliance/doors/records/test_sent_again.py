"""Tests that what is sent again, because no answer came, is there once: items, accounts and codes, also if the box began
anew in between.
"""

import asyncio
import tempfile
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
    LeaveRecord,
    OpenRecord,
    RecordShown,
    TellAccount,
    WriteFact,
    Written,
)
from appliance.core.ground.words import KnownBy
from appliance.doors.peer import Rights
from appliance.plan.ids import RoomId
from appliance.plan.model import Kind
from appliance.record.record import Record
from appliance.record.words import Attempt, FieldId, ItemId
from tests.appliance.doors.harness import FRONT, NURSE, Harness, running_harness

pytestmark = pytest.mark.slow


ROLE, TEXT = FieldId("person.role"), FieldId("account.text")
ROLES = ("involved", "witness")
WORDS = ("He bit my arm.", "It began at the door.")


@dataclass(frozen=True)
class Adds:
    """Add a person who was there. The answer gets lost `lost` times; with `restarts` the box begins anew after each loss."""

    role: str
    lost: int
    restarts: bool


@dataclass(frozen=True)
class Tells:
    """Tell an account by somebody new. `then` are their words when they try again, which may have changed."""

    text: str
    then: str
    lost: int
    restarts: bool


times = st.integers(0, 2)
steps = st.one_of(
    st.builds(Adds, st.sampled_from(ROLES), times, st.booleans()),
    st.builds(Tells, st.sampled_from(WORDS), st.sampled_from(WORDS), times, st.booleans()),
)


@dataclass
class Story:
    """One record that nobody pressed for, and what its writers believe it holds."""

    folder: Path
    people: list[str] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)
    codes: dict[str, set[str]] = field(default_factory=dict)
    """Code → the words it opens."""
    lost_codes: list[str] = field(default_factory=list)
    attempts: int = 0

    async def __aenter__(self) -> "Story":
        await self.starts()
        opening = OpenRecord(request=0, room=RoomId("202"), kind=Kind.ASSIST, known_by=KnownBy.RADIO, occurred_ms=None)
        opened = await self.front.line.ask(opening)
        assert isinstance(opened, Written) and opened.ok, opened
        self.incident = opened.incident
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._running.aclose()

    async def starts(self) -> None:
        self._running = AsyncExitStack()
        self.harness: Harness = await self._running.enter_async_context(running_harness(self.folder, Rights.here()))
        self.front = await self._running.enter_async_context(self.harness.console(FRONT))

    async def loses_the_answer(self, restarts: bool) -> None:
        if restarts:
            await self._running.aclose()
            await self.starts()

    async def does(self, step: Adds | Tells) -> None:
        self.attempts += 1
        attempt = Attempt(f"{self.attempts:016x}")
        match step:
            case Adds():
                await self.adds(step, attempt)
            case Tells():
                await self.tells(step, attempt)
        await self.front.line.ask(LeaveRecord(request=0, incident=self.incident))

    async def adds(self, step: Adds, attempt: Attempt) -> None:
        message = WriteFact(
            request=0, incident=self.incident, field=ROLE, item=ItemId("new"), value=step.role, seen=0, attempt=attempt
        )
        answers: list[Written] = []
        for _ in range(1 + step.lost):
            answer = await self.front.line.ask(message)
            assert isinstance(answer, Written) and answer.ok, answer
            answers.append(answer)
            await self.loses_the_answer(step.restarts and step.lost > 0)
        self.people.append(step.role)
        assert {(answer.item, answer.entry) for answer in answers} == {(f"person-{len(self.people)}", answers[0].entry)}
        assert [answer.before for answer in answers] == [False] + [True] * step.lost

    async def tells(self, step: Tells, attempt: Attempt) -> None:
        texts = [step.text] + [step.then] * step.lost
        answers: list[AccountTaken] = []
        for text in texts:
            told = await self.front.line.ask(
                TellAccount(request=0, incident=self.incident, text=text, name="Mercy Okafor", attempt=attempt)
            )
            assert isinstance(told, AccountTaken), told
            answers.append(told)
            await self.loses_the_answer(step.restarts and step.lost > 0)
        self.accounts += list(dict.fromkeys(texts))
        assert len({answer.reporter for answer in answers}) == 1
        assert len({answer.receipt.entry for answer in answers}) == len(set(texts))
        assert [answer.before for answer in answers] == [text in texts[:at] for at, text in enumerate(texts)]
        self.lost_codes += [answer.code for answer in answers[:-1]]
        self.codes[answers[-1].code] = set(texts)

    async def record(self) -> Record:
        record = await self.harness.records.open(self.incident)
        assert record is not None
        return record

    async def holds(self) -> None:
        record = await self.record()
        assert [record.value(ROLE, item) for item in record.items.get("person", ())] == self.people
        assert [record.value(TEXT, item) for item in record.items.get("account", ())] == self.accounts
        assert len(record.items.get("reporter", ())) == len(self.codes)
        for code, words in self.codes.items():
            shown = await self.front.line.ask(AskRecord(request=0, incident=self.incident, code=code))
            assert isinstance(shown, RecordShown), shown
            assert {fact.versions[-1].value for fact in shown.facts if fact.field == TEXT} == words
            await self.front.line.ask(LeaveRecord(request=0, incident=self.incident))
        for code in self.lost_codes[:1]:  # only one: a wrong code makes the next try wait
            opened = await self.front.line.ask(AskRecord(request=0, incident=self.incident, code=code))
            assert isinstance(opened, Written) and "opens nothing" in opened.says


async def told(folder: Path, story: list[Adds | Tells]) -> None:
    async with Story(folder) as running:
        for step in story:
            await running.does(step)
        await running.holds()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, min_size=1, max_size=4))
def test_whatever_is_sent_again_is_there_once_and_the_last_code_opens_it(story: list[Adds | Tells]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(told(Path(folder), story))


async def test_an_account_sent_again_after_a_restart_is_one_account_with_a_new_code(tmp_path: Path) -> None:
    await told(tmp_path, [Tells(WORDS[0], WORDS[0], 1, restarts=True), Adds(ROLES[0], 1, restarts=True)])


async def test_words_changed_before_they_are_sent_again_are_a_second_account_of_the_same_teller(tmp_path: Path) -> None:
    await told(tmp_path, [Tells(WORDS[0], WORDS[1], 1, restarts=False)])


async def test_an_attempt_counts_for_nothing_at_another_desk(harness: Harness) -> None:
    async with harness.console(FRONT) as front, harness.console(NURSE) as nurse:
        opening = OpenRecord(request=0, room=RoomId("202"), kind=Kind.ASSIST, known_by=KnownBy.RADIO, occurred_ms=None)
        opened = await front.line.ask(opening)
        assert isinstance(opened, Written)
        telling = TellAccount(
            request=0, incident=opened.incident, text=WORDS[0], name="Mercy Okafor", attempt=Attempt("ab")
        )
        told_here = await front.line.ask(telling)
        told_there = await nurse.line.ask(telling)
        assert isinstance(told_here, AccountTaken) and isinstance(told_there, AccountTaken)
        assert told_here.reporter != told_there.reporter and not told_there.before
        shown = await front.line.ask(AskRecord(request=0, incident=opened.incident, code=told_here.code))
        assert isinstance(shown, RecordShown), "the first code was not replaced"


async def test_a_record_begun_and_asked_for_again_is_one_record_also_after_a_restart(tmp_path: Path) -> None:
    opening = OpenRecord(
        request=0, room=RoomId("202"), kind=Kind.ASSIST, known_by=KnownBy.RADIO, occurred_ms=None, attempt=Attempt("ab")
    )
    begun: list[Written] = []
    for _ in range(2):
        async with running_harness(tmp_path, Rights.here()) as harness, harness.console(FRONT) as front:
            for _ in range(2):
                answer = await front.line.ask(opening)
                assert isinstance(answer, Written) and answer.ok, answer
                begun.append(answer)
            if len(begun) < 4:
                continue
            async with harness.console(NURSE) as nurse:
                other = await nurse.line.ask(opening)
                assert isinstance(other, Written) and other.incident != begun[0].incident, (
                    "another desk is another asking"
                )
            another = await front.line.ask(msgspec.structs.replace(opening, attempt=Attempt("cd")))
            assert isinstance(another, Written) and another.incident != begun[0].incident
    assert {each.incident for each in begun} == {begun[0].incident}
    assert [each.before for each in begun] == [False, True, True, True]


async def test_two_askings_at_the_same_moment_begin_one_record(tmp_path: Path) -> None:
    opening = OpenRecord(
        request=0, room=RoomId("202"), kind=Kind.ASSIST, known_by=KnownBy.RADIO, occurred_ms=None, attempt=Attempt("ab")
    )
    async with (
        running_harness(tmp_path, Rights.here()) as harness,
        harness.console(FRONT) as one,
        harness.console(FRONT) as two,
    ):
        answers = await asyncio.gather(one.line.ask(opening), two.line.ask(opening))
        assert len({each.incident for each in answers if isinstance(each, Written) and each.ok}) == 1
