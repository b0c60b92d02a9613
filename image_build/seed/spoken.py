"""Packs phrases that IT had spoken for desk phones into one file beside the seed, and lays them open on the box. One file is copied whole
or not at all. Nothing in it is believed but sound: each file is a clip of its list, or the list.
"""

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

from appliance.voice.folder import FolderError, folders, read_clip, read_manifest
from appliance.voice.making import State
from image_build.first_boot.places import SPOKEN_NAME

SPOKEN_BYTES_MAX = 64 * 1024 * 1024
"""Ten times the phrases of a building of 200 rooms in two languages, 25 KB each. The partition has 60 MB more than that."""
FILES_MAX = 10_000
_LIST = "manifest.json"


class SpokenError(Exception):
    """These phrases cannot be taken; the message says why and what to do."""


def packed(root: Path) -> bytes:
    """Pack what `handbell phrases make --out` left in a folder, after a look at each clip. Raises SpokenError."""
    found = folders(root)
    if not found:
        raise SpokenError(f"No phrases are in {root}. Make them: handbell phrases make --plan FILE --out {root}")
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for folder in found:
            for name, data in _files(folder):
                info = tarfile.TarInfo(f"{folder.name}/{name}")
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
    content = out.getvalue()
    if len(content) > SPOKEN_BYTES_MAX:
        raise SpokenError(
            f"The phrases in {root} have {len(content):,} bytes, more than {SPOKEN_BYTES_MAX:,}. Take one plan."
        )
    return content


def unpacked(file: Path, into: Path) -> None:
    """Lay the phrases of a file open in an empty folder, and look at each clip. Raises SpokenError, OSError."""
    into.mkdir(parents=True)
    try:
        if file.stat().st_size > SPOKEN_BYTES_MAX:
            raise SpokenError(f"{file.name} has more than {SPOKEN_BYTES_MAX:,} bytes. Make it again.")
        with tarfile.open(file, "r:") as tar:
            for number, member in enumerate(tar):
                _lay(tar, member, into, number)
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise SpokenError(f"{file.name} is damaged ({error}). Put it onto the card again.") from error
    found = folders(into)
    if not found:
        raise SpokenError(f"{file.name} holds no phrases. Make it again: handbell image provision --spoken")
    for folder in found:
        for _ in _files(folder):
            pass


def _lay(tar: tarfile.TarFile, member: tarfile.TarInfo, into: Path, number: int) -> None:
    parts = Path(member.name).parts
    # A file with holes has as many bytes as it says, whatever the tar has.
    sound = member.isreg() and not member.issparse() and member.size <= SPOKEN_BYTES_MAX
    opened = tar.extractfile(member) if sound else None
    plain = len(parts) == 2 and not {"..", "/"} & set(parts) and (parts[1] == _LIST or parts[1].endswith(".wav"))
    if opened is None or not plain or number >= FILES_MAX:
        raise SpokenError(f"{SPOKEN_NAME} holds {member.name[:60]!r}, which is no phrase. Make it again.")
    place = into / parts[0] / parts[1]
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(opened.read())


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Give the list of a folder and each clip of it. Raises SpokenError for one that is not what its list says."""
    try:
        manifest = read_manifest(folder)
        if manifest.digest != folder.name:
            raise SpokenError(f"The phrases in {folder} are of another plan. Make them again.")
        yield _LIST, (folder / _LIST).read_bytes()
        for clip, row in manifest.clips.items():
            if row.state is not State.NOT_MADE:
                read_clip(folder, clip, row)
                yield f"{clip}.wav", (folder / f"{clip}.wav").read_bytes()
    except FolderError as error:
        raise SpokenError(str(error)) from error
