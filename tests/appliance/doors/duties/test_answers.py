"""Tells of answers to the district person over the desk line: sealed by the box, kept where nobody here can read them, and opened with
the person's own key.
"""

from dataclasses import dataclass, field

import msgspec
import pytest

from appliance.api.duties.messages import AnswerDuty, DutyLine
from appliance.api.feed.messages import HandIn
from appliance.api.records.messages import AskRecord, RecordShown, Written
from appliance.duties.answering import NOBODY_NAMED, NOT_YOURS, Said
from appliance.duties.duty import State
from appliance.duties.noting import NO_SUCH_DUTY, NOT_PROVEN
from appliance.envelope.answers import Answer, Place, opened
from appliance.envelope.deposit import Recipient
from appliance.envelope.hybrid import PrivateKey
from appliance.envelope.statements import NoticeType
from appliance.plan.ids import PersonId
from appliance.plan.model import Role
from appliance.record.events import AnswerSealed
from appliance.record.words import Attempt, ItemId, Klass
from tests.appliance.district.office import Office
from tests.appliance.doors.duties.bitten import TELLERS_NAME, Bitten, Desk, bitten, facts, named, signs_in, staffed
from tests.appliance.doors.harness import FRONT, NURSE, Harness

EDUCATORS, PRINCIPALS = "no-repercussions-30-educator person-2", "no-repercussions-30-principal"
DAY_MS = 86_400_000
WORDS = "My classes were changed, and nobody says why."


@dataclass
class Named:
    """A safety office that the box believes, and the person whom it names."""

    office: Office
    key: PrivateKey = field(default_factory=PrivateKey.generate)

    def notice(self, version: int = 1, name: str = "Dana Reyes") -> object:
        body = (Recipient(name, self.key.public.raw, b"", 0),)
        return self.office.notice(NoticeType.DISTRICT_PERSON, version, body)

    def opens(self, entry: AnswerSealed, building: bytes) -> Answer:
        assert entry.reader == self.key.public.fingerprint
        place = Place(building, entry.incident, entry.rule, entry.about, entry.asked)
        return opened(entry.sealed, self.key, place)


@pytest.fixture
async def record(harness: Harness) -> Bitten:
    await staffed(harness)
    record = await bitten(harness)
    ago = harness.engine.clock.now().wall_ms - 31 * DAY_MS
    await facts(harness, record.incident, occurred_at=ago - ago % 60_000)
    return record


@pytest.fixture
async def person(harness: Harness) -> Named:
    office = Office(harness.vault.building, harness.vault.box)
    assert await harness.keeper.believe(office.fingerprint.hex(), "", "a test") == ""
    named = Named(office)
    said = await harness.keeper.hand_in(HandIn(request=0, notices=(named.notice(),)))  # type: ignore[arg-type]
    assert said.refused == ()
    return named


async def answers(desk: Desk, line: DutyLine, said: Said = Said.SOMETHING, **more: object) -> Written:
    wanted = AnswerDuty(
        request=0,
        incident=line.record.incident,
        rule=line.rule,
        about=line.about,
        said=said,
        words=WORDS,
        attempt=Attempt("a1"),
    )
    answer = await desk.console.line.ask(msgspec.structs.replace(wanted, **more))
    assert isinstance(answer, Written), answer
    return answer


async def kept(harness: Harness, record: Bitten) -> list[AnswerSealed]:
    """Read the entries of the answers from the disk, as the box itself can."""
    told = await harness.queries.told_of(record.incident)
    return [event for _, _, event in told if isinstance(event, AnswerSealed)]


async def test_the_educator_answers_with_the_code_of_the_receipt_and_only_the_named_person_reads_it(
    harness: Harness, record: Bitten, person: Named
) -> None:
    async with harness.console(FRONT) as console:
        educator = Desk(console)
        line = named(await educator.of(record.incident, record.code))[EDUCATORS]
        assert (line.is_question, line.answered_to, line.no_answer) == (True, "Dana Reyes", "")
        done = await answers(educator, line, code=record.code)
        assert done.ok, done.says
        again = await answers(educator, line, code=record.code)
        assert (again.ok, again.before, again.entry) == (True, True, done.entry)
        closed = named(await educator.of(record.incident, record.code))[EDUCATORS]
        assert closed.state is State.CLOSED and [each.words for each in closed.notes] == [""]
        assert "You were asked this" in closed.no_answer
    found = (await harness.records.open(record.incident)).answers  # type: ignore[union-attr]
    assert [each.rule for each in found] == ["no-repercussions-30-educator"]
    (entry,) = await kept(harness, record)
    told = person.opens(entry, harness.vault.building)
    assert (told.said, told.words, told.who) == (Said.SOMETHING, WORDS, TELLERS_NAME)


async def test_nobody_in_the_building_reads_the_answer_whatever_their_role(
    harness: Harness, record: Bitten, person: Named
) -> None:
    async with harness.console(FRONT) as console:
        educator = Desk(console)
        line = named(await educator.of(record.incident, record.code))[EDUCATORS]
        assert (await answers(educator, line, code=record.code)).ok
    for role in Role:
        async with harness.console(NURSE) as console:
            desk = await signs_in(console, role)
            shown = await console.line.ask(AskRecord(request=0, incident=record.incident))
            assert isinstance(shown, RecordShown), shown
            seen = f"{shown}{await desk.of(record.incident)}{await desk.all()}"
            assert WORDS not in seen and "something" not in seen, role
    (entry,) = await kept(harness, record)
    assert WORDS.encode() not in entry.sealed
    assert entry.klass is Klass.PERSONNEL


