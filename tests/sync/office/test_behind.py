"""Tests that whatever one building, one answer or one refusal does, the others' entries are collected and their calls told, and the cause
is named.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web

from appliance.core.calls.events import ActUndone, LadderExhausted, StepTaken
from appliance.core.ground.words import Actor, DeskAct
from appliance.envelope.deposit import Collected
from appliance.plan.ids import DeskId, IncidentId
from sync import protocol
from sync.office import exposing, incidents, rota, watching
from sync.office import line as lines
from sync.office.collecting import Collector
from sync.office.fates import Fate
from sync.office.incidents import Found
from sync.office.opening import Opener
from sync.office.watching import Watching
from sync.office.words import Row, incident_lines
from tests.appliance.logbook.box import Box, box_at, call, note, stand_down
from tests.patience import patient
from tests.sync.office.building import NOW_MS, Desk, given
from tests.sync.office.conftest import seal_for
from tests.sync.office.small_district import OfficesDistrict, Trick, answer_of, refusal

pytestmark = pytest.mark.slow


@pytest.fixture
async def district(tmp_path: Path) -> AsyncIterator[OfficesDistrict]:
    async with OfficesDistrict.open(tmp_path / "district") as district:
        yield district


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the office soon try again what failed."""
    monkeypatch.setattr(watching, "AGAIN_S", 0.3)
    monkeypatch.setattr(rota, "AGAIN_S_FIRST", 0.3)


@dataclass
class Schools:
    """Three buildings of one district, each with a call that was stood down and one that is open."""

    district: OfficesDistrict
    desk: Desk
    boxes: list[Box]
    told: list[Found] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    became: list[str] = field(default_factory=list)

    @property
    def cedar(self) -> bytes:
        return self.boxes[0].vault.building

    @property
    def oak(self) -> bytes:
        return self.boxes[1].vault.building

    async def writes(self, at: int, *events: object) -> None:
        await self.boxes[at].keep(*events)  # type: ignore[arg-type]
        await self.shows(at)

    async def shows(self, at: int) -> None:
        name = ("Cedar Creek", "Oak Hill", "Pine Ridge")[at]
        self.district.has(name, self.boxes[at], await given(self.boxes[at], self.desk.signer))

    async def collect(self) -> Collector:
        async with self.district.line() as line:
            collector = Collector(line, self.desk.store, self.desk.keyring)
            await collector.collect(NOW_MS)
            return collector

    def collected(self) -> dict[str, int]:
        names = incidents.buildings(self.desk.store)
        rows = self.desk.store.all("SELECT building, count(*) FROM entry GROUP BY building")
        return {names[building]: count for building, count in rows}

    def numbers(self, building: bytes) -> list[int]:
        found = incidents.listed(self.desk.store)
        return sorted(each.incident.number for each in found if each.building == building)

    def doubts(self) -> list[str]:
        return [str(each) for each in exposing.doubts(self.desk.store, NOW_MS)]

    @asynccontextmanager
    async def watched(self, places: int = 200, list_every_s: float = 0.5) -> AsyncIterator[None]:
        async with self.district.line() as line, asyncio.TaskGroup() as group:
            collector = Collector(line, self.desk.store, self.desk.keyring, places)
            watching = Watching(line, collector, self.desk.store, list_every_s)
            task = group.create_task(watching.run(self.told.extend, self.said.append, self._became))
            yield
            assert not task.done(), "the watch has ended"
            task.cancel()

    def _became(self, found: Found, fate: Fate) -> None:
        name = incidents.name_of(self.desk.store, found.building)
        self.became.append(fate.says(name, found.incident.number, "", practice=found.incident.practice))

    async def hears(self, *words: str) -> str:
        return await until(lambda: next((each for each in self.said if all(word in each for word in words)), ""))

    async def is_told(self, building: bytes, number: int) -> None:
        await until(lambda: any((each.building, each.incident.number) == (building, number) for each in self.told))


async def until[Something](found: Callable[[], Something]) -> Something:
    async with patient(20.0):
        while not (something := found()):
            await asyncio.sleep(0.01)
    return something


