"""Tests connections that wait for their handshake: each address has its turn, and an address that opens too many gives up its newest."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from sync.district.accepting import Waiting

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
