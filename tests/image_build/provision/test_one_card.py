"""Tests putting one seed onto one card: what is on the card afterwards, and that every byte is as before if anything goes wrong."""

import fcntl
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.plan.messages import Language
from appliance.speech.clips import ClipId, Phrase
from appliance.voice.folder import keep
from appliance.voice.making import Made, State
from image_build.first_boot.places import SPOKEN_NAME
from image_build.seed.readme import readme
from image_build.seed.spoken import packed
from tests.appliance.voice.tones import tone
from tests.image_build.cards import FAT_AT_MIB, SEED, checked, file_on, make_card, ran
from tests.image_build.provision.conftest import Said, digest
from tests.image_build.seeds import seed_text, token

pytestmark = pytest.mark.slow  # these tests use real file systems

Provision = Callable[..., Said]
NOTHING = "\n\nNothing was changed.\n"


def test_the_seed_is_on_the_card_as_it_was_written(provision: Provision, card: Path, seed: Path) -> None:
    told = provision(card, "--building", seed)
    assert (told.code, told.err) == (0, "")
    assert (
        told.out
        == f"{card} is the image of lincoln-ms now. Flash it onto one card, and keep it private: the seed is in it.\n"
    )
    assert file_on(card, SEED) == seed.read_bytes()
    assert checked(card) == ""


def test_every_other_file_and_everything_behind_stays(
    provision: Provision, card: Path, seed: Path, blank: bytes
) -> None:
    kernel = file_on(card, "vmlinuz")
    assert provision(card, "--building", seed).code == 0
    assert file_on(card, "vmlinuz") == kernel
    assert file_on(card, "README.txt") == readme("0.1.0")
    after = card.read_bytes()
    changed = sum(after[at : at + 512] != blank[at : at + 512] for at in range(0, len(blank), 512))
    # At most these sectors change: the seed's own, one of each table for every 128 of the seed's, the folder, and the count of free
    # clusters.
    assert changed <= len(seed.read_bytes()) // 512 + 8


@pytest.mark.parametrize("longer", [0, 1, 40_000])
def test_another_seed_takes_its_place(provision: Provision, card: Path, seed: Path, longer: int) -> None:
    assert provision(card, "--building", seed).code == 0
    seed.write_text(seed_text("other-ms").replace("seed: 1", f"# {'x' * longer}\nseed: 1"))
    assert provision(card, "--building", seed).code == 0
    assert file_on(card, SEED) == seed.read_bytes()
    assert provision(card, "--building", seed).code == 0
    seed.write_text(seed_text())
    assert provision(card, "--building", seed).code == 0
    assert file_on(card, SEED) == seed.read_bytes()
    assert checked(card) == ""


def test_what_a_box_said_of_the_seed_before_does_not_stay_beside_a_new_one(
    provision: Provision, card: Path, seed: Path, tmp_path: Path
) -> None:
    said = tmp_path / "said"
    said.write_bytes(b"APPLIED: this box is other-ms.\r\n" * 100)
    ran("mcopy", "-i", f"{card}@@{FAT_AT_MIB}M", str(said), "::/handbell-result.txt")
    assert provision(card, "--building", seed).code == 0
    assert file_on(card, SEED) == seed.read_bytes()
    with pytest.raises(subprocess.CalledProcessError):
        file_on(card, "handbell-result.txt")
    assert checked(card) == ""


def test_a_seed_that_windows_saved_stays_as_it_is(provision: Provision, card: Path, seed: Path) -> None:
    seed.write_bytes(b"\xef\xbb\xbf" + seed_text().replace("\n", "\r\n").encode())
    assert provision(card, "--building", seed).code == 0
    assert file_on(card, SEED) == seed.read_bytes()


def test_where_the_partition_begins_is_read_from_the_card(provision: Provision, seed: Path, tmp_path: Path) -> None:
    card = make_card(tmp_path / "other.img", at_mib=3)
    assert provision(card, "--building", seed).code == 0
    assert file_on(card, SEED, at_mib=3) == seed.read_bytes()


