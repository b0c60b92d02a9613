"""Takes over the phrases that came on the card, so that the unit which speaks phrases finds them. Knows no seed."""

import hashlib
import logging
import shutil
from pathlib import Path

from image_build.first_boot.places import SPOKEN_NAME, Places
from image_build.seed.spoken import SpokenError, unpacked

TAKEN = "taken-from-the-card"
"""In the folder of phrases: the SHA-256, in hex, of the file that they came from."""
UNFINISHED = ".new"

log = logging.getLogger("handbell.first-boot")


def take_spoken(places: Places) -> bool:
    """Lay open what is on the card, if it is another file than the last one. Returns whether something changed. Raises nothing: without it
    the box speaks by itself.
    """
    file, kept = places.card / SPOKEN_NAME, places.phrases
    new = kept.with_name(f"{kept.name}{UNFINISHED}")
    try:
        if not file.is_file():
            return False
        with file.open("rb") as opened:
            named = hashlib.file_digest(opened, "sha256").hexdigest()
        if _text(kept / TAKEN) == named:
            return False
        shutil.rmtree(new, ignore_errors=True)
        unpacked(file, new)
        (new / TAKEN).write_text(named)
        _readable(new)
        shutil.rmtree(kept, ignore_errors=True)
        new.rename(kept)
    except (OSError, SpokenError) as error:
        shutil.rmtree(new, ignore_errors=True)
        log.warning("the phrases on the card are not taken: %s", error)
        return False
    log.warning("the phrases on the card were taken over")
    return True


def _readable(folder: Path) -> None:
    """Let the unit that speaks phrases read them: our own mask takes that away."""
    folder.chmod(0o755)
    for each in folder.rglob("*"):
        each.chmod(0o755 if each.is_dir() else 0o644)


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii", "replace")
    except OSError:
        return ""
