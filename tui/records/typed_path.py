"""Reads the name of a file as somebody types it at a console. Opens nothing."""

from pathlib import Path


def typed_path(words: str) -> Path:
    """Give the file that is meant; `~` is a home. `~name` of somebody who has no home here stays as it is: whoever opens it says that there
    is no such file.
    """
    path = Path(words.strip())
    try:
        return path.expanduser()
    except RuntimeError:  # pathlib's word for a home that nobody knows
        return path