@pytest.fixture
async def schools(desk: Desk, district: OfficesDistrict, tmp_path: Path) -> AsyncIterator[Schools]:
    async with box_at(tmp_path / "oak") as oak, box_at(tmp_path / "pine") as pine:
        for box in (oak, pine):
            await seal_for(box, *desk.keyring.keys)
            await box.keep(call(1), note(1, "a chair was thrown"), stand_down(1), call(2, room="C101"))
        found = Schools(district, desk, [desk.box, oak, pine])
        for at in range(3):
            await found.shows(at)
        yield found


def on(path: str, building: bytes | None, answer: Callable[[], web.Response]) -> Trick:
    """Let the district answer this instead, to questions at this path about this building, or about any."""

    async def trick(request: web.Request) -> web.Response | None:
        about = request.query.get("building")
        return answer() if request.path == path and building in {None, about and bytes.fromhex(about)} else None

    return trick


FAILURES = {
    "a mistake": lambda: refusal("error", "The server made a mistake. Its log says which."),
    "busy": lambda: refusal("busy", "The server's store does not answer at the moment."),
    "a page longer than any": lambda: web.Response(
        body=bytes(protocol.BODY_LEN_MAX + 1), content_type=protocol.MSGPACK
    ),
    "a sign-in page": lambda: web.Response(text="<html>", content_type="text/html"),
    "a million nothings": lambda: web.Response(
        body=b"\x81\xa7entries\xdd\x00\x0f\x42\x40" + b"\x95\xc4\x00\x00\xc4\x00\x00\xc2" * 1_000_000,
        content_type=protocol.MSGPACK,
    ),
    "nonsense": lambda: web.Response(body=b"\x93\x01", content_type=protocol.MSGPACK),
}


@pytest.mark.parametrize("failure", FAILURES)
async def test_of_a_building_that_is_not_given_the_others_are_collected_and_it_is_named(
    schools: Schools, failure: str
) -> None:
    schools.district.trick = on(protocol.OFFICE_ENTRIES, schools.cedar, FAILURES[failure])
    await schools.collect()
    assert set(schools.collected()) == {"Oak Hill", "Pine Ridge"}
    assert any("Cedar Creek is behind since" in each for each in schools.doubts())
    schools.district.trick = None
    await schools.collect()
    assert set(schools.collected()) == {"Cedar Creek", "Oak Hill", "Pine Ridge"}
    assert not any("is behind" in each for each in schools.doubts())


async def test_of_a_page_that_is_too_long_fewer_places_are_asked_for(schools: Schools) -> None:
    await schools.writes(0, *(note(2, f"minute {minute}") for minute in range(40)))

    async def trick(request: web.Request) -> web.Response | None:
        too_long = request.path == protocol.OFFICE_ENTRIES and int(request.query["limit"]) > 20
        return FAILURES["a page longer than any"]() if too_long else None

    schools.district.trick = trick
    await schools.collect()
    assert schools.collected()["Cedar Creek"] == len(schools.district.held[schools.cedar].given.entries)
    assert not any("is behind" in each for each in schools.doubts())


async def test_since_when_a_building_is_behind_stays_until_it_is_collected(schools: Schools) -> None:
    schools.district.trick = on(protocol.OFFICE_ENTRIES, schools.cedar, FAILURES["busy"])
    await schools.collect()
    (first,) = (each for each in schools.doubts() if "is behind" in each)
    async with schools.district.line() as line:
        await Collector(line, schools.desk.store, schools.desk.keyring).collect(NOW_MS + 86_400_000)
    assert [each for each in schools.doubts() if "is behind" in each] == [first]


async def test_what_the_district_does_not_take_of_one_building_it_is_told_of_the_others(schools: Schools) -> None:
    refused = []

    async def trick(request: web.Request) -> web.Response | None:
        body = await request.read()
        if request.path == protocol.OFFICE_OPENED and schools.oak in body:
            refused.append(body)
            return refusal("not-found", "The district knows no such building.")
        return None

    schools.district.trick = trick
    collector = await schools.collect()
    assert len(refused) == 1
    assert len(schools.district.opened) == 2
    assert any("does not take *opened*" in each and schools.oak.hex() in each for each in collector.troubles)


