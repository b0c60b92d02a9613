"""Tells of lessons of the district over the desk line: told by a notice, shown to administrators alone, answered by entries."""

from datetime import UTC, timedelta

import pytest
from msgspec.structs import replace

from appliance.api.ask import Reply
from appliance.api.duties.lessons import AnswerLesson, LessonsKnown, ListLessons
from appliance.api.feed.messages import HandIn
from appliance.api.records.messages import Written
from appliance.core.district.events import LessonAnswered, LessonSaid, NoticesKeyNamed
from appliance.core.ground.moment import at
from appliance.doors.duties.lessons import NO_DAY, NO_DAY_WANTED, NO_SUCH_LESSON, NOT_YOURS, PAST
from appliance.envelope.deposit import LessonTold
from appliance.envelope.hybrid import PrivateKey
from appliance.envelope.sealed_lessons import READERS_MAX, LessonWrap, seal
from appliance.envelope.statements import EVERY_BUILDING, NoticeType
from appliance.plan.model import Role
from appliance.vault.vault import NOTICES_NAME
from tests.appliance.district.office import Office
from tests.appliance.doors.duties.bitten import Desk, signs_in, staffed
from tests.appliance.doors.harness import FRONT, Harness

OLD = LessonTold(b"o" * 16, "Doors that stick delay help.", "Oil them each August.", 1_790_000_000_000)
NEW = LessonTold(b"n" * 16, "Two adults at arrival calm a crowd.", "Post a second adult.", 1_795_000_000_000)


@pytest.fixture
async def office(harness: Harness) -> Office:
    await staffed(harness)
    office = Office(harness.vault.building, harness.vault.box)
    assert await harness.keeper.believe(office.fingerprint.hex(), "", "a test") == ""
    notice = office.lessons(1, (OLD, NEW), harness.vault.notices_key().public)
    assert (await harness.keeper.hand_in(HandIn(request=0, notices=(notice,)))).refused == ()
    return office


async def listed(desk: Desk) -> LessonsKnown:
    answer = await desk.console.line.ask(ListLessons(request=0))
    assert isinstance(answer, LessonsKnown), answer
    return answer


async def says(desk: Desk, lesson: LessonTold, said: LessonSaid, until: str = "") -> str:
    """Answer a lesson; give why not, or empty."""
    answer = await desk.console.line.ask(AnswerLesson(request=0, lesson=lesson.lesson, said=said, until=until))
    assert isinstance(answer, Written), answer
    assert answer.ok is (answer.says == "")
    return answer.says


async def test_an_administrator_is_told_lessons_with_the_newest_first_and_answers_them(
    harness: Harness, office: Office
) -> None:
    async with harness.console(FRONT) as console:
        desk = await signs_in(console, Role.ADMINISTRATOR)
        assert (await desk.all()).lessons == 2
        assert [each.sentence for each in (await listed(desk)).lessons] == [NEW.sentence, OLD.sentence]
        assert await says(desk, NEW, LessonSaid.DONE_HERE) == ""
        first, second = (await listed(desk)).lessons
        assert (first.lesson, first.said) == (OLD.lesson, None), "what nobody answered stands first"
        assert (second.said, second.until, second.by) == (LessonSaid.DONE_HERE, "", "Zoe ADMINISTRATOR Zed")
        assert (await desk.all()).lessons == 1
        assert await says(desk, NEW, LessonSaid.DONE_HERE) == "", "the same again changes nothing"
        day = f"{at(harness.engine.clock.now().wall_ms, UTC).date() + timedelta(days=14)}"
        assert await says(desk, NEW, LessonSaid.BY_WHEN, day) == ""
    _, told = await harness.queries.feed(0, 1000)
    kept = harness.engine.board.district.lessons[NEW.lesson]
    assert isinstance(kept, LessonAnswered) and (kept.said, kept.until) == (LessonSaid.BY_WHEN, day)
    assert sum(isinstance(event, LessonAnswered) for _, _, event in told) == 2, "an entry for each change"


