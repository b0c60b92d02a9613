"""Tests the kernel's pins as far as that goes without a real pin: a name that no chip has is refused, on every box."""

from pathlib import Path

import pytest

from hardware.errors import HardwareError
from hardware.gpio.pins import Pins


def test_a_box_without_chips_says_which_pin_it_has_not(tmp_path: Path) -> None:
    for take in (Pins(tmp_path).input, Pins(tmp_path).output):
        with pytest.raises(HardwareError, match="this box has no pin named GPIO17"):
            take("GPIO17")


def test_what_is_no_chip_is_a_pin_that_is_not_to_be_had(tmp_path: Path) -> None:
    (tmp_path / "gpiochip0").write_text("no chip")
    with pytest.raises(HardwareError, match="the pin GPIO17 cannot be used"):
        Pins(tmp_path).input("GPIO17")
