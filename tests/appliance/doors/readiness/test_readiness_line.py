"""Tests who is ready on the desk line itself: who reads what, what whoever schedules says, and documents that are adopted all or none."""

import os
from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from appliance.api.ask import Reply
from appliance.api.desk.morning import AskMorning, MorningKnown
from appliance.api.listed.readiness import (
    AdoptReadinessFiles,
    AskReadiness,
    FillGap,
    GapLine,
    GiveHourBack,
    NoteTrained,
    ReadinessFile,
    ReadinessKnown,
    TakeTrainedBack,
)
from appliance.core.calls.commands import RaiseCall
from appliance.core.ground.place import Place
from appliance.core.ground.words import Door, Source
from appliance.core.practice.commands import ArmWalkTest
from appliance.core.readiness.words import BOX_TRAINING, AdultId, ReadinessKind, TrainingId
from appliance.doors.readiness.desk import AWAY, NO_SUCH_ADULT, NO_SUCH_TEST, ONLY_WHO_SCHEDULES
from appliance.doors.readiness.view import NO_ADULTS, NOT_ARRANGED
from appliance.plan.document import to_document
from appliance.plan.ids import ButtonId, PersonId
from appliance.plan.model import Hours, Kind, Person, Role
from appliance.readiness.trainings.lists import NOT_FOR_EVALUATION
from tests.appliance.doors.harness import FRONT, NURSE, Console, Harness, school
from tests.appliance.readiness.papers import ARRANGED, adults, held, text_file

ANA, BEN, CAL = PersonId("ana"), PersonId("ben"), PersonId("cal")
WEEKDAYS = tuple(Hours(day * 1440 + 480, day * 1440 + 900) for day in range(7))
DE_ESCALATION = TrainingId("de-escalation")


def today() -> date:
    return datetime.now(UTC).date()


def schoolday() -> date:
    """A school day after today within the coming week: Monday to Friday count where no calendar was adopted."""
    return next(day for number in range(1, 7) if (day := today() + timedelta(days=number)).weekday() < 5)


async def with_a_team(harness: Harness) -> None:
    """Ana leads the team and Ben is its nurse, from 8 to 15 o'clock; Cal teaches."""
    people = (
        Person(ANA, "Ana Ortiz", (Role.LEAD,), WEEKDAYS),
        Person(BEN, "Ben Ruiz", (Role.NURSE,), WEEKDAYS),
        Person(CAL, "Cal Stone", (Role.TEACHER,), WEEKDAYS),
    )
    await harness.adopt(to_document(replace(school(), people=people, occupied=WEEKDAYS))).kept
    harness.give_pins(ANA, BEN, CAL)


async def adopts(harness: Harness, *files: ReadinessFile) -> Reply:
    async with harness.console(None) as box:
        reply = await box.line.ask(AdoptReadinessFiles(request=0, by="R. Ortiz", files=files))
        assert isinstance(reply, Reply)
        return reply


async def arranged(harness: Harness, day: date) -> None:
    await with_a_team(harness)
    text = text_file(ReadinessKind.ARRANGEMENTS, ARRANGED.format(day=day))
    assert (await adopts(harness, text)).ok


async def known(console: Console) -> ReadinessKnown:
    answer = await console.line.ask(AskReadiness(request=0))
    assert isinstance(answer, ReadinessKnown)
    return answer


async def fills(console: Console, gap: GapLine, person: PersonId, role: Role = Role.NURSE) -> Reply:
    fill = FillGap(request=0, person=person, role=role, day=gap.day, start_min=gap.start_min, end_min=gap.end_min)
    reply = await console.line.ask(fill)
    assert isinstance(reply, Reply)
    return reply


async def test_before_anything_is_adopted_it_is_said_so_and_the_morning_check_names_no_gap(harness: Harness) -> None:
    await with_a_team(harness)
    async with harness.console(FRONT) as console:
        answer = await known(console)
        assert answer.said[:3] == (NOT_FOR_EVALUATION, NOT_ARRANGED, NO_ADULTS)
        morning = await console.line.ask(AskMorning(request=0))
        assert isinstance(morning, MorningKnown) and not morning.gaps


