"""The figures of a year, out of a real box that is killed in the middle of releasing them: by both consoles and by `handbell numbers`, the
same as a second computation, and nothing to be found by subtracting, also after records were destroyed.
"""

import asyncio
import itertools
import os
import random
import re
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from appliance.api.listed.figures import AskFigures, FiguresKnown
from appliance.core.calls.commands import Acknowledge, Arrive, Confirm, Dispatch, StandDown
from appliance.core.commands import DeskCommand
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Actor, Answer, Outcome
from appliance.engine.outcome import Done
from appliance.engine.releasing import FiguresKeeper
from appliance.numbers.disclosure import FEWEST
from appliance.numbers.period import Period, newest_settled
from appliance.numbers.release import Release, from_document
from appliance.plan.ids import DeskId, IncidentId
from appliance.plan.model import Role
from appliance.record.retention import ALL, Due
from tests.appliance.engine.years import Calendar, Years, years_at
from tests.appliance.numbers import recomputed
from tests.appliance.numbers.recomputed import Row
from tests.memory import in_memory
from tests.patience import patient
from tests.system.box import HANDBELL, Box
from tests.system.graphical import graphical_desk
from tests.system.plain import plain_desk

pytestmark = pytest.mark.slow

CHILD = Path(__file__).with_name("figures_box.py")
ZONE = ZoneInfo("America/Denver")
"""Of the example plan, in whose days a half begins and ends."""
CALLS = 70
"""Of each half: enough for groups of ten, and the box reads so many records for seven seconds, in which it is killed."""
KILLS = 3
RELEASED_WITHIN_S = 60.0
MEANS = {
    "acknowledged": "Somebody had the call",
    "confirmed": "A responder said they go",
    "on_scene": "Somebody was there",
}


