"""Tests when the uplink writes what it remembers: at once what changes seldom, and some time later what changes often."""

from pathlib import Path

import msgspec
import pytest

from sync.transport.identity import District, Identity, Memory
from sync.transport.whole_file import write_whole
from sync.uplink.remembering import EVERY_S, Remembering


@pytest.fixture
def known(tmp_path: Path) -> Identity:
    return enrolled_by(tmp_path, "https://district")


def enrolled_by(folder: Path, server: str) -> Identity:
    """Make the uplink's folder as enrolment leaves it."""
    district = District(server, "00" * 16, "11" * 16)
    (folder / "memory.json").unlink(missing_ok=True)
    write_whole(folder / "district.json", msgspec.json.encode(district))
    return Identity(folder, district)


def writes_of(known: Identity) -> int:
    """Give the file's identity: a file that is written whole is another file each time."""
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


@pytest.mark.parametrize("server", ["https://district", "https://other"], ids=["set up afresh", "another"])
async def test_nothing_is_remembered_of_the_server_before_an_enrolment(known: Identity, server: str) -> None:
    remembering = Remembering()
    remembering.begin(known)
    remembering.memory.notices_after = 5
    remembering.begin(known)
    assert remembering.memory.notices_after == 5, "another session with the same"
    anew = enrolled_by(known.folder, server)
    remembering.keep_now()
    assert anew.remembered() == Memory(), "the session that still runs is one with the server before"
    anew.remember(Memory(4))
    remembering.begin(anew)
    remembering.keep_now()
    assert remembering.memory == anew.remembered() == Memory()
