"""Tests sockets: they are ours alone, never wider than meant, and never cost somebody else's file."""

import os
import socket
import stat
import threading
from pathlib import Path

import pytest

from appliance.doors.listening import DoorTaken, bind_tcp, bind_unix
from appliance.doors.peer import Peer, Rights, peer_of


def test_a_unix_socket_has_exactly_the_mode_asked_for(tmp_path: Path) -> None:
    with bind_unix(tmp_path / "s", 0o660):
        assert stat.S_IMODE((tmp_path / "s").stat().st_mode) == 0o660


def test_a_folder_that_another_thread_makes_meanwhile_keeps_its_rights(tmp_path: Path) -> None:
    """A start makes folders in threads while it makes its sockets."""
    over = threading.Event()

    def bind_again_and_again() -> None:
        while not over.is_set():
            bind_unix(tmp_path / "s", 0o660).close()

    binding = threading.Thread(target=bind_again_and_again)
    binding.start()
    made = [tmp_path / str(number) for number in range(2000)]
    try:
        for folder in made:
            folder.mkdir(0o700)
    finally:
        over.set()
        binding.join()
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in made} == {0o700}


def test_a_socket_left_behind_is_taken_over(tmp_path: Path) -> None:
    bind_unix(tmp_path / "s", 0o600).close()
    bind_unix(tmp_path / "s", 0o600).close()


def test_a_socket_somebody_answers_is_left_alone(tmp_path: Path) -> None:
    with bind_unix(tmp_path / "s", 0o600) as other:
        other.listen()
        with pytest.raises(DoorTaken, match="Another alert daemon answers"):
            bind_unix(tmp_path / "s", 0o600)
        assert (tmp_path / "s").exists()


def test_a_file_that_is_no_socket_is_never_deleted(tmp_path: Path) -> None:
    (tmp_path / "s").write_text("mine")
    with pytest.raises(DoorTaken, match="will not delete it"):
        bind_unix(tmp_path / "s", 0o600)
    assert (tmp_path / "s").read_text() == "mine"


def test_a_missing_folder_and_a_taken_port_say_so(tmp_path: Path) -> None:
    with pytest.raises(DoorTaken, match="folder must exist"):
        bind_unix(tmp_path / "no" / "s", 0o600)
    with bind_tcp("127.0.0.1", 0) as first:
        first.listen()
        with pytest.raises(DoorTaken, match="Cannot listen on 127"):
            bind_tcp("127.0.0.1", first.getsockname()[1])


def test_the_kernel_says_who_connected() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        peer = peer_of(ours)
    assert (peer.pid, peer.uid, peer.gid) == (os.getpid(), os.getuid(), os.getgid())
    assert set(os.getgroups()) <= peer.groups


@pytest.mark.parametrize(
    ("peer", "may"),
    [
        (Peer(1, 0, 0), True),
        (Peer(1, 990, 990), True),
        (Peer(1, 1000, 1000), False),
        (Peer(1, 1000, 500), True),
        (Peer(1, 1000, 1000, frozenset({500})), True),
    ],
)
def test_root_the_owner_and_administrators_may_adopt(peer: Peer, may: bool) -> None:
    assert Rights(owner_uid=990, admin_gid=500).may_adopt(peer) is may


def test_without_an_administrators_group_nobody_is_in_it() -> None:
    assert not Rights(owner_uid=990, admin_gid=None).may_adopt(Peer(1, 1000, 1000))


def test_a_path_too_long_for_a_socket_is_said_in_those_words(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 100)
    folder.mkdir()
    with pytest.raises(DoorTaken, match=r"longer than 107 bytes\. Choose a folder with a shorter path"):
        bind_unix(folder / "desk.sock", 0o600)