@pytest.mark.parametrize("path", [protocol.OFFICE_FORKS, protocol.OFFICE_URGENT, protocol.OFFICE_BUILDINGS])
async def test_without_forks_calls_or_a_list_everything_else_is_collected(schools: Schools, path: str) -> None:
    if path == protocol.OFFICE_BUILDINGS:
        await schools.collect()
        for at in range(3):
            await schools.writes(at, call(3))
    schools.district.trick = on(path, None, FAILURES["a mistake"])
    before = schools.collected()
    collector = await schools.collect()
    assert all(count > before.get(name, 0) for name, count in schools.collected().items())
    assert len(schools.collected()) == 3
    assert any("The server made a mistake" in each for each in collector.troubles)


async def test_a_server_that_is_not_ready_is_named_and_no_building(schools: Schools) -> None:
    async def trick(request: web.Request) -> web.Response | None:
        in_json = request.path == protocol.READYZ
        return refusal("busy", "The server's store does not answer at the moment.", in_json=in_json)

    schools.district.trick = trick
    with pytest.raises(lines.Refused, match="store does not answer"):
        await schools.collect()
    assert not any("is behind" in each for each in schools.doubts())


async def test_what_a_server_says_moves_no_cursor_wherever_it_is_printed(schools: Schools) -> None:
    escapes = "busy\x1b[2J\x1b]0;owned\x07\u202e"
    schools.district.trick = on(protocol.OFFICE_ENTRIES, schools.cedar, lambda: refusal("error", escapes))
    schools.district.held[schools.oak].name = f"Oak {escapes}"
    schools.district.held[schools.oak].state = escapes
    collector = await schools.collect()
    opener = Opener(schools.desk.store, schools.desk.keyring)
    named = incidents.buildings(schools.desk.store)
    found = incidents.listed(schools.desk.store)
    index = incidents.plan_of(schools.desk.store, opener, schools.oak)
    lines_of_list = incident_lines([Row(each, named[each.building], index) for each in found])
    texts = [*schools.doubts(), *collector.troubles, *named.values(), *lines_of_list]
    assert any("busy" in each for each in texts)
    assert all(each.isprintable() for each in texts)


async def test_what_comes_as_a_call_and_in_its_order_is_counted_once(schools: Schools) -> None:
    for each in schools.district.held[schools.cedar].given.entries[-3:]:
        schools.district.was_called(schools.cedar, each.number)
    async with schools.district.line() as line:
        gathered = await Collector(line, schools.desk.store, schools.desk.keyring).collect(NOW_MS)
    assert gathered.entries == sum(schools.collected().values())


# ---- the watch


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize(
    "path",
    [
        protocol.OFFICE_NEWS,
        protocol.OFFICE_URGENT,
        protocol.OFFICE_FORKS,
        protocol.OFFICE_BUILDINGS,
        protocol.OFFICE_ENTRIES,
    ],
)
async def test_the_watch_lives_through_any_refusal_and_tells_the_others_calls(
    schools: Schools, path: str, failure: str
) -> None:
    of = schools.cedar if path == protocol.OFFICE_ENTRIES else None
    await schools.collect()
    schools.district.trick = on(path, of, FAILURES[failure])
    async with schools.watched():
        await schools.hears("Waiting for calls")
        await schools.writes(0, call(7))
        await schools.writes(1, call(8))
        await schools.is_told(schools.oak, 8)
        if of is not None:
            await schools.hears("Cedar Creek is behind since")
        else:
            await schools.hears("The district ")
            await schools.is_told(schools.cedar, 7)
        schools.district.trick = None
        await schools.is_told(schools.cedar, 7)


async def test_the_watch_says_that_the_server_is_not_ready_while_its_questions_are_held(
    schools: Schools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "READY_EVERY_S", 0.2)
    async with schools.watched():
        await schools.is_told(schools.cedar, 2)
        schools.district.trick = on(
            protocol.READYZ, None, lambda: refusal("busy", "The server's store does not answer.", in_json=True)
        )
        await schools.hears("store does not answer")
        schools.district.trick = None
        await schools.hears("answers again")


