"""How sentences become lines: at most 78 characters, words whole, nothing in them that a terminal would obey. Pure."""

import textwrap
import unicodedata

LINE_WIDTH = 78
"""Eighty columns less two, so that no terminal breaks a line by itself; braille lines of 40 and 20 break it again at words."""


def lines_of(sentence: str) -> list[str]:
    """One thought as lines. A word longer than a line stands alone on its own, whole."""
    return textwrap.wrap(harmless(sentence), LINE_WIDTH, break_long_words=False, break_on_hyphens=False)


def harmless(text: str) -> str:
    """Text from elsewhere without control characters: a note may not move our cursor, whoever wrote it."""
    return "".join(" " if unicodedata.category(each) in {"Cc", "Cf", "Zl", "Zp"} else each for each in text)
