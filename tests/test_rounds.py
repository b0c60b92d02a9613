"""Tests `rounds.py`: a proof is the same each time, a soak goes on with new seeds until its time is over, and a kept seed has its cause."""

import itertools

import pytest

from tests import rounds as the_rounds
from tests.rounds import KEPT, kept, rounds, seeds


def test_a_proof_is_the_same_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(the_rounds, "SOAK_S", 0.0)
    assert list(rounds(proof="ab", soak=itertools.count())) == ["a", "b"]
    assert seeds("nothing", 2) == ["nothing 0", "nothing 1"]
    assert seeds("day", 2) == [*kept("day"), "day 0", "day 1"]


def test_a_soak_has_new_seeds_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(the_rounds, "SOAK_S", 0.05)
    assert len(list(rounds(proof="ab", soak=itertools.count()))) > 2
    assert list(rounds(proof="ab", soak="c")) == ["c"]
    assert seeds("day", 2)[:-2] == kept("day")
    assert not set(seeds("nothing", 2)) & set(seeds("nothing", 2))


def test_a_soak_that_is_too_short_does_what_it_must(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(the_rounds, "SOAK_S", 1e-9)
    assert list(rounds(proof="ab", soak="cde", at_least=2)) == ["c", "d"]


def test_one_seed_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDBELL_SEED", "7")
    assert seeds("day", 5) == ["7"]


def test_every_seed_that_is_kept_says_what_it_found() -> None:
    lines = [line for line in KEPT.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert lines
    for line in lines:
        seed, _, found = line.partition("#")
        assert len(seed.split()) == 2 and found.strip(), line
