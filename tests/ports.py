"""Ports for what a test starts later: none that the system hands out to others meanwhile, and none twice."""

import itertools
import os
import socket
from collections.abc import Iterator
from pathlib import Path

LOWEST = 10_000  # below are ports with names of their own, 6053 and 6054 among them
SPREAD = 7919  # a prime: processes whose numbers follow on each other begin far apart


def free_port(address: str = "127.0.0.1") -> int:
    """A port nobody uses now. The system gives it to nobody who asks for any: those are above; other tests begin elsewhere."""
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
