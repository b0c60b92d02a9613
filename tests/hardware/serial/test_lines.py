import pytest

from hardware.errors import HardwareError
from hardware.serial.end import LineState
from hardware.serial.line import Wire
from hardware.serial.lines import Lines

RADIO = Wire("radio-a", "/dev/serial/by-id/usb-FTDI_UART_A1-if00-port0", 9600)


def test_a_line_has_one_owner_until_it_is_given_back() -> None:
    lines = Lines()
    line = lines.take(RADIO, "inovonics")
    assert lines.states() == {"radio-a": (LineState.MISSING, "not opened yet")}
    with pytest.raises(HardwareError, match="inovonics has the line radio-a"):
        lines.take(RADIO, "modbus")
    lines.give_back(line)
    assert lines.states() == {}
    again = lines.take(RADIO, "modbus")
    lines.give_back(line)  # the old line is given back a second time, too late
    assert list(lines.states()) == ["radio-a"]
    lines.give_back(again)


def test_two_lines_cannot_have_one_port() -> None:
    lines = Lines()
    lines.take(RADIO, "inovonics")
    with pytest.raises(HardwareError, match="Correct the plan's 'lines'"):
        lines.take(Wire("bus", RADIO.port, 19200), "modbus")
