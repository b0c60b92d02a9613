"""Tests that a box takes a dead box's place at its own screen, with our units under a real systemd: which units see the keys, which see the
copy, which see neither.
"""

import os
import subprocess
from collections.abc import Iterator

import pytest

from appliance.envelope.phrase import new_phrase, private_of
from appliance.envelope.public_half import section_of
from tests.image_build.first_boot.written import written
from tests.image_build.loop_device import loop_device
from tests.systemd.little_system import LittleSystem, missing

pytestmark = [pytest.mark.proof, pytest.mark.skipif(bool(missing()), reason=missing())]

ENTROPY = bytes(range(16))
HANDBELL = "/opt/handbell/bin/handbell"
CARD_BYTES = 64 << 20


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LittleSystem]:
    """Start a box with a copy of its record and its bundle on a second card. Nobody has called here yet."""
    public = section_of(private_of(ENTROPY).public.raw)
    seed, folder = (
        written(recovery=public, copy="copy: {to: folder, path: /mnt/second}"),
        tmp_path_factory.mktemp("system"),
    )
    (card := folder / "card").write_bytes(b"")
    os.truncate(card, CARD_BYTES)
    subprocess.run(["mkfs.ext4", "-q", card], check=True)
    with loop_device(card) as device, LittleSystem(folder, seed) as system:
        result = "/boot/firmware/handbell-result.txt"
        system.until("handbell-alert.service", "active")
        system.until_it_is(lambda: "done    public half" in system.run("cat", result), "the box seals for the phrase")
        system.until_at_rest()
        system.run("mkdir", "-p", "/mnt/second")
        number = device.stat().st_rdev
        system.run("mknod", "/dev/card", "b", str(os.major(number)), str(os.minor(number)))
        system.run("mount", "-t", "ext4", "/dev/card", "/mnt/second")
        system.run("chown", "handbell-replica:handbell-stick", "/mnt/second")
        system.until_it_is(
            lambda: "Recovery bundle there: 1" in " ".join(system.run(HANDBELL, "replica", "status").split()),
            "it is copied",
        )
        yield system


def test_at_its_screen_a_new_box_goes_on_with_the_copy(system: LittleSystem) -> None:
    phrase = new_phrase(ENTROPY)
    building = system.run("xxd", "-p", "/var/lib/handbell/keys/building.id")
    box = system.run("xxd", "-p", "/var/lib/handbell/keys/box.id")
    with system.terminal("tty1") as screen:
        system.run("systemctl", "start", "handbell-console@tty1.service")
        screen.until_it_shows("Does it replace a box?")
        screen.types("r")
        screen.until_it_shows("The USB stick, written at")
        screen.types("\r")
        screen.until_it_shows("THE RECOVERY PHRASE")
        screen.types(f"{phrase}\r")
        screen.until_it_shows("No call was open.")
        before = system.shows("handbell-alert.service", "MainPID")
        screen.types("y")
        system.until_it_is(
            lambda: system.shows("handbell-alert.service", "MainPID") not in {before, "0"}, "the daemon begins anew"
        )
        system.until("handbell-alert.service", "active")
        system.run("systemctl", "stop", "handbell-console@tty1.service")
    assert system.run("ls", "/var/lib/handbell/before-restore-1").split()
    assert system.run("xxd", "-p", "/var/lib/handbell/keys/building.id") == building
    assert system.run("xxd", "-p", "/var/lib/handbell/keys/box.id") != box
    for unit in ("alert", "restore", "fetch", "console@tty1", "replica"):
        journal = system.run("journalctl", "--no-pager", "-o", "cat", "-u", f"handbell-{unit}.service")
        assert " ".join(phrase.split()[:3]) not in journal
    failed = system.run("systemctl", "--failed", "--plain", "--no-legend")
    assert not failed.strip(), failed


def test_who_restores_sees_no_stick_and_who_fetches_no_key(system: LittleSystem) -> None:
    system.run("systemctl", "start", "handbell-restore.service")
    system.until("handbell-restore.service", "active")
    for hidden in ("/mnt/second/handbell-copy", "/var/lib/handbell-replica/mirror.db"):
        said = system.run("ls", hidden, check=False, of="handbell-restore.service")
        assert "ermission denied" in said or "No such file" in said, hidden
    assert "device.key" in system.run("ls", "/var/lib/handbell/keys", of="handbell-restore.service")
    assert "told" in system.run("ls", "/var/lib/handbell-fetched", of="handbell-restore.service")
    system.until_it_is(lambda: "copy" not in system.run("ls", "/var/lib/handbell-fetched").split(), "it was forgotten")
    assert system.shows("handbell-restore.socket", "ActiveState") == "active"
