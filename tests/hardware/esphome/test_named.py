"""The troubles of one button: said once, and over only when they are."""

from hardware.esphome.named import QUIET_S, Named
from hardware.signals import Fault, Mended, Signal


def test_a_fault_of_the_device_is_said_once_and_over_a_second_after_it_is_gone() -> None:
    heard: list[Signal] = []
    named = Named("A", heard.append)
    named.device_says({"tampered": ""})
    named.device_says({"tampered": "", "low-supply": "4320 mV"})
    named.device_says({"low-supply": "4320 mV"})
    named.pass_by(1)
    assert heard == [Fault("A", "tampered", ""), Fault("A", "low-supply", "4320 mV"), Mended("A", "tampered")]


def test_two_boxes_that_tell_a_button_in_turn_are_one_trouble_until_one_has_been_silent_for_a_minute() -> None:
    heard: list[Signal] = []
    named = Named("A", heard.append)
    for second in range(120):
        named.device_says({"older-box": ""} if second % 5 == 0 else {})
        named.pass_by(second)
    assert heard == [Fault("A", "older-box", "")]
    for second in range(120, 115 + QUIET_S):
        named.pass_by(second)
    assert len(heard) == 1
    named.pass_by(116 + QUIET_S)
    assert heard[1:] == [Mended("A", "older-box")]
