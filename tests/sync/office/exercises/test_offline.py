"""Tests how the root key assigns sets of exercises: from files, beside those of before, for all buildings or some, and no more."""

from pathlib import Path

import msgspec
import pytest

from appliance.envelope.exercise_sets import ExercisesTold
from appliance.envelope.statements import EVERY_BUILDING, Notice, NoticeType
from sync.office import sealed_file
from sync.office.exercises.offline import read_sets
from sync.office.papers import Unreadable
from sync.office.root import CannotSay, Root

SET = """\
[set]
name = "2026-27"
title = "Exercises of this school year"
first = 2026-08-17
last = 2027-05-28

[[exercise]]
scenario = "medical-help"
by = 2026-10-30

[[exercise]]
drill = "Spring drill"
by = 2027-03-31
"""
MESA = b"m" * 16
WORDS = "six quiet words nobody else says"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Root:
    monkeypatch.setattr(sealed_file, "ITERATIONS", 1)
    monkeypatch.setattr(sealed_file, "MEMORY_KIB", 64)
    return Root.init(tmp_path / "root", WORDS)


def written(folder: Path, text: str, name: str = "year.toml") -> Path:
    file = folder / name
    file.write_text(text)
    return file


def test_each_notice_repeats_what_is_still_assigned(root: Root, tmp_path: Path) -> None:
    (year,) = read_sets([written(tmp_path, SET)], ())
    (ours,) = read_sets([written(tmp_path, SET.replace('"2026-27"', '"ours"'))], (MESA,))
    assert [each.title for each in year.asked] == ["A child does not breathe well", "Spring drill"] or year.asked[
        1
    ].drill
    versions = []
    for sets, without, names in (
        ((year,), frozenset[str](), ["2026-27"]),
        ((ours,), frozenset[str](), ["2026-27", "ours"]),
        ((year,), frozenset({"ours"}), ["2026-27"]),
        ((), frozenset({"2026-27"}), []),
    ):
        root = Root.open(root.path.parent, WORDS)
        notice = Notice.unpack(root.exercises(sets, without, 1_800_000_000_000).statement)
        assert (notice.type, notice.building) == (NoticeType.EXERCISES, EVERY_BUILDING)
        assert [each.name for each in msgspec.msgpack.decode(notice.body, type=ExercisesTold)] == names
        versions.append(notice.version)
    assert versions == sorted(set(versions))


def test_what_no_building_could_take_is_not_signed(root: Root, tmp_path: Path) -> None:
    with pytest.raises(CannotSay, match="No set is assigned by this name: none"):
        root.exercises((), frozenset({"none"}), 1)
    with pytest.raises(CannotSay, match="Name the file of a set"):
        root.exercises((), frozenset(), 1)
    many = [written(tmp_path, SET.replace('"2026-27"', f'"s{number}"'), f"{number}.toml") for number in range(5)]
    with pytest.raises(CannotSay, match="more than 4 sets to one building"):
        root.exercises(read_sets(many, ()), frozenset(), 1)
    assert Root.open(root.path.parent, WORDS).said.sets == ()


def test_a_file_with_mistakes_is_refused_whole(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r'There is no scenario "own"') as refused:
        read_sets([written(tmp_path, SET.replace("medical-help", "own"))], ())
    assert str(refused.value).endswith("1 mistake. The file is refused as a whole.")
    with pytest.raises(Unreadable, match="cannot be read"):
        read_sets([tmp_path / "none.toml"], ())
    (tmp_path / "latin.toml").write_bytes("# é\n".encode("latin-1"))
    with pytest.raises(Unreadable, match="no UTF-8 text"):
        read_sets([tmp_path / "latin.toml"], ())
