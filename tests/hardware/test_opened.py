"""Tests what is remembered of wires over a restart: it is written at once and seldom, and it is safe to lose it."""

import asyncio
import json
import threading
from pathlib import Path

import pytest

from hardware import opened
from hardware.levels import ButtonContact
from hardware.opened import NAME, NOTE_CHARS_MAX, SPOTS_MAX, Opened
from hardware.registry import Shared
from tests.patience import until

HELP = ButtonContact("A", "help")


async def test_what_was_seen_and_noted_is_there_after_a_restart(tmp_path: Path) -> None:
    before = Opened(tmp_path)
    assert before.count(HELP) is None
    before.note(HELP, 3)
    before.note(ButtonContact("A", "hold"), 0)
    before.remember("line:radio-a", "90=1234")
    await until(lambda: Opened(tmp_path).remembered("line:radio-a") == "90=1234")
    after = Opened(tmp_path)
    assert [after.count(HELP), after.count(ButtonContact("A", "hold")), after.remembered("line:b")] == [3, 0, ""]
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600


async def test_a_contact_that_chatters_is_written_a_few_times_and_its_last_count_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = _watched(monkeypatch)
    monkeypatch.setattr(opened, "WRITES_AT_ONCE", 4)
    kept = Opened(tmp_path)
    for count in range(200):
        kept.note(HELP, count)
        await asyncio.sleep(0.001)
    await until(lambda: Opened(tmp_path).count(HELP) == 199)
    assert len(written) < 50  # four writes at once, then four a second


@pytest.mark.slow
async def test_what_was_noted_outlives_a_crash_once_it_is_said_to_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "WRITES_AT_ONCE", 2)
    kept = Opened(tmp_path)
    assert kept.written() is None
    for count in range(4):
        kept.note(HELP, count)
        written = kept.written()
        assert written is not None
        await written
        assert Opened(tmp_path).count(HELP) == count
    assert kept.written() is None


async def test_what_was_noted_during_a_write_waits_for_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stalls = _stalled(monkeypatch)
    kept = Opened(tmp_path)
    kept.note(HELP, 1)
    kept.note(HELP, 2)
    written = kept.written()
    assert written is not None
    stalls.set()
    await written
    assert Opened(tmp_path).count(HELP) == 2


@pytest.mark.slow
async def test_a_disk_that_stands_still_holds_up_nobody_for_longer_than_a_press_and_that_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stalls = _stalled(monkeypatch)
    kept = Opened(tmp_path)
    for count in (1, 2):
        kept.note(HELP, count)
        written = kept.written()
        assert written is not None
        await written
        assert Opened(tmp_path).count(HELP) is None
    stalls.set()
    await until(lambda: Opened(tmp_path).count(HELP) == 2)
    assert kept._awaited == {}
    assert caplog.text.count("has not taken") == 1


async def test_the_end_writes_what_no_thread_took_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stalls = _stalled(monkeypatch)
    kept = Opened(tmp_path)
    kept.note(HELP, 1)
    kept.note(HELP, 2)
    stalls.set()
    await kept.flush()
    assert json.loads((tmp_path / NAME).read_text())["opened"] == {"A": {"help": 2}}


async def test_the_end_waits_for_what_a_thread_has_taken_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stalls = _stalled(monkeypatch)
    kept = Opened(tmp_path)
    kept.note(HELP, 1)
    asyncio.get_running_loop().call_later(0.1, stalls.set)
    await kept.flush()
    assert Opened(tmp_path).count(HELP) == 1


