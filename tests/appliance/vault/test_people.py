"""Tests PINs as the vault keeps them: a slow hash that only this box can check, and nothing else."""

import os
import re
from pathlib import Path

import pytest

from appliance.plan.ids import PersonId
from appliance.vault import folders
from appliance.vault.errors import VaultError
from appliance.vault.people import People, why_not

ANA, BEN = PersonId("ana"), PersonId("ben")


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    folders.open_folder(tmp_path / "keys")
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
    people.forget(ANA)  # a person without a PIN loses none
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
    for pepper in keys.rglob("people.pepper"):
        pepper.write_bytes(os.urandom(32))
    assert not People(keys).is_right(ANA, "830917")


@pytest.mark.parametrize("left", [None, b"", b"short"])
def test_a_pepper_that_is_lost_voids_every_pin_and_says_so(keys: Path, left: bytes | None) -> None:
    People(keys).set(ANA, "830917")
    for pepper in list(keys.rglob("people.pepper")):
        pepper.unlink() if left is None else pepper.write_bytes(left)
    people = People(keys)
    assert not people.any and not people.is_right(ANA, "830917")
    (said,) = people.mended
    assert said.lost and "handbell people set-pin PERSON" in said.says
    assert list((keys / "people").iterdir()) == [], "nobody is asked for a PIN that nobody has"
    people.set(ANA, "830917")
    again = People(keys)
    assert again.is_right(ANA, "830917") and again.mended == ()


@pytest.mark.parametrize("damage", [b"", b"short", bytes(32), None])
def test_a_damaged_pepper_is_healed_and_pins_are_right_as_before(keys: Path, damage: bytes | None) -> None:
    People(keys).set(ANA, "830917")
    pepper = keys / "people.pepper"
    pepper.unlink() if damage is None else pepper.write_bytes(damage)
    people = People(keys)
    assert people.is_right(ANA, "830917")
    assert [said.file for said in people.mended] == ["people.pepper"]
    assert People(keys).mended == ()


def test_a_pin_that_was_taken_away_does_not_come_back(keys: Path) -> None:
    people = People(keys)
    people.set(ANA, "830917")
    (file,) = (keys / "people").iterdir()
    kept = {each: each.read_bytes() for each in keys.rglob(file.name)}
    people.forget(ANA)
    for each, content in kept.items():
        each.write_bytes(content)
        each.chmod(0o600)
    again = People(keys)
    assert not again.has(ANA) and not again.is_right(ANA, "830917")
    again.mend()
    assert not any(each.exists() for each in kept)


def test_a_pin_changed_by_hand_does_not_count(keys: Path) -> None:
    people = People(keys)
    people.set(ANA, "830917")
    (ana,) = (keys / "people").iterdir()
    people.set(BEN, "112358")
    ben = next(each for each in (keys / "people").iterdir() if each != ana)
    ana.write_bytes(ben.read_bytes())
    assert people.is_right(ANA, "830917") and not people.is_right(ANA, "112358")


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
    (file,) = (keys / "people").iterdir()
    file.write_text("rubbish")
    assert people.is_right(ANA, "830917"), "there is a second copy"
    (keys / "copies" / "people" / file.name).write_text("rubbish")
    with pytest.raises(VaultError, match="set-pin ana"):
        people.is_right(ANA, "830917")
    file.write_text("")
    with pytest.raises(VaultError, match="set-pin ana"):
        people.is_right(ANA, "830917")
    (said,) = people.mend()
    assert said.lost and "One person's PIN is right no more" in said.says


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
