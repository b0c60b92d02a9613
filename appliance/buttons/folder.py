"""Files put into a folder, whole or not at all, and never over another without keeping it. Knows nothing of what is in them."""

import contextlib
import itertools
import os
from dataclasses import dataclass
from pathlib import Path

FOLDER_MODE = 0o700  # there are keys in it
FILE_MODE = 0o644
SECRET_MODE = 0o600


@dataclass(frozen=True, slots=True)
class Paper:
    """A file to be there. `grows`: it holds all that the older one held, which need not be kept."""

    name: str
    data: bytes
    mode: int = FILE_MODE
    grows: bool = False


def put(folder: Path, papers: list[Paper]) -> list[str]:
    """Put the files into the folder, and tell of each what was done. Raises OSError."""
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    return [told for paper in papers if (told := _put(folder / paper.name, paper))]


def _put(path: Path, paper: Paper) -> str:
    path.parent.mkdir(mode=FOLDER_MODE, exist_ok=True)
    there = path.read_bytes() if path.exists() else None
    if there == paper.data:
        return ""
    if there is None or paper.grows:
        _write(path, paper)
        return f"{'added to' if there is not None else 'made'} {paper.name}"
    kept = next(each for number in itertools.count(1) if not (each := path.with_name(f"{path.name}.{number}")).exists())
    path.rename(kept)
    _write(path, paper)
    return f"made {paper.name} anew; what it was before is {kept.name}"


def _write(path: Path, paper: Paper) -> None:
    """Whole after a power cut, or as it was before."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        descriptor = os.open(
            unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, paper.mode
        )
        with os.fdopen(descriptor, "wb") as file:
            file.write(paper.data)
            file.flush()
            os.fsync(descriptor)
        unfinished.replace(path)
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