async def test_the_end_does_not_wait_for_a_disk_that_stands_still(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stalls = _stalled(monkeypatch)
    monkeypatch.setattr(opened, "FLUSH_WITHIN_S", 0.1)
    kept = Opened(tmp_path)
    kept.note(HELP, 1)
    kept.note(HELP, 2)
    await kept.flush()
    assert "is not on disk: it does not answer" in caplog.text
    stalls.set()


async def test_what_families_share_ends_with_all_on_disk_and_makes_no_file_where_there_is_nothing(
    tmp_path: Path,
) -> None:
    await Shared(tmp_path).end()
    assert not (tmp_path / NAME).exists()
    shared = Shared(tmp_path)
    shared.opened.note(HELP, 1)
    shared.opened.note(HELP, 2)
    await shared.end()
    assert Opened(tmp_path).count(HELP) == 2


@pytest.mark.parametrize(
    "rotten",
    ["", "{", "[]", "{}", '{"opened": 3, "notes": {}}', '{"opened": {"A": 1}, "notes": {}}', "[" * 100_000, "\0" * 50],
)
def test_a_damaged_file_is_forgotten(tmp_path: Path, rotten: str) -> None:
    (tmp_path / NAME).write_text(rotten)
    assert Opened(tmp_path).count(HELP) is None


def test_counts_that_are_none_are_forgotten_and_others_are_not(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text('{"opened": {"A": {"help": 4, "hold": -1, "medical": "x"}}, "notes": {}}')
    kept = Opened(tmp_path)
    assert [kept.count(ButtonContact("A", contact)) for contact in ("help", "hold", "medical")] == [4, None, None]


async def test_a_disk_that_takes_nothing_costs_a_line_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept = Opened(tmp_path / "gone")
    kept.note(HELP, 1)
    await until(lambda: "was not written" in caplog.text)
    assert kept.count(HELP) == 1


async def test_where_the_disk_takes_nothing_new_the_older_text_is_forgotten(tmp_path: Path) -> None:
    """The old text would make the next press pass for a press that is sent again. Without a text, that press rings."""
    kept = Opened(tmp_path)
    kept.note(HELP, 1)
    await until(lambda: Opened(tmp_path).count(HELP) == 1)
    (tmp_path / NAME).with_suffix(".new").mkdir()
    kept.note(HELP, 2)
    await until(lambda: not (tmp_path / NAME).exists())


async def test_an_error_that_is_not_the_disks_ends_one_write_and_not_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def has_no_memory(*_given: object, **_named: object) -> None:
        raise MemoryError

    kept = Opened(tmp_path)
    kept.note(HELP, 1)
    await until(lambda: Opened(tmp_path).count(HELP) == 1)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "touch", has_no_memory)
        kept.note(HELP, 2)
        await until(lambda: not (tmp_path / NAME).exists())
    assert "MemoryError" in caplog.text
    kept.note(HELP, 3)
    await until(lambda: Opened(tmp_path).count(HELP) == 3)


def test_it_is_bounded() -> None:
    kept = Opened()
    for number in range(SPOTS_MAX + 10):
        kept.note(ButtonContact(f"B{number}", "help"), number)
    kept.remember("line:a", "x" * 5000)
    assert [
        kept.count(ButtonContact("B0", "help")),
        kept.count(ButtonContact("B9", "help")),
        kept.count(ButtonContact("B10", "help")),
    ] == [
        None,
        None,
        10,
    ]
    assert len(kept.remembered("line:a")) == NOTE_CHARS_MAX


def test_an_older_text_never_takes_the_place_of_a_newer_one(tmp_path: Path) -> None:
    file = opened._File(tmp_path / NAME)
    file.write(2, '{"opened": {"A": {"help": 2}}, "notes": {}}')
    file.write(1, '{"opened": {"A": {"help": 1}}, "notes": {}}')
    assert Opened(tmp_path).count(HELP) == 2


def _watched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect every text that goes to the disk."""
    written: list[str] = []
    write = opened._File.write
    monkeypatch.setattr(
        opened._File, "write", lambda file, number, text: (written.append(text), write(file, number, text))
    )
    return written


def _stalled(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Make a disk that stands still until this event is set."""
    stalls = threading.Event()
    write = opened._File.write
    monkeypatch.setattr(opened._File, "write", lambda file, number, text: (stalls.wait(), write(file, number, text)))
    return stalls
