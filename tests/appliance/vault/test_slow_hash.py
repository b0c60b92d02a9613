"""Tests the slow hash that PINs and reporters' codes share: it is right only on this box, whoever else has the hash."""

from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.vault import folders
from appliance.vault.slow_hash import DamagedHash, SlowHash


@pytest.fixture
def pepper(tmp_path: Path) -> Path:
    folders.open_folder(tmp_path / "keys")
    return tmp_path / "keys" / "reporters.pepper"


def test_a_code_is_right_also_after_a_restart_and_another_is_not(pepper: Path) -> None:
    hashed = SlowHash(pepper).make("7KQ2-M9XD")
    assert SlowHash(pepper).is_right("7KQ2-M9XD", hashed)
    assert not SlowHash(pepper).is_right("7KQ2-M9XE", hashed)
    assert pepper.stat().st_mode & 0o777 == 0o600


def test_the_same_code_never_has_the_same_hash(pepper: Path) -> None:
    slow = SlowHash(pepper)
    assert slow.make("7KQ2-M9XD") != slow.make("7KQ2-M9XD")


def test_with_the_hash_but_without_the_pepper_nothing_is_right(pepper: Path) -> None:
    hashed = SlowHash(pepper).make("7KQ2-M9XD")
    both = list(pepper.parent.rglob(pepper.name))
    for each in both:
        each.unlink()
    assert not SlowHash(pepper).is_right("7KQ2-M9XD", hashed)
    assert not pepper.exists(), "checking makes no pepper"


def test_a_damaged_pepper_is_healed_and_one_that_is_lost_is_made_anew_and_named(pepper: Path) -> None:
    hashed = SlowHash(pepper).make("7KQ2-M9XD")
    pepper.write_bytes(b"short")
    healed = SlowHash(pepper, "Codes are void.")
    assert healed.is_right("7KQ2-M9XD", hashed) and [said.lost for said in healed.mended] == [False]
    for each in pepper.parent.rglob(pepper.name):
        each.write_bytes(b"short")
    anew = SlowHash(pepper, "Codes are void.")
    assert not anew.is_right("7KQ2-M9XD", hashed) and anew.is_right("7KQ2-M9XD", anew.make("7KQ2-M9XD"))
    (said,) = anew.mended
    assert said.lost and said.done == "Codes are void."
    assert SlowHash(pepper).mended == ()


def test_a_pepper_that_is_in_use_and_goes_from_the_disk_is_written_again(pepper: Path) -> None:
    slow = SlowHash(pepper)
    hashed = slow.make("7KQ2-M9XD")
    for each in pepper.parent.rglob(pepper.name):
        each.unlink()
    assert [said.lost for said in slow.mend()] == [False]
    assert SlowHash(pepper).is_right("7KQ2-M9XD", hashed)


DAMAGES: dict[str, Callable[[str], str]] = {
    "rubbish": lambda hashed: "rubbish",
    "nothing": lambda hashed: "",
    "rubbish behind the beginning": lambda hashed: "$argon2id$garbage",
    "cut in the middle": lambda hashed: hashed[: len(hashed) // 2],
    "a letter less": lambda hashed: hashed[:-1],
    "a letter more": lambda hashed: hashed + "A",
    "a line's end more": lambda hashed: hashed + "\n",
    "a last letter that cannot be": lambda hashed: hashed[:-1] + "B",
    "another version": lambda hashed: hashed.replace("v=19", "v=18"),
    "no memory": lambda hashed: hashed.replace("m=19456", "m=0"),
    "memory without end": lambda hashed: hashed.replace("m=19456", "m=1945600"),
    "no number": lambda hashed: hashed.replace("t=2", "t=two"),
    "no salt": lambda hashed: hashed.replace(hashed.split("$")[4] + "$", ""),
}


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_what_is_no_hash_is_damage_and_not_merely_wrong(pepper: Path, damage: Callable[[str], str]) -> None:
    slow = SlowHash(pepper)
    with pytest.raises(DamagedHash):
        slow.is_right("7KQ2-M9XD", damage(slow.make("7KQ2-M9XD")))


@pytest.mark.slow
def test_no_hash_that_is_made_counts_as_damaged(pepper: Path) -> None:
    slow = SlowHash(pepper)
    for _ in range(16):
        assert slow.is_right("7KQ2-M9XD", slow.make("7KQ2-M9XD"))
