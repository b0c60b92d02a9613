"""Writes what a step has to say into /run, where others read it. Writes nothing if it says the same as before."""

import contextlib
import time
from collections.abc import Mapping
from pathlib import Path

import msgspec

from appliance.envelope.format import UNREADABLE
from image_build.first_boot.generation import Generations
from image_build.first_boot.outcome import Taken
from image_build.first_boot.places import Places
from image_build.first_boot.result import result
from image_build.first_boot.steps import Progress, Step
from sync.transport.whole_file import write_whole

NEWS_MODE = 0o644  # It holds no secret: what a console may show, anybody on the box may read.
WHEN = "%Y-%m-%d %H:%M"


def progress_of(places: Places) -> Progress:
    """Read how far the running box was set up. If the file is missing or damaged, nothing counts as done: every step may be done again."""
    return read(places.progress, Progress) or Progress()


def read[Kind: msgspec.Struct](file: Path, kind: type[Kind]) -> Kind | None:
    """Read the value in a file; None if there is none."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except (OSError, *UNREADABLE):
        return None


def tell_taken(places: Places, taken: Taken) -> None:
    """Write what became of the seeds. Raises OSError."""
    write_whole(places.taken, msgspec.json.encode(taken), NEWS_MODE)
    tell_result(places, taken, progress_of(places), {})


def tell_result(places: Places, taken: Taken, progress: Progress, why: Mapping[Step, str]) -> None:
    """Write the text for the card, if it says something new. Raises OSError."""
    given = Generations(places.box).given()
    before = b""
    with contextlib.suppress(OSError):
        before = places.result.read_bytes()
    text = _encoded(result(taken, given, progress, why, time.strftime(WHEN)))
    if _untimed(text) != _untimed(before):
        write_whole(places.result, text, NEWS_MODE)
        places.result_due.touch()


def _encoded(text: str) -> bytes:
    """Add the mark by which every Windows editor recognises UTF-8."""
    return text.encode("utf-8-sig")


def _untimed(text: bytes) -> list[bytes]:
    return [line for line in text.splitlines() if not line.startswith(b"Written by the box")]
