"""Tests what a plan's `ups` may name: this box's own supply, or one that another computer of the school watches."""

import pytest

from hardware.power.address import Address, Mistake, where


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("usb", Address("127.0.0.1", 3493, "ups")),
        ("nut://192.168.10.9:3493/rack", Address("192.168.10.9", 3493, "rack")),
        ("nut://10.1.2.3/ups", Address("10.1.2.3", 3493, "ups")),
        ("nut://[fd00::1]:4000/r-1.b_2", Address("fd00::1", 4000, "r-1.b_2")),
    ],
)
def test_a_supply_is_named(text: str, address: Address) -> None:
    assert where(text) == address


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "names no UPS"),
        ("USB", "names no UPS"),
        ("nut://ups.school.example/rack", "names no UPS"),
        ("nut://192.168.10.9:3493/", "names no UPS"),
        ("nut://user:pass@192.168.10.9/rack", "names no UPS"),
        ("nut://192.168.10.9/rack?x=1", "names no UPS"),
        ("nut://192.168.10.9/rack\n", "names no UPS"),
        ("nut://8.8.8.8/rack", "own network"),
        ("nut://[2001:db8::1]/rack", "own network"),
        ("nut://[fd00::1/rack", "names no UPS"),
        ("nut://192.168.10.999/rack", "no address"),
        ("nut://192.168.10.9:0/rack", "no port"),
        ("nut://192.168.10.9:65536/rack", "no port"),
    ],
)
def test_a_mistake_says_what_to_write(text: str, says: str) -> None:
    mistake = where(text)
    assert isinstance(mistake, Mistake)
    assert says in mistake.says
    assert mistake.do
