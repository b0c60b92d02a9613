"""Finds the format that the ending of a file's name promises. Pure; opens no file, and knows no record."""

from collections.abc import Collection
from pathlib import PurePath

from appliance.exports.formats import FORMATS


class Misnamed(Exception):
    """The file's name does not say what would be in it. `str()` says why, and what to do."""


def format_of(file: PurePath, asked: str | None, known: Collection[str] = tuple(FORMATS)) -> str:
    """Give the format asked for, otherwise the one of the name's ending, out of those `known`. Raises Misnamed where a reader would be
    misled.
    """
    promised = next((each for each, form in FORMATS.items() if file.suffix.lower() in form.endings), None)
    if asked is not None and promised not in {asked, None}:
        right = file.with_suffix(FORMATS[asked].endings[0]).name
        raise Misnamed(f"{file.name} is the name of another kind of file than {asked}. Name it {right}.")
    meant = asked or promised
    if meant is None or meant not in known:
        makes = f"{file.suffix} is nothing that is made here" if file.suffix else f"The name {file.name} has no ending"
        endings = ", ".join(FORMATS[each].endings[0] for each in known)
        raise Misnamed(f"{makes}. Let the name end in one of {endings}: it says what the file is.")
    return meant
