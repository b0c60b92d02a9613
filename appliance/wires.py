"""Runs the sources of buttons that are heard now: makes, begins, changes and ends them by the settings they are made from. Knows no
family by name.
"""

import asyncio
import functools
from collections.abc import Awaitable, Callable, Collection, Mapping

from appliance.core.ground.words import Cause
from appliance.engine.engine import Engine
from appliance.intake import Intake
from appliance.kept_running import kept_running
from appliance.plan.ids import ButtonId, KeyId
from appliance.plan.model import Plan, Sounder
from appliance.tasks import Tasks, after
from appliance.wiring import fittings_of, output_of
from hardware.errors import HardwareError
from hardware.levels import HEARD
from hardware.points import Coil, Pin
from hardware.ports import SignalSource, SounderPort
from hardware.registry import Given, Settings, Shared, make_relay, make_sounder, make_source
from hardware.relay.relay import Relay
from hardware.signals import FamilyLost, FamilyRestored

SOURCE_PROVEN_S = (
    # a wire that cannot be opened says so at once; with a shorter time, the trouble would come and go with every try
    1.0
)
# a hand-over's pulse of three seconds, opened by boards that take their time; a lamp is off within one second
LET_GO_WITHIN_S = 10.0
SOURCE_RETRY_S = 5.0  # a receiver that is plugged in again is heard within the five seconds that a press may wait


class Maker:
    """Makes sources, sounders and relays from what the board and the keys say. `secret`: gives the secret by which a device proves
    itself.
    """

    def __init__(self, engine: Engine, shared: Shared, secret: Callable[[KeyId], bytes | None]) -> None:
        self._engine = engine
        self._shared = shared
        self._secret = secret

    def source(self, settings: Settings) -> SignalSource:
        """Make the source of a family of buttons. Raises HardwareError."""
        key_of = functools.partial(self.key_of, family=settings.family)
        return make_source(settings, Given(key_of, self._shared, self._recorded, self._is_open))

    def sounder(self, sounder: Sounder, again_s: int) -> SounderPort:
        """Make the port of a planned sounder. Raises HardwareError."""
        given = Given(lambda _: self._secret(sounder.key), self._shared)
        return make_sounder(output_of(self._engine.board.index.plan, sounder, again_s), given)

    def relay(self, at: Coil | Pin) -> Relay:
        """Make a relay of a board, or a pin of the box."""
        return make_relay(at, self._shared)

    def key_of(self, button: str, family: str) -> bytes | None:
        """Give the secret of a planned button of this family; None for any other name."""
        planned = self._engine.board.index.buttons.get(ButtonId(button))
        return self._secret(planned.key) if planned is not None and planned.family == family else None

    def _recorded(self, button: str, contact: str) -> int:
        return self._engine.board.counters.get((ButtonId(button), contact, HEARD), 0)

    def _is_open(self, button: str) -> bool:
        """Return whether a call of this button is open."""
        return bool(self._engine.board.pressed.get(ButtonId(button)))


class Wires:
    """The sources; one per daemon. `sources`: family → its source, for the families that are heard now. `make` raises HardwareError."""

    def __init__(self, intake: Intake, tasks: Tasks, make: Callable[[Settings], SignalSource]) -> None:
        self.sources: dict[str, SignalSource] = {}
        self._intake = intake
        self._tasks = tasks
        self._make = make
        self._made: dict[str, Settings] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._ending: set[asyncio.Task[None]] = set()
        """Whoever may still have a wire. A line may pass from one family to another."""
        self._unmade: set[str] = set()
        self._begun = 0

    def use(self, wanted: Mapping[str, Settings], plan: Plan, leaving: Collection[asyncio.Task[None]] = ()) -> None:
        """Hear exactly these families. A family whose settings changed is made anew, and no other is touched. Tasks that are `leaving`
        still switch through the old wires, which are kept until they end.
        """
        for family in [name for name, settings in self._made.items() if wanted.get(name) != settings]:
            self._end(family, leaving)
            if family not in wanted:
                self._intake.hear(FamilyRestored(family))  # a family that is no longer planned cannot be missed
        for family in self._unmade - wanted.keys():
            self._unmade.discard(family)
            self._intake.hear(FamilyRestored(family))
        for family, settings in wanted.items():
            if family not in self._made:
                self._begin(family, settings, plan)
        self.expect(plan)

    @property
    def ending(self) -> frozenset[asyncio.Task[None]]:
        """The tasks that may still have a wire which the plan now uses otherwise."""
        return frozenset(self._ending)

    def expect(self, plan: Plan) -> None:
        """Tell every source which buttons are planned for it."""
        for family, source in self.sources.items():
            source.expect(fittings_of(plan, family))

    def _begin(self, family: str, settings: Settings, plan: Plan) -> None:
        try:
            source = self._make(settings)
        except HardwareError as error:
            self._unmade.add(family)
            self._intake.hear(FamilyLost(family, str(error)))
            return
        self._unmade.discard(family)
        source.expect(fittings_of(plan, family))
        self.sources[family], self._made[family] = source, settings
        self._begun += 1
        name, before = f"{family} buttons", tuple(self._ending)
        listen: Callable[[], Awaitable[None]] = functools.partial(self._listen_to, family, source)
        if before:
            listen = functools.partial(after, before, listen)
        running = kept_running(name, listen, functools.partial(self._deaf, family))
        self._running[family] = self._tasks.start(running, name=f"{name} {self._begun}" if before else name)

    def _end(self, family: str, leaving: Collection[asyncio.Task[None]]) -> None:
        del self._made[family], self.sources[family]
        ending = self._running.pop(family)
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)
        if not leaving:
            ending.cancel()
            return
        self._begun += 1
        self._tasks.start(self._end_after(leaving, family, ending), name=f"end of {family} buttons {self._begun}")

    async def _end_after(
        self, leaving: Collection[asyncio.Task[None]], family: str, ending: asyncio.Task[None]
    ) -> None:
        await asyncio.wait(leaving, timeout=LET_GO_WITHIN_S)
        ending.cancel()
        await asyncio.wait([ending])
        if family not in self._made:
            self._intake.hear(FamilyRestored(family))  # it was heard until now, and may have been lost meanwhile

    async def _listen_to(self, family: str, source: SignalSource) -> None:
        """Hear one family for ever. A wire that is gone is a trouble; it is tried again, and is back once it has proven itself.

        This also holds after a restart: a trouble that an earlier run left would hide every lost button of the family.
        """
        loop, hear = asyncio.get_running_loop(), self._intake.from_source(source)
        while True:
            proven = loop.call_later(SOURCE_PROVEN_S, self._intake.hear, FamilyRestored(family))
            try:
                await source.run(hear)
            except HardwareError as error:
                self._intake.hear(FamilyLost(family, str(error)))
            finally:
                proven.cancel()
            await asyncio.sleep(SOURCE_RETRY_S)

    def _deaf(self, family: str, _: Cause, why: str | None) -> None:
        """Report that a family's listener failed. The listener itself says that it hears again, once its wire has proven itself."""
        if why is not None:
            self._intake.hear(FamilyLost(family, why))
