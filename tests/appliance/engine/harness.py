"""A running engine over a real logbook: a test submits, looks at the board, stalls or fills its disk, cuts its power."""

import asyncio
import resource
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.clock import SystemClock
from appliance.core.calls.commands import RaiseCall
from appliance.core.commands import AnyCommand
from appliance.core.devices.supervision import Heard
from appliance.core.ground.commands import AdoptPlan
from appliance.core.ground.place import Place
from appliance.core.ground.words import Actor, Door, Source
from appliance.engine.engine import Engine
from appliance.engine.outcome import Outcome, Submission
from appliance.engine.queries import Queries
from appliance.logbook.batch import Fact
from appliance.logbook.epoch import rank_of_start, start_entry
from appliance.logbook.remembering import Remembered
from appliance.logbook.start import open_logbook
from appliance.logbook.store import Logbook
from appliance.plan.document import digest, to_document
from appliance.plan.ids import ButtonId, DeskId, RoomId
from appliance.plan.model import Kind, Plan
from appliance.plan.parse import read
from appliance.starting import rebuilt
from appliance.tasks import Tasks
from appliance.vault.vault import Vault
from tests.patience import patience

FRONT = Actor(DeskId("front"))
EXAMPLE = Path(__file__).parents[3] / "appliance" / "plan" / "example.yaml"


@dataclass
class Harness:
    engine: Engine
    logbook: Logbook
    vault: Vault
    remembered: Remembered
    queries: Queries
    tasks: Tasks

    def press(self, room: str, counter: int, contact: str = "help", kind: Kind = Kind.ASSIST) -> Submission:
        source = Source(Door.BUTTON, ButtonId(f"{room}-wall"), contact, counter)
        return self.engine.submit(RaiseCall(place=Place(room=RoomId(room)), kind=kind, source=source, pressed_ago_ms=0))

    async def does(self, command: AnyCommand) -> Outcome:
        return await self.engine.submit(command, FRONT).kept

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        """Let no file grow: that is what a full disk does to a write."""
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    async def stalled_disk(self) -> Callable[[], None]:
        """Let the disk answer nothing, by keeping the connection's own thread busy, until the returned function is called."""
        begun, over = threading.Event(), threading.Event()

        def keep_busy(_: object) -> None:
            begun.set()
            over.wait(patience())

        self.logbook._database.begin(keep_busy)
        await asyncio.to_thread(begun.wait, patience())
        return over.set


@asynccontextmanager
async def harness_at(folder: Path, *, attended: bool = True) -> AsyncIterator[Harness]:
    """The box in `folder`, armed, with the example school's plan adopted and somebody at both desks."""
    vault, clock = Vault.open(folder / "keys"), SystemClock()
    logbook, remembered = await open_logbook(folder / "logbook", vault, wall_ms=clock.now().wall_ms)
    board = rebuilt(remembered)
    engine = Engine(board, Heard(), logbook, clock)
    entry = start_entry(
        vault,
        remembered,
        epoch=logbook.epoch,
        epoch_rank=rank_of_start(remembered, vault.rank),
        plan_digest=board.plan_digest,
        clock_trusted=True,
    )
    engine.begin(Fact(clock.now(), entry))
    tasks = Tasks()
    tasks.start(engine.recorder.run(), name="recorder")
    tasks.start(engine.run(), name="engine")
    harness = Harness(engine, logbook, vault, remembered, Queries(logbook, vault.building), tasks)
    try:
        plan = read(EXAMPLE)
        assert isinstance(plan, Plan)
        document = to_document(plan)
        await engine.submit(AdoptPlan(document=document, digest=digest(document), plan=plan)).kept
        for desk in (DeskId("front"), DeskId("hall")) if attended else ():
            engine.desk_connected(desk)
            engine.desk_touched(desk)
        yield harness
    finally:
        await tasks.stop()
        await logbook.close()
