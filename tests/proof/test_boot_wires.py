"""Tests a receiver on a USB to serial chip of a started box: the path that stays, the rights, the chip's delay that the box takes off, a
press by radio.

The chip is QEMU's FTDI, and its driver is in the image's own kernel. No pretend pins are proved here: the kernel has none (gpio-sim).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from hardware.inovonics.twin.radio import PretendTransmitter
from image_build.boot.card import fresh_card, put_in
from image_build.boot.machine import Machine, Setup
from tests.image_build.first_boot.written import written
from tests.image_build.seeds import indented
from tests.proof.receiver_outside import ReceiverOutside
from tests.proof.school import AT, BOOTED_PLAN, Built
from tests.proof.started import STARTED_WITHIN_S, StartedBox, missing

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(missing() is not None, reason=f"no box can be started: {missing()}"),
]

UID = 178 << 24 | 1234567
PENDANT = (
    "  - {id: play-2, duty: Playground 2, family: inovonics, part: EN1223S,"
    " wires: {help: 178-1234567/1}, contacts: {help: emergency}}\n"
)


@dataclass(frozen=True, slots=True)
class Wired:
    """A box with a receiver in one of its USB sockets."""

    box: StartedBox
    receiver: ReceiverOutside


@pytest.fixture(scope="module")
def wired(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wired]:
    folder = tmp_path_factory.mktemp("wired")
    card = fresh_card(built.made.image, folder / "card.img")
    with ReceiverOutside(PretendTransmitter(UID), "A10234") as receiver:
        line = f"lines:\n  - {{id: radio-a, name: Receiver at the front office, speaks: inovonics, port: {receiver.by_id}}}\n"
        plan = BOOTED_PLAN.replace("desks:\n", f"{PENDANT}desks:\n") + line
        seed = written(
            plan=f"plan:\n{indented(plan, 2)}",
            screen="screen: {desk: front, serial_desk: front}\n",
            network=f"network: {{address: {AT}, dns: [10.0.2.3]}}\n",
            district="",
        )
        put_in(card, "handbell-seed.yaml", seed.encode())
        with Machine(card, folder / "machine", Setup(extra=receiver.words)) as machine:
            machine.start()
            box = StartedBox(machine)
            box.armed()
            box.hears("Handbell at Lincoln Middle School[.] Front office[.]", STARTED_WITHIN_S)
            yield Wired(box, receiver)


def test_the_chip_has_a_path_that_says_which_it_is(wired: Wired) -> None:
    assert wired.box.until_inside(f"readlink -f {wired.receiver.by_id}", "^/dev/ttyUSB0$")


def test_the_daemon_may_open_it_and_strangers_may_not(wired: Wired) -> None:
    assert wired.box.root("stat -L -c '%G %a' /dev/ttyUSB0") == "dialout 660"
    assert wired.box.root("stat -c '%G %a' /dev/gpiochip0") == "gpio 660"
    pid = wired.box.shows("handbell-alert.service", "MainPID")
    wired.box.until_inside(f"ls -l /proc/{pid}/fd", "/dev/ttyUSB0")


def test_the_chip_hands_over_at_once_what_it_hears(wired: Wired) -> None:
    assert wired.box.root("cat /sys/class/tty/ttyUSB0/device/latency_timer") == "1"


def test_a_pendant_is_heard_at_the_desk_and_its_press_is_acknowledged(wired: Wired) -> None:
    wired.box.types("")
    wired.receiver.press()
    wired.box.hears("Call 1.*Playground 2")
    wired.box.until(lambda: wired.receiver.unanswered == 0, "the box has acknowledged the press")
