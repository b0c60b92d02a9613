"""Proves that a new box without a network and with mistakes in its seed is armed and says why, and that with a corrected seed it is what
the seed says.

With the corrected seed it has a receiver on a USB to serial chip: the path that stays, the rights, the chip's delay that the box takes
off, a press by radio. The chip is QEMU's FTDI, and its driver is in the image's own kernel. No pretend pins are proved here: the kernel has
none (gpio-sim).

Only in `make soak`: two starts and long waits of an emulated box keep both processors busy for eight minutes. What a seed's mistakes say is
tested in `tests/image_build/`, and that a box starts from its card in `test_boot_first.py`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.esphome.wire import DIAL_IN_PORT
from hardware.inovonics.twin.radio import PretendTransmitter
from image_build.boot.card import fresh_card, put_in
from image_build.boot.machine import Machine, Setup
from image_build.first_boot import doors
from image_build.programs import run
from tests.image_build.first_boot.written import written
from tests.image_build.seeds import authority, token
from tests.proof.receiver_outside import ReceiverOutside
from tests.proof.school import HERE, UID, Built, seed_of, with_receiver
from tests.proof.started import StartedBox, missing

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(missing() is not None, reason=f"no box can be started: {missing()}"),
]

SEED = "handbell-seed.yaml"
NOBODY = f"https://{HERE}:9"  # a port on which no district listens
ANOTHER_CABLE = ("-netdev", "user,id=net1,restrict=on", "-device", "virtio-net-pci,netdev=net1,romfile=")
BUTTONS = "{vlan: 60, address: {ip: 10.60.0.1/22}, for: buttons}"
WRONG = written(
    head="seed: 1\nname: lincoln ms\ntime_zone: Mars/Olympus\n",
    screen="screen: {desk: reception}\n",
    district="",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("wrong")


@pytest.fixture(scope="module")
def mistaken(built: Built, folder: Path) -> Iterator[StartedBox]:
    """Start a box without a cable, with a new card that has mistakes in its seed."""
    card = fresh_card(built.made.image, folder / "card.img")
    put_in(card, SEED, WRONG.encode())
    with Machine(card, folder / "machine", Setup(plugged=False, watchdog=True)) as machine:
        machine.start()
        box = StartedBox(machine)
        box.armed()
        yield box


@pytest.fixture(scope="module")
def receiver() -> Iterator[ReceiverOutside]:
    with ReceiverOutside(PretendTransmitter(UID), "A10234") as found:
        yield found


@pytest.fixture(scope="module")
def corrected(mistaken: StartedBox, receiver: ReceiverOutside, folder: Path) -> Iterator[StartedBox]:
    """Start the box on a network, with a receiver, and with the same card after somebody corrected the seed on it. The district is not
    there.
    """
    card = mistaken.machine.card
    mistaken.machine.kill()
    right = seed_of(NOBODY, authority(), token("Lincoln"), plan=with_receiver(receiver.by_id)).replace(
        "dns: [10.0.2.3]}", f"dns: [10.0.2.3], interface: eth0, more: [{BUTTONS}]}}"
    )
    put_in(card, SEED, right.replace("\n", "\r\n").encode())  # with line ends as Windows leaves them
    with Machine(
        card, folder / "machine", Setup(outside=True, watchdog=True, extra=(*ANOTHER_CABLE, *receiver.words))
    ) as machine:
        machine.start()
        box = StartedBox(machine)
        box.armed()
        yield box


def test_a_box_without_network_or_plan_is_armed(mistaken: StartedBox) -> None:
    assert mistaken.root("ls /sys/class/net").split() == ["lo"], "or it is no box without a network"
    assert mistaken.shows("handbell-buttons.socket", "ActiveState") == "active"


def test_its_console_says_that_the_seed_is_wrong_and_why(mistaken: StartedBox) -> None:
    mistaken.hears("NOT APPLIED: the seed on the card is not right")
    mistaken.hears("handbell-seed[.]yaml:2: name: ")


def test_its_screen_says_that_there_is_trouble(mistaken: StartedBox) -> None:
    mistaken.until_inside("fold -w 80 /dev/vcs1", "TROUBLE")


def test_the_card_says_every_mistake_at_once_and_what_to_do(mistaken: StartedBox) -> None:
    mistaken.until_result("NOT APPLIED: the seed on the card is not right. Nothing was changed.")
    for words in ("lincoln ms", "Mars/Olympus", "reception", f"Correct {SEED}"):
        assert words in mistaken.result, mistaken.result


def test_nothing_of_it_was_applied(mistaken: StartedBox) -> None:
    assert mistaken.root("hostname") == "handbell-unprovisioned"
    assert mistaken.tries("test -e /var/lib/handbell-box/current/given.json").code != 0
    assert "No seed is in force." in mistaken.result


def test_a_corrected_seed_is_applied_at_the_next_start(corrected: StartedBox) -> None:
    corrected.until_result("APPLIED: this box is lincoln-ms.")
    corrected.until_result("done    plan of the building")
    assert "NOT APPLIED" not in corrected.result


def test_the_screen_is_this_school_s_then(corrected: StartedBox) -> None:
    corrected.until_inside("fold -w 80 /dev/vcs1", "Lincoln Middle School")


def test_each_network_has_the_group_by_which_the_firewall_knows_its_doors(corrected: StartedBox) -> None:
    main = doors.IT + doors.PHONES + doors.PAGES + doors.PLAIN_PAGES
    groups = {"eth0": main, "vlan60": doors.BUTTONS}
    for port, group in groups.items():
        corrected.until_inside(f"cat /sys/class/net/{port}/netdev_group", f"^{group}$")
    corrected.until_inside("networkctl status vlan60 --no-pager", r"Address: 10\.60\.0\.1\n")
    has_it = [each for each in range(main + 2) if not each or (each & doors.BUTTONS and not each & doors.NOTHING)]
    assert f"iifgroup {{ {', '.join(map(str, has_it))} }} tcp dport {DIAL_IN_PORT} accept" in corrected.root(
        "nft -n list chain inet handbell from_building"
    )


def test_a_cable_in_a_port_that_the_seed_does_not_name_is_on_no_network(corrected: StartedBox) -> None:
    corrected.until_inside("cat /sys/class/net/eth1/netdev_group", f"^{doors.NOTHING}$")
    addresses = {
        port: re.findall(r"(?m)^ *Address: (\S+)", corrected.root(f"networkctl status {port} --no-pager"))
        for port in ("eth0", "eth1")
    }
    assert addresses["eth1"] == []
    assert addresses["eth0"], "or nothing is told of any"


def test_where_the_port_that_the_seed_names_loses_its_cable_the_console_says_so_until_it_is_back(
    corrected: StartedBox,
) -> None:
    corrected.machine.cable(in_it=False)
    corrected.hears("a cable in eth1, but no address there")
    corrected.machine.cable(in_it=True)
    corrected.hears("Over: network away, address")


def test_a_stick_of_another_kind_is_named_until_it_is_pulled_out(corrected: StartedBox, folder: Path) -> None:
    stick = folder / "stick.img"
    run(["mke2fs", "-q", "-t", "ext4", str(stick), "16M"])
    corrected.machine.plug_in(stick)
    corrected.hears("It is formatted as ext4 [(]Linux[)]; this box reads FAT32 and exFAT")
    corrected.until_result("It is formatted as ext4 (Linux)")
    corrected.machine.pull_out()
    corrected.until(lambda: "ext4" not in corrected.result, "nothing is said of it any more", lambda: corrected.result)


def test_a_district_that_is_not_there_is_waited_for_and_the_card_says_so(corrected: StartedBox) -> None:
    corrected.until_result("WAITS   enrolment with the district")
    corrected.until_result(HERE)
    assert corrected.shows("handbell-alert.service", "ActiveState") == "active"


def test_the_chip_has_a_path_that_says_which_it_is(corrected: StartedBox, receiver: ReceiverOutside) -> None:
    assert corrected.until_inside(f"readlink -f {receiver.by_id}", "^/dev/ttyUSB0$")


def test_the_daemon_may_open_it_and_strangers_may_not(corrected: StartedBox) -> None:
    assert corrected.root("stat -L -c '%G %a' /dev/ttyUSB0") == "dialout 660"
    assert corrected.root("stat -c '%G %a' /dev/gpiochip0") == "gpio 660"
    pid = corrected.shows("handbell-alert.service", "MainPID")
    corrected.until_inside(f"ls -l /proc/{pid}/fd", "/dev/ttyUSB0")


def test_the_chip_hands_over_at_once_what_it_hears(corrected: StartedBox) -> None:
    assert corrected.root("cat /sys/class/tty/ttyUSB0/device/latency_timer") == "1"


def test_a_pendant_is_heard_at_the_desk_and_its_press_is_acknowledged(
    corrected: StartedBox, receiver: ReceiverOutside
) -> None:
    corrected.types("")
    receiver.press()
    corrected.hears("Call 1.*Playground 2")
    corrected.until(lambda: receiver.unanswered == 0, "the box has acknowledged the press")