def test_a_copy_leaves_the_image_as_it_is(provision: Provision, card: Path, seed: Path, tmp_path: Path) -> None:
    before = digest(card)
    out = tmp_path / "lincoln.img"
    told = provision(card, "--building", seed, "--out", out)
    assert (told.code, told.out) == (0, f"lincoln-ms: {out}\n")
    assert digest(card) == before
    assert file_on(out, SEED) == seed.read_bytes()
    assert out.stat().st_mode & 0o777 == 0o600
    again = provision(card, "--building", seed, "--out", out)
    assert again.code == 1
    assert again.err.startswith(f"There already: {out}. Move it away")


def test_a_mistake_in_the_seed_leaves_the_card_as_it_was(provision: Provision, card: Path, seed: Path) -> None:
    before = digest(card)
    seed.write_text(seed_text().replace("vlan: 47", "vlan: 0").replace("desk: front", "desk: back"))
    told = provision(card, "--building", seed)
    assert (told.code, told.out) == (1, "")
    assert told.err == (
        f'{seed}:4: screen.desk: The plan has no desk "back". It has: front and hall.\n'
        f"{seed}:8: network.vlan: 0 cannot be the tag of a network. Write a number from 1 to 4094.\n"
        f"\n2 mistakes. Correct them and run this again.{NOTHING}"
    )
    assert digest(card) == before


def test_a_seed_whose_token_was_used_makes_no_new_card(provision: Provision, card: Path, seed: Path) -> None:
    for given in ("  token: used\n", ""):
        seed.write_text(seed_text().replace(f"  token: {token('lincoln-ms')}\n", given))
        told = provision(card, "--building", seed)
        assert "There is no token here, or one that was used already, so a new card could not enrol." in told.err


def test_secrets_that_others_can_read_are_refused(provision: Provision, card: Path, seed: Path) -> None:
    before = digest(card)
    seed.chmod(0o644)
    told = provision(card, "--building", seed)
    assert told.code == 1
    assert (
        f"{seed}:1: There are secrets in this file, and others can read it. Make it yours alone: chmod 600 {seed}"
        in told.err
    )
    assert digest(card) == before


def test_no_secret_is_ever_said(provision: Provision, card: Path, seed: Path) -> None:
    told = provision(card, "--building", seed)
    assert token("lincoln-ms") not in told.out + told.err


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"disk_id": 0x12345678}, "is not an image or card of Handbell: its partition table is another's."),
        (
            {"label": "BOOT"},
            "is not an image or card of Handbell: its first partition is called 'BOOT', not 'HANDBELL'.",
        ),
        ({"told": None}, "is not an image or card of Handbell: its first partition has no README.txt of ours."),
        (
            {"told": b"Welcome\r\n"},
            "is not an image or card of Handbell: its first partition has no README.txt of ours.",
        ),
        (
            {"told": readme("9.0").replace(b"format 1.", b"format 7.")},
            "takes seeds of format 7, and this program makes format 1. Use the program and the image of one version.",
        ),
    ],
)
def test_what_is_no_card_of_ours_is_left_alone(
    provision: Provision, seed: Path, tmp_path: Path, how: dict[str, object], why: str
) -> None:
    card = make_card(tmp_path / "strange.img", **how)  # type: ignore[arg-type]
    before = digest(card)
    told = provision(card, "--building", seed)
    assert told.code == 1
    assert told.err.startswith(f"{card} {why}")
    assert digest(card) == before