async def test_nobody_else_is_told_or_answers(harness: Harness, office: Office) -> None:
    async with harness.console(FRONT) as console:
        for desk in (Desk(console), await signs_in(console, Role.NURSE)):
            answer = await console.line.ask(ListLessons(request=0))
            assert isinstance(answer, Reply) and (answer.ok, answer.says) == (False, NOT_YOURS)
            assert await says(desk, NEW, LessonSaid.DONE_HERE) == NOT_YOURS
        assert (await desk.all()).lessons is None
    assert not harness.engine.board.district.lessons


async def test_what_cannot_be_meant_is_refused(harness: Harness, office: Office) -> None:
    async with harness.console(FRONT) as console:
        desk = await signs_in(console, Role.ADMINISTRATOR)
        for until in ("", "soon", "20261215", "2026-12-32"):
            assert await says(desk, NEW, LessonSaid.BY_WHEN, until) == NO_DAY
        assert await says(desk, NEW, LessonSaid.BY_WHEN, "2020-01-01") == PAST
        assert await says(desk, NEW, LessonSaid.NOT_FOR_US, "2030-01-01") == NO_DAY_WANTED
        stranger = LessonTold(b"x" * 16, "a", "b", 0)
        assert await says(desk, stranger, LessonSaid.DONE_HERE) == NO_SUCH_LESSON
    assert not harness.engine.board.district.lessons


async def test_a_newer_notice_takes_lessons_away_and_one_that_nobody_can_read_changes_nothing(
    harness: Harness, office: Office
) -> None:
    own = harness.vault.notices_key().public
    whole = seal((NEW,), [own])
    bad: list[object] = [
        (NEW,),  # not sealed
        replace(whole, nonce=b"short"),
        replace(whole, sealed=whole.sealed[:-1]),
        replace(whole, sealed=b""),
        replace(whole, wraps=()),
        replace(whole, wraps=(LessonWrap(b"short", whole.wraps[0].wrap),)),
        replace(whole, wraps=whole.wraps * (READERS_MAX + 1)),
    ]
    notices = tuple(office.notice(NoticeType.LESSONS, 2, body, EVERY_BUILDING) for body in bad)
    assert len((await harness.keeper.hand_in(HandIn(request=0, notices=notices))).refused) == len(bad)
    assert harness.keeper.trust.lessons == (OLD, NEW)
    fewer = office.lessons(3, (NEW,), own)
    assert (await harness.keeper.hand_in(HandIn(request=0, notices=(fewer,)))).refused == ()
    async with harness.console(FRONT) as console:
        desk = await signs_in(console, Role.ADMINISTRATOR)
        assert [each.lesson for each in (await listed(desk)).lessons] == [NEW.lesson]
        assert await says(desk, OLD, LessonSaid.DONE_HERE) == NO_SUCH_LESSON


async def test_the_building_names_its_key_once_an_office_is_believed_and_once_alone(harness: Harness) -> None:
    assert harness.engine.board.district.notices_key == b""
    assert not (harness.folder / "keys" / NOTICES_NAME).exists(), "without an office nobody seals anything"
    office = Office(harness.vault.building, harness.vault.box)
    assert await harness.keeper.believe(office.fingerprint.hex(), "", "a test") == ""
    another = Office(harness.vault.building, harness.vault.box)
    assert await harness.keeper.believe(another.fingerprint.hex(), office.fingerprint.hex(), "a test") == ""
    await harness.engine.recorder.caught_up()
    own = harness.vault.notices_key().public
    assert harness.engine.board.district.notices_key == own.raw
    _, told = await harness.queries.feed(0, 1000)
    assert [event.public for _, _, event in told if isinstance(event, NoticesKeyNamed)] == [own.raw] * 2, (
        "each office is told"
    )
    assert (harness.folder / "keys" / NOTICES_NAME).stat().st_mode & 0o777 == 0o600


async def test_lessons_that_are_sealed_for_other_buildings_alone_are_shown_nowhere_here(
    harness: Harness, office: Office
) -> None:
    notice = office.lessons(2, (NEW,), PrivateKey.generate().public)
    assert (await harness.keeper.hand_in(HandIn(request=0, notices=(notice,)))).refused == ()
    async with harness.console(FRONT) as console:
        desk = await signs_in(console, Role.ADMINISTRATOR)
        assert (await listed(desk)).lessons == ()
        assert (await desk.all()).lessons is None
