"""Tests reading a receipt back: scanned, in several codes, or typed with the slips that people make."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.receipt import printed
from appliance.receipt.paper import parts, text
from appliance.receipt.parse import Wrong, read, typed
from appliance.record.crockford import ALPHABET
from tests.appliance.receipt.taken import taken

PAPER = taken().paper
LINES = typed(PAPER)


def says(found: object) -> str:
    assert isinstance(found, Wrong)
    return found.says


@pytest.mark.parametrize("count", [*range(1, 11), 20])
def test_codes_are_read_in_any_order_with_other_words_around(count: int) -> None:
    found = [text(PAPER)] if count == 1 else parts(PAPER, count)
    assert read("From my phone:\n" + "\n\n".join(reversed([*found, found[0]])) + "\nSent on Tuesday") == PAPER


def test_a_printed_receipt_is_read_from_its_lines_as_people_type_them() -> None:
    assert read("\n".join(printed.lines(PAPER))) == PAPER
    assert read("\n".join(LINES).lower()) == PAPER
    assert read("\r\n".join(f"  {line}  " for line in reversed(LINES))) == PAPER
    assert read("\n".join(line[:4] + line[4:].replace("0", "O").replace("1", "l") for line in LINES)) == PAPER
    assert read("\n".join(line[:4] + line[4:].replace(" ", "") for line in LINES)) == PAPER


@given(st.integers(0, len(LINES) - 1), st.integers(0), st.sampled_from(ALPHABET))
def test_one_wrong_letter_is_found_and_nearly_always_in_its_own_line(line: int, at: int, letter: str) -> None:
    places = [place for place, old in enumerate(LINES[line]) if place > 3 and old not in {" ", letter}]
    place = places[at % len(places)]
    slipped = LINES[line][:place] + letter + LINES[line][place + 1 :]
    found = says(read("\n".join([*LINES[:line], slipped, *LINES[line + 1 :]])))
    assert f"R{line + 1:02}" in found or "misread" in found


def test_two_letters_in_the_wrong_order_are_found_in_their_line() -> None:
    line = LINES[1]
    place = next(at for at in range(4, 30) if line[at] != line[at + 1] and " " not in line[at : at + 2])
    swapped = line[:place] + line[place + 1] + line[place] + line[place + 2 :]
    assert "slip in line R02" in says(read("\n".join([LINES[0], swapped, *LINES[2:]])))


def test_what_is_missing_is_named() -> None:
    assert "Line R02 is missing" in says(read("\n".join([LINES[0], *LINES[2:]])))
    assert "its end is missing" in says(read("\n".join(LINES[:-1]))) or "is missing" in says(
        read("\n".join(LINES[:-1]))
    )
    three = parts(PAPER, 3)
    assert says(read(three[0])).startswith("Code 2 and 3 of it is missing")
    assert "all of it" in says(read(text(PAPER)[:-10]))


def test_two_receipts_at_once_are_not_mixed() -> None:
    other = text(PAPER).replace("HBR1:0", "HBR1:1").replace("HBR1:2", "HBR1:3")
    assert "more than one" in says(read(f"{text(PAPER)} {other}A"))
    assert "different receipts" in says(read(parts(PAPER, 2)[0] + " " + parts(PAPER, 3)[1]))
    assert "Code 1 is there twice" in says(read(parts(PAPER, 2)[0] + " " + parts(PAPER, 2)[0] + "7"))


def test_of_codes_from_a_screen_that_changed_its_size_the_whole_set_is_read() -> None:
    assert read("\n".join([*parts(PAPER, 7)[:3], *parts(PAPER, 13)])) == PAPER
    assert read("\n".join([*parts(PAPER, 7), *parts(PAPER, 13)])) == PAPER
    other = parts(msgspec.structs.replace(PAPER, number=13), 3)
    assert "more than one" in says(read("\n".join([*parts(PAPER, 2), *other])))


def test_something_else_altogether_is_refused_with_what_was_expected() -> None:
    assert "lines that begin with R01" in says(read("Dear office,\nroom R204 again.\n"))
    assert "lines that begin with R01" in says(read("ROI School\nRIO Grande Hall\nR2 D2\n"))
    assert "lines that begin with R01" in says(read(""))
    assert "a later Handbell" in says(read("HBR2:0123"))


@given(st.text(max_size=300))
def test_no_text_whatever_is_taken_for_a_receipt_or_ends_in_a_traceback(anything: str) -> None:
    assert isinstance(read(anything), Wrong)
    assert isinstance(read(f"HBR1:{anything}"), Wrong)
    assert isinstance(read(f"R01 {anything}"), Wrong)
