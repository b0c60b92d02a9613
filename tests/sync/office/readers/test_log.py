"""Tests the log of readings by itself: a line that was changed, taken out, moved or cut off is found."""

import multiprocessing
import os
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.office.readers.checking import wrong
from sync.office.readers.log import LINE_LEN_MAX, Head, Log, NotNoted, Unreadable, What

KEY = b"k" * 32
NOW_MS = 1_795_500_000_000


@pytest.fixture
def log(tmp_path: Path) -> Log:
    log = Log(tmp_path / "readings.log", KEY)
    for number in range(1, 6):
        log.add("anna", [What("show", b"b" * 16, number, "AB")], NOW_MS + number)
    return log


def lines(log: Log) -> list[bytes]:
    return log.path.read_bytes().splitlines(keepends=True)


def test_what_was_read_is_told_in_its_order_and_stands_nowhere_in_clear(log: Log) -> None:
    told = [
        (each.line.number, each.reading.user, each.reading.what.number)
        for each in log.found()
        if each.line and each.reading
    ]
    assert told == [(number, "anna", number) for number in range(1, 6)]
    assert list(wrong(log)) == []
    assert b"anna" not in log.path.read_bytes() and b"show" not in log.path.read_bytes()
    assert log.path.stat().st_mode & 0o777 == 0o600


def changed(given: list[bytes]) -> list[bytes]:
    return [*given[:2], given[2].replace(b'"sealed":"', b'"sealed":"AAAA'), *given[3:]]


def renumbered(given: list[bytes]) -> list[bytes]:
    return [*given[:2], given[2].replace(b'"number":3', b'"number":4'), *given[3:]]


def taken_out(given: list[bytes]) -> list[bytes]:
    return [*given[:2], *given[3:]]


def first_taken_out(given: list[bytes]) -> list[bytes]:
    return given[1:]


def reordered(given: list[bytes]) -> list[bytes]:
    return [given[0], given[2], given[1], *given[3:]]


def twice(given: list[bytes]) -> list[bytes]:
    return [*given[:3], given[2], *given[3:]]


def no_line(given: list[bytes]) -> list[bytes]:
    return [*given[:2], b"nothing of ours\n", *given[3:]]


@pytest.mark.parametrize("tampered", [changed, renumbered, taken_out, first_taken_out, reordered, twice, no_line])
def test_a_log_that_somebody_worked_on_is_found(log: Log, tampered: Callable[[list[bytes]], list[bytes]]) -> None:
    log.path.write_bytes(b"".join(tampered(lines(log))))
    assert list(wrong(log))
    log.add(
        "anna", [What("show")], NOW_MS
    )  # the log goes on after this all the same, and the change is found later too
    assert list(wrong(log))


@pytest.mark.parametrize("number", [2**64 - 1, 10**23, 2**63, 0, -1])
def test_a_line_with_a_number_that_is_none_of_ours_is_named_and_gone_on_from(log: Log, number: int) -> None:
    """This also holds for the last line, whose number the next entry and the head follow."""
    log.path.write_bytes(b"".join(lines(log)[:4]) + b'{"number":%d,"before":"00","sealed":""}\n' % number)
    assert list(wrong(log)) == ["Line 5 was changed, or was written with the keys of another office."]
    assert log.end()[0].number == 5
    log.add("anna", [What("show")], NOW_MS)
    assert log.end()[0].number == 6
    assert "Line 5 was changed" in " ".join(wrong(log))


def test_a_line_written_anew_by_somebody_with_the_key_does_not_bear_the_next_one(log: Log, tmp_path: Path) -> None:
    forged = Log(tmp_path / "forged", KEY)
    for number in (1, 2, 3):
        forged.add("somebody else", [What("show", b"b" * 16, number, "AB")], NOW_MS)
    log.path.write_bytes(b"".join([*lines(log)[:2], lines(forged)[2], *lines(log)[3:]]))
    assert list(wrong(log))


def test_an_end_that_was_cut_off_shows_against_a_head_kept_elsewhere(log: Log) -> None:
    head, _ = log.end()
    assert head.number == 5
    assert list(wrong(log, head)) == []
    log.path.write_bytes(b"".join(lines(log)[:3]))
    assert list(wrong(log)) == []
    assert "cut off" in " ".join(wrong(log, head))
    for number in (4, 5, 6):
        log.add("anna", [What("show", b"b" * 16, number)], NOW_MS)
    assert "written anew" in " ".join(wrong(log, head))
    log.path.unlink()
    assert "cut off" in " ".join(wrong(log, head))
    assert list(wrong(log, Head(0, bytes(32)))) == []


def test_a_line_cut_off_in_mid_write_is_taken_away_and_the_next_one_says_so(log: Log) -> None:
    whole = log.path.read_bytes()
    log.path.write_bytes(whole[:-20])
    assert log.end()[1], "it is told of"
    assert list(wrong(log)) == []
    log.add("anna", [What("list")], NOW_MS)
    last = list(log.found())[-1]
    assert last.line and last.reading
    assert (last.line.number, last.reading.torn) == (5, True)
    assert list(wrong(log)) == []


def test_what_cannot_be_written_is_refused_and_leaves_the_log_as_it_was(log: Log) -> None:
    before = log.path.read_bytes()
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(
        resource.RLIMIT_FSIZE, (len(before) + 100, limit[1])
    )  # like a disk with 100 bytes left; Python ignores the signal for it
    try:
        with pytest.raises(NotNoted, match="Nothing is shown"):
            log.add("anna", [What("show")], NOW_MS)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert log.path.read_bytes() == before
    assert list(wrong(log)) == []


def test_a_log_whose_end_is_damaged_says_so_in_one_sentence_wherever_it_is_asked_for(log: Log) -> None:
    log.path.write_bytes(log.path.read_bytes() + bytes(2 * LINE_LEN_MAX))
    with pytest.raises(Unreadable, match=r"^The end of .* is damaged\. Look at it"):
        log.end()
    with pytest.raises(NotNoted, match=r"^Nothing is shown\. The end of .* is damaged\. Look at it"):
        log.add("anna", [What("show")], NOW_MS)


def _adds(path: Path, count: int) -> None:
    log = Log(path, KEY)
    for _ in range(count):
        log.add(str(os.getpid()), [What("list"), What("list")], NOW_MS)


def test_several_commands_at_once_make_one_chain(log: Log) -> None:
    fork = multiprocessing.get_context("fork")
    those = [fork.Process(target=_adds, args=(log.path, 10)) for _ in range(4)]
    for each in those:
        each.start()
    for each in those:
        each.join()
    assert log.end()[0].number == 85
    assert list(wrong(log)) == []


def test_under_another_key_nothing_of_it_is_read(log: Log) -> None:
    other = Log(log.path, b"o" * 32)
    assert all(each.reading is None for each in other.found())
    assert len(list(wrong(other))) == 5


def test_no_byte_of_it_changes_unseen(log: Log) -> None:
    """Some bytes of the last line show only against the log's head."""
    whole, (head, _) = log.path.read_bytes(), log.end()
    for at in range(0, len(whole), 7):
        log.path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert list(wrong(log, head)), at
