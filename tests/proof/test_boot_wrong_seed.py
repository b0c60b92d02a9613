"""A new box without a network and with mistakes in its seed is armed and says why; with the seed corrected it is who it should be."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from image_build.boot.card import fresh_card, put_in
from image_build.boot.machine import Machine, Setup
from tests.image_build.first_boot.written import written
from tests.image_build.seeds import authority, token
from tests.proof.school import HERE, Built, seed_of
from tests.proof.started import StartedBox, missing

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(missing() is not None, reason=f"no box can be started: {missing()}"),
]

SEED = "handbell-seed.yaml"
NOBODY = f"https://{HERE}:9"  # a port on which no district listens
WRONG = written(
    head="seed: 1\nname: lincoln ms\ntime_zone: Mars/Olympus\n",
    screen="screen: {desk: reception}\n",
    district="",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("wrong")


@pytest.fixture(scope="module")
def mistaken(built: Built, folder: Path) -> Iterator[StartedBox]:
    """A new card with mistakes in its seed, in a box without a cable."""
    card = fresh_card(built.made.image, folder / "card.img")
    put_in(card, SEED, WRONG.encode())
    with Machine(card, folder / "machine", Setup(plugged=False, watchdog=True)) as machine:
        machine.start()
        box = StartedBox(machine)
        box.armed()
        yield box


@pytest.fixture(scope="module")
def corrected(mistaken: StartedBox, folder: Path) -> Iterator[StartedBox]:
    """The same card after somebody corrected the seed on it, in a box on a network; the district is not there."""
    card = mistaken.machine.card
    mistaken.machine.kill()
    right = seed_of(NOBODY, authority(), token("Lincoln"))
    put_in(card, SEED, right.replace("\n", "\r\n").encode())  # as Windows leaves it
    with Machine(card, folder / "machine", Setup(outside=True, watchdog=True)) as machine:
        machine.start()
        box = StartedBox(machine)
        box.armed()
        yield box


def test_a_box_without_network_or_plan_is_armed(mistaken: StartedBox) -> None:
    assert mistaken.root("ls /sys/class/net").split() == ["lo"], "or it is no box without a network"
    assert mistaken.shows("handbell-buttons.socket", "ActiveState") == "active"


def test_its_console_says_that_the_seed_is_wrong_and_why(mistaken: StartedBox) -> None:
    mistaken.hears("NOT APPLIED: the seed on the card is not right")
    mistaken.hears("handbell-seed[.]yaml:2: name: ")


def test_its_screen_says_that_there_is_trouble(mistaken: StartedBox) -> None:
    mistaken.until_inside("fold -w 80 /dev/vcs1", "TROUBLE")


def test_the_card_says_every_mistake_at_once_and_what_to_do(mistaken: StartedBox) -> None:
    mistaken.until_result("NOT APPLIED: the seed on the card is not right. Nothing was changed.")
    for words in ("lincoln ms", "Mars/Olympus", "reception", f"Correct {SEED}"):
        assert words in mistaken.result, mistaken.result


def test_nothing_of_it_was_applied(mistaken: StartedBox) -> None:
    assert mistaken.root("hostname") == "handbell-unprovisioned"
    assert mistaken.tries("test -e /var/lib/handbell-box/current/given.json").code != 0
    assert "No seed is in force." in mistaken.result


def test_a_corrected_seed_is_applied_at_the_next_start(corrected: StartedBox) -> None:
    corrected.until_result("APPLIED: this box is lincoln-ms.")
    corrected.until_result("done    plan of the building")
    assert "NOT APPLIED" not in corrected.result


def test_the_screen_is_this_school_s_then(corrected: StartedBox) -> None:
    corrected.until_inside("fold -w 80 /dev/vcs1", "Lincoln Middle School")


def test_a_district_that_is_not_there_is_waited_for_and_the_card_says_so(corrected: StartedBox) -> None:
    corrected.until_result("WAITS   enrolment with the district")
    corrected.until_result(HERE)
    assert corrected.shows("handbell-alert.service", "ActiveState") == "active"
