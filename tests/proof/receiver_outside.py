"""A pretend receiver outside a box, at the far end of a USB to serial chip that QEMU emulates. Knows no box."""

import socket
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from hardware.inovonics.twin.radio import PretendTransmitter
from hardware.inovonics.twin.receiver import PretendReceiver

TICK_S = 0.05
BYTES = 4096


class ReceiverOutside:
    """`with ReceiverOutside(...) as receiver:` waits for QEMU, whose `words` make the chip. QEMU's `name` for it is "receiver"."""

    def __init__(self, pendant: PretendTransmitter, serial: str) -> None:
        self.pendant = pendant
        self.serial = serial
        self._folder = tempfile.TemporaryDirectory(prefix="handbell-")  # a socket's path has at most 107 bytes
        self._path = Path(self._folder.name) / "receiver"
        self._door = socket.socket(socket.AF_UNIX)
        self._receiver = PretendReceiver(now_s=time.monotonic())
        self._lock = threading.Lock()
        self._stopping = False
        self._thread = threading.Thread(target=self._live, daemon=True)

    @property
    def words(self) -> tuple[str, ...]:
        """The words for QEMU's command line: an FTDI chip with a number of its own, in the box from the start."""
        chip = f"usb-serial,id=receiver,chardev=air,serial={self.serial},bus=usb.0"
        return ("-chardev", f"socket,id=air,path={self._path}", "-device", chip)

    @property
    def by_id(self) -> str:
        """The path that udev gives the chip, in whichever USB socket it is."""
        return f"/dev/serial/by-id/usb-QEMU_QEMU_USB_SERIAL_{self.serial}-if00-port0"

    @property
    def unanswered(self) -> int:
        """How many radio messages the box has not acknowledged."""
        with self._lock:
            return self._receiver.waiting

    def __enter__(self) -> Self:
        self._door.bind(str(self._path))
        self._door.listen(1)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping = True
        with socket.socket(socket.AF_UNIX) as last:  # connect once, so that a thread that still waits for QEMU ends
            last.connect(str(self._path))
        self._thread.join()
        self._door.close()
        self._folder.cleanup()

    def press(self) -> None:
        """Press the pendant, and let go of it."""
        with self._lock:
            self._receiver.hear(self.pendant.close())
            self._receiver.hear(self.pendant.open())

    def _live(self) -> None:
        wire, _ = self._door.accept()
        wire.settimeout(TICK_S)
        while not self._stopping:
            try:
                came = wire.recv(BYTES)
                if not came:
                    break
            except TimeoutError:
                came = b""
            with self._lock:
                self._receiver.feed(came)
                says = self._receiver.take(time.monotonic())
            wire.sendall(says)
        wire.close()
