"""Files put into a folder, whole or not at all, and never over another without keeping it. Knows nothing of what is in them."""

import contextlib
import itertools
import os
from pathlib import Path

import msgspec

FOLDER_MODE = 0o700  # there are keys in it
FILE_MODE = 0o644
SECRET_MODE = 0o600


class Paper(msgspec.Struct, frozen=True):
    """A file to be there. `grows`: it holds all that the older one held, which need not be kept."""

    name: str
    data: bytes
    mode: int = FILE_MODE
    grows: bool = False


class Done(msgspec.Struct):
    """What was done, by names of files: `made`, `added` to, and `anew` with the name under which the older one is kept."""

    made: list[str] = []
    added: list[str] = []
    anew: list[tuple[str, str]] = []


def put(folder: Path, papers: list[Paper]) -> Done:
    """Put the files into the folder, those that are there already untouched. Raises OSError."""
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    done = Done()
    for paper in papers:
        _put(folder / paper.name, paper, done)
    return done


def _put(path: Path, paper: Paper, done: Done) -> None:
    path.parent.mkdir(mode=FOLDER_MODE, exist_ok=True)
    there = path.read_bytes() if path.exists() else None
    if there == paper.data:
        return
    kept: Path | None = None
    if there is None:
        done.made.append(paper.name)
    elif paper.grows:
        done.added.append(paper.name)
    else:
        free = (path.with_name(f"{path.name}.{number}") for number in itertools.count(1))
        kept = next(each for each in free if not each.exists())
        done.anew.append((paper.name, kept.name))
    _write(path, paper, kept)


def _write(path: Path, paper: Paper, kept: Path | None) -> None:
    """Whole, or as it was before. With `kept` what was there goes on under that name, after a power cut between the two perhaps alone."""
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
        if kept is not None:  # not before: where the disk is full, the older one goes on being found under its name
            path.rename(kept)
        try:
            unfinished.replace(path)
        except BaseException:
            if kept is not None:
                kept.rename(path)
            raise
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
