"""Tests the recipe: complete, with a reason for everything, and without what may not be on a box."""

import importlib.resources
import re
from fnmatch import fnmatchcase
from pathlib import Path

from image_build.recipe import (
    ABSENT_MODULES,
    BOOT_FILES,
    BOOT_PACKAGES,
    EXCLUDED_PATHS,
    KEPT_MODULES,
    PACKAGES,
    PYTHON,
    TAKEN_FROM,
    TARGETS,
)
from image_build.verify import line_checks


def test_there_is_a_target_for_each_kind_of_box() -> None:
    assert set(TARGETS) == {"pi3", "pi4", "pi5", "virt"}
    assert all(target.says and target.tested for target in TARGETS.values())


def test_targets_of_one_kernel_share_it_so_that_what_is_tested_is_what_is_shipped() -> None:
    assert TARGETS["pi3"].kernel == TARGETS["pi4"].kernel == TARGETS["virt"].kernel != TARGETS["pi5"].kernel


def test_what_was_never_seen_on_hardware_says_so() -> None:
    assert "not on hardware" in TARGETS["pi5"].tested


def test_everything_has_its_reason() -> None:
    packages = [*PACKAGES, *BOOT_PACKAGES, *(package for package, _ in TAKEN_FROM)]
    assert all(len(package.why) > 10 for package in packages)
    assert all(why for *_, why in (*BOOT_FILES, *KEPT_MODULES, *EXCLUDED_PATHS))


def test_nothing_is_named_twice() -> None:
    for names in (
        [package.name for package in PACKAGES],
        [name for name, _ in KEPT_MODULES],
        [name for name, _ in BOOT_FILES],
    ):
        assert len(names) == len(set(names))


def test_no_compiler_no_database_shell_and_no_package_manager_is_asked_for() -> None:
    assert not [
        package.name for package in PACKAGES if re.match(r"sqlite3|gcc|g\+\+|make|apt|pip|sudo|curl|wget", package.name)
    ]


def test_no_driver_is_kept_by_which_a_modem_would_be_a_way_to_the_internet() -> None:
    for name, why in ABSENT_MODULES:
        assert why
        folders = (
            "drivers/net/usb",
            "drivers/net/ppp",
            "drivers/net/slip",
            "drivers/net/wwan",
            "drivers/usb/class",
            "net/qrtr",
        )
        for path in (f"{folder}/{each}" for folder in folders for each in (name, name.replace("_", "-"))):
            assert not [pattern for pattern, _ in KEPT_MODULES if fnmatchcase(path, pattern)], path


def test_what_verify_looks_for_and_what_the_kernel_refuses_are_the_same_drivers() -> None:
    absent = {name for name, _ in ABSENT_MODULES}
    refused = importlib.resources.files("image_build").joinpath("tree/files/etc/modprobe.d/handbell.conf").read_text()
    assert set(line_checks.NO_NETWORK) == absent
    assert set(re.findall(r"^install (\S+) /bin/false$", refused, re.MULTILINE)) == absent


def test_the_drivers_of_a_modem_as_a_serial_line_are_kept() -> None:
    for path in (
        "drivers/usb/serial/option",
        "drivers/usb/serial/usb_wwan",
        "drivers/usb/class/cdc-acm",
        "drivers/net/veth",
    ):
        assert [pattern for pattern, _ in KEPT_MODULES if fnmatchcase(path, pattern)], path


def test_its_python_is_the_one_whose_library_it_asks_for() -> None:
    assert f"libpython{PYTHON[0]}.{PYTHON[1]}-stdlib" in {package.name for package in PACKAGES}


def test_every_time_zone_that_a_plan_may_name_is_on_the_box() -> None:
    """Our Python has all names with it (tzdata's wheel), so it knows US/Mountain. The screen's clock is libc's: without tzdata-legacy it
    would show UTC.
    """
    older = {"US/Mountain", "America/Indianapolis"}
    assert older <= set(importlib.resources.files("tzdata").joinpath("zones").read_text("utf-8").split())
    lock = (Path(__file__).parents[2] / "image_build" / "wheels.lock").read_text("utf-8")
    assert re.search(r"^tzdata==", lock, re.MULTILINE)
    assert {"tzdata", "tzdata-legacy"} <= {package.name for package in PACKAGES}
