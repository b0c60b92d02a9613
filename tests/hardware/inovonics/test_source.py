"""Tests pendants on pseudo-terminals at true pace: each press is heard once and acknowledged when it is kept, and no pendant of a neighbour
ever rings.
"""

import asyncio
import contextlib
import json
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from hardware import opened
from hardware.errors import HardwareError
from hardware.inovonics.codec import sent
from hardware.inovonics.settings import InovonicsSettings
from hardware.inovonics.source import InovonicsSource
from hardware.inovonics.twin.building import PretendRadio
from hardware.inovonics.twin.radio import PretendTransmitter
from hardware.levels import HEARD, ButtonContact
from hardware.opened import Opened
from hardware.points import Alarm
from hardware.ports import Feedback, Fitting, Phase
from hardware.serial.line import Wire
from hardware.serial.lines import Lines
from hardware.signals import UNFORESEEN, CheckIn, Fault, Mended, Press, Signal, WireFault, WireMended
from tests.hardware.running import stays, until

pytestmark = pytest.mark.slow  # these tests run in real time, at true baud: in `make test`, not in `make check`

VECTORS = Path(__file__).parents[2] / "vectors/wires/inovonics.json"
HELP = ButtonContact("play-2", "help")
UID, DOOR = 0xB2000000 + 1234567, 0xB2000000 + 77
FITTINGS = {
    "play-2": Fitting("178-1234567", points={"help": Alarm(UID, 1), "medical": Alarm(UID, 2)}, part="EN1223S"),
    "door": Fitting("178-77", points={"help": Alarm(DOOR, 1)}, part="EN1210"),
}
YOUNG = 5.5  # a line is young for 5 s; nobody knows when frames that come in that time were sent


class School:
    """Pendants, receivers on lines, and the box's end, which may be killed and started again. The record outlives a kill."""

    def __init__(self, folder: Path, receivers: int) -> None:
        self.paths = [folder / f"radio-{number}" for number in range(1, receivers + 1)]
        self.pendants = {"play-2": PretendTransmitter(UID), "door": PretendTransmitter(DOOR, "EN1210")}
        self.radio = PretendRadio(self.paths, self.pendants)
        self.folder = folder
        self.heard: list[Signal] = []
        self.recorded: dict[tuple[str, str], int] = {}
        self.lines = Lines()
        self.over: set[str] = set()
        self.keeps = True
        self.sore = False
        self.source: InovonicsSource
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        settings = InovonicsSettings(tuple(Wire(path.name, str(path), 9600) for path in self.paths))
        self.source = InovonicsSource(
            settings,
            self.lines,
            lambda button, contact: self.recorded.get((button, contact), 0),
            Opened(self.folder),
            lambda button: button not in self.over,
            lambda: 20_000,
        )
        self.source.expect(FITTINGS)
        self._running = asyncio.get_running_loop().create_task(self.source.run(self._hear))
        await until(lambda: [state for state, _ in self.lines.states().values()] == ["open"] * len(self.paths))

    async def kill(self) -> None:
        assert self._running is not None
        self._running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._running

    def keep(self) -> None:
        """Put on disk what rang."""
        for press in self.presses():
            self.recorded[press.button, press.contact] = press.counter or 0
            self.source.kept(press)

    def presses(self) -> list[Press]:
        return [each for each in self.heard if isinstance(each, Press)]

    def counts(self) -> list[tuple[str, int | None]]:
        return [(each.contact, each.counter) for each in self.presses()]

    def faults(self) -> list[tuple[str, str]]:
        return [(each.button, each.what) for each in self.heard if isinstance(each, Fault)]

    def _hear(self, signal: Signal) -> None:
        if self.sore and isinstance(signal, Press):
            raise ZeroDivisionError("a fault of ours")
        self.heard.append(signal)
        if self.keeps and isinstance(signal, Press):
            self.recorded[signal.button, signal.contact] = signal.counter or 0
            self.source.kept(signal)


@contextlib.asynccontextmanager
async def school(folder: Path, receivers: int = 1) -> AsyncIterator[School]:
    made = School(folder, receivers)
    async with made.radio:
        await made.start()
        try:
            yield made
        finally:
            await made.kill()


