"""PINs as the vault keeps them: a slow hash that only this box can check, and nothing else."""

import re
from pathlib import Path

import pytest

from appliance.plan.ids import PersonId
from appliance.vault import files
from appliance.vault.errors import VaultError
from appliance.vault.people import People, why_not

ANA, BEN = PersonId("ana"), PersonId("ben")


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    files.open_folder(tmp_path / "keys")
    return tmp_path / "keys"


@pytest.mark.slow
def test_the_pin_opens_and_another_does_not_also_after_a_restart(keys: Path) -> None:
    assert not People(keys).any
    People(keys).set(ANA, "830917")
    again = People(keys)
    assert (again.any, again.has(ANA), again.has(BEN)) == (True, True, False)
    assert again.is_right(ANA, "830917")
    assert again.is_right(ANA, " 830917 ")
    for wrong in ("830918", "", "83091", "83 0917"):
        assert not again.is_right(ANA, wrong)
    assert not again.is_right(BEN, "830917")


def test_a_new_pin_takes_the_place_of_the_old(keys: Path) -> None:
    people = People(keys)
    people.set(ANA, "830917")
    people.set(ANA, "correct horse")
    assert people.is_right(ANA, "correct horse")
    assert not people.is_right(ANA, "830917")


def test_a_pin_taken_away_is_gone_and_the_others_stay(keys: Path) -> None:
    people = People(keys)
    assert people.since_ms(ANA) is None
    people.forget(ANA)  # who has none loses none
    for person in (ANA, BEN):
        people.set(person, "830917")
    assert (people.since_ms(ANA) or 0) > 1_700_000_000_000
    people.forget(ANA)
    for each in (people, People(keys)):
        assert (each.has(ANA), each.has(BEN), each.since_ms(ANA)) == (False, True, None)
        assert not each.is_right(ANA, "830917")
    people.forget(BEN)
    assert not people.any


def test_a_passphrase_is_the_same_from_every_keyboard(keys: Path) -> None:
    people = People(keys)
    people.set(ANA, "Gru\u0308ne Ko\u0308nigin")
    assert people.is_right(ANA, "Gr\u00fcne K\u00f6nigin")


def test_the_files_say_neither_who_nor_what_and_are_hashed_as_owasp_says(keys: Path) -> None:
    people = People(keys)
    people.set(ANA, "830917")
    people.set(BEN, "830917")
    kept = [path.read_text() for path in sorted((keys / "people").iterdir())]
    names = " ".join(path.name for path in (keys / "people").iterdir())
    assert "ana" not in names
    assert len(set(kept)) == 2, "each has a salt of its own"
    for each in kept:
        assert re.fullmatch(r"\$argon2id\$v=19\$m=19456,t=2,p=1\$[^$]{22}\$[^$]{43}", each)


def test_without_the_pepper_a_hash_is_of_no_use(keys: Path) -> None:
    people = People(keys)
    people.set(ANA, "830917")
    pepper = keys / "people.pepper"
    pepper.write_bytes(bytes(32))
    assert not People(keys).is_right(ANA, "830917")
    pepper.unlink()
    assert not People(keys).any


def test_who_left_is_forgotten(keys: Path) -> None:
    people = People(keys)
    people.set(ANA, "830917")
    people.set(BEN, "830917")
    people.forget_all_but([BEN])
    assert [people.has(who) for who in (ANA, BEN)] == [False, True]
    assert len(list((keys / "people").iterdir())) == 1
    assert not People(keys).is_right(ANA, "830917")


def test_a_damaged_hash_is_named_and_opens_nothing(keys: Path) -> None:
    people = People(keys)
    people.set(ANA, "830917")
    next((keys / "people").iterdir()).write_text("rubbish")
    with pytest.raises(VaultError, match="set-pin ana"):
        people.is_right(ANA, "830917")


@pytest.mark.parametrize(
    ("secret", "says"),
    [
        ("12345", "at least 6 digits"),
        ("", "at least 8 characters"),
        ("abcdefg", "at least 8 characters"),
        ("000000", "Digits in a row"),
        ("123456", "Digits in a row"),
        ("098765", "Digits in a row"),
        ("x" * 129, "at most 128"),
        ("830917", ""),
        ("correct horse", ""),
    ],
)
def test_a_pin_that_is_easily_guessed_is_not_taken(secret: str, says: str) -> None:
    assert says in why_not(secret)
    assert bool(why_not(secret)) == bool(says)
