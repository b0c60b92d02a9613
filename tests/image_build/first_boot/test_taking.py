"""Tests the first step on real files, with seeds that are new, unchanged, edited, put back, cut short, wrong, or from a stick; and cards
that fail.
"""

import errno
import os
import stat
import time
from collections.abc import Callable

import pytest

from image_build.first_boot.generation import Generations
from image_build.first_boot.given import Given
from image_build.first_boot.outcome import Place, What
from image_build.first_boot.render import rendered
from tests.image_build.copies import KEY, SFTP
from tests.image_build.first_boot.conftest import Ground
from tests.image_build.first_boot.written import written
from tests.image_build.seeds import indented, secret

OTHER_NETWORK = "network: {address: {ip: 10.9.9.9/24, gateway: 10.9.9.1}, dns: [10.4.0.53]}"


def given(ground: Ground) -> Given:
    found = ground.generations.given()
    assert found is not None
    return found


def test_a_seed_on_the_card_becomes_what_the_box_is(ground: Ground) -> None:
    ground.lays(written())
    taken = ground.takes()
    assert (ground.of(Place.CARD).what, taken.name) == (What.APPLIED, "lincoln-ms")
    assert ground.reads("hostname") == "lincoln-ms\n"
    assert "Address=10.4.7.20/24" in ground.reads("network/10-wire.network")
    assert ground.places.applied.exists()
    assert "APPLIED: this box is lincoln-ms." in ground.result


def test_secrets_are_for_their_owner_and_the_rest_for_everybody(ground: Ground) -> None:
    before = os.umask(0o077)
    try:
        ground.lays(written())
        ground.takes()
    finally:
        os.umask(before)
    current = ground.places.box / "current"
    rights = {
        each.name: stat.S_IMODE(each.stat().st_mode) for each in current.resolve().rglob("*") if not each.is_symlink()
    }
    assert {name for name, mode in rights.items() if mode == 0o600} == {"given.json", "district.json"}
    assert (rights["hostname"], rights["network"], rights["10-wire.network"]) == (0o644, 0o755, 0o644)
    assert stat.S_IMODE(current.resolve().stat().st_mode) == 0o755


def test_a_seed_that_just_lies_there_changes_nothing(ground: Ground) -> None:
    ground.lays(written())
    ground.takes()
    ground.places.applied.unlink()
    number = (ground.places.box / "current").readlink()
    assert ground.takes().name == "lincoln-ms"
    assert ground.of(Place.CARD).what is What.UNCHANGED
    assert (ground.places.box / "current").readlink() == number
    assert not ground.places.applied.exists()


def test_the_same_seed_saved_by_windows_is_the_same_seed(ground: Ground) -> None:
    ground.lays(written())
    ground.takes()
    ground.lays(b"\xef\xbb\xbf" + written().replace("\n", "\r\n").encode())
    ground.takes()
    assert ground.of(Place.CARD).what is What.UNCHANGED


def test_an_edited_seed_is_taken_again_and_an_older_one_put_back_too(ground: Ground) -> None:
    for text, address in (
        (written(), "10.4.7.20"),
        (written(network=OTHER_NETWORK), "10.9.9.9"),
        (written(), "10.4.7.20"),
    ):
        ground.lays(text)
        ground.takes()
        assert ground.of(Place.CARD).what is What.APPLIED
        assert f"Address={address}/24" in ground.reads("network/10-wire.network")


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.9, 0.999])
def test_a_half_written_seed_changes_nothing_and_is_said_to_be_cut_short(ground: Ground, share: float) -> None:
    ground.lays(written())
    ground.takes()
    before = ground.everything()
    whole = written(network=OTHER_NETWORK).encode()
    ground.lays(whole[: int(len(whole) * share)])
    ground.takes()
    assert ground.of(Place.CARD).what is What.REFUSED
    assert ground.everything() == before
    assert "NOT APPLIED" in ground.result
    ground.lays(
        whole[: int(len(whole) * share)] + bytes(len(whole) - int(len(whole) * share))
    )  # FAT shows a file that was half written so
    ground.takes()
    assert (ground.of(Place.CARD).what, ground.everything()) == (What.REFUSED, before)


def test_every_mistake_is_named_with_its_line_and_what_to_do(ground: Ground) -> None:
    ground.lays(written(screen="screen: {desk: frnt, font: Comic}", network="network: {address: {ip: 10.4.7.300/24}}"))
    taken = ground.takes()
    outcome = ground.of(Place.CARD)
    assert len(outcome.lines) >= 2
    assert all(line.startswith("handbell-seed.yaml:") for line in outcome.lines)
    for line in outcome.lines:
        assert line in ground.result
    assert "Correct handbell-seed.yaml beside this file" in ground.result
    assert taken.name == ""
    assert ground.reads("hostname") == "handbell-unprovisioned\n"


