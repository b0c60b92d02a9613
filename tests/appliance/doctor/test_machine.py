"""Tests what the kernel says of a machine, read from folders that look like its own, and that this real machine can be asked at all."""

import os
import socket
from pathlib import Path

import pytest

from appliance.doctor import machine
from appliance.doctor.facts import Power
from tests.small_disk import small_disk


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """Make a root with a card of 30 GiB whose fourth partition holds tmp_path: 28 GiB of it, and errors counted."""
    device = tmp_path.stat().st_dev
    disk = tmp_path / "sys/devices/mmc/mmcblk0"
    write(disk / "size", f"{30 << 21}\n")
    for number, (start, length) in {1: (8192, 1 << 18), 4: (2 << 21, 28 << 21)}.items():
        part = disk / f"mmcblk0p{number}"
        for name, value in {"partition": number, "start": start, "size": length}.items():
            write(part / name, f"{value}\n")
    block = tmp_path / "sys/dev/block" / f"{os.major(device)}:{os.minor(device)}"
    block.parent.mkdir(parents=True)
    block.symlink_to(disk / "mmcblk0p4")
    write(tmp_path / "sys/fs/ext4/mmcblk0p4/errors_count", "3\n")
    return tmp_path


def test_the_card_under_a_folder_is_found_and_measured(card: Path) -> None:
    found = machine.disk(card, card)
    assert found is not None
    assert (found.partition_len, found.disk_len, found.end_len) == (28 << 30, 30 << 30, 30 << 30)
    assert (found.errors, found.worn_percent) == (3, None)
    assert found.free_len <= found.size_len


def test_a_card_that_tells_its_age_is_believed_by_the_worse_of_two_figures(card: Path) -> None:
    write(card / "sys/devices/mmc/mmcblk0/device/life_time", "0x02 0x09\n")
    found = machine.disk(card, card)
    assert found is not None
    assert found.worn_percent == 90


def test_a_machine_that_says_nothing_is_taken_at_its_word(tmp_path: Path) -> None:
    found = machine.disk(tmp_path, tmp_path)
    assert found is not None
    assert (found.partition_len, found.disk_len, found.errors, found.worn_percent) == (None, None, None, None)
    assert machine.power(tmp_path) == Power()
    assert machine.listening(tmp_path) == frozenset()
    assert machine.disk(tmp_path / "nowhere") is None


def test_a_data_folder_that_lies_in_memory_is_known_from_one_on_a_disk(tmp_path: Path) -> None:
    on_disk = machine.disk(Path(machine.__file__).parent)
    (tmp_path / "var").mkdir()
    with small_disk(tmp_path / "var", "1m") as var:
        in_memory = machine.disk(var)
    assert on_disk is not None and in_memory is not None
    assert (on_disk.in_memory, in_memory.in_memory) == (False, True)


@pytest.mark.parametrize(("bits", "now", "since"), [("0", False, False), ("50005", True, True), ("50000", False, True)])
def test_a_weak_supply_is_read_from_the_firmware(tmp_path: Path, bits: str, now: bool, since: bool) -> None:
    write(tmp_path / "sys/devices/platform/soc/soc:firmware/get_throttled", f"{bits}\n")
    write(tmp_path / "sys/class/thermal/thermal_zone0/temp", "51234\n")
    assert machine.power(tmp_path) == Power(now, since, 51_234)


def test_a_weak_supply_is_read_from_the_plain_kernels_sensor_too(tmp_path: Path) -> None:
    write(tmp_path / "sys/class/hwmon/hwmon0/name", "cpu_thermal\n")
    write(tmp_path / "sys/class/hwmon/hwmon1/name", "rpi_volt\n")
    write(tmp_path / "sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1\n")
    assert machine.power(tmp_path).low_now is True


def test_a_port_somebody_listens_on_is_seen_here() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        assert listening.getsockname()[1] in machine.listening()


def test_this_machines_clock_can_be_asked() -> None:
    asked = machine._adjtimex()
    assert (machine.clock().synchronised is None) == (asked is None or asked < 0)


@pytest.mark.parametrize(
    ("state", "seen"), [(None, None), (-1, None), (0, True), (4, True), (machine.TIME_ERROR, False)]
)
def test_a_kernel_that_may_not_be_asked_says_nothing_of_its_clock(
    monkeypatch: pytest.MonkeyPatch, state: int | None, seen: bool | None
) -> None:
    monkeypatch.setattr(machine, "_adjtimex", lambda: state)
    assert machine.clock().synchronised is seen
