"""Tests our codec and our pretend panel against an implementation that is not ours, by the maker of the AlarmDecoder: it reads every line
the same, and hears our panel.
"""

import json
import os
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.alarmdecoder.codec import Bad, Exp, Keypad, Lrr, Rel, Rfx, read_line
from hardware.alarmdecoder.twin.panel import Panel
from hardware.points import PanelZone

alarmdecoder = pytest.importorskip("alarmdecoder")
from alarmdecoder.devices import SerialDevice  # noqa: E402 - only where it is installed
from alarmdecoder.messages import ExpanderMessage, LRRMessage, Message, RFMessage  # noqa: E402
from alarmdecoder.messages.lrr.events import LRR_EVENT_TYPE, LRR_PANIC_EVENTS  # noqa: E402
from alarmdecoder.util import InvalidMessageError  # noqa: E402

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/wires/alarmdecoder.json").read_text())
SAID = [each["says"] for each in VECTORS if each["is"] in {"rfx", "exp", "rel", "lrr", "keypad"}]
ZONE = PanelZone("panel", "zone", "12", 0)
PENDANT = PanelZone("panel", "rf", "0180036", 3)
WIRED = PanelZone("panel", "exp", "07", 1)
PANICS = {0x120, 0x121, 0x122, 0x123}


def theirs(said: str) -> RFMessage | ExpanderMessage | LRRMessage | Message:
    makes = {"!RFX": RFMessage, "!EXP": ExpanderMessage, "!REL": ExpanderMessage, "!LRR": LRRMessage}
    return makes.get(said[:4], Message)(said)


def agree(said: str) -> None:
    """Check that both read the same, field by field, as far as both know the field."""
    ours, message = read_line(said), theirs(said)
    match ours:
        case Rfx():
            loops = {number + 1 for number, is_open in enumerate(message.loop) if is_open}
            assert (ours.serial, ours.loops) == (message.serial_number, loops)
            assert (ours.low_battery, ours.supervised) == (message.battery, message.supervision)
        case Exp() | Rel():
            assert isinstance(ours, Exp) == (message.type == ExpanderMessage.ZONE)
            assert (ours.address, ours.channel, ours.value) == (message.address, message.channel, message.value)
        case Lrr():
            assert (ours.data, ours.partition, ours.event) == (
                message.event_data,
                message.partition,
                message.event_type,
            )
            if message.version == 2:
                coded = message.event_source == LRR_EVENT_TYPE.CID
                assert (ours.code, ours.status) == (message.event_code if coded else None, message.event_status)
        case Keypad():
            assert (ours.mains, ours.low_battery) == (message.ac_power, message.battery_low)
            assert ours.text == message.text.strip()
        case _:
            raise AssertionError(f"{said} is {ours} here")


@pytest.mark.parametrize("said", SAID)
def test_the_makers_library_reads_every_vector_as_we_do(said: str) -> None:
    agree(said)


@given(st.integers(0, 255), st.integers(0, 9_999_999))
def test_both_read_the_same_bits_of_every_radio_line(bits: int, serial: int) -> None:
    agree(f"!RFX:{serial:07d},{bits:02x}")


@given(
    st.integers(0, 999),
    st.sampled_from(["CID", "DSC", "ADEMCO", "AD2"]),
    st.sampled_from([1, 3]),
    st.integers(0, 999),
    st.sampled_from(["ff", "00", *(f"{number:02d}" for number in range(1, 100))]),
)
def test_both_read_the_same_code_of_every_report(data: int, source: str, status: int, code: int, report: str) -> None:
    said = f"!LRR:{data:03d},1,{source}_{status}{code:03d},{report}"
    agree(said)
    line = read_line(said)
    assert isinstance(line, Lrr)
    assert line.panic == (source == "CID" and LRRMessage(said).event_code in PANICS)


def test_what_we_take_for_a_panic_they_do_too() -> None:
    assert set(LRR_PANIC_EVENTS) >= PANICS


@given(st.sampled_from(SAID), st.data())
def test_what_they_refuse_we_refuse(said: str, data: st.DataObject) -> None:
    """We may refuse what they read: they guess at some lines, such as one that lost its end."""
    at = data.draw(st.integers(4, len(said) - 1))
    hurt = said[:at] + data.draw(st.characters(min_codepoint=32, max_codepoint=126)) + said[at + 1 :]
    try:
        theirs(hurt)
    except (InvalidMessageError, IndexError):  # the library raises this for an event without a code
        assert not isinstance(read_line(hurt), Rfx | Exp | Rel | Lrr | Keypad)


@pytest.fixture
def pty() -> Iterator[tuple[int, str]]:
    master, slave = os.openpty()
    tty.setraw(slave)
    try:
        yield master, os.ttyname(slave)
    finally:
        os.close(slave)
        os.close(master)


def test_their_device_on_a_serial_line_hears_our_pretend_panel(pty: tuple[int, str]) -> None:
    master, path = pty
    panel = Panel(lambda data: os.write(master, data), {"desk": ZONE, "pendant": PENDANT, "wired": WIRED})
    device = SerialDevice(interface=path).open(baudrate=115200, no_reader_thread=True)
    try:
        panel.press("desk")
        panel.press("pendant")
        panel.press("wired")
        panel.power(mains=False, battery_low=True)
        heard = [device.read_line(timeout=30) for _ in range(4)]
    finally:
        device.close()
    for said in heard:
        agree(said)
    report, radio, expander, keypad = map(theirs, heard)
    assert (report.event_data, report.event_code, report.event_status) == ("012", 0x122, 1)
    assert (radio.serial_number, radio.value) == ("0180036", 0x10)
    assert (expander.address, expander.channel, expander.value) == (7, 1, 1)
    assert (keypad.ac_power, keypad.battery_low) == (False, True)
    assert not [said for said in heard if isinstance(read_line(said), Bad)]
