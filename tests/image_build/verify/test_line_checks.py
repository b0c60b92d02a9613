"""Tests that an image with a way to the internet by a modem, or with something that records calls, is found."""

from pathlib import Path

import pytest

from image_build.programs import found
from image_build.recipe import ABSENT_MODULES, TAKEN_FROM
from image_build.tree.compose import FILES
from image_build.verify import line_checks
from tests.image_build.verify.test_root_checks import Row, opened

pytestmark = pytest.mark.skipif(found("mkfs.erofs") is None, reason="erofs-utils is not installed")

DRIVERS = "./usr/lib/modules/6.12/kernel/drivers"
SERIAL = tuple(
    Row(f"{DRIVERS}/usb/serial/{name}.ko.xz", b"x") for name in ("option", "usb_wwan", "qcserial", "cdc-acm")
)
REFUSES = (FILES / "etc/modprobe.d/handbell.conf").read_bytes()
LINE = tuple(Row(f"./usr/lib/baresip/modules/{name}", b"x") for name in sorted(line_checks.OF_A_LINE))


def test_a_modem_that_is_a_serial_line_and_nothing_else_is_sound(tmp_path: Path) -> None:
    assert line_checks.modems(opened(tmp_path, Row("./etc/modprobe.d/handbell.conf", REFUSES), *SERIAL)) == []


def test_a_driver_of_a_network_is_named_and_so_is_one_that_could_be_loaded(tmp_path: Path) -> None:
    mbim = Row(f"{DRIVERS}/net/usb/cdc_mbim.ko.xz", b"x")
    without = Row("./etc/modprobe.d/handbell.conf", REFUSES.replace(b"install qmi_wwan /bin/false\n", b""))
    assert line_checks.modems(opened(tmp_path, mbim, without, *SERIAL[1:])) == [
        "the driver cdc_mbim could make a network of a modem",
        "/etc/modprobe.d/handbell.conf does not keep qmi_wwan from being loaded",
        "there is no driver option, which a modem for texts needs",
    ]


def test_the_recipe_leaves_out_what_is_looked_for() -> None:
    assert {name for name, _ in ABSENT_MODULES} == set(line_checks.NO_NETWORK)


def test_a_module_that_records_is_named(tmp_path: Path) -> None:
    sound, records, lacks = (tmp_path / name for name in ("sound", "records", "lacks"))
    for each in (sound, records, lacks):
        each.mkdir()
    assert line_checks.recording(opened(sound, *LINE)) == []
    more = Row("./usr/lib/baresip/modules/sndfile.so", b"x")
    assert line_checks.recording(opened(records, more, *LINE)) == [
        "/usr/lib/baresip/modules/sndfile.so is no part of a line to the phone system"
    ]
    assert line_checks.recording(opened(lacks, *LINE[1:])) == ["/usr/lib/baresip/modules/account.so is missing"]


def test_the_recipe_takes_the_parts_of_a_line_and_no_other() -> None:
    (taken,) = [files for package, files in TAKEN_FROM if package.name == "baresip-core"]
    assert {Path(file).name for file in taken if file.endswith(".so")} == line_checks.OF_A_LINE
