"""Makes things go wrong in a building, and says for how long: buttons, cables, network, disk, clock, desks, sounders and the box itself."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from appliance.clock import BUILT_WALL_MS
from hardware.simulated.sounder import SimulatedSounder
from tests.simulation.cables import LATE_S

if TYPE_CHECKING:
    from tests.simulation.people import Console
    from tests.simulation.world import World

HOUR_MS = 3_600_000


class Mishaps:
    """`strike` makes one thing go wrong; each mends by itself after a while, and `mend_all` mends everything at once."""

    def __init__(self, world: "World") -> None:
        self.world, self.dice = world, world.dice
        self._mending: list[Callable[[], None]] = []
        self._over = False
        world.disk.started = self._disk_works
        self._cut_in_jobs: int | None = None
        one_button = (
            self.bad_weather, self.bad_weather, self.power, self.cable, self.half_open, self.deaf, self.flap, self.wiped, self.supply,
        )  # fmt: skip
        house = (self.network_late, self.network_down, self.family_lost, self.wall_clock, self.sounder)
        disk = (self.disk_stalls, self.disk_stalls, self.disk_full, self.disk_fails)
        desks = (self.desk_gone, self.desk_left, self.desk_hangs, self.desk_touched, self.desk_touched)
        box = (self.power_cut, self.power_cut_in_a_write, self.power_cut_in_a_write)
        rot = (self.rots, self.rots, self.side_file_lost, self.side_file_lost) * 2 if world.rot is not None else ()
        self.all = (*one_button, *house, *disk, *desks, *desks, *box, *rot)

    def strike(self) -> None:
        mishap = self.dice.choice(self.all)
        self.world.say(f"mishap: {mishap.__name__}")
        mishap()

    def mend_all(self) -> None:
        """Mend everything; from now on nothing goes wrong any more."""
        self._over = True
        mending, self._mending = self._mending, []
        for mend in mending:
            mend()
        self.world.network.late_s, self.world.network.up = LATE_S, True
        self.world.disk.heal()

    # ---- a button

    def bad_weather(self) -> None:
        button, chances = self._button(), (0.0, 0.1, 0.4)
        lose, repeat, reorder = (self.dice.choice(chances) for _ in range(3))
        self.world.building.set_weather(button, lose=lose, repeat=repeat, reorder=reorder)
        self._later((5, 120), lambda: self.world.building.set_weather(button))

    def power(self) -> None:
        button = self._button()
        self.world.building.cut_power(button)
        self._later((0.1, 60), lambda: self.world.building.restore_power(button))

    def cable(self) -> None:
        button = self._button()
        self.world.building.unplug(button)
        self._later((0.1, 60), lambda: self.world.building.plug_in(button))

    def half_open(self) -> None:
        self.world.building.go_half_open(self._button())

    def deaf(self) -> None:
        self.world.building.stop_reading(self._button())

    def flap(self) -> None:
        self.world.start(self.world.building.flap(self._button(), times=3))

    def wiped(self) -> None:
        button = self._button()
        self.world.note_receipts(button)
        self.world.building.wipe(button)
        self.world.forget_presses(button)

    def supply(self) -> None:
        button = self._button()
        if self.world.lamps.get(button) != "dark":
            self.world.building.lower_supply(button, 4300)
            self._later((1, 20), lambda: self._supply_back(button))

    def _supply_back(self, button: str) -> None:
        if self.world.lamps.get(button) != "dark":
            self.world.building.mend_supply(button)

    # ---- the house

    def network_late(self) -> None:
        self.world.network.late_s = (0.001, self.dice.choice((0.2, 1.0, 2.0)))
        self._later((2, 30), self._network_quick)

    def _network_quick(self) -> None:
        self.world.network.late_s = LATE_S

    def network_down(self) -> None:
        self.world.network.fall_silent()
        self.world.network.up = False
        self._later((1, 30), self._network_up)

    def _network_up(self) -> None:
        self.world.network.up = True

    def family_lost(self) -> None:
        if self.world.box is not None and self.world.box.listens:
            self.world.start(self.world.box.lose_family(self.dice.uniform(1, 20)))

    def wall_clock(self) -> None:
        """Change only the wall clock: a battery runs out, the time comes from the internet, somebody sets it by hand."""
        now_ms = self.world.clock.now().wall_ms
        self.world.clock.set_wall(
            self.dice.choice(
                (
                    max(0, now_ms - self.dice.randint(1, 26) * HOUR_MS),
                    now_ms + self.dice.randint(1, 26) * HOUR_MS,
                    now_ms + self.dice.randint(-90, 90) * 1000,
                    60_000,
                    BUILT_WALL_MS + 200 * 24 * HOUR_MS,
                    now_ms + 8 * 24 * HOUR_MS,
                )
            )
        )

    def sounder(self) -> None:
        if self.world.box is not None:
            for fitted in self.world.box.annunciator._fitted.values():
                port = fitted.port
                if isinstance(port, SimulatedSounder) and self.dice.random() < 0.5:
                    port.fail("no sound comes out")
                    self._later((1, 60), port.mend)

    # ---- the disk

    def disk_stalls(self) -> None:
        self.world.disk.stalled_until_s = self.world.loop.time() + self.dice.choice((0.1, 0.3, 2.0, 10.0, 40.0))

    def disk_full(self) -> None:
        self.world.disk.full = True
        self._later((0.3, 20), self._disk_has_room)

    def _disk_has_room(self) -> None:
        self.world.disk.full = False

    def disk_fails(self) -> None:
        self.world.disk.fails = self.dice.choice((0.2, 0.7, 1.0))
        self._later((0.3, 20), self._disk_works_again)

    def _disk_works_again(self) -> None:
        self.world.disk.fails = 0.0

    # ---- desks

    def desk_gone(self) -> None:
        console = self._console()
        console.running = False
        console.disconnect()
        self._later((1, 60), self._runs_again(console))

    def _runs_again(self, console: "Console") -> Callable[[], None]:
        def again() -> None:
            console.running = True
            console.connect()

        return again

    def desk_left(self) -> None:
        """Nobody is at the desk any more. The console runs on, until by the plan's limit it counts as unattended."""
        console = self._console()
        console.somebody_there = False

        def back() -> None:
            console.somebody_there = True
            console.touch()

        self._later((30, 600), back)

    def desk_hangs(self) -> None:
        console = self._console()
        console.paints = False

        def paints() -> None:
            console.paints = True
            console.board_changed()

        self._later((1, 60), paints)

    def desk_touched(self) -> None:
        self._console().touch()

    # ---- the box

    def power_cut(self) -> None:
        if self.dice.random() < 0.3:
            self.world.cut_power()

    def power_cut_in_a_write(self) -> None:
        """Cut the power at some moment in one of the next jobs of the disk."""
        if self.dice.random() < 0.3:
            self._cut_in_jobs = self.dice.randint(1, 6)

    def rots(self) -> None:
        """Let a power cut come soon, after which the record is damaged."""
        if self.world.rot is not None:
            self.world.rot.rots()
            self._cut_in_jobs = self.dice.randint(1, 20)

    def side_file_lost(self) -> None:
        """Let a power cut come soon, after which one of the files beside the record is damaged or lost."""
        if self.world.rot is not None:
            self.world.rot.loses_a_side_file()
            self._cut_in_jobs = self.dice.randint(1, 20)

    def _disk_works(self, takes_s: float) -> None:
        if self._cut_in_jobs is None or self._over:
            return
        self._cut_in_jobs -= 1
        if self._cut_in_jobs <= 0:
            self._cut_in_jobs = None
            self.world.loop.call_later(self.dice.uniform(0, takes_s * 1.5), self.world.cut_power)

    # ---- small

    def _button(self) -> str:
        return self.dice.choice(self.world.building.buttons())

    def _console(self) -> "Console":
        return self.dice.choice(list(self.world.consoles.values()))

    def _later(self, within_s: tuple[float, float], mend: Callable[[], None]) -> None:
        def mended() -> None:
            if mend in self._mending:
                self._mending.remove(mend)
                mend()

        self._mending.append(mend)
        self.world.loop.call_later(self.dice.uniform(*within_s), mended)
