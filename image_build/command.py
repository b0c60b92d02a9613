"""Runs `handbell image`: builds, checks, starts and provisions the card of a box. Loads only the word that was asked for; each word has
its own module.
"""

import importlib
import sys
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Word:
    """A word after `handbell image`: where its `main(arguments) -> int` is, and its line in the help."""

    module: str
    says: str


WORDS: Final = {
    "build": Word("image_build.build_command", "make an image for one kind of box"),
    "district": Word("image_build.district.command", "make the archive of the district's server and office"),
    "lock": Word("image_build.lock_command", "choose the program's wheels anew"),
    "verify": Word("image_build.verify.command", "look into an image without starting it"),
    "seed": Word("image_build.seed_command", "print a seed to start from, or check one"),
    "provision": Word("image_build.provision.command", "put seeds onto cards and images"),
    "boot": Word("image_build.boot.command", "start an image under QEMU"),
}


def main(arguments: list[str]) -> int:
    """Build, check, start and provision the cards of boxes.

    Returns the exit code: 0 done, 1 could not, 2 not understood.
    """
    asked = arguments[0] if arguments else "--help"
    if asked in {"-h", "--help", "help"}:
        sys.stdout.write(_usage())
        return 0
    if asked not in WORDS:
        sys.stderr.write(f"handbell image: there is no word {asked!r}.\n\n{_usage()}")
        return 2
    code: int = importlib.import_module(WORDS[asked].module).main(arguments[1:])
    return code


def _usage() -> str:
    lines = [f"  {name:<10} {word.says}" for name, word in WORDS.items()]
    return "\n".join(
        ["usage: handbell image WORD [ARGUMENTS]", "", *lines, "", "handbell image WORD --help tells more.", ""]
    )
