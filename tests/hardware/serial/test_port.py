import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.serial.port import FORMATS, Local, Mistake, Remote, format_of, where

STAYS = [
    "/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A1B2-if00-port0",
    "/dev/serial/by-path/platform-xhci-hcd.1.auto-usb-0:1.2:1.0-port0",
    "/dev/ttyAMA0",
    "/dev/ttyAMA10",
    "/dev/ttyS0",
    "/dev/pts/3",
    "/tmp/twin/receiver",
]


@pytest.mark.parametrize("path", STAYS)
def test_a_path_that_stays_is_a_line_of_this_box(path: str) -> None:
    assert where(path) == Local(path)


@pytest.mark.parametrize("path", ["/dev/ttyUSB0", "/dev/ttyUSB12", "/dev/ttyACM0"])
def test_a_name_by_order_is_refused_because_it_is_another_device_tomorrow(path: str) -> None:
    found = where(path)
    assert isinstance(found, Mistake)
    assert "another device tomorrow" in found.why and "/dev/serial/by-id" in found.why


@pytest.mark.parametrize(
    "path",
    [
        "",
        "ttyAMA0",
        "/dev/sda",
        "/dev/watchdog",
        "/dev/mem",
        "/dev/tty1",
        "/dev/pts/ptmx",
        "/dev/serial/by-id",
        "/dev/serial/by-id/",
        "/dev/serial/by-id/../../ttyUSB0",
        "/dev/serial/by-id/one/two",
        "/dev/serial/../sda",
        "//dev/ttyUSB0",
        "/dev//ttyUSB0",
        "/tmp/./line",
        "/tmp/line?logging=debug",
        "/tmp/a line",
        "/tmp/line\n",
        "/tmp/line\0",
        "/tmp/" + "x" * 300,
    ],
)
def test_no_other_path_is_opened(path: str) -> None:
    assert isinstance(where(path), Mistake)


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("rfc2217://192.168.10.40:4001", Remote("rfc2217", "192.168.10.40", 4001)),
        ("socket://10.0.0.7:1", Remote("socket", "10.0.0.7", 1)),
        ("socket://172.31.255.255:65535", Remote("socket", "172.31.255.255", 65535)),
        ("rfc2217://127.0.0.1:4001", Remote("rfc2217", "127.0.0.1", 4001)),
        ("socket://[fd00::40]:4001", Remote("socket", "fd00::40", 4001)),
        ("socket://[::1]:4001", Remote("socket", "::1", 4001)),
    ],
)
def test_a_numeric_private_address_is_a_line_over_the_network(text: str, there: Remote) -> None:
    assert where(text) == there
    assert there.url == text


@pytest.mark.parametrize(
    "text",
    [
        "spy:///dev/ttyAMA0?file=/tmp/log",
        "spy://rfc2217://10.0.0.7:4001",
        "alt:///dev/ttyAMA0?class=PosixPollSerial",
        "hwgrep://0403:6001",
        "loop://",
        "cp2110://1",
        "http://10.0.0.7:80",
        "RFC2217://10.0.0.7:4001",
        "rfc2217://10.0.0.7:4001?logging=debug",
        "socket://10.0.0.7:4001?logging=debug",
        "rfc2217://10.0.0.7:4001/",
        "rfc2217://10.0.0.7:4001#x",
        "rfc2217://me@10.0.0.7:4001",
        "rfc2217://me:secret@10.0.0.7:4001",
        "rfc2217://moxa:4001",
        "rfc2217://moxa.school.example:4001",
        "rfc2217://8.8.8.8:4001",
        "rfc2217://172.32.0.1:4001",
        "rfc2217://169.254.1.1:4001",
        "rfc2217://0.0.0.0:4001",
        "rfc2217://010.0.0.7:4001",
        "rfc2217://10.0.7:4001",
        "rfc2217://167772167:4001",
        "socket://[2001:db8::1]:4001",
        "socket://[fe80::1]:4001",
        "socket://[::ffff:8.8.8.8]:4001",
        "socket://[::ffff:808:808]:4001",
        "socket://fd00::40:4001",
        "rfc2217://10.0.0.7",
        "rfc2217://10.0.0.7:",
        "rfc2217://10.0.0.7:0",
        "rfc2217://10.0.0.7:65536",
        "rfc2217://10.0.0.7:-1",
        "rfc2217://10.0.0.7:４001",
        " rfc2217://10.0.0.7:4001",
        "rfc2217://10.0.0.7:4001\n",
    ],
)
def test_no_other_address_is_opened(text: str) -> None:
    assert isinstance(where(text), Mistake)


@given(st.text(alphabet="/rfc2217socket:.[]@?#0123456789abcdev-\n\0 ", max_size=60))
def test_whatever_is_understood_says_itself_again(text: str) -> None:
    match where(text):
        case Local(path):
            assert path == text
        case Remote() as there:
            assert where(there.url) == there
        case Mistake(why):
            assert why


def test_a_format_of_a_checked_plan_is_one_that_lines_are_set_to() -> None:
    assert [format_of(text) for text in ("8N1", "8E1", "8N2")] == list(FORMATS)