async def test_an_administrator_answers_what_is_asked_of_the_principal_and_nothing_else(
    harness: Harness, record: Bitten, person: Named
) -> None:
    async with harness.console(FRONT) as console, harness.console(NURSE) as other:
        desk = await signs_in(console, Role.ADMINISTRATOR)
        lines = named(await desk.of(record.incident))
        assert lines[PRINCIPALS].is_question
        assert (await answers(desk, lines[PRINCIPALS], Said.NOTHING, words="")).ok
        (entry,) = await kept(harness, record)
        told = person.opens(entry, harness.vault.building)
        assert (told.said, told.words) == (Said.NOTHING, "")
        assert told.who and PersonId("p-administrator") not in told.who, "a name, and no id"
        nurse = await signs_in(other, Role.NURSE)
        seen = named(await nurse.of(record.incident))
        refused = await answers(nurse, lines[PRINCIPALS], attempt=Attempt("a2"))
        assert not refused.ok
        assert refused.says == (NOT_YOURS if PRINCIPALS in seen else NO_SUCH_DUTY)


async def test_nobody_but_whoever_is_asked_sees_that_they_answered_or_want_to_be_asked_no_more(
    harness: Harness, record: Bitten, person: Named
) -> None:
    async with harness.console(FRONT) as console:
        educator = Desk(console)
        line = named(await educator.of(record.incident, record.code))[EDUCATORS]
        assert (await answers(educator, line, code=record.code, no_more=True)).ok
        assert [rule for rule in named(await educator.of(record.incident, record.code)) if "educator" in rule]
    for role in Role:
        async with harness.console(NURSE) as console:
            desk = await signs_in(console, role)
            shown = await console.line.ask(AskRecord(request=0, incident=record.incident))
            assert isinstance(shown, RecordShown), shown
            assert not any(each.rule == "no-repercussions-30-educator" for each in shown.noted), role
            known = (*(await desk.of(record.incident)).duties, *(await desk.all()).duties)
            questions = {each.rule for each in known if each.rule.startswith("no-repercussions")}
            assert not any("educator" in rule for rule in questions), role
            assert bool(questions) is (role is Role.ADMINISTRATOR), role


async def test_whoever_did_not_prove_who_they_are_answers_nothing(
    harness: Harness, record: Bitten, person: Named
) -> None:
    async with harness.console(FRONT) as console:
        educator = Desk(console)
        line = named(await educator.of(record.incident, record.code))[EDUCATORS]
    async with harness.console(NURSE) as console:
        nobody = Desk(console)
        assert (await answers(nobody, line)).says == NOT_PROVEN
        assert "opens nothing" in (await answers(nobody, line, code="AAAA-AAAA")).says
    assert await kept(harness, record) == []


async def test_without_a_named_person_and_before_its_day_nothing_is_asked(harness: Harness, record: Bitten) -> None:
    async with harness.console(FRONT) as console:
        educator = Desk(console)
        lines = named(await educator.of(record.incident, record.code))
        assert (lines[EDUCATORS].answered_to, lines[EDUCATORS].no_answer) == ("", NOBODY_NAMED)
        assert (await answers(educator, lines[EDUCATORS], code=record.code)).says == NOBODY_NAMED
        later = lines[EDUCATORS.replace("30", "90")]
        assert later.no_answer.startswith("This is asked on its day, and after it: ")
    assert await kept(harness, record) == []


async def test_words_that_are_too_long_are_refused_and_the_log_has_none_of_them(
    harness: Harness, record: Bitten, person: Named, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    async with harness.console(FRONT) as console:
        educator = Desk(console)
        line = named(await educator.of(record.incident, record.code))[EDUCATORS]
        long = await answers(educator, line, words="x" * 501, code=record.code)
        assert long.says.startswith("These are 501 characters.")
        assert (await answers(educator, line, code=record.code, no_more=True)).ok
        after = named(await educator.of(record.incident, record.code))
        assert after[EDUCATORS.replace("30", "90")].state is State.WITHDRAWN
    assert WORDS not in caplog.text
    asked = AnswerDuty(request=1, incident=record.incident, rule=line.rule, about=ItemId("p"), said=Said.NOTHING)
    assert "nothing" not in repr(asked)


async def test_a_newer_notice_names_another_person_and_one_that_cannot_be_used_changes_nothing(
    harness: Harness, record: Bitten, person: Named
) -> None:
    second = Named(person.office)
    bad = [
        person.office.notice(NoticeType.DISTRICT_PERSON, 2, (Recipient("", person.key.public.raw, b"", 0),)),
        person.office.notice(NoticeType.DISTRICT_PERSON, 2, (Recipient("D", person.key.public.raw, b"s" * 32, 0),)),
        person.office.notice(NoticeType.DISTRICT_PERSON, 2, (Recipient("D", b"short", b"", 0),)),
        person.office.notice(NoticeType.DISTRICT_PERSON, 2, ()),
    ]
    said = await harness.keeper.hand_in(HandIn(request=0, notices=tuple(bad)))
    assert len(said.refused) == len(bad), said.refused
    assert harness.keeper.trust.person is not None and harness.keeper.trust.person.name == "Dana Reyes"
    said = await harness.keeper.hand_in(HandIn(request=0, notices=(second.notice(3, "Lee Park"),)))  # type: ignore[arg-type]
    assert said.refused == ()
    async with harness.console(FRONT) as console:
        educator = Desk(console)
        line = named(await educator.of(record.incident, record.code))[EDUCATORS]
        assert line.answered_to == "Lee Park"
        assert (await answers(educator, line, code=record.code)).ok
    (entry,) = await kept(harness, record)
    assert second.opens(entry, harness.vault.building).words == WORDS
