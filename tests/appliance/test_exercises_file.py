"""Tests reading scenarios from the disk: the shipped ones, and a district's own beside or in the place of one."""

from pathlib import Path

from msgspec.structs import replace

from appliance.exercises.scenario import Kind
from appliance.exercises_file import read, shipped, with_own
from tests.appliance.exercises.texts import NAMES, OWN


def test_all_that_are_shipped_are_given_by_their_titles() -> None:
    assert sorted(each.scenario for each in shipped()) == NAMES
    order = [(each.kind is Kind.SITUATIONAL, each.title) for each in shipped()]
    assert order == sorted(order), "those at a table first"


def test_ones_own_stands_beside_them_or_in_the_place_of_one(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    own = read(file).scenario
    assert own is not None
    assert {each.scenario for each in with_own((own,))} == {*NAMES, "own"}
    instead = replace(own, scenario=shipped()[0].scenario)
    found = with_own((instead,))
    assert len(found) == len(NAMES)
    assert instead in found
    assert shipped()[0] not in found


def test_a_file_that_is_no_text_says_where(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_bytes(OWN.encode() + "# \u00e9".encode("latin-1"))
    (mistake,) = read(file).mistakes
    assert (mistake.line, mistake.says) == (OWN.count("\n") + 1, "This is no UTF-8 text.")


def test_the_mark_with_which_windows_begins_a_file_means_nothing(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8-sig")
    assert read(file).mistakes == ()
    file.write_bytes(b"\xef\xbb\xbf# \xe9\n")
    assert [each.line for each in read(file).mistakes] == [1], "the line of what is no text is right behind it too"


def test_lines_from_windows_are_the_same_lines(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_bytes(OWN.replace("A room calls.", "A siren goes.").replace("\n", "\r\n").encode())
    assert [each.line for each in read(file).mistakes] == [21]
