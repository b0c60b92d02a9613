"""Tests that it is known beside the record which keys were destroyed, also after a damaged line, half a line, or without the file."""

from pathlib import Path

import pytest

from appliance.logbook.gone import NAME, add, gone

ONE, TWO, THREE = ((bytes([number]) * 16, number) for number in (1, 2, 3))
LINE_LEN = 28


def test_what_was_added_is_known_and_once_is_enough(tmp_path: Path) -> None:
    assert gone(tmp_path) == frozenset()
    add(tmp_path, [ONE, TWO])
    add(tmp_path, [TWO, THREE])
    assert gone(tmp_path) == {ONE, TWO, THREE}
    assert (tmp_path / NAME).stat().st_size == 3 * LINE_LEN


def test_what_a_power_cut_left_of_a_line_is_written_over(tmp_path: Path) -> None:
    add(tmp_path, [ONE, TWO])
    with (tmp_path / NAME).open("r+b") as file:
        file.truncate(LINE_LEN + 5)
    assert gone(tmp_path) == {ONE}
    add(tmp_path, [TWO])
    assert gone(tmp_path) == {ONE, TWO}


@pytest.mark.parametrize("at", range(0, LINE_LEN, 3))
def test_a_flipped_bit_takes_one_line_and_makes_no_other(tmp_path: Path, at: int) -> None:
    add(tmp_path, [ONE, TWO])
    data = bytearray((tmp_path / NAME).read_bytes())
    data[at] ^= 4
    (tmp_path / NAME).write_bytes(data)
    assert gone(tmp_path) == {TWO}


def test_a_folder_in_its_place_says_nothing_and_is_no_place_for_more(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    assert gone(tmp_path) == frozenset()
    with pytest.raises(OSError, match="directory"):
        add(tmp_path, [ONE])
