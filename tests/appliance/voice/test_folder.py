"""The folder of a plan's clips is there whole or not at all, gives no other file, and names what is spoiled."""

import os
import threading
from pathlib import Path

import msgspec
import pytest

from appliance.plan.messages import Language
from appliance.speech.clips import ClipId, Phrase
from appliance.voice.folder import (
    FolderError,
    Manifest,
    alone,
    folders,
    forget_others,
    keep,
    read_clip,
    read_manifest,
)
from appliance.voice.making import Made, State
from tests.appliance.voice.tones import tone

ONE, OTHER = "1" * 64, "2" * 64
HAS_IT, ROOM, LOST = ClipId("en.has-it"), ClipId("en.room.B204"), ClipId("en.room.B206")


def made(clip: ClipId, *, hz: int = 800) -> Made:
    phrase = Phrase(clip, Language.EN, f"words of {clip}")
    return Made(phrase=phrase, state=State.PROVED, voice="flite rms", sound=tone(hz, rate_hz=8000, seconds=0.1))


def not_made(clip: ClipId) -> Made:
    return Made(phrase=Phrase(clip, Language.EN, "words"), state=State.NOT_MADE, why="no voice")


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_what_is_kept_is_read_again_and_everybody_may_read_it(tmp_path: Path) -> None:
    manifest = keep(tmp_path, ONE, [made(HAS_IT), made(ROOM, hz=1200), not_made(LOST)])
    assert names(tmp_path) == [ONE]
    assert names(tmp_path / ONE) == ["en.has-it.wav", "en.room.B204.wav", "manifest.json"]
    assert read_manifest(tmp_path / ONE) == manifest
    assert read_clip(tmp_path / ONE, ROOM, manifest.clips[ROOM]) == made(ROOM, hz=1200).sound
    assert manifest.clips[LOST].why == "no voice" and manifest.count(State.NOT_MADE) == 1
    assert (tmp_path / ONE).stat().st_mode & 0o777 == 0o755
    assert {each.stat().st_mode & 0o777 for each in (tmp_path / ONE).iterdir()} == {0o644}


def test_a_plan_kept_again_takes_the_place_of_itself(tmp_path: Path) -> None:
    keep(tmp_path, ONE, [made(HAS_IT), made(ROOM)])
    keep(tmp_path, ONE, [made(HAS_IT)])
    assert names(tmp_path) == [ONE] and names(tmp_path / ONE) == ["en.has-it.wav", "manifest.json"]


def test_what_root_makes_belongs_to_whoever_the_folder_of_phrases_belongs_to(tmp_path: Path) -> None:
    owner = 12345 if os.geteuid() == 0 else os.geteuid()
    if os.geteuid() == 0:
        os.chown(tmp_path, owner, owner)
    keep(tmp_path, ONE, [made(HAS_IT)])
    keep(tmp_path, ONE, [made(HAS_IT), made(ROOM)])
    assert (tmp_path / ONE).stat().st_uid == owner, "or the box's own user could never delete it"


def test_what_a_power_cut_left_half_done_is_no_folder_and_goes(tmp_path: Path) -> None:
    (tmp_path / f"{ONE}.unfinished").mkdir()
    (tmp_path / f"{ONE}.unfinished" / "en.has-it.wav").write_bytes(b"half")
    (tmp_path / f"{OTHER}.former").mkdir()
    assert folders(tmp_path) == []
    keep(tmp_path, ONE, [made(HAS_IT)])
    keep(tmp_path, OTHER, [made(HAS_IT)])
    assert forget_others(tmp_path, OTHER) == 1
    assert names(tmp_path) == [OTHER]


def test_a_spoiled_clip_is_named(tmp_path: Path) -> None:
    manifest = keep(tmp_path, ONE, [made(HAS_IT), made(ROOM)])
    (tmp_path / ONE / "en.has-it.wav").write_bytes((tmp_path / ONE / "en.room.B204.wav").read_bytes()[:-2] + b"\0\0")
    with pytest.raises(FolderError, match=r"en\.has-it\.wav is not what was made"):
        read_clip(tmp_path / ONE, HAS_IT, manifest.clips[HAS_IT])
    (tmp_path / ONE / "en.room.B204.wav").unlink()
    with pytest.raises(FolderError, match=r"en\.room\.B204\.wav cannot be read"):
        read_clip(tmp_path / ONE, ROOM, manifest.clips[ROOM])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no list of phrases"),
        (b"\xff" * 10, "no list of phrases"),
        (b'{"digest": 3}', "no list of phrases"),
        (b"[" * 100_000, "no list of phrases"),
        (msgspec.json.encode(Manifest(digest=ONE, clips={}, version=9)), "of another release"),
    ],
)
def test_a_list_that_cannot_be_read_is_told(data: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_bytes(data)
    with pytest.raises(FolderError, match=says):
        read_manifest(tmp_path)


def test_a_list_that_names_a_file_elsewhere_is_refused(tmp_path: Path) -> None:
    row = keep(tmp_path, ONE, [made(HAS_IT)]).clips[HAS_IT]
    lying = Manifest(digest=ONE, clips={ClipId("../../etc/passwd"): row})
    (tmp_path / ONE / "manifest.json").write_bytes(msgspec.json.encode(lying))
    with pytest.raises(FolderError, match="which is no clip"):
        read_manifest(tmp_path / ONE)


def test_a_folder_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="handbell phrases make"):
        read_manifest(tmp_path)


def test_a_second_maker_waits_for_the_first(tmp_path: Path) -> None:
    order: list[str] = []
    begun = threading.Event()

    def second() -> None:
        begun.set()
        with alone(tmp_path / "phrases"):
            order.append("second")

    with alone(tmp_path / "phrases"):
        other = threading.Thread(target=second)
        other.start()
        begun.wait()
        order.append("first")
    other.join()
    assert order == ["first", "second"]
