"""Opens and closes the lines of this box. A dead device may hang while it is opened or closed, so both are done in threads aside."""

import contextlib
import errno
import os
import termios
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hardware.serial.aside import aside
from hardware.serial.descriptor import Descriptor
from hardware.serial.end import End, LineState, NotOpen
from hardware.serial.port import Format, Local

if TYPE_CHECKING:
    from serial import Serial

_NOT_THERE: Final = frozenset({errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO, errno.ENOTDIR})
_NO_RIGHT: Final = frozenset({errno.EACCES, errno.EPERM})
_TAKEN: Final = frozenset({errno.EBUSY, errno.EAGAIN})
# Holds the names of the kernel's own screens and lines, such as "tty1 ttyAMA0".
_PRINTED_TO: Final = Path("/sys/class/tty/console/active")


async def open_local(place: Local, baud: int, form: Format, take: Callable[[bytes], None]) -> End:
    """Open a line of this box. Raises NotOpen. Takes as long as the device takes, and may hang."""
    port = await aside(lambda: _opened(place.path, baud, form), _close, name=f"opening {place.path}")
    device = os.fstat(port.fileno()).st_rdev
    return Descriptor(port.fileno(), baud, take, lambda: _gone(place.path, device), lambda: _close(port))


def is_printed_to(path: str, active: str) -> bool:
    """Return whether the kernel prints to this line. A device there would read what the kernel prints, and the console on the line would
    read what the device says.
    """
    return Path(path).resolve().name in active.split()


def refusal_for(path: str, number: int | None) -> NotOpen:
    """Say what it means that the kernel refused to open the line."""
    if number in _NOT_THERE:
        return NotOpen(LineState.MISSING, f"nothing is at {path}")
    if number in _NO_RIGHT:
        return NotOpen(LineState.REFUSED, f"Handbell may not open {path}")
    if number in _TAKEN:
        return NotOpen(LineState.REFUSED, f"another program has {path}")
    return NotOpen(LineState.REFUSED, f"{path} is no serial line")


def _opened(path: str, baud: int, form: Format) -> "Serial":
    from serial import Serial  # noqa: PLC0415 (only where a line is planned)

    if is_printed_to(path, _read(_PRINTED_TO)):
        raise NotOpen(LineState.REFUSED, f"this box prints to {path} and has its console there: use an adapter at USB")
    try:
        # pyserial only sets the speed; we read and write ourselves
        port = Serial(path, baud, int(form[0]), form[1], int(form[2]), timeout=0, write_timeout=0, exclusive=True)
    except OSError as error:
        raise refusal_for(path, error.errno) from None
    except (termios.error, ValueError):
        raise NotOpen(LineState.REFUSED, f"{path} is no serial line that can be set to {baud} baud") from None
    try:
        _wait_for_bytes(port.fileno())
    except termios.error:
        _close(port)
        raise NotOpen(LineState.MISSING, f"{path} went while it was opened") from None
    return port


def _wait_for_bytes(fd: int) -> None:
    """Set the line so that reading nothing means that the device is gone, and never that there is nothing to read yet."""
    flags = termios.tcgetattr(fd)
    flags[6][termios.VMIN] = 1
    termios.tcsetattr(fd, termios.TCSANOW, flags)


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""  # This Linux does not say it, so the line is opened like any other.


def _gone(path: str, device: int) -> str | None:
    """Say why the path no longer leads to what was opened; None if it still does. Reads no disk: /dev is in memory."""
    try:
        now = Path(path).stat().st_rdev
    except OSError:
        return f"{path} is gone"
    return None if now == device else f"{path} is another device now"


def _close(port: "Serial") -> None:
    """Close the line. First drop what was not sent: the kernel would wait half a minute to send it."""
    with contextlib.suppress(OSError, termios.error):  # the device is gone already
        termios.tcflush(port.fileno(), termios.TCOFLUSH)
    with contextlib.suppress(OSError):
        port.close()