@contextlib.contextmanager
def disk_stands_still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    goes_on, write = threading.Event(), opened._File.write
    monkeypatch.setattr(opened._File, "write", lambda *text: (goes_on.wait(), write(*text)))
    try:
        yield
    finally:
        goes_on.set()


async def test_a_press_is_heard_once_with_its_copies_and_acknowledged(tmp_path: Path) -> None:
    async with school(tmp_path) as made:
        made.radio.copies = 3
        await made.radio.press("play-2", for_s=0.1)
        await until(lambda: made.radio.receiver().waiting == 0 and len(made.radio.receiver().acknowledged) >= 2)
        # a copy is the same press, which the record has once
        assert set(made.presses()) == {Press("play-2", "help", 1, None, HEARD, hop="b212d687")}
        made.source.tell("play-2", Feedback(Phase.RECEIVED, 1, {"help": 1}))
        await made.radio.press("play-2", for_s=0.1)
        await until(lambda: {count for _, count in made.counts()} == {1, 2})


async def test_on_a_line_that_is_no_longer_young_a_press_is_of_now(tmp_path: Path) -> None:
    async with school(tmp_path) as made:
        await asyncio.sleep(YOUNG)
        await made.radio.press("play-2", for_s=0.1)
        await until(lambda: bool(made.presses()))
        assert made.presses()[0].age_ms == 0


async def test_a_press_that_two_receivers_hear_is_one(tmp_path: Path) -> None:
    async with school(tmp_path, receivers=2) as made:
        await made.radio.press("play-2", for_s=0.3)
        for number in (1, 2):
            await until(lambda of=number: len(made.radio.receiver(of).acknowledged) == 2)
        assert made.counts() == [("help", 1)]


async def test_a_press_is_acknowledged_by_both_receivers_only_when_it_is_kept(tmp_path: Path) -> None:
    async with school(tmp_path, receivers=2) as made:
        made.keeps = False
        made.radio.send(made.pendants["play-2"].close())
        await until(lambda: bool(made.presses()))
        await until(lambda: made.radio.receiver(1).waiting == made.radio.receiver(2).waiting == 1)
        assert await stays(lambda: made.radio.receiver(1).waiting == made.radio.receiver(2).waiting == 1, 0.5)
        made.keeps = True
        made.keep()
        await until(lambda: made.radio.receiver(1).waiting == made.radio.receiver(2).waiting == 0)


async def test_an_opening_is_acknowledged_only_when_it_outlives_a_crash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise, after a crash between the two presses, the second would pass for a copy of the first."""
    monkeypatch.setattr(opened, "STALL_S", 60.0)
    async with school(tmp_path) as made:
        made.radio.check_in("play-2")
        await until(lambda: Opened(tmp_path).count(HELP) == 0 and made.radio.receiver().waiting == 0)
        with disk_stands_still(monkeypatch):
            await made.radio.press("play-2", for_s=0.1)
            await until(lambda: made.radio.receiver().waiting == 1)
            assert await stays(lambda: made.radio.receiver().waiting == 1, 0.3)
            assert Opened(tmp_path).count(HELP) == 0
        await until(lambda: made.radio.receiver().waiting == 0)
        assert Opened(tmp_path).count(HELP) == 1


async def test_a_disk_that_stands_still_holds_up_no_receiver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with school(tmp_path) as made:
        with disk_stands_still(monkeypatch):
            for _ in range(2):
                await made.radio.press("play-2", for_s=0.1)
            await until(lambda: made.radio.receiver().waiting == 0)
    assert made.counts() == [("help", 1), ("help", 2)]


async def test_a_press_does_not_wait_for_what_is_noted_of_openings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "STALL_S", 3600.0)
    async with school(tmp_path) as made:
        with disk_stands_still(monkeypatch):
            made.radio.close("door")
            await until(lambda: made.counts() == [("help", 1)] and made.radio.receiver().waiting == 0)
            made.radio.open("door")
            await until(lambda: CheckIn("door", {}) in made.heard)
            assert made.radio.receiver().waiting == 1
        await until(lambda: made.radio.receiver().waiting == 0)


async def test_its_end_writes_nothing_on_the_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If it waited, a disk that stands still would hold up everything else that ends."""
    wrote: list[threading.Thread] = []
    write = opened._File.write
    monkeypatch.setattr(opened, "WRITES_AT_ONCE", 1)
    monkeypatch.setattr(opened._File, "write", lambda *text: (wrote.append(threading.current_thread()), write(*text)))
    async with school(tmp_path) as made:
        await made.radio.press("play-2", for_s=0.1)
        await until(lambda: bool(wrote) and made.radio.receiver().waiting == 0)
        made.radio.check_in("door")
        await until(lambda: CheckIn("door", {}) in made.heard)
    assert threading.current_thread() not in wrote


