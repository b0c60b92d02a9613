"""Tests the sets of exercises of buildings at the office: as a building's record shows them, in any order, and whatever a liar writes."""

import itertools
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from appliance.calendars.ics_file import read
from appliance.core.exercise_sets.events import (
    AnyExerciseSetEvent,
    AskedFor,
    DrillCounted,
    ExerciseDayTakenBack,
    ExerciseScheduled,
    ExerciseSetAssigned,
    ExerciseSetWithdrawn,
)
from appliance.core.exercises.events import ExerciseEnded
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Actor, ExerciseEnd
from appliance.envelope.exercise_sets import AskedTold, SetTold
from appliance.envelope.statements import EVERY_BUILDING, NoticeType
from appliance.plan.ids import DeskId, ExerciseId
from sync.office.exercises import command
from sync.office.exercises.of_buildings import KEPT_MAX, stand, take
from sync.office.readers.roles import NotYours, Role, check
from tests.sync.office.building import NAME, NOW_MS, Desk, given
from tests.sync.office.readers.reading_office import asked, office_of

BY = Actor(DeskId("front"))
DUE = datetime.fromtimestamp(NOW_MS / 1000, UTC).date()
TWO = AskedFor(f"{DUE}", "two-at-once", "", "Two rooms call at once")
SPRING = AskedFor(f"{DUE}", "", "Spring drill", "Spring drill")
ITS = ExerciseSetAssigned(
    name="2026-27",
    title="This year",
    first=f"{DUE.replace(month=1, day=1)}",
    last=f"{DUE.replace(month=12, day=31)}",
    asked=(TWO, SPRING),
    by="the safety office",
    office=True,
)
BUILDING, BOX, OTHER = b"m" * 16, b"b" * 16, b"c" * 16
NOW = Moment(0, NOW_MS, 600)
DONE = ExerciseEnded(by=BY, exercise=ExerciseId("x"), scenario="two-at-once", how=ExerciseEnd.DONE, number=1)

type Written = AnyExerciseSetEvent | ExerciseEnded


def told(desk: Desk, building: bytes = BUILDING, today: date = DUE) -> list[str]:
    """Say how everything stands, in short."""
    return [
        f"{one.its.name} {each.assigned.scenario or each.assigned.drill} {each.standing.value} {each.assigned.on or ''}".strip()
        for one in stand(desk.store, building, today, UTC)
        for each in one.stands
    ]


def takes(desk: Desk, *written: tuple[int, Written], box: bytes = BOX, at: Moment = NOW) -> None:
    with desk.store.writing():
        for number, event in written:
            take(desk.store, BUILDING, box, number, at, event)


STORIES: list[tuple[list[Written], list[str]]] = [
    ([ITS], ["2026-27 two-at-once assigned", "2026-27 Spring drill assigned"]),
    (
        [ITS, ExerciseScheduled(by=BY, name="2026-27", asked=TWO, on=f"{DUE}")],
        [f"2026-27 two-at-once scheduled {DUE}", "2026-27 Spring drill assigned"],
    ),
    (
        [
            ITS,
            ExerciseScheduled(by=BY, name="2026-27", asked=TWO, on=f"{DUE}"),
            ExerciseDayTakenBack(by=BY, name="2026-27", asked=TWO),
            DrillCounted(number=1, drill="spring DRILL"),
        ],
        ["2026-27 two-at-once assigned", "2026-27 Spring drill completed"],
    ),
    (
        [
            ITS,
            ExerciseScheduled(by=BY, name="2026-27", asked=TWO, on=f"{DUE}"),
            replace(ITS, asked=(SPRING,), gone=(TWO,)),
            ITS,
        ],
        ["2026-27 two-at-once assigned", "2026-27 Spring drill assigned"],
    ),
    ([ITS, DONE, ExerciseSetWithdrawn(name="2026-27", by="the safety office")], []),
    ([DONE, ITS], ["2026-27 two-at-once completed", "2026-27 Spring drill assigned"]),
]


@pytest.mark.parametrize(("story", "stands"), STORIES)
def test_a_record_says_the_same_in_whatever_order_its_entries_come(
    desk: Desk, story: list[Written], stands: list[str]
) -> None:
    for order in itertools.permutations(enumerate(story, start=1)):
        with desk.store.writing():
            desk.store.run("DELETE FROM setting WHERE name LIKE 'exercises of %'")
        takes(desk, *order)
        assert told(desk) == stands
        takes(desk, *order)
        assert told(desk) == stands, "looked at once more"


def test_a_box_that_took_the_place_of_another_goes_by_its_own_record(desk: Desk) -> None:
    takes(desk, (900, ITS))
    takes(desk, (5, replace(ITS, asked=(SPRING,))), box=OTHER, at=Moment(0, NOW_MS + 1, 600))
    takes(desk, (900, ITS))
    assert told(desk) == ["2026-27 Spring drill assigned"]


