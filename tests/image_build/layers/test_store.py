"""Tests that a layer is made once for the same inputs, and that an unfinished layer is never taken for a finished one."""

import io
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from image_build.layers.store import Store, key_of
from image_build.programs import CannotBuild
from image_build.progress import Progress

QUIET = Progress(out=io.StringIO())


def writes(text: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / "layer").write_text(text)

    return make


def test_the_key_is_of_what_went_in_and_not_of_the_order_it_was_named_in() -> None:
    assert key_of({"a": 1, "b": [1, 2]}) == key_of({"b": [1, 2], "a": 1})
    assert key_of({"a": 1, "b": [1, 2]}) != key_of({"a": 1, "b": [2, 1]})
    assert len(key_of({})) == 64


def test_the_same_inputs_make_a_layer_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "cache")
    first = store.layer("base", {"debs": ["a 1"]}, writes("first"), QUIET)
    again = store.layer("base", {"debs": ["a 1"]}, writes("never made"), QUIET)
    other = store.layer("base", {"debs": ["a 2"]}, writes("second"), QUIET)
    assert first == again != other
    assert (first / "layer").read_text() == "first"
    assert (other / "layer").read_text() == "second"


def test_what_went_in_can_be_read_beside_the_layer(tmp_path: Path) -> None:
    place = Store(tmp_path).layer("base", {"debs": ["a 1 arm64 sha256:00"]}, writes(""), QUIET)
    assert "a 1 arm64 sha256:00" in (place / "inputs.json").read_text()


def test_a_failure_leaves_nothing_and_the_next_try_makes_it(tmp_path: Path) -> None:
    store = Store(tmp_path)

    def half(folder: Path) -> None:
        (folder / "layer").write_text("half")
        raise CannotBuild("no space")

    with pytest.raises(CannotBuild, match="no space"):
        store.layer("base", {"a": 1}, half, QUIET)
    assert [path.name for path in tmp_path.iterdir()] == [".base.lock"]
    assert (store.layer("base", {"a": 1}, writes("whole"), QUIET) / "layer").read_text() == "whole"


def test_what_a_killed_build_left_is_not_used_and_is_taken_away(tmp_path: Path) -> None:
    store = Store(tmp_path)
    wanted = f"base-{key_of({'a': 1})[:32]}"
    left = tmp_path / f".unfinished-{wanted}-killed"
    left.mkdir()
    (left / "layer").write_text("half")
    assert (store.layer("base", {"a": 1}, writes("whole"), QUIET) / "layer").read_text() == "whole"
    assert not left.exists()


def test_two_builds_at_once_make_it_once(tmp_path: Path) -> None:
    made: list[int] = []

    def slowly(folder: Path) -> None:
        made.append(1)
        time.sleep(0.2)
        (folder / "layer").write_text("whole")

    def build() -> None:
        Store(tmp_path).layer("base", {"a": 1}, slowly, QUIET)

    builds = [threading.Thread(target=build) for _ in range(3)]
    for one in builds:
        one.start()
    for one in builds:
        one.join(30)
    assert len(made) == 1


def test_old_layers_go_but_none_that_may_be_in_use(tmp_path: Path) -> None:
    store = Store(tmp_path)
    old = [store.layer("site", {"a": number}, writes(""), QUIET) for number in range(4)]
    yesterday = time.time() - 86_400
    for number, place in enumerate(old):
        os.utime(place, (yesterday + number, yesterday + number))
    other = store.layer("base", {"a": 1}, writes(""), QUIET)
    os.utime(other, (yesterday, yesterday))
    newest = store.layer("site", {"a": 9}, writes(""), QUIET)
    assert sorted(tmp_path.glob("site-*")) == sorted([*old[2:], newest])
    assert other.exists()


def test_a_person_sees_what_is_made_and_what_is_taken(tmp_path: Path) -> None:
    out = io.StringIO()
    for _ in range(2):
        Store(tmp_path).layer("base", {"a": 1}, writes(""), Progress(out=out))
    lines = [line.split(maxsplit=1)[1] for line in out.getvalue().splitlines()]
    assert lines[:2] == ["base: being made", "base: made in 0 s"]
    assert lines[2].startswith(f"base: taken from {tmp_path}")