async def test_what_a_killed_box_did_not_acknowledge_comes_again_and_is_there_once(tmp_path: Path) -> None:
    async with school(tmp_path) as made:
        made.radio.check_in("play-2")
        await until(lambda: any(isinstance(each, CheckIn) for each in made.heard))
        made.keeps = False
        made.radio.send(made.pendants["play-2"].close())
        await until(lambda: bool(made.presses()))
        made.recorded["play-2", "help"] = 1
        await made.kill()  # the press is on disk, but not acknowledged
        made.heard.clear()
        made.keeps = True
        await made.start()
        await until(lambda: made.radio.receiver().waiting == 0)
        assert made.counts() == [("help", 1)]  # the press comes again: it is acknowledged, and stays in the record once
        assert sent(made.pendants["play-2"].close()) in made.radio.receiver().acknowledged


async def test_what_may_be_sent_again_rings_where_no_call_is_open(tmp_path: Path) -> None:
    """If a pendant never says that it was let go of, nobody knows whether it was pressed again. Somebody may need help, so it rings."""
    async with school(tmp_path) as made:
        made.radio.close("play-2")
        await until(lambda: made.counts() == [("help", 1)] and not made.radio.receiver().waiting)
        await made.kill()
        made.over.add("play-2")
        await made.start()
        made.radio.close("play-2")
        await until(lambda: made.counts() == [("help", 1), ("help", 2)])


async def test_what_a_killed_box_had_not_on_disk_rings_when_it_comes_again(tmp_path: Path) -> None:
    async with school(tmp_path) as made:
        made.keeps = False
        made.radio.send(made.pendants["play-2"].close())
        await until(lambda: bool(made.presses()))
        await made.kill()
        made.heard.clear()
        made.keeps = True
        await made.start()
        await until(lambda: bool(made.presses()))
        assert made.presses() == [Press("play-2", "help", 1, None, HEARD, hop="b212d687")]


async def test_an_unplugged_receiver_is_missing_and_what_it_heard_meanwhile_rings_when_it_is_back(
    tmp_path: Path,
) -> None:
    async with school(tmp_path) as made:
        made.radio.unplug()
        await until(lambda: any(isinstance(each, WireFault) and each.what == "missing" for each in made.heard))
        await made.radio.press("play-2", for_s=0.1)
        assert not made.presses()
        made.radio.plug_in()
        await until(lambda: WireMended("line", "radio-1", "missing") in made.heard[1:])
        await until(lambda: bool(made.presses()))
        assert made.presses()[0].age_ms is None
        await until(lambda: made.radio.receiver().waiting == 0)
        assert made.counts() == [("help", 1)]


async def test_a_neighbours_pendant_is_listed_and_never_rings(tmp_path: Path) -> None:
    async with school(tmp_path) as made:
        await made.radio.neighbour()
        await until(lambda: len(made.radio.receiver().acknowledged) == 2)
        (stranger,) = made.source.strangers()
        assert [stranger.device, stranger.line, stranger.wire] == ["178-16777215", "radio-1", "178-16777215/1"]
        assert 0 <= (stranger.heard_ago_ms or 0) < 30_000
        assert stranger.claims == "EN1223S, no alarm, signal 42, margin 19"
        assert stranger.part == "EN1223S"
        assert [each for each in made.heard if isinstance(each, Press | CheckIn | Fault)] == []


async def test_a_repeater_is_no_button_and_not_listed(tmp_path: Path) -> None:
    async with school(tmp_path) as made:
        (vector,) = [each for each in json.loads(VECTORS.read_text()) if each["what"] == "a repeater began anew"]
        made.radio.pty().burst(bytes.fromhex(vector["hex"]))
        await made.radio.neighbour()
        await until(lambda: bool(made.source.strangers()))
        assert [each.device for each in made.source.strangers()] == ["178-16777215"]


