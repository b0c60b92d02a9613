"""Looking and telling side by side: no channel waits for another, and a store that cannot be read ends nothing."""

from pathlib import Path

from sync.office.telling.program import Program
from sync.office.telling.telling import Telling
from sync.office.telling.text_file import TextFile
from tests.patience import until
from tests.sync.office.building import Desk, given
from tests.sync.office.telling.test_looking import exhausted, identity


async def test_a_way_that_hangs_keeps_no_other_waiting_and_ends_with_the_watch(desk: Desk, tmp_path: Path) -> None:
    await desk.box.keep(exhausted(2))
    desk.takes(await given(desk.box, desk.signer))
    program = tmp_path / "hangs"
    program.write_text(f"#!/bin/sh\necho $$ >> {tmp_path}/began\nexec sleep 1000\n")
    program.chmod(0o700)
    file = tmp_path / "told.txt"
    said: list[str] = []
    channels = [Program(program), TextFile(file)]
    async with Telling(identity(tmp_path), desk.keyring, channels, lambda: False, said.append, every_s=0.05).going():
        await until(lambda: (tmp_path / "began").exists() and file.exists() and "call_not_taken" in file.read_text())
        before = file.stat().st_mtime_ns
        await until(lambda: file.stat().st_mtime_ns > before)  # the office looked again, and told that too
        running = [Path("/proc", each) for each in (tmp_path / "began").read_text().split()]
        assert running
        assert all(each.exists() for each in running)
    assert [(each / "status").read_text() for each in running if each.exists()] == []
    assert said == []


async def test_a_store_that_cannot_be_read_is_said_and_read_once_it_can_be(desk: Desk, tmp_path: Path) -> None:
    desk.takes(await given(desk.box, desk.signer))
    other = tmp_path / "other"
    other.mkdir()
    folder = identity(other)
    folder.database.write_bytes(b"this is no database" * 1000)
    file, said = other / "told.txt", list[str]()
    async with Telling(folder, desk.keyring, [TextFile(file)], lambda: False, said.append, every_s=0.05).going():
        await until(lambda: bool(said))
        assert "cannot be read at the moment" in said[0]
        assert not file.exists()
        folder.database.unlink()
        await until(file.exists)
    assert said[1:] == ["What is to be told is read again."]


async def test_that_the_server_is_away_comes_from_whoever_asks_it(desk: Desk, tmp_path: Path) -> None:
    folder, answers = identity(tmp_path), [True, None, None]

    def is_away() -> bool | None:
        return answers.pop() if len(answers) > 1 else answers[0]

    file = folder.data / "telling" / "file.json"
    channels = [TextFile(tmp_path / "told.txt")]
    async with Telling(folder, desk.keyring, channels, is_away, print, every_s=0.05).going():
        await until(file.exists)
        assert (
            b"district_away" in file.read_bytes()
        )  # before the server was asked, no matter was found, and none was ended
