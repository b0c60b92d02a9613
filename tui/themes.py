"""Colours: exactly the sixteen of a text console, so that a screen looks the same on a box's console and in a terminal window.

A text console shows bright grounds as dark ones, so a light ground is white in a window and grey there: text is chosen to be
read on both. Contrast of everything painted is measured by the tests: at least 4.5 to 1 (WCAG 2.1 AA), 7 to 1 in high contrast.
"""

from textual.theme import Theme

BLACK, RED, BROWN, BLUE = "#000000", "#aa0000", "#aa5500", "#0000aa"
MAGENTA, CYAN, GREY = "#aa00aa", "#00aaaa", "#aaaaaa"
BRIGHT_RED, BRIGHT_MAGENTA, BRIGHT_CYAN, YELLOW, WHITE = "#ff5555", "#ff55ff", "#55ffff", "#ffff55", "#ffffff"

DARK = {
    "quiet-text": GREY,
    "bright-text": WHITE,
    "call-text": YELLOW,
    "strip-ground": GREY,
    "strip-text": BLACK,
    "danger-ground": RED,
    "danger-text": WHITE,
    "warning-ground": BROWN,
    "warning-text": WHITE,
    "emergency-ground": RED,
    "emergency-text": WHITE,
    "emergency-edge": BRIGHT_RED,
    "medical-ground": MAGENTA,
    "medical-text": WHITE,
    "medical-edge": BRIGHT_MAGENTA,
    "assist-ground": BROWN,
    "assist-text": WHITE,
    "assist-edge": YELLOW,
    "tap-out-ground": CYAN,
    "tap-out-text": BLACK,
    "tap-out-edge": BRIGHT_CYAN,
    "drill-ground": BLUE,
    "drill-text": WHITE,
    "drill-edge": WHITE,
    "input-ground": BLUE,
    "input-text": WHITE,
}
"""Every colour the console uses, by what it is for; `call-text` is text that asks to be read first."""

LIGHT = DARK | {
    "quiet-text": BLACK,
    "bright-text": BLACK,
    "call-text": BLUE,
    "strip-ground": BLUE,
    "strip-text": WHITE,
    "emergency-edge": RED,
    "medical-edge": MAGENTA,
    "assist-edge": BROWN,
    "tap-out-edge": CYAN,
    "drill-edge": BLUE,
}
HIGH_CONTRAST = DARK | {
    "quiet-text": WHITE,
    "warning-ground": BLACK,
    "warning-text": YELLOW,
    "medical-ground": BLUE,
    "assist-ground": WHITE,
    "assist-text": BLACK,
    "drill-ground": BLACK,
}


def _theme(name: str, colours: dict[str, str], *, ground: str, dark: bool) -> Theme:
    text = colours["bright-text"]
    return Theme(
        name=name,
        primary=colours["quiet-text"],
        secondary=colours["tap-out-edge"],
        warning=colours["warning-ground"],
        error=colours["danger-ground"],
        success=colours["quiet-text"],
        accent=colours["call-text"],
        foreground=text,
        background=ground,
        surface=ground,
        panel=ground,
        dark=dark,
        luminosity_spread=0,
        text_alpha=1.0,
        variables={
            **colours,
            "block-cursor-background": colours["strip-ground"],
            "block-cursor-foreground": colours["strip-text"],
            "input-cursor-background": WHITE,
            "input-cursor-foreground": BLACK,
            "input-selection-background": BLUE,
            "scrollbar": colours["quiet-text"],
            "scrollbar-background": ground,
            "scrollbar-corner-color": ground,
        },
    )


THEMES = {
    "dark": _theme("dark", DARK, ground=BLACK, dark=True),
    "light": _theme("light", LIGHT, ground=WHITE, dark=False),
    "contrast": _theme("contrast", HIGH_CONTRAST, ground=BLACK, dark=True),
}
"""By the name given to `handbell console --theme`; the first is used when none is named."""
