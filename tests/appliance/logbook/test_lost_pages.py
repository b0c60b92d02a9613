"""Tests pages of what was brought back: everything comes once and in order, whatever the size of a page, and earlier pages are not read
again.
"""

import os
import secrets
import sys
from pathlib import Path

import pytest

from appliance.envelope.format import SUITE_CHACHA20_POLY1305, VERSION, Header, entry_digest, join
from appliance.logbook import lost_pages
from appliance.logbook.brought_back import BroughtBack, Tail
from appliance.logbook.lost_pages import STRIDE, LostPages

IDS = [secrets.token_bytes(16) for _ in range(3)]


def entry(number: int, length: int) -> bytes:
    header = Header(VERSION, SUITE_CHACHA20_POLY1305, *IDS, number, bytes(16), 1, bytes(32), length + 16)
    return join(header, os.urandom(12), os.urandom(length + 16))


def kept(logbook: Path, first: int, last: int, length: int = 64) -> Tail:
    folder = BroughtBack(logbook)
    folder.begin()
    entries = [entry(number, length * (1 + number % 3)) for number in range(first, last + 1)]
    assert folder.add(entries)
    return folder.finish(first, last, entry_digest(entries[-1]), head=0)


def paged(pages: LostPages, limit: int) -> list[int]:
    """Give the numbers, page by page until one is empty."""
    found, after = [], 0
    while rows := pages.after(after, limit):
        after = rows[-1][0]
        found += [number for number, _ in rows]
    return found


@pytest.mark.parametrize("limit", [1, STRIDE - 1, STRIDE, 500])
def test_every_entry_is_on_one_page_and_in_order(tmp_path: Path, limit: int) -> None:
    kept(tmp_path, 7, 7 + 3 * STRIDE)
    kept(tmp_path, 1000, 1000 + STRIDE)
    kept(tmp_path, 40, 44)  # this tail is of another history
    numbers = [*range(7, 8 + 3 * STRIDE), *range(1000, 1001 + STRIDE), *range(40, 45)]
    assert paged(LostPages(tmp_path), limit) == sorted(numbers)


def test_a_tail_that_comes_while_somebody_pages_is_seen(tmp_path: Path) -> None:
    pages = LostPages(tmp_path)
    assert pages.after(0, 10) == []
    kept(tmp_path, 5, 6)
    assert [number for number, _ in pages.after(0, 10)] == [5, 6]
    kept(tmp_path, 8, 9)
    assert [number for number, _ in pages.after(6, 10)] == [8, 9]


def test_a_page_has_few_bytes_and_at_least_one_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(tmp_path, 1, 20, length=640)
    monkeypatch.setattr(lost_pages, "PAGE_LEN_MAX", 1000)
    pages = LostPages(tmp_path)
    assert 1 <= len(pages.after(0, 500)) <= 2
    assert paged(pages, 500) == list(range(1, 21))


def test_what_is_damaged_ends_its_own_tail_alone(tmp_path: Path) -> None:
    tail = kept(tmp_path, 1, 3 * STRIDE)
    kept(tmp_path, 900, 903)
    with tail.path.open("r+b") as file:
        file.truncate(tail.path.stat().st_size // 2)
    found = paged(LostPages(tmp_path), 5)
    assert found[-4:] == [900, 901, 902, 903]
    assert found[:-4] == list(range(1, len(found) - 3)) and len(found) > STRIDE


def test_the_last_page_costs_what_the_first_does(tmp_path: Path) -> None:
    """It counts calls of functions, since time is not reliable. In an older version each page read every tail."""
    kept(tmp_path, 1, 4000)
    pages = LostPages(tmp_path)
    pages.after(0, 1)  # find the places first, which is not counted
    early, late = (calls(lambda after=after: pages.after(after, 10)) for after in (5, 3985))
    assert late <= early + 4 * STRIDE * 4, (early, late)


def calls(act: object) -> int:
    """Give how many functions an act calls, also those written in C."""
    count = 0

    def hear(*about: object) -> None:
        nonlocal count
        count += about[1] in {"call", "c_call"}

    sys.setprofile(hear)
    try:
        act()  # type: ignore[operator]
    finally:
        sys.setprofile(None)
    return count
