"""Tests clocks of 1970, of 2038 and five years off, at each start in any order, with damage in between: buttons obey, and a forgotten box
is refused.

The first start is the first one after an older release, which took its ranks from the time. It may find its record damaged.
"""

import random
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from appliance.logbook.epoch import start_entry
from appliance.logbook.start import open_logbook
from appliance.vault.identity import RANK
from appliance.vault.vault import Vault
from tests.appliance.corridor import Corridor, corridor
from tests.appliance.logbook.box import WALL_MS, Box, call
from tests.rounds import seeds

pytestmark = [pytest.mark.proof, pytest.mark.slow]

SEEDS = 12
STARTS = 12
ROOMS = ("B202", "B204", "B206")
FIVE_YEARS_S = 5 * 31_557_600
NOW_S = WALL_MS // 1000
CLOCKS_S = {
    "true": NOW_S,
    "1970": 0,
    "2038": 2**31 - 5,  # this clock passes the end of int32 while the box runs
    "after 2038": 2**31 + FIVE_YEARS_S,
    "five years behind": NOW_S - FIVE_YEARS_S,
    "five years ahead": NOW_S + FIVE_YEARS_S,
}


class Walls:
    """The wall clock of this process. A box without a battery may find it at any time."""

    def __init__(self) -> None:
        self._true_ns, self._offset_ns = time.time_ns, 0

    def now_ns(self) -> int:
        return self._true_ns() + self._offset_ns

    def jump(self, to_s: int) -> None:
        self._offset_ns = to_s * 1_000_000_000 - self._true_ns()


@pytest.fixture
def walls(monkeypatch: pytest.MonkeyPatch) -> Walls:
    walls = Walls()
    monkeypatch.setattr(time, "time_ns", walls.now_ns)
    return walls


async def timed_release_ran(data: Path) -> int:
    """Write the record of an old release, which took the seconds since 1970 for a rank and kept the rank nowhere else; give its rank."""
    vault = Vault.open(data / "keys")
    logbook, remembered = await open_logbook(data / "logbook", vault, wall_ms=WALL_MS)
    rank = NOW_S
    box = Box(vault, logbook, remembered)
    entry = start_entry(vault, remembered, epoch=logbook.epoch, epoch_rank=rank, plan_digest="", clock_trusted=True)
    await box.keep(entry, call(1, "B104"), call(2, "B106"))
    await logbook.close()
    return rank


def flip_an_entry(data: Path, dice: random.Random) -> None:
    with closing(sqlite3.connect(data / "logbook" / "logbook.db")) as db, db:
        numbers = [number for (number,) in db.execute("SELECT number FROM entry")]
        db.execute("UPDATE entry SET entry = zeroblob(300) WHERE number = ?", (dice.choice(numbers),))


def lose_the_record(data: Path, dice: random.Random) -> None:
    (data / "logbook" / "logbook.db").write_bytes(dice.randbytes(8192))


def lose_the_rank(data: Path, dice: random.Random) -> None:
    for keys in (data / "keys", data / "keys" / "copies"):
        (keys / RANK).unlink(missing_ok=True)


def lose_the_side_copies(data: Path, dice: random.Random) -> None:
    for copy in (data / "logbook").glob("*.[01]"):
        copy.unlink()
    lose_the_record(data, dice)


def leave_it(data: Path, dice: random.Random) -> None:
    pass


DAMAGES: tuple[Callable[[Path, random.Random], None], ...] = (
    leave_it,
    leave_it,
    flip_an_entry,
    lose_the_record,
    lose_the_rank,
    lose_the_side_copies,
)


async def run(school: Corridor, dice: random.Random, name: str = "box") -> None:
    """Run the box once: its buttons obey it, and a press gets its receipt."""
    async with school.box(name):
        room = dice.choice(school.rooms)
        await school.rings(room)
        await school.obeyed(*school.rooms)


@pytest.mark.parametrize("seed", seeds("clocks", SEEDS))
async def test_buttons_obey_whatever_the_clock_says_and_a_forgotten_box_is_refused(
    seed: str, tmp_path: Path, walls: Walls
) -> None:
    dice = random.Random(seed)
    heard = await timed_release_ran(tmp_path / "box")
    told = [f"seed {seed}"]
    async with corridor(tmp_path, dict.fromkeys(ROOMS, heard)) as school:
        clocks = [*CLOCKS_S, *dice.choices([*CLOCKS_S], k=STARTS - len(CLOCKS_S))]
        dice.shuffle(clocks)
        forgotten_after = dice.randrange(1, STARTS - 2)
        try:
            for start, clock in enumerate(clocks):
                damage = dice.choice(DAMAGES)
                damage(tmp_path / "box", dice)
                walls.jump(CLOCKS_S[clock])
                told.append(f"{damage.__name__}, then {clock}")
                await run(school, dice)
                if start == forgotten_after:
                    shutil.copytree(tmp_path / "box", tmp_path / "forgotten")
            walls.jump(CLOCKS_S["after 2038"])
            told.append("the forgotten box")
            async with school.box("forgotten"):
                await school.rings(dice.choice(ROOMS))
                await school.refused(*ROOMS)
            walls.jump(CLOCKS_S["1970"])
            told.append("the box once more")
            await run(school, dice)
        except BaseException:
            print("; ".join(told))
            raise