async def test_a_gap_is_named_before_it_comes_filled_by_who_schedules_and_open_again_once_given_back(
    harness: Harness,
) -> None:
    day = schoolday()
    await arranged(harness, day)
    async with harness.console(FRONT) as console, harness.console(NURSE) as other:
        (gap,) = (await known(console)).gaps
        assert (gap.day, gap.start_min, gap.end_min, gap.roles) == (f"{day}", 600, 720, (Role.NURSE,))
        assert gap.says.endswith("10:00-12:00: no nurse is there")
        morning = await other.line.ask(AskMorning(request=0))
        assert isinstance(morning, MorningKnown) and morning.gaps == gap.says
        assert (await fills(console, gap, CAL)).says == ONLY_WHO_SCHEDULES
        assert (await console.proves(BEN)).ok
        assert (await fills(console, gap, CAL)).says == ONLY_WHO_SCHEDULES, "a nurse does not schedule"
        assert (await console.proves(ANA)).ok
        assert (await fills(console, gap, BEN)).says == AWAY
        assert (await fills(console, gap, CAL)).ok
        answer = await known(console)
        assert not answer.gaps
        (hour,) = answer.hours
        assert hour.says.endswith("10:00-12:00, Nurse: Cal Stone")
        assert not (await known(other)).hours, "nobody proved who they are at the other desk"
        assert not (await known(other)).gaps
        assert (await other.proves(CAL)).ok
        assert [line for line in (await known(other)).own if line.startswith("You took:")]
        reply = await console.line.ask(GiveHourBack(request=0, taken=hour.taken))
        assert isinstance(reply, Reply) and reply.ok
        assert (await known(console)).gaps == (gap,)
        again = await console.line.ask(GiveHourBack(request=0, taken=hour.taken))
        assert isinstance(again, Reply) and again.code == "no-such-hour"


async def test_who_left_the_plan_is_in_no_chain_and_in_no_coverage(harness: Harness) -> None:
    day = schoolday()
    await arranged(harness, day)
    async with harness.console(FRONT) as console:
        assert (await console.proves(ANA)).ok
        (gap,) = (await known(console)).gaps
        assert (await fills(console, gap, CAL)).ok
        plan = harness.engine.board.index.plan
        without = replace(plan, people=tuple(each for each in plan.people if each.person != CAL))
        await harness.adopt(to_document(without)).kept
        assert (await known(console)).gaps == (gap,), "the hour that Cal took is open again"
        assert "Cal" not in " ".join((await known(console)).named)
        assert CAL not in harness.engine.board.index.people
        assert (await fills(console, gap, CAL)).code == "no-such-person"
        without = replace(plan, people=plan.people[:1])
        await harness.adopt(to_document(without)).kept
        answer = await known(console)
        assert not [line for line in answer.said if "cannot be read" in line], (
            "an absence of who left is no mistake later"
        )
        assert {each.roles for each in answer.gaps} == {(Role.NURSE,)}


async def test_each_reads_their_own_trainings_who_schedules_reads_names_and_everybody_counts(harness: Harness) -> None:
    await with_a_team(harness)
    began = f"{today() - timedelta(days=3)}"
    table = adults(
        *((who, name, "2024-08-01") for who, name in (("ana", "Ana Ortiz"), ("ben", "Ben Ruiz"))),
        ("cal", "Cal Stone", began),
        ("dee", "Dee Fox", "2024-08-01"),
        ("eli", "Eli Hart", "2024-08-01"),
    )
    reply = await adopts(harness, table, held(("ana", "de-escalation", f"{today()}")))
    assert reply.ok, reply.says
    async with harness.console(FRONT) as console:
        counted = await known(console)
        assert not counted.own and not counted.named and not counted.adults and not counted.schedules
        assert [line for line in counted.counted if line.startswith("De-escalation") and line.endswith("1 of 5")]
        assert (await console.proves(CAL)).ok
        own = await known(console)
        assert not own.named and not own.adults and not own.schedules
        assert any(line.startswith("Your first working day was") for line in own.own)
        assert not any(name in line for line in own.own for name in ("Ana", "Ben", "Dee"))
        assert (await console.proves(ANA)).ok
        names = await known(console)
        assert names.schedules and [each.name for each in names.adults][-2:] == ["Dee Fox", "Eli Hart"]
        assert any(line.startswith("Cal Stone began") for line in names.named)
        assert any(line.startswith("De-escalation") and "Dee Fox" in line for line in names.named)


async def test_a_training_is_noted_by_who_schedules_and_taken_back(harness: Harness) -> None:
    await with_a_team(harness)
    assert (await adopts(harness, adults(("cal", "Cal Stone", "2024-08-01"), ("old", "Olga Day", "2099-08-01")))).ok
    async with harness.console(FRONT) as console:
        wish = NoteTrained(request=0, adult=AdultId("cal"), training=DE_ESCALATION, on=f"{today()}")
        assert (await console.line.ask(wish)).says == ONLY_WHO_SCHEDULES  # type: ignore[union-attr]
        assert (await console.proves(ANA)).ok
        for wrong, says in (
            (replace(wish, adult=AdultId("old")), NO_SUCH_ADULT),
            (replace(wish, training=TrainingId("juggling")), "There is no such training. Look at the list again."),
            (replace(wish, on=f"{today() + timedelta(days=1)}"), "That is no day up to today. Write it as 2026-12-02."),
            (replace(wish, training=BOX_TRAINING, button=ButtonId("B201")), NO_SUCH_TEST),
        ):
            reply = await console.line.ask(wrong)
            assert isinstance(reply, Reply) and reply.says == says
        assert (await console.line.ask(wish)).ok  # type: ignore[union-attr]
        (noted,) = (await known(console)).noted
        assert noted.says.startswith("Cal Stone, De-escalation, ")
        assert not [line for line in (await known(console)).named if line.startswith("De-escalation")]
        assert (await console.line.ask(TakeTrainedBack(request=0, noted=noted.noted))).ok  # type: ignore[union-attr]
        assert [line for line in (await known(console)).named if line.startswith("De-escalation")]


