"""Tells who may be cast in an exercise over real buttons: nobody whom a record says was hurt lately, and nobody is told who that is."""

import msgspec

from appliance.api.ask import Reply
from appliance.api.desk.people import TellCanGo
from appliance.core.exercises.commands import AnnounceExercise, AnnounceInRooms
from appliance.core.ground.rejections import Rejection
from appliance.owed.hurt import HURT_DAYS
from appliance.plan.document import to_document
from appliance.plan.ids import PersonId, RoomId
from appliance.plan.model import Person, Role
from tests.appliance.doors.console.test_every_field import PEOPLE
from tests.appliance.doors.duties.bitten import TEACHERS_NAME, bitten, facts, signs_in, staffed
from tests.appliance.doors.harness import ALL_WEEK, FRONT, Console, Harness, school

TEACHER = PersonId("zq")
DAY_MS = 24 * 3_600_000


async def with_the_teacher(harness: Harness) -> None:
    await staffed(harness)
    people = (*PEOPLE, Person(TEACHER, f" {TEACHERS_NAME.upper()} ", (Role.TEACHER,), ALL_WEEK, told_by=()))
    await harness.adopt(to_document(msgspec.structs.replace(school(), people=people))).kept


async def announces(console: Console, *cast: PersonId) -> Reply:
    return await console.line.act(
        AnnounceInRooms(
            scenario="rooms",
            title="Help comes",
            steps=2,
            minutes=15,
            asked_alone=True,
            rooms=(RoomId("205"),),
            cast=cast,
        )
    )


async def test_whoever_was_hurt_lately_is_not_cast_and_the_answer_says_neither_who_nor_why(harness: Harness) -> None:
    await with_the_teacher(harness)
    await bitten(harness)
    async with harness.console(FRONT) as console:
        desk = await signs_in(console, Role.LEAD)
        unhurt = PersonId("p-nurse"), PersonId("p-office")
        assert (await announces(console, *unhurt)).code == Rejection.CAST_NOT_CHECKED, "no record was looked at yet"
        await desk.all()
        refused = await announces(console, TEACHER, unhurt[0])
        assert (refused.ok, refused.code) == (False, Rejection.NOT_IN_THE_CAST)
        assert TEACHERS_NAME.casefold() not in refused.says.casefold()
        assert "hurt" not in refused.says
        assert harness.engine.board.exercise is None
        assert (await announces(console, *unhurt)).ok


async def test_the_same_is_said_of_whoever_cannot_go_now(harness: Harness) -> None:
    await with_the_teacher(harness)
    async with harness.console(FRONT) as console:
        desk = await signs_in(console, Role.LEAD)
        await desk.all()
        away = await console.line.ask(TellCanGo(request=0, person=PersonId("p-nurse"), can_go=False))
        assert away.ok, away
        same = Rejection.NOT_IN_THE_CAST
        assert (await announces(console, PersonId("p-nurse"), PersonId("p-office"))).code == same
        assert (await announces(console, PersonId("p-lead"), PersonId("p-office"))).ok


async def test_after_a_while_and_where_the_injury_was_none_everybody_may_be_cast(harness: Harness) -> None:
    await with_the_teacher(harness)
    record = await bitten(harness)
    async with harness.console(FRONT) as console:
        desk = await signs_in(console, Role.LEAD)
        await desk.all()
        owed, now_ms = harness.owed, harness.engine.clock.now().wall_ms
        teacher = harness.engine.board.index.people[TEACHER]
        assert any(each.has(teacher) for each in owed.hurt_lately(now_ms) or ())
        assert owed.hurt_lately(now_ms + (HURT_DAYS + 1) * DAY_MS) == ()
        assert any(each.has(teacher) for each in owed.hurt_lately(None) or ()), "while nobody knows the day"
        await facts(harness, record.incident, "injury-1", injury_level="none")
        await desk.all()
        assert owed.hurt_lately(now_ms) == ()
        assert (await announces(console, TEACHER, PersonId("p-nurse"))).ok


async def test_an_exercise_at_a_table_asks_for_no_names_and_checks_none(harness: Harness) -> None:
    async with harness.console(FRONT) as console:
        at_a_table = AnnounceExercise(scenario="two", title="Two rooms", steps=2, minutes=15, asked_alone=True)
        assert (await console.line.act(at_a_table)).ok
        assert not {"cast", "rooms"} & {*AnnounceExercise.__struct_fields__}
