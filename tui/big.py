"""Letters three lines high, to be read from three metres. Pure; half blocks only, which every console font has."""

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
    "!": "# # # . #", ",": ".. .. .. .# #.",
}  # fmt: skip

_HALVES = {"..": " ", "#.": "▀", ".#": "▄", "##": "█"}


def big(text: str, width: int) -> tuple[str, str, str] | None:
    """`text` as three lines of at most `width` columns, or None when it does not fit or has a letter not drawn here."""
    glyphs = [_GLYPHS.get(letter) for letter in text.upper()]
    if not glyphs or None in glyphs:
        return None
    rows = [".".join(glyph.split()[row] for glyph in glyphs if glyph) for row in range(5)]
    rows.append("." * len(rows[0]))
    if len(rows[0]) > width:
        return None
    first, second, third = (_line(rows[top], rows[top + 1]) for top in (0, 2, 4))
    return first, second, third


def _line(upper: str, lower: str) -> str:
    return "".join(_HALVES[above + below] for above, below in zip(upper, lower, strict=True))