@pytest.mark.parametrize(
    "raw", [b"", b"\0" * 4096, b"\xff\xfe\x00", b"x" * 300_000, b"- [", b"\x1b[2Jend_of_seed: true"]
)
def test_anything_else_that_is_called_a_seed_is_refused_in_words(ground: Ground, raw: bytes) -> None:
    ground.lays(raw)
    ground.takes()
    assert ground.of(Place.CARD).what is What.REFUSED
    assert ground.of(Place.CARD).lines
    assert "\x1b" not in ground.result


def test_a_box_that_was_never_seeded_has_a_name_that_says_so_and_no_seed(ground: Ground) -> None:
    taken = ground.takes()
    assert (taken.name, ground.of(Place.CARD).what) == ("", What.NONE)
    assert ground.reads("hostname") == "handbell-unprovisioned\n"
    assert ground.generations.given() is None
    assert "No seed is in force." in ground.result


def test_a_card_that_cannot_be_opened_is_said_and_a_stick_still_serves(ground: Ground) -> None:
    (ground.places.card / "README.txt").unlink()
    ground.plugs_in(written())
    ground.takes()
    assert ground.of(Place.CARD).what is What.UNREADABLE
    assert ground.of(Place.STICK).what is What.APPLIED
    assert "cannot be read" in ground.result
    assert ground.reads("hostname") == "lincoln-ms\n"


def test_what_the_start_of_the_box_found_wrong_is_said(ground: Ground) -> None:
    ground.places.boot_trouble.parent.mkdir(parents=True)
    ground.places.boot_trouble.write_text("The data partition cannot be mounted: nothing of today survives.\n")
    ground.lays(written())
    ground.takes()
    assert "nothing of today survives" in ground.result


def test_a_stick_is_looked_at_once_and_its_copy_goes(ground: Ground) -> None:
    ground.plugs_in(written())
    ground.takes()
    assert ground.of(Place.STICK).what is What.APPLIED
    assert not ground.places.stick_seed.exists()


def test_a_stick_whose_seed_could_not_be_copied_is_told_once_and_the_next_one_taken(ground: Ground) -> None:
    ground.places.stick_unread.write_text("handbell-seed.yaml on the stick cannot be read: Input/output error.")
    ground.takes()
    assert ground.of(Place.STICK).what is What.UNREADABLE
    assert "NOT APPLIED: the stick cannot be read" in ground.result and "Input/output error" in ground.result
    ground.plugs_in(written())
    ground.takes()
    assert ground.of(Place.STICK).what is What.APPLIED


def test_a_stick_left_in_does_not_take_turns_with_the_card(ground: Ground) -> None:
    ground.lays(written())
    ground.takes()
    for _ in range(3):  # three starts with the same stick in
        ground.plugs_in(written(network=OTHER_NETWORK))
        ground.takes()
    assert ground.of(Place.CARD).what is What.UNCHANGED
    assert "10.9.9.9" in ground.reads("network/10-wire.network")
    edited = written(head="seed: 1\nname: other-name\ntime_zone: America/Denver\n")
    ground.lays(edited)
    ground.plugs_in(written(network=OTHER_NETWORK))
    ground.takes()
    assert ground.reads("hostname") == "other-name\n"
    ground.plugs_in(edited)  # exactly the seed that is in force
    ground.takes()
    assert ground.of(Place.STICK).what is What.UNCHANGED


def test_a_strangers_stick_is_refused_once_the_box_belongs_to_somebody(ground: Ground) -> None:
    ground.lays(written())
    ground.takes()
    before = ground.everything()
    ground.plugs_in(written(buttons=f"buttons: {{A101-desk: {secret('mine')}}}", district=""))
    ground.takes()
    assert ground.of(Place.STICK).what is What.REFUSED
    assert "not known to come from whoever set the box up" in ground.result
    assert ground.everything() == before


def test_a_stick_with_one_of_the_boxs_secrets_is_taken(ground: Ground) -> None:
    ground.lays(written())
    ground.takes()
    ground.plugs_in(written(network=OTHER_NETWORK, district=""))
    ground.takes()
    assert ground.of(Place.STICK).what is What.APPLIED


def test_a_card_that_takes_nothing_keeps_what_was_and_says_so(
    ground: Ground, refuse_to_write: Callable[[int], None]
) -> None:
    ground.lays(written())
    ground.takes()
    before = ground.everything()
    ground.lays(written(network=OTHER_NETWORK))
    from image_build.first_boot.taking import Taking

    refuse_to_write(3)
    taken = Taking(ground.places).look()
    assert taken.bad[0].what is What.NOT_WRITTEN
    assert "No space left" in taken.bad[0].lines[0]
    assert ground.everything() == before


@pytest.mark.slow
@pytest.mark.parametrize("flushed", range(16))
def test_whatever_write_fails_the_box_is_what_it_was_or_what_it_is_to_be(
    ground: Ground, refuse_to_write: Callable[[int], None], flushed: int
) -> None:
    from image_build.first_boot.given import Sources
    from image_build.seed.model import Seed
    from image_build.seed.read import read_seed

    ground.lays(written())
    ground.takes()
    before = ground.everything()
    new = read_seed(written(network=OTHER_NETWORK))
    assert isinstance(new, Seed)
    refuse_to_write(flushed)
    try:
        ground.generations.apply(rendered(new), Sources())
    except OSError as error:
        assert error.errno == errno.ENOSPC
    now = ground.everything()
    assert now == before or "10.9.9.9" in ground.reads("network/10-wire.network")


