"""Tests how phrases travel beside a seed: what was spoken arrives as it was, and nothing else gets out of such a file."""

import io
import tarfile
from pathlib import Path

import pytest

from appliance.plan.messages import Language
from appliance.speech.clips import ClipId, Phrase
from appliance.voice.folder import keep, read_manifest
from appliance.voice.making import Made, State
from image_build.first_boot.places import SPOKEN_NAME, Places
from image_build.first_boot.spoken import take_spoken
from image_build.seed.spoken import SpokenError, packed, unpacked
from tests.appliance.voice.tones import tone

PLAN = "00c0ffee" * 8


def spoken(clip: str, text: str) -> Made:
    sound = tone(440, rate_hz=8000, seconds=0.1)
    return Made(phrase=Phrase(ClipId(clip), Language.EN, text), state=State.PROVED, voice="a voice", sound=sound)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "phrases"
    root.mkdir()
    keep(root, PLAN, [spoken("en.room.204", "room two zero four"), spoken("en.has-it", "a person has it")])
    return root


def places(tmp_path: Path) -> Places:
    found = Places(tmp_path / "card", tmp_path / "box", tmp_path / "run", tmp_path / "pages")
    for each in (found.card, found.box, found.run):
        each.mkdir()
    return found


def test_what_was_spoken_arrives_on_the_box_as_it_was_and_is_taken_once(folder: Path, tmp_path: Path) -> None:
    box = places(tmp_path)
    (box.card / SPOKEN_NAME).write_bytes(packed(folder))
    assert take_spoken(box)
    assert read_manifest(box.phrases / PLAN) == read_manifest(folder / PLAN)
    for file in (folder / PLAN).iterdir():
        assert (box.phrases / PLAN / file.name).read_bytes() == file.read_bytes()
        assert (box.phrases / PLAN / file.name).stat().st_mode & 0o777 == 0o644
    assert not take_spoken(box), "the same file again"


def test_a_damaged_file_changes_nothing(folder: Path, tmp_path: Path) -> None:
    box = places(tmp_path)
    (box.card / SPOKEN_NAME).write_bytes(packed(folder))
    assert take_spoken(box)
    (box.card / SPOKEN_NAME).write_bytes(packed(folder)[:3000])
    assert not take_spoken(box)
    assert (box.phrases / PLAN / "manifest.json").is_file()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "a/b/c.wav", "plain", f"{PLAN}/run.sh", f"{PLAN}/.."]
)
def test_a_file_with_anything_else_in_it_is_refused(tmp_path: Path, name: str) -> None:
    file = tmp_path / SPOKEN_NAME
    with tarfile.open(file, "w") as tar:
        info = tarfile.TarInfo(name)
        info.size = 1
        tar.addfile(info, io.BytesIO(b"x"))
    with pytest.raises(SpokenError, match="no phrase"):
        unpacked(file, tmp_path / "into")
    assert not list((tmp_path / "into").rglob("*.sh"))


def test_a_link_is_refused(tmp_path: Path) -> None:
    file = tmp_path / SPOKEN_NAME
    with tarfile.open(file, "w") as tar:
        info = tarfile.TarInfo(f"{PLAN}/yes.wav")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(info)
    with pytest.raises(SpokenError, match="no phrase"):
        unpacked(file, tmp_path / "into")


def test_a_file_with_holes_is_refused_however_large_it_says_it_is(tmp_path: Path) -> None:
    file = tmp_path / SPOKEN_NAME
    with tarfile.open(file, "w", format=tarfile.GNU_FORMAT) as tar:
        info = tarfile.TarInfo(f"{PLAN}/en.has-it.wav")
        info.type = tarfile.GNUTYPE_SPARSE
        tar.addfile(info, io.BytesIO(b""))
    with pytest.raises(SpokenError):
        unpacked(file, tmp_path / "into")


def test_a_clip_that_is_not_what_was_made_is_not_packed(folder: Path) -> None:
    clip = folder / PLAN / "en.has-it.wav"
    clip.write_bytes(clip.read_bytes()[:-2] + b"\x11\x11")
    with pytest.raises(SpokenError, match="not what was made"):
        packed(folder)


def test_an_empty_folder_says_how_phrases_are_made(tmp_path: Path) -> None:
    with pytest.raises(SpokenError, match="handbell phrases make"):
        packed(tmp_path)
