"""Tests the count of starts that ended soon: it goes on over processes, and begins anew with another boot, after a long life, or after a
start that did as it says.
"""

from pathlib import Path

import pytest

from appliance.lives import DEATHS_MAX, NAME, Lives, this_boot


def test_two_deaths_one_after_the_other_make_the_next_start_another_one(tmp_path: Path) -> None:
    told = []
    for _ in range(2 * (DEATHS_MAX + 1)):
        lives = Lives(tmp_path, "boot")
        told.append(lives.too_short)
        lives.begin()
    # The start that leaves the record alone begins the count anew, so that the record is not set aside at each further start.
    assert told == [False, False, True, False, True, False]


def test_a_run_that_lived_ends_the_count(tmp_path: Path) -> None:
    for _ in range(DEATHS_MAX):
        Lives(tmp_path, "boot").begin()
    assert Lives(tmp_path, "boot").too_short
    Lives(tmp_path, "boot").lived()
    assert not Lives(tmp_path, "boot").too_short


def test_a_power_cut_is_no_death(tmp_path: Path) -> None:
    for _ in range(DEATHS_MAX):
        Lives(tmp_path, "boot").begin()
    assert not Lives(tmp_path, "another boot").too_short
    assert this_boot() == this_boot() != ""


def test_where_nothing_can_be_written_nothing_is_counted_and_rubbish_counts_for_nothing(tmp_path: Path) -> None:
    for _ in range(DEATHS_MAX):
        Lives(tmp_path / "nowhere", "boot").begin()
    assert not Lives(tmp_path / "nowhere", "boot").too_short
    (tmp_path / NAME).write_bytes(b"\xff\xff rubbish ....")
    assert not Lives(tmp_path, "boot").too_short


async def test_a_start_that_says_why_it_cannot_be_is_no_death(tmp_path: Path) -> None:
    for _ in range(DEATHS_MAX + 1):
        lives = Lives(tmp_path, "boot")
        lives.begin()
        with pytest.raises(OSError, match="taken"):
            async with lives.spared(OSError):
                raise OSError("the port is taken")
    assert not Lives(tmp_path, "boot").too_short