def test_a_generation_before_is_swept_up_with_its_secrets(ground: Ground) -> None:
    for number in range(3):
        ground.lays(written(buttons=f"buttons: {{A101-desk: {secret(f'A101 {number}')}, B204-wall: {secret('B204')}}}"))
        ground.takes()
    assert [each.name for each in (ground.places.box / "generations").iterdir()] == ["00000003"]


def test_a_damaged_generation_is_made_anew_from_the_card(ground: Ground) -> None:
    ground.lays(written())
    ground.takes()
    current = (ground.places.box / "current").resolve()
    (current / "sources.json").write_bytes(b"\0\0\0")
    (current / "given.json").write_bytes(b"")
    ground.takes()
    assert ground.of(Place.CARD).what is What.APPLIED
    assert given(ground).name == "lincoln-ms"


def test_where_only_what_was_given_is_damaged_the_card_heals_it_before_a_stick_is_judged(ground: Ground) -> None:
    ground.lays(written())
    ground.takes()
    ((ground.places.box / "current").resolve() / "given.json").write_bytes(b"")
    ground.plugs_in(written(buttons=f"buttons: {{A101-desk: {secret('mine')}}}", district=""))
    ground.takes()
    assert ground.of(Place.CARD).what is What.APPLIED
    assert (ground.of(Place.STICK).what, given(ground).name) == (What.REFUSED, "lincoln-ms")


def test_a_seed_is_marked_as_applied_before_it_is_in_force(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    ground.lays(written())
    ground.takes()
    ground.places.applied.unlink()
    ground.lays(written(network=OTHER_NETWORK))
    monkeypatch.setattr(Generations, "apply", cut_off)
    with pytest.raises(KeyboardInterrupt):
        ground.takes()
    assert ground.places.applied.exists()


def cut_off(*_: object) -> None:
    raise KeyboardInterrupt


def test_the_plan_in_a_seed_is_judged_as_a_plan_is(ground: Ground) -> None:
    ground.lays(written(plan="plan:\n" + indented("building: {name: X}\n", 2)))
    ground.takes()
    assert ground.of(Place.CARD).what is What.REFUSED
    assert any("plan" in line for line in ground.of(Place.CARD).lines)


@pytest.mark.parametrize("name", ["handbell-seed.yaml.txt", "handbell-seed (1).yaml", "handbell-seed.yml"])
def test_a_seed_with_nearly_the_right_name_is_not_passed_over_in_silence(ground: Ground, name: str) -> None:
    (ground.places.card / name).write_text(written())
    ground.takes()
    assert ground.of(Place.CARD).what is What.REFUSED
    assert name in ground.result
    assert "a seed is called handbell-seed.yaml" in ground.result
    ground.lays(written())
    ground.takes()
    assert ground.of(Place.CARD).what is What.APPLIED


@pytest.mark.slow
def test_a_stick_that_comes_while_another_is_looked_at_is_looked_at_next(ground: Ground) -> None:
    os.mkfifo(ground.places.stick_seed)
    first = os.open(ground.places.stick_seed, os.O_RDWR)  # opened for both, so that neither end waits for the other
    look = ground.starts("seed")
    try:
        os.write(first, b"not a seed, and not at its end yet")
        bounded(lambda: not ground.places.stick_seed.exists())
        ground.plugs_in(written())
        os.close(first)
        assert look.wait(60) == 0
    finally:
        look.kill()
    assert ground.of(Place.STICK).what is What.REFUSED
    ground.takes()
    assert ground.reads("hostname") == "lincoln-ms\n"
    assert not ground.places.stick_seed.exists() and not ground.places.stick_taken.exists()


def bounded(there: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not there() and time.monotonic() < until:
        time.sleep(0.02)


def test_a_key_that_is_kept_where_the_box_has_none_is_refused_and_nothing_changed(ground: Ground) -> None:
    kept = SFTP.replace(f"key: |\n{indented(KEY, 4)}", "key: kept\n")
    ground.lays(written(copy=kept))
    (outcome, _) = ground.takes().outcomes
    assert outcome.what is What.REFUSED
    assert outcome.lines[0].startswith("The key of the copy is said to be kept, and this box has none for that place.")
    ground.lays(written(copy=SFTP))
    assert ground.takes().outcomes[0].what is What.APPLIED
    handed = (ground.places.box / "current" / "copy.json").read_bytes()
    ground.lays(written(copy=kept))
    assert ground.takes().outcomes[0].what is What.APPLIED
    assert (ground.places.box / "current" / "copy.json").read_bytes() == handed
    assert (ground.places.box / "current" / "copy-far").exists()
