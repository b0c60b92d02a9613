"""What counts on a running box: the neutral set at first, then whatever is adopted; read once, and the same after restart and damage."""

import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest

from appliance.core.ground.rejections import Rejection
from appliance.core.listed.commands import AdoptDuties, AdoptSchoolCalendar, DeclareClosing, WithdrawClosing
from appliance.daemon import Daemon
from appliance.duties.adopted.calendar_document import SchoolCalendar
from appliance.duties.adopted.calendar_document import to_document as calendar_document
from appliance.duties.adopted.listed import Listed
from appliance.duties.adopted.rules_document import rules_in
from appliance.duties.adopted.rules_document import to_document as rules_document
from appliance.duties.calendar import SchoolYear
from appliance.engine.engine import Engine
from appliance.engine.outcome import Refused
from appliance.listed.keeper import ListedKeeper
from appliance.listed.shipped import neutral, shipped
from appliance.plan.document import digest
from appliance.settings import Settings
from tests.appliance.engine.harness import harness_at

TODAY = date.today()  # noqa: DTZ011 - the engine's clock is real, so closings must be near today
SNOW = TODAY + timedelta(days=30)
SCHOOL = SchoolCalendar(
    name="Mesa Elementary",
    years=(
        SchoolYear(
            name="this year", first=TODAY - timedelta(days=100), last=TODAY + timedelta(days=150), ends_min=15 * 60
        ),
    ),
)
RULES = rules_document([shipped("neutral"), shipped("colorado")])


async def adopts_all(engine: Engine) -> None:
    calendar = calendar_document(SCHOOL)
    for command in (
        AdoptDuties(by="R. Ortiz", digest=digest(RULES), document=RULES),
        AdoptSchoolCalendar(by="R. Ortiz", digest=digest(calendar), document=calendar),
        DeclareClosing(by="A. Chen", first=f"{SNOW}", last=f"{SNOW}", why="a snow day"),
    ):
        await engine.submit(command).kept


def seen(found: Listed) -> tuple[object, ...]:
    """Give all that two runs must agree about."""
    return found.rules_digest, found.rules_by, found.rules, found.calendar, found.calendar_digest, found.closings


async def test_before_anything_is_adopted_the_neutral_set_counts_and_no_calendar_does(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as box:
        found = await ListedKeeper(box.engine).known()
        assert found.rules == rules_in(neutral())
        assert (found.rules_digest, found.calendar_digest, found.calendar.years) == ("", "", ())
        assert str(found.calendar.zone) == box.engine.board.index.plan.timezone
        assert not found.calendar.day(SNOW).covered


async def test_what_counts_is_read_once_and_anew_after_each_change(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as box:
        keeper = ListedKeeper(box.engine)
        first = await keeper.known()
        box.press("B204", 1)
        await box.engine.rest()
        assert await keeper.known() is first, "a press changes nothing here"
        await adopts_all(box.engine)
        found = await keeper.known()
        assert {each.name for each in found.rules.sets} == {"neutral", "colorado"}
        assert found.calendar.day(SNOW).why == "a snow day"
        assert [(each.by, each.why_withdrawn) for each in found.closings] == [("A. Chen", "")]
        await box.engine.submit(WithdrawClosing(by="A. Chen", day=f"{SNOW}", why="the storm passed")).kept
        assert (await keeper.known()).calendar.day(SNOW).why == ""
        again = await box.engine.submit(AdoptDuties(by="B", digest=digest(RULES), document=RULES)).kept
        assert isinstance(again, Refused) and again.rejection is Rejection.NO_NEWS


@pytest.mark.slow
async def test_all_of_it_survives_a_restart_and_a_record_that_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    settings = Settings(data=tmp_path / "data", run=tmp_path / "run")
    async with Daemon.started(settings) as daemon:
        await adopts_all(daemon.engine)
        before = seen(await ListedKeeper(daemon.engine).known())
    async with Daemon.started(settings) as daemon:
        assert seen(await ListedKeeper(daemon.engine).known()) == before
    with sqlite3.connect(tmp_path / "data" / "logbook" / "logbook.db") as db:
        db.execute("UPDATE entry SET entry = zeroblob(300) WHERE number = 2")
    db.close()
    async with Daemon.started(settings) as daemon:
        assert any((tmp_path / "data" / "logbook" / "set-aside").iterdir())
        assert seen(await ListedKeeper(daemon.engine).known()) == before
        await daemon.engine.submit(WithdrawClosing(by="A. Chen", day=f"{SNOW}", why="the storm passed")).kept
    async with Daemon.started(settings) as daemon:
        found = await ListedKeeper(daemon.engine).known()
        assert [each.why_withdrawn for each in found.closings] == ["the storm passed"]
        assert found.calendar.day(SNOW).school


# ---- a document of a later release

LATER_RULES = b'{"files":[],"format":"handbell-duties","version":9}'
LATER_CALENDAR = b'{"format":"handbell-school-calendar","version":9}'


@pytest.mark.slow
async def test_a_box_starts_with_documents_of_a_later_release_counts_what_it_can_read_and_says_a_trouble(
    tmp_path: Path,
) -> None:
    (tmp_path / "run").mkdir()
    settings = Settings(data=tmp_path / "data", run=tmp_path / "run")
    async with Daemon.started(settings) as daemon:
        await adopts_all(daemon.engine)
        before = await daemon.owed.listed.known()
        assert troubles_of(daemon.engine) == []
        # the later release adopted these; the engine takes documents that somebody else has checked
        await daemon.engine.submit(AdoptDuties(by="A", digest=digest(LATER_RULES), document=LATER_RULES)).kept
        later = AdoptSchoolCalendar(by="A", digest=digest(LATER_CALENDAR), document=LATER_CALENDAR)
        await daemon.engine.submit(later).kept
    async with Daemon.started(settings) as daemon:
        found = await daemon.owed.listed.known()
        assert (found.rules, found.rules_digest) == (rules_in(neutral()), "")
        assert (found.calendar_digest, found.closings) == (before.calendar_digest, before.closings)
        assert len(found.unread) == 2 and all("Update the box first" in each for each in found.unread)
        await daemon.engine.rest()
        assert troubles_of(daemon.engine) == ["rules-unreadable:", "school-calendar-unreadable:"]
        calendar = calendar_document(SCHOOL)
        for command in (
            AdoptDuties(by="B", digest=digest(RULES), document=RULES),
            AdoptSchoolCalendar(by="B", digest=digest(calendar), document=calendar),
        ):
            assert not isinstance(await daemon.engine.submit(command).kept, Refused)
        found = await daemon.owed.listed.known()
        assert (found.rules, found.calendar_name) == (rules_in(RULES), SCHOOL.name)
        await daemon.engine.rest()
        assert troubles_of(daemon.engine) == []


def troubles_of(engine: Engine) -> list[str]:
    """Give the troubles that rules and calendar make."""
    return sorted(each for each in engine.board.troubles if "unreadable" in each)
