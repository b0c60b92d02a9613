"""Room names in letters to be read across a room. Pure; half blocks only, which every console font has.

A letter is five dots high. At 24 lines on a 24-inch screen one dot is 6 mm, and whoever stands three metres away reads letters
of 15 mm (a two-hundredth of the distance, the usual rule for signs): the smallest are twice that, the others grow with the screen.
"""

import unicodedata
from functools import lru_cache

_GLYPHS = {
    "A": ".#. #.# ### #.# #.#", "B": "##. #.# ##. #.# ##.", "C": ".## #.. #.. #.. .##", "D": "##. #.# #.# #.# ##.",
    "E": "### #.. ##. #.. ###", "F": "### #.. ##. #.. #..", "G": ".### #... #.## #..# .###", "H": "#.# #.# ### #.# #.#",
    "I": "### .#. .#. .#. ###", "J": "..# ..# ..# #.# .#.", "K": "#.# #.# ##. #.# #.#", "L": "#.. #.. #.. #.. ###",
    "M": "#...# ##.## #.#.# #...# #...#", "N": "#..# ##.# #.## #..# #..#", "O": ".#. #.# #.# #.# .#.",
    "P": "##. #.# ##. #.. #..", "Q": ".##. #..# #..# #.#. .#.#", "R": "##. #.# ##. #.# #.#", "S": ".## #.. .#. ..# ##.",
    "T": "### .#. .#. .#. .#.", "U": "#.# #.# #.# #.# ###", "V": "#.# #.# #.# #.# .#.", "W": "#...# #...# #.#.# ##.## #...#",
    "X": "#.# #.# .#. #.# #.#", "Y": "#.# #.# .#. .#. .#.", "Z": "### ..# .#. #.. ###",
    "0": "### #.# #.# #.# ###", "1": ".#. ##. .#. .#. ###", "2": "##. ..# .#. #.. ###", "3": "### ..# .## ..# ###",
    "4": "#.# #.# ### ..# ..#", "5": "### #.. ##. ..# ##.", "6": ".## #.. ### #.# ###", "7": "### ..# .#. .#. .#.",
    "8": "### #.# ### #.# ###", "9": "### #.# ### ..# ##.",
    " ": ".. .. .. .. ..", "-": "... ... ### ... ...", ".": ". . . . #", ":": ". # . # .", "/": "..# ..# .#. #.. #..",
    "'": "# # . . .", "&": ".#. #.# .#. #.# .##", "#": "#.# ### #.# ### #.#", "(": ".# #. #. #. .#", ")": "#. .# .# .# #.",
    "!": "# # # . #", ",": ".. .. .. .# #.", "_": "... ... ... ... ###", "?": "##. ..# .#. ... .#.",
    "+": "..#... ..#... #####. ..#... ..#...", "▲": "...#.... ..###... .#####.. .#####.. #######.",
    "■": "#####. #####. #####. #####. #####.", "○": ".###.. #...#. #...#. #...#. .###..",
}  # fmt: skip

_HALVES = {"..": " ", "#.": "▀", ".#": "▄", "##": "█"}
SCALES = (12, 10, 8, 6, 4, 3, 2, 1)
"""Characters a dot is wide. At twelve a letter takes thirty lines, half of the largest screen."""
DOTS_HIGH = 5
DRAWN_MAX = 256
"""Drawn texts kept: the names of forty calls in a few sizes. Only what counts the time is drawn anew each second."""


@lru_cache(maxsize=DRAWN_MAX)
def big(text: str, width: int, lines: int = 3, *, broken: bool = True) -> tuple[str, ...] | None:
    """`text` as large as fits into `lines` lines of `width` columns, on one row or `broken` into two; None when nothing fits.

    Also None for a letter that is not drawn here; accents are left out. Spare lines are shared above and below.
    """
    plain = "".join(each for each in unicodedata.normalize("NFKD", text.upper()) if not unicodedata.combining(each))
    if not plain.strip() or any(letter not in _GLYPHS for letter in plain):
        return None
    for scale in SCALES:
        for rows in ((plain,), _in_two(plain))[: 1 + broken]:
            if _lines_high(len(rows), scale) <= lines and all(_wide(row) * scale <= width for row in rows):
                return _centred(_drawn(rows, scale), lines)
    return None


def largest(texts: tuple[str, ...], width: int, lines: int) -> tuple[str, ...] | None:
    """The first of `texts` drawn on one row at least two thirds as high as the last of them: what adorns a name costs little of it."""
    plain = big(texts[-1], width, lines)
    for text in texts:
        drawn = big(text, width, lines, broken=False)
        if drawn and plain and 3 * sum(map(bool, drawn)) >= 2 * sum(map(bool, plain)):
            return drawn
    return plain


def _lines_high(rows: int, scale: int) -> int:
    return rows * ((DOTS_HIGH * scale + 1) // 2) + (rows - 1) * _gap(scale)


def _gap(scale: int) -> int:
    """Empty lines between two rows: the smallest letters have half a line to spare already, which is enough for them."""
    return int(scale > 1)


def _wide(row: str) -> int:
    return sum(len(_GLYPHS[letter].partition(" ")[0]) + 1 for letter in row) - 1


def _in_two(text: str) -> tuple[str, ...]:
    """Broken at the blank that makes the longer half shortest; whole where there is none."""
    words = text.split()
    halves = [(" ".join(words[:place]), " ".join(words[place:])) for place in range(1, len(words))]
    return min(halves, key=lambda half: max(map(_wide, half)), default=(text,))


def _drawn(rows: tuple[str, ...], scale: int) -> list[str]:
    drawn: list[str] = []
    for number, row in enumerate(rows):
        dots = [
            "".join(dot * scale for dot in ".".join(_GLYPHS[letter].split()[high] for letter in row))
            for high in range(DOTS_HIGH)
            for _ in range(scale)
        ]
        dots += ["." * len(dots[0])] * (len(dots) % 2)
        drawn += [""] * (_gap(scale) if number else 0) + _halves(dots)
    return drawn


def _halves(dots: list[str]) -> list[str]:
    pairs = zip(dots[::2], dots[1::2], strict=True)
    return ["".join(_HALVES[above + below] for above, below in zip(*pair, strict=True)) for pair in pairs]


def _centred(drawn: list[str], lines: int) -> tuple[str, ...]:
    above = (lines - len(drawn)) // 2
    return (*[""] * above, *drawn, *[""] * (lines - len(drawn) - above))
