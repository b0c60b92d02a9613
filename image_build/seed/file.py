"""Reads a seed from a file that a person made. Only this module of the folder opens files."""

from pathlib import Path

from appliance.plan.mistakes import Mistake
from image_build.seed.read import ParsedSeed, examine_seed
from image_build.seed.text import SEED_BYTES_MAX, decoded


def raw_of(file: Path) -> bytes | Mistake:
    """Return the bytes of a file, at most one more than a seed may have."""
    try:
        with file.open("rb") as opened:
            return opened.read(SEED_BYTES_MAX + 1)
    except FileNotFoundError:
        return Mistake("", 1, "There is no such file.", "Check the name and the folder you are in.")
    except IsADirectoryError:
        return Mistake("", 1, "This is a folder, not a file.", "Give the name of the file in it.")
    except OSError as error:
        return Mistake("", 1, f"The file cannot be read ({error.strerror}).", "Check that you may read it.")


def read_seed_file(file: Path) -> ParsedSeed:
    """Read and check a seed, which may not be there, not be a file, or not be text."""
    raw = raw_of(file)
    text = raw if isinstance(raw, Mistake) else decoded(raw)
    return ParsedSeed(None, [text], []) if isinstance(text, Mistake) else examine_seed(text)
