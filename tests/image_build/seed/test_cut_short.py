"""Tests that a seed that was cut short is never taken for a whole one, wherever it was cut and whoever saved it, and that
the box says so.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from image_build.seed.model import Seed
from image_build.seed.read import read_seed, read_seed_bytes
from image_build.seed.text import SEED_BYTES_MAX
from tests.image_build.seeds import seed_text

CUT = "The file was cut short: its last line, `end_of_seed: true`, is missing."
SOUND = seed_text()


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_cut_after_any_line_it_is_refused(ends: str) -> None:
    lines = SOUND.splitlines()
    for number in range(1, len(lines)):
        found = read_seed_bytes((ends.join(lines[:number]) + ends).encode())
        assert isinstance(found, list), f"cut after line {number} it was taken for a seed"
        assert [each.says for each in found] == [CUT]
        assert found[0].line == number


@given(some.integers(0, len(SOUND.encode()) - 2), some.sampled_from(["\n", "\r\n"]))
@settings(max_examples=300)
def test_cut_at_any_byte_it_is_refused(at: int, ends: str) -> None:
    whole = SOUND.replace("\n", ends).encode()
    cut = whole[:at]
    found = read_seed_bytes(cut)
    assert isinstance(found, list)
    assert found[0].says in {CUT, "There is nothing in this file."}


def test_cut_inside_of_a_letter_it_is_told_as_that() -> None:
    raw = SOUND.replace("Lincoln", "Peña").encode()
    found = read_seed_bytes(raw[: raw.index("ñ".encode()) + 1])
    assert isinstance(found, list)
    assert found[0].says == CUT


def test_a_file_whose_end_was_never_written() -> None:
    found = read_seed_bytes(SOUND.encode()[:500] + bytes(4096))
    assert isinstance(found, list)
    assert found[0].told("s.yaml") == (
        f"s.yaml:{SOUND[:500].count(chr(10)) + 1}: The file ends in empty bytes: it was not written to its end. "
        "Copy it again, whole, and eject the stick or card before you pull it out. If you wrote it by hand, add that line."
    )


def test_what_stands_behind_the_end_is_told() -> None:
    found = read_seed(f"{SOUND}colour: red\n")
    assert isinstance(found, list)
    last = SOUND.count("\n")
    assert found[0].told("s.yaml") == (
        f"s.yaml:{last + 1}: Something stands behind the last line, `end_of_seed: true`, which is line {last}. "
        "Move that line to the end, or take out what is behind it."
    )


@pytest.mark.parametrize("tail", ["", "\n", "\r\n", "\n\n  \n", "   # that is all\n", "\n# a remark\n"])
def test_blanks_and_remarks_behind_the_end_change_nothing(tail: str) -> None:
    assert isinstance(read_seed(SOUND.rstrip("\n") + tail), Seed)


def test_what_is_no_seed_at_all() -> None:
    told = {
        "": "There is nothing in this file. Start from the output of `handbell image seed example`.",
        "# only a remark\n": "There is nothing in this file. Start from the output of `handbell image seed example`.",
        "x"
        * (
            SEED_BYTES_MAX + 1
        ): "The file is longer than 262,144 bytes, which no seed is. Check that this is the seed file.",
    }
    for text, sentence in told.items():
        found = read_seed(text)
        assert isinstance(found, list)
        assert [f"{each.says} {each.do}" for each in found] == [sentence]
    found = read_seed_bytes(SOUND.encode("utf-16"))
    assert isinstance(found, list)
    assert found[0].says == "This is not text in UTF-8."
