"""Tests a lesson from a debriefing to every building and back, with box, uplink, district, office and the root key, command by command as
the documents say.
"""

import asyncio
import time
from pathlib import Path

import pytest

from appliance.api.duties.lessons import AnswerLesson, LessonLine, LessonsKnown, ListLessons
from appliance.api.records.messages import Written
from appliance.core.district.events import LessonSaid
from appliance.record.words import NEW
from appliance.vault.people import People
from sync.office.lessons.found import known
from sync.office.office import opened
from sync.office.store import Store
from tests.patience import patient
from tests.sync.office.machines import WORDS, Machines, running
from tests.sync.office.test_four_parts import access_to, believes, until
from tests.sync.test_three_parts import DistrictProcess, UplinkProcess, killed_at_last
from tests.system.box import Box
from tests.system.test_duties import OKAFOR, PIN, Office, with_administrator

pytestmark = pytest.mark.slow

DAY_MS = 86_400_000
SENTENCE, ACTION = "Two adults at arrival calm a crowd.", "Post a second adult."


async def test_a_lesson_goes_to_every_building_and_what_each_says_comes_back(tmp_path: Path) -> None:
    district = DistrictProcess(tmp_path)
    await district.starts()
    try:
        machines = Machines(tmp_path)
        root = await machines.sets_up(district.url, await access_to(district, tmp_path))
        async with Box(tmp_path, plan=with_administrator()) as box:
            (box.data / "keys").mkdir(mode=0o700, exist_ok=True)
            People(box.data / "keys").set(OKAFOR, PIN)
            await box.starts()
            uplink = UplinkProcess(tmp_path, box.run)
            with killed_at_last(uplink):
                await uplink.enrols(district)
                await believes(box, root)
                uplink.starts()
                desk = Office(await box.desk("front"))
                await desk.signs_in()
                await _writes_a_lesson(desk)
                with opened(machines.data, WORDS) as office:
                    await until(office, lambda: len(known(office.store, office.opener).lessons) == 1)
                    (lesson,) = known(office.store, office.opener).lessons
                told, notice = tmp_path / "told", tmp_path / "lessons.notice"
                assert "may go" in await running("lessons", "list", *machines.online)
                await running("lessons", "approve", lesson.lesson.hex()[:8], "--out", told, *machines.online)
                said = await running("root", "notice", "lessons", told, "--out", notice, *machines.offline)
                assert f"{SENTENCE} {ACTION}" in said
                await running("notices", "send", notice, *machines.online)
                line = await _is_told(desk)
                assert (line.sentence, line.action, line.said) == (SENTENCE, ACTION, None)
                asked = AnswerLesson(request=0, lesson=line.lesson, said=LessonSaid.BY_WHEN, until="2099-12-15")
                answer = await desk.desk.line.ask(asked)
                assert isinstance(answer, Written) and answer.ok, answer
                box.kill()
                await box.starts()
                desk = Office(await box.desk("front"))
                await desk.signs_in()
                again = await _is_told(desk)
                assert (again.said, again.until, again.by) == (LessonSaid.BY_WHEN, "2099-12-15", "Mercy Okafor")
                with opened(machines.data, WORDS) as office:
                    await until(office, lambda: _answers(office.store) == 1)
                listed = await running("lessons", "list", *machines.online)
                assert "1 of 1 building answered" in listed and "Cedar Creek: by 2099-12-15" in listed
    finally:
        district.kill()


async def _writes_a_lesson(desk: Office) -> None:
    """Hold a debriefing about an incident that was more than half a year ago, and approve its lesson."""
    incident = await desk.opens_a_record(occurred_ms=_minutes(time.time_ns() // 1_000_000 - 200 * DAY_MS))
    item = await desk._writes(incident, "debrief.lesson", SENTENCE, NEW)
    await desk._writes(incident, "debrief.lesson_action", ACTION, item)
    await desk._writes(incident, "debrief.lesson_by", "Mercy Okafor", item)
    await desk._writes(incident, "debrief.lesson_at", _minutes(time.time_ns() // 1_000_000), item)


async def _is_told(desk: Office) -> LessonLine:
    """Give the lesson once the box knows it."""
    async with patient(60):
        while True:
            answer = await desk.desk.line.ask(ListLessons(request=0))
            assert isinstance(answer, LessonsKnown), answer
            if answer.lessons:
                return answer.lessons[0]
            await asyncio.sleep(0.2)


def _answers(store: Store) -> int:
    return len(store.all("SELECT name FROM setting WHERE name LIKE 'lesson %'"))


def _minutes(at_ms: int) -> int:
    return at_ms // 60_000 * 60_000