class ByHand(Calendar):
    """A clock that stands still until the test lets time pass, so that each step of a call takes as long as the test says."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.passed_s = 0

    def now(self) -> Moment:
        noon = datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=ZONE)
        minute = self.day.weekday() * 1440 + 720 + self.passed_s // 60 % 240
        return Moment(self.passed_s * 1000, int(noon.timestamp() + self.passed_s) * 1000, minute)


@dataclass
class Told:
    """What a page or a console says of the newest half."""

    calls: int
    unattended: str
    times: dict[str, tuple[int, int]]


def day_of(period: Period, chance: random.Random) -> date:
    """Give a day of a half, far enough from its edges that no drift of the clock leaves it."""
    return period.first + timedelta(days=chance.randrange(5, 160))


async def does(box: Years, command: DeskCommand) -> None:
    done = await box.engine.submit(command, Actor(DeskId("front"))).kept
    assert isinstance(done, Done), done


async def called(box: Years, clock: ByHand, chance: random.Random) -> tuple[Row, IncidentId]:
    """Make a call of the seeded year in the box, and give it as a plain row too."""
    began = clock.now()
    box.engine.desk_touched(DeskId("front"))  # somebody is there, so that the call finds an attended desk
    incident = await box.press()
    row: Row = {"wall_ms": began.wall_ms, "unattended": chance.random() < 0.3, "incident": incident}
    row |= dict.fromkeys(recomputed.STEPS)
    acts: list[tuple[str, DeskCommand]] = [("acknowledged", Acknowledge(incident=incident))]
    if chance.random() < 0.85:
        acts.append(("confirmed", Confirm(incident=incident, responder="Ana Ortiz", answer=Answer.BY_RADIO)))
        if chance.random() < 0.8:
            acts.append(("on_scene", Arrive(incident=incident, responder="Ana Ortiz")))
    since_s = 0
    for step, command in acts:
        taken_s = chance.randrange(2, 40)
        clock.passed_s += taken_s
        since_s += taken_s
        await does(box, command)
        row[step] = since_s
        if step == "acknowledged" and len(acts) > 1:
            await does(box, Dispatch(incident=incident, role=Role.LEAD))
    outcome = Outcome.NOT_ATTENDED if row["unattended"] else Outcome.ATTENDED
    await does(box, StandDown(incident=incident, outcome=outcome, saw_room="Ana Ortiz"))
    clock.passed_s += 60
    place = chance.choice(("classroom", "hallway"))
    await box.write(incident, box.fact(incident, "location_type", "", place))
    return {**row, "place_kind": place}, incident


async def seeded_year(folder: Path, older: Period, newest: Period) -> list[Row]:
    """Fill a data folder with the calls of two halves. The older one is released on its day; nobody has released the newest one yet."""
    chance = random.Random(27)
    rows: list[Row] = []
    clock = ByHand(older.first)
    async with years_at(folder, older.first, calendar=clock) as box:
        for period in (older, newest):
            await box.turn_to(period.first + timedelta(days=5))
            for day in sorted(day_of(period, chance) for _ in range(CALLS)):
                clock.day = day
                rows.append((await called(box, clock, chance))[0])
            if period == older:
                await box.turn_to(older.released_on)
                assert await FiguresKeeper(box.engine, box.records, box.logbook, box.queries, breath_s=0).look()
    return rows


async def figures_of(box: Box, many: int = 0) -> tuple[bytes, ...]:
    """Ask what was released; wait until there are so many halves."""
    async with box.sitting_at("front", attended=False) as desk, patient(RELEASED_WITHIN_S):
        while True:
            known = await desk.line.ask(AskFigures(request=0))
            assert isinstance(known, FiguresKnown)
            if len(known.releases) >= many:
                return known.releases
            await asyncio.sleep(0.1)


async def starts(box: Box) -> None:
    words = [sys.executable, str(CHILD), *box.command()[2:]]
    box.launches_as(words)
    await box.is_ready()


def seconds(words: str) -> int:
    """Read "1 min 12 s" or "4 s"."""
    minutes, rest = re.fullmatch(r"(?:(\d+) min )?(\d+) s", words).groups()  # type: ignore[union-attr]
    return int(minutes or 0) * 60 + int(rest)


def told(text: str) -> Told:
    """Read the newest half from what is printed, wherever its lines break."""
    one_line = " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())
    length = r"((?:\d+ min )?\d+ s)"
    times = {}
    for step, means in MEANS.items():
        if found := re.search(f"{means}: half within {length}, 90 % within {length}", one_line):
            times[step] = (seconds(found[1]), seconds(found[2]))
    calls, unattended = (
        re.search(pattern, one_line) for pattern in (r"\bCalls: (\d+)\.", r"Unattended calls: ([^.]+)\.")
    )
    assert calls is not None and unattended is not None, one_line
    return Told(int(calls[1]), unattended[1], times)


def recomputed_of(rows: list[Row], period: Period) -> Told:
    half = recomputed.within_half(rows, period.year, range(period.first.month, period.last.month + 1), ZONE.key)
    times = {step: recomputed.times(half, step) for step in recomputed.STEPS}
    return Told(len(half), str(sum(bool(row["unattended"]) for row in half)), times)


async def numbers(box: Box) -> str:
    made = await asyncio.create_subprocess_exec(
        str(HANDBELL), "numbers", "--socket", str(box.socket_path), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await made.communicate()
    assert made.returncode == 0
    return said.decode()


def nothing_is_found_by_subtracting(documents: tuple[bytes, ...]) -> None:
    """Subtract in every way that counts of one release allow. Two releases share no call, so nothing is taken from one by the other."""
    releases = [from_document(each) for each in documents]
    assert all(before.period.last < after.period.first for before, after in itertools.pairwise(releases))
    for made in releases:
        for counts in (made.attended, made.recorded):
            known = [each for each in (*counts.shown.values(), counts.rest_calls) if each]
            for many in range(1, len(known) + 1):
                for chosen in itertools.combinations(known, many):
                    left = (made.calls or 0) - sum(chosen)
                    assert sum(chosen) >= FEWEST and (left == 0 or left >= FEWEST)


async def test_a_year_is_released_once_over_kills_and_says_the_same_everywhere(tmp_path: Path) -> None:
    newest = newest_settled(datetime.now(ZONE).date())
    older = newest_settled(newest.last)
    assert older < newest and older.last + timedelta(days=1) == newest.first
    data = in_memory(tmp_path) / "data"
    rows = await seeded_year(data, older, newest)
    chance = random.Random(os.urandom(8))
    async with Box(tmp_path, data=data) as box:
        for _ in range(KILLS):
            await starts(box)
            assert len(await figures_of(box)) == 1, "the older half stands, and the newest one is not released yet"
            await asyncio.sleep(chance.uniform(0, 1))
            box.kill()
        await starts(box)
        documents = await figures_of(box, 2)
        box.kill()  # at once: what a desk was told is on the disk
        await starts(box)
        assert await figures_of(box) == documents
        nothing_is_found_by_subtracting(documents)
        expected = recomputed_of(rows, newest)
        await says_everywhere(box, expected)
        await box.stops()
        await destroy(data, rows, newest)
        await starts(box)
        await says_everywhere(box, expected)
        assert await figures_of(box) == documents, "records are gone, and nothing changed that could be subtracted"
        assert recomputed_of(rows[: CALLS + CALLS // 2], newest) != expected, "figures made anew would differ"


async def says_everywhere(box: Box, expected: Told) -> None:
    """Ask as three people would: by the command, at the plain console, at the screens."""
    assert told(await numbers(box)) == expected
    async with plain_desk(box, "front") as person:
        await person.hears("Front office.")
        await person.types("figures in short")
        await person.hears("More calls can mean more trust.")
        await person.hears("type: figures all")
        assert told(person.printed) == expected
    async with graphical_desk(box, "hall") as person:
        person.presses("=")
        await person.sees("HOW SOON HELP CAME")
        await person.sees("C as a chart")
        assert told(person.screen) == expected
        person.presses("c")
        await person.sees("to compare with 90 %")


async def destroy(data: Path, rows: list[Row], period: Period) -> None:
    """Let retention destroy half of the newest half's records."""
    gone = rows[CALLS + CALLS // 2 :]
    today = datetime.now(UTC).date()
    async with years_at(data, today) as box:
        for row in gone:
            assert await box.retention.keys.destroy(IncidentId(str(row["incident"])), Due(ALL, "a test", today))
        keeper = FiguresKeeper(box.engine, box.records, box.logbook, box.queries, breath_s=0)
        assert not await keeper.look(), f"{period.title} is released once"
        assert isinstance(from_document(box.engine.board.figures.released[period.year, period.half]), Release)