async def test_who_is_planned_is_no_stranger_and_rings_and_who_is_planned_no_more_is_one_again(tmp_path: Path) -> None:
    async with school(tmp_path) as made:
        made.source.expect({"door": FITTINGS["door"]})
        await made.radio.press("play-2", for_s=0.1)
        await until(lambda: [each.device for each in made.source.strangers()] == ["178-1234567"])
        assert list(made.source.links()) == ["door"]
        made.source.expect(FITTINGS)
        assert made.source.strangers() == ()
        await made.radio.press("play-2", for_s=0.1)
        await until(lambda: made.counts() == [("help", 1)])


async def test_each_alarm_of_one_transmitter_may_be_a_button_of_its_own(tmp_path: Path) -> None:
    desk = Fitting("178-77", points={"help": Alarm(DOOR, 2)}, part="EN1210")
    async with school(tmp_path) as made:
        made.source.expect(FITTINGS | {"desk": desk})
        made.radio.check_in("door")
        await until(lambda: CheckIn("door", {}) in made.heard and CheckIn("desk", {}) in made.heard)
        assert [made.source.links()[each].connected_at for each in ("door", "desk")] == ["radio", "radio"]
        made.keeps = False
        made.pendants["door"].close(1)
        made.radio.send(made.pendants["door"].close(2))
        await until(lambda: {each.button for each in made.presses()} == {"door", "desk"})
        made.source.kept(made.presses()[0])
        assert await stays(lambda: made.radio.receiver().waiting == 1, 0.5)
        made.keeps = True
        made.keep()
        await until(lambda: not made.radio.receiver().waiting)

        made.source.expect({"desk": desk})
        made.heard.clear()
        made.radio.check_in("door")
        await until(lambda: CheckIn("desk", {}) in made.heard)
        assert CheckIn("door", {}) not in made.heard
        assert [list(made.source.links()), made.source.strangers()] == [["desk"], ()]


async def test_a_check_in_says_that_it_is_alive_and_how_it_is_heard(tmp_path: Path) -> None:
    async with school(tmp_path) as made:
        made.radio.check_in("door")
        await until(lambda: CheckIn("door", {}) in made.heard)
        assert made.source.links()["door"].signal_worst == 19
        assert made.source.links()["play-2"].connected_at == ""


async def test_a_fault_of_ours_is_named_costs_no_line_and_passes(tmp_path: Path) -> None:
    async with school(tmp_path) as made:
        made.sore = True
        made.radio.send(made.pendants["play-2"].close())
        await until(lambda: ("play-2", UNFORESEEN) in made.faults())
        made.radio.check_in("door")
        await until(lambda: CheckIn("door", {}) in made.heard)
        made.sore = False
        await until(lambda: Mended("play-2", UNFORESEEN) in made.heard)
        assert made.counts()[:1] == [("help", 1)]
        await until(lambda: made.radio.receiver().waiting == 0)


@pytest.mark.parametrize("deed", ["low", "tamper", "reset"])
async def test_what_is_wrong_with_a_pendant_is_named(tmp_path: Path, deed: str) -> None:
    says = {"low": "low-battery", "tamper": "tampered", "reset": "restarted"}[deed]
    async with school(tmp_path) as made:
        getattr(made.radio, deed)("play-2")
        await until(lambda: ("play-2", says) in made.faults())


async def test_a_jammed_receiver_is_named(tmp_path: Path) -> None:
    async with school(tmp_path) as made:
        await until(lambda: any(isinstance(each, WireMended) and each.what == "jammed" for each in made.heard))
        made.radio.jam()
        await until(lambda: any(isinstance(each, WireFault) and each.what == "jammed" for each in made.heard))


async def test_a_line_that_another_family_has_is_refused_and_given_back_at_the_end(tmp_path: Path) -> None:
    async with school(tmp_path) as made:
        wire = Wire("radio-1", str(made.paths[0]), 9600)
        other = InovonicsSource(
            InovonicsSettings((wire,)), made.lines, lambda *_: 0, Opened(), lambda _: True, lambda: 1
        )
        with pytest.raises(HardwareError, match="a line has one owner"):
            await other.run(made.heard.append)
        await made.kill()
        made.lines.give_back(made.lines.take(wire, "modbus"))
