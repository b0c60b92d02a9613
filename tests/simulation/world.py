"""A whole building in one process and in no time: the box with its real core, engine and logbook, its buttons, desks and folder.

`World` is what exists. `mishaps` is what goes wrong, `people` what people do, `checkers` what must be true.
"""

import asyncio
import hashlib
import os
import random
import shutil
from collections import deque
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from appliance.core.ground.words import Counting
from appliance.logbook.batch import Fact
from appliance.logbook.errors import Damaged, LogbookError
from appliance.logbook.side_copy import OPEN, STANDING, CopyFiles
from appliance.plan.ids import ButtonId, DeskId, IncidentId
from appliance.plan.model import Plan
from hardware.ports import Feedback, Phase
from hardware.simulated.building import PretendBuilding
from tests.simulation.box import KEY, PORT, Box
from tests.simulation.checkers import Kept, nothing_doubled, replayed
from tests.simulation.disk import Disk
from tests.simulation.history import History
from tests.simulation.hourglass import SimulatedClock, VirtualLoop
from tests.simulation.people import Console
from tests.simulation.rot import Rot
from tests.simulation.school import fitted_on, school
from tests.simulation.telephones import Telephones

WALL_MS = 1_796_644_800_000  # Monday 2026-12-07, 12:00 UTC: in the middle of school
STALE_MS = 15_000  # design 4.8: what a lamp was told holds for so long
ON_ITS_WAY_MS = 7_500  # a word to a lamp may wait for the next refresh (5 s), and then for the slowest network here
TRANSCRIPT_LINES = int(
    os.environ.get("HANDBELL_TRANSCRIPT", "80")
)  # so many of the last lines are shown with a failure
LOOK_EVERY_S = 0.1  # lamps and deadlines are checked so often, and whenever something changed


