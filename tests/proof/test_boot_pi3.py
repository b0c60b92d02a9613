"""Tests the image for a Raspberry Pi 3 on QEMU's Pi 3: it arms itself, its serial line is the console, and a button outside is answered.

Only in `make soak`: it emulates four slow processors that no computer here has, so a start takes minutes. It is the only proof with a Pi's
own device tree, card reader, USB and kernel drivers. The Pi's first stage is not in it.
"""

import time
from collections.abc import Iterator

import pytest

from hardware.inovonics.twin.radio import PretendTransmitter
from image_build.boot.card import fresh_card, put_in
from image_build.boot.machine import Machine, Setup
from image_build.boot.qemu_machines import RASPI3B
from image_build.disk.card import made
from image_build.progress import Progress
from image_build.recipe import TARGETS
from image_build.sbom.papers import papers
from tests.image_build.first_boot.written import written
from tests.image_build.seeds import indented
from tests.proof.layers import layers_of
from tests.proof.receiver_outside import ReceiverOutside
from tests.proof.school import AT, UID, with_receiver
from tests.proof.started import StartedBox, missing

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(missing() is not None, reason=f"no box can be started: {missing()}"),
]

STARTED_WITHIN_S = 1800.0  # a start was seen to take 130 to 210 s; this is several times that, for a very busy computer
PROCESSORS = 4  # QEMU's Pi 3 always has four


@pytest.fixture(scope="module")
def receiver() -> Iterator[ReceiverOutside]:
    """Put a receiver into one of the USB sockets. QEMU's Pi 3 has a network card of a kind for which our image has no driver: modems are of
    that kind too, and none may become a network. So what is pressed outside comes by this wire.
    """
    with ReceiverOutside(PretendTransmitter(UID), "A10234") as found:
        yield found


@pytest.fixture(scope="module")
def pi3(receiver: ReceiverOutside, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartedBox]:
    """Start a Pi 3 with a new card of ours and a seed."""
    folder = tmp_path_factory.mktemp("pi3")
    layers, target = layers_of("pi3"), TARGETS["pi3"]
    image = made(
        target, layers, folder / "out", sign_with=None, papers=papers(target, layers), progress=Progress()
    ).image
    card = fresh_card(image, folder / "card.img")  # of 2 GiB, since QEMU wants a power of two
    seed = written(
        plan=f"plan:\n{indented(with_receiver(receiver.by_id), 2)}",
        screen="screen: {desk: front, serial_desk: front}\n",
        network=f"network: {{address: {AT}, dns: [10.0.2.3]}}\n",
        district="",
    )
    put_in(card, "handbell-seed.yaml", seed.encode())
    words = [each.replace("bus=usb.0", "bus=usb-bus.0") for each in receiver.words]  # as QEMU calls it on this board
    setup = Setup(board=RASPI3B, processors=PROCESSORS, shell=False, extra=words)
    with Machine(card, folder / "machine", setup) as machine:
        began_s = time.monotonic()
        machine.start()
        box = StartedBox(machine)
        box.hears("Handbell at Lincoln Middle School[.] Front office[.]", STARTED_WITHIN_S)
        print(f"armed, with its seed on the console, {time.monotonic() - began_s:.0f} s after power on")
        yield box


def test_it_is_armed_and_its_serial_line_is_the_desk_that_the_seed_says(pi3: StartedBox) -> None:
    pi3.hears("Press Enter, so that this desk counts as attended")
    pi3.types("")


def test_a_press_outside_rings_inside_and_is_acknowledged(pi3: StartedBox, receiver: ReceiverOutside) -> None:
    receiver.press()
    pi3.hears("Call 1.*Playground 2")
    pi3.types("have 1")
    pi3.hears("has it")
    pi3.until(lambda: receiver.unanswered == 0, "the box has acknowledged the press")
