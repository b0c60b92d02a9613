"""A stranger on the network: bare TCP connections from one address without end, each kept as long as there is room. Run as a program.

python -m tests.proof.knocking 127.0.0.66 PORT PER_S            until its standard input ends; then it says how many it made
"""

import socket
import sys
import threading
import time
from collections import deque

KEPT_MAX = 600  # of its connections at once: more than any door holds, and fewer than a process may have open


def knock(address: str, port: int, per_s: int, stopped: threading.Event) -> int:
    """As many a second; how many were made."""
    kept: deque[socket.socket] = deque()
    began_s, made = time.monotonic(), 0
    while not stopped.is_set():
        while made < (time.monotonic() - began_s) * per_s:
            each = socket.socket()
            each.setblocking(False)
            each.bind((address, 0))
            each.connect_ex(("127.0.0.1", port))
            kept.append(each)
            made += 1
            if len(kept) > KEPT_MAX:
                kept.popleft().close()
        time.sleep(0.002)
    return made


def main() -> None:
    """Until standard input ends."""
    stopped = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), stopped.set()), daemon=True).start()
    made = knock(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), stopped)
    sys.stdout.write(f"{made}\n")


if __name__ == "__main__":
    main()
