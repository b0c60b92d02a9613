"""Reads a file of tokens: a line for each box, with its name and its token. Tokens are kept apart from the list of buildings, which
people send by e-mail.
"""

from pathlib import Path

from appliance.plan.mistakes import Mistake, quoted
from appliance.plan.text_file import read_text
from image_build.provision.buildings import Gathered, readable_by_others

TOKENS_BYTES_MAX = 64 * 1024  # 500 lines with a name and 39 characters are half of it

_TOO_LONG = Mistake(
    "", 1, f"The file is longer than {TOKENS_BYTES_MAX:,} bytes.", "Check that this is the file of tokens."
)


def tokens_of(file: Path, into: Gathered) -> dict[str, tuple[int, str]]:
    """Return name of a box → the line of its token, and the token. Everything wrong is noted, without showing a token."""
    found: dict[str, tuple[int, str]] = {}
    text = read_text(file, TOKENS_BYTES_MAX, _TOO_LONG)
    wrong = text if isinstance(text, Mistake) else readable_by_others(file)
    if isinstance(text, Mistake) or wrong is not None:
        into.note(file, wrong or _TOO_LONG)
        return found
    for line, each in enumerate(text.splitlines(), 1):
        words = each.partition("#")[0].replace(",", " ").split()
        if not words:
            continue
        if len(words) != 2:
            says = "This is not the name of a box and its token."
            into.note(file, Mistake("", line, says, "Write both on one line, with a blank between them."))
        elif words[0].casefold() in found:
            says = f"{quoted(words[0])} has a token already, on line {found[words[0].casefold()][0]}."
            into.note(file, Mistake("", line, says, "Keep the one that was made for this box."))
        else:
            found[words[0].casefold()] = (line, words[1])
    return found
