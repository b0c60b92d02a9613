"""Colours: exactly the sixteen of a text console, so that a screen looks the same on a box's console and in a terminal window.

Every pair of text and ground used in `console.tcss` has a contrast of at least 4.5 to 1 (WCAG 2.1 AA).
"""

from textual.theme import Theme

BLACK, RED, GREEN, BROWN, BLUE = "#000000", "#aa0000", "#00aa00", "#aa5500", "#0000aa"
MAGENTA, CYAN, GREY, DARK_GREY, YELLOW, WHITE = "#aa00aa", "#00aaaa", "#aaaaaa", "#555555", "#ffff55", "#ffffff"

THEME = Theme(
    name="console",
    primary=GREY,
    secondary=CYAN,
    warning=BROWN,
    error=RED,
    success=GREEN,
    accent=YELLOW,
    foreground=WHITE,
    background=BLACK,
    surface=BLACK,
    panel=BLACK,
    dark=True,
    luminosity_spread=0,
    text_alpha=1.0,
    variables={
        "red-ground": RED,
        "brown-ground": BROWN,
        "blue-ground": BLUE,
        "magenta-ground": MAGENTA,
        "cyan-ground": CYAN,
        "quiet-text": GREY,
        "bright-text": WHITE,
        "call-text": YELLOW,
        "block-cursor-background": GREY,
        "block-cursor-foreground": BLACK,
        "input-cursor-background": WHITE,
        "input-cursor-foreground": BLACK,
        "input-selection-background": BLUE,
        "scrollbar": GREY,
        "scrollbar-background": BLACK,
        "scrollbar-corner-color": BLACK,
    },
)
