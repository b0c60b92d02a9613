"""Everything the key table can do now, found by typing, and the colours. Not Textual's own palette: that would cover the calls."""

import textwrap

from textual.message import Message

from tui.asking.choice import Choice, Field
from tui.keys.key import Group
from tui.keys.table import KEYS
from tui.model import ConsoleModel
from tui.screens.panel import Panel
from tui.themes import THEMES

HELP_WIDTH = 50
"""What is left of 80 columns beside a key, its label and the scroll bar. Help has the whole sentence."""
COLOURS = {"dark": "dark, the usual ones", "light": "light, for a bright room", "contrast": "high contrast"}


class PalettePanel(Panel[str]):
    """A line is one of the app's actions."""

    class Chosen(Message):
        """A person wants this action of the app run."""

        def __init__(self, action: str) -> None:
            self.action = action
            super().__init__()

    def __init__(self, model: ConsoleModel, now_ms: int) -> None:
        acts = tuple(
            Choice(f"{key.shown:<7}{key.label:<16}{_brief(key.help)}", f"press('{key.action}')")
            for key in KEYS
            if key.group is not Group.MOVE and key.action != "palette" and not model.why_not(key, now_ms)
        )
        colours = tuple(Choice(f"{'':<7}{'Colours':<16}{COLOURS[name]}", f"colours('{name}')") for name in THEMES)
        super().__init__(
            "COMMANDS that do something now", field=Field("Command:", filters=True), choices=(*acts, *colours)
        )

    def chosen(self, value: str) -> None:
        """Hand it to the app."""
        self.post_message(self.Chosen(value))


def _brief(words: str) -> str:
    """The first sentence, and of that as many whole words as fit."""
    return textwrap.shorten(words.partition(". ")[0].removesuffix("."), HELP_WIDTH, placeholder=" ...")
