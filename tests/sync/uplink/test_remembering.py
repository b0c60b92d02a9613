"""What the uplink remembers is on the disk at once where that is seldom, and some time where it is not."""

from pathlib import Path

import pytest

from sync.transport.identity import District, Identity, Memory
from sync.uplink.remembering import EVERY_S, Remembering


@pytest.fixture
def known(tmp_path: Path) -> Identity:
    return Identity(tmp_path, District("https://district", "00" * 16, "11" * 16))


def writes_of(known: Identity) -> int:
    """A file written whole is another file each time."""
    path = known.folder / "memory.json"
    return path.stat().st_mtime_ns if path.exists() else 0


async def test_the_first_change_is_written_at_once_and_the_next_one_when_it_is_time(known: Identity) -> None:
    remembering = Remembering()
    remembering.begin(known)
    remembering.memory.notices_after = 1
    remembering.keep()
    assert known.remembered() == Memory(1)
    remembering.memory.notices_after = 2
    remembering.keep()
    assert known.remembered() == Memory(1)
    remembering.keep_now()
    assert known.remembered() == Memory(2)


async def test_a_server_put_back_again_and_again_has_it_written_no_more_than_once_a_minute(known: Identity) -> None:
    remembering = Remembering()
    remembering.begin(known)
    written = set[int]()
    for after in range(1, 200):
        remembering.memory.notices_after = after
        remembering.keep()
        written.add(writes_of(known))
        remembering.memory.notices_after = 0
        remembering.keep_now()
        written.add(writes_of(known))
    assert len(written) == 2
    assert EVERY_S >= 60


async def test_what_did_not_change_is_not_written(known: Identity) -> None:
    known.remember(Memory(7))
    before = writes_of(known)
    remembering = Remembering()
    remembering.begin(known)
    remembering.memory.notices_after = 7
    remembering.keep_now()
    assert writes_of(known) == before


async def test_a_disk_that_takes_nothing_ends_nothing(known: Identity, caplog: pytest.LogCaptureFixture) -> None:
    remembering = Remembering()
    remembering.begin(known)
    (known.folder / "memory.json").mkdir()
    remembering.memory.notices_after = 1
    remembering.keep()
    assert "cannot be remembered" in caplog.text


async def test_another_districts_memory_is_read_from_its_folder(known: Identity) -> None:
    remembering = Remembering()
    remembering.begin(known)
    remembering.memory.notices_after = 5
    known.remember(Memory(3))
    remembering.begin(known)
    assert remembering.memory.notices_after == 5, "this process knows better"
    remembering.begin(Identity(known.folder, District("https://other", "00" * 16, "11" * 16)))
    assert remembering.memory.notices_after == 3
