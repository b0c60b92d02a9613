"""Opens a thousand connections a second from one address, and says nothing on them: `knocking.py FROM HOST PORT SECONDS`.

It is a process of its own, limited in number and time. It prints "knocking" once it has begun, and at its end how often it knocked. It
keeps the newest OPEN_MAX connections and resets older ones, so that the next is always a new one. Knows nothing of doors.
"""

import contextlib
import resource
import socket
import struct
import sys
import time
from collections import deque

PER_S = 1000
OPEN_MAX = 1500
TICK_S = 0.01
RESET = struct.pack("ii", 1, 0)  # socket(7), SO_LINGER: close without a goodbye, so that no port stays in use
IP_BIND_ADDRESS_NO_PORT = (
    24  # linux/in.h: the kernel chooses the port when it connects, among all that are free for that destination
)


def main(source: str, host: str, port: str, seconds: str) -> None:
    """Knock until the time is up."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, OPEN_MAX + 100), hard))
    opened = deque[socket.socket]()
    began_s = time.monotonic()
    knocks = 0
    print("knocking", flush=True)
    while (since_s := time.monotonic() - began_s) < float(seconds):
        for _ in range(round(since_s * PER_S) - knocks):
            knocks += 1
            opened.append(_knocked(source, (host, int(port))))
            if len(opened) > OPEN_MAX:
                opened.popleft().close()
        time.sleep(TICK_S)
    print(knocks, flush=True)


def _knocked(source: str, where: tuple[str, int]) -> socket.socket:
    wire = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    wire.setblocking(False)
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    wire.setsockopt(socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
    with contextlib.suppress(OSError):  # the connection is in progress, or there is no way: then this knock was in vain
        wire.bind((source, 0))
        wire.connect(where)
    return wire


if __name__ == "__main__":
    main(*sys.argv[1:])
