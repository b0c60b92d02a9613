"""Gives out ports for servers that a test starts later. The system hands none of them out to others meanwhile, and no port
is given twice.
"""

import itertools
import os
import socket
from collections.abc import Iterator
from pathlib import Path

LOWEST = 10_000  # lower ports have names of their own, such as 6053 and 6054
SPREAD = 7919  # a prime: two processes with neighbouring numbers begin far apart


def free_port(address: str = "127.0.0.1") -> int:
    """Give a port that nobody uses now. The system gives programs only higher ports, and other tests begin elsewhere, so the port stays
    free.
    """
    for port in _ports:
        with socket.socket() as probe:
            try:
                probe.bind((address, port))
            except OSError:
                continue
        return port
    raise AssertionError("there is always another one")


def _in_turn() -> Iterator[int]:
    handed_out = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    size = handed_out - LOWEST
    first = os.getpid() * SPREAD % size
    return itertools.cycle(LOWEST + (first + number) % size for number in range(size))


_ports = _in_turn()
