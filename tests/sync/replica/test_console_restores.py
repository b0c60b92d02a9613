"""Tests the three parts of a restore without a command, on an armed box: a console asks, the box restores, and another process fetches."""

import asyncio
import io
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from appliance import swap
from appliance.api.restoring.client import NO_PROCESS, asked
from appliance.api.restoring.fetching import COPY, Wanted, read_message
from appliance.api.restoring.messages import (
    SOCKET_NAME,
    AskCopies,
    Copies,
    FromConsole,
    Laid,
    Looking,
    NotRestored,
    RestoreFrom,
    TakenUp,
    TakeUp,
    ToConsole,
)
from appliance.commands import restore as restore_command
from appliance.commands.restore import main
from appliance.daemon import Daemon
from appliance.doors.listening import bind_unix
from appliance.recovery import bundling, kept_keys
from appliance.replacing import Replacing
from appliance.restoring import ahead, fetching
from appliance.restoring.doubts import UNVOUCHED
from appliance.restoring.fetching import Fetching
from appliance.restoring.own import is_restored
from appliance.restoring.serving import AS_IT_CAME, BEGINS, NOTHING_LAID, RestoreDesk
from appliance.settings import Settings
from appliance.vault.vault import Vault
from sync.replica.asked_to_fetch import Places, answer
from sync.replica.marker import CopyMarker
from sync.replica.settings import Settings as ReplicaSettings
from tests.appliance.restoring.copied import PHRASE, key_of
from tests.appliance.test_daemon import plan_document, pressed, settings
from tests.patience import patient, until
from tests.sync.replica.servers import SftpServer, sftp_server
from tests.sync.replica.test_dead_and_back import copied, is_copied, is_safe

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for room, name in (
        (bundling, "LOOK_EVERY_S"),
        (kept_keys, "LOOK_EVERY_S"),
        (swap, "LOOK_EVERY_S"),
        (fetching, "LOOK_EVERY_S"),
    ):
        monkeypatch.setattr(room, name, 0.05)


@pytest.fixture
async def stick(tmp_path: Path) -> Path:
    """Make the stick of a box that died in a call."""
    (stick := tmp_path / "stick").mkdir()
    await dies_in_a_call(tmp_path / "old", stick)
    return stick


@asynccontextmanager
async def restorer(
    at: Settings, folder: Path, where: Path | Places | None, replaces: tuple[bytes, bytes] | None = None
) -> AsyncIterator[RestoreDesk]:
    """Run both processes. The fetching one has the stick, or is not there. `replaces` is as in the seed."""
    if replaces is not None:
        named = {"building": replaces[0].hex(), "box": replaces[1].hex()}
        (folder / "replaces.json").write_text(json.dumps(named))
    places = Places(where) if isinstance(where, Path) else where
    wanted, fetched = folder / "fetch-wanted", folder / "fetched"
    fetched.mkdir()
    desk = RestoreDesk(at, Fetching(wanted, fetched), folder / "replaces.json")
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(desk.serve(bind_unix(at.run / SOCKET_NAME, 0o660)))
        running = [serving]
        if places is not None:
            running.append(group.create_task(fetches(wanted, fetched, places)))
        yield desk
        for each in running:
            each.cancel()


async def fetches(wanted: Path, fetched: Path, places: Places) -> None:
    """Fetch as handbell-fetch.path has it run."""
    answered = b""
    while True:
        question = read_message(wanted, Wanted)
        if question is not None and question.nonce != answered:
            answered = question.nonce
            await asyncio.to_thread(answer, wanted, fetched, places, ReplicaSettings().program)
        await asyncio.sleep(0.05)


async def says(at: Settings, question: FromConsole) -> ToConsole:
    """Give the last answer; where the work takes time, an earlier message must come first."""
    answers = [each async for each in asked(at.run / SOCKET_NAME, question)]
    assert all(isinstance(each, Looking) for each in answers[:-1])
    return answers[-1]


