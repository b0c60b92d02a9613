"""Proves that a new box takes a dead one's place. A box dies in the middle of a call, and another box with a new card goes on with its
stick and the phrase. Both are booted, the stick has FAT, and everything is typed at the serial console as INSTALL says. The call rings
again, and its button is told.

Only in `make soak`: two emulated boxes, one after the other, take some minutes.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hardware.esphome.wire import DIAL_IN_PORT
from image_build.boot.card import fresh_card, put_in
from image_build.boot.machine import Machine, Setup
from tests.image_build.first_boot.written import written
from tests.image_build.seeds import indented
from tests.proof.buttons_outside import ButtonsOutside
from tests.proof.copied_box import PHRASE, phrase_section
from tests.proof.fat_stick import MOUNTED, SECTION, fat_stick, proved
from tests.proof.school import AT, BOOTED_PLAN, KEYS, Built
from tests.proof.started import StartedBox, missing

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(missing() is not None, reason=f"no box can be started: {missing()}"),
]

TYPED = " ".join(word[:4] for word in PHRASE.split())  # four letters of each word are enough
SEED_DONE = "done    plan of the building"


def seed() -> bytes:
    """Make the seed of both cards, as `handbell image provision` writes it: of the phrase it has only the public half."""
    return written(
        plan=f"plan:\n{indented(BOOTED_PLAN, 2)}",
        screen="screen: {desk: front, serial_desk: front}\n",
        network=f"network: {{address: {AT}, dns: [10.0.2.3]}}\n",
        district="",
        copy=SECTION,
        recovery=phrase_section(),
    ).encode()


@dataclass(frozen=True, slots=True)
class Errand:
    """The new box before the restore, the buttons of the building, and the newest entry of the dead box's copy."""

    box: StartedBox
    buttons: ButtonsOutside
    copied: int


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dead")


@pytest.fixture(scope="module")
def errand(built: Built, folder: Path) -> Iterator[Errand]:
    stick = fat_stick(folder / "stick.img")
    setup = Setup(forwards={"buttons": DIAL_IN_PORT}, stick=stick)
    with Machine(card(built, folder / "first.img"), folder / "first", setup) as first:
        first.start()
        with ButtonsOutside(folder / "credentials", first.ports["buttons"], KEYS) as buttons:
            copied = is_copied_and_dies(StartedBox(first), buttons)
            with Machine(card(built, folder / "second.img"), folder / "second", setup) as second:
                second.ports = dict(first.ports)  # the same address, since the building's buttons dial it
                second.start()
                yield Errand(StartedBox(second), buttons, copied)


def card(built: Built, file: Path) -> Path:
    made = fresh_card(built.made.image, file)
    put_in(made, "handbell-seed.yaml", seed())
    return made


def is_copied_and_dies(box: StartedBox, buttons: ButtonsOutside) -> int:
    """Copy the box, and kill it in the middle of a call that somebody has just seen; give the newest copied entry."""
    box.armed()
    box.until_result(SEED_DONE)
    buttons.until_shows("B204-wall", "ready")
    box.types("")
    pressed = buttons.press("B204-wall")
    box.hears("Call 1: Room 204 needs help")
    buttons.until_shows("B204-wall", "received", pressed)
    copied = proved(box)
    assert box.root(f"findmnt -n -o FSTYPE {MOUNTED}") == "vfat"
    dark = buttons.now()
    box.machine.kill()
    buttons.until_shows("B204-wall", "not-delivered", dark)
    return copied


def test_the_new_box_offers_the_copy_on_the_stick_and_takes_the_phrase(errand: Errand) -> None:
    box, began_s = errand.box, time.monotonic()
    box.armed()
    box.until_result(SEED_DONE)
    box.hears("Handbell at Lincoln Middle School[.] Front office[.]")
    box.until_inside(f"findmnt -n -o FSTYPE {MOUNTED}", "^vfat$")
    box.types("restore")
    box.hears("The USB stick, written at")
    box.hears("To restore from it, type: restore")
    box.types("restore")
    box.hears("From which copy")
    box.types("usb")
    box.hears("Type the twelve words")
    box.types(TYPED)
    box.hears("One call was open and rings again[.] The copy goes up to entry")
    box.hears("To go on in place of the former box, type: replace")
    told = re.findall(r"goes\s+up\s+to\s+entry\s+([\d,]+)", box.machine.console.text)
    assert int(told[-1].replace(",", "")) >= errand.copied
    print(f"laid ready {time.monotonic() - began_s:.0f} s after the new box had power")


def test_the_phrase_is_shown_nowhere(errand: Errand) -> None:
    assert TYPED not in errand.box.machine.console.text
    found = errand.box.tries(f"journalctl -b --no-pager -o cat | grep -F -e '{TYPED}' -e '{PHRASE}'")
    assert (found.code, found.text) == (1, "")


def test_with_a_yes_the_call_rings_again_and_its_button_is_told(errand: Errand) -> None:
    box, yes_s = errand.box, time.monotonic()
    before = box.shows("handbell-alert", "MainPID")
    box.types("replace")
    box.hears("begins anew with it")
    box.hears("Call 1.*Room 204")
    print(f"the call rings {time.monotonic() - yes_s:.0f} s after the yes")
    assert box.shows("handbell-alert", "MainPID") != before
    attended = errand.buttons.now()
    box.types("")
    errand.buttons.until_shows("B204-wall", "received", attended)
    asked = errand.buttons.now()
    box.types("have 1")
    box.hears("has it")
    errand.buttons.until_shows("B204-wall", "acknowledged", asked)


def test_and_it_makes_its_own_copy_on_that_stick(errand: Errand) -> None:
    assert proved(errand.box, errand.copied + 1) > errand.copied
    boxes = errand.box.root(f"ls -d {MOUNTED}/handbell-copy/*/*").split()
    assert len(boxes) == 2, boxes
