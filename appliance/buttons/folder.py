"""Puts files into a folder, each whole or not at all, and never over another without keeping that. Knows nothing of their content."""

import contextlib
import itertools
import os
from pathlib import Path

import msgspec

FOLDER_MODE = 0o700  # the folder has keys in it
FILE_MODE = 0o644
SECRET_MODE = 0o600


class Paper(msgspec.Struct, frozen=True):
    """A file that must be there. `grows`: it holds all that the older file held, so that one need not be kept."""

    name: str
    data: bytes
    mode: int = FILE_MODE
    grows: bool = False


class Done(msgspec.Struct):
    """What was done, by file names: `made`, `added` to, and `anew` with the name under which the older file is kept."""

    made: list[str] = []
    added: list[str] = []
    anew: list[tuple[str, str]] = []


def put(folder: Path, papers: list[Paper]) -> Done:
    """Put the files into the folder; a file that is there already with the same content stays untouched. Raises OSError."""
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
    """Write a file whole, or leave it as it was. With `kept`, the older file is kept under that name; after a power cut between the two
    steps it may be the only one.
    """
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
        if kept is not None:  # done only now: if the disk is full, the older file is still found under its name
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