async def test_typed_on_a_line_as_an_administrator_does_who_can_become_nobody_else(
    tmp_path: Path, stick: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "new").mkdir()
    new = settings(tmp_path / "new")

    async def types(*lines: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{each}\n" for each in lines)))
        code = await asyncio.to_thread(main, ["here", "--run", str(new.run)])
        return code, " ".join(capsys.readouterr().out.split())

    assert await types() == (1, f"{NO_PROCESS.says} Nothing was changed.")
    async with Daemon.started(new) as daemon, restorer(new, tmp_path, stick):
        code, said = await types("7")
        assert code == 1 and "none of these numbers" in said and f" 1. {stick}" in said
        code, said = await types("1", PHRASE.replace("zoo", "abandon") + " more")
        assert (code, "Nothing was changed" in said, PHRASE in said) == (1, True, False)
        code, said = await types("1", PHRASE, "no")
        assert (code, "One call was open and rings again." in said, "It stays laid ready" in said) == (1, True, True)
        code, said = await types("yes")
        assert (code, PHRASE in said) == (0, False), said
        async with patient():
            assert await daemon.tasks.failed == swap.TAKING_UP


async def test_from_the_first_question_to_the_call_that_rings(tmp_path: Path, stick: Path) -> None:
    (tmp_path / "new").mkdir()
    new = settings(tmp_path / "new")
    async with Daemon.started(new) as daemon, restorer(new, tmp_path, stick):
        copies = await says(new, AskCopies())
        assert isinstance(copies, Copies) and copies.laid is None
        [copy] = copies.copies
        assert copy.written_ms and not copy.used
        wrong = await says(new, RestoreFrom(copy.name, PHRASE.replace("zoo", "abandon") + " more"))
        assert isinstance(wrong, NotRestored) and wrong.code == "not-a-phrase"
        assert await says(new, TakeUp()) == NOTHING_LAID
        done = await says(new, RestoreFrom(copy.name, PHRASE))
        assert isinstance(done, Laid), done
        assert (done.open_calls, done.lost_calls, done.missing, done.used) == (1, 0, 0, False)
        assert done.says == (UNVOUCHED,), "IT made the phrase, and nobody typed it at the box"
        again = await says(new, AskCopies())
        assert isinstance(again, Copies) and again.laid == done, "whoever comes next finds it"
        assert (tmp_path / "fetched" / COPY).exists()
        assert await says(new, TakeUp()) == TakenUp(BEGINS)
        async with patient():
            while any(path.name.startswith(COPY) for path in (tmp_path / "fetched").iterdir()):
                await asyncio.sleep(0.02)
        async with patient():
            assert await asyncio.shield(daemon.tasks.failed) == swap.TAKING_UP
    async with Daemon.started(new) as daemon:
        assert [each.room for each in daemon.engine.board.incidents.values()] == ["B204"]


async def test_the_second_card_from_one_stick_is_told_of_the_first_and_when(tmp_path: Path, stick: Path) -> None:
    cards = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        cards.append(settings(tmp_path / name))
    first, second = cards
    async with Daemon.started(first), restorer(first, tmp_path / "first", stick):
        for _ in range(2):  # a phrase was mistyped, or a console left: it is the same card
            [copy] = (await listed(first)).copies
            assert not copy.used
            done = await says(first, RestoreFrom(copy.name, PHRASE))
            assert isinstance(done, Laid) and not done.used and done.says == (UNVOUCHED,), done
        will_be = Vault.open(first.restored / "keys", mends=False).box.hex()
    async with Daemon.started(second), restorer(second, tmp_path / "second", stick):
        [copy] = (await listed(second)).copies
        assert copy.used
        done = await says(second, RestoreFrom(copy.name, PHRASE))
        assert isinstance(done, Laid) and done.used
        doubt, _ = done.says
        assert (
            f"This copy was fetched before: for box {will_be[:8]} at 20" in doubt and "buttons would obey both" in doubt
        )
        assert not (second.restored / swap.READY).exists(), "a person says yes"


async def listed(at: Settings) -> Copies:
    told = await says(at, AskCopies())
    assert isinstance(told, Copies), told
    return told


async def dies_in_a_call(folder: Path, to: Path | dict[str, str]) -> tuple[bytes, bytes]:
    """Make a box whose copy lies there, and kill it in a call; give its building and id."""
    folder.mkdir()
    old = settings(folder)
    async with Daemon.started(old) as daemon:
        await daemon.adopt(plan_document()).kept
        await daemon.recovery.phrase.use(key_of().public.raw, "IT")
        async with copied(old, to):
            await pressed(daemon, "B204-wall", 1)
            await is_safe(daemon)
        return daemon.vault.building, daemon.vault.box


async def test_the_copy_at_the_server_the_seed_names_before_the_one_this_box_has_begun_there(tmp_path: Path) -> None:
    with sftp_server(tmp_path / "server") as server:
        await dies_in_a_call(tmp_path / "old", server.where())
        (tmp_path / "copy.json").write_text(json.dumps(server.where()))
        (tmp_path / "new").mkdir()
        new, places = settings(tmp_path / "new"), Places(tmp_path / "no stick", tmp_path / "copy.json")
        async with Daemon.started(new) as daemon, restorer(new, tmp_path, places), copied(new, server.where()):
            await is_copied(daemon)
            copies = await says(new, AskCopies())
            assert isinstance(copies, Copies)
            copy, own = copies.copies
            assert (copy.where, copy.used, copy.own) == (f"127.0.0.1:{server.port}", False, False)
            assert own.own and own.written_ms > copy.written_ms
            assert copy.whose == "", "there is no other to tell it from"
            done = await says(new, RestoreFrom(copy.name, PHRASE))
            assert isinstance(done, Laid), done
            assert (done.open_calls, done.lost_calls, done.used) == (1, 0, False)
            server.stops()
            away = await says(new, AskCopies())
            assert isinstance(away, Copies) and "cannot be reached" in away.says and away.laid == done


async def takes_its_place(new: Settings, former: tuple[bytes, bytes]) -> None:
    """Let the new box take the place, as the seed's step does, before anybody restores."""
    async with Daemon.started(new) as daemon:
        assert (await Replacing(new, daemon.vault, daemon.engine).instead_of(*former))[1]
        async with patient():
            await asyncio.shield(daemon.tasks.failed)


async def test_what_the_seed_names_is_fetched_before_anybody_asks_and_is_here_when_the_server_is_not(
    tmp_path: Path,
) -> None:
    with sftp_server(tmp_path / "server") as server:
        former = await dies_in_a_call(tmp_path / "old", server.where())
        (tmp_path / "copy.json").write_text(json.dumps(server.where()))
        (tmp_path / "new").mkdir()
        new, places = settings(tmp_path / "new"), Places(tmp_path / "no stick", tmp_path / "copy.json")
        await takes_its_place(new, former)
        async with Daemon.started(new), restorer(new, tmp_path, places, replaces=former):
            await until((tmp_path / "fetched/copy/mirror.db").exists)
            before = (tmp_path / "fetched/copy").stat().st_ino
            copies = await says(new, AskCopies())
            assert isinstance(copies, Copies) and [each.named for each in copies.copies] == [True]
            done = await says(new, RestoreFrom(copies.copies[0].name, PHRASE))
            assert isinstance(done, Laid) and (done.open_calls, done.says) == (1, (UNVOUCHED,)), done
            assert (tmp_path / "fetched/copy").stat().st_ino == before, "it was not fetched again"
            server.stops()
            away = await says(new, AskCopies())
            assert isinstance(away, Copies) and [each.named for each in away.copies] == [True]
            assert "cannot be reached" in away.says
            done = await says(new, RestoreFrom(away.copies[0].name, PHRASE))
            assert isinstance(done, Laid) and (done.open_calls, done.says) == (1, (AS_IT_CAME, UNVOUCHED)), done


async def test_a_server_that_is_up_later_is_asked_again_and_a_restored_box_asks_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "AGAIN_AFTER_S", (0.2,))
    with sftp_server(tmp_path / "server") as server:
        former = await dies_in_a_call(tmp_path / "old", server.where())
        server.stops()
        (tmp_path / "copy.json").write_text(json.dumps(server.where()))
        (tmp_path / "new").mkdir()
        new, places = settings(tmp_path / "new"), Places(tmp_path / "no stick", tmp_path / "copy.json")
        await takes_its_place(new, former)
        async with Daemon.started(new) as daemon:
            async with restorer(new, tmp_path, places, replaces=former):
                nothing = await says(new, AskCopies())
                assert isinstance(nothing, Copies) and not nothing.copies and "cannot be reached" in nothing.says
                server.starts()
                await until((tmp_path / "fetched/copy/mirror.db").exists)
                copies = await says(new, AskCopies())
                assert isinstance(copies, Copies) and copies.copies[0].named
                assert isinstance(await says(new, RestoreFrom(copies.copies[0].name, PHRASE)), Laid)
                assert isinstance(await says(new, TakeUp()), TakenUp)
                await until(lambda: not (tmp_path / "fetched/copy").exists())
            async with patient():
                await asyncio.shield(daemon.tasks.failed)
        async with Daemon.started(new):
            assert is_restored(new)
            shutil.rmtree(tmp_path / "fetched")
            async with restorer(new, tmp_path, places, replaces=former):
                assert isinstance(await says(new, AskCopies()), Copies)
                assert not (tmp_path / "fetched/copy").exists()