async def test_a_building_whose_page_and_calls_hang_delays_no_other(
    schools: Schools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "ANSWER_WAIT_S", 600.0)
    hangs = asyncio.Event()

    async def trick(request: web.Request) -> web.Response | None:
        if request.path == protocol.OFFICE_ENTRIES and request.query["building"] == schools.cedar.hex():
            await hangs.wait()
        return None

    schools.district.trick = trick
    schools.district.was_called(schools.cedar, schools.district.held[schools.cedar].given.entries[-1].number)
    async with schools.watched():
        await schools.is_told(schools.oak, 2)
        await schools.writes(1, call(8))
        await schools.is_told(schools.oak, 8)
        hangs.set()


async def test_a_building_that_deposits_without_pause_hides_no_others_deposit(schools: Schools) -> None:
    """An ordinary deposit comes within a few pages of the mad building, however much that one has."""
    cedar = schools.district.held[schools.cedar].given
    pages = [0]

    async def trick(request: web.Request) -> web.Response | None:
        query = request.query
        if request.path == protocol.OFFICE_ENTRIES and query["building"] == schools.cedar.hex():
            pages[0] += 1
            after = int(query["after"])
            return answer_of(Collected((cedar.entries[after % len(cedar.entries)],), (), (), after + 1, more=True))
        return None

    schools.district.trick = trick
    async with schools.watched():
        await until(lambda: pages[0] > 5)
        before = pages[0]
        await schools.writes(1, call(8))
        await schools.is_told(schools.oak, 8)
        assert pages[0] - before < 20


async def test_calls_of_a_building_behind_a_failing_one_are_told(schools: Schools) -> None:
    await schools.collect()
    schools.district.trick = on(protocol.OFFICE_ENTRIES, schools.cedar, FAILURES["a mistake"])
    async with schools.watched():
        await schools.hears("Waiting for calls")
        for at in (0, 1):
            box = schools.boxes[at]
            await box.keep(call(9))
            found = schools.district.held[box.vault.building]
            found.given = await given(box, schools.desk.signer)
            schools.district.was_called(box.vault.building, found.given.entries[-1].number)
        await schools.is_told(schools.oak, 9)
        schools.district.trick = None
        await schools.is_told(schools.cedar, 9)


async def test_a_building_whose_calls_are_not_given_is_collected_by_its_pages(schools: Schools) -> None:
    """The building is also not said to be behind, once the pages have what it called for."""
    await schools.collect()
    before = len(schools.district.held[schools.cedar].given.entries)
    await schools.writes(0, call(9))
    schools.district.was_called(schools.cedar, schools.district.held[schools.cedar].given.entries[-1].number)

    async def trick(request: web.Request) -> web.Response | None:
        is_page = request.path == protocol.OFFICE_ENTRIES and int(request.query["after"]) == before
        asked = request.path == protocol.OFFICE_ENTRIES and request.query["building"] == schools.cedar.hex()
        return FAILURES["a mistake"]() if asked and not is_page else None

    schools.district.trick = trick
    await schools.collect()
    assert schools.numbers(schools.cedar) == [1, 2, 9]
    assert not any("is behind" in each for each in schools.doubts())


async def test_a_building_whose_pages_are_not_given_is_behind_though_its_calls_are(schools: Schools) -> None:
    await schools.collect()
    before = len(schools.district.held[schools.cedar].given.entries)

    async def trick(request: web.Request) -> web.Response | None:
        is_page = request.path == protocol.OFFICE_ENTRIES and int(request.query["after"]) == before
        is_cedars = is_page and request.query["building"] == schools.cedar.hex()
        return FAILURES["a mistake"]() if is_cedars else None

    schools.district.trick = trick
    async with schools.watched():
        await schools.hears("Waiting for calls")
        await schools.writes(0, note(2, "a chair was thrown"))
        await schools.hears("Cedar Creek is behind since")
        noted = len(schools.district.held[schools.cedar].given.entries)
        await schools.writes(0, call(9))
        for entry in schools.district.held[schools.cedar].given.entries[noted:]:
            schools.district.was_called(schools.cedar, entry.number)
        await schools.is_told(schools.cedar, 9)
        assert any("is behind" in each for each in schools.doubts())
        schools.district.trick = None
        await schools.hears("Cedar Creek is collected again")
    assert len([each for each in schools.said if "Cedar Creek is behind" in each]) == 1