async def test_a_press_in_a_walk_test_counts_as_a_training_once_somebody_says_who_pressed(harness: Harness) -> None:
    await with_a_team(harness)
    assert (await adopts(harness, adults(("cal", "Cal Stone", "2024-08-01")))).ok
    async with harness.console(FRONT) as console:
        assert (await console.proves(ANA)).ok
        assert (await console.line.act(ArmWalkTest(button=ButtonId("B201")))).ok
        harness.press("201")
        await console.board(lambda board: board.test_over is not None)
        (tested,) = (await known(console)).tests
        assert (tested.button, tested.on) == ("B201", f"{today()}")
        press = NoteTrained(request=0, adult=AdultId("cal"), training=BOX_TRAINING, on=tested.on, button=tested.button)
        assert (await console.line.ask(replace(press, training=DE_ESCALATION))).says == NO_SUCH_TEST  # type: ignore[union-attr]
        assert (await console.line.ask(press)).ok  # type: ignore[union-attr]
        answer = await known(console)
        assert answer.noted[0].says.startswith("Cal Stone, A press in a walk test, ")
        assert not [line for line in answer.named if line.startswith("A press in a walk test")]


async def test_documents_are_adopted_all_or_none_and_each_mistake_is_told_with_its_line(harness: Harness) -> None:
    await with_a_team(harness)
    table = adults(("cal", "Cal Stone", "2024-08-01"), ("dee", "", "2024-13-01"))
    away = text_file(ReadinessKind.ARRANGEMENTS, '[[away]]\nwho = "nobody"\nfirst = 2026-12-01\n', "ours.toml")
    reply = await adopts(harness, table, away, held(("cal", "juggling", "2024-09-01")))
    assert not reply.ok
    assert reply.says.splitlines() == [
        'adults.csv:3: first_day: "2024-13-01" is no day. Write year, month and day: 2026-08-13.',
        "adults.csv:3: name: This cell is empty. Fill it in, or take out the row.",
        *[line for line in reply.says.splitlines() if line.startswith("ours.toml:2: away[0].who:")],
        *[line for line in reply.says.splitlines() if line.startswith("held.csv:2:")],
    ]
    assert len(reply.says.splitlines()) >= 4
    assert not harness.engine.board.readiness.entries
    assert (await adopts(harness, adults(("cal", "Cal Stone", "2024-08-01")), held(("cal", "box", "2024-09-01")))).ok
    assert (await adopts(harness, adults(("cal", "Cal Stone", "2024-08-01")))).code == "no-news"
    two = text_file(ReadinessKind.TRAININGS, "x"), text_file(ReadinessKind.TRAININGS, "y")
    assert (await adopts(harness, *two)).says == "Give one file of each kind."


async def test_a_box_that_does_not_know_the_day_takes_a_table_without_asking_whether_its_days_are_over(
    harness: Harness,
) -> None:
    await with_a_team(harness)
    cal, to_come = adults(("cal", "Cal Stone", "2024-08-01")), f"{today() + timedelta(days=40)}"
    refused = await adopts(harness, cal, held(("cal", "box", to_come)))
    assert refused.says == f"held.csv:2: on: {to_come} is still to come. Write it down once the training was completed."
    harness.engine.clock.set_timezone("Nowhere/None")  # type: ignore[attr-defined]
    assert harness.engine.clock.now().week_minute is None
    assert (await adopts(harness, cal, held(("cal", "box", to_come)))).ok


async def test_what_is_no_document_is_refused(harness: Harness) -> None:
    wrong = ReadinessFile(name="a.toml", kind=ReadinessKind.TRAININGS, document=os.urandom(40))
    assert (await adopts(harness, wrong)).says == "a.toml: This is no document about readiness."


@pytest.mark.parametrize("desk", [None])
async def test_a_console_that_only_watches_says_nothing_about_anybody(harness: Harness, desk: None) -> None:
    async with harness.console(desk) as console:
        wish = GiveHourBack(request=0, taken=1)
        reply = await console.line.ask(wish)
        assert isinstance(reply, Reply) and reply.code == "watching"


async def test_a_call_beside_it_rings_as_ever(harness: Harness) -> None:
    """Reading documents is no act of a call: a press that comes meanwhile is on the board."""
    await arranged(harness, schoolday())
    async with harness.console(FRONT) as console:
        source = Source(Door.BUTTON, ButtonId("B202"), "help", 1)
        harness.engine.submit(RaiseCall(place=Place(room=school().rooms[1].room), kind=Kind.ASSIST, source=source))
        await known(console)
        assert (await console.sees("202")).room == "202"
