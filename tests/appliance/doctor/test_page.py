"""Tests the page of `handbell doctor` for a tired person or a screen reader, and the data that a program reads."""

import itertools
import json
from copy import replace

import msgspec
import pytest

from appliance.doctor.facts import Clock, Enrolment, Power, Seen, Told, Untold
from appliance.doctor.finding import Key, Word
from appliance.doctor.judging import judged
from appliance.doctor.page import LINES_MAX, WIDTH, data, page
from tests.appliance.doctor.box import AT, DENIED, DOWN, SEEN, TOLD, board, district
from tests.appliance.doctor.test_judging import ILL, TROUBLE


def lines(seen: Seen = SEEN, told: Told | Untold = TOLD, building: str = "Cedar Creek") -> list[str]:
    return page(judged(seen, told), building, "cedar-creek", AT)


def said(shown: list[str]) -> str:
    """Give the text as it is read aloud, wherever lines end."""
    return " ".join(" ".join(shown).split())


def test_a_well_box_reads_so_in_its_second_line() -> None:
    shown = lines()
    assert shown[0] == "Handbell doctor. Cedar Creek, box cedar-creek, 2026-11-25 07:30 UTC"
    assert shown[1] == "All is well: all 17 things looked at are in order."
    assert sum(line.startswith("OK ") for line in shown) == 17


@pytest.mark.parametrize("row", ILL, ids=[f"{row[0]}: {row[4]}" for row in ILL])
def test_one_fault_fits_the_page_and_stands_before_all_that_is_well(
    row: tuple[Key, Word, Seen, Told | Untold, str],
) -> None:
    shown = lines(row[2], row[3])
    assert len(shown) <= LINES_MAX
    assert max(map(len, shown)) <= WIDTH
    words = [line[:8].strip() for line in shown if line[:8].strip() in set(Word)]
    assert [word for word, _ in itertools.groupby(words)] == [word for word in Word if word in words]


def test_much_that_is_wrong_at_once_still_fits_and_what_is_well_is_named_in_one_line() -> None:
    told = replace(district(reachable=False, why="The proxy wants a password."), health=None)
    told = replace(told, board=board(troubles=(TROUBLE,) * 9, day_unchecked=True, clock_trusted=False).board)
    seen = replace(
        SEEN,
        clock=Clock(synchronised=False, battery=False),
        power=Power(True, True, 90_000),
        enrolment=Enrolment(seen=False),
    )
    shown = lines(seen, told)
    assert len(shown) <= LINES_MAX
    assert shown[1].startswith("Of 17 things 1 is broken, ")


def test_a_page_holds_nothing_a_terminal_obeys_and_nothing_told_by_drawing() -> None:
    nasty = msgspec.structs.replace(TROUBLE, subject="\x1b[2J\x07B1")
    text = "\n".join(lines(told=board(troubles=(nasty,), building="x"), building="\x1b[31mCedar\nCreek"))
    assert all(letter.isprintable() or letter == "\n" for letter in text)
    assert all(letter.isascii() or letter == "°" for letter in text)


def test_the_key_on_the_label_can_be_read_off_the_page() -> None:
    assert "Keys: Box key a1b2 c3d4 e5f6 0718, 400 days old; 3 weekly reading keys" in said(lines())


def test_without_a_daemon_or_a_right_to_ask_it_the_page_says_what_it_can() -> None:
    away = said(lines(told=DOWN, building=""))
    assert away.startswith("Handbell doctor. Box cedar-creek, ")
    assert "UNSEEN Plan, desks, buttons, sounders, troubles, proofs, district, copy: Only the daemon knows." in away
    denied = said(lines(replace(SEEN, user="sam", root_word="sudo "), DENIED))
    assert "User sam may not ask it: only root and the group handbell-desk may." in denied
    assert "Do: sudo handbell doctor" in denied


def test_the_data_for_programs_has_names_that_stay() -> None:
    known = json.loads(json.dumps(data(judged(SEEN, DOWN), "", "cedar-creek", AT)))
    assert set(known) == {"format", "building", "box", "at", "word", "exit_code", "findings", "next"}
    assert (known["format"], known["at"], known["word"], known["exit_code"]) == (
        1,
        "2026-11-25T07:30:00Z",
        "BROKEN",
        2,
    )
    assert [finding["key"] for finding in known["findings"]] == [
        "daemon", "doors", "plan", "desks", "buttons", "sounders", "troubles", "proofs", "clock", "disk", "card", "power",
        "record", "keys", "district", "certificate", "copy",
    ]  # fmt: skip
    assert all(set(finding) == {"key", "word", "says", "do"} for finding in known["findings"])
    assert {finding["word"] for finding in known["findings"]} <= {"OK", "LOOK", "UNSEEN", "BROKEN"}
    assert all(set(each) == {"key", "says", "fails_in_days"} for each in known["next"])