async def test_the_command_has_it_fetched_as_well_and_guesses_none_of_several(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with sftp_server(tmp_path / "server") as server:
        _, box = await dies_in_a_call(tmp_path / "old", server.where())
        (tmp_path / "copy.json").write_text(json.dumps(server.where()))
        (tmp_path / "new").mkdir()
        new, places = settings(tmp_path / "new"), Places(tmp_path / "no stick", tmp_path / "copy.json")
        (tmp_path / "phrase").write_text(PHRASE)
        words = ["--far", "--phrase-file", str(tmp_path / "phrase"), "--data", str(new.data)]
        words += ["--wanted", str(tmp_path / "fetch-wanted"), "--fetched", str(tmp_path / "fetched")]
        async with Daemon.started(new) as daemon, restorer(new, tmp_path, places):
            shutil.copytree(
                server.root / "handbell-copy" / building_of(server), server.root / "handbell-copy" / ("0b" * 16)
            )
            other = server.root / "handbell-copy" / ("0b" * 16) / box.hex()
            marker = CopyMarker.unpack((other / "latest").read_bytes())
            assert marker is not None
            theirs = msgspec.structs.replace(marker, building=b"\x0b" * 16, box=b"\x0e" * 16)
            (other / "latest").write_bytes(theirs.pack())
            other.rename(other.with_name("0e" * 16))
            assert await asyncio.to_thread(restore_command.main, words) == 1
            said = capsys.readouterr().err
            assert "Say which" in said and f"--box {box.hex()}  of building" in said and "0e" * 16 in said
            assert await asyncio.to_thread(restore_command.main, [*words, "--box", box.hex()]) == 0
            assert "rings again" in capsys.readouterr().out
            async with patient():
                assert await asyncio.shield(daemon.tasks.failed) == swap.TAKING_UP


def building_of(server: SftpServer) -> str:
    [building] = (server.root / "handbell-copy").iterdir()
    return building.name


async def test_no_stick_no_copy_and_nobody_who_fetches_are_named(
    tmp_path: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "new" / "data").mkdir(parents=True, mode=0o700)
    new = settings(tmp_path / "new")
    monkeypatch.setattr(fetching, "BEGIN_WITHIN_S", 0.3)
    async with restorer(new, tmp_path, None):
        nobody = await says(new, AskCopies())
        assert isinstance(nobody, NotRestored) and nobody.code == "nobody-fetches"
    shutil.rmtree(tmp_path / "fetched")
    monkeypatch.setattr(fetching, "BEGIN_WITHIN_S", 30)
    (tmp_path / "empty").mkdir()
    async with restorer(new, tmp_path, tmp_path / "empty"):
        none = await says(new, AskCopies())
        assert isinstance(none, Copies) and not none.copies and "Put in the one" in none.says
        gone = await says(new, RestoreFrom(f"{'0b' * 16}/{'0e' * 16}", PHRASE))
        assert isinstance(gone, NotRestored) and (gone.code, gone.says[:31]) == (
            "not-fetched",
            "That copy is not there any more",
        )
        strange = await says(new, RestoreFrom("../..", PHRASE))
        assert isinstance(strange, NotRestored) and strange.code == "no-such-copy"
