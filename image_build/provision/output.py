"""Puts seeds where they go: onto the image or card itself, onto a copy for each building, or into folders for dropping on cards by
hand.
"""

import contextlib
import os
import shutil
from pathlib import Path

from image_build.provision.buildings import Building
from image_build.provision.card import opened
from image_build.provision.copying import copied
from image_build.provision.errors import NotDone
from image_build.provision.writing import check_ours, put_seed
from image_build.seed.model import FILE_NAME

FOLDER_MODE = 0o700  # there are secrets in it


def onto(card: Path, building: Building, spoken: bytes = b"") -> None:
    """Put the seed, and phrases for desk phones, onto this image or card. Raises NotDone; then it is unchanged."""
    with opened(card, write=True) as target:
        check_ours(target)
        put_seed(target, building.raw, spoken)


def onto_copies(image: Path, buildings: list[tuple[Building, Path]]) -> None:
    """Put the seeds onto a copy of the image for each building, all or none. Raises NotDone."""
    if image.is_block_device():
        raise NotDone(f"{image} is a card. Copies are made of an image file.")
    with opened(image, write=False) as source:
        check_ours(source)
    taken = [str(to) for _, to in buildings if os.path.lexists(to)]
    if taken:
        raise NotDone(f"There already: {', '.join(taken)}. Move it away, or give another place with --out.")
    made: list[Path] = []
    try:
        for building, to in buildings:
            copied(image, to)
            made.append(to)
            onto(to, building)
    except BaseException:
        for each in made:
            with contextlib.suppress(OSError):
                each.unlink()
        raise


def into_folders(folder: Path, buildings: list[Building]) -> list[Path]:
    """Make a folder for each building with the one file to drop onto its card, all or none. Raises NotDone."""
    files = [folder / each.seed.name / FILE_NAME for each in buildings]
    taken = [str(file.parent) for file in files if os.path.lexists(file.parent)]
    if taken:
        raise NotDone(f"There already: {', '.join(taken)}. Move it away, or give another folder.")
    made: list[Path] = []
    try:
        make_folder(folder)
        for building, file in zip(buildings, files, strict=True):
            file.parent.mkdir(mode=FOLDER_MODE)
            made.append(file.parent)
            write_private(file, building.raw)
    except OSError as error:
        for each in made:
            shutil.rmtree(each, ignore_errors=True)
        raise NotDone(f"{folder} could not be written: {error.strerror}.") from error
    return files


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner may enter, unless it is there already. Raises OSError."""
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)


def write_private(file: Path, data: bytes) -> None:
    """Write a new file, 0600. Raises OSError, also if the file is there already."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as opened_file:
        opened_file.write(data)