def test_what_is_no_image_at_all(provision: Provision, seed: Path, card: Path, tmp_path: Path) -> None:
    for raw, why in (
        (b"", "is not an image or card of Handbell: it has no partition table."),
        (bytes(4096), "is not an image or card of Handbell: it has no partition table."),
        (b"\x28\xb5\x2f\xfd" + bytes(600), "is packed. Unpack it first: zstd -d"),
        (card.read_bytes()[: 3 * 1024 * 1024], "is not an image or card of Handbell: it is cut short."),
    ):
        strange = tmp_path / "strange.img"
        strange.write_bytes(raw)
        told = provision(strange, "--building", seed)
        assert told.err.startswith(f"{strange} {why}")
        assert strange.read_bytes() == raw
    assert "there is no such file or card" in provision(tmp_path / "nowhere", "--building", seed).err
    assert "is neither an image nor a card" in provision(tmp_path, "--building", seed).err


def test_a_damaged_file_system_is_named(provision: Provision, seed: Path, card: Path) -> None:
    with card.open("r+b") as file:
        file.seek(1024 * 1024 + 44)  # the field that says where the root folder begins
        file.write((0x0FFFFFF0).to_bytes(4, "little"))
    before = digest(card)
    told = provision(card, "--building", seed)
    assert told.code == 1
    assert "Traceback" not in told.err
    assert digest(card) == before


def test_a_full_card_is_left_as_it_was(provision: Provision, seed: Path, tmp_path: Path) -> None:
    card = make_card(tmp_path / "full.img", full=True)
    before = digest(card)
    told = provision(card, "--building", seed)
    assert told.err.startswith(f"{card}: there is no room for the seed. Delete what you put there. It is as it was.")
    assert digest(card) == before


def test_two_at_once_do_not_mix(provision: Provision, seed: Path, card: Path) -> None:
    with card.open("r+b") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        told = provision(card, "--building", seed)
    assert told.err.startswith(f"{card} is being written by another program.")


def test_an_error_half_way_puts_everything_back(card: Path, seed: Path) -> None:
    """The kernel refuses to write behind the first megabyte and a half, like a card that fails while it is written."""
    before = digest(card)
    script = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from image_build.provision.card import opened; from image_build.provision.writing import put_seed\n"
        "from image_build.provision.errors import NotDone\n"
        "import image_build.provision.card as card\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "with opened(Path(sys.argv[1]), write=True) as target:\n"
        "    real = type(target).write\n"
        "    def write(self, pieces):\n"
        "        far = max(at for at, data in pieces)\n"
        "        resource.setrlimit(resource.RLIMIT_FSIZE, (self.fat_at + far, resource.RLIM_INFINITY))\n"
        "        real(self, sorted(pieces))\n"
        "    type(target).write = write\n"
        "    try: put_seed(target, Path(sys.argv[2]).read_bytes())\n"
        "    except NotDone as refused: print(refused)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(card), str(seed)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path.cwd(),
    )
    assert done.stdout.strip() == f"{card} could not be written: File too large. It is as it was.", done.stderr
    assert digest(card) == before


def test_phrases_for_desk_phones_come_onto_the_card_and_go_with_the_next_seed(
    provision: Provision, card: Path, seed: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "phrases"
    folder.mkdir()
    refused = provision(card, "--building", seed, "--spoken", folder)
    assert refused.code == 1
    assert refused.err.startswith(
        f"No phrases are in {folder}. Make them: handbell phrases make"
    ) and refused.err.endswith(NOTHING)
    made = Made(
        phrase=Phrase(ClipId("en.has-it"), Language.EN, "a person has it"),
        state=State.PROVED,
        voice="a voice",
        sound=tone(440, rate_hz=8000, seconds=9.0),
    )
    keep(folder, "00c0ffee" * 8, [made])
    assert provision(card, "--building", seed, "--spoken", folder).code == 0
    assert file_on(card, SEED) == seed.read_bytes()
    assert file_on(card, SPOKEN_NAME) == packed(folder)
    assert checked(card) == ""
    assert provision(card, "--building", seed).code == 0
    with pytest.raises(subprocess.CalledProcessError):
        file_on(card, SPOKEN_NAME)
    assert checked(card) == ""