async def test_what_becomes_of_a_call_is_said_once_each(schools: Schools) -> None:
    which, front = IncidentId("i-7"), Actor(DeskId("front"))
    step, exhausted = StepTaken(incident=which, step=1, told=("desk:front",)), LadderExhausted(incident=which)

    def said(*words: str) -> list[str]:
        return [each for each in schools.became if all(word in each for word in ("Oak Hill, call 7, ", *words))]

    async with schools.watched():
        await schools.writes(1, call(7), step)
        await until(lambda: said("escalated"))
        await schools.writes(1, StepTaken(incident=which, step=2, told=()), exhausted, exhausted)
        await until(lambda: said("nobody answered", "Call the school"))
        await schools.writes(1, stand_down(7))
        await until(lambda: said("stood down"))
        await schools.writes(1, ActUndone(incident=which, by=front, undone=DeskAct.STOOD_DOWN), step, stand_down(7))
        await until(lambda: len(said("stood down")) == 2)
    assert [each.split(": ")[1].split(",")[0].rstrip(".") for each in said()] == [
        *("escalated", "every step was taken", "stood down", "open again", "escalated", "stood down")
    ]
    assert all("B204" not in each for each in schools.became)


async def test_who_watches_is_told_of_a_district_that_was_put_back_once(schools: Schools) -> None:
    await schools.collect()
    async with schools.watched():
        await schools.hears("Waiting for calls")
        held = schools.district.held[schools.oak]
        held.given.entries[-2:] = []
        said = await schools.hears("ROLLED BACK", "Oak Hill", f"ends at entry {held.given.entries[-1].number}")
        looks = schools.district.requests.count(protocol.OFFICE_BUILDINGS)
        await until(lambda: schools.district.requests.count(protocol.OFFICE_BUILDINGS) > looks + 2)
        assert schools.said.count(said) == 1
    async with schools.watched():
        await schools.hears("not as", "should be: handbell office doubts list")
        await schools.hears("Waiting for calls")


async def test_a_busy_district_is_asked_for_its_whole_list_all_the_same(schools: Schools) -> None:
    async with schools.watched(list_every_s=1.0):
        await schools.hears("Waiting for calls")
        asked = schools.district.requests.count(protocol.OFFICE_BUILDINGS)
        async with patient(30.0):
            while schools.district.requests.count(protocol.OFFICE_BUILDINGS) < asked + 2:
                schools.district.news.append(schools.oak)
                await asyncio.sleep(0.05)


async def test_a_store_that_another_command_holds_is_said_once_until_it_takes_what_comes(
    schools: Schools, tmp_path: Path
) -> None:
    """Meanwhile the watch's other questions, which keep nothing, are answered."""
    await schools.collect()
    schools.desk.store.run("PRAGMA busy_timeout = 1")
    another = sqlite3.connect(tmp_path / "office.db", isolation_level=None)
    async with schools.watched():
        await schools.hears("Waiting for calls")
        another.execute("BEGIN IMMEDIATE")
        await schools.writes(1, call(8))
        await schools.hears("store takes nothing at the moment")
        assert schools.said[-1].endswith("writes to it. Wait until that has ended. It is tried again.")
        said = len(schools.said)
        for _ in range(3):
            asked = schools.district.requests.count(protocol.OFFICE_NEWS)
            schools.district.news.append(schools.oak)
            await until(lambda before=asked: schools.district.requests.count(protocol.OFFICE_NEWS) > before)
        assert schools.said[said:] == []
        another.execute("ROLLBACK")
        await schools.is_told(schools.oak, 8)
        await schools.hears("store takes what comes again")
    another.close()
    assert not any("The district" in each for each in schools.said)
