"""Tests that a PIN is tried once: a SIM card locks itself after three wrong ones."""

from pathlib import Path

from hardware.modem import pin
from hardware.modem.pin import NAME, Pins

CARD = "8901260123456789012"


def pins(folder: Path, says: str | None = "1234") -> Pins:
    file = folder / "texts.pin"
    if says is not None:
        file.write_text(says)
    return Pins(file, folder)


def test_a_pin_may_be_tried_once(tmp_path: Path) -> None:
    one = pins(tmp_path, "1234\n")
    assert one.why_not(CARD, 3) == ""
    assert one.begins("1234", CARD) == ""
    one.ended(right=False)
    assert one.why_not(CARD, 2) == pin.WAS_WRONG
    assert pins(tmp_path).why_not(CARD, 2) == pin.WAS_WRONG


def test_another_pin_or_another_card_may_be_tried(tmp_path: Path) -> None:
    one = pins(tmp_path)
    one.begins("1234", CARD)
    one.ended(right=False)
    assert pins(tmp_path, "9876").why_not(CARD, 2) == ""
    assert pins(tmp_path, "1234").why_not("8901260999999999999", 3) == ""


def test_a_right_pin_is_tried_at_every_start(tmp_path: Path) -> None:
    one = pins(tmp_path)
    one.begins("1234", CARD)
    one.ended(right=True)
    assert not (tmp_path / NAME).exists()
    assert pins(tmp_path).why_not(CARD, None) == ""


def test_a_pin_whose_end_nobody_saw_is_tried_only_if_the_card_says_that_it_was_not_wrong(tmp_path: Path) -> None:
    pins(tmp_path).begins("1234", CARD)
    again = pins(tmp_path)
    assert again.why_not(CARD, None) == pin.NOT_KNOWN
    assert again.why_not(CARD, 2) == pin.NOT_KNOWN
    assert again.why_not(CARD, 3) == ""


def test_a_card_that_is_open_shows_that_a_pin_of_which_nobody_saw_the_end_was_right(tmp_path: Path) -> None:
    one = pins(tmp_path)
    one.begins("1234", CARD)
    one.opened()
    assert pins(tmp_path).why_not(CARD, None) == ""
    one.begins("1234", CARD)
    one.ended(right=False)
    one.opened()
    assert pins(tmp_path).why_not(CARD, 2) == pin.WAS_WRONG


def test_the_last_try_is_left_to_a_person(tmp_path: Path) -> None:
    assert pins(tmp_path).why_not(CARD, 1) == pin.LAST_TRY
    assert pins(tmp_path).why_not(CARD, 0) == pin.LAST_TRY
    assert pins(tmp_path).why_not(CARD, 2) == ""


def test_what_is_no_pin_is_never_tried(tmp_path: Path) -> None:
    for says in ("12a4", "123", "123456789", '1234"', "１２３４"):
        assert pins(tmp_path, says).why_not(CARD, 3) == pin.NO_PIN
    assert pins(tmp_path, " \n").why_not(CARD, 3) == pin.NONE_GIVEN
    assert Pins(tmp_path / "nothing", tmp_path).why_not(CARD, 3) == pin.NONE_GIVEN
    assert Pins(None, None).why_not(CARD, 3) == pin.NONE_GIVEN


def test_what_is_kept_is_for_nobody_else_and_does_not_hold_the_pin(tmp_path: Path) -> None:
    pins(tmp_path).begins("1234", CARD)
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600
    assert '"1234"' not in (tmp_path / NAME).read_text()


def test_a_disk_that_takes_nothing_lets_no_pin_be_tried(tmp_path: Path) -> None:
    one = Pins(tmp_path / "texts.pin", tmp_path / "gone")
    assert one.begins("1234", CARD) == pin.NOT_KEPT


def test_if_what_was_tried_cannot_be_read_any_pin_may_have_been(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"{\xff")
    assert pins(tmp_path).why_not(CARD, None) == pin.NOT_KNOWN
    assert pins(tmp_path).why_not(CARD, 2) == pin.NOT_KNOWN
    assert pins(tmp_path).why_not(CARD, 3) == ""
