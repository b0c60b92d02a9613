"""Tests how far a restore would reach, by the names and sizes of files alone."""

import pytest

from sync.replica.chain import is_cut_off, unbroken_to


def _file(first: int, last: int, size: int = 500) -> tuple[str, int]:
    return f"{first:016x}-{last:016x}.ltx", size


@pytest.mark.parametrize(
    ("files", "reached"),
    [
        ([], 0),
        ([_file(1, 1)], 1),
        ([_file(1, 1), _file(2, 2), _file(3, 26)], 26),
        ([_file(1, 40), _file(3, 26), _file(27, 27), _file(41, 41)], 41),
        ([_file(1, 2), _file(4, 9)], 2),  # there is a gap
        ([_file(2, 9)], 0),  # there is nothing to begin with
        ([_file(1, 2), _file(3, 3, size=40)], 2),  # the second file is cut off
        ([_file(1, 2), ("0000000000000003-0000000000000003.ltx.tmp", 500), ("lost+found", 0)], 2),
        ([_file(1, 255), _file(256, 4096)], 4096),  # numbers are hexadecimal
    ],
)
def test_files_reach_as_far_as_they_follow_on_each_other(files: list[tuple[str, int]], reached: int) -> None:
    assert unbroken_to(files) == reached
    assert unbroken_to(reversed(files)) == reached
    assert unbroken_to((f"ltx/9/{name}", size) for name, size in files) == reached


@pytest.mark.parametrize(
    ("file", "cut_off"),
    [
        (_file(1, 40, size=0), True),
        (_file(1, 40, size=99), True),
        (_file(1, 40, size=100), False),
        (("ltx/1/0000000000000001-0000000000000028.ltx", 0), True),
        (("ltx/1/0000000000000001-0000000000000028.ltx.tmp", 0), False),
        (("latest", 0), False),
    ],
)
def test_cut_off_is_what_has_a_name_of_litestreams_and_no_header(file: tuple[str, int], cut_off: bool) -> None:
    assert is_cut_off(*file) == cut_off