def test_what_a_liar_writes_is_left_out_and_does_not_grow_without_end(desk: Desk) -> None:
    lies: list[Written] = [
        replace(ITS, first="soon"),
        replace(ITS, asked=(replace(TWO, due_on="never"),)),
        ExerciseScheduled(by=BY, name="2026-27", asked=TWO, on="9999-99-99"),
        ExerciseScheduled(by=BY, name="2026-27", asked=TWO, on=""),
        replace(ITS, first="9999-01-01", last="9999-12-31", asked=(replace(TWO, due_on="9999-12-31"),)),
    ]
    takes(desk, *enumerate(lies, start=1))
    assert told(desk) == []
    many = [replace(ITS, name=f"s{number}") for number in range(KEPT_MAX + 5)]
    takes(desk, *enumerate(many, start=10))
    assert len(stand(desk.store, BUILDING, DUE, UTC)) == KEPT_MAX


async def test_every_building_is_listed_with_how_its_sets_stand_and_in_one_calendar(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "now_ms", lambda: NOW_MS)
    await desk.box.keep(ITS)  # type: ignore[arg-type]
    other = SetTold("later", "Later", ITS.first, ITS.last, (AskedTold(f"{DUE}", "weapon-seen", "", "A weapon"),))
    desk.hears(desk.signer.notice(NoticeType.EXERCISES, 5, (other,), EVERY_BUILDING))
    office = await office_of(desk, tmp_path, Role.READER)
    with desk.store.writing():
        take(desk.store, desk.box.vault.building, desk.box.vault.box, 900, NOW, DONE)
    out = tmp_path / "all.ics"
    assert await command.exercises(asked("exercises", ics=out), office) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == NAME
    assert said[1] == "  2026-27: This year. 1 assigned, 0 scheduled, 0 out of compliance, 1 completed"
    assert said[2].startswith(f"    COMPLETED          Two rooms call at once, by {DUE}, done on ")
    assert said[3] == f"    ASSIGNED           Spring drill (drill), by {DUE}"
    assert said[4] == "  later: Later. It is assigned, and this building did not take it yet."
    words = [each.words for each in read(out.read_bytes(), None).happenings]
    assert f"{NAME}: Exercise to be done by today: Spring drill" in words
    desk.takes(await given(desk.box, desk.signer))
    assert len(told(desk, desk.box.vault.building)) == 2


async def test_a_liars_last_day_of_the_calendar_takes_nobodys_calendar_away(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "now_ms", lambda: NOW_MS)
    office, building = await office_of(desk, tmp_path, Role.READER), desk.box.vault.building
    with desk.store.writing():
        take(desk.store, building, desk.box.vault.box, 901, NOW, ITS)
        late = ExerciseScheduled(by=BY, name=ITS.name, asked=TWO, on="9999-12-31")
        take(desk.store, building, desk.box.vault.box, 902, NOW, late)
    assert told(desk, building) == ["2026-27 two-at-once assigned", "2026-27 Spring drill assigned"]
    out = tmp_path / "all.ics"
    assert await command.exercises(asked("exercises", ics=out), office) == 0
    assert f"Wrote {out}: 2 exercises." in capsys.readouterr().out


async def test_a_building_that_has_an_older_version_of_a_set_is_named(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "now_ms", lambda: NOW_MS)
    asks = (AskedTold(*msgspec.structs.astuple(TWO)), AskedTold(*msgspec.structs.astuple(SPRING)))
    told_now = SetTold(ITS.name, ITS.title, ITS.first, ITS.last, asks)
    desk.hears(desk.signer.notice(NoticeType.EXERCISES, 5, (told_now,), EVERY_BUILDING))
    waits = "  2026-27: This year. Another version is assigned, and this building did not take it yet."
    office = await office_of(desk, tmp_path, Role.READER)
    building = desk.box.vault.building
    for number, its, named in (
        (901, replace(ITS, asked=(SPRING,)), True),
        (902, replace(ITS, office=False), True),
        (903, ITS, False),
    ):
        with desk.store.writing():
            take(desk.store, building, desk.box.vault.box, number, NOW, its)
        assert await command.exercises(asked("exercises", ics=None), office) == 0
        said = capsys.readouterr().out.splitlines()
        assert any(each.endswith("this building did not take it yet.") for each in said) is named
        assert (waits in said) is (named and its.office)


def test_a_collector_is_shown_none_of_it() -> None:
    check("anna", Role.READER, "exercises")
    with pytest.raises(NotYours):
        check("anna", Role.COLLECTOR, "exercises")
