"""Keeps the clips of plans: a folder for each plan, named by its digest, with a WAV file for each clip and a list of all. Knows no voice.

A folder is there whole or not at all. It is written beside its place, flushed, and renamed.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec

from appliance.command_line import reason
from appliance.plan.messages import Language
from appliance.speech.clips import ClipId, is_clip_id
from appliance.voice.making import Made, State
from appliance.voice.sound import CLIP_RATE_HZ, Sound, SoundError, from_wav, to_wav

FORMAT = "handbell-phrases"
VERSION = 1
MANIFEST = "manifest.json"
MANIFEST_BYTES_MAX = 4 * 1024 * 1024
"""A thousand rooms, as many people and both languages are 1 MB."""

CLIP_BYTES_MAX = 60 * CLIP_RATE_HZ * 2
"""A minute: the longest text of a plan takes eleven seconds (`appliance.speech.names`)."""

UNFINISHED = ".unfinished"
FORMER = ".former"
FOLDER_MODE, FILE_MODE = 0o755, 0o644
"""Whoever says the clips is another user. They hold names of rooms and people of the plan, as every desk shows them."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


class FolderError(Exception):
    """A folder of clips cannot be used; the message says which, why, and what to do."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One clip of a folder: what it says, which voice says it, whether it is proved. `sha256` is that of its file; "" if it has none."""

    text: str
    language: Language
    state: State
    voice: str = ""
    why: str = ""
    length_ms: int = 0
    sha256: str = ""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The list of a folder. `digest` is that of the plan."""

    digest: str
    clips: dict[ClipId, Row]
    format: str = FORMAT
    version: int = VERSION

    def count(self, state: State) -> int:
        """Give how many clips are in this state."""
        return sum(row.state is state for row in self.clips.values())


def folders(root: Path) -> list[Path]:
    """Give the folders of plans that are whole, in the order of their names; none where the root cannot be read."""
    try:
        return sorted(each for each in root.iterdir() if _DIGEST.fullmatch(each.name) and each.is_dir())
    except OSError:
        return []


def read_manifest(folder: Path) -> Manifest:
    """Read the list of a folder. Raises FolderError."""
    file = folder / MANIFEST
    try:
        if file.stat().st_size > MANIFEST_BYTES_MAX:
            raise FolderError(f"{file} is larger than {MANIFEST_BYTES_MAX:,} bytes. Make the phrases again.")
        manifest = msgspec.json.decode(file.read_bytes(), type=Manifest)
    except OSError as error:
        raise FolderError(
            f"{file} cannot be read ({reason(error)}). Make the phrases: handbell phrases make"
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FolderError(f"{file} is no list of phrases ({error}). Make the phrases again.") from error
    if (manifest.format, manifest.version) != (FORMAT, VERSION):
        raise FolderError(f"{file} is of another release (version {manifest.version}). Make the phrases again.")
    wrong = [clip for clip in manifest.clips if not is_clip_id(clip)]
    if wrong:
        raise FolderError(f"{file} names {wrong[0][:60]!r}, which is no clip. Make the phrases again.")
    return manifest


def read_clip(folder: Path, clip: ClipId, row: Row) -> Sound:
    """Read a clip of a folder, if it is the file of its list. Raises FolderError."""
    file = folder / f"{clip}.wav"
    try:
        if file.stat().st_size > CLIP_BYTES_MAX:
            raise FolderError(f"{file} is longer than a minute. Make the phrases again.")
        data = file.read_bytes()
        sound = from_wav(data, str(file))
    except OSError as error:
        raise FolderError(f"{file} cannot be read ({reason(error)}). Make the phrases again.") from error
    except SoundError as error:
        raise FolderError(str(error)) from error
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise FolderError(f"{file} is not what was made. Make the phrases again.")
    if sound.rate_hz != CLIP_RATE_HZ:
        raise FolderError(f"{file} has {sound.rate_hz} samples a second, not {CLIP_RATE_HZ}. Make the phrases again.")
    return sound


def keep(root: Path, digest: str, made: list[Made]) -> Manifest:
    """Write the folder of a plan whole, in place of one of the same plan. It belongs to whoever the root belongs to, also where root made
    it: the box's own user could otherwise never delete it. Raises OSError.
    """
    unfinished, place, former = root / f"{digest}{UNFINISHED}", root / digest, root / f"{digest}{FORMER}"
    _gone(unfinished)
    unfinished.mkdir(mode=FOLDER_MODE)
    unfinished.chmod(FOLDER_MODE)  # whatever the mask of the process
    if os.geteuid() == 0:
        owner = root.stat()
        os.chown(unfinished, owner.st_uid, owner.st_gid, follow_symlinks=False)
    clips: dict[ClipId, Row] = {}
    for each in made:
        data = b"" if each.sound is None else to_wav(each.sound)
        if data:
            _write(unfinished / f"{each.phrase.clip}.wav", data)
        clips[each.phrase.clip] = _row(each, data)
    manifest = Manifest(digest=digest, clips=clips)
    _write(unfinished / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest, order="deterministic")))
    _flush(unfinished)
    _gone(former)
    if place.exists():
        place.rename(former)
    unfinished.rename(place)
    _flush(root)
    _gone(former)
    return manifest


def forget_others(root: Path, digest: str) -> int:
    """Delete the folders of other plans, and what a power cut left half done; give how many plans went. Raises OSError."""
    for left in [*root.glob(f"*{UNFINISHED}"), *root.glob(f"*{FORMER}")]:
        _gone(left)
    others = [folder for folder in folders(root) if folder.name != digest]
    for folder in others:
        _gone(folder)
    return len(others)


@contextlib.contextmanager
def alone(root: Path) -> Iterator[None]:
    """Make the root, and let nobody else write there meanwhile: a second maker waits. Raises OSError."""
    root.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _row(made: Made, data: bytes) -> Row:
    return Row(
        text=made.phrase.text,
        language=made.phrase.language,
        state=made.state,
        voice=made.voice,
        why=made.why,
        length_ms=0 if made.sound is None else made.sound.length_ms,
        sha256=hashlib.sha256(data).hexdigest() if data else "",
    )


def _write(file: Path, data: bytes) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, FILE_MODE)
    with os.fdopen(descriptor, "wb") as new:
        os.fchmod(descriptor, FILE_MODE)
        new.write(data)
        new.flush()
        os.fsync(descriptor)


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _gone(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
