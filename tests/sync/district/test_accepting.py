"""Tests connections that wait for their handshake: each address has its turn, and an address that opens too many gives up its newest.
Tests that what a client does not read stays with us.
"""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest

from sync.district.accepting import UNSENT_LEN_MAX, Waiting, listening

type Opened = dict[str, list[socket.socket]]


@pytest.fixture
def opened() -> Iterator[Opened]:
    with ExitStack() as stack:
        yield {
            address: [stack.enter_context(socket.socket()) for _ in range(count)]
            for address, count in (("flood", 5), ("honest", 1), ("another", 2))
        }


def waiting(opened: Opened, waiting_max: int) -> Waiting:
    found = Waiting(waiting_max)
    for address, theirs in opened.items():
        for each in theirs:
            found.add(each, address)
    return found


def test_each_address_has_its_turn_however_many_another_opened_before(opened: Opened) -> None:
    found = waiting(opened, 8)
    flood, honest, another = opened.values()
    order = [found.next() for _ in range(len(found))]
    assert order == [flood[0], honest[0], another[0], flood[1], another[1], *flood[2:]]
    assert not found


def test_who_has_most_of_too_many_gives_its_newest_up(opened: Opened) -> None:
    found = waiting(opened, 5)
    flood, honest, another = opened.values()
    assert len(found) == 5
    assert [each.fileno() == -1 for each in flood] == [False, False, True, True, True]
    assert {honest[0], *another} <= {found.next() for _ in range(5)}


def test_the_kernel_takes_little_that_the_client_does_not_read(opened: Opened) -> None:
    ours, reads_nothing = listening("127.0.0.1", 0)[0], opened["honest"][0]
    with ours:
        reads_nothing.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, UNSENT_LEN_MAX)
        reads_nothing.connect(ours.getsockname())
        connection, _ = ours.accept()
    with connection:
        connection.settimeout(0.5)  # longer than the kernel needs to fill the client's window
        took = 0
        with suppress(TimeoutError):
            while took < 64 * UNSENT_LEN_MAX:
                took += connection.send(bytes(UNSENT_LEN_MAX))
    assert took < 8 * UNSENT_LEN_MAX, "twice the window that was asked for, and what is unsent"