class World:
    """One building. Everything random in it comes from one seed."""

    def __init__(self, seed: str, folder: Path, loop: VirtualLoop, *, rot: bool = False, told: bool = False) -> None:
        self.seed, self.loop = seed, loop
        self.dice = random.Random(seed)
        self.telephones = Telephones(seed) if told else None
        self.plan: Plan = self.fitted(school(self.dice))
        self.whole_plan = self.plan
        self.clock = SimulatedClock(loop, WALL_MS + self.dice.randint(-8, 8) * 3_600_000)
        self.disk = Disk(loop, random.Random(f"{seed}/disk"))
        self.network = loop.network
        self.network.dice = random.Random(f"{seed}/network")
        self.kept = Kept()
        self.rot = Rot(random.Random(f"{seed}/rot"), folder / "older") if rot else None
        self.history = History()
        self.box: Box | None = None
        self.unburied: list[Box] = []
        self.consoles = {desk.desk: Console(self, desk.desk) for desk in self.plan.desks}
        self.building = PretendBuilding(
            "127.0.0.1",
            PORT,
            {str(button.button): KEY for button in self.plan.buttons},
            contacts={str(each.button): fitted_on(each) for each in self.plan.buttons},
            seed=self.dice.randrange(1 << 32),
            lit=self._lit,
        )
        self.transcript: deque[str] = deque(maxlen=TRANSCRIPT_LINES)
        self.failure: BaseException | None = None
        self.lamps: dict[str, str] = {}
        self._pressed_ms: dict[str, int] = {}
        self.receipted: dict[tuple[str, str, str], int] = {}
        self.said_ended: set[IncidentId] = set()
        """Calls that somebody stood down, whether the disk has it or not."""
        self.said_reopened: set[IncidentId] = set()
        """Stood-down calls that an undo opened again since the box started, whether the disk has it or not."""
        self.lost_calls = 0
        """How many calls the starts said that they lost, all together."""
        self.lost_counts: set[Counting] = set()
        """Counts that a damaged record lost, and of which the box said so. For these a press may be recorded twice, or a receipt may have
                no press.
        """
        self._told_ms: dict[tuple[str, str], int] = {}
        self._digest = hashlib.sha256()
        self._folder = folder
        self._homes = 0
        self._looked_s = 0.0
        self._looked_version = -1
        self._starting = 0
        loop.idle = self._look
        loop.set_exception_handler(
            lambda _, context: self.fails(context.get("exception") or RuntimeError(str(context)))
        )

    def fitted(self, plan: Plan) -> Plan:
        """Give this plan with telephones, in a building that has some."""
        return plan if self.telephones is None else self.telephones.fitted(plan)

    # ---- telling what happened

    @property
    def now_ms(self) -> int:
        return round(self.loop.time() * 1_000_000) // 1000  # rounded as the box's own clock is

    @property
    def digest(self) -> str:
        """The digest of everything decided and everything lamps showed: the same for the same seed."""
        return self._digest.hexdigest()

    def say(self, what: str) -> None:
        line = f"{self.loop.time():10.3f} {what}"
        self.transcript.append(line)
        self._digest.update(line.encode())

    def fails(self, error: BaseException) -> None:
        """Note that something is wrong: the run ends at the next look."""
        self.failure = self.failure or error

    # ---- the box

    @property
    def home(self) -> Path:
        """Where the box's disk is now."""
        return self._folder / f"disk-{self._homes}"

    async def start_box(self) -> None:
        """Give power and start the daemon."""
        if self.box is None and not self._starting:
            self._starting += 1
            self.clock.restart()
            if self.rot is not None:
                self.clock.set_wall(self.rot.clock_at_start(self.clock.now().wall_ms))
            self.box = await self._started()
            self._starting -= 1
            for console in self.consoles.values():
                console.box_is_back()
            self.say(f"box started, {len(self.box.engine.board.incidents)} calls open")

    async def _started(self) -> Box:
        """Start the box as systemd does: a daemon that could not start is started again."""
        while True:
            try:
                return await Box.started(self)
            except (LogbookError, OSError) as error:
                self.say(f"the box could not start: {type(error).__name__}")
                await asyncio.sleep(1)

    def cut_power(self) -> None:
        """Take the box's power away at this very instant."""
        box, self.box = self.box, None
        if box is None:
            return
        self.say("power cut")
        self._homes += 1
        self.disk.cut(self._folder / f"disk-{self._homes - 1}", self.home)
        if self.dice.random() < 0.5:
            self.network.fall_silent()
        self.network.deafen(PORT)
        box.dies()
        downtime_s = self.dice.choice((0.5, 3.0, 8.0, 20.0))
        self.start(self._come_back(box, downtime_s))

    def _ends_itself(self, damage: Damaged) -> None:
        """End the daemon, which met damage in use: the next start mends it."""
        box, self.box = self.box, None
        if box is not None:
            self.say(f"the box ends to mend its record: {damage}")
            box.dies()
            self.start(self._start_again(box))

    async def _start_again(self, ended: Box) -> None:
        await ended.is_buried()
        await asyncio.sleep(1)
        await self.start_box()

    async def _come_back(self, dead: Box, after_s: float) -> None:
        await dead.is_buried()
        shutil.rmtree(self._folder / f"disk-{self._homes - 1}")
        if self.rot is not None:
            number, building = dead.logbook.kept[0], dead.vault.building
            copies = [CopyFiles(self.home / "logbook", name).read(building) for name in (OPEN, STANDING)]
            told = any(copy is not None and copy.number >= number for copy in copies)
            for what in self.rot.strike(self.home, told=told):
                self.say(f"rot: {what}")
        await asyncio.sleep(after_s)
        await self.start_box()

    def start(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Start something whose failure ends the run."""
        task = self.loop.create_task(coroutine)
        task.add_done_callback(self.ended)

    def ended(self, task: asyncio.Task[None]) -> None:
        if task.cancelled() or (error := task.exception()) is None:
            return
        if self.rot is not None and isinstance(error, Damaged):
            self._ends_itself(error)
        else:
            self.fails(error)

    def shows(self, desk: DeskId, incident: IncidentId) -> bool:
        """Whether somebody really sees the call there: `checkers.Seen`."""
        return desk in self.consoles and self.consoles[desk].shows(incident)

    # ---- buttons

    def pressed(self, button: str) -> None:
        """Note that a finger pressed this button."""
        self._pressed_ms[button] = self.now_ms

    def forget_presses(self, button: str) -> None:
        """Forget the presses of a button that lost its memory: its presses without a receipt are gone."""
        self._pressed_ms.pop(button, None)

    def note_receipts(self, button: str) -> None:
        """Note which presses a button believes to be on disk, before it loses its memory."""
        flash = self.building._line(button).flash
        for contact, count in flash.receipted.items():
            self.receipted[button, contact, flash.ledger] = count

    def told(self, button: str, feedback: Feedback) -> None:
        """Note that the box says something to a lamp."""
        self._told_ms[button, feedback.phase.value] = self.now_ms

    def _lit(self, button: str, lamp: str) -> None:
        self.lamps[button] = lamp
        self.say(f"{button} shows {lamp}")

    # ---- looking

    def _look(self) -> None:
        if self.failure is not None:
            self.loop.idle = lambda: None
            raise self.failure
        now_s = self.loop.time()
        version = self.box.engine.version if self.box else -1
        if now_s - self._looked_s < LOOK_EVERY_S and version == self._looked_version:
            return
        self._looked_s, self._looked_version = now_s, version
        try:
            self._look_at_lamps()
            if self.box is not None:
                self.box.look()
        except BaseException:
            self.loop.idle = lambda: None
            raise

    def _look_at_lamps(self) -> None:
        now_ms = self.now_ms
        for button, lamp in self.lamps.items():
            if lamp in {"dark", Phase.NOT_DELIVERED}:
                continue
            age_ms = now_ms - self._pressed_ms.get(button, -(10**9))
            flash = self.building._line(button).flash
            waits = any(count > flash.receipted.get(contact, 0) for contact, count in flash.counters.items())
            if lamp == Phase.SENDING:
                told_ms = self._told_ms.get((button, lamp), -(10**9))
                known = age_ms <= 5_010 or (not waits and now_ms - told_ms <= 5_010 + ON_ITS_WAY_MS)
                assert known, f"{button} says sending, {age_ms} ms after it was pressed"
                continue
            assert not waits or lamp in {Phase.ACKNOWLEDGED, Phase.ON_THE_WAY}, f"{button} waits and says {lamp}"
            told_ms = self._told_ms.get((button, lamp), -(10**9))
            assert now_ms - told_ms <= STALE_MS + ON_ITS_WAY_MS, (
                f"{button} still says {lamp}, told {now_ms - told_ms} ms ago"
            )

    async def check_record(self) -> list[Fact]:
        """Check the record: its chain holds, nothing is in it twice, every press that buttons believe to be on disk is there, and it gives
        the present board.
        """
        assert self.box is not None
        engine = self.box.engine
        version, recorded = -1, await self.box.recorded()
        while version != engine.version or self.box.witness.unshown:
            version, recorded = engine.version, await self.box.recorded()
        nothing_doubled(recorded, self.history.carried)
        assert replayed(recorded, self.history.begins) == engine.board, "replaying the record gives another board"
        for button in self.building.buttons():
            self.note_receipts(button)
        counts = engine.board.counters
        for (button, contact, ledger), count in self.receipted.items():
            if (ButtonId(button), contact, ledger) in self.lost_counts:
                continue
            found = counts.get((ButtonId(button), contact, ledger), -1)
            assert not count or found >= count, (
                f"{button} {contact} {count} was receipted and is not in the record ({found})"
            )
        return recorded
